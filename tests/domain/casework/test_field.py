"""What commands say: each kind of field, its limits, and every fault at once."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.casework.field import DEEPEST, LONGEST_TEXT, SHORTEST_REASON, Field, Kind, check
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import LARGEST_YEN

GOOD: dict[Kind, list[Value]] = {
    Kind.TEXT: ["x", "検収", "line one\nline two", "x" * LONGEST_TEXT, "  x  "],
    Kind.REASON: ["x" * SHORTEST_REASON, "書類の日付が互いに一致しない"],
    Kind.DAY: ["2026-05-09", "2024-02-29"],
    Kind.INSTANT: ["2026-05-09T09:00:00+09:00", "2026-05-09T00:00Z"],
    Kind.YEN: [0, 1, LARGEST_YEN],
    Kind.NUMBER: [0, 7],
    Kind.FLAG: [True, False],
    Kind.DIGEST: ["0" * 64, "abcdef0123456789" * 4],
    Kind.CORPORATE_NUMBER: ["7123456789012", "7-1234-5678-9012"],
    Kind.HS_CODE: ["847950000"],
    Kind.LIST: [["x"], [{"a": [1]}]],
    Kind.RECORD: [{"a": None}, {"a": {"b": [True, "x", -1]}}],
}
WRONG: dict[Kind, list[object]] = {
    Kind.TEXT: [1, ["x"], "   ", "x" * (LONGEST_TEXT + 1), "nul\x00", "half \ud800", "bell\x07"],
    Kind.REASON: ["too short", "x" * (LONGEST_TEXT + 1), 12345678901],
    Kind.DAY: [
        "2026-02-30",
        "20260509",
        "2026-W19-6",
        "9 May 2026",
        "2026-05-09T00:00:00+09:00",
        20260509,
        "２０２６-05-09",
    ],
    Kind.INSTANT: ["2026-05-09T09:00:00", "2026-05-09", "noon", 0],
    Kind.YEN: ["-0", "1", "1,000", -1, 1.0, 0.5, -0.0, True, LARGEST_YEN + 1, -(10**5000), [1], {"yen": 1}],
    Kind.NUMBER: ["7", -1, 7.0, False, 10**5000],
    Kind.FLAG: [0, 1, "true", "yes"],
    Kind.DIGEST: ["0" * 63, "A" * 64, "0" * 64 + "\n", 0],
    Kind.CORPORATE_NUMBER: ["8123456789012", "712345678901", 7123456789012],
    Kind.HS_CODE: ["8479.50", "84795000", "８４７９５００００", "847950000\n"],
    Kind.LIST: [[], {}, "x", [0.5], ["\x00"], [10**5000]],
    Kind.RECORD: [{}, [], "x", {"a": 0.5}, {"a\x00": 1}, {"a": {"b": "\ud800"}}],
}


def codes(kind: Kind, value: object, *, required: bool = True) -> list[str]:
    """The faults of one field of a kind with a value."""
    return [finding.code for finding in check([Field("it", kind, required)], {"it": value})]  # type: ignore[dict-item]


@pytest.mark.parametrize("kind", Kind)
def test_what_fits_is_taken(kind):
    """Each kind takes what it is, up to its limits."""
    assert [value for value in GOOD[kind] if codes(kind, value)] == []


@pytest.mark.parametrize("kind", Kind)
def test_what_does_not_fit_is_refused_by_kind(kind):
    """Each kind refuses what it is not, with the kind in the code."""
    found = [codes(kind, value) for value in WRONG[kind]]
    assert found == [[f"field.wrong.{kind}"]] * len(WRONG[kind])


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("nothing", [None, ""])
def test_a_required_field_must_be_there(kind, nothing):
    """Left out, null and empty are the same: missing where it is required, nothing where it is not."""
    assert codes(kind, nothing) == ["field.missing"]
    assert codes(kind, nothing, required=False) == []
    assert [finding.code for finding in check([Field("it", kind)], {})] == ["field.missing"]


def test_every_fault_is_told_at_once():
    """Missing, wrong and unknown fields stand in one list, each with its place."""
    fields = [Field("amount", Kind.YEN), Field("root", Kind.DIGEST), Field("note", Kind.TEXT, required=False)]
    found = check(fields, {"amount": "1", "zeal": 1, "note": 2, "alms": None})
    assert [(finding.code, finding.place) for finding in found] == [
        ("field.wrong.yen", "amount"),
        ("field.missing", "root"),
        ("field.wrong.text", "note"),
        ("field.unknown", "alms"),
        ("field.unknown", "zeal"),
    ]


def test_a_record_is_no_deeper_than_any_form():
    """Records nested without end are refused rather than followed."""
    deep: Value = "x"
    for _ in range(DEEPEST):
        deep = {"a": deep}
    assert codes(Kind.RECORD, deep) == []
    assert codes(Kind.RECORD, {"a": deep}) == ["field.wrong.record"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(Kind), VALUES)
def test_no_value_breaks_a_check(kind, value):
    """Whatever is sent for a field, the answer is a list of findings that can be written out."""
    found = [finding.as_json() for finding in check([Field("it", kind)], {"it": value})]
    assert json.dumps(found, ensure_ascii=False).encode()
