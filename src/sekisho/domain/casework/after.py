"""After payment, and what has to be ready for it: baseline, assets, reports, support, disposal, holds, erasure.

Its states are the paper track's; nothing here leads out of one.
"""

from sekisho.domain.casework.actor import AUTOMATIC, EXPORTERS, OFFICER, PREPARERS, SIGNATORIES
from sekisho.domain.casework.field import Field, Kind, day, reason, text
from sekisho.domain.casework.paper import AFTER_DECISION, ALIVE, AMOUNT, ENDED, ENVELOPE, PAID, STATES
from sekisho.domain.casework.transition import Movement, Row

# fmt: off
# because a table is read row by row, not argument by argument

#: A case whose file may one day be erased: nothing can come of it any more, and nothing is owed.
OVER = ("closed", *ENDED)
INDICATORS = (day("measured_on"), text("method"), Field("indicators", Kind.RECORD))

ROWS = (
    Row(
        "record_baseline", ALIVE, "", PREPARERS, "baseline.recorded", "article: ¶10; practice: yearly effect reports",
        takes=(text("machine"), *INDICATORS),
        guards=("machine_is_of_the_case", "indicators_are_known", "baseline_comes_first"),
    ),
    Row(
        "register_asset", PAID, "", AUTOMATIC, "asset.registered",
        "law: Act 179 of 1955, art. 22; law: Civil Code, art. 143",
        takes=(
            text("machine"), text("name"), text("serial", required=False), day("acquired_on"),
            Field("unit_price", Kind.YEN), Field("quantity", Kind.NUMBER), Field("grant", Kind.YEN), text("industry"),
            Field("cost", Kind.YEN, required=False),
        ),
        guards=("asset_is_new", "industry_is_known"),
    ),
    Row(
        "describe_asset", PAID, "", PREPARERS, "asset.described", "law: Useful Lives Ordinance, art. 1",
        takes=(text("asset"), text("industry"), text("place")),
        guards=("asset_is_known", "asset_is_unconfirmed", "industry_is_known"),
    ),
    Row(
        "confirm_asset", PAID, "", OFFICER, "asset.confirmed", "law: Act 179 of 1955, art. 22",
        takes=(text("asset"),), guards=("asset_is_known", "asset_is_unconfirmed"),
    ),
    Row(
        "report_effect", PAID, "", PREPARERS, "effect.reported", "practice: yearly effect reports",
        takes=(text("machine"), Field("year", Kind.NUMBER), *INDICATORS, text("note", required=False)),
        guards=("machine_is_of_the_case", "indicators_are_known", "effect_year_is_due"),
    ),
    Row(
        "report_consumption_tax", PAID, "", SIGNATORIES, "consumption_tax.reported",
        "practice: consumption-tax report, due even at zero",
        takes=(text("tax_method"), Field("taxable_percent", Kind.NUMBER, required=False), day("settled_on")),
        guards=("tax_is_unreported", "tax_method_is_known"),
    ),
    Row(
        "order_tax_return", PAID, "", OFFICER, "tax_return.ordered", "law: Act 179 of 1955, art. 7",
        takes=(AMOUNT, day("due_on"), ENVELOPE), guards=("amount_is_tax_return", "due_day_lies_ahead"),
        document="repayment_order", deadline="repayment", movement=Movement.ORDER_REPAYMENT, signed=True,
    ),
    Row(
        "open_incident", AFTER_DECISION + PAID, "", PREPARERS, "incident.opened", "article: ¶11",
        takes=(text("machine"), text("provider"), text("severity"), reason("problem")),
        guards=("machine_is_of_the_case", "machine_is_commissioned", "provider_is_a_vendor", "severity_is_known"),
    ),
    Row(
        "answer_incident", AFTER_DECISION + PAID, "", PREPARERS + EXPORTERS, "incident.answered", "article: ¶11",
        takes=(text("incident"), text("answer")), guards=("incident_is_open", "incident_is_theirs"),
    ),
    Row(
        "resolve_incident", AFTER_DECISION + PAID, "", PREPARERS + EXPORTERS, "incident.resolved", "article: ¶11",
        takes=(text("incident"), text("solution")), guards=("incident_is_open", "incident_is_of_both"),
    ),
    Row(
        "request_disposal", PAID, "", SIGNATORIES, "disposal.requested", "law: Act 179 of 1955, art. 22",
        takes=(
            text("asset"), text("manner"), day("planned_on"), Field("proceeds", Kind.YEN, required=False), reason(),
        ),
        guards=("asset_is_known", "disposal_needs_approval", "disposal_is_whole"),
    ),
    Row(
        "approve_disposal", PAID, "", OFFICER, "disposal.approved", "law: Act 179 of 1955, art. 22",
        takes=(text("disposal"), AMOUNT, ENVELOPE),
        guards=("disposal_waits", "another_person_approves", "amount_is_repayment"),
        document="disposal_approval", deadline="disposal_repayment", movement=Movement.ORDER_REPAYMENT, signed=True,
    ),
    Row(
        "refuse_disposal", PAID, "", OFFICER, "disposal.refused", "law: Act 179 of 1955, art. 22",
        takes=(text("disposal"), reason(), ENVELOPE), guards=("disposal_waits",), document="disposal_refusal",
        signed=True,
    ),
    Row(
        "record_disposal", PAID, "", PREPARERS, "disposal.recorded", "law: Act 179 of 1955, art. 22",
        takes=(text("disposal"), day("disposed_on"), Field("proceeds", Kind.YEN, required=False)),
        guards=("disposal_is_approved", "disposal_is_as_approved"),
    ),
    Row(
        "place_hold", STATES, "", OFFICER, "hold.placed", "practice: a hold overrides the schedule",
        takes=(reason(),),
    ),
    Row(
        "lift_hold", STATES, "", OFFICER, "hold.lifted", "practice: two persons",
        takes=(text("hold"), reason()), guards=("hold_stands", "another_person_lifts"),
    ),
    Row(
        "propose_erasure", OVER, "", OFFICER, "erasure.proposed",
        "law: Act on the Protection of Personal Information, art. 22",
        takes=(Field("items", Kind.LIST), text("basis"), reason()),
        guards=("retention_is_over", "nothing_holds", "nothing_is_owed_or_bound", "items_can_be_erased"),
    ),
    Row(
        "erase_personal_data", OVER, "", OFFICER, "personal_data.erased",
        "law: Act on the Protection of Personal Information, art. 22; practice: two persons",
        takes=(text("erasure"), ENVELOPE),
        guards=(
            "retention_is_over", "nothing_holds", "nothing_is_owed_or_bound", "erasure_is_proposed",
            "another_person_erases", "files_are_not_kept",
        ),
        signed=True,
    ),
)
