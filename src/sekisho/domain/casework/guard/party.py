"""Guards on parties and signatures: who belongs to the case, and who has signed what."""

from collections.abc import Mapping

from sekisho.domain.casework.actor import CLAIMANT_SIDES, Side
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.declaration import CITATION as DECLARING
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.paper import RETURNABLE
from sekisho.domain.casework.surroundings import Surroundings, TransferState
from sekisho.domain.values.finding import Facts, Finding, Outcome, Value
from sekisho.domain.values.identifier import is_corporate_number, normalised

#: Why cases are held while a vendor is looked into.
STOPPED = "practice: fraud led by vendors; law: Act 179 of 1955, art. 23"


def payee_is_applicant(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Only the applicant names the account he is paid to: a partner could name his own (F4, A21)."""
    theirs = case.applicant.get("corporate_number") == command.actor.organisation
    return unless(theirs, "not_the_payee", "article: ¶2; assumption: A21", side=command.actor.side.value)


def applicant_is_actor_or_partner(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The one who opens a case belongs to its applicant or its partner, on the side he acts for."""
    actor = command.actor
    parties = [command.details.get("applicant"), command.details.get("partner")]
    own = {"side": actor.side.value, "corporate_number": actor.organisation}
    ours = any(own.items() <= party.items() for party in parties if isinstance(party, dict))
    return unless(ours, "not_your_case", "article: ¶8", "applicant")


def _is_party(party: Mapping[str, Value], sides: tuple[Side, ...]) -> bool:
    number = party.get("corporate_number")
    # As the register writes it: 法人番号 in other forms would be another organisation to every comparison after this.
    plain = isinstance(number, str) and normalised(number) == number and is_corporate_number(number)
    return plain and party.get("side") in sides


def _unusable(party: object, sides: tuple[Side, ...], place: str, citation: str) -> list[Finding]:
    if not isinstance(party, Mapping) or not party or _is_party(party, sides):
        return []
    return refuse("party_unusable", citation, place)


def _are_one(applicant: object, partner: object) -> bool:
    """Say whether two parties are the same organisation, or stand on the same side."""
    if not isinstance(applicant, Mapping) or not isinstance(partner, Mapping):
        return False
    return any(applicant.get(name) == partner.get(name) for name in ("side", "corporate_number"))


def parties_can_file(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Applicant and partner are two organisations: one that may claim, and an SI partner (F2, F14)."""
    applicant = command.details.get("applicant") or case.applicant
    partner = command.details.get("partner")
    return [
        *_unusable(applicant, CLAIMANT_SIDES, "applicant", "article: ¶2"),
        *_unusable(partner, (Side.INTEGRATOR,), "partner", "article: ¶8"),
        *unless(not _are_one(applicant, partner), "partner_is_applicant", "article: ¶8", "partner"),
    ]


def partner_where_needed(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A class of applicants that needs a partner names one (F14, A9)."""
    applicant: Facts | object = command.details.get("applicant") or case.applicant
    side = str(applicant.get("side")) if isinstance(applicant, Mapping) else ""
    needed = side in around.terms.partner_needed_for
    return unless(command.details.get("partner") or not needed, "partner_needed", "article: ¶8", "partner", side=side)


def root_is_current(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """What is signed or submitted is the content that is locked now."""
    same = command.text("root") == case.root
    return unless(same, "root_changed", "article: ¶8", "root", given=command.text("root")[:16], current=case.root[:16])


def side_has_not_signed(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A side signs once; a new content voids its signature."""
    side = command.actor.side.value
    signed = any(signature.side == side for signature in case.signatures)
    return unless(not signed, "already_signed", "article: ¶8", side=side)


def every_side_has_signed(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """Applicant and partner have both signed the root that is locked now (F14)."""
    signed = {signature.side for signature in case.signatures if signature.root == case.root}
    missing = [side for side in case.sides if side not in signed]
    return [finding for side in missing for finding in refuse("signature_missing", "article: ¶8", side=side)]


def sections_can_be_returned(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """What is sent back is a known part of the filing, named, so that nobody has to guess what is wrong."""
    known, citation = ", ".join(RETURNABLE), "assumption: A28"
    strange = [name for name in command.names("sections") if name not in RETURNABLE]
    return [f for name in strange for f in refuse("section_unknown", citation, "sections", section=name, known=known)]


def only_returned_sections_change(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A correction changes what was sent back and nothing else; each other section is refused by name."""
    returned = case.returned_sections
    others = [name for name in command.names("changed") if name not in returned]
    return [finding for name in others for finding in refuse("section_not_returned", "assumption: A28", section=name)]


def declaration_is_sound(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """What is declared was written for this case and side, and says all that is asked."""
    return list(around.declaration_faults)


def declaration_is_new(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A declaration is made once; another one takes its place."""
    standing = case.declarations.get(command.actor.organisation)
    again = standing is not None and standing.digest == command.text("declaration")
    return unless(not again, "already_declared", DECLARING, "declaration", side=command.actor.side.value)


def every_side_has_declared(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """Applicant and partner have both declared; an exporter's declaration is asked for and holds up nobody."""
    missing = [side for side in case.sides if case.party(side).get("corporate_number") not in case.declarations]
    return [finding for side in missing for finding in refuse("declaration_missing", DECLARING, side=side)]


def partner_is_registered(case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """The partner stands in the register today, at signing as at submission."""
    if not case.partner or around.partner_registered is Outcome.MET:
        return []
    number = str(case.partner.get("corporate_number", ""))
    return refuse("partner_not_registered", "article: ¶8", "partner", corporate_number=number)


def no_vendor_is_stopped(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """No vendor of the case is stopped. Only the office is told which and why: a check accuses nobody."""
    # What the bank has paid is a fact; a stop that comes after it is looked into as a revocation.
    paid = around.transfer.state is TransferState.PAID
    stopped = [] if paid else sorted(around.stopped_vendors.items())
    if stopped and command.actor.side is not Side.OFFICE:
        return refuse("vendor_under_check", STOPPED)
    return [found for number, why in stopped for found in refuse("vendor_stopped", STOPPED, vendor=number, reason=why)]
