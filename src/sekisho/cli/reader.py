"""Read what people hand in: TOML or JSON in UTF-8, of a bounded size. Every problem says where and what to do."""

import json
import math
import os
import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sekisho.cli.encoding import likely_encoding, wide_encoding
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

#: Twenty times the largest case anybody described; tomllib takes some seconds for so much.
LARGEST = 1024 * 1024
DEEPEST = 20
#: TOML knows whole numbers of 64 bits; a longer one is a slip, and some programs would read another number.
WHOLE = range(-(2**63), 2**63)
#: A broken file may be wrong in every value; past these nobody reads on.
MOST = 50
#: How much of a broken line a refusal shows.
EXCERPT = 60
#: How much of a long name stands in a place.
SHOWN_KEY = 40
_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


#: How tomllib begins to say that a key or table stands there already.
_AGAIN = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate inline table key")
#: tomllib takes a time for such keys that grows with the square of their length.
_DEEP_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')\s*\.\s*){64}""")


class TwiceError(ValueError):
    """A key that stands twice in one JSON object, where most readers silently take the last."""


def shown_name(path: Path) -> str:
    """Give a file's name as it can be printed; bytes that are no UTF-8 show as question marks."""
    return os.fsencode(path.name or str(path)).decode("utf-8", "replace")


def _refusal(code: str, path: Path, *, remedy: str = "", **facts: str | int) -> Refusal:
    name = shown_name(path)
    told = f"file.{code}.{remedy}" if remedy else ""
    return Refusal.of([Finding(f"file.{code}", Outcome.NOT_MET, name, facts={"file": name, **facts}, remedy=told)])


def _below(place: str, name: str) -> str:
    return f"{place}.{name[:SHOWN_KEY]}"


class _Plain:
    """Turns parsed values into plain ones and gathers every value no file of ours may hold, with its place."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def _wrong(self, code: str, place: str, **facts: Value) -> None:
        if len(self.findings) < MOST:
            self.findings.append(Finding(f"file.{code}", Outcome.NOT_MET, place, facts=dict(facts)))

    def value(self, value: Any, place: str, depth: int = 0) -> Value:
        """Give a value as plain values; a wrong one is noted and reads as nothing."""
        if isinstance(value, dict | list) and depth >= DEEPEST:
            self._wrong("too_deep", place, limit=DEEPEST)
            return None
        if isinstance(value, dict):
            return {self.text(k, place): self.value(v, _below(place, k), depth + 1) for k, v in value.items()}
        if isinstance(value, list):
            return [self.value(item, _below(place, str(n)), depth + 1) for n, item in enumerate(value, 1)]
        return self._leaf(value, place)

    def text(self, text: str, place: str) -> str:
        """Give a text; half a character is noted."""
        # JSON can write half a character ("\ud800"); no stream and no database takes it.
        if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
            self._wrong("half_character", place)
        return text

    def _leaf(self, value: Any, place: str) -> Value:
        if isinstance(value, str):
            return self.text(value, place)
        if isinstance(value, datetime | date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return self._decimal(value, place)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            if value not in WHOLE:
                self._wrong("number_too_long", place)
            return value
        self._wrong("unknown_kind", place, value=str(value)[:40])
        return None

    def _decimal(self, value: Decimal, place: str) -> str:
        if not value.is_finite():
            self._wrong("not_finite", place)
            return ""
        return format(value, "f") if abs(value.adjusted()) < math.log10(WHOLE.stop) else str(value)


def _decimal(text: str) -> Decimal:
    """Read a decimal exactly; an exponent beyond all reckoning is no number."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _whole(text: str) -> int:
    # int() refuses more than 4300 digits with an error that names no place; any 25 digits are too long as well.
    return int(text[:25])


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise TwiceError(key)
        seen.add(key)
    return dict(pairs)


def _json(text: str) -> Any:
    return json.loads(
        text, object_pairs_hook=_no_duplicates, parse_float=_decimal, parse_int=_whole, parse_constant=_decimal
    )


def _toml(text: str) -> Any:
    if _DEEP_KEY.search(text):
        raise RecursionError
    return tomllib.loads(text, parse_float=_decimal)


def _grammar(path: Path, text: str) -> Callable[[str], Any]:
    """A file that begins with a brace is JSON whatever it is called: no TOML begins so."""
    return _json if path.suffix.lower() == ".json" or text.lstrip().startswith("{") else _toml


def _unfinished(path: Path, text: str) -> Refusal:
    return _refusal("unfinished", path, line=text.rstrip().count("\n") + 1)


def _syntax(path: Path, text: str, line: int, column: int, problem: str) -> Refusal:
    """Refuse with the line itself, which says more in every language than the parser's English."""
    excerpt = text.split("\n")[line - 1].strip()[:EXCERPT]
    return _refusal("syntax", path, line=line, column=column, excerpt=excerpt, problem=problem)


def _key_again(path: Path, text: str, line: int) -> Refusal:
    key = text.split("\n")[line - 1].partition("=")[0].strip(" []\t\r")[:EXCERPT]
    return _refusal("key_again", path, key=key, line=line)


def _json_problem(path: Path, text: str, error: json.JSONDecodeError) -> Refusal:
    is_last = error.lineno == text.rstrip().count("\n") + 1
    if error.pos >= len(text.rstrip()) or (is_last and error.msg.startswith("Unterminated")):
        return _unfinished(path, text)
    return _syntax(path, text, error.lineno, error.colno, error.msg)


def _toml_problem(path: Path, text: str, error: ValueError) -> Refusal:
    found = _AT.search(str(error))
    problem = _AT.sub("", str(error))[:200]
    if found is None or found[1] is None:
        # tomllib reads a number of thousands of digits with int(), which refuses it without a place.
        return _refusal("number_too_long", path) if found is None else _unfinished(path, text)
    if problem.startswith(_AGAIN):
        return _key_again(path, text, int(found[1]))
    return _syntax(path, text, int(found[1]), int(found[2]), problem)


def _parsed(path: Path, text: str) -> Any:
    """Parse a text, or give the refusal."""
    try:
        return _grammar(path, text)(text)
    except json.JSONDecodeError as error:
        return _json_problem(path, text, error)
    except TwiceError as error:
        return _refusal("key_twice", path, key=str(error)[:80])
    except RecursionError:
        return _refusal("too_deep", path, limit=DEEPEST)
    except ValueError as error:
        return _toml_problem(path, text, error)


def read_bytes(path: Path, largest: int = LARGEST) -> bytes | Refusal:
    """Read a file of a bounded size, or refuse it: absent, no file, not to be read, too large."""
    try:
        if not path.is_file():
            return _refusal("not_a_file" if path.exists() else "absent", path)
        with path.open("rb") as source:
            data = source.read(largest + 1)
    except (OSError, ValueError) as error:
        return _refusal("no_access", path, problem=getattr(error, "strerror", None) or str(error))
    return _refusal("too_large", path, limit=largest) if len(data) > largest else data


def _not_utf8(path: Path, line: int, likely: str) -> Refusal:
    return _refusal("not_utf8", path, remedy="likely" if likely else "", line=line, encoding=likely)


def _no_text(path: Path, data: bytes) -> Refusal:
    wide, line = wide_encoding(data), data[: data.index(b"\0")].count(b"\n") + 1
    return _not_utf8(path, line, wide) if wide else _refusal("binary", path, line=line)


def _text(path: Path, data: bytes) -> str | Refusal:
    if not data.strip():
        return _refusal("empty", path)
    if b"\0" in data:
        return _no_text(path, data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf8(path, data[: error.start].count(b"\n") + 1, likely_encoding(data))


def read_text(path: Path, largest: int) -> bytes | Refusal:
    """Read a text in UTF-8 as it stands, byte for byte; another encoding is refused with the likely one."""
    data = read_bytes(path, largest)
    text = data if isinstance(data, Refusal) else _text(path, data)
    return text if isinstance(text, Refusal) else data


def read_file(path: Path) -> dict[str, Value] | Refusal:
    """Read a TOML or JSON file into plain values; decimals stay text so that no yen is ever lost. Or refuse it."""
    data = read_bytes(path)
    text = data if isinstance(data, Refusal) else _text(path, data)
    parsed = text if isinstance(text, Refusal) else _parsed(path, text)
    if isinstance(parsed, Refusal):
        return parsed
    if not isinstance(parsed, dict):
        return _refusal("not_a_record", path)
    plain = _Plain()
    value = {plain.text(key, key): plain.value(item, key[:SHOWN_KEY], 1) for key, item in parsed.items()}
    return Refusal.of(plain.findings) if plain.findings else value
