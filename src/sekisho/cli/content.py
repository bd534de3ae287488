"""What a file is, by its content: one case as TOML or JSON, or a table of many rows."""

from pathlib import Path

#: Parquet, spreadsheets new and old, PDF: whatever they are called.
_MARKS = (b"PAR1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-")
_TABLES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".parquet")
_CASES = (".toml", ".json")
#: So much of a file shows what it is.
_HEAD = 4096
_DELIMITERS = b",\t;|"


def _looks_like_rows(head: bytes) -> bool:
    """Say whether a first line reads as headings: a few of them, and nothing that begins a case."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n")[0]
    return max(first.count(sign) for sign in _DELIMITERS) > 1 and b"=" not in first and not first.startswith(b"[")


def _head(path: Path) -> bytes:
    """Give the beginning of a file; nothing of a device or a pipe, which might be waited for."""
    if not path.is_file():
        return b""
    with path.open("rb") as source:
        return source.read(_HEAD)


def holds_rows(path: Path) -> bool:
    """Say whether a file or folder holds a table of rows; what cannot be read is a case, whose reader says why."""
    try:
        if path.is_dir():
            return next(path.rglob("*.parquet"), None) is not None
        head = _head(path)
    except (OSError, ValueError):
        return False
    return bool(head) and _is_table(path, head)


def _is_table(path: Path, head: bytes) -> bool:
    if head.startswith(_MARKS):
        return True
    # A brace begins a case whatever the file is called: no row of headings does.
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") or path.suffix.lower() in _CASES:
        return False
    return path.suffix.lower() in _TABLES or _looks_like_rows(head)
