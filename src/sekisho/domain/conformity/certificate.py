"""Certificates and other papers: what each says, whom and what it covers, when it holds, and what became of it.

Days on a paper are days where its issuer sits; they become half-open instants [from, until + 1 day) in that zone, so
a paper "until 31 December" ends an hour later where it was issued in China than where it was issued in Japan.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from sekisho.domain.values.time import JST, day_in_japan

#: China has had one zone and no summer time since 1991.
CST = timezone(timedelta(hours=8), "CST")


class Zone(StrEnum):
    """Where an issuer sits."""

    JAPAN = "JP"
    CHINA = "CN"


_ZONES = {Zone.JAPAN: JST, Zone.CHINA: CST}


class Status(StrEnum):
    """What an issuer says of its paper. A suspension holds a gate open; it never fails one by itself."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    PENDING = "pending"
    NOT_VISIBLE = "not_visible"


#: States that leave open whether the paper counts; withdrawn, cancelled and expired papers do not count.
OPEN = (Status.SUSPENDED, Status.PENDING, Status.NOT_VISIBLE)


class Form(StrEnum):
    """In which form a paper is at hand. A scan proves nothing of its holder; a duplicate of the body does."""

    ORIGINAL = "original"
    DUPLICATE = "duplicate"
    SCAN = "scan"


class Level(StrEnum):
    """What a result was found on. A component's result says nothing of the machine it sits in."""

    COMPONENT = "component"
    MACHINE = "machine"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """A change of status: from which day, known since when; a withdrawal for cause may reach back to the issue."""

    status: Status
    effective_from: date
    known_on: date
    void_ab_initio: bool = False

    def holds_on(self, day: date, known_on: date | None) -> bool:
        """Say whether the event had effect on a day, as far as was known on another."""
        is_known = known_on is None or self.known_on <= known_on
        return is_known and (self.effective_from <= day or self.void_ab_initio)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A paper at hand. ``accepted`` says whether an officer accepted it; None until one has looked.

    ``models`` and ``serials`` are what it covers; empty: it does not say, and the officer who accepted it saw to that.
    ``pl`` counts none 0, a 1 … e 5.
    """

    kind: str
    body: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    accepted: bool | None = None
    number: str = ""
    scheme: str = ""
    standard: str = ""
    standard_edition: str = ""
    issued_on: date | None = None
    zone: Zone | None = None
    accreditation_body: str = ""
    holder: str = ""
    models: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    form: Form | None = None
    level: Level | None = None
    pl: int | None = None
    sil: int | None = None
    events: tuple[StatusEvent, ...] = ()

    @property
    def name(self) -> str:
        """Give what a finding calls the paper: its number, else its kind."""
        return self.number or self.kind

    def _opening(self, day: date, home: Zone) -> datetime:
        return datetime.combine(day, time(0), _ZONES[self.zone or home])

    def is_valid_at(self, instant: datetime, home: Zone = Zone.JAPAN) -> bool:
        """Say whether the paper holds at an instant; ``home`` is its body's zone where it names none itself."""
        if self.valid_from is not None and instant < self._opening(self.valid_from, home):
            return False
        return self.valid_until is None or instant < self._opening(self.valid_until + timedelta(days=1), home)

    def status_on(self, day: date, known_on: date | None = None) -> Status:
        """Give the status on a day as known on another (None: all that is known today).

        A withdrawal that voids the paper from the beginning reaches every day, but only once it is known.
        """
        events = [event for event in self.events if event.holds_on(day, known_on)]
        # Only a withdrawal for cause reaches back; expiry and giving up a certificate never do.
        if any(event.void_ab_initio for event in events):
            return Status.WITHDRAWN
        last = max(events, key=lambda event: event.effective_from, default=None)
        return last.status if last else Status.ACTIVE

    def covers(self, model: str, serial: str) -> bool | None:
        """Say whether the paper covers a machine: by serial where it lists serials, else by model name."""
        # A certificate of the tested sample names its serial and covers no sibling of the same model.
        if self.serials:
            return serial in self.serials if serial else None
        folded = {" ".join(name.casefold().split()) for name in self.models}
        return not folded or " ".join(model.casefold().split()) in folded


def noon_in_japan(day: date) -> datetime:
    """Give the instant that stands for a day whose hour nobody recorded: it lies inside that day in both zones."""
    return datetime.combine(day, time(12), JST)


def day_of(instant: datetime) -> date:
    """Give the day in Japan on which a status is judged."""
    return day_in_japan(instant)
