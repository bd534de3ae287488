"""Parameters at the office: proposed by one officer, published by another who has seen what the change would do."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.application.change_parameter import (
    FIELDS,
    Proposal,
    find_proposal,
    open_proposals,
    propose_change,
    publish_change,
    withdraw_change,
)
from sekisho.application.foresee import foresee_change, suppose
from sekisho.application.show_rescreening import show_rescreening
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.program.change import LARGEST, write_changes
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.typed import text_of, value_of
from sekisho.domain.rules.datatype import list_item, table_parts
from sekisho.domain.rules.parameter import Parameter
from sekisho.domain.values.citation import SourceClass
from sekisho.domain.values.finding import Finding, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.components.question import (
    Answers,
    Choice,
    Question,
    answers,
    filled,
    questions_for,
    refused,
    with_findings,
)
from sekisho.portal.desk import program, today
from sekisho.portal.office.parameter_view import (
    ParameterPage,
    ParametersPage,
    ProposalPage,
    WhatIfPage,
    effects_of,
    family_of,
    offered,
    parameter_rows,
    proposal_card,
    readings_of,
    value_row,
)
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of, person_of
from sekisho.portal.words import wording

REFUSED = 422
FILE, WORDS, ASK = "file", "words", "what_if"
#: What a file of changes looks like.
EXAMPLE = """[[change]]
path = "pse.reading"
from = 2026-07-01
value = "literal"
cite = "assumption: …"
reason = "…"
"""
#: Where a finding on the only change of a file stands.
_FIRST = "change.1."


def _proposals(request: HttpRequest) -> tuple[Proposal, ...]:
    desk = desk_of(request)
    with desk.store.read() as tx:
        return open_proposals(desk, tx)


def _to_proposal(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    return redirect(reverse("parameter_proposal", args=(tongue.of(request).value, proposal.digest)))


def _parameters_page(request: HttpRequest, findings: tuple[Finding, ...]) -> ParametersPage:
    language, known, shown_names = tongue.of(request), program(), names()
    filters = answers((Question(Field(WORDS, Kind.TEXT, required=False), "page.parameters.by_words"),), request.GET)
    rows = parameter_rows(known, today(), shown_names, language)
    words = str(filters.details.get(WORDS, "")).casefold().split()
    texts = [(row, " ".join([row.path, *(q.id + q.text.within(language) for q in row.questions)])) for row in rows]
    found = tuple(row for row, text in texts if all(word in text.casefold() for word in words))
    me = person_of(request).id
    cards = tuple(proposal_card(one, known, shown_names, me, language) for one in _proposals(request))
    return ParametersPage(filters, found, len(rows), cards, findings)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def parameters(request: HttpRequest) -> HttpResponse:
    """Show every parameter and what waits to be published; take a file of changes."""
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        sent = request.FILES.get(FILE)
        data = sent.read(LARGEST + 1) if sent else b""
        made = propose_change(desk_of(request), person_of(request), data)
        if not isinstance(made, Refusal):
            return _to_proposal(request, made)
        findings = made.findings
    page = _parameters_page(request, findings)
    shown = {"page": page, "example": EXAMPLE}
    return render(request, "office/parameters.html", shown, status=REFUSED if findings else 200)


def _choices(parameter: Parameter, known: ProgramDefinition, language: Language) -> tuple[Choice, ...]:
    words = {one: wording().word(family_of(parameter), one, language) for one in offered(parameter, known)}
    return tuple(
        Choice(one, word, "" if word == one or parameter.type == "bool" else one) for one, word in words.items()
    )


def _value_kind(parameter: Parameter) -> Kind:
    if list_item(parameter.type):
        return Kind.LIST
    if table_parts(parameter.type)[1]:
        return Kind.RECORD
    return Kind.DAY if parameter.type == "date" else Kind.TEXT


def _value_help(parameter: Parameter) -> str:
    kind = _value_kind(parameter)
    if kind in (Kind.LIST, Kind.RECORD):
        return f"page.parameters.value.{kind.value}"
    known = ("yen", "rate", "int", "instant")
    return f"page.parameters.value.{parameter.type}" if parameter.type in known else ""


def _questions(parameter: Parameter, known: ProgramDefinition, language: Language) -> tuple[Question, ...]:
    choices, now = _choices(parameter, known, language), known.entry(parameter.path, today()).value
    chosen = tuple(str(one) for one in now) if isinstance(now, list) else ()
    sources = tuple(Choice(one.value, wording().word("source", one.value, language)) for one in SourceClass)
    value = Field("value", _value_kind(parameter))
    return (
        Question(
            *(value, "page.parameters.value", "" if choices else _value_help(parameter)),
            choices=choices,
            few=True,
            value=text_of(now),
            values=chosen,
        ),
        Question(Field("from", Kind.DAY), "page.parameters.from", "page.parameters.from.help"),
        Question(Field("source", Kind.TEXT), "page.parameters.source", "page.parameters.source.help", choices=sources),
        Question(Field("cite", Kind.TEXT), "page.parameters.cite", "page.parameters.cite.help"),
        Question(Field("reason", Kind.TEXT, required=False), "page.parameters.reason", "page.parameters.reason.help"),
    )


def _entry(request: HttpRequest, parameter: Parameter) -> dict[str, Value]:
    """Give the change a form asks for, as a file of changes would say it."""
    sent = request.POST
    source, cite = sent.get("source", ""), " ".join(sent.get("cite", "").split())
    said: dict[str, Value] = {"path": parameter.path, "from": sent.get("from", "").strip()}
    said["value"] = value_of("\n".join(sent.getlist("value")), parameter.type)
    said["cite"] = f"{source}: {cite}" if source and cite else ""
    return {**said, "reason": sent["reason"].strip()} if sent.get("reason", "").strip() else said


def _placed(findings: Sequence[Finding]) -> Refusal:
    """Hang what is wrong with the only change of a file on the questions of the form."""
    return Refusal.of(replace(one, place=one.place.removeprefix(_FIRST)) for one in findings)


def _parameter_page(parameter: Parameter, given: Answers) -> ParameterPage:
    known, day, shown_names = program(), today(), names()
    history = tuple(value_row(parameter, entry, day, shown_names) for entry in reversed(parameter.history))
    now = value_row(parameter, known.entry(parameter.path, day), day, shown_names)
    asked = tuple(question for question in known.questions if parameter.path in question.parameters)
    unsupported = tuple(one for one in parameter.choices if one not in (parameter.supported or parameter.choices))
    return ParameterPage(
        *(parameter.path, parameter.type, now, history, asked, given),
        unsupported=unsupported,
        otherwise=parameter.otherwise,
        own_way=parameter.own_way,
    )


def _asked_what_if(request: HttpRequest, parameter: Parameter) -> HttpResponse:
    said = urlencode({"path": parameter.path, "value": "\n".join(request.POST.getlist("value"))})
    return redirect(f"{reverse('what_if', args=(tongue.of(request).value,))}?{said}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def parameter(request: HttpRequest, path: str) -> HttpResponse:
    """Show a parameter with its history; take a proposal of another value."""
    known = program()
    if path not in known.parameters:
        raise Http404
    one = known.parameters[path]
    given = Answers(_questions(one, known, tongue.of(request)))
    if request.method == "POST":
        if ASK in request.POST:
            return _asked_what_if(request, one)
        made = propose_change(desk_of(request), person_of(request), write_changes([_entry(request, one)]))
        if not isinstance(made, Refusal):
            return _to_proposal(request, made)
        given = refused(replace(given, questions=filled(given.questions, request.POST)), _placed(made.findings))
    page = _parameter_page(one, given)
    return render(request, "office/parameter.html", {"page": page}, status=REFUSED if given.findings else 200)


def _decided(request: HttpRequest, digest: str, given: Answers) -> Refusal | None:
    """Publish or take back, as the form asks; None where it was done."""
    desk, person = desk_of(request), person_of(request)
    if "withdraw" in request.POST:
        done = withdraw_change(desk, person, digest, given.details)
    else:
        done = publish_change(desk, person, digest)
    return done if isinstance(done, Refusal) else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, digest: str) -> HttpResponse:
    """Show what a proposed change would do to every open case; publish it, or take it back."""
    desk, person, language = desk_of(request), person_of(request), tongue.of(request)
    given, refusal = Answers(questions_for(FIELDS)), None
    if request.method == "POST":
        given = answers(given.questions, request.POST)
        refusal = _decided(request, digest, given)
        if refusal is None:
            return redirect(reverse("parameters", args=(language.value,)))
        given = replace(given, questions=with_findings(given.questions, refusal.findings))
    with desk.store.read() as tx:
        found = find_proposal(desk, tx, digest)
    seen = foresee_change(desk, person, digest)
    if found is None or isinstance(seen, Refusal):
        raise Http404
    card = proposal_card(found, program(), names(), person.id, language)
    left = tuple(one for one in refusal.findings if one.place != "reason") if refusal else ()
    page = ProposalPage(card, effects_of(seen), given, left)
    return render(request, "office/proposal.html", {"page": page}, status=REFUSED if refusal else 200)


def _supposed(request: HttpRequest, known: ProgramDefinition) -> WhatIfPage:
    path, text = request.GET.get("path", ""), request.GET.get("value", "")
    page = WhatIfPage(readings_of(known, today()), path, text)
    if not path:
        return page
    kind = known.parameters[path].type if path in known.parameters else "text"
    seen = suppose(desk_of(request), {path: value_of(text, kind)})
    return (
        replace(page, refused=seen.findings) if isinstance(seen, Refusal) else replace(page, effects=effects_of(seen))
    )


@never_cache
@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Show what every open case would come out as if a parameter had another value; nothing is written."""
    page = _supposed(request, program())
    return render(request, "office/what_if.html", {"page": page}, status=REFUSED if page.refused else 200)


@never_cache
@require_safe
def rescreening(request: HttpRequest) -> HttpResponse:
    """Show what editions and published values changed on their day, and what the next will change."""
    return render(request, "office/rescreening.html", {"reports": show_rescreening(desk_of(request))})
