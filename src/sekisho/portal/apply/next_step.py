"""What has to happen next in a case, who has to do it, and until when."""

from datetime import datetime

from sekisho.application.declared import DECLARE
from sekisho.application.ports import Person
from sekisho.application.show_case import CaseView
from sekisho.domain.casework import reminder
from sekisho.domain.casework.deadline import end_of
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.casework.paper import CONTESTED, REFUSED
from sekisho.domain.casework.reminder import after_payment, to_come, to_pay
from sekisho.domain.values.finding import Facts
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.apply.view import NextStep, Party
from sekisho.portal.components.view import Deadline
from sekisho.portal.desk import program

#: By state: the code of the step, the side that has to act, and the commands by which it does.
NEXT = {
    "draft": ("complete_filing", "end_user", ("lock", "declare")),
    "locked": ("sign", "end_user", ("sign", "declare", "submit")),
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
    **dict.fromkeys(CONTESTED, ("reconsider", "office", ("uphold", "overturn"))),
    "repayment_ordered": ("repay", "end_user", ()),
    "revoked": ("repay", "office", ("order_repayment",)),
}
CONTEST = "reconsideration"
#: The clock that runs in a state.
RUNNING = {
    **reminder.RUNNING,
    **dict.fromkeys(("granted", "change_requested"), "withdrawal"),
    **dict.fromkeys(REFUSED, CONTEST),
}
ON_SITE = ("commissioned", "visit_scheduled", "line_verified", "second_visit_due")


def text_of(record: Facts, name: str) -> str:
    """Give a text of a record; empty where it says none."""
    value = record.get(name)
    return value if isinstance(value, str) else ""


def parties_of(view: CaseView) -> tuple[Party, ...]:
    """Give the organisations of a case, whether each has signed what is to be signed now, and whether it declared."""
    wanted = as_changed(view.case)
    signed = {signature.side for signature in wanted.signatures if signature.root == wanted.root}
    found = [party for party in (view.case.applicant, view.case.partner) if party]
    return tuple(
        Party(
            text_of(p, "side"),
            text_of(p, "name"),
            text_of(p, "corporate_number"),
            text_of(p, "side") in signed,
            text_of(p, "corporate_number") in view.case.declarations,
        )
        for p in found
    )


def _deployment(view: CaseView) -> tuple[str, str, tuple[str, ...]]:
    states = {line.state for line in view.case.lines.values()}
    if states == {"line_verified"}:
        return ("confirm", "office", ("confirm_verification",))
    return ("verify", "office", ()) if states <= set(ON_SITE) else ("deploy", "end_user", ())


def _declaring(view: CaseView) -> tuple[str, str, tuple[str, ...]] | None:
    """Give the step that is left when all have signed and somebody has still to declare."""
    missing = not all(party.has_declared for party in parties_of(view))
    return ("declare", "end_user", (DECLARE,)) if missing else None


def _contesting(view: CaseView) -> tuple[str, str, tuple[str, ...]] | None:
    """Give the step that is left where a refusal can still be contested."""
    due = view.case.clocks.get(CONTEST)
    in_time = due is None or day_in_japan(view.now) <= day_in_japan(due)
    is_open = in_time and view.case.state in REFUSED and not view.case.is_upheld
    return ("contest", "end_user", ("request_reconsideration",)) if is_open else None


def _step(view: CaseView) -> tuple[str, str, tuple[str, ...]]:
    if view.case.state == "granted":
        return _deployment(view)
    if view.case.change and not all(party.has_signed for party in parties_of(view)):
        return "sign_change", "end_user", ("sign",)
    if view.case.state == "locked" and all(party.has_signed for party in parties_of(view)):
        return _declaring(view) or ("submit", "end_user", ("submit",))
    return NEXT.get(view.case.state) or _contesting(view) or ("ended", "", ())


def awaited(view: CaseView) -> tuple[str, ...]:
    """Give the commands that are waited for."""
    return _step(view)[2]


def clock(view: CaseView, name: str, due: datetime, citation: str = "") -> Deadline:
    """Give a running clock as a deadline seen from the case's present."""
    return Deadline(f"clock.{name}", due, view.now, citation, view.case.clock_cites.get(name, ""))


def _sides(view: CaseView, side: str, code: str) -> tuple[str, ...]:
    """Give the sides that have to act: for signatures every side that has not signed."""
    if code in {"sign", "sign_change"}:
        return tuple(party.side for party in parties_of(view) if not party.has_signed)
    if code == DECLARE:
        return tuple(party.side for party in parties_of(view) if not party.has_declared)
    return (text_of(view.case.applicant, "side"),) if side == "end_user" else (side,)


def _duty(view: CaseView) -> Deadline | None:
    """Give the nearest duty after payment."""
    duties = sorted({**after_payment(view.case), **to_pay(view.case)}.items(), key=lambda duty: duty[1])
    return next((clock(view, name, due) for name, due in duties), None)


def _arrival(view: CaseView) -> Deadline | None:
    """Give the last day for a machine that has still to come (F5)."""
    if not to_come(view.case):
        return None
    closes = program().day("window.closes", day_in_japan(view.now))
    return clock(view, "window", end_of(closes), "article: ¶2")


def next_step(view: CaseView, person: Person) -> NextStep:
    """Give what has to happen next, as one person sees it."""
    code, side, commands = _step(view)
    acting = (_sides(view, side, code) or ("end_user",)) if side else ("",)
    can = {action.row.command for action in view.actions}
    is_mine = person.side in acting and (not commands or bool(can & set(commands)) or person.side != "office")
    name = RUNNING.get(view.case.state, "")
    # A refusal that was upheld has no term to contest it left.
    due = None if view.case.is_upheld and name == CONTEST else view.case.clocks.get(name)
    deadline = clock(view, name, due) if due and due > view.now else _arrival(view) or _duty(view)
    return NextStep(code, acting[0], is_mine, deadline, acting)
