"""Who acts: a person in a role, for a side, on behalf of an organisation."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """The side of the table a person sits on."""

    END_USER = "end_user"
    INTEGRATOR = "integrator"
    DISTRIBUTOR = "distributor"
    EXPORTER = "exporter"
    OFFICE = "office"
    AUDIT = "audit"
    SYSTEM = "system"


class Role(StrEnum):
    """What a person may do on that side."""

    STAFF = "staff"
    SIGNATORY = "signatory"
    OFFICER = "officer"
    INSPECTOR = "inspector"
    FINANCE = "finance"
    AUDITOR = "auditor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Who:
    """One entry of the permission matrix: a role on a side."""

    role: Role
    side: Side


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting now. ``person`` is an opaque reference, never a name (personal data stays in blobs)."""

    person: str
    role: Role
    side: Side
    organisation: str = ""

    @property
    def who(self) -> Who:
        """Give the entry of the permission matrix this actor stands for."""
        return Who(self.role, self.side)


#: Automatic transitions are attributed to the system, never to the last user.
SYSTEM = Actor("system", Role.SYSTEM, Side.SYSTEM)

#: The sides that may claim and therefore sign (F2, F14).
CLAIMANT_SIDES = (Side.END_USER, Side.INTEGRATOR, Side.DISTRIBUTOR)


def each(role: Role, *sides: Side) -> tuple[Who, ...]:
    """Give one role on several sides."""
    return tuple(Who(role, side) for side in sides)


PREPARERS = each(Role.STAFF, *CLAIMANT_SIDES) + each(Role.SIGNATORY, *CLAIMANT_SIDES)
SIGNATORIES = each(Role.SIGNATORY, *CLAIMANT_SIDES)
EXPORTER_SIGNATORY = each(Role.SIGNATORY, Side.EXPORTER)
EXPORTERS = each(Role.STAFF, Side.EXPORTER) + EXPORTER_SIGNATORY
OFFICER = each(Role.OFFICER, Side.OFFICE)
INSPECTOR = each(Role.INSPECTOR, Side.OFFICE)
FINANCE = each(Role.FINANCE, Side.OFFICE)
AUTOMATIC = each(Role.SYSTEM, Side.SYSTEM)
