"""Deadlines: how long each clock runs, what the last instant is, and what suspends the ninety days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.aftercare.calendar import end_of_fiscal_year
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.deadline import later, retained_until
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.values.time import JST, parse_instant
from tests.domain.casework.scene import (
    FAULT,
    INSPECTOR,
    OFFICER,
    TERMS,
    USER_SIGNS,
    amid,
    at,
    line_in,
    of,
    on_line,
    on_paper,
)

MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("instant", "refused"),
    [
        ("2026-12-31T16:59:59.999999+09:00", []),
        ("2026-12-31T17:00:00.000+09:00", []),
        ("2026-12-31T08:00:00.000+00:00", []),
        ("2026-12-31T17:00:00.000001+09:00", ["guard.deadline_over"]),
        ("2027-01-01T00:00:00+09:00", ["guard.deadline_over"]),
    ],
)
def test_by_five_means_at_or_before_five(instant, refused):
    """A filing received at 17:00:00.000 is in time and one microsecond later is not (A4)."""
    assert at(on_paper("submit", "locked", USER_SIGNS), instant).codes() == refused


@pytest.mark.parametrize("state", ["draft", "locked"])
def test_a_draft_lapses_once_the_deadline_has_passed(state):
    """The system lapses what was not submitted, not an instant before the deadline is over."""
    attempt = on_paper("lapse", state, SYSTEM)
    assert at(attempt, TERMS.deadline_at).codes() == ["guard.deadline_open"]
    assert at(attempt, TERMS.deadline_at + MICROSECOND).codes() == []


@pytest.mark.parametrize(
    ("command", "state", "who", "clock", "due"),
    [
        ("return", "under_review", OFFICER, "correction", "2026-07-10"),
        ("grant", "under_review", OFFICER, "withdrawal", "2026-06-20"),
        ("order_correction", "granted", OFFICER, "corrective_action", "2026-06-24"),
        ("confirm_verification", "granted", OFFICER, "fixing", "2026-07-10"),
        ("fix_amount", "verified", OFFICER, "claim", "2026-07-10"),
        ("assess_charge", "repayment_ordered", OFFICER, "charge", "2026-06-30"),
    ],
)
def test_each_clock_runs_its_days_and_ends_with_a_day(command, state, who, clock, due):
    """Thirty days to correct, ten to withdraw, fourteen to put right, each to the end of its last day in Japan."""
    attempt = on_paper(command, state, who)
    assert attempt.body()["due_at"] == f"{due}T23:59:59+09:00"
    assert evolve(attempt.subject, attempt.made().events[0]).clocks[clock] == parse_instant(f"{due}T23:59:59+09:00")


def test_a_refusal_is_contested_within_three_months():
    """The notice begins the term; its last day is in time, the day after is refused, for papers as for the request."""
    declined = on_paper("decline", "under_review", OFFICER)
    free = amid(declined, terms=replace(TERMS, moving_clocks=()))
    assert free.body()["due_at"] == "2026-09-10T23:59:59+09:00"
    case = evolve(free.subject, free.made().events[0])
    for command in ("request_reconsideration", "file_document"):
        attempt = replace(on_paper(command, "declined", USER_SIGNS), subject=case)
        assert at(attempt, "2026-09-10T23:59:59+09:00").codes() == []
        assert at(attempt, "2026-09-11T00:00:00+09:00").codes() == ["guard.reconsideration_over"]
    assert at(of(attempt, is_upheld=True), "2026-09-11T00:00:00+09:00").codes() == [
        *("guard.contested_already", "guard.reconsideration_over")
    ]
    late = replace(on_paper("file_document", "declined", USER_SIGNS), subject=replace(case, state="reconsideration"))
    assert at(late, "2026-10-01T00:00:00+09:00").codes() == []


@pytest.mark.parametrize(("field", "clock"), [("correction_days", "return"), ("withdrawal_days", "grant")])
def test_the_length_of_a_clock_is_a_parameter(field, clock):
    """Another program's days give another end."""
    attempt = amid(on_paper(clock, "under_review", OFFICER), terms=replace(TERMS, **{field: 3}))
    assert attempt.body()["due_at"] == "2026-06-13T23:59:59+09:00"


MOVING = replace(TERMS, moving_clocks=("withdrawal", "correction", "corrective_action", "repayment"))


@pytest.mark.parametrize(
    ("command", "state", "instant", "due"),
    [
        ("grant", "under_review", "2026-06-10T12:00:00+09:00", "2026-06-22"),
        ("grant", "under_review", "2026-04-25T12:00:00+09:00", "2026-05-07"),
        ("grant", "under_review", "2026-09-12T12:00:00+09:00", "2026-09-24"),
        ("grant", "under_review", "2026-12-20T12:00:00+09:00", "2027-01-04"),
        ("grant", "under_review", "2026-06-12T12:00:00+09:00", "2026-06-22"),
        ("return", "under_review", "2026-08-24T12:00:00+09:00", "2026-09-24"),
        ("order_correction", "granted", "2026-04-20T12:00:00+09:00", "2026-05-07"),
    ],
)
def test_a_period_never_ends_on_a_day_the_offices_are_closed(command, state, instant, due):
    """Its last day moves past weekends, holidays, substitutes and the turn of the year (Act 91 of 1988, art. 2)."""
    attempt = amid(at(on_paper(command, state, OFFICER), instant), terms=MOVING)
    assert attempt.body()["due_at"] == f"{due}T23:59:59+09:00"


@pytest.mark.parametrize(("due_on", "due"), [("2026-07-31", "2026-07-31"), ("2026-08-01", "2026-08-03")])
@pytest.mark.parametrize(("command", "state"), [("order_repayment", "revoked"), ("order_tax_return", "paid")])
def test_a_repayment_is_due_on_a_business_day(command, state, due_on, due):
    """The order's own day counts, and moves to the next business day where it is none; the case keeps it as a clock."""
    attempt = amid(on_paper(command, state, OFFICER, due_on=due_on), terms=MOVING)
    assert attempt.body()["due_at"] == f"{due}T23:59:59+09:00"
    assert evolve(attempt.subject, attempt.made().events[0]).clocks["repayment"].date() == date.fromisoformat(due)


def test_a_clock_that_ends_in_a_year_nobody_knows_is_not_started():
    """Beyond the years the law can be computed for nobody is given a last day that may turn out to be a holiday."""
    attempt = amid(at(on_paper("grant", "under_review", OFFICER), "2099-12-27T12:00:00+09:00"), terms=MOVING)
    assert attempt.codes() == ["guard.calendar_unpublished"]
    assert attempt.made().findings[0].facts == {"year": "2100", "clock": "withdrawal"}
    assert amid(attempt, terms=TERMS).codes() == []


def test_a_clock_that_ends_in_an_unpublished_year_says_what_it_rests_on():
    """The event and the case keep that the holidays were computed; an end in a published year has no such mark."""
    unpublished = amid(at(on_paper("grant", "under_review", OFFICER), "2027-12-29T12:00:00+09:00"), terms=MOVING)
    # Ten days after it is Saturday 8 January 2028, and Monday 10 is Coming of Age Day.
    assert unpublished.body()["due_at"] == "2028-01-11T23:59:59+09:00"
    cite = unpublished.body()["due_cite"]
    assert cite.startswith("assumption: holidays computed from the law")
    assert evolve(unpublished.subject, unpublished.made().events[0]).clock_cites == {"withdrawal": cite}
    assert "due_cite" not in amid(unpublished, terms=TERMS).body()
    assert "due_cite" not in at(unpublished, "2027-12-01T12:00:00+09:00").body()


def test_a_day_is_a_day_in_japan():
    """A decision late in the evening of Greenwich belongs to the next day in Japan."""
    attempt = at(on_paper("grant", "under_review", OFFICER), "2026-06-10T20:00:00+00:00")
    assert attempt.body()["due_at"] == "2026-06-21T23:59:59+09:00"


OPEN_UNTIL_A_DAY = [
    ("withdraw", "granted", "withdrawal"),
    ("withdraw", "change_requested", "withdrawal"),
    ("correct", "returned", "correction"),
    ("resubmit", "returned", "correction"),
    ("answer_correction", "corrective_action", "corrective_action"),
]


@pytest.mark.parametrize(("command", "state", "clock"), OPEN_UNTIL_A_DAY)
def test_the_last_instant_of_the_last_day_is_in_time(command, state, clock):
    """What has to be done within days can be done until midnight in Japan, and not an instant longer."""
    attempt = of(on_paper(command, state, USER_SIGNS), clocks={clock: parse_instant("2026-06-20T23:59:59+09:00")})
    assert at(attempt, "2026-06-20T23:59:59.999999+09:00").codes() == []
    late = at(attempt, "2026-06-21T00:00:00+09:00")
    assert late.codes() == [f"guard.{clock}_over"]
    assert late.made().findings[0].facts == {
        "due": "2026-06-20T23:59:59+09:00",
        "at": "2026-06-21T00:00:00+09:00",
    }


def test_a_returned_case_lapses_when_its_days_are_over():
    """The system lapses a returned case after its last day, and not on it (A28)."""
    attempt = of(
        on_paper("lapse", "returned", SYSTEM), clocks={"correction": parse_instant("2026-06-20T23:59:59+09:00")}
    )
    assert at(attempt, "2026-06-20T23:59:59.999999+09:00").codes() == ["guard.correction_open"]
    assert at(attempt, "2026-06-21T00:00:00+09:00").codes() == []


@pytest.mark.parametrize("state", ["submitted", "under_review", "granted", "change_requested"])
def test_a_case_whose_machine_never_came_lapses(state):
    """Once the time to report a commissioning is over a case without any machine lapses; with one it does not (F5)."""
    attempt = on_paper("lapse", state, SYSTEM)
    assert at(attempt, "2027-01-04T23:59:59+09:00").codes() == ["guard.window_open"]
    assert at(attempt, "2027-01-05T00:00:00+09:00").codes() == []
    held = attempt.subject.balance
    assert attempt.made().amount == held.reserved + held.committed
    came = of(attempt, lines={"L1": line_in("commissioned"), "L2": replace(line_in("ordered"), id="L2")})
    assert came.codes() == ["guard.machine_came"]


def test_money_reaches_nobody_whose_machine_can_come_no_more():
    """Once the time to report a commissioning is over only a case with a machine moves up from the waiting list."""
    attempt = of(on_paper("promote", "waiting", SYSTEM), lines={"L1": line_in("ordered")})
    assert at(attempt, "2027-01-04T23:59:59+09:00").codes() == []
    late = at(attempt, "2027-01-05T00:00:00+09:00")
    assert late.codes() == ["guard.window_over"]
    assert of(late, lines={"L1": line_in("commissioned")}).codes() == []


def test_an_amount_nobody_claims_lapses_after_its_grace():
    """Thirty-one days after the last day to claim the money is given up, not on the last; without a day never."""
    attempt = of(
        on_paper("lapse", "amount_fixed", SYSTEM), clocks={"claim": parse_instant("2026-06-20T23:59:59+09:00")}
    )
    assert at(attempt, "2026-07-21T23:59:59+09:00").codes() == ["guard.claim_open"]
    assert at(attempt, "2026-07-22T00:00:00+09:00").codes() == []
    assert attempt.made().amount == attempt.subject.balance.payable
    assert of(attempt, clocks={}).codes() == ["guard.claim_open"]


@pytest.mark.parametrize("state", ["amount_fixed", "claimed"])
def test_what_a_revocation_leaves_has_the_whole_time_to_be_claimed(state):
    """A part taken back starts the time to claim the rest anew."""
    attempt = of(on_paper("revoke_part", state, OFFICER), clocks={"claim": parse_instant("2026-06-11T23:59:59+09:00")})
    assert evolve(attempt.subject, attempt.made().events[0]).clocks["claim"].date() == date(2026, 7, 10)


def test_before_the_decision_withdrawal_has_no_clock():
    """An application may be withdrawn at any time before it is decided."""
    assert at(on_paper("withdraw", "under_review", USER_SIGNS), "2030-01-01T00:00:00+09:00").codes() == []


@pytest.mark.parametrize(
    ("closed", "until"),
    [
        ("2026-12-01T12:00:00+09:00", "2032-03-31"),
        ("2027-03-31T23:59:59+09:00", "2032-03-31"),
        ("2027-03-31T15:00:00+00:00", "2033-03-31"),
        ("2027-04-01T00:00:00+09:00", "2033-03-31"),
        ("2028-02-29T12:00:00+09:00", "2033-03-31"),
    ],
)
def test_records_are_kept_five_years_from_the_end_of_the_fiscal_year(closed, until):
    """Retention counts from the 31 March after completion, not from the day of completion (A35)."""
    assert at(on_paper("close", "paid", OFFICER), closed).body()["due_at"] == f"{until}T23:59:59+09:00"


@pytest.mark.parametrize(
    ("day", "first_month", "end"),
    [
        ("2026-12-31", 1, "2026-12-31"),
        ("2026-09-30", 10, "2026-09-30"),
        ("2026-10-01", 10, "2027-09-30"),
        ("2024-02-29", 3, "2024-02-29"),
        ("2023-06-01", 3, "2024-02-29"),
    ],
)
def test_the_fiscal_year_is_a_parameter(day, first_month, end):
    """A fiscal year ends before its first month returns, whatever month that is."""
    assert end_of_fiscal_year(date.fromisoformat(day), first_month) == date.fromisoformat(end)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 12), st.integers(0, 30))
def test_retention_ends_with_a_fiscal_year(day, first_month, years):
    """Whenever a case is closed, its retention ends with a fiscal year and lasts at least the years it must."""
    terms = replace(TERMS, fiscal_year_first_month=first_month, retention_years=years)
    until = retained_until(day, terms)
    assert until == end_of_fiscal_year(until, first_month)
    assert until.year - end_of_fiscal_year(day, first_month).year == years


@given(st.datetimes(timezones=st.just(JST)).filter(lambda one: one.year < 9000), st.integers(0, 400))
def test_a_clock_never_ends_before_its_days(start, days):
    """However late in a day a clock starts, all its days are whole."""
    end = later(start, days)
    assert timedelta(days=days) - timedelta(seconds=1) <= end - start < timedelta(days=days + 1)


@pytest.mark.parametrize(
    ("commissioned_on", "by"),
    [("2026-06-05", "2026-09-03"), ("2026-12-31", "2027-03-31"), ("2027-02-01", "2027-03-31")],
)
def test_a_line_is_verified_within_ninety_days_and_never_after_march(commissioned_on, by):
    """Each line has its own ninety days from its own commissioning, at the latest 31 March 2027 (F16, A15)."""
    attempt = at(
        on_line("commission", "delivered", USER_SIGNS, commissioned_on=commissioned_on), "2027-02-01T12:00+09:00"
    )
    assert attempt.body()["verify_by"] == by
    assert evolve(attempt.subject, attempt.made().events[0]).lines["L1"].verify_by == date.fromisoformat(by)


def visit(visited_on, now="2026-12-01T12:00:00+09:00"):
    """A verification on a day of a line to be verified by 3 September."""
    return at(on_line("verify_line", "visit_scheduled", INSPECTOR, visited_on=visited_on), now)


@pytest.mark.parametrize(
    ("visited_on", "refused"),
    [
        ("2026-06-04", ["guard.visit_too_early"]),
        ("2026-06-05", []),
        ("2026-09-03", []),
        ("2026-09-04", ["guard.verification_over"]),
        ("2026-12-02", ["guard.verification_over"]),
    ],
)
def test_the_visit_lies_between_commissioning_and_day_ninety(visited_on, refused):
    """The day of commissioning and day ninety both count; before and after are refused, as is a day to come."""
    assert visit(visited_on).codes() == refused


def test_a_visit_that_has_not_taken_place_verifies_nothing():
    """A day within the ninety that is still to come is no visit."""
    assert visit("2026-06-11", "2026-06-10T12:00:00+09:00").codes() == ["guard.verification_over"]


@pytest.mark.parametrize(
    ("command", "visited_on", "codes"),
    [
        ("verify_line", "2026-08-31", ["guard.visit_not_scheduled"]),
        ("verify_line", "2026-09-01", []),
        ("verify_line", "2026-09-02", []),
        ("record_visit_findings", "2026-08-31", ["guard.visit_not_scheduled"]),
        ("record_visit_findings", "2026-09-01", []),
    ],
)
def test_no_visit_is_dated_before_the_day_it_was_scheduled_for(command, visited_on, codes):
    """A day before the one scheduled last was no visit, whoever signs it; the day itself and a later one were (F16)."""
    line = {"L1": line_in("visit_scheduled", visit_on="2026-09-01")}
    attempt = at(on_line(command, "visit_scheduled", INSPECTOR, visited_on=visited_on), "2026-12-01T12:00:00+09:00")
    assert of(attempt, lines=line).codes() == codes


def ordered(found_on, instant="2026-09-02T12:00:00+09:00"):
    """An order to correct what a visit found on a line to be verified by 3 September."""
    attempt = at(on_paper("order_correction", "granted", OFFICER), instant)
    line = replace(line_in("visit_scheduled"), findings=(replace(FAULT, found_on=found_on),))
    return of(attempt, lines={"L1": line})


@pytest.mark.parametrize(
    ("found_on", "instant", "until"),
    [
        ("2026-09-02", "2026-09-02T12:00:00+09:00", date(2026, 10, 16)),
        ("2026-09-03", "2026-09-10T12:00:00+09:00", date(2026, 10, 24)),
        ("2026-09-04", "2026-09-10T12:00:00+09:00", date(2026, 9, 3)),
    ],
)
def test_a_fault_found_in_time_keeps_the_ninety_days(found_on, instant, until):
    """The visit after the correction has thirty days from the last day for its answer; found too late it has none."""
    attempt = ordered(found_on, instant)
    line = evolve(attempt.subject, attempt.made().events[0]).lines["L1"]
    assert (line.visit_by, line.verify_by) == (until, date(2026, 9, 3))
    assert line.visit_clock == ("revisit" if until > date(2026, 9, 3) else "verification")


@pytest.mark.parametrize(("visited_on", "codes"), [("2026-10-16", []), ("2026-10-17", ["guard.verification_over"])])
def test_the_visit_after_a_correction_has_a_last_day_of_its_own(visited_on, codes):
    """The last day of the term verifies the line, the next one does not, and says that it was the re-visit's (A17)."""
    attempt = at(
        on_line("verify_line", "visit_scheduled", INSPECTOR, visited_on=visited_on), "2026-12-01T12:00:00+09:00"
    )
    late = of(attempt, lines={"L1": replace(line_in("visit_scheduled"), revisit_by=date(2026, 10, 16))})
    assert late.codes() == codes
    assert [one.citation for one in getattr(late.made(), "findings", ())] == ["assumption: A17"] * len(codes)


def test_a_suspension_gives_its_days_to_a_re_visit_as_well():
    """The office's own delay moves the term that runs, be it the ninety days or that of the re-visit (A31)."""
    line = replace(line_in("visit_scheduled"), revisit_by=date(2026, 10, 16))
    attempt = of(suspended("2026-06-20"), lines={"L1": line})
    assert evolve(attempt.subject, attempt.made().events[0]).lines["L1"].visit_by == date(2026, 10, 26)


def suspended(until_on, now="2026-06-10T12:00:00+09:00"):
    """A suspension of the clock of a line to be verified by 3 September."""
    return at(on_line("suspend_clock", "commissioned", OFFICER, until_on=until_on), now)


@pytest.mark.parametrize(
    ("until_on", "now", "by"),
    [
        ("2026-06-20", "2026-06-10T12:00:00+09:00", "2026-09-13"),
        ("2026-09-10", "2026-09-03T23:59:59+09:00", "2026-09-10"),
        ("2026-10-01", "2026-09-20T12:00:00+09:00", "2026-10-01"),
    ],
)
def test_the_days_the_office_takes_are_not_the_claimants(until_on, now, by):
    """A suspension moves day ninety by its days; where the day has passed, to the day the office names (A31)."""
    attempt = suspended(until_on, now)
    assert attempt.body()["verify_by"] == by
    assert evolve(attempt.subject, attempt.made().events[0]).lines["L1"].verify_by == date.fromisoformat(by)


@pytest.mark.parametrize(("until_on", "by"), [("2026-06-20", "2026-09-03"), ("2026-06-25", "2026-09-08")])
def test_the_same_days_are_given_once(until_on, by):
    """A second suspension adds only the days the first has not given."""
    attempt = of(suspended(until_on), lines={"L1": line_in("commissioned", until_on="2026-06-20")})
    assert attempt.body()["verify_by"] == by


@pytest.mark.parametrize("until_on", ["2026-06-09", "2026-06-10"])
def test_a_suspension_ends_on_a_day_to_come(until_on):
    """A suspension that is over before it begins is refused."""
    assert suspended(until_on).codes() == ["guard.suspension_past"]


@pytest.mark.parametrize(
    ("until_on", "codes"),
    [("2026-09-08", []), ("2026-09-09", ["guard.suspension_too_long"]), ("2199-12-31", ["guard.suspension_too_long"])],
)
def test_a_suspension_lasts_no_longer_than_the_clock(until_on, codes):
    """Ninety days from today are possible, one more is refused with the day and the number of days."""
    assert suspended(until_on).codes() == codes
    assert [one.facts for one in getattr(suspended(until_on).made(), "findings", ())] == [
        {"until": until_on, "days": 90} for _ in codes
    ]


def test_a_corrected_commissioning_moves_its_ninety_days():
    """Amending the commissioning day gives the days from the right one, and keeps what a suspension gave."""
    details = {"field": "commissioned_on", "value": "2026-06-01"}
    attempt = on_line("amend_line", "commissioned", OFFICER, **details)
    assert attempt.body()["verify_by"] == "2026-08-30"
    longer = replace(line_in("commissioned"), verify_by=date(2026, 9, 13))
    assert of(attempt, lines={"L1": longer}).body()["verify_by"] == "2026-09-09"


def test_another_corrected_day_moves_no_clock():
    """Amending the order's day says nothing of day ninety."""
    attempt = on_line("amend_line", "commissioned", OFFICER)
    assert "verify_by" not in attempt.body()
    assert evolve(attempt.subject, attempt.made().events[0]).lines["L1"].verify_by == date(2026, 9, 3)
