"""Changes of parameters: judged by place with all reasons, laid over a program in one place, reaching back never."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.program.change import (
    LARGEST,
    MOST,
    judge_changes,
    read_changes,
    supposing,
    with_values,
    write_changes,
)
from sekisho.domain.program.definition import ProgramError
from sekisho.domain.rules.parameter import DatedValue
from sekisho.domain.values.citation import Citation
from tests.domain.program.scene import PROGRAM

TODAY = date(2026, 6, 1)
GOOD = {"path": "pse.reading", "from": "2026-07-01", "value": "literal", "cite": "assumption: the office reads it so"}
CITED = Citation.parse("assumption: a value of the tests")
NOON = datetime(2026, 6, 1, 3, tzinfo=UTC)
TYPES = {
    "second_visit.large_yen": 60_000_000,
    "subsidy.rate": "15 %",
    "clock.claim_days": 45,
    "charge.counts_first_day": True,
    "window.closes": "2027-01-31",
    "application.deadline": "2026-12-25T17:00:00+09:00",
    "order.before_decision": "refused",
    "pse.reading": "literal",
    "reminder.days_before": [10, 5, 1],
    "claim.classes": ["end_user", "integrator"],
    "safety.advised_pl": {"plc": 5, "robot": 4, "vision": 3, "cnc": 4, "line": 4},
    "transfer.remitter": {**PROGRAM.parameters["transfer.remitter"].history[0].value, "name": "カクウ ジムキヨク"},
}


def judged(today=TODAY, **changes):
    """Judge one change, the good one with other entries."""
    return judge_changes(PROGRAM, write_changes([{**GOOD, **changes}]), today)


def codes(found):
    """Give the codes of what is wrong."""
    return {finding.code.removeprefix("parameter.") for finding in found.findings}


@pytest.mark.parametrize("path", TYPES)
def test_a_value_of_every_type_can_be_changed(path):
    """Yen, rates, numbers, flags, days, instants, readings, lists and tables: written to a file and read back."""
    found = judged(path=path, value=TYPES[path])
    assert found.findings == ()
    assert found.changes == read_changes(write_changes([{**GOOD, "path": path, "value": TYPES[path]}]))
    changed = with_values(PROGRAM, [(path, found.changes[0].dated())])
    assert changed.entry(path, date(2026, 7, 1)).value == TYPES[path]
    assert changed.entry(path, date(2026, 6, 30)) == PROGRAM.entry(path, date(2026, 6, 30))


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"path": "pse.readin"}, "unknown_path.near", "path"),
        ({"path": "xxxxxxx"}, "unknown_path", "path"),
        ({"path": ["pse.reading"]}, "unknown_path.near", "path"),
        ({"path": "pool.appropriation", "value": 1}, "own_way.cap", "path"),
        ({"value": "strict"}, "flaw.choice", "value"),
        ({"path": "evidence.strength", "value": "higher_per_category"}, "flaw.unsupported", "value"),
        ({"path": "clock.claim_days", "value": "thirty"}, "flaw.type", "value"),
        ({"path": "clock.claim_days", "value": True}, "flaw.type", "value"),
        ({"path": "clock.claim_days", "value": -1}, "flaw.least", "value"),
        ({"path": "subsidy.truncation_yen", "value": 0}, "flaw.least", "value"),
        ({"path": "subsidy.rate", "value": "25 %"}, "flaw.most", "value"),
        ({"path": "claim.classes", "value": []}, "flaw.type", "value"),
        ({"path": "claim.classes", "value": ["end_userr"]}, "flaw.type", "value"),
        ({"path": "claim.classes", "value": ["end_user", "other"]}, "flaw.other", "value"),
        ({"path": "annex.categories", "value": ["other"]}, "flaw.other", "value"),
        ({"path": "origin.countries", "value": ["CN", "vn"]}, "flaw.form", "value"),
        ({"path": "intake.channels", "value": ["Somewhere else"]}, "flaw.form", "value"),
        ({"path": "document.kinds.applicant", "value": ["x"]}, "flaw.type", "value"),
        ({"path": "document.required.verification", "value": ["nonsense"]}, "flaw.type", "value"),
        ({"path": "registration.papers.model", "value": ["function_sheet", "nonsense"]}, "flaw.type", "value"),
        ({"path": "payment.approvals", "value": 6}, "flaw.most", "value"),
        ({"path": "clock.moves_past_closed_days", "value": {"claim": True}}, "flaw.gaps", "value"),
        ({"path": "lead.days", "value": {"partner": 20}}, "keys_lost", "value"),
        ({"from": "2026-06-01"}, "not_future", "from"),
        ({"from": "2026-05-09"}, "not_future", "from"),
        ({"from": "2026-02-30"}, "wrong_day", "from"),
        ({"from": 20260701}, "wrong_day", "from"),
        ({"cite": "because"}, "uncited", "cite"),
        ({"cite": ""}, "missing", "cite"),
        ({"cite": "assumption:"}, "uncited", "cite"),
        ({"reason": "x" * 2_001}, "no_text", "reason"),
        ({"reason": 3}, "no_text", "reason"),
        ({"value": "officer", "cite": "assumption: A10; other values: literal, law"}, "unchanged", "value"),
    ],
)
def test_a_wrong_change_is_refused_by_place(changes, code, place):
    """Every entry that cannot stand is named with its line, and nothing is taken."""
    found = judged(**changes)
    assert codes(found) == {code}
    assert found.findings[0].place == f"change.1.{place}"
    assert found.findings[0].facts["line"] in range(1, 7)


def test_all_reasons_of_all_changes_are_told_at_once():
    """A file with several faults in several changes hears of each, by the line it stands on."""
    data = b"""
[[change]]
path = "clock.claim_days"
from = 2026-05-01
value = 1.5
cite = "because"
because = "x"

[[change]]
path = "pse.readin"
value = "literal"
cite = "assumption: x"
"""
    found = [(f.code.removeprefix("parameter."), f.facts["line"]) for f in judge_changes(PROGRAM, data, TODAY).findings]
    assert sorted(found) == [
        ("decimal", 5), ("missing", 9), ("not_future", 4), ("uncited", 6), ("unknown_entry", 7),
        ("unknown_path.near", 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_changes"),
        (b"change = 3", "no_changes"),
        (b'change = ["x"]', "no_changes"),
        (b"[[parameter]]\npath = 'x'", "no_changes"),
        (b"[[change]\n", "unreadable"),
        ("[[change]]\npath = '補助'".encode("cp932"), "not_utf8"),
        ("[[change]]\npath = '补助'".encode("gb18030"), "not_utf8"),
        (b"x = " + b"[" * 50_000, "unreadable"),
        (b"x = " + b"9" * 50_000, "unreadable"),
        (b"#" * (LARGEST + 1), "too_large"),
        (b"[[change]]\n" * (MOST + 1), "too_many"),
    ],
)
def test_a_file_that_holds_no_changes_is_refused(data, code):
    """Empty, another kind of file, cut off, another encoding, endless, nested without end: said, and no hang."""
    assert code in codes(judge_changes(PROGRAM, data, TODAY))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_sent_is_judged(data):
    """No bytes make the judge fail, and none of them is taken for a change."""
    assert judge_changes(PROGRAM, data, TODAY).findings


_VALUES = st.recursive(
    st.text(max_size=8) | st.integers() | st.booleans() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(PROGRAM.parameters)), _VALUES.filter(lambda value: not isinstance(value, float)))
def test_any_value_for_any_parameter_is_taken_or_refused(path, value):
    """A value is refused, or it stands in the program as it was written; nothing in between."""
    try:
        data = write_changes([{**GOOD, "path": path, "value": value}])
    except UnicodeEncodeError:
        return
    found = judge_changes(PROGRAM, data, TODAY)
    assert bool(found.findings) != bool(found.changes and found.changes[0].value == value)


def test_two_values_for_one_day_in_a_file_are_refused():
    """The same parameter twice from the same day leaves nobody to say which of them holds."""
    found = judge_changes(PROGRAM, write_changes([GOOD, {**GOOD, "value": "law"}]), TODAY)
    assert codes(found) == {"twice"}


def test_what_a_change_would_make_wrong_elsewhere_is_refused():
    """A window that closes before it opens, a body nobody knows, a source that names no question: said beforehand."""
    assert codes(judged(path="window.closes", value="2026-05-01")) == {"definition.window_reversed"}
    assert codes(judged(path="bodies.recognised", value=["Nobody"])) == {"definition.recognised_stranger"}
    past = {"path": "application.deadline", "from": "2026-07-01", "value": "2026-06-30T17:00:00+09:00"}
    assert codes(judged(**past)) == {"definition.deadline_past"}
    beyond = {"path": "application.deadline", "value": "2027-01-29T17:00:00+09:00"}
    assert codes(judged(**beyond)) == {"definition.deadline_outside"}
    assert codes(judged(path="window.closes", value="2026-11-30")) == {"definition.deadline_outside"}
    assert codes(judged(cite="assumption: A99")) == {"definition.unknown_citation"}


def test_the_window_is_made_longer_once_the_deadline_has_passed():
    """A deadline that passed in its time stands in nobody's way; window and deadline may be moved together."""
    longer = {**GOOD, "path": "window.closes", "from": "2027-01-05", "value": "2027-01-31"}
    assert judge_changes(PROGRAM, write_changes([longer]), date(2027, 1, 4)).findings == ()
    shorter = {**GOOD, "path": "window.closes", "value": "2026-11-30"}
    moved = {**GOOD, "path": "application.deadline", "value": "2026-11-30T17:00:00+09:00"}
    assert judge_changes(PROGRAM, write_changes([shorter, moved]), TODAY).findings == ()


def test_a_source_alone_may_be_changed():
    """An assumption that a law confirms is the same value from another source, and that is a change."""
    assert judged(value="officer", cite="law: Act 234 of 1961, art. 10").findings == ()


_ENTRIES = st.builds(
    lambda path, days, yen, minutes: (
        path,
        DatedValue(TODAY + timedelta(days), yen, CITED, "a", "b", NOON + timedelta(minutes=minutes)),
    ),
    st.sampled_from(["clock.claim_days", "clock.fixing_days"]),
    st.integers(1, 5),
    st.integers(1, 60),
    st.integers(0, 99),
)


@given(st.lists(_ENTRIES, max_size=4, unique_by=lambda one: (one[0], one[1].order)))
def test_the_order_of_publications_makes_no_difference(entries):
    """Laid over in any order, every day has the same value and the whole the same hash."""
    found = {with_values(PROGRAM, order).parameter_hash for order in permutations(entries)}
    assert len(found) == 1
    # The hash changes if and only if a history does.
    assert (found == {PROGRAM.parameter_hash}) == (not entries)


@given(st.lists(_ENTRIES, min_size=1, max_size=4, unique_by=lambda one: (one[0], one[1].order)))
def test_nothing_changes_before_its_day(entries):
    """Before the first published day every parameter is as it was; on it the newest value of that day holds."""
    changed, first = with_values(PROGRAM, entries), min(entry.from_on for _, entry in entries)
    before = first - timedelta(1)
    assert dict(changed.in_force(before)) == dict(PROGRAM.in_force(before))
    newest = max((entry.order, path, entry.value) for path, entry in entries if entry.from_on == first)
    assert changed.entry(newest[1], first).value == newest[2]


def test_a_correction_published_later_holds_and_the_corrected_value_stays_in_the_history():
    """Of two values from one day the one published later holds; both stand in the history, and so in the hash."""
    first = DatedValue(date(2026, 7, 1), 40, CITED, "a", "b", NOON)
    second = DatedValue(date(2026, 7, 1), 45, CITED, "b", "a", NOON + timedelta(hours=1))
    changed = with_values(PROGRAM, [("clock.claim_days", second), ("clock.claim_days", first)])
    assert changed.number("clock.claim_days", date(2026, 7, 1)) == 45
    assert changed.parameters["clock.claim_days"].history[1:] == (first, second)


def test_a_parameter_that_is_gone_is_never_passed_over():
    """A published value of a parameter the program no longer has stops the program instead of vanishing from it."""
    with pytest.raises(ProgramError, match=r"no parameter gone\.away"):
        with_values(PROGRAM, [("gone.away", DatedValue(TODAY, 1, CITED))])


def test_supposing_holds_from_the_first_day_and_changes_nothing_else():
    """What is only supposed holds on every day, and the program it is asked of stays as it is."""
    supposed = supposing(PROGRAM, {"pse.reading": "literal"})
    assert {supposed.text("pse.reading", day) for day in (date(2026, 5, 9), date(2027, 3, 31))} == {"literal"}
    assert PROGRAM.text("pse.reading", TODAY) == "officer"
    assert {path for path, one in supposed.parameters.items() if one != PROGRAM.parameters[path]} == {"pse.reading"}
