"""Abduce: what would have to be so for conditions to come out as wanted, and which of it is not so yet.

A condition is walked down to its leaves. Each leaf says which values of its field would do; an *and* takes all of them
together, an *or* any one. What comes out are *restrictions*: for some fields the values they may have. Whatever a row
does not satisfy of one is a change, and the smallest sets of changes are the answers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sekisho.domain.rules.evaluate import InForce, Row, Scalar, Truth, children, test_of, truth_of
from sekisho.domain.rules.explain import fields_of
from sekisho.domain.rules.grammar import Node

#: Truths that will do: a gate due now has to be true, one due later only must not be false.
Want = frozenset[Truth]
MUST_HOLD: Want = frozenset({True})
MUST_NOT_FAIL: Want = frozenset({True, None})
#: The values a field may have, by field; a field that is not named may have any.
Restriction = Mapping[str, frozenset[Scalar]]
#: What a field can be, its present value among it: a field nobody can change has that one alone.
Domains = Mapping[str, frozenset[Scalar]]
#: What a set of fields costs to change.
Price = Callable[[frozenset[str]], int]
#: As many alternatives are carried on at each node, the cheapest; below it nothing is ever overlooked.
MOST = 512
#: More values than this of two fields at once are no comparison an office would write.
WIDEST = 64


@dataclass(frozen=True, slots=True)
class Goal:
    """A condition with the truths that will do, and the parameters it is read with."""

    node: Node
    want: Want
    parameters: InForce

    def holds(self, row: Row) -> bool:
        """Say whether a row comes out as wanted."""
        return truth_of(self.node, row, self.parameters) in self.want


def _opposite(want: Want) -> Want:
    return frozenset(None if truth is None else not truth for truth in want)


def changed(restriction: Restriction, row: Row) -> frozenset[str]:
    """Give the fields of a restriction whose present value will not do."""
    return frozenset(name for name, values in restriction.items() if row.get(name) not in values)


def _joined(one: Restriction, other: Restriction) -> Restriction | None:
    """Take two restrictions together; None where no value satisfies both."""
    both = {**one, **other}
    for name in one.keys() & other.keys():
        both[name] = one[name] & other[name]
        if not both[name]:
            return None
    return both


@dataclass(frozen=True, slots=True)
class _Search:
    """One search: what fields can be, what is so now, and what changes cost."""

    domains: Domains
    row: Row
    price: Price

    def cheapest(self, found: Iterable[Restriction]) -> list[Restriction]:
        """Give the cheapest of some restrictions, each once; as many as are carried on."""
        once = {frozenset(one.items()): one for one in found}

        def cost(one: Restriction) -> tuple[int, int]:
            fields = changed(one, self.row)
            return self.price(fields), len(fields)

        return sorted(once.values(), key=cost)[:MOST]

    def every(self, parts: Iterable[Sequence[Restriction]]) -> list[Restriction]:
        """Give the restrictions that satisfy all of several alternatives."""
        found: list[Restriction] = [{}]
        for part in parts:
            pairs = (_joined(one, other) for one in found for other in part)
            found = self.cheapest(pair for pair in pairs if pair is not None)
        return found

    def one_field(self, leaf: Node, name: str, want: Want, parameters: InForce) -> list[Restriction]:
        """Give the values of a leaf's only field that will do."""
        test = test_of(leaf, parameters)
        values = frozenset(value for value in self.domains[name] if test({name: value}) in want)
        return [{name: values}] if values else []

    def two_fields(self, leaf: Node, names: tuple[str, str], want: Want, parameters: InForce) -> list[Restriction]:
        """Give the pairs of values of a leaf's two fields that will do, by those of the first that share the second."""
        (first, second), test = names, test_of(leaf, parameters)
        alike: dict[frozenset[Scalar], set[Scalar]] = {}
        for value in sorted(self.domains[first], key=str)[:WIDEST]:
            fits = frozenset(other for other in self.domains[second] if test({first: value, second: other}) in want)
            if fits:
                alike.setdefault(fits, set()).add(value)
        return [{first: frozenset(values), second: fits} for fits, values in alike.items()]

    def leaf(self, leaf: Node, want: Want, parameters: InForce) -> list[Restriction]:
        """Give what a leaf needs; nothing at all where it reads no field and comes out as wanted."""
        names = fields_of(leaf)
        if len(names) == 1:
            return self.one_field(leaf, names[0], want, parameters)
        if names:
            return self.two_fields(leaf, (names[0], names[1]), want, parameters)
        return [{}] if truth_of(leaf, {}, parameters) in want else []

    def node(self, node: Node, want: Want, parameters: InForce) -> list[Restriction]:
        """Give every restriction under which a condition comes out as wanted, cheapest first."""
        if node[0] == "not":
            return self.node(children(node)[0], _opposite(want), parameters)
        if node[0] not in ("and", "or"):
            return self.leaf(node, want, parameters)
        # All parts have to be so for an "and" to hold and for an "or" to fail; otherwise one part is enough.
        parts = [self.node(child, want, parameters) for child in children(node)]
        if (node[0] == "and") == (True in want):
            return self.every(parts)
        return self.cheapest(one for part in parts for one in part)


def abduce(goals: Iterable[Goal], domains: Domains, row: Row, price: Price) -> list[Restriction]:
    """Give the restrictions under which every goal comes out as wanted, cheapest first; none where nothing will do."""
    search = _Search(domains, row, price)
    return search.every(search.node(goal.node, goal.want, goal.parameters) for goal in goals)
