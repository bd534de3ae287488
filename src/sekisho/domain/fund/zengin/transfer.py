"""A batch of transfers, and the bytes of its file: the same batch gives the same bytes, always."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.domain.fund.zengin.account import Account
from sekisho.domain.fund.zengin.kana import to_bytes
from sekisho.domain.fund.zengin.layout import DATA, END, ENDINGS, HEADER, TRAILER, Field, Layout
from sekisho.domain.fund.zengin.problem import wrong
from sekisho.domain.values.finding import Finding, Refusal
from sekisho.domain.values.money import Money, total

#: The largest numbers the layout has room for.
LARGEST_AMOUNT, LARGEST_TOTAL, MOST_ITEMS = 10**10 - 1, 10**12 - 1, 10**6 - 1
LARGEST_NUMBER = 10**10 - 1


@dataclass(frozen=True, slots=True)
class Remitter:
    """Who pays: the code the bank gave him, his name in half-width kana, and the account the money leaves."""

    code: str
    name: str
    account: Account


@dataclass(frozen=True, slots=True)
class Item:
    """One transfer of a batch: its number within it, the amount, and the payee's account."""

    number: int
    amount: Money
    account: Account


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch: its number, the day on which the bank transfers it, who pays, and its items in order."""

    number: int
    transfer_on: date
    remitter: Remitter
    items: tuple[Item, ...]


def _item_problems(item: Item) -> list[Finding]:
    if 0 < item.amount.yen <= LARGEST_AMOUNT:
        return []
    return [wrong("amount_does_not_fit", f"item.{item.number}", amount=item.amount.yen, limit=LARGEST_AMOUNT)]


def problems_of(batch: Batch) -> list[Finding]:
    """Say what keeps a batch from being written: nothing to pay, amounts without room, an item twice."""
    numbers, whole = {item.number for item in batch.items}, total([item.amount for item in batch.items])
    found = [problem for item in batch.items for problem in _item_problems(item)]
    count = len(batch.items)
    if not 1 <= count <= MOST_ITEMS or len(numbers) < count or min(numbers) < 1:
        found.append(wrong("items_do_not_fit", "items", count=count, limit=MOST_ITEMS))
    if whole.yen > LARGEST_TOTAL:
        found.append(wrong("total_does_not_fit", "total", amount=whole.yen, limit=LARGEST_TOTAL))
    if not 1 <= batch.number <= LARGEST_NUMBER:
        found.append(wrong("number_does_not_fit", "number", number=batch.number, limit=LARGEST_NUMBER))
    return found


def _field(field: Field, values: Mapping[str, str | int]) -> bytes:
    value = str(values.get(field.name, field.always))
    text = value.rjust(field.size, "0") if field.is_number else value.ljust(field.size)
    return to_bytes(text)


def record(layout: Layout, values: Mapping[str, str | int]) -> bytes:
    """Write one record of 120 bytes."""
    return b"".join(_field(field, values) for field in layout)


def _header(batch: Batch) -> dict[str, str | int]:
    remitter, account = batch.remitter, batch.remitter.account
    return {
        "remitter_code": remitter.code,
        "remitter_name": remitter.name,
        "transfer_on": f"{batch.transfer_on:%m%d}",
        "account_kind": account.kind,
        "account_number": account.number,
        **_bank(account),
    }


def _bank(account: Account) -> dict[str, str | int]:
    named = ("bank", "bank_name", "branch", "branch_name")
    return {name: getattr(account, name) for name in named}


def data_values(batch: Batch, item: Item) -> dict[str, str | int]:
    """Give the values of an item's record by field; the two customer codes name the batch and the item."""
    return {
        **_bank(item.account),
        "account_kind": item.account.kind,
        "account_number": item.account.number,
        "name": item.account.name,
        "amount": item.amount.yen,
        "customer_code_1": batch.number,
        "customer_code_2": item.number,
    }


def write(batch: Batch, ending: str = "none") -> bytes | Refusal:
    """Write the file of a batch, or refuse it with every reason; ``ending`` is what the bank wants after a record."""
    problems = problems_of(batch)
    if problems:
        return Refusal.of(problems)
    whole = total([item.amount for item in batch.items])
    records = [
        record(HEADER, _header(batch)),
        *(record(DATA, data_values(batch, item)) for item in batch.items),
        record(TRAILER, {"count": len(batch.items), "total": whole.yen}),
        record(END, {}),
    ]
    return b"".join(each + ENDINGS[ending] for each in records)
