"""The seal library as the application's notary and scribe: formats on one side, the home's keys on the other."""

import html
import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from time import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.application.desk import Content, DossierOrder
from sekisho.application.export_dossier import listing, told
from sekisho.application.ports import CheckpointRow, Header, Person
from sekisho.bootstrap.home import Home
from sekisho.bootstrap.package import all_wording
from sekisho.bootstrap.witnessing import cosignatures, make_witnesses, policy_of
from sekisho.domain.casework.table import signed_event_types
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.domain.values.language import Language
from sekisho.seal.dossier.dossier import DossierParts, SealedEntry, write_dossier
from sekisho.seal.entry import EntryHeader, encode, leaf
from sekisho.seal.key import new_key
from sekisho.seal.log.checkpoint import Checkpoint, Proof
from sekisho.seal.log.cosignature import ML_DSA_44, CosigningKey, new_cosigning_key
from sekisho.seal.log.guard import alone, remember
from sekisho.seal.log.merkle import Tree, leaf_hash
from sekisho.seal.log.note import Signer, new_signer, sign_note
from sekisho.seal.log.shelf import Shelf
from sekisho.seal.signed import dsse, statement
from sekisho.seal.signed.statement import Statement
from sekisho.seal.stamp.authority import ECDSA, RSA, TestAuthority, make_authority
from sekisho.seal.verify.onefile import one_file
from sekisho.seal.verify.trust import Trust, TrustedPerson, write_trust

#: Two authorities of a rehearsal, with keys of two kinds: one key stolen leaves the other (sealing.md §5, 17).
AUTHORITIES = (("", RSA), (" 2", ECDSA))
LOG_KEY, LATE_LOG_KEY, OFFICE_KEY = "log.key", "log-ml-dsa-44.key", "office.key"


def _keep(place: Path, data: bytes) -> None:
    place.write_bytes(data)
    place.chmod(0o600)


def make_keys(home: Home) -> None:
    """Make a home's own keys: the log's, the office's, and the test time-stamp authority of a rehearsal."""
    _keep(home.keys / LOG_KEY, new_signer(home.origin).private)
    _keep(home.keys / LATE_LOG_KEY, new_cosigning_key(home.origin, ML_DSA_44).private)
    _keep(home.keys / OFFICE_KEY, new_key()[0])
    for folder, (name, kind) in zip(home.authorities, AUTHORITIES, strict=True):
        make_authority(folder, name, kind)
    make_witnesses(home)


def _signer(home: Home) -> Signer:
    return Signer(home.origin, (home.keys / LOG_KEY).read_bytes())


def _late_signers(home: Home) -> list[CosigningKey]:
    """Give the log's second key, for when Ed25519 no longer stands; a home of an older version has none."""
    place = home.keys / LATE_LOG_KEY
    return [CosigningKey(home.origin, ML_DSA_44, place.read_bytes())] if place.exists() else []


def _authorities(home: Home) -> list[TestAuthority]:
    """Give the authorities that stamp for a home; one of an older version has a single one."""
    return [TestAuthority(folder) for folder in home.authorities if folder.exists()]


def make_person_key(home: Home, person: str) -> tuple[bytes, bytes]:
    """Make a software key for a rehearsal's person; it is kept in the home, so that the portal can sign for him."""
    private, public = new_key()
    _keep(home.people / f"{person}.key", private)
    return private, public


def person_key(home: Home, person: str) -> bytes:
    """Give the software key of a rehearsal's person."""
    return (home.people / f"{person}.key").read_bytes()


def sign_statement(payload: bytes, private: bytes) -> bytes:
    """Put a statement into an envelope under a software key."""
    return dsse.sign(payload, private)


class SealScribe:
    """Writes journal entries (``ports.Scribe``) for a log of this origin."""

    def __init__(self, origin: str) -> None:
        """Take the log's origin."""
        self._origin = origin

    def write(self, header: Header) -> bytes:
        """Give an entry's bytes, with a fresh salt."""
        return encode(
            EntryHeader(
                log=self._origin,
                stream=header.stream,
                seq=header.seq,
                prev=header.previous,
                type=header.type,
                version=header.version,
                occurred=header.occurred_at.isoformat(),
                recorded=header.recorded_at.isoformat(),
                actor=header.actor,
                side=header.side,
                body=header.body_sha256,
                envelopes=header.envelopes,
                salt=secrets.token_hex(16),
            )
        )


def _leaves(digests: Sequence[str]) -> Tree:
    return Tree([leaf_hash(leaf(digest)) for digest in digests])


def _refused(code: str, problem: str) -> Refusal:
    return Refusal.of([Finding(code, Outcome.NOT_MET, "envelope", facts={"problem": problem})])


class SealNotary:
    """Statements, envelopes, checkpoints and dossiers (``desk.Notary``) with the keys of a home."""

    def __init__(self, home: Home) -> None:
        """Take the home."""
        self._home = home

    def section_digest(self, salt: str, content: bytes) -> str:
        """Give the salted digest of a section."""
        return statement.section_digest(salt, content)

    def root(self, sections: Mapping[str, str]) -> str:
        """Give the root over section digests."""
        return statement.root_of(sections)

    def statement(self, content: Content) -> bytes:
        """Give the exact bytes a person signs."""
        return statement.encode(
            Statement(
                content.case,
                dict(content.sections),
                content.role,
                content.side,
                content.salt,
                content.after,
                content.rehearsal,
            )
        )

    def sign(self, statement: bytes, private_key: bytes) -> bytes:
        """Put a statement into an envelope under a software key."""
        return dsse.sign(statement, private_key)

    def open(self, envelope: bytes, public_key: bytes) -> Content | Refusal:
        """Read an envelope signed by this key, or refuse it."""
        try:
            said = statement.parse(dsse.verify(envelope, public_key))
        except dsse.EnvelopeError as error:
            return _refused("statement.not_signed", str(error))
        except statement.StatementError as error:
            return _refused("statement.unreadable", str(error))
        return Content(said.case, said.sections, said.role, said.side, said.salt, said.after, said.rehearsal)

    def sequencing(self) -> AbstractContextManager[None]:
        """Give the log to one sequencer at a time."""
        return alone(self._home.guard)

    def checkpoint(self, digests: Sequence[str], at: datetime) -> CheckpointRow:
        """Sign and stamp the tree over all leaves. Raises RollbackError where it is no extension of the last one."""
        tree, shelf = _leaves(digests), Shelf(self._home.log)
        checkpoint = Checkpoint(self._home.origin, tree.size, tree.root())
        remember(self._home.guard, tree, checkpoint)
        # What a checkpoint rests on is on the disk before it is signed: one that nobody can prove is worth nothing.
        shelf.lay_out(tree, [leaf(digest) for digest in digests])
        note = self._noted(checkpoint, tree)
        # A line added later would be none of the stamped bytes: the note is whole before it is stamped.
        with ThreadPoolExecutor(len(AUTHORITIES)) as threads:
            stamps = tuple(threads.map(lambda authority: authority.stamp(note), _authorities(self._home)))
        shelf.publish(note)
        return CheckpointRow(tree.size, checkpoint.root.hex(), note, stamps, at)

    def _noted(self, checkpoint: Checkpoint, tree: Tree) -> bytes:
        """Sign a checkpoint with the log's keys and have it cosigned."""
        signer, text = _signer(self._home), checkpoint.text()
        note = sign_note(text, signer) + b"".join(key.line(text, int(time())) for key in _late_signers(self._home))
        return note + cosignatures(self._home, note, tree, checkpoint.size, signer.verifier)

    def receipt(self, digests: Sequence[str], index: int, checkpoint: CheckpointRow) -> bytes:
        """Give a tlog-proof."""
        path = _leaves(digests[: checkpoint.size]).inclusion(index, checkpoint.size)
        return Proof(index, tuple(path), checkpoint.note).text()

    def office_signature(self, data: bytes) -> bytes:
        """Sign bytes with the office's own key."""
        private = (self._home.keys / OFFICE_KEY).read_bytes()
        return Ed25519PrivateKey.from_private_bytes(private).sign(data)

    def dossier(self, order: DossierOrder) -> bytes:
        """Write a dossier."""
        entries = [
            SealedEntry(row.entry, None if row.seq in order.withheld else row.body, row.log_index or 0)
            for row in order.rows
        ]
        parts = DossierParts(
            case=order.case,
            entries=entries,
            envelopes=order.envelopes,
            files={f"files/{digest}": data for digest, data in order.files.items()},
            tree=_leaves(order.leaves),
            note=order.checkpoint.note,
            size=order.checkpoint.size,
            stamps=order.checkpoint.stamps,
            signer=_signer(self._home),
            earlier=order.earlier,
            authorities=[authority.root for authority in _authorities(self._home)],
            revocations=[authority.revocations() for authority in _authorities(self._home)],
            pages={"index.html": _index(order), "VERIFY.md": _VERIFY.encode(), "verify.py": one_file()},
            bagged_on=order.checkpoint.signed_at.date().isoformat(),
        )
        return write_dossier(parts)


def write_trust_file(home: Home, people: Sequence[Person]) -> bytes:
    """Write what a verifier of this home's dossiers should trust."""
    persons = tuple(TrustedPerson(p.id, p.role, p.side, p.public_key) for p in people if p.public_key)
    trust = Trust(
        origin=home.origin,
        mode=home.mode.value,
        log_keys=(_signer(home).verifier, *(key.verifier for key in _late_signers(home))),
        persons=persons,
        stamp_roots=tuple(authority.root for authority in _authorities(home)),
        stamp_authorities=len(_authorities(home)),
        demanded=signed_event_types(),
        witnesses=policy_of(home),
    )
    return write_trust(trust)


def _rows(order: DossierOrder, language: Language) -> str:
    wording = all_wording()
    rows = ""
    for item in listing(order):
        side = wording.say(f"side.{item['side']}", language)
        text = wording.say_finding(told(item), language)
        cells = (item["seq"], item["occurred"], text, side, item["index"])
        rows += "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in cells) + "</tr>\n"
    return rows


def _index(order: DossierOrder) -> bytes:
    """Write the page one opens first: every event in three languages, and the files by what they are."""
    files = "".join(
        f"<li>{html.escape(name)}: <a href='data/files/{digest}'>{digest[:16]}…</a></li>\n"
        for digest, name in order.names.items()
        if digest in order.files
    )
    tables = "".join(
        f"<h2 lang='{language}'>{language}</h2><table lang='{language}'>{_rows(order, language)}</table>\n"
        for language in Language
    )
    title = html.escape(order.case)
    style = "body{font:16px/1.7 sans-serif;max-width:70rem;margin:2rem auto}td{padding:.2rem .8rem;vertical-align:top}"
    page = f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{title}</title><style>{style}</style>"
    warning = "Rehearsal · リハーサル · 演练 — fictional makers, illustrative Annex A; not a METI service."
    return f"{page}<h1>{title}</h1><p>{warning}</p>{tables}<h2>Files</h2><ul>{files}</ul></html>\n".encode()


_VERIFY = """# Verify this dossier with ordinary tools

Take the trust file and the verifier from where you trust them, not from here. `verify.py` is a convenience.

    python3 verify.py DOSSIER.zip --trust trust.toml      # needs the Python package cryptography

By hand, after `unzip DOSSIER.zip` and in the folder it makes:

    sha256sum -c manifest-sha256.txt                      # the files
    sha256sum -c tagmanifest-sha256.txt                   # everything else
    sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/p' ../trust.toml > ../root.pem
    openssl ts -verify -data dossier/checkpoints/checkpoint.txt -in dossier/timestamps/0.tsr -CAfile ../root.pem
    sha256sum dossier/bodies/00000.json                   # equals the `body` line of dossier/entries/00000.entry

Checkpoint and proofs are C2SP signed notes and tlog-proofs: Go's golang.org/x/mod/sumdb/note and tlog read them.
`sha256sum` checks about 150 MB a second. The auditors' guide (docs/guides/auditor.md) shows every command, a Go program
included.

What cannot be seen from a dossier alone: a rewrite of the whole history by all who hold keys, unless you kept an
earlier checkpoint; something submitted and never logged, unless the submitter kept a receipt; a false reading at the
machine itself.
"""
