"""The kinds of papers a case takes on a day: who files which, which tell the price, and which are confidential."""

from dataclasses import dataclass
from datetime import date

from sekisho.domain.program.definition import ProgramDefinition

APPLICANT, PARTNER, EXPORTER, INSPECTOR = "applicant", "partner", "exporter", "inspector"


@dataclass(frozen=True, slots=True)
class PaperKinds:
    """What each who has a part in a case files. ``priced`` kinds go with the price, in the order of a purchase.

    ``confidential`` kinds are read by who filed them, the office and the auditor, and by nobody else.
    """

    applicant: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    exporter: tuple[str, ...] = ()
    inspector: tuple[str, ...] = ()
    priced: tuple[str, ...] = ()
    confidential: tuple[str, ...] = ()

    def of(self, part: str) -> tuple[str, ...]:
        """Give the kinds one part files; nothing for a part that files none."""
        parts = {APPLICANT: self.applicant, PARTNER: self.partner, EXPORTER: self.exporter, INSPECTOR: self.inspector}
        return parts.get(part, ())

    @property
    def known(self) -> tuple[str, ...]:
        """Give every kind anybody files."""
        return tuple(dict.fromkeys((*self.applicant, *self.partner, *self.exporter, *self.inspector)))

    def tells_price(self, kind: str) -> bool:
        """Say whether a paper may tell the price; of a kind that is taken no more nobody knows what it says."""
        return kind in self.priced or kind not in self.known


#: Where no paper is taken.
NO_PAPERS = PaperKinds()


def paper_kinds_on(program: ProgramDefinition, day: date) -> PaperKinds:
    """Give the kinds of papers a program takes on a day."""
    return PaperKinds(
        applicant=program.names("document.kinds.applicant", day),
        partner=program.names("document.kinds.partner", day),
        exporter=program.names("document.kinds.exporter", day),
        inspector=program.names("document.kinds.inspector", day),
        priced=program.names("document.priced", day),
        confidential=program.names("document.confidential", day),
    )
