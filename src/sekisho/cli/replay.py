"""``sekisho screen --replay``: is what a decision once found found again, by the rules and facts it was made on?"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sekisho.application.replay_decision import SCREENED, replay_decision, replay_kept
from sekisho.cli.home import opened
from sekisho.cli.output import Voice
from sekisho.cli.reader import read_bytes
from sekisho.domain.screening.replay import Replay
from sekisho.domain.values.finding import Refusal, Value
from sekisho.seal.dossier.archive import read_archive
from sekisho.seal.dossier.contents import Contents, take_apart
from sekisho.seal.problem import FoundError
from sekisho.seal.strictjson import StrictJsonError, load
from sekisho.seal.text import say

HASHES = ("ruleset_hash", "parameter_hash", "input_hash")
#: A dossier holds captures of half an hour.
LARGEST = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class _InDossier:
    """The screenings of a dossier: those whose bodies this reader was given, and whose bytes their entries name."""

    dossier: Contents

    def _body(self, n: int, digest: str) -> Mapping[str, Value]:
        data = self.dossier.files.get(f"dossier/bodies/{n:05}.json", b"")
        # What the sealed entry does not name is no record; a replay then says that the inputs are gone.
        if hashlib.sha256(data).hexdigest() != digest:
            return {}
        try:
            screening = load(data).get("screening")
        except StrictJsonError:
            return {}
        return screening if isinstance(screening, dict) else {}

    def screenings(self, case: str) -> Mapping[int, Mapping[str, Value]] | None:
        if case != self.dossier.case:
            return None
        entries = (kept for kept in self.dossier.entries if kept.header.type == SCREENED)
        return {kept.header.seq: self._body(kept.n, kept.header.body) for kept in entries}

    def bytes_of(self, digest: str) -> bytes | None:
        return self.dossier.files.get(f"data/files/{digest}")


def _print(said: Voice, done: Replay, decision: str) -> None:
    said.say("replay.heading", decision=decision, edition_on=done.named["edition_on"])
    for name in HASHES:
        said.write(done.named[name], mark=said.text(f"replay.{name}"), indent=1)
    said.findings(done.findings)
    said.heading(said.text("replay.reproduced" if done.holds else "replay.not_reproduced"))
    said.notice()


def _from_dossier(said: Voice, decision: str, path: Path) -> Replay | Refusal:
    data = read_bytes(path, LARGEST)
    if isinstance(data, Refusal):
        said.refuse(data)
    try:
        return replay_kept(_InDossier(take_apart(read_archive(data))), decision)
    except FoundError as error:
        said.stop("replay.no_dossier", file=str(path), problem=say(error.problem, said.language.value))


def _from_home(said: Voice, decision: str, home: Path | None) -> Replay | Refusal:
    if home is None:
        said.stop("replay.needs_home")
    with opened(said, home) as desk:
        return replay_decision(desk, decision)


def replay(said: Voice, decision: str, dossier: Path | None, home: Path | None) -> NoReturn:
    """Replay the screening a decision rests on, from a dossier or a home: 0 where it is reproduced, else 1."""
    done = _from_dossier(said, decision, dossier) if dossier else _from_home(said, decision, home)
    if isinstance(done, Refusal):
        said.refuse(done)
    value: dict[str, Value] = {**done.as_json(), "findings": said.said(done.findings)}
    said.answer(value, lambda: _print(said, done, decision), holds=done.holds)
