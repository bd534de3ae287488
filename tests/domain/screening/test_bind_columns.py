"""Many rows bound in columns: every fact, criterion and outcome is that of the same line screened as one case."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.batch.result import Results
from sekisho.domain.program.edition import model_key
from sekisho.domain.rules.parameter import DatedValue
from sekisho.domain.screening.bind import EVIDENCE, Register, Setting, bind
from sekisho.domain.screening.bind_columns import Asked, ColumnBinder, Registers, subsidy
from sekisho.domain.screening.column import WORDS, columns_of
from sekisho.domain.screening.frame import judged
from sekisho.domain.screening.listing import PARTS
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.screen import as_declared, screen
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.money import LARGEST_YEN, Money, rate
from sekisho.domain.values.time import JST
from tests.domain.screening.scene import FILE, PROGRAM

CHANGE = date(2026, 9, 1)
NOBODY = pl.DataFrame(schema={"row": pl.Int64(), "serial_free": pl.Boolean()})
NOON = Asked(datetime(2026, 6, 1, 12, tzinfo=JST))


def _later(path, value):
    entry = DatedValue(CHANGE, value, Citation.parse("assumption: a change for the test"), "a", "b")
    return {path: replace(PROGRAM.parameters[path], history=(*PROGRAM.parameters[path].history, entry))}


#: The program with everything that binding reads changed on one day.
CHANGING = replace(
    PROGRAM,
    parameters={
        **PROGRAM.parameters,
        **_later("origin.countries", ["CN", "VN"]),
        **_later("claim.partner_needed_for", ["distributor"]),
        **_later("intake.channels", ["chamber-desk"]),
        **_later("application.deadline", "2026-10-31T17:00:00+09:00"),
        **_later("agreement.early_before", "2026-07-01"),
        **_later("customs.import_event", "last_column"),
        **_later("subsidy.rate", "12.5 %"),
        **_later("subsidy.truncation_yen", 1000),
    },
)
PROGRAMS = {"as shipped": PROGRAM, "changing": CHANGING}
MODELS = sorted({(m.maker, m.model) for e in PROGRAM.editions for m in e.models.values()})
KNOWN_CATEGORY = {(m.maker, m.model): m.category for e in PROGRAM.editions for m in e.models.values()}
DAYS = st.dates(date(2026, 5, 8), date(2027, 1, 1)) | st.sampled_from(
    [date(2026, 5, 8), date(2026, 5, 9), date(2026, 7, 14), date(2026, 7, 15), CHANGE, date(2026, 12, 31)]
)
LINE_DAYS = ("ordered_on", "first_imported_on", "imported_on", "commissioned_on")
MAYBE_DAY = st.none() | DAYS
FLAG = st.sampled_from([True, True, True, False, None])
PAPERS = st.lists(st.sampled_from(FILE["lines"][0]["documents"]), unique_by=lambda one: one["kind"])


@st.composite
def machines(draw):
    """Give maker, model and category: mostly listed ones as listed, some written otherwise, some nobody lists."""
    maker, model = draw(st.sampled_from(MODELS))
    category = draw(st.sampled_from([KNOWN_CATEGORY[maker, model]] * 4 + ["cnc", "ship", ""]))
    spelt = draw(st.sampled_from([model, model.lower(), f" {model} ", f"{model}2", "", "Ｘ"]))
    return maker, spelt, category


specifications = st.fixed_dictionaries(
    {},
    optional={
        "travel_x_mm": st.integers(499, 501),
        "repeatability_mm": st.sampled_from(["0.1", "0.100000001", "0.05"]),
        "supply_v": st.sampled_from([24, 200, [180, 240], [200, 220], [201, 240]]),
    },
)
rows = st.fixed_dictionaries(
    {
        "machine": machines(),
        "specs": specifications,
        "class": st.sampled_from(["end_user", "integrator", "distributor", "exporter", ""]),
        "on": DAYS,
        "origin": st.sampled_from(["CN", "cn", "VN", "JP", ""]),
        "channel": st.sampled_from(["portal", "chamber-desk", "post", ""]),
        "partner": st.sampled_from(["8990000000001", ""]),
        "papers": PAPERS,
        "days": st.fixed_dictionaries(dict.fromkeys(LINE_DAYS, MAYBE_DAY)),
        "granted_on": MAYBE_DAY,
        "agreement_on": MAYBE_DAY,
        "registered": FLAG,
        "partner_registered": FLAG,
        "evidence": st.fixed_dictionaries(dict.fromkeys(EVIDENCE, FLAG)),
        "level": st.none() | st.integers(0, 5),
        "claimed": st.booleans(),
        "price": st.none() | st.integers(0, LARGEST_YEN),
    }
)  # fmt: skip


def _case(row, program):
    """Screen a row as the one line of a case; also give its bound facts."""
    maker, model, category = row["machine"]
    days = {name: str(day) for name, day in row["days"].items() if day}
    line = {"id": "L1", "maker": maker, "model": model, "category": category, "origin": row["origin"], **days}
    line |= {"documents": row["papers"], "pl": row["level"], "specs": row["specs"]}
    content = {
        **FILE,
        "applicant": {**FILE["applicant"], "side": row["class"]},
        "channel": row["channel"],
        "lines": [line],
    }
    content["partner"] = {**FILE["partner"], "corporate_number": row["partner"]}
    request = as_declared(read_request(content)[0])
    models = None if row["registered"] is None else {request.lines[0].key} if row["registered"] else set()
    register = Register(
        models=None if models is None else frozenset(models),
        partner_registered=row["partner_registered"],
        claimed_lines=frozenset({"L1"} if row["claimed"] else ()),
        evidence={"L1": row["evidence"]},
        agreement_on=row["agreement_on"],
        granted_on=row["granted_on"],
    )
    at = datetime.combine(row["on"], datetime.min.time(), JST) + timedelta(hours=12)
    return bind(request.lines[0], Setting(request, program, register, at)).row, screen(request, program, register, at)


def _ends(value):
    low, high = value if isinstance(value, list) else (value, value)
    return [int(rate(str(end)) * PARTS) for end in (low, high)]


def _table(found, program):
    """Write rows as a table has them: raw where binding works it out, as the papers were judged where it does not."""
    fields = program.vocabulary.fields
    given = [name for name in columns_of(program) if fields.get(name) in ("bool", "int")]
    lines = []
    for n, (row, bound) in enumerate(found):
        maker, model, _ = row["machine"]
        words = {name: bound[name] for name in WORDS}
        texts = {"id": f"r{n}", "maker": maker, "model": model, "origin": row["origin"], "channel": row["channel"]}
        texts |= {"partner_number": row["partner"]}
        days = {**row["days"], "application_on": row["on"], "granted_on": row["granted_on"]}
        specs = {
            f"spec.{k}.{e}": v
            for k, value in row["specs"].items()
            for e, v in zip(("low", "high"), _ends(value), strict=True)
        }
        flags = {name: bound[name] for name in given} | {"partner_registered": row["partner_registered"]}
        lines.append(
            {
                "row": n,
                "readable": True,
                **texts,
                **words,
                **days,
                "agreement_on": row["agreement_on"],
                **flags,
                **specs,
                "price": row["price"],
            }
        )
    days = dict.fromkeys([*found[0][0]["days"], "application_on", "granted_on", "agreement_on"], pl.Date())
    parts = {
        f"spec.{k}.{e}": pl.Int64() for k in ("travel_x_mm", "repeatability_mm", "supply_v") for e in ("low", "high")
    }
    kinds = {name: pl.Boolean() if fields[name] == "bool" else pl.Int64() for name in given}
    words = {name: pl.Enum(program.vocabulary.enums[kind]) for name, kind in WORDS.items()}
    texts = dict.fromkeys(["id", "maker", "model", "origin", "channel", "partner_number"], pl.String())
    schema = {
        "row": pl.Int64(),
        "readable": pl.Boolean(),
        **texts,
        **words,
        **days,
        **kinds,
        **parts,
        "price": pl.Int64(),
    }
    return pl.DataFrame(lines, schema)


def _columns(frame):
    return {name.removesuffix(".low").removesuffix(".high") for name in frame.columns}


def _claimed(found):
    taken = [n for n, (row, _) in enumerate(found) if row["claimed"]]
    return pl.DataFrame({"row": taken, "serial_free": [False] * len(taken)}, NOBODY.schema)


@pytest.mark.parametrize("name", PROGRAMS)
@given(drawn=st.lists(rows, min_size=1, max_size=12))
@settings(max_examples=30)
def test_columns_bind_and_judge_as_one_case_does(name, drawn):
    """Facts, criteria, what is not applicable, and the outcome of every row are those of the line as a case."""
    program = PROGRAMS[name]
    cases = [_case(row, program) for row in drawn]
    found = [(row, bound) for row, (bound, _) in zip(drawn, cases, strict=True)]
    frame = _table(found, program)
    binder = ColumnBinder(program, _columns(frame), NOON)
    bound = binder.bound(frame, _claimed(found)).collect()
    assert bound.select(program.vocabulary.fields.keys()).to_dicts() == [row for _, row in found]
    results = Results(program, binder.gates).of(judged(bound.lazy(), program))[0].to_dicts()
    for told, (_, screening) in zip(results, cases, strict=True):
        (line,) = screening.lines
        assert told["outcome"] == screening.outcome
        assert {one.code: _told(told, one.code) for one in line.findings} == {f.code: f.outcome for f in line.findings}


def _told(row, code):
    name = code.removeprefix("rule.")
    if row.get(f"{name}_asked") is False:
        return Outcome.NOT_APPLICABLE
    return {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNDETERMINED}[row[name]]


@given(price=st.integers(0, LARGEST_YEN), on=DAYS)
def test_the_subsidy_is_exact_whatever_the_price(price, on):
    """Amounts up to the largest there is are worked out without a wrap, at the rate and rounding of the row's day."""
    frame = pl.DataFrame({"price": [price], "application_on": [on]}, {"price": pl.Int64(), "application_on": pl.Date()})
    share, unit = rate(CHANGING.text("subsidy.rate", on)), CHANGING.number("subsidy.truncation_yen", on)
    assert frame.select(subsidy(CHANGING)).item() == Money(price).share(share, unit).yen


def test_a_row_without_its_day_is_not_known_to_be_listed():
    """No day, no edition: unknown. A day before the first edition likewise, and a model in no list is not listed."""
    maker, model = MODELS[0]
    frame = pl.DataFrame(
        {"row": [1, 2, 3, 4], "readable": [True] * 4, "id": list("abcd"), "maker": [maker] * 4,
         "model": [model, model, "unheard of", None],
         "application_on": [None, date(2026, 5, 8), date(2026, 6, 1), date(2026, 6, 1)]}
    )  # fmt: skip
    bound = ColumnBinder(PROGRAM, _columns(frame), NOON).bound(frame, NOBODY).collect()
    assert bound["listed"].to_list() == [None, None, False, None]
    assert bound.height == frame.height


def test_a_table_that_names_no_day_applies_at_the_instant_asked_for():
    """Without a column of days every row applies at one instant; with a time of receipt it counts to the second."""
    frame = pl.DataFrame({"row": [1], "readable": [True], "id": ["a"]})
    assert ColumnBinder(PROGRAM, {"id"}, NOON).bound(frame, NOBODY).collect()["application_on"].item() == NOON.at.date()
    late = datetime(2026, 12, 31, 8, 0, 1, tzinfo=UTC)
    at = frame.with_columns(pl.Series("received_at", [late], pl.Datetime("us", "UTC")))
    bound = ColumnBinder(PROGRAM, {"id", "received_at"}, NOON).bound(at, NOBODY).collect()
    assert (bound["application_on"].item(), bound["received_in_time"].item()) == (date(2026, 12, 31), False)


def test_the_registers_go_before_what_a_table_says_of_them():
    """Model, partner and channel are looked up where registers were asked; what is then open may be taken as yes."""
    maker, model = MODELS[0]
    held = Registers(frozenset({model_key(maker, model)}), frozenset({"7"}), frozenset({"post"}))
    frame = pl.DataFrame(
        {"row": [1, 2, 3], "readable": [True] * 3, "id": list("abc"), "maker": [maker] * 3,
         "registered": [False, None, None],
         "model": [model, f" {model.lower()}", "other"], "partner_number": ["7", "8", ""], "channel": ["post"] * 3}
    )  # fmt: skip
    bound = ColumnBinder(PROGRAM, _columns(frame), Asked(NOON.at, held)).bound(frame, NOBODY).collect()
    assert bound["registered"].to_list() == [True, True, False]
    assert bound["partner_registered"].to_list() == [True, False, False]
    assert bound["channel_approved"].to_list() == [True] * 3
    alone = ColumnBinder(PROGRAM, _columns(frame), Asked(NOON.at, assumed=True)).bound(frame, NOBODY).collect()
    assert alone["registered"].to_list() == [False, True, True]
    assert alone["partner_registered"].to_list() == [True, True, False]
