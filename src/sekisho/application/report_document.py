"""The report as people read it: titles, definitions and tables in one language, ready for paper, sheet or file."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.report_quarter import Printed
from sekisho.application.wording import Wording
from sekisho.domain.reporting.story import ENDINGS, MEASURED_BY, MEASURES, STAGES
from sekisho.domain.reporting.tally import DIMENSIONS
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language

Cell = str | int | None
TEXT, COUNT, YEN, TENTHS = "text", "count", "yen", "tenths"
#: What stands for a number that is not shown.
HIDDEN = "x"
NO_MEDIAN = "–"
#: The measures a quarter's flow is broken down by on paper; the files carry all of them.
BROKEN_DOWN = ("applied", "decided", "fixed", "paid")
#: The family a row's name is a text of, by table.
FAMILIES: Mapping[str, str] = {
    "flows": "report.measure",
    "category": "page.category",
    "claimant": "side",
    "size": "report.size",
    "sector": "report.sector",
    "prefecture": "report.prefecture",
    "refusals": "report.refusal",
    "endings": "report.ending",
    "durations": "report.stage",
    "waiting": "report.waiting",
    "balance": "account",
}
NOT_CLASSES = ("not_stated", "several")
#: Every heading of a column, and what is defined besides the measures.
COLUMNS = (
    *(f"{measure}_{what}" for measure in MEASURES for what in ("cases", "yen")),
    *("quarter_cases", "quarter_yen", "total_cases", "total_yen", "cases", "yen", "tenths", "cases_yen"),
    *("tie", "span", "cases_say", "ledger_says", "difference"),
    *("change_place", "change_column", "before", "after", "caused_by"),
)
DEFINED_TABLES = ("size", "prefecture", "refusals", "durations", "waiting", "ties")
DEFINED = (*MEASURES, "undone", "quarter", *DEFINED_TABLES)
#: Excel calculates what begins with one of these; a name that does is written as the text it is.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and how its cells are written (text, count, yen, tenths of a day)."""

    label: str
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading, a note below it, and cells; None is a number that is not shown."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report in one language. ``stem`` is the name of its files."""

    stem: str
    language: Language
    title: str
    marks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    definitions_title: str
    definitions: tuple[tuple[str, str], ...]
    dated: str


def _record(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _records(value: Value) -> list[Mapping[str, Value]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _number(value: Value) -> Cell:
    return value if isinstance(value, int) else None


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one report in one language."""

    wording: Wording
    language: Language
    value: Mapping[str, Value]

    def _say(self, code: str, **facts: object) -> str:
        return self.wording.say(f"report.{code}", self.language, **facts)

    def row_name(self, table: str, row: str) -> str:
        if row in NOT_CLASSES:
            return self._say(f"class.{row}")
        if table == "refusals" and "." in row:
            # A gate or what a late claim lacks is called what it is called everywhere.
            return self.wording.say(row, self.language)
        return self.wording.word(FAMILIES[table], row, self.language)

    def table_of(self, name: str) -> Mapping[str, Value]:
        return _record(_record(self.value["tables"]).get(name))

    def classes_of(self, dimension: str) -> Sequence[str]:
        """Give the classes of a dimension in their own order: from small to large, from north to south."""
        known = _record(self.value["classes"]).get(dimension)
        return [str(one) for one in known] if isinstance(known, list) else []

    def cell(self, table: str, row: str, column: str) -> Cell:
        cells = _record(self.table_of(table).get(row))
        if column == "tenths" and column not in cells:
            # Nobody ended the stage, so there is no middle of anything.
            return NO_MEDIAN
        return _number(cells[column]) if column in cells else 0

    def _word(self, family: str, name: str) -> str:
        return self.wording.word(f"report.{family}", name, self.language)

    def table(self, name: str, rows: Iterable[str], columns: Sequence[tuple[str, str]], note: str = "") -> Table:
        heads = (Column(self._word("head", name)), *(Column(self._word("column", c), kind) for c, kind in columns))
        lines = tuple((self.row_name(name, row), *(self.cell(name, row, c) for c, _ in columns)) for row in rows)
        return Table(name, self._word("table", name), heads, lines, note)

    def flows(self) -> Table:
        columns = [("quarter_cases", COUNT), ("quarter_yen", YEN), ("total_cases", COUNT), ("total_yen", YEN)]
        return self.table("flows", (*MEASURES, "undone"), columns, self._say("note.flows"))

    def breakdown(self, dimension: str) -> Table:
        columns = [(f"{m}_{what}", kind) for m in BROKEN_DOWN for what, kind in (("cases", COUNT), ("yen", YEN))]
        full = self.table(dimension, self.classes_of(dimension), columns)
        shown = tuple(row for row in full.rows if any(cell != 0 for cell in row[1:]))
        # A long list of rows that all say "not shown" says so once.
        if shown and all(cell is None for row in shown for cell in row[1:] if cell != 0):
            return Table(dimension, full.title, full.columns, (), self._say("note.withheld"))
        return Table(dimension, full.title, full.columns, shown)

    def plain(self, name: str, columns: Sequence[tuple[str, str]], rows: Sequence[str] = ()) -> Table:
        return self.table(name, rows or tuple(self.table_of(name)), columns)

    def ties(self) -> Table:
        heads = ("tie", "span", "cases_say", "ledger_says", "difference")
        kinds = (TEXT, TEXT, YEN, YEN, YEN)
        columns = tuple(Column(self._say(f"column.{name}"), kind) for name, kind in zip(heads, kinds, strict=True))
        rows = tuple(self._tie(tie) for tie in _records(self.value["ties"]))
        note = self._say("holds" if self.value["holds"] else "does_not_hold")
        return Table("ties", self._say("table.ties"), columns, rows, note)

    def _tie(self, tie: Mapping[str, Value]) -> tuple[Cell, ...]:
        family = "account" if tie["column"] == "balance" else "report.measure"
        name = self.wording.word(family, str(tie["name"]), self.language)
        numbers = (_number(tie["cases"]), _number(tie["ledger"]), _number(tie["difference"]))
        return (name, self._say(f"span.{tie['column']}"), *numbers)

    def changed(self) -> Table:
        names = ("change_place", "change_column", "before", "after", "caused_by")
        kinds = (TEXT, TEXT, COUNT, COUNT, TEXT)
        columns = tuple(Column(self._say(f"column.{name}"), kind) for name, kind in zip(names, kinds, strict=True))
        rows = tuple(self._change(one) for one in _records(self.value["changes"]))
        return Table("changes", self._say("table.changes"), columns, rows, "" if rows else self._say("note.no_changes"))

    def _change(self, change: Mapping[str, Value]) -> tuple[Cell, ...]:
        table, row = str(change["table"]), str(change["row"])
        place = f"{self._say(f'table.{table}')} / {self.row_name(table, row)}"
        causes = "; ".join(self._cause(one) for one in _records(change["entries"]))
        column = self._say(f"column.{change['column']}")
        return (place, column, _number(change["before"]), _number(change["after"]), causes)

    def _cause(self, entry: Mapping[str, Value]) -> str:
        name = self._event(str(entry["type"]))
        place = f" {entry['stream']}#{entry['seq']}" if "stream" in entry else ""
        return f"{name}{place} {str(entry['digest'])[:16]}"

    def _event(self, kind: str) -> str:
        """Call an entry by what it counts as; its own sentence would want facts no report tells."""
        if kind in ENDINGS:
            return self.wording.word("report.ending", ENDINGS[kind], self.language)
        named = self.wording.word("report.measure", MEASURED_BY.get(kind, ""), self.language)
        return named or self._say("cause.other")

    def tables(self) -> tuple[Table, ...]:
        cases = [("cases", COUNT)]
        return (
            self.flows(),
            *(self.breakdown(dimension) for dimension in DIMENSIONS),
            self.plain("refusals", cases),
            self.plain("endings", cases),
            self.plain("durations", [("cases", COUNT), ("tenths", TENTHS)], tuple(STAGES)),
            self.plain("waiting", [("cases", COUNT), ("yen", YEN)], ("waiting",)),
            self.ties(),
            *((self.changed(),) if self._number > 1 or _records(self.value["changes"]) else ()),
        )

    @property
    def _number(self) -> int:
        number = self.value["number"]
        return number if isinstance(number, int) else 0

    def marks(self) -> tuple[str, ...]:
        kind = f"mark.{self.value['edition']}"
        named = [self._say("mark.edition", number=self._number)] if self._number else [self._say("mark.draft")]
        running = [self._say("mark.preliminary")] if self.value["preliminary"] else []
        return (
            self.wording.say("notice.unofficial", self.language),
            self._say(kind, smallest=self.value["smallest"]),
            *named,
            *running,
        )

    def facts(self) -> tuple[tuple[str, str], ...]:
        told: dict[str, object] = {
            "period": self._say("period", first=self.value["first_on"], last=self.value["last_on"]),
            "as_of": self._say("instant", at=self.value["as_of"]),
            "appropriation": self._say("yen", yen=self.value["appropriation"]),
            "available": self._say("yen", yen=self.value["available"]),
            "entries": self._say("count", count=self.value["entries"]),
        }
        return tuple((self._say(f"fact.{name}"), str(text)) for name, text in told.items())

    def title(self, quarter: str) -> str:
        return self._say("title", quarter=quarter)

    def definitions_title(self) -> str:
        return self._say("table.definitions")

    def definitions(self) -> tuple[tuple[str, str], ...]:
        measures = [
            (self.wording.word("report.measure", one, self.language), self._say(f"define.{one}"))
            for one in (*MEASURES, "undone")
        ]
        others = [(self._say(f"table.{name}"), self._say(f"define.{name}")) for name in DEFINED_TABLES]
        return (*measures, (self._say("fact.period"), self._say("define.quarter")), *others)


def document_of(printed: Printed, wording: Wording, language: Language) -> Document:
    """Write a report in one language."""
    value = printed.value
    writer = _Writer(wording, language, value)
    number = f"-{printed.number}" if printed.number else "-draft"
    stem = f"report-{printed.quarter.name}{number}-{value['edition']}-{language.value}"
    return Document(
        stem=stem,
        language=language,
        title=writer.title(printed.quarter.name),
        marks=writer.marks(),
        facts=writer.facts(),
        tables=writer.tables(),
        definitions_title=writer.definitions_title(),
        definitions=writer.definitions(),
        dated=datetime.fromisoformat(str(value["as_of"])).isoformat(),
    )


def cell_text(cell: Cell, kind: str) -> str:
    """Write a cell as plain text: numbers as digits, tenths of a day with a point, what is not shown as an x."""
    if cell is None:
        return HIDDEN
    if kind == TENTHS and isinstance(cell, int):
        return f"{cell // 10}.{cell % 10}"
    return str(cell)


def cell_shown(cell: Cell, kind: str) -> str:
    """Write a cell for people: thousands apart; tenths of a day and what is not shown as files write them."""
    if isinstance(cell, int) and kind != TENTHS:
        return f"{cell:,}".replace("-", "−")
    return cell_text(cell, kind)


def harmless(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(document: Document) -> bytes:
    """Write every table below one another, each line with the name of its table; UTF-8 with a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for table in document.tables:
        writer.writerow([table.title, *(column.label for column in table.columns)])
        for row in table.rows:
            texts = [cell_text(cell, column.kind) for cell, column in zip(row, table.columns, strict=True)]
            # A negative difference is a number and stays one; only words can be taken for formulas.
            written = [
                harmless(text) if column.kind == TEXT else text
                for text, column in zip(texts, table.columns, strict=True)
            ]
            writer.writerow([table.title, *written])
        writer.writerow([])
    return ("\ufeff" + out.getvalue()).encode()
