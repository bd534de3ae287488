"""Fix the content of a case for signing: lock a draft, correct a returned filing, or ask for a change of the plan.

Each gives a new root, which every side signs.
"""

from collections import Counter
from collections.abc import Mapping

from sekisho.application.act import act_within
from sekisho.application.declared import declared_subsidies
from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.price import costing_day, requested_amount
from sekisho.application.program_time import program_now
from sekisho.application.project import equipment_of, read_case
from sekisho.application.record import as_bytes
from sekisho.application.register_facts import key_of
from sekisho.application.request import Accepted, Request
from sekisho.application.section import changed_sections, content_of, store_sections
from sekisho.application.transact import transact
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.field import legible
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

CHANGING, ART_7 = "request_change", "law: Act 179 of 1955, art. 7"
#: So much of a wrong value is quoted.
SHOWN = 80
#: A line is called by no more characters.
LONGEST_NAME = 60


def _is_writable(content: Mapping[str, Value]) -> bool:
    """Say whether a content can be written down at all: no half characters, which some senders let through."""
    try:
        return bool(as_bytes(dict(content)))
    except UnicodeEncodeError:
        return False


def _is_name(name: str) -> bool:
    """Say whether a line can be called so: every list and index holds it, and no two look alike."""
    return name == name.strip() and name.isprintable() and len(name) <= LONGEST_NAME


def _line_faults(content: Mapping[str, Value]) -> list[Finding]:
    """Name the lines that cannot be told apart.

    Prices, machines and deadlines go by the line's id: two lines of one id would both be signed and one be reckoned.
    """
    lines = content.get("lines") or []
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        facts: dict[str, Value] = {"field": "lines", "value": str(lines)[:SHOWN], "wanted": "tables"}
        return [Finding("file.wrong_type", Outcome.NOT_MET, "lines", facts=facts)]
    names = [line.get("id") for line in lines if isinstance(line, dict)]
    unnamed = [n for n, name in enumerate(names, 1) if not isinstance(name, str) or not name.strip()]
    twice = sorted(name for name, times in Counter(map(str, names)).items() if times > 1)
    unusable = [name for name in names if isinstance(name, str) and name.strip() and not _is_name(name)]
    return [
        *(Finding("content.line_id", Outcome.NOT_MET, "lines", facts={"value": legible(name)}) for name in unusable),
        *(Finding("file.missing", Outcome.NOT_MET, f"line.{n}.id", facts={"field": "id"}) for n in unnamed),
        *(Finding("file.line_twice", Outcome.NOT_MET, f"line.{name}", facts={"value": name}) for name in twice),
    ]


def _party_faults(case: Case, content: Mapping[str, Value]) -> list[Finding]:
    """Name the parties a content calls otherwise than the case: others than it names would sign and declare."""
    return [
        Finding("content.another_party", Outcome.NOT_MET, name, "article: ¶8", {"named": named, "of_the_case": known})
        for name, party in (("applicant", case.applicant), ("partner", case.partner))
        if (named := _number(content.get(name))) != (known := _number(party))
    ]


def _number(party: object) -> str:
    return str(party.get("corporate_number") or "") if isinstance(party, Mapping) else ""


def _details(desk: Desk, tx: Transaction, case: Case, said: Mapping[str, Value]) -> dict[str, Value] | Refusal:
    draft = tx.drafts.get(case.id)
    content = draft.content if draft else {}
    if not _is_writable(content):
        return Refusal.of([Finding("field.wrong.record", Outcome.NOT_MET, "content", facts={"kind": "record"})])
    if faults := [*_line_faults(content), *_party_faults(case, content)]:
        return Refusal.of(faults)
    sections = store_sections(desk, tx, content, said)
    lines: list[Value] = list(equipment_of(content))
    program, day = desk.programs.definition(tx), costing_day(case, program_now(desk, tx))
    amount = requested_amount(program, content, day, declared_subsidies(tx, case))
    if isinstance(amount, Refusal):
        return amount
    return {"root": sections.root, "sections": sections.named, "lines": lines, "amount": amount.yen}


def _correction(tx: Transaction, case: Case) -> dict[str, Value]:
    """Name what a correction changes, so that only what was sent back is."""
    draft = tx.drafts.get(case.id)
    changed: list[Value] = [*changed_sections(tx, case, draft.content if draft else {})]
    return {"changed": changed} if changed else {}


def _exchanged(tx: Transaction, case: Case) -> list[Finding]:
    """Name the lines that would be of another machine: the papers and days of the one would come to stand for it."""
    draft = tx.drafts.get(case.id)
    before, after = equipment_of(content_of(tx, case)), equipment_of(draft.content if draft else {})
    other = [name for name in after if name in before and key_of(after[name]) != key_of(before[name])]
    facts: dict[str, dict[str, Value]] = {name: {"line": name} for name in other}
    return [Finding("content.another_machine", Outcome.NOT_MET, f"line.{n}", ART_7, facts[n]) for n in other]


def _fix(desk: Desk, tx: Transaction, case_id: str, person: Person, request: Request) -> Accepted | Refusal:
    case = read_case(tx, case_id)
    content = _details(desk, tx, case, request.details)
    if isinstance(content, Refusal):
        return content
    if request.command == CHANGING and (exchanged := _exchanged(tx, case)):
        return Refusal.of(exchanged)
    more = _correction(tx, case) if request.command == "correct" else {}
    details = {**request.details, **content, **more}
    return act_within(desk, tx, case, person, Request(request.command, details))


def lock_case(desk: Desk, case_id: str, person: Person) -> Accepted | Refusal:
    """Lock a draft for signing: its sections are salted, stored and hashed, and both sides sign the same root."""
    return transact(desk, lambda tx: _fix(desk, tx, case_id, person, Request("lock")))


def correct_case(desk: Desk, case_id: str, person: Person) -> Accepted | Refusal:
    """Take the corrected draft of a returned case: every signature is void and both sides sign anew."""
    return transact(desk, lambda tx: _fix(desk, tx, case_id, person, Request("correct")))


def request_change(desk: Desk, case_id: str, person: Person, change: str, reason: str) -> Accepted | Refusal:
    """Ask for a change of the plan as granted (Act 179 of 1955, art. 7): the draft is the filing it would leave."""
    request = Request(CHANGING, {"change": change, "reason": reason})
    return transact(desk, lambda tx: _fix(desk, tx, case_id, person, request))
