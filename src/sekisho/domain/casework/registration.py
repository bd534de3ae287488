"""Registrations: models, SI partners, distributors, bodies, channels, and agreements (A24 to A27, F15)."""

from collections.abc import Mapping
from enum import StrEnum

from sekisho.domain.casework.actor import OFFICER, Role, Side, each
from sekisho.domain.casework.field import Field, Kind, day, reason, text
from sekisho.domain.casework.transition import Row

# fmt: off
# because a table is read row by row, not argument by argument

NEW = "new"
STATES = ("applied", "under_review", "registered", "suspended", "removed", "rejected", "appealed")
#: Whoever has applied may add papers as long as somebody still reads them.
READ = ("applied", "under_review", "registered", "suspended", "rejected", "appealed")


class Subject(StrEnum):
    """What can be registered."""

    MODEL = "model"
    INTEGRATOR = "integrator"
    DISTRIBUTOR = "distributor"
    BODY = "body"
    CHANNEL = "channel"
    AGREEMENT = "agreement"


#: Maker or exporter applies for a model, an SI or distributor for itself, the office for bodies and channels; an
#: agreement is entered by one of the two organisations it binds and confirmed by the other (F15).
REGISTRANTS = each(Role.STAFF, Side.EXPORTER, Side.INTEGRATOR, Side.DISTRIBUTOR) + each(
    Role.SIGNATORY, Side.EXPORTER, Side.INTEGRATOR, Side.DISTRIBUTOR
)
SIDES: Mapping[str, tuple[Side, ...]] = {
    Subject.MODEL: (Side.EXPORTER,),
    Subject.INTEGRATOR: (Side.INTEGRATOR,),
    Subject.DISTRIBUTOR: (Side.DISTRIBUTOR,),
    Subject.BODY: (Side.OFFICE,),
    Subject.CHANNEL: (Side.OFFICE,),
    Subject.AGREEMENT: (Side.EXPORTER, Side.INTEGRATOR),
}
#: Where an organisation sits and who leads it, so that the office sees who belongs together; no other party reads it.
#: ``officers`` are those named in the register of companies, which is public.
SEAT = (text("address", required=False), Field("officers", Kind.LIST, required=False))
#: What an application says of its subject; a model's seat is that of the maker or exporter who applies for it.
PARTICULARS: Mapping[str, tuple[Field, ...]] = {
    Subject.MODEL: (
        text("name"), text("maker"), text("model"), text("category", required=False),
        Field("list_price", Kind.YEN, required=False), *SEAT,
    ),
    Subject.INTEGRATOR: (text("name"), *SEAT),
    Subject.DISTRIBUTOR: (text("name"), text("maker", required=False), *SEAT),
    Subject.BODY: (text("name"),),
    Subject.CHANNEL: (text("name"),),
    Subject.AGREEMENT: (text("exporter"), text("integrator"), day("agreed_on"), text("name", required=False)),
}

ROWS = (
    Row(
        "apply", (NEW,), "applied", REGISTRANTS + OFFICER, "registration.applied", "article: ¶7, ¶8; assumption: A26",
        takes=(text("subject"), text("key"), Field("particulars", Kind.RECORD)),
        guards=("subject_fits_side", "particulars_are_complete", "key_is_theirs"),
    ),
    Row(
        "file_document", READ, "", REGISTRANTS + OFFICER, "registration.document_filed", "assumption: A26",
        takes=(text("kind"), text("name"), Field("digest", Kind.DIGEST)),
        guards=("paper_is_stored", "registration_paper_is_taken"),
    ),
    Row(
        # Also while an appeal is open: what was rejected for want of it can be made good there.
        "confirm", ("applied", "appealed"), "", REGISTRANTS, "agreement.confirmed", "article: ¶8",
        guards=("counterparty_confirms",),
    ),
    Row("take_up", ("applied",), "under_review", OFFICER, "registration.reviewed", "assumption: A26"),
    Row(
        "return", ("under_review",), "applied", OFFICER, "registration.returned", "law: Act 179 of 1955, art. 21-2",
        takes=(reason(),),
    ),
    Row(
        "register", ("under_review",), "registered", OFFICER, "registration.granted", "assumption: A26",
        takes=(day("valid_from"), day("valid_until", required=False)),
        guards=(
            "first_day_is_not_past", "last_day_follows_first", "papers_are_filed", "both_confirm",
            "integrator_is_registered", "another_person_registers",
        ),
    ),
    Row(
        # An earlier first day is a correction two persons stand for; nothing else reaches back (A16, A26).
        "propose_correction", ("registered",), "", OFFICER, "registration.correction_proposed",
        "assumption: A26; practice: two persons", takes=(day("valid_from"), reason()),
        guards=("correction_reaches_back",),
    ),
    Row(
        "confirm_correction", ("registered",), "", OFFICER, "registration.corrected",
        "assumption: A26; practice: two persons", takes=(day("valid_from"),),
        guards=("correction_is_the_proposed", "another_person_confirms"),
    ),
    Row(
        "reject", ("under_review",), "rejected", OFFICER, "registration.rejected",
        "law: Act 179 of 1955, art. 21-2", takes=(reason(),),
    ),
    Row(
        "suspend", ("registered",), "suspended", OFFICER, "registration.suspended",
        "law: Act 179 of 1955, art. 21-2", takes=(day("from_on"), reason()), guards=("turn_is_not_past",),
    ),
    Row(
        "reinstate", ("suspended",), "registered", OFFICER, "registration.reinstated", "assumption: A26",
        takes=(day("from_on"), reason()), guards=("turn_is_not_past",),
    ),
    Row(
        "remove", ("registered", "suspended"), "removed", OFFICER, "registration.removed",
        "law: Act 179 of 1955, art. 21-2", takes=(day("from_on"), reason()), guards=("turn_is_not_past",),
    ),
    Row(
        "give_up", ("applied", "under_review", "registered", "suspended"), "removed", REGISTRANTS,
        "registration.ended", "practice: withdrawal of an application",
        takes=(day("from_on"), reason()), guards=("end_is_not_past",),
    ),
    Row(
        "appeal", ("rejected", "suspended", "removed"), "appealed", REGISTRANTS, "registration.appealed",
        "assumption: A26", takes=(reason(),), guards=("office_decided",),
    ),
    Row(
        "allow_appeal", ("appealed",), "registered", OFFICER, "appeal.allowed", "assumption: A26",
        takes=(day("valid_from"), reason()),
        guards=(
            "another_person_decides", "first_day_is_not_past", "papers_are_filed", "both_confirm",
            "integrator_is_registered",
        ),
    ),
    Row(
        "dismiss_appeal", ("appealed",), "removed", OFFICER, "appeal.dismissed", "assumption: A26",
        takes=(reason(),), guards=("another_person_decides",),
    ),
)
