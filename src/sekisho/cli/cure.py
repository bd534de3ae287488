"""What ``sekisho screen`` says of a line that is not eligible yet: what would make it so, or that nothing does."""

from collections.abc import Iterable

from sekisho.cli.output import Voice
from sekisho.domain.screening.cure import Course, Cure
from sekisho.domain.values.finding import Finding, Value


def _told(said: Voice, course: Course) -> list[str]:
    return [said.wording.tell(measure.code, said.language, measure.facts) for measure in course.measures]


def cure_json(said: Voice, cure: Cure) -> dict[str, Value]:
    """Give a cure as plain values, each measure with its text in the reader's language."""
    courses: list[Value] = [{**course.as_json(), "texts": [*_told(said, course)]} for course in cure.courses]
    return {**cure.as_json(), "courses": courses}


def _print_course(said: Voice, number: int, course: Course) -> None:
    first, *rest = _told(said, course)
    said.write(first, mark=f"{number}.", indent=1)
    for text in rest:
        said.write(text, mark="+", indent=2)


def _introduced(said: Voice, cure: Cure) -> str:
    if cure.opens:
        return said.text("cure.not_open", opens=cure.opens)
    return said.text("cure.intro" if cure.courses else "cure.blocked" if cure.blocked else "cure.none")


def print_cure(said: Voice, cure: Cure, findings: Iterable[Finding]) -> None:
    """Print what would make a line eligible; nothing where it is. ``findings`` are those of the line."""
    if not cure.is_needed:
        return
    said.write(said.text("screen.cure"))
    said.write(_introduced(said, cure), indent=1)
    for number, course in enumerate(cure.courses, 1):
        _print_course(said, number, course)
    for finding in (finding for finding in findings if finding.code in cure.blocked):
        said.write(said.wording.say_finding(finding, said.language), mark="✗", mark_style="red", indent=1)
