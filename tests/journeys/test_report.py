"""The office's quarter: the page that shows it, its four files, the same ones twice, and who may not read it."""

import csv
import io
import json
import zipfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import follow
from tests.journeys.conftest import Visitors

#: How each file begins, as its format wants it.
BEGINNINGS = {"pdf": b"%PDF-", "xlsx": b"PK\x03\x04", "csv": b"\xef\xbb\xbf", "json": b"{"}


def shows(go: Visitors, person: str) -> Page:
    """Ask for the quarter of the grant as it was known on a later day."""
    window = go(person, "quarterly/")
    window.fill("[name=quarter]", "2026Q1")
    window.fill("[name=as_of]", "2026-10-19")
    follow(window.locator("main form button[type=submit]"))
    return window


def taken(window: Page) -> dict[str, bytes]:
    """Download every file the page offers, by its ending."""
    files = {}
    for link in window.locator("a[download]").all():
        with window.expect_download() as waiting:
            link.click()
        files[waiting.value.suggested_filename.rpartition(".")[2]] = Path(waiting.value.path()).read_bytes()
    return files


def test_a_quarter_is_shown_and_taken_as_four_files_the_same_ones_twice(people):
    """PDF, XLSX, CSV and JSON open as what they are, and are the same bytes again after the case went on."""

    def journey(go: Visitors) -> tuple[str, dict[str, bytes], dict[str, bytes], int]:
        window = shows(go, "officer")
        text, first = window.inner_text("main"), taken(window)
        go.case("officer")
        go.presses("officer", "close")
        again = taken(shows(go, "auditor"))
        return text, first, again, go("user").request.get(f"{go.address}/en/quarterly/").status

    text, first, again, others = people("paid", journey)
    assert set(first) == set(BEGINNINGS)
    assert all(first[kind].startswith(mark) for kind, mark in BEGINNINGS.items())
    assert first == again
    assert "3,600,000" in text
    assert others == 403
    assert json.loads(first["json"])
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(first["xlsx"])).namelist()
    cells = [cell for row in csv.reader(io.StringIO(first["csv"].decode("utf-8-sig"))) for cell in row]
    assert "3600000" in cells
