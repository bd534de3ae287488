"""Tables of any kind: what a file is shows in its first bytes, whatever it is called."""

from sekisho.domain.values.finding import Finding, Refusal
from sekisho.domain.values.grid import TableFile
from sekisho.media.table.limit import LARGEST
from sekisho.media.table.problem import UnreadableError, note

ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
#: A password turns a workbook into a file of this part.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
#: Somewhere in the first bytes: some programs write a few before it.
HEAD = 1024
_ENDINGS = {"xlsx": ("xlsx", "xlsm"), "csv": ("csv", "txt"), "tsv": ("tsv", "txt", "tab", "csv"), "pdf": ("pdf",)}


def _text(data: bytes, name: str, encoding: str) -> TableFile:
    from sekisho.media.table.delimited import read_delimited  # noqa: PLC0415 - because each kind loads only its own

    return read_delimited(data, name, encoding)


def _workbook(data: bytes) -> TableFile:
    from sekisho.media.table.workbook import read_workbook  # noqa: PLC0415 - because of the same

    return read_workbook(data)


def _printed(data: bytes) -> TableFile:
    from sekisho.media.table.printed import read_printed  # noqa: PLC0415 - because of the same

    return read_printed(data)


def _read(data: bytes, name: str, encoding: str) -> TableFile:
    if len(data) > LARGEST:
        raise UnreadableError("too_large", limit=LARGEST)
    if not data.strip():
        raise UnreadableError("empty")
    if data.startswith(OLE):
        raise UnreadableError("locked" if _LOCKED in data else "old_workbook")
    if data.startswith(ZIP):
        return _workbook(data)
    return _printed(data) if PDF in data[:HEAD] else _text(data, name, encoding)


def _notes(found: TableFile, name: str) -> tuple[Finding, ...]:
    ending = name.rpartition(".")[2].casefold()
    if ending in {one for endings in _ENDINGS.values() for one in endings} and ending not in _ENDINGS[found.kind]:
        return (note("other_kind", name, file=name, kind=found.kind),)
    return ()


class TableReader:
    """Reads files of tables (``ports.Tables``)."""

    def read(self, data: bytes, name: str, encoding: str = "") -> TableFile | Refusal:
        """Read a file by its content; ``encoding`` names a text file's where it is not to be found out."""
        try:
            found = _read(data, name, encoding)
        except UnreadableError as error:
            return Refusal.of([error.finding])
        notes = (*_notes(found, name), *found.notes)
        return TableFile(found.kind, found.sheets, notes, found.encoding, from_1904=found.from_1904)
