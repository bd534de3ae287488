"""Who is signed in, as a person the use cases know; and the desk they work at."""

from django.http import Http404, HttpRequest

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.store.models import Account


def person_of(request: HttpRequest) -> Person:
    """Give the person who is signed in. Raises Http404 where the account stands for nobody."""
    account = request.user
    person = bootstrap.person_of_account(account.person) if isinstance(account, Account) else None
    if person is None:
        raise Http404
    return person


def desk_of(_request: HttpRequest) -> Desk:
    """Give the desk of the home this portal serves."""
    return bootstrap.desk()
