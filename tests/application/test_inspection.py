"""The inspector's own probe: sealed by his collector under a challenge of its own, held against what came before."""

import asyncio
import contextlib

import pytest

from factory.plant import Plant, Wish
from sekisho.application.inspect_capture import earlier_capture
from sekisho.application.keep_collectors import enrol_collector, retire_collector, show_collectors
from sekisho.application.project import read_case
from sekisho.application.seal_journal import seal_journal
from sekisho.application.shown_evidence import evidence_of
from sekisho.application.take_capture import issue_capture_plan, receive_capture
from sekisho.capture.collect.enrolment import make_enrolment
from sekisho.capture.identity import make_collector
from sekisho.capture.plan.capture_plan import parse
from sekisho.domain.casework.case import Line
from sekisho.domain.values.finding import Refusal
from tests.capture.conftest import carry_out

ON_MEMORY = pytest.mark.parametrize("office", ["memory"], indirect=True)
MINE, THEIRS, NOBODYS = (make_collector(name) for name in ("inspector-1", "gateway-1", "unknown-1"))
LOST = "It was lost at the factory."


def told(result):
    assert not isinstance(result, Refusal), [finding.code for finding in result.findings]
    return result


def codes(result):
    assert isinstance(result, Refusal), result
    return {finding.code for finding in result.findings}


@pytest.fixture(scope="module")
def factory(tmp_path_factory):
    """A factory that trusts all three collectors, for captures one after the other."""
    with asyncio.Runner() as runner:
        plant = Plant(tmp_path_factory.mktemp("plant"), Wish())
        for number, collector in enumerate((MINE, THEIRS, NOBODYS)):
            (plant.machine.trust.folder / f"{number}.der").write_bytes(collector.client_certificate)
        runner.run(plant.start())
        yield runner, plant
        runner.run(plant.stop())


def capture(factory, issued, collector):
    """Carry out a plan for a second; give the bundle."""

    async def briefly():
        seconds = asyncio.Event()

        def report(problem):
            if problem.code == "progress.capturing" and int(problem.facts["seconds"]) >= 1:
                seconds.set()

        running = asyncio.create_task(carry_out(parse(issued.plan), collector, on_progress=report))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(seconds.wait(), 20)
        running.cancel()
        return await running

    return factory[0].run(briefly())


def opened(office):
    """A draft whose one line is the factory's machine; sealed, so that a challenge can be bound to the log."""
    line = {"id": "L1", "category": "cnc", "origin": "CN", "price": 20_000_000, "incoterm": "CIF"}
    plate = {"maker": "Example Machine Works", "model": "EX-500", "serial": "EX500-0001", "yearly_saving": 5_000_000}
    case = office.case(lines=[line | plate])
    seal_journal(office.desk)
    return case


def asks(office, factory, case, who):
    machine = factory[1].told()["machine"]
    return told(issue_capture_plan(office.desk, case, office.people[who], "L1", [machine]))


def hands_in(office, case, who, bundle):
    return receive_capture(office.desk, case, office.people[who], "L1", bundle)


@ON_MEMORY
def test_an_inspectors_own_probe_is_known_by_his_collector(office, factory):
    """Sealed by his own collector under a second challenge it counts as his, and is held against what came before."""
    case = opened(office)
    told(enrol_collector(office.desk, office.people["partner"], make_enrolment(THEIRS)))
    told(enrol_collector(office.desk, office.people["inspector"], make_enrolment(MINE)))
    first = capture(factory, asks(office, factory, case, "user"), THEIRS)
    told(hands_in(office, case, "user", first))
    visit = asks(office, factory, case, "inspector")
    by_applicant = capture(factory, visit, THEIRS)
    assert codes(hands_in(office, case, "inspector", by_applicant)) == {"guard.collector_not_inspectors"}
    own = capture(factory, visit, MINE)
    assert codes(hands_in(office, case, "user", own)) == {"guard.inspection_by_others"}
    told(hands_in(office, case, "inspector", own))
    with office.desk.store.read() as tx:
        read = read_case(tx, case)
    before, now = read.lines["L1"].captures
    assert [one.by_inspector for one in evidence_of(read, read.lines["L1"]).captures] == [False, True]
    assert (before["collector_owner"], now["collector_owner"]) == (office.people["partner"].organisation, "inspector")
    assert now["comparison"]["with"] == before["digest"]
    found = {row["name"]: row["outcome"] for row in now["comparison"]["rows"]}
    assert found.pop("model") in {"same", "not_comparable"}
    assert found == dict.fromkeys(("key", "serial", "product_instance", "uuid"), "same")


def taken(device, serial, purpose="commissioning"):
    """What a line kept of a capture."""
    return {"device": device, "purpose": purpose, "claims": [{"serial": serial}], "digest": f"{device} {serial}"}


@pytest.mark.parametrize(
    ("machines", "now", "earlier"),
    [
        ([], taken("CNC-1", "S-1"), "CNC-1 S-1"),
        ([], taken("spindle", "S-9"), "CNC-2 S-2"),
        ([{"serial": "S-1"}, {"serial": "S-2"}], taken("spindle", "s 1"), "CNC-1 S-1"),
        ([{"serial": "S-1"}, {"serial": "S-2"}], taken("spindle", "S-3"), None),
    ],
)
def test_an_inspection_finds_the_earlier_capture_whatever_the_machine_is_called(machines, now, earlier):
    """By the plan's name, else by the serial number; on a line that is one machine there is no other."""
    captures = (taken("CNC-1", "S-1"), taken("CNC-2", "S-2"), taken("CNC-1", "S-1", "inspection"))
    found = earlier_capture(Line("L1", facts={"machines": machines}, captures=captures), now)
    assert (found and found["digest"]) == earlier


@ON_MEMORY
def test_a_retired_collector_seals_nothing_more(office, factory):
    """A commissioning sealed by a retired collector is refused; one by a collector nobody enrolled says so."""
    case, user = opened(office), office.people["user"]
    told(enrol_collector(office.desk, user, make_enrolment(THEIRS)))
    told(retire_collector(office.desk, user, THEIRS.public_key.hex(), LOST))
    issued = asks(office, factory, case, "user")
    assert codes(hands_in(office, case, "user", capture(factory, issued, THEIRS))) == {"guard.collector_retired"}
    done = told(hands_in(office, case, "user", capture(factory, issued, NOBODYS)))
    assert done.case.lines["L1"].captures[-1]["collector_owner"] == ""


@ON_MEMORY
def test_a_plan_names_the_collectors_whose_capture_is_somebodys(office, factory):
    """Those of the parties that are in use; for a visit the inspector's own alone, for the office takes no other."""
    case, user = opened(office), office.people["user"]
    for who, collector in (
        ("user", NOBODYS),
        ("partner", THEIRS),
        ("inspector", MINE),
        ("stranger", make_collector("x")),
    ):
        told(enrol_collector(office.desk, office.people[who], make_enrolment(collector)))
    told(retire_collector(office.desk, user, NOBODYS.public_key.hex(), LOST))
    named = {who: parse(asks(office, factory, case, who).plan).enrolled for who in ("user", "partner", "inspector")}
    theirs, mine = (THEIRS.public_key.hex(),), (MINE.public_key.hex(),)
    assert named == {"user": theirs, "partner": theirs, "inspector": mine}


@ON_MEMORY
def test_a_collector_is_enrolled_once_and_retired_by_its_owner(office):
    """The key stays its owner's: it is not enrolled twice, and nobody retires another's."""
    inspector, user = office.people["inspector"], office.people["user"]
    told(enrol_collector(office.desk, inspector, make_enrolment(MINE)))
    assert codes(enrol_collector(office.desk, inspector, make_enrolment(MINE))) == {"guard.collector_known"}
    assert codes(retire_collector(office.desk, user, MINE.public_key.hex(), LOST)) == {"guard.collector_out_of_turn"}
    assert codes(enrol_collector(office.desk, office.people["officer"], make_enrolment(MINE))) >= {"guard.not_yours"}
    assert codes(enrol_collector(office.desk, user, b"{}")) == {"enrolment.unreadable"}
    assert [*show_collectors(office.desk, inspector).collectors] == [MINE.public_key.hex()]
    assert show_collectors(office.desk, user).collectors == {}
