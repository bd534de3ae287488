"""Tables to be screened: one good row, changed as a test wants it, as text, workbook or Parquet."""

import csv
import io
from datetime import date, datetime

import openpyxl
import polars as pl

from sekisho.batch.many import POLARS, Order, screen_table
from sekisho.batch.spelling import spelling_of
from sekisho.batch.stream import Terms
from sekisho.bootstrap.package import all_wording, shipped_program
from sekisho.domain.screening.bind_columns import Asked
from sekisho.domain.values.time import JST

PROGRAM, WORDING = shipped_program(), all_wording()
JUNE = datetime(2026, 6, 1, 12, tzinfo=JST)
TERMS = Terms(PROGRAM, spelling_of(PROGRAM, WORDING), Asked(JUNE))
#: A row that meets every gate of every stage.
GOOD = {
    "id": "A-1",
    "maker": "Hailan Precision Machinery (fictional)",
    "model": "HLM-650V",
    "category": "cnc",
    "applicant_class": "end_user",
    "application_on": date(2026, 6, 1),
    "origin": "CN",
    "serial": "SN-1",
    "channel": "portal",
    "imported_on": date(2026, 7, 1),
    "commissioned_on": date(2026, 8, 1),
    "price": 12_800_000,
    **dict.fromkeys(
        ("registered", "partner_registered", "pse", "pse_in_scope", "pse_at_import", "jis_b_9700",
         "jis_at_commissioning", "conformity_recognised", "conformity_valid", "installation_log", "network_topology",
         "training_record", "integration", "visited_in_time"),
        True,
    ),
    "claim_after_commissioning": False,
}  # fmt: skip


def row(n=1, **changes):
    """Give a good row of another machine with some cells changed."""
    return {**GOOD, "id": f"A-{n}", "serial": f"SN-{n}", **changes}


def shown(cell):
    """Write a cell as a text file holds it."""
    return {True: "true", False: "false", None: ""}.get(cell, cell) if not isinstance(cell, int) else _number(cell)


def _number(cell):
    return str(cell).lower()


def text(rows, headings=None):
    """Write rows as CSV in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings or rows[0])
    writer.writerows([shown(cell) for cell in one.values()] for one in rows)
    return out.getvalue().encode()


def workbook(rows, above=(), sheets=1):
    """Write rows as a workbook, under some rows of titles."""
    book = openpyxl.Workbook()
    for n in range(sheets):
        sheet = book.active if n == 0 else book.create_sheet(f"S{n}")
        for title in above:
            sheet.append([title])
        sheet.append(list(rows[0]))
        for one in rows:
            sheet.append(list(one.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet(rows, **types):
    """Write rows as Parquet, with some columns of other types."""
    out = io.BytesIO()
    pl.DataFrame(rows, schema_overrides=types, infer_schema_length=None).write_parquet(out)
    return out.getvalue()


def screened(path, data=None, out=None, terms=TERMS, engine=POLARS):
    """Screen a table; ``data`` is written to the path first."""
    if data is not None:
        path.write_bytes(data)
    return screen_table(path, terms, WORDING.say, Order(engine, out))


def outcomes(found):
    """Give the counts of met, not met and undetermined rows."""
    return tuple(found.outcomes.values())
