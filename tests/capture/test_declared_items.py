"""DataItems an agent declares, held against what is asked of a category."""

from datetime import date

from sekisho.capture.companion.declared_items import declared, item_rows
from sekisho.capture.companion.profile import table_of
from sekisho.capture.mtconnect.document import parse
from sekisho.capture.replay.history import Fetched, History
from sekisho.capture.sealed.record import Kind, Record

SPACE = "urn:mtconnect.org:MTConnectDevices:1.7"
ITEMS = (
    '<DataItems><DataItem id="{id}-avail" category="EVENT" type="AVAILABILITY"/></DataItems><Components>'
    '<Path id="{id}-path"><DataItems><DataItem id="{id}-exec" category="EVENT" type="EXECUTION"/></DataItems></Path>'
    "</Components>"
)
AGENT = (
    '<Agent id="agent" name="Agent" uuid="A.0001"><DataItems>'
    '<DataItem id="agent-avail" category="EVENT" type="AVAILABILITY"/></DataItems></Agent>'
)


def device(name):
    """Give a device with the items asked of a line."""
    return f'<Device id="{name}" name="{name}" uuid="EX.{name}">{ITEMS.format(id=name)}</Device>'


def rows(*devices):
    """Give how the items of these devices come out for a line, by path."""
    inner = f'<Header instanceId="1"/><Devices>{"".join(devices)}</Devices>'
    body = f'<MTConnectDevices xmlns="{SPACE}">{inner}</MTConnectDevices>'.encode()
    at = Record(Kind.DOCUMENT, 1, 1, b"200\n" + body)
    history = History(fetched=[Fetched("http://127.0.0.1/probe", at, at, 200, parse(body))])
    table = table_of("line", date(2026, 7, 3))
    assert table is not None
    return {row.as_json()["path"]: row.status for row in item_rows(declared(history), table)}


def test_line_of_two_devices_is_declared_whole():
    """Items and devices are observed where two machines declare them."""
    assert set(rows(device("M1"), device("M2")).values()) == {"observed"}


def test_agent_itself_is_no_machine_of_a_line():
    """One machine beside the agent's own device is one machine, wherever the agent stands in the document."""
    wanted = {"AVAILABILITY": "observed", "EXECUTION": "observed", "Device × 2": "absent"}
    assert rows(AGENT, device("M1")) == rows(device("M1"), AGENT) == wanted


def test_what_an_agent_tells_of_itself_is_no_machines_item():
    """An agent that is available says nothing of a machine."""
    assert rows(AGENT)["AVAILABILITY"] == "absent"
