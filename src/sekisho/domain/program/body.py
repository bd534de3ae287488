"""Assessment bodies as dated data: where each sits, and which accreditation it held from when to when (A11, A12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.domain.program.table import records, string
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value


@dataclass(frozen=True, slots=True)
class Accreditation:
    """An accreditation of a body for a scheme, from the first day to the last (None: it has not ended)."""

    by: str
    scheme: str
    from_on: date
    until_on: date | None

    def holds_on(self, day: date) -> bool:
        """Say whether the accreditation stood on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Body:
    """A conformity assessment body. Whether Japan recognises it is another question, answered by a dated list."""

    name: str
    country: str
    accreditations: tuple[Accreditation, ...]
    citation: Citation

    def is_accredited(self, by: str, scheme: str, day: date) -> bool:
        """Say whether the body held an accreditation for a scheme on a day; an empty scheme asks for any."""
        # By scheme, because accreditation for electrical safety says nothing of machinery.
        held = (one for one in self.accreditations if one.by == by and scheme in ("", one.scheme))
        return any(one.holds_on(day) for one in held)


def _accreditation(value: Mapping[str, Value]) -> Accreditation:
    until = string(value.get("until"))
    first = date.fromisoformat(string(value.get("from")))
    last = date.fromisoformat(until) if until else None
    return Accreditation(string(value.get("by")), string(value.get("scheme")), first, last)


def parse_body(value: Mapping[str, Value]) -> Body:
    """Read one body. Raises ValueError (UncitedError for a missing source)."""
    name, country = string(value.get("name")), string(value.get("country"))
    if not name or country not in ("JP", "CN"):
        raise ValueError("a body needs a name and its country, JP or CN")
    held = tuple(_accreditation(item) for item in records(value.get("accreditation")))
    return Body(name, country, held, Citation.parse(string(value.get("cite"))))
