"""Feed the case page: from a case as one person may see it to the plain values its template shows."""

from collections.abc import Iterable
from datetime import datetime, time

from django.urls import reverse

from sekisho.application.ports import Person
from sekisho.application.show_case import Action, CaseView
from sekisho.application.show_case import Step as Happened
from sekisho.domain.casework import machine, paper
from sekisho.domain.casework.case import Line
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.table import rows_of
from sekisho.domain.casework.transition import Track
from sekisho.domain.values.finding import Facts, Finding, Outcome, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import JST, opening_of, parse_day
from sekisho.portal.apply.view import CasePage, LineCard, Message, MoneyRow, NextStep, PaperRow, Party, Task
from sekisho.portal.components.question import Choice, Question, questions_for
from sekisho.portal.components.view import Button, Deadline, FactRow, Step
from sekisho.portal.words import wording

#: Fields the page knows itself and never asks for.
KNOWN = ("root", "envelope", "sections", "lines", "account")
GRAVE = ("decline", "withdraw", "revoke", "fail_verification", "discontinue", "order_repayment", "uphold")
QUIET = ("case.screened",)
#: Sides whose people file papers.
FILING = ("end_user", "integrator", "distributor", "exporter")
CHECKLIST = ("nameplate", "serial", "safety_architecture", "power_unit_mark", "network", "training")
AHEAD = ("submitted", "under_review", "granted", "verified", "amount_fixed", "claimed", "paid")
#: What has to happen next in a state, who has to do it, and by which commands.
NEXT = {
    "draft": ("complete_filing", "end_user", ("lock",)),
    "locked": ("sign", "end_user", ("sign", "submit")),
    "submitted": ("review", "office", ("take_up",)),
    "waiting": ("wait_for_pool", "system", ()),
    "under_review": ("review", "office", ("grant",)),
    "returned": ("correct", "end_user", ("sign", "resubmit")),
    "change_requested": ("decide_change", "office", ("approve_change",)),
    "corrective_action": ("answer", "end_user", ("answer_correction",)),
    "verified": ("fix_amount", "office", ("fix_amount",)),
    "amount_fixed": ("claim", "end_user", ("claim",)),
    "claimed": ("pay", "office", ("approve_payment", "pay")),
    "paid": ("keep", "end_user", ("close",)),
    "closed": ("keep", "end_user", ()),
    "reconsideration": ("reconsider", "office", ("uphold", "overturn")),
    "repayment_ordered": ("repay", "end_user", ()),
    "revoked": ("repay", "office", ("order_repayment",)),
}
DAY_OF = {
    "ordered": "ordered_on",
    "shipped": "shipped_on",
    "import_permitted": "permitted_on",
    "delivered": "delivered_on",
    "commissioned": "commissioned_on",
    "visit_scheduled": "visit_on",
    "line_verified": "visited_on",
}


def _text(record: Facts, name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _parties(view: CaseView) -> tuple[Party, ...]:
    signed = {s.side for s in view.case.signatures if s.root == view.case.root}
    found = [party for party in (view.case.applicant, view.case.partner) if party]
    return tuple(
        Party(_text(p, "side"), _text(p, "name"), _text(p, "corporate_number"), _text(p, "side") in signed)
        for p in found
    )


def _next(view: CaseView) -> tuple[str, str, tuple[str, ...]]:
    state = view.case.state
    if state == "granted":
        done = all(
            line.state in {"commissioned", "visit_scheduled", "line_verified"} for line in view.case.lines.values()
        )
        return ("verify", "office", ("confirm_verification",)) if done else ("deploy", "end_user", ())
    if state == "locked" and all(party.has_signed for party in _parties(view)):
        return ("submit", "end_user", ("submit",))
    return NEXT.get(state, ("ended", "office", ()))


def _clock(view: CaseView, name: str, due: datetime, citation: str = "") -> Deadline:
    return Deadline(f"clock.{name}", due, view.now, citation)


def _next_step(view: CaseView, person: Person) -> NextStep:
    code, side, _ = _next(view)
    applicant = _text(view.case.applicant, "side")
    acting = applicant if side == "end_user" else side
    running = {"returned": "correction", "granted": "withdrawal", "corrective_action": "corrective_action"}
    name = running.get(view.case.state, "")
    due = view.case.clocks.get(name)
    mine = person.side == acting or (side == "office" and person.side == "office")
    return NextStep(code, acting, mine, _clock(view, name, due) if due and due > view.now else None)


def _checklist(field: Field, language: Language) -> Question:
    choices = tuple(Choice(item, wording().say(f"page.check.{item}", language)) for item in CHECKLIST)
    return Question(Field(field.name, Kind.LIST), f"field.{field.name}", choices=choices, prefix="verify_line-")


def questions_of(action: Action, view: CaseView, language: Language) -> tuple[Question, ...]:
    """Give the questions of a button: the row's fields, less what the page knows."""
    asked = [field for field in action.row.takes if field.name not in KNOWN]
    plain = questions_for(
        (field for field in asked if field.name != "checklist"), f"{action.row.command}{action.line}-"
    )
    lists = tuple(_checklist(field, language) for field in asked if field.name == "checklist")
    return tuple(_suggested(question, action, view) for question in plain) + lists


def _suggested(question: Question, action: Action, view: CaseView) -> Question:
    held = view.case.balance
    amounts = {"grant": held.reserved, "fix_amount": view.earned, "claim": held.payable}
    amount = amounts.get(action.row.command)
    if question.name != "amount" or not amount:
        return question
    return Question(question.field, question.label, question.help, value=str(amount.yen), prefix=question.prefix)


def _button(action: Action, view: CaseView, language: Language) -> Button:
    row, place = action.row, (language.value, view.case.id)
    signed = row.signed
    sign = reverse("sign", args=(*place, row.command)) + (f"?line={action.line}" if action.line else "")
    return Button(
        row.command,
        reverse("act", args=place),
        () if signed else questions_of(action, view, language),
        hidden=(("key", f"{view.case.id}-{row.command}-{action.line}-{view.case.seq}"),),
        line=action.line,
        citation=row.cite,
        document=row.document,
        is_grave=row.command in GRAVE,
        is_next=row.command in _next(view)[2],
        sign_href=sign if signed else "",
    )


def _buttons(view: CaseView, language: Language, line: str = "") -> tuple[Button, ...]:
    wanted = Track.MACHINE.value if line else Track.PAPER.value
    hidden = {"accept_document", "reject_document", "correct"}
    actions = [a for a in view.actions if a.track == wanted and a.line == line and a.row.command not in hidden]
    return tuple(_button(action, view, language) for action in actions)


def _line_steps(line: Line) -> tuple[Step, ...]:
    here = machine.STATES.index(line.state)
    steps = []
    for n, state in enumerate(machine.STATES):
        day = line.text(DAY_OF.get(state, ""))
        status = "done" if n < here else ("current" if n == here else "ahead")
        steps.append(Step(state, status, opening_of(parse_day(day)) if day else None))
    return tuple(steps)


def _line_card(view: CaseView, line: Line, language: Language) -> LineCard:
    item = view.equipment.get(line.id, {})
    category = _text(item, "category")
    due = line.verify_by
    ends = datetime.combine(due, time(23, 59, 59), JST) if due and line.state != "line_verified" else None
    named = ("permit_number", "hs_code", "order_number", "bill_of_lading", "inspector")
    return LineCard(
        id=line.id,
        maker=_text(item, "maker"),
        model=_text(item, "model"),
        category=wording().word("category", category, language),
        state=line.state,
        serial=line.text("serial") or _text(item, "serial"),
        steps=_line_steps(line),
        deadline=_clock(view, "verification", ends, "article: ¶9") if ends else None,
        facts=tuple(FactRow(f"field.{name}", line.text(name)) for name in named if line.text(name)),
        buttons=_buttons(view, language, line.id),
    )


def _papers(view: CaseView, language: Language) -> tuple[PaperRow, ...]:
    filed = [step.occurred_at for step in view.timeline if step.type == "document.filed"]
    rows = []
    for at, document in zip(filed, view.case.documents.values(), strict=False):
        href = reverse("paper", args=(language.value, view.case.id, document.id))
        rows.append(
            PaperRow(
                document.kind,
                document.name,
                document.status,
                document.digest,
                document.line,
                document.filed_by,
                at,
                href,
            )
        )
    return tuple(rows)


def _money(view: CaseView) -> tuple[MoneyRow, ...]:
    held = view.case.balance
    prices = [line.get("price") for line in view.equipment.values() if line.get("currency", "JPY") == "JPY"]
    known = [price for price in prices if type(price) is int]
    rows = [MoneyRow("price", Money(sum(known)))] if known else []
    rows.append(MoneyRow("requested", held.requested, "total", "article: ¶2; assumption: A1, A2, A3"))
    names = ("reserved", "committed", "payable", "paid", "receivable", "recovered")
    return (*rows, *(MoneyRow(name, getattr(held, name), "result") for name in names if getattr(held, name)))


def told(step: Happened) -> Facts:
    """Give what an event's text tells: its body, and which side acted."""
    return {**step.body, "actor_side": step.side}


def _timeline(view: CaseView) -> tuple[Step, ...]:
    done = [
        Step(f"event.{step.type}", "done", step.occurred_at, told(step), digest=step.digest, log_index=step.log_index)
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


#: Kinds of papers a form offers, in the order of a case's life.
PAPER_KINDS = (
    "pse_certificate",
    "pse_out_of_scope_declaration",
    "jis_b9700_evidence",
    "conformity_certificate",
    "origin_certificate",
    "authorisation_letter",
    "collaboration_agreement",
    "purchase_invoice",
    "installation_log",
    "network_topology",
    "training_record",
    "gateway_configuration",
    "nameplate_photo",
)


def _file_questions(view: CaseView, language: Language) -> tuple[Question, ...]:
    kinds = tuple(Choice(kind, wording().word("document.kind", kind, language)) for kind in PAPER_KINDS)
    lines = tuple(Choice(line, line) for line in view.case.lines)
    asked: tuple[Question, ...] = (Question(Field("kind", Kind.TEXT), "field.kind", choices=kinds, prefix="paper-"),)
    if len(lines) > 1:
        asked += (Question(Field("line", Kind.TEXT, required=False), "field.line", choices=lines, prefix="paper-"),)
    return asked


def _outcome(view: CaseView) -> Outcome:
    outcome = _text(view.case.screening, "outcome")
    return Outcome(outcome) if outcome else view.stages.get("application", Outcome.UNDETERMINED)


def case_page(view: CaseView, person: Person, language: Language, refused: tuple[Finding, ...] = ()) -> CasePage:
    """Give the case page for one person."""
    place = (language.value, view.case.id)
    return CasePage(
        id=view.case.id,
        state=view.case.state,
        outcome=_outcome(view),
        edition_on=view.case.edition_on,
        receipt=view.receipt,
        channel=view.case.channel,
        parties=_parties(view),
        next_step=_next_step(view, person),
        tasks=_tasks(view),
        gates=view.gates,
        advisories=view.advisories,
        evidence=view.evidence,
        lines=tuple(_line_card(view, line, language) for line in view.case.lines.values()),
        timeline=_timeline(view),
        papers=_papers(view, language),
        money=_money(view),
        sees_price=view.sees_price,
        buttons=_buttons(view, language),
        messages=tuple(
            Message(Finding(n.code, Outcome.MET, facts={**n.facts, "actor_side": ""}), n.at) for n in view.notices
        ),
        refused=refused,
        dossier_href=reverse("dossier", args=place) if view.case.seq else "",
        audit_href=reverse("record", args=place),
        file_href=reverse("file_paper", args=place) if view.case.state in paper.ALIVE and person.side in FILING else "",
        file_questions=_file_questions(view, language),
    )


def details_from(action: Action, answered: dict[str, Value]) -> dict[str, Value]:
    """Give the details of a command as the table wants them: a checklist is what was ticked and what was not."""
    ticked = answered.get("checklist")
    if any(field.name == "checklist" for field in action.row.takes):
        chosen = ticked if isinstance(ticked, list) else []
        return {**answered, "checklist": {item: item in chosen for item in CHECKLIST}}
    return answered


def is_signed(command: str, track: Track) -> bool:
    """Say whether a command is signed by a person."""
    return any(row.signed for row in rows_of(track, command))
