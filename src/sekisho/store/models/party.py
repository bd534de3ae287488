"""People who can act, and the messages that leave for them."""

from typing import ClassVar

from django.db import models

from sekisho.store.models.account import NAME_LENGTH


class PersonRow(models.Model):
    """A person as the use cases know one: an opaque reference, role, side, organisation and public key."""

    id = models.CharField(max_length=NAME_LENGTH, primary_key=True)
    role = models.CharField(max_length=20)
    side = models.CharField(max_length=20)
    organisation = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    public_key = models.BinaryField()
    rehearsal = models.BooleanField()

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.id


class NoticeRow(models.Model):
    """A message to a party, by code and facts."""

    id = models.BigAutoField(primary_key=True)
    case = models.CharField(max_length=NAME_LENGTH)
    side = models.CharField(max_length=20)
    organisation = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    code = models.CharField(max_length=NAME_LENGTH)
    facts = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notice"
        indexes: ClassVar = [
            models.Index(fields=["case"], name="notice_by_case"),
            models.Index(fields=["organisation"], name="notice_by_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.code}"
