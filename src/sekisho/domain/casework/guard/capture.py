"""Guards on captures: with whose collector they were made."""

from collections.abc import Mapping

from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.evidence.collector import INSPECTION
from sekisho.domain.values.finding import Finding, Value

_CITATION = "article: ¶9; assumption: A29, A30"


def _assessment(command: Command) -> Mapping[str, Value]:
    said = command.details.get("assessment")
    return said if isinstance(said, Mapping) else {}


def collector_is_theirs(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A capture of an inspection is sealed by a collector of the inspector's own, with the certificate enrolled for it.

    Of a commissioning the collector may be enrolled by nobody: then nobody says whose the capture is, and the office
    sees so. One that was retired seals nothing more.
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
