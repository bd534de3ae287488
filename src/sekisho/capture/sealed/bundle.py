"""A capture bundle: one deterministic ZIP with plan, challenge record, proof, segments, and a signed manifest.

Stored, never compressed; names in order; one fixed date. A bundle that is not byte for byte what this writer would
have written from its content is refused, so nothing can hide in it.
"""

import hashlib
import io
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sekisho.capture import plain
from sekisho.capture.problem import Problem, Refused, Value

FORMAT = "sekisho/capture-bundle/v1"
DOMAIN = b"sekisho/capture-bundle/v1\x00"
LARGEST = 512 * 1024 * 1024
MOST_FILES = 10_000
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
PLAN, CHALLENGE, CLIENT = "plan.toml", "challenge.bin", "client.der"
PROOF, IDENTITY = "proof.json", "identity.json"
#: What a capture must bring besides its segments.
REQUIRED = frozenset({PLAN, CHALLENGE, CLIENT, PROOF, IDENTITY})
BLOCK = 1024 * 1024
#: A file of a bundle: its bytes, or where they stand.
Part = bytes | Path
_SEGMENT = re.compile(r"segment-\d{4}\.seg")
_BROKEN = (zipfile.BadZipFile, struct.error, ValueError, EOFError, OSError, NotImplementedError, RuntimeError, KeyError)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a bundle whose manifest names and hashes every one; whether it is signed is asked separately."""

    files: Mapping[str, bytes]
    collector: bytes
    manifest: bytes
    signature: bytes

    @property
    def segments(self) -> Iterator[bytes]:
        """The segments in order, each read when it is come to."""
        return (self.files[name] for name in sorted(self.files) if _SEGMENT.fullmatch(name))

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Say whether this collector signed the manifest and the manifest names this key."""
        raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        try:
            key.verify(self.signature, DOMAIN + self.manifest)
        except InvalidSignature:
            return False
        return raw == self.collector


@dataclass(frozen=True, slots=True)
class _Stored(Mapping[str, bytes]):
    """Files as they stand in a container: each is read when it is asked for, so that not all are held at once."""

    container: zipfile.ZipFile
    entries: Mapping[str, zipfile.ZipInfo]

    def __getitem__(self, name: str) -> bytes:
        return self.container.read(self.entries[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def without(self, *names: str) -> "_Stored":
        return _Stored(self.container, {name: entry for name, entry in self.entries.items() if name not in names})


class _Comparing(io.BytesIO):
    """A sink that keeps nothing of what is written and says whether it is, byte for byte, what it is held against."""

    def __init__(self, expected: bytes) -> None:
        super().__init__()
        self._expected, self._at = expected, 0
        self._differing: set[tuple[int, int]] = set()

    @property
    def is_same(self) -> bool:
        return self._at == len(self._expected) and not self._differing

    def write(self, block: Any) -> int:
        place = self._at, len(block)
        # A header is written over once the size and sum of what follows it are known: the last writing counts.
        if self._expected.startswith(block, self._at):
            self._differing.discard(place)
        else:
            self._differing.add(place)
        self._at += len(block)
        return len(block)

    def seek(self, offset: int, _whence: int = io.SEEK_SET, /) -> int:
        self._at = offset
        return offset

    def tell(self) -> int:
        return self._at


def segment_name(number: int) -> str:
    """Give the name of a segment by its number, from 1."""
    return f"segment-{number:04}.seg"


def write_bundle(files: Mapping[str, Part], key: Ed25519PrivateKey) -> bytes:
    """Write a bundle of these files, signed by the collector; the same files and key always give the same bytes."""
    sink = io.BytesIO()
    write_bundle_to(sink, files, key)
    return sink.getvalue()


def write_bundle_to(sink: BinaryIO, files: Mapping[str, Part], key: Ed25519PrivateKey) -> None:
    """Write a bundle to a sink block by block; however large its files are, little memory is taken."""
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    listed: dict[str, Value] = {name: _entry(part) for name, part in files.items()}
    manifest = plain.as_bytes({"format": FORMAT, "collector": raw.hex(), "files": listed})
    _pack(sink, {**files, MANIFEST: manifest, SIGNATURE: key.sign(DOMAIN + manifest)})


def _blocks(part: Part) -> Iterator[bytes]:
    if isinstance(part, bytes):
        yield part
        return
    with part.open("rb") as source:
        while block := source.read(BLOCK):
            yield block


def _entry(part: Part) -> Value:
    digest, size = hashlib.sha256(), 0
    for block in _blocks(part):
        digest.update(block)
        size += len(block)
    return {"sha256": digest.hexdigest(), "size": size}


def _pack(sink: BinaryIO, files: Mapping[str, Part]) -> None:
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(name, FIXED_DATE)
            about.create_system, about.external_attr = 3, 0o644 << 16
            with archive.open(about, "w") as entry:
                for block in _blocks(files[name]):
                    entry.write(block)


def _is_canonical(files: Mapping[str, bytes], data: bytes) -> bool:
    """Say whether this writer would have written just these bytes."""
    sink = _Comparing(data)
    _pack(sink, files)
    return sink.is_same


def read_bundle(data: bytes) -> Bundle | Refused:
    """Read a bundle strictly, or refuse it: size, container, names, manifest, digests. Signatures are not judged."""
    files = _unzip(data)
    if isinstance(files, Refused):
        return files
    problems = [Problem("bundle.missing", name) for name in sorted({MANIFEST, SIGNATURE} - set(files))]
    if problems:
        return Refused.of(problems)
    manifest, signature = files[MANIFEST], files[SIGNATURE]
    files = files.without(MANIFEST, SIGNATURE)
    try:
        said = plain.read(manifest)
        collector = bytes.fromhex(str(said.get("collector")))
    except ValueError as error:
        return Refused.of([Problem("bundle.manifest", MANIFEST, {"reason": str(error)})])
    problems = _listed(said, files) + _complete(files)
    return Refused.of(problems) if problems else Bundle(files, collector, manifest, signature)


def _unzip(data: bytes) -> _Stored | Refused:
    if len(data) > LARGEST:
        return Refused.of([Problem("bundle.too_large", facts={"bytes": len(data), "largest": LARGEST})])
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
        entries = container.infolist()
        # Asked of the directory before anything is read; what lies about its size fails at the comparison below.
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST:
            return Refused.of([Problem("bundle.too_large", facts={"bytes": len(data), "largest": LARGEST})])
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
            return Refused.of([Problem("bundle.compressed")])
        files = _Stored(container, {entry.filename: entry for entry in entries})
        # Two names, bytes between entries, another order: whatever a reader could see differently is gone with this.
        return files if _is_canonical(files, data) else Refused.of([Problem("bundle.not_canonical")])
    except _BROKEN as error:
        return Refused.of([Problem("bundle.unreadable", facts={"reason": str(error)})])


def _listed(said: Mapping[str, Value], files: Mapping[str, bytes]) -> list[Problem]:
    listed = said.get("files")
    if said.get("format") != FORMAT or not isinstance(listed, dict):
        return [Problem("bundle.manifest", MANIFEST, {"reason": "format"})]
    problems = [Problem("bundle.unlisted", name) for name in sorted(set(files) - set(listed))]
    problems += [Problem("bundle.missing", name) for name in sorted(set(listed) - set(files))]
    kept = sorted(set(files) & set(listed))
    return problems + [Problem("bundle.digest", name) for name in kept if listed[name] != _entry(files[name])]


def _complete(files: Mapping[str, bytes]) -> list[Problem]:
    problems = [Problem("bundle.missing", name) for name in sorted(REQUIRED - set(files))]
    segments = sorted(name for name in files if _SEGMENT.fullmatch(name))
    if segments != [segment_name(number) for number in range(1, len(segments) + 1)] or not segments:
        problems.append(Problem("bundle.segments", facts={"found": len(segments)}))
    known = REQUIRED | set(segments)
    return problems + [Problem("bundle.unknown_file", name) for name in sorted(set(files) - known)]
