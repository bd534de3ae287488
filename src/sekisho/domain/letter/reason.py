"""Reasons: what the office wrote, and every open finding with its citation and what to do about it."""

from sekisho.domain.letter.letter import Block, Line, Saying, Shape, Way, cell, cited, text
from sekisho.domain.letter.occasion import Occasion
from sekisho.domain.values.finding import Finding, Outcome

OPEN = (Outcome.NOT_MET, Outcome.UNDETERMINED)
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


def findings(occasion: Occasion) -> tuple[Block, ...]:
    """Give every gate that is not met or not known to be, as the decision saw them."""
    found = [gate for gate in occasion.gates if gate.outcome in OPEN]
    heads = tuple(text(f"label.{name}") for name in HEADS)
    return (Block("findings", Shape.TABLE, (heads, *(_line(gate) for gate in found))),) if found else ()


def sent_back(occasion: Occasion) -> tuple[Block, ...]:
    """Give the sections that are sent back, or the points that are ordered to be mended."""
    body = occasion.event.body
    sections = body.get("sections") or ()
    named = (
        [Saying("letter.cell.section", {"value": str(name)}) for name in sections] if isinstance(sections, list) else []
    )
    points = body.get("findings") or ()
    written = [cell(str(point)) for point in points] if isinstance(points, list) else []
    lines = tuple((saying,) for saying in (*named, *written))
    return (Block("to_mend", Shape.NUMBERED, lines),) if lines else ()
