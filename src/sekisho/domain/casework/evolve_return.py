"""Fold the returns of a case: what was sent back, what was changed or brought since, and when it came back."""

from dataclasses import replace

from sekisho.domain.casework.case import Case, Return
from sekisho.domain.casework.event import Event


def _newest(case: Case, changed: Return) -> Case:
    return replace(case, returns=(*case.returns[:-1], changed))


def returned(case: Case, event: Event) -> Case:
    """Take a return: which sections were sent back, why and when."""
    sent_back = Return(event.names("sections"), event.text("reason"), event.occurred_at)
    return replace(case, returns=(*case.returns, sent_back))


def corrected(case: Case, event: Event) -> Case:
    """Keep what was changed since a return, each section once however often it was corrected."""
    if not case.returns:
        return case
    changed = dict.fromkeys((*case.returns[-1].changed, *event.names("changed")))
    return _newest(case, replace(case.returns[-1], changed=tuple(changed), corrected_at=event.occurred_at))


def brought(case: Case, what: str) -> Case:
    """Keep that something came beside the filing while it was sent back."""
    if case.state != "returned" or not case.returns:
        return case
    return _newest(case, replace(case.returns[-1], brought=(*case.returns[-1].brought, what)))


def resubmitted(case: Case, event: Event) -> Case:
    """End the days for corrections: from now on the days are the office's."""
    return _newest(case, replace(case.returns[-1], answered_at=event.occurred_at)) if case.returns else case


def with_other_partner(case: Case) -> Case:
    """Void the root of a returned filing that names its former partner: its parties are to be corrected first."""
    if case.state != "returned" or not case.returns:
        return case
    sections = tuple(dict.fromkeys((*case.returned_sections, "parties")))
    sent_back = _newest(replace(case, root=""), replace(case.returns[-1], sections=sections))
    return brought(sent_back, "partner")
