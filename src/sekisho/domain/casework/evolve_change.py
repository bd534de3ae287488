"""Fold a change of the plan: asked for, signed by every side, then the plan or nothing (Act 179 of 1955, art. 7)."""

from dataclasses import replace

from sekisho.domain.casework.case import Case, Change, Signature
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.evolve_content import with_lines, with_section_files
from sekisho.domain.values.money import Money


def change_requested(case: Case, event: Event) -> Case:
    """Keep what is asked for beside the plan: until it is approved the plan as granted stands."""
    asked = Change(
        event.text("change"),
        event.text("reason"),
        event.text("root"),
        dict(event.record("sections")),
        event.names("lines"),
        Money(event.number("amount")),
        event.occurred_at,
    )
    return replace(with_section_files(case, asked.sections), change=asked)


def change_signed(case: Case, event: Event) -> Case:
    """Take the signature of one side under the change."""
    if case.change is None:
        return case
    actor = event.actor
    signature = Signature(actor.side.value, actor.person, event.text("root"), event.text("envelope"))
    return replace(case, change=replace(case.change, signatures=(*case.change.signatures, signature)))


def as_changed(case: Case) -> Case:
    """Give a case as the change that is asked for would leave it; machines that stay keep what has become of them.

    An older journal holds changes that are words alone: they leave the filing as it is.
    """
    change = case.change
    if change is None or not change.root:
        return case
    return replace(
        case,
        root=change.root,
        sections=change.sections,
        signatures=change.signatures,
        lines=with_lines(case, change.lines),
        balance=replace(case.balance, requested=change.amount),
    )


def change_approved(case: Case, event: Event) -> Case:
    """Take the change for the plan; what the grant is more than the new plan asks for is no longer decided."""
    decided = case.decided - Money(event.number("amount"))
    changed = as_changed(case)
    gone = tuple(name for name in case.lines if name not in changed.lines)
    return replace(changed, decided=decided, change=None, dropped=(*case.dropped, *gone))


def without_change(case: Case) -> Case:
    """Drop a change that came to nothing; a line it would have brought is never named again if papers stand for it."""
    if case.change is None:
        return case
    filed = {paper.line for paper in case.documents.values()}
    never = tuple(name for name in case.change.lines if name not in case.lines and name in filed)
    return replace(case, change=None, dropped=(*case.dropped, *never))
