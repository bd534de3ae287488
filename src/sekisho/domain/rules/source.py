"""Read rule records into rules. Every problem of every record is found, with file and line, before any is told."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sekisho.domain.rules.explain import fields_of
from sekisho.domain.rules.grammar import Node, RuleError, Vocabulary, parse
from sekisho.domain.rules.problem import DataError, Problem, line_of
from sekisho.domain.rules.ruleset import Kind, Rule, RuleSet, Stage
from sekisho.domain.values.citation import Citation, UncitedError
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText, MissingTextError
from sekisho.domain.values.time import TimeError, parse_day

KNOWN = (
    *("id", "kind", "stage", "title", "remedy", "when", "applies", "not_applicable", "as_of", "cite", "evidence"),
    *("from", "until"),
)
_ID = re.compile(r"[A-Z][0-9]{2}")
Choice = TypeVar("Choice", bound=StrEnum)


class RuleSetError(DataError):
    """Rules that cannot be loaded, with every problem."""


class _Record:
    """Reads one record and gathers what is wrong with it."""

    def __init__(self, record: Mapping[str, Value], vocabulary: Vocabulary) -> None:
        self._record = record
        self._vocabulary = vocabulary
        self.problems: list[str] = [f"unknown entry {name!r}" for name in sorted(set(record) - set(KNOWN))]

    def text(self, name: str) -> str:
        value = self._record.get(name)
        if value is None or isinstance(value, str):
            return (value or "").strip()
        self.problems.append(f"{name}: {value!r} is no text")
        return ""

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        try:
            return kind(self.text(name))
        except ValueError:
            self.problems.append(f"{name}: {self.text(name)!r} is none of {', '.join(kind)}")
            return None

    def texts(self, name: str) -> LocalizedText | None:
        found = self._record.get(name)
        try:
            return LocalizedText.parse({k: str(v) for k, v in found.items()} if isinstance(found, dict) else {})
        except MissingTextError as error:
            self.problems.append(f"{name}: {error}")
            return None

    def condition(self, name: str) -> Node | None:
        try:
            return parse(self.text(name), self._vocabulary)
        except RuleError as error:
            self.problems.append(f"{name}: {error}")
            return None

    def citation(self) -> Citation | None:
        try:
            return Citation.parse(self.text("cite"))
        except UncitedError as error:
            self.problems.append(f"cite: {error}")
            return None

    def as_of(self) -> str:
        name = self.text("as_of") or "application_on"
        if self._vocabulary.fields.get(name) != "date":
            self.problems.append(f"as_of: {name!r} is no field of type date")
        return name

    def day(self, name: str) -> date | None:
        if not self.text(name):
            return None
        try:
            return parse_day(self.text(name))
        except TimeError as error:
            self.problems.append(f"{name}: {error}")
            return None

    def period(self) -> tuple[date | None, date | None]:
        first, last = self.day("from"), self.day("until")
        if first and last and last < first:
            self.problems.append(f"until: {last} lies before the first day, {first}")
        return first, last

    def evidence(self, *trees: Node | None) -> dict[str, str]:
        # Evidence for a field the rule does not read would send an applicant after a paper nobody asks for.
        value = self._record.get("evidence")
        evidence = {key: str(item) for key, item in value.items()} if isinstance(value, dict) else {}
        read = {name for tree in trees if tree for name in fields_of(tree)}
        self.problems += [f"evidence: {name!r} is not read by the rule" for name in sorted(set(evidence) - read)]
        return evidence


def _applies(read: _Record) -> tuple[Node | None, LocalizedText | None]:
    if not read.text("applies"):
        return None, None
    return read.condition("applies"), read.texts("not_applicable")


def parse_rule(record: Mapping[str, Value], vocabulary: Vocabulary) -> Rule | list[str]:
    """Read one rule record, or give everything that is wrong with it."""
    read = _Record(record, vocabulary)
    name, kind, stage = read.text("id"), read.choice("kind", Kind), read.choice("stage", Stage)
    if not _ID.fullmatch(name):
        read.problems.append(f"id: {name!r} is no id; write a capital and two digits, as R01")
    title, remedy, citation = read.texts("title"), read.texts("remedy"), read.citation()
    when, (applies, not_applicable) = read.condition("when"), _applies(read)
    as_of, evidence, period = read.as_of(), read.evidence(when, applies), read.period()
    # Every part is read before any is judged: whoever mends a file wants all its faults, not the first.
    if read.problems or not (kind and stage and title and remedy and citation and when):
        return read.problems
    text = read.text("when")
    more = (as_of, not_applicable, *period)
    return Rule(name, kind, stage, title, remedy, when, text, applies, citation, evidence, *more)


def load_rules(
    records: Sequence[Mapping[str, Value]], vocabulary: Vocabulary, version: int = 0, source: tuple[str, str] = ("", "")
) -> RuleSet:
    """Read all rules. ``source`` is the file's name and text, for places. Raises RuleSetError with every problem."""
    rules: dict[str, Rule] = {}
    problems: list[Problem] = []
    for record in records:
        name, found = str(record.get("id") or "?"), parse_rule(record, vocabulary)
        problems += [_placed(name, text, source) for text in _told(found, rules)]
        if isinstance(found, Rule):
            rules[found.id] = found
    if problems or not rules:
        raise RuleSetError(problems or [Problem(source[0], "", "no rules")])
    return RuleSet(tuple(rules.values()), version)


def _told(found: Rule | list[str], rules: Mapping[str, Rule]) -> list[str]:
    if isinstance(found, list):
        return found
    return ["the id stands twice"] if found.id in rules else []


def _placed(name: str, text: str, source: tuple[str, str]) -> Problem:
    return Problem(source[0], f"rule {name}", text, line_of(source[1], "id", name))
