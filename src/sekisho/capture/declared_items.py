"""What an MTConnect agent declares: DataItems with category, type and units, by device and component (``/probe``)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from sekisho.capture.history import History
from sekisho.capture.problem import Value
from sekisho.capture.profile import CategoryTable, WantedItem

MOST_ITEMS = 20_000


@dataclass(frozen=True, slots=True)
class Item:
    """A DataItem as declared; ``components`` are the kinds of components it stands in, from the device inwards."""

    device: str
    components: tuple[str, ...]
    category: str
    type: str
    units: str


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


def declared(history: History) -> list[Item]:
    """Give every DataItem of the newest document that describes devices; nothing where there is none."""
    for fetched, document in reversed(history.documents):
        if document.kind == "Devices":
            return _read(fetched.answered.data.partition(b"\n")[2])
    return []


def _read(body: bytes) -> list[Item]:
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    # The document was parsed once already (replay), so that it is well-formed and holds no document type.
    parser.Parse(body, True)
    return reading.items


class _Reading:
    def __init__(self) -> None:
        self.items: list[Item] = []
        self._path: list[str] = []
        self._device = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "Device":
            self._device = attributes.get("uuid", "")
        if local == "DataItem" and len(self.items) < MOST_ITEMS:
            said = (attributes.get(part, "") for part in ("category", "type", "units"))
            self.items.append(Item(self._device, tuple(self._path), *said))
        self._path.append(local)

    def end(self, _name: str) -> None:
        self._path.pop()


def item_rows(items: Sequence[Item], table: CategoryTable) -> list[ItemRow]:
    """Hold what is declared against what is asked of a category."""
    rows = [_row(items, wanted) for wanted in table.items]
    devices = len({item.device for item in items})
    if table.items and table.devices > 1:
        several = WantedItem("", f"Device × {table.devices}", "", "")
        rows.append(ItemRow(several, "observed" if devices >= table.devices else "absent", str(devices)))
    return rows


def _row(items: Sequence[Item], wanted: WantedItem) -> ItemRow:
    near = list(_near(items, wanted))
    if any(item.category == wanted.category and wanted.units in {"", item.units} for item in near):
        return ItemRow(wanted, "observed")
    if not near:
        return ItemRow(wanted, "absent")
    return ItemRow(wanted, "wrong_type", f"{near[0].category} {near[0].units}".strip())


def _near(items: Sequence[Item], wanted: WantedItem) -> Iterator[Item]:
    return (
        item
        for item in items
        if item.type == wanted.type and (not wanted.component or wanted.component in item.components)
    )
