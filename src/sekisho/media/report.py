"""The quarterly report on paper: A4 across, one table below the other, tagged, the same bytes each time."""

from functools import cache
from importlib.resources import files

from sekisho.application.report_document import TEXT, Cell, Column, Document, Table, cell_shown
from sekisho.media.print import print_pdf, safe


@cache
def _style() -> str:
    return (files("sekisho.media") / "report.css").read_text(encoding="utf-8")


def _cell(cell: Cell, column: Column, n: int) -> str:
    text = safe(cell_shown(cell, column.kind))
    if n == 0:
        return f'<th scope="row">{text}</th>'
    return f"<td>{text}</td>" if column.kind == TEXT else f'<td class="number">{text}</td>'


def _rows(table: Table) -> str:
    lines = (
        "".join(_cell(cell, column, n) for n, (cell, column) in enumerate(zip(row, table.columns, strict=True)))
        for row in table.rows
    )
    return "".join(f"<tr>{line}</tr>" for line in lines)


def _table(table: Table) -> str:
    note = f'<p class="note">{safe(table.note)}</p>' if table.note else ""
    if not table.rows:
        return f"<section><h2>{safe(table.title)}</h2>{note or '<p>–</p>'}</section>"
    heads = "".join(f'<th scope="col">{safe(column.label)}</th>' for column in table.columns)
    body = f"<thead><tr>{heads}</tr></thead><tbody>{_rows(table)}</tbody>"
    return f"<section><h2>{safe(table.title)}</h2><table>{body}</table>{note}</section>"


def _html(document: Document) -> str:
    marks = "".join(f"<p>{safe(mark)}</p>" for mark in document.marks)
    facts = "".join(f'<tr><th scope="row">{safe(name)}</th><td>{safe(text)}</td></tr>' for name, text in document.facts)
    defined = "".join(f"<dt>{safe(name)}</dt><dd>{safe(text)}</dd>" for name, text in document.definitions)
    tables = "".join(_table(table) for table in document.tables)
    return (
        f'<!doctype html><html lang="{document.language.value}"><head><meta charset="utf-8">'
        f"<title>{safe(document.title)}</title>"
        f'<meta name="dcterms.created" content="{document.dated}">'
        f'<meta name="dcterms.modified" content="{document.dated}"></head>'
        f'<body><p class="place">{safe(document.title)} · {safe(document.stem)}</p><h1>{safe(document.title)}</h1>'
        f'<div class="marks">{marks}</div><table class="facts"><tbody>{facts}</tbody></table>{tables}'
        f"<section><h2>{safe(document.definitions_title)}</h2><dl>{defined}</dl></section></body></html>"
    )


def report_pdf(document: Document) -> bytes:
    """Print a report as a tagged PDF; the same report gives the same bytes."""
    page = _html(document)
    return print_pdf(page, _style(), page)
