"""A program's definition: everything it says, read from its data files, each value with its source."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from sekisho.domain.program.body import Body
from sekisho.domain.program.calendar import HolidayCalendar
from sekisho.domain.program.checklist import CheckItem
from sekisho.domain.program.edition import Edition, Model
from sekisho.domain.program.means import Means
from sekisho.domain.program.question import Fact, Question
from sekisho.domain.program.reading import EDITION_PREFIX, FILES, Reading
from sekisho.domain.rules.criterion import DatedCriteria
from sekisho.domain.rules.evaluate import InForce
from sekisho.domain.rules.grammar import Vocabulary
from sekisho.domain.rules.parameter import DatedValue, Parameter, in_force, parameter_hash
from sekisho.domain.rules.problem import DataError
from sekisho.domain.rules.ruleset import RuleSet
from sekisho.domain.values.calendar import Calendars
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText

__all__ = ["EDITION_PREFIX", "FILES", "ProgramDefinition", "ProgramError", "parse_program"]


#: The country whose offices decide: their business days are those of every deadline.
JAPAN = "JP"


class ProgramError(DataError):
    """A program's data cannot be used; the message names file, line and entry of every problem."""


@dataclass(frozen=True)
class ProgramDefinition:
    """Everything a program says."""

    id: str
    name: LocalizedText
    case_prefix: str
    facts: tuple[Fact, ...]
    questions: tuple[Question, ...]
    parameters: Mapping[str, Parameter]
    rules: RuleSet
    vocabulary: Vocabulary
    editions: tuple[Edition, ...]
    catalogue: Mapping[str, Model]
    bodies: Mapping[str, Body]
    calendars: Mapping[str, HolidayCalendar]
    checklist: tuple[CheckItem, ...]
    means: Mapping[str, Means]
    switched_off: tuple[str, ...]
    roles: Mapping[str, tuple[str, ...]]

    @cached_property
    def parameter_hash(self) -> str:
        """Give SHA-256 over every parameter's full history."""
        return parameter_hash(self.parameters)

    def edition_on(self, day: date) -> Edition | None:
        """Give the edition in force on a day in Japan; None before the first."""
        # A later edition never reaches back: what was in force when somebody filed is found again by its day (A16).
        entered = [edition for edition in self.editions if edition.effective_from <= day]
        return entered[-1] if entered else None

    def entry(self, path: str, day: date) -> DatedValue:
        """Give a parameter's value with its source on a day; before the program begins, the value it begins with.

        Raises ProgramError for a parameter the program does not have. Rules see no value before the first (unknown).
        """
        if path not in self.parameters:
            raise ProgramError(f"there is no parameter {path}")
        # Pages before the launch show what will hold; in_force() gives rules nothing, because nothing holds yet.
        parameter = self.parameters[path]
        return parameter.entry_on(day) or parameter.history[0]

    def text(self, path: str, day: date) -> str:
        """Give a parameter's value as text."""
        return str(self.entry(path, day).value)

    def number(self, path: str, day: date) -> int:
        """Give a parameter's value as a whole number. Raises ProgramError where it is none."""
        value = self.entry(path, day).value
        if type(value) is not int:
            raise ProgramError(f"parameter {path} is {value!r}, no whole number")
        return value

    def day(self, path: str, day: date) -> date:
        """Give a parameter's value as a day."""
        return date.fromisoformat(self.text(path, day))

    def names(self, path: str, day: date) -> tuple[str, ...]:
        """Give a parameter's value as a list of names."""
        value = self.entry(path, day).value
        return tuple(str(item) for item in value) if isinstance(value, list) else ()

    def numbers(self, path: str, day: date) -> dict[str, int]:
        """Give a parameter's value as whole numbers by name."""
        value = self.entry(path, day).value
        return {k: v for k, v in value.items() if type(v) is int} if isinstance(value, dict) else {}

    def calendar(self, country: str = JAPAN) -> Calendars:
        """Give the business days of a country. Raises ProgramError where the program has no calendar of it."""
        if country not in self.calendars:
            raise ProgramError(f"there is no calendar of {country}; add calendar-{country.lower()}.toml")
        return self.calendars[country].calendars

    def words(self, path: str, day: date) -> dict[str, str]:
        """Give a parameter's value as words by name."""
        value = self.entry(path, day).value
        return {name: str(word) for name, word in value.items()} if isinstance(value, dict) else {}

    def flags(self, path: str, day: date) -> dict[str, bool]:
        """Give a parameter's value as yes or no by name."""
        value = self.entry(path, day).value
        return {k: v for k, v in value.items() if isinstance(v, bool)} if isinstance(value, dict) else {}

    def counts(self, path: str, day: date) -> tuple[int, ...]:
        """Give a parameter's value as a list of whole numbers."""
        value = self.entry(path, day).value
        return tuple(item for item in value if type(item) is int) if isinstance(value, list) else ()

    def checklist_of(self, category: str, day: date) -> tuple[CheckItem, ...]:
        """Give what an inspector looks at on a machine of a category on a day; nothing for an unknown category."""
        return tuple(item for item in self.checklist if item.counts_for(category, day))

    @cached_property
    def criteria(self) -> DatedCriteria:
        """Give the criteria, ready to judge rows of any day."""
        return DatedCriteria(self.rules, self.parameters)

    def in_force(self, day: date | None) -> InForce:
        """Give every parameter that rules may read as in force on a day; without a day what never changed."""
        turn = None if day is None else bisect_right(self._turns, day)
        if turn not in self._in_force:
            self._in_force[turn] = MappingProxyType(in_force(self.parameters, day))
        return self._in_force[turn]

    # Every screening asks for the values of a few days; what is in force changes only where a value begins.
    @cached_property
    def _turns(self) -> tuple[date, ...]:
        return tuple(sorted({entry.from_on for one in self.parameters.values() for entry in one.history}))

    @cached_property
    def _in_force(self) -> dict[int | None, InForce]:
        return {}

    def observation_asked(self, day: date) -> dict[str, Value]:
        """Give how the values are chosen that an inspector asks for at a plant without an interface (A29)."""
        value = self.entry("observation.asked", day).value
        return dict(value) if isinstance(value, Mapping) else {}

    def capture_thresholds(self, day: date, *, rehearsal: bool) -> dict[str, Value]:
        """Give what a capture has to reach: seconds, shares in per cent, offset, how improbable an action has to be.

        A rehearsal's seconds are fewer.
        """
        seconds = self.number("capture.rehearsal_seconds" if rehearsal else "capture.seconds", day)
        return {
            "duration_s": seconds,
            "gap_percent": self.number("capture.gap_percent", day),
            "good_percent": self.number("capture.good_percent", day),
            "clock_offset_s": self.number("capture.clock_offset_s", day),
            "lag_ms": self.number("capture.lag_ms", day),
            "jitter_ms": self.number("capture.jitter_ms", day),
            "tolerance_percent": self.number("capture.tolerance_percent", day),
            "agree_percent": self.number("capture.agree_percent", day),
            "agree_changes": self.number("capture.agree_changes", day),
            "action_one_in": self.number("capture.action_one_in", day),
            "action_hold_ms": self.number("capture.action_hold_ms", day),
        }


def parse_program(files: Mapping[str, bytes]) -> ProgramDefinition:
    """Read a program from its files by name. Raises ProgramError with every problem: file, line and entry."""
    read = Reading(files)
    # Parameters before rules and questions, because both name them and are refused for a name nobody knows.
    vocabulary, parameters = read.vocabulary(), read.parameters()
    head, name = read.head(), read.name()
    rules, editions, catalogue = read.rules(vocabulary), read.editions(), read.catalogue()
    facts, questions, bodies, calendars = read.facts(), read.questions(), read.bodies(), read.calendars()
    checklist, means = read.checklist(), read.means(vocabulary)
    if read.problems or rules is None or name is None:
        raise ProgramError(read.problems)
    return ProgramDefinition(
        id=head["id"],
        name=name,
        case_prefix=head["case_prefix"],
        facts=facts,
        questions=questions,
        parameters=parameters,
        rules=rules,
        vocabulary=vocabulary,
        editions=editions,
        catalogue=catalogue,
        bodies=bodies,
        calendars=calendars,
        checklist=checklist,
        means=means,
        switched_off=read.switched_off(),
        roles=read.roles(),
    )
