"""One ZIP in one form: stored, sorted, fixed date. The reader accepts no byte that the writer would not have written.

Readers of ZIP disagree about two entries of one name, about bytes between entries and about links (sealing.md, Q10,
Q12). A single form leaves nothing to disagree about, and whatever was changed anywhere shows.
"""

import stat
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.seal.problem import FoundError, Problem

LARGEST_FILE = 512 * 1024 * 1024
LARGEST_ARCHIVE = 2 * 1024 * 1024 * 1024
MOST_FILES = 20_000
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_HEAD, _TAIL = "<HHHHHHIIIHHHHHII", "<HHHHIIH"
_VERSION, _UTF8, _STORED = 20, 0x0800, 0
#: A fixed date, the least a ZIP can carry: the same files always give the same bytes.
_TIME, _DATE = 0, (1 << 5) | 1
_MODE = 0o100644 << 16


class ArchiveError(FoundError):
    """A ZIP that is not in the one form; says where it differs."""


def _check_name(name: str) -> bytes:
    parts = name.split("/")
    # A name that climbs out of the folder it is unpacked in ("zip slip") must not reach any unzip of the reader.
    hostile = any(part in ("", ".", "..") for part in parts) or "\\" in name or any(ord(char) < 32 for char in name)
    if hostile or len(name.encode()) > 1024:
        raise ArchiveError(Problem("seal.zip.name", facts={"name": repr(name[:80])}))
    return name.encode()


def _local(name: bytes, data: bytes) -> bytes:
    fields = (_VERSION, _UTF8, _STORED, _TIME, _DATE, zlib.crc32(data), len(data), len(data), len(name), 0)
    return _LOCAL + struct.pack("<HHHHHIIIHH", *fields) + name


def _central(name: bytes, data: bytes, offset: int) -> bytes:
    crc, size = zlib.crc32(data), len(data)
    made_by = (3 << 8) | _VERSION
    head = (made_by, _VERSION, _UTF8, _STORED, _TIME, _DATE, crc, size, size, len(name), 0, 0, 0, 0, _MODE, offset)
    return _CENTRAL + struct.pack(_HEAD, *head) + name


def _end(count: int, directory: int, body: int) -> bytes:
    return _END + struct.pack(_TAIL, 0, 0, count, count, directory, body, 0)


def _bounded(what: str, found: int, most: int) -> None:
    if found > most:
        raise ArchiveError(Problem("seal.zip.too_large", facts={"what": what, "found": found, "most": most}))


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Write files as a ZIP in its one form. Raises ArchiveError for a name or size no archive can carry."""
    _bounded("files", len(files), MOST_FILES)
    body, directory = bytearray(), bytearray()
    for name in sorted(files):
        data, encoded = files[name], _check_name(name)
        _bounded("bytes", len(data), LARGEST_FILE)
        directory += _central(encoded, data, len(body))
        body += _local(encoded, data) + data
    return bytes(body + directory) + _end(len(files), len(directory), len(body))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as the directory announces it, nothing of which is believed yet."""

    name: str
    method: int
    mode: int
    size: int
    offset: int
    length: int

    def refuse(self, known: set[str]) -> None:
        """Name what is hostile about an entry before the mere difference in form is named."""
        named = {"name": repr(self.name[:80])}
        _check_name(self.name)
        if self.name in known:
            raise ArchiveError(Problem("seal.zip.twice", facts=named))
        if stat.S_ISLNK(self.mode >> 16):
            raise ArchiveError(Problem("seal.zip.link", facts=named))
        if self.method != _STORED:
            # Stored only: there is nothing to unpack, so no bomb (sealing.md 2.7).
            raise ArchiveError(Problem("seal.zip.compressed", facts=named))


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def _unpack(self, form: str, at: int) -> tuple[int, ...]:
        if at < 0 or at + struct.calcsize(form) > len(self._data):
            raise ArchiveError(Problem("seal.zip.cut"))
        return struct.unpack_from(form, self._data, at)

    def files(self) -> dict[str, bytes]:
        end = len(self._data) - 22
        if end < 0 or self._data[end : end + 4] != _END:
            raise ArchiveError(Problem("seal.zip.no_end"))
        _, _, _, count, _, directory, _ = self._unpack(_TAIL, end + 4)
        _bounded("files", count, MOST_FILES)
        entries, at = self._directory(count, directory)
        found: dict[str, bytes] = {}
        body = 0
        for place, entry in entries:
            found[entry.name], body = self._content(entry, place, body)
        whole = self._data[end:] == _end(count, at - directory, body)
        if not whole or (directory, at) != (body, end) or list(found) != sorted(found):
            raise ArchiveError(Problem("seal.zip.form"))
        return found

    def _directory(self, count: int, at: int) -> tuple[list[tuple[int, _Entry]], int]:
        """Give what the directory announces, with the place of each line; whatever is hostile is named first."""
        entries: list[tuple[int, _Entry]] = []
        known: set[str] = set()
        for _ in range(count):
            entry = self._entry(at)
            entry.refuse(known)
            known.add(entry.name)
            entries.append((at, entry))
            at += 46 + entry.length
        return entries, at

    def _entry(self, at: int) -> _Entry:
        if self._data[at : at + 4] != _CENTRAL:
            raise ArchiveError(Problem("seal.zip.directory"))
        head = self._unpack(_HEAD, at + 4)
        try:
            name = self._data[at + 46 : at + 46 + head[9]].decode()
        except UnicodeDecodeError as error:
            raise ArchiveError(Problem("seal.zip.name", facts={"name": "?"})) from error
        return _Entry(name, method=head[3], mode=head[14], size=head[8], offset=head[15], length=head[9])

    def _content(self, entry: _Entry, at: int, body: int) -> tuple[bytes, int]:
        """Give an entry's content and where the next one has to begin."""
        start = body + 30 + entry.length
        # Entries lie one after another. Were they allowed to overlap, a small file could announce terabytes.
        if entry.offset != body or start + entry.size > len(self._data):
            raise ArchiveError(Problem("seal.zip.cut"))
        _bounded("bytes", entry.size, LARGEST_FILE)
        content, name = self._data[start : start + entry.size], entry.name.encode()
        central, local = _central(name, content, body), _local(name, content)
        if self._data[body:start] != local or self._data[at : at + len(central)] != central:
            raise ArchiveError(Problem("seal.zip.form"))
        return content, start + entry.size


def read_archive(data: bytes) -> dict[str, bytes]:
    """Read a ZIP in its one form; any other is refused, byte for byte. Raises ArchiveError."""
    _bounded("bytes", len(data), LARGEST_ARCHIVE)
    return _Reader(data).files()
