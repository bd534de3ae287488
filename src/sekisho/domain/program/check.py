"""Check a program's data beyond what keeps it from loading: gaps, strays, and what nobody has confirmed.

Faults are *not met* and should be mended; what is merely unconfirmed is *undetermined* and should be known.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import product
from math import prod

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import ChangeKind, Edition, Model
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.rules.criterion import paths_read
from sekisho.domain.rules.datatype import OTHER, enum_values
from sekisho.domain.rules.evaluate import Row, Scalar, test_of
from sekisho.domain.rules.explain import fields_of
from sekisho.domain.rules.grammar import Node
from sekisho.domain.rules.ruleset import Rule, RuleSet
from sekisho.domain.values.citation import Citation, SourceClass
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.time import day_in_japan, parse_instant

UNCONFIRMED = (SourceClass.ASSUMPTION, SourceClass.ILLUSTRATIVE)
#: A criterion over so few cases is tried on all of them; none of the program reads as many.
MOST_CASES = 4096
_CITED = re.compile(r"\b([FA][0-9]{1,2})\b")


def _fault(code: str, place: str, **facts: Value) -> Finding:
    return Finding(f"definition.{code}", Outcome.NOT_MET, place, facts=dict(facts))


def _notice(code: str, place: str, **facts: Value) -> Finding:
    return Finding(f"definition.{code}", Outcome.UNDETERMINED, place, facts=dict(facts))


def _gaps(letter: str, names: Iterable[str]) -> list[str]:
    """Give the numbers left out of a list that runs from 1: a gap is an answer somebody forgot."""
    known = set(names)
    numbers = [int(name[1:]) for name in known if name[0] == letter and name[1:].isdigit()]
    return [name for n in range(1, max(numbers, default=1) + 1) if (name := f"{letter}{n}") not in known]


def _entries(program: ProgramDefinition) -> Iterator[Finding]:
    for name in _gaps("F", (fact.id for fact in program.facts)):
        yield _fault("missing_entry", "program.toml", kind="facts", id=name)
    for name in _gaps("A", (one.id for one in program.questions)):
        yield _fault("missing_entry", "questions.toml", kind="questions", id=name)
    for one in (one for one in program.questions if not one.parameters):
        yield _fault("question_without_parameter", f"questions.toml:{one.id}", question=one.id)


def _without_effect(program: ProgramDefinition) -> Iterator[Finding]:
    """Name what is stated and does nothing yet: a switch that promises an effect it has not would mislead an office."""
    for one in program.questions:
        place = f"questions.toml:{one.id}"
        if not one.is_carried_out:
            yield _notice("not_carried_out", place, question=one.id)
        for path in one.unread:
            yield _notice("not_read", place, question=one.id, path=path)


def _citations(program: ProgramDefinition) -> Iterator[tuple[str, Citation]]:
    for rule in program.rules.rules:
        yield f"rule {rule.id}", rule.citation
    for path, parameter in program.parameters.items():
        for entry in parameter.history:
            yield f"parameter {path}", entry.citation
    for country, calendar in program.calendars.items():
        for citation in calendar.citations:
            yield f"calendar {country}", citation


def _strange_citations(program: ProgramDefinition) -> Iterator[Finding]:
    known = {*(fact.id for fact in program.facts), *(one.id for one in program.questions)}
    for entry, citation in _citations(program):
        for name in (name for name in _CITED.findall(citation.reference) if name not in known):
            yield _fault("unknown_citation", entry, entry=entry, citation=str(citation), id=name)


def _parameters(program: ProgramDefinition) -> Iterator[Finding]:
    entries = [entry for parameter in program.parameters.values() for entry in parameter.history]
    unchecked = sum(not entry.is_checked for entry in entries)
    unconfirmed = sum(entry.citation.source_class in UNCONFIRMED for entry in entries)
    if unchecked:
        yield _notice("unchecked", "parameters.toml", count=unchecked)
    if unconfirmed:
        yield _notice("unconfirmed", "parameters.toml", count=unconfirmed)


def _late_values(program: ProgramDefinition) -> Iterator[Finding]:
    opens = str(program.parameters["window.opens"].history[0].value)
    # A value that begins after the window opens leaves days on which a rule finds nothing, and nobody can apply.
    for path, parameter in program.parameters.items():
        first = parameter.history[0].from_on.isoformat()
        if first > opens:
            yield _fault("late_value", f"parameters.toml:{path}", path=path, opens=opens, **{"from": first})


def _reversed_window(program: ProgramDefinition) -> Iterator[Finding]:
    """Name every day from which the window closes before it opens: nobody could apply, and nothing would say why."""
    opens, closes = program.parameters["window.opens"], program.parameters["window.closes"]
    for day in sorted({entry.from_on for entry in (*opens.history, *closes.history)}):
        first, last = str(program.entry(opens.path, day).value), str(program.entry(closes.path, day).value)
        if last < first:
            yield _fault("window_reversed", "parameters.toml:window.closes", opens=first, closes=last, day=str(day))


def _deadlines(program: ProgramDefinition) -> Iterator[Finding]:
    """Name every day from which the deadline is past already, or no day of the window: nobody could apply by it."""
    deadline, place = program.parameters["application.deadline"], "parameters.toml:application.deadline"
    begun = {entry.from_on for entry in deadline.history}
    window = (program.parameters[path] for path in ("window.opens", "window.closes"))
    for day in sorted(begun | {entry.from_on for one in window for entry in one.history}):
        last = day_in_japan(parse_instant(program.text(deadline.path, day)))
        opens, closes = program.day("window.opens", day), program.day("window.closes", day)
        facts: dict[str, Value] = {"deadline": last.isoformat(), "day": day.isoformat()}
        # A window that ends before it begins holds no day at all, and has a finding of its own.
        if opens <= closes and not opens <= last <= closes:
            yield _fault("deadline_outside", place, opens=str(opens), closes=str(closes), **facts)
        # A deadline that passed stays passed when the window changes; only a new one may not begin in the past.
        if day in begun and last < day:
            yield _fault("deadline_past", place, **facts)


def _first_day(program: ProgramDefinition) -> date:
    return date.fromisoformat(str(program.parameters["window.opens"].history[0].value))


def _last_day(program: ProgramDefinition) -> date:
    entries = (*program.parameters["window.closes"].history, *program.parameters["window.told_by"].history)
    return max(date.fromisoformat(str(entry.value)) for entry in entries)


def _never_in_force(program: ProgramDefinition) -> Iterator[Finding]:
    first, last = _first_day(program), _last_day(program)
    for rule in program.rules.rules:
        if (rule.until_on and rule.until_on < first) or (rule.from_on and rule.from_on > last):
            facts = {"rule": rule.id, "first": first.isoformat(), "last": last.isoformat()}
            yield _notice("rule_never_in_force", f"rules.toml:{rule.id}", **facts)


def _cases(program: ProgramDefinition, tree: Node) -> list[Row]:
    """Give every way the facts of a tree can be known; none where there are too many, or endless days and numbers."""
    vocabulary, names = program.vocabulary, fields_of(tree)
    kinds = [vocabulary.fields[name] for name in names]
    known: list[tuple[Scalar, ...]] = [
        (True, False) if kind == "bool" else enum_values(kind, vocabulary.enums) for kind in kinds
    ]
    if not names or prod(map(len, known)) > MOST_CASES:
        return []
    return [dict(zip(names, values, strict=True)) for values in product(*known)]


def _is_settled(program: ProgramDefinition, rule: Rule, cases: list[Row], tree: Node) -> bool | None:
    """Give the truth of a tree where it is the same in every case on every day; None where the facts decide it."""
    paths = (path for path in paths_read(rule) if path in program.parameters)
    begun = {entry.from_on for path in paths for entry in program.parameters[path].history}
    tests = [test_of(tree, program.in_force(day)) for day in {*begun, _first_day(program)}]
    truths = {test(case) for test in tests for case in cases}
    return truths.pop() if len(truths) == 1 else None


def _settled(program: ProgramDefinition) -> Iterator[Finding]:
    # Tried with every fact known: what is unknown can leave a truth open, and never turns it.
    for rule in program.rules.rules:
        for entry, tree in (("when", rule.when), ("applies", rule.applies)):
            cases = _cases(program, tree) if tree else []
            settled = _is_settled(program, rule, cases, tree) if tree and cases else None
            if settled is not None:
                code = "always_holds" if settled else "never_holds"
                yield _notice(code, f"rules.toml:{rule.id}", rule=rule.id, entry=entry)


def _without_means(program: ProgramDefinition) -> Iterator[Finding]:
    # Of such a fact nobody is ever told what would change it, though a refusal rests on it.
    for name in (name for name in program.vocabulary.fields if name not in program.means):
        yield _fault("no_means", f"rules.toml:{name}", field=name)


def _read_fields(rules: RuleSet) -> set[str]:
    trees = [tree for rule in rules.rules for tree in (rule.when, rule.applies) if tree]
    return {name for tree in trees for name in fields_of(tree)} | {rule.as_of for rule in rules.rules}


def _fields(program: ProgramDefinition) -> Iterator[Finding]:
    read = _read_fields(program.rules)
    # A field nobody reads is a criterion somebody forgot to write, or a question asked of applicants in vain.
    for name in (name for name in program.vocabulary.fields if name not in read):
        yield _fault("unused_field", f"rules.toml:{name}", field=name)


def _place(edition: Edition) -> str:
    return f"annex-a-{edition.effective_from}.toml"


def _strange_editions(program: ProgramDefinition, edition: Edition) -> Iterator[Finding]:
    day, place = edition.effective_from.isoformat(), _place(edition)
    first, last = _first_day(program).year, _last_day(program).year
    if not first <= edition.effective_from.year <= last:
        yield _fault("edition_outside", place, edition=day, first=str(first), last=str(last))
    known = enum_values(program.vocabulary.fields.get("category", ""), program.vocabulary.enums)
    # A machine of a category nobody knows is read as "other", which no list of the program ever holds.
    for name in (name for name in edition.categories if name not in known or name == OTHER):
        yield _fault("unknown_category", place, edition=day, category=name)


def _other_units(before: Edition, after: Edition) -> Iterator[Finding]:
    # 0.5 m over 500 mm would let every machine pass: a quantity keeps its unit, and another gets another name.
    day, was = after.effective_from.isoformat(), before.units
    for name, unit in after.units.items():
        if was.get(name, unit) != unit:
            yield _fault("unit_changed", _place(after), edition=day, quantity=name, unit=unit, before=was[name])


def _models(program: ProgramDefinition, edition: Edition) -> Iterator[Finding]:
    day, place = edition.effective_from.isoformat(), _place(edition)
    papers = paper_kinds_on(program, edition.effective_from).known
    # A list that names what its own minimum refuses would have an applicant read "listed" and be turned away.
    for model in edition.models.values():
        missed = edition.categories[model.category].shortfalls(model.specification)
        if missed:
            names: list[Value] = [minimum.name for minimum in missed]
            yield _fault("listed_below_minimum", place, edition=day, model=model.model, quantities=names)
        # A paper nobody can file would keep every machine of the model undetermined for ever.
        for kind in (kind for kind in edition.documents_of(model) if kind not in papers):
            yield _fault("unknown_paper", place, edition=day, model=model.model, kind=kind)
        for rule in (rule for rule in edition.gates_of(model) if program.rules.rule(rule) is None):
            yield _fault("unknown_gate", place, edition=day, model=model.model, rule=rule)


def changes_between(before: Mapping[str, Model], after: Mapping[str, Model]) -> dict[ChangeKind, set[str]]:
    """Give the names of the models a revision really adds, changes and removes."""
    return {
        ChangeKind.ADDED: {after[key].model for key in after.keys() - before.keys()},
        ChangeKind.REMOVED: {before[key].model for key in before.keys() - after.keys()},
        ChangeKind.CHANGED: {after[key].model for key in after.keys() & before.keys() if after[key] != before[key]},
    }


def _untold(before: Edition, after: Edition) -> Iterator[Finding]:
    # What a revision says of itself is what people read; it has to be what really changed, no more and no less.
    told = {kind: {name for c in after.revision if c.kind is kind for name in c.models} for kind in ChangeKind}
    day = after.effective_from.isoformat()
    for kind, names in changes_between(before.models, after.models).items():
        for name in sorted(names ^ told[kind]):
            yield _fault("untold_change", _place(after), edition=day, model=name, kind=kind.value)


def _editions(program: ProgramDefinition) -> Iterator[Finding]:
    opens = program.parameters["window.opens"].history[0].value
    if not program.editions or program.editions[0].effective_from.isoformat() > str(opens):
        yield _fault("no_first_edition", "annex-a", opens=opens)
    for edition in program.editions:
        yield from _strange_editions(program, edition)
        yield from _models(program, edition)
    for before, after in zip(program.editions, program.editions[1:], strict=False):
        yield from _untold(before, after)
        yield from _other_units(before, after)


def _bodies(program: ProgramDefinition) -> Iterator[Finding]:
    entries = program.parameters["bodies.recognised"].history
    named: Iterable[Value] = (name for e in entries for name in (e.value if isinstance(e.value, list) else []))
    for name in (name for name in named if name not in program.bodies):
        yield _fault("recognised_stranger", "parameters.toml:bodies.recognised", body=name)


def check_program(program: ProgramDefinition) -> tuple[Finding, ...]:
    """Give everything that a careful reader of the data would object to."""
    checks = (
        *(_entries, _without_effect, _strange_citations, _parameters, _late_values, _reversed_window),
        *(_deadlines, _fields, _without_means, _never_in_force, _settled, _editions, _bodies),
    )
    return tuple(finding for check in checks for finding in check(program))
