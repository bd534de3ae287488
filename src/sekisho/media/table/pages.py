"""The other process: finds the tables of a PDF (standard input) and writes them as JSON. Run by ``printed`` only."""

import io
import json
import resource
import sys
from typing import Any

from sekisho.media.table.limit import MOST_PAGES, PDF_MEMORY, PDF_SECONDS

#: A page with fewer letters than this and a picture on it was scanned.
SCANNED_BELOW = 20


def _refused(code: str, **facts: int) -> dict[str, Any]:
    return {"refused": code, "facts": facts}


def _tables(page: Any) -> list[dict[str, Any]]:
    found = page.extract_tables()
    name = f"p.{page.page_number}"
    return [
        {"name": name if n == 1 else f"{name} #{n}", "rows": [list(row) for row in rows]}
        for n, rows in enumerate(found, 1)
    ]


def _read(document: Any) -> dict[str, Any]:
    if len(document.pages) > MOST_PAGES:
        return _refused("pdf_too_long", pages=len(document.pages), limit=MOST_PAGES)
    tables: list[dict[str, Any]] = []
    letters = pictures = 0
    for page in document.pages:
        letters, pictures = letters + len(page.chars), pictures + len(page.images)
        tables += _tables(page)
        page.close()
    if tables:
        return {"tables": tables}
    return _refused("pdf_scanned" if letters < SCANNED_BELOW and pictures else "pdf_no_table")


def _answer(data: bytes) -> dict[str, Any]:
    # Loaded under the limits: whatever the file makes the library do counts against them.
    import pdfplumber  # noqa: PLC0415 - because of that
    from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415 - because of the same
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415 - because of the same

    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            return _read(document)
    except PdfminerException as error:
        locked = any(isinstance(one, PDFPasswordIncorrect) for one in (*error.args, error.__cause__))
        return _refused("locked" if locked else "pdf_damaged")
    except MemoryError:
        return _refused("pdf_too_large")
    except Exception:  # noqa: BLE001 - because a damaged PDF makes the library raise whatever Python has
        return _refused("pdf_damaged")


def main() -> None:
    """Read standard input under limits of time and memory, and answer."""
    resource.setrlimit(resource.RLIMIT_CPU, (PDF_SECONDS, PDF_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (PDF_MEMORY, PDF_MEMORY))
    json.dump(_answer(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
