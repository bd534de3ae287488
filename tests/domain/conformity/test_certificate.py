"""The days of a paper: first and last, in the zone of whoever issued it; and what became of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sekisho.domain.conformity.certificate import Status, StatusEvent, Zone, noon_in_japan
from sekisho.domain.values.time import JST
from tests.domain.conformity.scene import ACCEPTED, BODIES, at_utc, paper


@pytest.mark.parametrize(
    ("instant", "is_valid"),
    [
        ("2025-12-31T23:59:59.999+09:00", False),
        ("2026-01-01T00:00:00+09:00", True),
        ("2026-12-31T23:30:00+09:00", True),
        ("2026-12-31T23:59:59.999+09:00", True),
        ("2027-01-01T00:00:00+09:00", False),
    ],
)
def test_a_paper_holds_from_its_first_to_its_last_day(instant, is_valid):
    """A paper is valid on its last day at 23:30 in Japan and not on the day after (T09)."""
    assert ACCEPTED.is_valid_at(datetime.fromisoformat(instant)) is is_valid


def test_a_chinese_paper_ends_an_hour_later():
    """At 15:30 UTC on 31 December a paper issued in China still holds, one issued in Japan does not (T10)."""
    instant = at_utc("2026-12-31T15:30:00").at
    assert not ACCEPTED.is_valid_at(instant)
    assert replace(ACCEPTED, zone=Zone.CHINA).is_valid_at(instant)
    assert ACCEPTED.is_valid_at(instant, BODIES.zone_of("Chinese"))


def test_a_papers_own_zone_goes_before_its_bodys():
    """A body abroad that dates a paper in Japan is taken at its word."""
    instant = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    assert not replace(ACCEPTED, zone=Zone.JAPAN).is_valid_at(instant, Zone.CHINA)


def test_a_paper_without_an_end_does_not_end():
    """A self-declaration without expiry holds for ever, and one without a beginning held before."""
    open_ended = replace(ACCEPTED, valid_from=None, valid_until=None)
    assert open_ended.is_valid_at(datetime(2099, 1, 1, tzinfo=JST))
    assert open_ended.is_valid_at(datetime(1999, 1, 1, tzinfo=JST))


@pytest.mark.parametrize("zone", list(Zone))
def test_noon_in_japan_lies_inside_the_day_everywhere(zone):
    """A day without an hour is the same calendar day for papers of both countries."""
    day = date(2026, 12, 31)
    assert replace(ACCEPTED, valid_from=day, valid_until=day, zone=zone).is_valid_at(noon_in_japan(day))


def test_the_last_event_gives_the_status():
    """A suspension that was lifted is over; before it, the paper was active."""
    events = tuple(
        StatusEvent(status, date(2026, month, 1), date(2026, month, 1))
        for status, month in ((Status.SUSPENDED, 3), (Status.ACTIVE, 5))
    )
    suspended = paper("x", events=events)
    assert [suspended.status_on(date(2026, month, 15)) for month in (2, 3, 5)] == [
        Status.ACTIVE,
        Status.SUSPENDED,
        Status.ACTIVE,
    ]


def test_an_event_nobody_knew_of_does_not_count_yet():
    """As known in March, a suspension reported in April had not happened."""
    event = StatusEvent(Status.SUSPENDED, date(2026, 2, 1), date(2026, 4, 1))
    late = paper("x", events=(event,))
    assert late.status_on(date(2026, 2, 15), date(2026, 3, 1)) is Status.ACTIVE
    assert late.status_on(date(2026, 2, 15), date(2026, 4, 1)) is Status.SUSPENDED


@pytest.mark.parametrize(
    ("models", "serials", "serial", "covered"),
    [
        ((), (), "", True),
        (("HLM-650V",), (), "", True),
        (("HLM-850V",), (), "S-1", False),
        ((), ("S-1",), "S-1", True),
        ((), ("S-1",), "", None),
        (("HLM-850V",), ("S-1",), "S-1", True),
    ],
)
def test_a_papers_scope_is_what_it_lists(models, serials, serial, covered):
    """Serials go before models; a paper that lists neither leaves its scope to the officer who accepts it."""
    assert paper("x", models=models, serials=serials).covers("hlm-650v", serial) is covered
