"""Replaying sealed records: requests and answers are paired again and decoded by this module's own readers."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from sekisho.capture import mtconnect, plain, service
from sekisho.capture.binary import NodeId, UndecodableError
from sekisho.capture.history import CURRENT_TIME, MILLION, Connection, Fetched, History, Published
from sekisho.capture.problem import Problem
from sekisho.capture.record import ENDED, Kind, Record
from sekisho.capture.service import Message

UNIX = datetime(1970, 1, 1, tzinfo=UTC)
#: What is wrong with more records than this is not listed one by one.
MOST_PROBLEMS = 50


def replay(records: Iterable[Record]) -> History:
    """Put the records of a capture back in order. What cannot be read is named and left out."""
    player = _Player()
    for number, record in enumerate(records, 1):
        try:
            player.play(record)
        except (UndecodableError, plain.MalformedError, ValueError) as error:
            if len(player.history.problems) < MOST_PROBLEMS:
                facts = {"kind": record.kind.name.lower(), "reason": str(error)[:200]}
                player.history.problems.append(Problem("record.unreadable", f"record.{number}", dict(facts)))
    return player.history


class _Player:
    def __init__(self) -> None:
        self.history = History()
        self._pending: dict[int, tuple[Message, Record]] = {}
        self._fetch: Record | None = None
        self._plays: dict[Kind, Callable[[Record], None]] = {
            Kind.OPEN: self._open, Kind.CLOSE: self._close, Kind.REQUEST: self._request, Kind.RESPONSE: self._response,
            Kind.FETCH: self._ask, Kind.DOCUMENT: self._document, Kind.GAP: self._gap, Kind.BEAT: self._beat,
            Kind.NOTE: self._note,
        }  # fmt: skip

    def play(self, record: Record) -> None:
        self.history.first = self.history.first or record
        self.history.last = record
        play = self._plays.get(record.kind)
        if play is not None:
            play(record)

    def _open(self, record: Record) -> None:
        self.history.connections.append(Connection(plain.read(record.data), record.monotonic))
        self._pending.clear()

    def _close(self, record: Record) -> None:
        if self.history.connections:
            self.history.connections[-1].closed_as = str(plain.read(record.data).get("what", ""))

    def _gap(self, record: Record) -> None:
        self.history.claimed_gaps.append(plain.read(record.data))

    def _beat(self, record: Record) -> None:
        self.history.beats.append(record)

    def _note(self, record: Record) -> None:
        said = plain.read(record.data)
        if said.get("what") == ENDED:
            self.history.ended[str(said.get("stream"))] = record.monotonic

    def _ask(self, record: Record) -> None:
        self._fetch = record

    def _document(self, record: Record) -> None:
        asked, self._fetch = self._fetch, None
        status, _, body = record.data.partition(b"\n")
        if asked is None or not status.isdigit():
            raise UndecodableError("an answer nobody asked for")
        target = asked.data.decode()
        try:
            document = mtconnect.parse(body)
        except mtconnect.MalformedDocumentError:
            self.history.fetched.append(Fetched(target, asked, record, int(status), None))
            raise
        self.history.fetched.append(Fetched(target, asked, record, int(status), document))

    def _request(self, record: Record) -> None:
        message = service.request(record.data)
        self._pending[message.handle] = (message, record)
        self._connection().request_types.add(message.type)

    def _connection(self) -> Connection:
        if not self.history.connections:
            raise UndecodableError("a message before any connection")
        return self.history.connections[-1]

    def _response(self, record: Record) -> None:
        connection = self._connection()
        answer = service.response(record.data)
        if answer.type == service.PUBLISH_ANSWER and answer.content is not None:
            self._pending.pop(answer.handle, None)
            connection.published.append(Published(record.monotonic, answer.content))
            return
        asked, asked_record = self._pending.pop(answer.handle, (None, record))
        if answer.content is not None and asked is not None:
            _pair(connection, (asked, asked_record), (answer, record))


def _pair(connection: Connection, asked: tuple[Message, Record], answered: tuple[Message, Record]) -> None:
    (question, _), (answer, _) = asked, answered
    if answer.type == service.GET_ENDPOINTS_ANSWER:
        connection.endpoints = answer.content
    elif answer.type == service.SUBSCRIBE_ANSWER:
        connection.subscription = answer.content
    elif (question.type, answer.type) == (service.CREATE_SESSION, service.CREATE_SESSION_ANSWER):
        connection.request, connection.answer = question.content, answer.content
    elif (question.type, answer.type) == (service.READ, service.READ_ANSWER):
        connection.values.update(zip(question.content, answer.content, strict=False))
        _clock(connection, asked, answered)
    elif (question.type, answer.type) == (service.BROWSE, service.BROWSE_ANSWER):
        connection.references.update(zip(question.content, answer.content, strict=False))
    elif (question.type, answer.type) == (service.TRANSLATE, service.TRANSLATE_ANSWER):
        found = zip(question.content, answer.content, strict=False)
        connection.paths.update({path: targets[0] for path, targets in found if targets})
    elif (question.type, answer.type) == (service.MONITOR, service.MONITOR_ANSWER):
        found_items = zip(question.content, answer.content, strict=False)
        connection.monitored.update({handle: (node, result) for (handle, node), result in found_items})


def _clock(connection: Connection, asked: tuple[Message, Record], answered: tuple[Message, Record]) -> None:
    """Measure the server's clock: its current time less the middle of our question and its answer."""
    read = dict(zip(asked[0].content, answered[0].content, strict=False)).get(NodeId(0, CURRENT_TIME))
    if read is not None and isinstance(read.value, datetime):
        middle = (asked[1].wall + answered[1].wall) // 2
        connection.offsets_ms.append(milliseconds_since(read.value, middle))


def milliseconds_since(at: datetime, wall_ns: int) -> int:
    """Give how far an instant lies after a wall clock's nanoseconds, in milliseconds."""
    return (at - UNIX) // timedelta(milliseconds=1) - wall_ns // MILLION


def as_instant(text: str) -> datetime | None:
    """Read an MTConnect time stamp; None for what is none."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
