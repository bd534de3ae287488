"""The streams a command writes to: one that cannot show a sign is given another for it, never an error."""

import codecs
import sys
from io import TextIOWrapper

#: What stands for our signs where the stream's encoding lacks them, as on a terminal that knows ASCII only.
SIGNS = {
    "✓": "+",
    "✗": "x",
    "–": "-",
    "—": "-",
    "−": "-",
    "→": "->",
    "·": "*",
    "●": "*",
    "…": "...",
    "¥": "JPY ",
    "¶": "par. ",
    "█": "#",
    "▒": "=",
    "│": "|",
    "×": "x",
    "÷": "/",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
}
HANDLER = "sekisho.signs"


def _spelt(error: UnicodeError) -> tuple[str, int]:
    """Spell what cannot be encoded: by another sign, or by the number of the character."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    spelt = [SIGNS.get(sign) or sign.encode("ascii", "backslashreplace").decode("ascii") for sign in lost]
    return "".join(spelt), error.end


def speaks_unicode() -> bool:
    """Say whether standard output can show every character."""
    return codecs.lookup(sys.stdout.encoding or "ascii").name.startswith("utf")


def prepare() -> None:
    """Let both streams spell what they cannot show. A stream somebody has replaced is left as it is."""
    codecs.register_error(HANDLER, _spelt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=HANDLER)
