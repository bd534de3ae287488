"""The MTConnect reference agent's ``agent.cfg``: its port, and the adapters it reads the machine's data from.

The grammar is the agent's own: ``Key = value`` a line, blocks in braces, ``#`` to the end of a line. An adapter without
``Host`` or ``Port`` has the documented 127.0.0.1 and 7878.
"""

import re
from collections.abc import Iterator

from sekisho.capture.configuration.told import Told

HOST, PORT = "127.0.0.1", "7878"
_DEEPEST = 16
#: Nothing that was taken is given back: of a name with a million spaces behind it every shorter one would be tried.
_TOKEN = re.compile(
    r"\s*+(?:#[^\n]*|(?P<open>[\w.-]++(?: ++[\w.-]++)*+)\s*+\{|(?P<close>\})"
    r"|(?P<key>[\w.-]++)\s*+=[ \t]*+(?P<value>\"[^\"\n]*\"|[^\n}#]*))"
)


def settings_of(text: str) -> dict[str, str]:
    """Give every setting by its path. Raises ValueError for a line that is none, and blocks that do not close."""
    found: dict[str, str] = {}
    path: list[str] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            begins = len(text) - len(text[at:].lstrip())
            raise ValueError(f"line {text.count(chr(10), 0, begins) + 1}")
        at = token.end()
        _take(token, path, found)
    if path:
        raise ValueError(path[-1])
    return found


def _take(token: "re.Match[str]", path: list[str], found: dict[str, str]) -> None:
    if token["open"]:
        path.append(token["open"].strip())
    elif token["close"] and path:
        path.pop()
    elif token["key"]:
        found[".".join([*path, token["key"]])] = token["value"].strip().strip('"')
    if len(path) > _DEEPEST:
        raise ValueError(path[-1])


def agent_of(text: str) -> Iterator[Told]:
    """Give what the file sets up. Raises ValueError."""
    settings = settings_of(text)
    if "Port" in settings:
        yield Told("agent", "Port", settings["Port"])
    names = {path.split(".")[1] for path in settings if path.startswith("Adapters.") and path.count(".") > 1}
    for name in sorted(names):
        host, port = (settings.get(f"Adapters.{name}.{key}", usual) for key, usual in (("Host", HOST), ("Port", PORT)))
        yield Told("adapter", f"Adapters.{name}", f"{host}:{port}")
