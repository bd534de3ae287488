"""What stands beside the journal: bytes by digest, drafts, and answers by idempotency key."""

from typing import ClassVar

from django.db import models

from sekisho.store.models.account import DIGEST_LENGTH, NAME_LENGTH


class BlobRow(models.Model):
    """Bytes by their SHA-256. A trigger refuses to change or delete any that are not private."""

    digest = models.CharField(max_length=DIGEST_LENGTH, primary_key=True)
    media_type = models.CharField(max_length=NAME_LENGTH)
    is_private = models.BooleanField()
    size = models.PositiveBigIntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "blob"

    def __str__(self) -> str:
        return f"{self.digest} {self.media_type} {self.size}"


class DraftRow(models.Model):
    """What people have typed so far, as JSON text."""

    case = models.CharField(max_length=NAME_LENGTH, primary_key=True)
    content = models.TextField()
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "draft"

    def __str__(self) -> str:
        return f"{self.case} {self.version}"


class AnswerRow(models.Model):
    """The answer a request got, by the key its sender chose."""

    id = models.BigAutoField(primary_key=True)
    person = models.CharField(max_length=NAME_LENGTH)
    key = models.CharField(max_length=NAME_LENGTH)
    request_sha256 = models.CharField(max_length=DIGEST_LENGTH)
    answer = models.BinaryField()

    class Meta:
        db_table = "answer"
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="answer_once_per_key")]

    def __str__(self) -> str:
        return f"{self.person} {self.key}"
