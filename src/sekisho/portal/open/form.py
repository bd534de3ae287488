"""The questions of the pages before sign-in, with their choices in the reader's language."""

from collections.abc import Iterable

from sekisho.domain.casework.actor import CLAIMANT_SIDES
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Currency
from sekisho.portal.components.question import Choice, Question
from sekisho.portal.words import wording

#: Where somebody can stand when asking whether there is still time.
STAGES = ("planned", "ordered", "shipped", "import_permitted", "delivered", "commissioned")
ORIGINS = ("CN", "other")


def words(family: str, values: Iterable[str], language: Language) -> tuple[Choice, ...]:
    """Make choices of values that have a word each."""
    return tuple(Choice(value, wording().word(family, value, language)) for value in values)


def categories(program: ProgramDefinition) -> tuple[str, ...]:
    """Give every category any edition lists, in the order of the newest."""
    newest = program.editions[-1]
    return tuple(newest.categories)


def papers(program: ProgramDefinition) -> tuple[str, ...]:
    """Give every paper any category of any edition demands, once."""
    named = (
        paper
        for edition in program.editions
        for category in edition.categories.values()
        for paper in category.documents
    )
    return tuple(dict.fromkeys(named))


def category_question(program: ProgramDefinition, language: Language, *, required: bool = True) -> Question:
    """Ask for the category of equipment."""
    field = Field("category", Kind.TEXT, required)
    return Question(field, "page.ask.category", choices=words("category", categories(program), language))


def _text(name: str, *, required: bool = True, has_help: bool = True) -> Question:
    return Question(Field(name, Kind.TEXT, required), f"page.ask.{name}", f"page.ask.{name}.help" if has_help else "")


def _day(name: str) -> Question:
    return Question(Field(name, Kind.DAY, required=False), f"page.ask.{name}", f"page.ask.{name}.help")


def _yen(name: str, *, required: bool = False) -> Question:
    return Question(Field(name, Kind.YEN, required), f"page.ask.{name}", unit="page.ask.yen")


def claimant_question(language: Language) -> Question:
    """Ask which side claims."""
    field = Field("claimant", Kind.TEXT)
    return Question(field, "page.ask.claimant", choices=words("side", CLAIMANT_SIDES, language), few=True)


def papers_question(program: ProgramDefinition, language: Language) -> Question:
    """Ask which papers are at hand."""
    field = Field("papers", Kind.LIST, required=False)
    choices = words("document.kind", papers(program), language)
    return Question(field, "page.ask.papers", "page.ask.papers.help", choices=choices)


def eligibility(program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask what decides whether equipment is eligible."""
    origin = Question(
        Field("origin", Kind.TEXT), "page.ask.origin", "page.ask.origin.help",
        choices=words("page.ask.origin", ORIGINS, language), few=True,
    )  # fmt: skip
    return (
        claimant_question(language),
        category_question(program, language),
        _text("maker"),
        _text("model"),
        origin,
        papers_question(program, language),
        _day("imported_on"),
        _day("commissioned_on"),
    )


def currency_question(language: Language) -> Question:
    """Ask for the currency of the invoice."""
    field = Field("currency", Kind.TEXT)
    return Question(field, "page.ask.currency", choices=words("page.ask.currency", Currency, language))


def amount(program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask what decides the amount."""
    return (
        category_question(program, language),
        _text("price"),
        currency_question(language),
        _text("exchange_rate", required=False),
        _text("freight", required=False),
        _text("insurance", required=False),
        _yen("installation"),
        _yen("yearly_saving"),
    )


def missing(program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask what decides which papers are wanting."""
    return claimant_question(language), category_question(program, language), papers_question(program, language)


def schedule(_program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask where somebody stands today."""
    stage = Question(
        Field("stage", Kind.TEXT), "page.ask.stage", choices=words("state.machine", STAGES, language), few=True
    )
    filed = Question(Field("is_filed", Kind.FLAG, required=False), "page.ask.is_filed")
    return stage, filed, _day("starts_on")


def search(program: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    """Ask what to look for in Annex A."""
    wanted = Question(Field("words", Kind.TEXT, required=False), "page.ask.words")
    return wanted, category_question(program, language, required=False)
