"""An office at its address: the token one speaks with, and what is said where it cannot be spoken with."""

import os
import re
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import httpx

from sekisho.cli.output import Voice
from sekisho.cli.sending import TIMEOUT_S, RefusedError

TOKEN = "SEKISHO_TOKEN"  # noqa: S105 - because it is the name under which the environment holds one
LONGEST_TOKEN = 4096
_HOST = re.compile(r"[\w.:-]+")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _token(said: Voice, path: Path | None) -> str:
    """Read the token from a file or the environment; on the command line every user of the machine would see it."""
    if path is None:
        token = os.environ.get(TOKEN, "")
    else:
        try:
            with path.open(encoding="ascii") as file:
                token = file.read(LONGEST_TOKEN)
        except (OSError, ValueError) as error:
            said.stop("send.token_unreadable", file=str(path), problem=str(error))
    if not token.strip() or not token.strip().isprintable():
        said.stop("send.no_token", variable=TOKEN)
    if not token.isascii():
        said.stop("send.no_such_token", source=str(path or TOKEN))
    return token.strip()


def _is_host(name: str) -> bool:
    """Say whether a name can be one of a machine. Raises ValueError for labels no resolver can be asked for."""
    return bool(_HOST.fullmatch(name) and name.encode("idna"))


def _address(said: Voice, url: str) -> str:
    try:
        parts = urlsplit(url)
        is_open = parts.scheme == "http" and parts.hostname not in LOOPBACK
        is_known = parts.scheme in {"http", "https"} and _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        is_open, is_known = False, False
    if not is_known:
        said.stop("send.address", url=url)
    if is_open:
        said.stop("send.not_encrypted", url=url)
    return url.rstrip("/") + "/"


def wire_to(said: Voice, url: str, token_file: Path | None) -> httpx.Client:
    """Give a client that speaks to an office with the caller's token and in his language, or leave with the reason."""
    headers = {"Authorization": f"Bearer {_token(said, token_file)}", "Accept-Language": said.language.value}
    return httpx.Client(base_url=_address(said, url), headers=headers, timeout=TIMEOUT_S)


def leave_refused(said: Voice, refused: RefusedError) -> NoReturn:
    """Leave with the office's reasons; one this program is too old to know is named by its code."""
    if not all(said.wording.has(code) for code in refused.codes):
        said.stop("send.not_understood", codes=", ".join(sorted(refused.codes)))
    said.refuse(refused.refusal, code=1)
