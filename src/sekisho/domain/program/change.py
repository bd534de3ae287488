"""Changes of parameters as an office proposes them: written as a small file, judged by place, laid over the program.

A file holds one ``[[change]]`` a value: its path, the day from which it holds, the value, its source, and a reason.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from functools import partial

from sekisho.domain.program.check import check_program
from sekisho.domain.program.definition import ProgramDefinition, ProgramError
from sekisho.domain.program.table import TableError, plain
from sekisho.domain.rules.datatype import table_parts
from sekisho.domain.rules.flaw import flaws_of
from sekisho.domain.rules.parameter import DatedValue, Parameter
from sekisho.domain.values.citation import Citation, UncitedError
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.time import TimeError, parse_day

KEYS = ("path", "from", "value", "cite", "reason")
NEEDED = KEYS[:-1]
#: A file of changes is a page of text; what is larger is no file of changes.
LARGEST, MOST = 100_000, 50
#: How much of a value or a text its refusal quotes.
SHOWN = 80
LONGEST_TEXT = 2_000
_SOURCE = "practice: two persons"
Wrong = Callable[..., Finding]


@dataclass(frozen=True, slots=True)
class Change:
    """One value an office wants to hold from a day on, with its source; ``reason`` says more, where there is more."""

    path: str
    from_on: date
    value: Value
    citation: Citation
    reason: str = ""

    def as_json(self) -> dict[str, Value]:
        """Give the change as plain values."""
        said: dict[str, Value] = {"path": self.path, "from": self.from_on.isoformat(), "value": self.value}
        return {**said, "source": str(self.citation), "reason": self.reason}

    def dated(self) -> DatedValue:
        """Give the change as an entry of a history that nobody has published."""
        return DatedValue(self.from_on, self.value, self.citation, reason=self.reason)

    def published(self, entered_by: str, checked_by: str, at: datetime) -> DatedValue:
        """Give the change as the entry two persons made of it at a moment of wall time."""
        return replace(self.dated(), entered_by=entered_by, checked_by=checked_by, recorded_at=at)


@dataclass(frozen=True, slots=True)
class Judged:
    """The changes of a file that can be read, and everything that is wrong with the file."""

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()


def _toml(value: Value) -> str:
    """Write a value as TOML does; its basic strings are JSON's, with one more sign escaped."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_changes(entries: Iterable[Mapping[str, Value]]) -> bytes:
    """Write entries as a file of changes, as they were given: whether they are good, whoever reads it says."""
    said = (
        "".join(f"{key} = {_toml(entry[key])}\n" for key in KEYS if entry.get(key) is not None) for entry in entries
    )
    return "\n".join(f"[[change]]\n{lines}" for lines in said).encode()


def _finding(code: str, place: str = "", **facts: Value) -> Finding:
    return Finding(f"parameter.{code}", Outcome.NOT_MET, place, _SOURCE, dict(facts))


def _shown(value: Value) -> str:
    return str(value)[:SHOWN]


def _lines(text: str) -> list[dict[str, int]]:
    """Give for every ``[[change]]`` of a file the line each of its keys begins on; the parser keeps no places."""
    found: list[dict[str, int]] = []
    for n, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith("[[change]]"):
            found.append({"": n})
        elif found and "=" in line:
            found[-1].setdefault(line.partition("=")[0].strip(), n)
    return found


def _table(data: bytes) -> tuple[Mapping[str, object], str, list[Finding]]:
    """Read the bytes as a table; gives the text as well, whose lines are the places of what is wrong."""
    if len(data) > LARGEST:
        return {}, "", [_finding("too_large", size=len(data), limit=LARGEST)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return {}, "", [_finding("not_utf8", byte=error.start)]
    try:
        return tomllib.loads(text), text, []
    except (ValueError, RecursionError) as error:
        return {}, text, [_finding("unreadable", problem=_shown(str(error)))]


def _records(table: Mapping[str, object]) -> tuple[list[Mapping[str, object]], list[Finding]]:
    stray = [_finding("unknown_entry", name, name=_shown(name)) for name in sorted(set(table) - {"change"})]
    said = table.get("change")
    records: list[Mapping[str, object]] = []
    if isinstance(said, list):
        records += [one for one in said if isinstance(one, dict)]
    if not records or not isinstance(said, list) or len(records) != len(said):
        return [], [*stray, _finding("no_changes")]
    if len(records) > MOST:
        return [], [*stray, _finding("too_many", count=len(records), limit=MOST)]
    return records, stray


def _entry(record: Mapping[str, object], wrong: Wrong) -> tuple[dict[str, Value], list[Finding]]:
    """Read the keys of a change as plain values; what stands in none of them is said."""
    entry: dict[str, Value] = {}
    findings = [wrong("unknown_entry", _shown(name), name=_shown(name)) for name in sorted(set(record) - set(KEYS))]
    for key in (key for key in KEYS if key in record):
        try:
            entry[key] = plain(record[key])
        except (TableError, RecursionError):
            findings.append(wrong("decimal", key))
    missing = [key for key in NEEDED if key not in record or record[key] == ""]
    return entry, [*findings, *(wrong("missing", key, name=key) for key in missing)]


def _path_findings(program: ProgramDefinition, entry: Mapping[str, Value], wrong: Wrong) -> Iterator[Finding]:
    path = str(entry.get("path", ""))
    if path in program.parameters:
        own_way = program.parameters[path].own_way
        if own_way:
            yield wrong(f"own_way.{own_way}", "path", path=path)
    elif path:
        near = next(iter(get_close_matches(path[:SHOWN], program.parameters, 1)), "")
        yield wrong("unknown_path.near" if near else "unknown_path", "path", path=_shown(path), near=near)


def _day(entry: Mapping[str, Value]) -> date | None:
    try:
        return parse_day(str(entry.get("from", "")))
    except TimeError:
        return None


def _day_findings(entry: Mapping[str, Value], today: date, wrong: Wrong) -> Iterator[Finding]:
    day = _day(entry)
    if day is None and entry.get("from", "") != "":
        yield wrong("wrong_day", "from", said=_shown(entry["from"]))
    # What was decided up to now was decided by what held then. A value that reaches back would rewrite it in silence.
    elif day and day <= today:
        yield wrong("not_future", "from", day=day.isoformat(), today=today.isoformat())


def _citation(entry: Mapping[str, Value]) -> Citation | None:
    try:
        return Citation.parse(str(entry.get("cite", "")))
    except UncitedError:
        return None


def _text_findings(entry: Mapping[str, Value], wrong: Wrong) -> Iterator[Finding]:
    if entry.get("cite", "") != "" and _citation(entry) is None:
        yield wrong("uncited", "cite", said=_shown(entry["cite"]))
    for key in ("cite", "reason"):
        said = entry.get(key, "")
        if not isinstance(said, str) or len(said) > LONGEST_TEXT:
            yield wrong("no_text", key, name=key, limit=LONGEST_TEXT)


def _lost(parameter: Parameter, day: date, value: Value) -> list[Value]:
    """Give the keys of a table of texts that a new value leaves out: whatever looks one up would find nothing."""
    now = parameter.entry_on(day) or parameter.history[0]
    if table_parts(parameter.type)[0] != "text" or not isinstance(value, dict) or not isinstance(now.value, dict):
        return []
    return [key for key in now.value if key not in value]


def _is_said_already(parameter: Parameter, change: Change) -> bool:
    now = parameter.entry_on(change.from_on)
    return now is not None and (now.value, now.citation) == (change.value, change.citation)


def _value_findings(
    program: ProgramDefinition, parameter: Parameter, entry: Mapping[str, Value], day: date, wrong: Wrong
) -> Iterator[Finding]:
    value, path = entry["value"], parameter.path
    for flaw in flaws_of(parameter, value, program.vocabulary.enums):
        facts = {name: _shown(one) if name == "value" else one for name, one in flaw.facts.items()}
        yield wrong(f"flaw.{flaw.code}", "value", path=path, type=parameter.type, **facts)
    lost = _lost(parameter, day, value)
    if lost:
        yield wrong("keys_lost", "value", path=path, keys=lost)


def _judge_entry(
    program: ProgramDefinition, record: Mapping[str, object], today: date, wrong: Wrong
) -> tuple[Change | None, list[Finding]]:
    entry, findings = _entry(record, wrong)
    findings += [*_path_findings(program, entry, wrong), *_day_findings(entry, today, wrong)]
    findings += _text_findings(entry, wrong)
    parameter, day, citation = program.parameters.get(str(entry.get("path"))), _day(entry), _citation(entry)
    if parameter and "value" in entry:
        findings += _value_findings(program, parameter, entry, day or today, wrong)
    if findings or parameter is None or day is None or citation is None:
        return None, findings
    change = Change(parameter.path, day, entry["value"], citation, str(entry.get("reason", "")))
    said = _is_said_already(parameter, change)
    return change, [wrong("unchanged", "value", path=change.path, day=day.isoformat())] if said else []


def _twice(changes: Iterable[Change]) -> Iterator[Finding]:
    seen: set[tuple[str, date]] = set()
    for change in changes:
        if (change.path, change.from_on) in seen:
            yield _finding("twice", path=change.path, day=change.from_on.isoformat())
        seen.add((change.path, change.from_on))


def _new_faults(program: ProgramDefinition, changes: Iterable[Change]) -> list[Finding]:
    """Give what a careful reader would object to in the changed program, and not in the one that stands."""
    known = [finding.as_json() for finding in check_program(program)]
    changed = with_values(program, ((change.path, change.dated()) for change in changes))
    found = [finding for finding in check_program(changed) if finding.outcome is Outcome.NOT_MET]
    return [finding for finding in found if finding.as_json() not in known]


def _wrong(n: int, lines: Mapping[str, int], code: str, key: str, **facts: Value) -> Finding:
    line = lines.get(key, lines.get("", 0))
    return _finding(code, f"change.{n}.{key}", line=line, **facts)


def _wrong_value(place: str, code: str, _key: str, **facts: Value) -> Finding:
    return _finding(code, place, **facts)


def judge_changes(program: ProgramDefinition, data: bytes, today: date) -> Judged:
    """Judge a file of changes against the program on a day: form, values, days, sources, and what they lead to."""
    table, text, findings = _table(data)
    records, strays = _records(table) if not findings else ([], [])
    findings += strays
    places, changes = _lines(text), []
    for n, record in enumerate(records, 1):
        wrong = partial(_wrong, n, places[n - 1] if len(places) == len(records) else {})
        change, problems = _judge_entry(program, record, today, wrong)
        findings += problems
        changes += [change] if change else []
    findings += _twice(changes)
    return Judged(tuple(changes), tuple(findings or _new_faults(program, changes)))


def read_changes(data: bytes) -> tuple[Change, ...]:
    """Read a file that was judged before it was published. Raises ValueError for one that nobody can have published."""
    records, _ = _records(_table(data)[0])
    entries = [{key: plain(one) for key, one in record.items()} for record in records]
    return tuple(
        Change(
            *(str(entry["path"]), parse_day(str(entry["from"])), entry["value"], Citation.parse(str(entry["cite"]))),
            reason=str(entry.get("reason", "")),
        )
        for entry in entries
    )


def _with(program: ProgramDefinition, changed: Mapping[str, Parameter]) -> ProgramDefinition:
    return replace(program, parameters={**program.parameters, **changed})


def with_values(program: ProgramDefinition, values: Iterable[tuple[str, DatedValue]]) -> ProgramDefinition:
    """Lay dated values over a program: the one place where a change becomes part of a definition.

    In whatever order they come: a value's place in its history is its day, then when it was published. Raises
    ProgramError for a parameter the program does not have.
    """
    changed: dict[str, Parameter] = {}
    for path, entry in values:
        parameter = changed.get(path) or program.parameters.get(path)
        if parameter is None:
            raise ProgramError(f"there is no parameter {path}, though a value of it was published")
        changed[path] = parameter.with_value(entry)
    return _with(program, changed)


def without(program: ProgramDefinition, day: date) -> ProgramDefinition:
    """Give the program as it would be without the values that were published for a day."""
    histories = {
        path: tuple(entry for entry in one.history if entry.recorded_at is None or entry.from_on != day)
        for path, one in program.parameters.items()
    }
    return _with(program, {path: replace(program.parameters[path], history=one) for path, one in histories.items()})


def value_findings(program: ProgramDefinition, values: Mapping[str, Value]) -> list[Finding]:
    """Give what keeps values from being supposed: no such parameter, none of its type, none that is carried out."""
    findings = [] if values else [_finding("no_changes")]
    for path, value in values.items():
        wrong, parameter = partial(_wrong_value, path), program.parameters.get(path)
        findings += _path_findings(program, {"path": path}, wrong)
        first = parameter.history[0].from_on if parameter else date.min
        findings += _value_findings(program, parameter, {"value": value}, first, wrong) if parameter else []
    return findings


def supposing(program: ProgramDefinition, values: Mapping[str, Value]) -> ProgramDefinition:
    """Give the program as if values had held from its first day: a question, which nothing is decided by."""
    cited = Citation.parse("assumption: what if")
    histories = {
        path: (DatedValue(program.parameters[path].history[0].from_on, v, cited),) for path, v in values.items()
    }
    return _with(program, {path: replace(program.parameters[path], history=one) for path, one in histories.items()})
