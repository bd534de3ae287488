"""The report: whatever happened, its totals are those of the pool's ledger, and its tables add up to them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Event
from sekisho.domain.fund.posting import Posting, PostingKind
from sekisho.domain.reporting.classify import NOT_STATED, SEVERAL, Classes, particulars
from sekisho.domain.reporting.figure import is_count
from sekisho.domain.reporting.ledger import DatedPosting
from sekisho.domain.reporting.quarter import Reading, quarter_of
from sekisho.domain.reporting.report import Books, Scope, changes, public, report_of
from sekisho.domain.reporting.story import Milestone, Particulars, Story, refusal_codes, tell
from sekisho.domain.reporting.suppress import COMPARED
from sekisho.domain.reporting.tally import DIMENSIONS
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import parse_instant

CLASSES = Classes(
    categories=("plc", "robot"),
    claimants=("end_user", "integrator"),
    sizes={"small": 20, "medium": 300},
    sectors=("food", "machinery"),
    prefectures=("JP-13", "JP-23"),
    names={"prefecture": {"愛知県": "JP-23", "aichi": "JP-23"}, "sector": {"食品": "food"}},
)
START = parse_instant("2026-05-11T09:00:00+09:00")
Q1, Q2 = (quarter_of(name, Reading.FISCAL, 4) for name in ("2026Q1", "2026Q2"))
#: A whole life, step by step: the event and what the pool posts with it. Amounts shrink on the way.
APPLY = [("case.opened", {}), ("case.locked", {"amount": 9}), ("case.submitted", {}), ("slot.reserved", {"amount": 9})]
GRANT = [("review.started", {}), ("grant.decided", {"amount": 8})]
FIX = [("case.verified", {}), ("amount.fixed", {"amount": 6}), ("payment.claimed", {}), ("payment.made", {"amount": 6})]
BACK = [
    ("grant.revoked", {}),
    ("repayment.ordered", {"amount": 6, "due_on": "2028-01-31"}),
    ("repayment.received", {"amount": 4, "received_on": "2027-06-01"}),
]
#: What comes back in parts, and a decline that was overturned: the same thing happens to one case more than once.
IN_PARTS = [
    *BACK[:2],
    *(("repayment.received", {"amount": part, "received_on": "2027-06-01"}) for part in (1, 2, 1)),
]
OVERTURNED = [
    ("review.started", {}),
    ("case.declined", {"amount": 9}),
    ("reconsideration.requested", {}),
    ("decline.overturned", {}),
    ("slot.reserved", {"amount": 9}),
]
ROADS = {
    "draft": APPLY[:2],
    "waiting": [*APPLY[:3], ("case.wait_listed", {"amount": 9})],
    "reserved": APPLY,
    "declined": [*APPLY, GRANT[0], ("case.declined", {"amount": 9})],
    "granted": APPLY + GRANT,
    "withdrawn": [*APPLY, *GRANT, ("case.withdrawn", {"amount": 8})],
    "paid": APPLY + GRANT + FIX,
    "recovering": APPLY + GRANT + FIX + BACK,
    "in_parts": APPLY + GRANT + FIX + IN_PARTS,
    "overturned": [*APPLY, *OVERTURNED, *GRANT],
}
#: What the pool posts with an event of a case, by the event: kind and factor of the case's unit.
POSTINGS = {
    "slot.reserved": [("reserve", 9)],
    "grant.decided": [("commit", 8), ("release_reservation", 1)],
    "amount.fixed": [("fix", 6), ("release_shortfall", 2)],
    "payment.made": [("pay", 6)],
    "repayment.ordered": [("order_repayment", 6)],
    "case.declined": [("release_reservation", 9)],
    "case.withdrawn": [("release_commitment", 8)],
}
LIVES = st.lists(
    st.tuples(
        st.sampled_from(list(ROADS)),
        st.integers(1, 10_000_000),
        st.lists(st.integers(0, 30), min_size=15, max_size=15),
        st.sampled_from(["plc", "robot", SEVERAL, NOT_STATED]),
    ),
    max_size=12,
)


def lived(n, life, as_of):
    """Give the story of a life, its postings and receipts."""
    road, unit, days, category = life
    at, events, posted, receipts = START, [], [], []
    for (kind, said), days_on in zip(ROADS[road], days, strict=False):
        at += timedelta(days=days_on)
        events.append(Event(kind, at, SYSTEM, {k: v * unit if isinstance(v, int) else v for k, v in said.items()}))
        factors = [("recover", said["amount"])] if kind == "repayment.received" else POSTINGS.get(kind, [])
        posted += [(one, unit * factor, at) for one, factor in factors]
        receipts += [at] if kind == "case.submitted" else []
    under = Particulars(category, "end_user", "small", "food", "JP-23")
    return tell(f"C-{n}", events, as_of, under), posted, receipts


def reported(lives, as_of, quarter=Q1, bend=0):
    """Fold lives into a report; ``bend`` is what somebody added to the ledger behind its back."""
    told = [lived(n, life, as_of) for n, life in enumerate(lives)]
    moves = [
        ("appropriate", 10**12, START),
        *((k, yen + bend * (k == "commit"), at) for _, p, _ in told for k, yen, at in p),
    ]
    postings = [DatedPosting(Posting(PostingKind(k), Money(yen), "C", n), at) for n, (k, yen, at) in enumerate(moves)]
    receipts = [at for _, _, taken in told for at in taken]
    scope = Scope("p", quarter, as_of, CLASSES)
    begun = [story for story, _, _ in told if story.case.state != "new"]
    return report_of(scope, begun, Books(postings, receipts))


@settings(deadline=None)
@given(LIVES, st.integers(0, 400), st.sampled_from([Q1, Q2]))
def test_totals_tie_out_with_the_ledger(lives, days, quarter):
    """Whatever cases did, as of whatever instant: flows, receipts and balances differ from the ledger by nothing."""
    report = reported(lives, START + timedelta(days=days), quarter)
    assert [tie for tie in report.ties if tie.difference] == []
    assert report.holds
    held = sum(tie.ledger for tie in report.ties if tie.column == "balance")
    assert held + report.available == report.appropriation == 10**12


@settings(deadline=None)
@given(LIVES, st.integers(0, 400))
def test_every_breakdown_adds_up_to_the_quarter(lives, days):
    """Each dimension's rows sum to the flow of the quarter, in cases and in yen."""
    figures = reported(lives, START + timedelta(days=days)).figures
    for dimension in DIMENSIONS:
        for measure in ("applied", "decided", "fixed", "paid", "recovered"):
            for what in ("cases", "yen"):
                rows = sum(figures.at(dimension, row, f"{measure}_{what}") for row in figures.rows(dimension))
                assert rows == figures.at("flows", measure, f"quarter_{what}")


def test_a_ledger_that_was_bent_is_said():
    """One yen more in the ledger than the cases say, and the report does not hold and says where."""
    report = reported([("granted", 100, [1] * 15, "plc")], START + timedelta(days=40), bend=1)
    assert not report.holds
    assert {tie.name for tie in report.ties if tie.difference} == {"decided", "reserved", "committed"}


@settings(deadline=None, max_examples=50)
@given(LIVES, st.integers(0, 400))
def test_the_same_events_give_the_same_report(lives, days):
    """The fold is a function of events and instant; in its public edition as well."""
    first, second = (reported(lives, START + timedelta(days=days)) for _ in range(2))
    assert first.as_json() == second.as_json()
    assert public(first, 3).as_json() == public(second, 3).as_json()


def day(n) -> datetime:
    """An instant so many days after the start."""
    return START + timedelta(days=n)


def test_what_is_undone_later_shows_as_a_change_with_its_case():
    """A grant of the quarter withdrawn after it stays decided in it; a later edition says that it came to nothing."""
    life = ("withdrawn", 100, [1] * 6 + [60] + [1] * 8, "plc")
    before, after = (reported([life], at) for at in (Q1.ends_at, day(90)))
    assert [report.figures.at("flows", "decided", "quarter_yen") for report in (before, after)] == [800, 800]
    found = {
        (one.table, one.row, one.column): (one.before, one.after, one.cases) for one in changes(before, after, COMPARED)
    }
    assert found[("flows", "undone", "quarter_yen")] == (0, 800, ("C-0",))
    assert changes(before, before, COMPARED) == ()


def test_what_is_decided_anew_stands():
    """A grant that lapsed or failed is undone; the one decided after the failure was overturned is not."""
    first, again = (Milestone("decided", day(n), 900) for n in (1, 9))
    applied, fixed = Milestone("applied", day(0), 900), Milestone("fixed", day(2), 900)
    for name in ("verification_failed", "lapsed"):
        story = Story(Case("C-1"), Particulars("cnc", "", "", "", ""), (), ((name, day(5)),), ())
        assert [story.is_undone(one) for one in (first, again, applied, fixed)] == [True, False, False, False]


def test_medians_are_of_the_cases_that_ended_the_stage():
    """Two cases of ten and thirteen days from application to decision have a median of eleven and a half."""
    lives = [("granted", 1, [0, 0, 0, 0, 0, days] + [0] * 9, "plc") for days in (10, 13)]
    figures = reported(lives, day(60)).figures
    assert (figures.at("durations", "to_decision", "tenths"), figures.at("durations", "to_decision", "cases")) == (
        115,
        2,
    )
    assert figures.at("durations", "to_payment", "cases") == 0


def test_who_waits_is_counted_at_the_instant():
    """The waiting list is of the instant, with what it asks for."""
    figures = reported([("waiting", 100, [1] * 15, "robot")], day(60)).figures
    assert [figures.at("waiting", "waiting", column) for column in ("cases", "yen")] == [1, 900]


def test_a_case_is_counted_once_whatever_happens_to_it_again():
    """Paid back in three parts it is one case and the sum; declined and overturned one reservation, bound twice."""
    figures = reported([("in_parts", 100, [1] * 15, "plc"), ("overturned", 10, [1] * 15, "robot")], day(60)).figures
    told = {
        (table, row, measure): tuple(figures.at(table, row, f"{measure}_{what}") for what in ("cases", "yen"))
        for table, row, measure in (
            ("category", "plc", "recovered"),
            ("category", "plc", "paid"),
            ("category", "robot", "reserved"),
            ("flows", "reserved", "total"),
        )
    }
    assert list(told.values()) == [(1, 400), (1, 600), (1, 180), (2, 1080)]
    assert figures.at("endings", "declined", "cases") == 1


@settings(deadline=None, max_examples=50)
@given(LIVES, st.integers(0, 400))
def test_no_cell_counts_more_cases_than_stand_behind_it(lives, days):
    """Whatever happened to a case and how often: what is hidden for few cases is hidden for few companies."""
    figures = reported(lives, START + timedelta(days=days)).figures
    for place, behind in figures.parts.items():
        if is_count(place):
            assert figures.cells[place] == len(behind)
    shown = public(reported(lives, START + timedelta(days=days)), 3).figures
    small = {place for place, behind in figures.parts.items() if is_count(place) and 0 < len(behind) < 3}
    assert [place for place in small if place[0] in DIMENSIONS and shown.cells[place] is not None] == []


def test_nothing_given_back_is_no_case_of_money_reclaimed():
    """A disposal that was approved with nothing to repay does not count among the cases money was reclaimed from."""
    events = [Event(kind, START, SYSTEM, {**said}) for kind, said in APPLY + GRANT + FIX]
    asset = {"machine": "L1", "name": "x", "acquired_on": "2026-05-11", "unit_price": 20, "quantity": 1, "grant": 6}
    asset |= {"industry": "food", "life": 10, "restricted_until": "2036-05-10", "cost": 20}
    asked = {"asset": "A01", "manner": "scrap", "planned_on": "2026-06-01", "repayment": 5}
    events += [Event("asset.registered", START, SYSTEM, asset), Event("disposal.requested", START, SYSTEM, asked)]
    said = {"disposal": "R01", "due_on": "2026-08-31"}
    approved = [Event("disposal.approved", START, SYSTEM, {**said, "amount": yen}) for yen in (0, 5)]
    told = [tell("C", [*events, one], START, Particulars("plc", "end_user", "", "", "")) for one in approved]
    reclaimed = [[one.yen for one in story.milestones if one.measure == "reclaimed"] for story in told]
    assert reclaimed == [[], [5]]


def test_every_refusal_has_its_reasons():
    """A failed verification says what evidence was wanting (F18), a revocation that it was one; else the officer."""
    events = [Event(kind, START, SYSTEM, {**said}) for kind, said in APPLY + GRANT]
    under = Particulars("plc", "end_user", "", "", "")
    for last, lacks, reasons in (
        ("verification.failed", ["no_integration", "no_integration", "evidence.wanting.not_sealed"], 2),
        ("verification.failed", [], ["officer"]),
        ("grant.revoked", ["no_integration"], ["revoked"]),
        ("grant.partly_revoked", [], ["partly_revoked"]),
    ):
        ended = Event(last, START, SYSTEM, {"amount": 1})
        story = tell("C", [*events, ended], START, under, lambda _case, _at, lacks=lacks: lacks)
        expected = list(dict.fromkeys(lacks)) if isinstance(reasons, int) else reasons
        assert [code for code, _ in story.refusals] == expected


def test_a_refusal_is_counted_under_every_gate_it_failed():
    """The screening kept before the decision names the gates; advice never counts; without a gate the officer does."""
    gate = {"code": "rule.R05", "outcome": "not_met", "facts": {"kind": "gate"}}
    advice = {"code": "rule.V01", "outcome": "not_met", "facts": {"kind": "advisory"}}
    kept = Case("C", screening={"lines": [{"findings": [gate, advice]}, {"findings": [gate]}]})
    assert refusal_codes(kept) == ("rule.R05",)
    assert refusal_codes(Case("C")) == ("officer",)


@pytest.mark.parametrize(
    ("applicant", "size", "sector", "prefecture"),
    [
        ({}, "not_stated", "not_stated", "not_stated"),
        ({"employees": 20, "sector": "food", "prefecture": "JP-13"}, "small", "food", "JP-13"),
        ({"employees": 21, "sector": "食品", "prefecture": " Aichi "}, "medium", "food", "JP-23"),
        ({"employees": 301, "prefecture": "愛知県"}, "large", "not_stated", "JP-23"),
        ({"employees": 0, "sector": "alchemy", "prefecture": 13}, "not_stated", "not_stated", "not_stated"),
        ({"employees": True, "sector": ["food"]}, "not_stated", "not_stated", "not_stated"),
    ],
)
def test_a_filing_is_counted_under_what_it_says(applicant, size, sector, prefecture):
    """Classes are matched by code or by their name in any language; what nobody can place is not stated."""
    found = particulars({"applicant": applicant}, "end_user", CLASSES)
    assert (found.size, found.sector, found.prefecture) == (size, sector, prefecture)


@pytest.mark.parametrize(
    ("lines", "category"),
    [
        ([], NOT_STATED),
        ([{"category": "plc"}, {"category": "plc"}], "plc"),
        ([{"category": "plc"}, {"category": "robot"}], SEVERAL),
        ([{"category": "submarine"}], NOT_STATED),
        ("plc", NOT_STATED),
    ],
)
def test_a_case_of_several_categories_is_one_of_its_own_class(lines, category):
    """No case is counted twice, so that the rows add up."""
    assert particulars({"lines": lines}, "end_user", CLASSES).category == category
