"""A dossier: one ZIP with one bag of a case's entries, bodies, envelopes, files, proofs, checkpoint and stamps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sekisho.seal.archive import write_archive
from sekisho.seal.bag import make_bag
from sekisho.seal.checkpoint import Proof
from sekisho.seal.entry import digest
from sekisho.seal.merkle import Tree

CLOSING = "closing.txt"


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry of the case with its body (None where it may not be shown) and its place in the log."""

    entry: bytes
    body: bytes | None
    log_index: int


@dataclass(frozen=True, slots=True)
class DossierParts:
    """Everything a dossier holds. Names of envelopes and files are the SHA-256 of their bytes, in hex."""

    case: str
    entries: Sequence[SealedEntry]
    envelopes: Mapping[str, bytes]
    files: Mapping[str, bytes]
    tree: Tree
    note: bytes
    size: int
    stamps: Sequence[bytes]
    authorities: Sequence[bytes] = ()
    pages: Mapping[str, bytes] = field(default_factory=dict)
    bagged_on: str = ""


def closing(case: str, entries: Sequence[SealedEntry]) -> bytes:
    """Write the closing list: how many entries the case has, and the digest of each in order."""
    lines = [f"sekisho-closing/v1 {case} {len(entries)}", *(digest(sealed.entry) for sealed in entries)]
    return ("\n".join(lines) + "\n").encode()


def _sealed(parts: DossierParts) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for n, sealed in enumerate(parts.entries):
        files[f"dossier/entries/{n:05d}.entry"] = sealed.entry
        if sealed.body is not None:
            files[f"dossier/bodies/{n:05d}.json"] = sealed.body
        proof = Proof(sealed.log_index, tuple(parts.tree.inclusion(sealed.log_index, parts.size)), parts.note)
        files[f"dossier/proofs/{n:05d}.tlog-proof"] = proof.text()
    return files


def _tags(parts: DossierParts) -> dict[str, bytes]:
    files = _sealed(parts)
    files[f"dossier/{CLOSING}"] = closing(parts.case, parts.entries)
    files["dossier/checkpoints/checkpoint.txt"] = parts.note
    for n, stamp in enumerate(parts.stamps):
        files[f"dossier/timestamps/{n}.tsr"] = stamp
    for n, root in enumerate(parts.authorities):
        files[f"dossier/timestamps/root-{n}.pem"] = root
    for name, data in parts.envelopes.items():
        files[f"dossier/statements/{name}.dsse.json"] = data
    return {**files, **parts.pages}


def write_dossier(parts: DossierParts) -> bytes:
    """Write a dossier; the same parts give the same bytes."""
    info = {"Bagging-Date": parts.bagged_on, "External-Identifier": parts.case, "Bag-Software-Agent": "sekisho"}
    bag = make_bag(parts.files, _tags(parts), {name: value for name, value in info.items() if value})
    return write_archive({f"{parts.case}/{name}": data for name, data in bag.items()})
