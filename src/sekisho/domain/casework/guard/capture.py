"""Guards on captures and observations: with whose collector one was made, and whether one answers what was asked."""

from collections.abc import Mapping

from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.evidence.collector import INSPECTION
from sekisho.domain.evidence.observation import HOW, KIND, NEEDED, PRESENT
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.time import TimeError, parse_instant

_CITATION = "article: ¶9; assumption: A29, A30"


def _assessment(command: Command) -> Mapping[str, Value]:
    said = command.details.get("assessment")
    return said if isinstance(said, Mapping) else {}


def collector_is_theirs(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A capture of an inspection is sealed by a collector of the inspector's own, with the certificate enrolled for it.

    Of a commissioning the collector may be enrolled by nobody: then nobody says whose the capture is, and the office
    sees so. Of one that was retired nothing more is taken: when it sealed is its own word.
    """
    said, found = _assessment(command), around.collector
    key = str(said.get("collector") or "")[:16]
    retired = unless(not (found and found.collector.is_retired), "collector_retired", _CITATION, "assessment", key=key)
    if said.get("purpose") != INSPECTION:
        return retired
    inspector = command.actor.person
    if command.actor.role is not Role.INSPECTOR:
        return refuse("inspection_by_others", _CITATION, "assessment")
    if found is None or found.owner != inspector:
        return refuse("collector_not_inspectors", _CITATION, "assessment", key=key, inspector=inspector)
    is_known = found.collector.certificate == said.get("client_sha256")
    return [*retired, *unless(is_known, "collector_other_certificate", _CITATION, "assessment", key=key)]


def observation_is_whole(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """An observation that answers a challenge says what was seen, when, where, before whom; after it was asked."""
    said = command.details.get("about")
    about: Mapping[str, Value] = said if isinstance(said, Mapping) else {}
    if command.text("kind") != KIND or not about.get("challenge"):
        return []
    lacking = [name for name in NEEDED if not str(about.get(name) or "").strip()]
    # Names of people stand in a private record, and the journal has its digest alone.
    lacking += [] if command.text("said") else [PRESENT]
    found = [f for name in lacking for f in refuse("observation_lacks", "assumption: A29", f"about.{name}", name=name)]
    how = str(about.get("how") or "")
    found += unless(not how or how in HOW, "observation_how_unknown", "assumption: A29", "about.how", how=how)
    return [*found, *([] if "seen_at" in lacking else _in_time(case, command, str(about["seen_at"])))]


def _in_time(case: Case, command: Command, seen_at: str) -> list[Finding]:
    line = case.lines.get(command.text("line"), Line(command.text("line")))
    asked_at = line.observations[-1].asked_at if line.observations else command.at
    try:
        seen = parse_instant(seen_at)
    except TimeError:
        return refuse("observation_no_time", "assumption: A29", "about.seen_at", seen_at=seen_at[:40])
    # People write the time to the minute: what was seen within the minute of the asking was seen after it.
    asked_at = asked_at.replace(second=0, microsecond=0)
    facts = {"seen_at": seen.isoformat(), "asked_at": asked_at.isoformat()}
    is_in_time = asked_at <= seen <= command.at
    return unless(is_in_time, "observation_out_of_time", "assumption: A29", "about.seen_at", **facts)
