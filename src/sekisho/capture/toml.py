"""TOML from outside: size, encoding and depth are bounded before the standard library's reader sees any of it."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from sekisho.capture.problem import Problem

#: tomllib takes a time for a key that grows with the square of its parts: 80 KB of them, twelve seconds.
_DEEP_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')\s*\.\s*){64}""")


def table_in(text: str) -> dict[str, Any]:
    """Read a text. Raises ValueError for what is no TOML, and for one nested beyond reason."""
    if _DEEP_KEY.search(text):
        raise ValueError("a key of more than 64 parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def read_table(data: bytes, kind: str, largest: int) -> Mapping[str, Any] | Problem:
    """Read a file, or say what keeps it from being read; ``kind`` begins the problem's code (``plan.no_toml``)."""
    if len(data) > largest:
        return Problem(f"{kind}.too_large", facts={"bytes": len(data), "largest": largest})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(f"{kind}.no_utf8", facts={"line": data[: error.start].count(b"\n") + 1})
    try:
        return table_in(text)
    except ValueError as error:
        return Problem(f"{kind}.no_toml", facts={"reason": str(error)[:200]})
