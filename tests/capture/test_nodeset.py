"""Reading NodeSet2 files, and the lists of mandatory nodes this project ships, held against lists written by hand."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture.companion.nodeset.__main__ import as_text, derived, main
from sekisho.capture.companion.nodeset.listing import listings, nearest, version_key
from sekisho.capture.companion.nodeset.model import Models
from sekisho.capture.companion.nodeset.reader import UnusableNodeSetError, read_nodeset
from sekisho.capture.companion.profile import models_checked, profiles, table_of
from tests.peers.node_opcua import ROOT

NODESETS = ROOT / "node_modules" / "node-opcua-nodesets" / "nodesets"
SHIPPED = ROOT / "src" / "sekisho" / "capture" / "companion" / "nodeset" / "data"
SPACE = "http://opcfoundation.org/UA/2011/03/UANodeSet.xsd"
MACHINERY, ROBOTICS = "http://opcfoundation.org/UA/Machinery/", "http://opcfoundation.org/UA/Robotics/"
MACHINE_TOOL, CNC = "http://opcfoundation.org/UA/MachineTool/", "http://opcfoundation.org/UA/CNC"
VISION, PACKML = "http://opcfoundation.org/UA/MachineVision", "http://opcfoundation.org/UA/PackML/"
JOBS, PLCOPEN = "http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/", "http://PLCopen.org/OpcUa/IEC61131-3/"

#: By hand from reference/interop.md 5.2: a type's mandatory nodes as one reads them there, nameplates included. What
#: the general types add below them (Id of a CurrentState, EURange, EngineeringUnits, numbers of states) is not named.
BY_HAND = {
    (MACHINERY, "i=1012"): "Manufacturer ProductInstanceUri SerialNumber",
    (MACHINERY, "i=1005"): "Manufacturer SerialNumber",
    (PLCOPEN, "i=1001"): "Resources Resources/SupportedTypes",
    (PLCOPEN, "i=1002"): (
        "Manufacturer Model SerialNumber DeviceManual DeviceRevision HardwareRevision SoftwareRevision RevisionCounter"
        " Tasks Tasks/SupportedTypes Programs Programs/SupportedTypes"
    ),
    (PLCOPEN, "i=1006"): "Priority",
    (ROBOTICS, "i=1013"): (
        "ParameterSet ParameterSet/EmergencyStop ParameterSet/ProtectiveStop ParameterSet/OperationalMode"
    ),
    (ROBOTICS, "i=1011"): (
        "ComponentName ParameterSet ParameterSet/TaskProgramName ParameterSet/TaskProgramLoaded"
    ),
    (ROBOTICS, "i=16601"): "MotionProfile ParameterSet ParameterSet/ActualPosition",
    (ROBOTICS, "i=1003"): (
        "Manufacturer Model ProductCode SerialNumber CurrentUser CurrentUser/Level Software Software/<>"
        " Software/<>/Manufacturer Software/<>/Model Software/<>/SoftwareRevision TaskControls TaskControls/<>"
        " TaskControls/<>/ComponentName TaskControls/<>/ParameterSet TaskControls/<>/ParameterSet/TaskProgramName"
        " TaskControls/<>/ParameterSet/TaskProgramLoaded"
    ),
    (ROBOTICS, "i=1004"): (
        "Manufacturer Model ProductCode SerialNumber MotionDeviceCategory ParameterSet ParameterSet/SpeedOverride"
        " Axes Axes/<> Axes/<>/MotionProfile Axes/<>/ParameterSet Axes/<>/ParameterSet/ActualPosition"
        " PowerTrains PowerTrains/<> PowerTrains/<>/<> PowerTrains/<>/<>/Manufacturer PowerTrains/<>/<>/Model"
        " PowerTrains/<>/<>/ProductCode PowerTrains/<>/<>/SerialNumber PowerTrains/<>/<>/ParameterSet"
        " PowerTrains/<>/<>/ParameterSet/MotorTemperature"
    ),
    (VISION, "i=1003"): (
        "VisionStateMachine VisionStateMachine/CurrentState VisionStateMachine/Halted VisionStateMachine/Error"
        " VisionStateMachine/Preoperational VisionStateMachine/Operational VisionStateMachine/Reset"
        " VisionStateMachine/Halt"
    ),
    (MACHINE_TOOL, "i=13"): (
        "Equipment Monitoring Monitoring/MachineTool Monitoring/MachineTool/OperationMode Notification Production"
        " Production/ActiveProgram Production/ActiveProgram/Name Production/ActiveProgram/NumberInList"
        " Production/ActiveProgram/State Production/ActiveProgram/State/CurrentState Identification"
        " Identification/Manufacturer Identification/ProductInstanceUri Identification/SerialNumber"
    ),
    (MACHINE_TOOL, "i=16"): "ChannelMode ChannelState FeedOverride Name",
    (CNC, "i=1007"): "VendorName VendorRevision Version CncAxisList CncChannelList CncSpindleList",
    (PACKML, "i=6"): (
        "Admin Status Status/UnitModeCurrent Status/UnitSupportedModes Status/MachSpeed Status/CurMachSpeed"
        " Status/EquipmentBlocked Status/EquipmentStarved BaseStateMachine BaseStateMachine/CurrentState"
        " BaseStateMachine/AvailableStates BaseStateMachine/AvailableTransitions BaseStateMachine/MachineState"
        " BaseStateMachine/MachineState/CurrentState BaseStateMachine/MachineState/AvailableStates"
        " BaseStateMachine/MachineState/AvailableTransitions BaseStateMachine/MachineState/ExecuteState"
        " BaseStateMachine/MachineState/ExecuteState/CurrentState"
        " BaseStateMachine/MachineState/ExecuteState/AvailableStates"
        " BaseStateMachine/MachineState/ExecuteState/AvailableTransitions"
        " SetUnitMode SetMachSpeed SetProduct SetParameter"
    ),
    (JOBS, "i=1002"): (
        "CurrentState JobOrderList WorkMaster EquipmentID PhysicalAssetID PersonnelID MaterialClassID"
        " MaterialDefinitionID MaxDownloadableJobOrders"
    ),
}  # fmt: skip
#: Members of the general types (state variables, analog items, any parameter), which the reference leaves out.
GENERAL = {"Id", "Number", "EURange", "EngineeringUnits", "StateNumber", "<ParameterIdentifier>"}


def paths(required, above=""):
    """Give the paths of required nodes as the lists by hand write them: placeholders without a name."""
    found = set()
    for one in required:
        if one.name[1] in GENERAL:
            continue
        path = f"{above}/{'<>' if one.is_placeholder else one.name[1]}".lstrip("/")
        found |= {path} | paths(one.below, path)
    return found


def nodeset(body="", *, head="", root="UANodeSet"):
    """Write a small NodeSet of one model."""
    return (
        f'<?xml version="1.0"?>{head}<{root} xmlns="{SPACE}"><NamespaceUris><Uri>urn:m</Uri></NamespaceUris>'
        f'<Models><Model ModelUri="urn:m" Version="1.0" PublicationDate="2020-01-01T00:00:00Z"/></Models>'
        f'<Aliases><Alias Alias="HasComponent">i=47</Alias></Aliases>{body}</{root}>'
    ).encode()


@pytest.mark.parametrize("model", BY_HAND, ids=str)
def test_shipped_lists_are_what_the_reference_lists_by_hand(model):
    """Of every entry type, the mandatory nodes are exactly those that were once written down by hand."""
    uri, kind = model
    assert paths(listings()[uri][-1].types[kind]) == set(BY_HAND[model].split())


def test_cnc_channel_and_axis_have_the_counted_variables():
    """OPC 40502 makes 34 variables of a channel mandatory, twelve of them tool-centre positions, and 13 of an axis."""
    (listing,) = listings()[CNC]
    channel = [one.name[1] for one in listing.types["i=1002"]]
    assert len(channel) == 34
    assert sum(name.startswith("PosTcp") for name in channel) == 12
    assert {"ActFeedrate", "CmdFeedrate", "ActOverride", "ActProgramName", "ActProgramStatus"} < set(channel)
    assert {"ActOperationMode", "ActStatus", "BlockMode", "FeedHold", "ToolId", "Id"} < set(channel)
    assert len(listing.types["i=1004"]) == 13


def test_lists_are_derived_again_from_the_nodesets_at_hand():
    """The command makes the shipped files byte for byte; only versions of other sources are not made anew."""
    made = dict(derived([NODESETS]))
    assert {name for name in made if (SHIPPED / name).read_text(encoding="utf-8") != as_text(made[name])} == set()
    others = {path.name for path in SHIPPED.glob("*.json")} - made.keys()
    assert others == {"di-1.04.0.json", "machinery-1.03.0.json", "robotics-1.01.2.json", "plcopen-1.02.json"}


def test_every_list_names_its_source_and_digest():
    """Whoever doubts a list can find the file it came from."""
    for path in SHIPPED.glob("*.json"):
        said = json.loads(path.read_text(encoding="utf-8"))
        assert said["model"] in models_checked()
        assert said["source"].endswith(".xml")
        assert len(said["sha256"]) == 64


def test_profiles_ask_for_types_that_are_shipped():
    """Every entry of every profile has a list, and every variant of every category names a profile."""
    for profile in profiles().values():
        assert {entry.type for entry in profile.entries} <= set(listings()[profile.model][-1].types)
    for name in ("cnc", "line", "plc", "robot", "vision"):
        table = table_of(name, date(2030, 1, 1))
        assert {profile for variant in table.variants for profile in variant} <= profiles().keys()


def test_whole_branch_of_production_is_read_as_deprecated():
    """MachineTool 1.02.0 makes Production mandatory and deprecates it at once; both are read."""
    required = {one.name[1]: one for one in listings()[MACHINE_TOOL][-1].types["i=13"]}
    assert required["Production"].is_deprecated
    assert required["Production"].below[0].is_deprecated
    assert not required["Monitoring"].is_deprecated


@pytest.mark.parametrize(
    ("stated", "taken", "how"),
    [
        ("1.04.1", "1.04.1", "same"),
        ("1.04.1.0", "1.04.1", "same"),
        ("1.04.0", "1.03.0", "lower"),
        ("9", "1.04.1", "lower"),
        ("1.01", "1.03.0", "higher"),
        ("", "1.04.1", "unstated"),
        ("next", "1.04.1", "unstated"),
    ],
)
def test_nearest_lower_version_is_taken_and_said(stated, taken, how):
    """The list of the server's own version is taken, else the nearest lower one."""
    listing, nearness = nearest(MACHINERY, stated)
    assert (listing.version, nearness) == (taken, how)


def test_versions_are_ordered_as_numbers():
    """1.9 comes before 1.10, and 1.02 is 1.02.0."""
    assert version_key("1.9") < version_key("1.10")
    assert version_key("1.02") == version_key("1.02.0")
    assert version_key("１.2") == ()


def test_references_count_from_either_end():
    """A component is found whether its parent names it or it names its parent."""
    rule = '<Reference ReferenceType="i=37">i=78</Reference>'
    body = (
        '<UAObjectType NodeId="ns=1;i=1" BrowseName="1:T"><References>'
        '<Reference ReferenceType="HasComponent">ns=1;i=2</Reference></References></UAObjectType>'
        f'<UAObject NodeId="ns=1;i=2" BrowseName="1:A"><References>{rule}</References></UAObject>'
        f'<UAObject NodeId="ns=1;i=3" BrowseName="1:B"><References>{rule}'
        '<Reference ReferenceType="HasComponent" IsForward="false">ns=1;i=1</Reference></References></UAObject>'
    )
    base = read_nodeset((NODESETS / "Opc.Ua.NodeSet2.xml").read_bytes())
    required = Models.of([base, read_nodeset(nodeset(body))]).required(("urn:m", "i=1"))
    assert {one.name for one in required} == {("urn:m", "A"), ("urn:m", "B")}


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no element"),
        (b"not xml", "Start tag"),
        (nodeset(head=BOMB, body="<UAObject NodeId='i=1' BrowseName='&b;'/>"), "document type"),
        (nodeset(head='<!DOCTYPE x SYSTEM "file:///etc/passwd">'), "document type"),
        (nodeset(root="NodeSet"), "not UANodeSet"),
        (b'<UANodeSet xmlns="urn:other"/>', "not UANodeSet"),
        (f'<UANodeSet xmlns="{SPACE}"/>'.encode(), "states no model"),
        (nodeset('<UAObject NodeId="ns=7;i=1" BrowseName="A"/>'), "namespace 7"),
        (nodeset('<UAObject NodeId="Nobody" BrowseName="A"/>'), "neither a node id nor an alias"),
        (nodeset()[:-20], "expected"),
        (b"<a/>" + b" " * (64 * 1024 * 1024), "bytes"),
    ],
    ids=range(11),
)
def test_what_is_no_nodeset_is_refused(data, why):
    """Bombs, other files, torn files, and giants are refused with the reason."""
    with pytest.raises(UnusableNodeSetError, match=why):
        read_nodeset(data)


@given(st.integers(0, 400), st.binary(max_size=6))
def test_broken_nodesets_are_refused_or_read_and_nothing_else(place, put):
    """Bytes exchanged anywhere give a NodeSet or a refusal, never another error."""
    data = nodeset('<UAObject NodeId="ns=1;i=1" BrowseName="1:A"><References/></UAObject>')
    try:
        read_nodeset(data[:place] + put + data[place + len(put) :])
    except UnusableNodeSetError:
        return


def test_nodeset_without_a_model_of_an_older_day_is_named():
    """The 1.02 NodeSets of 2013 state no model; they are told and left out, not guessed."""
    with pytest.raises(UnusableNodeSetError, match="states no model"):
        read_nodeset((NODESETS / "1.02" / "Opc.Ua.Di.NodeSet2.xml").read_bytes())


def test_command_writes_the_lists_and_names_what_it_cannot_read(tmp_path, monkeypatch, capsys):
    """A folder with one NodeSet and one other file gives one list, and one line about the other."""
    here, out = tmp_path / "in", tmp_path / "out"
    here.mkdir()
    for name in ("Opc.Ua.NodeSet2.xml", "Opc.Ua.PackML.NodeSet2.xml"):
        (here / name).symlink_to(NODESETS / name)
    (here / "other.xml").write_text("<other/>")
    monkeypatch.setattr("sys.argv", ["nodeset", str(here), "--out", str(out)])
    main()
    assert sorted(path.name for path in Path(out).iterdir()) == ["packml-1.01.json", "ua-1.05.07.json"]
    assert "other.xml: the root is other" in capsys.readouterr().err
