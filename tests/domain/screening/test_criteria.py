"""Every criterion of the program on bound rows: met, not met, each field missing; parameters on their own day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest

from sekisho.domain.program.definition import parse_program
from sekisho.domain.rules.evaluate import truth_of
from sekisho.domain.rules.explain import explain, fields_of, paths_of
from sekisho.domain.rules.grammar import parse
from sekisho.domain.rules.parameter import DatedValue, in_force
from sekisho.domain.values.citation import Citation

FOLDER = files("sekisho.domain.program") / "data" / "smart-factory-2026"
PROGRAM = parse_program({file.name: file.read_bytes() for file in FOLDER.iterdir()})
DAY = date(2026, 6, 1)
IN_FORCE = PROGRAM.in_force(DAY)
#: A row on which every criterion holds.
WHOLE = {name: True for name, kind in PROGRAM.vocabulary.fields.items() if kind == "bool"} | {
    "application_on": DAY,
    "applicant_class": "distributor",
    "category": "robot",
    "imported_on": date(2026, 8, 19),
    "first_imported_on": date(2026, 8, 10),
    "commissioned_on": date(2026, 9, 10),
    "pl": 4,
    "sil": 2,
}
#: A value of each field's type that fails whatever reads it.
FAILING = {"bool": False, "date": date(2027, 1, 1), "int": 0, "enum:category": "other", "enum:claimant": "other"}
RULES = {rule.id: rule for rule in PROGRAM.rules.rules}


def truth(rule, **changes):
    """Give the truth of a criterion on the whole row with changes."""
    return truth_of(RULES[rule].when, {**WHOLE, **changes}, IN_FORCE)


@pytest.mark.parametrize("name", list(RULES))
def test_a_criterion_holds_on_a_whole_row(name):
    """With everything shown, each criterion is met."""
    assert truth(name) is True


@pytest.mark.parametrize("name", list(RULES))
def test_a_criterion_fails_when_all_its_facts_fail(name):
    """With every fact it reads failing, each criterion is not met or, where a table has no entry, undetermined."""
    fields = fields_of(RULES[name].when)
    failing = {field: FAILING[PROGRAM.vocabulary.fields[field]] for field in fields if field != "category"}
    assert truth(name, **(failing or {"category": "other"})) is False


@pytest.mark.parametrize(("name", "field"), [(n, f) for n, rule in RULES.items() for f in fields_of(rule.when)])
def test_a_missing_field_never_counts_as_met_by_itself(name, field):
    """Each field missing leaves a criterion undetermined, unless another fact carries it; it never fails it."""
    missing = truth(name, **{field: None})
    carried = name == "V01" and field != "category"
    assert missing is (True if carried else None)


@pytest.mark.parametrize(
    ("name", "fields"), [("R15", ("imported_on", "first_imported_on")), ("R16", ("commissioned_on",))]
)
def test_the_windows_boundary_days(name, fields):
    """The day before, the first, the last and the day after."""
    opens, closes = date(2026, 5, 9), date(2026, 12, 31)
    days = [opens - timedelta(1), opens, closes, closes + timedelta(1)]
    assert [truth(name, **dict.fromkeys(fields, day)) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(("first", "last"), [("2026-05-08", "2026-06-01"), ("2026-12-31", "2027-01-01")])
def test_of_split_shipments_each_lies_inside_the_window(first, last):
    """One shipment before the window, or after it, keeps the whole line outside (A19)."""
    days = {"first_imported_on": date.fromisoformat(first), "imported_on": date.fromisoformat(last)}
    assert truth("R15", **days) is False


def test_a_category_without_an_entry_is_no_missing_evidence():
    """For a category no table knows the level is undetermined for want of a parameter, and the listing fails anyway."""
    row = {**WHOLE, "category": "other"}
    why = explain(RULES["V01"].when, row, IN_FORCE)
    assert (why.truth, why.missing, set(why.unset)) == (None, (), {"safety.advised_pl", "safety.advised_sil"})
    assert {reason.code for reason in why.reasons} == {"reason.unset.entry"}
    assert truth("R02", category="other") is False


@pytest.mark.parametrize(
    ("level", "held"), [({"pl": 4, "sil": None}, True), ({"pl": 3, "sil": 2}, True), ({"pl": 3, "sil": None}, None)]
)
def test_either_level_is_enough_and_an_unknown_one_may_still_come(level, held):
    """PL or SIL carries the advisory; while one of them is unknown it is not refused."""
    assert truth("V01", **level) is held


def test_an_order_before_the_decision_is_asked_only_where_it_is_refused():
    """Under the reading in force the gate is not asked; turning the switch makes it a gate (A5)."""
    applies = RULES["R24"].applies
    assert truth_of(applies, WHOLE, IN_FORCE) is False
    assert truth_of(applies, WHOLE, {**IN_FORCE, "order.before_decision": "refused"}) is True


def test_a_parameter_counts_as_of_the_rules_own_day():
    """Two rows on two sides of a change of the window are judged by two windows."""
    path = "window.closes"
    later = DatedValue(date(2026, 8, 1), "2027-01-31", Citation.parse("assumption: a longer window"))
    longer = replace(PROGRAM.parameters[path], history=(*PROGRAM.parameters[path].history, later))
    histories = {**PROGRAM.parameters, path: longer}
    row = {**WHOLE, "imported_on": date(2027, 1, 15)}
    on = [in_force(histories, day) for day in (date(2026, 7, 31), date(2026, 8, 1), None)]
    assert [truth_of(RULES["R15"].when, row, known) for known in on] == [False, True, None]


FLIPS = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "=="}


def mutants(tree):
    """Give every tree with one leaf turned: a flag negated, an operator flipped."""
    if tree[0] in ("and", "or", "not"):
        for n, part in enumerate(tree[1:], 1):
            yield from ((*tree[:n], turned, *tree[n + 1 :]) for turned in mutants(part))
    elif tree[0] == "cmp" and tree[1] != "==":
        yield ("cmp", FLIPS[tree[1]], *tree[2:])
    else:
        yield ("not", tree)


@pytest.mark.parametrize("name", list(RULES))
def test_no_leaf_of_a_criterion_can_be_turned_unseen(name):
    """Turning any operator or flag changes the outcome on the whole row or on one with a single fact failing."""
    rule = RULES[name]
    fields = PROGRAM.vocabulary.fields
    rows = [WHOLE, *({**WHOLE, f: FAILING[fields[f]]} for f in fields_of(rule.when))]
    expected = [truth_of(rule.when, row, IN_FORCE) for row in rows]
    for mutant in mutants(rule.when):
        assert [truth_of(mutant, row, IN_FORCE) for row in rows] != expected


def test_every_text_of_a_rule_is_the_tree_it_stands_for():
    """The text a finding could show parses to the very tree that was judged."""
    assert all(parse(rule.text, PROGRAM.vocabulary) == rule.when for rule in RULES.values())


def _stepped(value):
    """Give a parameter's value a step aside: a day later, a number more, a list or table without its first entry."""
    if isinstance(value, date):
        return value + timedelta(1)
    if isinstance(value, tuple):
        return value[1:] or ("other",)
    if isinstance(value, Mapping):
        return {key: one + 1 for key, one in value.items()}
    return {"allowed": "refused", "refused": "allowed"}.get(value, value)


def _edges(path):
    """Give rows on the edge of a parameter: the fact is just what is asked for, or misses it by one."""
    fields = PROGRAM.vocabulary.fields
    known = IN_FORCE[path]
    days = [known + timedelta(n) for n in (-1, 0, 1)] if isinstance(known, date) else []
    yield WHOLE
    yield from ({**WHOLE, name: day} for name, kind in fields.items() if kind == "date" for day in days)
    yield from ({**WHOLE, name: level} for name in ("pl", "sil") for level in range(7))
    words = {name: PROGRAM.vocabulary.enums[kind[5:]] for name, kind in fields.items() if kind.startswith("enum:")}
    yield from (
        {**WHOLE, name: word, "pl": n, "sil": 0} for name, ones in words.items() for word in ones for n in range(7)
    )


READ = sorted(
    {path for rule in RULES.values() for tree in (rule.applies, rule.when) if tree for path in paths_of(tree)}
)


@pytest.mark.parametrize("path", READ)
def test_no_parameter_can_be_moved_by_a_step_unseen(path):
    """A day, a number, a list or a table a step aside changes some criterion on some row at its edge."""
    moved = {**IN_FORCE, path: _stepped(IN_FORCE[path])}
    trees = [tree for rule in RULES.values() for tree in (rule.applies, rule.when) if tree and path in paths_of(tree)]
    assert any(
        truth_of(tree, row, IN_FORCE) is not truth_of(tree, row, moved) for tree in trees for row in _edges(path)
    )


@pytest.mark.parametrize("name", list(RULES))
def test_every_criterion_is_seen_true_false_and_unknown(name):
    """Each criterion of the program holds on some row, fails on some, and is unknown on some."""
    tree, fields = RULES[name].when, PROGRAM.vocabulary.fields
    failing = {field: FAILING[fields[field]] for field in fields_of(tree)}
    # A word no table knows makes a level unknown, so levels fail beside a word the tables know.
    known = {field: value for field, value in failing.items() if not isinstance(value, str)}
    rows = [WHOLE, dict.fromkeys(fields), {**WHOLE, **failing}, {**WHOLE, **known}]
    assert {truth_of(tree, row, IN_FORCE) for row in rows} == {True, False, None}
