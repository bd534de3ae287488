"""What an MTConnect agent declares: DataItems with category, type and units, by device and component (``/probe``)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sekisho.capture.companion.profile import CategoryTable, WantedItem
from sekisho.capture.mtconnect.document import DataItem
from sekisho.capture.problem import Value
from sekisho.capture.replay.history import History


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A DataItem asked for: observed as declared, absent, or declared otherwise (``wrong_type``)."""

    wanted: WantedItem
    status: str
    found: str = ""

    @property
    def is_met(self) -> bool:
        """Say whether the item is declared as asked for."""
        return self.status == "observed"

    def as_json(self) -> dict[str, Value]:
        """Give the row as plain values."""
        said: dict[str, Value] = {
            "path": "/".join(part for part in (self.wanted.component, self.wanted.type) if part),
            "category": self.wanted.category, "units": self.wanted.units, "status": self.status,
        }  # fmt: skip
        return said | ({"found": self.found} if self.found else {})


def declared(history: History) -> list[DataItem]:
    """Give the machine's DataItems of the newest document that describes devices; nothing where there is none."""
    newest = next((document for _, document in reversed(history.documents) if document.kind == "Devices"), None)
    # What an agent tells of itself is no machine's: it would make one machine a line of two.
    return [item for item in newest.declared if not item.is_agents] if newest else []


def item_rows(items: Sequence[DataItem], table: CategoryTable) -> list[ItemRow]:
    """Hold what is declared against what is asked of a category."""
    rows = [_row(items, wanted) for wanted in table.items]
    devices = len({item.uuid for item in items})
    if table.items and table.devices > 1:
        several = WantedItem("", f"Device × {table.devices}", "", "")
        rows.append(ItemRow(several, "observed" if devices >= table.devices else "absent", str(devices)))
    return rows


def _row(items: Sequence[DataItem], wanted: WantedItem) -> ItemRow:
    near = list(_near(items, wanted))
    if any(item.category == wanted.category and wanted.units in {"", item.units} for item in near):
        return ItemRow(wanted, "observed")
    if not near:
        return ItemRow(wanted, "absent")
    return ItemRow(wanted, "wrong_type", f"{near[0].category} {near[0].units}".strip())


def _near(items: Sequence[DataItem], wanted: WantedItem) -> Iterator[DataItem]:
    return (
        item for item in items if item.type == wanted.type and (not wanted.component or wanted.component in item.within)
    )
