"""Feed the case page: from a case as one person may see it to the plain values its template shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse

from sekisho.application.conceal import conceal, conceal_facts
from sekisho.application.owed import Owed
from sekisho.application.ports import Notice, Person
from sekisho.application.save_draft import EDITABLE
from sekisho.application.show_case import CaseView
from sekisho.application.show_case import Step as Happened
from sekisho.domain.casework import paper
from sekisho.domain.casework.actor import CLAIMANT_SIDES
from sekisho.domain.values.finding import Facts, Finding, Outcome, overall
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.portal.apply.action import Tried, buttons_of
from sekisho.portal.apply.after import COMMANDS as AFTER
from sekisho.portal.apply.after import after_section
from sekisho.portal.apply.change_panel import change_panel
from sekisho.portal.apply.declaration import declared_rows
from sekisho.portal.apply.erasable import erased
from sekisho.portal.apply.letter_row import letter_rows
from sekisho.portal.apply.line_card import line_cards
from sekisho.portal.apply.next_step import next_step, parties_of, text_of
from sekisho.portal.apply.paper_form import filing_panel
from sekisho.portal.apply.paper_row import paper_rows
from sekisho.portal.apply.plan_link import plan_href
from sekisho.portal.apply.view import CasePage, Message, MoneyRow, Party, Task
from sekisho.portal.components.question import Answers
from sekisho.portal.components.view import Step
from sekisho.portal.words import wording

QUIET = ("case.screened", "signal.assessed")
AHEAD = ("submitted", "under_review", "granted", "verified", "amount_fixed", "claimed", "paid")
#: So many notices are shown, the newest first.
NEWEST = 5
#: States in which no gate is due later any more.
AFTER_EVERY_GATE = ("verification_failed", "verification_contested")


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of a form sent on a case: what was refused, and what was typed where."""

    refused: tuple[Finding, ...] = ()
    tried: Tried | None = None
    filing: Answers | None = None


def _money(view: CaseView) -> tuple[MoneyRow, ...]:
    held = view.case.balance
    prices = [line.get("price") for line in view.equipment.values() if line.get("currency", "JPY") == "JPY"]
    known = [price for price in prices if type(price) is int]
    rows = [MoneyRow("price", Money(sum(known)))] if known else []
    rows.append(MoneyRow("requested", held.requested, "total", "article: ¶2; assumption: A1, A2, A3"))
    names = ("reserved", "committed", "payable", "paid", "receivable", "recovered")
    standing = (MoneyRow(name, getattr(held, name), "result") for name in names if getattr(held, name))
    return (*rows, *standing, *(row for one in view.owed for row in _owed(one)))


#: Where each charge is written.
_CHARGES = {"additional": "law: Act 179 of 1955, art. 19(1)", "late": "law: Act 179 of 1955, art. 19(2)"}


def _owed(owed: Owed) -> Iterable[MoneyRow]:
    """Give what an order to pay back comes to, principal and charges; nothing once it is settled."""
    if owed.debt.is_settled:
        return
    yield MoneyRow("principal_owed", owed.debt.principal, "", "law: Act 179 of 1955, art. 18")
    for one in owed.charges:
        if one.reckoned:
            yield MoneyRow(f"charge_{one.kind}", one.reckoned, "", _CHARGES[one.kind])
        if one.assessed:
            yield MoneyRow(f"charge_{one.kind}_open", one.open, "take")


def told(step: Happened, view: CaseView, language: Language) -> Facts:
    """Give what an event's text tells: its body, which side acted, and papers by their name instead of their number."""
    shown = conceal(dict(step.body), sees_price=view.sees_price)
    facts = {**(shown if isinstance(shown, dict) else {}), "actor_side": step.side}
    paper_told = view.case.documents.get(str(step.body.get("document")))
    return {**facts, "document": wording().word("document.kind", paper_told.kind, language)} if paper_told else facts


def _timeline(view: CaseView, language: Language) -> tuple[Step, ...]:
    done = [
        Step(
            f"event.{step.type}",
            "done",
            step.occurred_at,
            told(step, view, language),
            digest=step.digest,
            log_index=step.log_index,
        )
        for step in view.timeline
        if step.type not in QUIET
    ]
    state = view.case.state
    ahead = AHEAD[AHEAD.index(state) + 1 :] if state in AHEAD else (AHEAD if state in paper.BEFORE_SUBMISSION else ())
    return (*done, *(Step(f"state.paper.{name}", "ahead") for name in ahead))


def _open(gates: Iterable[Finding], *rules: str) -> int:
    wanted = {f"rule.{rule}" for rule in rules}
    return sum(g.code in wanted and g.outcome in (Outcome.NOT_MET, Outcome.UNDETERMINED) for g in gates)


def _task(section: str, href: str, count: int) -> Task:
    return Task(section, "attention" if count else "complete", href, count)


def _tasks(view: CaseView) -> tuple[Task, ...]:
    evidence = sum(f.outcome in (Outcome.NOT_MET, Outcome.UNDETERMINED) for f in view.evidence)
    return (
        _task("applicant", "#parties", _open(view.gates, "R01", "R12", "R13")),
        _task("partner", "#parties", _open(view.gates, "R10", "R11")),
        _task("equipment", "#equipment", _open(view.gates, "R02", "R03", "R04", "R05", "R09", "R14")),
        _task("conformity", "#papers", _open(view.gates, "R06", "R07", "R08")),
        Task("cost", "complete" if view.case.balance.requested else "open", "#money"),
        Task(
            "evidence",
            "waiting" if not view.case.lines else ("attention" if evidence else "complete"),
            "#evidence",
            evidence,
        ),
    )


def _outcome(view: CaseView) -> Outcome:
    if view.case.state in AFTER_EVERY_GATE:
        return overall(view.stages.values())
    outcome = text_of(view.case.screening, "outcome")
    return Outcome(outcome) if outcome else view.stages.get("application", Outcome.UNDETERMINED)


def _message(view: CaseView, notice: Notice, language: Language) -> Message:
    """Give a notice with the facts of the event it tells of."""
    told_of = (step for step in view.timeline if f"event.{step.type}" == notice.code and step.occurred_at == notice.at)
    step = next(told_of, None)
    facts = told(step, view, language) if step else notice.facts
    finding = Finding(notice.code, Outcome.MET, citation=str(facts.get("due_cite") or ""), facts=facts)
    return Message(conceal_facts(finding, sees_price=view.sees_price), notice.at)


def _messages(view: CaseView, language: Language) -> tuple[Message, ...]:
    return tuple(_message(view, notice, language) for notice in reversed(view.notices[-NEWEST:]))


def _wrong(sending: Sending) -> Answers | None:
    return sending.filing or (sending.tried.answers if sending.tried else None)


def _parties(view: CaseView, language: Language) -> tuple[Party, ...]:
    """Give the parties, each with what it declared where the reader may see that."""
    said = {one.organisation: declared_rows(one.content, language) for one in view.declarations}
    return tuple(replace(party, declared=said.get(party.number, ())) for party in parties_of(view))


def case_page(
    view: CaseView, person: Person, language: Language, sending: Sending | None = None, paper_kind: str | None = None
) -> CasePage:
    """Give the case page for one person; ``sending`` is what became of a form that was refused.

    ``paper_kind`` is the kind of paper somebody has chosen to file; empty while he chooses.
    """
    sent, place = sending or Sending(), (language.value, view.case.id)
    buttons = buttons_of(view, language, "", sent.tried)
    afterwards = after_section(view, person, buttons, language)
    may_edit = view.case.state in EDITABLE and person.side in CLAIMANT_SIDES
    return CasePage(
        id=view.case.id,
        state=view.case.state,
        outcome=_outcome(view),
        edition_on=view.case.edition_on,
        receipt=view.receipt,
        channel=view.case.channel,
        parties=_parties(view, language),
        next_step=next_step(view, person),
        tasks=_tasks(view),
        gates=view.gates,
        advisories=view.advisories,
        evidence=view.evidence,
        lines=line_cards(view, language, sent.tried),
        timeline=_timeline(view, language),
        papers=paper_rows(view, language, sent.tried),
        letters=letter_rows(view, language),
        money=_money(view),
        sees_price=view.sees_price,
        buttons=tuple(one for one in buttons if one.command not in AFTER),
        after=afterwards if afterwards.is_there else None,
        messages=_messages(view, language),
        refused=tuple(conceal_facts(one, sees_price=view.sees_price) for one in sent.refused),
        dossier_href=reverse("dossier", args=place),
        audit_href=reverse("record", args=place),
        filing=filing_panel(view, person, language, sent.filing, paper_kind),
        draft_href=reverse("draft", args=place) if may_edit else "",
        plan_href=plan_href(view, language),
        cures=view.cures,
        erased=erased(view.case, language),
        change=change_panel(view, language),
        returns=tuple(reversed(view.case.returns)),
        is_returned=view.case.state == "returned",
        tried=_wrong(sent),
    )
