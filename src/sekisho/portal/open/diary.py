"""The last starts of a back-schedule as a calendar file (RFC 5545): a whole day for each step that is still in time."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sekisho.domain.values.language import Language
from sekisho.portal.open.view import ScheduleAnswer, ScheduleStep
from sekisho.portal.words import wording

MEDIA_TYPE = "text/calendar; charset=utf-8"
#: Octets of a line before it is folded.
LONGEST_LINE = 75


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a line after 75 octets, never within a character; what follows begins with a blank."""
    lines, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST_LINE:
            lines, size = [*lines, " "], 1
        lines[-1] += sign
        size += octets
    return "\r\n".join(lines)


def _event(step: ScheduleStep, language: Language, made_at: datetime) -> Iterable[str]:
    named = wording().say(step.code, language)
    yield "BEGIN:VEVENT"
    # The same step of the same day is the same entry: taken in twice, a calendar keeps it once.
    yield f"UID:{step.code}-{step.start_by:%Y%m%d}@sekisho"
    yield f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{step.start_by:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{step.start_by + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(wording().say('page.schedule.diary.entry', language, step=named))}"
    yield f"DESCRIPTION:{_escaped(wording().say('page.schedule.diary.note', language, day=step.end_by))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def diary(answer: ScheduleAnswer, language: Language, made_at: datetime) -> bytes:
    """Give the file; steps that are too late stand in no calendar."""
    events = [line for step in answer.steps if not step.is_late for line in _event(step, language, made_at)]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sekisho//Back-schedule//EN", "CALSCALE:GREGORIAN"]
    return "".join(f"{_folded(line)}\r\n" for line in [*head, *events, "END:VCALENDAR"]).encode()
