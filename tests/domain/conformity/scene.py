"""Papers, bodies and gates the tests of this room share."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sekisho.domain.conformity.body import BodyRegister
from sekisho.domain.conformity.certificate import Certificate
from sekisho.domain.conformity.judge import Gate, Terms
from sekisho.domain.program.body import Accreditation, Body
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.time import JST

CITED = Citation.parse("illustrative: a body of the tests")
KNOWN = Body("Known", "JP", (Accreditation("JAB", "machinery", date(2020, 1, 1), None),), CITED)
CHINESE = Body("Chinese", "CN", (Accreditation("CNAS", "robot", date(2026, 1, 2), date(2026, 6, 30)),), CITED)
BODIES = BodyRegister({body.name: body for body in (KNOWN, CHINESE)}, ("Known",))
STANDARDS = ("JIS B 9700:2013", "ISO 13849-1:2015")
TERMS = Terms(BODIES, STANDARDS)
GATE = Gate(datetime(2026, 6, 1, 10, tzinfo=JST), "HLM-650V", "S-1")
ACCEPTED = Certificate(
    "x", body="Known", number="N-1", accepted=True, valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31)
)


def paper(kind: str, **changes) -> Certificate:
    """Give an accepted paper of a known body, valid through 2026, changed as wished."""
    return replace(ACCEPTED, kind=kind, **changes)


def on(year: int, month: int, day: int, **changes) -> Gate:
    """Give the usual gate at ten in the morning of a day in Japan."""
    return replace(GATE, at=datetime(year, month, day, 10, tzinfo=JST), **changes)


def at_utc(text: str) -> Gate:
    """Give the usual gate at an instant written in UTC."""
    return replace(GATE, at=datetime.fromisoformat(text).replace(tzinfo=UTC))
