"""Criteria: a whole rule set in another engine, each row judged by the parameters of its own day.

Says in any algebra what ``screen.py`` says of one case: what a rule that may not be asked is worth, when an advisory
is a gate, and how the gates come together. All of it is joined by *and* and *or*, never by aggregates, which overlook
what is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic

from sekisho.domain.rules.criterion import APPLIED
from sekisho.domain.rules.explain import paths_of
from sekisho.domain.rules.fold import Algebra, Made, fold
from sekisho.domain.rules.grammar import Node
from sekisho.domain.rules.parameter import Parameters
from sekisho.domain.rules.ruleset import Kind, Rule, RuleSet, Stage
from sekisho.domain.rules.version import ANY_DAY, Days, Span, Version, versions_of

#: As many criteria as a mask of reasons has bits in a signed whole number of 64.
MOST = 63
#: The columns beside those of the rules: the outcome, and the masks of what does not hold and what is not known.
VERDICT, NOT_MET, UNDETERMINED = "met", "not_met", "undetermined"


class TooManyError(ValueError):
    """A rule set with more criteria than a mask of reasons can hold."""


def asked_column(rule: Rule) -> str:
    """Give the column that says whether a rule is asked of a row; false is *not applicable*, or not in force."""
    return f"{rule.id}_asked"


def gate_column(rule: Rule) -> str:
    """Give the fact that says whether an advisory is a gate for a row, because its row of Annex A says so."""
    return f"{rule.id}_gate"


@dataclass(frozen=True, slots=True)
class Criteria(Generic[Made]):
    """The criteria of a program for an engine. ``days`` says what is known of the days that choose parameters."""

    rules: RuleSet
    parameters: Parameters
    algebra: Algebra[Made]
    days: Mapping[str, Days]

    def __post_init__(self) -> None:
        """Refuse more criteria than a mask can hold."""
        if len(self.rules.rules) > MOST:
            raise TooManyError(f"{len(self.rules.rules)} criteria; a mask of reasons holds {MOST}")

    def _inside(self, day: Made, span: Span) -> Made:
        algebra = self.algebra
        opens = [algebra.compared(">=", day, algebra.constant(span.first))] if span.first else []
        closes = [algebra.compared("<", day, algebra.constant(span.before))] if span.before else []
        return algebra.every([*opens, *closes])

    def _reads(self, rule: Rule, version: Version) -> Made:
        """Say, known of every row, whether it reads a version."""
        day, algebra = self.algebra.field(rule.as_of), self.algebra
        if not version.spans:
            return algebra.opposite(algebra.settled(algebra.compared("==", day, day), default=False))
        inside = algebra.some([self._inside(day, span) for span in version.spans])
        return algebra.settled(inside, version.undated)

    def _dated(self, rule: Rule, node: Node) -> Made:
        """Fold a tree for every day on which its parameters differ; of the versions a row reads exactly one."""
        versions = versions_of(paths_of(node), self.parameters, self.days.get(rule.as_of, ANY_DAY))
        folded = [fold(node, version.in_force, self.algebra) for version in versions]
        if len(versions) == 1:
            return folded[0]
        chosen = [self._reads(rule, version) for version in versions]
        return self.algebra.some([self.algebra.every(pair) for pair in zip(chosen, folded, strict=True)])

    def _in_force(self, rule: Rule) -> list[Made]:
        day, algebra = self.algebra.field(APPLIED), self.algebra
        begun = [algebra.compared(">=", day, algebra.constant(rule.from_on))] if rule.from_on else []
        ended = [algebra.compared("<=", day, algebra.constant(rule.until_on))] if rule.until_on else []
        return [*begun, *ended]

    def asked(self, rule: Rule) -> Made | None:
        """Say whether a rule is asked: in force on the day of application, and applicable; None where it always is."""
        applies = [self._dated(rule, rule.applies)] if rule.applies else []
        conditions = [*self._in_force(rule), *applies]
        return self.algebra.every(conditions) if conditions else None

    def value(self, rule: Rule) -> Made:
        """Give what a rule is worth: ``(not asked) or when``, so that what is not asked stands in nobody's way."""
        asked, when = self.asked(rule), self._dated(rule, rule.when)
        return when if asked is None else self.algebra.some([self.algebra.opposite(asked), when])

    def columns(self) -> dict[str, Made]:
        """Give a column a rule under its id, and beside it whether it is asked where it may not be."""
        values = {rule.id: self.value(rule) for rule in self.rules.rules}
        asked = {asked_column(rule): self.asked(rule) for rule in self.rules.rules}
        return values | {name: one for name, one in asked.items() if one is not None}

    def _due(self, rule: Rule) -> Made:
        """Give what a gate adds to the verdict: what is due later counts only once it has failed."""
        value = self.algebra.field(rule.id)
        return value if rule.stage is Stage.APPLICATION else self.algebra.settled(value, default=True)

    def _spared(self, rule: Rule) -> Made:
        """Say, known of every row, whether an advisory is no gate of it."""
        return self.algebra.opposite(self.algebra.settled(self.algebra.field(gate_column(rule)), default=False))

    def verdict(self, gated: frozenset[str] = frozenset()) -> Made:
        """Give the outcome over the columns: true is *met*, false *not met*, null *undetermined*.

        ``gated`` are the advisories for which a row may say that they are gates.
        """
        gates = [self._due(rule) for rule in self.rules.rules if rule.kind is Kind.GATE]
        raised = [rule for rule in self.rules.rules if rule.kind is Kind.ADVISORY and rule.id in gated]
        gates += [self.algebra.some([self._spared(rule), self._due(rule)]) for rule in raised]
        return self.algebra.every(gates) if gates else self.algebra.known(truth=True)
