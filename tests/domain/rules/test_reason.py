"""Reasons: the sentence each deciding leaf gives, flipped under a not, with the gap said apart from the failure."""

from datetime import date

import pytest

from sekisho.application.wording import Wording
from sekisho.bootstrap.package import all_wording
from sekisho.domain.rules.explain import explain
from sekisho.domain.rules.grammar import Vocabulary, parse
from sekisho.domain.values.language import Language

WORDS = Vocabulary(
    {"flag": "bool", "pl": "int", "on": "date", "kind": "enum:kind"},
    {"window.opens": "date", "t.pl": "table[enum:kind,int]", "l.kinds": "list[enum:kind]", "cap.pl": "int"},
    {"kind": ("x", "y")},
)
DAY = date(2026, 5, 9)
KNOWN = {"window.opens": DAY, "t.pl": {"x": 3}, "l.kinds": ("x",), "cap.pl": 3}


def reasons(text, **row):
    """Give the reasons of a rule on a row."""
    return explain(parse(text, WORDS), {"flag": None, "pl": None, "on": None, "kind": None, **row}, KNOWN).reasons


@pytest.mark.parametrize(
    ("text", "row", "code"),
    [
        ("flag", {"flag": False}, "reason.flag"),
        ("not flag", {"flag": True}, "reason.flag.must_not"),
        ("flag", {}, "reason.missing"),
        ("pl >= 3", {"pl": 2}, "reason.number.ge"),
        ("3 <= pl", {"pl": 2}, "reason.number.ge"),
        ("pl < 3", {"pl": 3}, "reason.number.lt"),
        ("pl <= 3", {"pl": 4}, "reason.number.le"),
        ("pl > 3", {"pl": 3}, "reason.number.gt"),
        ("pl == 3", {"pl": 4}, "reason.number.eq"),
        ("not pl >= 3", {"pl": 3}, "reason.number.ge.must_not"),
        ("window.opens <= on", {"on": date(2026, 5, 8)}, "reason.day.ge"),
        ("not on == window.opens", {"on": DAY}, "reason.day.eq.must_not"),
        ("kind == 'x'", {"kind": "y"}, "reason.word.eq"),
        ("not kind == 'x'", {"kind": "x"}, "reason.word.eq.must_not"),
        ("kind in l.kinds", {"kind": "y"}, "reason.listed"),
        ("not kind in l.kinds", {"kind": "x"}, "reason.listed.must_not"),
        ("pl >= t.pl[kind]", {"pl": 2, "kind": "x"}, "reason.number.ge"),
        ("pl >= t.pl[kind]", {"pl": 2, "kind": "y"}, "reason.unset.entry"),
        ("pl >= t.pl[kind]", {"pl": 2}, "reason.missing"),
    ],
)
def test_a_leaf_says_why_it_decides(text, row, code):
    """Each kind of leaf gives its own sentence, and a true leaf under a not says that it must not be (trap 7)."""
    assert [reason.code for reason in reasons(text, **row)] == [code]


def test_an_entry_against_a_parameter_tells_the_entry():
    """Where no field is compared but the entry its value chooses, the sentence tells the entry and not the key."""
    (reason,) = reasons("t.pl[kind] > cap.pl", kind="x")
    assert (reason.code, reason.field) == ("reason.number.gt", "kind")
    assert reason.facts == {"field": "kind", "value": 3, "limit": 3, "parameter": "cap.pl"}


def test_what_holds_has_no_reasons():
    """A condition that holds needs no excuse."""
    assert reasons("flag", flag=True) == ()


def test_a_parameter_without_a_value_is_said_apart_from_missing_evidence():
    """Where the program says nothing on that day, no paper of the applicant's could help."""
    why = explain(parse("pl >= cap.pl", WORDS), {"pl": 3}, {"cap.pl": None})
    assert [reason.code for reason in why.reasons] == ["reason.unset"]
    assert why.missing == ()


def test_a_reason_carries_value_limit_and_parameter():
    """Whoever reads a reason sees what was found, what was asked, and where that stands."""
    (reason,) = reasons("pl >= t.pl[kind]", pl=2, kind="x")
    assert reason.facts == {"field": "pl", "value": 2, "limit": 3, "parameter": "t.pl"}
    (early,) = reasons("window.opens <= on", on=date(2026, 5, 8))
    assert early.facts["value"] == "2026-05-08"


def every_code() -> list[str]:
    """Give every code a reason can have."""
    signs = [f"reason.{kind}.{sign}" for kind in ("day", "number") for sign in ("lt", "le", "gt", "ge", "eq")]
    decided = [*signs, "reason.word.eq", "reason.flag", "reason.listed"]
    gaps = ["reason.missing", "reason.unset", "reason.unset.entry", "reason.undated"]
    return [*decided, *(f"{code}.must_not" for code in decided), *gaps]


@pytest.mark.parametrize("language", list(Language))
def test_every_reason_has_its_words(language):
    """Each code is said in each language, with the fact's own word and nothing left to fill in."""
    wording: Wording = all_wording()
    for code in every_code():
        said = wording.tell(code, language, {"field": "pl", "value": 2, "limit": 3, "parameter": "t.pl", "key": "x"})
        assert "{" not in said
        assert "—" not in said
