"""What a person may do with a case, as buttons with questions: the rows of the table, less what the page knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse

from sekisho.application.show_case import Action, CaseView
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.transition import Track
from sekisho.domain.fund.charge import ChargeKind
from sekisho.domain.fund.zengin.account import PARTS, PAYEE_KINDS, UNNAMED
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.apply.next_step import awaited
from sekisho.portal.components.question import Answers, Choice, Question, questions_for
from sekisho.portal.components.view import Button
from sekisho.portal.people import inspectors
from sekisho.portal.words import wording

#: Fields the page knows itself and never asks for.
KNOWN = ("root", "envelope", "lines", "document")
GRAVE = ("decline", "withdraw", "revoke", "fail_verification", "discontinue", "order_repayment", "uphold")
#: What an inspector checks at a machine.
CHECKLIST = ("nameplate", "serial", "safety_architecture", "power_unit_mark", "network", "training")
#: Sections of a filing that can be sent back.
RETURNABLE = ("parties", "equipment", "price")
#: Dates of a line that may be amended.
AMENDABLE = ("ordered_on", "shipped_on", "permitted_on", "delivered_on", "commissioned_on")
#: Days that lie ahead when they are asked for; every other day is offered as today.
AHEAD = ("visit_on", "until_on", "due_on")
#: Commands offered beside a paper, or on the page where the content is edited.
ELSEWHERE = ("accept_document", "reject_document", "correct")


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


def _checklist(field: Field, language: Language) -> Question:
    choices = tuple(Choice(item, wording().say(f"page.check.{item}", language)) for item in CHECKLIST)
    return Question(Field(field.name, Kind.LIST), "page.inspect.checklist", "page.check.help", choices=choices)


def _sections(field: Field, language: Language) -> Question:
    choices = tuple(Choice(name, wording().word("page.signed_section", name, language)) for name in RETURNABLE)
    return Question(field, "field.sections", choices=choices)


def _dates(field: Field, language: Language) -> Question:
    choices = tuple(Choice(name, wording().say(f"field.{name}", language)) for name in AMENDABLE)
    return Question(field, "field.field", choices=choices)


def _inspectors(field: Field, _language: Language) -> Question:
    return Question(field, "field.inspector", choices=inspectors())


def _charges(field: Field, language: Language) -> Question:
    choices = tuple(Choice(kind, wording().word("fund.charge", kind, language)) for kind in ChargeKind)
    return Question(field, "field.charge", choices=choices, few=True)


#: Questions that a form asks in another way than their kind would have it.
SPECIAL = {
    "checklist": _checklist,
    "sections": _sections,
    "field": _dates,
    "inspector": _inspectors,
    "charge": _charges,
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


def _asked(fields: Iterable[Field], language: Language) -> Iterable[Question]:
    for field in fields:
        if field.name == "partner":
            yield from PARTNER
        elif field.name == "account":
            yield from _account(language)
        elif field.name in SPECIAL:
            yield SPECIAL[field.name](field, language)
        else:
            yield from questions_for([field])


def questions_of(action: Action, view: CaseView, language: Language, document: str = "") -> tuple[Question, ...]:
    """Give the questions of a button: the row's fields, less what the page knows."""
    wanted = [field for field in action.row.takes if field.name not in KNOWN]
    if action.row.command == "lock":
        wanted = []
    prefix = f"{action.row.command}{action.line}{document}-"
    return tuple(replace(_suggested(one, action, view), prefix=prefix) for one in _asked(wanted, language))


def _suggested(question: Question, action: Action, view: CaseView) -> Question:
    """Offer what the case already says: the amount that is due, today, the serial number as filed."""
    held, item = view.case.balance, view.equipment.get(action.line, {})
    amounts = {"grant": held.reserved, "fix_amount": view.earned, "claim": held.payable}
    amount = amounts.get(action.row.command)
    if question.name == "amount" and amount:
        return replace(question, value=str(amount.yen))
    if question.field.kind is Kind.DAY and question.name not in AHEAD:
        return replace(question, value=day_in_japan(view.now).isoformat())
    if question.name in {"serial", "origin"} and item.get(question.name):
        return replace(question, value=str(item[question.name]))
    return question


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
        sign_href=sign if row.signed else "",
        place=document,
    )


def buttons_of(view: CaseView, language: Language, line: str = "", tried: Tried | None = None) -> tuple[Button, ...]:
    """Give the buttons of the case itself, or of one of its lines."""
    wanted = Track.MACHINE.value if line else Track.PAPER.value
    actions = [a for a in view.actions if a.track == wanted and a.line == line and a.row.command not in ELSEWHERE]
    return tuple(button_of(action, view, language, tried) for action in actions)


def paper_buttons(view: CaseView, document: str, language: Language, tried: Tried | None = None) -> tuple[Button, ...]:
    """Give the buttons beside a filed paper: accept it, reject it."""
    actions = [a for a in view.actions if a.row.command in {"accept_document", "reject_document"}]
    return tuple(button_of(action, view, language, tried, document) for action in actions)


def details_from(action: Action, given: Mapping[str, Value], view: CaseView, document: str) -> dict[str, Value]:
    """Give the details of a command as the table wants them, with what the page knows itself."""
    names = {field.name for field in action.row.takes}
    details = {name: value for name, value in given.items() if name in names}
    if "checklist" in names:
        ticked = given.get("checklist")
        chosen = ticked if isinstance(ticked, list) else []
        details["checklist"] = {item: item in chosen for item in CHECKLIST}
    if "partner" in names:
        details["partner"] = {
            "side": "integrator",
            "name": given.get("partner_name"),
            "corporate_number": given.get("partner_number"),
        }
    if "root" in names:
        details["root"] = view.case.root
    return {**details, "document": document} if "document" in names else details
