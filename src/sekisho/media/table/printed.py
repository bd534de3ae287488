"""Tables printed as PDF: found page by page in a process of its own, which may neither hang nor fill the memory."""

import json
import subprocess
import sys
from typing import Any

from sekisho.domain.values.grid import CellError, CellValue, Row, Sheet, TableFile
from sekisho.media.table.limit import MOST_CELLS, PDF_SECONDS
from sekisho.media.table.problem import UnreadableError

#: How the library writes a glyph whose font does not say which letter it is.
GLYPH = "(cid:"


def _answer(data: bytes) -> dict[str, Any]:
    # The seconds of the processor are counted in the other process; here only the wall clock may run out.
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sekisho.media.table.pages"],
            input=data,
            capture_output=True,
            timeout=2 * PDF_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("pdf_too_slow", seconds=PDF_SECONDS) from error
    if done.returncode != 0:
        code = "pdf_too_slow" if done.returncode < 0 else "pdf_damaged"
        raise UnreadableError(code, seconds=PDF_SECONDS, problem=done.stderr.decode(errors="replace")[-120:].strip())
    answer = json.loads(done.stdout)
    return answer if isinstance(answer, dict) else {}


def _cell(text: str | None) -> CellValue:
    if text is None or not text.strip():
        return None
    # A line's end inside a cell is where the column was too narrow; between Latin words it was a blank.
    return CellError(text[:40]) if GLYPH in text else text.strip()


def _sheet(table: dict[str, Any], n: int) -> Sheet:
    rows = tuple(Row(number, tuple(map(_cell, cells))) for number, cells in enumerate(table["rows"], 1))
    return Sheet(str(table["name"]), rows, continues=n > 0)


def read_printed(data: bytes) -> TableFile:
    """Read the tables of a PDF; each is a sheet named after its page. Raises UnreadableError."""
    answer = _answer(data)
    if "refused" in answer:
        raise UnreadableError(str(answer["refused"]), **answer.get("facts", {}))
    sheets = tuple(_sheet(table, n) for n, table in enumerate(answer["tables"]))
    if sum(len(row.cells) for sheet in sheets for row in sheet.rows) > MOST_CELLS:
        raise UnreadableError("too_many_cells", row=0, limit=MOST_CELLS)
    return TableFile("pdf", sheets)
