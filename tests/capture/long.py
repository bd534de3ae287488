"""A capture as long as one likes, written by the recorder from answers made here: a machine of twenty signals."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory

from asyncua import ua
from asyncua.ua.ua_binary import struct_to_binary

from sekisho.capture.challenge import challenge_of
from sekisho.capture.collect.capture import write_capture
from sekisho.capture.identity import make_collector
from sekisho.capture.plan.capture_plan import AgentPlan, CapturePlan, Identity, MachinePlan, OpcUaPlan, Signal
from sekisho.capture.sealed.record import Clock, Kind
from sekisho.capture.sealed.recorder import Recorder, Subject

CHALLENGE = b"long"
IDENTITY = Identity("-", "-", "-")
SIGNALS, EVERY_MS = 20, 1000
MILLION = 1_000_000
BEGUN = 1_780_000_000_000 * MILLION
AGENT = "http://127.0.0.1:5000"


class _Time:
    """Clocks that are set by hand."""

    def __init__(self) -> None:
        self.passed = 0
        self.clock = Clock(lambda: BEGUN + self.passed, lambda: 10**12 + self.passed)

    def step(self) -> datetime:
        """Let a cycle pass; give the instant it is then."""
        self.passed += EVERY_MS * MILLION
        return datetime.fromtimestamp(BEGUN // (1000 * MILLION), UTC) + timedelta(microseconds=self.passed // 1000)


def _plan(*, opcua: bool) -> CapturePlan:
    signals = tuple(
        Signal(f"s{n}", "number" if n else "state", node=f"ns=2;i={n}" if opcua else "", item="" if opcua else f"x{n}")
        for n in range(SIGNALS)
    )
    machine = MachinePlan(
        "long",
        IDENTITY,
        signals,
        OpcUaPlan("opc.tcp://127.0.0.1:4840", is_first_use=True) if opcua else None,
        None if opcua else AgentPlan(AGENT),
    )
    return CapturePlan("C-1", "line-1", "live", CHALLENGE, 3600, EVERY_MS, machine)


def write_long(out: Path, size: int, *, opcua: bool) -> None:
    """Write the bundle of a capture with so many bytes of values, over OPC UA or MTConnect."""
    time, collector, plan = _Time(), make_collector("long"), _plan(opcua=opcua)
    with TemporaryDirectory() as folder:
        subject = Subject(plan.case, plan.machine.device, challenge_of(CHALLENGE).hex())
        recorder = Recorder(subject, collector.key, clock=time.clock, spool=Path(folder))
        cycle = _published if opcua else _fetched
        _subscribe(recorder) if opcua else _probe(recorder)
        number = 1
        while recorder.size < size:
            at = time.step()
            recorder.record(Kind.BEAT, b"")
            cycle(recorder, number, at)
            number += 1
        recorder.finish(is_interrupted=False)
        write_capture(plan, collector, Path(folder), out)


@contextmanager
def long_capture(size: int, *, opcua: bool) -> Iterator[bytes]:
    """Give the bytes of such a bundle."""
    with TemporaryDirectory() as folder:
        write_long(Path(folder) / "long.zip", size, opcua=opcua)
        yield (Path(folder) / "long.zip").read_bytes()


def _subscribe(recorder: Recorder) -> None:
    recorder.note(Kind.OPEN, {"purpose": "capture", "device": "long", "attempt": 1})
    subscribed = ua.CreateSubscriptionResponse()
    subscribed.Parameters.SubscriptionId, subscribed.Parameters.RevisedMaxKeepAliveCount = 1, 10
    subscribed.Parameters.RevisedPublishingInterval = EVERY_MS
    wanted = ua.CreateMonitoredItemsRequest()
    wanted.Parameters.ItemsToCreate = [
        ua.MonitoredItemCreateRequest(
            ItemToMonitor=ua.ReadValueId(NodeId=ua.NodeId(n, 2), AttributeId=13),
            RequestedParameters=ua.MonitoringParameters(ClientHandle=n + 1),
        )
        for n in range(SIGNALS)
    ]
    watched = ua.CreateMonitoredItemsResponse()
    watched.Results = [ua.MonitoredItemCreateResult(MonitoredItemId=n + 1) for n in range(SIGNALS)]
    pairs = ((ua.CreateSubscriptionRequest(), subscribed), (wanted, watched))
    for handle, (asked, answered) in enumerate(pairs, 1):
        asked.RequestHeader.RequestHandle = answered.ResponseHeader.RequestHandle = handle
        recorder.record(Kind.REQUEST, struct_to_binary(asked))
        recorder.record(Kind.RESPONSE, struct_to_binary(answered))


def _published(recorder: Recorder, number: int, at: datetime) -> None:
    recorder.record(Kind.RESPONSE, _PUBLISHED.replace(_NUMBER, number.to_bytes(4, "little")) + _values(number, at))


def _values(number: int, at: datetime) -> bytes:
    """Give a notification as it is written on the wire: by hand, because the library takes seconds for a megabyte."""
    ticks = (at - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
    values = (pack("<IBBdqq", n + 1, 13, 11, number * (n + 1) % 1000 / 7, ticks, ticks) for n in range(SIGNALS))
    body = b"".join((pack("<i", SIGNALS), *values, pack("<i", -1)))
    # No results and no diagnostics stand behind the message.
    return pack("<i", len(body)) + body + pack("<ii", -1, -1)


def _publishing() -> bytes:
    """Give the part of an answer before its one notification, with a number that is put in afterwards."""
    answer = ua.PublishResponse()
    answer.Parameters.SubscriptionId = 1
    empty = ua.DataChangeNotification([])
    message = ua.NotificationMessage(SequenceNumber=int.from_bytes(_NUMBER, "little"), NotificationData=[empty])
    answer.Parameters.NotificationMessage = message
    written = struct_to_binary(answer)
    return written[: -len(pack("<iiiii", 8, 0, -1, -1, -1))]


_NUMBER = b"\x7a\x7b\x7c\x7d"
_PUBLISHED = _publishing()


def _head(kind: str, facts: str) -> str:
    return f'<MTConnect{kind} xmlns="urn:mtconnect.org:MTConnect{kind}:1.7"><Header instanceId="1" {facts}/>'


def _probe(recorder: Recorder) -> None:
    recorder.record(Kind.FETCH, f"{AGENT}/probe".encode())
    device = '<Devices><Device id="d" name="d" uuid="long-0001"/></Devices>'
    recorder.record(Kind.DOCUMENT, f"200\n{_head('Devices', '')}{device}</MTConnectDevices>".encode())


def _fetched(recorder: Recorder, number: int, at: datetime) -> None:
    first, told = (number - 1) * SIGNALS + 1, at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    values = "".join(
        f'<Position dataItemId="x{n}" sequence="{first + n}" timestamp="{told}" name="X" subType="ACTUAL">'
        f"{number * (n + 1) % 1000 / 7:.4f}</Position>"
        for n in range(SIGNALS)
    )
    after = first + SIGNALS
    facts = f'firstSequence="1" lastSequence="{after - 1}" nextSequence="{after}" creationTime="{told}"'
    stream = f'<Streams><DeviceStream name="d" uuid="long-0001"><ComponentStream><Samples>{values}</Samples>'
    end = "</ComponentStream></DeviceStream></Streams></MTConnectStreams>"
    recorder.record(Kind.FETCH, f"{AGENT}/sample?from={first}&count=1000".encode())
    recorder.record(Kind.DOCUMENT, f"200\n{_head('Streams', facts)}{stream}{end}".encode())
