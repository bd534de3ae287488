"""What bodies may be relied on: recognised in Japan on a day, and accredited on the day a paper was issued.

Recognition and accreditation are two lists. A body that CNAS accredits is not thereby recognised in Japan (F11), and
a mutual recognition arrangement obliges no program to accept anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.domain.conformity.certificate import Certificate, Zone
from sekisho.domain.program.body import Body

CNAS = "CNAS"


@dataclass(frozen=True, slots=True)
class BodyRegister:
    """The bodies one may look up, and the names of those recognised in Japan on the day of a gate."""

    bodies: Mapping[str, Body]
    recognised: tuple[str, ...]

    def is_recognised(self, name: str) -> bool:
        """Say whether a body stands on the list of recognised ones."""
        return name in self.recognised

    def zone_of(self, name: str) -> Zone:
        """Give the zone a body's days are counted in; Japan where nobody knows it."""
        body = self.bodies.get(name)
        return Zone(body.country) if body else Zone.JAPAN

    def was_accredited_at_issue(self, paper: Certificate, by: str) -> bool | None:
        """Say whether the issuing body held an accreditation for the paper's scheme on its issue date.

        None where the paper gives no issue date or nobody knows the body.
        """
        # The chain is judged at issue, not at the gate: a later accreditation heals nothing, a later lapse harms none.
        body, issued = self.bodies.get(paper.body), paper.issued_on or paper.valid_from
        return None if body is None or issued is None else body.is_accredited(by, paper.scheme, issued)
