"""Tables as people write them: headings in three languages, cells of many forms, problems told by place."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from sekisho.batch.outcome import Files
from sekisho.batch.table import TableError
from tests.batch.tables import GOOD, outcomes, parquet, row, screened, text, workbook

CODES = "rows.cell."


def problems(found):
    """Give the problems as row, heading and kind."""
    return [(one["row"], one["column"], one["problem"].removeprefix(CODES)) for one in found.first_problems]


def refusals(error):
    """Give the codes of a refusal with their places."""
    return [(one.code.removeprefix("rows."), one.place) for one in error.value.findings]


@pytest.mark.parametrize("write", [text, workbook, parquet])
def test_a_good_row_is_met_in_every_form(tmp_path, write):
    """The same row as text, workbook and Parquet meets every gate and gets 18 % of its price."""
    found = screened(tmp_path / "t", write([GOOD]))
    assert (outcomes(found), found.subsidy_yen, problems(found)) == ((1, 0, 0), 2_304_000, [])


def test_headings_and_words_in_japanese_and_chinese(tmp_path):
    """Headings, words, flags, days of an era, full width and yen with their sign are read as what they mean."""
    japanese = {
        "整理番号": "1", "メーカー": GOOD["maker"], "型式": "ＨＬＭ－６５０Ｖ", "設備区分": "マシニングセンター",
        "申請者区分": "設備使用者", "申請日": "令和8年6月1日", "原産国": "CN", "受付窓口": "portal", "PSE": "有",
        "電気用品安全法の対象": "はい", "JIS B 9700": "○", "事前登録": "済", "登録SI事業者": "はい",
        "認められた第三者機関の適合性評価": "適合", "購入価格（円）": "1,280万円",
    }  # fmt: skip
    chinese = {
        "编号": "1", "制造商": GOOD["maker"], "型号": "HLM-650V", "设备类别": "加工中心", "申请人类别": "最终用户",
        "申请日期": "2026年6月1日", "原产国": "CN", "受理渠道": "portal", "PSE标志": "是", "pse_in_scope": "是",
        "jis_b_9700": "是", "预登记": "是", "partner_registered": "是", "conformity_recognised": "合格",
    }  # fmt: skip
    for one in (japanese, chinese):
        found = screened(tmp_path / "t.csv", text([one]))
        assert (outcomes(found), problems(found)) == ((1, 0, 0), [])


@pytest.mark.parametrize("encoding", ["cp932", "gb18030", "utf-16", "utf-8-sig"])
def test_text_in_the_encodings_of_the_region(tmp_path, encoding):
    """CP932, GB18030 and UTF-16 are recognised, with semicolons or commas."""
    data = text([{"整理番号": "一号機の設備", "設備区分": "画像検査装置"}]).decode()
    found = screened(tmp_path / "t.csv", data.encode(encoding, "replace"))
    assert found.rows == 1


def test_titles_above_blank_rows_between_and_as_above(tmp_path):
    """Titles above the headings are passed over; 〃 repeats the cell above; blank rows are nobody's."""
    rows = [row(1), dict.fromkeys(GOOD), row(2, maker="〃", category="同上")]
    found = screened(tmp_path / "t.xlsx", workbook(rows, above=["附属書A 対象設備一覧", ""]))
    assert (outcomes(found), problems(found)) == ((2, 0, 0), [])


@pytest.mark.parametrize(
    ("name", "cell", "kind"),
    [
        ("imported_on", "2026年13月1日", "day"),
        ("imported_on", "7/1/2026", "day"),
        ("price", "12.5", "yen"),
        ("price", "-1", "yen"),
        ("price", "9999999999999999999", "yen"),
        ("pse", "1", "flag"),
        ("pse", "maybe", "flag"),
        ("pl", "6", "level"),
        ("spec.travel_x_mm", "1,5", "quantity"),
        ("spec.travel_x_mm", "500 kg", "quantity"),
        ("model", "#REF!", "text"),
        ("model", "HLM-650V²", "text"),
        ("maker", "x" * 100_000, "text"),
        ("id", "", "no_id"),
    ],
)
def test_what_cannot_be_read_is_told_and_its_row_is_undetermined(tmp_path, name, cell, kind):
    """An unreadable cell is told by row and column, nothing is guessed, and a row with one is never met."""
    found = screened(tmp_path / "t.csv", text([row(1) | {name: ""}, row(2) | {name: cell}]))
    assert (3, name, kind) in problems(found)
    assert found.rows == 2
    assert all("!" in one.key for one in found.counts if one.unreadable)
    assert found.outcomes["met"] <= 1


def test_a_word_nobody_knows_is_another_one(tmp_path):
    """A category the program does not name fails its rule and is told, as in a single case."""
    found = screened(tmp_path / "t.csv", text([row(category="ship")]))
    assert (outcomes(found), problems(found)) == ((0, 1, 0), [(2, "category", "unknown_word")])


@pytest.mark.parametrize(
    ("ranges", "met"),
    [({"travel_x_mm": "500"}, True), ({"travel_x_mm": "499.999999999"}, False), ({"supply_v": "200V±10%"}, True),
     ({"supply_v": "180〜240 V"}, True), ({"supply_v": "200"}, False)],
)  # fmt: skip
def test_stated_quantities_go_before_the_listed(tmp_path, ranges, met):
    """What a row states of its machine is compared exactly, ranges end to end."""
    cells = {f"spec.{name}": value for name, value in ranges.items()}
    found = screened(tmp_path / "t.csv", text([{**GOOD, **cells}]))
    assert (outcomes(found), problems(found)) == ((1, 0, 0) if met else (0, 1, 0), [])


def test_one_quantity_nobody_can_read_leaves_the_others_of_its_column(tmp_path):
    """Beside a quantity that cannot be read, and one that says there is none, the others are read."""
    cells = ["650", "about 650", "-"]
    rows = [row(n, **{"spec.travel_x_mm": cell}) for n, cell in enumerate(cells, 1)]
    found = screened(tmp_path / "t.csv", text(rows))
    assert (outcomes(found), problems(found)) == ((2, 0, 1), [(3, "spec.travel_x_mm", "quantity")])


@pytest.mark.parametrize("cell", ["500m", "0.5 m", "0,850", "12 in"])
def test_a_quantity_in_another_unit_or_way_of_writing_is_unreadable(tmp_path, cell):
    """A metre is no millimetre although its sign begins it, and a comma behind a nought parts no thousands."""
    found = screened(tmp_path / "t.csv", text([row(1, **{"spec.travel_x_mm": f'"{cell}"'})]))
    assert problems(found) == [(2, "spec.travel_x_mm", "quantity")]


@pytest.mark.parametrize("cell", ["なし", "-", "N/A", "無"])
def test_words_for_nothing_name_nobody(tmp_path, cell):
    """Who writes that he has no partner has none; two machines without a serial number are not one machine."""
    rows = [row(n, partner_number=cell, serial=cell) for n in (1, 2)]
    found = screened(tmp_path / "t.csv", text(rows))
    assert (outcomes(found)[0], problems(found)) == (0, [])
    assert all("R14" not in item[0].not_met for item in found.counts.items())


MARKED = ("model", "category", "imported_on", "pse", "price", "partner_number", "id", "spec.travel_x_mm")


@pytest.mark.parametrize("name", MARKED)
def test_as_above_in_the_first_row_or_below_nothing_is_unreadable(tmp_path, name):
    """〃 with nothing above is told by row and column, as is the same mark repeated below it."""
    rows = [row(1, **{name: "〃"}), row(2, **{name: "同上"}), row(3, **{name: ""}), row(4, **{name: "〃"})]
    found = screened(tmp_path / "t.csv", text(rows))
    unreadable = [(one, column) for one, column, kind in problems(found) if kind != "id_twice"]
    assert [one for one in unreadable if one != (4, "id")] == [(2, name), (3, name), (5, name)]
    assert outcomes(found)[0] <= 1


def test_a_partner_s_number_with_a_wrong_check_digit_is_told(tmp_path):
    """As a case file refuses it; a right one is read in full width and with hyphens."""
    good = ["8990000000001", "８９９０００００００００１", "8990-0000-00001"]
    rows = [row(n, partner_number=cell) for n, cell in enumerate([*good, "8990000000002", "123"], 1)]
    found = screened(tmp_path / "t.csv", text(rows))
    assert problems(found) == [(5, "partner_number", "partner_number"), (6, "partner_number", "partner_number")]
    assert outcomes(found) == (3, 0, 2)


@pytest.mark.parametrize(("name", "cell", "kind"), [("imported_on", "+2026-06-01", "day"), ("price", "+100", "yen")])
def test_a_sign_in_front_makes_no_day_and_no_price(tmp_path, name, cell, kind):
    """What the fast reader of plain cells would take is told like everywhere else."""
    found = screened(tmp_path / "t.csv", text([row(1, **{name: cell})]))
    assert problems(found) == [(2, name, kind)]


@pytest.mark.parametrize("cell", ["未定", "不明", "TBD"])
def test_a_name_that_is_still_to_be_filled_in_is_told(tmp_path, cell):
    """Two serials that nobody knows yet are told, and make no machine another."""
    found = screened(tmp_path / "t.csv", text([row(n, serial=cell) for n in (1, 2)]))
    assert [code for _, _, code in problems(found)] == ["text", "text"]
    assert all("R14" not in item[0].not_met for item in found.counts.items())


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["id", "maker", "modle"], [("unknown_column", "column C")]),
        (["id", "maker", "Maker "], [("heading_twice", "column C")]),
        (["id", "maker", "listed"], [("worked_out", "column C")]),
        (["maker", "model"], [("no_id", "")]),
        (["id", "maker", ""], [("no_heading", "C2")]),
        (["id", "application_on", "received_at"], [("two_days", "column C")]),
        (["fish", "bird"], [("no_headings", "")]),
    ],
)
def test_headings_are_refused_by_place(tmp_path, headings, expected):
    """Unknown, doubled, worked-out and missing headings are refused before a row is read."""
    data = text([dict.fromkeys(range(len(headings)), "x")], headings)
    with pytest.raises(TableError) as error:
        screened(tmp_path / "t.csv", data)
    assert refusals(error) == expected


def test_a_misspelt_heading_is_told_with_the_nearest(tmp_path):
    """The refusal names the column that was probably meant."""
    with pytest.raises(TableError) as error:
        screened(tmp_path / "t.csv", text([{"id": "1", "maker": "x", "imported": "2026-06-01"}]))
    assert error.value.findings[0].facts["meant"] == "imported_on"


def test_a_column_headed_as_a_remark_is_not_read(tmp_path):
    """A heading that begins with # says that nobody reads the column."""
    assert screened(tmp_path / "t.csv", text([{**GOOD, "#備考": "x"}])).rows == 1


def test_rows_of_one_machine_are_claimed_once(tmp_path):
    """Of rows that name one machine the first application may claim it; of two on one day nobody can say (A21)."""
    early, late = row(1, serial="s n-1"), row(2, serial="ＳＮ１", application_on=date(2026, 6, 2))
    tied = row(3, serial="SN-1")
    assert outcomes(screened(tmp_path / "a.csv", text([early, late]))) == (1, 1, 0)
    found = screened(tmp_path / "b.csv", text([early, late, tied]))
    assert outcomes(found) == (0, 1, 2)
    assert [kind for _, _, kind in problems(found)] == ["serial_twice"] * 3


def test_an_id_that_stands_twice_is_told(tmp_path):
    """Rows with one id are judged, and told, because nobody could tell their results apart."""
    found = screened(tmp_path / "t.csv", text([row(1), row(2, id="A-1")]))
    assert problems(found) == [(2, "id", "id_twice"), (3, "id", "id_twice")]


def test_a_day_that_is_missing_leaves_a_row_undetermined(tmp_path):
    """Without its day of application a row has no edition, and nothing is guessed (traps 23, 27)."""
    assert outcomes(screened(tmp_path / "t.csv", text([row(1), row(2, application_on=None)]))) == (1, 0, 1)


def test_a_receipt_counts_to_the_second(tmp_path):
    """A time of receipt with its zone is held against the deadline as an instant."""
    kept = {name: cell for name, cell in GOOD.items() if name != "application_on"}
    late = kept | {"id": "2", "serial": "2", "received_at": "2026-12-31T17:00:01+09:00"}
    in_time = kept | {"received_at": "2026-12-31T08:00:00+00:00"}
    found = screened(tmp_path / "t.csv", text([in_time, late]), tmp_path / "r.parquet")
    assert pl.read_parquet(found.files[0])["R13"].to_list() == [True, False]


def test_parquet_types_are_checked_before_a_row_is_read(tmp_path):
    """Binary numbers for yen, nested cells and instants without a zone are refused by column."""
    rows = [{**GOOD, "price": 1.5, "maker": ["x"], "pse": 1}]
    with pytest.raises(TableError) as error:
        screened(tmp_path / "t.parquet", parquet(rows))
    assert {one.facts["heading"] for one in error.value.findings} == {"price", "maker", "pse"}


def test_parquet_days_may_be_instants_of_midnight(tmp_path):
    """A spreadsheet's midnight is its day; any other hour without a zone is told; a zone makes a day in Japan."""
    rows = [row(1, imported_on=datetime(2026, 7, 1)), row(2, imported_on=datetime(2026, 7, 1, 9))]  # noqa: DTZ001 - because it has none
    found = screened(tmp_path / "a.parquet", parquet(rows))
    assert (outcomes(found), problems(found)) == ((1, 0, 1), [(2, "imported_on", "day")])
    zoned = row(1, imported_on=datetime(2026, 5, 8, 15, tzinfo=UTC))
    assert outcomes(screened(tmp_path / "b.parquet", parquet([zoned]))) == (1, 0, 0)


def test_a_column_without_any_value_is_unknown(tmp_path):
    """A column of nothing has no type in a file; it is unknown in every row (trap 14)."""
    assert outcomes(screened(tmp_path / "t.parquet", parquet([row(pse=None, pl=None)]))) == (0, 0, 1)


def test_a_folder_of_parts_is_one_table(tmp_path):
    """Parts are read in the order of their names, and their rows are numbered through."""
    for n, edition in enumerate(["2026-05-09", "2026-07-15"], 1):
        part = tmp_path / "in" / "program=SF26" / f"edition={edition}"
        part.mkdir(parents=True)
        (part / "part.parquet").write_bytes(parquet([row(n)]))
    out = tmp_path / "out.parquet"
    assert outcomes(screened(tmp_path / "in", out=out)) == (2, 0, 0)
    assert pl.read_parquet(out).select("row", "id", "outcome").rows() == [(1, "A-1", "met"), (2, "A-2", "met")]


def test_results_reasons_and_problems_are_written_side_by_side(tmp_path):
    """Each row keeps a nullable truth a rule; reasons are counted with texts; problems name row, column and value."""
    rows = [row(1), row(2, origin="JP"), row(3, origin="JP"), row(4, pse="?")]
    found = screened(tmp_path / "t.csv", text(rows), tmp_path / "r.parquet")
    files = Files.beside(tmp_path / "r.parquet")
    result, reasons, told = (pl.read_parquet(path) for path in found.files)
    assert found.files == (files.result, files.reasons, files.problems)
    assert result["R09"].to_list() == [True, False, False, True]
    assert result["R06"].to_list() == [True, True, True, None]
    assert result["subsidy_yen"].to_list() == [2_304_000, None, None, None]
    assert result["R11_asked"].to_list() == [False] * 4
    assert reasons.select("reasons", "rows", "outcome").rows() == [
        ("R09", 2, "not_met"), ("", 1, "met"), ("R06? !", 1, "undetermined"),
    ]  # fmt: skip
    assert "R09 The country of origin is China" in reasons["en"][0]
    assert told.select("row", "id", "column", "value").rows() == [(5, "A-4", "pse", "?")]


def test_counts_are_by_three_predicates_and_lose_no_row(tmp_path):
    """Met, not met and undetermined rows are all rows, also where truths are unknown (trap 9)."""
    rows = [row(n, pse=truth) for n, truth in enumerate([True, False, None] * 5)]
    found = screened(tmp_path / "t.csv", text(rows))
    assert (outcomes(found), sum(outcomes(found))) == ((5, 5, 5), 15)


def test_a_failed_run_leaves_nothing_behind(tmp_path):
    """A table that is refused leaves neither a result nor a part of one."""
    with pytest.raises(TableError):
        screened(tmp_path / "t.parquet", b"PAR1half", tmp_path / "r.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]


def test_the_instant_asked_for_is_every_rows(tmp_path):
    """A table without a day of application is screened at the instant that is asked for."""
    kept = {name: cell for name, cell in GOOD.items() if name != "application_on"}
    assert outcomes(screened(tmp_path / "t.csv", text([kept]))) == (1, 0, 0)
