"""Reasons: what the office wrote, and every open finding with its citation and what to do about it."""

from collections.abc import Callable, Collection, Iterable

from sekisho.domain.casework.case import Line as Machine
from sekisho.domain.letter.letter import Block, Line, Saying, Shape, Way, cell, cited, text
from sekisho.domain.letter.occasion import Occasion
from sekisho.domain.rules.ruleset import Stage
from sekisho.domain.values.finding import Finding, Outcome

#: Acts that judge the whole case: whatever is not known by then speaks against it.
JUDGED = ("verification.failed", "failure.upheld")
#: The heads of the table of findings.
HEADS = ("finding", "source", "remedy")


def _line(finding: Finding) -> Line:
    found, remedy = (
        Saying(finding.code, way=Way.FINDING, finding=finding),
        Saying(finding.code, way=Way.REMEDY, finding=finding),
    )
    return (found, cited(finding.citation) if finding.citation else cell(""), remedy)


def reason(occasion: Occasion) -> tuple[Block, ...]:
    """Give the reason the office wrote, in the language it was written in; an act without one has none to give."""
    return _written("reason", occasion.event.text("reason"))


def note(occasion: Occasion) -> tuple[Block, ...]:
    """Give the note an officer added to a decision."""
    return _written("note", occasion.event.text("note"))


def _written(name: str, words: str) -> tuple[Block, ...]:
    return (Block(name, Shape.PARAGRAPHS, ((cell(words),),)),) if words else ()


def _stages_due(occasion: Occasion) -> frozenset[str]:
    """Give the stages whose facts are due by now: of the filing always, of the machine as far as one has come."""
    if occasion.event.type in JUDGED or occasion.last("case.verified"):
        return frozenset(Stage)
    lines = occasion.case.lines.values()
    come = {Stage.IMPORT: "permitted_on", Stage.COMMISSIONING: "commissioned_on"}
    return frozenset({Stage.APPLICATION, *(stage for stage, day in come.items() if any(map(_has(day), lines)))})


def _has(day: str) -> Callable[[Machine], bool]:
    return lambda line: bool(line.text(day))


def _is_reason(gate: Finding, stages_due: Collection[str]) -> bool:
    """Say whether a gate speaks against a case: what failed does, what is unknown only once it is due."""
    late = gate.outcome is Outcome.UNDETERMINED and gate.facts.get("stage") in stages_due
    return gate.outcome is Outcome.NOT_MET or late


def _table(name: str, heads: Iterable[str], lines: Iterable[Line]) -> Block:
    return Block(name, Shape.TABLE, (tuple(text(f"label.{head}") for head in heads), *lines))


def findings(occasion: Occasion) -> tuple[Block, ...]:
    """Give every gate that is not met, and each due by now that is not known to be, as the decision saw them."""
    due = _stages_due(occasion)
    open_gates = [gate for gate in occasion.gates if _is_reason(gate, due)]
    return (_table("findings", HEADS, map(_line, open_gates)),) if open_gates else ()


def sent_back(occasion: Occasion) -> tuple[Block, ...]:
    """Give the sections that are sent back."""
    sections = occasion.event.body.get("sections")
    named = sections if isinstance(sections, list) else []
    lines = tuple((Saying("letter.cell.section", {"value": str(name)}),) for name in named)
    return (Block("to_mend", Shape.NUMBERED, lines),) if lines else ()
