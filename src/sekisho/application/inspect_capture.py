"""Whose capture it is, and how an inspection compares: what the office adds to an assessment from its own registers."""

from collections.abc import Mapping, Sequence

from sekisho.application.desk import Desk
from sekisho.application.keep_collectors import enrolled
from sekisho.application.ports import Person, Transaction
from sekisho.application.serial import machines_of
from sekisho.application.shown_evidence import serials_of
from sekisho.domain.casework.actor import Actor
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.gearing import owner_of
from sekisho.domain.evidence.collector import INSPECTION, Enrolled
from sekisho.domain.values.finding import Value


def collector_of(tx: Transaction, case: Case, actor: Actor, assessment: Mapping[str, Value]) -> Enrolled | None:
    """Find who enrolled the collector of a capture: who hands it in, or a party of the case."""
    parties = [str(party.get("corporate_number") or "") for party in (case.applicant, case.partner)]
    # The parties first: a collector the applicant enrolled stays his, whoever else has a copy of its keys.
    return enrolled(tx, [*parties, owner_of(actor)], str(assessment.get("collector") or ""))


def collector_in(tx: Transaction, case: Case, command: Command) -> Enrolled | None:
    """Find who enrolled the collector of the capture a command hands in; nothing for any other command."""
    assessment = command.details.get("assessment")
    if command.name != "receive_capture" or not isinstance(assessment, Mapping):
        return None
    return collector_of(tx, case, command.actor, assessment)


def earlier_capture(line: Line, assessment: Mapping[str, Value]) -> Mapping[str, Value] | None:
    """Give the newest capture of the same machine that was not made at an inspection.

    It is the same by the name in the plan or by a serial number it claims; a line that is one machine has no other.
    An inspector who names the machine otherwise than the applicant did must not be told that there was none before.
    """
    taken = [one for one in line.captures if one.get("purpose") != INSPECTION]
    serials, is_one = serials_of(assessment), not machines_of({}, line)
    named = [one for one in taken if one.get("device") == assessment.get("device")]
    same = named or [one for one in taken if is_one or not serials.isdisjoint(serials_of(one))]
    return same[-1] if same else None


def beside(
    desk: Desk, tx: Transaction, case: Case, person: Person, about: tuple[str, Mapping[str, Value]]
) -> dict[str, Value]:
    """Give what stands beside an assessment of a line: who enrolled the collector, and the comparison of a visit."""
    line, assessment = about
    found = collector_of(tx, case, person.actor, assessment)
    said: dict[str, Value] = {"collector_owner": found.owner if found else ""}
    earlier = earlier_capture(case.lines.get(line, Line(line)), assessment)
    if assessment.get("purpose") != INSPECTION:
        return said
    rows: Sequence[Value] = desk.captures.compare(earlier, assessment) if earlier else []
    return {**said, "comparison": {"with": str(earlier.get("digest")) if earlier else "", "rows": [*rows]}}
