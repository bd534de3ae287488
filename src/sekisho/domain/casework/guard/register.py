"""Guards on registrations: who registers what, with which particulars and papers, and who decides."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import check, is_day, legible
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.registration import PARTICULARS, SIDES, Subject
from sekisho.domain.casework.surroundings import RegisterTerms
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.time import day_in_japan

RegisterGuard = Callable[[Registration, Command, RegisterTerms], list[Finding]]
#: Those who register themselves; their key is their own corporate number.
THEMSELVES = (Subject.INTEGRATOR, Subject.DISTRIBUTOR)
_PLACE = "particulars"


def _particulars(command: Command) -> Mapping[str, Value]:
    given = command.details.get(_PLACE)
    return given if isinstance(given, dict) else {}


def subject_fits_side(_registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """Each side applies for its own kind of thing (A25 to A27)."""
    fits = command.actor.side in SIDES.get(command.text("subject"), ())
    subject, side = legible(command.text("subject")), command.actor.side.value
    return unless(fits, "subject_not_yours", "assumption: A26", "subject", subject=subject, side=side)


def particulars_are_complete(_registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """What an application has to say of its subject is there, of the right kind, and nothing else."""
    fields = PARTICULARS.get(command.text("subject"))
    given = _particulars(command)
    if fields is None or not given:
        return []
    return [Finding(f.code, f.outcome, f"{_PLACE}.{f.place}", f.citation, f.facts) for f in check(fields, given)]


def key_is_theirs(_registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """Nobody registers somebody else, nor enters an agreement of others."""
    actor, subject = command.actor, command.text("subject")
    if actor.side not in SIDES.get(subject, ()):
        return []
    if subject in THEMSELVES:
        return unless(command.text("key") == actor.organisation, "key_not_yours", "assumption: A24, A25", "key")
    if subject == Subject.AGREEMENT:
        side = "exporter" if actor.side is Side.EXPORTER else "integrator"
        own = _particulars(command).get(side) == actor.organisation
        return unless(own, "agreement_of_others", "article: ¶8", f"{_PLACE}.{side}")
    return []


def paper_is_stored(_registration: Registration, _command: Command, around: RegisterTerms) -> list[Finding]:
    """The file a paper names is in the store before it is accepted."""
    return [
        f for lost in around.missing_files for f in refuse("file_missing", "practice: 1,998 lost files", digest=lost)
    ]


def registration_paper_is_taken(_registration: Registration, command: Command, around: RegisterTerms) -> list[Finding]:
    """A paper is of a kind the program takes for this kind of registration."""
    kind, known = command.text("kind"), around.paper_kinds
    found = unless(not kind or kind in known, "paper_kind_unknown", "assumption: A26", "kind", kind=legible(kind))
    return [replace(one, facts={**one.facts, "known": [*known]}) for one in found]


def counterparty_confirms(registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """An agreement is confirmed by the other of the two it binds, once."""
    if registration.subject and registration.subject != Subject.AGREEMENT:
        return refuse("nothing_to_confirm", "article: ¶8")
    other = command.actor.organisation != registration.applicant
    return [
        *unless(other, "own_agreement", "article: ¶8"),
        *unless(not registration.confirmed_by, "confirmed_already", "article: ¶8"),
    ]


def both_confirm(registration: Registration, _command: Command, _around: RegisterTerms) -> list[Finding]:
    """An agreement is registered only once both organisations stand to it."""
    needed = registration.subject == Subject.AGREEMENT
    return unless(registration.confirmed_by or not needed, "agreement_unconfirmed", "article: ¶8")


def integrator_is_registered(_registration: Registration, _command: Command, around: RegisterTerms) -> list[Finding]:
    """The integrator of an agreement stands in the register today (A24)."""
    return unless(around.integrator_registered is not Outcome.NOT_MET, "integrator_unregistered", "assumption: A24")


def papers_are_filed(registration: Registration, _command: Command, around: RegisterTerms) -> list[Finding]:
    """Every paper the program asks of this kind of registration is there; each that is not is named."""
    filed = {paper.kind for paper in registration.papers}
    missing = [kind for kind in around.papers_needed if kind not in filed]
    return [f for kind in missing for f in refuse("registration_paper_missing", "assumption: A26", kind=kind)]


def end_is_not_past(_registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """Nobody gives a registration up for days on which others relied on it."""
    return _not_past(command, "from_on", "end_is_past", "practice: withdrawal of an application")


def _not_past(
    command: Command, field: str, code: str = "day_is_past", citation: str = "assumption: A16, A26"
) -> list[Finding]:
    said, today = command.text(field), day_in_japan(command.at).isoformat()
    held = not is_day(said) or said >= today
    return unless(held, code, citation, field, day=said, today=today)


def first_day_is_not_past(_registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """One officer alone enters nothing for days on which somebody may have filed (A26)."""
    return _not_past(command, "valid_from")


def turn_is_not_past(_registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """What is taken away or given back counts from today at the earliest: nothing is undone afterwards (A16)."""
    return _not_past(command, "from_on")


def last_day_follows_first(_registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """A registration does not end before it begins."""
    first, last = command.text("valid_from"), command.text("valid_until")
    known = is_day(first) and is_day(last)
    return unless(
        not known or first <= last, "registration_reversed", "assumption: A26", "valid_until", first=first, last=last
    )


def another_person_registers(registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """What the office applies for itself, a body or a channel, is entered by another officer than who applied."""
    own = registration.side == Side.OFFICE and registration.applied_by == command.actor.person
    return unless(not own, "own_application", "practice: two persons")


def correction_reaches_back(registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """A correction moves the first day back, past the day it stands at: other days have steps of their own (A16)."""
    said, first = command.text("valid_from"), registration.first_day
    back = not is_day(said) or said < first
    return unless(back, "correction_not_earlier", "assumption: A16, A26", "valid_from", day=said, first=first)


def correction_is_the_proposed(registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """Who confirms a correction names the day the other proposed."""
    if not registration.corrected_from:
        return refuse("nothing_to_correct", "assumption: A26")
    same = command.text("valid_from") == registration.corrected_from
    return unless(same, "another_correction", "assumption: A26", "valid_from", proposed=registration.corrected_from)


def another_person_confirms(registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """Who proposed a correction does not confirm it."""
    return unless(command.actor.person != registration.corrected_by, "same_corrector", "practice: two persons")


def office_decided(registration: Registration, _command: Command, _around: RegisterTerms) -> list[Finding]:
    """What an organisation gave up itself was decided against nobody."""
    return unless(not registration.given_up, "nothing_to_appeal", "assumption: A26")


def another_person_decides(registration: Registration, command: Command, _around: RegisterTerms) -> list[Finding]:
    """Who decided against a registration does not decide on the appeal."""
    return unless(command.actor.person not in registration.deciders, "same_decider", "practice: two persons")


REGISTER_GUARDS: Mapping[str, RegisterGuard] = {
    guard.__name__: guard
    for guard in (
        subject_fits_side,
        particulars_are_complete,
        key_is_theirs,
        paper_is_stored,
        registration_paper_is_taken,
        counterparty_confirms,
        both_confirm,
        integrator_is_registered,
        papers_are_filed,
        end_is_not_past,
        first_day_is_not_past,
        turn_is_not_past,
        last_day_follows_first,
        another_person_registers,
        correction_reaches_back,
        correction_is_the_proposed,
        another_person_confirms,
        office_decided,
        another_person_decides,
    )
}
