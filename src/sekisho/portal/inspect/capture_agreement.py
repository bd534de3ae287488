"""Feed how far machine and gateway said the same of the same signal."""

from dataclasses import dataclass

from sekisho.domain.values.language import Language
from sekisho.portal.inspect.problem import Record, records_of


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One signal both sides have: the share of values that agree, and its lag with the error of it, if it has one."""

    signal: str
    percent: str
    lag_ms: int | None
    error_ms: int
    instants: int


def _whole(record: Record, name: str) -> int:
    value = record.get(name)
    return value if isinstance(value, int) else 0


def _row(record: Record) -> AgreementRow:
    permille = _whole(record, "permille")
    share = f"{permille // 10}.{permille % 10} %"
    # A signal that hardly changed has no lag of its own; nothing is told, and not a lag of nothing.
    lag = record.get("lag_ms")
    lag_ms = lag if isinstance(lag, int) else None
    error_ms = _whole(record, "lag_error_ms")
    return AgreementRow(str(record.get("signal")), share, lag_ms, error_ms, _whole(record, "instants"))


def agreement_part(assessment: Record, _language: Language) -> tuple[AgreementRow, ...] | None:
    """Give the signals that were compared; None where a capture has one protocol alone."""
    rows = tuple(_row(record) for record in records_of(assessment.get("agreement")))
    return rows or None
