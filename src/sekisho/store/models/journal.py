"""The journal and its log: tables that refuse UPDATE and DELETE by trigger. Migrations on them only add."""

from typing import ClassVar

from django.db import models

from sekisho.store.models.account import DIGEST_LENGTH, NAME_LENGTH


class Pin(models.Model):
    """The one row that says what this database is for: live data or a rehearsal, and of which log."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    mode = models.CharField(max_length=20)
    origin = models.CharField(max_length=NAME_LENGTH, blank=True, default="")

    class Meta:
        db_table = "pin"
        constraints: ClassVar = [models.CheckConstraint(name="pin_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"{self.mode} {self.origin}"


class EventRow(models.Model):
    """One event: its exact body, the exact entry the log seals, and columns for finding it."""

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=NAME_LENGTH)
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=NAME_LENGTH)
    side = models.CharField(max_length=20)
    body = models.BinaryField()
    entry = models.BinaryField()
    digest = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    #: Digests of envelopes, separated by spaces.
    envelopes = models.TextField(blank=True, default="")

    class Meta:
        db_table = "event"
        constraints: ClassVar = [models.UniqueConstraint(fields=["stream", "seq"], name="event_once_per_place")]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq} {self.type}"


class LeafRow(models.Model):
    """The place of an event in the log. Kept apart from the event, so that sealing updates nothing."""

    log_index = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(
        EventRow, to_field="digest", db_column="digest", on_delete=models.PROTECT, related_name="leaf"
    )

    class Meta:
        db_table = "leaf"

    def __str__(self) -> str:
        return f"{self.log_index} {self.event_id}"


class CheckpointRow(models.Model):
    """A signed checkpoint of the log, exactly as signed, with its time stamps exactly as received."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.CharField(max_length=DIGEST_LENGTH)
    note = models.BinaryField()
    #: A JSON list of base64 texts.
    stamps = models.TextField(default="[]")
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "checkpoint"

    def __str__(self) -> str:
        return f"{self.size} {self.root}"
