"""Text files too large to be laid out at once: streamed as UTF-8, every cell a text until its column is read."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

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


def _refuse_rows(path: Path, delimiter: str, width: int) -> None:
    """Go through a file once for rows with more cells than headings: what stands there would be lost."""
    row = 0
    # A record may go over several lines; only what has quotes needs more than counting.
    with path.open(encoding="utf-8-sig", newline="\n") as source:
        for line in source:
            row += 1
            if '"' not in line and line.count(delimiter) < width:
                continue
            try:
                cells = next(csv.reader(chain([line], source), delimiter=delimiter, strict=True))
            except csv.Error as error:
                raise refused("quotes", path.name, file=path.name, row=row) from error
            beyond = next((cell for cell in cells[width:] if cell.strip()), "")
            if beyond:
                raise refused("too_many_cells", path.name, file=path.name, row=row, width=width, read=beyond[:SHOWN])


def _headings(path: Path) -> tuple[list[str], str]:
    with path.open("rb") as source:
        head = source.read(HEAD)
    try:
        # Only the last sign can be cut off: the whole file was read once.
        first = head.decode("utf-8-sig", "ignore").splitlines()[0]
    except IndexError as error:
        raise refused("no_headings", path.name, remark=REMARK) from error
    delimiter = max(DELIMITERS, key=first.count)
    return next(csv.reader(io.StringIO(first), delimiter=delimiter), []), delimiter


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
    _refuse_rows(path, delimiter, len(headings))
    # The first line is row 1, as people count who open the file.
    schema = pl.Schema({str(n): pl.String() for n in range(1, len(headings) + 1)})
    frame = pl.scan_csv(
        path,
        has_header=False,
        separator=delimiter,
        schema=schema,
        row_index_name=ROW,
        row_index_offset=1,
        truncate_ragged_lines=True,
    )
    # The library takes the number of columns from the first line it sees, so the headings are read as a row.
    # Blank lines are nobody's, but count as people count who open the file.
    filled = frame.filter(pl.col(ROW) > 1, ~pl.all_horizontal(pl.exclude(ROW).replace("", None).is_null()))

    def frames(columns: Sequence[Column], size: int) -> Iterator[pl.DataFrame]:
        chosen = filled.select(ROW, *(pl.col(str(column.position)).alias(column.name) for column in columns))
        yield from chosen.collect_batches(chunk_size=size, maintain_order=True, engine="streaming")

    return Table(header.columns, frames, 0)
