"""The questions of the pages before sign-in, with their choices in the reader's language."""

from collections.abc import Iterable
from datetime import date

from sekisho.domain.casework.actor import CLAIMANT_SIDES
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.costing.incoterm import NEEDED
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.ruleset import Kind as RuleKind
from sekisho.domain.screening.schedule import DayUnit, Lead, assumed_leads
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Currency
from sekisho.portal.components.question import Choice, Question
from sekisho.portal.desk import in_program, today
from sekisho.portal.words import wording

#: Costs a quote may name, in yen.
COSTS = ("freight", "insurance", "clearance", "inland", "installation", "integration")
#: How the criteria name a paper as their evidence.
DOCUMENT = "document."
#: Where somebody can stand when asking whether there is still time.
STAGES = ("planned", "ordered", "shipped", "import_permitted", "delivered", "commissioned")
FILINGS = ("nothing", "prepared", "filed", "decided")
ELSEWHERE = "other"
ORIGINS = ("CN", ELSEWHERE)


def words(family: str, values: Iterable[str], language: Language) -> tuple[Choice, ...]:
    """Make choices of values that have a word each."""
    return tuple(Choice(value, wording().word(family, value, language)) for value in values)


def categories(program: ProgramDefinition) -> tuple[str, ...]:
    """Give every category any edition lists, in the order of the newest."""
    newest = program.editions[-1]
    return tuple(newest.categories)


def papers(program: ProgramDefinition) -> tuple[str, ...]:
    """Give every paper a gate of the program asks for, once, in the order of the criteria."""
    gates = (rule for rule in program.rules.rules if rule.kind is RuleKind.GATE)
    asked = (place.removeprefix(DOCUMENT) for rule in gates for place in rule.evidence.values() if DOCUMENT in place)
    return tuple(dict.fromkeys(asked))


def category_question(program: ProgramDefinition, language: Language, *, required: bool = True) -> Question:
    """Ask for the category of equipment."""
    field = Field("category", Kind.TEXT, required)
    return Question(field, "field.category", choices=words("page.category", categories(program), language))


def _text(name: str, *, required: bool = True) -> Question:
    return Question(Field(name, Kind.TEXT, required), f"field.{name}", f"field.{name}.hint")


def _day(name: str) -> Question:
    return Question(Field(name, Kind.DAY, required=False), f"field.{name}", f"field.{name}.hint")


def _yen(name: str, *, required: bool = False) -> Question:
    return Question(Field(name, Kind.YEN, required), f"field.{name}", unit="page.ask.yen")


def claimant_question(language: Language) -> Question:
    """Ask which side claims."""
    field = Field("claimant", Kind.TEXT)
    return Question(field, "field.claimant", choices=words("side", CLAIMANT_SIDES, language), few=True)


def papers_question(program: ProgramDefinition, language: Language) -> Question:
    """Ask which papers are at hand."""
    field = Field("papers", Kind.LIST, required=False)
    choices = words("document.kind", papers(program), language)
    return Question(field, "field.papers", "field.papers.hint", choices=choices)


def _one_of(name: str, family: str, values: Iterable[str], language: Language, *, required: bool = True) -> Question:
    """Ask for one of a few values."""
    help_code = f"field.{name}.hint" if wording().has(f"field.{name}.hint") else ""
    choices = words(family, values, language)
    return Question(Field(name, Kind.TEXT, required), f"field.{name}", help_code, choices=choices, few=True)


def body_question(program: ProgramDefinition, day: date, language: Language) -> Question:
    """Ask which body assessed conformity: one of those recognised, or another."""
    bodies = tuple(Choice(body, body) for body in program.names("bodies.recognised", day))
    other = words("page.ask.body", ["other"], language)
    return Question(Field("body", Kind.TEXT, required=False), "field.body", "field.body.hint", choices=bodies + other)


def eligibility(program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask what decides whether equipment is eligible."""
    return (
        claimant_question(language),
        _one_of("partner_is_registered", "page.ask.partner", ("yes", "no"), language, required=False),
        category_question(program, language),
        _text("maker"),
        _text("model"),
        _one_of("made_in", "page.ask.made_in", ORIGINS, language),
        papers_question(program, language),
        body_question(program, program.editions[-1].effective_from, language),
        _day("imported_on"),
        _day("commissioned_on"),
    )


def currency_question(language: Language) -> Question:
    """Ask for the currency of the invoice."""
    field = Field("currency", Kind.TEXT)
    return Question(field, "field.currency", choices=words("page.ask.currency", Currency, language))


def amount(program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask what decides the amount."""
    term = Question(Field("incoterm", Kind.TEXT), "field.incoterm", "field.incoterm.hint", choices=_plain(NEEDED))
    return (
        category_question(program, language),
        _text("price"),
        currency_question(language),
        _text("exchange_rate", required=False),
        term,
        *(_yen(name) for name in COSTS),
        _text("duty_rate", required=False),
        _yen("yearly_saving"),
    )


def _plain(values: Iterable[str]) -> tuple[Choice, ...]:
    """Make choices of values that are the same in every language."""
    return tuple(Choice(value, value) for value in values)


def missing(program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask what decides which papers are wanting."""
    return (
        claimant_question(language),
        category_question(program, language),
        papers_question(program, language),
        body_question(program, program.editions[-1].effective_from, language),
    )


def lead_field(step: str) -> str:
    """Give the name of the field that says how long a step takes."""
    return f"lead_{step}"


def unit_field(step: str) -> str:
    """Give the name of the field that says in which days a step is counted."""
    return f"unit_{step}"


def _lead_questions(step: str, lead: Lead, language: Language) -> tuple[Question, Question]:
    """Ask how long a step takes, with the program's own assumption filled in."""
    days = Field(lead_field(step), Kind.NUMBER, required=False)
    unit = Field(unit_field(step), Kind.TEXT, required=False)
    named = wording().say(f"schedule.step.{step}", language)
    units = words("schedule.unit", DayUnit, language)
    return (
        Question(days, f"schedule.step.{step}", value=str(lead.days)),
        Question(unit, "page.schedule.unit", choices=units, value=lead.unit.value, about=named),
    )


def schedule(program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask where somebody stands today, and how long each step takes where it is not as usual."""
    leads = assumed_leads(program, in_program(today()))
    return (
        _one_of("stage", "state.machine", STAGES, language),
        _one_of("filing", "page.ask.filing", FILINGS, language),
        _day("starts_on"),
        *(question for step, lead in leads.items() for question in _lead_questions(step, lead, language)),
    )


def search(program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask what to look for in Annex A."""
    wanted = Question(Field("words", Kind.TEXT, required=False), "field.words")
    return wanted, category_question(program, language, required=False)
