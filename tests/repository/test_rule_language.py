"""The page on the rule language says what the language is: its grammar is the parser's, its examples are read by it."""

import re
from pathlib import Path

import pytest

from sekisho.domain.rules import grammar
from sekisho.domain.rules.grammar import RuleError, Vocabulary, parse
from sekisho.domain.rules.source import KNOWN

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "rule-language.md").read_text(encoding="utf-8")
WORDS = Vocabulary(
    {"listed": "bool", "pse": "bool", "pl": "int", "imported_on": "date", "commissioned_on": "date",
     "category": "enum:c"},
    {"window.opens": "date", "window.closes": "date", "annex.categories": "list[enum:c]",
     "safety.advised_pl": "table[enum:c,int]"},
    {"c": ("plc", "cnc")},
)  # fmt: skip


def _lines(kind):
    return [line for block in re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("text", _lines("rule"))
def test_every_example_is_a_rule(text):
    """What the page shows as a rule is read as one."""
    assert parse(text, WORDS)


@pytest.mark.parametrize("text", _lines("refused"))
def test_every_counterexample_is_refused(text):
    """What the page says is not in the language is refused with a column."""
    with pytest.raises(RuleError, match="column"):
        parse(text, WORDS)


def test_the_page_holds_the_grammar_of_the_parser():
    """The grammar on the page is the one above the parser, line for line, whatever the spaces."""
    shown = re.search(r"## Grammar\n\n```\n(.*?)```", PAGE, re.DOTALL)
    told = " ".join(str(grammar.__doc__).split())
    assert all(" ".join(line.split()) in told for line in shown[1].splitlines())


def test_the_page_names_every_entry_of_a_rule():
    """Whatever may stand in a rule's record is explained on the page."""
    assert [name for name in KNOWN if f"`{name}`" not in PAGE] == []
