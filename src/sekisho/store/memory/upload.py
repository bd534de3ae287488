"""Files on their way in parts, in memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sekisho.application.ports import ConflictError, UploadRow


class MemoryUploads:
    """Uploads (``ports.Uploads``); they end with the process."""

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: dict[str, UploadRow] = {}
        self._parts: dict[str, bytearray] = {}
        self._held: set[str] = set()
        self._lock = threading.Lock()
        self._beginning = threading.Lock()

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """Let one at a time begin."""
        with self._beginning:
            yield

    def begin(self, row: UploadRow) -> None:
        """Begin an upload."""
        with self._lock:
            self._rows[row.id], self._parts[row.id] = row, bytearray()

    def all(self) -> list[UploadRow]:
        """Give every upload, by its name."""
        with self._lock:
            return [self._rows[name] for name in sorted(self._rows)]

    def offset(self, upload: str) -> int:
        """Give how many bytes are there."""
        return len(self._parts.get(upload, b""))

    def append(self, upload: str, offset: int, data: bytes) -> int:
        """Put a part at an offset. Raises ConflictError where another was first or the upload is gone."""
        with self._lock:
            if self.offset(upload) != offset or upload not in self._rows:
                raise ConflictError(f"upload: {self.offset(upload)} bytes are there, not {offset}")
            self._parts[upload] += data
            return len(self._parts[upload])

    def read(self, upload: str) -> Iterator[bytes]:
        """Give what is there in one piece. Raises ConflictError where the upload is gone."""
        if upload not in self._rows:
            raise ConflictError(f"upload: {upload} is gone")
        yield bytes(self._parts[upload])

    @contextmanager
    def alone(self, upload: str) -> Iterator[None]:
        """Hold an upload while it is handed in. Raises ConflictError where another holds it, or it is gone."""
        with self._lock:
            if upload in self._held or upload not in self._rows:
                raise ConflictError(f"upload: {upload} is gone or is being handed in")
            self._held.add(upload)
        try:
            yield
        finally:
            self._held.discard(upload)

    def drop(self, upload: str) -> None:
        """Drop an upload."""
        with self._lock:
            self._rows.pop(upload, None)
            self._parts.pop(upload, None)
