"""The operator's action at real servers: set by another client or at the panel, seen, never written."""

import asyncio
import contextlib
import json
from dataclasses import replace

import pytest
from asyncua import Client, ua

from sekisho.capture.challenge import Purpose, challenge_of, nonce_for
from sekisho.capture.collect import guide
from sekisho.capture.collect.guide import values_of
from sekisho.capture.judge.assess import Assessment
from sekisho.capture.judge.liveness import Liveness
from sekisho.capture.judge.presence import judge_presence
from sekisho.capture.opcua import service
from sekisho.capture.plan.action import ActionPlan
from sekisho.capture.plan.capture_plan import machine_of, render
from sekisho.capture.plan.terms import terms_lines
from sekisho.capture.replay.series import Point, Series
from sekisho.capture.sealed.record import Gap, GapKind, Kind, Record
from sekisho.capture.text import LANGUAGES, describe
from tests.capture.conftest import THRESHOLDS, Made, carry_out, history_of, plan_for
from tests.capture.test_assess import refusals, rewritten
from tests.capture.test_node_opcua import PLATE
from tests.peers.node_opcua import node_opcua_machine

ACTION = ActionPlan("override", 4, 20, 200, least=40, most=100, step=5)


def record_of(machine, purpose="commissioning"):
    return "\n".join(["sekisho-challenge/v1", *terms_lines(purpose, [machine]), "random 00"]).encode()


def plan_of(table, action=ACTION, purpose="commissioning", **other):
    machine = replace(machine_of(table), action=action)
    plan = plan_for(table, duration_s=20, purpose=purpose, **other)
    return replace(plan, machine=machine, challenge_record=record_of(machine, purpose))


def told(progress):
    return [problem.code for problem in progress]


@pytest.fixture(scope="module", autouse=True)
def _quick_guide():
    """Have the collector look for the next value ten times a second, as often as it is sent one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guide, "LOOK_EVERY_S", 0.1)
        yield


async def operated(plan, collector, turn, values, patience_s=4.0):
    """Carry out a plan while somebody turns a dial: to the next value once the collector says that it saw the last."""
    progress, seen = [], asyncio.Queue()
    ends = {"progress.action": 0, "progress.action_seen": len(values)}

    def report(problem):
        progress.append(problem)
        if problem.code in {*ends, "progress.action_next"}:
            seen.put_nowait(ends.get(problem.code, problem.facts.get("number", 1) - 1))

    async def until(count):
        while await seen.get() < count:
            pass

    capture = asyncio.create_task(carry_out(plan, collector, on_progress=report))
    await asyncio.wait_for(until(0), 30)
    for number, value in enumerate(values, 1):
        await turn(value)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(until(number), patience_s)
    # The collector goes by the stream that is ahead; the other one brings the last value a little later.
    await asyncio.sleep(0.5)
    # Ended as with Ctrl-C: nothing is waited for that the action does not need.
    capture.cancel()
    return Made(plan, await capture, collector, {}), progress


def judged(made):
    found = made.judge(challenge_record=made.plan.challenge_record)
    assert isinstance(found, Assessment), found
    return found


async def at_the_panel(plant, plan, collector, values, **patience):
    plant.hold("override", 20.0)

    async def turn(value):
        plant.hold("override", float(value))

    return await operated(plan, collector, turn, values, **patience)


async def test_action_is_observed_over_both_protocols(plant, collector):
    """The values of the sheet, set in order at the panel, are seen over OPC UA and MTConnect; the flag is raised."""
    plan = plan_of(plant.told()["machine"])
    made, progress = await at_the_panel(plant, plan, collector, values_of(plan, ACTION))
    found = judged(made)
    assert "P" in found.flags
    assert not found.presence.is_weaker
    assert [sighting.stream for sighting in found.presence.sightings if not sighting.reasons] == ["opcua", "mtconnect"]
    assert all(1000 <= sighting.one_in <= 13 * 12**3 for sighting in found.presence.sightings)
    assert told(progress).count("progress.action_seen") == 1
    assert found.as_json()["presence"]["sequence"] == [*values_of(plan, ACTION)]


async def test_wrong_order_is_not_the_action(plant, collector):
    """The same values the other way round are not what was asked; how far it came is said."""
    plan = plan_of(plant.told()["machine"])
    made, progress = await at_the_panel(plant, plan, collector, values_of(plan, ACTION)[::-1], patience_s=0.4)
    found = judged(made)
    assert "P" not in found.flags
    assert {r.code for sighting in found.presence.sightings for r in sighting.reasons} == {"p.not_in_order"}
    assert "progress.action_seen" not in told(progress)


@pytest.fixture(scope="module")
def inspected(tmp_path_factory, collector):
    """An inspection of a machine of another maker, with its dial turned by another client."""
    switches = {"WRITABLE": "override", "POLICIES": "None,Basic256Sha256", "MODES": "None,SignAndEncrypt"}
    with node_opcua_machine(
        tmp_path_factory.mktemp("operated"), PLATE, [collector.client_certificate], **switches
    ) as told_by:
        plan = plan_of(told_by["machine"], purpose="inspection")
        node = next(signal.node for signal in plan.machine.signals if signal.name == "override")

        async def make():
            async with Client(told_by["opcua_url"]) as panel:
                uri, _, rest = node.removeprefix("nsu=").partition(";")
                dial = panel.get_node(f"ns={await panel.get_namespace_index(uri)};{rest}")

                async def turn(value):
                    await dial.write_value(float(value), ua.VariantType.Double)

                return await operated(plan, collector, turn, values_of(plan, ACTION))

        return asyncio.run(make())[0]


def test_action_is_observed_at_a_machine_of_another_maker(inspected):
    """Another client turns the dial of node-opcua; the collector sees it and sends nothing that writes."""
    found = judged(inspected)
    assert "P" in found.flags
    assert not found.presence.is_weaker
    sent = set().union(*(connection.request_types for connection in history_of(inspected.bundle).connections))
    assert service.READ in sent
    assert not {673, 712} & sent


def test_inspection_opens_its_sessions_with_a_visits_nonce(inspected):
    """The machine signs a nonce of the visit, derived from the second challenge; one of a commissioning is none."""
    (session,) = history_of(inspected.bundle).sessions
    record = inspected.plan.challenge_record
    attempt = session.opened["attempt"]
    assert session.request.nonce == nonce_for(challenge_of(record), Purpose.VISIT, "MC-1", attempt)
    assert session.request.nonce != nonce_for(challenge_of(record), Purpose.OPENING, "MC-1", attempt)
    assert (judged(inspected).as_json()["purpose"], "C" in judged(inspected).flags) == ("inspection", True)


def test_capture_for_another_purpose_is_refused(inspected):
    """A commissioning's challenge is not answered by an inspection, nor the other way round."""
    plan = replace(inspected.plan, purpose="commissioning")
    changed = rewritten(inspected, files={"plan.toml": render(plan)})
    assert refusals(inspected.judge(changed, challenge_record=plan.challenge_record)) == {"purpose.differs"}


def earlier(at):
    return at - 60 * 10**9


def changed_action(records, **other):
    at = next(place for place, record in enumerate(records) if record.kind is Kind.ACTION)
    records[at] = replace(records[at], **{name: change(getattr(records[at], name)) for name, change in other.items()})
    return records


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda records: [r for r in records if r.kind is not Kind.ACTION], "p.not_begun"),
        (lambda records: changed_action(records, wall=earlier, monotonic=earlier), "p.out_of_time"),
    ],
)
def test_what_the_records_do_not_show_is_not_observed(inspected, change, code):
    """Without the beginning of the window, or with values outside it, the reason is named."""
    found = inspected.judge(rewritten(inspected, change), challenge_record=inspected.plan.challenge_record)
    assert reasons_of(found.presence) == {code}
    assert "P" not in found.flags


@pytest.mark.parametrize(("points", "code"), [({}, "p.no_data"), ({"override": [Point(0, 40.0, True)]}, "p.no_clock")])
def test_stream_without_values_or_without_a_clock_shows_nothing(inspected, points, code):
    """Values that are not there, or that nobody can place in time, are named as what is wanting."""
    history = history_of(inspected.bundle)
    stream = Liveness("mtconnect", 0, (), 0, 0, 0, None, Series(points=points))
    found = judge_presence(inspected.plan, history, [stream], judged(inspected).channel, 1000)
    assert (reasons_of(found), found.is_observed) == ({code}, False)


def reasons_of(presence):
    found = [*(reason for sighting in presence.sightings for reason in sighting.reasons), *presence.reasons]
    assert all(describe(reason, language) for reason in found for language in LANGUAGES)
    return {reason.code for reason in found}


def test_plan_made_easier_by_the_collector_is_found_out(inspected):
    """The office's record fixes the action: fewer values than it asked for show nothing."""
    easier = replace(inspected.plan.machine, action=replace(ACTION, count=1))
    plan = render(replace(inspected.plan, machine=easier))
    changed = rewritten(inspected, files={"plan.toml": plan})
    found = inspected.judge(changed, challenge_record=inspected.plan.challenge_record)
    assert "p.not_fixed" in reasons_of(found.presence)
    assert "P" not in found.flags


def test_gap_in_the_middle_of_the_action_is_not_bridged(inspected):
    """What nobody saw may have been another value: a gap between the first and the last value undoes the rest."""
    found = judged(inspected)
    (sighting,) = found.presence.sightings
    middle = sum(sighting.entered_ms[:2]) // 2

    def gap(records):
        at = min(records, key=lambda record: abs(record.wall // 1_000_000 - middle))
        said = Gap("opcua", 1, GapKind.FROZEN, at.monotonic, at.monotonic + 50_000_000, "test").as_json()
        return [*records, Record(Kind.GAP, at.wall, records[-1].monotonic, json.dumps(said).encode())]

    (undone,) = inspected.judge(
        rewritten(inspected, gap), challenge_record=inspected.plan.challenge_record
    ).presence.sightings
    assert [reason.code for reason in undone.reasons] == ["p.gap"]


def test_action_that_is_easy_to_hit_counts_for_nothing(inspected):
    """Where chance hits it more often than the edition allows, the action is not observed."""
    strict = replace(THRESHOLDS, action_one_in=100_000)
    found = inspected.judge(challenge_record=inspected.plan.challenge_record, thresholds=strict)
    assert [reason.code for reason in found.presence.sightings[0].reasons] == ["p.guessable"]
    assert "P" not in found.flags
