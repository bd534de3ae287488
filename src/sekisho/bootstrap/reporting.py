"""The quarterly report as files: the room ``media`` prints what the application has put into words."""

from collections.abc import Callable, Mapping

from sekisho.application.record import as_bytes
from sekisho.application.report_document import Document, as_csv, document_of
from sekisho.application.report_quarter import Printed
from sekisho.bootstrap.package import all_wording
from sekisho.domain.values.language import Language
from sekisho.media.report import report_pdf
from sekisho.media.sheet import report_sheet

_WRITERS: Mapping[str, Callable[[Document], bytes]] = {"pdf": report_pdf, "xlsx": report_sheet, "csv": as_csv}
REPORT_FORMATS = (*_WRITERS, "json")
REPORT_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def report_document(printed: Printed, language: Language) -> Document:
    """Write a report in one language."""
    return document_of(printed, all_wording(), language)


def report_file(printed: Printed, language: Language, kind: str) -> tuple[str, bytes]:
    """Give the name and the bytes of a report's file; JSON is the same in every language."""
    document = report_document(printed, language)
    data = as_bytes(printed.value) if kind == "json" else _WRITERS[kind](document)
    return f"{document.stem}.{kind}", data
