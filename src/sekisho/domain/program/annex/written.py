"""An edition written as the file the program reads: by category, by maker, one model a block."""

from collections.abc import Iterator, Mapping

from sekisho.domain.program.edition import Category, Change, Edition, Model
from sekisho.domain.program.specification import Minimum, Quantity, Span
from sekisho.domain.values.cell import plain_number
from sekisho.domain.values.language import LocalizedText

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _text(text: str) -> str:
    """Write a text in quotes; signs no screen shows are written by their number."""
    return '"' + "".join(_ESCAPES.get(sign) or (sign if sign.isprintable() else _code(sign)) for sign in text) + '"'


def _code(sign: str) -> str:
    return f"\\U{ord(sign):08X}"


def _texts(text: LocalizedText) -> str:
    return f"{{ ja = {_text(text.ja)}, en = {_text(text.en)}, zh-Hans = {_text(text.zh_hans)} }}"


def _names(names: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, names))}]"


def _quantity(value: Quantity) -> str:
    if isinstance(value, Span):
        return f"[{_quantity(value.low)}, {_quantity(value.high)}]"
    text = plain_number(value)
    # Decimals stand in quotes: TOML's own are binary, and 0.1 mm would be another number.
    return _text(text) if "." in text else text


def _minimum(minimum: Minimum) -> str:
    name, unit = _text(minimum.name), _text(minimum.unit)
    return f"    {{ name = {name}, unit = {unit}, {minimum.relation.value} = {_quantity(minimum.value)} }},"


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else _text(name)


def _category(category: Category) -> Iterator[str]:
    yield "[[category]]"
    yield f"id = {_text(category.id)}"
    yield f"documents = {_names(category.documents)}"
    yield from ("minimum = [", *map(_minimum, category.minimum), "]", "")


def _model(model: Model, category: Category) -> Iterator[str]:
    # In the order of the demands, so that the order of a list's columns makes no other file.
    demanded = [one.name for one in category.minimum if one.name in model.specification]
    names = dict.fromkeys((*demanded, *sorted(model.specification)))
    specs = ", ".join(f"{_key(name)} = {_quantity(model.specification[name])}" for name in names)
    yield "[[model]]"
    yield f"maker = {_text(model.maker)}"
    yield f"model = {_text(model.model)}"
    yield f"category = {_text(model.category)}"
    yield f"specs = {{ {specs} }}"
    if model.gates:
        yield f"gates = {_names(model.gates)}"
    if model.documents:
        yield f"documents = {_names(model.documents)}"
    yield ""


def _change(change: Change) -> Iterator[str]:
    yield "[[edition.changes]]"
    yield f"kind = {_text(change.kind.value)}"
    yield f"models = {_names(change.models)}"
    for language, text in (("ja", change.text.ja), ("en", change.text.en), ("zh-Hans", change.text.zh_hans)):
        yield f"{language} = {_text(text)}"
    yield ""


def _head(edition: Edition) -> Iterator[str]:
    yield from (f"# {line}" for line in (edition.label.ja, edition.label.en, edition.label.zh_hans))
    yield from ("", "[edition]", f"effective_from = {edition.effective_from.isoformat()}")
    if edition.reference:
        yield f"reference = {_text(edition.reference)}"
    yield from (f"label = {_texts(edition.label)}", "")


def _ordered(models: Mapping[str, Model], categories: Mapping[str, Category]) -> list[Model]:
    places = {name: n for n, name in enumerate(categories)}
    # Whatever order the rows of a list stood in, the same models give the same file.
    return sorted(models.values(), key=lambda one: (places[one.category], one.maker, one.model))


def written(edition: Edition) -> bytes:
    """Write an edition as TOML; reading it gives the same edition, and the same edition gives the same bytes."""
    lines = [*_head(edition)]
    for change in edition.revision:
        lines += _change(change)
    for category in edition.categories.values():
        lines += _category(category)
    for model in _ordered(edition.models, edition.categories):
        lines += _model(model, edition.categories[model.category])
    return ("\n".join(lines).rstrip("\n") + "\n").encode()
