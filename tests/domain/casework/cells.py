"""The reviewed cells of the permission matrix, as a policy officer wrote them down; see expected/paper.txt."""

from dataclasses import dataclass
from pathlib import Path

from sekisho.domain.casework.actor import Role, Side, Who
from sekisho.domain.casework.transition import Track

FOLDER = Path(__file__).parent / "expected"


@dataclass(frozen=True)
class Cells:
    """What a command is open to: the states it is possible in and the persons who may do it."""

    states: frozenset[str]
    persons: frozenset[Who]


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _members(name: str, groups: dict[str, str]) -> list[str]:
    """Give what a group stands for, groups within it as well; any other name stands for itself."""
    if name not in groups:
        return [name]
    return [member for part in _names(groups[name]) for member in _members(part, groups)]


def _who(text: str) -> Who:
    role, _, side = text.partition(" of ")
    return Who(Role(role), Side(side))


def _all(text: str, groups: dict[str, str]) -> list[str]:
    return [member for name in _names(text) for member in _members(name, groups)]


def reviewed(track: Track) -> dict[str, Cells]:
    """Read the reviewed cells of a track by command."""
    groups: dict[str, dict[str, str]] = {"persons": {}, "states": {}}
    cells = {}
    for line in (FOLDER / f"{track}.txt").read_text("utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind in groups:
            name, _, members = rest.partition("=")
            groups[kind][name.strip()] = members
        elif line and not line.startswith("#"):
            command, states, persons, _why = (part.strip() for part in line.split("|"))
            who = [_who(person) for person in _all(persons, groups["persons"])]
            cells[command] = Cells(frozenset(_all(states, groups["states"])), frozenset(who))
    return cells
