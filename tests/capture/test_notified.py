"""Values of notifications, read in one step or through the reader of all types: always the same."""

import math
import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sekisho.capture.opcua.binary import MOST_IN_MESSAGE, Reader, UndecodableError
from sekisho.capture.opcua.notified import notified

FORMS = {1: "?", 2: "b", 3: "B", 4: "h", 5: "H", 6: "i", 7: "I", 8: "q", 9: "Q", 10: "f", 11: "d"}


def slowly(data):
    """Read the same with the reader of every built-in type."""
    reader = Reader(data)
    return tuple(reader.array(lambda: (reader.number("I"), reader.data_value())))


def outcome(read, data):
    """Give what was read, comparable where it holds what is no number, or that it could not be."""
    try:
        return repr(read(data))
    except UndecodableError:
        return "undecodable"


@st.composite
def notifications(draw):
    """Bytes of some values of every usual shape, with any timestamps and status."""
    parts = []
    for _ in range(draw(st.integers(0, 5))):
        mask, kind = draw(st.integers(0, 255)), draw(st.sampled_from([*FORMS, 12, 13, 15, 17, 0x8B]))
        parts.append(struct.pack("<IBB", draw(st.integers(0, 9)), mask, kind))
        if kind in FORMS:
            parts.append(draw(st.binary(min_size=struct.calcsize(FORMS[kind]), max_size=struct.calcsize(FORMS[kind]))))
        else:
            parts.append(draw(st.sampled_from([b"\x02\0\0\0ab", b"\xff\xff\xff\xff", b"\x01\0\0\0\xff", b"\0\x05"])))
        parts.append(draw(st.binary(max_size=20)))
    return struct.pack("<i", draw(st.integers(-1, 6))) + b"".join(parts)


@given(notifications() | st.binary(max_size=60))
@example(struct.pack("<i", 1) + struct.pack("<IBBdIqq", 1, 0x0F, 11, math.nan, 0x480, 2**63 - 1, 1))
@example(struct.pack("<i", 1) + struct.pack("<IBB?q", 1, 0x05, 1, True, 133_000_000_000_000_000))
@example(struct.pack("<i", 1) + struct.pack("<IBBi", 1, 0x01, 12, -1))
@example(struct.pack("<i", 1) + struct.pack("<IBBi", 1, 0x01, 12, 2**31 - 1))
def test_a_step_reads_what_the_reader_reads(data):
    """Whatever the bytes, both give the same values, or neither can."""
    assert outcome(notified, data) == outcome(slowly, data)


def test_arrays_within_arrays_are_bounded_together():
    """A million items of a byte each are a hundred megabytes once they are read; a message may have no more."""
    inner = b"\x97" + struct.pack("<i", 90_000) + b"\x00" * 90_000
    data = b"\x98" + struct.pack("<i", 12) + inner * 12
    with pytest.raises(UndecodableError, match=f"more than {MOST_IN_MESSAGE} items"):
        Reader(data).variant()
