"""Accounts: who signs in. Names stand here and never in the journal."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sekisho.domain.values.language import Language

NAME_LENGTH = 200
DIGEST_LENGTH = 64


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; nobody has a password, people sign in by one-time links or tokens."""

    def open(self, person: str, **particulars: str) -> "Account":
        """Open an account for a person reference."""
        account = self.model(person=person, **particulars)
        account.set_unusable_password()
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who can sign in: the person reference the journal knows, and what only the portal needs to know."""

    person = models.CharField(max_length=NAME_LENGTH, unique=True)
    display_name = models.CharField(max_length=NAME_LENGTH)
    role = models.CharField(max_length=20)
    side = models.CharField(max_length=20)
    organisation = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    language = models.CharField(max_length=10, default=Language.JA.value)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "person"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "role", "side"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        db_table = "account"

    def __str__(self) -> str:
        return self.person


class OneTimeLink(models.Model):
    """A link that signs an account in once. Only the digest of its secret is stored."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    secret_sha256 = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "one_time_link"

    def __str__(self) -> str:
        return f"link of {self.account_id} until {self.expires_at}"


class AccessToken(models.Model):
    """A token for programs, good for the scopes it names. Only the digest of its secret is stored."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    secret_sha256 = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    label = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    #: Scopes separated by spaces, as in RFC 6749, section 3.3.
    scopes = models.TextField(blank=True, default="")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_token"

    def __str__(self) -> str:
        return f"token of {self.account_id}: {self.scopes}"
