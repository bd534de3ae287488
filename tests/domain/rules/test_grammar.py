"""The rule language: what it takes, and what it refuses with a place and a suggestion."""

import string

import pytest
from hypothesis import given, settings
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
        "fee.rate": "rate",
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
    "listed\u3000and listed", "pl >= -1", "pl >= 1e5", "pl >= 0x10", "pl >= 1_0", "pl >= 2or listed",
    "pl >= 2if listed",
    "category == 'robot\\n'", "category == b'robot'", "'robot' == 'robot'", "1 < 2", "cap.price", "window.opens",
    "safety.pl", "safety.pl[category]", "safety.pl['robot'] > 1", "price in annex.categories", "2 in annex.categories",
    "cap.price in annex.categories", "category in listed", "pl >= 10000000000000001", "fee.rate == fee.rate",
    "lambda", "listed #", "listed; listed", "@listed", "$listed", "`listed`", "listed and", "not", "yield listed",
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
    """`a <= b <= c` is two comparisons joined by and, also with a field between two entries of tables (trap 28)."""
    assert parse("window.opens <= on <= window.closes", WORDS) == (
        "and",
        ("cmp", "<=", ("param", "window.opens"), ("field", "on")),
        ("cmp", "<=", ("field", "on"), ("param", "window.closes")),
    )
    assert parse("safety.pl[category] <= pl <= safety.pl[category]", WORDS)[0] == "and"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("listed and lister", 12),
        ("  lister", 3),
        ("pl >= 2 and category == 'ship'", 13),
        ("listed + listed", 8),
        ("pl >= 2or listed", 7),
        ("listed and (pl", 12),
    ],
)
def test_a_refusal_names_the_column(text, column):
    """The column counts from 1 in the text as written, blanks before it included."""
    with pytest.raises(RuleError) as error:
        parse(text, WORDS)
    assert error.value.column == column
    assert str(error.value).startswith(f"column {column}: ")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("lister", "listed"), ("pl >= safety.pls[category]", "safety.pl"), ("category == 'robo'", "robot")],
)
def test_a_refusal_suggests_what_was_meant(text, meant):
    """Fields, parameters and enum values are each answered with the nearest known one."""
    with pytest.raises(RuleError) as error:
        parse(text, WORDS)
    assert error.value.suggestion == meant


def test_the_longest_rule_is_four_hundred_characters():
    """A rule of 400 characters is read, one more is refused at its end."""
    text = "listed" + " " * 394
    assert parse(text, WORDS) == ("field", "listed")
    with pytest.raises(RuleError, match="column 401"):
        parse(text + " ", WORDS)


def test_the_deepest_rule_is_twenty_levels():
    """Twenty levels are read, twenty-one are refused."""
    assert parse("not " * 20 + "listed", WORDS)[0] == "not"
    with pytest.raises(RuleError, match="deeper than 20"):
        parse("not " * 21 + "listed", WORDS)


def test_equality_and_inequality_of_nothing_are_not_in_the_language():
    """`!=` and `not in` treat nothing differently in every engine, so neither can be written (trap 5)."""
    for text in ("pl != 2", "category not in annex.categories"):
        with pytest.raises(RuleError, match="not in the language"):
            parse(text, WORDS)


@pytest.mark.parametrize(
    "text", ["not " * 120 + "listed", "(" * 600 + "listed" + ")" * 600, "listed and " * 60 + "listed"]
)
def test_a_rule_too_long_or_deep_is_refused(text):
    """Length and depth are bounded, so that no reader of a tree ever overflows."""
    with pytest.raises(RuleError):
        parse(text, WORDS)


TOKENS = [
    "listed", "pl", "on", "category", "price", "window.opens", "safety.pl[category]", "annex.categories",
    "'robot'", "2", "and", "or", "not", "in", "is", "if", "else", "lambda", "<", "<=", "==", "!=",
    "(", ")", "[", "]", ".", "None", "True",
]  # fmt: skip


@settings(max_examples=500)
@given(st.lists(st.sampled_from(TOKENS), max_size=30).map(" ".join))
def test_any_row_of_tokens_parses_or_is_refused(text):
    """Words of the language in any order give a tree of known nodes or a RuleError."""
    try:
        tree = parse(text, WORDS)
    except RuleError:
        return
    assert tree[0] in {"field", "cmp", "in", "not", "and", "or"}


@given(st.text(alphabet=string.printable, max_size=60))
def test_any_text_parses_or_is_refused(text):
    """Whatever text comes, there is a tree or a RuleError and nothing else."""
    try:
        assert isinstance(parse(text, WORDS), tuple)
    except RuleError:
        return
