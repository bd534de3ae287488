"""The head of a letter: number, day, addressees, issuer, title, and the marks that say what it is not."""

from collections.abc import Mapping
from datetime import date

from sekisho.domain.casework.actor import Side
from sekisho.domain.letter.letter import Saying, cell, text
from sekisho.domain.letter.number import LetterNumber
from sekisho.domain.letter.occasion import Occasion
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.era import era_of
from sekisho.domain.values.finding import Value

Head = Mapping[str, tuple[Saying, ...]]


def _number(program: ProgramDefinition, number: LetterNumber, kind: str, day: date) -> tuple[Saying, ...]:
    """Say the number as official papers do, by the year of the era, and as the file knows it."""
    era = era_of(date(number.year, program.number("record.fiscal_year_first_month", day), 1))
    facts: dict[str, Value] = {"era": era.era, "era_year": era.year, "year": number.year, "kind": kind, "n": number.n}
    return (Saying(f"letter.number.{program.text('letter.year', day)}", facts), cell(str(number)))


def _date(day: date) -> tuple[Saying, ...]:
    era = era_of(day)
    facts: dict[str, Value] = {"era": era.era, "era_year": era.year, "month": day.month, "month_day": day.day}
    return (Saying("letter.date", {**facts, "day": day.isoformat()}),)


def _addressees(occasion: Occasion) -> tuple[Saying, ...]:
    """Address the applicant and, in a joint filing, the partner: both signed it."""
    parties = [party for party in (occasion.case.applicant, occasion.case.partner) if party]
    names = ("name", "corporate_number", "side")
    return tuple(Saying("letter.addressee", {name: str(party.get(name) or "") for name in names}) for party in parties)


def _issuer(occasion: Occasion) -> tuple[Saying, ...]:
    """Name the office and who of it acted; what a party or the clock brought about, the system confirms by itself."""
    actor = occasion.event.actor
    # The office is called something in each language; which of them is said is known when the letter is put into words.
    names = occasion.program.entry("letter.issuer", occasion.day).value
    signer = text("signer", role=actor.role.value) if actor.side is Side.OFFICE else text("unsigned")
    return (Saying("letter.issuer", {"name": names}), signer, text("seal_omitted"))


def _marks(*, rehearsal: bool) -> tuple[Saying, ...]:
    return (*((text("mark.rehearsal"),) if rehearsal else ()), text("mark.no_ministry"))


def head_of(occasion: Occasion) -> Head:
    """Give the head of a letter by its parts."""
    return {
        "number": _number(occasion.program, occasion.number, occasion.kind, occasion.issued_on),
        "date": _date(occasion.issued_on),
        "to": _addressees(occasion),
        "from": _issuer(occasion),
        "title": (Saying(f"document.{occasion.kind}"),),
        "marks": _marks(rehearsal=occasion.rehearsal),
    }


def head_of_correction(
    program: ProgramDefinition, number: LetterNumber, day: date, kind: str, corrects: Mapping[str, Value]
) -> Head:
    """Give what differs in the head of a corrected letter: its own number and day, and what it corrects, and why."""
    facts = {**corrects, "kind": kind}
    said = (Saying("letter.correction.of", facts), Saying("letter.correction.what", facts))
    return {"number": _number(program, number, kind, day), "date": _date(day), "correction": said}
