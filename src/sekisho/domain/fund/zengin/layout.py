"""The layout as a table: four kinds of record of 120 bytes each, field by field.

Published by banks as 全銀協規定フォーマット (expydoc.com/doc/11700435, Gunma Bank; happylibus.com/doc/455113).

Numbers stand to the right, filled with zeros; characters to the left, filled with spaces.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.domain.fund.zengin.problem import wrong
from sekisho.domain.values.finding import Refusal

#: Bytes of every record, and what a bank may want after each.
RECORD = 120
ENDINGS: Mapping[str, bytes] = {"none": b"", "crlf": b"\r\n"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: its name, its bytes, whether it holds a number, and what it always says."""

    name: str
    size: int
    is_number: bool = False
    always: str = ""


Layout = tuple[Field, ...]


def _number(name: str, size: int, always: str = "") -> Field:
    return Field(name, size, is_number=True, always=always)


def _filler(size: int) -> Field:
    return Field("filler", size)


# fmt: off
# because the table is read beside the published one, a field a line
HEADER: Layout = (
    _number("kind", 1, "1"),
    _number("service", 2, "21"),           # 総合振込
    _number("code", 1, "0"),               # JIS, single-byte kana
    _number("remitter_code", 10),
    Field("remitter_name", 40),
    _number("transfer_on", 4),             # MMDD
    _number("bank", 4),
    Field("bank_name", 15),
    _number("branch", 3),
    Field("branch_name", 15),
    _number("account_kind", 1),
    _number("account_number", 7),
    _filler(17),
)
DATA: Layout = (
    _number("kind", 1, "2"),
    _number("bank", 4),
    Field("bank_name", 15),
    _number("branch", 3),
    Field("branch_name", 15),
    _number("clearing_house", 4, "0000"),
    _number("account_kind", 1),
    _number("account_number", 7),
    Field("name", 30),
    _number("amount", 10),
    _number("new_code", 1, "0"),           # neither first nor changed
    _number("customer_code_1", 10),        # the batch
    _number("customer_code_2", 10),        # the item within it
    _number("transfer_type", 1, "7"),      # by wire
    Field("mark", 1),
    _filler(7),
)
TRAILER: Layout = (_number("kind", 1, "8"), _number("count", 6), _number("total", 12), _filler(101))
END: Layout = (_number("kind", 1, "9"), _filler(119))
# fmt: on

#: The layouts of a file by the first byte of their records.
TRANSFER: Mapping[str, Layout] = {layout[0].always: layout for layout in (HEADER, DATA, TRAILER, END)}


@dataclass(frozen=True, slots=True)
class ResultLayout:
    """How one bank answers: the layouts of its records, and what its codes mean (``paid`` or the reason it was not)."""

    records: Mapping[str, Layout]
    reasons: Mapping[str, str]


def result_layout(start: int, size: int, reasons: Mapping[str, str]) -> ResultLayout | Refusal:
    """Give the layout of a bank that writes a code into the filler of each data record, from byte ``start`` (of 1)."""
    free = sum(field.size for field in DATA[:-1])
    before, after = start - 1 - free, RECORD - (start - 1 + size)
    if before < 0 or after < 0 or size < 1:
        return Refusal.of([wrong("result_outside", "transfer.result_field", start=start, size=size, first=free + 1)])
    parts = (_filler(before), Field("result", size), _filler(after))
    data = (*DATA[:-1], *(part for part in parts if part.size))
    return ResultLayout({**TRANSFER, DATA[0].always: data}, dict(reasons))
