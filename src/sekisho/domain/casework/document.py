"""The documents of a case: what parties and inspectors file and capture, and what the office writes.

Its states are the paper track's; nothing here leads out of one.
"""

from sekisho.domain.casework.actor import AUTOMATIC, EXPORTERS, INSPECTOR, OFFICER, PREPARERS
from sekisho.domain.casework.field import Field, Kind, reason, text
from sekisho.domain.casework.paper import ALIVE, ENVELOPE, STATES
from sekisho.domain.casework.transition import Row

# fmt: off
# because a table is read row by row, not argument by argument

PAPERS = (
    Row(
        "file_document", ALIVE, "", PREPARERS + EXPORTERS + INSPECTOR, "document.filed", "article: ¶7, ¶9",
        takes=(
            text("kind"), text("name"), Field("digest", Kind.DIGEST), Field("line", Kind.TEXT, required=False),
            Field("about", Kind.RECORD, required=False), Field("said", Kind.DIGEST, required=False),
        ),
        guards=(
            "files_are_stored", "line_exists", "paper_kind_is_known", "paper_is_theirs_to_file",
            "exporter_files_for_his_machine",
            "invoice_is_named", "invoice_has_one_line", "invoices_are_free", "inspector_is_free_of_interest",
            "entrusted_inspector_acts", "observation_is_whole",
        ),
    ),
    Row(
        "ask_observation", ALIVE, "", OFFICER + INSPECTOR, "observation.asked", "assumption: A29",
        takes=(text("line"), Field("challenge", Kind.DIGEST)),
        guards=("line_exists", "inspector_is_free_of_interest", "entrusted_inspector_acts"),
    ),
    Row(
        # The exporter's engineer was there as well: he signs what he saw, and no filing.
        "sign_form", ALIVE, "", PREPARERS + EXPORTERS + INSPECTOR, "form.signed", "article: ¶9",
        takes=(Field("form", Kind.DIGEST), ENVELOPE),
        guards=(
            "form_is_filed", "form_is_unsigned", "exporter_signs_for_his_machine", "inspector_is_free_of_interest",
            "entrusted_inspector_acts",
        ),
        signed=True,
    ),
    Row(
        "accept_document", ALIVE, "", OFFICER + INSPECTOR, "document.accepted", "assumption: A10",
        takes=(text("document"), text("note", required=False)),
        guards=(
            "document_is_filed", "invoice_is_named", "invoices_are_free", "paper_is_anothers",
            "inspector_is_free_of_interest",
        ),
    ),
    Row(
        "reject_document", ALIVE, "", OFFICER + INSPECTOR, "document.rejected", "law: Act 179 of 1955, art. 21-2",
        takes=(text("document"), reason()),
        guards=("document_is_filed", "inspector_is_free_of_interest", "invoice_is_not_being_paid"),
    ),
    Row(
        "issue_capture_plan", ALIVE, "", PREPARERS + OFFICER + INSPECTOR + AUTOMATIC, "capture_plan.issued",
        "article: ¶9",
        takes=(
            text("line"), Field("challenge", Kind.DIGEST), Field("plan", Kind.DIGEST),
            Field("devices", Kind.LIST, required=False),
        ),
        guards=("line_exists", "inspector_is_free_of_interest", "entrusted_inspector_acts"),
    ),
    Row(
        "receive_capture", ALIVE, "", PREPARERS + INSPECTOR, "capture.received", "article: ¶9",
        takes=(
            text("line"), Field("digest", Kind.DIGEST), Field("assessment", Kind.RECORD),
            Field("pieces", Kind.LIST, required=False),
        ),
        guards=(
            "line_exists", "challenge_was_issued", "inspector_is_free_of_interest", "entrusted_inspector_acts",
            "collector_is_theirs",
        ),
    ),
)

#: What the office writes: issued by the system with the decision that names it, copied or corrected by an officer.
LETTERS = (
    Row(
        "issue_letter", STATES, "", AUTOMATIC, "letter.issued", "practice: letters numbered by year, kind and number",
        takes=(
            text("letter"), text("kind"), Field("digest", Kind.DIGEST), Field("amounts", Kind.DIGEST, required=False),
            Field("entry", Kind.NUMBER), text("replaces", required=False),
        ),
    ),
    Row(
        "reissue_letter", STATES, "", OFFICER, "letter.reissued", "practice: a copy issued again is marked as one",
        takes=(text("letter"), reason()), guards=("letter_is_issued",),
    ),
    Row(
        "correct_letter", STATES, "", OFFICER, "letter.corrected",
        "practice: a corrected letter takes the old one's place",
        takes=(text("letter"), text("correction"), reason(), ENVELOPE),
        guards=("letter_is_issued", "letter_stands", "letter_is_kept"),
        document="correction", signed=True,
    ),
)

ROWS = (*PAPERS, *LETTERS)
