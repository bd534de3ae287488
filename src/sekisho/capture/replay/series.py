"""The plan's signals as time series, one per protocol: values in the order the source gave them."""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sekisho.capture.mtconnect.document import Document
from sekisho.capture.mtconnect.observation import UNAVAILABLE, Observation
from sekisho.capture.opcua.binary import DataValue, NodeId
from sekisho.capture.plan.capture_plan import Signal, numbered
from sekisho.capture.problem import Problem
from sekisho.capture.replay.history import MILLION, Connection, Fetched, History, Published
from sekisho.capture.replay.player import UNIX, as_instant
from sekisho.capture.replay.points import Numbers, Point, Points

UA = "http://opcfoundation.org/UA/"
#: What a message may take from being made to being noted by us: on a plant's network, on a busy gateway computer.
TRANSIT_MS = 50
#: So much of a text that is a signal's value is kept; a program's name is shorter, an array or a whole program longer.
LONGEST_TEXT = 400


@dataclass(slots=True)
class Series:
    """The values of each signal by name, as one protocol brought them."""

    points: dict[str, Points] = field(default_factory=lambda: defaultdict(Points))
    problems: list[Problem] = field(default_factory=list)
    backwards: set[str] = field(default_factory=set)
    until: int = 0

    def add(self, name: str, point: Point) -> None:
        """Add a value."""
        self.points[name].append(point)

    @property
    def is_empty(self) -> bool:
        """Say whether no signal has any value."""
        return not self.points

    @property
    def last_ms(self) -> int:
        """The last instant any signal was given for; 0 for none."""
        return max((p.at_ms for points in self.points.values() for p in points if p.at_ms is not None), default=0)

    def good_permille(self) -> int:
        """Give the share of good values among all, in thousandths."""
        count = sum(len(points) for points in self.points.values())
        good = sum(point.is_good for points in self.points.values() for point in points)
        return 1000 * good // count if count else 0

    @property
    def changing(self) -> frozenset[str]:
        """The signals that changed from one good value to another."""
        return frozenset(name for name, points in self.points.items() if _changes(points))

    def changes(self, signals: Mapping[str, Signal], kind: str) -> int:
        """Count the changes from one good value to another, over the signals of a kind."""
        return sum(_changes(self.points.get(name, ())) for name, signal in signals.items() if signal.kind == kind)


def _changes(points: Any) -> int:
    # From good to good: a flapping connection is no motion (cppagent #155).
    values = (point.value for point in points if point.is_good)
    return sum(1 for before, after in pairwise(values) if before != after)


def opcua_series(history: History, signals: tuple[Signal, ...]) -> Series:
    """Give the series of every session; a monitored node that is not the plan's is named and left out."""
    series = Series()
    watched, wrong = numbered(signals), set[str]()
    for session in history.epochs:
        right = _right(session, watched)
        monitored = {*session.monitored, *session.polled}
        wrong |= {watched[number].name for number in monitored & set(watched) - right}
        _watched(series, session, {number: watched[number].name for number in right})
    series.problems += [Problem("signal.other_node", name) for name in sorted(wrong)]
    series.problems += _unwatched(history, watched)
    return series


def opcua_values(history: History, signals: tuple[Signal, ...]) -> Iterator[tuple[Published, Signal, DataValue]]:
    """Give every value of a signal as it was published; what a node that is not the plan's brought is left out."""
    watched = numbered(signals)
    for session in history.epochs:
        right = _right(session, watched)
        for published in session.published:
            for number, data in published.publication.values:
                if number in right:
                    yield published, watched[number], data


def _watched(series: Series, session: Connection, names: Mapping[int, str]) -> None:
    """Add the values of a session. Each was sampled after the message before, or at most a publishing cycle ago."""
    cycle = _interval(session.subscription.interval_ms if session.subscription else 0)
    seen: dict[int, int] = {}
    before = 0
    taken = {number: TRANSIT_MS + _sampling(session, number, cycle) for number in names}
    for published in session.published:
        at = published.at // MILLION + 1
        after = max(before, at - cycle)
        for number, data in published.publication.values:
            if number in names:
                # What is read at an interval came after it was read before; a first reading may have stood for long.
                since = seen.get(number, before) if number in session.polled else after
                series.add(names[number], _point(data, since - taken[number], at, is_first=number not in seen))
                seen[number] = at
        before = series.until = at


def _sampling(session: Connection, number: int, cycle: int) -> int:
    """Give how long the server may take to sample a monitored item; one that is read is sampled when it is asked."""
    if number in session.polled:
        return 0
    return max(cycle, _interval(session.monitored[number][1].interval_ms))


def _interval(told: float) -> int:
    """Give an interval a server told; what is none counts as a second."""
    return int(told) + 1 if 0 <= told <= 3_600_000 else 1000


def _point(data: DataValue, since: int, seen: int, *, is_first: bool) -> Point:
    # The source's own time: the server's says only when it passed the value on (interop.md §2.1).
    at = _unix_ms(data.source_at) if data.source_at else None
    return Point(at or None, plain_value(data.value), data.is_good, since, seen, is_first)


@lru_cache(maxsize=4096)
def _unix_ms(at: datetime) -> int:
    return int((at - UNIX).total_seconds() * 1000)


def _unwatched(history: History, watched: Mapping[int, Signal]) -> list[Problem]:
    """Name the signals the machine does not have or refused to have watched: no data is a finding, no idle axis."""
    epochs = history.epochs
    results = {
        number: [status for session in epochs if (status := _status(session, number)) is not None]
        for number in (watched if epochs else ())
    }
    absent = [Problem("signal.absent", watched[number].name) for number, found in results.items() if not found]
    return absent + [
        Problem("signal.refused", watched[number].name, {"status": f"0x{found[-1]:08X}"})
        for number, found in results.items()
        if found and all(status >> 30 for status in found)
    ]


def _status(session: Connection, number: int) -> int | None:
    """Give the status under which a signal was watched, 0 where it was polled; None where it was not asked for."""
    if number in session.polled:
        return 0
    return session.monitored[number][1].status if number in session.monitored else None


#: The indexes of a session's namespaces by their URIs; of a URI listed twice the first.
_Spaces = Mapping[str, int]


def _right(session: Connection, watched: Mapping[int, Signal]) -> set[int]:
    """Give the numbers under which a session watched the plan's own nodes."""
    spaces = {uri: number for number, uri in reversed([*enumerate(session.namespaces)])}
    return {number for number, signal in watched.items() if _is_plans_node(session, spaces, number, signal)}


def _is_plans_node(session: Connection, spaces: _Spaces, number: int, signal: Signal) -> bool:
    node = session.watched(number)
    if node is None:
        return False
    if signal.path:
        steps = tuple(_step(spaces, step) for step in signal.path)
        return session.paths.get(steps) == node
    return _resolved(spaces, signal.node) == node


def _step(spaces: _Spaces, step: str) -> tuple[int, str]:
    if not step.startswith("{"):
        return 0, step
    uri, _, name = step[1:].partition("}")
    return spaces.get(uri, -1), name


def _resolved(spaces: _Spaces, text: str) -> NodeId | None:
    space, _, rest = text.partition(";") if text.startswith(("nsu=", "ns=")) else ("", "", text)
    index = spaces.get(space[4:], -1) if space.startswith("nsu=") else int(space[3:] or 0)
    form, _, identifier = rest.partition("=")
    if form == "i" and identifier.isdigit():
        return NodeId(index, int(identifier))
    return NodeId(index, identifier) if form == "s" else None


def plain_value(value: Any) -> str | float:
    """Give a value as a number where it is a finite one, else as a text."""
    if type(value) is float and math.isfinite(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return _short(str(value))
    return _short(value) if isinstance(value, str) else _finite(float(value), str(value))


def _short(text: str) -> str:
    """Keep of a long text what it begins with and what tells it from every other one."""
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT]}… {hashlib.sha256(text.encode(errors='replace')).hexdigest()}"


def _finite(number: float, text: str) -> str | float:
    """Keep what is no number a text: it would differ from itself and look like a change."""
    return number if math.isfinite(number) else text


def mtconnect_series(history: History, signals: tuple[Signal, ...]) -> Series:
    """Give the series in order of sequence; an observation that comes twice counts once."""
    series = Series()
    newest: dict[str, int] = {}
    sinces = _sinces(history)
    for fetched, _, signal, observation in mtconnect_values(history, signals):
        since, at = sinces.get(fetched.answered.monotonic, 0), fetched.answered.monotonic // MILLION + 1
        _observe(series, newest, signal, (observation, since, at, not since or signal.name not in newest))
    series.until = max(sinces, default=0) // MILLION + 1
    series.problems += [Problem("signal.time_backwards", name) for name in sorted(series.backwards)]
    return series


def _sinces(history: History) -> dict[int, int]:
    """Give by the arrival of each document after when what it brought came to stand at the agent; 0 for the first.

    A document was written after it was asked for; a part of a stream, little before it arrived.
    """
    found: dict[int, int] = {}
    before = 0
    for fetched, _ in history.chain:
        found[fetched.answered.monotonic] = before // MILLION - TRANSIT_MS if before else 0
        before = (fetched.answered if fetched.is_part else fetched.asked).monotonic
    return found


def mtconnect_values(
    history: History, signals: tuple[Signal, ...]
) -> Iterator[tuple[Fetched, Document, Signal, Observation]]:
    """Give every observation of a signal once, with the document that brought it first."""
    names = {signal.item: signal for signal in signals if signal.item}
    seen: dict[tuple[str, int, int, str], Numbers] = defaultdict(Numbers)
    run = newest_next = 0
    for fetched, document in history.chain:
        # Agents may keep their instanceId across a restart and count anew: another run, other observations.
        run += document.header.next < newest_next
        newest_next = document.header.next
        for observation in document.observations:
            signal = names.get(observation.item)
            if signal is None:
                continue
            key = (observation.uuid, document.header.instance, run, observation.item)
            if seen[key].is_new(observation.sequence):
                yield fetched, document, signal, observation


def _observe(series: Series, newest: dict[str, int], signal: Signal, seen: tuple[Observation, int, int, bool]) -> None:
    observation, since, seen_at, is_first = seen
    at = as_instant(observation.timestamp)
    at_ms = int((at - UNIX).total_seconds() * 1000) if at else None
    # Agents have published hours into the past while the sequence rose (cppagent #611): order by sequence.
    if at_ms is not None and at_ms < newest.get(signal.name, at_ms):
        series.backwards.add(signal.name)
    newest[signal.name] = max(at_ms or 0, newest.get(signal.name, 0))
    is_good = observation.value != UNAVAILABLE
    value = number_or_text(signal, observation.value)
    series.add(signal.name, Point(at_ms, value, is_good, since, seen_at, is_first))


def number_or_text(signal: Signal, text: str) -> str | float:
    """Give an observation of a signal as a number where its kind is one and the text is."""
    try:
        return _finite(float(text), text) if signal.kind == "number" else text
    except ValueError:
        return text
