"""The companion-model check against machines of another maker: every row, with nodes taken away and spoilt."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from factory.plant import Plant, Wish
from sekisho.capture.collect.probe import probe
from sekisho.capture.companion.conformance import Claim, Presence, Status
from sekisho.capture.companion.model_check import judge_models
from sekisho.capture.companion.profile import table_of
from sekisho.capture.opcua.binary import DataValue
from sekisho.capture.opcua.service import Publication
from sekisho.capture.plan.capture_plan import parse, render
from sekisho.capture.replay.history import Published
from sekisho.capture.replay.space import Space
from sekisho.capture.text import LANGUAGES, describe
from tests.capture.conftest import THRESHOLDS, Made, carry_out, history_of, plan_for
from tests.peers.node_opcua import node_opcua_machine

PLATE = {"manufacturer": "Peer Machine Works", "model": "PM-7", "serial": "PM7-0042"}
VISION_CLAIM = "http://opcfoundation.org/UA-Profile/External/Server/MachineVision/BasicVisionSystemServerFacet"
BASE = "http://opcfoundation.org/UA-Profile/MachineTool/Server/Basic"

#: The machines: the category a case says, and what they hold.
MACHINES = {
    "tool": ("cnc", {"CLAIM": BASE}),
    "tool_spoilt": ("cnc", {
        "CLAIM": BASE, "JOBS": "1",
        "FAULTS": "remove:Production,remove:Notification,bad:Identification/SerialNumber",
        "MAX_BROWSE": "60", "MAX_READ": "70", "MAX_POINTS": "1", "FOLDERS": "2", "CHILDREN": "1010",
    }),
    "robot_spoilt": ("robot", {
        "KIND": "robot",
        "FAULTS": (
            "remove:SafetyStates/Safety,bad:MotionDevices/Arm/SerialNumber,"
            "retype:MotionDevices/Arm/ParameterSet/SpeedOverride,closed:Controllers/Controller/Model"
        ),
    }),
    "hall": ("line", {
        "KIND": "line,cnc,robot,vision,plc", "CLAIM": VISION_CLAIM, "FAULTS": "remove:Unit/SetUnitMode",
    }),
}  # fmt: skip


@pytest.fixture(scope="module")
def captures(tmp_path_factory, collector):
    """One capture of each machine, two at a time."""
    own = [collector.client_certificate]

    def make(name):
        category, switches = MACHINES[name]
        with node_opcua_machine(tmp_path_factory.mktemp(name), PLATE, own, **switches) as told:
            plan = plan_for(told["machine"] | {"category": category})
            bundle = asyncio.run(carry_out(plan, collector))
            report = asyncio.run(probe(told["opcua_url"], collector)) if name == "tool" else None
            return Made(plan, bundle, collector, told | {"probed": report})

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(MACHINES, pool.map(make, MACHINES), strict=True))


def judged_as(made, category):
    """Judge a capture as the office does for a case of a category."""
    return made.judge(thresholds=replace(THRESHOLDS, category=category))


def checked(made, profile):
    """Give the result of a profile, and the whole check."""
    models = made.judge().models
    return next(one for one in models.profiles if one.profile.id == profile), models


def short(result):
    """Give the rows that were not simply observed: path, status and code."""
    return {(row.path, row.status.value, row.code) for row in result.rows if row.status is not Status.OBSERVED}


@pytest.mark.parametrize(
    ("name", "profile", "specification", "count"),
    [
        ("tool", "machinetool", "OPC 40501-1", 17),
        ("tool", "machinery", "OPC 40001-1", 4),
        ("hall", "cnc", "OPC 40502", 186),
        ("hall", "robotics", "OPC 40010-1", 58),
        ("hall", "machinevision", "OPC 40100-1", 13),
        ("hall", "plcopen", "OPC 30000", 14),
        ("hall", "di", "OPC 10000-100", 8),
        ("hall", "machinery", "OPC 40001-1", 4),
        ("hall", "jobcontrol", "OPC 10031-4", 10),
    ],
)
def test_mandatory_nodes_of_each_model_are_observed(captures, name, profile, specification, count):
    """A machine as its maker instantiates it shows every mandatory node of its model: present, typed and readable."""
    result, _ = checked(captures[name], profile)
    assert result.presence is Presence.OBSERVED
    assert (result.observed, len(result.rows)) == (count, count)
    assert result.profile.specification == specification


@pytest.mark.parametrize(
    ("name", "category"), [("tool", "cnc"), ("hall", "cnc"), ("hall", "robot"), ("hall", "vision"), ("hall", "plc")]
)
def test_machine_of_its_category_reaches_the_model_level(captures, name, category):
    """L3 is observed where one variant of the category's table is observed whole."""
    judged = judged_as(captures[name], category)
    assert "L3" in judged.reached
    assert judged.entries[3].reasons == ()


def test_line_is_matched_by_its_own_identification(captures):
    """A robot and a controller in the DeviceSet of a line's server are none of the line's claims."""
    judged = captures["hall"].judge()
    assert "L2" in judged.reached
    assert {(claim.place, claim.said["serial"]) for claim in judged.claims} == {("", "PM7-0042")}


def test_deprecated_branch_that_is_there_is_observed_and_said_to_be_deprecated(captures):
    """Production of MachineTool 1.02.0 is mandatory and abandoned at once: all of it is told as deprecated."""
    result, _ = checked(captures["tool"], "machinetool")
    deprecated = {row.path for row in result.rows if row.status is Status.DEPRECATED}
    assert len(deprecated) == 8
    assert all(path.startswith("Production") for path in deprecated)
    assert result.claim is Claim.CLAIMED


def test_absent_branch_with_its_successor_is_met_and_other_faults_are_all_listed(captures):
    """Production may be absent where Machinery Jobs is there; a node removed and a bad status are named."""
    result, models = checked(captures["tool_spoilt"], "machinetool")
    assert {row.found for row in result.rows if row.status is Status.DEPRECATED} == {"Machines/MC-1/JobManagement"}
    assert {(row.path, row.status, row.code) for row in result.missing} == {
        ("Notification", Status.ABSENT, 0),
        ("Identification/SerialNumber", Status.BAD_STATUS, 0x808B0000),
    }
    assert (result.observed, len(result.rows)) == (15, 17)
    assert result.claim is Claim.NOT_SUPPORTED
    assert [problem.code for problem in models.remarks] == ["model.claim_not_supported"]
    assert [(problem.code, problem.place) for problem in models.entry] == [
        ("l3.incomplete", "machinetool"),
        ("l3.incomplete", "machinery"),
    ]


def test_robot_with_spoilt_nodes_is_told_node_by_node(captures):
    """An absent placeholder with all below it, a wrong data type, a bad status with its code, a closed node."""
    result, models = checked(captures["robot_spoilt"], "robotics")
    safety = "SafetyStates/<SafetyStateIdentifier>"
    below = ("", "/ParameterSet", *(f"/ParameterSet/{name}" for name in (
        "<ParameterIdentifier>", "EmergencyStop", "OperationalMode", "ProtectiveStop"
    )))  # fmt: skip
    assert short(result) == {(safety + path, "absent", 0) for path in below} | {
        ("MotionDevices/Arm/ParameterSet/SpeedOverride", "wrong_type", 0),
        ("MotionDevices/Arm/SerialNumber", "bad_status", 0x808B0000),
        ("Controllers/Controller/Model", "not_readable", 0x803A0000),
    }
    wrong = next(row for row in result.rows if row.status is Status.WRONG_TYPE)
    assert wrong.found == "nsu=http://opcfoundation.org/UA/;i=7"
    assert "L3" not in captures["robot_spoilt"].judge().reached
    assert {(row.rule.name, row.status) for row in models.live} == {
        ("ActualPosition", "not_readable"),
        ("EmergencyStop", "not_readable"),
        ("ProtectiveStop", "not_readable"),
    }


def test_node_that_was_polled_was_looked_at(captures):
    """A server without a subscription to give is read at an interval: what changed there changed all the same."""
    history = history_of(captures["robot_spoilt"].bundle)
    (session,) = history.sessions
    position = next(node for node, about in Space.of(session).nodes.items() if about.name[1] == "ActualPosition")
    session.monitored, session.polled = {}, {1: position}
    values = [DataValue(number, 0, None, None) for number in (1.0, 2.0)]
    session.published = [Published(at, Publication.of(0, ((1, one),))) for at, one in enumerate(values)]
    live = judge_models(history, captures["robot_spoilt"].plan, "robot", date(2026, 11, 28)).live
    assert ("ActualPosition", "observed") in {(row.rule.name, row.status) for row in live}


def test_profile_uri_is_compared_without_white_space(captures):
    """OPC 40100-1 prints its profile with a stray space; the claim counts either way, what is beyond is said."""
    result, _ = checked(captures["hall"], "machinevision")
    assert result.claim is Claim.CLAIMED
    assert "Basic Result Handling" in result.as_json()["beyond"]
    live = judged_as(captures["hall"], "vision").models.live
    assert [(row.rule.name, row.status) for row in live] == [("ResultReady", "not_readable")]


def test_packml_facet_and_nodeset_are_both_read(captures):
    """A method the facet leaves optional is missing by the NodeSet's reading and not by the facet's."""
    result, models = checked(captures["hall"], "packml")
    told = result.as_json()
    assert (told["observed"], told["of"]) == (28, 29)
    assert (told["facet_observed"], told["facet_of"]) == (24, 24)
    assert [problem.code for problem in models.entry] == ["l3.incomplete"]


def test_namespace_without_instances_is_declared_only(captures):
    """A server that lists Machinery or Job Control and holds nothing of them declares them only."""
    machinery, _ = checked(captures["robot_spoilt"], "machinery")
    jobs, _ = checked(captures["tool"], "jobcontrol")
    assert {machinery.presence, jobs.presence} == {Presence.DECLARED_ONLY}


def test_other_category_names_what_is_not_there(captures):
    """Judged as a robot, a machine tool has none of the model; the office's category wins over the plan's."""
    judged = judged_as(captures["tool"], "robot")
    assert [(reason.code, reason.place) for reason in judged.entries[3].reasons] == [
        ("l3.not_declared", "robotics"),
        ("l3.generic", ""),
    ]
    assert judged.models.category == "robot"


def test_category_without_a_table_is_not_checked_and_the_models_are_told_all_the_same(captures):
    """An unknown category reaches no level; fingerprint and profiles stand in the assessment."""
    judged = judged_as(captures["robot_spoilt"], "press")
    assert [reason.code for reason in judged.entries[3].reasons] == ["l3.not_checked"]
    assert len(judged.models.fingerprint) == 64
    assert {one.profile.id for one in judged.models.profiles} == {"generic", "di", "machinery", "robotics"}


def test_versions_and_counts_of_namespaces_are_told(captures):
    """Every namespace with what the server says of its version, and its nodes by class."""
    told = {one["uri"]: one for one in captures["hall"].judge().as_json()["model"]["namespaces"]}
    robotics = told["http://opcfoundation.org/UA/Robotics/"]
    assert (robotics["version"], robotics["published"]) == ("1.02", "2025-09-08")
    assert robotics["counts"]["ObjectType"] > 20
    assert robotics["instances"] == 9


def test_server_that_states_no_version_is_held_against_the_newest_and_said_so(captures):
    """CNC's NodeSet has no NamespaceVersion."""
    result, _ = checked(captures["hall"], "cnc")
    assert (result.version, result.listing.version, result.nearness) == ("", "1.0.0", "unstated")
    remarks = judged_as(captures["hall"], "cnc").models.remarks
    assert [(remark.code, remark.place) for remark in remarks] == [("model.version_unstated", "cnc")]


def test_server_with_tiny_limits_is_browsed_whole(captures):
    """Sixty nodes a browse, seventy a read, one continuation point for two long folders: 2,020 variables are seen."""
    models = captures["tool_spoilt"].judge().models
    assert models.unseen == 0
    own = next(one for one in models.namespaces if one.uri.startswith("urn:test"))
    assert own.counts["Variable"] >= 2020
    (session,) = history_of(captures["tool_spoilt"].bundle).sessions
    assert session.points == {}


def test_same_machine_has_the_same_fingerprint_in_another_session(captures):
    """Capture and probe of one machine see one model; another machine has another fingerprint."""
    report = captures["tool"].told["probed"]
    fingerprint = captures["tool"].judge().models.fingerprint
    assert report.facts["model"]["fingerprint"] == fingerprint
    assert captures["hall"].judge().models.fingerprint not in {fingerprint, ""}


def test_probe_tells_which_models_are_there_and_what_is_missing(captures):
    """Every model the server declares is told with its presence; what it only declares is named with a remedy."""
    report = captures["tool"].told["probed"]
    seen = {one["profile"]: one["presence"] for one in report.facts["model"]["profiles"]}
    assert seen == {
        "generic": "observed", "di": "declared_only", "machinery": "observed", "machinetool": "observed",
        "jobcontrol": "declared_only",
    }  # fmt: skip
    assert [(problem.code, problem.place) for problem in report.problems] == [("l3.declared_only", "jobcontrol")]


async def test_library_of_the_client_is_browsed_as_a_second_peer(tmp_path, collector):
    """The loopback factory (asyncua) is browsed whole; one protocol that declares the items is enough for L3."""
    plant = Plant(tmp_path, Wish())
    (plant.machine.trust.folder / "collector.der").write_bytes(collector.client_certificate)
    await plant.start()
    plan = plan_for(plant.told()["machine"] | {"category": "plc"})
    made = Made(plan, await carry_out(plan, collector), collector, {})
    await plant.stop()
    result, models = checked(made, "machinery")
    assert len(models.fingerprint) == 64
    assert result.nearness == "unstated"
    assert [row.status.value for row in result.rows if row.path.startswith("Machines/")] == ["observed"]
    # By MTConnect the controller's items are declared, with category: one protocol is enough.
    assert all(row.is_met for row in models.items)
    assert "L3" in made.judge().reached


def test_every_text_of_the_check_can_be_said(captures):
    """Each problem and remark of every capture has a sentence in three languages."""
    for made in captures.values():
        judged = made.judge()
        for problem in (*judged.models.entry, *judged.models.remarks):
            assert all(describe(problem, language) for language in LANGUAGES)


def test_category_is_written_into_the_plan_and_read_again(captures):
    """The plan carries the category; a plan without one is read as before."""
    plan = captures["tool"].plan
    assert parse(render(plan)) == plan
    bare = replace(plan, machine=replace(plan.machine, category=""))
    assert b"category" not in render(bare)
    assert parse(render(bare)) == bare


def test_table_of_a_category_is_dated():
    """Before its first day a category has no table."""
    assert table_of("cnc", date(2026, 5, 8)) is None
    assert table_of("cnc", date(2026, 5, 9)).variants == (("machinetool", "machinery"), ("cnc",))


def test_survey_that_had_no_time_before_is_done_beside_the_live_capture(tmp_path, collector, monkeypatch):
    """With no second before the subscription the server is browsed at a pace beside it, and the data stay live."""
    monkeypatch.setattr("sekisho.capture.collect.supervisor.SURVEY_BEFORE_S", 0)
    monkeypatch.setattr("sekisho.capture.collect.supervisor.SURVEY_REST", 0.2)
    with node_opcua_machine(tmp_path, PLATE, [collector.client_certificate], KIND="plc") as told:
        plan = plan_for(told["machine"] | {"category": "plc"}, duration_s=6)
        made = Made(plan, asyncio.run(carry_out(plan, collector)), collector, told)
    judged = made.judge()
    assert judged.models.fingerprint
    assert {"L3", "L4"} <= set(judged.reached)


def test_model_that_changed_between_two_sessions_is_remarked(captures):
    """Where a server came back with another address space, both fingerprints are told and the newest is judged."""
    first, second = history_of(captures["robot_spoilt"].bundle), history_of(captures["tool"].bundle)
    first.connections += second.connections
    models = judge_models(first, captures["tool"].plan, "cnc", date(2026, 11, 28))
    assert [(remark.code, remark.facts["after"]) for remark in models.remarks] == [
        ("model.changed", models.fingerprint[:16])
    ]
    assert models.entry == ()


def test_browse_that_was_cut_off_calls_nothing_absent(captures):
    """Of what was not browsed nothing is known: no fingerprint, nothing absent, no claim contradicted; a remark."""
    history = history_of(captures["tool"].bundle)
    (session,) = history.sessions
    space = Space.of(session)
    machine = next(node for node, about in space.nodes.items() if about.name[1] == "MC-1")
    del session.references[machine]
    models = judge_models(history, captures["tool"].plan, "cnc", date(2026, 11, 28))
    tool = next(one for one in models.profiles if one.profile.id == "machinetool")
    assert models.fingerprint == ""
    assert [remark.code for remark in models.remarks] == ["model.truncated"]
    assert {row.status for row in tool.rows if "/" not in row.path} == {Status.NOT_READABLE}


def test_server_that_was_never_browsed_is_not_checked(captures):
    """A capture of an earlier day has no browse: no level, and no finding against the machine."""
    history = history_of(captures["tool"].bundle)
    for session in history.sessions:
        session.references.clear()
    models = judge_models(history, captures["tool"].plan, "cnc", date(2026, 11, 28))
    assert [problem.code for problem in models.entry] == ["l3.not_browsed"]
    assert models.profiles == ()
