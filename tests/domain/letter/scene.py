"""A case that has come all the way, and the occasion of each kind of letter on it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sekisho.bootstrap.package import all_wording, shipped_program
from sekisho.domain.aftercare.asset import Asset
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.aftercare import Aftercare, Disposal
from sekisho.domain.casework.case import Balance, Case, IssuedLetter
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.shipment import Shipment
from sekisho.domain.fund.charge import ChargeEntry, ChargeKind, Entry
from sekisho.domain.fund.debt import Basis, Debt
from sekisho.domain.inspection.visit import VisitFinding
from sekisho.domain.letter.number import LetterNumber
from sekisho.domain.letter.occasion import Occasion, Proof
from sekisho.domain.letter.plan import plan_of
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import JST
from tests.domain.casework.scene import (
    AMOUNT,
    FINANCE,
    LATE,
    NOW,
    OFFICER,
    OTHER,
    REASON,
    ROOT,
    SECOND,
    TERMS,
    USER_SIGNS,
    case_in,
    line_in,
    paper_of,
)

PROGRAM, WORDING = shipped_program(), all_wording()
CHARGES = (
    ChargeEntry(Entry.ASSESSED, Money(9_000), "", ChargeKind.ADDITIONAL),
    ChargeEntry(Entry.WAIVED, Money(4_000), REASON, ChargeKind.ADDITIONAL),
)
DISPOSAL = Disposal("R001", "A001", "scrap", date(2026, 7, 1), Money(0), Money(250_000))
GRANT = "SF26-2026-GRD-0001"
DUE = "2026-06-20T23:59:59+09:00"
MACHINE = {"maker": "Hailan Precision Machinery (fictional)", "model": "HLM-650V", "category": "cnc"}
FAILED = Finding(
    "rule.R03", Outcome.NOT_MET, "line.L1", "article: ¶7", {"stage": "application"}, remedy="rule.R03.remedy"
)
#: The event that names each kind of letter, who brought it about, and what it says.
TOLD: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "receipt": ("case.submitted", USER_SIGNS, {"root": ROOT}),
    "return_notice": ("case.returned", OFFICER, {"sections": ["equipment"], "reason": REASON, "due_at": DUE}),
    "grant_decision": ("grant.decided", OFFICER, {"amount": AMOUNT, "due_at": DUE, "note": "as applied for"}),
    "decline_notice": ("case.declined", OFFICER, {"reason": REASON}),
    "reconsideration_notice": ("decline.overturned", SECOND, {"reason": REASON}),
    "withdrawal_notice": ("case.withdrawn", USER_SIGNS, {"reason": REASON}),
    "lapse_notice": ("case.lapsed", SYSTEM, {}),
    "change_approval": ("change.approved", OFFICER, {"amount": 90_000}),
    "change_refusal": ("change.refused", OFFICER, {"reason": REASON}),
    "discontinuance_notice": ("project.discontinued", USER_SIGNS, {"reason": REASON}),
    "correction_order": ("correction.ordered", OFFICER, {"findings": ["F1"], "reason": REASON, "due_at": DUE}),
    "verification_failure": ("verification.failed", OFFICER, {"reason": REASON}),
    "verification_report": ("case.verified", OFFICER, {}),
    "amount_notice": ("amount.fixed", OFFICER, {"amount": AMOUNT - 90_000}),
    "payment_notice": ("payment.made", FINANCE, {"amount": AMOUNT, "transfer": "T-1"}),
    "revocation_notice": ("grant.revoked", OFFICER, {"reason": REASON}),
    "repayment_order": ("repayment.ordered", OFFICER, {"amount": AMOUNT, "due_on": "2026-07-10"}),
    "waiting_notice": ("case.wait_listed", SYSTEM, {"amount": AMOUNT, "due_at": "2027-03-31T23:59:59+09:00"}),
    "promotion_notice": ("slot.reserved", SYSTEM, {"amount": AMOUNT}),
    "exclusion_notice": ("case.excluded", SYSTEM, {}),
    "due_extension": ("due.extended", OFFICER, {"due_on": "2026-07-10", "due_before": "2026-06-25", "reason": REASON}),
    "charge_notice": ("charge.assessed", OFFICER, {"charge": "additional", "amount": 9_000, "due_at": DUE}),
    "charge_waiver": ("charge.waived", OFFICER, {"charge": "additional", "amount": 4_000, "reason": REASON}),
    "disposal_refusal": ("disposal.refused", OFFICER, {"disposal": "R001", "reason": REASON}),
    "disposal_approval": ("disposal.approved", OFFICER, {"disposal": "R001", "amount": 250_000, "due_at": DUE}),
}
STATES = {
    "decline_notice": "declined",
    "lapse_notice": "lapsed",
    "receipt": "submitted",
    "repayment_order": "revoked",
    "waiting_notice": "waiting",
    "promotion_notice": "submitted",
    "exclusion_notice": "lapsed",
}
FOUND = VisitFinding("F1", 1, "nameplate", "minor", "the plate is scratched", (ROOT,), "a new plate was fixed", ("D1",))
PHOTO = paper_of("D002", "visit_photo", "plate.jpg", line="L1", filed_by="office")
SHIPPED = Shipment("BL-1", "2026-05-20", "1-23-4567", "permit", "2026-05-25", "2026-05-25")
PAPER = paper_of("D1", "purchase_invoice", "invoice.pdf", OTHER, filed_by="user", status="accepted")
ASSET = Asset(
    "A001",
    "L1",
    "HLM-650V",
    "SN-1",
    date(2026, 6, 1),
    Money(1_000_000),
    1,
    Money(AMOUNT),
    "machinery",
    9,
    date(2035, 6, 1),
)


def history(kind: str) -> list[Event]:
    """The events before a letter's own that its parts look back on, and that one."""
    name, actor, body = TOLD[kind]
    earlier = [
        Event("case.wait_listed", NOW, SYSTEM, {"amount": AMOUNT}),
        Event("grant.decided", NOW, OFFICER, {"amount": AMOUNT}),
        Event("change.requested", NOW, USER_SIGNS, {"change": "another bay of the hall", "reason": REASON}),
        Event("payment.claimed", NOW, USER_SIGNS, {"amount": AMOUNT}),
        Event("payment.made", NOW, FINANCE, {"amount": AMOUNT, "transfer": "T-1"}),
        Event("grant.revoked", NOW, OFFICER, {"reason": REASON}),
    ]
    return [*earlier, Event(name, NOW, actor, body)]


def case_for(kind: str) -> Case:
    """The case after the event a letter tells of."""
    line = replace(
        line_in("line_verified", serial="SN-1", visited_on="2026-06-10", checklist={"nameplate": True}),
        findings=(FOUND,),
        shipments=(SHIPPED,),
        captures=({"digest": OTHER},),
    )
    balance = Balance(requested=Money(AMOUNT), reserved=Money(AMOUNT), paid=Money(AMOUNT))
    if kind == "repayment_order":
        balance = Balance(requested=Money(AMOUNT), receivable=Money(AMOUNT))
    return case_in(
        STATES.get(kind, "granted"),
        line,
        balance=balance,
        decided=Money(AMOUNT),
        submitted_at=NOW,
        sections={"equipment": {"digest": OTHER}, "price": {"digest": ROOT}},
        clocks={"reconsideration": datetime(2026, 9, 10, 23, 59, 59, tzinfo=JST)},
        screening={"edition_on": "2026-05-09"},
        approvals=("one", "another"),
        debts=(Debt(Basis.REVOCATION, Money(AMOUNT), date(2026, 6, 10), date(2026, 7, 10), charges=CHARGES),),
        aftercare=Aftercare(assets={"A001": ASSET}, disposals={"R001": DISPOSAL}),
        documents={"D1": PAPER, "D002": PHOTO},
        account=OTHER,
        letters={GRANT: IssuedLetter(GRANT, "grant_decision", ROOT, "", 1, NOW)},
    )


def occasion(kind: str, **changes: Any) -> Occasion:
    """The occasion of a letter of a kind; ``changes`` replace what it holds."""
    told = history(kind) if kind in TOLD else [Event("case.closed", LATE, OFFICER, {})]
    usual = Occasion(
        kind=kind,
        number=LetterNumber("RSF26", 2026, plan_of(kind).mark, 7),
        issued_on=date(2026, 6, 10),
        case=case_for(kind),
        event=told[-1],
        history=told,
        cite="law: Act 179 of 1955, art. 6",
        program=PROGRAM,
        equipment={"L1": MACHINE},
        gates=(FAILED, Finding("rule.R01", Outcome.MET, facts={"stage": "application"})),
        receipt=12,
        charge=TERMS.charge,
        proof=Proof("case/C-1", 9, OTHER, (ROOT,), "128 " + OTHER),
        rehearsal=True,
        cost=Money(5_500_000),
        earned=Money(AMOUNT - 10_000),
    )
    return replace(usual, **changes)
