"""What is wrong with a content before it is signed: nobody signs what could not be reckoned or told apart."""

from collections import Counter
from collections.abc import Mapping

from sekisho.application.project import equipment_of
from sekisho.application.record import as_bytes
from sekisho.application.register_facts import key_of
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.field import legible
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.identifier import folded

Content = Mapping[str, Value]
ART_7 = "law: Act 179 of 1955, art. 7"
#: A case has no more lines: a turnkey line is one, however many machines stand in it.
MOST_LINES = 200
#: A line is called by no more characters: every list and index holds so many.
LONGEST_NAME = 60


def _is_writable(*records: Content) -> bool:
    """Say whether records can be written down at all: no half characters, endless depths, or numbers that are none."""
    try:
        return all(as_bytes(dict(record)) for record in records)
    except (ValueError, RecursionError):
        return False


def _is_name(name: str) -> bool:
    """Say whether a line can be called so."""
    return name == name.strip() and name.isprintable() and "/" not in name and len(name) <= LONGEST_NAME


def _about_names(names: list[Value]) -> list[Finding]:
    """Name the lines that cannot be told apart.

    Prices, machines and deadlines go by the line's id: two lines of one id would both be signed and one be reckoned.
    """
    written = [name for name in names if isinstance(name, str) and name.strip()]
    unnamed = [n for n, name in enumerate(names, 1) if name not in written]
    unusable = [name for name in written if not _is_name(name)]
    alike = Counter(folded(name) for name in written)
    twice = sorted({name for name in written if alike[folded(name)] > 1})
    return [
        *(Finding("content.line_id", Outcome.NOT_MET, "lines", facts={"value": legible(name)}) for name in unusable),
        *(Finding("file.missing", Outcome.NOT_MET, f"line.{n}.id", facts={"field": "id"}) for n in unnamed),
        *(Finding("file.line_twice", Outcome.NOT_MET, f"line.{name}", facts={"value": name}) for name in twice),
    ]


def _no_tables(value: Value) -> list[Finding]:
    facts: dict[str, Value] = {"field": "lines", "value": legible(str(value)), "wanted": "tables"}
    return [Finding("file.wrong_type", Outcome.NOT_MET, "lines", facts=facts)]


def _line_faults(content: Content) -> list[Finding]:
    lines = content.get("lines") or []
    if not isinstance(lines, list):
        return _no_tables(type(lines).__name__)
    # Only what is no table is quoted: a table beside it may tell a price to who may not see it.
    if wrong := [line for line in lines if not isinstance(line, dict)]:
        return _no_tables(wrong[0])
    if len(lines) > MOST_LINES:
        facts: dict[str, Value] = {"count": len(lines), "limit": MOST_LINES}
        return [Finding("content.too_many_lines", Outcome.NOT_MET, "lines", facts=facts)]
    return _about_names([line.get("id") for line in lines if isinstance(line, dict)])


def _number(party: object) -> str:
    return str(party.get("corporate_number") or "") if isinstance(party, Mapping) else ""


def _party_faults(case: Case, content: Content) -> list[Finding]:
    """Name the parties a content calls otherwise than the case: others than it names would sign and declare."""
    return [
        Finding("content.another_party", Outcome.NOT_MET, name, "article: ¶8", {"named": named, "of_the_case": known})
        for name, party in (("applicant", case.applicant), ("partner", case.partner))
        if (named := _number(content.get(name))) != (known := _number(party))
    ]


def content_faults(case: Case, content: Content, said: Content) -> list[Finding]:
    """Give every fault of a content that is to be fixed for a case, with what is said of it.

    What nobody can write down has no other fault.
    """
    if not _is_writable(content, said):
        return [Finding("field.wrong.record", Outcome.NOT_MET, "content", facts={"kind": "record"})]
    return [*_line_faults(content), *_party_faults(case, content)]


def exchanged_lines(before: Content, after: Content) -> list[Finding]:
    """Name the lines that would be of another machine: the papers and days of the one would come to stand for it."""
    old, new = equipment_of(before), equipment_of(after)
    other = [name for name in new if name in old and key_of(new[name]) != key_of(old[name])]
    return [Finding("content.another_machine", Outcome.NOT_MET, f"line.{n}", ART_7, {"line": n}) for n in other]
