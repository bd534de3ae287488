"""What one row of the transition table says."""

from dataclasses import dataclass
from enum import StrEnum

from sekisho.domain.casework.actor import Who
from sekisho.domain.casework.field import Field


class Track(StrEnum):
    """The lives the table describes."""

    PAPER = "paper"
    MACHINE = "machine"
    REGISTRATION = "registration"
    VENDOR = "vendor"
    INSPECTOR = "inspector"
    COLLECTOR = "collector"


class Movement(StrEnum):
    """What a transition does to the pool; ``money.py`` turns it into balanced postings."""

    NONE = ""
    RESERVE = "reserve"
    COMMIT = "commit"
    REDUCE = "reduce"
    RELEASE = "release"
    FIX = "fix"
    PAY = "pay"
    ORDER_REPAYMENT = "order_repayment"
    RECOVER = "recover"


@dataclass(frozen=True, slots=True)
class Row:
    """From, command, to, who, guards, document, deadline, posting. A target of "" leaves the state as it is.

    ``signed``: the person signs a content statement for it, and without that envelope the command is refused.
    ``deadline``: the name of the clock that starts; its length is a dated parameter, never a number here.
    ``cite``: where the row comes from.
    """

    command: str
    sources: tuple[str, ...]
    target: str
    who: tuple[Who, ...]
    event: str
    cite: str
    takes: tuple[Field, ...] = ()
    guards: tuple[str, ...] = ()
    document: str = ""
    deadline: str = ""
    movement: Movement = Movement.NONE
    signed: bool = False

    def fits(self, command: str, state: str) -> bool:
        """Say whether the row is the one for a command in a state."""
        return self.command == command and state in self.sources
