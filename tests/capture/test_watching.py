"""Watching signals on servers with little room: in batches, polled where needed, lost messages asked for again."""

import asyncio
from dataclasses import replace

import pytest
from asyncua import ua
from asyncua.ua.ua_binary import struct_to_binary

from sekisho.capture.collect.watching import Watching
from sekisho.capture.judge import assess as module
from sekisho.capture.opcua import service
from sekisho.capture.replay.gaps import opcua_gaps
from sekisho.capture.replay.player import replay
from sekisho.capture.sealed.record import Kind, Record
from tests.capture.conftest import Made, carry_out, history_of, plan_for
from tests.peers.node_opcua import node_opcua_machine

PLATE = {"manufacturer": "Peer Machine Works", "model": "PM-7", "serial": "PM7-0042"}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory, collector):
    """A capture of a server with two sessions, two monitored items, three items a call and ten nodes a read."""
    limits = {"MAX_SESSIONS": "2", "MAX_ITEMS": "2", "MAX_ITEMS_PER_CALL": "3", "MAX_READ": "10"}
    place = tmp_path_factory.mktemp("tiny")
    with node_opcua_machine(place, PLATE, [collector.client_certificate], **limits) as told:
        plan = plan_for(told["machine"], duration_s=2)
        return Made(plan, asyncio.run(carry_out(plan, collector)), collector, told)


def test_machine_with_two_monitored_items_is_live_all_the_same(tiny):
    """What the server has no room to watch is read at the same interval; identity, challenge and live data are seen."""
    judged = tiny.judge()
    assert judged.reached == ("L0", "L1", "L2", "L4")
    ways = [item["way"] for item in judged.capabilities["items"]]
    assert (ways.count("subscribed"), ways.count("polled")) == (2, len(ways) - 2)
    polled = {remark.place for remark in judged.remarks if remark.code == "signal.polled"}
    assert len(polled) == len(ways) - 2
    series = next(stream for stream in judged.streams if stream.stream == "opcua").series
    assert set(series.points) == {signal.name for signal in tiny.plan.machine.signals}


def test_items_are_asked_for_in_batches_the_server_takes(tiny):
    """No call makes more items than the server states, and its limits stand in the assessment."""
    judged = tiny.judge()
    assert judged.capabilities["limits"]["max_items_per_call"] == 3
    assert judged.capabilities["limits"]["max_sessions"] == 2
    (session,) = history_of(tiny.bundle).sessions
    assert len(session.monitored) == len(tiny.plan.machine.signals)


def test_endpoints_are_asked_for_before_and_after_the_session(tiny):
    """The list is fetched once more when the session is over, and compared."""
    assert tiny.judge().capabilities["endpoint_lists"] == 2


def test_endpoints_that_changed_after_the_session_are_named(tiny, monkeypatch):
    """A server that offers something else once the session is over did not show what it usually offers."""

    def tampered(records):
        history = replay(records)
        last = history.connections[-1]
        last.endpoints = (*last.endpoints, replace(last.endpoints[0], policy="http://other", mode=1))
        return history

    monkeypatch.setattr(module, "replay", tampered)
    assert "l1.endpoints_changed" in {reason.code for reason in tiny.judge().entries[1].reasons}


def record(kind, message, at):
    return Record(kind, at, at, message if isinstance(message, bytes) else struct_to_binary(message))


def publication(sequence, value, at):
    change = ua.DataChangeNotification([ua.MonitoredItemNotification(1, ua.DataValue(ua.Variant(value)))])
    answer = ua.PublishResponse()
    answer.Parameters.SubscriptionId = 7
    answer.Parameters.NotificationMessage = ua.NotificationMessage(SequenceNumber=sequence, NotificationData=[change])
    return record(Kind.RESPONSE, answer, at)


def asked_again(sequence, value, at):
    request, answer = ua.RepublishRequest(), ua.RepublishResponse()
    request.RequestHeader.RequestHandle = answer.ResponseHeader.RequestHandle = 99
    request.Parameters.SubscriptionId, request.Parameters.RetransmitSequenceNumber = 7, sequence
    change = ua.DataChangeNotification([ua.MonitoredItemNotification(1, ua.DataValue(ua.Variant(value)))])
    answer.NotificationMessage = ua.NotificationMessage(SequenceNumber=sequence, NotificationData=[change])
    return [record(Kind.REQUEST, request, at), record(Kind.RESPONSE, answer, at + 1)]


OPENED = Record(Kind.OPEN, 1, 1, b'{"attempt":1,"purpose":"opening"}')


def test_lost_message_is_a_gap_and_asked_for_again_it_is_none():
    """A hole in the numbering is a gap with its count; republished, the message stands in its place."""
    some = [OPENED, publication(1, 1.0, 10), publication(2, 2.0, 20), publication(4, 4.0, 40)]
    (gap,) = opcua_gaps(replay(some), 40)
    assert gap.missed == 1
    history = replay([*some, *asked_again(3, 3.0, 45)])
    assert opcua_gaps(history, 50) == []
    (session,) = history.sessions
    assert [p.publication.values[0][1].value for p in session.published] == [1.0, 2.0, 3.0, 4.0]
    assert session.republished == 1


def test_message_nobody_missed_is_not_taken_twice():
    """A republished message that lies behind everything seen belongs nowhere."""
    some = [OPENED, publication(1, 1.0, 10)]
    assert replay([*some, *asked_again(5, 5.0, 45)]).sessions[0].republished == 0


def test_numbering_begins_anew_after_the_last_number():
    """After 4,294,967,295 comes 1: no message was lost."""
    some = [OPENED, publication(2**32 - 1, 1.0, 10), publication(1, 2.0, 20)]
    assert opcua_gaps(replay(some), 20) == []


@pytest.mark.parametrize("items", ['{"1":"zz"}', '{"x":"0000"}', "[]", '{"1":"ff"}', '{"1":5}'])
def test_note_of_polling_that_says_nothing_is_named(items):
    """A note of polled nodes that cannot be read is named and costs nothing else."""
    note = f'{{"interval_ms":100,"items":{items},"what":"polling"}}'.encode()
    history = replay([OPENED, Record(Kind.NOTE, 2, 2, note), publication(1, 1.0, 10)])
    assert [problem.code for problem in history.problems] == ["record.unreadable"]
    assert len(history.epochs) == 1


async def test_server_asked_for_a_message_it_no_longer_has_answers_at_once(plant, collector):
    """Messages that never came are asked for again; one the server no longer has is noted, and nothing waits for it."""
    follow = Watching._follow

    def losing(self, subscription, sequence):
        # As if the third message had been lost on its way.
        if sequence != 3:
            follow(self, subscription, sequence)

    plan = plan_for({name: value for name, value in plant.told()["machine"].items() if name != "mtconnect"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Watching, "_follow", losing)
        bundle = await carry_out(plan, collector)
    (session,) = history_of(bundle).sessions
    assert service.REPUBLISH in session.request_types
