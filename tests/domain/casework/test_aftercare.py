"""After payment: every refusal with its reason, what the events say beyond their commands, and what they leave."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.domain.aftercare.terms import TaxBase
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.aftercare import Effect, Hold, TaxReport, open_duties
from sekisho.domain.casework.case import Balance
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import parse_instant
from tests.domain.aftercare.scene import AFTERCARE, asset, measured
from tests.domain.casework.scene import (
    AMOUNT,
    DISPOSAL,
    ERASURE,
    FINANCE,
    MAKER,
    OFFICER,
    PARTNER_SIGNS,
    ROOT,
    SECOND,
    TERMS,
    USER_SIGNS,
    actor,
    amid,
    at,
    line_in,
    of,
    on_paper,
)

MAKERS = actor("staff", "exporter")


def tried(command, who, state="closed", **details):
    """A command on a closed case."""
    return on_paper(command, state, who, **details)


def amid_after(attempt, **changes):
    """The same attempt where the time after payment has left something else."""
    return of(attempt, aftercare=replace(attempt.subject.aftercare, **changes))


def carried(attempt):
    """The case after an attempt that must be accepted."""
    return evolve(attempt.subject, attempt.made().events[0])


# --- the baseline

BEFORE = {"lines": {"L1": line_in("delivered")}}
AFTER = {"lines": {"L1": line_in("commissioned")}}


@pytest.mark.parametrize("state", ["draft", "granted"])
def test_a_baseline_is_recorded_before_commissioning(state):
    """From the draft on, measured today at the latest; the newest measurement is the baseline."""
    case = carried(of(tried("record_baseline", USER_SIGNS, state, measured_on="2026-06-10"), **BEFORE))
    assert case.aftercare.baselines["L1"] == measured(measured_on=date(2026, 6, 10))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-06-06", "guard.baseline_late"),
        ("2026-06-05", "guard.baseline_late"),
        ("2026-06-04", "guard.baseline_late"),
    ],
)
def test_a_baseline_from_commissioning_on_is_refused(day, code):
    """Measured on or after the day of commissioning (5 June), or told only afterwards, it shows the new machine."""
    assert of(tried("record_baseline", USER_SIGNS, "granted", measured_on=day), **AFTER).codes() == [code]


def test_a_baseline_told_on_the_day_of_commissioning_stands():
    """What was measured before and is recorded on the very day still comes first; on the next day it does not."""
    attempt = of(tried("record_baseline", USER_SIGNS, "granted", measured_on="2026-06-04"), **AFTER)
    assert at(attempt, "2026-06-05T23:59:59+09:00").codes() == []
    assert at(attempt, "2026-06-06T00:00:00+09:00").codes() == ["guard.baseline_late"]


@pytest.mark.parametrize(("day", "codes"), [("2026-06-01", []), ("2026-06-02", ["guard.baseline_late"])])
def test_a_trial_run_is_the_new_machine_already(day, codes):
    """What is measured on the day of the trial run (2 June) or after it is no state before the installation."""
    lines = {"lines": {"L1": line_in("commissioned", trial_run_on="2026-06-02")}}
    attempt = of(tried("record_baseline", USER_SIGNS, "granted", measured_on=day), **lines)
    assert at(attempt, "2026-06-05T12:00:00+09:00").codes() == codes


def test_nothing_is_measured_tomorrow():
    """A measurement on a day to come is refused."""
    attempt = of(tried("record_baseline", USER_SIGNS, "granted", measured_on="2026-06-11"), **BEFORE)
    assert attempt.codes() == ["guard.measured_ahead"]


@pytest.mark.parametrize(
    "indicators", [{"speed": 1}, {"cycle_time_ms": -1}, {"cycle_time_ms": "90"}, {"cycle_time_ms": True}]
)
def test_an_indicator_is_one_of_the_programs_and_a_whole_number(indicators):
    """An unknown name, a negative, a text and a flag are each refused by name."""
    attempt = of(tried("record_baseline", USER_SIGNS, "granted", indicators=indicators), **BEFORE)
    assert attempt.codes() == ["guard.indicator"]
    assert attempt.made().findings[0].facts["indicator"] in indicators


def test_a_baseline_is_of_a_line_there_is():
    """A baseline of another case's line is refused."""
    assert of(tried("record_baseline", USER_SIGNS, "granted", machine="L9"), **BEFORE).codes() == ["guard.line_unknown"]


# --- the register


def test_payment_sets_the_duties():
    """The payment says when each effect report and the tax report are due."""
    case = carried(tried("pay", FINANCE, "claimed"))
    assert case.paid_on == date(2026, 6, 10)
    assert {name: str(day) for name, day in case.aftercare.due.items()} == {
        "effect_report_1": "2028-04-30",
        "effect_report_2": "2029-04-30",
        "effect_report_3": "2030-04-30",
        "tax_report": "2028-06-30",
    }


def test_an_asset_is_entered_with_its_end():
    """The industry's life and the last day of the restriction are worked out, not typed."""
    attempt = tried("register_asset", SYSTEM, "paid")
    assert (attempt.body()["life"], attempt.body()["restricted_until"]) == (9, "2035-06-05")
    assert carried(attempt).aftercare.assets["A01"].grant == Money(AMOUNT)


def test_a_line_is_entered_once():
    """The same line twice would be bound twice."""
    attempt = amid_after(tried("register_asset", SYSTEM, "paid", machine="L1"), assets={"A01": asset()})
    assert attempt.codes() == ["guard.asset_entered"]


def test_another_industry_has_another_life():
    """Described as of the food industry, the asset is bound ten years from its acquisition; then it is confirmed."""
    case = carried(tried("describe_asset", USER_SIGNS))
    described = case.aftercare.assets["A01"]
    assert (described.place, described.life, described.restricted_until) == ("bay 3", 10, date(2036, 6, 5))
    confirmed = carried(replace(tried("confirm_asset", OFFICER), subject=case))
    assert confirmed.aftercare.assets["A01"].is_confirmed


@pytest.mark.parametrize(
    ("details", "changes", "codes"),
    [
        ({"industry": "magic"}, {}, ["guard.industry"]),
        ({"asset": "A09"}, {}, ["guard.asset_unknown"]),
        ({}, {"is_confirmed": True}, ["guard.asset_confirmed"]),
        ({}, {"left_on": date(2026, 6, 1)}, ["guard.asset_unknown"]),
    ],
)
def test_an_entry_is_described_while_it_may_be(details, changes, codes):
    """An unknown industry, another number, a confirmed or a departed asset: refused with the reason."""
    attempt = amid_after(tried("describe_asset", USER_SIGNS, **details), assets={"A01": asset(**changes)})
    assert attempt.codes() == codes


# --- effect and tax


def test_an_effect_is_compared_with_the_baseline():
    """The event carries before, after and change of each indicator, and when the baseline was measured."""
    attempt = tried("report_effect", USER_SIGNS, indicators={"cycle_time_ms": 60_000})
    body = amid_after(attempt, baselines={"L1": measured()}).body()
    assert body["changes"] == {"cycle_time_ms": {"before": 90_000, "after": 60_000, "per_mille": -333}}
    assert body["baseline_on"] == "2026-06-01"


def test_a_missing_baseline_is_said():
    """Without a baseline the report stands, and says that there is none."""
    body = tried("report_effect", USER_SIGNS, indicators={"cycle_time_ms": 60_000}).body()
    assert body["baseline_on"] == ""
    assert body["changes"]["cycle_time_ms"] == {"before": None, "after": 60_000, "per_mille": None}


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"year": 0}, "guard.effect_year"),
        ({"year": 4}, "guard.effect_year"),
        ({"measured_on": "2025-03-31"}, "guard.effect_day"),
        ({"measured_on": "2026-06-11"}, "guard.effect_day"),
        ({"year": 2, "measured_on": "2026-03-31"}, "guard.effect_day"),
        ({"machine": "L9"}, "guard.line_unknown"),
    ],
)
def test_an_effect_is_told_of_a_year_that_is_asked_for(details, code):
    """No other year, no measurement before the year or in the future, no other line."""
    assert tried("report_effect", USER_SIGNS, **details).codes() == [code]


def test_a_year_is_told_once_a_line():
    """The same year of the same line is not told twice."""
    attempt = tried("report_effect", USER_SIGNS)
    assert amid_after(attempt, effects=(Effect(1, measured()),)).codes() == ["guard.effect_told"]


def test_the_number_of_reports_is_a_parameter():
    """Where the program asks for five, the fifth is taken."""
    attempt = at(tried("report_effect", USER_SIGNS, year=5, measured_on="2030-01-31"), "2030-06-01T10:00:00+09:00")
    terms = replace(TERMS, aftercare=replace(AFTERCARE, effect_reports=5))
    assert (attempt.codes(), amid(attempt, terms=terms).codes()) == (["guard.effect_year"], [])


def test_the_tax_report_is_due_even_at_zero():
    """A grant without tax returns nothing, and the report is made all the same, once."""
    case = carried(tried("report_consumption_tax", USER_SIGNS))
    assert case.aftercare.tax == TaxReport("full", Money(0))
    assert replace(tried("report_consumption_tax", USER_SIGNS), subject=case).codes() == ["guard.tax_told"]


def test_a_grant_with_tax_is_returned_in_part():
    """Computed with tax, ten elevenths stay; the office orders exactly the rest, once."""
    terms = replace(TERMS, aftercare=replace(AFTERCARE, tax_base=TaxBase.TAX_INCLUDED))
    case = carried(amid(tried("report_consumption_tax", USER_SIGNS), terms=terms))
    assert case.aftercare.tax.returned == Money(90_909)
    wrong = replace(tried("order_tax_return", OFFICER, amount=90_908), subject=case)
    assert wrong.codes() == ["guard.tax_return"]
    ordered = carried(replace(tried("order_tax_return", OFFICER, amount=90_909), subject=case))
    assert (ordered.balance.paid, ordered.balance.receivable) == (Money(909_091), Money(90_909))
    assert replace(tried("order_tax_return", OFFICER, amount=90_909), subject=ordered).codes() == ["guard.tax_return"]


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"tax_method": "magic"}, "guard.tax_method"),
        ({"tax_method": "proportional"}, "guard.taxable_percent"),
        ({"tax_method": "proportional", "taxable_percent": 101}, "guard.taxable_percent"),
        ({"taxable_percent": 101}, "guard.taxable_percent"),
    ],
)
def test_a_tax_report_says_how_tax_is_settled(details, code):
    """An unknown method, and a share that is missing or above the whole, are refused."""
    assert tried("report_consumption_tax", USER_SIGNS, **details).codes() == [code]


@pytest.mark.parametrize("tax", [None, TaxReport("full", Money(0)), TaxReport("full", Money(AMOUNT), is_ordered=True)])
def test_nothing_is_ordered_back_that_was_not_reported(tax):
    """Without a report, at zero, or a second time, no return of tax is ordered."""
    assert amid_after(tried("order_tax_return", OFFICER), tax=tax).codes() == ["guard.tax_return"]


def test_the_nearest_duty_stands_first_and_told_ones_are_gone():
    """Of the duties set at payment those done are left out, a year only when every line has told it."""
    case = carried(tried("pay", FINANCE, "claimed"))
    told = replace(case.aftercare, effects=(Effect(1, measured()),))
    assert list(open_duties(case.aftercare, ("L1",)))[:2] == ["effect_report_1", "tax_report"]
    assert list(open_duties(told, ("L1",)))[:2] == ["tax_report", "effect_report_2"]
    assert next(iter(open_duties(told, ("L1", "L2")))) == "effect_report_1"
    assert "tax_report" not in open_duties(replace(told, tax=TaxReport("full", Money(0))), ("L1",))


# --- support


def test_an_incident_keeps_its_times():
    """Opened, answered by the vendor and solved, each with who and when; the first answer counts."""
    case = carried(tried("open_incident", USER_SIGNS))
    steps = [
        ("answer_incident", MAKERS, "2026-06-10T15:00:00+09:00"),
        ("answer_incident", MAKERS, "2026-06-11T15:00:00+09:00"),
        ("resolve_incident", USER_SIGNS, "2026-06-12T15:00:00+09:00"),
    ]
    for command, who, when in steps:
        case = carried(at(replace(tried(command, who), subject=case), when))
    kept = case.aftercare.incidents["S01"]
    assert (kept.vendor, kept.answered_by, kept.solved_by) == (MAKER, MAKER, USER_SIGNS.organisation)
    assert kept.answered_at == parse_instant("2026-06-10T15:00:00+09:00")
    assert not kept.is_open
    again = at(replace(tried("answer_incident", MAKERS), subject=case), "2026-06-13T09:00:00+09:00")
    assert again.codes() == ["guard.incident_not_open"]


@pytest.mark.parametrize(
    ("details", "line", "codes"),
    [
        ({"severity": "bad"}, "commissioned", ["guard.severity"]),
        ({"provider": "nobody at all"}, "commissioned", ["guard.provider_unknown"]),
        ({"machine": "L9"}, "commissioned", ["guard.line_unknown"]),
        ({}, "delivered", ["guard.not_commissioned"]),
        ({"problem": "broken"}, "commissioned", ["field.wrong.reason"]),
    ],
)
def test_an_incident_is_of_a_machine_that_runs(details, line, codes):
    """An unknown severity or line, a machine not yet commissioned, a problem nobody can read: refused."""
    attempt = of(tried("open_incident", USER_SIGNS, "granted", **details), lines={"L1": line_in(line)})
    assert attempt.codes() == codes


@pytest.mark.parametrize("command", ["answer_incident", "resolve_incident"])
def test_another_vendor_does_not_speak_for_it(command):
    """Neither the partner nor a maker the incident did not go to answers or closes it."""
    case = carried(tried("open_incident", USER_SIGNS))
    other = replace(MAKERS, organisation="6990000000009")
    for who in (PARTNER_SIGNS, other):
        assert replace(tried(command, who), subject=case).codes() == ["guard.incident_not_theirs"]


def test_the_vendor_may_close_it_and_the_user_may_not_answer_it():
    """The vendor closes its own incident; the side that has the machine closes it too, and does not answer."""
    case = carried(tried("open_incident", USER_SIGNS))
    assert replace(tried("resolve_incident", MAKERS), subject=case).codes() == []
    assert replace(tried("answer_incident", USER_SIGNS), subject=case).codes() == ["guard.incident_not_theirs"]


# --- disposal


def requested(**details):
    """A request to dispose of the scene's asset, of 12,000,000 yen with a grant of 2,160,000."""
    return of(tried("request_disposal", USER_SIGNS, **details), balance=Balance(paid=Money(2_160_000)))


def test_a_request_says_what_it_will_cost():
    """Scrapped three weeks after its acquisition, one month is written off and 18 % of the rest comes back."""
    body = requested().body()
    assert (body["book_value"], body["base"], body["repayment"]) == (11_888_000, 11_888_000, 2_139_840)


@pytest.mark.parametrize(
    ("details", "codes"),
    [
        ({"manner": "burn"}, ["guard.disposal_manner"]),
        ({"manner": "transfer"}, ["guard.disposal_proceeds"]),
        ({"planned_on": "2026-06-09"}, ["guard.disposal_past"]),
        ({"planned_on": "2035-06-06"}, ["guard.disposal_free"]),
        ({"asset": "A09"}, ["guard.asset_unknown"]),
        ({"manner": "transfer", "proceeds": -1}, ["field.wrong.yen"]),
    ],
)
def test_a_request_that_cannot_be_decided_is_refused(details, codes):
    """An unknown manner, a sale without its price, a day that has passed or is free, another asset."""
    assert requested(**details).codes() == codes


def test_one_request_waits_at_a_time():
    """While a request for an asset waits, no second one is taken."""
    assert amid_after(requested(), disposals={"R01": DISPOSAL}).codes() == ["guard.disposal_waiting"]


def test_a_disposal_runs_from_the_request_to_the_last_yen():
    """Requested, approved with the repayment, done, repaid: the pool's accounts stay whole and the asset is gone."""
    case = carried(requested())
    approval = replace(tried("approve_disposal", OFFICER, amount=2_139_840), subject=case)
    assert approval.made().document == "disposal_approval"
    assert approval.made().amount == Money(2_139_840)
    case = carried(approval)
    assert (case.balance.paid, case.balance.receivable) == (Money(20_160), Money(2_139_840))
    assert str(case.clocks["disposal_repayment"]) == "2026-06-30 23:59:59+09:00"
    case = carried(
        at(
            replace(tried("record_disposal", USER_SIGNS, disposed_on="2026-07-01"), subject=case),
            "2026-07-02T09:00+09:00",
        )
    )
    assert case.aftercare.assets["A01"].left_on == date(2026, 7, 1)
    for part, left in ((2_000_000, 139_840), (139_840, 0)):
        case = carried(replace(tried("record_repayment", FINANCE, amount=part), subject=case))
        assert case.balance.receivable == Money(left)
    assert (case.state, case.balance.recovered) == ("closed", Money(2_139_840))
    assert replace(tried("record_repayment", FINANCE, amount=1), subject=case).codes() == ["guard.over_receivable"]


def test_the_repayment_approved_is_the_one_reckoned():
    """One yen less or more is refused with the amount reckoned."""
    for amount in (AMOUNT - 1, AMOUNT + 1):
        attempt = tried("approve_disposal", OFFICER, amount=amount)
        assert attempt.codes() == ["guard.repayment_differs"]
        assert attempt.made().findings[0].facts["limit"] == AMOUNT


@pytest.mark.parametrize("status", ["approved", "refused", "done"])
@pytest.mark.parametrize("command", ["approve_disposal", "refuse_disposal"])
def test_a_request_is_decided_once(command, status):
    """What is decided or done is not decided again."""
    attempt = amid_after(tried(command, OFFICER), disposals={"R01": replace(DISPOSAL, status=status)})
    assert attempt.codes() == ["guard.disposal_decided"]


def test_a_refused_disposal_changes_nothing_else():
    """Refused with reasons, the asset stays bound and no money moves; a new request can be made."""
    case = carried(tried("refuse_disposal", OFFICER))
    assert case.aftercare.disposals["R01"].status == "refused"
    assert case.balance.paid == Money(AMOUNT)


@pytest.mark.parametrize("status", ["requested", "refused", "done"])
def test_only_what_was_approved_is_recorded(status):
    """A disposal nobody approved, or one recorded before, is refused."""
    attempt = amid_after(tried("record_disposal", USER_SIGNS), disposals={"R01": replace(DISPOSAL, status=status)})
    assert attempt.codes() == ["guard.disposal_not_approved"]


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"disposed_on": "2026-06-09"}, "guard.disposal_day"),
        ({"disposed_on": "2026-06-11"}, "guard.disposal_day"),
        ({"proceeds": 1}, "guard.disposal_brought_more"),
    ],
)
def test_a_disposal_is_as_it_was_approved(details, code):
    """Earlier than planned, not yet, or for more money than approved: refused."""
    assert tried("record_disposal", USER_SIGNS, **details).codes() == [code]


@pytest.mark.parametrize("manner", ["divert", "lease", "pledge"])
def test_what_the_claimant_keeps_stays_bound(manner):
    """Diverted, leased or pledged, the asset is still the claimant's and still restricted."""
    disposal = replace(DISPOSAL, kind=manner, status="approved")
    case = carried(amid_after(tried("record_disposal", USER_SIGNS), disposals={"R01": disposal}))
    assert case.aftercare.assets["A01"].is_restricted_on(date(2035, 6, 5))


def test_revocation_later_takes_the_rest_only():
    """A part ordered back before is still owed when the grant is revoked; no yen is ordered twice."""
    held = Balance(paid=Money(600_000), receivable=Money(300_000), recovered=Money(100_000))
    case = carried(of(tried("order_repayment", OFFICER, "revoked"), balance=held))
    assert (case.balance.paid, case.balance.receivable) == (Money(0), Money(900_000))


# --- holds and erasure


def test_a_hold_is_lifted_by_another_person():
    """Whoever placed a hold does not lift it; another officer does, with a reason, once."""
    case = carried(tried("place_hold", OFFICER))
    assert replace(tried("lift_hold", OFFICER), subject=case).codes() == ["guard.same_holder"]
    lifted = carried(replace(tried("lift_hold", SECOND), subject=case))
    assert lifted.aftercare.standing_holds == ()
    assert replace(tried("lift_hold", SECOND), subject=lifted).codes() == ["guard.no_such_hold"]


@pytest.mark.parametrize("command", ["propose_erasure", "erase_personal_data"])
def test_a_hold_stops_an_erasure_whatever_the_schedule_says(command):
    """A standing hold is named as the reason; a lifted one stops nothing."""
    hold = Hold("H01", "somebody")
    attempt = tried(command, OFFICER)
    assert amid_after(attempt, holds={"H01": hold}).codes() == ["guard.held"]
    assert amid_after(attempt, holds={"H01": replace(hold, is_lifted=True)}).codes() == []


@pytest.mark.parametrize("command", ["propose_erasure", "erase_personal_data"])
@pytest.mark.parametrize(
    ("ended", "instant", "codes"),
    [
        ("2027-03-31", "2032-03-31T23:59:59+09:00", ["guard.retention_runs"]),
        ("2027-03-31", "2032-04-01T00:00:00+09:00", []),
        ("2027-04-01", "2033-03-31T23:59:59+09:00", ["guard.retention_runs"]),
        ("2027-04-01", "2033-04-01T00:00:00+09:00", []),
        ("2028-02-29", "2033-04-01T00:00:00+09:00", []),
    ],
)
def test_nothing_is_erased_while_retention_runs(command, ended, instant, codes):
    """Five years from the end of the fiscal year in which the case ended, to the second."""
    attempt = amid_after(tried(command, OFFICER), ended_on=date.fromisoformat(ended))
    assert at(attempt, instant).codes() == codes


def test_the_end_that_was_told_goes_before_a_shorter_one():
    """A retention end told at closing holds, although parameters of today would end it earlier."""
    attempt = tried("propose_erasure", OFFICER)
    told = of(attempt, clocks={"retention": parse_instant("2030-03-31T23:59:59+09:00")})
    assert told.codes() == ["guard.retention_runs"]
    assert at(told, "2030-04-01T00:00:00+09:00").codes() == []


def test_a_case_that_did_not_end_is_never_erased():
    """Without an end there is no end of retention."""
    assert amid_after(tried("propose_erasure", OFFICER), ended_on=None).codes() == ["guard.retention_runs"]


def test_an_erasure_is_of_two_persons():
    """Whoever proposed it does not carry it out; what was carried out is not carried out again."""
    attempt = amid_after(tried("erase_personal_data", SECOND), erasures={"E01": ERASURE})
    assert attempt.codes() == ["guard.same_eraser"]
    done = {"E01": replace(ERASURE, is_done=True)}
    assert amid_after(tried("erase_personal_data", OFFICER), erasures=done).codes() == ["guard.no_such_erasure"]


def test_an_erasure_names_what_goes_and_why():
    """The proposal names digests; the erasure's event repeats them, so that a verifier finds them."""
    case = carried(tried("propose_erasure", SECOND))
    assert case.aftercare.erasures["E01"].digests == (ROOT,)
    attempt = replace(tried("erase_personal_data", OFFICER), subject=case)
    assert attempt.body()["erased"] == [ROOT]
    assert carried(attempt).aftercare.erased == {ROOT}


@pytest.mark.parametrize("item", ["D009", "section.price", "account", "", "section."])
def test_an_item_is_something_of_the_case(item):
    """What the case does not have cannot be erased; each item is named."""
    assert tried("propose_erasure", OFFICER, items=[item]).codes() == ["guard.item_unknown"]


def test_what_was_erased_is_not_proposed_again():
    """An erased file has nothing left to erase."""
    attempt = amid_after(tried("propose_erasure", OFFICER), erasures={"E01": replace(ERASURE, is_done=True)})
    assert attempt.codes() == ["guard.item_unknown"]


@pytest.mark.parametrize("command", ["propose_erasure", "erase_personal_data"])
def test_what_others_need_or_is_public_stays(command):
    """A file another record names, or that is public, is refused with what keeps it."""
    attempt = tried(command, OFFICER)
    assert amid(attempt, kept_files={ROOT: "case/C-2"}).codes() == ["guard.file_kept"]
    assert amid(attempt, kept_files={ROOT: ""}).codes() == ["guard.file_public"]
