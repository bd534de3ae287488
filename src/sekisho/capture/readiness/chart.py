"""The reference page of the two sheets, written from the properties themselves; a test holds the page against this."""

from collections.abc import Iterator

from sekisho.capture.readiness.property import INTERFACES, JUDGED, Property, properties_of
from sekisho.capture.readiness.sheet import CLIENT_FORMAT, LARGEST, MACHINE_FORMAT
from sekisho.capture.readiness.shipped import client_sheets, machine_sheets
from sekisho.capture.readiness.value import Names, OneOf, Reading, Span, Whole, models, truth, version, versions

_WORDS: tuple[tuple[Reading, str], ...] = (
    (truth, "true or false"),
    (version, 'a version, as `"1.8"`'),
    (versions, 'the least and the most version, as `["1.3", "1.8"]`'),
    (models, "tables `{ uri, version }`, or `[]`"),
)
_HEAD = f"""# Interface sheet and client sheet

`sekisho readiness MACHINE CLIENT` holds what a machine offers against what a plant's MES or SCADA needs, one row a
property, before the purchase or after. Both sides are TOML files in UTF-8 of at most {LARGEST // 1024} KiB. Write this
page again with `.venv/bin/python -c 'from sekisho.capture.readiness.chart import page; print(page(), end="")'`.

- A value that is not written is **unknown**, and unknown is never fine. What a client does not need is written as
  `false`, `0` or `[]`.
- Unknown keys are refused, with the name that was probably meant; every problem is told at once.
- Of an interface both sides list, every property is judged: *blocks*, *warns*, *unknown* or *fine*. Several shared
  interfaces are several ways; one that works is enough. The exit code is 1 where something blocks and no other way is
  known to work.
- Interfaces other than `opcua` and `mtconnect` are declared facts: sharing one is *unknown*, never *fine*.
- In place of an interface sheet a capture bundle (`.zip`) or an address can be given. What the server says of itself is
  then *claimed*, what came over the wire *observed*; NodeIds and data types are those of the signals of the plan. What
  was seen of more there may be (an interval the server did not lengthen, how we connected) never blocks: it is unknown.

## At the top

| key | machine | client |
| --- | --- | --- |
| `format` | `"{MACHINE_FORMAT}"` | `"{CLIENT_FORMAT}"` |
| `maker`, `model` | who makes it, which model | – |
| `declared_on` | the day, without quotes | – |
| `vendor`, `product` | – | who supplies it, which product |
| `fictional` | true for an example | true for an example |
| `interfaces` | list of the names below | list of the names below; any of them will do |

Interfaces: {", ".join(f"`{name}`" for name in INTERFACES)}.
"""


def _kind(reading: Reading) -> str:
    if isinstance(reading, Names):
        return "list of " + ", ".join(f"`{name}`" for name in reading.known)
    if isinstance(reading, OneOf):
        return "one of " + ", ".join(f"`{name}`" for name in reading.known)
    if isinstance(reading, Whole):
        return f"whole number, {reading.least} to {reading.most}"
    if isinstance(reading, Span):
        return f"two whole numbers, {reading.least} to {reading.most}"
    return next(words for kind, words in _WORDS if kind is reading)


def _row(one: Property) -> str:
    asks = "the same" if (one.name, one.says) == (one.asked, one.asks) else f"`{one.asked}`: {_kind(one.asks)}"
    return f"| `{one.name}` | {_kind(one.says)} | {asks} | {one.citation} |"


def _table(interface: str) -> Iterator[str]:
    yield f"\n## `[{interface}]`\n"
    yield "| key | machine | client | written in |"
    yield "| --- | --- | --- | --- |"
    yield from (_row(one) for one in properties_of(interface))


def page() -> str:
    """Give the page."""
    tables = [line for interface in JUDGED for line in _table(interface)]
    shipped = [f"- machine `{name}`" for name in machine_sheets()] + [f"- client `{name}`" for name in client_sheets()]
    tail = [
        "\n## Shipped examples, all fictional\n",
        "They are taken by name, as in `sekisho readiness machining-centre mes-2012`.\n",
    ]
    return _HEAD + "\n".join([*tables, *tail, *shipped]) + "\n"
