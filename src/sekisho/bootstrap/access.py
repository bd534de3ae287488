"""Who may enter: tokens for programs, one-time links for people. Only digests of their secrets are stored."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sekisho.application.ports import Person
from sekisho.bootstrap.start import NewPerson
from sekisho.store.models import AccessToken, Account, OneTimeLink
from sekisho.store.person import DjangoPeople

LINK_LIFE = timedelta(hours=12)
TOKEN_LIFE = timedelta(days=2)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def enter_account(person: NewPerson) -> Account:
    """Open an account; its name stands here and never in the journal."""
    return Account.objects.open(
        person.id,
        display_name=person.name,
        role=person.role,
        side=person.side,
        organisation=person.organisation,
    )


def issue_token(account: Account, scopes: str) -> str:
    """Issue a token; the secret is given once."""
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    AccessToken.objects.create(
        account=account,
        secret_sha256=_digest(secret),
        scopes=scopes,
        issued_at=now,
        expires_at=now + TOKEN_LIFE,
    )
    return secret


def issue_link(account: Account) -> str:
    """Issue a link that signs an account in once."""
    secret = secrets.token_urlsafe(24)
    expires_at = datetime.now(UTC) + LINK_LIFE
    OneTimeLink.objects.create(account=account, secret_sha256=_digest(secret), expires_at=expires_at)
    return secret


def person_by_token(token: str) -> Person | None:
    """Give the person a token was issued to; None for an unknown, expired or revoked one."""
    found = AccessToken.objects.select_related("account").filter(secret_sha256=_digest(token), revoked_at=None).first()
    if found is None or not found.account.is_active:
        return None
    if found.expires_at and found.expires_at <= datetime.now(UTC):
        return None
    return person_of_account(found.account.person)


def person_of_account(reference: str) -> Person | None:
    """Give the person behind an account's reference."""
    return DjangoPeople("default").get(reference)


def sign_in_links(address: str, language: str, then: str = "") -> list[tuple[str, str]]:
    """Give a fresh one-time link for every account of a rehearsal: shown name and address."""
    accounts = Account.objects.filter(is_active=True).order_by("side", "role", "person")
    return [(a.display_name, f"{address}/{language}/enter/{issue_link(a)}/?next={then}") for a in accounts]
