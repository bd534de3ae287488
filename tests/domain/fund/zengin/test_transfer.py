"""The transfer file byte for byte, the reader of its records, and the bank's answer."""

from dataclasses import replace
from datetime import date
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.fund.zengin.account import Account, parse_account, read_account
from sekisho.domain.fund.zengin.chart import page
from sekisho.domain.fund.zengin.kana import ALLOWED
from sekisho.domain.fund.zengin.layout import DATA, END, HEADER, RECORD, TRAILER, TRANSFER, result_layout
from sekisho.domain.fund.zengin.reading import MOST_REASONS, Whole, read
from sekisho.domain.fund.zengin.result import Answered, read_result
from sekisho.domain.fund.zengin.transfer import Batch, Item, write
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.money import Money
from tests.domain.fund.zengin.scene import AOBA, BATCH, HAYATE, OFFICE, REASONS, answered, bank, codes

#: Written by hand from the published table: each line a record, fields one below the other.
GOLDEN = b"".join(
    (
        b"1", b"21", b"0", b"0000000123", b"\xbc\xde\xd1\xb7\xd6\xb8".ljust(40), b"1130",
        b"0901", b"\xc1\xd5\xb3\xb5\xb3".ljust(15), b"001", b"\xce\xdd\xc3\xdd".ljust(15), b"2", b"0001234", b" " * 17,
        b"2", b"0902", b"\xd0\xc4\xde\xd8".ljust(15), b"012", b"\xb4\xb7\xcf\xb4".ljust(15), b"0000",
        b"1", b"7654321", b"\xb1\xb5\xca\xde\xbe\xb2\xb7(\xb6".ljust(30), b"0003510000", b"0",
        b"0000000007", b"0000000001", b"7", b" ", b" " * 7,
        b"2", b"0903", b" " * 15, b"345", b" " * 15, b"0000",
        b"2", b"0000007", b"\xca\xd4\xc3-\xbc\xd6\xb3\xbc\xde".ljust(30), b"9999999999", b"0",
        b"0000000007", b"0000000002", b"7", b" ", b" " * 7,
        b"8", b"000002", b"010003509999", b" " * 101,
        b"9", b" " * 119,
    )
)  # fmt: skip
WRITTEN = write(BATCH)
ALL_PAID = {1: "0", 2: "0"}


def changed(data: bytes, start: int, new: bytes) -> bytes:
    """The same bytes with some of them replaced."""
    return data[:start] + new + data[start + len(new) :]


@pytest.mark.parametrize("layout", TRANSFER.values(), ids=lambda layout: layout[0].always)
def test_the_fields_of_every_record_fill_it(layout):
    """Each record of the table is 120 bytes."""
    assert sum(field.size for field in layout) == RECORD


#: Bytes of each field as banks publish the layout: expydoc.com/doc/11700435 (Gunma Bank), happylibus.com/doc/455113.
PUBLISHED = {
    "1": [1, 2, 1, 10, 40, 4, 4, 15, 3, 15, 1, 7, 17],
    "2": [1, 4, 15, 3, 15, 4, 1, 7, 30, 10, 1, 10, 10, 1, 1, 7],
    "8": [1, 6, 12, 101],
    "9": [1, 119],
}


def test_the_layout_is_the_published_one():
    """Field by field, every record has the bytes banks publish."""
    assert {kind: [field.size for field in layout] for kind, layout in TRANSFER.items()} == PUBLISHED


def test_the_page_of_the_layout_is_made_from_it():
    """What people read beside their bank's own table is written from the one the program uses."""
    written = Path(__file__).parents[4] / "docs" / "reference" / "transfer-file.md"
    assert written.read_text("utf-8") == page()


def test_the_worked_example_byte_for_byte():
    """A batch of two transfers is exactly the bytes written by hand from the published layout."""
    assert WRITTEN == GOLDEN
    assert len(WRITTEN) == 5 * RECORD


def test_the_same_batch_gives_the_same_bytes_and_a_bank_its_line_breaks():
    """Written again nothing differs; with CR and LF after each record it is 122 bytes a record."""
    assert write(BATCH) == WRITTEN
    lines = write(BATCH, "crlf")
    assert lines.split(b"\r\n") == [*[GOLDEN[n : n + RECORD] for n in range(0, 600, RECORD)], b""]
    assert read(lines, TRANSFER) == read(WRITTEN, TRANSFER)


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        (replace(BATCH, items=()), "zengin.items_do_not_fit"),
        (replace(BATCH, items=(BATCH.items[0], BATCH.items[0])), "zengin.items_do_not_fit"),
        (replace(BATCH, items=(Item(1, Money(10**10), AOBA),)), "zengin.amount_does_not_fit"),
        (replace(BATCH, items=(Item(1, Money(0), AOBA),)), "zengin.amount_does_not_fit"),
        (replace(BATCH, items=(Item(1, Money(-1), AOBA),)), "zengin.amount_does_not_fit"),
        (replace(BATCH, number=0), "zengin.number_does_not_fit"),
        (replace(BATCH, number=10**10), "zengin.number_does_not_fit"),
    ],
)  # fmt: skip
def test_a_batch_without_room_is_refused(batch, code):
    """Nothing to pay, an item twice, more than ten digits or nothing at all: nothing is written."""
    assert codes(write(batch)) == [code]


def test_a_total_beyond_twelve_digits_is_refused():
    """A hundred and one transfers of the largest amount have no room in the trailer."""
    items = tuple(Item(n, Money(10**10 - 1), AOBA) for n in range(1, 102))
    assert codes(write(replace(BATCH, items=items))) == ["zengin.total_does_not_fit"]


names = st.text(sorted(ALLOWED - {" "}), min_size=1, max_size=15)


def _digits(size: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=size, max_size=size)


accounts = st.builds(Account, _digits(4), names, _digits(3), names, st.sampled_from("1249"), _digits(7), names)
batches = st.builds(
    lambda number, on, amounts, payees: Batch(
        number,
        on,
        OFFICE,
        tuple(Item(n, Money(a), p) for n, (a, p) in enumerate(zip(amounts, payees, strict=False), 1)),
    ),
    st.integers(1, 10**10 - 1),
    st.dates(date(2026, 5, 9), date(2030, 1, 1)),
    st.lists(st.integers(1, 10**10 - 1), min_size=1, max_size=5),
    st.lists(accounts, min_size=5, max_size=5),
)


@given(batches, st.sampled_from(["none", "crlf"]))
def test_what_is_written_reads_back(batch, ending):
    """Every amount, account and name of a batch comes back from its file as it went in."""
    whole = read(write(batch, ending), TRANSFER)
    assert isinstance(whole, Whole)
    came = [(item.number("amount"), item.values["account_number"], item.values["name"]) for item in whole.items]
    assert came == [(item.amount.yen, item.account.number, item.account.name) for item in batch.items]
    assert whole.trailer.number("total") == sum(item.amount.yen for item in batch.items)


@given(batches, st.data())
def test_a_bank_answers_each_item(batch, data):
    """Whatever the bank says of each item is read, paid or not and why."""
    said = {item.number: data.draw(st.sampled_from(sorted(REASONS))) for item in batch.items}
    made = read_result(answered(write(batch), said), batch, bank())
    assert made == tuple(Answered(number, REASONS[code]) for number, code in said.items())


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(data):
    """Whatever a file holds, it is read whole or refused with reasons."""
    made = read_result(data, BATCH, bank())
    assert isinstance(made, Refusal)
    assert 1 <= len(made.findings) <= MOST_REASONS


@given(st.integers(0, 599), st.binary(min_size=1, max_size=40))
def test_a_damaged_answer_never_pays_anything_else(place, junk):
    """Bytes overwritten anywhere: the answer is refused, or says of the same two items what the bank's code says."""
    made = read_result(changed(answered(WRITTEN, ALL_PAID), place, junk)[:600], BATCH, bank())
    if not isinstance(made, Refusal):
        assert [one.number for one in made] == [1, 2]


RESULT = answered(WRITTEN, ALL_PAID)
#: The field in which each byte of the answer stands.
PLACES = {
    start + n: field.name
    for start, layout in zip(
        range(0, 600, RECORD), (HEADER, bank().records["2"], bank().records["2"], TRAILER, END), strict=True
    )
    for field, first in zip(layout, accumulate((field.size for field in layout), initial=start), strict=False)
    for n in range(first - start, first - start + field.size)
}


def test_no_single_byte_changes_what_is_paid():
    """Each byte altered by itself: refused, or it stood in the code or in what a bank fills as it likes."""
    good = read_result(RESULT, BATCH, bank())
    for place, field in PLACES.items():
        for new in (b"0", b" ", b"A", b"\x8e"):
            made = read_result(changed(RESULT, place, new), BATCH, bank())
            if not isinstance(made, Refusal):
                assert made == good or field == "result", (place, field, new)
                assert field in {"result", "filler", "mark", "bank_name", "branch_name"} or changed(
                    RESULT, place, new) == RESULT, (place, field, new)  # fmt: skip


BROKEN = st.sampled_from([
    b"\r\n", b"\r", b"\n", b"\x1a", b"\x00", b"\xef\xbb\xbf", "青葉精機".encode("cp932"), b"\x83", b"\x81\x40",
    "振込".encode(), "账户".encode("gb18030"), b"\xff" * 120, b"1" * 120, b"9" + b" " * 119,
])  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 130), BROKEN), min_size=1, max_size=4))
def test_a_half_written_or_garbled_answer_pays_nothing_else(harm):
    """Bytes cut out, line ends, kanji of CP932 and GB18030, whole records put in: refused by place, never guessed."""
    data = RESULT
    for start, length, put in harm:
        data = data[:start] + put + data[start + length :]
    made = read_result(data, BATCH, bank())
    if isinstance(made, Refusal):
        assert 1 <= len(made.findings) <= MOST_REASONS
        assert all(finding.code.startswith("zengin.") and finding.place for finding in made.findings)
    else:
        assert [one.number for one in made] == [1, 2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "zengin.wrong_length"),
        (RESULT[:-1], "zengin.wrong_length"),
        (RESULT[:480], "zengin.wrong_order"),
        (RESULT[120:], "zengin.wrong_order"),
        (RESULT + RESULT[480:], "zengin.wrong_order"),
        (RESULT[:240] + RESULT[360:], "zengin.total_differs"),
        (changed(RESULT, 363, b"000003"), "zengin.total_differs"),
        (changed(RESULT, 367, b"010003510000"), "zengin.total_differs"),
        (changed(RESULT, 120, b"3"), "zengin.unknown_record"),
        (changed(RESULT, 1, b"11"), "zengin.wrong_value"),
        (changed(RESULT, 200, b"x"), "zengin.wrong_signs"),
        (changed(RESULT, 200, b"\xff"), "zengin.wrong_signs"),
        (changed(RESULT, 233, b"5"), "zengin.unknown_result"),
        (changed(RESULT, 233, b" "), "zengin.unknown_result"),
        (changed(RESULT, 54, b"1201"), "zengin.other_batch"),
        (changed(RESULT, 4, b"0000000124"), "zengin.other_batch"),
        (changed(RESULT, 163, b"7654322"), "zengin.item_altered"),
        (changed(RESULT, 170, b"\xb2"), "zengin.item_altered"),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_to_this_batch_is_refused(data, code):
    """Truncated, reordered, with other totals, another remitter, day or account: refused, and the reason says which."""
    assert code in codes(read_result(data, BATCH, bank()))


def test_another_batch_s_answer_is_refused():
    """The answer to batch 8 is none to batch 7, though day, remitter, payees and amounts are the same."""
    other = answered(write(replace(BATCH, number=8)), ALL_PAID)
    refused = read_result(other, BATCH, bank())
    assert codes(refused) == ["zengin.other_batch"]
    assert refused.findings[0].facts == {"field": "customer_code_1", "sent": "0000000007", "came": "0000000008"}


def test_an_item_missing_unknown_or_twice_is_refused_with_every_reason():
    """Item 2 came as item 3, and item 1 twice: each of it is said at once."""
    one, two = RESULT[120:240], RESULT[240:360]
    stranger = changed(two, 101, b"0000000003")
    trailer = b"8" + b"000003" + f"{3_510_000 * 2 + 9_999_999_999:012d}".encode() + b" " * 101
    refused = read_result(RESULT[:120] + one + one + stranger + trailer + RESULT[480:], BATCH, bank())
    assert codes(refused) == ["zengin.item_missing", "zengin.item_twice", "zengin.item_unknown"]


def test_a_bank_s_table_has_to_fit_the_record():
    """A result code that would overwrite a field of the transfer is no layout."""
    assert codes(result_layout(113, 1, REASONS)) == ["zengin.result_outside"]
    assert codes(result_layout(120, 2, REASONS)) == ["zengin.result_outside"]
    assert codes(result_layout(115, 0, REASONS)) == ["zengin.result_outside"]
    wide = result_layout(115, 3, REASONS)
    assert [field.size for field in wide.records["2"][-3:]] == [1, 3, 3]
    assert sum(field.size for field in wide.records["2"]) == sum(field.size for field in DATA) == RECORD


PARTS = {
    "bank": "0902", "bank_name": "ミドリ", "branch": "012", "branch_name": "エキマエ", "kind": "1", "number": "7654321",
    "name": "アオバセイキ（カ", "salt": "0" * 32,
}  # fmt: skip


def test_an_account_is_read_from_its_parts():
    """Names as people write them become the bank's characters."""
    assert parse_account(PARTS) == AOBA
    assert parse_account({**PARTS, "bank": "０９０２", "number": "765-4321"}) == AOBA
    assert parse_account({**PARTS, "bank_name": "", "branch_name": None}) == replace(AOBA, bank_name="", branch_name="")


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("bank", "902", "zengin.not_digits"),
        ("bank", "09O2", "zengin.not_digits"),
        ("branch", "", "zengin.not_digits"),
        ("number", "123456", "zengin.not_digits"),
        ("number", 7654321, "zengin.not_digits"),
        ("kind", "3", "zengin.account_kind"),
        ("name", "", "zengin.no_name"),
        ("name", "ア" * 31, "zengin.name_too_long"),
        ("name", "青葉精機", "zengin.no_equivalent"),
        ("bank_name", "ガ" * 8, "zengin.name_too_long"),
    ],
)
def test_an_account_no_bank_would_know_is_refused(part, value, code):
    """Each wrong part is refused with its place."""
    refused = parse_account({**PARTS, part: value}, place="account.")
    assert set(codes(refused)) == {code}
    assert refused.findings[0].place == f"account.{part}"


def test_everything_wrong_with_an_account_is_said_at_once():
    """An empty form is refused for bank, branch, number, kind and name."""
    assert codes(parse_account({})) == [*["zengin.not_digits"] * 3, "zengin.account_kind", "zengin.no_name"]


@pytest.mark.parametrize("data", [b"", b"account", b"[1]", b"\xff", b"[" * 100_000])
def test_bytes_that_are_no_account_are_refused(data):
    """A blob that is no record is no account."""
    assert codes(read_account(data)) == ["zengin.account_unreadable"]


def test_an_account_without_a_salt_is_refused():
    """Its digest could be guessed: a bank, a branch and seven digits are soon tried."""
    assert codes(read_account(b'{"bank":"0902"}'))[0] == "zengin.account_unsalted"


def test_the_second_payee_s_name_keeps_its_hyphen():
    """A long vowel mark went in, a hyphen stands in the file."""
    assert parse_account({**PARTS, "name": "ハヤテーショウジ"}).name == HAYATE.name
