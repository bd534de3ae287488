"""Reading a multipart answer part by part, from bytes as they trickle in; what does not keep the framing is refused.

``multipart/x-mixed-replace`` and ``multipart/mixed`` are both in use among MTConnect agents; names of part headers
come in any case, and a part may or may not tell its length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LARGEST_HEAD = 8 * 1024
_TYPE = re.compile(r"\s*multipart/(?:x-mixed-replace|mixed)\s*(?:;|$)", re.IGNORECASE)
_BOUNDARY = re.compile(r";\s*boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*([0-9]{1,9})[ \t]*$", re.IGNORECASE | re.MULTILINE)


class FramingError(ValueError):
    """Bytes that do not keep the framing of a multipart answer; the code says how (``stream.…``)."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it came: header lines, the empty line, the body."""

    head: bytes
    body: bytes

    @property
    def data(self) -> bytes:
        """The bytes of the part."""
        return self.head + b"\r\n\r\n" + self.body


def split(data: bytes) -> Part:
    """Take a recorded part apart again. Raises ValueError."""
    head, middle, body = data.partition(b"\r\n\r\n")
    if not middle:
        raise ValueError("a part without an end of its headers")
    return Part(head, body)


def boundary_of(content_type: str) -> bytes | None:
    """Give the boundary a content type names; None where it is no multipart. Raises FramingError for one without."""
    if not _TYPE.match(content_type):
        return None
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise FramingError("stream.no_boundary", f"no boundary in {content_type[:80]!r}")
    return b"--" + (found[1] or found[2]).encode("latin-1", "replace")


class PartReader:
    """Takes bytes as they come and gives every whole part; holds one part at most, of bounded size."""

    def __init__(self, boundary: bytes, largest: int) -> None:
        self._boundary, self._largest = boundary, largest
        self._held = bytearray()
        self._length: int | None = None
        self._head: bytes | None = None
        self._searched = 0
        self._was_sized = False
        self.is_over = False

    @property
    def rest(self) -> bytes:
        """What was taken and belongs to no whole part yet."""
        return bytes(self._head + b"\r\n\r\n" if self._head is not None else b"") + bytes(self._held)

    def feed(self, data: bytes) -> Iterator[Part]:
        """Take bytes. Raises FramingError."""
        self._held += data
        while not self.is_over and (self._head is not None or self._begin()):
            part = self._body()
            if part is None:
                break
            yield part
        if len(self._held) > self._largest + LARGEST_HEAD:
            raise FramingError("stream.part_too_large", f"a part of more than {self._largest} bytes")

    def _begin(self) -> bool:
        """Read delimiter and part headers; False while they have not come as a whole."""
        held = self._held
        del held[: len(held) - len(held.lstrip(b"\r\n"))]
        mark = self._boundary
        if not held.startswith(mark[: len(held)]):
            code = "stream.wrong_length" if self._was_sized else "stream.boundary_missing"
            raise FramingError(code, f"{bytes(held[:40])!r} stands where a boundary should")
        if held.startswith(mark + b"--"):
            self.is_over = True
            return False
        end = held.find(b"\r\n\r\n")
        if end < 0 or len(held) < len(mark) + 2:
            if len(held) > LARGEST_HEAD:
                raise FramingError("stream.boundary_missing", "part headers without an end")
            return False
        self._head = bytes(held[len(mark) : end]).strip(b"\r\n")
        found = _LENGTH.search(self._head.replace(b"\r\n", b"\n"))
        self._length = int(found[1]) if found else None
        if self._length is not None and self._length > self._largest:
            raise FramingError("stream.part_too_large", f"a part of {self._length} bytes")
        del held[: end + 4]
        return True

    def _body(self) -> Part | None:
        size = self._sized() if self._length is not None else self._searched_for()
        if size is None or self._head is None:
            return None
        part = Part(self._head, bytes(self._held[:size]))
        del self._held[:size]
        self._was_sized = self._length is not None
        self._head, self._length, self._searched = None, None, 0
        return part

    def _sized(self) -> int | None:
        """Give the length told, once what follows it is a delimiter or, with nothing behind it, at once."""
        length = self._length or 0
        # A length that is too long swallows the next delimiter, which begins a line.
        if self._held.find(b"\r\n" + self._boundary, self._searched, length) >= 0:
            raise FramingError("stream.wrong_length", f"a part is shorter than the {length} bytes it tells")
        self._searched = max(0, len(self._held) - len(self._boundary) - 2)
        if len(self._held) < length:
            return None
        after = bytes(self._held[length : length + len(self._boundary) + 4]).lstrip(b"\r\n")
        if not after.startswith(self._boundary[: len(after)]):
            raise FramingError("stream.wrong_length", f"a part goes on after the {length} bytes it tells")
        return length

    def _searched_for(self) -> int | None:
        """Give where the next delimiter stands, for a part that tells no length."""
        end = self._held.find(b"\r\n" + self._boundary, self._searched)
        self._searched = max(0, len(self._held) - len(self._boundary) - 2)
        return end if end >= 0 else None
