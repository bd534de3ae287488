"""Observations at plants without OPC UA or MTConnect: the office asks for values nobody knew, the inspector records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.act import act_within
from sekisho.application.desk import AskedValues, CaptureOrder, Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_case
from sekisho.application.record import sha256
from sekisho.application.request import Request
from sekisho.application.transact import transact
from sekisho.domain.casework.case import Line
from sekisho.domain.evidence.observation import CODE
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan

#: How photos and videos begin, and where: JPEG, PNG, WebP, MP4 and QuickTime, Matroska and WebM.
PICTURES = (*((0, b"\xff\xd8\xff"), (0, b"\x89PNG\r\n\x1a\n"), (8, b"WEBP"), (4, b"ftyp"), (0, b"\x1a\x45\xdf\xa3")),)
#: What of an observation's record nobody types.
WORKED_OUT = frozenset({"challenge", "asked", "taken_at"})


@dataclass(frozen=True, slots=True)
class Question:
    """What an inspector asks for at a line, and since when."""

    challenge: str
    asked_at: datetime
    values: AskedValues


def _ask(desk: Desk, tx: Transaction, case_id: str, person: Person, line: str) -> Question | Refusal:
    newest, now = tx.checkpoints.newest(), program_now(desk, tx)
    if newest is None:
        return Refusal.of([Finding("capture_order.no_checkpoint", Outcome.NOT_MET, "line", "article: ¶9")])
    numbers = desk.programs.definition(tx).observation_asked(day_in_japan(now))
    order = CaptureOrder(case_id, line, newest.note, desk.clock.now(), (), numbers, desk.store.mode, "observation")
    record = desk.captures.observation(order)
    tx.blobs.put(record, media_type="text/plain")
    details: dict[str, Value] = {"line": line, "challenge": sha256(record)}
    done = act_within(desk, tx, read_case(tx, case_id), person, Request("ask_observation", details))
    if isinstance(done, Refusal):
        return done
    unreadable = Refusal.of([Finding("observation.no_values", Outcome.NOT_MET, "line", "assumption: A29")])
    return _question(desk, tx, done.case.lines.get(line, Line(line))) or unreadable


def ask_observation(desk: Desk, case_id: str, person: Person, line: str) -> Question | Refusal:
    """Issue a challenge for an observation of a line; the values to be asked follow from it."""
    return transact(desk, lambda tx: _ask(desk, tx, case_id, person, line))


def _question(desk: Desk, tx: Transaction, line: Line) -> Question | None:
    if not line.observations:
        return None
    newest = line.observations[-1]
    record = tx.blobs.get(newest.challenge)
    values = desk.captures.asked(record, line.id) if record else None
    return Question(newest.challenge, newest.asked_at, values) if values else None


def show_question(desk: Desk, line: Line) -> Question | None:
    """Give what is to be asked at a line now; None where no challenge was issued."""
    with desk.store.read() as tx:
        return _question(desk, tx, line)


def with_asked(desk: Desk, tx: Transaction, line: Line, about: Mapping[str, Value], data: bytes) -> dict[str, Value]:
    """Give what an observation says, and what was asked by the line's challenge: derived here, whatever it says.

    ``how`` is by which of the values the inspector asked; a record that says nothing of it answers no challenge.
    ``data`` is the photo; the time a camera noted in it is kept as what the camera says.
    """
    said: dict[str, Value] = {name: value for name, value in about.items() if name not in WORKED_OUT}
    taken = desk.photos.taken_at(data) if desk.photos else ""
    said |= {"taken_at": taken} if taken else {}
    return said | _asked(_question(desk, tx, line), said)


def picture_faults(about: Mapping[str, Value], name: str, data: bytes) -> list[Finding]:
    """Say that what answers a challenge is neither photo nor video, by its bytes and whatever it is called."""
    is_picture = any(data[at : at + len(mark)] == mark for at, mark in PICTURES)
    if is_picture or not about.get("challenge"):
        return []
    return [Finding("observation.no_picture", Outcome.NOT_MET, "file", "assumption: A29", {"name": name})]


def _asked(question: Question | None, about: Mapping[str, Value]) -> dict[str, Value]:
    if question is None or not about.get("how"):
        return {}
    asked = question.values.code if about["how"] == CODE else " → ".join(question.values.numbers)
    return {"challenge": question.challenge, "asked": asked}
