"""Small numbers: no reader, not even one who knows how cells are chosen, can reckon a number that is not shown."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.reporting.figure import Figures, Part, summed
from sekisho.domain.reporting.suppress import hidden, suppressed

SMALLEST = 3
COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=2, max_size=8)


def published(counts):
    """What a reader sees of one column: the total, and each row or that it is not shown."""
    rows = hidden(counts, SMALLEST)
    return sum(counts.values()), tuple((row, None if row in rows else count) for row, count in sorted(counts.items()))


@pytest.mark.parametrize("rows", ["ab", "abc", "abcd"])
def test_who_knows_the_method_and_the_total_cannot_reckon_a_hidden_cell(rows):
    """Of all tables that would be published alike, each hidden cell holds different numbers."""
    alike = defaultdict(list)
    # Every table up to this total, so that no table a reader has to think of is left out.
    for numbers in (one for one in product(range(13), repeat=len(rows)) if sum(one) <= 12):
        counts = dict(zip(rows, numbers, strict=True))
        alike[published(counts)].append(counts)
    for (_, shown), tables in alike.items():
        for row in (row for row, number in shown if number is None):
            assert len({counts[row] for counts in tables}) > 1, (shown, tables)


@given(COUNTS)
def test_no_small_number_is_shown(counts):
    """What is shown is zero or large enough."""
    rows = hidden(counts, SMALLEST)
    assert all(count == 0 or count >= SMALLEST for row, count in counts.items() if row not in rows)


@given(COUNTS)
def test_a_hidden_cell_is_never_alone(counts):
    """Subtracting what is shown from the total gives the sum of several cells, as large as large ones would have."""
    rows = hidden(counts, SMALLEST)
    left = sum(counts.values()) - sum(count for row, count in counts.items() if row not in rows)
    assert not rows or rows == frozenset(counts) or (len(rows) > 1 and left >= SMALLEST * len(rows))


@given(COUNTS)
def test_a_table_of_large_numbers_is_shown_whole(counts):
    """Nothing is withheld without need."""
    if all(count == 0 or count >= SMALLEST for count in counts.values()):
        assert hidden(counts, SMALLEST) == frozenset()


def parts(counts, yen=1000):
    """Cases of a column with their yen."""
    for row, count in counts.items():
        yield Part(("category", row, "paid_cases"), "", 0)
        yield Part(("category", row, "paid_yen"), "", 0)
        for n in range(count):
            yield Part(("category", row, "paid_cases"), f"{row}{n}", 1)
            yield Part(("category", row, "paid_yen"), f"{row}{n}", yen + n)


@given(COUNTS)
def test_yen_are_hidden_with_their_cases_and_names_are_gone(counts):
    """Where a count is not shown its amount is not either; the public figures know no case."""
    figures = suppressed(summed(parts(counts)), SMALLEST)
    for row in counts:
        count, yen = (figures.at("category", row, column) for column in ("paid_cases", "paid_yen"))
        assert (count is None) == (yen is None)
    assert figures.parts == {}


def test_refusals_durations_and_the_waiting_list_of_few_are_not_shown():
    """A reason, a median or a list that one or two cases stand behind tells of them."""
    cells = {
        ("refusals", "rule.R05", "cases"): 2,
        ("refusals", "rule.R06", "cases"): 3,
        ("durations", "whole", "cases"): 1,
        ("durations", "whole", "tenths"): 1420,
        ("waiting", "waiting", "cases"): 1,
        ("waiting", "waiting", "yen"): 3_600_000,
        ("flows", "undone", "quarter_cases"): 1,
        ("flows", "undone", "quarter_yen"): 3_600_000,
        ("flows", "paid", "quarter_cases"): 1,
    }
    shown = suppressed(Figures(cells, {}), SMALLEST)
    known = {place for place, number in shown.cells.items() if number is not None}
    assert known == {("refusals", "rule.R06", "cases"), ("flows", "paid", "quarter_cases")}
