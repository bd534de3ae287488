"""The content of a filing as one plain form: the parties, and as many equipment lines as one needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sekisho.application.ports import Person
from sekisho.application.section import PRIVATE
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.costing.incoterm import NEEDED
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Currency
from sekisho.portal.components.question import Answers, Choice, Question
from sekisho.portal.open.form import categories, words
from sekisho.portal.words import wording

YEN = "JPY"
#: Costs of a line the form asks for; the yen for one unit of a foreign currency stands among them.
COSTS = ("yen_per_unit", "freight", "insurance", "clearance", "inland", "installation", "integration")
PARTNER = ("name", "corporate_number")
#: Particulars of the applicant that a draft may change; name and number are the case's own.
PARTICULARS = ("sector", "employees", "prefecture")
TEXTS = ("maker", "model", "category", "origin", "serial", "incoterm", "currency")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form: a heading with its questions; ``id`` tells lines apart.

    ``is_spare``: room for one more line, folded away as long as nothing is said of it.
    """

    code: str
    questions: tuple[Question, ...]
    id: str = ""
    is_spare: bool = False

    @property
    def is_touched(self) -> bool:
        """Say whether anything was answered or is wrong here."""
        return any(question.value or question.finding for question in self.questions)


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The form of a draft. ``case`` is empty for a new one; ``version`` is the one that was read."""

    case: str
    case_href: str
    version: int
    parts: tuple[Part, ...]
    answers: Answers
    sees_price: bool
    state: str = ""
    refused: tuple[Finding, ...] = ()
    saved: bool = False
    key: str = ""


def _text(name: str, label: str, *, required: bool = False) -> Question:
    return Question(Field(name, Kind.TEXT, required), label)


def _number(name: str, label: str, unit: str = "") -> Question:
    return Question(Field(name, Kind.YEN, required=False), label, unit=unit)


def _choice(name: str, label: str, choices: Sequence[Choice], *, required: bool = False) -> Question:
    return Question(Field(name, Kind.TEXT, required), label, choices=tuple(choices))


def new_party_questions(program: ProgramDefinition, person: Person, language: Language) -> tuple[Part, ...]:
    """Ask who applies with whom; the applicant's number and side are those of whoever is signed in."""
    newest = program.editions[-1].effective_from
    channels = [
        Choice(name, wording().word("page.channel", name, language))
        for name in program.names("intake.channels", newest)
    ]
    needs_partner = person.side in program.names("claim.partner_needed_for", newest)
    applicant = (_text("applicant-name", "page.draft.name", required=True), *particulars(program, language))
    number = Field("partner-corporate_number", Kind.CORPORATE_NUMBER, needs_partner)
    partner = (
        _text("partner-name", "page.draft.name", required=needs_partner),
        Question(number, "page.draft.number", "page.draft.number.help"),
    )
    return (
        Part("page.section.applicant", (*applicant, _choice("channel", "field.channel", channels, required=True))),
        Part("page.section.partner", partner),
    )


def _listed(program: ProgramDefinition, name: str, language: Language) -> tuple[Choice, ...]:
    """Offer the classes reports are broken down by; a filing that names none is reported as not stated."""
    known = program.names(f"report.{name}s", program.editions[-1].effective_from)
    return words(f"report.{name}", known, language)


def particulars(program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask for the applicant's particulars."""
    return (
        _choice("applicant-sector", "page.draft.sector", _listed(program, "sector", language)),
        _number("applicant-employees", "page.draft.employees"),
        _choice("applicant-prefecture", "page.draft.prefecture", _listed(program, "prefecture", language)),
    )


def importer_questions() -> tuple[Question, ...]:
    """Ask who imports for the applicant, where it is neither he nor his partner (A20)."""
    number = Field("importer-corporate_number", Kind.CORPORATE_NUMBER, required=False)
    return (_text("importer-name", "page.draft.importer"), Question(number, "page.draft.importer.number"))


def _costs(line: str) -> tuple[Question, ...]:
    rate = _text(f"{line}-yen_per_unit", "field.exchange_rate")
    return (rate, *(_number(f"{line}-{name}", f"field.{name}", "page.ask.yen") for name in COSTS[1:]))


def _money(line: str, language: Language) -> tuple[Question, ...]:
    terms = [Choice(term, term) for term in NEEDED]
    return (
        _text(f"{line}-price", "field.price"),
        _choice(f"{line}-currency", "field.currency", words("page.ask.currency", Currency, language)),
        _choice(f"{line}-incoterm", "field.incoterm", terms),
        *_costs(line),
        _number(f"{line}-yearly_saving", "field.yearly_saving", "page.ask.yen"),
    )


def line_questions(
    line: str, program: ProgramDefinition, language: Language, *, sees_price: bool
) -> tuple[Question, ...]:
    """Ask for one equipment line; prices only of those who may see them."""
    machine = (
        _choice(f"{line}-category", "field.category", words("page.category", categories(program), language)),
        _text(f"{line}-maker", "field.maker"),
        _text(f"{line}-model", "field.model"),
        _text(f"{line}-serial", "field.serial"),
        _choice(f"{line}-origin", "field.origin", words("page.ask.made_in", ("CN", "other"), language)),
    )
    return machine + (_money(line, language) if sees_price else ())


def lines_of(content: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    """Give the equipment lines of a content by their id."""
    lines = content.get("lines")
    found = [dict(line) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    return {str(line.get("id")): line for line in found}


def next_line(names: Sequence[str]) -> str:
    """Give the id of one more line."""
    return next(f"L{n}" for n in range(1, len(names) + 2) if f"L{n}" not in names)


def _record(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _known(name: str, content: Mapping[str, Value]) -> str:
    """Give what a content says for a question."""
    owner, _, field = name.partition("-")
    if not field:
        value = content.get(name)
    elif owner in {"applicant", "partner", "importer"}:
        value = _record(content.get(owner)).get(field)
    else:
        line = lines_of(content).get(owner, {})
        value = line.get(field, _record(line.get("costs")).get(field))
    return "" if value is None else str(value)


def with_content(parts: Sequence[Part], content: Mapping[str, Value]) -> tuple[Part, ...]:
    """Put what a content says into the questions."""
    return tuple(
        replace(part, questions=tuple(replace(one, value=_known(one.name, content)) for one in part.questions))
        for part in parts
    )


def _price(details: Mapping[str, Value], line: str) -> Value:
    """Read a price: whole yen as a number, a foreign amount as it was typed."""
    typed = str(details.get(f"{line}-price") or "").replace(",", "").strip()
    in_yen = details.get(f"{line}-currency", YEN) in (None, "", YEN)
    return int(typed) if in_yen and typed.isdigit() else typed or None


def _line(details: Mapping[str, Value], line: str, old: Mapping[str, Value], *, sees_price: bool) -> dict[str, Value]:
    """Give a line: what was typed over what was known, and what the form does not ask for as it was."""
    new: dict[str, Value] = {**old, "id": line}
    new.update({name: details.get(f"{line}-{name}") for name in TEXTS if name not in PRIVATE or sees_price})
    if sees_price:
        costs = _record(old.get("costs"))
        typed: dict[str, Value] = {name: details.get(f"{line}-{name}") for name in COSTS}
        new["costs"] = {name: value for name, value in {**costs, **typed}.items() if value is not None}
        new |= {"price": _price(details, line), "yearly_saving": details.get(f"{line}-yearly_saving")}
    return {name: value for name, value in new.items() if value not in (None, "", {})}


def content_from(
    details: Mapping[str, Value], old: Mapping[str, Value], names: Sequence[str], *, sees_price: bool
) -> dict[str, Value]:
    """Give the content a form says; a line of which nothing is said is no line."""
    before = lines_of(old)
    said = [name for name in names if details.get(f"{name}-maker") or details.get(f"{name}-model")]
    lines: list[Value] = [_line(details, name, before.get(name, {}), sees_price=sees_price) for name in said]
    applicant = {**_record(old.get("applicant")), **_party(details, "applicant")}
    partner = {**_record(old.get("partner")), **_party(details, "partner")}
    channel = details.get("channel") or old.get("channel")
    importer = {**_record(old.get("importer")), **_party(details, "importer")}
    parties: dict[str, Value] = {
        "applicant": applicant,
        "partner": partner,
        "importer": importer,
        "channel": channel,
    }
    return {**old, **{name: value for name, value in parties.items() if value}, "lines": lines}


def _party(details: Mapping[str, Value], owner: str) -> dict[str, Value]:
    start = f"{owner}-"
    return {name.removeprefix(start): value for name, value in details.items() if name.startswith(start)}
