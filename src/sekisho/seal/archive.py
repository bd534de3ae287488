"""One ZIP in one form: stored, sorted, fixed date. The reader writes it again and compares: any flipped byte shows."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

LARGEST_FILE = 512 * 1024 * 1024
LARGEST_ARCHIVE = 2 * 1024 * 1024 * 1024
MOST_FILES = 20_000
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UTF8, _STORED = 20, 0x0800, 0
_TIME, _DATE = 0, (1 << 5) | 1
_MODE = 0o100644 << 16


class ArchiveError(ValueError):
    """A ZIP that is not in the one form; says where it differs."""


def _check_name(name: str) -> bytes:
    parts = name.split("/")
    hostile = any(part in ("", ".", "..") for part in parts) or "\\" in name or any(ord(char) < 32 for char in name)
    if hostile or len(name.encode()) > 1024:
        raise ArchiveError(f"{name!r} is no file name for an archive")
    return name.encode()


def _local(name: bytes, data: bytes) -> bytes:
    fields = (_VERSION, _UTF8, _STORED, _TIME, _DATE, zlib.crc32(data), len(data), len(data), len(name), 0)
    return _LOCAL + struct.pack("<HHHHHIIIHH", *fields) + name


def _central(name: bytes, data: bytes, offset: int) -> bytes:
    crc, size = zlib.crc32(data), len(data)
    made_by = (3 << 8) | _VERSION
    head = (made_by, _VERSION, _UTF8, _STORED, _TIME, _DATE, crc, size, size, len(name), 0, 0, 0, 0, _MODE, offset)
    return _CENTRAL + struct.pack("<HHHHHHIIIHHHHHII", *head) + name


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Write files as a ZIP in its one form. Raises ArchiveError for a name or size no archive can carry."""
    if len(files) > MOST_FILES:
        raise ArchiveError(f"{len(files)} files; at most {MOST_FILES}")
    body, directory = bytearray(), bytearray()
    for name in sorted(files):
        data, encoded = files[name], _check_name(name)
        if len(data) > LARGEST_FILE:
            raise ArchiveError(f"{name}: {len(data)} bytes; at most {LARGEST_FILE}")
        directory += _central(encoded, data, len(body))
        body += _local(encoded, data) + data
    end = (0, 0, len(files), len(files), len(directory), len(body), 0)
    return bytes(body + directory) + _END + struct.pack("<HHHHIIH", *end)


@dataclass(frozen=True, slots=True)
class _Reader:
    data: bytes

    def unpack(self, form: str, at: int) -> tuple[int, ...]:
        size = struct.calcsize(form)
        if at < 0 or at + size > len(self.data):
            raise ArchiveError("ends before its directory does")
        return struct.unpack(form, self.data[at : at + size])

    def files(self) -> dict[str, bytes]:
        if self.data[-22:-18] != _END:
            raise ArchiveError("does not end as a ZIP without comment ends")
        _, _, _, count, _, at, _ = self.unpack("<HHHHIIH", len(self.data) - 18)
        if count > MOST_FILES:
            raise ArchiveError(f"{count} files; at most {MOST_FILES}")
        found: dict[str, bytes] = {}
        for _ in range(count):
            name, content, at = self._entry(at)
            if name in found:
                raise ArchiveError(f"{name!r} stands twice")
            found[name] = content
        return found

    def _entry(self, at: int) -> tuple[str, bytes, int]:
        if self.data[at : at + 4] != _CENTRAL:
            raise ArchiveError("the directory is broken")
        head = self.unpack("<HHHHHHIIIHHHHHII", at + 4)
        size, length, offset = head[8], head[9], head[15]
        try:
            name = self.data[at + 46 : at + 46 + length].decode()
        except UnicodeDecodeError as error:
            raise ArchiveError("a name that is not UTF-8") from error
        start = offset + 30 + length
        if start + size > len(self.data):
            raise ArchiveError(f"{name!r} reaches beyond the archive")
        return name, self.data[start : start + size], at + 46 + length


def read_archive(data: bytes) -> dict[str, bytes]:
    """Read a ZIP and compare it, byte for byte, with its one form. Raises ArchiveError."""
    if len(data) > LARGEST_ARCHIVE:
        raise ArchiveError(f"{len(data)} bytes; at most {LARGEST_ARCHIVE}")
    files = _Reader(data).files()
    if write_archive(files) != data:
        raise ArchiveError("differs from the one form of an archive with these files")
    return files
