"""The capture library's readiness matrix as the application knows it: sheets read, held against each other."""

from collections.abc import Mapping

from sekisho.application.fit import CLIENT_SHEET, INTERFACE_SHEET, Fit, FitRow, Named
from sekisho.capture.judge.interface import sheet_of_assessment
from sekisho.capture.problem import Problem, Refused
from sekisho.capture.readiness.matrix import Matrix, Row, compare
from sekisho.capture.readiness.sheet import Sheet, read_client, read_machine
from sekisho.capture.readiness.shipped import client_sheets, machine_sheets
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value


def _refusal(kind: str, *sheets: Sheet | Refused) -> Refusal | None:
    problems = [problem for one in sheets if isinstance(one, Refused) for problem in one.problems]
    return Refusal.of(_finding(problem, kind) for problem in problems) if problems else None


def _finding(problem: Problem, place: str) -> Finding:
    return Finding(problem.code, Outcome.NOT_MET, problem.place or place, "assumption: F19", dict(problem.facts))


def _row(row: Row) -> FitRow:
    return FitRow(
        interface=row.interface,
        code=f"readiness.{row.code}",
        machine=row.offered,
        client=row.wanted,
        verdict=str(row.verdict),
        lacking=row.lacking,
        source=row.source,
        remedy=row.remedy,
        citation=row.citation,
    )


def _fit(matrix: Matrix) -> Fit:
    return Fit(
        maker=matrix.machine.maker,
        model=matrix.machine.product,
        client=matrix.client.name,
        is_fictional=matrix.machine.is_fictional or matrix.client.is_fictional,
        verdict=str(matrix.verdict),
        is_blocked=matrix.is_blocked,
        ways=tuple((way.interface, str(way.verdict)) for way in matrix.ways),
        rows=tuple(_row(row) for row in matrix.rows),
    )


class SheetDesk:
    """Reads and compares sheets (``fit.Readiness``)."""

    def named(self, sheet: bytes) -> Named | Refusal:
        """Give whom an interface sheet is about, or everything that is wrong with it."""
        read = read_machine(sheet)
        if isinstance(read, Refused):
            return Refusal.of(_finding(problem, INTERFACE_SHEET) for problem in read.problems)
        return Named(read.maker, read.product)

    def client_problems(self, sheet: bytes) -> Refusal | None:
        """Give everything that is wrong with a client's sheet."""
        return _refusal(CLIENT_SHEET, read_client(sheet))

    def fit(self, machine: bytes, client: bytes) -> Fit | Refusal:
        """Hold an interface sheet against a client's, or refuse with everything that is wrong with either."""
        offered, wanted = read_machine(machine), read_client(client)
        if isinstance(offered, Refused) or isinstance(wanted, Refused):
            found = [_refusal(INTERFACE_SHEET, offered), _refusal(CLIENT_SHEET, wanted)]
            return Refusal.of(finding for one in found if one for finding in one.findings)
        return _fit(compare(offered, wanted))

    def fit_captured(self, assessment: Mapping[str, Value], client: bytes) -> Fit | Refusal | None:
        """Hold what a capture showed of a machine against a client's sheet; None for a capture that tells nothing."""
        offered, wanted = sheet_of_assessment(assessment), read_client(client)
        if offered is None:
            return None
        if isinstance(wanted, Refused):
            return _refusal(CLIENT_SHEET, wanted)
        return _fit(compare(offered, wanted))

    def shipped(self) -> Mapping[str, Mapping[str, bytes]]:
        """Give the illustrative sheets by kind and name."""
        return {INTERFACE_SHEET: machine_sheets(), CLIENT_SHEET: client_sheets()}


def sheet_desk() -> SheetDesk:
    """Give the reader of sheets; it needs no home."""
    return SheetDesk()
