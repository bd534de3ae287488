"""Lines for a terminal: broken where the language allows it, by display width, and free of control characters."""

import re
import unicodedata

from rich.cells import cell_len

# No line begins with a closing sign or ends with an opening one (JIS X 4051, kinsoku).
_OPEN, _CLOSE = "（「『【〈《“‘", "、。，．・：；？！）」』】〉》”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々％"
_WIDE = "ᄀ-ᅟ⺀-鿿가-힣豈-﫿︰-﹏＀-｠￠-￦"
#: A word with its signs; a single sign behind a space is taken along, or it would begin a line by itself.
_UNIT = re.compile(rf"\s+|[{_OPEN}]*(?:[{_WIDE}]|[^\s{_WIDE}]+)[{_CLOSE}]*(?:\s[{_CLOSE}](?=\s|$))?")
_SPACE = re.compile(r"\s+")
#: Characters that move the cursor, turn the text around or stand for half a character.
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def visible(text: str) -> str:
    """Write control characters as their numbers: what stands in somebody's file never steers a terminal."""
    if text.isprintable():
        return text
    return "".join(
        sign.encode("unicode_escape").decode("ascii") if unicodedata.category(sign) in _HIDDEN else sign
        for sign in text
    )


def folded(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines of a display width, the first behind one indent, the others behind another.

    A word longer than the line, as a path or an address, stays whole so that it can be copied.
    """
    lines, line = [], first
    for unit in (_SPACE.sub(" ", found) for found in _UNIT.findall(text)):
        is_begun = line not in (first, rest)
        if is_begun and not unit.isspace() and cell_len(line + unit) > width:
            lines.append(line.rstrip())
            line = rest
        if not unit.isspace() or line.strip():
            line += unit
    return [*lines, line.rstrip()]
