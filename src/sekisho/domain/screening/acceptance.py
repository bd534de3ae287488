"""Acceptance: what a line's facts become once an officer accepts papers that lie with the office, as they are.

A paper says what it says: accepting it invents no level, no model and no day. So what it gives is never guessed from
its kind; the line is bound once more with the paper accepted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sekisho.domain.rules.evaluate import Row, Scalar
from sekisho.domain.screening.bind import Setting, bind
from sekisho.domain.screening.request import EquipmentLine


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Papers of some kinds accepted together, under the name they go by, and the facts that become other ones."""

    thing: str
    gives: Mapping[str, Scalar]


def open_kinds(line: EquipmentLine) -> list[str]:
    """Give the kinds of the papers nobody has looked at yet, each once."""
    return list(dict.fromkeys(paper.kind for paper in line.papers if paper.accepted is None))


def _with_accepted(line: EquipmentLine, kinds: Iterable[str]) -> EquipmentLine:
    wanted = frozenset(kinds)
    papers = (
        replace(paper, accepted=True) if paper.kind in wanted and paper.accepted is None else paper
        for paper in line.papers
    )
    return replace(line, papers=tuple(papers))


def acceptances(
    line: EquipmentLine, setting: Setting, row: Row, together: Mapping[str, tuple[str, ...]]
) -> list[Acceptance]:
    """Give what accepting each kind of open paper gives, and then some kinds together, by the name these go by."""
    lying = open_kinds(line)
    sets: list[tuple[str, tuple[str, ...]]] = [(kind, (kind,)) for kind in lying]
    # Papers that are asked for together count together only: the last one accepted alone would change nothing.
    sets += [(thing, kinds) for thing, kinds in together.items() if len(set(kinds) & set(lying)) > 1]
    found = []
    for thing, kinds in sets:
        after = bind(_with_accepted(line, kinds), setting).row
        found.append(Acceptance(thing, {name: after[name] for name in row if after[name] != row[name]}))
    return found
