"""Lists of models: read under whatever titles they stand, every row counted, every cell that cannot be read named."""

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.program.annex.sheet import RowKind
from sekisho.domain.program.annex.words import parse_words
from sekisho.domain.program.annex.written import written
from sekisho.domain.program.check import check_program
from sekisho.domain.program.definition import parse_program
from sekisho.domain.program.edition import ChangeKind, parse_edition
from sekisho.domain.program.specification import Span
from sekisho.domain.program.table import TableError, plain
from sekisho.domain.values.grid import CellError
from tests.domain.program.annex.grid import (
    DAY,
    ROBOT,
    ROBOT_HEAD,
    WORDS,
    changed,
    models,
    notes,
    problems,
    read,
    robots,
    rows_of,
    sheet,
)
from tests.domain.program.scene import FILES, PROGRAM, THIRD, edited


def test_a_row_becomes_a_model_in_the_units_of_the_edition():
    """Thousands, units of their own, full width and ranges are read exactly; the sheet names the category."""
    found = robots(changed(製造者="ﾊｲﾗﾝ", 可搬="１２．５", リーチ="1.44 m", 繰返="50 μm", 電源="AC 170～264V"))
    [model] = models(found).values()
    assert (model.maker, model.model, model.category) == ("ハイラン", "R1", "robot")
    assert model.specification == {
        "payload_kg": Fraction(25, 2),
        "reach_mm": Fraction(1440),
        "repeatability_mm": Fraction(1, 20),
        "axes": Fraction(6),
        "supply_v": Span(Fraction(170), Fraction(264)),
    }


@pytest.mark.parametrize(
    "remark", ["令和8年11月1日から適用", "適用日: 2026-11-01", "根拠: METI/IA/2026-05-001", "2026/11/01"]
)
def test_a_day_in_a_remark_makes_no_title_of_a_model(remark):
    """A model whose remark tells a day or a paper is a model still, and its remark is not when the list begins."""
    head, other = (*ROBOT_HEAD, "備考"), (ROBOT[0], "R2", *ROBOT[2:])
    found = read(sheet(head, (*ROBOT, ""), (*other, remark)), day=DAY)
    assert {model.model for model in models(found).values()} == {"R1", "R2"}
    assert found.edition.effective_from == DAY


@pytest.mark.parametrize("cell", ["0,850", "0,850 m", "00,850"])
def test_a_comma_behind_a_nought_parts_no_thousands(cell):
    """A reach of 0,850 m is no 850 m: the cell is refused by its place."""
    found = read(sheet(ROBOT_HEAD, (*ROBOT[:3], cell, *ROBOT[4:])), day=DAY)
    assert found.edition is None
    assert problems(found)


def test_headings_are_found_under_titles_in_three_languages():
    """Merged titles, blank rows and numbers stand above; headings may be Japanese, English or Chinese."""
    heads = {
        "en": (
            "Manufacturer",
            "Model No.",
            "Payload [kg]",
            "Max. reach/mm",
            "Repeatability (mm)",
            "Axes",
            "Supply (V)",
        ),
        "zh": ("制造商", "型号", "额定负载（kg）", "工作半径（毫米）", "重复定位精度（毫米）", "轴数", "电源（伏）"),
    }
    for head in heads.values():
        found = read(sheet(("附属書A",), (), ("2026", "版"), head, ROBOT))
        assert len(models(found)) == 1
        assert found.tally == {"title": 2, "blank": 1, "heading": 1, "model": 1}


def test_headings_may_take_two_rows():
    """A title over three columns is read with what stands below it; its unit counts for all three."""
    upper = ("製造者", "型式", "移動量（mm）", "", "", "主軸回転速度(min-1)", "位置決め精度(µm)", "工具本数", "電源")
    lower = ("", "", "X", "Y", "Z", "", "", "", "")
    row = ("海嵐", "V1", "650", "520", "510", "12000", "8", "30", "180-240")
    found = read(sheet(upper, lower, row, name="マシニングセンタ"))
    assert models(found)["海嵐 v1"].specification["travel_z_mm"] == 510
    assert found.tally[RowKind.HEADING] == 2


def test_sections_and_a_column_name_the_category_as_well():
    """A category stands in a section's row, in a column, or in the sheet's name; half-width katakana too."""
    by_section = read(sheet(("２．【ﾛﾎﾞｯﾄ】",), ROBOT_HEAD, ROBOT, name="一覧"))
    by_column = read(sheet(("区分", *ROBOT_HEAD), ("工业机器人", *ROBOT), name="一覧"))
    assert {one.category for found in (by_section, by_column) for one in models(found).values()} == {"robot"}
    assert problems(read(sheet(ROBOT_HEAD, ROBOT, name="一覧"))) == [("unknown_category", "一覧!B2")]
    assert problems(read(sheet(("区分", *ROBOT_HEAD), ("掃除機", *ROBOT)))) == [("unknown_category", "ロボット!A2")]


def test_merged_cells_and_ditto_marks_give_the_value_above_and_say_so():
    """A maker merged over rows counts for each; 〃 counts for the cell above and for nothing where there is none."""
    merged = robots(ROBOT, ("", "R2", *ROBOT[2:]), merged=[(2, 1, 3, 1)])
    assert {one.maker for one in models(merged).values()} == {"海嵐"}
    ditto = robots(ROBOT, ("〃", "R2", "同上", *ROBOT[3:]))
    assert len(models(ditto)) == 2
    assert (notes(merged)[0], notes(ditto).count("ditto")) == ("filled_down", 2)
    assert problems(robots(("", "R1", *ROBOT[2:]))) == [("blank_cell", "ロボット!A2")]


MINIMUM = ("", "最低機能仕様", "5kg以上", "", "", "", "")
NOT_REPEATED = {
    "minimum": [MINIMUM],
    "note": [ROBOT, ("注 上の表",)],
    "taken out": [changed(型式="R9（廃止）")],
    "section": [ROBOT, ("産業用ロボット",)],
    "blank": [ROBOT, ()],
    "heading": [ROBOT, ROBOT_HEAD],
}


@pytest.mark.parametrize("name", NOT_REPEATED)
def test_a_ditto_mark_repeats_nothing_but_a_model(name):
    """Below a minimum, a note, a row taken out, a section, a blank row or a heading 〃 is named by its place."""
    above = NOT_REPEATED[name]
    found = robots(*above, changed(製造者="同上", 型式="R2", 可搬="〃"))
    last = len(above) + 2
    assert problems(found)[-2:] == [("cell", f"ロボット!A{last}"), ("cell", f"ロボット!C{last}")]


def test_one_wrong_cell_is_not_named_all_down():
    """A ditto mark below a row with a wrong cell repeats what is right in it; the row keeps the edition back anyway."""
    found = robots(changed(可搬="要問合せ"), changed(製造者="同上", 型式="R2"), changed(製造者="〃", 型式="R3"))
    assert problems(found) == [("cell", "ロボット!C2")]


@pytest.mark.parametrize("mark", ["同右", "〃", '"', "ditto"])
def test_a_mark_for_another_cell_is_no_name(mark):
    """A mark that points above or beside where nothing stands names no maker."""
    assert problems(robots(changed(製造者=mark))) == [("cell", "ロボット!A2")]


CNC_HEAD = (
    *("製造者", "型式", "X軸移動量(mm)", "Y軸移動量(mm)", "Z軸移動量(mm)"),
    *("主軸回転速度(min-1)", "位置決め精度(μm)", "工具収納本数", "電源電圧"),
)


@pytest.mark.parametrize("cell", ["単相180~240", "单相180-240V", "180~240V 1φ", "AC単相180~240V", "180~240VDC"])
def test_one_phase_is_not_the_three_demanded(cell):
    """A machine tool needs V AC 3~: a supply of one phase or of direct current is named by its place."""
    cnc = ("海嵐", "V1", "650", "520", "510", "12000", "8", "30")
    found = read(sheet(CNC_HEAD, (*cnc, cell), name="マシニングセンタ"))
    assert problems(found) == [("cell", "マシニングセンタ!I2")]
    for good in ("三相180~240V", "AC180~240", "180~240VAC", "3φ180~240V", "180~240V3φ"):
        assert len(models(read(sheet(CNC_HEAD, (*cnc, good), name="マシニングセンタ")))) == 1


def test_one_phase_is_alternating_current():
    """Where only V AC is demanded, one phase is of it, and direct current is not."""
    assert len(models(robots(changed(電源="単相170〜264V")))) == 1
    assert problems(robots(changed(電源="170〜264 VDC"))) == [("cell", "ロボット!G2")]


@pytest.mark.parametrize("mark", ["²", "¹", "①", " ²"])
def test_a_raised_figure_behind_a_model_is_never_parted_from_it(mark):
    """HLM-650V² may be HLM-650V2 or HLM-650V with a footnote, told or not: nobody can say, so it is named."""
    found = robots(changed(型式=f"HLM-650V{mark}"), (f"{mark.strip()} 医療用途を除く", "※"))
    assert ("cell", "ロボット!B2") in problems(found)


def test_a_footnote_that_the_list_does_not_tell_is_named():
    """A sign behind a name or number is parted from it only where a note of the list begins with it."""
    assert problems(robots(changed(型式="R1※2"), ("※1 医療用途を除く",))) == [("footnote_untold", "ロボット!B2")]
    assert problems(robots(changed(可搬="12*"))) == [("footnote_untold", "ロボット!C2")]
    assert set(models(robots(changed(型式="R1 (注1)"), ("注1 屋内用",)))) == {"海嵐 r1"}


@pytest.mark.parametrize("remark", ["削除", "2026-10-10 削除", "廃止", "删除", "废止", "Withdrawn", "deleted"])
def test_a_row_marked_as_taken_out_becomes_no_model(remark):
    """A remark, or the name itself, that says the row was taken out is named by its place."""
    found = robots((*ROBOT, ""), (*changed(型式="R2"), remark), head=(*ROBOT_HEAD, "備考"))
    assert problems(found) == [("withdrawn", "ロボット!H3")]
    assert found.tally == {"heading": 1, "model": 1, "refused": 1}
    assert problems(robots(changed(型式=f"R1({remark})"))) == [("withdrawn", "ロボット!B2")]


def test_hidden_rows_are_said_and_struck_through_ones_named():
    """A hidden row is read like the others, which is said; a cell written through with a line is a problem."""
    table = sheet(ROBOT_HEAD, ROBOT, changed(型式="R2"))
    hidden = read(replace(table, hidden=frozenset({3})))
    assert [one.place for one in hidden.notes if one.code == "annex.hidden_row"] == ["ロボット!3"]
    assert len(models(hidden)) == 2
    struck = read(replace(table, struck=frozenset({(3, 2), (3, 9)})))
    assert problems(struck) == [("struck", "ロボット!B3")]


def test_a_unit_that_nobody_wrote_is_said_by_column():
    """12 under "payload" was taken as kg, which is said; counts have no other unit, and a unit in the cell tells."""
    head = tuple(one.replace("（kg）", "").replace("(mm)", "") for one in ROBOT_HEAD)
    found = robots(changed(リーチ="1440mm"), changed(型式="R2", リーチ="1.44 m"), head=head)
    taken = [(one.place, one.facts["unit"]) for one in found.notes if one.code == "annex.unit_taken"]
    assert taken == [("ロボット!C", "kg")]


UNREADABLE = {
    "text for a number": (changed(可搬="要問合せ"), "cell", "C2"),
    "decimal comma": (changed(繰返="0,05"), "cell", "E2"),
    "approximate": (changed(リーチ="約1440"), "cell", "D2"),
    "error": (changed(軸数=CellError("#REF!")), "cell", "F2"),
    "formula without a result": (changed(軸数=CellError("=")), "cell", "F2"),
    "raised figure": (changed(リーチ="1440¹"), "cell", "D2"),
    "day for a model": (changed(型式=date(2026, 1, 2)), "cell", "B2"),
    "other current": (changed(電源="DC 170-264"), "cell", "G2"),
    "unknown unit": (changed(可搬="12 貫"), "unknown_unit", "C2"),
    "no model": (changed(型式="-"), "blank_cell", "B2"),
    "nothing stated": (changed(軸数="なし"), "not_stated", "F2"),
    "blank": (changed(軸数=""), "not_stated", "F2"),
    "below the minimum": (changed(可搬="2"), "below_minimum", "C2"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_cell_that_cannot_be_read_is_named(name):
    """The problem names sheet, row and column, says what was read, and keeps the edition back."""
    row, code, place = UNREADABLE[name]
    found = robots(row, changed(型式="R9"))
    assert problems(found) == [(code, f"ロボット!{place}")]
    assert found.tally == {"heading": 1, "model": 1, "refused": 1}


def test_every_wrong_cell_of_a_row_is_named_at_once():
    """One round of mending is enough."""
    found = robots(changed(製造者="", 可搬="x", リーチ="y"))
    assert [place for _, place in problems(found)] == ["ロボット!A2", "ロボット!C2", "ロボット!D2"]


def test_columns_nobody_knows_are_named_and_known_idle_ones_noted():
    """A heading that is not known, twice the same, in an unknown unit, or missing over a value is a problem."""
    head = (*ROBOT_HEAD, "備考", "色", "積載量", "payload (kg)", "")
    found = robots((*ROBOT, "x", "赤", "", "", "余り"), head=head)
    assert problems(found) == [
        ("unknown_column", "ロボット!I1"),
        ("unknown_column", "ロボット!J1"),
        ("column_twice", "ロボット!K1"),
        ("no_column", "ロボット!I2"),
        ("no_column", "ロボット!L2"),
    ]
    assert notes(found)[0] == "ignored_column"
    odd = robots(ROBOT, head=tuple(one.replace("(mm)", "(寸)") for one in ROBOT_HEAD))
    assert problems(odd)[0] == ("unknown_unit", "ロボット!D1")


def test_papers_and_requirements_of_a_row_are_read_by_their_names():
    """What the category asks for anyway is not repeated; an unknown paper or requirement is named."""
    head = (*ROBOT_HEAD, "必要書類", "追加要件")
    found = robots((*ROBOT, "PSE証明書、ISO 13849 認証書\nJIS B 9700", "機能安全"), head=head)
    [model] = models(found).values()
    assert (model.documents, model.gates) == (("iso13849_certificate",), ("V01",))
    assert problems(robots((*ROBOT, "血判状", "願い"), head=head)) == [
        ("unknown_gates", "ロボット!I2"),
        ("unknown_papers", "ロボット!H2"),
    ]


def test_footnotes_are_told_and_their_marks_parted_from_names():
    """A mark makes no other model; a note below the table is said; a lone cell nobody understands is a problem."""
    found = robots(changed(型式="R1※1"), ("※1 医療用途を除く",), ("以上",))
    assert set(models(found)) == {"海嵐 r1"}
    assert [one for one in notes(found) if one.startswith("foot")] == ["footnote", "footnote", "footnote_mark"]
    assert problems(robots(ROBOT, ("謎の一行",))) == [("stray_row", "ロボット!A3")]


def test_a_name_with_other_hyphens_is_the_same_model_and_said():
    """HLM‐650V and HLM-650V are one; the successor HLM-650V2 stays another."""
    found = robots(changed(型式="HLM‐650V"), changed(型式="HLM-650V2"))
    assert set(models(found)) == {"海嵐 hlm-650v", "海嵐 hlm-650v2"}
    assert "respelled" in notes(found)


def test_a_model_that_stands_twice_is_named_where_it_stands_again():
    """The second row is refused and names the first, over sheets and spellings."""
    found = read(sheet(ROBOT_HEAD, ROBOT), sheet(ROBOT_HEAD, changed(型式="ｒ１"), name="机器人"))
    assert problems(found) == [("twice", "机器人!2")]
    assert found.problems[0].facts["first"] == "ロボット!2"
    assert found.tally[RowKind.REFUSED] == 1


def test_a_row_of_demands_replaces_what_was_demanded_before():
    """Demands are read with their relation, or with the one they had; the rest is carried over, and said."""
    demands = ("", "最低機能仕様", "5kg以上", "≥600", "0.06", "", "200Vを含む")
    found = robots(demands, changed(可搬="6"))
    minima = {one.name: (one.relation.value, one.value) for one in found.edition.categories["robot"].minimum}
    assert minima["payload_kg"] == ("at_least", 5)
    assert minima["repeatability_mm"] == ("at_most", Fraction(3, 50))
    assert minima["axes"] == ("at_least", 4)
    assert found.edition.revision[0].kind is ChangeKind.MINIMUM
    assert "minimum_carried" in notes(found)
    assert problems(robots(demands, changed(可搬="4"))) == [("below_minimum", "ロボット!C3")]
    assert problems(robots(changed(製造者="", 型式="最低機能仕様", 可搬="多め")))[0] == ("cell", "ロボット!C2")
    twice = robots(demands, ("", "最低機能仕様", "8kg以上", *[""] * 4), changed(可搬="9"))
    assert problems(twice) == [("demand_twice", "ロボット!3")]


DAYS = {
    "beside": [("適用日", "令和8年12月1日")],
    "after a colon": [("適用日：2026/12/1",)],
    "serial": [("施行日", Decimal(46357))],
    "serial of 1904": [("施行日", Decimal(44895))],
    "behind the day": [("附属書A（令和８年12月１日から適用）",)],
    "before the day": [("一覧　生效日期：2026年12月1日",)],
    "period": [("適用期間", "2026年12月1日〜2026年12月31日")],
    "cell": [("Effective date", date(2026, 12, 1))],
}


@pytest.mark.parametrize("name", DAYS)
def test_the_day_of_effect_is_read_from_the_titles(name):
    """The day stands beside its label, behind a colon, in a sentence, or as a number of days."""
    found = read(sheet(*DAYS[name], ROBOT_HEAD, ROBOT), day=None, from_1904="1904" in name)
    assert found.edition.effective_from == DAY


def test_a_day_that_is_missing_unclear_or_taken_is_a_problem():
    """No day, two days, a broken day, a day of another edition, a period that runs into one: each is named."""
    table = (ROBOT_HEAD, ROBOT)
    assert problems(read(sheet(*table), day=None)) == [("no_day", "")]
    assert problems(read(sheet(("適用日", "2026-12-02"), *table))) == [("two_days", "")]
    assert ("cell", "ロボット!A1") in problems(read(sheet(("適用日", "来年"), *table)))
    assert problems(read(sheet(*table), day=date(2026, 7, 15))) == [("same_day", "")]
    late = read(sheet(("適用期間", "2026-06-01〜2026-08-01"), *table), day=None)
    assert problems(late) == [("overlaps", "ロボット!A1")]
    assert problems(read(sheet(("適用期間", "2026-12-31〜2026-12-01"), *table)))[0] == ("cell", "ロボット!A1")


def test_the_label_stays_illustrative_until_a_publisher_s_paper_is_named():
    """A list that names no paper keeps the label of the edition before; one that does is labelled by it."""
    kept = robots(ROBOT)
    named = read(sheet(("公表番号：METI/IA/2026-12-001",), ROBOT_HEAD, ROBOT))
    told = read(sheet(ROBOT_HEAD, ROBOT), reference="METI/IA/2026-12-001")
    assert (kept.edition.label, kept.edition.is_illustrative) == (THIRD.label, True)
    assert named.edition.label == told.edition.label
    assert named.edition.label.ja == "附属書A（METI/IA/2026-12-001）"
    assert not named.edition.is_illustrative
    assert "label_carried" in notes(kept)
    assert "label_carried" not in notes(named)


def test_without_an_edition_before_nothing_can_be_carried_over():
    """The first edition of all must state its minima itself, and be given its paper."""
    found = read(sheet(ROBOT_HEAD, ROBOT), editions=())
    assert problems(found) == [("no_minimum", ""), ("no_label", "")]
    demands = ("", "minimum", "≥3", "≥500", "≤0.1", "≥4", "200を含む")
    first = read(sheet(ROBOT_HEAD, demands, ROBOT), editions=(), reference="METI/IA/2026-05-001")
    assert first.edition.revision == ()
    assert first.edition.categories["robot"].minimum[2].unit == "mm"


def test_sheets_without_a_table_are_noted_and_a_file_without_any_is_refused():
    """A cover is worth a note; nothing but covers is a problem; one sheet can be asked for."""
    cover = sheet(("附属書A",), name="表紙")
    assert "no_heading" in notes(read(cover, sheet(ROBOT_HEAD, ROBOT)))
    assert problems(read(cover)) == [("no_heading", "表紙")]
    assert problems(robots()) == [("no_models", "")]
    one = read(cover, sheet(ROBOT_HEAD, ROBOT), sheet="ロボット")
    assert "sheet_left_out" in notes(one)
    assert problems(read(cover, sheet="控え"))[0] == ("no_sheet", "")


def test_a_printed_table_goes_on_over_pages():
    """A page without headings continues the page before; a title that is printed again is one again."""
    title = ("機種一覧",)
    named = [("区分", *ROBOT_HEAD), ("ロボット", *ROBOT)]
    going_on = read(
        sheet(title, *named, name="p.1"),
        sheet(title, ("ロボット", *changed(型式="R2")), name="p.2", continues=True),
    )
    assert len(models(going_on)) == 2
    assert going_on.tally == {"title": 2, "heading": 1, "model": 2}


def test_an_edition_says_what_it_changes_and_passes_the_check_of_the_program():
    """The file an import writes is an edition of the program without a fault: what changed is told, and no more."""
    found = robots(ROBOT)
    files = {**FILES, f"annex-a-{DAY}.toml": written(found.edition)}
    place = f"annex-a-{DAY}.toml"
    assert [one.code for one in check_program(parse_program(files)) if one.place == place] == []
    kinds = [change.kind for change in found.edition.revision]
    assert kinds == [ChangeKind.ADDED, ChangeKind.REMOVED]


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)


@given(NAMES, NAMES, st.fractions(0, 10**6, max_denominator=1).map(lambda value: value / 1000))
def test_an_edition_survives_being_written_and_read(maker, model, value):
    """Whatever names and numbers an edition holds, its file reads as the same edition."""
    listed = next(one for one in THIRD.models.values() if one.category == "plc")
    new = type(listed)(maker, model, "plc", {**listed.specification, "scan_us_per_kstep": value}, ("V01",), ("x",))
    edition = type(THIRD)(DAY, THIRD.label, THIRD.categories, {new.key: new}, THIRD.revision, "METI/1")
    table = plain(tomllib.loads(written(edition).decode()))
    assert parse_edition(table) == edition


@pytest.mark.parametrize("edition", PROGRAM.editions)
def test_the_shipped_editions_survive_being_written_and_read(edition):
    """Each shipped edition reads back as it was, and is written the same each time."""
    table = plain(tomllib.loads(written(edition).decode()))
    assert parse_edition(table) == edition
    assert written(parse_edition(table)) == written(edition)


CELLS = st.one_of(
    st.none(),
    st.sampled_from([*ROBOT_HEAD, *ROBOT, "ロボット", "〃", "※", "最低機能仕様", "適用日", "2026/5/9", "-", "区分"]),
    st.text(max_size=6),
    st.decimals(0, 10**6, places=2),
    st.dates(),
    st.booleans(),
    st.just(CellError("#REF!")),
)


@given(st.lists(st.lists(CELLS, max_size=8), max_size=12), st.booleans())
def test_every_row_is_counted_whatever_it_holds(rows, headed):
    """Models, refusals, demands, headings, sections, titles, notes and blanks together are all rows there are."""
    given_rows = [ROBOT_HEAD, *rows] if headed else rows
    found = read(sheet(*given_rows))
    assert found.rows == len(rows_of(given_rows))
    assert bool(found.tally.get(RowKind.REFUSED)) <= bool(found.problems)


def test_no_word_means_two_things():
    """A spelling that names two quantities is refused when the words are read."""
    with pytest.raises(TableError, match="names"):
        parse_words(edited("headings.toml", '"刀具数量"', '"轴数"'))
    assert {one.id for one in WORDS.quantities.values()} == {
        minimum.name for edition in PROGRAM.editions for one in edition.categories.values() for minimum in one.minimum
    }
