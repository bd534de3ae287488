"""Text files too large to be laid out at once: streamed as UTF-8, every cell a text until its column is read."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from sekisho.batch.table import Spelling, Table, TableError, no_heading, refused
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.bind_columns import ROW
from sekisho.domain.screening.column import Column, read_header
from sekisho.domain.values.finding import Finding

DELIMITERS = ",\t;|"
#: The headings stand in the first line, and no line of headings is longer.
HEAD = 1024 * 1024


def _headings(path: Path) -> tuple[list[str], str]:
    with path.open("rb") as source:
        head = source.read(HEAD)
    try:
        first = head.decode("utf-8-sig", "strict" if len(head) < HEAD else "ignore").splitlines()[0]
    except (UnicodeDecodeError, IndexError) as error:
        raise refused("not_utf8", path.name, file=path.name) from error
    delimiter = max(DELIMITERS, key=first.count)
    return next(csv.reader(io.StringIO(first), delimiter=delimiter), []), delimiter


def _unheaded(headings: Sequence[str]) -> list[Finding]:
    blank = [n for n, heading in enumerate(headings, 1) if not heading.strip()]
    return [no_heading(n, 1) for n in blank]


def open_text(path: Path, program: ProgramDefinition, spelling: Spelling) -> Table:
    """Open a large text file. Raises TableError with everything that is wrong with its headings."""
    headings, delimiter = _headings(path)
    header = read_header(headings, program, spelling.headings)
    wrong = (*header.findings, *_unheaded(headings))
    if wrong:
        raise TableError(*wrong)
    # The first line is row 1, as people count who open the file.
    schema = pl.Schema({str(n): pl.String() for n in range(1, len(headings) + 1)})
    frame = pl.scan_csv(
        path,
        has_header=False,
        skip_rows=1,
        separator=delimiter,
        schema=schema,
        row_index_name=ROW,
        row_index_offset=2,
    )

    def frames(columns: Sequence[Column], size: int) -> Iterator[pl.DataFrame]:
        chosen = frame.select(ROW, *(pl.col(str(column.position)).alias(column.name) for column in columns))
        yield from chosen.collect_batches(chunk_size=size, maintain_order=True, engine="streaming")

    return Table(header.columns, frames, 0)
