"""Means: what can change a fact of a screening, as data: a paper, a register, a plan, another model, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sekisho.domain.program.table import record, string, strings
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value

KNOWN = ("by", "wrong", "what", "component", "except", "cite")


class Way(StrEnum):
    """How a fact can be changed. What each costs beside the others is a parameter (``cure.cost``)."""

    ACCEPT = "accept"
    STATE = "state"
    PAPER = "paper"
    DECLARE = "declare"
    CAPTURE = "capture"
    REGISTER = "register"
    PLAN = "plan"
    PARTNER = "partner"
    MODEL = "model"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Means:
    """What can change one fact: while nobody knows it (``by``), and once it is known not to hold (``wrong``).

    ``what`` is the paper or register, ``component`` another one for categories that are no machines (A23); facts of one
    way and thing change together. ``unless`` are readings under which it changes nothing, by parameter.
    """

    by: Way
    wrong: Way
    what: str
    citation: Citation
    component: str = ""
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def thing(self, *, is_machine: bool) -> str:
        """Give the paper or register for a machine or for a component."""
        return self.what if is_machine or not self.component else self.component


#: What is said of a fact no means are given for.
NO_MEANS = Means(Way.NOTHING, Way.NOTHING, "", Citation.parse("assumption: no means are given for this fact"))


def parse_means(item: Mapping[str, Value]) -> Means:
    """Read the means of one field. Raises ValueError for a word it does not know, or without a citation."""
    if strange := sorted(set(item) - set(KNOWN)):
        raise ValueError(f"unknown entry {', '.join(strange)}")
    by = Way(string(item.get("by")))
    wrong = Way(string(item.get("wrong"))) if "wrong" in item else by
    unless = {path: strings(values) for path, values in record(item.get("except")).items()}
    what, component = string(item.get("what")), string(item.get("component"))
    return Means(by, wrong, what, Citation.parse(string(item.get("cite"))), component, unless)
