"""Guards on equipment lines and evidence: dates in order, papers filed, inspectors free of interest."""

from collections.abc import Mapping
from dataclasses import replace

from sekisho.domain.casework.actor import Actor, Role, Side
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.casework.field import is_day
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.paper import ALIVE, CONTESTED
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.evidence.chronology import CHAIN, CITATION, SEEN, check
from sekisho.domain.evidence.sufficiency import BY_INSPECTOR
from sekisho.domain.program.paper_kind import APPLICANT, EXPORTER, INSPECTOR, PARTNER
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.time import day_in_japan

#: Which papers are taken, and from whom.
_TAKEN = "article: ¶7, ¶8, ¶9"
#: Outcomes under which evidence does not suffice.
WANTING = (Outcome.NOT_MET, Outcome.UNDETERMINED)
#: The states of its case in which a machine moves, by the guard that holds it in all others. A contested case may come
#: to life again, and a machine does not wait for the officer who reconsiders; nor does a visit for one who asks.
MOVES_IN: Mapping[str, tuple[str, ...]] = {
    "case_is_alive": (*ALIVE, *CONTESTED),
    "case_is_granted": ("granted", "change_requested"),
}


def case_is_alive(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """The machine moves only while the case can still come to something."""
    alive = case.state in MOVES_IN["case_is_alive"]
    return unless(alive, "case_has_ended", "practice: evidence chain", state=case.state)


def case_is_granted(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """Visits are made for granted cases only, also while a change of the plan is asked for."""
    return unless(case.state in MOVES_IN["case_is_granted"], "not_granted", "article: ¶9", state=case.state)


def _chain_of(line: Line, command: Command) -> dict[str, str]:
    """Give the days a step is held against: of several shipments those of the one it is about."""
    days = {name: command.text(name) or line.text(name) for name in CHAIN}
    if command.name == "ship":
        # What another shipment of the line has done meanwhile does not bind this one.
        return {name: days[name] for name in ("ordered_on", "shipped_on")}
    if command.name == "permit_import":
        named = [one for one in line.waiting if command.text("bill_of_lading") in {"", one.bill_of_lading}]
        return {**days, "shipped_on": named[0].shipped_on if named else ""}
    return days


def dates_are_in_order(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Each day of the evidence chain follows the one before and has come."""
    days = _chain_of(case.lines.get(command.line, Line(command.line)), command)
    wrong_kind = [name for name, day in days.items() if day and not is_day(day)]
    return [] if wrong_kind else check(days, day_in_japan(command.at))


def dates_stay_in_order(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A corrected day is a day, one the line has reached, and keeps the order of the chain up to the first visit."""
    name, value = command.text("field"), command.text("value")
    line = case.lines.get(command.line, Line(command.line))
    if name not in CHAIN:
        return []
    if not (is_day(value) and line.text(name)):
        return refuse("not_that_day", CITATION, "value", field=name, value=value)
    days = {known: line.text(known) for known in SEEN} | {"visited_on": line.first_visited_on}
    return check({**days, name: value}, day_in_japan(command.at))


def line_exists(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A paper or plan for a line names one the case has, or would have by the change that is asked for."""
    line, lines = command.text("line"), {**case.lines, **as_changed(case).lines}
    known = ", ".join(lines)
    return unless(not line or line in lines or not lines, "line_unknown", "", "line", line=line, known=known)


def paper_kind_is_known(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A paper is of a kind the program takes: of any other nobody could say who may read it."""
    kind, known = command.text("kind"), around.paper_kinds.known
    found = unless(not kind or kind in known, "paper_kind_unknown", _TAKEN, "kind", kind=kind)
    return [replace(one, facts={**one.facts, "known": [*known]}) for one in found]


def part_in(case: Case, actor: Actor) -> str:
    """Give the part somebody who files has in a case: applicant, partner, exporter or inspector."""
    if actor.side is Side.OFFICE:
        return INSPECTOR
    if actor.side is Side.EXPORTER:
        return EXPORTER
    return APPLICANT if case.applicant.get("corporate_number") == actor.organisation else PARTNER


def paper_is_theirs_to_file(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Each files the kinds that are his: what an inspector saw an inspector (A29), what tells the price the applicant.

    What an exporter files is told apart with the lines it is for.
    """
    kind, part, kinds = command.text("kind"), part_in(case, command.actor), around.paper_kinds
    if kind in BY_INSPECTOR:
        return unless(command.actor.role is Role.INSPECTOR, "paper_not_theirs", "assumption: A29", "kind", kind=kind)
    theirs = part == EXPORTER or kind not in kinds.known or kind in kinds.of(part)
    return unless(theirs, "paper_of_others", _TAKEN, "kind", kind=kind)


def exporter_files_for_his_machine(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """An exporter hands in what a maker knows, for the lines his machines are on: no buyer's paper, nobody else's line.

    The free text of the answer names only his own lines, never those of others (F8, F12).
    """
    if command.actor.side is not Side.EXPORTER:
        return []
    kind, line, own = command.text("kind"), command.text("line"), [name for name in around.supplied if name]
    return [
        *unless(kind in around.paper_kinds.exporter, "paper_not_suppliers", "article: ¶4, ¶7", "kind", kind=kind),
        *unless(line in around.supplied, "line_not_suppliers", "article: ¶4, ¶7", "line", own=", ".join(own)),
    ]


def paper_is_anothers(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Nobody accepts a paper he filed himself: an inspector's own photo is looked at by somebody else."""
    paper = case.documents.get(command.text("document"))
    own = paper is not None and bool(paper.person) and paper.person == command.actor.person
    return unless(not own, "own_paper", "practice: two persons", "document", document=command.text("document"))


def document_is_filed(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The paper that is accepted or rejected has been filed."""
    name = command.text("document")
    return unless(name in case.documents, "document_unknown", "", "document", document=name)


def challenge_was_issued(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The capture answers a challenge issued for this line."""
    line = case.lines.get(command.text("line"))
    assessment = command.details.get("assessment")
    challenge = str(assessment.get("challenge", "")) if isinstance(assessment, dict) else ""
    issued = line is not None and challenge in line.challenges
    return unless(issued, "challenge_unknown", "article: ¶9", "assessment", challenge=challenge[:16])


def evidence_is_sufficient(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """Nothing of the line's evidence is missing or failed."""
    return [finding for finding in around.evidence if finding.outcome in WANTING]


def every_line_is_verified(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """The case is verified when all its lines are (A15)."""
    open_lines = [line for line in case.lines.values() if line.state != "line_verified"]
    return [f for line in open_lines for f in refuse("line_not_verified", "assumption: A15", line.id, state=line.state)]


def amended_field_is_a_date(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A correction of a line concerns one of its dates."""
    name = command.text("field")
    citation = "practice: a correction names what it corrects"
    return unless(name in CHAIN, "field_not_amendable", citation, "field", field=name)
