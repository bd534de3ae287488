"""The bank's answer held against the batch it answers: each item paid, or not and why. Anything else is refused."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sekisho.domain.fund.zengin.layout import DATA, HEADER, Layout, ResultLayout
from sekisho.domain.fund.zengin.problem import wrong
from sekisho.domain.fund.zengin.reading import MOST_REASONS, Read, Whole, read
from sekisho.domain.fund.zengin.transfer import Batch, write
from sekisho.domain.values.finding import Finding, Refusal

PAID = "paid"
#: Fields a bank fills in its own way; everything else has to come back as it was sent.
_THEIRS = ("filler", "mark", "bank_name", "branch_name")
#: The field that names the batch, and the one that names the item within it.
_BATCH, _ITEM = "customer_code_1", "customer_code_2"


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one item: ``paid``, or the reason it was not."""

    number: int
    reason: str

    @property
    def is_paid(self) -> bool:
        """Say whether the money has left."""
        return self.reason == PAID


def _compared(layout: Layout) -> list[str]:
    return [field.name for field in layout if field.name not in (*_THEIRS, _BATCH)]


def _differences(sent: Read, came: Read, layout: Layout, code: str) -> list[Finding]:
    return [
        wrong(code, f"{came.place}.{name}", field=name, sent=sent.values[name], came=came.values[name])
        for name in _compared(layout)
        if sent.values[name] != came.values[name]
    ]


def _numbers(items: Sequence[Read]) -> list[int]:
    return [item.number(_ITEM) for item in items]


def _completeness(sent: Whole, came: Whole) -> list[Finding]:
    """Every item is answered once, and nothing is answered that was not sent."""
    known, counted = set(_numbers(sent.items)), Counter(_numbers(came.items))
    missing = [wrong("item_missing", f"item.{number}", item=number) for number in sorted(known - set(counted))]
    twice = [wrong("item_twice", f"item.{number}", item=number) for number, n in sorted(counted.items()) if n > 1]
    strange = [wrong("item_unknown", f"item.{number}", item=number) for number in sorted(set(counted) - known)]
    return missing + twice + strange


def _reasons(came: Whole, reasons: Mapping[str, str]) -> list[Finding]:
    return [
        wrong("unknown_result", f"{item.place}.result", value=item.values["result"], known=", ".join(sorted(reasons)))
        for item in came.items
        if item.values["result"] not in reasons
    ]


def _other_batches(sent: Whole, came: Whole) -> list[Finding]:
    """Say once for each other batch whose items stand in the file."""
    own = sent.items[0].values[_BATCH]
    first = {item.values[_BATCH]: item for item in reversed(came.items) if item.values[_BATCH] != own}
    return [
        wrong("other_batch", f"{item.place}.{_BATCH}", field=_BATCH, sent=own, came=other)
        for other, item in sorted(first.items())
    ]


def _problems(sent: Whole, came: Whole, layout: ResultLayout) -> list[Finding]:
    by_number = dict(zip(_numbers(sent.items), sent.items, strict=True))
    pairs = [(by_number.get(item.number(_ITEM)), item) for item in came.items]
    altered = [problem for was, item in pairs if was for problem in _differences(was, item, DATA, "item_altered")]
    header = _differences(sent.header, came.header, HEADER, "other_batch") + _other_batches(sent, came)
    return header + altered + _completeness(sent, came) + _reasons(came, layout.reasons)


def _sent(batch: Batch, layout: ResultLayout) -> Whole:
    """Give the batch as it would come back unchanged: written by the same table and read by the bank's."""
    written = write(batch)
    whole = written if isinstance(written, Refusal) else read(written, layout.records)
    if isinstance(whole, Refusal):
        raise TypeError(f"batch {batch.number} was never written: {whole.findings}")
    return whole


def read_result(data: bytes, batch: Batch, layout: ResultLayout) -> tuple[Answered, ...] | Refusal:
    """Read the bank's answer to a batch, item by item, or refuse it with its reasons.

    Refused are a file for another batch, a truncated one, altered items or totals, items missing, unknown or twice,
    and a result code the bank's table does not know. Raises TypeError for a batch that could never be written.
    """
    came = read(data, layout.records)
    if isinstance(came, Refusal):
        return came
    problems = _problems(_sent(batch, layout), came, layout)
    if problems:
        return Refusal.of(problems[:MOST_REASONS])
    return tuple(Answered(item.number(_ITEM), layout.reasons[item.values["result"]]) for item in came.items)
