"""Where a log's static files come from: an address or a folder; each file bounded, nothing followed elsewhere."""

from collections.abc import Callable
from pathlib import Path

import httpx

from sekisho.seal.problem import FoundError, Problem

PATIENCE_S = 30.0
#: A bundle of 256 entries of 64 KiB, and their lengths.
LARGEST = 256 * (65_535 + 2)

#: Gives a file by its place below the log's prefix. Raises SourceError.
Fetch = Callable[[str], bytes]


class SourceError(FoundError):
    """A file of the log that cannot be had; says which and why."""


def _missing(name: str, reason: str) -> SourceError:
    return SourceError(Problem("seal.monitor.unavailable", name, {"reason": reason}))


def over_http(client: httpx.Client, prefix: str) -> Fetch:
    """Give the way to a log at an address."""

    def fetch(name: str) -> bytes:
        body = b""
        try:
            with client.stream("GET", f"{prefix.rstrip('/')}/{name}") as response:
                if response.status_code != 200:
                    raise _missing(name, f"HTTP {response.status_code}")
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > LARGEST:
                        raise _missing(name, f"> {LARGEST} bytes")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _missing(name, type(error).__name__) from error
        return body

    return fetch


def in_folder(folder: Path) -> Fetch:
    """Give the way to a log whose files were copied into a folder."""

    def fetch(name: str) -> bytes:
        try:
            with (folder / name).open("rb") as source:
                body = source.read(LARGEST + 1)
        except OSError as error:
            raise _missing(name, error.strerror or "") from error
        if len(body) > LARGEST:
            raise _missing(name, f"> {LARGEST} bytes")
        return body

    return fetch
