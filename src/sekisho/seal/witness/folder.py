"""The folder a witness lives in: its name, its two keys, its memory."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sekisho.seal.log.cosignature import ED25519, ML_DSA_44, CosigningKey, new_cosigning_key
from sekisho.seal.log.note import is_name
from sekisho.seal.witness.memory import LostMemoryError, Memory

KEYS = {ED25519: "ed25519.key", ML_DSA_44: "ml-dsa-44.key"}
NAME, MEMORY = "name", "cosigned.sqlite"
LONGEST_NAME = 200


class FolderError(Exception):
    """A folder that is no witness's, or is one already; says why."""


@dataclass(frozen=True, slots=True)
class WitnessFolder:
    """A witness as it stands in its folder."""

    path: Path
    name: str
    keys: tuple[CosigningKey, ...]

    @property
    def memory(self) -> Memory:
        """Give what it remembers. Raises LostMemoryError."""
        return Memory(self.path / MEMORY)

    @property
    def vkeys(self) -> list[str]:
        """Write the keys that check its lines, for logs and for trust policies."""
        return [key.verifier.vkey for key in self.keys]


def make_witness(path: Path, name: str) -> WitnessFolder:
    """Make a witness's folder with fresh keys and an empty memory. Raises FolderError, OSError."""
    if not is_name(name) or len(name.encode()) > LONGEST_NAME:
        raise FolderError(f"the name {name[:60]!r}: no spaces, no plus sign, at most {LONGEST_NAME} bytes")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(path.iterdir()):
        # Fresh keys over old ones, or an empty memory beside old keys, would vouch for a second history.
        raise FolderError(f"{path} is not empty; a witness is made once")
    for algorithm, file in KEYS.items():
        _keep(path / file, new_cosigning_key(name, algorithm).private)
    Memory.create(path / MEMORY)
    _keep(path / NAME, name.encode())
    return open_witness(path)


def open_witness(path: Path) -> WitnessFolder:
    """Open a witness's folder. Raises FolderError."""
    try:
        name = (path / NAME).read_text(encoding="utf-8")
        keys = tuple(CosigningKey(name, algorithm, (path / file).read_bytes()) for algorithm, file in KEYS.items())
        found = WitnessFolder(path, name, keys)
        # Both are tried now: a witness that cannot sign or remember must not begin to listen.
        _tried = found.vkeys, found.memory.newest("")
    except (OSError, ValueError, sqlite3.Error, LostMemoryError) as error:
        raise FolderError(f"{path} is no whole folder of a witness: {error}") from error
    return found


def _keep(place: Path, data: bytes) -> None:
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
        sink.write(data)
        sink.flush()
        os.fsync(sink.fileno())
