"""A refusal that is contested: the request within its term, the papers that come with it, and the other's decision."""

from collections.abc import Mapping
from dataclasses import replace

from sekisho.domain.casework.actor import OFFICER, SIGNATORIES
from sekisho.domain.casework.document import PAPERS
from sekisho.domain.casework.field import reason
from sekisho.domain.casework.paper import CONTESTED, ENVELOPE, REFUSED
from sekisho.domain.casework.transition import Row

# fmt: off
# because a table is read row by row, not argument by argument

RECONSIDERATION = (
    Row(
        "request_reconsideration", ("declined",), "reconsideration", SIGNATORIES, "reconsideration.requested",
        "assumption: reasons can be contested (program rule beyond art. 25)", takes=(reason(),),
        guards=("within_reconsideration_period",),
    ),
    Row(
        "request_reconsideration", ("verification_failed",), "verification_contested", SIGNATORIES,
        "reconsideration.requested", "assumption: reasons can be contested (program rule beyond art. 25)",
        takes=(reason(),), guards=("within_reconsideration_period",),
    ),
    Row(
        "uphold", ("verification_contested",), "verification_failed", OFFICER, "failure.upheld",
        "law: Act 179 of 1955, art. 21-2", takes=(reason(), ENVELOPE), guards=("another_person_decides",),
        document="verification_failure", signed=True,
    ),
    Row(
        # The money was released: the case reserves anew with its own number and is granted anew.
        "overturn", ("verification_contested",), "submitted", OFFICER, "failure.overturned",
        "practice: two persons", takes=(reason(), ENVELOPE), guards=("another_person_decides",),
        document="reconsideration_notice", signed=True,
    ),
    Row(
        "uphold", ("reconsideration",), "declined", OFFICER, "decline.upheld", "law: Act 179 of 1955, art. 21-2",
        takes=(reason(), ENVELOPE), guards=("another_person_decides",), document="decline_notice", signed=True,
    ),
    Row(
        "overturn", ("reconsideration",), "submitted", OFFICER, "decline.overturned", "practice: two persons",
        takes=(reason(), ENVELOPE), guards=("another_person_decides",),
        document="reconsideration_notice", signed=True,
    ),
)

#: Papers for a refusal that is contested: filed within its term, judged while it is reconsidered.
WHILE_CONTESTED: Mapping[str, tuple[str, ...]] = {
    "file_document": (*REFUSED, *CONTESTED),
    "accept_document": CONTESTED,
    "reject_document": CONTESTED,
}
CONTESTING = tuple(
    replace(row, sources=WHILE_CONTESTED[row.command], guards=("within_reconsideration_period", *row.guards))
    for row in PAPERS
    if row.command in WHILE_CONTESTED
)

ROWS = (*RECONSIDERATION, *CONTESTING)
