"""What is left out of an answer: salts for everybody, and whatever tells the price for those who may not see it."""

from collections.abc import Mapping
from dataclasses import replace

from sekisho.application.section import PRIVATE
from sekisho.domain.values.finding import Finding, Value

#: The subsidy is a published share of the price: whoever reads one reckons the other.
TELLING = frozenset(
    {
        *(*PRIVATE, "amount", "balance", "customs_value", "decided", "earned", "requested", "subsidy_name"),
        *("base", "book_value", "cost", "grant", "proceeds", "repayment", "returned", "unit_price", "wanted"),
    }
)
#: What an event names that guessing could be tried on: a section's salt, and the digest of its bare bytes.
INSIDE = frozenset({"salt", "blob"})
SECTIONS = "sections"


def _digests(sections: Mapping[str, Value]) -> dict[str, Value]:
    """Give the sections without what would let a guess be tried on them."""
    return {name: _without(section, INSIDE) for name, section in sections.items()}


def _without(value: Value, names: frozenset[str]) -> Value:
    return {k: v for k, v in value.items() if k not in names} if isinstance(value, dict) else value


def _kept(value: dict[str, Value], *, sees_price: bool) -> dict[str, Value]:
    sections = value.get(SECTIONS)
    shown = {**value, SECTIONS: _digests(sections)} if isinstance(sections, dict) else value
    if sees_price:
        return shown
    # A limit is told beside the amount it is set to.
    hidden = TELLING | {"limit"} if "amount" in shown else TELLING
    return {name: item for name, item in shown.items() if name not in hidden}


def conceal(value: Value, *, sees_price: bool) -> Value:
    """Give a plain value as one side may see it, at every depth."""
    if isinstance(value, list):
        return [conceal(item, sees_price=sees_price) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: conceal(item, sees_price=sees_price) for name, item in _kept(value, sees_price=sees_price).items()}


def conceal_facts(finding: Finding, *, sees_price: bool) -> Finding:
    """Give a finding whose facts say nothing its reader may not see; its text then shows a dash there."""
    facts = conceal(dict(finding.facts), sees_price=sees_price)
    # What was typed for a price is quoted where it was wrong, and tells it all the same.
    if not sees_price and isinstance(facts, dict) and set(finding.place.split(".")) & TELLING:
        facts = {name: value for name, value in facts.items() if name != "value"}
    return replace(finding, facts=facts if isinstance(facts, dict) else {})


def tells_price(body: Mapping[str, Value]) -> bool:
    """Say whether a record says, at any depth, what a price can be reckoned or guessed from."""
    return conceal(dict(body), sees_price=False) != dict(body)
