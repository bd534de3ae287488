"""The machine track: the life of one equipment line, with dates, documents and a 90-day clock of its own."""

from sekisho.domain.casework.actor import AUTOMATIC, INSPECTOR, OFFICER, PREPARERS
from sekisho.domain.casework.field import Field, Kind, day, reason, text
from sekisho.domain.casework.transition import Row

# fmt: off
# because a table is read row by row, not argument by argument

STATES = (
    "planned",
    "ordered",
    "shipped",
    "import_permitted",
    "delivered",
    "commissioned",
    "visit_scheduled",
    "line_verified",
    "second_visit_due",
)
#: The states before the import: as long as nothing is in the country, a line can be given up.
ON_THE_WAY = ("planned", "ordered", "shipped")
#: The road of a line that nobody visits twice.
ROAD = STATES[:-1]
ENVELOPE = Field("envelope", Kind.DIGEST)

ROWS = (
    Row(
        "order", ("planned",), "ordered", PREPARERS, "machine.ordered", "assumption: A5",
        takes=(day("ordered_on"), text("order_number")), guards=("case_is_alive", "dates_are_in_order"),
    ),
    Row(
        # Also once everything seemed to have come: a shipment nobody announced takes the line back on its way.
        "ship", ("ordered", "shipped", "import_permitted"), "shipped", PREPARERS, "machine.shipped",
        "practice: evidence chain; assumption: A19",
        takes=(day("shipped_on"), text("bill_of_lading"), Field("shipments", Kind.NUMBER, required=False)),
        guards=("case_is_alive", "dates_are_in_order", "shipment_is_expected"),
    ),
    Row(
        "permit_import", ("shipped",), "", PREPARERS, "import.permitted", "assumption: A19, A20",
        takes=(
            text("bill_of_lading", required=False), text("permit_type", required=False), day("permitted_on"),
            text("permit_number"), text("importer"), Field("importer_number", Kind.CORPORATE_NUMBER),
            Field("columns", Kind.LIST),
        ),
        guards=("case_is_alive", "shipment_is_known", "dates_are_in_order", "permit_is_whole", "importer_is_named"),
    ),
    Row(
        "complete_import", ("shipped",), "import_permitted", AUTOMATIC, "import.completed", "assumption: A19",
        guards=("every_shipment_is_permitted",),
    ),
    Row(
        "deliver", ("import_permitted",), "delivered", PREPARERS, "machine.delivered",
        "practice: evidence chain",
        takes=(day("delivered_on"), text("serial")),
        guards=("case_is_alive", "dates_are_in_order", "serials_are_free"),
    ),
    Row(
        "commission", ("delivered",), "commissioned", PREPARERS, "machine.commissioned",
        "article: ¶2; assumption: A18",
        takes=(
            day("trial_run_on"), day("commissioned_on"), text("accepted_by"),
            Field("machines", Kind.LIST, required=False),
        ),
        guards=(
            "case_is_alive", "dates_are_in_order", "acceptance_follows_trial_run", "last_machine_is_accepted",
            "machines_are_told_apart", "serials_are_free",
        ),
        deadline="verification",
    ),
    Row(
        "schedule_visit", ("commissioned", "visit_scheduled", "second_visit_due"), "visit_scheduled", OFFICER,
        "visit.scheduled", "article: ¶9",
        takes=(
            day("visit_on"), text("inspector"), text("prefecture", required=False), text("site", required=False),
        ),
        guards=(
            "case_is_granted", "inspector_is_known", "inspector_is_free_of_interest", "inspector_is_another",
            "visit_lies_ahead", "prefecture_is_known",
        ),
    ),
    Row(
        "record_visit_findings", ("visit_scheduled",), "", INSPECTOR, "visit.findings_recorded",
        "article: ¶9; assumption: A17",
        takes=(day("visited_on"), Field("findings", Kind.LIST)),
        guards=(
            "case_is_granted", "inspector_is_assigned", "inspector_is_free_of_interest",
            "visit_follows_commissioning", "visit_was_scheduled", "visit_has_taken_place", "findings_are_whole",
        ),
    ),
    Row(
        "verify_line", ("visit_scheduled",), "line_verified", INSPECTOR, "line.verified", "article: ¶9",
        takes=(day("visited_on"), Field("checklist", Kind.RECORD), ENVELOPE),
        guards=(
            "case_is_granted", "inspector_is_assigned", "inspector_is_free_of_interest",
            "visit_follows_commissioning", "visit_was_scheduled", "within_verification_period", "checklist_is_whole",
            "checklist_is_passed", "photos_are_filed", "findings_are_settled", "evidence_is_sufficient",
        ),
        signed=True,
    ),
    Row(
        "select_second_visit", ("line_verified",), "second_visit_due", AUTOMATIC, "second_visit.selected",
        "practice: inspection triggered by risk", takes=(Field("draw", Kind.RECORD),), guards=("line_has_not_drawn",),
    ),
    Row(
        "spare_second_visit", ("line_verified",), "", AUTOMATIC, "second_visit.spared",
        "practice: inspection triggered by risk", takes=(Field("draw", Kind.RECORD),), guards=("line_has_not_drawn",),
    ),
    Row(
        "suspend_clock", ("commissioned", "visit_scheduled"), "", OFFICER, "verification.suspended",
        "assumption: A31", takes=(day("until_on"), reason()), guards=("case_is_alive", "suspension_lies_ahead"),
    ),
    Row(
        "amend_line", STATES[1:], "", OFFICER, "line.amended", "practice: a correction names what it corrects",
        takes=(text("field"), text("value"), text("bill_of_lading", required=False), reason()),
        guards=("case_is_alive", "amended_field_is_a_date", "amended_shipment_is_named", "dates_stay_in_order"),
    ),
)
