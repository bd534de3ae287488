"""Registrations: models, SI partners, distributors, assessment bodies and intake channels (A24 to A27)."""

from enum import StrEnum

from sekisho.domain.casework.actor import OFFICER, Role, Side, each
from sekisho.domain.casework.field import Field, Kind, day, reason, text
from sekisho.domain.casework.transition import Row

# fmt: off
# because a table is read row by row, not argument by argument

NEW = "new"
STATES = ("applied", "under_review", "registered", "suspended", "removed", "rejected", "appealed")


class Subject(StrEnum):
    """What can be registered."""

    MODEL = "model"
    INTEGRATOR = "integrator"
    DISTRIBUTOR = "distributor"
    BODY = "body"
    CHANNEL = "channel"


#: Maker or exporter applies for a model, an SI or distributor for itself, the office for bodies and channels.
REGISTRANTS = each(Role.STAFF, Side.EXPORTER, Side.INTEGRATOR, Side.DISTRIBUTOR) + each(
    Role.SIGNATORY, Side.EXPORTER, Side.INTEGRATOR, Side.DISTRIBUTOR
)

ROWS = (
    Row(
        "apply", (NEW,), "applied", REGISTRANTS + OFFICER, "registration.applied", "article: ¶7; assumption: A26",
        takes=(text("subject"), text("key"), Field("particulars", Kind.RECORD)), guards=("subject_fits_side",),
    ),
    Row("take_up", ("applied",), "under_review", OFFICER, "registration.reviewed", "assumption: A26"),
    Row(
        "register", ("under_review",), "registered", OFFICER, "registration.granted", "assumption: A26",
        takes=(day("valid_from"), day("valid_until", required=False)),
    ),
    Row(
        "reject", ("under_review",), "rejected", OFFICER, "registration.rejected",
        "law: Act 179 of 1955, art. 21-2", takes=(reason(),),
    ),
    Row(
        "suspend", ("registered",), "suspended", OFFICER, "registration.suspended",
        "law: Act 179 of 1955, art. 21-2", takes=(day("from_on"), reason()),
    ),
    Row(
        "reinstate", ("suspended",), "registered", OFFICER, "registration.reinstated", "assumption: A26",
        takes=(day("from_on"), reason()),
    ),
    Row(
        "remove", ("registered", "suspended"), "removed", OFFICER, "registration.removed",
        "law: Act 179 of 1955, art. 21-2", takes=(day("from_on"), reason()),
    ),
    Row(
        "appeal", ("rejected", "suspended", "removed"), "appealed", REGISTRANTS, "registration.appealed",
        "assumption: A26", takes=(reason(),),
    ),
    Row(
        "allow_appeal", ("appealed",), "registered", OFFICER, "appeal.allowed", "assumption: A26",
        takes=(day("valid_from"), reason()), guards=("another_person_decides",),
    ),
    Row(
        "dismiss_appeal", ("appealed",), "removed", OFFICER, "appeal.dismissed", "assumption: A26",
        takes=(reason(),), guards=("another_person_decides",),
    ),
)
