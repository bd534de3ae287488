"""Files on their way in parts, in a folder: a record of each, and beside it the bytes that have come.

Files rather than rows, unlike blobs: nothing of the journal names them, a part is written where the last one ended, and
the length of the file is the offset, so that no crash can leave the two apart.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from io import FileIO
from pathlib import Path

from sekisho.application.ports import ConflictError, NoRoomError, UploadRow
from sekisho.domain.values.time import TimeError, parse_instant

PIECE = 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{32}")
_RECORD, _BYTES, _HALF = ".json", ".part", ".new"
_SUFFIXES, _LOCK = frozenset({_RECORD, _BYTES, _HALF}), ".lock"


class FolderUploads:
    """Uploads (``ports.Uploads``) in a folder that every process of a home shares."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made with the first upload."""
        self._folder = folder

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """Let one at a time begin, in all processes of the home; what a crash left is cleared away first."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            lock = (self._folder / _LOCK).open("ab")
        except OSError as error:
            raise NoRoomError(str(error)) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._tidy()
            yield

    def _tidy(self) -> None:
        """Drop records without their bytes and bytes without a record: nobody else begins meanwhile."""
        whole = {row.id for row in self.all()}
        for path in self._folder.iterdir():
            if path.suffix in _SUFFIXES and path.stem not in whole:
                path.unlink(missing_ok=True)

    def begin(self, row: UploadRow) -> None:
        """Begin an upload. Raises NoRoomError where nothing can be written."""
        said = {**asdict(row), "expires_at": row.expires_at.isoformat()}
        record = self._folder / f"{row.id}{_RECORD}"
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._bytes(row.id).touch(mode=0o600)
            # Under another name first, and on disk: nobody ever meets half a record, not after a power cut either.
            half = record.with_suffix(_HALF)
            with half.open("wb", buffering=0) as file:
                _write(file, json.dumps(said).encode())
            half.replace(record)
        except OSError as error:
            raise NoRoomError(str(error)) from error

    def all(self) -> list[UploadRow]:
        """Give every upload, by its name; a record nobody can read is none, and one whose bytes are gone."""
        found = (_read(path) for path in sorted(self._folder.glob(f"*{_RECORD}")) if _NAME.fullmatch(path.stem))
        return [row for row in found if row is not None and self._bytes(row.id).exists()]

    def offset(self, upload: str) -> int:
        """Give how many bytes are there."""
        try:
            return self._bytes(upload).stat().st_size
        except OSError:
            return 0

    def append(self, upload: str, offset: int, data: bytes) -> int:
        """Put a part at an offset, synced to disk. Raises ConflictError and NoRoomError; then nothing was added."""
        with self._held(upload) as file:
            there = file.seek(0, os.SEEK_END)
            if there != offset:
                raise ConflictError(f"upload: {there} bytes are there, not {offset}")
            try:
                _write(file, data)
            except OSError as error:
                file.truncate(offset)
                raise NoRoomError(str(error)) from error
            return offset + len(data)

    @contextmanager
    def _held(self, upload: str) -> Iterator[FileIO]:
        with self._opened(upload) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Unbuffered, so that a failed write leaves nothing to be written at the end.
            yield file

    def _opened(self, upload: str) -> FileIO:
        try:
            return self._bytes(upload).open("r+b", buffering=0)
        except OSError as error:
            raise ConflictError(f"upload: {upload} is gone") from error

    def read(self, upload: str) -> Iterator[bytes]:
        """Give what is there, a megabyte at a time. Raises ConflictError where the upload is gone."""
        with self._opened(upload) as file:
            while piece := file.read(PIECE):
                yield piece

    @contextmanager
    def alone(self, upload: str) -> Iterator[None]:
        """Hold an upload while it is handed in. Raises ConflictError where another holds it, or it is gone."""
        with self._opened(upload) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ConflictError(f"upload: {upload} is being handed in") from error
            yield

    def drop(self, upload: str) -> None:
        """Drop an upload; its record last, so that one that is dropped by halves is dropped again."""
        self._bytes(upload).unlink(missing_ok=True)
        self._bytes(upload).with_suffix(_RECORD).unlink(missing_ok=True)

    def _bytes(self, upload: str) -> Path:
        # Names come with addresses: only what was made here may ever become a path.
        return self._folder / f"{upload if _NAME.fullmatch(upload) else '-'}{_BYTES}"


def _write(file: FileIO, data: bytes) -> None:
    """Write all of it to disk: an unbuffered write may take less than it was given."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) or 0 :]
    os.fsync(file.fileno())


def _read(path: Path) -> UploadRow | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return UploadRow(**{**said, "expires_at": parse_instant(said["expires_at"])})
    except (OSError, ValueError, KeyError, TypeError, TimeError):
        return None
