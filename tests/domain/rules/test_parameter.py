"""Parameters: the value of a day, types, histories, and everything that keeps one from being loaded."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.domain.rules.datatype import is_known, problem_of
from sekisho.domain.rules.digest import DigestError, digest
from sekisho.domain.rules.flaw import problems_of
from sekisho.domain.rules.parameter import (
    DatedValue,
    Parameter,
    ParameterError,
    in_force,
    parameter_hash,
    value_on,
)
from sekisho.domain.values.citation import Citation

ENUMS = {"kind": ("x", "y")}
CITED = Citation.parse("assumption: a value of the tests")


def parameter(value=3, kind="int", path="cap.pl", **others) -> Parameter:
    """Give a parameter with one value."""
    return Parameter(path, kind, (DatedValue(date(2026, 5, 9), value, CITED),), **others)


HISTORY = replace(
    parameter(), history=tuple(DatedValue(date(2026, month, 9), month, CITED) for month in (5, 7))
)  # fmt: skip


@pytest.mark.parametrize(("day", "value"), [((2026, 5, 9), 5), ((2026, 7, 8), 5), ((2026, 7, 9), 7), ((2030, 1, 1), 7)])
def test_a_value_holds_from_its_day_until_the_next(day, value):
    """The day before a change the old value holds, on the day itself the new one."""
    assert value_on({"cap.pl": HISTORY}, "cap.pl", date(*day)) == value


def test_before_the_first_value_there_is_none():
    """A parameter asked for before its first day, or unknown, is refused by name."""
    with pytest.raises(ParameterError, match=r"cap\.pl has no value on 2026-05-08; its first holds from 2026-05-09"):
        value_on({"cap.pl": HISTORY}, "cap.pl", date(2026, 5, 8))
    with pytest.raises(ParameterError, match=r"no parameter cap\.other"):
        value_on({}, "cap.other", date(2026, 5, 8))


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (parameter(["x", "other"], "list[enum:kind]"), "'other' stands for what the program does not name"),
        (parameter("other", "enum:kind"), "'other' stands for what the program does not name"),
        (parameter({"a": "other"}, "table[text,enum:kind]"), "'other' stands for what the program does not name"),
        (parameter(["CN", "vn"], "list[text]", form="[A-Z]{2}"), "'vn' is not written as [A-Z]{2}, like 'CN'"),
        (parameter(["CN"], "list[text]", form="[A-Z"), "form = '[A-Z' is no pattern"),
        (parameter(3, "int", form="[0-9]"), "form = '[0-9]' shapes no int"),
        (parameter(["other"], "list[text]"), ""),
        (parameter(["CN"], "list[text]", form="[A-Z]{2}"), ""),
    ],
)
def test_what_no_list_may_hold_and_how_texts_are_written(given, problem):
    """The value for everything the program does not name is never listed; a text has its parameter's form."""
    found = problems_of(given, {"kind": ("x", "y", "other")})
    assert any(problem in one for one in found) if problem else found == []


def test_without_a_day_only_what_never_changed_is_known():
    """A row that lacks the date a rule goes by sees single values, and nothing of what has a history (trap 27)."""
    assert in_force({"a.b": parameter(), "cap.pl": HISTORY}, None) == {"a.b": 3, "cap.pl": None}


def test_rules_read_days_lists_and_tables_as_such():
    """Days are days, lists cannot be changed, tables neither."""
    stated = {
        "a.day": parameter("2026-05-09", "date"),
        "a.list": parameter(["x"], "list[enum:kind]"),
        "a.days": parameter(["2026-05-09"], "list[date]"),
        "a.table": parameter({"x": 1, "y": 2}, "table[enum:kind,int]"),
    }
    found = in_force(stated, date(2026, 6, 1))
    assert found["a.day"] == date(2026, 5, 9)
    assert (found["a.list"], found["a.days"]) == (("x",), (date(2026, 5, 9),))
    with pytest.raises(TypeError):
        found["a.table"]["x"] = 3


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ([], "list[text]"),
        ([None], "list[text]"),
        (["x", None], "list[enum:kind]"),
        (["z"], "list[enum:kind]"),
        ("x", "list[enum:kind]"),
        (None, "int"),
        (True, "int"),
        ("3", "int"),
        (1, "bool"),
        (-1, "yen"),
        (10**16, "yen"),
        ("2026-13-01", "date"),
        ("20260509", "date"),
        ("2026-05-09T00:00:00", "instant"),
        ("eighteen", "rate"),
        ("-1 %", "rate"),
        ("", "text"),
        ({}, "table[enum:kind,int]"),
        ({"z": 1}, "table[enum:kind,int]"),
        ({"x": None, "y": 1}, "table[enum:kind,int]"),
        ({"x": 1}, "table[enum:kind,int]"),
        (3, "float"),
        (3, "enum:other"),
        (3, "table[int,int]"),
    ],
)
def test_a_value_that_does_not_fit_its_type_is_refused(value, kind):
    """Empty lists, nothing inside a list, gaps in a table, and values of another type (traps 2, 3, 4)."""
    assert problems_of(parameter(value, kind), ENUMS)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, "bool"), (0, "int"), (10**15, "yen"), ("2026-05-09", "date"), ("18 %", "rate"), ("22/78", "rate"),
        ("2026-12-31T17:00:00+09:00", "instant"), ("a", "text"), ("x", "enum:kind"), (["x"], "list[enum:kind]"),
        ({"x": 1, "y": 2}, "table[enum:kind,int]"), ({"a": 1}, "table[text,int]"),
    ],
)  # fmt: skip
def test_a_value_of_its_type_is_taken(value, kind):
    """Each type takes what it is for."""
    assert is_known(kind, ENUMS)
    assert problem_of(value, kind, ENUMS) == ""


def test_a_table_may_say_that_its_gap_is_meant():
    """A gap is taken only where the record states that nobody can know."""
    gap = parameter({"x": 1}, "table[enum:kind,int]")
    assert "says nothing of y" in problems_of(gap, ENUMS)[0]
    assert problems_of(replace(gap, missing="undetermined"), ENUMS) == []


@pytest.mark.parametrize("path", ["window.from", "x.is", "import.event", "a.not.b", "plain", "a.b-c", "a..b", "窓.開"])
def test_a_path_a_rule_could_never_name_is_refused(path):
    """Words of the language and single names cannot stand in a path (trap 19)."""
    assert problems_of(parameter(path=path), ENUMS)


def test_a_reading_is_one_of_its_choices_and_carried_out():
    """A choice nobody offers is refused, and so is one this version cannot carry out."""
    reading = parameter("flat", "text", choices=("flat", "table"), supported=("flat",))
    assert problems_of(reading, ENUMS) == []
    for value, problem in (("table", "not carried out"), ("round", "none of flat, table")):
        changed = replace(reading, history=(replace(reading.history[0], value=value),))
        assert problem in problems_of(changed, ENUMS)[0]


def test_a_history_has_days_of_its_own():
    """No values at all, or two from the same day, are refused."""
    assert problems_of(replace(parameter(), history=()), ENUMS) == ["no values"]
    twice = replace(parameter(), history=parameter().history * 2)
    assert problems_of(twice, ENUMS) == ["two values hold from the same day"]


def test_a_value_is_checked_by_a_second_person():
    """Nobody checks what he entered himself."""
    entry = parameter().history[0]
    persons = [("", ""), ("a", ""), ("a", "a"), ("a", "b")]
    assert [replace(entry, entered_by=a, checked_by=b).is_checked for a, b in persons] == [False, False, False, True]


def test_the_hash_covers_sources_and_history_and_no_order():
    """A new source or value gives another hash, another order in the file does not."""
    one, other = parameter(), parameter(path="cap.sil")
    assert parameter_hash({"cap.pl": one, "cap.sil": other}) == parameter_hash({"cap.sil": other, "cap.pl": one})
    recited = replace(one, history=(replace(one.history[0], citation=Citation.parse("law: art. 1")),))
    assert len({parameter_hash({"cap.pl": p}) for p in (one, recited, HISTORY)}) == 3


def test_a_digest_takes_no_float():
    """A float's digits depend on who wrote them, so none is ever hashed, however deep (trap 13)."""
    for value in (1.5, [1, 1.5], {"a": [{"b": 1.5}]}):
        with pytest.raises(DigestError, match=r"1\.5 is a float"):
            digest(value)


def test_a_digest_is_the_same_for_ever():
    """The canonical form is pinned: sorted keys, UTF-8, nothing but commas and colons between."""
    assert digest({"b": [1, None, True], "a": "円"}) == digest({"a": "円", "b": [1, None, True]})
    assert digest([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


@pytest.mark.parametrize(
    ("value", "kind", "bounds"),
    [
        (-1, "int", {}),
        (100_001, "int", {}),
        (0, "int", {"least": 1}),
        (13, "int", {"most": 12}),
        ("18.01 %", "rate", {"most": "18 %"}),
        ([1, -1], "list[int]", {}),
        ({"x": 1, "y": 7}, "table[enum:kind,int]", {"most": 6}),
    ],
)
def test_an_amount_lies_within_its_bounds(value, kind, bounds):
    """Whole numbers are never negative nor endless, and a parameter may bound its amounts further, part by part."""
    assert len(problems_of(parameter(value, kind, **bounds), ENUMS)) == 1


def test_bounds_are_of_the_type_they_bound():
    """A bound that is no amount of the parameter's type is refused when the data is loaded."""
    assert problems_of(parameter(3, least="one"), ENUMS) == ["least = 'one' bounds no int"]
    assert problems_of(parameter("x", "text", most=3), ENUMS) == ["most = 3 bounds no text"]
