"""A dossier: one ZIP with one bag of a case's entries, bodies, envelopes, files, proofs, checkpoint and stamps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sekisho.seal.dossier.archive import write_archive
from sekisho.seal.dossier.bag import make_bag
from sekisho.seal.entry import digest
from sekisho.seal.log.checkpoint import Proof, write_consistency
from sekisho.seal.log.merkle import Tree
from sekisho.seal.log.note import Signer, sign_note

CLOSING = "dossier/closing.txt"
NOTE = "dossier/checkpoints/checkpoint.txt"
CONSISTENCY = "dossier/checkpoints/consistency.txt"
#: More earlier checkpoints than these are not proved in one dossier: about a kilobyte each.
MOST_EARLIER = 10_000


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry of the case with its body (None where it may not be shown) and its place in the log."""

    entry: bytes
    body: bytes | None
    log_index: int


@dataclass(frozen=True, slots=True)
class DossierParts:
    """Everything a dossier holds. Names of envelopes and files are the SHA-256 of their bytes, in hex.

    ``signer`` is the log's key, which signs the closing list; ``earlier`` are the sizes of checkpoints signed before
    this one, of which somebody may have kept a copy.
    """

    case: str
    entries: Sequence[SealedEntry]
    envelopes: Mapping[str, bytes]
    files: Mapping[str, bytes]
    tree: Tree
    note: bytes
    size: int
    stamps: Sequence[bytes]
    signer: Signer
    authorities: Sequence[bytes] = ()
    revocations: Sequence[bytes] = ()
    pages: Mapping[str, bytes] = field(default_factory=dict)
    bagged_on: str = ""
    earlier: Sequence[int] = ()


def closing(case: str, size: int, digests: Sequence[str]) -> bytes:
    """Write the closing list: of which case, how many entries, as of which size of the log, the digest of each."""
    return ("\n".join([f"sekisho-closing/v1 {case} {len(digests)} {size}", *digests]) + "\n").encode()


def _closed(parts: DossierParts) -> bytes:
    # Neither ``prev`` nor the proofs notice a tail that was cut off; a signed count does (sealing.md §5, attack 3).
    # The log's key can sign it without danger: a checkpoint's second line is a number, here it is 64 hex digits.
    digests = [digest(sealed.entry) for sealed in parts.entries]
    return sign_note(closing(parts.case, parts.size, digests), parts.signer)


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
    files = {**_sealed(parts), CLOSING: _closed(parts), NOTE: parts.note}
    earlier = [size for size in sorted(set(parts.earlier)) if 0 < size < parts.size][-MOST_EARLIER:]
    if earlier:
        files[CONSISTENCY] = write_consistency({size: parts.tree.consistency(size, parts.size) for size in earlier})
    files |= {f"dossier/timestamps/{n}.tsr": stamp for n, stamp in enumerate(parts.stamps)}
    files |= {f"dossier/timestamps/root-{n}.pem": root for n, root in enumerate(parts.authorities)}
    files |= {f"dossier/timestamps/root-{n}.crl": listed for n, listed in enumerate(parts.revocations)}
    files |= {f"dossier/statements/{name}.dsse.json": data for name, data in parts.envelopes.items()}
    return {**files, **parts.pages}


def write_dossier(parts: DossierParts) -> bytes:
    """Write a dossier; the same parts give the same bytes."""
    info = {"Bagging-Date": parts.bagged_on, "External-Identifier": parts.case, "Bag-Software-Agent": "sekisho"}
    bag = make_bag(parts.files, _tags(parts), {name: value for name, value in info.items() if value})
    return write_archive({f"{parts.case}/{name}": data for name, data in bag.items()})
