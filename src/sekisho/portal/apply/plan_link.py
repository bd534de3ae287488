"""The way from a case to its back-schedule: where its papers and its machines stand, from the case itself."""

from urllib.parse import urlencode

from django.urls import reverse

from sekisho.application.show_case import CaseView
from sekisho.domain.casework import machine, paper
from sekisho.domain.casework.case import Line
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan

#: The criteria whose papers and entries are what an application waits for: pre-registration, assessment, partner.
PREPARED = ("rule.R05", "rule.R08", "rule.R10")
LAST = "commissioned"


def _stage(view: CaseView) -> str:
    """Give where the line stands that is furthest behind; the plan is about the whole filing."""
    road = machine.ROAD[: machine.ROAD.index(LAST) + 1]
    states = [view.case.lines.get(name, Line(name)).state for name in view.equipment]
    # Whatever lies beyond commissioning, the plan ends with it.
    return min((state if state in road else LAST for state in states), key=road.index, default=road[0])


def _filing(view: CaseView) -> str:
    if view.case.state in paper.BEFORE_DECISION:
        return "filed"
    if view.case.state not in paper.BEFORE_SUBMISSION:
        return "decided"
    ready = [gate.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE) for gate in view.gates if gate.code in PREPARED]
    return "prepared" if ready and all(ready) else "nothing"


def plan_href(view: CaseView, language: Language) -> str:
    """Give the address of a case's back-schedule as of its own day; empty where no machine is to come any more."""
    if view.case.state not in paper.ALIVE or (view.equipment and _stage(view) == LAST):
        return ""
    day = day_in_japan(view.now).isoformat()
    asked = {"stage": _stage(view), "filing": _filing(view), "starts_on": day}
    return f"{reverse('schedule', args=(language.value,))}?{urlencode(asked)}#answer"
