"""Nameplates of OPC 10000-100: robots, controllers and vision systems are matched, their parts never are."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from asyncua import Server, ua

from sekisho.capture.collect.probe import probe
from sekisho.capture.judge.interface import sheet_of_bundle
from sekisho.capture.judge.nameplate import MOST_CLAIMS, claims_of, incomplete, mismatches, remarks_of
from sekisho.capture.opcua.binary import DataValue, NodeId
from sekisho.capture.opcua.device_set import DEVICE_SET, DI, MACHINERY, MOST_DEVICES, PLCOPEN, ROBOTICS, DeviceSet
from sekisho.capture.opcua.service import Reference
from sekisho.capture.opcua.walk import OBJECT, VARIABLE
from sekisho.capture.plan.capture_plan import Identity
from sekisho.capture.replay.history import MACHINES, NAMESPACES, Connection, History
from sekisho.capture.text import LANGUAGES, describe
from tests.capture.conftest import Made, carry_out, history_of, plan_for
from tests.peers.node_opcua import free_port, node_opcua_machine
from tests.peers.proxy import Proxy

PLATE = {"manufacturer": "Peer Machine Works", "model": "PM-7", "serial": "PM7-0042"}
OWN = Identity("Peer Machine Works", "PM-7", "PM7-0042")
#: What each machine of another maker holds; in PLATES its own serial number, and that of its parts.
PEERS = {
    "robot": {"KIND": "robot", "PLATES": "PM7-0042,PART-1"},
    "robot_by_part": {"KIND": "robot", "PLATES": "ARM-9,PM7-0042"},
    "seeing": {"KIND": "seeing", "PLATES": "PM7-0042"},
    "plc": {"KIND": "plc", "PLATES": "PM7-0042", "MAX_READ": "5", "MAX_BROWSE": "3", "MAX_POINTS": "1"},
    "vision": {"KIND": "vision"},
    "tool_beside_robot": {"KIND": "machinetool,robot"},
}  # fmt: skip
WHERE = {
    "robot": "DeviceSet/MC-1/MotionDevices/Arm", "seeing": "DeviceSet/MC-1", "plc": "DeviceSet/MC-1/Resources/CPU1",
}  # fmt: skip


@pytest.fixture(scope="module")
def captures(tmp_path_factory, collector):
    """One capture of each machine and a probe of the robot, two at a time."""

    def make(name):
        place, trusted = tmp_path_factory.mktemp(name), [collector.client_certificate]
        with node_opcua_machine(place, PLATE, trusted, **PEERS[name]) as told:
            plan = plan_for(told["machine"])
            bundle = asyncio.run(carry_out(plan, collector))
            report = asyncio.run(probe(told["opcua_url"], collector)) if name == "robot" else None
            return Made(plan, bundle, collector, told | {"probed": report})

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(PEERS, pool.map(make, PEERS), strict=True))


@pytest.mark.parametrize("name", WHERE)
def test_machine_with_a_nameplate_of_di_is_matched(captures, name):
    """A robot by its arm, a vision system by its own device, a controller by its resource: which one it was is said."""
    judged = captures[name].judge()
    assert "L2" in judged.reached
    (claim,) = judged.claims
    assert (claim.place, claim.said["serial"]) == (WHERE[name], "PM7-0042")
    (remark,) = [one for one in judged.remarks if one.code.startswith("l2.")]
    assert (remark.code, remark.facts["place"]) == ("l2.device", WHERE[name])
    assert all(describe(remark, language) for language in LANGUAGES)
    assert judged.as_json()["claims"][0]["place"] == WHERE[name]


def test_robots_controller_or_motor_is_not_the_machine(captures):
    """A robot whose controller and motor claim the registered serial number, and whose arm does not, is not matched."""
    judged = captures["robot_by_part"].judge()
    assert "L2" not in judged.reached
    assert [(one.code, one.place) for one in judged.entries[2].reasons] == [("l2.differs", "serial")]
    assert {claim.said["serial"] for claim in judged.claims} == {"ARM-9"}
    assert judged.identifiers >= {"serial PEERMACHINEWORKS/ARM-9"}


def test_vision_system_without_any_nameplate_says_what_to_set_up(captures):
    """OPC 40100-1 alone names nobody: not observed, and the remedy names DI's nameplate."""
    judged = captures["vision"].judge()
    (reason,) = judged.entries[2].reasons
    assert reason.code == "l2.no_identification"
    assert "10000-100" in describe(reason, "en")


def test_identification_of_machinery_comes_first(captures):
    """Where a server names its machine by OPC 40001-1, a robot that stands in DeviceSet is no second claim."""
    judged = captures["tool_beside_robot"].judge()
    assert "L2" in judged.reached
    assert {claim.place for claim in judged.claims} == {""}


def test_probe_tells_the_nameplate_of_a_robot(captures):
    """Before any plan the probe says that identity can be had, and from where."""
    report = captures["robot"].told["probed"]
    assert report.level == "L2"
    assert [one["place"] for one in report.facts["claims"]] == [WHERE["robot"]]
    assert not [problem for problem in report.problems if problem.code.startswith("l2.")]


def test_interface_sheet_bears_the_robots_name(captures):
    """The sheet read from a capture says whose machine it is."""
    sheet = sheet_of_bundle(captures["robot"].bundle)
    assert (sheet.maker, sheet.product) == ("Peer Machine Works", "PM-7")


async def test_nameplates_are_read_in_every_session(tmp_path, collector):
    """After a reconnect the devices are read anew, so that another machine behind the same address would be seen."""
    with node_opcua_machine(tmp_path, PLATE, [collector.client_certificate], **PEERS["robot"]) as told:
        async with Proxy(told["opcua_port"]) as proxy:
            url = told["opcua_url"].replace(str(told["opcua_port"]), str(proxy.port))
            machine = told["machine"] | {"opcua": told["machine"]["opcua"] | {"endpoint": url}}
            happened = []

            def cut_once(problem):
                if problem.code == "progress.capturing" and problem.facts["seconds"] >= 1 and not happened:
                    happened.append(proxy.cut())
                    asyncio.get_running_loop().call_later(0.5, proxy.mend)

            bundle = await carry_out(plan_for(machine, duration_s=5), collector, on_progress=cut_once)
    made = Made(plan_for(machine, duration_s=5), bundle, collector, told)
    read = [session.nameplates() for session in history_of(bundle).epochs]
    assert len(read) >= 2
    assert all(names == read[0] for names in read)
    assert "L2" in made.judge().reached


# Servers written by hand: what stands where, and what it says.

URIS = ["http://opcfoundation.org/UA/", "urn:own", DI, ROBOTICS, PLCOPEN, MACHINERY]
ROOT, PLAIN = NodeId(2, DEVICE_SET), NodeId(0, 58)


class Told:
    """A session whose address space a test writes: ``put`` adds an object, ``say`` a property of its nameplate."""

    def __init__(self):
        self.session = Connection({}, 0)
        self.session.values[NodeId(0, NAMESPACES)] = DataValue(URIS, 0, None, None)
        self._next = 0

    def put(self, above, name, namespace=1, kind=PLAIN, node=None):
        self._next += 1
        node = node or NodeId(1, self._next)
        below = self.session.references.setdefault(above, [])
        below.append(Reference(NodeId(0, 47), node, (namespace, name), OBJECT, kind))
        self.session.references.setdefault(node, [])
        return node

    def say(self, node, name, value, status=0):
        self._next += 1
        place = NodeId(1, self._next)
        reference = Reference(NodeId(0, 46), place, (2, name), VARIABLE, NodeId(0, 68))
        self.session.references[node].append(reference)
        if value is not None:
            self.session.values[place] = DataValue(value, status, None, None)

    def device(self, name, serial, above=ROOT, maker="Peer Machine Works", **where):
        node = self.put(above, name, **where)
        for prop, value in (("Manufacturer", maker), ("Model", "PM-7"), ("SerialNumber", serial)):
            self.say(node, prop, value)
        return node


def judged(*told, device="MC-1", expected=OWN):
    """Give claims, what keeps the identity from being matched, and remarks."""
    history = History(connections=[one.session for one in told])
    claims = claims_of(history, device, expected)
    return claims, [one.code for one in mismatches(claims, expected)], [*remarks_of(history, claims, expected)]


def test_one_of_several_devices_is_the_machine():
    """Drives and modules stand in DeviceSet as well; the one with the registered serial number is told."""
    told = Told()
    for number in range(5):
        told.device(f"IO{number}", f"IO-{number}")
    told.device("Robot", "pm7-0042")
    claims, problems, remarks = judged(told)
    assert ([claim.place for claim in claims], problems) == (["DeviceSet/Robot"], [])
    assert [(one.code, one.facts) for one in remarks] == [("l2.device", {"place": "DeviceSet/Robot", "devices": 6})]


def test_device_of_the_plans_name_is_meant():
    """Where a device bears the name the plan gives, no other is taken for it."""
    told = Told()
    told.device("MC-1", "OTHER")
    told.device("Spare", "PM7-0042")
    assert judged(told)[1] == ["l2.differs"]


def test_no_device_with_the_serial_number_is_one_sentence():
    """Where none claims it, what is claimed is listed once, and every language says so."""
    told = Told()
    for number in range(50):
        told.device(f"IO{number}", f"IO-{number}")
    claims, problems, _ = judged(told)
    assert problems == ["l2.no_such_device"]
    (problem,) = mismatches(claims, OWN)
    assert "IO-7" in str(problem.facts["devices"])
    assert "IO-8" not in str(problem.facts["devices"])
    assert all(describe(problem, language) for language in LANGUAGES)


def test_what_stands_below_another_device_does_not_count():
    """A component below a device, and a part that is listed in DeviceSet too, are parts all the same."""
    told = Told()
    cell = told.device("Cell", "CELL-1")
    told.device("Drive", "PM7-0042", above=cell)
    controllers = told.put(cell, "Controllers", namespace=3)
    controller = told.device("Cabinet", "PM7-0042", above=controllers)
    told.put(ROOT, "Cabinet", node=controller)
    told.device("Motor", "PM7-0042", kind=NodeId(3, 1019))
    part = told.device("Spindle", "PM7-0042")
    told.put(part, "Identification", namespace=2, kind=NodeId(5, 1005))
    claims, problems, _ = judged(told)
    assert ([claim.place for claim in claims], problems) == (["DeviceSet/Cell"], ["l2.differs"])


def test_identification_group_of_a_device_is_read():
    """A device that has its nameplate in its Identification says the same as one that has it directly."""
    told = Told()
    device = told.put(ROOT, "Camera")
    group = told.put(device, "Identification", namespace=2)
    for name, value in (("Manufacturer", OWN.manufacturer), ("Model", OWN.model), ("SerialNumber", OWN.serial)):
        told.say(group, name, value)
    assert judged(told)[1] == []


def test_two_arms_are_two_claims():
    """Of a system with two motion devices the one that is registered is matched."""
    told = Told()
    arms = told.put(told.put(ROOT, "Cell"), "MotionDevices", namespace=3)
    told.device("Left", "PM7-0041", above=arms)
    told.device("Right", "PM7-0042", above=arms)
    claims, problems, _ = judged(told)
    assert ([claim.place for claim in claims], problems) == (["DeviceSet/Cell/MotionDevices/Right"], [])
    assert judged(told, expected=replace(OWN, serial="PM7-0043"))[1] == ["l2.no_such_device"]


def test_a_device_has_to_say_all_three():
    """DI makes no instance name mandatory, so maker, model and serial number have to be said, and agree."""
    told = Told()
    device = told.put(ROOT, "Robot")
    told.say(device, "SerialNumber", "PM7-0042")
    claims, _, _ = judged(told)
    assert [(one.code, one.place) for one in incomplete(claims)] == [
        ("l2.incomplete", "manufacturer"), ("l2.incomplete", "model"),
    ]  # fmt: skip
    other = Told()
    other.device("Robot", "PM7-0042", maker="Somebody Else")
    assert judged(other)[1] == ["l2.differs"]


def test_machinery_wins_and_a_contradiction_is_said():
    """Machines/Identification is the machine's; devices that all say otherwise are told beside it."""
    told = Told()
    machine = told.put(NodeId(5, MACHINES), "MC-1")
    place = told.put(machine, "Identification", namespace=2)
    said = {"Manufacturer": OWN.manufacturer, "SerialNumber": OWN.serial, "ProductInstanceUri": "urn:x:1"}
    for name, value in said.items():
        told.say(place, name, value)
    told.device("MC-1", "OTHER")
    claims, problems, remarks = judged(told)
    assert ([claim.place for claim in claims], problems) == ([""], [])
    (remark,) = remarks
    assert remark.code == "l2.devices_differ"
    assert remark.facts == {"claimed": "PM7-0042", "devices": "DeviceSet/MC-1: OTHER"}
    assert all(describe(remark, language) for language in LANGUAGES)
    told.device("Same", "PM7-0042")
    assert judged(told)[2] == []


def test_device_does_not_help_a_machine_that_names_itself_otherwise():
    """Where Machines/Identification claims another serial number, a device with the registered one changes nothing."""
    told = Told()
    place = told.put(told.put(NodeId(5, MACHINES), "MC-1"), "Identification", namespace=2)
    told.say(place, "SerialNumber", "OTHER")
    told.device("MC-1", "PM7-0042")
    claims, problems, _ = judged(told)
    assert ([claim.place for claim in claims], problems) == ([""], ["l2.differs"])


def test_device_is_not_taken_where_machines_are_named():
    """A server that names its machines by OPC 40001-1, none of them as the plan does, is not searched for another."""
    told = Told()
    for name in ("A", "B"):
        place = told.put(told.put(NodeId(5, MACHINES), name), "Identification", namespace=2)
        told.say(place, "SerialNumber", f"S-{name}")
    told.device("Spare", "PM7-0042")
    assert judged(told)[:2] == ([], ["l2.no_identification"])


def test_machine_exchanged_in_the_midst_is_not_matched():
    """One session shows the registered robot and the next another one: both stand, and the level is not observed."""
    first, second = Told(), Told()
    first.device("Robot", "PM7-0042")
    second.device("Robot", "OTHER")
    assert judged(first, second)[1] == ["l2.no_such_device"]


def test_reading_that_was_cut_off_claims_nothing():
    """A session lost before the nameplates were read says nothing against the one that read them."""
    whole, cut = Told(), Told()
    whole.device("Robot", "PM7-0042")
    cut.device("IO", "IO-1")
    cut.device("Robot", None)
    assert judged(whole, cut)[1] == []
    assert judged(cut)[:2] == ([], ["l2.no_identification"])


def test_ten_thousand_devices_are_bounded():
    """So many devices are looked at as of machines; that a server has more makes it no slower to judge."""
    told = Told()
    for number in range(10_000):
        told.device(f"D{number}", f"S-{number}")
    assert len(told.session.nameplates()) == MOST_DEVICES
    assert judged(told, expected=replace(OWN, serial="S-7"))[1] == []
    claims, problems, _ = judged(told)
    assert (len(claims), problems) == (MOST_CLAIMS + 1, ["l2.too_many_claims"])


def test_circles_come_to_an_end():
    """Folders that lead back to DeviceSet or to the device itself are walked once, and name each device once."""
    told = Told()
    robot = told.device("Robot", "PM7-0042")
    told.put(robot, "MotionDevices", namespace=3, node=ROOT)
    told.put(robot, "Resources", namespace=4, node=robot)
    told.put(ROOT, "DeviceSet", node=ROOT)
    told.put(ROOT, "Robot", node=robot)
    claims, problems, _ = judged(told)
    assert ([claim.place for claim in claims], problems) == (["DeviceSet/Robot"], [])
    seen = {}
    devices = DeviceSet(URIS, seen)
    for _ in range(6):
        seen |= {node: told.session.references.get(node, []) for node in devices.unseen()}
    assert devices.unseen() == []


@pytest.mark.parametrize("value", [["PM7-0042"], b"PM7-0042", 1.5, True, None, {"a": 1}])
def test_serial_number_that_is_no_text_is_none(value):
    """An array, bytes, a truth value or nothing is not a serial number."""
    told = Told()
    told.device("Robot", value if value is not None else ["x"])
    (claim,), problems, _ = judged(told)
    assert (claim.said["serial"], problems) == ("", ["l2.incomplete"])


def test_bad_status_says_nothing():
    """The last good serial number under a bad status is not the machine's."""
    told = Told()
    told.say(told.put(ROOT, "Robot"), "SerialNumber", "PM7-0042", status=0x808B0000)
    assert judged(told)[1] == ["l2.no_identification"]


def test_text_without_end_is_cut_and_equals_nothing():
    """Megabytes of a name are neither matched, nor found again elsewhere, nor shown whole."""
    told = Told()
    told.device("R" * 1_000_000, "PM7-0042" + "9" * 1_000_000)
    (claim,), problems, _ = judged(told)
    assert problems == ["l2.differs"]
    assert max(len(text) for text in (claim.place, claim.shown, *claim.said.values())) < 600


async def test_asyncua_server_with_many_devices_is_read_within_its_bounds(collector):
    """From a server of the client's own library as well the first devices are read, and the machine among them."""
    server, url = Server(), f"opc.tcp://127.0.0.1:{free_port()}/test"
    await server.init()
    server.set_endpoint(url)
    await server.set_application_uri("urn:test:devices")
    server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
    own = await server.register_namespace("urn:test:own")
    number = await server.register_namespace(DI)
    root = await server.nodes.objects.add_folder(ua.NodeId(DEVICE_SET, number), ua.QualifiedName("DeviceSet", number))
    for serial in range(MOST_DEVICES + 20):
        device = await root.add_object(own, f"D{serial}")
        for name, value in (("Manufacturer", "M"), ("Model", "P"), ("SerialNumber", f"S-{serial}")):
            await device.add_property(number, name, value)
    axis = await device.get_parent()
    variable = await axis.add_variable(own, "x", 0.0)
    async with server:
        machine = {
            "device": "Cell", "identity": {"manufacturer": "M", "model": "P", "serial": "S-150"},
            "opcua": {"endpoint": url, "trust_on_first_use": True},
            "signals": [{"name": "x", "kind": "number", "node": f"nsu=urn:test:own;i={variable.nodeid.Identifier}"}],
        }  # fmt: skip
        plan = plan_for(machine)
        made = Made(plan, await carry_out(plan, collector), collector, {})
    assert len(history_of(made.bundle).sessions[-1].nameplates()) == MOST_DEVICES
    assert "L2" in made.judge().reached
    assert "L2" not in made.judge(expected_identity=Identity("M", "P", "S-999")).reached
