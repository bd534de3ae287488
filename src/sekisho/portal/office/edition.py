"""The editions page: a list is looked at, proposed by one officer, and published by another beside what it changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.application.file_document import obstacles
from sekisho.application.foresee import Foresight
from sekisho.application.foresee_edition import foresee_edition
from sekisho.application.import_edition import Source
from sekisho.application.keep_blob import keep
from sekisho.application.ports import Person
from sekisho.application.publish_edition import publish_edition
from sekisho.application.record import Recorded
from sekisho.application.show_editions import (
    Editions,
    Filed,
    Look,
    look_at_edition,
    propose_source,
    show_editions,
    source_file,
)
from sekisho.domain.casework.actor import OFFICER
from sekisho.domain.casework.field import Field, Kind, day, text
from sekisho.domain.program.edition import Edition
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.portal import tongue
from sekisho.portal.apply.form import carry_once
from sekisho.portal.apply.papers import LONGEST_NAME, UNKNOWN_TYPE
from sekisho.portal.components.file import download
from sekisho.portal.components.question import Answers, Choice, Question, answers, refused
from sekisho.portal.desk import today
from sekisho.portal.office.parameter_view import Effects, effects_of
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of, person_of

REFUSED = 422
#: Problems of one file a page shows; nobody mends more of them at once.
SHOWN = 200
ENCODINGS = ("UTF-8", "UTF-16", "CP932", "GB18030")
FIELDS = (
    day("effective_on", required=False),
    text("reference", required=False),
    Field("reason", Kind.REASON, required=False),
    text("sheet", required=False),
    text("encoding", required=False),
)


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition that holds, with its file where it was published here; ``standing`` is past, current or ahead."""

    edition: Edition
    standing: str
    filed: Filed | None = None
    proposer: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal that waits for its second person."""

    filed: Filed
    proposer: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class EditionsPage:
    """What holds, what is proposed, the form a file is sent with, and the file that was looked at."""

    rows: tuple[EditionRow, ...]
    proposals: tuple[ProposalCard, ...]
    answers: Answers
    may_propose: bool
    look: Look | None = None
    kept: str = ""
    refused: tuple[Finding, ...] = ()
    done: str = ""
    foreseen: str = ""
    effects: Effects | None = None

    @property
    def problems(self) -> tuple[Finding, ...]:
        """Give what keeps the file that was looked at from being proposed, as far as a page shows it."""
        return (*self.look.found.transcript.problems, *self.look.obstacles)[:SHOWN] if self.look else ()

    @property
    def more(self) -> int:
        """Give how many problems the page does not show."""
        count = len(self.look.found.transcript.problems) + len(self.look.obstacles) if self.look else 0
        return max(count - SHOWN, 0)


def _questions() -> tuple[Question, ...]:
    encodings = tuple(Choice(name, name) for name in ENCODINGS)
    return tuple(
        Question(
            one, f"page.editions.{one.name}", f"page.editions.{one.name}.help",
            choices=encodings if one.name == "encoding" else (),
        )
        for one in FIELDS
    )  # fmt: skip


def _standing(edition: Edition, held: tuple[Edition, ...], now: date) -> str:
    if edition.effective_from > now:
        return "ahead"
    begun = [one for one in held if one.effective_from <= now]
    return "current" if edition is begun[0] else "past"


def _rows(found: Editions, people: Mapping[str, str]) -> tuple[EditionRow, ...]:
    filed = {one.edition.effective_from: one for one in found.published}
    rows = []
    for edition in found.held:
        one = filed.get(edition.effective_from)
        who = (people.get(one.proposer, one.proposer), people.get(one.publisher, one.publisher)) if one else ("", "")
        rows.append(EditionRow(edition, _standing(edition, found.held, today()), one, *who))
    return tuple(rows)


def _cards(found: Editions, person: Person, people: Mapping[str, str]) -> tuple[ProposalCard, ...]:
    return tuple(
        ProposalCard(one, people.get(one.proposer, one.proposer), one.proposer == person.id) for one in found.proposed
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of a form: the file looked at and where it is kept, or why it was refused, or what was done."""

    look: Look | None = None
    kept: str = ""
    refused: tuple[Finding, ...] = ()
    done: str = ""


def _asked(given: Answers, name: str, data: bytes) -> tuple[Source, str]:
    said = {key: str(value) for key, value in given.details.items()}
    on = date.fromisoformat(said["effective_on"]) if "effective_on" in said else None
    source = Source(name, data, on, said.get("reference", ""), said.get("sheet", ""), said.get("encoding", ""))
    return source, said.get("reason", "")


def _uploaded(request: HttpRequest) -> tuple[str, bytes] | Refusal:
    upload = request.FILES.get("file")
    if upload is None:
        return Refusal.of([Finding("paper.absent", Outcome.NOT_MET, "file")])
    found = obstacles(upload.name or "file", upload.size or 0)
    return Refusal.of(found) if found else ((upload.name or "file")[:LONGEST_NAME], upload.read())


def _looked(request: HttpRequest, person: Person, given: Answers) -> _Outcome:
    """Look at a file that was sent, and keep it until it is proposed."""
    sent = _uploaded(request)
    if isinstance(sent, Refusal):
        return _Outcome(refused=sent.findings)
    source, reason = _asked(given, *sent)
    look = look_at_edition(desk_of(request), person, source, reason)
    if isinstance(look, Refusal):
        return _Outcome(refused=look.findings)
    return _Outcome(look, keep(desk_of(request), source.data) if look.is_good else "")


def _proposed(request: HttpRequest, person: Person, given: Answers) -> _Outcome:
    """Propose the file that was looked at."""
    desk, name = desk_of(request), request.POST.get("name", "")[:LONGEST_NAME]
    with desk.store.read() as tx:
        data = tx.blobs.get(request.POST.get("kept", "")[:64])
    if data is None:
        return _Outcome(refused=(Finding("edition.changed_since", Outcome.NOT_MET),))
    return _carried(lambda: propose_source(desk, person, *_asked(given, name, data)), "proposed")


def _published(request: HttpRequest, person: Person) -> _Outcome:
    digest = request.POST.get("digest", "")[:64]
    return _carried(lambda: publish_edition(desk_of(request), person, digest), "published")


def _carried(work: Callable[[], Recorded | Refusal], done: str) -> _Outcome:
    refusal = carry_once(work)
    return _Outcome(refused=refusal.findings) if refusal else _Outcome(done=done)


def _carry(request: HttpRequest, person: Person, given: Answers) -> _Outcome:
    command = request.POST.get("command", "")
    if command == "publish":
        return _published(request, person)
    if given.findings:
        return _Outcome()
    return _proposed(request, person, given) if command == "propose" else _looked(request, person, given)


def _foreseen(request: HttpRequest, person: Person) -> tuple[str, Effects | None]:
    """Give what the proposal that was asked about would do to open cases: it takes a time, so it is asked for."""
    digest = request.GET.get("foresee", "")[:64]
    seen = foresee_edition(desk_of(request), person, digest) if digest else None
    return digest, effects_of(seen) if isinstance(seen, Foresight) else None


def _page(request: HttpRequest, person: Person, given: Answers, outcome: _Outcome) -> EditionsPage:
    found, people = show_editions(desk_of(request)), names()
    may_propose = person.actor.who in OFFICER
    told = refused(given, Refusal.of(outcome.refused)) if outcome.refused else given
    return EditionsPage(
        _rows(found, people),
        _cards(found, person, people),
        told,
        may_propose,
        outcome.look,
        outcome.kept,
        told.elsewhere if outcome.refused else (),
        request.GET.get("done", ""),
        *_foreseen(request, person),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def editions(request: HttpRequest) -> HttpResponse:
    """Show the editions; look at a file, propose it, publish what another officer proposed."""
    person, given, outcome = person_of(request), Answers(_questions()), _Outcome()
    if request.method == "POST":
        given = answers(_questions(), request.POST)
        outcome = _carry(request, person, given)
        if outcome.done:
            return HttpResponseRedirect(f"{reverse('editions', args=(tongue.of(request).value,))}?done={outcome.done}")
    page = _page(request, person, given, outcome)
    is_wrong = bool(given.findings or outcome.refused or page.problems)
    return render(request, "office/editions.html", {"page": page}, status=REFUSED if is_wrong else 200)


@never_cache
@require_safe
def source(request: HttpRequest, digest: str) -> HttpResponse:
    """Hand out the file an edition was read from, as it was sent, always as a download."""
    found = source_file(desk_of(request), digest)
    if found is None:
        raise Http404
    name, data = found
    return download(data, UNKNOWN_TYPE, name)
