"""Guards on visits: who may go, on which day, what was looked at and found, and what was answered."""

from collections.abc import Mapping

from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import is_day
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.evidence.sufficiency import BY_INSPECTOR
from sekisho.domain.inspection import checklist
from sekisho.domain.inspection.interest import Interest
from sekisho.domain.inspection.prefecture import prefecture_of
from sekisho.domain.inspection.visit import Severity, read_finding
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.time import day_in_japan

#: The kind of paper under which an inspector files a photo of a visit; ``about.item`` says of what.
PHOTO = "visit_photo"


def _line(case: Case, command: Command) -> Line:
    return case.lines.get(command.line, Line(command.line))


def _conflict(inspector: str, interest: Interest) -> list[Finding]:
    until = interest.until_on.isoformat() if interest.until_on else ""
    code = "conflict_of_interest" if until else "conflict_that_lasts"
    facts = {"inspector": inspector, "kind": interest.kind, "organisation": interest.organisation}
    days = {"from_on": interest.from_on.isoformat(), "until_on": until}
    return refuse(code, "practice: last five years", "inspector", **facts, **days)


def inspector_is_free_of_interest(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The inspector had no interest in a party within the last years; each he had is named with its days."""
    inspector = command.text("inspector") or command.actor.person
    return [finding for interest in around.interests for finding in _conflict(inspector, interest)]


def inspector_is_known(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A visit is entrusted to somebody who is an inspector of the office."""
    inspector = command.text("inspector")
    known = around.inspector_known or not inspector
    return unless(known, "inspector_unknown", "article: ¶9", "inspector", inspector=inspector)


def inspector_is_another(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A second look is taken by another inspector than the first."""
    line, inspector = _line(case, command), command.text("inspector")
    same = line.is_second_look and inspector == line.text("verified_by")
    return unless(not same, "same_inspector", "practice: two persons", "inspector", inspector=inspector)


def inspector_is_assigned(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Only the inspector assigned to the line verifies it."""
    assigned = _line(case, command).text("inspector")
    return unless(assigned == command.actor.person, "not_assigned", "article: ¶9", inspector=assigned)


def _concerned(case: Case, command: Command) -> list[Line]:
    """Give the lines a paper, a capture or an order is about: those it names, else all."""
    named = set(_names(command.details.get("findings")))
    about = [line for line in case.lines.values() if named & {one.id for one in line.findings}]
    own = case.lines.get(command.text("line"))
    return about or ([own] if own else list(case.lines.values()))


def entrusted_inspector_acts(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """What an inspector says he saw or found comes from the one the visit was entrusted to, once it was (F16, A29)."""
    if command.actor.role is not Role.INSPECTOR or command.text("kind") not in {"", *BY_INSPECTOR}:
        return []
    entrusted = [line.text("inspector") for line in _concerned(case, command) if line.text("inspector")]
    # Findings of several lines are ordered by who was at all of them; one paper may be about any of the lines.
    theirs = all if command.name == "order_correction" else any
    his = not entrusted or theirs(person == command.actor.person for person in entrusted)
    return unless(his, "not_assigned", "article: ¶9; assumption: A29", inspector=", ".join(dict.fromkeys(entrusted)))


def visit_lies_ahead(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A visit is scheduled for today or a day to come."""
    day, today = command.text("visit_on"), day_in_japan(command.at).isoformat()
    return unless(not is_day(day) or day >= today, "visit_in_the_past", "article: ¶9", "visit_on", day=day, today=today)


def visit_has_taken_place(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """What was found was found on a day that has come."""
    day, today = command.text("visited_on"), day_in_japan(command.at).isoformat()
    return unless(not is_day(day) or day <= today, "visit_to_come", "article: ¶9", "visited_on", day=day, today=today)


def prefecture_is_known(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A prefecture, where it is said, is one of Japan's: trips are grouped by it."""
    said = command.text("prefecture")
    return unless(not said or prefecture_of(said), "prefecture_unknown", "article: ¶9", "prefecture", prefecture=said)


def _filled(command: Command) -> Mapping[str, Value]:
    given = command.details.get("checklist")
    return given if isinstance(given, dict) else {}


def checklist_is_whole(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The checklist has every item of the line's category, and no other."""
    if not around.checklist:
        return refuse("checklist_unknown", "article: ¶9", "checklist", line=command.line)
    lacking = checklist.missing(around.checklist, _filled(command))
    strange = checklist.unknown(around.checklist, _filled(command))
    return [
        *(f for name in lacking for f in refuse("check_missing", "article: ¶9", f"checklist.{name}", item=name)),
        *(f for name in strange for f in refuse("check_unknown", "article: ¶9", f"checklist.{name}", item=name)),
    ]


def checklist_is_passed(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Every item of the checklist is passed; each that is not is named."""
    failed = checklist.failed(around.checklist, _filled(command))
    return [f for name in failed for f in refuse("check_failed", "article: ¶9", f"checklist.{name}", item=name)]


def photos_are_filed(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Each item that needs a photo has one on file for this line."""
    photos = [paper for paper in case.documents.values() if paper.kind == PHOTO and paper.line == command.line]
    shown = {str(paper.about.get("item")) for paper in photos if paper.status != "rejected"}
    lacking = checklist.unphotographed(around.checklist, shown)
    return [f for name in lacking for f in refuse("photo_missing", "article: ¶9", f"checklist.{name}", item=name)]


def _records(value: Value) -> list[Mapping[str, Value]]:
    return [one if isinstance(one, dict) else {} for one in value] if isinstance(value, list) else []


def _unusable(n: int, said: Mapping[str, Value], around: Surroundings, photos: set[str]) -> list[Finding]:
    finding, place = read_finding("", 0, said), f"findings.{n}"
    items = {item.id for item in around.checklist}
    lost = [digest for digest in finding.photos if digest not in photos]
    return [
        *unless(finding.item in items, "check_unknown", "article: ¶9", f"{place}.item", item=finding.item),
        *unless(finding.severity in set(Severity), "severity_unknown", "assumption: A17", f"{place}.severity",
                severity=finding.severity, known=", ".join(Severity)),
        *unless(finding.note, "finding_without_note", "law: Act 179 of 1955, art. 21-2", f"{place}.note", n=n),
        *(f for one in lost for f in refuse("photo_not_filed", "article: ¶9", f"{place}.photos", digest=one)),
    ]  # fmt: skip


def findings_are_whole(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Each finding is about an item of the checklist, weighs something, says what was seen, and shows filed photos."""
    photos = {paper.digest for paper in case.documents.values() if paper.kind == PHOTO}
    said = enumerate(_records(command.details.get("findings")), 1)
    return [finding for n, one in said for finding in _unusable(n, one, around, photos)]


def findings_are_settled(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """What had to be corrected was answered, and this is a visit after the one that found it (A17)."""
    line = _line(case, command)
    still = [one for one in line.findings if one.stands_open(line.visit, around.terms.severities_to_correct)]
    return [
        f for one in still for f in refuse("finding_open", "assumption: A17", one.id, finding=one.id, item=one.item)
    ]


def _names(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def findings_stand_open(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A correction is ordered of findings of a visit that have to be corrected and were not answered yet."""
    known = case.visit_findings
    wanted = {one.id for one in known.values() if one.severity in around.terms.severities_to_correct and not one.answer}
    strange = [name for name in _names(command.details.get("findings")) if name not in wanted]
    shown = ", ".join(sorted(wanted))
    return [
        f
        for name in strange
        for f in refuse("finding_not_open", "assumption: A17", "findings", finding=name, known=shown)
    ]


def _answers(command: Command) -> Mapping[str, Value]:
    given = command.details.get("answers")
    return given if isinstance(given, dict) else {}


def _is_answered(said: Value) -> bool:
    return isinstance(said, dict) and isinstance(said.get("answer"), str) and bool(str(said["answer"]).strip())


def answers_are_whole(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Each finding of the order is answered in words, and nothing else is."""
    given = _answers(command)
    silent = [name for name in case.correcting if not _is_answered(given.get(name))]
    strange = [name for name in given if name not in case.correcting]
    return [
        *(
            f
            for name in silent
            for f in refuse("finding_unanswered", "assumption: A17", f"answers.{name}", finding=name)
        ),
        *(
            f
            for name in strange
            for f in refuse("finding_not_ordered", "assumption: A17", f"answers.{name}", finding=name)
        ),
    ]


def answering_papers_are_filed(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Papers an answer rests on have been filed on the case."""
    named = [(name, paper) for name, said in _answers(command).items() if isinstance(said, dict)
             for paper in _names(said.get("papers"))]  # fmt: skip
    lost = [(name, paper) for name, paper in named if paper not in case.documents]
    return [f for name, paper in lost for f in refuse("document_unknown", "", f"answers.{name}", document=paper)]


def line_has_not_drawn(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A line draws once."""
    drawn = "draw" in _line(case, command).facts
    return unless(not drawn, "drawn_already", "practice: inspection triggered by risk", line=command.line)


def every_line_has_drawn(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """No case is confirmed before it is known which of its lines are visited a second time."""
    waiting = [line for line in case.lines.values() if line.state == "line_verified" and "draw" not in line.facts]
    cite = "practice: inspection triggered by risk"
    return [f for line in waiting for f in refuse("not_drawn", cite, line.id, line=line.id)]
