"""MTConnect documents: both error shapes, hostile XML refused, and only the declared error for anything else."""

import tracemalloc
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factory.agent import Agent
from factory.category import CATEGORIES
from factory.document import Nameplate, items_of
from sekisho.capture.mtconnect.document import Document, Fault, is_weak_uuid, parse
from sekisho.capture.mtconnect.observation import DEEPEST, PIECE, MalformedDocumentError

ITEMS = items_of(CATEGORIES["cnc"].signals)
AGENT = Agent(Nameplate("CNC-1", "EX.0001", "製造 & Co", 'X "5"', "0001"), ITEMS, slots_log2=6)
AGENT.observe(datetime(2026, 7, 3, tzinfo=UTC), {"x": "1.5", "execution": "ACTIVE", "system": "Fault"})
SAMPLE, PROBE = AGENT.answer("/sample").body, AGENT.answer("/probe").body


def test_devices_are_read_with_their_nameplate():
    """Name, uuid, maker, model and serial number are those of the device, not of a component."""
    document = parse(PROBE)
    (device,) = document.devices
    assert (device.name, device.uuid) == ("CNC-1", "EX.0001")
    assert (device.manufacturer, device.model, device.serial) == ("製造 & Co", 'X "5"', "0001")
    assert document.items == {item.id for item in ITEMS}
    assert document.header.is_test


def test_streams_are_read_with_their_sequences():
    """Samples, events and conditions are read, the chain's numbers beside them."""
    document = parse(SAMPLE)
    latest = {observation.item: observation.value for observation in document.observations}
    assert (latest["x"], latest["execution"], latest["system"]) == ("1.5", "ACTIVE", "FAULT")
    assert document.header.next == AGENT.buffer.next_sequence
    assert len(list(document.observations)) == document.count == AGENT.buffer.last_sequence


def test_a_document_of_many_pieces_is_read_as_a_tree_would_be():
    """Wherever a piece ends, inside a tag, a name, a value of several bytes or a reference, every value comes whole."""
    count = 20 * PIECE // 100
    values = "".join(
        f'<Program dataItemId="p{n % 7}" sequence="{n}" timestamp="2026-07-03T01:02:03Z">第{n}号 &amp; &#x41;{n}'
        "</Program>"
        for n in range(1, count)
    )
    body = SAMPLE.decode().split("<DeviceStream")[0] + (
        '<DeviceStream name="d" uuid="u-12345"><ComponentStream><Events>' + values + "</Events></ComponentStream>"
        "</DeviceStream></Streams></MTConnectStreams>"
    )
    read = parse(body.encode())
    tree = [one for one in ET.fromstring(body.encode()).iter() if "sequence" in one.attrib]  # noqa: S314 - because made here
    assert [(one.item, str(one.sequence), one.value) for one in read.observations] == [
        (one.get("dataItemId"), one.get("sequence"), one.text) for one in tree
    ]
    assert read.count == count - 1
    assert {(one.uuid, one.category, one.element) for one in read.observations} == {("u-12345", "EVENT", "Program")}


def test_a_document_that_is_kept_costs_its_own_bytes():
    """Whoever keeps documents for later keeps their bytes, not an object for each of their values."""
    value = b'<Position dataItemId="x" sequence="1" timestamp="2026-07-03T01:02:03Z" name="X">1.5</Position>'
    body = SAMPLE.replace(b"<Streams>", b"<Streams>" + value * 20_000)
    tracemalloc.start()
    kept = [parse(body) for _ in range(3)]
    held, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [document.count for document in kept] == [20_000 + AGENT.buffer.last_sequence] * 3
    assert (held < len(body) / 4, highest < len(body)) == (True, True)


@pytest.mark.parametrize(("schema", "repeats"), [("1.3", True), ("2.5", True), ("2.6", True), ("2.7", False)])
def test_every_error_shape_is_read(schema, repeats):
    """The errorCode attribute on any child of Errors counts, whatever the child is called; without it the name does."""
    AGENT.switches.schema, AGENT.switches.errors_repeat_code = schema, repeats
    document = parse(AGENT.answer("/sample?from=99999").body)
    AGENT.switches.schema = "1.7"
    assert document.is_out_of_range
    assert document.header.schema == schema
    assert document.faults == [Fault("OUT_OF_RANGE", document.faults[0].text)]
    assert "'from' must be" in document.faults[0].text


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html/>",
        b"<MTConnectStreams/>",
        SAMPLE[: len(SAMPLE) // 2],
        SAMPLE.replace(b"<MTConnectStreams", BOMB + b"<MTConnectStreams"),
        BOMB.decode().encode("utf-16") + SAMPLE.decode().encode("utf-16")[2:],
        SAMPLE.replace(b'sequence="1"', b'sequence="one"'),
        SAMPLE.replace(b'instanceId="', b'instanceId="-'),
        SAMPLE.replace(b"<Streams>", b"<a>" * DEEPEST + b"<Streams>"),
    ],
)
def test_what_is_no_document_is_refused(body):
    """Empty, foreign, cut, with a document type, with broken numbers, nested without end: each is refused."""
    with pytest.raises(MalformedDocumentError):
        parse(body)


@given(st.data())
@settings(max_examples=200)
def test_any_damage_gives_the_declared_error_only(data):
    """Changed bytes are read or refused."""
    whole = bytearray(data.draw(st.sampled_from([SAMPLE, PROBE])))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(parse(bytes(whole)), Document)
    except MalformedDocumentError:
        return


@given(st.binary(max_size=200))
def test_any_bytes_give_the_declared_error(data):
    """Garbage is no document."""
    with pytest.raises(MalformedDocumentError):
        parse(data)


@pytest.mark.parametrize(
    ("uuid", "is_weak"), [("000", True), ("", True), ("0000-0000", True), ("a1", True), ("EX-500.0001", False)]
)
def test_weak_uuids_are_told(uuid, is_weak):
    """A uuid in circulation such as 000 tells no two devices apart."""
    assert is_weak_uuid(uuid) == is_weak
