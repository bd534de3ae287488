"""Journal entries: exact bytes, one form, nothing else accepted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.seal.entry import EntryError, EntryHeader, encode, parse

HEADER = EntryHeader(
    "log.example",
    "case/A",
    3,
    "a" * 64,
    "case.signed",
    1,
    "2026-06-01T09:00:00+09:00",
    "2026-06-01T00:00:01.5+00:00",
    "p-1",
    "end_user",
    "b" * 64,
    ("c" * 64, "d" * 64),
    "e" * 32,
)
words = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc"]), min_size=1)


def test_an_entry_is_read_back():
    """What was written is read back, and writes the same bytes again."""
    assert parse(encode(HEADER)) == HEADER


@given(words, words, st.integers(0, 10**9))
def test_any_header_of_single_lines_is_read_back(actor, stream, seq):
    """Any header whose values fit on a line is read back unchanged."""
    header = replace(HEADER, actor=actor, stream=stream, seq=seq)
    assert parse(encode(header)) == header


@pytest.mark.parametrize("value", ["", "two\nlines", "tab\x00"])
def test_a_value_that_fits_on_no_line_is_refused(value):
    """An empty value or one with a line end cannot smuggle a line into an entry."""
    with pytest.raises(EntryError):
        encode(replace(HEADER, actor=value))


def test_lines_in_another_order_are_refused():
    """An entry with two lines exchanged is not in the one form."""
    lines = encode(HEADER).split(b"\n")
    lines[3], lines[4] = lines[4], lines[3]
    with pytest.raises(EntryError):
        parse(b"\n".join(lines))


def test_envelopes_out_of_order_are_refused():
    """Envelopes are sorted; another order is another entry."""
    data = encode(HEADER).replace(b"c" * 64, b"f" * 64)
    with pytest.raises(EntryError):
        parse(data)


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_refused(data):
    """Whatever bytes come, an entry is read or refused; nothing else happens."""
    with pytest.raises(EntryError):
        parse(data)


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_a_flipped_bit_is_another_entry_or_none(place, bit):
    """No flipped bit leaves the same header behind."""
    data = bytearray(encode(HEADER))
    data[place % len(data)] ^= 1 << bit
    try:
        assert parse(bytes(data)) != HEADER
    except EntryError:
        return
