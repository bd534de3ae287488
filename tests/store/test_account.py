"""Accounts: who signs in."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError

from sekisho.store.models import AccessToken, Account, OneTimeLink
from tests.contracts.scene import NOON


def open_account(alias: str, person: str = "person/7") -> Account:
    """Open an account on a database."""
    particulars = {"display_name": "架空 花子", "role": "signatory", "side": "end_user", "language": "zh-Hans"}
    return Account.objects.db_manager(alias).open(person, **particulars)


def test_account_has_no_password(database: str) -> None:
    """Nobody signs in by password; the person reference is the name to sign in with."""
    account = open_account(database)
    assert get_user_model() is Account
    assert not account.has_usable_password()
    assert Account.objects.db_manager(database).get_by_natural_key("person/7") == account


def test_person_has_one_account(database: str) -> None:
    """A second account for the same person is refused."""
    open_account(database)
    with pytest.raises(IntegrityError):
        open_account(database)


def test_links_and_tokens_are_kept_by_digest(database: str) -> None:
    """Links and tokens hold only a digest, unique, and go with their account."""
    account = open_account(database)
    later = NOON + timedelta(hours=1)
    OneTimeLink.objects.using(database).create(account=account, secret_sha256="aa" * 32, expires_at=later)
    token = AccessToken(account=account, secret_sha256="bb" * 32, scopes="case:read case:write", issued_at=NOON)
    token.save(using=database)
    account.delete(using=database)
    assert not OneTimeLink.objects.using(database).exists()
    assert not AccessToken.objects.using(database).exists()
