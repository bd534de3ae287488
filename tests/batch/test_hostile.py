"""Hostile tables: archives that unfold, files that are not what they are called, halves, and columns of anything."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.batch import many
from sekisho.batch.cell import calendar_day_of, flag_of, level_of, moment_of, name_of, quantity_reader, yen_of
from sekisho.batch.many import SPARK, open_table
from sekisho.batch.table import TableError
from sekisho.bootstrap.package import all_wording
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import LARGEST_YEN
from tests.batch.tables import GOOD, TERMS, outcomes, parquet, row, screened, text, workbook

ROOT = Path(__file__).parents[2]


def codes(path, data):
    """Give the codes of the refusal of some bytes."""
    with pytest.raises(TableError) as error:
        screened(path, data, path.with_name("r.parquet"))
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    return {one.code for one in error.value.findings}


def _bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 300 * 1024 * 1024)
    return out.getvalue()


def test_an_archive_that_unfolds_is_refused(tmp_path):
    """A workbook of 300 MB in a few kilobytes is refused before it is laid out."""
    assert codes(tmp_path / "t.xlsx", _bomb()) == {"table.unfolds"}


def test_a_text_file_named_as_a_workbook_is_read_as_what_it_is(tmp_path):
    """The content decides; that the name says another thing is told."""
    found = screened(tmp_path / "t.xlsx", text([GOOD]))
    assert (outcomes(found), [note.code for note in found.notes]) == ((1, 0, 0), ["table.other_kind"])


@pytest.mark.parametrize("kept", [4, 100, -20, -1])
def test_half_a_parquet_file_is_refused(tmp_path, kept):
    """Whatever is left of a file that was cut off, the refusal names it and nothing is written."""
    assert codes(tmp_path / "t.parquet", parquet([GOOD])[:kept]) == {"rows.damaged_parquet"}


def test_a_damaged_page_is_refused_and_nothing_is_written(tmp_path):
    """A file whose end is whole and whose pages are not is refused when it is read, and leaves no result."""
    data = bytearray(parquet([row(n) for n in range(500)]))
    data[10:2000] = b"\xff" * 1990
    assert codes(tmp_path / "t.parquet", bytes(data)) == {"rows.broken"}


def test_a_table_without_rows_is_refused(tmp_path):
    """Headings alone are no table, as text and as Parquet."""
    empty = io.BytesIO()
    pl.read_parquet(io.BytesIO(parquet([GOOD]))).head(0).write_parquet(empty)
    assert codes(tmp_path / "t", text([], list(GOOD))) == {"rows.no_rows"}
    assert codes(tmp_path / "t", empty.getvalue()) == {"rows.no_rows"}


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "table.empty"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "table.old_workbook"),
     (b"PK\x03\x04half", "table.damaged"), (b'id,maker\n1,"x\n', "table.quotes"), (b"id,maker\0", "table.binary")],
)  # fmt: skip
def test_what_is_no_table_is_refused(tmp_path, data, code):
    """Nothing, old workbooks, broken archives, open quotes and bytes of programs are refused with their reason."""
    assert codes(tmp_path / "t.csv", data) == {code}


def test_two_sheets_of_lines_are_refused(tmp_path):
    """Which of two tables is meant nobody can know, and none is left out in silence."""
    assert codes(tmp_path / "t.xlsx", workbook([GOOD], sheets=2)) == {"rows.several_tables"}


def test_a_workbook_of_fifty_thousand_rows(tmp_path):
    """A large workbook is read whole, every row counted."""
    narrow = {name: GOOD[name] for name in ("id", "maker", "model", "category")}
    data = workbook([{**narrow, "id": n} for n in range(50_000)])
    assert screened(tmp_path / "t.xlsx", data).rows == 50_000


def test_parts_with_other_columns_are_refused(tmp_path):
    """Parts of one table have the same columns and types."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.parquet").write_bytes(parquet([GOOD]))
    (folder / "b.parquet").write_bytes(parquet([GOOD | {"price": None}]))
    with pytest.raises(TableError, match="other_columns"):
        screened(folder)
    (tmp_path / "empty").mkdir()
    with pytest.raises(TableError, match="no_parts"):
        open_table(tmp_path / "empty", TERMS)


def test_a_large_text_file_is_streamed(tmp_path, monkeypatch):
    """Beyond the limit of a sheet a text file is streamed as UTF-8, with the same result and the same row numbers."""
    rows = [row(1), row(2, pse="?"), row(3, maker="＂〃＂")]
    small = screened(tmp_path / "t.csv", text(rows))
    monkeypatch.setattr(many, "LARGEST", 100)
    large = screened(tmp_path / "t.csv", text(rows))
    assert (large.counts, large.problems) == (small.counts, small.problems)
    assert [one["row"] for one in large.first_problems] == [one["row"] for one in small.first_problems]
    assert codes(tmp_path / "t.csv", "整理番号,機種\n1,x\n".encode("cp932") * 20) == {"rows.not_utf8"}
    monkeypatch.setattr("sekisho.batch.text.HEAD", 20)
    assert codes(tmp_path / "t.csv", b"id,model,,\n" + b"1,x,y,\n" * 40) == {"rows.no_heading"}


MANY = b"id,model\n" + b"1,x\n" * 40
FAR_DOWN = {
    "not UTF-8": (b"2,\xff\xfe\n" * 40, "not_utf8", 42),
    "CP932": ("2,メーカー\n".encode("cp932"), "not_utf8", 42),
    "a sign cut off": (b"2,\xe3\x83", "not_utf8", 42),
    "NUL": (b"2,y\n3,\0\n", "nul", 43),
    "a cell more": (b"2,x,y\n", "too_many_cells", 42),
    "a cell more behind a blank one": (b"2,x,,z\n3,x\n", "too_many_cells", 42),
    "open quotes": (b'2,y\n3,"x\n' + b"4,z\n" * 9, "quotes", 43),
    "no end of the line": (b"2,y\n" + b"3" * (1024 * 1024 + 9), "line_too_long", 43),
}


@pytest.mark.parametrize("name", FAR_DOWN)
def test_what_is_wrong_far_down_a_large_text_file_is_told_by_row(tmp_path, monkeypatch, name):
    """Bytes that are no text, cells beyond the last heading and open quotes are refused by row."""
    monkeypatch.setattr(many, "LARGEST", 10)
    monkeypatch.setattr("sekisho.batch.text.HEAD", 21)
    tail, code, number = FAR_DOWN[name]
    with pytest.raises(TableError) as error:
        screened(tmp_path / "t.csv", MANY + tail)
    [finding] = error.value.findings
    assert (finding.code, finding.facts["row"]) == (f"rows.{code}", number)
    for language in Language:
        assert "t.csv" in all_wording().say_finding(finding, language)
        assert all_wording().remedy(finding, language)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 50])
def test_a_large_text_file_is_read_in_pieces_of_whole_records(tmp_path, monkeypatch, size):
    """Wherever one piece ends and the next begins, every record comes once, with its row, whatever its quotes hold."""
    lines = [row(1), row(2, pse="?"), row(3, maker='two\n"lines"'), row(4, serial="a,b\n\nc"), *map(row, range(5, 12))]
    data = b"\xef\xbb\xbf" + text(lines).replace(b"L-6", b"L-6\r") + b"\n"
    small = screened(tmp_path / "t.csv", data)
    monkeypatch.setattr(many, "LARGEST", 10)
    monkeypatch.setattr("sekisho.batch.text.ROWS", size)
    large = screened(tmp_path / "t.csv", data, tmp_path / "out.parquet")
    assert (large.counts, large.first_problems) == (small.counts, small.first_problems)
    assert pl.read_parquet(large.files[0])["row"].to_list() == [*range(2, 13)]


GROWTH = """
import resource, sys
from pathlib import Path
from sekisho.batch.many import open_table
from tests.batch.test_hostile import TERMS
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
table = open_table(Path(sys.argv[1]), TERMS)
frames = table.frames(table.columns, 65536)
held = next(frames).estimated_size()
before, held = peak(), held + sum(frame.estimated_size() for frame in frames)
print((peak() - before) * 4 < held, peak() - before, held)
"""


@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_a_file_of_any_length_is_never_held_as_a_whole(tmp_path, kind):
    """What a table takes of memory while it is gone through does not grow with the table."""
    path = tmp_path / f"t{kind}"
    lines = pl.select(pl.int_range(1_500_000).alias("n")).lazy()
    lines = lines.select(
        pl.format(name + " {} of many", "n").alias(name) for name in ("id", "maker", "model", "serial")
    )
    lines.sink_csv(path) if kind == ".csv" else lines.sink_parquet(path)
    done = subprocess.run([sys.executable, "-c", GROWTH, path], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("True"), done.stdout


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b'id,"mo\ndel"\n', "rows.quotes"),
        (b"id," * 400_000, "rows.line_too_long"),
        (b"\n\nid,model\n", "rows.no_headings"),
    ],
)
def test_headings_of_a_large_text_file_stand_in_its_first_line(tmp_path, monkeypatch, head, code):
    """Headings over several lines, without an end or after blank lines are refused, never guessed."""
    monkeypatch.setattr(many, "LARGEST", 10)
    assert codes(tmp_path / "t.csv", head + b"1,x\n" * 40) == {code}


def test_blank_lines_of_a_large_text_file_are_nobody_s(tmp_path, monkeypatch):
    """Blank lines and lines of separators are passed over, and the rows below keep their numbers, as in a small one."""
    lines = text([row(1), row(2, pse="?")]).splitlines(keepends=True)
    data = b"".join([lines[0], b"\n", lines[1], b"\n", b"," * 20 + b"\n", *lines[2:], b"\n\n"])
    small = screened(tmp_path / "t.csv", data)
    monkeypatch.setattr(many, "LARGEST", 10)
    large = screened(tmp_path / "t.csv", data)
    assert (large.counts, large.first_problems) == (small.counts, small.first_problems)
    assert [one["row"] for one in large.first_problems] == [6]


def test_no_cell_of_a_written_text_file_is_a_formula(tmp_path):
    """An id that would be a formula in a spreadsheet stands there as text; in Parquet it stands as it is."""
    data = text([row(1, id="=HYPERLINK(1)", pse="@x")])
    for kind, shown in ((".csv", "'=HYPERLINK(1)"), (".parquet", "=HYPERLINK(1)")):
        found = screened(tmp_path / "t", data, tmp_path / f"r{kind}")
        read = pl.read_csv if kind == ".csv" else pl.read_parquet
        assert read(found.files[0])["id"].to_list() == [shown]
        assert read(found.files[2])["value"].to_list() == [shown[: -len("=HYPERLINK(1)")] + "@x"]


def test_an_engine_that_is_not_installed_is_refused(tmp_path, monkeypatch):
    """Without the package the refusal names what to install."""
    monkeypatch.delitem(sys.modules, "sekisho.batch.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(TableError) as error:
        screened(tmp_path / "t.parquet", parquet([GOOD]), engine=SPARK)
    assert error.value.findings[0].facts == {"part": "pyspark", "extra": "spark"}


@given(st.text() | st.from_regex(r"[0-9０-９,./年月日R令和元PL SIL万円~±〜-]*", fullmatch=True))
@settings(max_examples=300)
def test_any_cell_is_read_or_not(cell):
    """Whatever stands in a cell, each reader gives a value of its kind within its bounds, or nothing."""
    assert name_of(cell) is None or isinstance(name_of(cell), str)
    assert flag_of(cell) in (True, False, None)
    assert level_of(cell) in (None, 0, 1, 2, 3, 4, 5)
    assert yen_of(cell) is None or 0 <= yen_of(cell) <= LARGEST_YEN
    day, moment, span = calendar_day_of(cell), moment_of(cell), quantity_reader("mm")(cell)
    assert day is None or 1900 <= day.year <= 2199
    assert moment is None or moment.tzinfo is not None
    assert span is None or all(abs(end) < 2**63 for end in span.values())
