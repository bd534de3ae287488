"""The plan of each kind of letter: its mark in the number, and its parts in order."""

from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.domain.letter.clause import (
    Section,
    charge_terms,
    charges,
    computed_holidays,
    contest,
    correction_terms,
    grant_conditions,
    late_terms,
    opening,
    proof,
)
from sekisho.domain.letter.particulars import (
    case_facts,
    change,
    charged,
    decided,
    disposed,
    earlier_decision,
    excluded,
    extended,
    filed,
    fixed,
    kept_in_place,
    machines,
    owed,
    paid,
    papers_relied_on,
    place_in_line,
    promoted,
    taken_back,
    to_correct,
    visit_findings,
    visits,
    waiting_place,
    waived,
)
from sekisho.domain.letter.reason import findings, note, reason, sent_back


@dataclass(frozen=True, slots=True)
class Plan:
    """What a kind of letter is made of; ``mark`` stands for the kind in its number."""

    mark: str
    sections: tuple[Section, ...]


# fmt: off
# because a table of letters is read row by row

#: Adverse acts give every reason and say how to contest them (Act 179, art. 21-2; elsewhere by a rule of the program).
PLANS: Mapping[str, Plan] = {
    "receipt": Plan("RCP", (
        opening("case.submitted", "case.resubmitted"), case_facts, place_in_line, machines, filed,
    )),
    "waiting_notice": Plan("WTG", (
        opening("case.wait_listed", "slot.released"), case_facts, waiting_place, machines,
    )),
    "promotion_notice": Plan("PRM", (opening("slot.reserved"), case_facts, promoted, machines)),
    "exclusion_notice": Plan("XCL", (opening("case.excluded"), case_facts, excluded, machines, contest)),
    "return_notice": Plan("RTN", (
        opening("case.returned"), case_facts, reason, sent_back, findings, correction_terms,
    )),
    "grant_decision": Plan("GRD", (
        opening("grant.decided"), case_facts, decided, reason, machines, note, grant_conditions, contest,
    )),
    "decline_notice": Plan("DCL", (
        opening("case.declined", "decline.upheld"), case_facts, reason, findings, contest,
    )),
    "reconsideration_notice": Plan("RCN", (opening("decline.overturned", "failure.overturned"), case_facts, reason)),
    "withdrawal_notice": Plan("WDR", (opening("case.withdrawn"), case_facts, earlier_decision, reason)),
    "lapse_notice": Plan("LPS", (opening("case.lapsed"), case_facts, earlier_decision, contest)),
    "change_approval": Plan("CHA", (opening("change.approved"), case_facts, earlier_decision, change, machines)),
    "change_refusal": Plan("CHR", (
        opening("change.refused"), case_facts, earlier_decision, change, reason, contest,
    )),
    "discontinuance_notice": Plan("DSC", (opening("project.discontinued"), case_facts, earlier_decision, reason)),
    "correction_order": Plan("COR", (
        opening("correction.ordered"), case_facts, earlier_decision, reason, to_correct, correction_terms, contest,
    )),
    "verification_failure": Plan("VFL", (
        opening("verification.failed", "failure.upheld"),
        case_facts, earlier_decision, machines, reason, findings, contest,
    )),
    "verification_report": Plan("VRF", (
        opening("case.verified"), case_facts, earlier_decision, visits, visit_findings, papers_relied_on,
    )),
    "amount_notice": Plan("AMT", (opening("amount.fixed"), case_facts, earlier_decision, fixed, reason)),
    "payment_notice": Plan("PAY", (opening("payment.made"), case_facts, earlier_decision, paid)),
    "revocation_notice": Plan("REV", (
        opening("grant.revoked", "grant.partly_revoked"),
        case_facts, earlier_decision, taken_back, reason, findings, charges, contest,
    )),
    "repayment_order": Plan("RPO", (
        opening("repayment.ordered", "return.ordered", "tax_return.ordered"),
        case_facts, earlier_decision, owed, reason, charges, contest,
    )),
    "due_extension": Plan("EXT", (
        opening("due.extended"), case_facts, earlier_decision, extended, reason, late_terms,
    )),
    "charge_notice": Plan("CHG", (
        opening("charge.assessed"), case_facts, earlier_decision, charged, charge_terms, contest,
    )),
    "charge_waiver": Plan("WVR", (opening("charge.waived"), case_facts, earlier_decision, waived, reason)),
    "disposal_refusal": Plan("DSR", (
        opening("disposal.refused"), case_facts, earlier_decision, kept_in_place, reason, contest,
    )),
    "disposal_approval": Plan("DSP", (
        opening("disposal.approved"), case_facts, earlier_decision, disposed, contest,
    )),
}


def plan_of(kind: str) -> Plan:
    """Give the plan of a kind; one without its own says what happened, why, and where the record stands."""
    known = PLANS.get(kind)
    return known or Plan(kind.replace("_", "").upper(), (opening(), case_facts, reason))


#: What stands at the end of every letter.
ENDING = (computed_holidays, proof)
