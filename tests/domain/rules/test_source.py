"""Rules read from records: all problems at once with file and line; hashes that tell meaning from wording."""

from datetime import date

import pytest

from sekisho.domain.rules.grammar import Vocabulary
from sekisho.domain.rules.problem import DataError, Problem, line_of
from sekisho.domain.rules.ruleset import RuleSet, wording
from sekisho.domain.rules.source import RuleSetError, load_rules, parse_rule

WORDS = Vocabulary({"listed": "bool", "asked": "bool", "application_on": "date", "imported_on": "date"}, {})
TEXTS = {"ja": "日", "en": "English", "zh-Hans": "中"}
RECORD = {
    "id": "R01", "kind": "gate", "stage": "application", "when": "listed", "cite": "article: ¶7",
    "title": TEXTS, "remedy": TEXTS, "evidence": {"listed": "annex_a"},
}  # fmt: skip


def rule(**changes):
    """Read the record with changes; a rule, or what is wrong with it."""
    return parse_rule({**RECORD, **changes}, WORDS)


def rules(*records) -> RuleSet:
    """Load records."""
    return load_rules(records or [RECORD], WORDS)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "wall"}, "kind: 'wall' is none of gate, advisory"),
        ({"stage": None}, "stage"),
        ({"cite": ""}, "cite"),
        ({"cite": "somebody said so"}, "cite"),
        ({"cite": "article:"}, "cite"),
        ({"remedy": {}}, "remedy"),
        ({"title": {"ja": "日", "en": "English"}}, "title: no zh-Hans text"),
        ({"title": {**TEXTS, "ja": " "}}, "title: no ja text"),
        ({"when": ""}, "when: column 1"),
        ({"when": "lister"}, "when: column 1: unknown field lister; did you mean listed?"),
        ({"when": 7}, "when: 7 is no text"),
        ({"applies": "asket", "not_applicable": TEXTS}, "applies: column 1"),
        ({"applies": "asked"}, "not_applicable"),
        ({"as_of": "listed"}, "as_of: 'listed' is no field of type date"),
        ({"id": "rule one"}, "id"),
        ({"evidence": {"asked": "x"}}, "evidence: 'asked' is not read by the rule"),
        ({"from": "2026-13-01"}, "from: "),
        ({"until": "soon"}, "until: "),
        ({"from": "2026-07-15", "until": "2026-07-14"}, "until: 2026-07-14 lies before the first day, 2026-07-15"),
        ({"whem": "listed"}, "unknown entry 'whem'"),
    ],
)
def test_a_record_that_lacks_something_is_refused(changes, problem):
    """Kind, stage, citation, remedy, three languages and a condition of the language are each demanded."""
    found = rule(**changes)
    assert isinstance(found, list)
    assert any(text.startswith(problem) for text in found), found


def test_a_rule_counts_from_its_first_day_to_its_last():
    """One rule ends as another begins; on each day one of them is in force, and the days of change are known."""
    dated = rules({**RECORD, "until": "2026-07-14"}, {**RECORD, "id": "R02", "from": "2026-07-15"})
    days = [date(2026, 7, 13), date(2026, 7, 14), date(2026, 7, 15)]
    assert [[one.id for one in dated.on(day).rules] for day in days] == [["R01"], ["R01"], ["R02"]]
    assert dated.days == (date(2026, 7, 15),)
    assert [dated.turning_on(day) for day in days] == [(), (), ("R01", "R02")]


def test_what_a_later_day_brings_leaves_the_hash_of_an_earlier_one():
    """The rule set of a day hashes alike whether or not somebody has written down what comes after it."""
    later = rules(RECORD, {**RECORD, "id": "R02", "from": "2026-07-15"})
    assert later.on(date(2026, 7, 14)).hash == rules().hash != later.on(date(2026, 7, 15)).hash
    assert rules().on(date(2026, 7, 14)) == rules()


def test_every_problem_of_every_record_is_told_at_once():
    """Two bad records with two problems each give four, with file and line."""
    text = '[[rule]]\nid = "R01"\n\n[[rule]]\nid="R02"\n'
    bad = [{**RECORD, "kind": "", "cite": ""}, {**RECORD, "id": "R02", "kind": "", "cite": ""}]
    with pytest.raises(RuleSetError) as error:
        load_rules(bad, WORDS, source=("rules.toml", text))
    assert [(problem.entry, problem.line) for problem in error.value.problems] == [
        ("rule R01", 2), ("rule R01", 2), ("rule R02", 5), ("rule R02", 5),
    ]  # fmt: skip
    assert "rules.toml, line 5: rule R02: kind" in str(error.value)


def test_an_id_stands_once_and_a_set_is_not_empty():
    """A rule that stands twice, and a file without rules, are refused."""
    with pytest.raises(RuleSetError, match="the id stands twice"):
        rules(RECORD, RECORD)
    with pytest.raises(RuleSetError, match="no rules"):
        load_rules([], WORDS)


def test_a_rule_says_as_of_when_and_why_it_may_not_apply():
    """The day that selects parameters is the application's unless stated; a condition to apply brings its reason."""
    plain = rules().rules[0]
    asked = rules({**RECORD, "applies": "asked", "not_applicable": TEXTS, "as_of": "imported_on"}).rules[0]
    assert (plain.as_of, plain.applies, plain.not_applicable) == ("application_on", None, None)
    assert (asked.as_of, asked.applies) == ("imported_on", ("field", "asked"))


def test_texts_are_found_by_code():
    """Title, remedy and the reason for not asking stand under the code of the finding."""
    asked = rules({**RECORD, "applies": "asked", "not_applicable": TEXTS})
    assert set(wording(asked)) == {"rule.R01", "rule.R01.remedy", "rule.R01.not_applicable"}
    assert wording(asked)["rule.R01"].en == "English"


def test_the_order_in_the_file_does_not_change_the_hash():
    """The same rules in another order are the same rules."""
    other = {**RECORD, "id": "R02"}
    assert rules(RECORD, other).hash == rules(other, RECORD).hash


@pytest.mark.parametrize(
    ("changes", "same_meaning"),
    [
        ({"title": {**TEXTS, "en": "Other words"}}, True),
        ({"remedy": {**TEXTS, "en": "Other words"}}, True),
        ({"cite": "article: ¶8"}, True),
        ({"kind": "advisory"}, False),
        ({"stage": "import"}, False),
        ({"when": "not listed"}, False),
        ({"as_of": "imported_on"}, False),
        ({"applies": "asked", "not_applicable": TEXTS}, False),
    ],
)
def test_the_hashes_tell_a_change_of_meaning_from_a_change_of_wording(changes, same_meaning):
    """Any change gives another hash; only a change of meaning gives another hash of the meaning."""
    before, after = rules(), rules({**RECORD, **changes})
    assert before.hash != after.hash
    assert (before.meaning_hash == after.meaning_hash) is same_meaning


def test_blanks_in_a_text_do_not_change_its_meaning():
    """The tree is hashed, not the spelling."""
    assert rules().hash == rules({**RECORD, "when": "  ( listed ) "}).hash


def test_the_canonical_form_is_pinned():
    """A decision kept today must be found again years later: the hash of this one rule never changes."""
    assert rules().hash == "57a39b21703366def493629c5650090a64b2dc30525e6a1b9b9c678b20c9ff9e"


def test_a_problem_reads_as_a_place():
    """File, line and entry come first, and a file's own problem has no entry."""
    assert str(Problem("a.toml", "rule R01", "wrong", 3)) == "a.toml, line 3: rule R01: wrong"
    assert str(Problem("a.toml", "", "missing")) == "a.toml: missing"
    assert str(DataError("just so")) == "just so"


def test_a_line_is_found_however_it_is_spaced():
    """Blanks around the sign do not matter, and what is not there has no line."""
    assert [line_of('a\n id  =  "R1"', "id", name) for name in ("R1", "R2")] == [2, 0]


def test_a_rule_is_found_by_its_id():
    """A known id gives its rule, an unknown one nothing."""
    found = rules()
    assert (found.rule("R01"), found.rule("R09")) == (found.rules[0], None)
