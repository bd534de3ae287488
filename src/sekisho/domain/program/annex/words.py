"""The words an import knows: what stands over columns, what categories, papers and quantities are called, and units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.program.table import TableError, read_table, record, records, string, strings, texts
from sekisho.domain.values.cell import alike
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText

FILE = "headings.toml"
#: Columns that are no quantity.
COLUMNS = ("maker", "model", "category", "papers", "gates", "ignored")
#: Lists of words with a meaning of their own.
MEANINGS = (
    *("minimum", "note", "withdrawn", "effective", "effective_after", "period", "reference"),
    *("at_least", "at_most", "covers"),
)
#: Sentences an import writes.
SENTENCES = ("label", "added", "changed", "removed", "minima")


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity as people head its column: its unit, its name, and what other units are in that one."""

    id: str
    unit: str
    label: LocalizedText
    units: Mapping[str, Fraction]

    def factor(self, unit: str) -> Fraction | None:
        """Give what a number in a unit is multiplied by; None for a unit nobody knows here."""
        return self.units.get(alike(unit))

    @property
    def has_other_units(self) -> bool:
        """Say whether the same number in another unit in use would be another quantity."""
        return any(factor != 1 for factor in self.units.values())


@dataclass(frozen=True, slots=True)
class Words:
    """Every word by its folded spelling: ``columns``, ``categories``, ``papers``, ``gates`` and ``quantities``."""

    columns: Mapping[str, str]
    categories: Mapping[str, str]
    papers: Mapping[str, str]
    gates: Mapping[str, str]
    quantities: Mapping[str, Measured]
    meanings: Mapping[str, tuple[str, ...]]
    separators: tuple[str, ...]
    current: Mapping[str, str]
    sentences: Mapping[str, LocalizedText]

    def measured(self, name: str) -> Measured | None:
        """Give a quantity by its own name."""
        return next((one for one in self.quantities.values() if one.id == name), None)

    def means(self, meaning: str, text: str) -> bool:
        """Say whether a text is one of the words of a meaning."""
        return alike(text) in self.meanings[meaning]


def _spellings(entries: Iterable[Mapping[str, Value]]) -> dict[str, str]:
    """Give the id by every spelling of its names. Raises TableError where one names two."""
    found: dict[str, str] = {}
    for entry in entries:
        name = string(entry.get("id"))
        for spelling in (name, *strings(entry.get("names"))):
            if found.setdefault(alike(spelling), name) != name:
                raise TableError(f"{FILE}: {spelling!r} names {found[alike(spelling)]} and {name}")
    return found


def _measured(entry: Mapping[str, Value]) -> Measured:
    units = {alike(unit): Fraction(str(factor)) for unit, factor in record(entry.get("units")).items()}
    unit = string(entry.get("unit"))
    return Measured(string(entry.get("id")), unit, texts(entry.get("label")), {alike(unit): Fraction(1), **units})


def _named(entry: Mapping[str, Value]) -> dict[str, Value]:
    """Give an entry with its label in three languages among its names."""
    label = texts(entry.get("label"))
    return {**entry, "names": [*strings(entry.get("names")), label.ja, label.en, label.zh_hans]}


def parse_words(files: Mapping[str, bytes]) -> Words:
    """Read the words of a program from its data files. Raises TableError."""
    table = read_table(files, FILE)
    said = record(table.get("words"))
    measured = {string(entry.get("id")): _measured(entry) for entry in records(table.get("quantity"))}
    names = _spellings(_named(entry) for entry in records(table.get("quantity")))
    columns = _spellings({"id": column, "names": said.get(column)} for column in COLUMNS)
    return Words(
        columns=columns,
        categories=_spellings(records(table.get("category"))),
        papers=_spellings(records(table.get("paper"))),
        gates=_spellings(records(table.get("gate"))),
        quantities={spelling: measured[name] for spelling, name in names.items()},
        meanings={name: tuple(alike(word) for word in strings(said.get(name))) for name in MEANINGS},
        separators=strings(said.get("separators")),
        current={alike(word): str(unit) for word, unit in record(said.get("current")).items()},
        sentences={name: texts(said.get(name)) for name in SENTENCES},
    )
