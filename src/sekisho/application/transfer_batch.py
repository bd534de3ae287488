"""Batches of transfers as the journal tells them: a stream each, what is in it, and what the bank answered.

A batch names accounts by digest; the account itself stands in a private blob and in the file alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sekisho.application.ports import Transaction
from sekisho.application.record import Recorded
from sekisho.application.views import TransferRow
from sekisho.domain.casework.surroundings import Transfer, TransferState
from sekisho.domain.fund.zengin.account import PARTS, Account, read_account
from sekisho.domain.fund.zengin.result import PAID
from sekisho.domain.fund.zengin.transfer import Batch, Item, Remitter, write
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.money import Money, total

TRANSFERS = "transfer/"
#: Batches shown at once.
PAGE = 20
#: Commands about a payment that may be with the bank, or about a paper it rests on; they wait for whoever makes a batch
#: or reads an answer.
ABOUT_TRANSFERS = (
    *("approve_payment", "pay", "fail_payment", "correct_account", "revoke", "revoke_part"),
    "reject_document",
)


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One payment of a batch: its number in it, the case, the amount and the account by digest."""

    number: int
    case: str
    amount: Money
    account: str


@dataclass(frozen=True, slots=True)
class TransferBatch:
    """A batch: when the bank transfers it, who pays, its items, its file by digest, and what became of it.

    ``answers`` are the reasons by item (``paid`` or why not) once the bank has answered; ``withdrawn`` is why the
    office took it back before.
    """

    number: int
    transfer_on: date
    remitter: Mapping[str, str]
    ending: str
    items: tuple[BatchItem, ...]
    file_sha256: str
    answers: Mapping[int, str] | None = None
    withdrawn: str = ""
    #: What the banking day rests on where the holidays of its year were not published when the batch was made.
    day_cite: str = ""

    @property
    def total(self) -> Money:
        """Give the sum of the items."""
        return total([item.amount for item in self.items])

    @property
    def is_open(self) -> bool:
        """Say whether the bank has still to answer."""
        return self.answers is None and not self.withdrawn

    def state_of(self, item: BatchItem) -> TransferState:
        """Say how an item stands with the bank."""
        if self.withdrawn:
            return TransferState.NONE
        if self.answers is None:
            return TransferState.UNDER_WAY
        return TransferState.PAID if self.answers[item.number] == PAID else TransferState.RETURNED


def stream_of(number: int) -> str:
    """Give the stream of a batch."""
    return f"{TRANSFERS}{number}"


def reference_of(number: int) -> str:
    """Give the reference under which a payment of a batch stands in its case."""
    return stream_of(number)


def _records(value: Value) -> list[dict[str, Value]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _yen(value: Value) -> Money:
    return Money(value) if type(value) is int else Money(0)


def _number(value: Value) -> int:
    return value if type(value) is int else 0


def _made(row: Recorded) -> TransferBatch:
    event = row.event
    items = tuple(
        BatchItem(_number(item["item"]), str(item["case"]), _yen(item["amount"]), str(item["account"]))
        for item in _records(event.body.get("items"))
    )
    return TransferBatch(
        number=event.number("number"),
        transfer_on=date.fromisoformat(event.text("transfer_on")),
        remitter={name: str(value) for name, value in event.record("remitter").items()},
        ending=event.text("ending"),
        items=items,
        file_sha256=event.text("file"),
        day_cite=event.text("transfer_on_cite"),
    )


def _fold(rows: Iterable[Recorded]) -> TransferBatch:
    made, *later = rows
    batch = _made(made)
    for row in later:
        event = row.event
        if row.type == "transfer.answered":
            answers = _records(event.body.get("answers"))
            batch = replace(batch, answers={_number(one["item"]): str(one["reason"]) for one in answers})
        elif row.type == "transfer.withdrawn":
            batch = replace(batch, withdrawn=event.text("reason"))
    return batch


def read_batches(tx: Transaction, numbers: Iterable[int] | None = None) -> list[TransferBatch]:
    """Give batches by number: those asked for, or every one."""
    wanted = sorted(numbers) if numbers is not None else range(1, tx.views.last_batch() + 1)
    rows = tx.journal.read_all([stream_of(number) for number in wanted])
    return [_fold(found) for found in rows.values() if found]


@dataclass(frozen=True, slots=True)
class Page:
    """Batches given at once, by number; ``before`` is the number below which the next page begins, 0 at the end."""

    batches: list[TransferBatch]
    before: int


def _numbers(tx: Transaction, before: int) -> range:
    """Give the numbers of a page: the highest below one (0: of all)."""
    last = min(tx.views.last_batch(), before - 1) if before else tx.views.last_batch()
    return range(max(last - PAGE, 0) + 1, last + 1)


def _page(tx: Transaction, numbers: range, beside: Iterable[int] = ()) -> Page:
    return Page(read_batches(tx, {*numbers, *beside}), numbers.start if numbers.start > 1 else 0)


def list_batches(tx: Transaction, before: int = 0) -> Page:
    """Give the newest batches below a number (0: of all): never more than fit on a page."""
    return _page(tx, _numbers(tx, before))


def page_of_batches(tx: Transaction, before: int = 0) -> Page:
    """Give the newest batches below a number (0: of all), and with them every one the bank has still to answer."""
    waiting = [row.batch for row in tx.views.transfers(states=(TransferState.UNDER_WAY,))]
    return _page(tx, _numbers(tx, before), waiting)


def read_batch(tx: Transaction, number: int) -> TransferBatch | None:
    """Give one batch; None where there is none."""
    rows = tx.journal.read(stream_of(number))
    return _fold(rows) if rows else None


def project_transfers(tx: Transaction, number: int) -> TransferBatch:
    """Write the rows of a batch as its events leave it, and give the batch."""
    batch = _fold(tx.journal.read(stream_of(number)))
    rows = [TransferRow(number, item.number, item.case, batch.state_of(item)) for item in batch.items]
    tx.views.put_transfers(number, rows)
    return batch


def transfers_of(tx: Transaction, cases: Sequence[str]) -> dict[str, Transfer]:
    """Say how payments stand with the bank, by case: each as in the newest batch it is in."""
    rows = tx.views.transfers(cases=cases) if cases else []
    return {row.case: Transfer(TransferState(row.state), row.batch) for row in rows}


def account_of(tx: Transaction, digest: str) -> Account | Refusal:
    """Read an account by its digest, or refuse what is no account any bank could pay to."""
    data = tx.blobs.get(digest)
    if data is None:
        return Refusal.of([Finding("transfer.account_missing", Outcome.NOT_MET, "account", facts={"digest": digest})])
    return read_account(data)


def remitter_from(record: Mapping[str, str]) -> Remitter:
    """Give the remitter a batch was made with."""
    return Remitter(record["code"], record["name"], Account(**{name: record[name] for name in PARTS}))


def zengin_batch(tx: Transaction, batch: TransferBatch) -> Batch | Refusal:
    """Give a batch with its accounts written out, ready for the file; refused where an account is not to be had."""
    accounts = {item.number: account_of(tx, item.account) for item in batch.items}
    refused = [finding for one in accounts.values() if isinstance(one, Refusal) for finding in one.findings]
    if refused:
        return Refusal.of(refused)
    known = {number: one for number, one in accounts.items() if isinstance(one, Account)}
    items = tuple(Item(item.number, item.amount, known[item.number]) for item in batch.items)
    return Batch(batch.number, batch.transfer_on, remitter_from(batch.remitter), items)


def bytes_of(tx: Transaction, batch: TransferBatch) -> bytes | Refusal:
    """Write the file of a batch: the same bytes every time."""
    whole = zengin_batch(tx, batch)
    return whole if isinstance(whole, Refusal) else write(whole, batch.ending)
