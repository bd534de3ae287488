"""The MTConnect agent: probe, current, sample, the ring buffer, the errors, and what it does wrong on command."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory.agent import Agent
from factory.buffer import OutOfRangeError, RingBuffer
from factory.category import CATEGORIES
from factory.document import Nameplate, items_of

PLATE = Nameplate("CNC-1", "EX.0001", "Example Works", "EX-500", "0001")
ITEMS = items_of(CATEGORIES["cnc"].signals)
NOW = datetime(2026, 7, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def agent():
    return Agent(PLATE, ITEMS, slots_log2=5)


def read(agent, target):
    reply = agent.answer(target)
    return reply.status, ET.fromstring(reply.body)  # noqa: S314 because the agent is our own


def header(root):
    return {name: value for child in root if child.tag.endswith("Header") for name, value in child.attrib.items()}


def observations(root):
    return [element for element in root.iter() if "dataItemId" in element.attrib]


def fill(agent, count):
    for number in range(count):
        agent.observe(NOW + timedelta(seconds=number), {"x": str(number)})


def test_every_item_begins_unavailable(agent):
    """Before the control has said anything every value is UNAVAILABLE, sequences from 1."""
    status, root = read(agent, "/current")
    found = observations(root)
    assert status == 200
    assert len(found) == len(ITEMS)
    assert {element.text or element.tag.rpartition("}")[2].upper() for element in found} == {"UNAVAILABLE"}
    assert min(int(element.attrib["sequence"]) for element in found) == 1


def test_probe_describes_device_and_items(agent):
    """The nameplate and every data item stand in the probe, with category and units."""
    _, root = read(agent, "/CNC-1/probe")
    described = next(element for element in root.iter() if element.tag.endswith("Description"))
    items = [element for element in root.iter() if element.tag.endswith("DataItem")]
    assert described.attrib == {"manufacturer": "Example Works", "model": "EX-500", "serialNumber": "0001"}
    assert {item.attrib["id"] for item in items} == {item.id for item in ITEMS}
    assert header(root)["testIndicator"] == "true"


def test_chain_of_samples_has_no_loss(agent):
    """Following nextSequence gives every observation once, whatever the count."""
    fill(agent, 10)
    seen, start = [], int(header(read(agent, "/sample?count=1")[1])["firstSequence"])
    while start <= agent.buffer.last_sequence:
        _, root = read(agent, f"/sample?from={start}&count=3")
        seen += [int(element.attrib["sequence"]) for element in observations(root)]
        start = int(header(root)["nextSequence"])
    assert sorted(seen) == list(range(1, agent.buffer.last_sequence + 1))


def test_filtered_documents_have_holes_while_the_chain_has_none(agent):
    """NextSequence is the sequence after the last one considered, not the last one shown."""
    fill(agent, 3)
    _, root = read(agent, "/sample?path=//DataItem[@id='x']")
    assert [element.attrib["dataItemId"] for element in observations(root)] == ["x"] * 4
    assert int(header(root)["nextSequence"]) == agent.buffer.next_sequence


def test_only_changes_are_published(agent):
    """The same value twice is one observation."""
    before = agent.buffer.next_sequence
    agent.observe(NOW, {"x": "1"})
    agent.observe(NOW, {"x": "1"})
    assert agent.buffer.next_sequence == before + 1


@pytest.mark.parametrize(
    ("schema", "name"), [("1.3", "Error"), ("2.5", "Error"), ("2.6", "OutOfRange"), ("2.7", "OutOfRange")]
)
def test_out_of_range_has_the_shape_of_its_schema(agent, schema, name):
    """Up to 2.5 an Error element, from 2.6 an element of its own name; the code is the same."""
    agent.switches.schema = schema
    fill(agent, 60)
    status, root = read(agent, "/sample?from=1")
    found = [element for element in root.iter() if "errorCode" in element.attrib]
    text = "".join(found[0].itertext())
    assert status == 400
    assert [(element.tag.rpartition("}")[2], element.attrib["errorCode"]) for element in found] == [
        (name, "OUT_OF_RANGE")
    ]
    assert f"'from' must be greater than {agent.buffer.first_sequence - 1}" in text


def test_newest_error_shape_can_follow_the_schema_to_the_letter(agent):
    """On command the code is told by the element's name alone, with the parameter that was wrong beside it."""
    agent.switches.schema, agent.switches.errors_repeat_code = "2.7", False
    _, root = read(agent, "/sample?from=999")
    (found,) = (element for element in root.iter() if element.tag.endswith("}OutOfRange"))
    assert found.attrib == {}
    assert [element.tag.rpartition("}")[2] for element in found] == ["QueryParameter", "URI", "ErrorMessage"]


def test_header_says_when_the_model_changed_from_the_schema_that_demands_it(agent):
    """The time of the last model change is required from 1.7 on and unknown before."""
    assert "deviceModelChangeTime" in header(read(agent, "/current")[1])
    agent.switches.schema = "1.3"
    assert "deviceModelChangeTime" not in header(read(agent, "/current")[1])


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("/nothing", 400, "INVALID_URI"),
        ("/other/sample", 404, "NO_DEVICE"),
        ("/sample?from=x", 400, "INVALID_REQUEST"),
        ("/sample?count=0", 400, "INVALID_REQUEST"),
        ("/sample?path=//Axes", 400, "INVALID_PATH"),
        ("/sample?from=999999", 400, "OUT_OF_RANGE"),
    ],
)
def test_bad_requests_are_answered_with_their_code(agent, target, status, code):
    """Each kind of bad request has its error code."""
    found_status, root = read(agent, target)
    assert found_status == status
    assert [e.attrib["errorCode"] for e in root.iter() if "errorCode" in e.attrib] == [code]


def test_restart_begins_a_new_instance(agent):
    """A restart empties the buffer, begins at 1 and changes the instance, unless a switch keeps it."""
    fill(agent, 5)
    instance = agent.instance
    agent.restart()
    assert agent.instance != instance
    assert agent.buffer.first_sequence == 1
    agent.switches.keeps_instance = True
    agent.restart()
    assert agent.instance == instance + 1


def test_switches_make_it_wrong(agent):
    """A weak uuid, a stall, a hole in the numbering: each on command."""
    agent.switches.uuid = "000"
    agent.switches.stalls = True
    before = agent.buffer.next_sequence
    agent.observe(NOW, {"x": "5"})
    agent.buffer.skip(10)
    _, root = read(agent, "/probe")
    assert next(e for e in root.iter() if e.tag.endswith("}Device")).attrib["uuid"] == "000"
    assert agent.buffer.next_sequence == before + 10


async def test_listens_on_loopback_only_and_answers_over_http(agent):
    """The agent is bound to 127.0.0.1 and speaks HTTP; other methods than GET are refused."""
    await agent.start()
    async with httpx.AsyncClient(trust_env=False) as client:
        answered = await client.get(f"{agent.address}/probe")
        refused = await client.post(f"{agent.address}/probe")
    await agent.stop()
    assert agent._server.sockets == ()
    assert answered.status_code == 200
    assert answered.request.url.host == "127.0.0.1"
    assert refused.status_code == 405


async def test_truncated_bodies_end_the_connection(agent):
    """On command a body ends half-way, as if the agent had died."""
    await agent.start()
    agent.switches.truncates = True
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(f"{agent.address}/probe")
    await agent.stop()


@given(st.lists(st.integers(0, 3), max_size=80), st.integers(1, 5), st.integers(1, 20))
def test_ring_never_loses_within_its_size(values, slots_log2, count):
    """Whatever was published, the newest 2^k are there in order and older ones are out of range."""
    ring = RingBuffer(("a",), slots_log2, "t")
    for value in values:
        ring.add("a", str(value), "t")
    kept = ring.sample(None, 100, lambda _: True).observations
    assert [o.sequence for o in kept] == list(range(ring.first_sequence, ring.next_sequence))
    assert len(kept) <= ring.size
    assert len(ring.sample(ring.first_sequence, count, lambda _: True).observations) == min(count, len(kept))
    with pytest.raises(OutOfRangeError):
        ring.sample(ring.first_sequence - 1, 1, lambda _: True)
