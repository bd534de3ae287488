"""Gaps recomputed from records: silence, lost messages, overflow, restarts; overlapping ones count once."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture.opcua.binary import DataValue, NodeId
from sekisho.capture.opcua.service import Publication, Subscribed
from sekisho.capture.replay.gaps import claimed_gaps, merged, opcua_gaps, total_ms
from sekisho.capture.replay.history import START_TIME, Connection, History, Published
from sekisho.capture.sealed.record import Gap, GapKind

SECOND = 1_000_000_000


def session(*messages, started=1, interval=200.0, keep_alive=5):
    """Make a session of messages: second of arrival, sequence, and whether values were lost before it."""
    connection = Connection({}, 0, subscription=Subscribed(1, interval, keep_alive))
    at = DataValue(datetime(2026, 7, started, tzinfo=UTC), 0, None, None)
    connection.values[NodeId(0, START_TIME)] = at
    for second, sequence, *overflow in messages:
        value = DataValue(1.0, 0x480 if overflow else 0, None, None)
        publication = Publication.of(sequence, ((1, value),))
        connection.published.append(Published(int(second * SECOND), publication))
    return connection


def found(*sessions, end=10.0):
    gaps = opcua_gaps(History(connections=list(sessions)), int(end * SECOND))
    return [(gap.kind, gap.milliseconds, gap.missed) for gap in gaps]


def test_regular_messages_leave_no_gap():
    """One message a second is no gap while a keep-alive may take as long."""
    assert found(session((1, 1), (2, 2), (3, 3)), end=4) == []


def test_silence_within_a_session_is_a_freeze():
    """Silence beyond two seconds is a gap of its whole length."""
    assert found(session((1, 1), (5, 2)), end=6) == [(GapKind.FROZEN, 4000, None)]


def test_slow_subscription_may_be_silent_longer():
    """A server that publishes every five seconds is not frozen after four."""
    assert found(session((1, 1), (5, 2), interval=5000.0, keep_alive=1), end=6) == []


def test_missing_sequence_number_is_a_lost_message():
    """A hole in the notification sequence is loss, and says how many."""
    assert found(session((1, 1), (1.5, 4)), end=2) == [(GapKind.TRANSPORT_LOST, 500, 2)]


def test_sequence_rolls_over_to_one():
    """The number after the greatest is 1, never 0."""
    assert found(session((1, 2**32 - 1), (1.2, 1)), end=2) == []


def test_overflow_bit_is_a_gap():
    """InfoType and overflow bit say that the machine's queue lost values."""
    assert found(session((1, 1), (1.2, 2, "lost")), end=2) == [(GapKind.OVERFLOW, 200, None)]


def test_second_session_means_the_transport_was_lost():
    """Between two sessions there is always a gap, however short."""
    assert found(session((1, 1)), session((1.4, 1)), end=2) == [(GapKind.TRANSPORT_LOST, 400, None)]


def test_other_start_time_means_the_server_was_restarted():
    """A server whose start time differs was started anew in between."""
    assert found(session((1, 1)), session((3, 1), started=2), end=4) == [(GapKind.SERVER_RESTART, 2000, None)]


def test_silence_to_the_end_is_a_gap():
    """What was not heard before the capture ended is missing."""
    assert found(session((1, 1)), end=6) == [(GapKind.TRANSPORT_LOST, 5000, None)]


spans = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=8)


def gap(start, end, kind=GapKind.FROZEN):
    return Gap("opcua", 1, kind, start * SECOND, end * SECOND, "test")


@given(spans)
def test_overlapping_gaps_count_once(ends):
    """The total is the length of the union, in any order."""
    gaps = [gap(min(pair), max(pair)) for pair in ends]
    covered = {second for pair in ends for second in range(min(pair), max(pair))}
    assert total_ms(gaps) == 1000 * len(covered)
    assert total_ms(reversed(gaps)) == total_ms(gaps)


def test_claimed_gaps_are_added_where_nothing_was_found():
    """A recorded gap that a found one covers is the same gap; any other is added."""
    same, other = gap(2, 3), gap(7, 8, GapKind.OPERATOR_PAUSED)
    assert merged([gap(1, 4)], [same, other]) == [gap(1, 4), other]


def test_claims_that_are_no_gaps_are_left_out():
    """A record that does not read as a gap is no gap."""
    said = [
        {},
        {"kind": "nap", "start": 1, "end": 2, "epoch": 1},
        gap(1, 2).as_json() | {"start": "1"},
        gap(1, 2).as_json(),
    ]
    assert [claim.kind for claim in claimed_gaps(History(claimed_gaps=said), "opcua")] == [GapKind.FROZEN]
