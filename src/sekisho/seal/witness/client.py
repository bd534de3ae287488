"""Asking witnesses: each gets the checkpoint with a proof from what it saw last, and answers with its lines."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from sekisho.seal.log.checkpoint import Checkpoint, checkpoint_of
from sekisho.seal.log.cosignature import Cosigner
from sekisho.seal.log.note import NoteError, lines_of, write_line
from sekisho.seal.problem import FoundError, Problem
from sekisho.seal.witness.request import Request

#: A witness that has not answered by then is counted as absent; the checkpoint waits for nobody.
PATIENCE_S = 5.0
#: Two lines of ML-DSA have some 7 kB.
LARGEST_ANSWER = 64 * 1024
#: A witness that says another size twice in a row is being asked by somebody else as well; so often it is asked anew.
MOST_TURNS = 3

Prove = Callable[[int], Sequence[bytes]]


class WitnessError(FoundError):
    """A witness that did not cosign; says which and why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A witness as the log knows it: its name, where it listens, and the keys whose lines are taken."""

    name: str
    url: str
    keys: tuple[Cosigner, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What witnesses answered: their lines, and why others did not."""

    lines: bytes
    problems: tuple[Problem, ...]


def _problem(code: str, witness: Asked, **facts: str | int) -> WitnessError:
    return WitnessError(Problem(code, facts={"witness": witness.name, **facts}))


def _answer(client: httpx.Client, witness: Asked, request: Request) -> tuple[int, bytes]:
    """Ask once; give status and a body of a size that can be kept. Raises WitnessError."""
    place = witness.url.rstrip("/") + "/add-checkpoint"
    try:
        with client.stream("POST", place, content=request.body()) as response:
            body = b""
            for piece in response.iter_raw():
                body += piece
                if len(body) > LARGEST_ANSWER:
                    raise _problem("seal.witness.answer_too_large", witness, largest=LARGEST_ANSWER)
            return response.status_code, body
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _problem("seal.witness.unreachable", witness, reason=type(error).__name__) from error


def cosign(client: httpx.Client, witness: Asked, note: bytes, prove: Prove) -> bytes:
    """Ask a witness for its lines over a checkpoint. Raises WitnessError.

    ``prove`` gives the consistency proof from an older size to the checkpoint's.
    """
    checkpoint, old = checkpoint_of(note), 0
    for _ in range(MOST_TURNS):
        request = Request(old, tuple(prove(old)) if old else (), note)
        status, body = _answer(client, witness, request)
        if status == 200:
            return _checked(witness, checkpoint, body)
        if status != 409:
            said = body[:200].decode(errors="replace").strip()
            raise _problem("seal.witness.refused", witness, status=status, said=said)
        old = _size(witness, checkpoint, body)
    raise _problem("seal.witness.busy", witness, size=old)


def _size(witness: Asked, checkpoint: Checkpoint, body: bytes) -> int:
    said = body.decode(errors="replace").strip()
    if not said.isascii() or not said.isdecimal() or len(said) > 19:
        raise _problem("seal.witness.refused", witness, status=409, said=said[:200])
    if int(said) > checkpoint.size:
        # Whoever signs on now has lost what he signed before, as after restoring an old backup.
        raise _problem("seal.witness.ahead", witness, size=int(said), ours=checkpoint.size)
    return int(said)


def _checked(witness: Asked, checkpoint: Checkpoint, body: bytes) -> bytes:
    """Give the lines of the witness's keys, each checked; lines of keys nobody knows are dropped."""
    known: Mapping[tuple[str, bytes], Cosigner] = {(key.name, key.key_id): key for key in witness.keys}
    kept = b""
    try:
        lines = lines_of(body)
    except NoteError as error:
        raise _problem("seal.witness.no_line", witness) from error
    for name, data in lines:
        key = known.get((name, data[:4]))
        if key is None:
            continue
        if not key.holds(checkpoint.text(), data[4:]):
            raise _problem("seal.witness.false_line", witness)
        kept += write_line(name, data[:4], data[4:])
    if not kept:
        raise _problem("seal.witness.no_line", witness)
    return kept


def gather(note: bytes, witnesses: Sequence[Asked], prove: Prove) -> Gathered:
    """Ask all witnesses at the same time; what one does wrong keeps no other from being heard."""
    if not witnesses:
        return Gathered(b"", ())

    def ask(witness: Asked) -> bytes | Problem:
        try:
            return cosign(client, witness, note, prove)
        except WitnessError as error:
            return error.problem

    # Witnesses are few and named in the log's own configuration: no redirect leads anywhere else.
    with httpx.Client(timeout=PATIENCE_S, trust_env=False) as client, ThreadPoolExecutor(len(witnesses)) as threads:
        answers = list(threads.map(ask, witnesses))
    lines = b"".join(answer for answer in answers if isinstance(answer, bytes))
    return Gathered(lines, tuple(answer for answer in answers if isinstance(answer, Problem)))
