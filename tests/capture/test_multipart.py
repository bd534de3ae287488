"""Multipart framing: parts of any slicing are found again, and what breaks the framing is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture.mtconnect.multipart import FramingError, PartReader, boundary_of, split

LIMIT = 10_000


def framed(bodies, *, tells_length=True, end=True, name="Content-Length", shift=0):
    """Write parts between boundaries."""
    lines = [b"--b\r\nContent-type: text/xml\r\n" for _ in bodies]
    lines = [
        line + (f"{name}: {len(body) + shift}\r\n".encode() if tells_length else b"") + b"\r\n" + body + b"\r\n"
        for line, body in zip(lines, bodies, strict=True)
    ]
    return b"".join(lines) + (b"--b--\r\n" if end else b"")


def parts_of(data, size, limit=LIMIT):
    """Read parts from pieces of a size."""
    reader = PartReader(b"--b", limit)
    found = [part for at in range(0, len(data), size) for part in reader.feed(data[at : at + size])]
    return [part.body for part in found], reader


@given(
    st.lists(st.binary(max_size=60).map(lambda raw: b"<!--b " + raw.replace(b"\r\n--b", b"") + b">"), max_size=5),
    st.integers(1, 40),
    st.booleans(),
    st.sampled_from(["Content-Length", "content-length", "CONTENT-LENGTH", "Content-length"]),
)
def test_parts_come_back_in_any_slicing(bodies, size, tells_length, name):
    """Whatever the slices, with or without lengths, in any case, with a boundary's letters inside: parts come whole."""
    found, reader = parts_of(framed(bodies, tells_length=tells_length, name=name), size)
    assert found == bodies
    assert reader.is_over


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/x-mixed-replace;boundary=abc", b"--abc"),
        ('Multipart/Mixed; charset=x; Boundary="a b"', b"--a b"),
        ("multipart/mixed ; boundary = abc", b"--abc"),
        ("text/xml; boundary=abc", None),
        ("multipart/related; boundary=abc", None),
        ("", None),
    ],
)
def test_both_multipart_types_are_known(content_type, boundary):
    """Both types in use are read, quoted or not, in any case; others are no stream."""
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (framed([b"<a/>", b"<b/>"], shift=-2), "stream.wrong_length"),
        (framed([b"<a/>", b"<b/>"], shift=3), "stream.wrong_length"),
        (framed([b"<a/>", b"<b/>"], shift=90), "stream.wrong_length"),
        (b"<a/>" * 9, "stream.boundary_missing"),
        (b"--b\r\n" + b"x" * 9000, "stream.boundary_missing"),
        (b"--b\r\n\r\n" + b"x" * 20_000, "stream.part_too_large"),
        (b"--b\r\nContent-length: 99999\r\n\r\n", "stream.part_too_large"),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_broken_framing_is_named(data, code, size):
    """Lengths that lie, boundaries left out, parts without end: each is told by its own code."""
    with pytest.raises(FramingError) as broken:
        parts_of(data, size)
    assert broken.value.code == code


def test_boundary_has_to_be_named():
    """A multipart type without a boundary cannot be read."""
    with pytest.raises(FramingError, match="no boundary"):
        boundary_of("multipart/x-mixed-replace")


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_give_parts_or_the_declared_error(data, size):
    """Garbage is refused or waited with; what is held stays bounded."""
    try:
        _, reader = parts_of(data, size, limit=100)
    except FramingError:
        return
    assert len(reader.rest) <= 100 + 2 * 8192 + 50


def test_recorded_part_comes_apart_again():
    """What was recorded of a part gives its body back; what is none is refused."""
    assert split(b"Content-type: text/xml\r\n\r\n<a/>").body == b"<a/>"
    with pytest.raises(ValueError, match="without an end"):
        split(b"<a/>")
