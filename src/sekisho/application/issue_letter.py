"""Issue the letter a decision names, in the same transaction: number, words, journal.

The number is the place in a stream of its own for program, year and kind, taken while the pool's row is locked: it has
no gap, and two officers deciding at once never take the same. What is kept is the letter's content in words; its PDF
can be printed from that at any time.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.application.price import costing_day, shown_cost
from sekisho.application.project import CASES, equipment_of
from sekisho.application.record import Recorded, as_bytes, decode
from sekisho.application.section import content_of
from sekisho.application.word_letter import Worded, reword_head, word_letter
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case, IssuedLetter
from sekisho.domain.casework.decide import decide
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.casework.table import ROWS
from sekisho.domain.letter.compose import compose
from sekisho.domain.letter.head import head_of_correction
from sekisho.domain.letter.number import LetterNumber, letter_year
from sekisho.domain.letter.occasion import Occasion, Proof
from sekisho.domain.letter.plan import plan_of
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan

#: The document of a corrected letter: it is of the kind of the letter it takes the place of.
CORRECTION = "correction"
#: The document that tells on what cost the amount was fixed.
FIXING = "amount_notice"


class UnissuedLetterError(RuntimeError):
    """A letter that has to be issued and cannot be: a broken table or lost bytes, never a refusal."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was decided just now: the document it names, the command, its entries, what surrounded it."""

    document: str
    command: Command
    rows: Sequence[Recorded]
    around: Surroundings


def stream_of(program: str, year: int, kind: str) -> str:
    """Give the stream whose places are the running numbers of a kind of letter in a year."""
    return f"letter/{program}/{year}/{kind}"


def _number(desk: Desk, tx: Transaction, case: Case, kind: str, at: Command) -> LetterNumber:
    """Take the next number of a kind and keep it on its stream."""
    program, day = desk.programs.definition(tx), day_in_japan(at.at)
    first_month = program.number("record.fiscal_year_first_month", day)
    year = letter_year(day, program.text("letter.year", day), first_month)
    stream = stream_of(desk.program_id, year, kind)
    # The pool's row is locked by now for every command whose row names a document: nobody else counts meanwhile.
    place = tx.journal.length(stream)
    prefix = f"{'R' if desk.is_rehearsal else ''}{program.case_prefix}"
    number = LetterNumber(prefix, year, plan_of(kind).mark, place + 1)
    body: dict[str, Value] = {"case": case.id, "letter": str(number)}
    tx.journal.append(stream, [Event("letter.numbered", at.at, SYSTEM, body)], place)
    return number


def _proof(tx: Transaction, row: Recorded) -> Proof:
    newest = tx.checkpoints.newest()
    checkpoint = f"{newest.size} {newest.root}" if newest else ""
    return Proof(row.stream, row.seq, row.digest, row.envelopes, checkpoint)


def _cite(event: Event) -> str:
    return next((row.cite for rows in ROWS.values() for row in rows if row.event == event.type), "")


def _cost(program: ProgramDefinition, case: Case, content: Mapping[str, Value], made: Made) -> Money | None:
    """Give the cost an amount was fixed on; no other letter tells it, and in a rush nobody waits for it."""
    if made.document != FIXING:
        return None
    return shown_cost(program, case, content, costing_day(case, made.command.at), made.around.other_subsidies)


def _occasion(desk: Desk, tx: Transaction, case: Case, made: Made, number: LetterNumber) -> Occasion:
    row, content, program = made.rows[0], content_of(tx, case), desk.programs.definition(tx)
    return Occasion(
        kind=made.document,
        number=number,
        issued_on=day_in_japan(made.command.at),
        case=case,
        event=row.event,
        history=[before.event for before in tx.journal.read(CASES + case.id) if before.seq <= row.seq],
        cite=_cite(row.event),
        program=program,
        equipment=equipment_of(content),
        gates=made.around.gates,
        receipt=case.receipt,
        charge=made.around.terms.charge,
        proof=_proof(tx, row),
        rehearsal=desk.is_rehearsal,
        cost=_cost(program, case, content, made),
        earned=made.around.earned,
    )


def _fresh(desk: Desk, tx: Transaction, case: Case, made: Made, number: LetterNumber) -> Worded:
    facts: dict[str, Value] = {"case": case.id, "mode": desk.store.mode.value}
    salts = (secrets.token_hex(16), secrets.token_hex(16))
    return word_letter(compose(_occasion(desk, tx, case, made, number)), desk.wording, salts, facts)


def _read(tx: Transaction, digest: str) -> dict[str, Value]:
    data = tx.blobs.get(digest) if digest else None
    return decode(data) if data else {}


def _corrected(desk: Desk, tx: Transaction, letter: IssuedLetter, made: Made, number: LetterNumber) -> Worded:
    """Give a letter with its correction in front: the parts stand as they were issued, nothing is written over."""
    content, command = _read(tx, letter.digest), made.command
    if not content:
        raise UnissuedLetterError(f"{letter.number}: its words are not in the store")
    corrects: dict[str, Value] = {name: command.text(name) for name in ("letter", "correction", "reason")}
    program, day = desk.programs.definition(tx), day_in_japan(command.at)
    head = head_of_correction(program, number, day, letter.kind, corrects)
    own: dict[str, Value] = {"letter": str(number), "issued_on": day.isoformat(), "salt": secrets.token_hex(16)}
    return Worded({**reword_head(content, head, desk.wording), **own}, _read(tx, letter.amounts))


def _kept(tx: Transaction, content: Mapping[str, Value]) -> str:
    return tx.blobs.put(as_bytes(content), media_type="application/json", private=True) if content else ""


def _details(desk: Desk, tx: Transaction, case: Case, made: Made) -> dict[str, Value]:
    """Number, word and store a letter; give what its event says."""
    old = case.letters.get(made.command.text("letter")) if made.document == CORRECTION else None
    kind = old.kind if old else made.document
    number = _number(desk, tx, case, kind, made.command)
    worded = _corrected(desk, tx, old, made, number) if old else _fresh(desk, tx, case, made, number)
    said: dict[str, Value] = {
        "letter": str(number),
        "kind": kind,
        "digest": _kept(tx, worded.content),
        "amounts": _kept(tx, worded.amounts),
        "replaces": old.number if old else "",
    }
    return {**{name: value for name, value in said.items() if value}, "entry": old.entry if old else made.rows[0].seq}


def issue_letter(desk: Desk, tx: Transaction, case: Case, made: Made) -> tuple[Case, list[Recorded]]:
    """Issue the letter a decision names; give the case after it and what was recorded. No document, no letter."""
    if not made.document:
        return case, []
    command = Command("issue_letter", SYSTEM, made.command.at, _details(desk, tx, case, made))
    decision = decide(case, command, made.around)
    if isinstance(decision, Refusal):
        raise UnissuedLetterError(f"{case.id}: {[finding.code for finding in decision.findings]}")
    rows = tx.journal.append(CASES + case.id, decision.events, case.seq)
    for event in decision.events:
        case = evolve(case, event)
    return case, rows
