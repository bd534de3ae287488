"""Projections: rows for lists. Dropped and written again from the journal by one command."""

from typing import ClassVar

from django.db import models

from sekisho.store.models.account import NAME_LENGTH


class ViewVersion(models.Model):
    """The one row that says which version has written every list."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    number = models.PositiveIntegerField()

    class Meta:
        db_table = "view_version"

    def __str__(self) -> str:
        return str(self.number)


class CaseRow(models.Model):
    """A case as lists show it."""

    id = models.CharField(max_length=NAME_LENGTH, primary_key=True)
    program = models.CharField(max_length=NAME_LENGTH)
    state = models.CharField(max_length=40)
    applicant = models.TextField(blank=True)
    applicant_number = models.CharField(max_length=NAME_LENGTH, blank=True)
    partner = models.TextField(blank=True)
    partner_number = models.CharField(max_length=NAME_LENGTH, blank=True)
    amount = models.BigIntegerField()
    receipt = models.PositiveBigIntegerField()
    outcome = models.CharField(max_length=40, blank=True)
    edition_on = models.CharField(max_length=10, blank=True)
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_what = models.CharField(max_length=100, blank=True)
    seq = models.PositiveIntegerField()

    class Meta:
        db_table = "view_case"
        indexes: ClassVar = [
            models.Index(fields=["state", "receipt"], name="view_case_by_state"),
            models.Index(fields=["applicant_number"], name="view_case_by_applicant"),
            models.Index(fields=["partner_number"], name="view_case_by_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class LineRow(models.Model):
    """An equipment line as lists show it."""

    id = models.BigAutoField(primary_key=True)
    case = models.CharField(max_length=NAME_LENGTH)
    line = models.CharField(max_length=NAME_LENGTH)
    state = models.CharField(max_length=40)
    maker = models.TextField(blank=True)
    model = models.TextField(blank=True)
    serial = models.TextField(blank=True)
    verify_by = models.CharField(max_length=10, blank=True)

    class Meta:
        db_table = "view_line"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "line"], name="view_line_once")]
        indexes: ClassVar = [models.Index(fields=["serial"], name="view_line_by_serial")]

    def __str__(self) -> str:
        return f"{self.case} {self.line} {self.state}"


class InvoiceRow(models.Model):
    """An invoice a case claims: its issuer and its number in one text."""

    id = models.BigAutoField(primary_key=True)
    case = models.CharField(max_length=NAME_LENGTH)
    invoice = models.TextField()

    class Meta:
        db_table = "view_invoice"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "invoice"], name="view_invoice_once")]
        indexes: ClassVar = [models.Index(fields=["invoice"], name="view_invoice_by_invoice")]

    def __str__(self) -> str:
        return f"{self.case} {self.invoice}"


class RegistrationRow(models.Model):
    """A registration as lists and screenings read it."""

    id = models.CharField(max_length=NAME_LENGTH, primary_key=True)
    subject = models.CharField(max_length=NAME_LENGTH)
    key = models.CharField(max_length=NAME_LENGTH)
    state = models.CharField(max_length=40)
    name = models.TextField(blank=True)
    #: A JSON list of pairs: the day, and the state from then on.
    history = models.TextField()
    particulars = models.TextField()

    class Meta:
        db_table = "view_registration"
        indexes: ClassVar = [models.Index(fields=["subject", "key"], name="view_registration_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.key} {self.state}"


class TraceRow(models.Model):
    """A trace a case leaves, found by its key."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    key = models.TextField()
    case = models.CharField(max_length=NAME_LENGTH)
    line = models.CharField(max_length=NAME_LENGTH, blank=True)
    place = models.CharField(max_length=NAME_LENGTH, blank=True)
    amount = models.BigIntegerField()

    class Meta:
        db_table = "view_trace"
        indexes: ClassVar = [
            models.Index(fields=["kind", "key"], name="view_trace_by_kind"),
            models.Index(fields=["key"], name="view_trace_by_key"),
            models.Index(fields=["case"], name="view_trace_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} {self.key[:40]}"


class PhotoRow(models.Model):
    """A photo that was read, with its fingerprint and its family."""

    id = models.BigAutoField(primary_key=True)
    case = models.CharField(max_length=NAME_LENGTH)
    place = models.CharField(max_length=NAME_LENGTH)
    print = models.TextField()
    family = models.TextField()

    class Meta:
        db_table = "view_photo"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "place"], name="view_photo_once")]

    def __str__(self) -> str:
        return f"{self.case} {self.place}"


class PhotoKeyRow(models.Model):
    """A key a photo is kept under, so that its likes are found without holding it against every other one."""

    id = models.BigAutoField(primary_key=True)
    photo = models.ForeignKey(PhotoRow, on_delete=models.CASCADE)
    key = models.CharField(max_length=40)

    class Meta:
        db_table = "view_photo_key"
        indexes: ClassVar = [models.Index(fields=["key"], name="view_photo_key_by_key")]

    def __str__(self) -> str:
        return self.key


class TransferRow(models.Model):
    """A payment in a batch of transfers, found by its case and by how it stands with the bank."""

    id = models.BigAutoField(primary_key=True)
    batch = models.PositiveBigIntegerField()
    item = models.PositiveIntegerField()
    case = models.CharField(max_length=NAME_LENGTH)
    state = models.CharField(max_length=20)

    class Meta:
        db_table = "view_transfer"
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "item"], name="view_transfer_once")]
        indexes: ClassVar = [
            models.Index(fields=["case"], name="view_transfer_by_case"),
            models.Index(fields=["state"], name="view_transfer_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.batch}/{self.item} {self.case} {self.state}"
