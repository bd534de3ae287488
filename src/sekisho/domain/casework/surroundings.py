"""What a decision has to know beyond the case itself. The application gathers it; guards read it; nothing else does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from sekisho.domain.aftercare.terms import AftercareTerms
from sekisho.domain.casework.declaration import OtherSubsidy
from sekisho.domain.evidence.collector import Enrolled
from sekisho.domain.fund.charge import ChargeTerms
from sekisho.domain.fund.rules import PoolRules
from sekisho.domain.inspection.checklist import CheckedItem
from sekisho.domain.inspection.interest import Interest
from sekisho.domain.program.paper_kind import NO_PAPERS, PaperKinds
from sekisho.domain.values.calendar import Calendar
from sekisho.domain.values.finding import Facts, Finding, Outcome
from sekisho.domain.values.money import NOTHING, Money


@dataclass(frozen=True, slots=True)
class Terms:
    """The dated parameters a transition needs, as in force at the deciding date (A3, A4, A9, A15, A17, A28, A34).

    ``window_closes`` is the last day of commissioning (F5) and ``window_told_by`` the last one to report it;
    ``claim_grace_days`` are those after the last day to claim before the money is given up.
    ``moving_clocks`` are the periods that end on the next business day of ``calendar`` where their last is none.
    """

    deadline_at: datetime
    partner_needed_for: tuple[str, ...]
    withdrawal_days: int
    correction_days: int
    corrective_days: int
    reconsideration_months: int
    verification_days: int
    revisit_days: int
    verification_latest_on: date
    window_closes: date
    window_told_by: date
    fixing_days: int
    claim_days: int
    claim_grace_days: int
    charge_days: int
    retention_years: int
    fiscal_year_first_month: int
    payment_approvals: int
    subsidy_rate: Fraction
    aftercare: AftercareTerms
    charge: ChargeTerms
    calendar: Calendar
    moving_clocks: tuple[str, ...]
    severities_to_correct: tuple[str, ...]
    pool: PoolRules
    #: The kinds of papers each line has on file, accepted, before a step, by the command that takes it.
    papers_required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    other_subsidy: str = "refused"
    import_event: str = "permit"
    importer_of_record: str = "claimant_or_named"
    commissioning_event: str = "acceptance"


class TransferState(StrEnum):
    """How a payment stands with the bank: in no batch, in one the bank has not answered, paid, or returned."""

    NONE = "none"
    UNDER_WAY = "under_way"
    PAID = "paid"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Transfer:
    """The newest batch of transfers a payment is in, and what has become of it there."""

    state: TransferState = TransferState.NONE
    batch: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The world around one decision.

    ``screening`` is the summary a decision keeps (edition, hashes, findings). ``gates`` are the findings of the gates
    on the case as it stands now, ``stages`` their outcome by the stage at which each is due. ``missing_files`` are
    digests the command names that are not in the store. ``stopped_vendors`` are the vendors of the case that are
    stopped now, by their number, each with the reason. ``declaration_faults`` are what is wrong with the declaration
    the command names, ``other_subsidies`` what the applicant has declared, ``claimable`` what the formula gives today
    with these taken off (A34). ``account`` is what is wrong with the account the command names, ``transfer`` how the
    payment stands with the bank, ``invoices_claimed`` invoices of the case that are claimed already. ``interests`` are
    those the inspector the command is about has in a party of the case, ``checklist`` is what the line's category asks.
    ``importers`` are the corporate numbers that may import for the claimant (A20), ``category`` is that of the line.
    """

    terms: Terms
    screening: Facts = field(default_factory=dict)
    gates: tuple[Finding, ...] = ()
    advisories: tuple[Finding, ...] = ()
    stages: Mapping[str, Outcome] = field(default_factory=dict)
    partner_registered: Outcome = Outcome.UNDETERMINED
    missing_files: tuple[str, ...] = ()
    serials_claimed: Mapping[str, str] = field(default_factory=dict)
    invoices_claimed: Mapping[str, str] = field(default_factory=dict)
    account: tuple[Finding, ...] = ()
    transfer: Transfer = Transfer()
    pool_available: Money = NOTHING
    first_in_line: bool = True
    #: A draw decided who is served: the order of receipt has no say in it (A8).
    is_drawn: bool = False
    #: The day the pool ran out was settled, and nobody is taken in any more (A7, A8).
    intake_closed: bool = False
    #: The case holds a reservation of a day that is not settled yet (A8).
    slot_is_provisional: bool = False
    earned: Money | None = None
    claimable: Money | None = None
    declaration_faults: tuple[Finding, ...] = ()
    other_subsidies: tuple[OtherSubsidy, ...] = ()
    importers: tuple[str, ...] = ()
    category: str = ""
    evidence: tuple[Finding, ...] = ()
    stopped_vendors: Mapping[str, str] = field(default_factory=dict)
    #: The kinds of papers the program takes today, and from whom.
    paper_kinds: PaperKinds = NO_PAPERS
    #: The collector that sealed the capture the command hands in, and who enrolled it.
    collector: Enrolled | None = None
    #: The corporate numbers an incident of the case can go to.
    providers: tuple[str, ...] = ()
    #: Files an erasure names that may not be erased, each with the case that needs it too; empty for public ones.
    kept_files: Mapping[str, str] = field(default_factory=dict)
    #: The lines an exporter's machines are on; with the empty name, the case as a whole, where every line is his.
    supplied: tuple[str, ...] = ()
    interests: tuple[Interest, ...] = ()
    inspector_known: bool = False
    checklist: tuple[CheckedItem, ...] = ()
    switched_off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterTerms:
    """What a decision on a registration has to know beyond it.

    ``papers_needed`` are the kinds the program asks for, ``paper_kinds`` all those it takes.
    ``integrator_registered`` says whether the integrator of an
    agreement stands in the register today, ``missing_files`` are digests the command names that are not in the store.
    """

    papers_needed: tuple[str, ...] = ()
    paper_kinds: tuple[str, ...] = ()
    integrator_registered: Outcome = Outcome.NOT_APPLICABLE
    missing_files: tuple[str, ...] = ()
