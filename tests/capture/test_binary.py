"""Our own reader of OPC UA Binary: agrees with the client's library, and is bounded on everything else."""

import struct
from datetime import UTC, datetime, timedelta

import pytest
from asyncua import ua
from asyncua.ua.ua_binary import struct_to_binary, to_binary, variant_to_binary
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.capture.opcua import service
from sekisho.capture.opcua.binary import MOST_ITEMS, DataValue, NodeId, Reader, UndecodableError
from sekisho.capture.replay.player import replay
from sekisho.capture.sealed.opening import open_bundle
from sekisho.capture.sealed.record import Kind, Record
from tests.capture.conftest import history_of

instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 because the library wants it naive
V = ua.VariantType
scalars = st.one_of(
    st.tuples(st.booleans(), st.just(V.Boolean)),
    st.tuples(st.integers(-(2**15), 2**15 - 1), st.just(V.Int16)),
    st.tuples(st.integers(0, 2**32 - 1), st.just(V.UInt32)),
    st.tuples(st.integers(-(2**63), 2**63 - 1), st.just(V.Int64)),
    st.tuples(st.floats(allow_nan=False), st.just(V.Double)),
    st.tuples(st.text(), st.just(V.String)),
    st.tuples(st.binary(), st.just(V.ByteString)),
)


@given(scalars)
def test_scalars_are_read_as_the_library_wrote_them(scalar):
    """Numbers, texts, truth values and bytes of any kind."""
    value, kind = scalar
    assert Reader(variant_to_binary(ua.Variant(value, kind))).variant() == value


@given(st.lists(st.integers(0, 255), max_size=20), st.lists(st.text(), min_size=1, max_size=5))
def test_arrays_are_read_as_the_library_wrote_them(numbers, texts):
    """Arrays come as lists."""
    assert Reader(variant_to_binary(ua.Variant(numbers, V.Byte, is_array=True))).variant() == numbers
    assert Reader(variant_to_binary(ua.Variant(texts, V.String))).variant() == texts


@given(st.integers(0, 2**16 - 1), st.one_of(st.integers(0, 2**32 - 1), st.text(min_size=1)))
def test_node_ids_are_read_as_the_library_wrote_them(namespace, identifier):
    """Numeric and text identifiers in any namespace."""
    written = to_binary(ua.NodeId, ua.NodeId(identifier, namespace))
    assert Reader(written).node_id() == NodeId(namespace, identifier)


@given(st.floats(allow_nan=False), st.sampled_from([0, 0x80340000, 0x40000000, 0x480]), instants, instants)
def test_data_values_keep_status_and_both_timestamps(number, status, source, server):
    """Value, status, source and server time are four different things."""
    written = to_binary(
        ua.DataValue,
        ua.DataValue(
            ua.Variant(number, V.Double), ua.StatusCode(status), SourceTimestamp=source, ServerTimestamp=server
        ),
    )
    read = Reader(written).data_value()
    assert (read.value, read.status) == (number, status)
    assert read.source_at == source.replace(tzinfo=UTC)
    assert read.server_at == server.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "is_good", "overflows"), [(0, True, False), (0x480, True, True), (0x80340000, False, False)]
)
def test_status_bits_tell_quality_and_overflow(status, is_good, overflows):
    """Severity says Good, InfoType and the overflow bit together say that values were lost."""
    value = DataValue(1, status, None, None)
    assert (value.is_good, value.has_overflow) == (is_good, overflows)


def test_instants_beyond_the_calendar_are_none():
    """The least and the greatest tick stand for no instant."""
    assert Reader(struct.pack("<q", 0)).instant() is None
    assert Reader(struct.pack("<q", 2**63 - 1)).instant() is None
    assert Reader(struct.pack("<q", 10_000_000)).instant() == datetime(1601, 1, 1, tzinfo=UTC) + timedelta(seconds=1)


def test_publish_response_is_read_as_the_library_wrote_it():
    """Sequence and values by handle come as the library wrote them."""
    notification = ua.DataChangeNotification(
        MonitoredItems=[ua.MonitoredItemNotification(7, ua.DataValue(ua.Variant("ACTIVE", V.String)))]
    )
    message = ua.NotificationMessage(SequenceNumber=5, NotificationData=[notification])
    result = ua.PublishResult(SubscriptionId=3, NotificationMessage=message)
    written = struct_to_binary(ua.PublishResponse(Parameters=result))
    read = service.response(written)
    assert read.type == service.PUBLISH_ANSWER
    assert read.content.sequence == 5
    assert [(handle, data.value) for handle, data in read.content.values] == [(7, "ACTIVE")]


def test_faults_have_no_content():
    """A refused request is known by its result."""
    fault = ua.ServiceFault()
    fault.ResponseHeader.ServiceResult = ua.StatusCode(0x80240000)
    read = service.response(struct_to_binary(fault))
    assert (read.type, read.result, read.content) == (service.FAULT, 0x80240000, None)


def test_every_message_of_a_real_capture_is_read(made):
    """Nothing of what two real peers sent stays unread."""
    history = history_of(made.bundle)
    assert history.problems == []
    assert all(session.answer and session.subscription and session.monitored for session in history.sessions)


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<i", MOST_ITEMS + 1) + bytes(20),
        struct.pack("<i", 1000) + bytes(20),
    ],
)
def test_arrays_beyond_the_data_are_refused(data):
    """A length that the data cannot hold is refused before anything is made of it."""
    reader = Reader(data)
    with pytest.raises(UndecodableError):
        reader.array(lambda: reader.number("B"))


def test_endless_nesting_is_refused():
    """Variants in variants end at a fixed depth."""
    with pytest.raises(UndecodableError, match="deep"):
        Reader(b"\x18" * 1000).variant()
    with pytest.raises(UndecodableError, match="deep"):
        Reader(b"\x40" * 1000).diagnostic_info()


@given(st.binary(max_size=300))
def test_any_bytes_give_the_declared_error_only(data):
    """Garbage is read or refused, as a request and as a response."""
    for read in (service.request, service.response):
        try:
            read(data)
        except UndecodableError:
            continue


@given(st.data())
@settings(max_examples=300)
def test_any_damaged_capture_is_replayed(made, data):
    """Records with changed bytes are read or named; replaying them raises nothing."""
    records = list(all_records(made))
    number = data.draw(st.integers(0, len(records) - 1))
    changed = bytearray(records[number].data) or bytearray(1)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    kind = data.draw(st.sampled_from([records[number].kind, *Kind]))
    records[number] = Record(kind, records[number].wall, records[number].monotonic, bytes(changed))
    replay(records)


def all_records(made):
    return open_bundle(made.bundle, None).records
