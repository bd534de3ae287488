"""What a person signs: an in-toto Statement over the root of salted section digests."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.seal.strictjson import StrictJsonError, dump, load

TYPE = "https://in-toto.io/Statement/v1"
PREDICATE = "https://sekisho.example/content/v1"
_HEX = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")


class StatementError(ValueError):
    """Bytes that are no content statement."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A content statement: case, salted digest of every section, role and side, and the newest checkpoint seen.

    ``after`` says the statement is younger than that checkpoint; the stamp over the log says before when it was made.
    """

    case: str
    sections: Mapping[str, str]
    role: str
    side: str
    salt: str
    after: str
    rehearsal: bool

    @property
    def root(self) -> str:
        """Give the root over the sections: what all sides sign in common."""
        return root_of(self.sections)


def section_digest(salt: str, content: bytes) -> str:
    """Give the digest of a section: SHA-256 over its 16-byte salt and its bytes, in hex."""
    # Salted, because a price or a name is guessed quickly from a plain digest; the integrator sees only this one.
    return hashlib.sha256(bytes.fromhex(salt) + content).hexdigest()


def root_of(sections: Mapping[str, str]) -> str:
    """Give the root over named digests: SHA-256 over sorted ``digest  name`` lines, as sha256sum writes them."""
    lines = "".join(f"{sections[name]}  {name}\n" for name in sorted(sections))
    return hashlib.sha256(lines.encode()).hexdigest()


def encode(statement: Statement) -> bytes:
    """Write a statement: the exact bytes that are signed."""
    return dump(
        {
            "_type": TYPE,
            "subject": [{"name": statement.case, "digest": {"sha256": statement.root}}],
            "predicateType": PREDICATE,
            "predicate": {
                "case": statement.case,
                "sections": dict(statement.sections),
                "role": statement.role,
                "side": statement.side,
                "salt": statement.salt,
                "after": statement.after,
                "rehearsal": statement.rehearsal,
            },
        }
    )


def _sections(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not value:
        raise StatementError("the predicate lacks sections")
    if not all(isinstance(digest, str) and _HEX.fullmatch(digest) for digest in value.values()):
        raise StatementError("a section's digest is no SHA-256")
    return value


def _text(value: Mapping[str, object], name: str) -> str:
    text = value.get(name)
    if not isinstance(text, str):
        raise StatementError(f"the predicate lacks {name}")
    return text


def _predicate(value: Mapping[str, object]) -> Statement:
    rehearsal = value.get("rehearsal")
    # Whether a signature was given in a rehearsal is signed with it, so that it can never be carried over.
    if not isinstance(rehearsal, bool):
        raise StatementError("the predicate lacks rehearsal")
    sections = _sections(value.get("sections"))
    case, role, side, salt, after = (_text(value, name) for name in ("case", "role", "side", "salt", "after"))
    if not _SALT.fullmatch(salt):
        raise StatementError("the salt is not 16 bytes in hex")
    return Statement(case, sections, role, side, salt, after, rehearsal)


def parse(payload: bytes) -> Statement:
    """Read a statement; its subject must be the root of its own sections. Raises StatementError."""
    try:
        value = load(payload)
    except StrictJsonError as error:
        raise StatementError(f"unreadable statement: {error}") from error
    predicate = value.get("predicate")
    if value.get("_type") != TYPE or value.get("predicateType") != PREDICATE or not isinstance(predicate, dict):
        raise StatementError("not a content statement")
    statement = _predicate(predicate)
    if encode(statement) != payload:
        raise StatementError("not written as a statement is written, or its subject is not its sections' root")
    return statement
