"""A small sealed case, made with the library's own parts and a real time-stamp authority."""

import hashlib
from pathlib import Path

import pytest

from sekisho.seal.dossier.dossier import DossierParts
from sekisho.seal.entry import digest, encode
from sekisho.seal.key import new_key
from sekisho.seal.log.merkle import Tree
from sekisho.seal.log.note import new_signer
from sekisho.seal.stamp.authority import TestAuthority, make_authority
from sekisho.seal.verify.trust import Trust, TrustedPerson
from tests.seal.scene import FILE, LOG, ORIGIN, Sealed, envelope, header, seal_again


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    """Make a time-stamp authority once."""
    return make_authority(Path(tmp_path_factory.mktemp("authority")))


@pytest.fixture(scope="session")
def sealed(authority: TestAuthority) -> Sealed:
    """Seal a case of four entries, one of them signed by a person."""
    signer, (private, public) = new_signer(ORIGIN), new_key()
    signed = envelope(private)
    named = hashlib.sha256(signed).hexdigest()
    bodies = [b'{"n":0}', f'{{"digest":"{FILE}"}}'.encode(), b'{"n":2}', b'{"n":3}']
    entries: list[bytes] = []
    for n, body in enumerate(bodies):
        prev = digest(entries[-1]) if entries else ""
        entries.append(encode(header(n, prev, body, (named,) if n == 2 else ())))
    parts = DossierParts("A", [], {named: signed}, {f"files/{FILE}": LOG}, Tree(), b"", 0, (), signer)
    trust = Trust(
        ORIGIN,
        "rehearsal",
        (signer.verifier,),
        (TrustedPerson("p-1", "signatory", "end_user", public),),
        (authority.root,),
        ("case.signed",),
    )
    return seal_again(Sealed(parts, trust, signer, authority, private), entries, list(bodies))
