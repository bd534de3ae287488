"""Tables from outside: read by content with every cell's place, or refused with the reason; nothing hangs."""

import io
import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from PIL import Image
from pypdf import PdfReader, PdfWriter

from sekisho.bootstrap.package import all_wording
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.grid import Area, CellError, TableFile, column_name, column_number
from sekisho.domain.values.language import Language
from sekisho.media.print import print_pdf
from sekisho.media.table import limit
from sekisho.media.table.encoding import decode
from sekisho.media.table.reader import TableReader

READER = TableReader()
JAPANESE = "区分,製造者,型式,主軸回転速度（min-1）\r\nマシニングセンタ,海嵐精機,HLM-650V,12000\r\n"
CHINESE = "类别,制造商,型号,主轴转速（转/分）\r\n加工中心,海岚精机,HLM-650V,12000\r\n"
#: A spreadsheet knows no zones.
MOMENT = datetime.fromisoformat("2026-07-15T09:30:00")
HALF_KANA = "ﾒｰｶｰ,ｶﾀｼｷ,ｸﾌﾞﾝ\r\nｶｲﾗﾝｾｲｷ,HLM-650V,ﾏｼﾆﾝｸﾞｾﾝﾀ\r\n"


def workbook(fill=None, **cells):
    """A workbook with cells by their place, filled further by a function."""
    book = openpyxl.Workbook()
    book.active.title = "一覧"
    for place, value in cells.items():
        book.active[place] = value
    if fill:
        fill(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def repacked(data, change, pack=zipfile.ZIP_DEFLATED):
    """A workbook whose parts were changed by hand."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", pack) as archive:
        for name, text in change(parts).items():
            archive.writestr(name, text)
    return kept.getvalue()


def read(data, name="list.xlsx", encoding=""):
    """A file that can be read."""
    found = READER.read(data, name, encoding)
    assert isinstance(found, TableFile), found
    return found


def refused(data, name="list.xlsx", encoding=""):
    """The code of the reason a file is refused; it is said in every language."""
    found = READER.read(data, name, encoding)
    assert isinstance(found, Refusal), found
    [finding] = found.findings
    for language in Language:
        assert "{" not in all_wording().say_finding(finding, language)
        assert all_wording().remedy(finding, language)
    return finding.code


def cells(found, n=0):
    """The rows of a sheet as plain tuples."""
    return [row.cells for row in found.sheets[n].rows]


def codes(found):
    """The codes of a file's notes, each said in every language."""
    for language in Language:
        assert all("{" not in all_wording().say_finding(one, language) for one in found.notes)
    return [note.code for note in found.notes]


def printed(body, pages=1):
    """A PDF with a body on every page."""
    style = "table { border-collapse: collapse } td, th { border: 1px solid } section { break-after: page }"
    return print_pdf(f"<html lang='ja'><body>{body * pages}</body></html>", style, "a list")


def test_a_workbook_is_read_with_its_places():
    """Numbers are exact, days are days, rows count from 1 and columns from A, whatever stands empty before them."""
    data = workbook(C4="繰返し精度", D5=0.1, C5=date(2026, 7, 15), E5=True, C6=MOMENT, D6=time(3, 4))
    found = read(data)
    rows = list(found.sheets[0].rows)
    assert (found.kind, found.sheets[0].name, [row.number for row in rows]) == ("xlsx", "一覧", [1, 2, 3, 4, 5, 6])
    assert rows[3].cell(3) == "繰返し精度"
    assert rows[4].cells[2:] == (date(2026, 7, 15), Decimal("0.1"), True)
    assert rows[5].cells[2:] == ("2026-07-15 09:30:00", "03:04:00", None)
    assert rows[0].is_blank
    assert not rows[4].is_blank
    assert rows[4].cell(99) is None


def test_merged_cells_and_hidden_sheets_are_told():
    """Merged areas keep their corners; a sheet that is hidden is read and said."""

    def fill(book):
        book.active.merge_cells("A2:A4")
        book.create_sheet("控え").sheet_state = "hidden"

    found = read(workbook(fill, A2="海嵐精機"))
    assert found.sheets[0].merged == (Area(2, 1, 4, 1),)
    assert codes(found) == ["table.hidden_sheet"]
    assert [sheet.name for sheet in found.sheets] == ["一覧", "控え"]


def test_hidden_rows_and_what_is_struck_through_are_known():
    """Rows nobody sees and cells with a line through them, or through a part of their text, are told by their place."""

    def fill(book):
        book.active.row_dimensions[3].hidden = True
        book.active["B2"].font = Font(strike=True)
        book.active["C2"].font = Font(strike=False)
        book.active["D2"] = CellRichText("HLM-", TextBlock(InlineFont(strike=True), "650V"))

    found = read(workbook(fill, A2="海嵐精機", A3="a", B2="x", C2="y", A4="z")).sheets[0]
    assert (found.hidden, found.struck) == ({3}, {(2, 2), (2, 4)})
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        page, line = book.add_worksheet(), book.add_format({"font_strikeout": True})
        page.write_row(0, 0, ["x", "y"])
        page.write_rich_string(0, 2, "HLM-", line, "650V")
    assert read(kept.getvalue()).sheets[0].struck == {(1, 3)}


def test_formulas_are_read_by_their_saved_result_and_errors_stand_where_they_are():
    """A formula's saved result is read and said; one without is an error in its cell, as #REF! is."""
    data = workbook(A1="x", A2="=1+1", B2="=1+2", C3="#REF!", A9="=2")
    data = repacked(
        data,
        lambda parts: {
            name: re.sub(rb"(<c r=\"B2\"[^>]*><f>[^<]*</f><v)></v>", rb"\1>3</v>", text) for name, text in parts.items()
        },
    )
    found = read(data)
    rows = {row.number: row for row in found.sheets[0].rows}
    assert (rows[2].cell(1), rows[2].cell(2)) == (CellError("="), Decimal(3))
    assert rows[3].cell(3) == CellError("#REF!")
    assert rows[9].cell(1) == CellError("=")
    assert found.sheets[0].computed == {(2, 1), (2, 2), (9, 1)}
    assert codes(found) == ["table.computed"]


def test_days_that_count_from_1904_are_days_and_said():
    """A workbook that counts from 1904 gives the same day; numbers in it are known to count so."""

    def fill(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    found = read(workbook(fill, A1=date(2026, 7, 15)))
    assert found.from_1904
    assert cells(found) == [(date(2026, 7, 15),)]


def test_fifty_thousand_rows_are_read():
    """A long list is no reason to refuse."""
    row = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d" t="inlineStr"><is><t>HLM</t></is></c></row>' % (n, n, n, n)
        for n in range(1, 50_001)
    )
    data = repacked(
        workbook(A1=1),
        lambda parts: {k: re.sub(rb"<row.*</row>", lambda _: row, v) if "sheet1" in k else v for k, v in parts.items()},
    )
    rows = read(data).sheets[0].rows
    assert sum(1 for _ in rows) == 50_000
    assert sum(1 for _ in rows) == 50_000


CORNERS = {
    "by name": b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "long attribute": b'<row r="1"><c r="A1"><v>1</v></c><c x="%s>" r="XFD1048576"><v>1</v></c></row>' % (b"y" * 900),
    "prefixed": b'<x:row r="1"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    "nameless": b'<row r="1048570"><c><v>1</v></c></row>'
    + b"<row/>" * 3
    + b"<row>"
    + b"<c><v>1</v></c>" * 900
    + b"</row>",
}


@pytest.mark.parametrize("rows", CORNERS.values(), ids=list(CORNERS))
def test_a_sheet_that_claims_a_million_rows_is_not_laid_out(rows):
    """Two cells at the far corners of a sheet would be a rectangle of billions: it is refused before that."""
    data = repacked(
        workbook(A1=1),
        lambda parts: {
            k: re.sub(rb"<row.*</row>", lambda _: rows, v) if "sheet1" in k else v for k, v in parts.items()
        },
    )
    assert refused(data) == "table.too_large_sheet"


def with_sheet(rows):
    """A workbook whose only sheet holds these rows."""
    return repacked(
        workbook(A1=1),
        lambda parts: {
            k: re.sub(rb"<row.*</row>", lambda _: rows, v) if "sheet1" in k else v for k, v in parts.items()
        },
    )


SLOW = {
    "cells without end": b'<row r="1">' + b'<c r="A1"><f/>' * 100_000,
    "one endless attribute": b'<row r="1"><c r="A1" x="' + b"y" * 5_000_000,
    "quotes without end": b'<row r="1"><c r="A1" ' + b"\"'" * 1_000_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", SLOW)
def test_a_sheet_written_to_be_slow_is_read_in_time_in_step_with_its_length(name):
    """Whatever is left open, each sign is looked at a few times at most; packed bytes keep the file small."""
    found = READER.read(with_sheet(SLOW[name]), "slow.xlsx")
    assert isinstance(found, Refusal | TableFile)


@pytest.mark.timeout(20)
def test_a_run_of_half_width_kana_is_weighed_once():
    """A run that almost forms syllables is no trap."""
    assert decode(("ｶ" * 20_000 + "ﾟ\n").encode("cp932")).encoding == "CP932"


def flooded(parts):
    """A sheet that unfolds to far more than it weighs."""
    return {**parts, "xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 40_000_000 + b"</worksheet>"}


def with_entities(parts):
    """Shared words that multiply."""
    head = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    return {k: head + v if k.endswith("workbook.xml") else v for k, v in parts.items()}


def in_two_bytes(parts):
    """A sheet in two bytes a sign, which a search for ASCII passes by."""
    return {k: v.decode().encode("utf-16") if "sheet1" in k else v for k, v in parts.items()}


def lying(data):
    """An archive whose directory claims that a large part is tiny."""
    big = repacked(data, lambda parts: {**parts, "xl/worksheets/sheet1.xml": b"<a>" + b"x" * 3_000_000})
    size = (3_000_003).to_bytes(4, "little")
    return big.replace(size, (10).to_bytes(4, "little"))


HOSTILE = {
    "zip bomb": (lambda: repacked(workbook(A1=1), flooded), "table.unfolds"),
    "entities": (lambda: repacked(workbook(A1=1), with_entities), "table.entities"),
    "utf-16 sheet": (lambda: repacked(workbook(A1=1), in_two_bytes), "table.entities"),
    "lying size": (lambda: lying(workbook(A1=1)), "table.damaged"),
    "many parts": (
        lambda: repacked(workbook(A1=1), lambda p: {**p, **{f"x/{n}": b"" for n in range(limit.MOST_PARTS)}}),
        "table.too_many_parts",
    ),
    "another archive": (
        lambda: repacked(workbook(A1=1), lambda _: {"word/document.xml": b"<x/>"}),
        "table.not_a_workbook",
    ),
    "cut off": (lambda: workbook(A1=1)[:-400], "table.damaged"),
    "password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "table.locked"),
    "old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "table.old_workbook"),
    "empty": (lambda: b" \r\n", "table.empty"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "table.encoding"),
    "no text": (lambda: b"a,b\nc,\0d\n" + b"e,f\n" * 99, "table.binary"),
    "open quote": (lambda: b'a,b\n"c,d\ne,f\n', "table.quotes"),
    "far too wide": (lambda: b"," * 5000, "table.too_wide"),
    "broken pdf": (lambda: b"%PDF-1.7\n" + b"\xff" * 500, "table.pdf_damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_broken_files_are_refused_with_the_reason(name):
    """Each is refused by what it is, with a remedy, in each language."""
    make, code = HOSTILE[name]
    assert refused(make()) == code


def test_a_part_that_unfolds_without_end_is_stopped_whatever_the_archive_claims(monkeypatch):
    """The limit counts what is unfolded, over all parts together."""
    monkeypatch.setattr("sekisho.media.table.workbook.UNFOLDED", 5_000)
    assert refused(workbook(**{f"A{n}": f"word {n}" for n in range(1, 400)})) == "table.unfolds"


@pytest.mark.parametrize(
    ("text", "codec", "encoding", "note"),
    [
        (JAPANESE, "utf-8", "UTF-8", []),
        (JAPANESE, "utf-8-sig", "UTF-8", []),
        (JAPANESE, "utf-16", "UTF-16", []),
        ("a,b\r\n1,2\r\n", "utf-16-le", "UTF-16-LE", []),
        (JAPANESE, "cp932", "CP932", ["table.decoded"]),
        (HALF_KANA, "cp932", "CP932", ["table.decoded"]),
        (CHINESE, "gb18030", "GB18030", ["table.decoded"]),
        (CHINESE, "utf-8", "UTF-8", []),
    ],
)
def test_the_encoding_of_a_text_file_is_found_out_and_said(text, codec, encoding, note):
    """Japanese and Chinese files are told apart though nearly every one of them reads as the other as well."""
    found = read(text.encode(codec), "list.csv")
    assert (found.encoding, codes(found)) == (encoding, note)
    assert cells(found) == [tuple(line.split(",")) for line in text.splitlines()]


def test_a_doubtful_encoding_is_said_and_can_be_named():
    """Bytes that are no plain Japanese or Chinese are read with a warning; whoever knows names the encoding."""
    data = "鷺鰺,A\r\n".encode("cp932")
    assert codes(read(data, "list.csv")) == ["table.decoded_doubtfully"]
    assert cells(read(data, "list.csv", "Shift_JIS"))[0][0] == "鷺鰺"
    assert refused(data, "list.csv", "UTF-8") == "table.not_in_encoding"
    assert refused(data, "list.csv", "EBCDIC") == "table.unknown_encoding"


@pytest.mark.parametrize(("sign", "kind"), [(",", "csv"), ("\t", "tsv"), (";", "csv"), ("|", "csv")])
def test_the_sign_between_cells_is_found_out(sign, kind):
    """Tab, semicolon and bar part cells as well as commas, which may then stand inside; a quoted cell holds lines."""
    text = sign.join(["製造者", "1,200", '"二\r\n行 ""x"""']) + "\r\n\r\n" + sign.join(["b", "1,300", ""]) + "\r\n"
    found = read(text.encode() if sign != "," else text.replace("1,", "1.").encode(), "list.txt")
    rows = list(found.sheets[0].rows)
    assert found.kind == kind
    assert rows[0].cells[2] == '二\r\n行 "x"'
    assert (rows[1].is_blank, rows[2].cells[2], rows[2].number) == (True, None, 3)


def test_what_a_file_is_shows_in_its_content_and_the_name_is_told_wrong():
    """A CSV named .xlsx and a workbook named .csv are read as what they are, and that is said."""
    assert codes(read(b"a,b\n1,2\n", "list.xlsx")) == ["table.other_kind"]
    assert codes(read(workbook(A1=1), "list.csv")) == ["table.other_kind"]


def test_tables_of_a_pdf_are_sheets_named_after_their_pages():
    """Every ruled table of every page is read; those after the first continue it."""
    rows = "<tr><th>製造者</th><th>型式</th></tr><tr><td>海嵐精機</td><td>HLM-650V</td></tr>"
    found = read(printed(f"<section><table>{rows}</table></section>", 2), "list.pdf")
    assert (found.kind, [sheet.name for sheet in found.sheets]) == ("pdf", ["p.1", "p.2"])
    assert [sheet.continues for sheet in found.sheets] == [False, True]
    assert cells(found, 1) == [("製造者", "型式"), ("海嵐精機", "HLM-650V")]


def test_a_pdf_without_tables_or_letters_is_refused_as_such():
    """Prose has no table; a scan has no letters; both are told apart."""
    kept = io.BytesIO()
    Image.new("L", (99, 99), 255).save(kept, "PDF")
    assert (
        refused(printed("<p>この文書には表がありません。文字だけが並んでいます。</p>"), "a.pdf") == "table.pdf_no_table"
    )
    assert refused(kept.getvalue(), "scan.pdf") == "table.pdf_scanned"


def test_a_pdf_with_a_password_is_refused_as_locked():
    """Its reader needs the password, which nobody gives to a program."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed("<p>x</p>"))))
    writer.encrypt("secret", algorithm="AES-256")
    kept = io.BytesIO()
    writer.write(kept)
    assert refused(kept.getvalue(), "a.pdf") == "table.locked"


def test_a_pdf_that_takes_too_long_or_too_much_is_stopped(monkeypatch):
    """The other process is ended by the clock, and nothing of this one is harmed."""
    monkeypatch.setattr("sekisho.media.table.printed.PDF_SECONDS", 0.01)
    assert refused(printed("<p>x</p>"), "a.pdf") == "table.pdf_too_slow"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    """Whatever the bytes, nothing is raised."""
    found = READER.read(data, "x.csv") if b"%PDF-" not in data else None
    assert found is None or isinstance(found, TableFile | Refusal)


WORKBOOK = workbook(A1="製造者", B1="型式", A2="海嵐", B2="HLM-650V", C2=12.5, D2="=1+1")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_damaged_anywhere_is_read_or_refused(changes):
    """Whatever byte of a workbook is another, its rows come out or a refusal does."""
    data = bytearray(WORKBOOK)
    for place, value in changes:
        data[place] = value
    found = READER.read(bytes(data), "x.xlsx")
    assert isinstance(found, Refusal) or all(list(sheet.rows) is not None for sheet in found.sheets)


SIGNS = st.text(st.characters(exclude_characters="\r\0\ufeff", exclude_categories=["Cs"]), max_size=8)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(SIGNS, min_size=3, max_size=3), min_size=2, max_size=6))
def test_cells_come_back_as_they_were_written(rows):
    """Whatever is written as CSV is read again: quotes, commas and lines' ends inside cells too."""
    quoted = "".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\r\n" for row in rows)
    found = read(quoted.encode("utf-8-sig"), "x.csv")
    assert cells(found) == [tuple(cell or None for cell in row) for row in rows]


@given(st.integers(1, 20_000))
def test_columns_have_one_name(column):
    """A column's letters give its number back."""
    assert column_number(column_name(column)) == column


def test_a_text_is_decoded_without_its_mark():
    """No byte order mark is left as a letter of the first heading."""
    assert decode("\ufeff製造者".encode()).text == "製造者"
