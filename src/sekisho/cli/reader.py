"""Read what people hand in: TOML or JSON in UTF-8, of a bounded size. Every problem says where and what to do."""

import json
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

LARGEST = 4 * 1024 * 1024
DEEPEST = 20
#: Encodings people's tools write; named in the refusal so that the remedy is clear.
LIKELY = ("cp932", "gb18030")


def _refusal(code: str, path: Path, **facts: str | int) -> Refusal:
    return Refusal.of([Finding(f"file.{code}", Outcome.NOT_MET, path.name, facts={"file": path.name, **facts})])


def _likely_encoding(data: bytes) -> str:
    for name in LIKELY:
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name.upper()
    return "?"


def _plain(value: Any, depth: int = 0) -> Value:
    if depth > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, dict):
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    if value is None or isinstance(value, str | int | bool):
        return value
    raise ValueError(f"{value!r} is of a kind no file of ours holds")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise ValueError(f"{key!r} stands twice")
        seen.add(key)
    return dict(pairs)


def _parse(path: Path, text: str) -> Any:
    if path.suffix.lower() == ".json":
        return json.loads(text, object_pairs_hook=_no_duplicates)
    return tomllib.loads(text)


def _bytes(path: Path) -> bytes | Refusal:
    if not path.is_file():
        return _refusal("absent", path)
    size = path.stat().st_size
    return _refusal("too_large", path, size=size, limit=LARGEST) if size > LARGEST else path.read_bytes()


def read_file(path: Path) -> dict[str, Value] | Refusal:
    """Read a TOML or JSON file into plain values; floats stay text so that no yen is ever lost. Or refuse it."""
    data = _bytes(path)
    if isinstance(data, Refusal):
        return data
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _refusal("not_utf8", path, byte=error.start, encoding=_likely_encoding(data))
    try:
        value = _plain(_parse(path, text))
    except (ValueError, RecursionError) as error:
        return _refusal("unreadable", path, problem=str(error)[:200])
    return value if isinstance(value, dict) else _refusal("not_a_record", path)
