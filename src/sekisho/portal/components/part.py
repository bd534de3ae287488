"""Parts of pages as inclusion tags. Each takes plain values and writes one template of ``templates/part/``."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template import Context, Library
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sekisho.application.citing import cited
from sekisho.domain.casework.paper import CONTESTED
from sekisho.domain.screening.cure import Cure
from sekisho.domain.values.finding import Facts, Finding
from sekisho.portal.components.icon import ICONS
from sekisho.portal.components.question import Answers, Question
from sekisho.portal.components.say import language_in
from sekisho.portal.components.view import Button, Crumb, Deadline, FactRow, Gauge, Step
from sekisho.portal.words import wording

register = Library()

#: Tone of a chip by family and value; whatever is not named here is "open" (grey, still to come).
TONES = {
    "page.outcome": {"met": "good", "not_met": "bad", "undetermined": "wait", "not_applicable": "quiet"},
    "page.observed": {"met": "good", "undetermined": "quiet"},
    "topology.status": {"agrees": "good", "observed": "info", "not_observed": "quiet", "not_declared": "wait"}
    | {"differs": "bad"},
    "page.task": {"complete": "quiet", "open": "open", "attention": "bad", "waiting": "wait", "locked": "quiet"},
    "page.paper.status": {"filed": "info", "accepted": "good", "rejected": "bad", "missing": "wait", "erased": "quiet"},
    "page.transfer.state": {"under_way": "info", "answered": "good", "withdrawn": "quiet"},
    "transfer.cause": {"paid": "good", "under_way": "info"}
    | dict.fromkeys(("account_unknown", "name_differs", "account_closed", "refused_by_bank", "other"), "bad"),
    "page.owed": {"late": "bad"},
    "page.sealed": {"private": "quiet"},
    "page.capture": {"simulated": "wait"},
    "page.compared": {"same": "good", "differs": "bad", "not_comparable": "quiet"},
    "page.collectors": {"in_use": "good", "retired": "quiet"},
    "page.capturing.state": {"open": "wait", "partly": "info", "answered": "good"},
    "page.after.asset": {"bound": "wait", "free": "good", "gone": "quiet"},
    "page.after.incident": {"open": "bad", "answered": "wait", "solved": "good"},
    "disposal.status": {"requested": "wait", "approved": "info", "refused": "bad", "done": "good"},
    "page.signed": {"yes": "good", "no": "open"},
    "page.declared": {"yes": "good", "no": "open"},
    "page.supply.declaration": {"made": "good", "open": "wait", "closed": "quiet"},
    "page.signal.weight": {"heavy": "bad", "middling": "wait", "light": "quiet"},
    "readiness.verdict": {"blocks": "bad", "warns": "wait", "unknown": "open", "fine": "good"},
    "state.vendor": {"stopped": "bad", "released": "good", "new": "quiet"},
    "page.editions.standing": {"current": "good", "ahead": "info", "past": "quiet", "proposed": "wait"},
    "page.editions.looks": {"good": "good", "bad": "bad"},
    "page.effect": {"better": "good", "worse": "bad", "otherwise": "info", "amount": "info", "spared": "quiet"}
    | {"same": "quiet", "added": "good", "dropped": "bad"},
    "page.parameters.state": {"in_force": "good", "ahead": "info", "past": "quiet", "replaced": "quiet"},
    "page.rescreening.state": {"done": "good", "ahead": "wait"},
    "page.criterion": {"gate": "info", "advisory": "quiet"},
    "state.paper": dict.fromkeys(("granted", "verified", "amount_fixed", "claimed", "paid", "closed"), "good")
    | dict.fromkeys(("declined", "lapsed", "revoked", "verification_failed", "repayment_ordered"), "bad")
    | dict.fromkeys(("returned", "waiting", "corrective_action", "change_requested", *CONTESTED), "wait")
    | dict.fromkeys(("submitted", "under_review"), "info"),
    "state.registration": {"registered": "good", "under_review": "info", "appealed": "wait"}
    | dict.fromkeys(("suspended", "removed", "rejected"), "bad"),
    "state.machine": {
        "line_verified": "good",
        "commissioned": "info",
        "visit_scheduled": "info",
        "second_visit_due": "wait",
    },
    "page.inspect.photo": {"filed": "good", "needed": "wait", "optional": "quiet"},
    "weight": {"note": "quiet", "minor": "wait", "major": "bad"},
    "escalation": {"calm": "quiet", "due": "wait", "overdue": "bad"},
}
_TONE_ICONS = {"good": "met", "bad": "not_met", "wait": "undetermined", "quiet": "not_applicable", "info": "info"}
#: Facts that sort findings and tell nobody anything.
SORTING = ("kind", "stage")
Shown = dict[str, Any]


def _with_visit(context: Context, **values: object) -> Shown:
    return {"visit": context["visit"], **values}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon; it says nothing by itself, the word beside it does."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        '<path fill="currentColor" d="{}"/></svg>',
        ICONS[name],
    )


@register.simple_tag
def asset(path: str) -> str:
    """Give the address of a static file with its digest, so that a browser may keep it."""
    return f"{static(path)}?v={_digest_of(path)}"


@cache
def _digest_of(path: str) -> str:
    return sha256(Path(str(finders.find(path))).read_bytes()).hexdigest()[:12]


@register.inclusion_tag("part/chip.html", takes_context=True)
def chip(context: Context, family: str, value: str) -> Shown:
    """Show a status as icon and word; colour is never alone."""
    tone = TONES.get(family, {}).get(value, "open")
    return _with_visit(context, family=family, value=value, tone=tone, icon=_TONE_ICONS.get(tone, "clock"))


@register.inclusion_tag("part/finding.html", takes_context=True)
def finding(context: Context, finding: Finding, level: int = 3) -> Shown:
    """Show one finding: outcome, sentence, citation, facts used, remedy."""
    return _with_visit(context, finding=finding, facts=_plain_facts(finding.facts), level=level)


def _plain_facts(facts: Facts) -> list[tuple[str, object]]:
    """Give the facts worth showing: what is empty or only sorts findings stays away."""
    shown = ((name, value) for name, value in facts.items() if name not in SORTING and value not in ("", None, [], {}))
    return [(name, value) for name, value in shown if not isinstance(value, dict)]


@register.inclusion_tag("part/findings.html", takes_context=True)
def findings(context: Context, findings: Iterable[Finding]) -> Shown:
    """Show findings, those that stop something first."""
    order = ("not_met", "undetermined", "met", "not_applicable")
    return _with_visit(context, findings=sorted(findings, key=lambda one: order.index(one.outcome.value)))


@register.inclusion_tag("part/cure.html", takes_context=True)
def cure(context: Context, cure: Cure, gates: Iterable[Finding], title: str) -> Shown:
    """Show what would make a line eligible, or the gates that nothing can mend; ``title`` is a code."""
    place = f"line.{cure.line}"
    blocked = [one for one in gates if one.code in cure.blocked and one.place == place]
    return _with_visit(context, cure=cure, blocked=blocked, title=title)


@register.inclusion_tag("part/refusal.html", takes_context=True)
def refusal(context: Context, findings: Iterable[Finding]) -> Shown:
    """Say that something was not accepted, with every reason at once."""
    return _with_visit(context, findings=list(findings))


@register.inclusion_tag("part/errors.html", takes_context=True)
def error_summary(context: Context, answers: Answers) -> Shown:
    """List what is wrong with a form at the top of the page, each linked to its field."""
    return _with_visit(context, wrong=answers.wrong)


@register.inclusion_tag("part/question.html", takes_context=True)
def question(context: Context, question: Question) -> Shown:
    """Ask one question, with label, help, unit, and error."""
    return _with_visit(context, question=question)


@register.inclusion_tag("part/crumbs.html", takes_context=True)
def crumbs(context: Context, crumbs: Iterable[Crumb]) -> Shown:
    """Show where the page stands."""
    return _with_visit(context, crumbs=list(crumbs))


@register.inclusion_tag("part/deadline.html", takes_context=True)
def deadline(context: Context, deadline: Deadline) -> Shown:
    """Show a deadline as remaining days and absolute date."""
    return _with_visit(context, deadline=deadline)


@register.inclusion_tag("part/timeline.html", takes_context=True)
def timeline(context: Context, steps: Iterable[Step], label: str) -> Shown:
    """Show a life step by step; ``label`` is the code of its name."""
    return _with_visit(context, steps=list(steps), label=label)


@register.inclusion_tag("part/facts.html", takes_context=True)
def facts(context: Context, rows: Iterable[FactRow]) -> Shown:
    """Show named values as a description list."""
    return _with_visit(context, rows=list(rows))


@register.inclusion_tag("part/gauge.html", takes_context=True)
def gauge(context: Context, gauge: Gauge) -> Shown:
    """Show the pool as one labelled bar and as a table."""
    return _with_visit(context, gauge=gauge)


@register.inclusion_tag("part/button.html", takes_context=True)
def button(context: Context, button: Button) -> Shown:
    """Show something a person may do as a form of its own."""
    return _with_visit(context, button=button, csrf_token=context.get("csrf_token", ""))


@register.inclusion_tag("part/notice.html", takes_context=True)
def notice(context: Context, tone: str, code: str) -> Shown:
    """Show a banner: title ``<code>.title`` and text ``<code>.text``."""
    return _with_visit(context, tone=tone, code=code, icon=_TONE_ICONS.get(tone, "info"))


@register.inclusion_tag("part/digest.html", takes_context=True)
def digest(context: Context, value: str) -> Shown:
    """Show a digest in full, in groups a person can compare."""
    groups = [value[start : start + 8] for start in range(0, len(value), 8)]
    return _with_visit(context, groups=groups)


@register.inclusion_tag("part/source.html", takes_context=True)
def source(context: Context, citation: str) -> Shown:
    """Show where a value comes from: each part's source class in words, and the place."""
    return _with_visit(context, parts=cited(str(citation), wording(), language_in(context)))
