"""Parts of a small sealed case: entries, envelopes, and sealing them anew."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sekisho.seal.dossier.archive import read_archive, write_archive
from sekisho.seal.dossier.bag import make_bag
from sekisho.seal.dossier.dossier import DossierParts, SealedEntry, write_dossier
from sekisho.seal.entry import EntryHeader, digest, leaf
from sekisho.seal.log.checkpoint import Checkpoint
from sekisho.seal.log.merkle import Tree, leaf_hash
from sekisho.seal.log.note import Signer, sign_note
from sekisho.seal.signed import dsse, statement
from sekisho.seal.stamp.authority import TestAuthority
from sekisho.seal.verify.trust import Trust

ORIGIN = "rehearsal.sekisho.example/test"
SALT = "ab" * 16
LOG = b"installation log"
FILE = hashlib.sha256(LOG).hexdigest()


@dataclass(frozen=True)
class Sealed:
    """A sealed case: the parts of its dossier, what is trusted, and the keys behind it."""

    parts: DossierParts
    trust: Trust
    signer: Signer
    authority: TestAuthority
    person_key: bytes

    @property
    def dossier(self) -> bytes:
        """Give the dossier's bytes."""
        return write_dossier(self.parts)


def header(seq: int, prev: str, body: bytes, envelopes: tuple[str, ...] = (), stream: str = "case/A") -> EntryHeader:
    """Make the header of an entry."""
    now = datetime.now(UTC).isoformat()
    kind = "case.signed" if envelopes else f"case.step{seq}"
    named = hashlib.sha256(body).hexdigest()
    return EntryHeader(ORIGIN, stream, seq, prev, kind, 1, now, now, "p-1", "end_user", named, envelopes, SALT)


def envelope(private: bytes, case: str = "A") -> bytes:
    """Sign a content statement."""
    said = statement.Statement(case, {"equipment": "1" * 64}, "signatory", "end_user", SALT, "", rehearsal=True)
    return dsse.sign(statement.encode(said), private)


def rebagged(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """Change a dossier's files and make bag and archive whole again, as a forger would who has no key."""
    files = {name.removeprefix("A/"): content for name, content in read_archive(data).items()}
    change(files)
    payload = {name.removeprefix("data/"): content for name, content in files.items() if name.startswith("data/")}
    tags = {name: content for name, content in files.items() if name.startswith("dossier/")}
    bag = make_bag(payload, tags, {"External-Identifier": "A"})
    return write_archive({f"A/{name}": content for name, content in bag.items()})


def seal_again(
    sealed: Sealed,
    entries: list[bytes],
    bodies: list[bytes | None],
    signer: Signer | None = None,
    tree: Tree | None = None,
) -> Sealed:
    """Seal entries anew: log (or the one given), checkpoint, stamp."""
    tree = tree or Tree([leaf_hash(b"other"), *(leaf_hash(leaf(digest(entry))) for entry in entries)])
    note = sign_note(Checkpoint(ORIGIN, tree.size, tree.root()).text(), signer or sealed.signer)
    kept = [SealedEntry(e, b, n + 1) for n, (e, b) in enumerate(zip(entries, bodies, strict=True))]
    stamps = (sealed.authority.stamp(note),)
    made = {"entries": kept, "tree": tree, "note": note, "size": tree.size, "stamps": stamps}
    return replace(sealed, parts=replace(sealed.parts, **made, signer=signer or sealed.signer))
