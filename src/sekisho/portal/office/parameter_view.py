"""What the pages of parameters show: their values with history, proposals, and what a change would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.application.change_parameter import Proposal
from sekisho.application.foresee import Foresight, kind_of
from sekisho.application.wording import plain_text
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.question import Question as OpenQuestion
from sekisho.domain.program.typed import text_of
from sekisho.domain.rules.datatype import OTHER, enum_values, list_item
from sekisho.domain.rules.parameter import DatedValue, Parameter
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.components.question import Answers

#: A list shows so much of a long value; the page of the parameter shows it whole.
SHORT = 120
#: So many touched cases stand on a page; the API gives all of them.
MOST = 200


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value of a history. ``state``: in_force, ahead, past or replaced (another was published for its day)."""

    value: str
    from_on: date
    citation: str
    state: str
    entered_by: str = ""
    checked_by: str = ""
    recorded_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter in the list: the value in force, and the next one where one is published."""

    path: str
    now: ValueRow
    next: ValueRow | None
    questions: tuple[OpenQuestion, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of a proposal, beside the value it follows."""

    path: str
    from_on: date
    value: str
    before: str
    citation: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal that waits for its second person."""

    digest: str
    changes: tuple[ChangeRow, ...]
    proposer: str
    at: object
    is_mine: bool
    rivals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """A case a change touches. ``kind``: better, worse, otherwise, amount or spared."""

    case: str
    applicant: str
    state: str
    kind: str
    before: str
    after: str
    reasons: tuple[Finding, ...]
    amount_before: Money | None
    amount_after: Money | None
    changes_amount: bool


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change would do, ready to be shown: counts by kind, and the first of the touched cases."""

    at: object
    looked_at: int
    counts: tuple[tuple[str, int], ...]
    rows: tuple[TouchedRow, ...]
    models: tuple[tuple[str, str, bool], ...]
    more: int


@dataclass(frozen=True, slots=True)
class ParametersPage:
    """The list of parameters, the proposals that wait, and the form that takes a file."""

    filters: Answers
    rows: tuple[ParameterRow, ...]
    all: int
    proposals: tuple[ProposalCard, ...]
    refused: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ParameterPage:
    """One parameter with its history, the questions it answers, and the form that proposes a value."""

    path: str
    type: str
    now: ValueRow
    history: tuple[ValueRow, ...]
    questions: tuple[OpenQuestion, ...]
    answers: Answers
    unsupported: tuple[str, ...]
    otherwise: str
    own_way: str


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal with what it would do; ``refused`` says why it was not published."""

    card: ProposalCard
    effects: Effects
    answers: Answers
    refused: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of an open question that can be asked for: the question, the parameter, its value, and the others."""

    question: OpenQuestion
    path: str
    now: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """The readings that can be supposed, and what the one that was chosen would do."""

    readings: tuple[Reading, ...]
    path: str = ""
    value: str = ""
    effects: Effects | None = None
    refused: tuple[Finding, ...] = ()


def short(value: Value, language: Language) -> str:
    """Write a value in one line, cut where it is long."""
    flat = [f"{name} {plain_text(one, language)}" for name, one in value.items()] if isinstance(value, dict) else value
    text = plain_text(flat, language)
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


def _state(parameter: Parameter, entry: DatedValue, today: date) -> str:
    if any(one.from_on == entry.from_on and one.order > entry.order for one in parameter.history):
        return "replaced"
    if entry.from_on > today:
        return "ahead"
    return "in_force" if entry == (parameter.entry_on(today) or parameter.history[0]) else "past"


def value_row(
    parameter: Parameter, entry: DatedValue, today: date, names: Mapping[str, str], text: str | None = None
) -> ValueRow:
    """Give one value of a history, its persons by their names."""
    return ValueRow(
        value=text_of(entry.value) if text is None else text,
        from_on=entry.from_on,
        citation=str(entry.citation),
        state=_state(parameter, entry, today),
        entered_by=names.get(entry.entered_by, entry.entered_by),
        checked_by=names.get(entry.checked_by, entry.checked_by),
        recorded_on=day_in_japan(entry.recorded_at) if entry.recorded_at else None,
        reason=entry.reason,
    )


def _next(parameter: Parameter, today: date) -> DatedValue | None:
    ahead = [entry for entry in parameter.history if entry.from_on > today]
    return parameter.entry_on(ahead[0].from_on) if ahead else None


def parameter_rows(
    program: ProgramDefinition, today: date, names: Mapping[str, str], language: Language
) -> tuple[ParameterRow, ...]:
    """Give every parameter with the value in force and the next one."""
    rows = []
    for path, one in program.parameters.items():
        now, ahead = program.entry(path, today), _next(one, today)
        shown = [value_row(one, e, today, names, short(e.value, language)) if e else None for e in (now, ahead)]
        asked = tuple(question for question in program.questions if path in question.parameters)
        rows.append(ParameterRow(path, shown[0] or value_row(one, now, today, names), shown[1], asked))
    return tuple(rows)


def proposal_card(
    proposal: Proposal, program: ProgramDefinition, names: Mapping[str, str], person: str, language: Language
) -> ProposalCard:
    """Give a proposal, each change beside the value it follows."""
    changes = tuple(
        ChangeRow(
            *(one.path, one.from_on, short(one.value, language)),
            before=short(program.entry(one.path, one.from_on).value, language),
            citation=str(one.citation),
            reason=one.reason,
        )
        for one in proposal.changes
    )
    proposer = names.get(proposal.person, proposal.person)
    is_mine = proposal.person == person
    return ProposalCard(proposal.digest, changes, proposer, proposal.at, is_mine, proposal.rivals)


def effects_of(seen: Foresight) -> Effects:
    """Give what a change would do, the touched before those it spares."""
    rows = [
        TouchedRow(
            *(one.case, one.applicant, one.state, kind_of(one)),
            *(one.difference.before.value, one.difference.after.value, one.difference.reasons),
            *(one.amount_before, one.amount_after, one.changes_amount),
        )
        for one in seen.cases
    ]
    rows.sort(key=lambda row: list(seen.counts).index(row.kind))
    models = tuple((one.registration, one.model, one.after) for one in seen.models)
    shown = tuple(rows[:MOST])
    return Effects(seen.at, seen.looked_at, tuple(seen.counts.items()), shown, models, len(rows) - len(shown))


def offered(parameter: Parameter, program: ProgramDefinition) -> tuple[str, ...]:
    """Give the values one can choose from; none where any value of the type will do."""
    if parameter.choices:
        return tuple(one for one in parameter.choices if one in (parameter.supported or parameter.choices))
    if parameter.type == "bool":
        return ("true", "false")
    # What the program does not name is in the enum for the facts of a case; no parameter ever lists it.
    named = enum_values(list_item(parameter.type) or parameter.type, program.vocabulary.enums)
    return tuple(one for one in named if one != OTHER)


#: The words of values that stand in an enum; readings and flags have words of their own.
FAMILIES = {"enum:claimant": "side", "enum:category": "category", "enum:paper": "document.kind"}


def family_of(parameter: Parameter) -> str:
    """Give the family of words in which the values one can choose from are called by name."""
    if parameter.type == "bool":
        return "page.parameters.flag"
    return FAMILIES.get(list_item(parameter.type) or parameter.type, "page.parameters.choice")


def readings_of(program: ProgramDefinition, today: date) -> tuple[Reading, ...]:
    """Give the open questions of which another reading can be supposed."""
    found = []
    for question in program.questions:
        for path in question.parameters:
            parameter, now = program.parameters[path], text_of(program.entry(path, today).value)
            others = tuple(one for one in offered(parameter, program) if one != now and not list_item(parameter.type))
            found += [Reading(question, path, now, others)] if others else []
    return tuple(found)
