"""What a form was sent with: read once, judged whole, and the same form sent twice is one."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest

from sekisho.application.desk import Desk, Once
from sekisho.application.ports import ConflictError, Person, ReusedKeyError
from sekisho.application.transact import AlreadyAnswered
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.portal.visitor import desk_of

LONGEST_KEY = 200
#: What changes whenever a page is drawn, though the request is the same.
PASSING = ("csrfmiddlewaretoken", "statement")


def moved_on() -> Refusal:
    """Refuse a form that was drawn before the case moved on."""
    return Refusal.of([Finding("request.conflict", Outcome.NOT_MET)])


def _digest(request: HttpRequest) -> str:
    said = [(name, values) for name, values in sorted(request.POST.lists()) if name not in PASSING]
    files = [(name, file.name, file.size) for name, found in sorted(request.FILES.lists()) for file in found]
    return hashlib.sha256(repr((request.path, said, files)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: by whom, for which command, line and paper, and under which key."""

    person: Person
    command: str
    line: str
    document: str
    key: str
    sha256: str

    def desk(self, request: HttpRequest) -> Desk:
        """Give the desk at which this form is carried once."""
        if not self.key:
            return desk_of(request)
        once = Once(self.person.id, self.key, self.sha256, lambda _result: b"done")
        return replace(desk_of(request), once=once)

    def was_carried(self, request: HttpRequest) -> bool:
        """Say whether this very form was carried before: a button pressed twice."""
        if not self.key:
            return False
        try:
            with desk_of(request).store.read() as tx:
                return tx.answers.find(self.person.id, self.key, self.sha256) is not None
        except ReusedKeyError:
            return False


def sent_by(request: HttpRequest, person: Person) -> Sent:
    """Read what stands in every form of a case."""
    given = request.POST
    names = (given.get("command", ""), given.get("line", ""), given.get("document", ""))
    return Sent(person, *names, given.get("key", "").replace("\0", "")[:LONGEST_KEY], _digest(request))


def carry_once(work: Callable[[], object]) -> Refusal | None:
    """Do what a form asks for; give why it is refused, None where it is done, now or when it was sent before.

    A form that another one overtook is refused like one that was drawn before the case moved on.
    """
    try:
        result = work()
    except AlreadyAnswered:
        return None
    except (ConflictError, ReusedKeyError):
        return moved_on()
    return result if isinstance(result, Refusal) else None
