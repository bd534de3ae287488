"""Criteria: rules with the parameters of a row's own day written into them, built once and asked of many rows."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sekisho.domain.rules.evaluate import InForce, Row, Scalar
from sekisho.domain.rules.explain import Condition, Explanation, every_leaf, fields_of, paths_of
from sekisho.domain.rules.parameter import Parameters, in_force
from sekisho.domain.rules.reason import plain
from sekisho.domain.rules.ruleset import Rule, RuleSet
from sekisho.domain.rules.version import changes_of
from sekisho.domain.values.finding import Outcome, Value

#: The day that decides which criteria are in force (A16).
APPLIED = "application_on"
_OUTCOMES: Mapping[bool | None, Outcome] = {
    True: Outcome.MET,
    False: Outcome.NOT_MET,
    None: Outcome.UNDETERMINED,
}


def paths_read(rule: Rule) -> tuple[str, ...]:
    """Give every parameter a rule reads."""
    return tuple(path for tree in (rule.applies, rule.when) if tree for path in paths_of(tree))


class Judgement(NamedTuple):
    """How a criterion came out on a row, why, and the facts as plain values: what was read, and the two kinds of gaps.

    Judgements of the same facts are shared, so nobody may write into one.
    """

    outcome: Outcome
    why: Explanation
    facts: Mapping[str, Value]


def _flags_read(rule: Rule) -> tuple[str, ...]:
    """Give the flags a rule reads where it reads nothing else; none where it does."""
    trees = [tree for tree in (rule.applies, rule.when) if tree]
    alone = all(leaf[0] == "field" for tree in trees for leaf in every_leaf(tree))
    return tuple(dict.fromkeys(name for tree in trees for name in fields_of(tree))) if alone else ()


class Criterion:
    """A rule ready to judge rows of one day."""

    def __init__(self, rule: Rule, parameters: InForce) -> None:
        """Write the parameters in force into a rule."""
        self.rule, self.code, self.citation = rule, rule.code, str(rule.citation)
        self.due: Mapping[str, Value] = {"kind": rule.kind.value, "stage": rule.stage.value}
        self._read = {path: plain(parameters.get(path)) for path in paths_read(rule)}
        self._when = Condition(rule.when, parameters)
        self._asked = Condition(rule.applies, parameters) if rule.applies else None
        # A rule that may not be asked holds where it is not: (not applies) or when, in Kleene's logic.
        self._either = Condition(("or", ("not", rule.applies), rule.when), parameters) if rule.applies else self._when
        self._flags = _flags_read(rule)
        self._made: dict[tuple[Scalar, ...], Judgement] = {}

    def judge(self, row: Row) -> Judgement:
        """Judge a row."""
        if not self._flags:
            return self._judge(row)
        # Flags are true, false or unknown: a rule of flags has no more to say than that many judgements.
        flags = tuple(map(row.get, self._flags))
        found = self._made.get(flags)
        if found is None:
            found = self._made[flags] = self._judge(row)
        return found

    def _judge(self, row: Row) -> Judgement:
        asked = self._asked.truth_on(row) if self._asked else True
        if self._asked and asked is False:
            why = self._asked.explain(row)
            return Judgement(Outcome.NOT_APPLICABLE, why, self._facts(why))
        why = (self._when if asked else self._either).explain(row)
        return Judgement(_OUTCOMES[why.truth], why, self._facts(why))

    def _facts(self, why: Explanation) -> dict[str, Value]:
        facts: dict[str, Value] = {name: plain(value) for name, value in why.values.items()}
        for path in why.parameters:
            facts[path.replace(".", "_")] = self._read[path]
        # Two gaps kept apart: a paper the applicant can file, and a value only the program can give.
        evidence = self.rule.evidence
        facts["missing"] = ", ".join([evidence.get(name, name) for name in why.missing]) if why.missing else ""
        facts["unset"] = ", ".join(why.unset) if why.unset else ""
        return facts


def _day(row: Row, role: str) -> date | None:
    day = row.get(role)
    return day if isinstance(day, date) else None


class DatedCriteria:
    """The criteria of a program for rows of any day, each built once for the days between two changes."""

    def __init__(self, rules: RuleSet, parameters: Parameters) -> None:
        self._rules = rules
        self._parameters = parameters
        self._changes = {APPLIED: rules.days} | {role: self._changing(role) for role in self._roles()}
        self._built: dict[tuple[int, ...], tuple[Criterion, ...]] = {}

    def _roles(self) -> Iterable[str]:
        return {rule.as_of for rule in self._rules.rules}

    def _changing(self, role: str) -> tuple[date, ...]:
        """Give the days on which anything changes that a day of this role decides."""
        paths = (path for rule in self._rules.rules if rule.as_of == role for path in paths_read(rule))
        begun = self._rules.days if role == APPLIED else ()
        return tuple(sorted({*changes_of(paths, self._parameters), *begun}))

    def _place(self, row: Row) -> tuple[int, ...]:
        days = ((changes, _day(row, role)) for role, changes in self._changes.items())
        return tuple(bisect_right(changes, day) if day else -1 for changes, day in days)

    def _criterion(self, rule: Rule, day: date | None) -> Criterion:
        read = {path: self._parameters[path] for path in paths_read(rule) if path in self._parameters}
        return Criterion(rule, in_force(read, day))

    def _build(self, row: Row) -> tuple[Criterion, ...]:
        applied = _day(row, APPLIED)
        rules = self._rules.on(applied) if applied else self._rules
        return tuple(self._criterion(rule, _day(row, rule.as_of)) for rule in rules.rules)

    def of(self, row: Row) -> tuple[Criterion, ...]:
        """Give the criteria in force on a row's day of application, each with the parameters of the day it goes by."""
        place = self._place(row)
        if place not in self._built:
            self._built[place] = self._build(row)
        return self._built[place]
