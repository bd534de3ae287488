"""Deadlines in the office: they move past closed days, are announced once to whom they concern, and end on time."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from sekisho.application.change_parameter import propose_change, publish_change
from sekisho.application.ports import Notice
from sekisho.application.program_time import advance_clock
from sekisho.application.register import apply_for_registration
from sekisho.application.replay_fund import replay_fund
from sekisho.application.request import Request
from sekisho.application.run_due import run_due
from sekisho.application.show_case import show_case
from sekisho.domain.program.change import write_changes
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.time import parse_instant

RETURN = {"sections": ["price"], "reason": "the quotation is of another machine"}


def notices(office, case=""):
    """Give the notices of deadlines."""
    with office.desk.store.read() as tx:
        return [one for one in tx.outbox.of(case=case) if one.code.startswith("reminder.")]


def applied(office):
    """The partner applies for its registration today."""
    details = {"subject": "integrator", "key": "8990000000001", "particulars": {"name": "Tsubame"}}
    return apply_for_registration(office.desk, office.people["partner"], Request("apply", details))


@pytest.fixture
def returned(office):
    """A case returned on Thursday 21 May 2026: thirty days end on Saturday 20 June."""
    case = office.opens()
    office.submits(case)
    office.at("2026-05-21T10:00:00+09:00")
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "return", **RETURN)
    return office, case


def test_a_period_that_ends_on_a_saturday_ends_on_monday(returned):
    """Thirty days end on the business day that follows, and not a second later."""
    office, case = returned
    with office.desk.store.read() as tx:
        assert tx.views.case(case).due_at.isoformat() == "2026-06-22T23:59:59+09:00"
    assert office.at("2026-06-22T23:59:59+09:00").lapsed == ()
    assert office.at("2026-06-23T00:00:00+09:00").lapsed == (case,)


def test_the_parties_are_reminded_once(returned):
    """Seven days before, both parties hear of it; a second round sends nothing, and the next mark is a new notice."""
    office, case = returned
    office.at("2026-06-15T09:00:00+09:00")
    told = [(one.side, one.code, one.facts["days"]) for one in notices(office, case)]
    assert told == [("end_user", "reminder.ahead", 7), ("integrator", "reminder.ahead", 7)]
    assert run_due(office.desk).reminded == ()
    office.at("2026-06-22T09:00:00+09:00")
    assert [one.code for one in notices(office, case)][2:] == ["reminder.today"] * 2


def test_what_is_lapsed_reminds_nobody(returned):
    """Once the case has lapsed there is nothing left to be reminded of."""
    office, _ = returned
    due = office.at("2026-06-24T09:00:00+09:00")
    assert (len(due.lapsed), [one for one in due.reminded if one.duty.clock == "correction"]) == (1, [])


def test_the_office_hears_of_a_registration_that_waits(office):
    """Twenty business days after an application the office is told that it is today, then that it is over."""
    office.at("2026-05-11T09:00:00+09:00")
    made = applied(office)
    # 20 business days after Monday 11 May 2026 is Monday 8 June.
    office.at("2026-06-08T09:00:00+09:00")
    office.at("2026-06-09T09:00:00+09:00")
    told = [(one.case, one.side, one.code) for one in notices(office)]
    assert told == [(made.id, "office", "reminder.today"), (made.id, "office", "reminder.overdue")]


def test_the_officer_sees_what_was_told_to_the_office(office):
    """Of the ninety days the office and the parties hear; each sees the notice on the case page, a stranger none."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    office.at("2026-12-02T09:00:00+09:00")
    for who in ("officer", "user", "partner"):
        seen = show_case(office.desk, case, office.people[who]).notices
        assert [one.facts["line"] for one in seen if isinstance(one, Notice) and one.code == "reminder.ahead"] == ["L1"]
    assert show_case(office.desk, case, office.people["stranger"]) is None


def returned_in(office, day, *, first=False):
    """Open, submit and return a case on a day."""
    case = office.opens() if first else office.case()
    office.files(case, "pse_certificate", number=case)
    office.submits(case)
    office.at(f"{day}T10:00:00+09:00")
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "return", **RETURN)
    return case


def ran_at_once(office, runs):
    """Run what is due in so many threads at once; give what each did, or the fault it ended with."""
    done, together = [], Barrier(runs)

    def run():
        together.wait()
        try:
            done.append(run_due(office.desk))
        except Exception as fault:  # noqa: BLE001 - because whatever ends a run is what the test asks for
            done.append(fault)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(runs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


@pytest.mark.parametrize("office", ["sqlite", "postgres"], indirect=True)
def test_two_timers_at_once_do_everything_once(office):
    """Runs at the same time lapse, number, re-screen and remind once between them, end well, and leave nothing due."""
    gone = [returned_in(office, "2026-05-21", first=True), returned_in(office, "2026-05-22")]
    kept = returned_in(office, "2026-06-25")
    change = {"path": "annex.categories", "from": "2026-07-01", "value": ["plc"], "cite": "assumption: a test"}
    proposed = propose_change(office.desk, office.people["officer"], write_changes([change]))
    assert not isinstance(publish_change(office.desk, office.people["officer2"], proposed.digest), Refusal)
    assert not isinstance(advance_clock(office.desk, parse_instant("2026-07-20T09:00:00+09:00")), Refusal)
    before = len(notices(office, kept))
    done = ran_at_once(office, 3)
    assert [one for one in done if isinstance(one, Exception)] == []
    with office.desk.store.read() as tx:
        lapsed = [row.type for case in gone for row in tx.journal.read(f"case/{case}") if row.type == "case.lapsed"]
        editions = [row.event.text("edition_on") for row in tx.journal.read("clock") if row.type == "edition.applied"]
        numbered = tx.journal.length("letter/smart-factory-2026/2026/lapse_notice")
        values = [row.event.text("on") for row in tx.journal.read("clock") if row.type == "parameter.applied"]
    assert (len(lapsed), numbered) == (2, 2)
    assert (editions.count("2026-07-15"), values) == (1, ["2026-07-01"])
    assert [one.side for one in notices(office, kept)][before:] == ["end_user", "integrator"]
    with office.desk.store.read() as tx:
        told = [one.code for one in tx.outbox.of(case=kept)]
    # Both sides, once for the values of the first of July and once for the edition of the fifteenth.
    assert (told.count("notice.parameter_spares"), told.count("notice.edition_spares")) == (2, 2)
    again = run_due(office.desk)
    assert (again.lapsed, again.changes, again.reminded) == ((), (), ())
    assert replay_fund(office.desk) == ()


def test_a_registration_in_a_year_nobody_knows_is_named(office):
    """Where the target lies beyond the years that can be computed, the run says so and does the rest."""
    office.at("2099-12-20T09:00:00+09:00")
    made = applied(office)
    assert run_due(office.desk).unknown == (made.id,)


def test_a_notice_says_that_its_day_rests_on_computed_holidays(office):
    """A target in 2028, whose holidays nobody has published, is announced with what its day rests on."""
    office.at("2027-12-20T09:00:00+09:00")
    made = applied(office)
    # Twenty business days after Monday 20 December 2027, past the turn of the year and Coming of Age Day.
    assert [one.duty.due_at.date().isoformat() for one in office.at("2028-01-24T09:00:00+09:00").reminded] == [
        "2028-01-24"
    ]
    told = [one.facts["due_cite"] for one in notices(office) if one.case == made.id]
    assert told == [office.desk.programs.shipped().calendar().offices.computed_cite]


def test_the_deadline_is_an_instant_and_never_moves(office):
    """A draft lapses one second after 17:00:00 of 31 December, a day on which offices are closed."""
    case = office.opens()
    assert office.at("2026-12-31T17:00:00+09:00").lapsed == ()
    assert office.at("2026-12-31T17:00:01+09:00").lapsed == (case,)
