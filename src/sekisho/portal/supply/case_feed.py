"""Feed the pages of the cases an exporter's machines are on: what is asked of him, and the forms that answer it."""

from collections.abc import Mapping

from django.urls import reverse

from sekisho.application.ports import Person
from sekisho.application.show_supply import Supplied, Wanted
from sekisho.domain.casework.actor import EXPORTER_SIGNATORY
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.values.language import Language
from sekisho.portal.apply.declaration import declared_rows
from sekisho.portal.components.question import Answers, Question
from sekisho.portal.desk import in_program, program, today
from sekisho.portal.supply.feed import kinds_of
from sekisho.portal.supply.view import MachineCard, SupplyCase, SupplyRow

#: Forms that were refused, by the line they are about.
Tried = Mapping[str, Answers]


def declaration_state(supplied: Supplied) -> str:
    """Say how the exporter's declaration stands: made, open, or closed for good."""
    if supplied.declared is not None:
        return "made"
    return "open" if supplied.may_declare else "closed"


def supply_row(supplied: Supplied, language: Language) -> SupplyRow:
    """Give a line of the exporter's list."""
    return SupplyRow(
        supplied.case,
        reverse("supply_case", args=(language.value, supplied.case)),
        supplied.state,
        tuple(machine.machine for machine in supplied.machines),
        sum(len(machine.needed) for machine in supplied.machines),
        sum(len(machine.helpful) for machine in supplied.machines),
        declaration_state(supplied),
    )


def filing_questions(wanted: Wanted, language: Language, key: str) -> tuple[Question, ...]:
    """Ask which paper of a machine it is, those missing first, and what it says of itself."""
    taken = paper_kinds_on(program(), in_program(today())).exporter
    kinds = tuple(dict.fromkeys((*wanted.needed, *wanted.helpful, *taken)))
    return (
        Question(Field("kind", Kind.TEXT), "page.paper.kind", choices=kinds_of(kinds, language), prefix=key),
        Question(Field("number", Kind.TEXT, required=False), "page.paper.number", prefix=key),
        Question(Field("body", Kind.TEXT, required=False), "page.paper.body", prefix=key),
        Question(Field("valid_from", Kind.DAY, required=False), "page.paper.valid_from", prefix=key),
        Question(Field("valid_until", Kind.DAY, required=False), "page.paper.valid_until", prefix=key),
    )


def _card(supplied: Supplied, wanted: Wanted, language: Language, tried: Answers | None) -> MachineCard:
    key = f"{wanted.line}-"
    return MachineCard(
        wanted.line,
        wanted.machine,
        wanted.needed,
        wanted.helpful,
        wanted.findings,
        tuple(paper for paper in supplied.handed if paper.line == wanted.line),
        reverse("supply_paper", args=(language.value, supplied.case, wanted.line)),
        tried or Answers(filing_questions(wanted, language, key)),
        key,
        # What was filed before stands in it: another paper is another request, a button pressed twice is not.
        f"{supplied.case}-{wanted.line}-{len(supplied.handed)}",
    )


def supply_case(supplied: Supplied, person: Person, language: Language, tried: Tried) -> SupplyCase:
    """Give the page of one case; forms that were refused keep what was typed."""
    declared, lines = supplied.declared, {machine.line for machine in supplied.machines}
    # A signatory alone declares; his staff reads that it is asked for.
    declares = supplied.may_declare and person.actor.who in EXPORTER_SIGNATORY
    failed = next(iter(tried.values()), None)
    return SupplyCase(
        supplied.case,
        supplied.state,
        declaration_state(supplied),
        declared.at if declared else None,
        declared_rows(supplied.content, language),
        reverse("supply_declare", args=(language.value, supplied.case)) if declares else "",
        tuple(_card(supplied, one, language, tried.get(one.line)) for one in supplied.machines),
        tuple(paper for paper in supplied.handed if paper.line not in lines),
        failed,
        failed.elsewhere if failed else (),
    )
