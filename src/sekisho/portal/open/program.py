"""The program's facts and Annex A as tables a page can show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sekisho import bootstrap
from sekisho.application.show_editions import edition_file as published_file
from sekisho.domain.program.annex.comparison import Comparison, compared
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import Category, Edition, Model
from sekisho.domain.program.specification import shown
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText
from sekisho.portal.desk import desk


@dataclass(frozen=True, slots=True)
class Row:
    """One thing the program says, or that is assumed; ``kind`` is gate or advisory for a criterion."""

    id: str
    text: LocalizedText
    citation: Citation
    default: LocalizedText | None = None
    value: Value = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the page: facts, criteria or parameters."""

    name: str
    rows: tuple[Row, ...]
    has_values: bool = False
    has_kinds: bool = False


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition of Annex A in the list of editions."""

    effective_on: date
    label: LocalizedText
    models: int
    added: int
    changed: int
    removed: int
    is_illustrative: bool = True


@dataclass(frozen=True, slots=True)
class SpecificationRow:
    """A quantity of a model beside what the category demands."""

    name: str
    value: str
    minimum: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A listed model."""

    maker: str
    model: str
    category: str
    specification: tuple[SpecificationRow, ...]
    papers: tuple[str, ...]


def _value_of(program: ProgramDefinition, path: str, day: date) -> Value:
    parameter = program.parameters.get(path)
    entry = parameter.entry_on(day) if parameter else None
    return None if entry is None or _is_switch(entry.value) else _flat(entry.value)


def _is_switch(value: Value) -> bool:
    """Say whether a value is the name of a reading: its sentence stands beside it, the name tells a reader nothing."""
    named = value if isinstance(value, list) else [value]
    return all(isinstance(one, str) and one.replace("_", "").replace("-", "").isalpha() for one in named)


def _flat(value: Value) -> Value:
    if isinstance(value, dict):
        return [f"{name} {item}" for name, item in value.items()]
    return value


def parts(program: ProgramDefinition, day: date) -> tuple[Part, ...]:
    """Give everything the program says on a day, each with its source."""
    facts = tuple(Row(fact.id, fact.text, fact.citation) for fact in program.facts)
    criteria = tuple(
        Row(rule.id, rule.title, rule.citation, kind=rule.kind.value) for rule in program.rules.on(day).rules
    )
    questions = tuple(
        Row(one.id, one.text, one.citation, one.default, _value_of(program, one.parameter, day))
        for one in program.questions
    )
    return (
        Part("facts", facts),
        Part("criteria", criteria, has_kinds=True),
        Part("parameters", questions, has_values=True),
    )


def _changed(before: Mapping[str, Model], after: Mapping[str, Model]) -> int:
    return sum(after[key] != model for key, model in before.items() if key in after)


def _edition_row(edition: Edition, before: Edition | None) -> EditionRow:
    old: Mapping[str, Model] = before.models if before else {}
    new = edition.models
    added, removed = len(set(new) - set(old)), len(set(old) - set(new))
    return EditionRow(
        edition.effective_from, edition.label, len(new), added, _changed(old, new), removed, edition.is_illustrative
    )


def edition_rows(program: ProgramDefinition) -> tuple[EditionRow, ...]:
    """Give the editions, newest first, each with what it adds, changes and removes."""
    editions = program.editions
    pairs = zip(editions, (None, *editions), strict=False)
    return tuple(reversed([_edition_row(edition, before) for edition, before in pairs]))


def comparison_of(program: ProgramDefinition, edition: Edition) -> Comparison | None:
    """Give what an edition changes of the one before it; None for the first."""
    earlier = [one for one in program.editions if one.effective_from < edition.effective_from]
    return compared(earlier[-1], edition) if earlier else None


def edition_file(day: str) -> tuple[str, bytes] | None:
    """Give the file of the edition in force from a day: as published at the desk, else as the package ships it."""
    at = desk()
    if at is not None:
        return published_file(at, day)
    name = f"annex-a-{day}.toml"
    data = bootstrap.seed_files().get(name)
    return (name, data) if data is not None else None


def _specification(model: Model, category: Category) -> tuple[SpecificationRow, ...]:
    rows = []
    for minimum in category.minimum:
        found = model.specification.get(minimum.name)
        limit = f"{minimum.sign} {shown(minimum.value)}"
        rows.append(SpecificationRow(minimum.name, f"{shown(found)}" if found is not None else "", limit))
    return tuple(rows)


def _model_row(edition: Edition, model: Model) -> ModelRow:
    category = edition.categories[model.category]
    return ModelRow(model.maker, model.model, model.category, _specification(model, category), category.documents)


def model_rows(edition: Edition, words: str = "", category: str = "") -> tuple[ModelRow, ...]:
    """Give the models of an edition that hold all the words, of one category if named, by maker and model."""
    wanted = words.casefold().split()
    found: Iterable[Model] = (
        model
        for key, model in sorted(edition.models.items())
        if category in ("", model.category) and all(word in key for word in wanted)
    )
    return tuple(_model_row(edition, model) for model in found)
