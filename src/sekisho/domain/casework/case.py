"""A case as its events leave it: paper state, machine lines, signatures, papers, money, clocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from sekisho.domain.casework.aftercare import NOTHING_YET, Aftercare
from sekisho.domain.casework.shipment import Shipment
from sekisho.domain.evidence.observation import AskedObservation
from sekisho.domain.fund.debt import Debt
from sekisho.domain.inspection.visit import VisitFinding
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import NOTHING, Money


def nothing_said() -> Mapping[str, Value]:
    """Give a record that says nothing and cannot be written to."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CapturePlan:
    """A capture plan that was issued: its challenge and its text by digest, for which devices, when, for which side.

    ``devices`` are the names the machines have in the plan; of a plan issued before they were kept there are none.
    ``is_inspection``: an inspector asked for it, for his own capture at a visit.
    """

    challenge: str
    digest: str
    devices: tuple[str, ...]
    issued_at: datetime
    side: str
    is_inspection: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One equipment line: its machine state, the dates and numbers its events gave, and its 90-day clock.

    ``revisit_by`` is the last day of the visit after a correction, where a visit held in time found the fault (A17).
    """

    id: str
    state: str = "planned"
    facts: Mapping[str, Value] = field(default_factory=nothing_said)
    verify_by: date | None = None
    revisit_by: date | None = None
    challenges: tuple[str, ...] = ()
    plans: tuple[CapturePlan, ...] = ()
    captures: tuple[Mapping[str, Value], ...] = ()
    #: Challenges for observations where the plant has no interface, newest last (A29).
    observations: tuple[AskedObservation, ...] = ()
    visits_held: int = 0
    findings: tuple[VisitFinding, ...] = ()
    shipments: tuple[Shipment, ...] = ()

    @property
    def expected(self) -> int:
        """Give the number of shipments the line comes in; one, unless more were announced."""
        value = self.facts.get("shipments")
        return max(value if type(value) is int else 0, 1)

    @property
    def waiting(self) -> tuple[Shipment, ...]:
        """Give the shipments that nothing counts as the import of yet."""
        return tuple(one for one in self.shipments if not one.imported_on)

    @property
    def is_imported(self) -> bool:
        """Say whether every shipment that was announced is in the country."""
        return bool(self.shipments) and not self.waiting and len(self.shipments) >= self.expected

    @property
    def newest_captures(self) -> tuple[Mapping[str, Value], ...]:
        """Give the newest capture of each machine of the line."""
        return tuple({str(one.get("device")): one for one in self.captures}.values())

    @property
    def visit(self) -> int:
        """Give the number of the visit that is scheduled, or was held last; 0 before the first."""
        value = self.facts.get("visit")
        return value if type(value) is int else 0

    @property
    def is_second_look(self) -> bool:
        """Say whether the line was verified once and was chosen for a second visit."""
        return self.state == "second_visit_due" or (self.state == "visit_scheduled" and bool(self.text("verified_by")))

    @property
    def visit_by(self) -> date | None:
        """Give the last day on which a visit can verify the line: of the ninety, or of a later re-visit."""
        return max((day for day in (self.verify_by, self.revisit_by) if day), default=None)

    @property
    def visit_clock(self) -> str:
        """Give the name of the clock that ends on that day."""
        return "revisit" if self.revisit_by and self.visit_by == self.revisit_by else "verification"

    def keeps_its_days(self, finding: VisitFinding) -> bool:
        """Say whether a finding was made in time, so that the visit after its correction has a term of its own."""
        return bool(self.visit_by and finding.found_on) and finding.found_on <= str(self.visit_by)

    @property
    def first_visited_on(self) -> str:
        """Give the day of the first visit that found or verified something; empty before it."""
        days = [self.text("visited_on"), *(finding.found_on for finding in self.findings)]
        return min((day for day in days if day), default="")

    def text(self, name: str) -> str:
        """Give a text fact of the line; empty where no event said it."""
        value = self.facts.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class FormSignature:
    """That somebody who was present signed a form of commissioning with the key of his account."""

    side: str
    person: str
    envelope: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the case: its kind, its bytes by digest, and whether an officer has accepted it.

    ``about`` is what it says of itself; ``said`` names the private record of what a confidential paper says of itself,
    or of what another says of people.
    ``filed_seq`` is the place, from 0, of the event that filed it in its stream, ``judged_seqs`` are those of the
    events that accepted or rejected it; ``reason`` is why it stands rejected.
    """

    id: str
    kind: str
    name: str
    digest: str
    line: str
    filed_by: str
    status: str = "filed"
    about: Mapping[str, Value] = field(default_factory=nothing_said)
    person: str = ""
    organisation: str = ""
    said: str = ""
    reason: str = ""
    judged_seqs: tuple[int, ...] = ()
    signatures: "tuple[FormSignature, ...]" = ()
    filed_seq: int = field(kw_only=True)
    filed_at: datetime = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's signature for one side over the root of the section digests."""

    side: str
    person: str
    root: str
    envelope: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a letter issued again: when in program time, and why."""

    issued_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class IssuedLetter:
    """A letter of the office: its number, its kind, its words by digest, its copies, and the letter in its place.

    ``amounts`` names the words that tell a price; they stand apart, and a letter that tells none has no such digest.
    ``entry`` is the place in the case's stream of the event the letter tells of.
    ``replaces`` is the number of the letter this one corrects.
    """

    number: str
    kind: str
    digest: str
    amounts: str
    entry: int
    issued_at: datetime
    replaces: str = ""
    superseded_by: str = ""
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """A return for correction: what was sent back and why, and what was then changed of it.

    ``brought`` names what came beside the filing: papers by their number, a declaration by its side, another partner.
    """

    sections: tuple[str, ...]
    reason: str
    at: datetime
    changed: tuple[str, ...] = ()
    corrected_at: datetime | None = None
    brought: tuple[str, ...] = ()
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the plan that is asked for (Act 179 of 1955, art. 7): what, why, and the filing it would leave.

    ``lines`` are the ids of its equipment lines; ``amount`` is what it asks for; every side signs its root.
    """

    what: str
    reason: str
    root: str
    sections: Mapping[str, Value]
    lines: tuple[str, ...]
    amount: Money
    at: datetime
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """That a side has declared, and the digest of the private record that says what."""

    side: str
    organisation: str
    person: str
    digest: str
    envelope: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """What the case holds in each account of the pool. Money moves; it is in one account at a time."""

    requested: Money = NOTHING
    reserved: Money = NOTHING
    committed: Money = NOTHING
    payable: Money = NOTHING
    paid: Money = NOTHING
    receivable: Money = NOTHING
    recovered: Money = NOTHING


@dataclass(frozen=True, slots=True)
class Case:
    """The whole state of a case. Nothing in it is ever set by hand: it is a fold of the case's events."""

    id: str
    state: str = "new"
    seq: int = 0
    applicant: Mapping[str, Value] = field(default_factory=nothing_said)
    partner: Mapping[str, Value] = field(default_factory=nothing_said)
    channel: str = ""
    root: str = ""
    sections: Mapping[str, Value] = field(default_factory=nothing_said)
    #: The private files of every version of each section that was ever locked: what is erased is erased of all.
    section_files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    declarations: Mapping[str, Declared] = field(default_factory=dict)
    #: The private files of every declaration that was ever made; another one may have taken its place.
    declaration_files: tuple[str, ...] = ()
    returns: tuple[Return, ...] = ()
    change: Change | None = None
    #: Names no other line is given: of lines that were given up, and of lines a failed change left papers under.
    dropped: tuple[str, ...] = ()
    lines: Mapping[str, Line] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    balance: Balance = Balance()
    decided: Money = NOTHING
    clocks: Mapping[str, datetime] = field(default_factory=dict)
    #: What the last day of a clock rests on where its year's holidays were not published when it was set.
    clock_cites: Mapping[str, str] = field(default_factory=dict)
    submitted_at: datetime | None = None
    granted_at: datetime | None = None
    receipt: int = 0
    screening: Mapping[str, Value] = field(default_factory=nothing_said)
    account: str = ""
    account_fault: str = ""
    correcting: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    approved_at: datetime | None = None
    paid_on: date | None = None
    revoked_part: Money = NOTHING
    debts: tuple[Debt, ...] = ()
    decliners: tuple[str, ...] = ()
    is_upheld: bool = False
    checks: tuple[str, ...] = ()
    aftercare: Aftercare = NOTHING_YET
    #: The places, from 0, of the events that name the files of an erasure, by the erasure's number.
    erasure_seqs: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    letters: Mapping[str, IssuedLetter] = field(default_factory=dict)

    def party(self, side: str) -> Mapping[str, Value]:
        """Give the organisation on a side of the case; empty where the side has none."""
        if self.applicant.get("side") == side:
            return self.applicant
        return self.partner if self.partner.get("side") == side else nothing_said()

    @property
    def returned_sections(self) -> tuple[str, ...]:
        """Give what has to be corrected now; nothing where the case is not returned."""
        return self.returns[-1].sections if self.state == "returned" and self.returns else ()

    @property
    def standing_papers(self) -> tuple[Document, ...]:
        """Give the papers nobody has rejected, without those of lines that are not in the plan any more."""
        papers = (paper for paper in self.documents.values() if paper.status != "rejected")
        return tuple(paper for paper in papers if not paper.line or paper.line not in self.dropped)

    def declared(self, side: str) -> tuple[Declared, ...]:
        """Give what a side has declared: one of each party, and one of each exporter of a machine of the case."""
        return tuple(one for one in self.declarations.values() if one.side == side)

    @property
    def debt(self) -> Debt | None:
        """Give the oldest order to pay back that is not settled: what is paid goes to it first."""
        return next((debt for debt in self.debts if not debt.is_settled), None)

    @property
    def to_order_back(self) -> Money:
        """Give what was paid and revoked and whose return has still to be ordered (art. 18(1))."""
        return self.balance.paid if self.state == "revoked" else self.revoked_part

    @property
    def sides(self) -> tuple[str, ...]:
        """Give the sides whose signature a joint filing needs (F14): the applicant and, if named, the partner."""
        return tuple(str(party["side"]) for party in (self.applicant, self.partner) if party)

    @property
    def visit_findings(self) -> Mapping[str, VisitFinding]:
        """Give every finding of every visit by its number."""
        return {finding.id: finding for line in self.lines.values() for finding in line.findings}

    @property
    def edition_on(self) -> str:
        """Give the effective date of the edition that decides (A16); empty before the first screening."""
        value = self.screening.get("edition_on")
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor as the stop switch leaves it; ``number`` is its corporate number."""

    number: str
    state: str = "new"
    seq: int = 0
    name: str = ""
    reason: str = ""
    decided_by: str = ""
    since: datetime | None = None

    @property
    def is_stopped(self) -> bool:
        """Say whether cases with this vendor are held."""
        return self.state == "stopped"
