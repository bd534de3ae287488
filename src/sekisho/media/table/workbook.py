"""Workbooks (XLSX): weighed before they are unfolded, then read; what a formula wrote is read and said.

The library that reads cells is fast and trusting: it believes the sizes an archive claims, and lays a sheet out as a
full rectangle from its first cell to its last. So the archive is unfolded here, part by part against a limit; the
sheets are searched for their corners, formulas and errors; and the library is handed what was weighed, nothing else.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sekisho.domain.values.finding import Finding
from sekisho.domain.values.grid import Area, CellError, CellValue, Row, Sheet, TableFile, column_name, column_number
from sekisho.media.table.limit import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_ROWS,
    MOST_SHEETS,
    STEEP_FROM,
    STEEPEST,
    UNFOLDED,
)
from sekisho.media.table.problem import UnreadableError, note

ENCRYPTED = 0x1
#: What archives and the library raise for parts that are cut off, damaged or hostile.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    ET.ParseError,
    CalamineError,
)
CHUNK = 1024 * 1024
#: Only these parts are handed on: no macros, pictures, links or printers' settings.
_WANTED = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|xl/_rels/workbook\.xml\.rels|xl/(workbook|styles|sharedStrings)\.xml"
    r"|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/[^/]+\.rels)",
    re.IGNORECASE,
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
#: Rows and cells with their attributes, in any order; they may carry a prefix (x:c), and no sign "<" stands in a value.
_PLACED = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>")
_ROW = re.compile(rb"\sr\s*=\s*[\"']([0-9]{1,12})[\"']")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,8})([0-9]{1,12})[\"']")
_KIND = re.compile(rb"\st\s*=\s*[\"'](\w+)[\"']")
_HIDDEN = re.compile(rb"\shidden\s*=\s*[\"'](?:1|true)[\"']", re.IGNORECASE)
_STYLE = re.compile(rb"\ss\s*=\s*[\"']([0-9]{1,6})[\"']")
_FORMULA = re.compile(rb"\s*<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]{0,40})")
_LINE = re.compile(rb"<(?:\w+:)?strike(?![^>]*val\s*=\s*[\"'](?:0|false)[\"'])[\s/>]", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
#: A number of days is laid out from here; a sheet that counts from 1904 says so in the workbook.
_FROM_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)[\"']", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Search:
    """What was found in the text of a sheet: its corners, the cells a formula wrote, and those without a value.

    ``hidden`` are the rows that are not shown, ``struck`` the cells written through with a line.
    """

    rows: int
    columns: int
    computed: frozenset[tuple[int, int]]
    broken: Mapping[tuple[int, int], CellError]
    hidden: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Struck:
    """What is written through with a line: styles of cells, and shared texts that are so in part, by their numbers."""

    styles: frozenset[int]
    texts: frozenset[int]

    def marks(self, said: bytes, content: bytes) -> bool:
        """Say whether a cell is struck through, wholly or in part."""
        style, kind, value = _STYLE.search(said), _KIND.search(said), _VALUE.search(content)
        if (int(style[1]) if style else 0) in self.styles:
            return True
        is_shared = kind is not None and kind[1] == b"s" and value is not None and value[1].strip().isdigit()
        # A text that stands in its cell carries its own lines.
        return int(value[1]) in self.texts if is_shared and value else _LINE.search(content) is not None


def _unfold(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    """Unfold a part up to what is left, whatever size it claims; steeply packed parts are refused."""
    kept = bytearray()
    with archive.open(part) as source:
        while chunk := source.read(CHUNK):
            kept += chunk
            if len(kept) > left:
                raise UnreadableError("unfolds", part=part.filename[:80], limit=UNFOLDED)
            if len(kept) > STEEP_FROM and len(kept) > STEEPEST * max(part.compress_size, 1):
                raise UnreadableError("unfolds", part=part.filename[:80], limit=UNFOLDED)
    return bytes(kept)


def _refuse_archive(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS:
        raise UnreadableError("too_many_parts", limit=MOST_PARTS)
    # Two parts of one name: which of them a program opens is anybody's guess.
    if len(names) != len(set(names)):
        raise UnreadableError("damaged", problem="two parts of one name")
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UnreadableError("locked")
    if sum(part.file_size for part in parts) > UNFOLDED:
        raise UnreadableError("unfolds", part="", limit=UNFOLDED)


def _parts(data: bytes) -> dict[str, bytes]:
    """Unfold the parts that hold cells, each against what is left of the limit."""
    kept: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _refuse_archive(archive)
        for part in archive.infolist():
            if _WANTED.fullmatch(part.filename):
                kept[part.filename] = _unfold(archive, part, UNFOLDED - sum(map(len, kept.values())))
    # Two bytes a sign would pass by the search below unseen; no spreadsheet program writes so.
    if any(_DOCTYPE.search(text) or b"\0" in text[:CHUNK] for text in kept.values()):
        raise UnreadableError("entities")
    return kept


def _packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Pack the weighed parts again, as they are: what is read is what was weighed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    packed.seek(0)
    return packed


def _places(text: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Give every row (column 0) and cell in order: row, column, attributes, and what stands before the next one."""
    row = column = 0
    # Up to the next one and no further: a sheet whose cells never end would else be read to its end for each of them.
    for found, following in pairwise(chain(_PLACED.finditer(text), (None,))):
        if found is None:
            return
        # A row or cell that does not say where it stands follows the one before.
        if found[1] == b"row":
            said = _ROW.search(found[2])
            row, column = int(said[1]) if said else row + 1, 0
        else:
            place = _REFERENCE.search(found[2])
            column = column_number(place[1].decode().upper()) if place else column + 1
            row = int(place[2]) if place else row
        yield row, column, found[2], text[found.end() : following.start() if following else len(text)]


def _error(said: bytes, content: bytes, *, is_computed: bool) -> CellError | None:
    """Give the error a cell holds; a formula that left no value is one, because nobody here computes it."""
    found = _KIND.search(said)
    kind = found[1] if found else b"n"
    if kind != b"e" and not is_computed:
        return None
    value = _VALUE.search(content)
    shown = value[1].decode(errors="replace") if value else ""
    if kind == b"e":
        return CellError(shown or "#N/A")
    # A formula may well give an empty text; an empty number it never gave.
    return CellError("=") if not shown and kind != b"str" else None


def _search(text: bytes, lines: _Struck) -> _Search:
    rows, columns = 0, 0
    hidden: set[int] = set()
    struck: set[tuple[int, int]] = set()
    computed: set[tuple[int, int]] = set()
    broken: dict[tuple[int, int], CellError] = {}
    for row, column, said, content in _places(text):
        rows, columns = max(rows, row), max(columns, column)
        if column == 0 and _HIDDEN.search(said):
            hidden.add(row)
        if column == 0 or said.endswith(b"/"):
            continue
        if lines.marks(said, content):
            struck.add((row, column))
        is_computed = _FORMULA.match(content) is not None
        if is_computed:
            computed.add((row, column))
        if error := _error(said, content, is_computed=is_computed):
            broken[row, column] = error
    return _Search(rows, columns, frozenset(computed), broken, frozenset(hidden), frozenset(struck))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _named(root: ET.Element, name: str) -> Iterator[ET.Element]:
    return (one for one in root.iter() if _local(one.tag) == name)


def _is_struck(root: ET.Element) -> bool:
    return any(one.get("val", "1") not in {"0", "false"} for one in _named(root, "strike"))


def _struck(parts: Mapping[str, bytes]) -> _Struck:
    """Find the styles and the shared texts that are written through with a line."""
    texts, styles = parts.get("xl/sharedStrings.xml", b""), parts.get("xl/styles.xml", b"")
    # Nearly no workbook strikes anything out; one that does is looked at whole. Parts with entities were refused.
    book = ET.fromstring(styles if _LINE.search(styles) else b"<none/>")  # noqa: S314 - because of that
    told = ET.fromstring(texts if _LINE.search(texts) else b"<none/>")  # noqa: S314 - because of the same
    fonts = {n for group in _named(book, "fonts") for n, font in enumerate(group) if _is_struck(font)}
    formats = [form for group in _named(book, "cellXfs") for form in group]
    return _Struck(
        frozenset(n for n, form in enumerate(formats) if int(form.get("fontId", "0")) in fonts),
        frozenset(n for n, one in enumerate(_named(told, "si")) if _is_struck(one)),
    )


def _number(value: float) -> Decimal | CellError:
    # The shortest text that gives the same binary number is what somebody typed: 0.1, not 0.1000000000000000055.
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return CellError("#NUM!")
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() and abs(exact) < 10**15 else exact


def _value(value: Any) -> CellValue:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value.isoformat(" ")
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, date):
        return value
    return str(value) or None


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a sheet from row 1 on, converted as they are read."""

    sheet: CalamineSheet
    broken: Mapping[tuple[int, int], CellError]

    def __iter__(self) -> Iterator[Row]:
        # The library gives rows from the first of the sheet on, and columns from the first that holds anything.
        shift = (self.sheet.start or (0, 0))[1]
        errors: dict[int, dict[int, CellError]] = {}
        for (row, column), error in self.broken.items():
            errors.setdefault(row, {})[column] = error
        for number, cells in enumerate(self.sheet.iter_rows(), 1):
            values: list[CellValue] = [*[None] * shift, *(_value(cell) for cell in cells)]
            yield Row(number, _mended(values, errors.pop(number, {})))
        for number in sorted(errors):
            yield Row(number, _mended([], errors[number]))


def _mended(values: list[CellValue], errors: Mapping[int, CellError]) -> tuple[CellValue, ...]:
    """Put the errors, which the library gives as nothing, where they stand."""
    for column, error in errors.items():
        values.extend([None] * (column - len(values)))
        values[column - 1] = error
    return tuple(values)


def _merged(sheet: CalamineSheet) -> tuple[Area, ...]:
    areas = sheet.merged_cell_ranges or []
    return tuple(Area(top + 1, left + 1, low + 1, right + 1) for (top, left), (low, right) in areas)


def _sheet(book: CalamineWorkbook, name: str, found: _Search) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows, merged = _Rows(sheet, found.broken), _merged(sheet)
    return Sheet(name, rows, merged, found.computed, hidden=found.hidden, struck=found.struck)


def _targets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Give the part each sheet stands in, by the sheet's name."""
    # Parts with entities were refused before: what is left unfolds to nothing but itself.
    links = ET.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))  # noqa: S314 - because of that
    book = ET.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - because of the same
    where = {link.get("Id"): link.get("Target", "").removeprefix("/").removeprefix("xl/") for link in links.iter()}
    sheets = [sheet for sheet in book.iter() if _local(sheet.tag) == "sheet"]
    ids = {sheet.get("name", ""): next((v for k, v in sheet.items() if _local(k) == "id"), "") for sheet in sheets}
    return {name: f"xl/{where.get(ref, '')}" for name, ref in ids.items()}


def _searched(parts: Mapping[str, bytes]) -> dict[str, _Search]:
    """Search every sheet before any is laid out."""
    found: dict[str, _Search] = {}
    lines = _struck(parts)
    for part, text in parts.items():
        if _SHEET.fullmatch(part):
            found[part] = _search(text, lines)
    return found


def _refuse_large(parts: Mapping[str, _Search]) -> None:
    for part, found in parts.items():
        if found.rows > MOST_ROWS or found.columns > MOST_COLUMNS or found.rows * found.columns > MOST_CELLS:
            facts = {"rows": found.rows, "columns": found.columns, "limit": MOST_CELLS}
            raise UnreadableError("too_large_sheet", part, sheet=part.rpartition("/")[2], **facts)


def _notes(sheet: Sheet) -> Iterator[Finding]:
    if sheet.computed:
        row, column = min(sheet.computed)
        cell = f"{column_name(column)}{row}"
        yield note("computed", sheet.name, sheet=sheet.name, count=len(sheet.computed), cell=cell)


def _hidden(book: CalamineWorkbook) -> Iterator[Finding]:
    # Hidden sheets are read like the others: what is in a file must not depend on what somebody happened to see.
    for sheet in book.sheets_metadata:
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is not SheetVisibleEnum.Visible:
            yield note("hidden_sheet", sheet.name, sheet=sheet.name)


def _refuse_kind(parts: Mapping[str, bytes]) -> None:
    if "xl/workbook.xml" not in parts:
        raise UnreadableError("not_a_workbook")


def _book(parts: Mapping[str, bytes]) -> TableFile:
    searched, targets = _searched(parts), _targets(parts)
    _refuse_large(searched)
    book = CalamineWorkbook.from_filelike(_packed(parts))
    names = [one.name for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    if len(names) > MOST_SHEETS:
        raise UnreadableError("too_many_sheets", limit=MOST_SHEETS)
    nothing = _Search(0, 0, frozenset(), {})
    sheets = tuple(_sheet(book, name, searched.get(targets.get(name, ""), nothing)) for name in names)
    notes = (*_hidden(book), *(one for sheet in sheets for one in _notes(sheet)))
    return TableFile("xlsx", sheets, notes, from_1904=bool(_FROM_1904.search(parts["xl/workbook.xml"])))


def read_workbook(data: bytes) -> TableFile:
    """Read a workbook. Raises UnreadableError."""
    try:
        parts = _parts(data)
        _refuse_kind(parts)
        return _book(parts)
    except BROKEN as error:
        raise UnreadableError("damaged", problem=str(error)[:120]) from error
