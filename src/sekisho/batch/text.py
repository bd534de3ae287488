"""Text files too large to be laid out at once: streamed as UTF-8, every cell a text until its column is read."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import polars as pl

from sekisho.batch.table import Spelling, Table, TableError, no_heading, refused
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.bind_columns import ROW
from sekisho.domain.screening.column import REMARK, Column, read_header
from sekisho.domain.values.finding import Finding

DELIMITERS = ",\t;|"
#: The headings stand in the first line, and no line of headings is longer.
HEAD = 1024 * 1024
SHOWN = 60
#: A piece of the file that is read at once ends with the record that reaches either.
ROWS, LARGEST_PIECE = 131072, 32 * 1024 * 1024
LONGEST_LINE = 1024 * 1024


def _refuse_bytes(path: Path) -> None:
    """Go through a file once for what is no text in UTF-8. Raises TableError with the line."""
    decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
    with path.open("rb") as source:
        while chunk := source.read(HEAD):
            _refuse_encoding(decoder, chunk, path, line)
            if b"\0" in chunk:
                raise refused("nul", path.name, file=path.name, row=line + chunk[: chunk.index(0)].count(b"\n"))
            line += chunk.count(b"\n")
    _refuse_encoding(decoder, b"", path, line)


def _refuse_encoding(decoder: codecs.IncrementalDecoder, chunk: bytes, path: Path, line: int) -> None:
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        row = line + error.object[: error.start].count(b"\n")
        raise refused("not_utf8", path.name, file=path.name, row=row) from error


class _TooLongError(Exception):
    """A line of more bytes than any row of a table has."""


class _Lines:
    """The lines of a file as text, and how many bytes have been taken."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.bytes = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._source.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise _TooLongError
        # A mark of byte order may stand before the very first sign.
        encoding = "utf-8" if self.bytes else "utf-8-sig"
        self.bytes += len(line)
        return line.decode(encoding)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the file that begins and ends with a whole record; ``row`` is that of its first one."""

    start: int
    end: int
    row: int


def _pieces(path: Path, delimiter: str, width: int) -> Iterator[_Piece]:
    """Go through a file once and take it apart between records.

    Raises TableError for a row with more cells than headings: what stands there would be lost.
    """
    with path.open("rb") as source:
        lines, row, start, first = _Lines(source), 0, 0, 1
        try:
            # A record may go over several lines; only what has quotes needs more than counting.
            for row, line in enumerate(lines, 1):
                if '"' in line or line.count(delimiter) >= width:
                    _refuse_cells(_record(path, line, lines, delimiter, row), path, width, row)
                if row - first >= ROWS or lines.bytes - start >= LARGEST_PIECE:
                    yield _Piece(start, lines.bytes, first)
                    start, first = lines.bytes, row + 1
        except _TooLongError as error:
            raise _too_long(path, row + 1) from error
        yield _Piece(start, lines.bytes, first)


def _too_long(path: Path, row: int) -> TableError:
    return refused("line_too_long", path.name, file=path.name, row=row, most=LONGEST_LINE // 1024)


def _record(path: Path, line: str, lines: Iterable[str], delimiter: str, row: int) -> list[str]:
    try:
        return next(csv.reader(chain([line], lines), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise refused("quotes", path.name, file=path.name, row=row) from error


def _refuse_cells(cells: list[str], path: Path, width: int, row: int) -> None:
    beyond = next((cell for cell in cells[width:] if cell.strip()), "")
    if beyond:
        raise refused("too_many_cells", path.name, file=path.name, row=row, width=width, read=beyond[:SHOWN])


def _headings(path: Path) -> tuple[list[str], str]:
    with path.open("rb") as source:
        head = source.read(HEAD)
    line, end, _ = head.partition(b"\n")
    if not end and len(head) == HEAD:
        raise _too_long(path, 1)
    first = line.decode("utf-8-sig").rstrip("\r")
    if not first:
        raise refused("no_headings", path.name, remark=REMARK)
    delimiter = max(DELIMITERS, key=first.count)
    # Headings end where their line ends: what stands in quotes over several lines is no heading.
    return _record(path, first, iter(()), delimiter, 1), delimiter


def _unheaded(headings: Sequence[str]) -> list[Finding]:
    blank = [n for n, heading in enumerate(headings, 1) if not heading.strip()]
    return [no_heading(n, 1) for n in blank]


def open_text(path: Path, program: ProgramDefinition, spelling: Spelling) -> Table:
    """Open a large text file. Raises TableError with everything that is wrong with its headings."""
    _refuse_bytes(path)
    headings, delimiter = _headings(path)
    header = read_header(headings, program, spelling.headings)
    wrong = (*header.findings, *_unheaded(headings))
    if wrong:
        raise TableError(*wrong)
    pieces = [*_pieces(path, delimiter, len(headings))]

    def frames(columns: Sequence[Column], size: int) -> Iterator[pl.DataFrame]:
        named = (pl.col(str(column.position)).alias(column.name) for column in columns)
        chosen = [pl.col(ROW), *named]
        for frame in _frames(path, pieces, delimiter, len(headings)):
            yield from frame.select(chosen).iter_slices(size)

    return Table(header.columns, frames, 0)


def _frames(path: Path, pieces: Sequence[_Piece], delimiter: str, width: int) -> Iterator[pl.DataFrame]:
    """Read piece by piece: the library's own batches are read ahead without a bound."""
    schema = {str(n): pl.String() for n in range(1, width + 1)}
    with path.open("rb") as source:
        # The library takes the number of columns from the first line it sees, so the headings stand before each piece.
        head = source.readline().removeprefix(codecs.BOM_UTF8)
        for piece in pieces:
            source.seek(piece.start)
            text = head + source.read(piece.end - piece.start)
            frame = pl.read_csv(
                text,
                has_header=False,
                separator=delimiter,
                schema=schema,
                row_index_name=ROW,
                # The first line of the file is row 1, as people count who open it.
                row_index_offset=piece.row - 1,
                truncate_ragged_lines=True,
            )
            # Blank lines are nobody's, but count as people count who open the file.
            is_blank = pl.all_horizontal(pl.exclude(ROW).replace("", None).is_null())
            yield frame.filter(pl.col(ROW) > max(1, piece.row - 1), ~is_blank)
