"""What an inspector's observation is worth: what a person saw, more where he asked for what nobody knew before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.evidence.observation import Worth, best, worth

ASKED = {"challenge": "ab" * 32, "asked": "85 → 40 → 70", "seen": "85, 40, 70"}
values = st.lists(st.integers(0, 999), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Worth.AS_ASKED),
        ({"seen": "40 85 70"}, Worth.OTHERWISE),
        ({"seen": "85 40"}, Worth.OTHERWISE),
        ({"seen": ""}, Worth.OTHERWISE),
        ({"asked": "A7K2MQ", "seen": "a7k2mq"}, Worth.AS_ASKED),
        ({"asked": ""}, Worth.OTHERWISE),
        ({"challenge": ""}, Worth.WITHOUT_CHALLENGE),
        ({"seen": None}, Worth.OTHERWISE),
    ],
)
def test_values_seen_as_asked_are_worth_most(change, expected):
    """The same values in the same order, however they are written; any others are others."""
    assert worth(ASKED | change) is expected


@given(values, values)
def test_only_the_very_sequence_is_as_asked(asked, seen):
    """Another value, one more, one less or another order is not what was asked."""
    about = {"challenge": "x", "asked": " → ".join(map(str, asked)), "seen": " ".join(map(str, seen))}
    assert (worth(about) is Worth.AS_ASKED) == (asked == seen)


def test_the_best_of_several_observations_counts():
    """One that saw what was asked goes before one that asked nothing; where none was made nothing is said."""
    plain = {"body": "seen by eye"}
    assert best([plain, ASKED]) == "as_asked"
    assert best([ASKED | {"seen": "1"}, plain]) == "without_challenge"
    assert best([]) == ""
