"""Declared against observed: item by item, and nothing that was not seen is called a failure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture import plain
from sekisho.capture.sealed.record import Kind, Record
from sekisho.capture.topology.compared import topology_of
from sekisho.capture.topology.difference import Status
from sekisho.capture.topology.observed import observed
from tests.capture.network import DEVICE, FILE, compared, neighbour, reached, record, statuses


def test_what_is_declared_and_seen_agrees():
    """The machine at its address with its MAC address and port, and the collector's own link, agree."""
    found = compared(reached(), neighbour())
    assert statuses(found, "node") == {"mes": "not_observed", "mc-1": "agrees", "collector": "agrees"}
    assert statuses(found, "address")["mc-1"] == "agrees"
    assert statuses(found, "mac") == {"mc-1": "agrees"}
    assert statuses(found, "port") == {"mc-1": "agrees"}
    assert statuses(found, "link")["collector → mc-1"] == "agrees"


def test_links_between_others_are_not_observed():
    """The collector sees its own connections only; what two others say to each other is never called absent."""
    links = statuses(compared(reached()), "link")
    assert links["mes → mc-1"] == links["mc-1 → mes"] == "not_observed"


@pytest.mark.parametrize(
    ("records", "item", "subject"),
    [
        ([reached(peer="192.0.2.12", host="192.0.2.12")], "address", "mc-1"),
        ([reached(), neighbour("00:00:5e:00:53:99")], "mac", "mc-1"),
        ([reached(port=4841)], "port", "mc-1"),
        ([reached(port=4841)], "link", "collector → mc-1"),
    ],
)
def test_what_is_other_than_declared_differs(records, item, subject):
    """Another address, MAC address or port is a difference, with both values in the row."""
    found = compared(*records)
    assert statuses(found, item)[subject] == "differs"
    row = next(row for row in found.rows if row.item == item and row.status is Status.DIFFERS)
    assert row.declared
    assert row.observed
    assert row.declared != row.observed


def test_a_protocol_of_any_name_is_judged():
    """A sealed name with blanks in it, as only a bent collector writes, is told like any other."""
    found = compared(reached(protocol="opc-ua of ours"))
    assert statuses(found, "port")["mc-1"] == "not_declared"


def test_a_machine_without_its_address_in_the_file_is_known_by_the_plans_name():
    """The plan says which machine is meant; only the address then differs."""
    found = compared(reached(peer="198.51.100.9", host="198.51.100.9"))
    assert statuses(found, "node")["mc-1"] == "agrees"
    assert statuses(found, "address")["mc-1"] == "differs"


def test_a_second_address_of_the_plan_is_another_node_when_the_machine_is_where_it_was_declared():
    """An agent on a computer of its own is not taken for the machine."""
    agent = reached("http://192.0.2.14:5000", protocol="mtconnect", host="192.0.2.14", port=5000, peer="192.0.2.14")
    found = compared(reached(), agent)
    assert statuses(found, "node")["spoken_to:192.0.2.14"] == "not_declared"
    assert statuses(found, "link")["collector → spoken_to:192.0.2.14"] == "not_declared"


def test_a_border_of_zones_that_no_router_showed_is_named():
    """Two zones on one segment differ from what was declared; a router between them agrees."""
    text = FILE.replace('kind = "collector"\nzone = "cell"', 'kind = "collector"\nzone = "site"')
    on_one = compared(reached(), neighbour(), text=text)
    assert statuses(on_one, "zone") == {"collector → mc-1": "differs"}
    routed = compared(reached(next_hop="192.0.2.1"), neighbour("00:00:5e:00:53:02", "192.0.2.1"), text=text)
    assert statuses(routed, "zone") == {"collector → mc-1": "agrees"}
    assert statuses(routed, "node")["next_router:192.0.2.1"] == "not_declared"
    assert statuses(compared(reached(), neighbour()), "zone") == {}


def test_behind_a_router_no_mac_address_is_the_machines():
    """A MAC address is the next router's there, and the machine's stays unobserved."""
    found = compared(reached(next_hop="192.0.2.1"), neighbour("00:00:5e:00:53:02", "192.0.2.1"))
    assert statuses(found, "mac") == {"mc-1": "not_observed"}


def test_an_endpoint_that_did_not_answer_is_not_observed():
    """Nothing is concluded from silence."""
    found = compared(reached(connect_us=None, hello_us=None, peer="", local="", error="TimeoutError"))
    assert set(statuses(found, "node").values()) == {"not_observed"}


def test_a_switch_is_known_by_its_name_and_the_cable_to_it_is_seen():
    """What LLDP heard is a node, and the collector's cable to it agrees."""
    text = FILE + '\n[[nodes]]\nid = "sw-1"\nname = "Switch"\nkind = "switch"\nzone = "cell"\n'
    text += '\n[[links]]\nfrom = "collector"\nto = "sw-1"\nprotocol = "ethernet"\n'
    heard = record(Kind.SWITCH, {"name": "sw-1", "chassis": "00:00:5e:00:53:07", "addresses": [], "port": "3"})
    found = compared(reached(), heard, text=text)
    assert statuses(found, "node")["sw-1"] == "agrees"
    assert statuses(found, "link")["collector → sw-1"] == "agrees"


def test_without_a_declaration_nothing_differs():
    """A capture without a topology file shows what was observed, and no differences."""
    judged = topology_of([reached(), neighbour()], DEVICE)
    assert judged is not None
    value = judged.as_json()
    assert value["declared"] is None
    assert value["differences"] == []
    assert {node["status"] for node in value["nodes"]} == {"observed"}
    assert {link["status"] for link in value["links"]} == {"observed"}


def test_a_capture_that_did_not_look_has_no_topology():
    """Bundles of collectors that did not look at the network stay readable."""
    assert topology_of([Record(Kind.BEAT, 1, 1, b"")], DEVICE) is None


def test_a_sealed_declaration_that_cannot_be_read_is_named_and_not_used():
    """The observation stands; the problems of the file are told."""
    judged = topology_of([Record(Kind.DECLARED_TOPOLOGY, 1, 1, b"no toml ="), reached()], DEVICE)
    assert judged is not None
    assert judged.declared is None
    assert "topology.no_toml" in {problem.code for problem in judged.problems}


def test_an_endpoint_that_was_reached_once_stays_reached():
    """A capture that was paused looks again; an answer is not taken back by a later silence."""
    found = observed([reached(), reached(connect_us=None)])
    assert [reach.is_reached for reach in found.reaches] == [True]


def test_a_note_of_the_network_that_is_a_book_is_named():
    """What a collector notes of one way is short; a megabyte of it is no note and costs nothing."""
    found = observed([Record(Kind.REACHED, 1, 1, b'{"url":"' + b"x" * 1_000_000 + b'"}')])
    assert [(one.code, one.place) for one in found.problems] == [("record.unreadable", "record.1")]


KINDS = st.sampled_from([Kind.DECLARED_TOPOLOGY, Kind.REACHED, Kind.NEIGHBOUR, Kind.ANNOUNCED, Kind.SWITCH])
PLAIN = st.dictionaries(
    st.sampled_from(["url", "host", "port", "peer", "addresses", "next_hop", "address", "mac", "name", "source"]),
    st.none()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
    | st.lists(st.text("ab:.", max_size=4), max_size=3),
)


@given(st.lists(st.tuples(KINDS, st.binary(max_size=60) | PLAIN.map(plain.as_bytes)), max_size=6))
def test_any_sealed_records_are_judged(records):
    """Whatever a collector sealed, the judgement is made of values; what cannot be read is named."""
    judged = topology_of([Record(kind, 1, 1, data) for kind, data in records], DEVICE)
    if judged is not None:
        plain.as_bytes(judged.as_json())
