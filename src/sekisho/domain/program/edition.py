"""Editions of Annex A: eligible models by category, minimum specifications, papers. Frozen once published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sekisho.domain.program.specification import (
    Minimum,
    Quantity,
    SpecificationError,
    parse_minimum,
    parse_specification,
)
from sekisho.domain.program.table import record, records, string, strings, texts
from sekisho.domain.values.cell import folded_name
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText, MissingTextError
from sekisho.domain.values.money import Money

MODEL_KEYS = ("maker", "model", "category", "specs", "gates", "documents", "origin", "list_price")
CATEGORY_KEYS = ("id", "minimum", "documents", "gates")


class EditionError(ValueError):
    """An edition that cannot be read; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model by maker and name, with what it can do.

    ``gates`` are the advisories its own row makes gates, ``documents`` the papers its row asks for beyond those of the
    category. ``origin`` and ``list_price`` are what a maker's catalogue says; a row of Annex A says neither.
    """

    maker: str
    model: str
    category: str
    specification: Mapping[str, Quantity]
    gates: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    origin: str = ""
    list_price: Money | None = None

    @property
    def key(self) -> str:
        """Give the key a model is listed and registered under."""
        return model_key(self.maker, self.model)


def model_key(maker: str, model: str) -> str:
    """Give the key of a model: maker and name, folded so that spacing, case, width and hyphens make no other model."""
    # Nothing else is folded: HLM-650V and HLM-650V2 are two models, and one of them is excluded (F13).
    return " ".join(folded_name(f"{maker} {model}").casefold().split())


@dataclass(frozen=True, slots=True)
class Category:
    """A category of equipment: the minimum it must reach, the papers it must have, the advisories it makes gates."""

    id: str
    minimum: tuple[Minimum, ...]
    documents: tuple[str, ...]
    gates: tuple[str, ...] = ()

    def shortfalls(self, stated: Mapping[str, Quantity]) -> tuple[Minimum, ...]:
        """Give the demands that stated quantities miss; what is not stated misses nothing yet."""
        return tuple(m for m in self.minimum if m.name in stated and not m.holds(stated[m.name]))

    def is_met_by(self, stated: Mapping[str, Quantity]) -> bool | None:
        """Say whether stated quantities reach the minimum; None where something is not stated."""
        # One shortfall decides, whatever else is not stated yet.
        if self.shortfalls(stated):
            return False
        return None if any(minimum.name not in stated for minimum in self.minimum) else True


class ChangeKind(StrEnum):
    """What a revision did."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    MINIMUM = "minimum"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a revision: which models, and why, in three languages."""

    kind: ChangeKind
    models: tuple[str, ...]
    text: LocalizedText


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of Annex A, in force from 00:00 JST of its effective date until the next one's.

    ``reference`` names the paper of its publisher it was taken from; an edition without one is illustrative.
    """

    effective_from: date
    label: LocalizedText
    categories: Mapping[str, Category]
    models: Mapping[str, Model]
    revision: tuple[Change, ...] = ()
    reference: str = ""

    @property
    def is_illustrative(self) -> bool:
        """Say whether its makers and models are made up: no paper of a publisher stands behind it."""
        return not self.reference

    @property
    def changes(self) -> tuple[LocalizedText, ...]:
        """Give what the revision says of itself."""
        return tuple(change.text for change in self.revision)

    @property
    def units(self) -> dict[str, str]:
        """Give the unit of each quantity the edition demands something of."""
        return {minimum.name: minimum.unit for category in self.categories.values() for minimum in category.minimum}

    def documents_of(self, model: Model) -> tuple[str, ...]:
        """Give the papers a model needs: its category's and its own row's."""
        category = self.categories.get(model.category)
        return tuple(dict.fromkeys((*(category.documents if category else ()), *model.documents)))

    def gates_of(self, model: Model) -> tuple[str, ...]:
        """Give the advisories that are gates for a listed model: by its category or by its own row."""
        category = self.categories.get(model.category)
        return tuple(dict.fromkeys((*(category.gates if category else ()), *model.gates)))


def _price(value: Value) -> Money | None:
    if value is None:
        return None
    if type(value) is not int or value < 0:
        raise EditionError(f"list_price {value!r} is no whole number of yen")
    return Money(value)


def parse_model(value: Mapping[str, Value]) -> Model:
    """Read one model. Raises EditionError."""
    maker, model = string(value.get("maker")), string(value.get("model"))
    _known(value, MODEL_KEYS, f"model {maker} {model}")
    if not maker.strip() or not model.strip():
        raise EditionError(f"model {maker} {model}: a row needs maker and model")
    try:
        specs = parse_specification(record(value.get("specs")))
        price = _price(value.get("list_price"))
    except (SpecificationError, EditionError) as error:
        raise EditionError(f"model {maker} {model}: {error}") from error
    category, origin = string(value.get("category")), string(value.get("origin"))
    gates, documents = strings(value.get("gates")), strings(value.get("documents"))
    return Model(maker, model, category, specs, gates, documents, origin, price)


def _known(value: Mapping[str, Value], known: Iterable[str], place: str) -> None:
    """Refuse an entry nobody reads: a misspelt ``gates`` passed over would make an advisory of a gate."""
    if strange := sorted(set(value) - set(known)):
        raise EditionError(f"{place}: unknown entry {', '.join(strange)}; known are {', '.join(known)}")


def _category(value: Mapping[str, Value]) -> Category:
    _known(value, CATEGORY_KEYS, f"category {string(value.get('id'))}")
    minimum = tuple(parse_minimum(item) for item in records(value.get("minimum")))
    return Category(string(value.get("id")), minimum, strings(value.get("documents")), strings(value.get("gates")))


def unique(models: Iterable[Model]) -> dict[str, Model]:
    """Give models by key. Raises EditionError where one stands twice: a duplicate row would multiply cases."""
    listed: dict[str, Model] = {}
    for model in models:
        if model.key in listed:
            raise EditionError(f"model {model.maker} {model.model} stands twice")
        listed[model.key] = model
    return listed


def _change(value: Mapping[str, Value]) -> Change:
    return Change(ChangeKind(string(value.get("kind"))), strings(value.get("models")), texts(dict(value)))


def _fits(model: Model, categories: Mapping[str, Category]) -> str:
    category = categories.get(model.category)
    if category is None:
        return f"unknown category {model.category!r}"
    # A listed row that is silent on a minimum would leave every machine of that model undetermined for ever.
    missing = [minimum.name for minimum in category.minimum if minimum.name not in model.specification]
    return f"says nothing of {', '.join(missing)}" if missing else ""


def _models(value: Mapping[str, Value], categories: Mapping[str, Category]) -> dict[str, Model]:
    models = unique(parse_model(item) for item in records(value.get("model")))
    strays = [f"model {m.maker} {m.model}: {why}" for m in models.values() if (why := _fits(m, categories))]
    if strays or not models:
        raise EditionError("; ".join(strays) or "no models")
    return models


def _categories(value: Mapping[str, Value]) -> dict[str, Category]:
    """Read the categories. Raises EditionError where one stands twice: the second would take the first one's place."""
    found: dict[str, Category] = {}
    for category in (_category(item) for item in records(value.get("category"))):
        if category.id in found:
            raise EditionError(f"category {category.id} stands twice")
        found[category.id] = category
    return found


def parse_edition(value: Mapping[str, Value]) -> Edition:
    """Read an edition. Raises EditionError naming the entry for anything that cannot stand in one."""
    head = record(value.get("edition"))
    try:
        effective_from = date.fromisoformat(string(head.get("effective_from")))
        label, revision = texts(head.get("label")), tuple(_change(item) for item in records(head.get("changes")))
        categories = _categories(value)
    except (SpecificationError, MissingTextError, ValueError) as error:
        raise EditionError(f"[edition]: {error}") from error
    reference = string(head.get("reference")).strip()
    return Edition(effective_from, label, categories, _models(value, categories), revision, reference)
