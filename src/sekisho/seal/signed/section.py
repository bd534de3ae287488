"""Sections of a filing: that the bytes shown are those whose salted digests the sides signed.

A body lists each section with its blob, its salt and its salted digest. Whoever is shown the blob can compute the
digest and find it in every signature; whoever is not sees the digest alone, and the signatures hold all the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sekisho.seal.signed.statement import Statement, section_digest
from sekisho.seal.strictjson import StrictJsonError, load

_FORMS = {
    "blob": re.compile(r"[0-9a-f]{64}"),
    "salt": re.compile(r"[0-9a-f]{32}"),
    "digest": re.compile(r"[0-9a-f]{64}"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A section as an event locked it: the name of its bytes, its salt, and the salted digest that is signed."""

    name: str
    blob: str
    salt: str
    digest: str

    def is_of(self, content: bytes) -> bool:
        """Say whether the digest is that of these bytes."""
        return section_digest(self.salt, content) == self.digest


def sections_of(body: bytes) -> Iterator[Section]:
    """Give the sections a body lists; what does not read as one is none."""
    if b'"sections"' not in body:
        return
    try:
        listed = load(body).get("sections")
    except StrictJsonError:
        return
    for name, said in listed.items() if isinstance(listed, dict) else ():
        if isinstance(said, dict) and all(form.fullmatch(str(said.get(key))) for key, form in _FORMS.items()):
            yield Section(str(name), str(said["blob"]), str(said["salt"]), str(said["digest"]))


def unlocked(statement: Statement, locked: Mapping[str, set[str]]) -> list[str]:
    """Name the sections of a statement that are not as any event locked them; unknown names are another matter."""
    return [name for name, digest in statement.sections.items() if name in locked and digest not in locked[name]]
