"""Spreadsheets: numbers as numbers, words as words, the same bytes each time; nothing in a cell is ever a formula."""

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sekisho.application.report_document import HIDDEN, TENTHS, TEXT, Cell, Column, Document, Table

#: Excel takes no more signs for the name of a sheet, and none of these.
LONGEST_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDEST, NARROWEST = 60, 12


def _name(title: str, n: int) -> str:
    return f"{n} {title.translate(_FORBIDDEN)}"[:LONGEST_NAME].strip()


class _Book:
    """Writes one report as a workbook."""

    def __init__(self, out: io.BytesIO, document: Document) -> None:
        self._book = xlsxwriter.Workbook(out, _OPTIONS)
        self._document = document
        # Without a fixed day every workbook would carry the moment it was written.
        self._book.set_properties(
            {"title": document.title, "created": datetime.fromisoformat(document.dated).replace(tzinfo=None)}
        )
        self._head = self._book.add_format({"bold": True, "bg_color": "#F2F2F4", "border": 1, "text_wrap": True})
        self._words = self._book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        self._plain = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._numbers = self._book.add_format({"num_format": "#,##0", "border": 1})
        self._tenths = self._book.add_format({"num_format": "0.0", "border": 1})
        self._title = self._book.add_format({"bold": True, "font_size": 14})

    def _cell(self, sheet: Worksheet, place: tuple[int, int], cell: Cell, column: Column) -> None:
        if cell is None:
            sheet.write_string(*place, HIDDEN, self._words)
        elif isinstance(cell, str):
            # As a string whatever it begins with: a name such as =HYPERLINK(…) stays the name it is.
            sheet.write_string(*place, cell, self._words)
        elif column.kind == TENTHS:
            sheet.write_number(*place, cell / 10, self._tenths)
        else:
            sheet.write_number(*place, cell, self._numbers)

    def table(self, table: Table, n: int) -> None:
        """Write a table on a sheet of its own."""
        sheet = self._book.add_worksheet(_name(table.title, n))
        sheet.write_string(0, 0, table.title, self._title)
        for k, column in enumerate(table.columns):
            sheet.write_string(2, k, column.label, self._head)
            sheet.set_column(k, k, WIDEST if column.kind == TEXT and k else 2 * NARROWEST if not k else NARROWEST + 4)
        for line, row in enumerate(table.rows, 3):
            for k, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                self._cell(sheet, (line, k), cell, column)
        sheet.write_string(len(table.rows) + 4, 0, table.note)
        sheet.freeze_panes(3, 1)

    def _pairs(self, sheet: Worksheet, first: int, pairs: tuple[tuple[str, str], ...], style: Format) -> int:
        for n, (name, text) in enumerate(pairs, first):
            sheet.write_string(n, 0, name, self._head)
            sheet.write_string(n, 1, text, style)
        return first + len(pairs) + 1

    def front(self) -> None:
        """Write the first sheet: what this is, as of when, and how every number is defined."""
        document = self._document
        sheet = self._book.add_worksheet(_name(document.title, 0))
        sheet.set_column(0, 0, 3 * NARROWEST)
        sheet.set_column(1, 1, 2 * WIDEST)
        sheet.write_string(0, 0, document.title, self._title)
        for n, mark in enumerate(document.marks, 1):
            sheet.write_string(n, 0, mark)
        line = self._pairs(sheet, len(document.marks) + 2, document.facts, self._words)
        self._pairs(sheet, line, document.definitions, self._words)

    def close(self) -> None:
        """Write the workbook out."""
        self._book.close()


def report_sheet(document: Document) -> bytes:
    """Write a report as a workbook, a sheet a table; the same report gives the same bytes."""
    out = io.BytesIO()
    book = _Book(out, document)
    book.front()
    for n, table in enumerate(document.tables, 1):
        book.table(table, n)
    book.close()
    return out.getvalue()
