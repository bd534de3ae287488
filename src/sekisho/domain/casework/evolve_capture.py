"""What captures and observations leave of a line: plans and challenges issued, bundles handed in."""

from dataclasses import replace

from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.case import CapturePlan, Case, Line
from sekisho.domain.casework.event import Event
from sekisho.domain.evidence.observation import AskedObservation
from sekisho.domain.values.finding import Value


def with_line(case: Case, line: Line) -> Case:
    """Give a case with one of its lines as it is now."""
    return replace(case, lines={**case.lines, line.id: line})


def plan_issued(case: Case, event: Event) -> Case:
    """Keep a plan of the line with its challenge."""
    line = case.lines.get(event.text("line"), Line(event.text("line")))
    named = event.body.get("devices")
    plan = CapturePlan(
        challenge=event.text("challenge"),
        digest=event.text("plan"),
        devices=tuple(str(one) for one in named) if isinstance(named, list) else (),
        issued_at=event.occurred_at,
        side=event.actor.side.value,
        is_inspection=event.actor.role is Role.INSPECTOR,
    )
    return with_line(case, replace(line, challenges=(*line.challenges, plan.challenge), plans=(*line.plans, plan)))


def observation_asked(case: Case, event: Event) -> Case:
    """Keep a challenge for an observation of the line, newest last."""
    line = case.lines.get(event.text("line"), Line(event.text("line")))
    asked = AskedObservation(event.text("challenge"), event.occurred_at)
    return with_line(case, replace(line, observations=(*line.observations, asked)))


def capture_received(case: Case, event: Event) -> Case:
    """Keep what a capture showed, with who handed it in."""
    line = case.lines.get(event.text("line"), Line(event.text("line")))
    # Who handed it in stands in the event, not in what they sent: an inspector's own capture weighs more (A30).
    kept: dict[str, Value] = {"digest": event.text("digest"), "pieces": event.body.get("pieces") or []}
    capture = {**event.record("assessment"), **kept, "role": event.actor.role.value}
    return with_line(case, replace(line, captures=(*line.captures, capture)))
