"""The tables. Journal, log, postings and checkpoints only grow; views can be dropped and written again."""

from sekisho.store.models.account import AccessToken, Account, OneTimeLink
from sekisho.store.models.fund import PoolRow, PostingRow
from sekisho.store.models.journal import CheckpointRow, EventRow, LeafRow, Pin
from sekisho.store.models.party import NoticeRow, PersonRow
from sekisho.store.models.view import (
    CaseRow,
    InvoiceRow,
    LineRow,
    PhotoKeyRow,
    PhotoRow,
    RegistrationRow,
    TraceRow,
    TransferRow,
    ViewVersion,
)
from sekisho.store.models.working import AnswerRow, BlobRow, DraftRow

__all__ = [
    "AccessToken",
    "Account",
    "AnswerRow",
    "BlobRow",
    "CaseRow",
    "CheckpointRow",
    "DraftRow",
    "EventRow",
    "InvoiceRow",
    "LeafRow",
    "LineRow",
    "NoticeRow",
    "OneTimeLink",
    "PersonRow",
    "PhotoKeyRow",
    "PhotoRow",
    "Pin",
    "PoolRow",
    "PostingRow",
    "RegistrationRow",
    "TraceRow",
    "TransferRow",
    "ViewVersion",
]
