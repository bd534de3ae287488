"""What a verifier trusts, from outside any dossier: the log's key, persons' keys, stamp roots, and what is demanded."""

import base64
import binascii
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from sekisho.seal.key import is_sound_point
from sekisho.seal.log.cosignature import Cosigner
from sekisho.seal.log.note import NoteError, Verifier
from sekisho.seal.log.policy import Policy, PolicyError, parse_log_key, parse_policy

LARGEST = 4 * 1024 * 1024
MODES = ("live", "rehearsal")
_OPTIONAL = frozenset({"pins", "person", "stamp_after_s", "stamp_before_s", "stamp_authorities", "witnesses"})
_FIELDS = frozenset({"origin", "mode", "log_keys", "demanded", "stamp_roots"}) | _OPTIONAL
_PERSON = frozenset({"id", "role", "side", "public_key"})
_PIN = re.compile(r"([1-9][0-9]{0,18}) ([0-9a-f]{64})")
#: The longest tolerance that still says anything; longer ones would pass for a check.
LONGEST_S = 366 * 86_400
MOST_AUTHORITIES = 9


class TrustError(ValueError):
    """A trust file that cannot be used; says which entry."""


@dataclass(frozen=True, slots=True)
class TrustedPerson:
    """A person's public key and the role and side it may sign for."""

    id: str
    role: str
    side: str
    public: bytes


@dataclass(frozen=True)
class Trust:
    """Everything a verifier goes by.

    ``demanded`` names, by event type, that its entry needs a person's envelope. ``pins`` are earlier checkpoints as
    ``size root`` in hex. Tolerances are seconds between a stamp and the recorded time. ``witnesses`` is the policy
    (C2SP tlog-policy) by which a checkpoint counts as witnessed; its log lines are not looked at.
    ``stamp_authorities`` is how many authorities, each under a root of its own, have to have stamped.
    """

    origin: str
    mode: str
    log_keys: tuple[Verifier | Cosigner, ...]
    persons: tuple[TrustedPerson, ...]
    stamp_roots: tuple[bytes, ...]
    demanded: tuple[str, ...]
    pins: tuple[tuple[int, str], ...] = ()
    stamp_after_s: int = 86_400
    stamp_before_s: int = 300
    witnesses: str = ""
    stamp_authorities: int = 1

    @property
    def policy(self) -> Policy | None:
        """Give the policy of witnesses, None where none is trusted."""
        return parse_policy(self.witnesses.encode()) if self.witnesses else None


def _known(table: Mapping[str, Any], known: frozenset[str], place: str) -> None:
    # A misspelt word would silently demand less than the auditor meant to demand.
    unknown, missing = sorted(set(table) - known), sorted(known - set(table) - _OPTIONAL)
    if unknown or missing:
        raise TrustError(f"{place}: unknown {', '.join(unknown) or '-'}; missing {', '.join(missing) or '-'}")


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TrustError(f"{name}: write a text")
    return value


def _texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, list):
        raise TrustError(f"{name}: write a list of texts")
    return [_text(item, name) for item in value]


def _seconds(table: Mapping[str, Any], name: str, usual: int) -> int:
    value = table.get(name, usual)
    if type(value) is not int or not 0 <= value <= LONGEST_S:
        raise TrustError(f"{name}: write whole seconds up to {LONGEST_S}")
    return value


def _person(record: Any) -> TrustedPerson:
    if not isinstance(record, dict):
        raise TrustError("person: write a table for each")
    _known(record, _PERSON, f"person {record.get('id')}")
    try:
        public = base64.b64decode(_text(record["public_key"], "public_key"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise TrustError(f"person {record['id']}: {error}") from error
    if not is_sound_point(public):
        raise TrustError(f"person {record['id']}: a public key is 32 bytes of Ed25519")
    person, role, side = (_text(record[name], name) for name in ("id", "role", "side"))
    return TrustedPerson(person, role, side, public)


def _persons(value: Any) -> tuple[TrustedPerson, ...]:
    if not isinstance(value, list):
        raise TrustError("person: write a table for each")
    return tuple(_person(record) for record in value)


def _pin(text: str) -> tuple[int, str]:
    match = _PIN.fullmatch(text)
    if match is None:
        raise TrustError(f"pin {text[:40]!r}: write size and root in hex")
    return int(match[1]), match[2]


def _root(text: str) -> bytes:
    try:
        x509.load_pem_x509_certificate(text.encode())
    except ValueError as error:
        raise TrustError(f"stamp_roots: no certificate in PEM: {error}") from error
    return text.encode()


def _log_keys(value: Any) -> tuple[Verifier | Cosigner, ...]:
    try:
        keys = tuple(parse_log_key(text) for text in _texts(value, "log_keys"))
    except NoteError as error:
        raise TrustError(f"log_keys: {error}") from error
    if not keys:
        raise TrustError("log_keys: at least one")
    return keys


def _count(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= MOST_AUTHORITIES:
        raise TrustError(f"stamp_authorities: write a whole number from 1 to {MOST_AUTHORITIES}")
    return value


def _policy(value: Any) -> str:
    if not isinstance(value, str):
        raise TrustError("witnesses: write the text of a policy")
    try:
        parse_policy(value.encode())
    except PolicyError as error:
        raise TrustError(f"witnesses: {error}") from error
    return value


def read_trust(data: bytes) -> Trust:
    """Read a trust file; every word in it is known, every list that demands something is there. Raises TrustError."""
    if len(data) > LARGEST:
        raise TrustError(f"{len(data)} bytes; at most {LARGEST}")
    try:
        value = tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise TrustError(f"no TOML: {error}") from error
    _known(value, _FIELDS, "trust file")
    if value["mode"] not in MODES:
        raise TrustError(f"mode: write one of {', '.join(MODES)}")
    return Trust(
        origin=_text(value["origin"], "origin"),
        mode=value["mode"],
        log_keys=_log_keys(value["log_keys"]),
        persons=_persons(value.get("person", [])),
        stamp_roots=tuple(_root(text) for text in _texts(value["stamp_roots"], "stamp_roots")),
        demanded=tuple(_texts(value["demanded"], "demanded")),
        pins=tuple(_pin(text) for text in _texts(value.get("pins", []), "pins")),
        stamp_after_s=_seconds(value, "stamp_after_s", Trust.stamp_after_s),
        stamp_before_s=_seconds(value, "stamp_before_s", Trust.stamp_before_s),
        stamp_authorities=_count(value.get("stamp_authorities", Trust.stamp_authorities)),
        witnesses=_policy(value["witnesses"]) if "witnesses" in value else "",
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _lines(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""\n{escaped}"""'


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
    text += f"stamp_authorities = {trust.stamp_authorities}\n"
    text += f"witnesses = {_lines(trust.witnesses)}\n" if trust.witnesses else ""
    roots = ",\n".join(f'"""\n{root.decode()}"""' for root in trust.stamp_roots)
    text += f"stamp_roots = [\n{roots},\n]\n" if roots else "stamp_roots = []\n"
    for person in trust.persons:
        public = base64.b64encode(person.public).decode()
        text += f"\n[[person]]\nid = {_quoted(person.id)}\nrole = {_quoted(person.role)}\n"
        text += f"side = {_quoted(person.side)}\npublic_key = {_quoted(public)}\n"
    return text.encode()
