"""A checklist as an inspector filled it in, held against the items of the machine's category."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sekisho.domain.values.finding import Value


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """What is asked of a line: an item, and whether a photo has to show it."""

    id: str
    needs_photo: bool = False


def missing(wanted: Collection[CheckedItem], filled: Mapping[str, Value]) -> list[str]:
    """Give the items of the category nobody has answered."""
    return [item.id for item in wanted if item.id not in filled]


def unknown(wanted: Collection[CheckedItem], filled: Mapping[str, Value]) -> list[str]:
    """Give what was answered and is no item of the category."""
    known = {item.id for item in wanted}
    return [name for name in filled if name not in known]


def failed(wanted: Collection[CheckedItem], filled: Mapping[str, Value]) -> list[str]:
    """Give the items that were answered otherwise than with a plain yes."""
    return [item.id for item in wanted if item.id in filled and filled[item.id] is not True]


def unphotographed(wanted: Collection[CheckedItem], photographed: Collection[str]) -> list[str]:
    """Give the items that need a photo and have none on file."""
    return [item.id for item in wanted if item.needs_photo and item.id not in photographed]
