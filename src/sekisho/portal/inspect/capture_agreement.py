"""Feed how far machine and gateway said the same of the same signal."""

from dataclasses import dataclass

from sekisho.domain.values.language import Language
from sekisho.portal.inspect.problem import Record, records_of


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One signal both protocols have: the share of instants at which they agree, and the lag that fits best."""

    signal: str
    percent: str
    lag_ms: int
    instants: int


def _whole(record: Record, name: str) -> int:
    value = record.get(name)
    return value if isinstance(value, int) else 0


def _row(record: Record) -> AgreementRow:
    permille = _whole(record, "permille")
    share = f"{permille // 10}.{permille % 10} %"
    return AgreementRow(str(record.get("signal")), share, _whole(record, "lag_ms"), _whole(record, "instants"))


def agreement_part(assessment: Record, _language: Language) -> tuple[AgreementRow, ...] | None:
    """Give the signals that were compared; None where a capture has one protocol alone."""
    rows = tuple(_row(record) for record in records_of(assessment.get("agreement")))
    return rows or None
