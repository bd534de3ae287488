"""Editions of Annex A: eligible models by category, minimum specifications, papers. Frozen once published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sekisho.domain.program.specification import (
    Minimum,
    SpecificationError,
    parse_minimum,
    parse_specification,
)
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText


class EditionError(ValueError):
    """An edition that cannot be read; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model by maker and name, with what it can do. ``gates``: advisories its own row makes gates."""

    maker: str
    model: str
    category: str
    specification: Mapping[str, Fraction]
    gates: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Give the key a model is listed and registered under."""
        return model_key(self.maker, self.model)


def model_key(maker: str, model: str) -> str:
    """Give the key of a model: maker and name, folded so that spacing and case do not make another model."""
    return " ".join(f"{maker} {model}".casefold().split())


@dataclass(frozen=True, slots=True)
class Category:
    """A category of equipment: the minimum it must reach and the papers it must have."""

    id: str
    minimum: tuple[Minimum, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of Annex A, in force from 00:00 JST of its effective date until the next one's."""

    effective_from: date
    label: LocalizedText
    categories: Mapping[str, Category]
    models: Mapping[str, Model]
    changes: tuple[LocalizedText, ...]


def _strings(value: Value) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def records(value: Value) -> list[dict[str, Value]]:
    """Give the tables of a list of tables."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: Value) -> LocalizedText:
    """Read a text in three languages. Raises MissingTextError."""
    return LocalizedText.parse({k: str(v) for k, v in value.items()} if isinstance(value, dict) else {})


def parse_model(record: Mapping[str, Value]) -> Model:
    """Read one model. Raises EditionError."""
    name = f"{record.get('maker')} {record.get('model')}"
    specification = record.get("specs")
    try:
        specs = parse_specification(specification if isinstance(specification, dict) else {})
    except SpecificationError as error:
        raise EditionError(f"model {name}: {error}") from error
    category = str(record.get("category") or "")
    return Model(str(record.get("maker")), str(record.get("model")), category, specs, _strings(record.get("gates")))


def _category(record: Mapping[str, Value]) -> Category:
    minimum = tuple(parse_minimum(item) for item in records(record.get("minimum")))
    return Category(str(record.get("id")), minimum, _strings(record.get("documents")))


def _unique(models: list[Model]) -> dict[str, Model]:
    listed: dict[str, Model] = {}
    for model in models:
        if model.key in listed:
            raise EditionError(f"model {model.maker} {model.model} stands twice")
        listed[model.key] = model
    return listed


def parse_edition(value: Mapping[str, Value]) -> Edition:
    """Read an edition. Raises EditionError naming the entry for anything that cannot stand in one."""
    head = value.get("edition")
    head = head if isinstance(head, dict) else {}
    try:
        effective_from = date.fromisoformat(str(head.get("effective_from")))
        label, changes = texts(head.get("label")), tuple(texts(item) for item in records(head.get("changes")))
        categories = {c.id: c for c in (_category(item) for item in records(value.get("category")))}
    except (SpecificationError, ValueError) as error:
        raise EditionError(f"[edition]: {error}") from error
    models = _unique([parse_model(item) for item in records(value.get("model"))])
    strays = [model for model in models.values() if model.category not in categories]
    if strays or not models:
        raise EditionError(f"model {strays[0].model}: unknown category" if strays else "no models")
    return Edition(effective_from, label, categories, models, changes)
