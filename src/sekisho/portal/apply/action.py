"""What a person may do with a case, as buttons with questions: the rows of the table, less what the page knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse

from sekisho.application.declared import DECLARE
from sekisho.application.show_case import Action, CaseView
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.paper import RETURNABLE
from sekisho.domain.casework.shipment import PERMIT, TYPES
from sekisho.domain.casework.transition import Track
from sekisho.domain.fund.charge import ChargeKind
from sekisho.domain.fund.zengin.account import PARTS, PAYEE_KINDS, UNNAMED
from sekisho.domain.inspection.prefecture import PREFECTURES, prefecture_of
from sekisho.domain.inspection.visit import VisitFinding
from sekisho.domain.program.checklist import CheckItem
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import NOTHING, Money
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.apply.after import COMMANDS as AFTER
from sekisho.portal.apply.after import disposals_in, has_object, tax_owed
from sekisho.portal.apply.after_question import asked_after, indicators_from
from sekisho.portal.apply.next_step import awaited
from sekisho.portal.apply.typed import read_typed
from sekisho.portal.components.question import Answers, Choice, Question, questions_for
from sekisho.portal.components.view import Button
from sekisho.portal.desk import program
from sekisho.portal.people import inspectors
from sekisho.portal.words import wording

#: Fields the page knows itself and never asks for.
KNOWN = ("root", "envelope", "lines", "document")
GRAVE = (
    *("decline", "withdraw", "revoke", "fail_verification", "discontinue", "order_repayment", "uphold"),
    *("erase_personal_data", "revoke_part", "order_return"),
)
#: What is asked for a change of the plan; its content is what the draft says.
ASKED_OF_CHANGE = ("change", "reason")
#: What is asked by a command that fixes a content; the rest is reckoned from the draft.
ASKED_OF_CONTENT: Mapping[str, tuple[str, ...]] = {"lock": (), "request_change": ASKED_OF_CHANGE}
#: Dates of a line that may be amended.
AMENDABLE = ("ordered_on", "shipped_on", "permitted_on", "delivered_on", "commissioned_on")
#: Days that lie ahead when they are asked for; every other day is offered as today.
AHEAD = ("visit_on", "until_on", "due_on", "planned_on")
#: The field that names a letter of the case; without a letter there is nothing to do with one.
LETTER = "letter"
#: Commands offered beside a paper, or on the page where the content is edited.
ELSEWHERE = ("accept_document", "reject_document", "correct", "record_visit_findings", "sign_form")
#: What begins the names of the questions in which each finding of an order is answered.
ANSWER, PAPERS = "answer_", "papers_"


@dataclass(frozen=True, slots=True)
class Asking:
    """A field that is asked for: of which action, on which case, in which language."""

    field: Field
    action: Action
    view: CaseView
    language: Language


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was sent and refused: which one it was, and everything that was typed."""

    command: str
    line: str
    document: str
    answers: Answers

    def is_of(self, action: Action, document: str) -> bool:
        """Say whether it was the form of this button."""
        return (self.command, self.line, self.document) == (action.row.command, action.line, document)


def checklist_of(view: CaseView, line: str) -> tuple[CheckItem, ...]:
    """Give what is looked at on a line today, by its category."""
    category = str(view.equipment.get(line, {}).get("category") or "")
    return program().checklist_of(category, day_in_japan(view.now))


def _checklist(asking: Asking) -> Question:
    items = checklist_of(asking.view, asking.action.line)
    choices = tuple(
        Choice(item.id, item.title.within(asking.language), item.look.within(asking.language)) for item in items
    )
    return Question(Field(asking.field.name, Kind.LIST), "page.inspect.checklist", "page.check.help", choices=choices)


def _finding_words(finding: VisitFinding, language: Language) -> str:
    return f"{finding.id} {wording().word('check', finding.item, language)}"


def _findings(asking: Asking) -> Question:
    """Offer what was found and has not been answered yet."""
    found = [one for one in asking.view.case.visit_findings.values() if not one.answer]
    choices = tuple(Choice(one.id, _finding_words(one, asking.language), one.note) for one in found)
    return Question(asking.field, "field.findings", choices=choices)


def _answers(asking: Asking) -> Iterable[Question]:
    """Ask of each finding of the order what was put right, and on which papers that rests."""
    case, language = asking.view.case, asking.language
    papers = tuple(
        Choice(one.id, f"{one.id} {wording().word('document.kind', one.kind, language)}")
        for one in case.documents.values()
        if one.status != "rejected"
    )
    for name in case.correcting:
        # Whoever corrects reads what was seen, where he answers it.
        found = case.visit_findings[name]
        about = f"{_finding_words(found, language)}: {found.note}"
        yield Question(Field(f"{ANSWER}{name}", Kind.REASON), "field.answer", about=about)
        yield Question(Field(f"{PAPERS}{name}", Kind.LIST, False), "page.act.papers", choices=papers, about=about)


def _prefecture(asking: Asking) -> Question:
    choices = tuple(Choice(key, wording().say(f"prefecture.{key}", asking.language)) for key in PREFECTURES)
    applicant = asking.view.content.get("applicant")
    stated = str(applicant.get("prefecture") or "") if isinstance(applicant, dict) else ""
    return Question(asking.field, "field.prefecture", choices=choices, value=prefecture_of(stated))


def _sections(asking: Asking) -> Question:
    field, language = asking.field, asking.language
    choices = tuple(Choice(name, wording().word("section", name, language)) for name in RETURNABLE)
    return Question(field, "field.sections", choices=choices)


def _dates(asking: Asking) -> Question:
    field, language = asking.field, asking.language
    choices = tuple(Choice(name, wording().say(f"field.{name}", language)) for name in AMENDABLE)
    return Question(field, "field.field", choices=choices)


def _permit_types(asking: Asking) -> Question:
    choices = tuple(Choice(one, wording().say(f"permit.type.{one}", asking.language)) for one in TYPES)
    return Question(asking.field, "field.permit_type", choices=choices, few=True, value=PERMIT)


def _inspectors(asking: Asking) -> Question:
    return Question(asking.field, "field.inspector", choices=inspectors())


def _charges(asking: Asking) -> Question:
    choices = tuple(Choice(kind, wording().word("fund.charge", kind, asking.language)) for kind in ChargeKind)
    return Question(asking.field, "field.charge", choices=choices, few=True)


#: Questions that a form asks in another way than their kind would have it.
SPECIAL = {
    "checklist": _checklist,
    "sections": _sections,
    "field": _dates,
    "inspector": _inspectors,
    "charge": _charges,
    "permit_type": _permit_types,
    "findings": _findings,
    "prefecture": _prefecture,
}
#: The parts of a partner, asked one by one.
PARTNER = (
    Question(Field("partner_name", Kind.TEXT), "page.draft.name"),
    Question(Field("partner_number", Kind.CORPORATE_NUMBER), "page.draft.number"),
)
#: What the answers about an account begin with; they never stand in a command, only the account's digest does.
ACCOUNT = "account_"


def _account(language: Language) -> Iterable[Question]:
    """Ask for an account part by part, as the bank's transfer file wants it."""
    kinds = tuple(Choice(kind, wording().word("page.account.kind", kind, language)) for kind in PAYEE_KINDS)
    for part in PARTS:
        field = Field(f"{ACCOUNT}{part}", Kind.TEXT, required=part not in UNNAMED)
        help_code = f"page.account.{part}.help" if wording().has(f"page.account.{part}.help") else ""
        choices = kinds if part == "kind" else ()
        yield Question(field, f"page.account.{part}", help_code, choices=choices, few=True)


def _asked(fields: Iterable[Field], action: Action, view: CaseView, language: Language) -> Iterable[Question]:
    for field in fields:
        asking = Asking(field, action, view, language)
        if field.name == "partner":
            yield from PARTNER
        elif field.name == "account":
            yield from _account(language)
        elif field.name == "answers":
            yield from _answers(asking)
        elif field.name in SPECIAL:
            yield SPECIAL[field.name](asking)
        elif action.row.command in AFTER and (asked := asked_after(field, view, language)) is not None:
            yield from asked
        else:
            yield from questions_for([field])


def questions_of(action: Action, view: CaseView, language: Language, document: str = "") -> tuple[Question, ...]:
    """Give the questions of a button: the row's fields, less what the page knows."""
    asked = ASKED_OF_CONTENT.get(action.row.command)
    names = {field.name for field in action.row.takes} - set(KNOWN) if asked is None else set(asked)
    wanted = [field for field in action.row.takes if field.name in names]
    prefix = f"{action.row.command}{action.line}{document}-"
    return tuple(
        replace(_suggested(one, action, view), prefix=prefix) for one in _asked(wanted, action, view, language)
    )


def _letters(action: Action, view: CaseView) -> tuple[Choice, ...]:
    """Offer the letters of the case that were not erased; one that was corrected before is not corrected again."""
    kept = (one for one in view.case.letters.values() if one.number not in view.case.aftercare.erased_items)
    standing = (one for one in kept if action.row.command != "correct_letter" or not one.superseded_by)
    return tuple(Choice(letter.number, letter.number) for letter in standing)


def _reckoned(command: str, view: CaseView) -> Money | None:
    """Give the amount that was reckoned for a decision after payment, where there is no doubt which is meant."""
    kept = view.case.aftercare
    if command == "order_tax_return":
        return tax_owed(kept)
    waiting = disposals_in(kept, "requested") if command == "approve_disposal" else []
    return kept.disposals[waiting[0]].repayment if len(waiting) == 1 else None


def _suggested(question: Question, action: Action, view: CaseView) -> Question:
    """Offer what the case already says: the amount that is due, today, the serial number as filed."""
    held, item = view.case.balance, view.equipment.get(action.line, {})
    amounts = {"grant": held.requested, "fix_amount": view.earned, "claim": held.payable, **_owed_amounts(view)}
    amount = amounts.get(action.row.command)
    if amount is None:
        amount = _reckoned(action.row.command, view)
    if question.name == "amount" and amount:
        return replace(question, value=str(amount.yen))
    if question.name == LETTER:
        return replace(question, choices=_letters(action, view))
    if question.field.kind is Kind.DAY and question.name not in AHEAD:
        return replace(question, value=day_in_japan(view.now).isoformat())
    said = {"serial": item.get("serial"), **_importer(view)}.get(question.name)
    return replace(question, value=str(said)) if said else question


def _importer(view: CaseView) -> dict[str, Value]:
    """Offer the applicant as the importer of record, which he is unless somebody else imports for him."""
    return {"importer": view.case.applicant.get("name"), "importer_number": view.case.applicant.get("corporate_number")}


def _where_signed(command: str, place: tuple[str, str], sign: str) -> str:
    """Give the page that leads to a signature; a declaration is written on a page of its own first."""
    return reverse("declare", args=place) if command == DECLARE else sign


def _owed_amounts(view: CaseView) -> dict[str, Money]:
    """Give the amounts of the oldest order to pay back, as far as each is the next to be told."""
    owed = next((one for one in view.owed if not one.debt.is_settled), None)
    if owed is None:
        return {}
    left = next((one.reckoned - one.assessed for one in owed.charges if one.reckoned > one.assessed), NOTHING)
    due = next((one.open for one in owed.charges if one.open), NOTHING)
    return {
        "record_repayment": owed.debt.principal,
        "assess_charge": left,
        "record_charge_payment": due,
        "waive_charge": due,
    }


def button_of(
    action: Action, view: CaseView, language: Language, tried: Tried | None = None, document: str = ""
) -> Button:
    """Make the button of something a person may do; a form that was refused stands open with what was typed."""
    row, place = action.row, (language.value, view.case.id)
    questions = questions_of(action, view, language, document)
    is_tried = tried is not None and tried.is_of(action, document)
    if tried and is_tried:
        questions = tuple(replace(one, prefix=questions[0].prefix) for one in tried.answers.questions)
    sign = reverse("sign", args=(*place, row.command)) + (f"?line={action.line}" if action.line else "")
    key = f"{view.case.id}-{row.command}-{action.line}{document}-{view.case.seq}"
    return Button(
        row.command,
        sign if row.signed else reverse("act", args=place),
        questions,
        hidden=(("key", key), *((("document", document),) if document else ())),
        line=action.line,
        citation=row.cite,
        document=row.document,
        is_grave=row.command in GRAVE,
        is_next=row.command in awaited(view),
        is_open=is_tried,
        sign_href=_where_signed(row.command, place, sign) if row.signed else "",
        place=document,
    )


def _is_offered(action: Action, view: CaseView) -> bool:
    wants_letter = any(field.name == LETTER for field in action.row.takes)
    has_its_letter = bool(view.case.letters) or not wants_letter
    return action.row.command not in ELSEWHERE and has_its_letter and has_object(action, view)


def buttons_of(view: CaseView, language: Language, line: str = "", tried: Tried | None = None) -> tuple[Button, ...]:
    """Give the buttons of the case itself, or of one of its lines."""
    wanted = Track.MACHINE.value if line else Track.PAPER.value
    actions = [a for a in view.actions if a.track == wanted and a.line == line and _is_offered(a, view)]
    return tuple(button_of(action, view, language, tried) for action in actions)


def paper_buttons(view: CaseView, document: str, language: Language, tried: Tried | None = None) -> tuple[Button, ...]:
    """Give the buttons beside a filed paper: accept it, reject it."""
    actions = [a for a in view.actions if a.row.command in {"accept_document", "reject_document"}]
    return tuple(button_of(action, view, language, tried, document) for action in actions)


def _ticked(view: CaseView, line: str, ticked: Value) -> dict[str, Value]:
    chosen = ticked if isinstance(ticked, list) else []
    return {item.id: item.id in chosen for item in checklist_of(view, line)}


def _answer(given: Mapping[str, Value], name: str) -> Value:
    papers = given.get(f"{PAPERS}{name}")
    return {"answer": given.get(f"{ANSWER}{name}") or "", "papers": papers if isinstance(papers, list) else []}


def details_from(action: Action, given: Mapping[str, Value], view: CaseView, document: str) -> dict[str, Value]:
    """Give the details of a command as the table wants them, with what the page knows itself."""
    names = {field.name for field in action.row.takes}
    details = {name: read_typed(name, value) for name, value in given.items() if name in names}
    if "checklist" in names:
        details["checklist"] = _ticked(view, action.line, given.get("checklist"))
    if "answers" in names:
        details["answers"] = {name: _answer(given, name) for name in view.case.correcting}
    if "indicators" in names:
        details["indicators"] = indicators_from(given)
    if "partner" in names:
        details["partner"] = {
            "side": "integrator",
            "name": given.get("partner_name"),
            "corporate_number": given.get("partner_number"),
        }
    if "root" in names:
        details["root"] = as_changed(view.case).root
    return {**details, "document": document} if "document" in names else details
