"""Editions of Annex A: published ones never change, each revision says what it does, everything is illustrative."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sekisho.domain.program.edition import EditionError, model_key, parse_edition, parse_model, unique
from tests.domain.program.scene import EDITION_FILES, FILES, FIRST, PROGRAM, SECOND, THIRD, edited, refused

EDITIONS = [FIRST, SECOND, THIRD]


def test_the_editions_take_effect_on_the_days_reported():
    """The first edition and its two scheduled revisions (F12, F21)."""
    assert [edition.effective_from for edition in EDITIONS] == [
        date(2026, 5, 9), date(2026, 7, 15), date(2026, 10, 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((2026, 5, 8), None),
        ((2026, 5, 9), FIRST),
        ((2026, 7, 14), FIRST),
        ((2026, 7, 15), SECOND),
        ((2026, 10, 9), SECOND),
        ((2026, 10, 10), THIRD),
        ((2027, 6, 1), THIRD),
    ],
)
def test_an_edition_is_in_force_from_its_day_until_the_next(day, expected):
    """The day before an edition the older one decides, and before the first there is none."""
    assert PROGRAM.edition_on(date(*day)) is expected


@pytest.mark.parametrize("name", [*EDITION_FILES, "catalogue.toml", "bodies.toml"])
def test_every_illustrative_file_says_so_in_its_first_line(name):
    """Whoever opens a data file sees at once that it is made up."""
    assert FILES[name].decode().splitlines()[0].startswith("# ILLUSTRATIVE")


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_listed_model_reaches_its_own_editions_minimum(edition):
    """No edition lists what it would refuse."""
    assert all(edition.categories[m.category].is_met_by(m.specification) for m in edition.models.values())


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_category_demands_papers_and_quantities_with_units(edition):
    """Each category says what must be reached, in which unit, and which papers prove it."""
    for category in edition.categories.values():
        assert len(category.minimum) >= 4
        assert all(minimum.unit for minimum in category.minimum)
        assert set(category.documents) >= {"pse_certificate", "jis_b9700_evidence", "conformity_certificate"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_category_has_a_twin_that_the_edition_does_not_list(edition):
    """For each category the catalogue knows a model equal to a listed one in every quantity, and not listed (F13)."""
    twins = {
        mine.category
        for key, mine in PROGRAM.catalogue.items()
        for theirs in edition.models.values()
        if key not in edition.models and (mine.category, mine.specification) == (theirs.category, theirs.specification)
    }
    assert twins == set(edition.categories)


def test_the_catalogue_knows_every_listed_model_and_more():
    """A listed model has a catalogue entry with origin and price; some entries no edition ever lists."""
    listed = {key for edition in EDITIONS for key in edition.models}
    assert listed < set(PROGRAM.catalogue)
    assert all(model.origin and model.list_price for model in PROGRAM.catalogue.values())
    assert {model.origin for model in PROGRAM.catalogue.values()} == {"CN", "VN"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "cnc"', 'id = "cnc"\ngate = ["V01"]', "category cnc: unknown entry gate"),
        ('model = "HLM-650V"', 'model = "HLM-650V"\ndocumentss = []', "HLM-650V: unknown entry documentss"),
        ('id = "robot"', 'id = "cnc"', "category cnc stands twice"),
        ("[[category]]", "[[categorie]]", "annex-a-2026-05-09.toml, line 8: categorie: no table of this file; did you"),
    ],
)
def test_what_nobody_would_read_is_refused(old, new, said):
    """A misspelt entry or table, or a category that stands twice, is refused: passed over it would change the list."""
    assert said in refused(edited("annex-a-2026-05-09.toml", old, new))


@pytest.mark.parametrize(("file", "table"), [("rules.toml", "rule"), ("parameters.toml", "parameter")])
def test_a_misspelt_table_takes_nothing_out_of_a_program(file, table):
    """One ``[[rul]]`` among the rules is refused with its line and what was meant; it would be a criterion less."""
    text = FILES[file].decode().replace(f"[[{table}]]", f"[[{table[:-1]}]]", 1)
    assert f"{table[:-1]}: no table of this file; did you mean {table}?" in refused({**FILES, file: text.encode()})


def test_a_row_may_ask_for_more_than_its_category():
    """A row's own paper stands behind those of its category, each once."""
    medical = THIRD.models[model_key("Beichuan Line Systems (fictional)", "BC-MED5")]
    assert THIRD.documents_of(medical)[-1] == "iso13849_certificate"
    assert medical.gates == ("V01",)


@pytest.mark.parametrize("name", ["ＨＬＭ－６５０Ｖ", "HLM‐650V", "HLM—650V", "HLM−650V", "hlmー650v", "HLM－650Ｖ"])
def test_width_and_hyphens_make_no_other_model(name):
    """What a list, a table or a case file writes in full width, or with another hyphen, has one key."""
    assert model_key("ﾊｲﾗﾝ（株）", name) == model_key("ハイラン(株)", "HLM-650V") == "ハイラン(株) hlm-650v"


@pytest.mark.parametrize("name", ["HLM-650V¹", "HLM-650V²", "HLM-650V①", "HLM-650V1", "HLM-650V2", "HLM650V"])
def test_a_figure_more_or_a_hyphen_less_makes_another_model(name):
    """A raised figure is no figure of the name, and a missing hyphen no hyphen: each is a model of its own."""
    names = ["HLM-650V¹", "HLM-650V²", "HLM-650V①", "HLM-650V1", "HLM-650V2", "HLM650V", "HLM-650V"]
    assert [one for one in names if model_key("x", one) == model_key("x", name)] == [name]


def test_a_model_in_full_width_stands_twice():
    """An edition takes no second spelling of a listed model as another one."""
    one = next(iter(FIRST.models.values()))
    with pytest.raises(EditionError, match="twice"):
        unique([one, replace(one, model="".join(chr(ord(sign) + 0xFEE0) for sign in one.model))])


@pytest.mark.parametrize(("one", "other"), [("A  b", "a B"), ("HLM-650V ", "hlm-650v"), ("Ａ", "Ａ")])
def test_case_and_blanks_make_no_other_model(one, other):
    """Names are folded before they are compared."""
    assert model_key("Maker", one) == model_key("MAKER", other)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("effective_from = 2026-05-09", "effective_from = 9", "[edition]"),
        ('category = "plc"', 'category = "plx"', "unknown category 'plx'"),
        ('model = "ZX-300"', 'model = "ZX-500"', "stands twice"),
        ("scan_us_per_kstep = 40,", "", "says nothing of scan_us_per_kstep"),
        ("io_points = 512", 'io_points = "many"', "is no quantity"),
        ("io_points = 512", "io_points = 512.5", "write decimals in quotes"),
        ('supply_v = ["20.4", "28.8"]', 'supply_v = ["28.8", "20.4"]', "ends before it begins"),
        ('supply_v = ["20.4", "28.8"]', 'supply_v = ["20.4"]', "is no range"),
        ('unit = "points", at_least = 128', 'unit = "points"', "exactly one of"),
        ('unit = "points", at_least = 128', 'unit = "points", at_least = 1, at_most = 2', "exactly one of"),
        ('unit = "points"', 'unit = ""', "exactly one of"),
        (
            'maker = "Zhenxi Controls (fictional)"\nmodel = "ZX-500"',
            'maker = ""\nmodel = "ZX-500"',
            "needs maker and model",
        ),
        ('zh-Hans = "示例', 'zh = "示例', "no zh-Hans text"),
    ],
)
def test_an_edition_that_cannot_stand_is_refused_by_entry(old, new, problem):
    """Wrong days, categories, duplicates, gaps, quantities and labels each name what is wrong and the file."""
    message = refused(edited("annex-a-2026-05-09.toml", old, new))
    assert problem in message
    assert message.startswith("annex-a-2026-05-09.toml")


def test_an_empty_edition_is_refused():
    """An edition without models is no edition."""
    with pytest.raises(EditionError, match="no models"):
        parse_edition({"edition": {"effective_from": "2026-05-09", "label": {"ja": "a", "en": "a", "zh-Hans": "a"}}})


def test_two_editions_of_one_day_are_refused():
    """Nobody could say which of the two decides."""
    message = refused(edited("annex-a-2026-07-15.toml", "effective_from = 2026-07-15", "effective_from = 2026-05-09"))
    assert "same day" in message


def test_a_list_price_is_whole_yen():
    """A price with a fraction or below zero is refused."""
    with pytest.raises(EditionError, match="no whole number of yen"):
        parse_model({"maker": "M", "model": "1", "list_price": -1})


def test_quantities_are_exact():
    """A repeatability of 0.1 mm is a tenth, not the nearest binary fraction."""
    robot = FIRST.models[model_key("Zhulin Motion (fictional)", "ZL-D3")]
    assert robot.specification["repeatability_mm"] == Fraction(1, 10)
