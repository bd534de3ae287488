"""What the system tells of a way, as each system prints it; asked for one address at a time."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture.topology import mdns, system
from sekisho.capture.topology.lldp import switches_of
from sekisho.capture.topology.system import Neighbour, Route
from tests.capture.network import network

IP_NEIGH = json.dumps(
    [
        {"dst": "192.0.2.11", "dev": "eth0", "lladdr": "00:00:5E:00:53:01", "state": ["REACHABLE"]},
        {"dst": "192.0.2.12", "dev": "eth0", "state": ["FAILED"]},
    ]
)
ARP_FILE = """IP address       HW type     Flags       HW address            Mask     Device
192.0.2.11       0x1         0x2         00:00:5e:00:53:01     *        eth0
192.0.2.12       0x1         0x0         00:00:00:00:00:00     *        eth0
"""
POWERSHELL_NEIGH = (
    '{"InterfaceAlias": "イーサネット", "IPAddress": "192.0.2.11", "LinkLayerAddress": "00-00-5E-00-53-01"}'
)
ARP_A_JAPANESE = """
インターフェイス: 192.0.2.77 --- 0x4
  インターネット アドレス 物理アドレス           種類
  192.0.2.11            00-00-5e-00-53-01     動的
  192.0.2.255           ff-ff-ff-ff-ff-ff     静的
"""
ROUTE_FILE = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth1\t006433C6\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
"""
FOUND = Neighbour("192.0.2.11", "00:00:5e:00:53:01", "eth0")


@pytest.mark.parametrize(
    ("read", "text", "interface"),
    [
        (system.neighbours_of_ip, IP_NEIGH, "eth0"),
        (system.neighbours_of_arp_file, ARP_FILE, "eth0"),
        (system.neighbours_of_powershell, POWERSHELL_NEIGH, "イーサネット"),
        (system.neighbours_of_powershell, f"[{POWERSHELL_NEIGH}]", "イーサネット"),
        (system.neighbours_of_arp, ARP_A_JAPANESE, ""),
    ],
)
def test_each_system_names_a_neighbour_in_its_own_way(read, text, interface):
    """One neighbour that was resolved; those that were not, and addresses of everybody, are none."""
    assert read(text) == [Neighbour("192.0.2.11", "00:00:5e:00:53:01", interface)]


def test_a_route_is_the_one_with_the_longest_mask():
    """Linux's own table holds the address in a network of its own before the way to everywhere."""
    assert system.route_of_route_file(ROUTE_FILE, "198.51.100.9") == Route("eth1", "")
    assert system.route_of_route_file(ROUTE_FILE, "203.0.113.9") == Route("eth0", "192.0.2.1")
    assert system.route_of_route_file(ROUTE_FILE, "2001:db8::1") is None


def test_windows_tells_the_next_router_or_none():
    """Find-NetRoute prints the computer's own address and the route; all zeros mean the same segment."""
    own = {"InterfaceAlias": "Ethernet", "NextHop": None}
    for hop, router in (("192.0.2.1", "192.0.2.1"), ("0.0.0.0", ""), ("::", "")):  # noqa: S104 - because Windows prints it
        route = {"InterfaceAlias": "Ethernet", "NextHop": hop}
        assert system.route_of_powershell(json.dumps([own, route])) == Route("Ethernet", router)


async def test_linux_without_its_programs_reads_its_files():
    """Where ip is not installed the same is read of /proc."""
    bare = network({}, {"/proc/net/arp": ARP_FILE, "/proc/net/route": ROUTE_FILE})
    assert await bare.neighbour("192.0.2.11") == FOUND
    assert await bare.route("198.51.100.9") == Route("eth1", "")
    assert await bare.neighbour("192.0.2.200") is None


async def test_windows_is_asked_for_one_address():
    """The whole table of the plant is never asked for."""
    asked = []

    async def run(command):
        asked.append(" ".join(command))
        return ARP_A_JAPANESE if command[0] == "arp" else ""

    windows = system.System("win32", run)
    assert await windows.neighbour("192.0.2.11") == Neighbour("192.0.2.11", "00:00:5e:00:53:01", "")
    assert await windows.route("192.0.2.11") is None
    assert all("192.0.2.11" in line for line in asked)


@pytest.mark.parametrize("address", ["", "machine", "192.0.2.1; reboot", "$(reboot)", "127.0.0.1", "::1"])
async def test_what_is_no_address_reaches_no_program(address):
    """A name, a command or a loopback address is asked of nobody."""

    async def run(command):
        raise AssertionError(command)

    assert await system.System("linux", run).neighbour(address) is None
    assert address.startswith(("127", "::")) or await system.System("win32", run).route(address) is None


async def test_this_systems_own_programs_answer_or_stay_silent():
    """A program that is absent, or leaves with an error, is silence."""
    assert await system.run_program(("no-such-program-here",)) == ""
    assert await system.run_program(("false",)) == ""
    assert await system.run_program(("echo", "x")) == "x\n"


LLDP = {
    "lldp": {
        "interface": {
            "eth0": {
                "chassis": {
                    "sw-1": {"id": {"type": "mac", "value": "00:00:5e:00:53:07"}, "mgmt-ip": ["192.0.2.2", "fe80::1"]}
                },
                "port": {"id": {"type": "ifname", "value": "Gi1/0/3"}, "descr": "cell 2"},
            }
        }
    }
}


def test_lldpd_is_read_in_both_of_its_forms():
    """One neighbour is a table, several are a list of tables."""
    (switch,) = switches_of(json.dumps(LLDP))
    assert (switch.name, switch.chassis, switch.port, switch.interface) == (
        "sw-1",
        "00:00:5e:00:53:07",
        "Gi1/0/3",
        "eth0",
    )
    assert switch.addresses == ("192.0.2.2", "fe80::1")
    listed = {"lldp": {"interface": [LLDP["lldp"]["interface"]]}}
    assert switches_of(json.dumps(listed)) == [switch]
    nameless = {"lldp": {"interface": {"eth1": {"chassis": {"id": {"value": "00:00:5e:00:53:08"}}}}}}
    assert switches_of(json.dumps(nameless))[0].chassis == "00:00:5e:00:53:08"


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(["lldp", "interface", "chassis", "id", "value", "port", "dst", "dev"]), below)
    ),
    max_leaves=12,
)


@given(st.text(max_size=80) | JSON.map(json.dumps))
def test_any_text_a_program_prints_is_read(text):
    """Whatever a program prints, the readers answer with values."""
    readers = (system.neighbours_of_ip, system.neighbours_of_arp_file, system.neighbours_of_powershell)
    for read in (*readers, system.neighbours_of_arp, system.route_of_ip, system.route_of_powershell, switches_of):
        read(text)
    system.route_of_route_file(text, "192.0.2.1")


def announcement() -> bytes:
    """Give an mDNS answer with one instance, its name continued by a pointer into the question."""
    asked = mdns.question()
    record = b"\xc0\x0c" + b"\x00\x0c\x00\x01\x00\x00\x00\x0a\x00\x07" + b"\x04mc-1\xc0\x0c"
    return b"\0\0\x84\0\0\x01\0\x01\0\0\0\0" + asked[12:] + record


def test_an_mdns_answer_names_its_instances():
    """Compressed names are followed."""
    assert mdns.names_of(announcement()) == ("mc-1",)


def test_a_name_that_points_at_itself_ends():
    """A loop of pointers is refused."""
    with pytest.raises(mdns.MalformedAnswerError):
        mdns.names_of(b"\0\0\x84\0\0\x01\0\0\0\0\0\0\xc0\x0c\0\x0c\0\1")


@given(st.binary(max_size=120) | st.binary(max_size=60).map(lambda tail: announcement()[:40] + tail))
def test_any_mdns_answer_is_read_or_refused(data):
    """Whatever comes back, it is read or refused by its own error."""
    with contextlib.suppress(mdns.MalformedAnswerError):
        mdns.names_of(data)
