"""What a verifier trusts, from outside any dossier: the log's key, persons' keys, stamp roots, and what is demanded."""

import base64
import binascii
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sekisho.seal.note import NoteError, Verifier, parse_vkey


class TrustError(ValueError):
    """A trust file that cannot be used; says which entry."""


@dataclass(frozen=True, slots=True)
class TrustedPerson:
    """A person's public key and the role and side it may sign for."""

    id: str
    role: str
    side: str
    public: bytes


@dataclass(frozen=True, slots=True)
class Trust:
    """Everything a verifier goes by.

    ``demanded`` names, by event type, that its entry needs a person's envelope. ``pins`` are earlier checkpoints as
    ``size root`` in hex. Tolerances are seconds between a stamp and the recorded time.
    """

    origin: str
    mode: str
    log_keys: tuple[Verifier, ...]
    persons: tuple[TrustedPerson, ...]
    stamp_roots: tuple[bytes, ...]
    demanded: tuple[str, ...]
    pins: tuple[tuple[int, str], ...] = ()
    stamp_after_s: int = 86_400
    stamp_before_s: int = 300


def _texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TrustError(f"{name}: write a list of texts")
    return value


def _person(record: Mapping[str, Any]) -> TrustedPerson:
    try:
        public = base64.b64decode(str(record["public_key"]), validate=True)
        person = TrustedPerson(str(record["id"]), str(record["role"]), str(record["side"]), public)
    except (KeyError, binascii.Error) as error:
        raise TrustError(f"person {record.get('id')}: {error}") from error
    if len(person.public) != 32:
        raise TrustError(f"person {person.id}: a public key is 32 bytes")
    return person


def _pin(text: str) -> tuple[int, str]:
    size, _, root = text.partition(" ")
    if not size.isdigit() or len(root) != 64:
        raise TrustError(f"pin {text[:40]!r}: write size and root in hex")
    return int(size), root


def _log_keys(value: Any) -> tuple[Verifier, ...]:
    try:
        keys = tuple(parse_vkey(text) for text in _texts(value, "log_keys"))
    except NoteError as error:
        raise TrustError(f"log_keys: {error}") from error
    if not keys:
        raise TrustError("log_keys: at least one")
    return keys


def read_trust(data: bytes) -> Trust:
    """Read a trust file. Raises TrustError."""
    try:
        value = tomllib.loads(data.decode())
        return Trust(
            origin=str(value["origin"]),
            mode=str(value["mode"]),
            log_keys=_log_keys(value["log_keys"]),
            persons=tuple(_person(record) for record in value.get("person", [])),
            stamp_roots=tuple(text.encode() for text in _texts(value.get("stamp_roots", []), "stamp_roots")),
            demanded=tuple(_texts(value.get("demanded", []), "demanded")),
            pins=tuple(_pin(text) for text in _texts(value.get("pins", []), "pins")),
            stamp_after_s=int(value.get("stamp_after_s", 86_400)),
            stamp_before_s=int(value.get("stamp_before_s", 300)),
        )
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, TrustError):
            raise
        raise TrustError(f"unusable trust file: {error}") from error


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _list(name: str, items: list[str]) -> str:
    return f"{name} = [{', '.join(_quoted(item) for item in items)}]\n"


def write_trust(trust: Trust) -> bytes:
    """Write a trust file."""
    text = "# What a verifier trusts. Compare it over another channel than the dossier's.\n"
    text += f"origin = {_quoted(trust.origin)}\nmode = {_quoted(trust.mode)}\n"
    text += _list("log_keys", [key.vkey for key in trust.log_keys])
    text += _list("demanded", list(trust.demanded))
    text += _list("pins", [f"{size} {root}" for size, root in trust.pins])
    text += f"stamp_after_s = {trust.stamp_after_s}\nstamp_before_s = {trust.stamp_before_s}\n"
    roots = ",\n".join(f'"""\n{root.decode()}"""' for root in trust.stamp_roots)
    text += f"stamp_roots = [\n{roots},\n]\n" if roots else "stamp_roots = []\n"
    for person in trust.persons:
        public = base64.b64encode(person.public).decode()
        text += f"\n[[person]]\nid = {_quoted(person.id)}\nrole = {_quoted(person.role)}\n"
        text += f"side = {_quoted(person.side)}\npublic_key = {_quoted(public)}\n"
    return text.encode()
