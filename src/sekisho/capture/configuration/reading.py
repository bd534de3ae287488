"""Reading a configuration file: its kind follows from its content, and what cannot be used is refused by place."""

from itertools import islice

from sekisho.capture import plain
from sekisho.capture.configuration.agent import agent_of
from sekisho.capture.configuration.masked import masked
from sekisho.capture.configuration.telegraf import inputs_of
from sekisho.capture.configuration.told import MOST, Configuration, Told
from sekisho.capture.mtconnect.document import parse
from sekisho.capture.opcua.binary import UndecodableError
from sekisho.capture.problem import Problem, Refused

LARGEST = 1024 * 1024
#: A short secret takes more room once it is masked.
LARGEST_SEALED = 2 * LARGEST
LONGEST_NAME = 200


def sealable(name: str, data: bytes) -> bytes | Refused:
    """Give a file as it is sealed: a line of plain JSON with its name, then its text without secrets; or refuse it."""
    if len(data) > LARGEST:
        return Refused.of([Problem("configuration.too_large", name, {"bytes": len(data), "largest": LARGEST})])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Refused.of([Problem("configuration.encoding", name, {"line": line})])
    sealed = plain.as_bytes({"name": name[:LONGEST_NAME]}) + b"\n" + masked(text).encode()
    read = read_sealed(sealed)
    return read if isinstance(read, Refused) else sealed


def read_sealed(sealed: bytes) -> Configuration | Refused:
    """Read a file as it was sealed, or say why it cannot be used."""
    head, _, body = sealed.partition(b"\n")
    name = ""
    if len(body) > LARGEST_SEALED:
        return Refused.of([Problem("configuration.too_large", name, {"bytes": len(body), "largest": LARGEST})])
    try:
        name = str(plain.read(head).get("name"))[:LONGEST_NAME]
        kind, told = _read(body.decode())
    except (plain.MalformedError, UndecodableError, ValueError, RecursionError) as error:
        return Refused.of([Problem("configuration.unreadable", name, {"reason": str(error)[:200]})])
    if not told:
        return Refused.of([Problem("configuration.nothing", name)])
    return Configuration(name, kind, told)


def _read(text: str) -> tuple[str, tuple[Told, ...]]:
    if text.lstrip().startswith("<"):
        return "devices", tuple(islice(_items(text.encode()), MOST))
    try:
        inputs = tuple(islice(inputs_of(text), MOST))
    except ValueError:
        inputs = ()
    if inputs:
        return "telegraf", inputs
    return "agent", tuple(islice(agent_of(text), MOST))


def _items(data: bytes) -> list[Told]:
    return [Told("data_item", item.device, item.id) for item in parse(data).declared]
