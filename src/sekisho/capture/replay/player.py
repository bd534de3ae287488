"""Replaying sealed records: requests and answers are paired again and decoded by this module's own readers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sekisho.capture import plain
from sekisho.capture.mtconnect import document as mtconnect
from sekisho.capture.mtconnect import multipart
from sekisho.capture.mtconnect.notes import CERTIFICATE, FELL_BACK
from sekisho.capture.opcua import service
from sekisho.capture.opcua.binary import DataValue, NodeId, Reader, UndecodableError
from sekisho.capture.opcua.service import (
    VALUE,
    Asked,
    Browsed,
    Message,
    Monitored,
    Publication,
    SessionAnswer,
    SessionRequest,
)
from sekisho.capture.problem import Problem
from sekisho.capture.replay.history import CURRENT_TIME, DIAGNOSTICS, MILLION, Connection, Fetched, History, Published
from sekisho.capture.sealed.aside import within
from sekisho.capture.sealed.record import BEGAN, ENDED, PAUSED, POLLING, RESUMED, Kind, Record

UNIX = datetime(1970, 1, 1, tzinfo=UTC)
#: A plan has values sampled once a minute at the least often.
LONGEST_POLL_MS = 60_000
#: A connection is tried again after seconds: so often in two days. Of values, items of lists and observations an hour
#: of a thousand signals twice a second has as many; beyond, judging would take more memory than an office has.
MOST_CONNECTIONS, MOST_KEPT = 100_000, 8_000_000
MOST_CONFIGURATIONS = 20
#: A gap as the collector told it takes as much as some values.
GAP_COST = 4
#: What is wrong with more records than this is not listed one by one, and what is said of each is cut.
MOST_PROBLEMS, LONGEST = 50, 200
#: A plan has fewer signals than this.
MOST_POLLED = 1000


def replay(records: Iterable[Record]) -> History:
    """Put the records of a capture back in order. What cannot be read is named and left out."""
    player = Player()
    for record in records:
        player.take(record)
    player.end()
    return player.history


class Player:
    """Puts records in order one by one, as they come; ``history`` is what they show so far."""

    def __init__(self) -> None:
        self.history = History()
        self._number = 0
        self._pending: dict[int, tuple[Message, Record]] = {}
        self._fetch: Record | None = None
        self._paused_at: int | None = None
        self._before: Record | None = None
        self._backwards = self._kept = 0
        self._streamed: Record | None = None
        self._gateway: Player | None = None
        self._plays: dict[Kind, Callable[[Record], None]] = {
            Kind.OPEN: self._open, Kind.CLOSE: self._close, Kind.REQUEST: self._request, Kind.RESPONSE: self._response,
            Kind.FETCH: self._ask, Kind.DOCUMENT: self._document, Kind.GAP: self._gap, Kind.BEAT: self._beat,
            Kind.NOTE: self._note, Kind.ACTION: self._action, Kind.STREAM: self._stream, Kind.PART: self._part,
            Kind.GATEWAY: self._aside, Kind.CONFIGURATION: self._configuration,
        }  # fmt: skip

    def take(self, record: Record) -> None:
        """Take the next record; what cannot be read is named, and nothing more is taken beyond what can be kept."""
        self._number += 1
        if self._kept > MOST_KEPT or len(self.history.connections) > MOST_CONNECTIONS:
            self.history.is_too_much = True
            return
        try:
            self._play(record)
        except (UndecodableError, plain.MalformedError, ValueError) as error:
            if len(self.history.problems) < MOST_PROBLEMS:
                facts = {"kind": record.kind.name.lower(), "reason": str(error)[:LONGEST]}
                self.history.problems.append(Problem("record.unreadable", f"record.{self._number}", dict(facts)))

    def _play(self, record: Record) -> None:
        self.history.first = self.history.first or record
        self._before, self.history.last = self.history.last, record
        self._backwards += self._before is not None and record.monotonic < self._before.monotonic
        play = self._plays.get(record.kind)
        if play is not None:
            play(record)

    def _said(self, record: Record) -> dict[str, Any]:
        # What stands between two commas takes thirty times its bytes once it is read.
        self._kept += record.data.count(b",")
        return plain.read(record.data)

    def _open(self, record: Record) -> None:
        self.history.connections.append(Connection(self._said(record), record.monotonic))
        self._pending.clear()

    def _close(self, record: Record) -> None:
        if self.history.connections:
            self.history.connections[-1].closed_as = str(self._said(record).get("what", ""))[:LONGEST]

    def _gap(self, record: Record) -> None:
        self._kept += GAP_COST
        self.history.claimed_gaps.append(self._said(record))

    def _beat(self, record: Record) -> None:
        self.history.beats.append(record)

    def _note(self, record: Record) -> None:
        said = self._said(record)
        what = str(said.get("what"))
        if what == ENDED:
            self.history.ended[str(said.get("stream"))] = record.monotonic
        elif what == PAUSED:
            self._paused_at = record.monotonic
        elif what in {RESUMED, BEGAN}:
            if what == BEGAN and self._before is not None:
                self.history.outages.append((self._before.monotonic, record.monotonic))
            self._unpause(record.monotonic)
            # The watches begin anew, so none of them has ended.
            self.history.ended.clear()
        elif what == CERTIFICATE:
            self.history.certificates.append(said)
        elif what == FELL_BACK and len(self.history.problems) < MOST_PROBLEMS:
            reason = str(said.get("reason"))[:LONGEST]
            self.history.problems.append(Problem("stream.fell_back", facts={"reason": reason}))
        elif what == POLLING:
            _poll(self._connection(), said)

    def _unpause(self, until: int) -> None:
        if self._paused_at is not None:
            self.history.pauses.append((self._paused_at, until))
        self._paused_at = None

    def end(self) -> None:
        """Come to the end of the records; a pause that was not ended lasts until there."""
        if self.history.last is not None:
            self._unpause(self.history.last.monotonic)
        if self._backwards:
            # A collector's steady clock never does; whoever reads times from these records has to know.
            self.history.problems.append(Problem("record.clock_backwards", facts={"count": self._backwards}))

    def _aside(self, record: Record) -> None:
        """Take a record of the plant's gateway into a history of its own."""
        if self._gateway is None:
            self._gateway = Player()
            self.history.gateway = self._gateway.history
        self._gateway.take(within(record))

    def _configuration(self, record: Record) -> None:
        if len(self.history.configurations) >= MOST_CONFIGURATIONS:
            raise UndecodableError(f"more than {MOST_CONFIGURATIONS} configuration files")
        self.history.configurations.append(record.data)

    def _action(self, record: Record) -> None:
        self.history.actions.append(record)

    def _ask(self, record: Record) -> None:
        self._fetch = record

    def _document(self, record: Record) -> None:
        asked, self._fetch = self._fetch, None
        status, _, body = record.data.partition(b"\n")
        if asked is None or not status.isdigit():
            raise UndecodableError("an answer nobody asked for")
        self._fetched(Fetched(asked.data.decode(), asked, record, int(status), None), body)

    def _fetched(self, fetched: Fetched, body: bytes) -> None:
        place = len(self.history.fetched)
        self.history.fetched.append(fetched)
        document = mtconnect.parse(body)
        self._kept += document.size
        # A document of observations holds its own bytes, and a judge would have them twice.
        answered = replace(fetched.answered, data=b"") if document.count else fetched.answered
        self.history.fetched[place] = replace(fetched, answered=answered, document=document)

    def _stream(self, record: Record) -> None:
        self._streamed, self._fetch = self._fetch, None
        if self._streamed is None or self._said(record).get("status") != 200:
            raise UndecodableError("a stream nobody asked for")

    def _part(self, record: Record) -> None:
        if self._streamed is None:
            raise UndecodableError("a part of no stream")
        asked, self._streamed = self._streamed, None
        body = multipart.split(record.data).body
        self._fetched(Fetched(asked.data.decode(), asked, record, 200, None, is_part=True), body)
        # Only after a part that could be read: what follows one that could not continues nothing.
        self._streamed = replace(asked, wall=record.wall, monotonic=record.monotonic)

    def _request(self, record: Record) -> None:
        message = service.request(record.data)
        self._kept += message.items
        self._pending[message.handle] = (message, record)
        self._connection().request_types.add(message.type)

    def _connection(self) -> Connection:
        if not self.history.connections:
            raise UndecodableError("a message before any connection")
        return self.history.connections[-1]

    def _response(self, record: Record) -> None:
        connection = self._connection()
        answer = service.response(record.data)
        self._kept += answer.items
        if answer.type == service.PUBLISH_ANSWER and answer.content is not None:
            self._pending.pop(answer.handle, None)
            connection.published.append(Published(record.monotonic, answer.content))
            return
        asked, asked_record = self._pending.pop(answer.handle, (None, record))
        if answer.content is not None and asked is not None:
            before = len(connection.published)
            _pair(connection, (asked, asked_record), (answer, record))
            self._kept += sum(len(one.publication.values) for one in connection.published[before:])


def _poll(connection: Connection, said: dict[str, Any]) -> None:
    items, interval = said.get("items"), said.get("interval_ms")
    if not isinstance(items, dict) or type(interval) is not int or not 0 <= interval <= LONGEST_POLL_MS:
        raise UndecodableError("a note of polling without its items")
    if len(items) > MOST_POLLED:
        raise UndecodableError(f"a note of polling with {len(items)} items")
    connection.poll_interval_ms = interval
    connection.polled = {int(number): Reader(bytes.fromhex(str(node))).node_id() for number, node in items.items()}
    connection.polled_as.clear()
    for number, node in connection.polled.items():
        connection.polled_as.setdefault(node, []).append(number)


def _polled(connection: Connection, asked: Message, answered: tuple[Message, Record]) -> None:
    """Take the values of nodes that are read at an interval as if they had been published."""
    answer, record = answered
    values = tuple(
        (number, value)
        for (node, attribute), value in zip(asked.content, answer.content, strict=False)
        if attribute == VALUE
        for number in connection.polled_as.get(node, ())
    )
    if values:
        connection.published.append(Published(record.monotonic, Publication.of(0, values)))


def _browsed(connection: Connection, nodes: Sequence[NodeId], answers: Sequence[Browsed]) -> None:
    for node, found in zip(nodes, answers, strict=False):
        connection.forget_browsed(node)
        connection.browsed(node, found)


def _continued(connection: Connection, points: Sequence[bytes], answers: Sequence[Browsed]) -> None:
    for point, found in zip(points, answers, strict=False):
        # A point nobody was given belongs to no node; what is behind it is nobody's.
        node = connection.points.pop(point, None)
        if node is not None:
            connection.browsed(node, found)


def _monitored(connection: Connection, items: Sequence[tuple[int, NodeId]], results: Sequence[Monitored]) -> None:
    found = zip(items, results, strict=False)
    connection.monitored.update({handle: (node, result) for (handle, node), result in found})


def _translated(connection: Connection, paths: Sequence[Any], targets: Sequence[Sequence[NodeId]]) -> None:
    connection.paths.update({path: found[0] for path, found in zip(paths, targets, strict=False) if found})


def _session(connection: Connection, request: SessionRequest, answer: SessionAnswer) -> None:
    if connection.answer is not None:
        # What came under the first would else seem to have come under the second.
        raise UndecodableError("a second session over one connection")
    connection.request, connection.answer = request, answer


def _read(connection: Connection, asked: Sequence[Asked], values: Sequence[DataValue]) -> None:
    for (node, attribute), value in zip(asked, values, strict=False):
        if attribute == VALUE:
            connection.values[node] = value
        else:
            connection.attributes[Asked(node, attribute)] = value
    found = {node: value for (node, attribute), value in zip(asked, values, strict=False) if attribute == VALUE}
    said = {number: found[NodeId(0, number)] for number in DIAGNOSTICS if NodeId(0, number) in found}
    if said:
        connection.diagnostics.append(said)


#: What an answer means for a connection, by the types of question and answer; a pair not listed here means nothing.
_PAIRS: dict[tuple[int, int], Callable[[Connection, Any, Any], None]] = {
    (service.CREATE_SESSION, service.CREATE_SESSION_ANSWER): _session,
    (service.READ, service.READ_ANSWER): _read,
    (service.BROWSE, service.BROWSE_ANSWER): _browsed,
    (service.BROWSE_NEXT, service.BROWSE_NEXT_ANSWER): _continued,
    (service.TRANSLATE, service.TRANSLATE_ANSWER): _translated,
    (service.MONITOR, service.MONITOR_ANSWER): _monitored,
}


def _pair(connection: Connection, asked: tuple[Message, Record], answered: tuple[Message, Record]) -> None:
    (question, _), (answer, _) = asked, answered
    if answer.type == service.GET_ENDPOINTS_ANSWER:
        connection.endpoints = answer.content
    elif answer.type == service.SUBSCRIBE_ANSWER:
        connection.subscription = answer.content
    means = _PAIRS.get((question.type, answer.type))
    if means is not None:
        means(connection, question.content, answer.content)
    if means is _read:
        _clock(connection, asked, answered)
        _polled(connection, question, answered)
    elif (question.type, answer.type) == (service.REPUBLISH, service.REPUBLISH_ANSWER):
        connection.again(answer.content)


def _clock(connection: Connection, asked: tuple[Message, Record], answered: tuple[Message, Record]) -> None:
    """Measure the server's clock: its current time less the middle of our question and its answer."""
    said = dict(zip(asked[0].content, answered[0].content, strict=False))
    read = said.get(Asked(NodeId(0, CURRENT_TIME), VALUE))
    # Under a bad status it is the last time the server knew, which is no reading of its clock.
    if read is not None and read.is_good and isinstance(read.value, datetime):
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
