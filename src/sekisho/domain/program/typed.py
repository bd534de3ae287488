"""Values of parameters as people type them: a line of text, a line an item of a list, ``name = value`` for a table."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from sekisho.domain.rules.datatype import list_item, table_parts
from sekisho.domain.values.finding import Value

#: How yes and no are typed, in each language and as data files write them.
FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "on", "はい", "是"), True),
    **dict.fromkeys(("false", "no", "off", "いいえ", "否"), False),
}
#: More digits than any amount has; what is longer stays text, and is refused as such.
LONGEST_NUMBER = 18
_NUMBER = re.compile(rf"-?[0-9]{{1,{LONGEST_NUMBER}}}")
_LOCAL = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _number(text: str) -> Value:
    digits = re.sub(r"[,\s円¥\\_]", "", _folded(text))
    return int(digits) if _NUMBER.fullmatch(digits) else text.strip()


def _flag(text: str) -> Value:
    return FLAGS.get(_folded(text).lower(), text.strip())


def _instant(text: str) -> Value:
    """Read an instant; without a zone it is meant as the clocks in Japan show it."""
    local = _LOCAL.fullmatch(_folded(text))
    return f"{local[1]}T{local[2]}{local[3] or ':00'}+09:00" if local else _folded(text)


#: What is no number, flag or moment is kept as it was typed: texts may be full-width on purpose.
_READ: Mapping[str, Callable[[str], Value]] = {
    **dict.fromkeys(("int", "yen"), _number),
    "bool": _flag,
    "instant": _instant,
    **dict.fromkeys(("rate", "date"), _folded),
}


def _scalar(text: str, kind: str) -> Value:
    return _READ.get(kind, str.strip)(text)


def _items(text: str) -> list[str]:
    """Part a text at its lines; a single line at its commas."""
    lines = text.strip().splitlines()
    parts = re.split(r"[,、，]", lines[0]) if len(lines) == 1 else lines
    return [part.strip() for part in parts if part.strip()]


def value_of(text: str, kind: str) -> Value:
    """Read a typed text as a value of a type; what does not fit comes back as text, for whoever judges it."""
    if item := list_item(kind):
        return [_scalar(one, item) for one in _items(text)]
    value_kind = table_parts(kind)[1]
    if not value_kind:
        return _scalar(text, kind)
    pairs = [re.split(r"[=:＝：]", one, maxsplit=1) for one in _items(text)]
    return {pair[0].strip(): _scalar(pair[1] if len(pair) > 1 else "", value_kind) for pair in pairs}


def _written(value: Value) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def text_of(value: Value) -> str:
    """Write a value as it is typed."""
    if isinstance(value, dict):
        return "\n".join(f"{name} = {_written(item)}" for name, item in value.items())
    return "\n".join(map(_written, value)) if isinstance(value, list) else _written(value)
