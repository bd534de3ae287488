"""A remitter, payees and a batch of two transfers; every bank, name and number is fictional."""

from datetime import date
from typing import Any

from sekisho.domain.fund.zengin.account import Account
from sekisho.domain.fund.zengin.layout import ResultLayout, result_layout
from sekisho.domain.fund.zengin.transfer import Batch, Item, Remitter
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.money import Money

OFFICE = Remitter(
    "0000000123", "ｼﾞﾑｷﾖｸ", Account("0901", "ﾁｭｳｵｳ".replace("ｭ", "ﾕ"), "001", "ﾎﾝﾃﾝ", "2", "0001234", "ｼﾞﾑｷﾖｸ")
)
AOBA = Account("0902", "ﾐﾄﾞﾘ", "012", "ｴｷﾏｴ", "1", "7654321", "ｱｵﾊﾞｾｲｷ(ｶ")
HAYATE = Account("0903", "", "345", "", "2", "0000007", "ﾊﾔﾃ-ｼﾖｳｼﾞ")
BATCH = Batch(7, date(2026, 11, 30), OFFICE, (Item(1, Money(3_510_000), AOBA), Item(2, Money(9_999_999_999), HAYATE)))
REASONS = {"0": "paid", "1": "account_unknown", "2": "name_differs", "8": "refused_by_bank", "9": "other"}


def bank() -> ResultLayout:
    """The illustrative bank: it writes a code of one byte into the first byte of the filler."""
    layout = result_layout(114, 1, REASONS)
    assert isinstance(layout, ResultLayout)
    return layout


def answered(written: bytes, codes: dict[int, str]) -> bytes:
    """What the bank sends back: the file with a code in each data record, by item number."""
    records = [bytearray(written[start : start + 120]) for start in range(0, len(written), 120)]
    for record in records:
        if record[:1] == b"2":
            record[113:114] = codes[int(record[101:111])].encode()
    return b"".join(records)


def codes(made: Any) -> list[str]:
    """The codes of a refusal."""
    assert isinstance(made, Refusal), made
    return [finding.code for finding in made.findings]
