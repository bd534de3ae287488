"""Signing in by a link that works once, and in a rehearsal by choosing a role."""

import hashlib
from datetime import UTC, datetime

from django.contrib.auth.backends import BaseBackend
from django.db import transaction

from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.store.models import Account, OneTimeLink


class LinkBackend(BaseBackend):
    """Knows accounts by their key; nobody signs in here with a password."""

    def get_user(self, user_id: int) -> Account | None:
        """Give the account of a session, unless it was closed."""
        return Account.objects.filter(pk=user_id, is_active=True).first()


BACKEND = f"{LinkBackend.__module__}.{LinkBackend.__qualname__}"


def _refused(code: str) -> Refusal:
    return Refusal.of([Finding(code, Outcome.NOT_MET)])


def _problem(link: OneTimeLink | None, now: datetime) -> str:
    if link is None or not link.account.is_active:
        return "page.link.unknown"
    if link.used_at is not None:
        return "page.link.used"
    return "page.link.expired" if link.expires_at <= now else ""


def use_link(secret: str) -> Account | Refusal:
    """Take a link; the same link is never taken twice, however many people press at once."""
    digest, now = hashlib.sha256(secret.encode()).hexdigest(), datetime.now(UTC)
    with transaction.atomic():
        link = OneTimeLink.objects.select_related("account").filter(secret_sha256=digest).first()
        problem = _problem(link, now)
        if problem or link is None:
            return _refused(problem)
        taken = OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now)
        return link.account if taken else _refused("page.link.used")


def rehearsal_accounts() -> list[Account]:
    """Give the accounts of a rehearsal, by side and role."""
    return list(Account.objects.filter(is_active=True).order_by("side", "role", "person"))
