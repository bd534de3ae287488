"""Who can act, in memory."""

from sekisho.application.ports import Person
from sekisho.store.memory.table import State


class MemoryPeople:
    """People (``ports.People``)."""

    def __init__(self, state: State) -> None:
        """Take the transaction's tables."""
        self._people = state.people

    def get(self, person: str) -> Person | None:
        """Give a person by reference."""
        return self._people.get(person)

    def put(self, person: Person) -> None:
        """Enter a person, or replace what was entered."""
        self._people.put(person.id, person)

    def all(self) -> list[Person]:
        """Give everybody, by reference."""
        return sorted(self._people.rows(), key=lambda person: person.id)
