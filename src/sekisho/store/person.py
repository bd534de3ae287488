"""Who can act, on a database."""

from collections.abc import Mapping
from typing import Any

from sekisho.application.ports import Person
from sekisho.store import models
from sekisho.store.row import load, names_of, plain
from sekisho.store.statement import Rows

_PERSON = names_of(Person)
_MUTABLE = [name for name in _PERSON if name != "id"]


def _person(row: Mapping[str, Any]) -> Person:
    return load(Person, {**row, "public_key": bytes(row["public_key"])})


class DjangoPeople:
    """The person table (``ports.People``)."""

    _rows = Rows(models.PersonRow)

    def __init__(self, using: str) -> None:
        """Take the alias of the database."""
        self._using = using

    def get(self, person: str) -> Person | None:
        """Give a person by reference."""
        row = self._rows.filter(id=person).values(*_PERSON).first()
        return _person(row) if row else None

    def put(self, person: Person) -> None:
        """Enter a person, or replace what was entered."""
        row = models.PersonRow(**plain(person))
        self._rows.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=_MUTABLE)

    def all(self) -> list[Person]:
        """Give everybody, by reference."""
        return sorted((_person(row) for row in self._rows.values(*_PERSON)), key=lambda person: person.id)
