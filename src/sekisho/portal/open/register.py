"""The public registers: whom one may take as partner, what is registered, where to apply."""

from dataclasses import dataclass

from sekisho.application.show_register import PUBLIC, Entry, show_public_register
from sekisho.portal.desk import desk


@dataclass(frozen=True, slots=True)
class PublicRegister:
    """One register with everything that stands in it today."""

    subject: str
    entries: tuple[Entry, ...]


def public_registers() -> tuple[PublicRegister, ...]:
    """Give every public register; without a home they are empty."""
    at = desk()
    entries = show_public_register(at) if at else []
    of = {subject: tuple(one for one in entries if one.subject == subject) for subject in PUBLIC}
    return tuple(PublicRegister(str(subject), found) for subject, found in of.items())
