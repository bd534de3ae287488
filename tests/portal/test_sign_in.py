"""Signing in: a link works once, and roles are offered only in a rehearsal that allows it."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sekisho.store.models import Account, OneTimeLink

SECRET = "open-sesame"
TWO_HOURS = timedelta(hours=2)


@pytest.fixture
def account(sqlite_database) -> Account:
    """An officer's account."""
    return Account.objects.open("p1", display_name="Officer One", role="officer", side="office")


def link(account: Account, life: timedelta = TWO_HOURS) -> OneTimeLink:
    """Make a link for an account."""
    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    return OneTimeLink.objects.create(account=account, secret_sha256=digest, expires_at=datetime.now(UTC) + life)


def test_opening_a_link_does_not_use_it(visitor, account):
    """A link that is only looked at (by a mail scanner, say) still works afterwards."""
    made = link(account)
    assert visitor.get(f"/en/enter/{SECRET}/").status_code == 200
    made.refresh_from_db()
    assert made.used_at is None


def test_a_link_signs_in_once(visitor, account):
    """The first use signs in; the second is refused and says why."""
    link(account)
    assert visitor.post(f"/en/enter/{SECRET}/").status_code == 302
    assert "Officer One" in visitor.get("/en/").content.decode()
    again = visitor.post(f"/en/enter/{SECRET}/")
    assert again.status_code == 403
    assert "has been used already" in again.content.decode()


@pytest.mark.parametrize(
    ("life", "secret", "said"),
    [(-TWO_HOURS, SECRET, "has expired"), (TWO_HOURS, "another", "not known")],
)
def test_an_expired_or_unknown_link_is_refused(visitor, account, life, secret, said):
    """A link past its time or unknown signs nobody in."""
    link(account, life)
    answer = visitor.post(f"/en/enter/{secret}/")
    assert answer.status_code == 403
    assert said in answer.content.decode()


def test_a_closed_account_cannot_enter(visitor, account):
    """A link of an account that was closed is refused."""
    link(account)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert visitor.post(f"/en/enter/{SECRET}/").status_code == 403


def test_signing_out_ends_the_session(visitor, account):
    """After signing out nobody is signed in."""
    link(account)
    visitor.post(f"/en/enter/{SECRET}/")
    visitor.post("/en/sign-out/")
    assert "Officer One" not in visitor.get("/en/").content.decode()


def test_an_account_closed_during_a_session_is_signed_out(visitor, account):
    """Closing an account ends what it can do at once."""
    link(account)
    visitor.post(f"/en/enter/{SECRET}/")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert "Officer One" not in visitor.get("/en/").content.decode()


def test_roles_are_offered_only_where_a_rehearsal_allows_it(visitor, account, settings):
    """The list of roles shows, and works, only with its switch."""
    assert "Officer One" not in visitor.get("/en/sign-in/").content.decode()
    assert visitor.post("/en/sign-in/p1/").status_code == 404
    settings.ROLE_LINKS = True
    assert "Officer One" in visitor.get("/en/sign-in/").content.decode()
    assert visitor.post("/en/sign-in/p1/").status_code == 302


def test_a_form_without_its_token_is_refused(account, settings):
    """A form sent without the token against forgery changes nothing and says so."""
    settings.ALLOWED_HOSTS = ["testserver"]
    link(account)
    answer = Client(enforce_csrf_checks=True).post(f"/en/enter/{SECRET}/")
    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()
