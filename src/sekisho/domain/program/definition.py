"""A program's definition: everything it says, read from its data files, each value with its source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sekisho.domain.program.edition import Edition, EditionError, Model, parse_edition, parse_model, records, texts
from sekisho.domain.rules.grammar import RuleError, Vocabulary
from sekisho.domain.rules.parameter import DatedValue, Parameter, in_force
from sekisho.domain.rules.ruleset import RuleSet, parse_rule
from sekisho.domain.values.citation import Citation, UncitedError
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText, MissingTextError

EDITION_PREFIX = "annex-a-"


class ProgramError(ValueError):
    """A program's data cannot be used; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the program is reported to say (F1 to F22), with its paragraph."""

    id: str
    text: LocalizedText
    citation: Citation


@dataclass(frozen=True, slots=True)
class Question:
    """Something the source leaves open (A1 to A36): the default, the other values, and the parameter that holds it."""

    id: str
    text: LocalizedText
    default: LocalizedText
    parameter: str
    citation: Citation


@dataclass(frozen=True, slots=True)
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
    switched_off: tuple[str, ...]

    def edition_on(self, day: date) -> Edition | None:
        """Give the edition in force on a day in Japan; None before the first."""
        entered = [edition for edition in self.editions if edition.effective_from <= day]
        return entered[-1] if entered else None

    def entry(self, path: str, day: date) -> DatedValue:
        """Give a parameter's value with its source on a day; before the program begins, the value it begins with.

        Raises ProgramError for a parameter the program does not have. Rules see no value before the first (unknown).
        """
        if path not in self.parameters:
            raise ProgramError(f"there is no parameter {path}")
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

    def in_force(self, day: date) -> dict[str, Any]:
        """Give every parameter that rules may read as in force on a day."""
        return {path: in_force(parameter, day) for path, parameter in self.parameters.items()}

    def capture_thresholds(self, day: date, *, rehearsal: bool) -> dict[str, Value]:
        """Give what a capture has to reach: seconds, shares in per cent, offset; a rehearsal's seconds are fewer."""
        seconds = self.number("capture.rehearsal_seconds" if rehearsal else "capture.seconds", day)
        return {
            "duration_s": seconds,
            "gap_percent": self.number("capture.gap_percent", day),
            "good_percent": self.number("capture.good_percent", day),
            "clock_offset_s": self.number("capture.clock_offset_s", day),
        }


def _plain(value: Any) -> Value:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float):
        raise ProgramError(f"{value!r}: write decimals in quotes, so that no value is ever rounded")
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _table(files: Mapping[str, bytes], name: str) -> dict[str, Value]:
    if name not in files:
        raise ProgramError(f"{name}: missing")
    try:
        value = _plain(tomllib.loads(files[name].decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ProgramError) as error:
        raise ProgramError(f"{name}: {error}") from error
    return value if isinstance(value, dict) else {}


def _parameter(record: Mapping[str, Value]) -> Parameter:
    path = str(record.get("path") or "?")
    entries = records(record.get("values"))
    try:
        history = [
            DatedValue(date.fromisoformat(str(e.get("from"))), e.get("value"), Citation.parse(str(e.get("cite") or "")))
            for e in entries
        ]
    except (UncitedError, ValueError) as error:
        raise ProgramError(f"parameters.toml: {path}: {error}") from error
    if not history:
        raise ProgramError(f"parameters.toml: {path}: no values")
    return Parameter(path, str(record.get("type")), tuple(sorted(history, key=lambda entry: entry.from_on)))


def _vocabulary(value: Mapping[str, Value], parameters: Mapping[str, Parameter]) -> Vocabulary:
    fields, enums = value.get("fields"), value.get("enums")
    return Vocabulary(
        {k: str(v) for k, v in fields.items()} if isinstance(fields, dict) else {},
        {path: parameter.type for path, parameter in parameters.items()},
        {k: tuple(str(i) for i in v) for k, v in enums.items() if isinstance(v, list)}
        if isinstance(enums, dict)
        else {},
    )


def _fact(record: Mapping[str, Value]) -> Fact:
    return Fact(str(record.get("id")), texts(record.get("text")), Citation.parse(str(record.get("cite") or "")))


def _question(record: Mapping[str, Value]) -> Question:
    citation = Citation.parse(str(record.get("cite") or ""))
    parameter = str(record.get("parameter") or "")
    return Question(str(record.get("id")), texts(record.get("text")), texts(record.get("default")), parameter, citation)


def _editions(files: Mapping[str, bytes]) -> tuple[Edition, ...]:
    editions = []
    for name in sorted(name for name in files if name.startswith(EDITION_PREFIX)):
        try:
            editions.append(parse_edition(_table(files, name)))
        except EditionError as error:
            raise ProgramError(f"{name}: {error}") from error
    days = [edition.effective_from for edition in editions]
    if len(days) != len(set(days)):
        raise ProgramError("annex-a: two editions take effect on the same day")
    return tuple(sorted(editions, key=lambda edition: edition.effective_from))


def _rules(value: Mapping[str, Value], vocabulary: Vocabulary) -> RuleSet:
    head = value.get("ruleset")
    version = head.get("version") if isinstance(head, dict) else 0
    rules = tuple(parse_rule(record, vocabulary) for record in records(value.get("rule")))
    if len({rule.id for rule in rules}) != len(rules):
        raise RuleError("a rule id stands twice")
    return RuleSet(rules, version if isinstance(version, int) else 0)


def parse_program(files: Mapping[str, bytes]) -> ProgramDefinition:
    """Read a program from its files by name. Raises ProgramError naming file and entry for anything unusable."""
    head, stated, rules = (_table(files, name) for name in ("program.toml", "parameters.toml", "rules.toml"))
    parameters = {p.path: p for p in (_parameter(record) for record in records(stated.get("parameter")))}
    vocabulary = _vocabulary(rules, parameters)
    program = head.get("program")
    program = program if isinstance(program, dict) else {}
    off = program.get("switched_off")
    try:
        return ProgramDefinition(
            id=str(program.get("id")),
            name=texts(program.get("name")),
            case_prefix=str(program.get("case_prefix")),
            facts=tuple(_fact(record) for record in records(head.get("fact"))),
            questions=tuple(_question(record) for record in records(stated.get("question"))),
            parameters=parameters,
            rules=_rules(rules, vocabulary),
            vocabulary=vocabulary,
            editions=_editions(files),
            catalogue={m.key: m for m in map(parse_model, records(_table(files, "catalogue.toml").get("model")))},
            switched_off=tuple(str(name) for name in off) if isinstance(off, list) else (),
        )
    except (RuleError, MissingTextError, UncitedError, EditionError) as error:
        raise ProgramError(f"{error}") from error
