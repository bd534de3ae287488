"""What the parts of a page are fed with: plain values, no database, no request."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sekisho.domain.values.finding import Facts, Value
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.components.question import Question

#: Fewer days than this and a deadline is shown as near.
NEAR_DAYS = 14
#: Widths of the gauge are parts of this.
GAUGE_WIDTH = 1000
#: A share above nothing takes at least this much of it: a thinner bar vanishes behind its own edges.
LEAST_WIDTH = 8


@dataclass(frozen=True, slots=True)
class Crumb:
    """A place above the page: the code of its name, or the name itself, and its address."""

    code: str
    href: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day something must be done by, seen from now. ``what`` is the code of its text (``clock.verification``).

    ``basis`` is what the day rests on where the holidays of its year are computed and not published yet.
    """

    what: str
    due_at: datetime
    now: datetime
    citation: str = ""
    basis: str = ""

    @property
    def days_left(self) -> int:
        """Give the calendar days in Japan that are left; negative when it is over."""
        return (day_in_japan(self.due_at) - day_in_japan(self.now)).days

    @property
    def days_over(self) -> int:
        """Give the calendar days in Japan since the deadline."""
        return -self.days_left

    @property
    def pace(self) -> str:
        """Say how pressing it is: over, today, near or far."""
        if self.now > self.due_at:
            return "over"
        if self.days_left == 0:
            return "today"
        return "near" if self.days_left <= NEAR_DAYS else "far"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a life: ``code`` names its text, ``status`` is done, current or ahead.

    ``facts`` are what the text of an event tells; ``log_index`` and ``digest`` say where it is sealed.
    """

    code: str
    status: str
    at: datetime | None = None
    facts: Facts = field(default_factory=dict)
    deadline: Deadline | None = None
    digest: str = ""
    log_index: int | None = None


@dataclass(frozen=True, slots=True)
class FactRow:
    """A named value: the label is the text of ``code``."""

    code: str
    value: Value | Money | datetime
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the pool, with the place its bar takes on the gauge."""

    account: str
    amount: Money
    start: int
    width: int
    share: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """The capped pool by account; the shares sum to the cap."""

    cap: Money
    shares: tuple[Share, ...]
    now: datetime

    @property
    def left(self) -> Money:
        """Give what is left for new cases."""
        return next((share.amount for share in self.shares if share.account == "available"), Money(0))


def _share_text(amount: Money, cap: Money) -> str:
    hundredths = amount.yen * 10_000 // cap.yen if cap.yen else 0
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def gauge_of(cap: Money, accounts: Sequence[tuple[str, Money]], now: datetime) -> Gauge:
    """Lay accounts side by side on the gauge in the order given; a share above nothing is never invisible."""
    shares: list[Share] = []
    start = 0
    for account, amount in accounts:
        exact = amount.yen * GAUGE_WIDTH // cap.yen if cap.yen else 0
        width = max(exact, LEAST_WIDTH) if amount.yen > 0 else 0
        width = min(width, GAUGE_WIDTH - start)
        shares.append(Share(account, amount, start, width, _share_text(amount, cap)))
        start += width
    return Gauge(cap, tuple(shares), now)


@dataclass(frozen=True, slots=True)
class Button:
    """Something a person may do now: a row of the transition table as a form.

    ``hidden`` are values the page knows itself; ``is_grave`` marks what takes a right away or ends the case.
    ``sign_href`` leads to the page where a statement is read and signed. ``place`` sets the same button at several
    places of a page apart.
    """

    command: str
    action: str
    questions: tuple[Question, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    line: str = ""
    citation: str = ""
    document: str = ""
    is_grave: bool = False
    is_next: bool = False
    is_open: bool = False
    sign_href: str = ""
    place: str = ""
