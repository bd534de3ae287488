"""The people behind the references of the journal, by the names their accounts carry."""

from collections.abc import Mapping

from sekisho.domain.casework.actor import Role
from sekisho.portal.components.question import Choice
from sekisho.store.models import Account


def inspectors() -> tuple[Choice, ...]:
    """Give the inspectors a visit can be entrusted to."""
    found = Account.objects.filter(role=Role.INSPECTOR.value, is_active=True).order_by("person")
    return tuple(Choice(account.person, account.display_name) for account in found)


def names() -> Mapping[str, str]:
    """Give the shown name of every account by its reference."""
    return dict(Account.objects.values_list("person", "display_name"))
