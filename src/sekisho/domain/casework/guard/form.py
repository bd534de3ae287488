"""Guards of the forms of commissioning: what is signed is on file, and nobody signs it twice."""

from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case, Document
from sekisho.domain.casework.commissioning import CITATION, FORM
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.guard.obstacle import unless
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Finding


def _form(case: Case, command: Command) -> Document | None:
    digest = command.text("form")
    return next((one for one in case.documents.values() if one.digest == digest and one.about.get(FORM)), None)


def form_is_filed(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """What is signed is a form of this case that was not rejected."""
    form = _form(case, command)
    stands = form is not None and form.status != "rejected"
    return unless(stands, "form_unknown", CITATION, "form", form=command.text("form")[:16])


def exporter_signs_for_his_machine(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A maker's engineer was at the machine his own organisation supplies; to him a form of others is none."""
    form = _form(case, command)
    if command.actor.side is not Side.EXPORTER or form is None:
        return []
    return unless(form.line in around.supplied, "form_unknown", CITATION, "form", form=command.text("form")[:16])


def form_is_unsigned(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Nobody signs the same form twice."""
    form = _form(case, command)
    again = form is not None and any(one.person == command.actor.person for one in form.signatures)
    return unless(not again, "form_signed_already", CITATION, "form", form=command.text("form")[:16])
