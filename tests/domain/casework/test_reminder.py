"""Reminders: which deadlines run for a case, when each is announced, to whom, and never twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.bootstrap.package import all_wording
from sekisho.domain.casework.aftercare import NOTHING_YET, TaxReport
from sekisho.domain.casework.deadline import end_of, registration_due
from sekisho.domain.casework.reminder import Duty, Schedule, duties_of, reminders_due
from sekisho.domain.fund.charge import ChargeEntry, Entry
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import parse_instant
from tests.domain.casework.scene import BACK, CHARGED, TERMS, case_in, line_in

SCHEDULE = Schedule((14, 7, 3, 1, 0), (1, 7, 30))
LAST = date(2026, 9, 30)
CORRECTION = Duty("C-1", "correction", end_of(LAST))
FILING = Duty("C-1", "application", TERMS.deadline_at)
VISIT = Duty("C-1", "verification", end_of(LAST), "L1", is_offices=True)
SECOND = timedelta(seconds=1)


def days_to(n, duty=CORRECTION):
    """Noon of the day so many days before a duty's last day."""
    return duty.due_at - timedelta(days=n, hours=5)


def announced(duty, now, sent=()):
    """Give key and receivers of what is due."""
    return [(one.key.rsplit("/", 1)[1], one.to) for one in reminders_due([duty], now, SCHEDULE, sent)]


@pytest.mark.parametrize(
    ("state", "clocks"),
    [
        ("draft", ["application"]),
        ("locked", ["application"]),
        ("returned", ["correction", "verification"]),
        ("granted", ["verification"]),
        ("corrective_action", ["corrective_action", "verification"]),
        ("verified", ["fixing"]),
        ("amount_fixed", ["claim"]),
        ("closed", []),
        ("withdrawn", []),
    ],
)
def test_each_state_has_its_deadlines(state, clocks):
    """A draft has the filing, a returned case its correction, a machine its ninety days; what is over has none."""
    clocks_that_run = dict.fromkeys(("correction", "corrective_action", "fixing", "claim"), end_of(LAST))
    no_machine = {"draft", "locked", "verified", "amount_fixed"}
    line = line_in("line_verified" if state in no_machine else "commissioned")
    case = case_in(state, line, clocks=clocks_that_run)
    assert [duty.clock for duty in duties_of(case, TERMS)] == clocks


@pytest.mark.parametrize("state", ["granted", "change_requested", "corrective_action"])
def test_a_machine_that_has_not_come_is_waited_for_until_the_window_closes(state):
    """Each machine that is not commissioned has the last day of the window; what is over is told to the office (F5)."""
    case = case_in(state, line_in("shipped"), clocks={})
    assert duties_of(case, TERMS) == (Duty("C-1", "window", end_of(TERMS.window_closes), "L1"),)
    [duty] = duties_of(case, TERMS)
    told = [announced(duty, duty.due_at + timedelta(days=days)) for days in (-7, 1)]
    assert [to for [(_, to)] in told] == [("party",), ("party", "office")]


def test_the_office_is_reminded_of_what_it_has_to_fix():
    """The fixing of the amount is the office's own deadline."""
    [duty] = duties_of(case_in("verified", clocks={"fixing": end_of(LAST)}), TERMS)
    assert (duty.clock, duty.is_offices, announced(duty, end_of(LAST))[0][1]) == ("fixing", True, ("office",))


def test_a_re_visit_is_announced_like_the_ninety_days():
    """The term of the visit after a correction is a deadline of the line, told to the party and to the office."""
    line = replace(line_in("visit_scheduled"), revisit_by=LAST)
    [duty] = duties_of(case_in("granted", line), TERMS)
    assert (duty.clock, duty.due_at, duty.line, duty.is_offices) == ("revisit", end_of(LAST), "L1", True)
    schedule = replace(SCHEDULE, verification=(20,))
    told = reminders_due([duty], end_of(LAST - timedelta(days=20)), schedule, ())
    assert [one.to for one in told] == [("party", "office")]


def test_a_paid_case_is_reminded_of_its_reports():
    """The yearly effect reports and the tax report are announced like every deadline, until they are made."""
    due = {"effect_report_1": date(2028, 4, 30), "tax_report": date(2028, 6, 30)}
    case = case_in("closed", aftercare=replace(NOTHING_YET, due=due))
    told = replace(case, aftercare=replace(case.aftercare, tax=TaxReport("full", Money(0))))
    reports = [Duty("C-1", name, end_of(day)) for name, day in due.items()]
    assert duties_of(case, TERMS) == tuple(reports)
    assert duties_of(told, TERMS) == tuple(reports[:1])
    assert duties_of(replace(case, state="revoked"), TERMS) == ()


@pytest.mark.parametrize("state", ["paid", "revoked", "repayment_ordered"])
def test_a_charge_has_its_last_day_until_it_is_paid(state):
    """An assessed charge runs to the day its notice names; paid, or in a settled order, nothing of it is asked."""
    clocks = {"charge": end_of(LAST)}
    case = case_in(state, clocks=clocks, debts=(CHARGED,))
    assert duties_of(case, TERMS) == (Duty("C-1", "charge", end_of(LAST)),)
    paid = CHARGED.charged(ChargeEntry(Entry.PAID, Money(3_000)))
    for debt in (paid, replace(CHARGED, is_settled=True), BACK):
        assert duties_of(replace(case, debts=(debt,)), TERMS) == ()


def test_a_repayment_order_has_its_last_day():
    """Who has to pay back is reminded of the day."""
    case = case_in("repayment_ordered", clocks={"repayment": end_of(LAST)})
    assert duties_of(case, TERMS) == (Duty("C-1", "repayment", end_of(LAST)),)


@pytest.mark.parametrize(
    ("days", "mark", "to"),
    [
        (15, [], None),
        (14, ["+14"], ("party",)),
        (9, ["+14"], ("party",)),
        (7, ["+7"], ("party",)),
        (2, ["+3"], ("party",)),
        (0, ["+0"], ("party",)),
        (-1, ["-1"], ("party", "office")),
        (-6, ["-1"], ("party", "office")),
        (-7, ["-7"], ("party", "office")),
        (-400, ["-30"], ("party", "office")),
    ],
)
def test_a_deadline_is_announced_before_on_and_after_its_day(days, mark, to):
    """Fourteen, seven, three days and a day before, on the day, and when it is over to the office as well."""
    assert announced(CORRECTION, days_to(days)) == [(name, to) for name in mark]


def test_a_visit_is_the_offices_to_make():
    """Of the ninety days both are told; of a registration the office alone."""
    assert announced(VISIT, days_to(7)) == [("+7", ("party", "office"))]
    registration = Duty("model/x", "registration", end_of(LAST), is_offices=True)
    assert announced(registration, days_to(7)) == [("+7", ("office",))]


@pytest.mark.parametrize(("after", "mark"), [(-SECOND, "+0"), (0 * SECOND, "+0"), (SECOND, "-1")])
def test_a_deadline_at_an_hour_is_over_a_second_later(after, mark):
    """At 17:00:00 the filing is announced as due today, one second later as over."""
    assert [key for key, _ in announced(FILING, FILING.due_at + after)] == [mark]


@pytest.mark.parametrize(
    ("instant", "mark"), [("2026-09-30T23:59:59.999+09:00", "+0"), ("2026-10-01T00:00:00+09:00", "-1")]
)
def test_a_day_is_over_with_its_midnight(instant, mark):
    """The last day lasts until midnight in Japan."""
    assert [key for key, _ in announced(CORRECTION, parse_instant(instant))] == [mark]


def test_a_deadline_that_moves_is_announced_anew():
    """The same mark of another last day has another key."""
    moved = replace(VISIT, due_at=VISIT.due_at + timedelta(days=1))
    assert VISIT.key(7) != moved.key(7)


@given(st.lists(st.integers(-40, 20), min_size=1, max_size=40))
def test_every_notice_is_sent_once_whatever_the_clock_does(moments):
    """However often and in whatever steps one asks, no key comes twice, and at most one at a time for a duty."""
    sent: list[str] = []
    for n in sorted(moments, reverse=True):
        due = reminders_due([CORRECTION], days_to(n), SCHEDULE, sent)
        assert len(due) <= 1
        sent += [one.key for one in due]
    assert len(sent) == len(set(sent))
    assert reminders_due([CORRECTION], days_to(min(moments)), SCHEDULE, sent) == ()


def test_the_target_for_a_registration_is_twenty_business_days():
    """An application of 14 September 2026 is decided on past the three holidays of that month (A26)."""
    due = registration_due(parse_instant("2026-09-14T10:00:00+09:00"), 20, TERMS.calendar)
    assert due == end_of(date(2026, 10, 16))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "clock", ["application", "correction", "corrective_action", "repayment", "charge", "verification", "registration"]
)
def test_every_notice_has_its_words(clock, language):
    """Each kind of notice of each clock reads whole in three languages."""
    for n in (7, 0, -7):
        [one] = reminders_due([Duty("C-1", clock, end_of(LAST))], days_to(n), SCHEDULE, ())
        text = all_wording().say(one.code, language, clock=clock, due=end_of(LAST), days=abs(n))
        assert "{" not in text
        assert clock not in text.lower() or language is Language.EN
