"""The paper track: from the draft to the closed case, with every side door."""

from sekisho.domain.casework.actor import (
    AUTOMATIC,
    EXPORTER_SIGNATORY,
    FINANCE,
    INSPECTOR,
    OFFICER,
    PREPARERS,
    SIGNATORIES,
)
from sekisho.domain.casework.field import Field, Kind, day, reason, text
from sekisho.domain.casework.transition import Movement, Row

# fmt: off
# because a table is read row by row, not argument by argument

NEW = "new"
DRAFT = "draft"
BEFORE_SUBMISSION = (DRAFT, "locked")
BEFORE_DECISION = ("submitted", "waiting", "under_review", "returned")
AFTER_DECISION = ("granted", "change_requested", "corrective_action", "verified", "amount_fixed", "claimed")
PAID = ("paid", "closed")
ENDED = ("declined", "withdrawn", "lapsed", "discontinued", "verification_failed", "recovered")
REVOKED = ("revoked", "repayment_ordered")
#: States in which money can be owed back: a part of a grant may be while the rest of it stands.
OWING = (*PAID, *REVOKED)
#: Papers may be filed and the machine may move as long as the case can still come to something.
ALIVE = (*BEFORE_SUBMISSION, *BEFORE_DECISION, *AFTER_DECISION)
#: Refusals that can be contested, a decline or a verification that was not passed, and the states in which they are.
REFUSED, CONTESTED = ("declined", "verification_failed"), ("reconsideration", "verification_contested")
STATES = (*ALIVE, *PAID, *CONTESTED, *ENDED, *REVOKED)

#: What can be sent back: the sections of a filing, and the papers beside it, which are filed anew one by one.
RETURNABLE = ("parties", "equipment", "price", "documents")

ROOT = Field("root", Kind.DIGEST)
ENVELOPE = Field("envelope", Kind.DIGEST)
AMOUNT = Field("amount", Kind.YEN)
#: Why less is given than was asked for or earned; wanted where it is.
EXPLAINED = Field("reason", Kind.REASON, required=False)
RECEIPT = Field("receipt", Kind.NUMBER, required=False)

FILING = (
    Row(
        "open", (NEW,), "draft", PREPARERS, "case.opened", "article: ¶2, ¶8",
        takes=(
            Field("applicant", Kind.RECORD),
            Field("partner", Kind.RECORD, required=False),
            text("channel"),
        ),
        guards=("applicant_is_actor_or_partner", "parties_can_file", "partner_where_needed"),
    ),
    Row(
        "record_screening", STATES, "", PREPARERS + OFFICER + AUTOMATIC, "case.screened", "article: ¶7",
        takes=(Field("screening", Kind.RECORD),),
    ),
    Row(
        "lock", ("draft",), "locked", PREPARERS, "case.locked", "practice: FAC, lock before certifying",
        takes=(ROOT, Field("sections", Kind.RECORD), Field("lines", Kind.LIST), AMOUNT),
        guards=("screening_usable",),
    ),
    Row(
        "unlock", ("locked",), "draft", PREPARERS, "case.unlocked", "practice: an edit voids every signature",
        takes=(reason(),),
    ),
    Row(
        "sign", ("locked", "returned"), "", SIGNATORIES, "case.signed", "article: ¶8",
        takes=(ROOT, ENVELOPE),
        guards=("root_is_current", "side_has_not_signed", "partner_is_registered"),
        signed=True,
    ),
    Row(
        # Open until the payment, because a relation or rebate may arise, or be found, at any time before it.
        "declare", BEFORE_SUBMISSION + BEFORE_DECISION + AFTER_DECISION, "", SIGNATORIES + EXPORTER_SIGNATORY,
        "declaration.made",
        "practice: declarations of ties, rebates and commissions; assumption: A34",
        takes=(Field("declaration", Kind.DIGEST), ENVELOPE),
        guards=("declaration_is_sound", "declaration_is_new"),
        signed=True,
    ),
    Row(
        "replace_partner", BEFORE_SUBMISSION, "draft", PREPARERS, "partner.replaced", "article: ¶8",
        takes=(Field("partner", Kind.RECORD), reason()),
        guards=("parties_can_file", "partner_where_needed"),
    ),
    Row(
        # A filing that was sent back keeps its receipt: another partner signs it in the place of the former.
        "replace_partner", ("returned",), "", PREPARERS, "partner.replaced", "article: ¶8; assumption: A28",
        takes=(Field("partner", Kind.RECORD), reason()),
        guards=("within_correction_period", "parties_can_file", "partner_where_needed"),
    ),
    Row(
        "submit", ("locked",), "submitted", SIGNATORIES, "case.submitted", "article: ¶2, ¶6, ¶8",
        takes=(ROOT,),
        guards=(
            "root_is_current", "every_side_has_signed", "every_side_has_declared", "no_other_subsidy",
            "deadline_is_open", "partner_is_registered", "no_gate_is_failed", "files_are_stored",
            "serials_are_free", "no_vendor_is_stopped",
        ),
        document="receipt",
    ),
    Row(
        "reserve", ("submitted",), "", AUTOMATIC, "slot.reserved", "assumption: A6",
        takes=(AMOUNT, RECEIPT), guards=("slot_is_free", "intake_is_open", "pool_covers"), movement=Movement.RESERVE,
    ),
    Row(
        "wait_list", ("submitted",), "waiting", AUTOMATIC, "case.wait_listed", "assumption: A7",
        takes=(AMOUNT, RECEIPT), guards=("slot_is_free", "intake_is_open", "waiting_is_possible"),
        document="waiting_notice", deadline="waiting",
    ),
    Row(
        "give_receipt", ("submitted",), "", AUTOMATIC, "receipt.numbered", "assumption: A6", takes=(RECEIPT,),
        guards=("slot_is_free",),
    ),
    Row(
        "promote", ("waiting",), "submitted", AUTOMATIC, "slot.reserved", "assumption: A7",
        takes=(AMOUNT,), guards=("slot_is_free", "pool_covers", "machine_can_come"), document="promotion_notice",
        movement=Movement.RESERVE,
    ),
    Row(
        "release_slot", ("submitted",), "waiting", AUTOMATIC, "slot.released", "assumption: A8",
        document="waiting_notice", movement=Movement.RELEASE,
    ),
    Row(
        "turn_away", ("waiting",), "lapsed", AUTOMATIC, "case.excluded", "assumption: A7, A8",
        document="exclusion_notice",
    ),
)

REVIEW = (
    Row(
        "take_up", ("submitted",), "under_review", OFFICER, "review.started", "practice: review of applications",
        guards=("slot_is_reserved", "slot_is_firm"),
    ),
    Row(
        "return", ("under_review",), "returned", OFFICER, "case.returned", "assumption: A28",
        takes=(Field("sections", Kind.LIST), reason()), guards=("sections_can_be_returned", "correction_days_are_left"),
        document="return_notice", deadline="correction",
    ),
    Row(
        "correct", ("returned",), "", PREPARERS, "case.corrected", "practice: an edit voids every signature",
        takes=(
            ROOT, Field("sections", Kind.RECORD), Field("lines", Kind.LIST), AMOUNT,
            Field("changed", Kind.LIST, required=False),
        ),
        guards=("within_correction_period", "only_returned_sections_change", "amount_within_reservation"),
    ),
    Row(
        "resubmit", ("returned",), "under_review", SIGNATORIES, "case.resubmitted", "assumption: A28",
        takes=(ROOT,),
        guards=(
            "root_is_current", "every_side_has_signed", "every_side_has_declared", "no_other_subsidy",
            "within_correction_period", "something_was_corrected", "partner_is_registered", "no_gate_is_failed",
            "files_are_stored", "serials_are_free",
        ),
        document="receipt", movement=Movement.REDUCE,
    ),
    Row(
        "grant", ("under_review",), "granted", OFFICER, "grant.decided", "law: Act 179 of 1955, art. 6",
        takes=(AMOUNT, ENVELOPE, text("note", required=False), EXPLAINED),
        guards=(
            "application_gates_are_met", "amount_within_reservation", "amount_within_request", "slot_is_reserved",
            "pool_covers_grant", "no_vendor_is_stopped", "less_than_asked_is_explained",
        ),
        document="grant_decision", deadline="withdrawal", movement=Movement.COMMIT, signed=True,
    ),
    Row(
        "decline", ("under_review",), "declined", OFFICER, "case.declined", "law: Act 179 of 1955, art. 21-2",
        takes=(reason(), ENVELOPE), document="decline_notice", deadline="reconsideration",
        movement=Movement.RELEASE, signed=True,
    ),
    Row(
        "withdraw", BEFORE_SUBMISSION + BEFORE_DECISION, "withdrawn", SIGNATORIES, "case.withdrawn",
        "practice: withdrawal of an application", takes=(reason(),), document="withdrawal_notice",
        movement=Movement.RELEASE,
    ),
    Row(
        # The ten days run whatever change is asked for meanwhile.
        "withdraw", ("granted", "change_requested"), "withdrawn", SIGNATORIES, "case.withdrawn",
        "law: Act 179 of 1955, art. 9",
        takes=(reason(),), guards=("within_withdrawal_period",), document="withdrawal_notice",
        movement=Movement.RELEASE,
    ),
    Row(
        "lapse", ("returned",), "lapsed", AUTOMATIC, "case.lapsed", "assumption: A28",
        guards=("correction_period_is_over",), document="lapse_notice", movement=Movement.RELEASE,
    ),
    Row(
        "lapse", ("waiting",), "lapsed", AUTOMATIC, "case.lapsed", "assumption: A7", guards=("waiting_is_over",),
        document="lapse_notice",
    ),
    Row(
        "lapse", BEFORE_SUBMISSION, "lapsed", AUTOMATIC, "case.lapsed", "assumption: A4",
        guards=("deadline_is_over",), document="lapse_notice",
    ),
    Row(
        # A refusal overturned late comes back undecided: on a machine that can come in time no more nobody decides.
        "lapse", ("submitted", "under_review"), "lapsed", AUTOMATIC, "case.lapsed", "article: ¶2",
        guards=("window_is_over", "no_machine_came"), document="lapse_notice", movement=Movement.RELEASE,
    ),
    Row(
        # Where one machine of several came, no clock decides: the officer does.
        "lapse", ("granted", "change_requested"), "lapsed", AUTOMATIC, "case.lapsed",
        "article: ¶2; assumption: a grant whose machine never comes is given up",
        guards=("window_is_over", "no_machine_came"), document="lapse_notice", movement=Movement.RELEASE,
    ),
    Row(
        "lapse", ("amount_fixed",), "lapsed", AUTOMATIC, "case.lapsed",
        "assumption: an amount nobody claims is given up", guards=("claim_period_is_over",),
        document="lapse_notice", movement=Movement.RELEASE,
    ),
)

PROJECT = (
    Row(
        # The whole filing as it would be: what is approved is what every side has signed, not a description of it.
        "request_change", ("granted",), "change_requested", SIGNATORIES, "change.requested",
        "law: Act 179 of 1955, art. 7",
        takes=(
            text("change"), reason(), ROOT, Field("sections", Kind.RECORD), Field("lines", Kind.LIST), AMOUNT,
        ),
        guards=("screening_usable", "moving_machines_stay", "no_line_comes_back", "change_asks_for_money"),
    ),
    Row(
        "sign", ("change_requested",), "", SIGNATORIES, "change.signed", "article: ¶8",
        takes=(ROOT, ENVELOPE),
        guards=("change_is_current", "change_is_not_signed_yet", "partner_is_registered"),
        signed=True,
    ),
    Row(
        "retract_change", ("change_requested",), "granted", SIGNATORIES, "change.retracted",
        "practice: withdrawal of an application", takes=(reason(),),
    ),
    Row(
        "approve_change", ("change_requested",), "granted", OFFICER, "change.approved",
        "law: Act 179 of 1955, art. 7", takes=(ENVELOPE,),
        guards=(
            "change_is_signed", "moving_machines_stay", "application_gates_are_met", "serials_are_free",
            "no_vendor_is_stopped", "no_other_subsidy_arose",
        ),
        document="change_approval", movement=Movement.REDUCE, signed=True,
    ),
    Row(
        "refuse_change", ("change_requested",), "granted", OFFICER, "change.refused",
        "law: Act 179 of 1955, art. 21-2", takes=(reason(), ENVELOPE), document="change_refusal", signed=True,
    ),
    Row(
        "discontinue", ("granted", "change_requested", "corrective_action"), "discontinued", SIGNATORIES,
        "project.discontinued", "law: Act 179 of 1955, art. 7", takes=(reason(),),
        document="discontinuance_notice", movement=Movement.RELEASE,
    ),
    Row(
        "order_correction", ("granted", "change_requested"), "corrective_action", OFFICER + INSPECTOR,
        "correction.ordered",
        "law: Act 179 of 1955, art. 16; assumption: A17", takes=(Field("findings", Kind.LIST), reason()),
        guards=("findings_stand_open", "inspector_is_free_of_interest", "entrusted_inspector_acts"),
        document="correction_order", deadline="corrective_action",
    ),
    Row(
        "answer_correction", ("corrective_action",), "granted", SIGNATORIES, "correction.answered",
        "assumption: A17", takes=(Field("answers", Kind.RECORD),),
        guards=("within_corrective_period", "answers_are_whole", "answering_papers_are_filed"),
    ),
    Row(
        # Also while a change is asked for: asking again and again holds nobody up.
        "fail_verification", ("granted", "change_requested", "corrective_action"), "verification_failed", OFFICER,
        "verification.failed", "article: ¶9", takes=(reason(), ENVELOPE), document="verification_failure",
        deadline="reconsideration", movement=Movement.RELEASE, signed=True,
    ),
    Row(
        "confirm_verification", ("granted",), "verified", OFFICER, "case.verified", "article: ¶9",
        takes=(ENVELOPE,),
        guards=("every_line_is_verified", "every_line_has_drawn", "every_gate_is_met", "papers_are_accepted"),
        document="verification_report", deadline="fixing", signed=True,
    ),
)

MONEY = (
    Row(
        "fix_amount", ("verified",), "amount_fixed", OFFICER, "amount.fixed", "law: Act 179 of 1955, art. 15",
        takes=(AMOUNT, ENVELOPE, EXPLAINED),
        guards=(
            "amount_within_commitment", "amount_is_earned", "less_than_earned_is_explained", "invoices_are_free",
            "papers_are_accepted", "no_other_subsidy_arose",
        ),
        document="amount_notice", deadline="claim", movement=Movement.FIX, signed=True,
    ),
    Row(
        "claim", ("amount_fixed",), "claimed", SIGNATORIES, "payment.claimed", "practice: claim for payment",
        takes=(AMOUNT, Field("account", Kind.DIGEST)),
        guards=("payee_is_applicant", "amount_is_fixed_amount", "account_can_be_paid"),
    ),
    Row(
        "approve_payment", ("claimed",), "", FINANCE, "payment.approved", "practice: two persons",
        takes=(ENVELOPE,),
        guards=(
            "person_has_not_approved", "account_was_corrected", "every_gate_is_met", "no_vendor_is_stopped",
            "amount_stays_earned", "no_other_subsidy_arose",
        ),
        signed=True,
    ),
    Row(
        "pay", ("claimed",), "paid", FINANCE, "payment.made", "practice: payment after the amount is fixed",
        takes=(text("transfer"), day("paid_on", required=False)),
        guards=(
            "two_persons_approved", "gates_held_when_money_left", "no_vendor_is_stopped", "transfer_is_answered",
            "paid_day_has_come", "invoices_are_free", "amount_stays_earned", "no_other_subsidy_arose",
        ),
        document="payment_notice", movement=Movement.PAY,
    ),
    Row(
        "fail_payment", ("claimed",), "", FINANCE, "payment.failed", "practice: Zengin transfer file",
        takes=(text("transfer"), text("cause")), guards=("transfer_is_answered",),
    ),
    Row(
        "correct_account", ("claimed",), "", SIGNATORIES, "account.corrected", "practice: Zengin transfer file",
        takes=(Field("account", Kind.DIGEST),),
        guards=("payee_is_applicant", "account_can_be_paid", "transfer_is_answered"),
    ),
    Row(
        "close", ("paid",), "closed", OFFICER, "case.closed", "law: Act 179 of 1955, art. 22",
        deadline="retention",
    ),
    Row(
        "revoke", AFTER_DECISION, "revoked", OFFICER, "grant.revoked", "law: Act 179 of 1955, art. 17(1)",
        takes=(reason(), ENVELOPE), guards=("transfer_is_answered",), document="revocation_notice",
        movement=Movement.RELEASE, signed=True,
    ),
    Row(
        "revoke", PAID, "revoked", OFFICER, "grant.revoked", "law: Act 179 of 1955, art. 17(3)",
        takes=(reason(), ENVELOPE), document="revocation_notice", signed=True,
    ),
    Row(
        "revoke_part", ("granted", "change_requested", "corrective_action", "verified"), "", OFFICER,
        "grant.partly_revoked", "law: Act 179 of 1955, art. 17(1)", takes=(AMOUNT, reason(), ENVELOPE),
        guards=("part_of_what_is_held",), document="revocation_notice", movement=Movement.REDUCE, signed=True,
    ),
    Row(
        "revoke_part", ("amount_fixed", "claimed"), "amount_fixed", OFFICER, "grant.partly_revoked",
        "law: Act 179 of 1955, art. 17(1)", takes=(AMOUNT, reason(), ENVELOPE),
        guards=("part_of_what_is_held", "transfer_is_answered"), document="revocation_notice",
        # What is left has to be claimed anew, and has the whole time for it.
        deadline="claim", movement=Movement.REDUCE, signed=True,
    ),
    Row(
        "revoke_part", PAID, "", OFFICER, "grant.partly_revoked", "law: Act 179 of 1955, art. 17(3)",
        takes=(AMOUNT, reason(), ENVELOPE), guards=("part_of_what_is_held",), document="revocation_notice",
        signed=True,
    ),
    Row(
        "order_repayment", ("revoked",), "repayment_ordered", OFFICER, "repayment.ordered",
        "law: Act 179 of 1955, art. 18(1)", takes=(day("due_on"), ENVELOPE),
        guards=("money_was_paid", "due_day_lies_ahead"),
        document="repayment_order", deadline="repayment", movement=Movement.ORDER_REPAYMENT, signed=True,
    ),
    Row(
        "order_repayment", PAID, "", OFFICER, "repayment.ordered",
        "law: Act 179 of 1955, art. 18(1)", takes=(day("due_on"), ENVELOPE),
        guards=("money_was_paid", "due_day_lies_ahead"),
        document="repayment_order", deadline="repayment", movement=Movement.ORDER_REPAYMENT, signed=True,
    ),
    Row(
        "order_return", PAID, "", OFFICER, "return.ordered", "law: Act 179 of 1955, art. 18(2)",
        takes=(AMOUNT, day("due_on"), reason(), ENVELOPE),
        guards=("amount_within_payment", "due_day_lies_ahead"),
        document="repayment_order", deadline="repayment", movement=Movement.ORDER_REPAYMENT, signed=True,
    ),
    Row(
        "extend_due", OWING, "", OFFICER, "due.extended", "law: Order 255 of 1955, art. 9",
        takes=(day("due_on"), reason(), ENVELOPE), guards=("debt_is_open", "due_day_lies_ahead", "due_day_is_later"),
        document="due_extension", deadline="repayment", signed=True,
    ),
    Row(
        "record_repayment", OWING, "", FINANCE, "repayment.received",
        "law: Act 179 of 1955, art. 18", takes=(AMOUNT, day("received_on")),
        guards=("debt_is_open", "amount_within_principal", "received_day_has_come"), movement=Movement.RECOVER,
    ),
    Row(
        "assess_charge", OWING, "", OFFICER, "charge.assessed", "law: Act 179 of 1955, art. 19",
        takes=(text("charge"), AMOUNT, ENVELOPE), guards=("debt_is_open", "charge_is_as_reckoned"),
        document="charge_notice", deadline="charge", signed=True,
    ),
    Row(
        "record_charge_payment", OWING, "", FINANCE, "charge.received", "law: Act 179 of 1955, art. 19",
        takes=(text("charge"), AMOUNT, day("received_on")),
        guards=("debt_is_open", "amount_within_charge", "received_day_has_come"),
    ),
    Row(
        "waive_charge", OWING, "", OFFICER, "charge.waived", "law: Act 179 of 1955, art. 19(3)",
        takes=(text("charge"), AMOUNT, reason(), ENVELOPE),
        guards=("debt_is_open", "amount_within_charge", "another_person_waives"), document="charge_waiver", signed=True,
    ),
    Row(
        "confirm_recovery", ("repayment_ordered",), "recovered", OFFICER, "repayment.completed",
        "law: Act 179 of 1955, art. 18", guards=("nothing_is_receivable", "charges_are_settled"),
    ),
    Row(
        "confirm_recovery", (*PAID, "revoked"), "", OFFICER, "repayment.completed",
        "law: Act 179 of 1955, art. 18", guards=("debt_is_open", "principal_is_back", "charges_are_settled"),
    ),
)

OVERSIGHT = (
    Row(
        "assess_signal", STATES, "", OFFICER, "signal.assessed", "practice: fraud led by vendors",
        takes=(Field("check", Kind.DIGEST),), guards=("files_are_stored",),
    ),
)

ROWS = (*FILING, *REVIEW, *PROJECT, *MONEY, *OVERSIGHT)
