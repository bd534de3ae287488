"""The witnesses of a home: those its policy names by address, and the three a rehearsal plays for itself."""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache

import httpx

from sekisho.bootstrap.home import Home
from sekisho.seal.log.cosignature import Cosigner
from sekisho.seal.log.merkle import Tree
from sekisho.seal.log.note import Verifier
from sekisho.seal.log.policy import KnownWitness, parse_policy
from sekisho.seal.text import say
from sekisho.seal.witness.client import Ask, Asked, gather, over_http, unreachable
from sekisho.seal.witness.folder import FolderError, WitnessFolder, make_witness, open_witness
from sekisho.seal.witness.witness import Witness

_LOG = logging.getLogger(__name__)
#: A witness that has not answered by then is counted as absent; the checkpoint waits for nobody.
PATIENCE_S = 5.0
#: As many as a real program should find outside itself; here one computer plays all three.
PLAYED = ("witness-1", "witness-2", "witness-3")


def make_witnesses(home: Home) -> None:
    """Make the three witnesses a rehearsal plays, and the policy that asks for two of them."""
    made = {name: make_witness(home.witnesses / name, f"{home.origin}/{name}") for name in PLAYED}
    home.policy.write_text(_policy(made), encoding="utf-8")


def _policy(made: Mapping[str, WitnessFolder]) -> str:
    lines = ["# Rehearsal: one computer plays all three witnesses, so they vouch for nothing."]
    for name, folder in made.items():
        names = [f"{name}-{number}" for number in range(len(folder.vkeys))]
        lines += [f"witness {own} {vkey}" for own, vkey in zip(names, folder.vkeys, strict=True)]
        # Two keys of one operator never fill two places of the quorum (sealing.md §2.3).
        lines.append(f"group {name} all {' '.join(names)}")
    return "\n".join([*lines, f"group witnesses 2 {' '.join(made)}", "quorum witnesses", ""])


def policy_of(home: Home) -> str:
    """Give the text of a home's policy of witnesses; empty where it has none."""
    return home.policy.read_text(encoding="utf-8") if home.policy.exists() else ""


def cosignatures(home: Home, note: bytes, tree: Tree, size: int, log: Verifier) -> bytes:
    """Ask the home's witnesses for their lines over a checkpoint; who does not answer is told in the service's log."""
    text = policy_of(home)
    if not text:
        return b""
    known = parse_policy(text.encode()).witnesses.values()
    with _ways(home, known, log) as witnesses:
        found = gather(note, witnesses, lambda old: tree.consistency(old, size))
    for problem in found.problems:
        _LOG.warning("checkpoint %d: %s", size, say(problem, "en"))
    return found.lines


@contextmanager
def _ways(home: Home, known: Iterable[KnownWitness], log: Verifier) -> Iterator[list[Asked]]:
    """Give each witness with the way to it: one line of a policy names a key, a witness may have several."""
    keys: dict[tuple[str, str], list[Cosigner]] = {}
    for witness in known:
        keys.setdefault((witness.key.name, witness.url), []).append(witness.key)
    with ExitStack() as stack:
        # Making a client costs more than asking; a rehearsal's own witnesses need none.
        client = cache(lambda: stack.enter_context(httpx.Client(timeout=PATIENCE_S, trust_env=False)))
        yield [
            Asked(name, tuple(own), over_http(client(), name, url) if url else _played(home, name, log))
            for (name, url), own in keys.items()
        ]


def _played(home: Home, name: str, log: Verifier) -> Ask:
    def ask(request: bytes) -> tuple[int, bytes]:
        try:
            folder = open_witness(home.witnesses / name.rpartition("/")[2])
        except FolderError as error:
            raise unreachable(name, str(error)) from error
        answer = Witness(folder.memory, [log], folder.keys, lambda: int(time.time())).add_checkpoint(request)
        return answer.status, answer.body

    return ask
