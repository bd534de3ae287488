"""The four questions: what follows from the answers people give."""

from datetime import date

import pytest

from sekisho.domain.program.edition import Edition
from sekisho.domain.screening.schedule import STEPS
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import parse_instant
from sekisho.portal.desk import program
from sekisho.portal.open import judge
from sekisho.portal.open.diary import diary
from sekisho.portal.open.judge import eligibility, missing
from sekisho.portal.open.plan import schedule
from sekisho.portal.open.reckon import amount

EN = Language.EN
NOON = parse_instant("2026-11-12T12:00:00+09:00")
NEWEST: Edition = program().editions[-1]
ROBOT = next(model for model in NEWEST.models.values() if model.category == "robot")
UNLISTED = next(model for key, model in program().catalogue.items() if key not in NEWEST.models)
PAPERS = ["pse_certificate", "jis_b9700_evidence", "conformity_certificate"]


@pytest.fixture(autouse=True)
def _in_november(monkeypatch):
    """Ask on a day of the program, whatever day the test runs on."""
    monkeypatch.setattr(judge, "now", lambda: NOON)


def entered(**changes) -> dict:
    """Give the answers for a listed robot with everything at hand."""
    body = program().names("bodies.recognised", NEWEST.effective_from)[0]
    full = {
        "claimant": "end_user", "partner_is_registered": "yes", "category": "robot", "maker": ROBOT.maker,
        "model": ROBOT.model, "made_in": "CN", "papers": PAPERS, "body": body,
    }  # fmt: skip
    return {**full, **changes}


def test_a_listed_model_with_its_papers_hinders_nothing():
    """Nothing stands in the way of a listed model; what is open is what the registers have to say."""
    answer = eligibility(entered(), EN)
    assert answer.hindering == ()
    assert answer.nearest == ()
    assert answer.outcome in (Outcome.MET, Outcome.UNDETERMINED)


def test_a_model_that_is_not_listed_is_refused_with_its_nearest_relatives():
    """A catalogued twin that is not listed is refused, and the nearest listed models come with what differs."""
    answer = eligibility(entered(category=UNLISTED.category, maker=UNLISTED.maker, model=UNLISTED.model), EN)
    assert answer.outcome is Outcome.NOT_MET
    assert "rule.R03" in [finding.code for finding in answer.hindering]
    assert answer.nearest
    assert answer.unknown_model == ""


def test_an_unknown_model_shows_models_with_a_similar_name():
    """A mistyped model leads to the listed ones whose names are close."""
    answer = eligibility(entered(model=f"{ROBOT.model}9"), EN)
    assert ROBOT.model in [near.model for near in answer.nearest]
    assert answer.unknown_model.endswith("9")


def test_equipment_made_elsewhere_is_refused():
    """A machine made outside China is refused for its origin."""
    assert "rule.R09" in [finding.code for finding in eligibility(entered(made_in="other"), EN).hindering]


def test_commissioning_after_the_window_is_refused():
    """A commissioning date one day after 31 December is refused."""
    answer = eligibility(entered(commissioned_on="2027-01-01"), EN)
    assert "rule.R16" in [finding.code for finding in answer.hindering]


def test_a_body_that_is_not_recognised_is_refused():
    """An assessment by a body that is not on the list is refused."""
    assert "rule.R08" in [finding.code for finding in eligibility(entered(body="other"), EN).hindering]


def test_gates_due_later_stand_apart():
    """What is due only after filing does not mix with what is needed now."""
    answer = eligibility(entered(papers=[]), EN)
    assert {finding.facts["stage"] for finding in answer.open_now} == {"application"}
    assert "application" not in {finding.facts["stage"] for finding in answer.due_later}
    assert len(answer.gates) == sum(map(len, (answer.hindering, answer.open_now, answer.due_later, answer.settled)))


def test_missing_papers_are_counted_stage_by_stage():
    """Without papers each one the gates ask for is wanting; ticking one leaves one less."""
    nothing = missing({"claimant": "end_user", "category": "robot"}, EN)
    one = missing({"claimant": "end_user", "category": "robot", "papers": ["pse_certificate"]}, EN)
    assert [group.stage for group in nothing.groups] == ["application", "import", "commissioning", "verification"]
    assert nothing.wanting == one.wanting + 1
    assert nothing.outcome is Outcome.UNDETERMINED


def test_eighteen_per_cent_of_a_price_in_yen():
    """JPY 10,000,000 CIF for a machining centre gives JPY 1,800,000."""
    answer = amount({"category": "cnc", "price": "10,000,000", "currency": "JPY", "incoterm": "CIF"}, EN)
    assert answer.subsidy == Money(1_800_000)
    assert answer.rate_citation.startswith("article: ¶2")


def test_a_foreign_price_without_a_rate_is_asked_for_it():
    """A price in renminbi without an exchange rate is refused on that question."""
    answer = amount({"category": "cnc", "price": "1250000", "currency": "CNY", "incoterm": "CIF"}, EN)
    assert isinstance(answer, Refusal)
    assert [finding.place for finding in answer.findings] == ["exchange_rate"]


def test_an_fob_price_is_asked_for_freight_and_insurance():
    """What the term leaves out of the price is asked for, never taken as zero."""
    answer = amount({"category": "cnc", "price": "1000000", "currency": "JPY", "incoterm": "FOB"}, EN)
    assert sorted(finding.place for finding in answer.findings) == ["freight", "insurance"]


def test_the_duty_rate_reaches_the_landed_cost():
    """A duty of 10 % on JPY 1,000,000 raises the landed cost to JPY 1,100,000."""
    given = {"category": "cnc", "price": "1000000", "currency": "JPY", "incoterm": "CIF", "duty_rate": "10 %"}
    rows = {row.code: row.amount for row in amount(given, EN).rows}
    assert rows["page.amount.landed"] == Money(1_100_000)


@pytest.mark.parametrize(
    ("starts_on", "outcome"),
    [("2026-05-11", Outcome.MET), ("2026-12-01", Outcome.NOT_MET)],
)
def test_whether_there_is_time_depends_on_when_one_begins(starts_on, outcome):
    """Beginning in May there is time; beginning in December there is not."""
    answer = schedule({"stage": "planned", "filing": "prepared", "starts_on": starts_on}, EN)
    assert answer.outcome is outcome
    assert answer.deadline.due_at.date() == date(2026, 12, 31)


def test_no_schedule_ends_before_the_window_opens():
    """However quick everything is, the plan of January ends on the window's first day."""
    at_once = {f"lead_{step}": 0 for step in STEPS}
    answer = schedule({"stage": "planned", "filing": "nothing", "starts_on": "2026-01-01", **at_once}, EN)
    assert (answer.ends_on, answer.outcome) == (date(2026, 5, 9), Outcome.MET)


def test_a_tight_schedule_is_called_tight():
    """With less slack than two weeks the answer is neither yes nor no."""
    easy = schedule({"stage": "planned", "filing": "prepared", "starts_on": "2026-05-11"}, EN)
    latest = min(step.start_by for step in easy.steps)
    tight = schedule({"stage": "planned", "filing": "prepared", "starts_on": latest.isoformat()}, EN)
    assert tight.outcome is Outcome.UNDETERMINED


def test_what_is_done_takes_no_more_time():
    """With the machine running and the grant decided no step is left."""
    assert schedule({"stage": "commissioned", "filing": "decided"}, EN).steps == ()


def test_before_the_program_began_its_first_values_are_used():
    """A start before the first day is planned with the values of the first day."""
    assert schedule({"stage": "planned", "filing": "nothing", "starts_on": "2026-05-01"}, EN).steps


ASKED = {"stage": "planned", "filing": "prepared", "starts_on": "2026-06-20"}


def test_an_edited_lead_time_is_planned_with_and_one_left_empty_is_as_usual():
    """A shorter time at the maker's brings the end forward; the unit may be changed alone."""
    usual, shorter, by_calendar = (
        schedule({**ASKED, **edited}, EN) for edited in ({}, {"lead_factory": 20}, {"unit_factory": "calendar"})
    )
    assert (usual.is_edited, shorter.is_edited, by_calendar.is_edited) == (False, True, True)
    assert shorter.ends_on < by_calendar.ends_on < usual.ends_on


def test_a_lead_time_nobody_can_mean_is_refused_on_its_field():
    """Ten thousand days is a slip, and the field says so."""
    refused = schedule({**ASKED, "lead_shipping": 10_000}, EN)
    assert [finding.place for finding in refused.findings] == ["lead_shipping"]


def test_what_is_too_late_says_what_may_still_help():
    """Each late step has a remedy of its own, and a bar of its own in the chart."""
    answer = schedule({**ASKED, "filing": "nothing", "starts_on": "2026-11-28"}, EN)
    assert len({finding.remedy for finding in answer.late}) == len(answer.late) == len(answer.chart.bars)
    assert all(bar.step.is_late for bar in answer.chart.bars)
    assert len(answer.chart.ticks) <= 8


def test_an_order_need_not_wait_for_the_decision():
    """Who has ordered is earlier done than who plans to order after the decision."""
    planned, ordered = (schedule({**ASKED, "stage": stage}, EN) for stage in ("planned", "ordered"))
    assert ordered.ends_on < planned.ends_on


def test_the_answer_on_eligibility_says_what_would_make_it_so(monkeypatch):
    """Who lacks two papers is told of both and of the register; who imported too early that nothing helps."""
    monkeypatch.setattr(judge, "now", lambda: NOON)
    found = eligibility(entered(papers=["pse_certificate"]), EN).cure
    assert {one.way.value for one in found.courses[0].measures} == {"paper", "register"}
    early = eligibility(entered(imported_on="2026-05-01"), EN).cure
    assert (early.courses, early.blocked) == ((), ("rule.R15",))


@pytest.mark.parametrize("language", list(Language))
def test_the_last_starts_go_into_a_calendar(language):
    """Each step in time is an entry of a whole day, lines end and fold as RFC 5545 wants, and the late are left out."""
    answer = schedule({**ASKED, "filing": "nothing", "starts_on": "2026-06-20"}, language)
    lines = diary(answer, language, NOON).decode().split("\r\n")
    starts = [line.removeprefix("DTSTART;VALUE=DATE:") for line in lines if line.startswith("DTSTART")]
    assert starts == [f"{step.start_by:%Y%m%d}" for step in answer.steps if not step.is_late]
    assert 0 < len(starts) < len(answer.steps)
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert max(len(line.encode()) for line in lines) <= 75
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(starts)
