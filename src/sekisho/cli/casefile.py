"""Case files on the command line: read, checked against the program in force, with registers where a home is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sekisho import bootstrap
from sekisho.application.register_facts import partner_outcome, registered_models
from sekisho.cli.output import Voice
from sekisho.cli.reader import read_file
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.bind import Register
from sekisho.domain.values.finding import Outcome, Refusal, Value
from sekisho.domain.values.time import JST, TimeError, day_in_japan, parse_day, parse_instant


@dataclass(frozen=True, slots=True)
class Setting:
    """What a case file is held against: the program, the registers, and the instant."""

    program: ProgramDefinition
    register: Register
    at: datetime


def instant(text: str | None) -> datetime:
    """Read ``--as-of``: a day or an instant; now where it is absent. Raises TimeError."""
    if not text:
        return datetime.now(JST)
    try:
        return parse_instant(text)
    except TimeError:
        day = parse_day(text)
        return datetime(day.year, day.month, day.day, 12, tzinfo=JST)


def _registered(home: Path, content: Mapping[str, Value], at: datetime) -> tuple[ProgramDefinition, Register]:
    bootstrap.use_home(home)
    desk, day = bootstrap.desk(), day_in_japan(at)
    partner = content.get("partner")
    with desk.store.read() as tx:
        outcome = partner_outcome(tx, partner if isinstance(partner, dict) else {}, day)
        known = {Outcome.MET: True, Outcome.NOT_MET: False}.get(outcome)
        register = Register(models=registered_models(tx, day), partner_registered=known)
        return desk.programs.definition(tx), register


def setting(said: Voice, home: Path | None, content: Mapping[str, Value], as_of: str | None) -> Setting:
    """Give what a case file is held against; without a home the registers are unknown and the editions the seed's."""
    try:
        at = instant(as_of)
    except TimeError as error:
        said.stop("file.wrong_date", field="--as-of", value=str(error))
    if home:
        program, register = _registered(home, content, at)
        return Setting(program, register, at)
    return Setting(bootstrap.shipped_program(), Register(), at)


def case_file(said: Voice, path: Path) -> dict[str, Value]:
    """Read a case file, or leave with every reason."""
    content = read_file(path)
    if isinstance(content, Refusal):
        said.refuse(content)
    return content
