"""Criteria: rules with the parameters of a row's own day written into them, built once and asked of many rows."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.domain.rules.evaluate import InForce, Row, Scalar
from sekisho.domain.rules.explain import Condition, Explanation, fields_of, paths_of
from sekisho.domain.rules.parameter import Parameters, in_force
from sekisho.domain.rules.reason import Reason, plain
from sekisho.domain.rules.ruleset import Rule, RuleSet
from sekisho.domain.rules.version import changes_of
from sekisho.domain.values.finding import Outcome, Value

#: The day that decides which criteria are in force (A16).
APPLIED = "application_on"
#: The facts a rule reads of a row: one of them, or several in order.
Key = Scalar | tuple[Scalar, ...]
#: So many judgements a criterion keeps: all there are of flags and words, and of days some years'.
KEPT = 1024
_OUTCOMES: Mapping[bool | None, Outcome] = {
    True: Outcome.MET,
    False: Outcome.NOT_MET,
    None: Outcome.UNDETERMINED,
}


def paths_read(rule: Rule) -> tuple[str, ...]:
    """Give every parameter a rule reads."""
    return tuple(path for tree in (rule.applies, rule.when) if tree for path in paths_of(tree))


@dataclass(slots=True, eq=False)
class Judgement:
    """How a criterion came out on a row, with a reason for each leaf that stands in the way.

    What was read is told when somebody asks. Judgements of the same facts are shared, so nobody may write into one.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    _criterion: "Criterion"
    _condition: Condition
    _row: Row
    _told: tuple[Explanation, Mapping[str, Value]] | None = None

    def _tell(self) -> tuple[Explanation, Mapping[str, Value]]:
        if self._told is None:
            why = self._condition.explain(self._row)
            self._told = why, self._criterion.facts_of(why)
        return self._told

    @property
    def why(self) -> Explanation:
        """Give the whole explanation."""
        return self._tell()[0]

    @property
    def facts(self) -> Mapping[str, Value]:
        """Give the facts as plain values: what was read, the missing evidence and the lacking parameters."""
        return self._tell()[1]


def _facts_read(rule: Rule) -> tuple[str, ...]:
    """Give the facts a rule reads, each once."""
    trees = [tree for tree in (rule.applies, rule.when) if tree]
    return tuple(dict.fromkeys(name for tree in trees for name in fields_of(tree)))


def _key_of(names: tuple[str, ...]) -> Callable[[Row], Key]:
    """Give what takes the facts of some names from a row: one as it is, several as a tuple."""
    if len(names) == 1:
        (name,) = names
        return lambda row: row.get(name)
    return lambda row: tuple([row.get(name) for name in names])


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
        self._names = _facts_read(rule)
        self._key_of = _key_of(self._names)
        self._made: dict[Key, Judgement] = {}

    def judge(self, row: Row) -> Judgement:
        """Judge a row. A rule reads few facts, and what it had to say of them once it says of every row like that."""
        key = self._key_of(row)
        found = self._made.get(key)
        if found is None:
            # Of the row only what was read is kept: the rest may be large, and is nobody's business here.
            found = self._judge({name: row.get(name) for name in self._names})
            if len(self._made) < KEPT:
                self._made[key] = found
        return found

    def _judge(self, row: Row) -> Judgement:
        condition = self._when
        if self._asked:
            asked = self._asked.truth_on(row)
            if asked is False:
                return Judgement(Outcome.NOT_APPLICABLE, (), self, self._asked, row)
            condition = self._when if asked else self._either
        shape = condition.shape_on(row)
        reasons = () if shape.truth else shape.reasons_on(row)
        return Judgement(_OUTCOMES[shape.truth], reasons, self, condition, row)

    def facts_of(self, why: Explanation) -> Mapping[str, Value]:
        """Give the facts of an explanation as plain values."""
        facts: dict[str, Value] = {name: plain(value) for name, value in why.values.items()}
        for path in why.parameters:
            facts[path.replace(".", "_")] = self._read[path]
        # Two gaps kept apart: a paper the applicant can file, and a value only the program can give.
        evidence = self.rule.evidence
        facts["missing"] = ", ".join([evidence.get(name, name) for name in why.missing])
        facts["unset"] = ", ".join(why.unset)
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
        days = [(changes, row.get(role)) for role, changes in self._changes.items()]
        return tuple([bisect_right(changes, day) if isinstance(day, date) else -1 for changes, day in days])

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
        found = self._built.get(place)
        if found is None:
            found = self._built[place] = self._build(row)
        return found
