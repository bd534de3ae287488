"""What one transaction can reach, the same on every engine."""

from dataclasses import dataclass

from sekisho.application import ports
from sekisho.application.views import Views


@dataclass(slots=True)
class OpenTransaction:
    """The ports of one open transaction (``ports.Transaction``)."""

    journal: ports.Journal
    pool: ports.PoolTable
    blobs: ports.Blobs
    drafts: ports.Drafts
    views: Views
    outbox: ports.Outbox
    people: ports.People
    checkpoints: ports.Checkpoints
    answers: ports.Answers
