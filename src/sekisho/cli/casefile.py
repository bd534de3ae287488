"""Case files on the command line: read, checked against the program in force, with registers where a home is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sekisho import bootstrap
from sekisho.application.register_facts import read_registers
from sekisho.cli.home import opened
from sekisho.cli.output import Voice
from sekisho.cli.reader import read_file
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.bind import Register
from sekisho.domain.values.finding import Outcome, Refusal, Value
from sekisho.domain.values.time import JST, TimeError, day_in_japan, parse_day, parse_instant

#: A day beyond these is a slip of the pen, and far ones overflow the calendar.
YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a case file is held against: the program, the registers, and the instant."""

    program: ProgramDefinition
    register: Register
    at: datetime


def instant(text: str | None) -> datetime:
    """Read ``--as-of``: a day (noon in Japan) or an instant; now where it is absent. Raises TimeError."""
    if not text:
        return datetime.now(JST)
    try:
        at = parse_instant(text)
    except TimeError:
        day = parse_day(text)
        at = datetime(day.year, day.month, day.day, 12, tzinfo=JST)
    if at.year not in YEARS:
        raise TimeError(f"{text!r} lies outside the years {YEARS.start} to {YEARS.stop - 1}")
    return at


def as_of(said: Voice, text: str | None) -> datetime:
    """Read ``--as-of``, or leave with the reason."""
    try:
        return instant(text)
    except TimeError:
        said.stop("usage.as_of", value=text or "")


def _registered(
    said: Voice, home: Path, content: Mapping[str, Value], at: datetime
) -> tuple[ProgramDefinition, Register]:
    day, partner = day_in_japan(at), content.get("partner")
    with opened(said, home) as desk, desk.store.read() as tx:
        registers = read_registers(tx)
        outcome = registers.partner(partner if isinstance(partner, dict) else {}, day)
        known = {Outcome.MET: True, Outcome.NOT_MET: False}.get(outcome)
        register = Register(models=registers.models(day), partner_registered=known)
        return desk.programs.definition(tx), register


def setting(said: Voice, home: Path | None, content: Mapping[str, Value], at: datetime) -> Setting:
    """Give what a case file is held against; without a home the registers are unknown and the editions the seed's."""
    if home:
        program, register = _registered(said, home, content, at)
        return Setting(program, register, at)
    return Setting(bootstrap.shipped_program(), Register(), at)


def case_file(said: Voice, path: Path) -> dict[str, Value]:
    """Read a case file, or leave with every reason."""
    content = read_file(path)
    if isinstance(content, Refusal):
        said.refuse(content)
    return content
