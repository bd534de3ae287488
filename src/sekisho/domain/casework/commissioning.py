"""The two forms of commissioning: what was done at the installation, and who was trained in what, written as fields.

A form names people, so what it says stands in a private file; the journal names the digest alone. Its days are held
against each other and against the line's: nobody is trained on a machine that has not been delivered.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.domain.casework.field import Field, Kind, check, day, is_day, legible, text
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.identifier import folded

CITATION = "article: ¶9"
#: What marks a paper of the case as such a form, among what it says of itself.
FORM = "form"
FORMAT = "sekisho/commissioning-form/v1"
INSTALLATION, TRAINING = "installation_log", "training_record"
MOST = 50
#: So many signs are a dozen printed pages; more is a report of its own, to be filed as a paper.
LONGEST = 20_000
#: How the acceptance test ended, and how a trainee did.
ACCEPTANCES = ("as_agreed", "with_remarks", "not_accepted")
RESULTS = ("achieved", "to_repeat")
#: How somebody present signs: with the key of his account, or by hand on the printed form, whose scan is filed with it.
MANNERS = ("account", "paper")
LANGUAGES = ("ja", "zh", "en", "other")
WORDS: Mapping[str, Collection[str]] = {
    "acceptance": ACCEPTANCES, "result": RESULTS, "signs": MANNERS, "language": LANGUAGES,
}  # fmt: skip

_PRESENT = (text("name"), text("role"), text("organisation"), text("signs"))
#: What each form says once.
HEAD: Mapping[str, tuple[Field, ...]] = {
    INSTALLATION: (
        text("machine_serial"), text("site"), text("firmware", required=False), text("software", required=False),
        day("accepted_on"), text("acceptance"), text("acceptance_note", required=False),
    ),
    TRAINING: (text("machine_serial"), text("site"), text("trainer"), text("language")),
}  # fmt: skip
#: What each form says entry by entry, at least one of each.
LISTS: Mapping[str, Mapping[str, tuple[Field, ...]]] = {
    INSTALLATION: {"steps": (day("on"), text("who"), text("what"), text("outcome")), "present": _PRESENT},
    TRAINING: {
        "sessions": (day("on"), text("topic"), Field("minutes", Kind.NUMBER)),
        "trainees": (text("name"), text("role"), text("result")),
        "present": _PRESENT,
    },
}
FORMS = tuple(HEAD)
#: The list of a form whose entries have a day.
_DATED = {INSTALLATION: "steps", TRAINING: "sessions"}


@dataclass(frozen=True, slots=True)
class Known:
    """What the case knows already: today, the line's days, the machine's serial number; empty where it does not."""

    today: date
    delivered_on: str = ""
    commissioned_on: str = ""
    serial: str = ""


def _finding(code: str, place: str, **facts: Value) -> Finding:
    return Finding(f"form.{code}", Outcome.NOT_MET, place, CITATION, facts)


def _fields(fields: tuple[Field, ...], said: Mapping[str, Value], place: str) -> list[Finding]:
    """Report what is wrong with fields: missing, of another kind, unknown, or none of the words they offer."""
    found = {one.place: one for one in check(fields, said)}
    wrong = []
    for field in fields:
        value, offered = said.get(field.name), WORDS.get(field.name)
        if field.name not in found and value not in (None, "") and offered and value not in offered:
            wrong.append(_finding("not_offered", f"{place}{field.name}", value=legible(str(value))))
    return [*(_moved(one, place) for one in found.values()), *wrong]


def _moved(found: Finding, place: str) -> Finding:
    """Give what is wrong with a field at its place in the form; its text goes on naming the field alone."""
    facts: dict[str, Value] = {**found.facts, "place": found.place}
    return Finding(found.code, found.outcome, f"{place}{found.place}", CITATION, facts)


def entries_of(content: Mapping[str, Value], part: str) -> list[Mapping[str, Value]]:
    """Give the entries of a list of a form."""
    value = content.get(part)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _list(part: str, fields: tuple[Field, ...], value: Value) -> list[Finding]:
    if not isinstance(value, list) or not value:
        return [_finding("nothing_listed", part, part=part)]
    if len(value) > MOST:
        return [_finding("too_many", part, part=part, count=len(value), limit=MOST)]
    found: list[Finding] = []
    for n, entry in enumerate(value, 1):
        if isinstance(entry, dict):
            found += _fields(fields, entry, f"{part}.{n}.")
        else:
            found.append(_finding("no_entry", f"{part}.{n}", part=part, n=n, value=legible(str(entry))))
    return found


def days_of(kind: str, content: Mapping[str, Value]) -> list[tuple[str, str]]:
    """Give each day a form names with its place, as far as it is one."""
    part = _DATED[kind]
    named = [(f"{part}.{n}.on", str(entry.get("on"))) for n, entry in enumerate(entries_of(content, part), 1)]
    accepted = content.get("accepted_on")
    named += [("accepted_on", str(accepted))] if accepted else []
    return [(place, on) for place, on in named if is_day(on)]


def _in_time(kind: str, content: Mapping[str, Value], known: Known) -> list[Finding]:
    """Hold the days of a form against today and the line's own."""
    found: list[Finding] = []
    for place, on in days_of(kind, content):
        if on > known.today.isoformat():
            found.append(_finding("day_ahead", place, day=on, today=known.today.isoformat()))
        if known.delivered_on and on < known.delivered_on:
            found.append(_finding("before_delivery", place, day=on, delivered_on=known.delivered_on))
        if kind == INSTALLATION and known.commissioned_on and on > known.commissioned_on:
            found.append(_finding("after_commissioning", place, day=on, commissioned_on=known.commissioned_on))
    return found


def _accepted_last(kind: str, content: Mapping[str, Value]) -> list[Finding]:
    """The acceptance test follows every step of the installation."""
    days = days_of(kind, content)
    accepted = next((on for place, on in days if place == "accepted_on"), "")
    steps = [(place, on) for place, on in days if place != "accepted_on"]
    return [
        _finding("step_after_acceptance", place, day=on, accepted_on=accepted)
        for place, on in steps
        if accepted and on > accepted
    ]


def _of_the_machine(content: Mapping[str, Value], known: Known) -> list[Finding]:
    serial = str(content.get("machine_serial") or "").strip()
    # Typed in full width or with other hyphens it is the same number, as everywhere serial numbers are compared.
    if not known.serial or not serial or folded(serial) == folded(known.serial):
        return []
    return [_finding("other_serial", "machine_serial", value=legible(serial), serial=known.serial)]


def _length(value: Value) -> int:
    if isinstance(value, dict):
        return sum(_length(item) for item in value.values())
    return sum(map(_length, value)) if isinstance(value, list) else len(value) if isinstance(value, str) else 0


def _too_long(content: Mapping[str, Value]) -> list[Finding]:
    length = sum(_length(value) for value in content.values())
    return [_finding("too_long", "", length=length, limit=LONGEST)] if length > LONGEST else []


def signs_on_paper(content: Mapping[str, Value]) -> bool:
    """Say whether anybody present signs by hand, so that a scan belongs to the form."""
    return any(entry.get("signs") == "paper" for entry in entries_of(content, "present"))


def check_form(kind: str, content: Mapping[str, Value], known: Known) -> list[Finding]:
    """Report everything wrong with what a form says; nothing where it may be filed."""
    if kind not in FORMS:
        return [_finding("unknown", "kind", kind=legible(kind))]
    lists = LISTS[kind]
    head = {name: value for name, value in content.items() if name not in lists}
    found = _fields(HEAD[kind], head, "")
    for part, fields in lists.items():
        found += _list(part, fields, content.get(part))
    return [
        *found, *_in_time(kind, content, known), *_accepted_last(kind, content), *_of_the_machine(content, known),
        *_too_long(content),
    ]  # fmt: skip
