"""The rule language: what it takes, and what it refuses with a place and a suggestion."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.rules.grammar import RuleError, Vocabulary, parse

WORDS = Vocabulary(
    fields={"listed": "bool", "pl": "int", "sil": "int", "on": "date", "price": "yen", "category": "enum:category"},
    parameters={
        "window.opens": "date",
        "window.closes": "date",
        "safety.pl": "table[enum:category,int]",
        "annex.categories": "list[enum:category]",
        "cap.price": "yen",
    },
    enums={"category": ("plc", "robot")},
)

GOOD = [
    "listed",
    "not listed",
    "listed and pl >= 3",
    "window.opens <= on <= window.closes",
    "category in annex.categories",
    "pl >= safety.pl[category] or sil >= 2",
    "category == 'robot'",
    "(listed or pl == 1) and not (price < cap.price)",
]
HOSTILE = [
    "", " ", "listed(", "__import__('os')", "listed.__class__", "lambda: 1", "(x := listed)", "[listed]", "{listed}",
    "listed if listed else listed", "f'{listed}'", "listed & listed", "pl + 1 > 2", "pl != 2", "pl is 2",
    "pl not in annex.categories",
    "1.5 < pl", "True", "None", "pl", "listed == listed", "listed < listed", "category < 'robot'", "category == 'ship'",
    "price < pl", "on < pl", "safety.pl[pl] > 1", "annex.categories[category]", "pl in annex.categories", "unknown",
    "window.unknown <= on", "listed.", "ｌisted", "listed\x00", "*listed", "await listed",
]  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_a_rule_of_the_language_parses(text):
    """Every form of the grammar gives a tree of plain tuples."""
    assert isinstance(parse(text, WORDS), tuple)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_not_in_the_language_is_refused(text):
    """Anything else is refused with its column, and nothing is ever run."""
    with pytest.raises(RuleError, match="column"):
        parse(text, WORDS)


def test_a_misspelt_name_gets_a_suggestion():
    """A misspelt field or parameter is answered with the nearest known one."""
    with pytest.raises(RuleError, match="did you mean listed"):
        parse("lister", WORDS)
    with pytest.raises(RuleError, match=r"did you mean window\.opens"):
        parse("window.open <= on", WORDS)


def test_a_chain_is_both_its_comparisons():
    """`a <= b <= c` is two comparisons joined by and."""
    assert parse("window.opens <= on <= window.closes", WORDS)[0] == "and"


@pytest.mark.parametrize(
    "text", ["not " * 120 + "listed", "(" * 600 + "listed" + ")" * 600, "listed and " * 60 + "listed"]
)
def test_a_rule_too_long_or_deep_is_refused(text):
    """Length and depth are bounded, so that no reader of a tree ever overflows."""
    with pytest.raises(RuleError):
        parse(text, WORDS)


@given(st.text(alphabet=string.printable, max_size=60))
def test_any_text_parses_or_is_refused(text):
    """Whatever text comes, there is a tree or a RuleError and nothing else."""
    try:
        assert isinstance(parse(text, WORDS), tuple)
    except RuleError:
        return
