"""Problems of an assessment as findings: what a capture does not show, in the words of the capture library."""

from collections.abc import Mapping

from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.language import Language
from sekisho.portal.words import wording

#: A part of an assessment, as the capture library wrote it: nobody has typed it, but an older one may lack names.
Record = Mapping[str, Value]


def records_of(value: Value) -> list[Record]:
    """Give the tables of a list; none where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def finding_of(problem: Record, language: Language) -> Finding:
    """Give a problem as a finding; a stream is called by its name, and what was not seen stays undetermined."""
    facts = problem.get("facts")
    place = wording().word("page.stream", str(problem.get("place") or ""), language)
    known = facts if isinstance(facts, dict) else {}
    return Finding(str(problem.get("code")), Outcome.UNDETERMINED, place, facts=known)
