"""A dossier taken apart: its case, its files by their place, its entries in order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.seal.entry import EntryError, EntryHeader, parse
from sekisho.seal.problem import FoundError, Problem

_NUMBERED = re.compile(r"dossier/entries/([0-9]{5})\.entry")
#: Every place a file may have. What stands elsewhere is vouched for by nothing and would only look as if it were.
_PLACES = re.compile(
    r"bagit\.txt|bag-info\.txt|(tag)?manifest-sha(256|512)\.txt|index\.html|VERIFY\.md|verify\.py"
    r"|data/files/[0-9a-f]{64}|dossier/closing\.txt|dossier/checkpoints/(checkpoint|consistency)\.txt"
    r"|dossier/(entries/(?P<entry>[0-9]{5})\.entry|bodies/(?P<body>[0-9]{5})\.json|proofs/(?P<proof>[0-9]{5})\.tlog-proof)"
    r"|dossier/statements/[0-9a-f]{64}\.dsse\.json|dossier/timestamps/([0-9]{1,3}\.tsr|root-[0-9]{1,3}\.(pem|crl))"
)
#: Made for the reader's convenience from what is sealed, and not sealed itself.
PAGES = frozenset({"index.html", "VERIFY.md", "verify.py"})


class ContentsError(FoundError):
    """Files that are no dossier."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry of the dossier: its number, its exact bytes, and what it says."""

    n: int
    data: bytes
    header: EntryHeader


@dataclass(frozen=True, slots=True)
class Contents:
    """A dossier's files, without the folder that holds them all."""

    case: str
    files: Mapping[str, bytes]
    entries: tuple[Kept, ...]

    def under(self, folder: str) -> dict[str, bytes]:
        """Give the files of a folder by their name in it."""
        start = f"{folder}/"
        return {name.removeprefix(start): data for name, data in self.files.items() if name.startswith(start)}

    def misplaced(self) -> list[str]:
        """Name the files that have no place in a dossier, and those of an entry that is not there."""
        return [name for name in sorted(self.files) if not self._has_place(name)]

    def _has_place(self, name: str) -> bool:
        match = _PLACES.fullmatch(name)
        if match is None:
            return False
        number = match["entry"] or match["body"] or match["proof"]
        return number is None or int(number) < len(self.entries)


def _folder(files: Mapping[str, bytes]) -> str:
    folders = {name.split("/", 1)[0] for name in files if "/" in name}
    if len(folders) != 1 or any("/" not in name for name in files):
        raise ContentsError(Problem("seal.contents.folder"))
    return folders.pop()


def _entries(files: Mapping[str, bytes]) -> list[Kept]:
    kept = []
    for name in sorted(files):
        match = _NUMBERED.fullmatch(name)
        if match:
            try:
                kept.append(Kept(int(match[1]), files[name], parse(files[name])))
            except EntryError as error:
                raise ContentsError(Problem("seal.contents.entry", name, {"reason": str(error)})) from error
    if not kept:
        raise ContentsError(Problem("seal.contents.no_entries"))
    return kept


def take_apart(archive: Mapping[str, bytes]) -> Contents:
    """Take a dossier's files apart. Raises ContentsError."""
    case = _folder(archive)
    files = {name.split("/", 1)[1]: data for name, data in archive.items()}
    return Contents(case, files, tuple(_entries(files)))
