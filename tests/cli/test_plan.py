"""The back-schedule on the command line: its bars, its lead times with their units, and what may still help."""

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.cli.bars import CRITICAL, END, RUN, SPARE, Bar, Scale
from sekisho.domain.screening.schedule import STEPS
from tests.cli.line import GOOD, LANGUAGES, answer, sekisho

START = date(2026, 6, 1)
SCALE = Scale(START, date(2026, 12, 31), date(2026, 12, 31), 60)


def step_of(name, *more):
    """Give one step of the example's plan."""
    return next(
        step for step in answer("plan", GOOD, "--as-of", "2026-06-01", *more)[1]["steps"] if step["name"] == name
    )


def test_a_bar_stands_where_its_days_stand():
    """A bar fills its days, what is to spare follows it, and the end of the window stands at its own day."""
    drawn = SCALE.line(Bar(START, date(2026, 7, 1), date(2026, 8, 1), is_critical=True))
    assert drawn.startswith(CRITICAL * 9 + SPARE)
    assert drawn.endswith(END)
    assert drawn.count(SPARE) == 8


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 400), st.integers(-400, 400), st.integers(24, 90))
def test_a_bar_is_as_wide_as_its_scale(first, length, spare, width):
    """Whatever its days, a bar fills exactly its line and shows at least one sign of itself."""
    last = first + timedelta(days=length)
    scale = Scale(START, date(2026, 12, 31), date(2026, 12, 31), width)
    drawn = scale.line(Bar(first, last, last + timedelta(days=spare), is_critical=False))
    assert len(drawn) == len(scale.months()) == width
    assert RUN in drawn


def test_months_never_run_into_each_other():
    """Where there is no room a month is left out, so that 11 and 12 are no 1112."""
    shown = Scale(START, date(2027, 5, 31), START, 24).months().split()
    assert shown[0] == "6"
    assert len(shown) == len(set(shown)) < 12
    assert set(shown) <= {str(month) for month in range(1, 13)}


@pytest.mark.parametrize(
    ("stated", "days", "unit"),
    [
        ("30", 30, "business_cn"),
        ("30d", 30, "calendar"),
        ("30JP", 30, "business_jp"),
        ("30cn", 30, "business_cn"),
    ],
)
def test_a_lead_time_may_name_its_unit(stated, days, unit):
    """Without a unit it stays in the step's own; d, jp and cn name another."""
    step = step_of("factory", "--lead", "factory", stated)
    assert (step["days"], step["unit"]) == (days, unit)


@pytest.mark.parametrize("stated", ["30x", "-3", "", "3.5", "1001", "jp"])
def test_a_lead_time_that_is_none_is_refused(stated):
    """What is no number of days is refused before anything is planned."""
    assert sekisho("plan", GOOD, "--lead", "factory", stated)[0] == 2


def test_what_is_ordered_waits_for_no_decision():
    """With --ordered the maker begins at once, and no decision stands in the plan."""
    assert step_of("factory")["earliest_start"] > "2026-06-01"
    assert step_of("factory", "--ordered")["earliest_start"] == "2026-06-01"
    assert "decision" not in {step["name"] for step in answer("plan", GOOD, "--ordered")[1]["steps"]}


def dated(tmp_path, **days):
    """Write the example with some dates of its machine."""
    content = json.loads(json.dumps(tomllib.loads(Path(GOOD).read_text(encoding="utf-8")), default=str))
    content["lines"][0].update(days)
    path = tmp_path / "case.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_no_plan_ends_before_the_window_opens():
    """With no lead time at all the plan of January ends on the window's first day."""
    at_once = [word for step in STEPS for word in ("--lead", step, "0")]
    code, value = answer("plan", GOOD, "--as-of", "2026-01-01", *at_once)
    assert (code, value["earliest_end_on"]) == (0, "2026-05-09")


def test_dates_that_cannot_be_are_told_and_not_planned(tmp_path):
    """Dates outside the window, and a commissioning before the import, are named by place; nothing can be done."""
    late = dated(tmp_path, imported_on="2027-02-01", commissioned_on="2027-02-20")
    code, value = answer("plan", late, "--as-of", "2026-06-01")
    assert (code, value["possible"], value["steps"], value["earliest_end_on"]) == (1, False, [], None)
    assert [one["place"] for one in value["findings"]] == ["line.L1.imported_on", "line.L1.commissioned_on"]
    turned = dated(tmp_path, imported_on="2026-08-02", commissioned_on="2026-08-01")
    assert answer("plan", turned, "--as-of", "2026-09-01")[1]["findings"][0]["code"] == "schedule.reversed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_done_out_of_turn_is_told_in_words(language):
    """A trial run alone is no plan: the text names the place and what is missing, and draws nothing."""
    code, said = sekisho("plan", GOOD, "--done", "trial_run", "--as-of", "2026-06-01", lang=language)
    assert code == 1
    assert "done.trial_run" in said
    assert CRITICAL not in said


def test_what_is_all_done_is_not_said_to_be_possible_still():
    """After the window with every step done the answer is that nothing is left, not that it can still be done."""
    done = [word for step in STEPS for word in ("--done", step)]
    code, said = sekisho("plan", GOOD, "--as-of", "2027-03-01", *done)
    assert code == 0
    assert "nothing is left to plan" in said
    assert "can be done" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_path_is_drawn_and_every_late_step_has_its_remedy(language):
    """The text shows the bars of the critical path and, below, one remedy for each step that is too late."""
    code, said = sekisho("plan", GOOD, "--as-of", "2026-09-01", lang=language)
    late = answer("plan", GOOD, "--as-of", "2026-09-01", lang=language)[1]["findings"]
    remedies = {finding["remedy_text"] for finding in late if finding["place"]}
    assert code == 1
    assert CRITICAL in said
    assert END in said
    assert said.count("→") >= len(remedies) == len([one for one in late if one["place"]]) > 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screening_ends_with_what_would_make_it_eligible(language):
    """A file without registers is told what to have registered, in words and as JSON."""
    code, value = answer("screen", GOOD, "--as-of", "2026-05-20", lang=language)
    (course,) = value["lines"][0]["cure"]["courses"]
    said = "".join(sekisho("screen", GOOD, "--as-of", "2026-05-20", lang=language)[1].split())
    assert code == 1
    assert [measure["code"] for measure in course["measures"]] == ["cure.register"] * 2
    assert all("".join(text.split()) in said.replace("+", "") for text in course["texts"])
