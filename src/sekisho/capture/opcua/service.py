"""OPC UA service messages as stored (OPC 10000-4 §5, OPC 10000-6 §5.2): what a judge of captures has to read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Self, TypeVar

from sekisho.capture.opcua.binary import DataValue, NodeId, Reader, UndecodableError
from sekisho.capture.opcua.notified import Notifications, Notified, notified

#: Numbers of the binary encodings in namespace 0.
FAULT = 397
FIND_SERVERS_ANSWER, FIND_ON_NETWORK_ANSWER = 425, 12209
GET_ENDPOINTS, GET_ENDPOINTS_ANSWER = 428, 431
CREATE_SESSION, CREATE_SESSION_ANSWER = 461, 464
READ, READ_ANSWER = 631, 634
BROWSE, BROWSE_ANSWER = 527, 530
BROWSE_NEXT, BROWSE_NEXT_ANSWER = 533, 536
TRANSLATE, TRANSLATE_ANSWER = 554, 557
SUBSCRIBE_ANSWER = 790
MONITOR, MONITOR_ANSWER = 751, 754
PUBLISH_ANSWER = 829
REPUBLISH, REPUBLISH_ANSWER = 832, 835
DATA_CHANGE = 811
#: Attributes (OPC 10000-6 annex A.1).
VALUE, DATA_TYPE = 13, 14

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint as the server describes it; ``mode`` is 1 None, 2 Sign, 3 SignAndEncrypt."""

    url: str
    application_uri: str
    product_uri: str
    application_name: str
    certificate: bytes
    mode: int
    policy: str
    tokens: tuple[int, ...]
    level: int


class Application(NamedTuple):
    """An application as it describes itself: its URI, its product's, its name, and where it is found."""

    uri: str
    product_uri: str
    name: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Announced:
    """A server another one says it knows: its name, its application's URI where it is told, and where it is found."""

    name: str
    uri: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """What the client sent to be signed."""

    client_uri: str
    endpoint_url: str
    nonce: bytes
    certificate: bytes


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """What the server signed, with which certificate."""

    session: NodeId
    server_nonce: bytes
    certificate: bytes
    endpoints: tuple[Endpoint, ...]
    algorithm: str
    signature: bytes


class Reference(NamedTuple):
    """A reference found by browsing: its type, and the other node's name, class (OPC 10000-3 §8.29) and type."""

    kind: NodeId
    node: NodeId
    name: tuple[int, str]
    node_class: int
    type_definition: NodeId


@dataclass(frozen=True, slots=True)
class Browsed:
    """The references of one node; ``point`` is where they continue, empty where they are complete."""

    status: int
    point: bytes
    references: tuple[Reference, ...]


class Asked(NamedTuple):
    """An attribute of a node that was read (OPC 10000-4 §7.29); 13 is its value, 14 its data type."""

    node: NodeId
    attribute: int


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription as the server revised it."""

    id: int
    interval_ms: float
    keep_alive_count: int


@dataclass(frozen=True, slots=True)
class Monitored:
    """A monitored item as the server answered it."""

    status: int
    interval_ms: float
    queue_size: int


@dataclass(frozen=True, slots=True)
class Publication:
    """A notification message: values by client handle, or none (a sign of life).

    ``encodings`` are those of its values; ``has_overflow`` says whether any were lost before one of them.
    """

    sequence: int
    values: Sequence[Notified]
    encodings: frozenset[int]
    has_overflow: bool

    @classmethod
    def of(cls, sequence: int, values: Sequence[Notified], kept: Notifications | None = None) -> Self:
        """Give a message of these values, in the form in which they are kept where it is another one."""
        encodings = frozenset(value.encoding for _, value in values if value.value is not None)
        has_overflow = any(value.has_overflow for _, value in values)
        return cls(sequence, values if kept is None else kept, _shared(encodings), has_overflow)


@lru_cache(maxsize=256)
def _shared(encodings: frozenset[int]) -> frozenset[int]:
    """Give the first of the sets that are equal: nearly every message of a machine has the same."""
    return encodings


@dataclass(frozen=True, slots=True)
class Message:
    """A request or response: what it is, the handle that pairs the two, the service result, and its content.

    ``items`` is how many things stood in its arrays: what it takes to keep it.
    """

    type: int
    handle: int
    result: int
    content: Any
    items: int = 0


def request(data: bytes) -> Message:
    """Read a stored request. Raises UndecodableError."""
    reader = Reader(data)
    kind = _type(reader)
    reader.node_id()
    reader.instant()
    handle = reader.number("I")
    reader.number("I")
    reader.text()
    reader.number("I")
    reader.extension_object()
    read = _REQUESTS.get(kind)
    content = read(reader) if read else None
    return Message(kind, handle, 0, content, reader.items)


def response(data: bytes) -> Message:
    """Read a stored response. Raises UndecodableError."""
    reader = Reader(data)
    kind = _type(reader)
    reader.instant()
    handle, result = reader.number("I"), reader.number("I")
    reader.diagnostic_info()
    reader.array(reader.text)
    reader.extension_object()
    read = _RESPONSES.get(kind) if result >> 30 == 0 else None
    content = read(reader) if read else None
    values = len(content.values) if isinstance(content, Publication) else 0
    return Message(kind, handle, result, content, reader.items + values)


def _type(reader: Reader) -> int:
    node = reader.node_id()
    if node.namespace != 0 or not isinstance(node.identifier, int):
        raise UndecodableError("no message of namespace 0")
    return node.identifier


def _array(reader: Reader, read: Callable[[Reader], T]) -> tuple[T, ...]:
    return tuple(reader.array(lambda: read(reader)))


def application_of(reader: Reader) -> Application:
    """Read an ApplicationDescription (OPC 10000-4 §7.2)."""
    uri, product, name = reader.text(), reader.text(), reader.localized_text()
    reader.number("i")
    reader.text()
    reader.text()
    return Application(uri, product, name, tuple(reader.array(reader.text)))


def _servers(reader: Reader) -> tuple[Announced, ...]:
    return tuple(Announced(one.name, one.uri, one.urls) for one in _array(reader, application_of))


def _servers_on_network(reader: Reader) -> tuple[Announced, ...]:
    def one(reader: Reader) -> Announced:
        reader.number("I")
        name, url = reader.text(), reader.text()
        reader.array(reader.text)
        return Announced(name, "", (url,))

    reader.instant()
    return _array(reader, one)


def _token(reader: Reader) -> int:
    reader.text()
    kind = reader.number("i")
    for _ in range(3):
        reader.text()
    return int(kind)


def _endpoint(reader: Reader) -> Endpoint:
    url, application, certificate = reader.text(), application_of(reader), reader.byte_string()
    mode, policy = reader.number("i"), reader.text()
    tokens = _array(reader, _token)
    reader.text()
    return Endpoint(
        url=url,
        application_uri=application.uri,
        product_uri=application.product_uri,
        application_name=application.name,
        certificate=certificate,
        mode=mode,
        policy=policy,
        tokens=tokens,
        level=reader.number("B"),
    )


def _endpoints(reader: Reader) -> tuple[Endpoint, ...]:
    return _array(reader, _endpoint)


def _session_request(reader: Reader) -> SessionRequest:
    uri = application_of(reader).uri
    reader.text()
    url = reader.text()
    reader.text()
    return SessionRequest(uri, url, reader.byte_string(), reader.byte_string())


def _session_answer(reader: Reader) -> SessionAnswer:
    session = reader.node_id()
    reader.node_id()
    reader.number("d")
    nonce, certificate, endpoints = reader.byte_string(), reader.byte_string(), _endpoints(reader)
    reader.array(lambda: (reader.byte_string(), reader.byte_string()))
    return SessionAnswer(session, nonce, certificate, endpoints, reader.text(), reader.byte_string())


def _read_value_id(reader: Reader) -> Asked:
    asked = Asked(reader.node_id(), reader.number("I"))
    reader.text()
    reader.qualified_name()
    return asked


def _read(reader: Reader) -> tuple[Asked, ...]:
    reader.number("d")
    reader.number("i")
    return _array(reader, _read_value_id)


def _read_answer(reader: Reader) -> tuple[DataValue, ...]:
    return _array(reader, Reader.data_value)


def _browse(reader: Reader) -> tuple[NodeId, ...]:
    reader.node_id()
    reader.instant()
    reader.number("I")
    reader.number("I")

    def one(reader: Reader) -> NodeId:
        node = reader.node_id()
        reader.number("i")
        reader.node_id()
        reader.number("B")
        reader.number("I")
        reader.number("I")
        return node

    return _array(reader, one)


def _reference(reader: Reader) -> Reference:
    kind = reader.node_id()
    reader.number("B")
    node, name = reader.node_id(), reader.qualified_name()
    reader.localized_text()
    return Reference(kind, node, name, reader.number("i"), reader.node_id())


def _browse_next(reader: Reader) -> tuple[bytes, ...]:
    # With the first flag set the points are given up, not read on: what stood behind them is never seen.
    is_released = reader.number("B") != 0
    points = _array(reader, Reader.byte_string)
    return () if is_released else points


def _browse_answer(reader: Reader) -> tuple[Browsed, ...]:
    def one(reader: Reader) -> Browsed:
        return Browsed(reader.number("I"), reader.byte_string(), _array(reader, _reference))

    return _array(reader, one)


def _translate(reader: Reader) -> tuple[tuple[tuple[int, str], ...], ...]:
    def step(reader: Reader) -> tuple[int, str]:
        reader.node_id()
        reader.number("B")
        reader.number("B")
        return reader.qualified_name()

    def path(reader: Reader) -> tuple[tuple[int, str], ...]:
        reader.node_id()
        return _array(reader, step)

    return _array(reader, path)


def _translate_answer(reader: Reader) -> tuple[tuple[NodeId, ...], ...]:
    def target(reader: Reader) -> NodeId:
        node = reader.node_id()
        reader.number("I")
        return node

    def one(reader: Reader) -> tuple[NodeId, ...]:
        reader.number("I")
        return _array(reader, target)

    return _array(reader, one)


def _subscribed(reader: Reader) -> Subscribed:
    identifier, interval = reader.number("I"), reader.number("d")
    reader.number("I")
    return Subscribed(identifier, interval, reader.number("I"))


def _monitor(reader: Reader) -> tuple[tuple[int, NodeId], ...]:
    reader.number("I")
    reader.number("i")

    def one(reader: Reader) -> tuple[int, NodeId]:
        node = _read_value_id(reader).node
        reader.number("i")
        handle = reader.number("I")
        reader.number("d")
        reader.extension_object()
        reader.number("I")
        reader.number("B")
        return handle, node

    return _array(reader, one)


def _monitored(reader: Reader) -> tuple[Monitored, ...]:
    def one(reader: Reader) -> Monitored:
        status = reader.number("I")
        reader.number("I")
        monitored = Monitored(status, reader.number("d"), reader.number("I"))
        reader.extension_object()
        return monitored

    return _array(reader, one)


def _publication(reader: Reader) -> Publication:
    reader.number("I")
    reader.array(lambda: reader.number("I"))
    reader.number("B")
    return _message(reader)


def _republish(reader: Reader) -> int:
    return int(reader.number("I"))


def _message(reader: Reader) -> Publication:
    sequence, _ = reader.number("I"), reader.instant()
    changes = [body for kind, body in reader.array(reader.extension_object) if kind == NodeId(0, DATA_CHANGE)]
    values = [value for body in changes for value in notified(body)]
    # A capture has millions of values: once read, they are kept as they came and read anew when they are asked for.
    return Publication.of(sequence, values, Notifications(tuple(changes), len(values)))


_REQUESTS: dict[int, Callable[[Reader], Any]] = {
    CREATE_SESSION: _session_request, READ: _read, BROWSE: _browse, BROWSE_NEXT: _browse_next, TRANSLATE: _translate,
    MONITOR: _monitor, REPUBLISH: _republish,
}  # fmt: skip
_RESPONSES: dict[int, Callable[[Reader], Any]] = {
    FIND_SERVERS_ANSWER: _servers, FIND_ON_NETWORK_ANSWER: _servers_on_network,
    GET_ENDPOINTS_ANSWER: _endpoints, CREATE_SESSION_ANSWER: _session_answer, READ_ANSWER: _read_answer,
    BROWSE_ANSWER: _browse_answer, BROWSE_NEXT_ANSWER: _browse_answer, TRANSLATE_ANSWER: _translate_answer,
    SUBSCRIBE_ANSWER: _subscribed,
    MONITOR_ANSWER: _monitored, PUBLISH_ANSWER: _publication, REPUBLISH_ANSWER: _message,
}  # fmt: skip
