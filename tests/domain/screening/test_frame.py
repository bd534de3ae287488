"""Many rows at once are judged as one case is: the same truths and outcome, by the parameters of each row's day."""

from dataclasses import replace
from datetime import date, timedelta

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.domain.rules.columns import schema_of
from sekisho.domain.rules.criterion import Criterion
from sekisho.domain.rules.evaluate import RowError
from sekisho.domain.rules.parameter import DatedValue
from sekisho.domain.rules.ruleset import Kind, RuleSet
from sekisho.domain.rules.sql import Dialect
from sekisho.domain.rules.version import Days
from sekisho.domain.screening.bind import Bound, Register, Setting
from sekisho.domain.screening.criteria import Criteria, TooManyError, asked_column, gate_column
from sekisho.domain.screening.frame import days_of, judged, reasons, rules_in
from sekisho.domain.screening.query import query
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.screen import LineScreening, Screening, held
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Outcome
from tests.domain.screening.scene import FILE, JUNE, PROGRAM

CHANGE = date(2026, 9, 1)
ADVISORIES = frozenset(rule.id for rule in PROGRAM.rules.rules if rule.kind is Kind.ADVISORY)


def _changed(path, value):
    parameter = PROGRAM.parameters[path]
    later = DatedValue(CHANGE, value, Citation.parse("assumption: a change for the test"), "a", "b")
    return {path: replace(parameter, history=(*parameter.history, later))}


#: The program with three parameters that change on one day: a list, a day, and a table.
CHANGING = replace(
    PROGRAM,
    parameters={
        **PROGRAM.parameters,
        **_changed("annex.categories", ["plc", "robot"]),
        **_changed("window.opens", "2026-09-01"),
        **_changed("safety.advised_pl", {"plc": 5, "robot": 1}),
    },
)
DAYS = st.sampled_from([
    date(2026, 1, 1), date(2026, 5, 8), date(2026, 5, 9), CHANGE - timedelta(1), CHANGE, date(2027, 3, 31),
])  # fmt: skip


def _values(kind):
    if kind.startswith("enum:"):
        return st.sampled_from(PROGRAM.vocabulary.enums[kind.removeprefix("enum:")])
    return {"bool": st.booleans(), "date": DAYS, "int": st.integers(0, 5)}[kind]


def _fact(kind):
    # A flag is mostly true, so that a fair share of the rows gets past thirty criteria.
    usual = [st.just(True)] * 6 if kind == "bool" else []
    return st.one_of(*usual, _values(kind), st.none())


facts = st.fixed_dictionaries({name: _fact(kind) for name, kind in PROGRAM.vocabulary.fields.items()})
raised = st.frozensets(st.sampled_from(sorted(ADVISORIES)), max_size=2)
tables = st.lists(st.tuples(facts, raised), min_size=1, max_size=12)


def frame_of(rows, program=PROGRAM):
    """Give rows and their raised advisories as a frame with its columns declared."""
    schema = dict(schema_of(program.vocabulary))
    gates = {gate_column(PROGRAM.rules.rule(name)): name for name in sorted(ADVISORIES)}
    filled = [row | {column: name in gated for column, name in gates.items()} for row, gated in rows]
    return pl.DataFrame(filled, schema=schema | dict.fromkeys(gates, pl.Boolean))


def _screened(row, gated, program):
    """Screen one bound row as a case is screened."""
    request = read_request(FILE)[0]
    (line,) = request.lines
    setting = Setting(request, program, Register(), JUNE)
    line = replace(held(line, setting, Bound(row, {})), raised=tuple(gated))
    rules = program.rules.on(row["application_on"] or CHANGE).rules
    # Built for this very day, and not once for all the days between two changes.
    criteria = [Criterion(rule, program.in_force(row[rule.as_of])) for rule in rules]
    findings = tuple(line.judge(criterion)[0] for criterion in criteria)
    return Screening((LineScreening("L1", findings, ()),), "", JUNE, "", "", "")


MET = {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNDETERMINED: None, Outcome.NOT_APPLICABLE: True}


def _expected(row, gated, program):
    screening = _screened(row, gated, program)
    (line,) = screening.lines
    came_out = dict.fromkeys((rule.id for rule in program.rules.rules), Outcome.NOT_APPLICABLE)
    came_out |= {one.code.removeprefix("rule."): one.outcome for one in line.findings}
    left_out = {name for name, outcome in came_out.items() if outcome is Outcome.NOT_APPLICABLE}
    return {name: MET[outcome] for name, outcome in came_out.items()}, left_out, MET[screening.outcome]


def _told(row, program):
    rules = program.rules.rules
    left_out = {rule.id for rule in rules if row.get(asked_column(rule)) is False}
    return {rule.id: row[rule.id] for rule in rules}, left_out, row["met"]


@pytest.mark.parametrize("narrowed", [False, True])
@given(rows=tables)
@settings(max_examples=25)
def test_a_row_comes_out_as_the_case_does(narrowed, rows):
    """Criteria, what is not applicable, and the outcome are those of one screened case, before and after a change."""
    frame = frame_of(rows, CHANGING)
    days = days_of(frame, CHANGING) if narrowed else None
    found = judged(frame.lazy(), CHANGING, days).collect().to_dicts()
    assert [_told(row, CHANGING) for row in found] == [_expected(row, gated, CHANGING) for row, gated in rows]


PERIODS = {"R07": (None, CHANGE - timedelta(1)), "R10": (CHANGE, None), "R14": (CHANGE, None), "V02": (CHANGE, CHANGE)}


def _within(rule):
    first, last = PERIODS.get(rule.id, (None, None))
    return replace(rule, from_on=first, until_on=last)


@given(rows=tables.filter(lambda rows: all(row["application_on"] for row, _ in rows)))
@settings(max_examples=15)
def test_a_rule_counts_on_the_days_it_is_in_force(rows):
    """What is not in force on a row's day of application is not asked of it, and stands in nobody's way."""
    program = replace(PROGRAM, rules=RuleSet(tuple(map(_within, PROGRAM.rules.rules))))
    found = judged(frame_of(rows, program).lazy(), program).collect().to_dicts()
    assert [_told(row, program) for row in found] == [_expected(row, gated, program) for row, gated in rows]


def test_without_a_day_nobody_knows_which_rules_are_in_force():
    """A rule with a first day is unknown for a row without a day of application, unless it holds anyway."""
    program = replace(PROGRAM, rules=RuleSet((replace(PROGRAM.rules.rule("R14"), from_on=CHANGE),)))
    row = dict.fromkeys(program.vocabulary.fields)
    frame = frame_of([(row | {"serial_free": free}, frozenset()) for free in (True, False, None)], program)
    assert judged(frame.lazy(), program).collect()["R14"].to_list() == [True, None, None]


@given(rows=tables)
@settings(max_examples=15)
def test_criteria_built_once_judge_as_those_of_the_day(rows):
    """A criterion kept for the days between two changes says of each row what one built for its day says."""
    program = replace(CHANGING, rules=RuleSet(tuple(map(_within, PROGRAM.rules.rules))))
    for row, _ in rows:
        rules = (program.rules.on(row["application_on"]) if row["application_on"] else program.rules).rules
        wanted = [_said(Criterion(rule, program.in_force(row[rule.as_of])), row) for rule in rules]
        assert [_said(criterion, row) for criterion in program.criteria.of(row)] == wanted


def _said(criterion, row):
    found = criterion.judge(row)
    return criterion.code, found.outcome, found.reasons, found.why, found.facts


@given(rows=tables)
@settings(max_examples=15)
def test_sql_says_what_the_frame_says(rows):
    """The statement for DuckDB gives every column, the outcome and both masks as the frame does."""
    facts_ = frame_of(rows, CHANGING).with_row_index("row")
    frame = judged(facts_.lazy(), CHANGING)
    with duckdb.connect() as connection:
        _load(connection, facts_)
        statement = query('"facts"', CHANGING, Dialect.DUCKDB, ADVISORIES)
        relation = connection.sql(f"{statement} ORDER BY row")
        found = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    told = {row["row"]: row for row in reasons(frame, CHANGING).collect().to_dicts()}
    masked = {n: (told[n]["not_met"], told[n]["undetermined"]) if n in told else (0, 0) for n in range(len(rows))}
    wanted = frame.collect().to_dicts()
    assert [_told(row, CHANGING) for row in found] == [_told(row, CHANGING) for row in wanted]
    assert {row["row"]: (row["not_met"], row["undetermined"]) for row in found} == masked


SQL_TYPES = {pl.Boolean: "BOOLEAN", pl.Int64: "BIGINT", pl.Date: "DATE", pl.UInt32: "BIGINT"}


def _load(connection, frame):
    columns = ", ".join(f'"{name}" {SQL_TYPES.get(kind, "VARCHAR")}' for name, kind in frame.schema.items())
    connection.execute(f'CREATE TABLE "facts" ({columns})')
    marks = ", ".join("?" * frame.width)
    connection.executemany(f'INSERT INTO "facts" VALUES ({marks})', frame.rows())  # noqa: S608 - because of the same


@given(rows=tables)
@settings(max_examples=15)
def test_reasons_are_kept_for_what_is_not_met(rows):
    """Who is met needs no reasons; everybody else keeps what does not hold and what is not known, side by side."""
    frame = judged(frame_of(rows).with_row_index("row").lazy(), PROGRAM)
    told = {row["row"]: row for row in reasons(frame, PROGRAM).collect().to_dicts()}
    for n, row in enumerate(frame.collect().to_dicts()):
        assert (n in told) is (row["met"] is not True)
        for mask, truth in (("not_met", False), ("undetermined", None)) if n in told else ():
            wanted = tuple(rule.id for rule in PROGRAM.rules.rules if row[rule.id] is truth)
            assert rules_in(told[n][mask], PROGRAM) == wanted


def test_an_empty_frame_is_judged_too():
    """No rows give no rows, with every column in its type."""
    found = judged(frame_of([]).lazy(), PROGRAM).collect()
    assert found.is_empty()
    assert found.schema["R24"] == found.schema["met"] == pl.Boolean


def test_a_column_of_nothing_is_given_its_type():
    """A fact nobody has is a column without a type in most files; it is unknown, and never an error (trap 14)."""
    row = dict.fromkeys(PROGRAM.vocabulary.fields)
    found = judged(pl.DataFrame([row, row]).lazy(), PROGRAM).collect()
    assert found["R03"].to_list() == [None, None]
    assert found["met"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (pl.lit("2026-06-01").alias("imported_on"), "column imported_on is String, no Date"),
        (pl.lit(1).alias("listed"), "column listed is Int32, no Boolean"),
        (pl.lit(1.0).alias("pl"), "column pl is Float64, no Int64"),
        (pl.lit(1).cast(pl.UInt8).alias("pl"), "column pl is UInt8, no Int64"),
        (pl.lit(date(2026, 6, 1)).cast(pl.Datetime("us")).alias("imported_on"), "column imported_on is Datetime"),
    ],
)
def test_a_column_of_another_type_is_refused(columns, said):
    """Texts for days, numbers for flags and instants for days are slips of binding (traps 15 to 18)."""
    with pytest.raises(RowError, match=said):
        judged(frame_of([]).lazy().with_columns(columns), PROGRAM)


def test_a_column_left_out_is_a_slip():
    """A field that stands in no column is no unknown fact (trap 22)."""
    with pytest.raises(RowError, match="listed is no column"):
        judged(frame_of([]).lazy().drop("listed"), PROGRAM)


def test_more_criteria_than_a_mask_holds_are_refused():
    """Sixty-four criteria need a second mask, so they are refused and not cut off."""
    rules = RuleSet(tuple(replace(PROGRAM.rules.rules[0], id=f"X{n:02d}") for n in range(64)))
    with pytest.raises(TooManyError, match="64 criteria"):
        Criteria(rules, PROGRAM.parameters, None, {})


def test_rows_of_one_day_need_one_set_of_values():
    """Where every row has a day on one side of a change, the other side's values are not even written down."""
    frame = frame_of([(dict.fromkeys(PROGRAM.vocabulary.fields) | {"application_on": CHANGE}, frozenset())], CHANGING)
    days = days_of(frame, CHANGING)
    assert days == {"application_on": Days(CHANGE, CHANGE, undated=False)}
    plans = [judged(frame.lazy(), CHANGING, known).explain() for known in (days, None)]
    assert ["2026-05-09" in plan for plan in plans] == [False, True]
