"""The pool's stored balances and its postings; the database checks the sum by itself."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sekisho.store.models.account import NAME_LENGTH
from sekisho.store.movement import ACCOUNTS


class PoolRow(models.Model):
    """One pool: whole yen by account, the last receipt number taken, and how many postings were made."""

    program = models.CharField(max_length=NAME_LENGTH, primary_key=True)
    appropriation = models.BigIntegerField(default=0)
    available = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    committed = models.BigIntegerField(default=0)
    payable = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    receivable = models.BigIntegerField(default=0)
    recovered = models.BigIntegerField(default=0)
    receipts = models.PositiveBigIntegerField(default=0)
    postings = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "pool"
        constraints: ClassVar = [
            models.CheckConstraint(name="pool_available_is_not_negative", condition=Q(available__gte=0)),
            models.CheckConstraint(name="pool_reserved_is_not_negative", condition=Q(reserved__gte=0)),
            models.CheckConstraint(name="pool_committed_is_not_negative", condition=Q(committed__gte=0)),
            models.CheckConstraint(name="pool_payable_is_not_negative", condition=Q(payable__gte=0)),
            models.CheckConstraint(name="pool_paid_is_not_negative", condition=Q(paid__gte=0)),
            models.CheckConstraint(name="pool_receivable_is_not_negative", condition=Q(receivable__gte=0)),
            models.CheckConstraint(name="pool_recovered_is_not_negative", condition=Q(recovered__gte=0)),
            models.CheckConstraint(
                name="pool_accounts_sum_to_the_appropriation",
                condition=Q(
                    appropriation=F("available")
                    + F("reserved")
                    + F("committed")
                    + F("payable")
                    + F("paid")
                    + F("receivable")
                    + F("recovered")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.available} of {self.appropriation} yen"


class PostingRow(models.Model):
    """One movement between two accounts of a pool; refuses UPDATE and DELETE by trigger."""

    id = models.BigAutoField(primary_key=True)
    program = models.CharField(max_length=NAME_LENGTH)
    n = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    case = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    debit = models.CharField(max_length=20)
    credit = models.CharField(max_length=20)
    amount = models.BigIntegerField()

    class Meta:
        db_table = "posting"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "n"], name="posting_once_per_number"),
            models.CheckConstraint(name="posting_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="posting_moves_between_accounts",
                condition=Q(debit__in=ACCOUNTS, credit__in=ACCOUNTS) & ~Q(debit=F("credit")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program} {self.n}: {self.debit} to {self.credit} {self.amount} yen"
