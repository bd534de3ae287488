"""Guards: the conditions a row of the table names. Each gives the findings that stand in the way, or none.

A guard looks at the case, the command and the surroundings, never at anything else, and never stops at its first
finding.
"""

from collections.abc import Mapping

from sekisho.domain.casework.guard import amount, clock, gate, line, party
from sekisho.domain.casework.guard.obstacle import Guard

GUARDS: Mapping[str, Guard] = {
    guard.__name__: guard
    for guard in (
        party.applicant_is_actor_or_partner,
        party.parties_can_file,
        party.partner_where_needed,
        party.root_is_current,
        party.side_has_not_signed,
        party.every_side_has_signed,
        party.partner_is_registered,
        party.no_vendor_is_stopped,
        gate.no_gate_is_failed,
        gate.application_gates_are_met,
        gate.every_gate_is_met,
        gate.screening_usable,
        gate.serials_are_free,
        gate.files_are_stored,
        clock.deadline_is_open,
        clock.deadline_is_over,
        clock.within_correction_period,
        clock.correction_period_is_over,
        clock.within_withdrawal_period,
        clock.within_corrective_period,
        clock.suspension_lies_ahead,
        clock.visit_follows_commissioning,
        clock.within_verification_period,
        amount.pool_covers,
        amount.slot_is_reserved,
        amount.slot_is_free,
        amount.amount_within_reservation,
        amount.amount_within_commitment,
        amount.amount_is_earned,
        amount.amount_is_fixed_amount,
        amount.amount_within_receivable,
        amount.money_was_paid,
        amount.nothing_is_receivable,
        amount.person_has_not_approved,
        amount.two_persons_approved,
        amount.another_person_decides,
        line.case_is_alive,
        line.case_is_granted,
        line.dates_are_in_order,
        line.dates_stay_in_order,
        line.line_exists,
        line.paper_is_theirs_to_file,
        line.document_is_filed,
        line.challenge_was_issued,
        line.inspector_is_free_of_interest,
        line.inspector_is_assigned,
        line.checklist_is_passed,
        line.evidence_is_sufficient,
        line.every_line_is_verified,
        line.amended_field_is_a_date,
    )
}
