"""The quarterly report of an office: folded from its journal, published in editions, each printed the same."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import openpyxl
import pypdf
import pytest

from sekisho.application.report_document import HIDDEN, as_csv, document_of
from sekisho.application.report_quarter import (
    Edition,
    Printed,
    print_report,
    publish_report,
    published_reports,
    read_edition,
)
from sekisho.bootstrap.package import all_wording
from sekisho.bootstrap.reporting import REPORT_FORMATS, report_file
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import parse_instant
from sekisho.media.sheet import report_sheet
from tests.application.scene import FILE

WORDING = all_wording()
AFTER = "2026-07-02T09:00:00+09:00"
LATER = "2026-07-20T09:00:00+09:00"


def printed(office, name="2026Q1", edition="internal", as_of=None):
    """Print a report that must be there."""
    made = print_report(office.desk, WORDING, name, edition, parse_instant(as_of) if as_of else None)
    assert isinstance(made, Printed), made
    return made


def refused(made):
    """Give the codes of a refusal."""
    assert isinstance(made, Refusal), made
    return [finding.code for finding in made.findings]


def cell(report, table, row, column):
    """Give a number of a report."""
    return report.value["tables"][table][row][column]


@pytest.fixture
def granted(office):
    """A case applied for on 11 May and granted on 29 June 2026, and another that is still under review."""
    said = {**FILE["applicant"], "employees": 86, "prefecture": "愛知県", "sector": "machinery"}
    case = office.opens(applicant=said)
    office.submits(case)
    office.submits(office.case())
    office.at("2026-06-29T10:00:00+09:00")
    office.grants(case)
    office.at(AFTER)
    return office, case


def test_a_quarter_is_folded_from_the_journal(granted):
    """What was applied for, decided and is bound stands in it by class, and ties out with the ledger."""
    office, _ = granted
    report = printed(office)
    assert report.holds
    assert cell(report, "flows", "applied", "quarter_cases") == 2
    assert cell(report, "flows", "decided", "quarter_yen") == 3_600_000
    assert cell(report, "prefecture", "JP-23", "decided_cases") == 1
    assert cell(report, "size", "medium", "decided_yen") == 3_600_000
    assert cell(report, "size", "not_stated", "applied_cases") == 1
    assert cell(report, "durations", "to_decision", "tenths") == 490
    assert all(tie["difference"] == 0 for tie in report.value["ties"])


@pytest.mark.parametrize("office", ["memory"], indirect=True)
def test_a_running_quarter_is_preliminary_and_a_future_instant_is_refused(granted):
    """Now is as far as one can see; a quarter that runs says so and is not published."""
    office, _ = granted
    assert printed(office, "2026Q2").value["preliminary"] is True
    assert refused(
        print_report(office.desk, WORDING, "2026Q1", "public", parse_instant("2027-01-01T00:00:00+09:00"))
    ) == ["report.in_future"]
    assert refused(publish_report(office.desk, WORDING, office.people["officer"], "2026Q2")) == ["report.quarter_runs"]
    assert refused(print_report(office.desk, WORDING, "2026Q9", "public")) == ["report.no_quarter"]


def test_the_public_edition_shows_no_small_number(granted):
    """One decided case is no class's to see: every row of that column is withheld, the pool's totals are not."""
    office, _ = granted
    public = printed(office, edition="public")
    assert cell(public, "flows", "decided", "quarter_cases") == 1
    assert {row["decided_cases"] for row in public.value["tables"]["prefecture"].values()} == {None}
    assert {row["decided_yen"] for row in public.value["tables"]["prefecture"].values()} == {None}
    # Which cases stand behind a number is in neither edition.
    assert "RSF" not in json.dumps(public.value)


@pytest.mark.parametrize("office", ["memory"], indirect=True)
def test_an_edition_is_printed_from_what_was_kept(granted):
    """A published edition has a number and the same bytes whenever it is printed, in every format."""
    office, _ = granted
    published = publish_report(office.desk, WORDING, office.people["finance"], "2026Q1")
    assert isinstance(published, Edition)
    office.at(LATER)
    for edition in ("internal", "public"):
        # The paper takes a second: once is enough.
        for kind in (one for one in REPORT_FORMATS if (one, edition) != ("pdf", "internal")):
            first, second = (report_file(printed(office, edition=edition), Language.JA, kind) for _ in range(2))
            assert first == second
            assert f"2026Q1-1-{edition}-ja" in first[0]
    assert [one.number for one in published_reports(office.desk)] == [1]


def test_a_later_correction_shows_as_a_correction(granted):
    """What came to nothing after the quarter is a change of the next edition, with the entries that caused it."""
    office, case = granted
    officer = office.people["officer"]
    publish_report(office.desk, WORDING, officer, "2026Q1")
    assert refused(publish_report(office.desk, WORDING, officer, "2026Q1")) == ["report.published_already"]
    assert refused(publish_report(office.desk, WORDING, officer, "2026Q1", parse_instant(AFTER))) == [
        "report.unchanged"
    ]
    office.does(case, "user", "withdraw", reason="we bought another machine")
    office.at(LATER)
    again = publish_report(office.desk, WORDING, officer, "2026Q1", parse_instant(LATER))
    assert again.number == 2
    second = read_edition(office.desk, "2026Q1", 2, "internal")
    listed = {(one["table"], one["row"], one["column"]): one for one in second.value["changes"]}
    undone = listed[("flows", "undone", "quarter_yen")]
    assert (undone["before"], undone["after"]) == (0, 3_600_000)
    assert [(entry["stream"], entry["type"]) for entry in undone["entries"]] == [(f"case/{case}", "case.withdrawn")]
    assert ("flows", "decided", "quarter_yen") not in listed
    public = read_edition(office.desk, "2026Q1", 2, "public")
    assert case not in json.dumps(public.value)
    assert read_edition(office.desk, "2026Q1", 3, "public") is None


@pytest.mark.parametrize("office", ["memory"], indirect=True)
def test_only_the_office_publishes(granted):
    """A party or an inspector who tries is refused, and nothing is written."""
    office, _ = granted
    for who in ("user", "inspector", "auditor"):
        assert refused(publish_report(office.desk, WORDING, office.people[who], "2026Q1")) == ["report.not_yours"]
    assert published_reports(office.desk) == []


@pytest.mark.parametrize("office", ["memory"], indirect=True)
@pytest.mark.parametrize("language", list(Language))
def test_every_file_reads_back_whole(granted, language):
    """In three languages the sheet, the text and the paper say the same numbers under their own headings."""
    office, _ = granted
    made = printed(office)
    document = document_of(made, WORDING, language)
    files = {kind: report_file(made, language, kind)[1] for kind in REPORT_FORMATS}
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    flows = list(book.worksheets[1].values)
    assert flows[2][0] == document.tables[0].columns[0].label
    assert (flows[5][0], flows[5][2]) == (WORDING.word("report.measure", "decided", language), 3_600_000)
    assert files["csv"].startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert "3600000" in next(line for line in lines if WORDING.word("report.measure", "decided", language) in line)
    paper = pypdf.PdfReader(io.BytesIO(files["pdf"]))
    text = "".join(page.extract_text() for page in paper.pages)
    assert "3,600,000" in text
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert paper.trailer["/Root"]["/Lang"] == language.value
    assert json.loads(files["json"])["holds"] is True


@pytest.mark.parametrize("office", ["memory"], indirect=True)
def test_nothing_in_a_sheet_is_a_formula(granted):
    """A name somebody chose to begin with = + - or @ is a text in the sheet, and harmless in the text file."""
    office, _ = granted
    document = document_of(printed(office), WORDING, Language.EN)
    for sign in "=+-@":
        name = f'{sign}HYPERLINK("http://evil.example","x")'
        table = replace(document.tables[0], rows=((name, 1, None, -2, 3), *document.tables[0].rows))
        bent = replace(document, tables=(table,))
        data = report_sheet(bent)
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[1]
        row = next(row for row in sheet.iter_rows() if row[0].value == name)
        assert [one.data_type for one in row] == ["s", "n", "s", "n", "n"]
        assert row[2].value == HIDDEN
        parts = zipfile.ZipFile(io.BytesIO(data))
        assert not any(b"<f>" in parts.read(part) for part in parts.namelist())
        assert f"'{sign}HYPERLINK" in as_csv(bent).decode("utf-8-sig")
