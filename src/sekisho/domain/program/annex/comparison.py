"""What one edition changes of another: models with their quantities, papers and gates; demands of categories."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sekisho.domain.program.edition import Category, Edition, Model
from sekisho.domain.program.specification import Minimum, Quantity, shown
from sekisho.domain.values.finding import Value


@dataclass(frozen=True, slots=True)
class Shift:
    """A quantity, or a demand on one, before and after; empty where it was or is not stated."""

    name: str
    before: str
    after: str
    unit: str = ""

    def as_json(self) -> dict[str, Value]:
        """Give the shift as plain values."""
        return {"name": self.name, "before": self.before, "after": self.after, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Names:
    """What a list of names gained and lost."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Say whether the list stayed as it was."""
        return not self.added and not self.removed

    def as_json(self) -> dict[str, Value]:
        """Give the change as plain values."""
        return {"added": list(self.added), "removed": list(self.removed)}


@dataclass(frozen=True, slots=True)
class ModelChange:
    """What changed of a model that both editions list."""

    maker: str
    model: str
    quantities: tuple[Shift, ...]
    papers: Names
    gates: Names
    category: Shift | None = None

    def as_json(self) -> dict[str, Value]:
        """Give the change as plain values."""
        return {
            "maker": self.maker,
            "model": self.model,
            "quantities": [one.as_json() for one in self.quantities],
            "papers": self.papers.as_json(),
            "gates": self.gates.as_json(),
            "category": self.category.as_json() if self.category else None,
        }


@dataclass(frozen=True, slots=True)
class CategoryChange:
    """What changed of a category: its minimum specification and its papers."""

    id: str
    minima: tuple[Shift, ...]
    papers: Names

    def as_json(self) -> dict[str, Value]:
        """Give the change as plain values."""
        return {"category": self.id, "minima": [one.as_json() for one in self.minima], "papers": self.papers.as_json()}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything an edition changes of another."""

    added: tuple[Model, ...]
    removed: tuple[Model, ...]
    changed: tuple[ModelChange, ...]
    categories: tuple[CategoryChange, ...]

    @property
    def is_same(self) -> bool:
        """Say whether nothing differs."""
        return not (self.added or self.removed or self.changed or self.categories)

    def as_json(self) -> dict[str, Value]:
        """Give the comparison as plain values."""
        return {
            "added": [f"{model.maker} {model.model}" for model in self.added],
            "removed": [f"{model.maker} {model.model}" for model in self.removed],
            "changed": [one.as_json() for one in self.changed],
            "categories": [one.as_json() for one in self.categories],
        }


def _names(before: Iterable[str], after: Iterable[str]) -> Names:
    old, new = tuple(before), tuple(after)
    return Names(tuple(n for n in new if n not in old), tuple(n for n in old if n not in new))


def _said(value: Quantity | None) -> str:
    return "" if value is None else shown(value)


def _shifts(before: Mapping[str, Quantity], after: Mapping[str, Quantity], units: Mapping[str, str]) -> list[Shift]:
    names = dict.fromkeys((*before, *after))
    return [
        Shift(name, _said(before.get(name)), _said(after.get(name)), units.get(name, ""))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _units(edition: Edition, model: Model) -> dict[str, str]:
    category = edition.categories.get(model.category)
    return {one.name: one.unit for one in category.minimum} if category else {}


def _model(before: Model, after: Model, edition: Edition) -> ModelChange:
    moved = Shift("category", before.category, after.category) if before.category != after.category else None
    return ModelChange(
        after.maker,
        after.model,
        tuple(_shifts(before.specification, after.specification, _units(edition, after))),
        _names(before.documents, after.documents),
        _names(before.gates, after.gates),
        moved,
    )


def _demand(minimum: Minimum | None) -> str:
    return f"{minimum.sign} {shown(minimum.value)}" if minimum else ""


def _category(name: str, before: Category | None, after: Category | None) -> CategoryChange | None:
    old = {one.name: one for one in before.minimum} if before else {}
    new = {one.name: one for one in after.minimum} if after else {}
    minima = tuple(
        Shift(one, _demand(old.get(one)), _demand(new.get(one)), (new.get(one) or old[one]).unit)
        for one in dict.fromkeys((*old, *new))
        if old.get(one) != new.get(one)
    )
    papers = _names(before.documents if before else (), after.documents if after else ())
    return CategoryChange(name, minima, papers) if minima or not papers.is_same else None


def _by_name(models: Iterable[Model]) -> tuple[Model, ...]:
    return tuple(sorted(models, key=lambda one: (one.maker, one.model)))


def compared(before: Edition, after: Edition) -> Comparison:
    """Give what an edition changes of another, down to each quantity, paper and gate."""
    old, new = before.models, after.models
    kept = _by_name(new[key] for key in old if key in new)
    categories = [
        _category(name, before.categories.get(name), after.categories.get(name))
        for name in dict.fromkeys((*before.categories, *after.categories))
    ]
    return Comparison(
        added=_by_name(model for key, model in new.items() if key not in old),
        removed=_by_name(model for key, model in old.items() if key not in new),
        changed=tuple(_model(old[one.key], one, after) for one in kept if old[one.key] != one),
        categories=tuple(one for one in categories if one),
    )
