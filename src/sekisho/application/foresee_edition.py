"""Foresee an edition: what a proposed one would do to every open case and registered model on its first day."""

from dataclasses import replace
from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.differ import Dated, Lens, model_differences, open_cases
from sekisho.application.foresee import Foresight
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.publish_edition import not_proposed, officer_findings
from sekisho.application.show_editions import read_editions
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import Edition
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.time import day_in_japan, opening_of


def _with(program: ProgramDefinition, edition: Edition) -> ProgramDefinition:
    """Give the program with one more edition, in the place of another of its day."""
    others = (one for one in program.editions if one.effective_from != edition.effective_from)
    return replace(program, editions=tuple(sorted((*others, edition), key=lambda one: one.effective_from)))


def _seen(tx: Transaction, before: ProgramDefinition, after: ProgramDefinition, opening: datetime) -> Foresight:
    # What is filed keeps the edition of its submission (A16): it only counts among those a new filing would touch.
    dated = Dated(Lens(before, opening, opening), Lens(after, opening, opening))
    seen, cases = open_cases(tx)
    found = [one for case in cases if (one := dated.of(seen, case))]
    models = model_differences(seen, dated.before, dated.after, day_in_japan(opening))
    return Foresight(opening, len(cases), tuple(found), tuple(models))


def foresee_edition(desk: Desk, person: Person, digest: str) -> Foresight | Refusal:
    """Give what a proposed edition would do on the day from which it holds, or now where that has come."""
    if findings := officer_findings(person):
        return Refusal.of(findings)
    with desk.store.read() as tx:
        waiting = next((one for one in read_editions(desk, tx).proposed if one.digest == digest), None)
        if waiting is None:
            return Refusal.of([not_proposed(digest)])
        program = desk.programs.definition(tx)
        opening = max(opening_of(waiting.edition.effective_from), program_now(desk, tx))
        return _seen(tx, program, _with(program, waiting.edition), opening)
