"""Declarations: what a side says of its ties to the others, of rebates and commissions, and of other subsidies (A34).

A declaration that names nothing is one as well: whoever declares answers every part, with *none* where there is none.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sekisho.domain.casework.field import Field, Kind, check, legible, text
from sekisho.domain.casework.registration import SEAT
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.money import Money

CITATION = "practice: declarations of ties, rebates and commissions"
OTHER_SUBSIDY = "assumption: A34"
#: How two organisations can belong together: the related parties whose dealings need another price check.
NATURES = ("capital", "officer", "employment", "family", "other")
#: Which way the money went, seen from the side that declares.
DIRECTIONS = ("paid", "received")
#: More than anybody has: a longer list is a machine gone wrong.
MOST = 50

_YEN = Field("yen", Kind.YEN)
_TIE = (text("with"), text("nature"))
_BENEFIT = (text("with"), text("direction"), _YEN)
_SUBSIDY = (text("line"), text("subsidy_name"), text("granted_by"), _YEN)
#: The lists of a declaration and what each of their entries says.
PARTS: Mapping[str, tuple[Field, ...]] = {
    "relations": _TIE,
    "rebates": _BENEFIT,
    "commissions": _BENEFIT,
    "other_subsidies": _SUBSIDY,
}
#: What a side may add: where it sits and who leads it. Silence is no fault, and the record is read by the office alone.
OF_THE_SIDE = tuple(field.name for field in SEAT)
#: Only who claims knows what else he was promised for the same asset.
OF_THE_APPLICANT = ("other_subsidies",)
_CHOICES: Mapping[str, Collection[str]] = {"nature": NATURES, "direction": DIRECTIONS}

#: What is wrong with a field, as a declaration tells it; anything else is a wrong value.
_OF_FIELDS: Mapping[str, str] = {"field.missing": "missing", "field.unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class OtherSubsidy:
    """Another national subsidy on one equipment line, as its claimant declares it."""

    line: str
    name: str
    amount: Money


def parts_of(*, is_applicant: bool) -> tuple[str, ...]:
    """Give the parts a side has to answer."""
    return tuple(part for part in PARTS if is_applicant or part not in OF_THE_APPLICANT)


def _finding(code: str, place: str, **facts: Value) -> Finding:
    return Finding(f"declaration.{code}", Outcome.NOT_MET, place, CITATION, facts)


def _wrong(part: str, entry: Mapping[str, Value]) -> dict[str, Finding]:
    """Give what the fields of an entry are wrong by, each told once."""
    found = {one.place: one for one in check(PARTS[part], entry)}
    strange = [name for name, known in _CHOICES.items() if name in entry and entry[name] not in known]
    chosen = {name: _finding("wrong", name, value=legible(str(entry[name]))) for name in strange}
    return {**chosen, **found}


def _entry(part: str, n: int, entry: Value) -> list[Finding]:
    if not isinstance(entry, dict):
        return [_finding("entry_wrong", f"{part}.{n}", part=part, n=n, value=legible(str(entry)))]
    wrong = _wrong(part, entry).items()
    return [
        _finding(_OF_FIELDS.get(one.code, "wrong"), f"{part}.{n}.{name}", part=part, n=n, field=name, **_value(one))
        for name, one in wrong
    ]


def _value(found: Finding) -> dict[str, Value]:
    return {"value": found.facts["value"]} if "value" in found.facts else {}


def _list(part: str, value: Value) -> list[Finding]:
    if value is None:
        return [_finding("unanswered", part, part=part)]
    if not isinstance(value, list):
        return [_finding("not_list", part, part=part, value=legible(str(value)))]
    if len(value) > MOST:
        return [_finding("too_many", part, part=part, count=len(value), limit=MOST)]
    return [finding for n, entry in enumerate(value, 1) for finding in _entry(part, n, entry)]


def _ties(content: Mapping[str, Value]) -> list[Finding]:
    """The answer on related parties is yes with their names, or no without any."""
    related, named = content.get("related"), content.get("relations")
    if not isinstance(related, bool):
        return [_finding("unanswered", "related", part="related")]
    if isinstance(named, list) and related is not bool(named):
        return [_finding("ties_unnamed" if related else "ties_denied", "relations", count=len(named))]
    return []


def _are_names(value: Value) -> bool:
    """Say whether a list names people, each by a text."""
    return (
        isinstance(value, list) and len(value) <= MOST and not any(check((text("name"),), {"name": n}) for n in value)
    )


def _seat(content: Mapping[str, Value]) -> list[Finding]:
    """An address is a text, officers are names; nothing said, or an empty list, is no fault."""
    said = {name: content[name] for name in OF_THE_SIDE if content.get(name) not in (None, "", [])}
    wrong = [found.place for found in check(SEAT, said)]
    if "officers" in said and "officers" not in wrong and not _are_names(said["officers"]):
        wrong.append("officers")
    return [_finding("seat_wrong", name, field=name, value=legible(str(said[name])), limit=MOST) for name in wrong]


def _unknown_lines(content: Mapping[str, Value], lines: Collection[str]) -> list[Finding]:
    """Another subsidy belongs to equipment of this case, or it would be held against nothing."""
    return [
        _finding("line_unknown", f"other_subsidies.{n}.line", line=legible(line), known=", ".join(lines))
        for n, line in enumerate((_text(one, "line") for one in _entries(content, "other_subsidies")), 1)
        if line and line not in lines
    ]


def check_declaration(content: Mapping[str, Value], *, is_applicant: bool, lines: Collection[str]) -> list[Finding]:
    """Report everything that is wrong with a declaration, by part, entry and field; ``lines`` are the case's."""
    asked = parts_of(is_applicant=is_applicant)
    strange = sorted(str(name) for name in content if name not in (*asked, *OF_THE_SIDE, "related"))
    return [
        *_ties(content),
        *(finding for part in asked for finding in _list(part, content.get(part))),
        *_seat(content),
        *(_finding("not_asked", legible(name), part=legible(name)) for name in strange),
        *(_unknown_lines(content, lines) if is_applicant else ()),
    ]


def _entries(content: Mapping[str, Value], part: str) -> list[Mapping[str, Value]]:
    listed = content.get(part)
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _text(entry: Mapping[str, Value], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def other_subsidies(content: Mapping[str, Value]) -> tuple[OtherSubsidy, ...]:
    """Give the other subsidies a checked declaration names."""
    return tuple(
        OtherSubsidy(_text(one, "line"), _text(one, "subsidy_name"), Money(yen))
        for one in _entries(content, "other_subsidies")
        if type(yen := one.get("yen")) is int
    )
