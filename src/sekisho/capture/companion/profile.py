"""The table of profiles: which companion models a category of equipment is checked against (``profiles.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sekisho.capture.companion.nodeset.reader import NodeKey

GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class CheckedModel:
    """A companion model whose mandatory nodes are shipped, for these of its types."""

    name: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A type to look for; where ``is_needed`` an instance must be there, else each one that is there is checked."""

    type: str
    name: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """A companion specification as it is checked.

    ``uri`` is the profile a server may claim, ``folder`` a node that must reference an instance, ``facet_optional``
    what the profile leaves optional although the model does not, ``successors`` the types that take a deprecated
    node's place, ``beyond`` what the profile asks for that types do not show.
    """

    id: str
    specification: str
    model: str
    uri: str
    folder: str
    entries: tuple[Entry, ...]
    facet_optional: frozenset[str]
    successors: Mapping[str, NodeKey]
    beyond: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WantedItem:
    """A DataItem of MTConnect to be declared: category, type, and where they matter units and component."""

    category: str
    type: str
    units: str
    component: str


@dataclass(frozen=True, slots=True)
class LiveRule:
    """A live requirement of the program's own, told beside the check: a rule by name and what it looks at."""

    rule: str
    name: str
    least: int
    value: int | None


@dataclass(frozen=True, slots=True)
class CategoryTable:
    """What is asked of a category: all profiles of one variant, or these DataItems of so many devices."""

    name: str
    begins: date
    variants: tuple[tuple[str, ...], ...]
    items: tuple[WantedItem, ...]
    devices: int
    live: tuple[LiveRule, ...]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("sekisho.capture.companion").joinpath("profiles.toml").read_text(encoding="utf-8"))


@cache
def models_checked() -> Mapping[str, CheckedModel]:
    """Give the models whose lists are shipped, by namespace URI."""
    return {row["uri"]: CheckedModel(row["name"], tuple(row["types"])) for row in _table()["models"]}


@cache
def profiles() -> Mapping[str, Profile]:
    """Give every profile by its id."""
    return {row["id"]: _profile(row) for row in _table()["profiles"]}


def _profile(row: Mapping[str, Any]) -> Profile:
    return Profile(
        id=row["id"],
        specification=row["specification"],
        model=row["model"],
        uri=row.get("uri", ""),
        folder=row.get("folder", ""),
        entries=tuple(Entry(entry["type"], entry["name"], entry["need"] == "one") for entry in row["entries"]),
        facet_optional=frozenset(row.get("facet_optional", ())),
        successors={one["name"]: (one["model"], one["type"]) for one in row.get("successors", ())},
        beyond=tuple(row.get("beyond", ())),
    )


def table_of(category: str, day: date) -> CategoryTable | None:
    """Give what is asked of a category on a day: the newest table that has begun; None where there is none."""
    begun = [row for row in _table()["categories"] if row["name"] == category and row["from"] <= day]
    return _category(max(begun, key=lambda row: row["from"])) if begun else None


def _category(row: Mapping[str, Any]) -> CategoryTable:
    return CategoryTable(
        name=row["name"],
        begins=row["from"],
        variants=tuple(tuple(variant) for variant in row["variants"]),
        items=tuple(
            WantedItem(item["category"], item["type"], item.get("units", ""), item.get("component", ""))
            for item in row["items"]
        ),
        devices=row.get("devices", 1),
        live=tuple(
            LiveRule(live["rule"], live.get("name", ""), live.get("least", 1), live.get("value"))
            for live in row["live"]
        ),
    )
