"""Values of a sheet and how each is read from its TOML; what cannot be read is a problem and says nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sekisho.capture.field import Fields
from sekisho.capture.problem import Value

MOST_NAMES = 100
_VERSION = r"\d{1,4}(?:\.\d{1,4}){0,3}"


@dataclass(frozen=True, slots=True)
class Model:
    """A companion model: the URI of its namespace and its version, empty where none is stated."""

    uri: str
    version: str = ""

    def __str__(self) -> str:
        """Give the model as people read it."""
        return f"{self.uri} {self.version}".strip()


@dataclass(frozen=True, slots=True)
class Bounds:
    """From a least to a most, both included."""

    least: int
    most: int

    def __str__(self) -> str:
        """Give the bounds as people read them."""
        return f"{self.least}–{self.most}"


@dataclass(frozen=True, slots=True)
class Versions:
    """From a least version to a most, both included."""

    least: str
    most: str

    def __str__(self) -> str:
        """Give the versions as people read them."""
        return f"{self.least}–{self.most}"


Said = str | int | bool | tuple[str, ...] | tuple[Model, ...] | Bounds | Versions


def ordered(version: str) -> tuple[int, ...]:
    """Give a version as numbers that compare: 1.10 comes after 1.9, and 1.0 is 1."""
    # A machine that was looked at may state any text for a version.
    numbers = [int(part[:9]) for part in re.findall(r"\d+", version[:80])]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def shown(said: Said | None) -> Value:
    """Give a value as plain values: a list of texts, a number, a truth value, a text; None where it is not stated."""
    if isinstance(said, tuple):
        return [str(one) for one in said]
    return said if said is None or isinstance(said, str | int) else str(said)


class SheetFields(Fields):
    """A table of a sheet: a value that is not there says nothing, and a misspelt name is told what was meant."""

    def wrong(self, name: str, code: str, /, **facts: Value) -> None:
        """Keep a problem under the codes of sheets; what a plan says of itself does not hold of them."""
        super().wrong(name, code.replace("plan.", "sheet.", 1), **facts)

    def below(self, name: str) -> "SheetFields | None":
        """Give a table below this one; None where there is none."""
        value = self.raw(name)
        if isinstance(value, Mapping):
            return SheetFields(value, self.place(name), self.problems)
        if value is not None:
            self.wrong(name, "sheet.not_table")
        return None

    def listed(self, name: str) -> list[Any]:
        """Give a list, or nothing and a problem where there is none."""
        value = self.raw(name)
        if isinstance(value, list) and 0 < len(value) <= MOST_NAMES:
            return value
        self.wrong(name, "sheet.not_list", most=MOST_NAMES)
        return []

    def done(self) -> None:
        """Name what nobody asked for, and what was probably meant."""
        known = sorted(self._read)
        for name in sorted(str(key) for key in self._table.keys() - self._read):
            close = get_close_matches(name[:80], known, n=1)
            if close:
                self.wrong(name[:80], "sheet.misspelt", meant=close[0])
            else:
                self.wrong(name[:80], "sheet.unknown", known=", ".join(known))


#: Reads one field of a table, by its name, into a value; None where it is wrong.
Reading = Callable[[SheetFields, str], Said | None]


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names that are known, each once."""

    known: tuple[str, ...]

    def __call__(self, fields: SheetFields, name: str) -> Said | None:
        """Read the list; a name that is unknown is a problem, with the one that was probably meant."""
        found = fields.listed(name)
        strange = [str(one)[:80] for one in found if one not in self.known or not isinstance(one, str)]
        for one in strange:
            close = get_close_matches(one, self.known, n=1)
            if close:
                fields.wrong(name, "sheet.misspelt_value", found=one, meant=close[0])
            else:
                fields.wrong(name, "sheet.not_among", found=one, allowed=", ".join(self.known))
        return tuple(dict.fromkeys(found)) if found and not strange else None


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds."""

    least: int
    most: int

    def __call__(self, fields: SheetFields, name: str) -> Said | None:
        """Read the number."""
        return fields.whole(name, self.least, self.most)


@dataclass(frozen=True, slots=True)
class Span:
    """Two whole numbers, the lesser first."""

    least: int
    most: int

    def __call__(self, fields: SheetFields, name: str) -> Said | None:
        """Read the two."""
        found = fields.listed(name)
        is_whole = len(found) == 2 and all(type(one) is int and self.least <= one <= self.most for one in found)
        if is_whole and found[0] <= found[1]:
            return Bounds(*found)
        fields.wrong(name, "sheet.not_span", found=str(found)[:80], least=self.least, most=self.most)
        return None


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some names."""

    known: tuple[str, ...]

    def __call__(self, fields: SheetFields, name: str) -> Said | None:
        """Read the name."""
        return fields.choice(name, self.known) or None


def truth(fields: SheetFields, name: str) -> Said | None:
    """Read true or false."""
    return fields.yes(name)


def version(fields: SheetFields, name: str) -> Said | None:
    """Read a version of up to four numbers."""
    return fields.text(name, like=_VERSION) or None


def versions(fields: SheetFields, name: str) -> Said | None:
    """Read the least and the most version, the lesser first."""
    found = [str(one) for one in fields.listed(name)]
    if len(found) == 2 and all(re.fullmatch(_VERSION, one) for one in found) and ordered(found[0]) <= ordered(found[1]):
        return Versions(*found)
    fields.wrong(name, "sheet.not_versions", found=", ".join(found)[:80])
    return None


def models(fields: SheetFields, name: str) -> Said | None:
    """Read companion models, each a table of ``uri`` and, where it is known, ``version``; or an empty list."""
    if fields.raw(name) == []:
        return ()
    before = len(fields.problems)
    read = [_model(fields, f"{name}.{n}", one) for n, one in enumerate(fields.listed(name), 1)]
    return tuple(read) if len(fields.problems) == before else None


def _model(fields: SheetFields, name: str, table: object) -> Model:
    if not isinstance(table, Mapping):
        fields.wrong(name, "sheet.not_table")
        return Model("")
    below = SheetFields(table, fields.place(name), fields.problems)
    found = Model(below.text("uri"), below.text("version", like=_VERSION, optional=True))
    below.done()
    return found
