"""A dossier taken apart: its case, its files by their place, its entries in order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.seal.entry import EntryError, EntryHeader, parse

_NUMBERED = re.compile(r"dossier/entries/(\d{5})\.entry")


class ContentsError(ValueError):
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


def _folder(files: Mapping[str, bytes]) -> str:
    folders = {name.split("/", 1)[0] for name in files if "/" in name}
    if len(folders) != 1 or any("/" not in name for name in files):
        raise ContentsError("a dossier is one folder")
    return folders.pop()


def _entries(files: Mapping[str, bytes]) -> list[Kept]:
    kept = []
    for name in sorted(files):
        match = _NUMBERED.fullmatch(name)
        if match:
            try:
                kept.append(Kept(int(match[1]), files[name], parse(files[name])))
            except EntryError as error:
                raise ContentsError(f"{name}: {error}") from error
    if not kept:
        raise ContentsError("no entries")
    return kept


def take_apart(archive: Mapping[str, bytes]) -> Contents:
    """Take a dossier's files apart. Raises ContentsError."""
    case = _folder(archive)
    files = {name.split("/", 1)[1]: data for name, data in archive.items()}
    return Contents(case, files, tuple(_entries(files)))
