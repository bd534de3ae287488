"""Gather what a decision has to know beyond the case: dated terms, its screening, the registers, the pool."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sekisho.application.aftercare_terms import aftercare_terms
from sekisho.application.declared import declaration_faults, declared_subsidies
from sekisho.application.desk import Desk
from sekisho.application.erase_files import kept_files
from sekisho.application.inspect_capture import collector_in
from sekisho.application.inspectors import checklist_for, conflicts_of, is_inspector
from sekisho.application.invoice_claim import claimed_invoices
from sekisho.application.ports import Transaction
from sekisho.application.post import stream_of
from sekisho.application.price import claimable_amount, costing_day, earned_amount
from sekisho.application.project import equipment_of
from sekisho.application.register_facts import (
    Registers,
    agreed_days,
    key_of,
    own_models,
    read_registers,
    supplied_lines,
)
from sekisho.application.section import content_of, draft_of
from sekisho.application.serial import Held, claims_of, held_elsewhere
from sekisho.application.shown_evidence import evidence_findings, shown_evidence
from sekisho.application.transfer_batch import ABOUT_TRANSFERS, account_of, transfers_of
from sekisho.application.vendor import is_held_by_vendors, providers_of, stopped_among, vendors_of
from sekisho.domain.casework.actor import Actor, Side
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.casework.field import is_day
from sekisho.domain.casework.surroundings import Surroundings, Terms, Transfer, TransferState
from sekisho.domain.casework.transition import Track
from sekisho.domain.fund.charge import ChargeTerms
from sekisho.domain.fund.rules import BoundAt, Exhausted, LastDay, PoolRules
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.screening.bind import Register, Setting
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.screen import Screening, screen
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.money import NOTHING, Money, rate
from sekisho.domain.values.time import day_in_japan, parse_instant

#: Commands whose decision rests on the gates: the screening is kept beside it.
DECIDES_ON_GATES = (
    "lock",
    "submit",
    "resubmit",
    "grant",
    "approve_change",
    "confirm_verification",
    "approve_payment",
    "pay",
)
#: Which periods end on the next business day where their last day is none.
MOVES = "clock.moves_past_closed_days"
#: Where the program says which papers a step wants accepted.
PAPERS_REQUIRED = {
    "confirm_verification": "document.required.verification",
    "fix_amount": "document.required.fixing",
}
Equipment = Mapping[str, Mapping[str, Value]]
#: Commands that are about the change that is asked for, where one is.
ABOUT_CHANGE = ("sign", "approve_change")
#: Commands that name the account to pay to.
NAMING_AN_ACCOUNT = ("claim", "correct_account")


@dataclass(frozen=True, slots=True)
class Standing:
    """A case with its content, its line facts and the registers beside it, ready to be screened."""

    case: Case
    content: Mapping[str, Value]
    equipment: Equipment
    registers: Registers

    def request(self) -> Mapping[str, Value]:
        """Give the content with what the journal knows better: dates, serials and papers of each line."""
        lines: list[Value] = [self._line(name, item) for name, item in self.equipment.items()]
        return {**self.content, "lines": lines}

    def _line(self, name: str, item: Mapping[str, Value]) -> dict[str, Value]:
        line = self.case.lines.get(name, Line(name))
        days = {"ordered_on": "ordered_on", "commissioned_on": "commissioned_on"}
        # A line is imported with its last shipment, not with the first (A19).
        days |= {"imported_on": "permitted_on", "first_imported_on": "first_permitted_on"} if line.is_imported else {}
        # The permit's word on the origin goes before the applicant's: it is the permit that decides (A13).
        facts = {**days, "serial": "serial", "origin": "origin"}
        known: dict[str, Value] = {field: line.text(fact) for field, fact in facts.items() if line.text(fact)}
        declared = {k: v for k, v in item.items() if k != "documents"}
        return {**declared, **known, "documents": self._papers(name)}

    def _papers(self, name: str) -> list[Value]:
        papers: list[Value] = []
        for document in self.case.documents.values():
            if document.line in {"", name}:
                accepted = {"accepted": True, "rejected": False}.get(document.status)
                papers.append({**document.about, "kind": document.kind, "accepted": accepted})
        return papers


def pool_rules(program: ProgramDefinition, day: date) -> PoolRules:
    """Give the switches of the pool as in force on a day (A6 to A8)."""
    return PoolRules(
        BoundAt(program.text("pool.bound_at", day)),
        Exhausted(program.text("pool.exhausted", day)),
        LastDay(program.text("pool.last_day", day)),
        program.day("pool.waiting_until", day),
    )


def _available(desk: Desk, tx: Transaction, command: Command, rules: PoolRules) -> Money:
    """Give what is free where a grant binds the pool itself; everything else asks once the pool is locked (A6)."""
    asks = command.name == "grant" and rules.bound_at is BoundAt.DECISION
    return Money(tx.pool.balances(desk.program_id)["available"]) if asks else NOTHING


def _is_provisional(desk: Desk, tx: Transaction, program: ProgramDefinition, case: Case, command: Command) -> bool:
    """Say whether a case taken up waits for its day to be settled (A8)."""
    if command.name != "take_up" or case.submitted_at is None:
        return False
    day = day_in_japan(case.submitted_at)
    settled = tx.journal.last(stream_of(desk.program_id), "day.settled")
    return pool_rules(program, day).is_provisional and day.isoformat() > (settled.event.text("day") if settled else "")


def terms_of(program: ProgramDefinition, day: date) -> Terms:
    """Give the dated parameters a transition needs."""
    return Terms(
        deadline_at=parse_instant(program.text("application.deadline", day)),
        partner_needed_for=program.names("claim.partner_needed_for", day),
        withdrawal_days=program.number("clock.withdrawal_days", day),
        correction_days=program.number("clock.correction_days", day),
        corrective_days=program.number("clock.corrective_days", day),
        reconsideration_months=program.number("clock.reconsideration_months", day),
        verification_days=program.number("verification.days", day),
        revisit_days=program.number("verification.revisit_days", day),
        verification_latest_on=program.day("verification.latest_on", day),
        window_closes=program.day("window.closes", day),
        window_told_by=program.day("window.told_by", day),
        fixing_days=program.number("clock.fixing_days", day),
        claim_days=program.number("clock.claim_days", day),
        claim_grace_days=program.number("clock.claim_grace_days", day),
        retention_years=program.number("record.retention_years", day),
        fiscal_year_first_month=program.number("record.fiscal_year_first_month", day),
        payment_approvals=program.number("payment.approvals", day),
        subsidy_rate=rate(program.text("subsidy.rate", day)),
        charge=charge_terms_on(program, day),
        charge_days=program.number("charge.pay_days", day),
        aftercare=aftercare_terms(program, day),
        calendar=program.calendar().offices,
        pool=pool_rules(program, day),
        moving_clocks=tuple(name for name, moves in program.flags(MOVES, day).items() if moves),
        severities_to_correct=program.names("inspection.to_correct", day),
        papers_required={name: program.names(path, day) for name, path in PAPERS_REQUIRED.items()},
        other_subsidy=program.text("claim.other_subsidy", day),
        import_event=program.text("customs.import_event", day),
        importer_of_record=program.text("customs.importer_of_record", day),
        commissioning_event=program.text("commissioning.event", day),
    )


def charge_terms_on(program: ProgramDefinition, day: date) -> ChargeTerms:
    """Give the dated parameters of the charges on money to be paid back (Act 179 of 1955, art. 19)."""
    return ChargeTerms(
        yearly_rate=rate(program.text("charge.additional_rate", day)),
        days_in_year=program.number("charge.days_in_year", day),
        counts_first_day=program.entry("charge.counts_first_day", day).value is True,
        counts_last_day=program.entry("charge.counts_last_day", day).value is True,
        unit=program.number("charge.unit_yen", day),
        citation=program.entry("charge.additional_rate", day).citation,
        minimum=program.number("charge.minimum_yen", day),
    )


def standing(tx: Transaction, case: Case) -> Standing:
    """Give a case with its content and the registers as they are now."""
    content = content_of(tx, case)
    return Standing(case, content, equipment_of(content), read_registers(tx))


def drafted(tx: Transaction, case: Case) -> Standing:
    """Give a case with the content that is written for it now: what it would be by a change that is asked for."""
    content = draft_of(tx, case)
    return Standing(case, content, equipment_of(content), read_registers(tx))


def with_asked(tx: Transaction, stands: Standing) -> Standing:
    """Give a case with every machine it has, or would have by the change that is asked for.

    Papers and declarations come for each of them: which plan it will be, nobody knows yet.
    """
    if stands.case.change is None:
        return stands
    asked = equipment_of(content_of(tx, as_changed(stands.case)))
    equipment = {**asked, **stands.equipment}
    lines: list[Value] = [dict(item) for item in equipment.values()]
    return replace(stands, content={**stands.content, "lines": lines}, equipment=equipment)


def _agreed_on(tx: Transaction, stands: Standing, moment: date) -> date | None:
    """Give the day of the earliest agreement: registered, or a paper nobody has rejected (F15)."""
    case = stands.case
    models = {key_of(item) for item in stands.equipment.values()}
    parties = {str(party.get("corporate_number") or "") for party in (case.applicant, case.partner)}
    return min([*agreed_days(tx, stands.registers, parties, models, moment), *_agreed_on_paper(case)], default=None)


def _agreed_on_paper(case: Case) -> list[date]:
    """Give the days papers of agreements name; what is no day says nothing."""
    papers = [paper for paper in case.standing_papers if paper.kind == "collaboration_agreement"]
    days = [str(paper.about.get("agreed_on") or "") for paper in papers]
    return [date.fromisoformat(day) for day in days if is_day(day)]


def _register(
    tx: Transaction, stands: Standing, program: ProgramDefinition, decides_at: datetime, now: datetime
) -> Register:
    case, registers = stands.case, stands.registers
    partner = registers.partner(case.partner or _partner(stands.content), decides_at)
    return Register(
        models=registers.models(decides_at),
        partner_registered={Outcome.MET: True, Outcome.NOT_MET: False}.get(partner),
        claimed_lines=frozenset(one.line for one in _held(tx, case, stands.equipment)),
        evidence=shown_evidence(case, program, now),
        agreement_on=_agreed_on(tx, stands, decides_at),
        granted_on=day_in_japan(case.granted_at) if case.granted_at else None,
        channels=registers.channels(decides_at),
        bodies=registers.bodies(),
        distributor_registered=registers.holds("distributor", _applicant(stands), decides_at),
    )


def _applicant(stands: Standing) -> str:
    applicant = stands.case.applicant or stands.content.get("applicant")
    return str(applicant.get("corporate_number") or "") if isinstance(applicant, Mapping) else ""


def _partner(content: Mapping[str, Value]) -> Mapping[str, Value]:
    partner = content.get("partner")
    return partner if isinstance(partner, dict) else {}


def setting_of(
    tx: Transaction, stands: Standing, program: ProgramDefinition, decides_at: datetime, now: datetime
) -> Setting | None:
    """Give what a case as it stands is judged by; None where the content cannot be read yet."""
    request, problems = read_request(stands.request())
    if not request.lines or any(problem.code == "file.wrong_type" for problem in problems):
        return None
    return Setting(request, program, _register(tx, stands, program, decides_at, now), decides_at)


def screen_standing(
    tx: Transaction, stands: Standing, program: ProgramDefinition, decides_at: datetime, now: datetime
) -> Screening | None:
    """Screen a case as it stands with the edition that decides; None where the content cannot be read yet."""
    held = setting_of(tx, stands, program, decides_at, now)
    return screen(held.request, program, held.register, decides_at) if held else None


def _named_digests(command: Command) -> list[str]:
    return [
        str(command.details[name])
        for name in ("digest", "said", "plan", "account", "check")
        if command.details.get(name)
    ]


def _missing(tx: Transaction, case: Case, command: Command) -> tuple[str, ...]:
    named = _named_digests(command)
    filed = [document.digest for document in case.documents.values()] if command.name in {"submit", "resubmit"} else []
    corrected = case.letters.get(command.text("letter")) if command.name == "correct_letter" else None
    return tuple(tx.blobs.missing([*named, *filed, *([corrected.digest] if corrected else [])]))


def _line_evidence(case: Case, program: ProgramDefinition, command: Command, now: datetime) -> tuple[Finding, ...]:
    line = case.lines.get(command.line)
    return evidence_findings(case, line, program, now) if line else ()


def _stopped(tx: Transaction, stands: Standing, command: Command) -> dict[str, str]:
    """Give the stopped vendors of a case, where the command asks for them: nothing else pays for the look."""
    held = is_held_by_vendors(Track.PAPER, command.name, stands.case.state)
    return stopped_among(tx, vendors_of(tx, stands.registers, stands.case, stands.content)) if held else {}


def _providers(tx: Transaction, stands: Standing, command: Command) -> tuple[str, ...]:
    """Give whom an incident can go to, where the command opens one."""
    opens = command.name == "open_incident"
    case, today = stands.case, day_in_japan(command.at)
    return tuple(providers_of(tx, stands.registers, case, stands.content, today)) if opens else ()


def _importers(stands: Standing, program: ProgramDefinition, day: date) -> tuple[str, ...]:
    """Give the corporate numbers of who may import for the claimant: himself, his SI, a firm the case names (A20)."""
    named = [stands.case.applicant, stands.case.partner, stands.content.get("importer")]
    allowed = named[:1] if program.text("customs.importer_of_record", day) == "claimant_only" else named
    numbers = (str(one.get("corporate_number") or "") for one in allowed if isinstance(one, Mapping))
    return tuple(number for number in numbers if number)


def _held(tx: Transaction, case: Case, equipment: Equipment, command: Command | None = None) -> list[Held]:
    """Give the serials of a case that another case or line claims, with what a command says of its line (A21)."""
    said = {command.line: command.details} if command else {}
    lines, nothing = case.lines, Line("")
    claims = {n: claims_of(item, lines.get(n, nothing), said.get(n, {})) for n, item in equipment.items()}
    return held_elsewhere(tx, claims, case.id)


def _claimed(tx: Transaction, case: Case, equipment: Equipment, command: Command) -> dict[str, str]:
    return {one.claim.label: one.holder for one in _held(tx, case, equipment, command)}


def claimed_now(tx: Transaction, case: Case, command: Command) -> dict[str, str]:
    """Give the serials of a case that are claimed twice by now: another may have been filed since the screening."""
    return _claimed(tx, case, equipment_of(content_of(tx, case)), command)


def _transfer(tx: Transaction, case: Case, command: Command) -> Transfer:
    """Say how a payment stands with the bank, where the command asks for it."""
    asks = command.name in ABOUT_TRANSFERS
    return transfers_of(tx, [case.id]).get(case.id, Transfer()) if asks else Transfer()


def _account_problems(tx: Transaction, command: Command) -> tuple[Finding, ...]:
    """Say what is wrong with the account a claim or a correction names."""
    digest = command.text("account")
    if command.name not in NAMING_AN_ACCOUNT or not digest:
        return ()
    account = account_of(tx, digest)
    return account.findings if isinstance(account, Refusal) else ()


def supplied_by(tx: Transaction, stands: Standing, actor: Actor, today: date) -> tuple[str, ...]:
    """Give the lines an exporter may speak for; the case as a whole where every line is his."""
    if actor.side is not Side.EXPORTER:
        return ()
    own = own_models(tx, stands.registers, actor.organisation)
    lines = supplied_lines(stands.case, stands.content, own, today)
    return ("", *lines) if lines and len(lines) == len(stands.equipment) else lines


def surround(desk: Desk, tx: Transaction, case: Case, command: Command) -> Surroundings:
    """Gather the surroundings of a decision. The edition that decides is the one in force at submission (A16).

    What is decided about a change of the plan is judged by the filing as the change would leave it.
    """
    case = as_changed(case) if command.name in ABOUT_CHANGE else case
    program, now = desk.programs.definition(tx), command.at
    day, decides_at = day_in_japan(now), case.submitted_at or now
    stands = drafted(tx, case) if command.name == "request_change" else standing(tx, case)
    screening = screen_standing(tx, stands, program, decides_at, now)
    others = declared_subsidies(tx, case)
    transfer = _transfer(tx, case, command)
    # What the bank has paid is a fact: a vendor stopped or an invoice claimed since does not take the money back.
    is_fact = transfer.state is TransferState.PAID
    every = with_asked(tx, stands)
    costed_on, supplied = costing_day(case, now), supplied_by(tx, every, command.actor, day)
    terms = replace(terms_of(program, day), other_subsidy=program.text("claim.other_subsidy", costed_on))
    return Surroundings(
        terms=terms,
        screening=screening.as_json() if screening else {},
        gates=screening.gates if screening else (),
        advisories=screening.advisories if screening else (),
        stages=screening.stages if screening else {},
        partner_registered=stands.registers.partner(case.partner, now),
        missing_files=_missing(tx, case, command),
        serials_claimed=_claimed(tx, case, stands.equipment, command),
        invoices_claimed={} if is_fact else claimed_invoices(tx, stands.registers, case, command),
        account=_account_problems(tx, command),
        transfer=transfer,
        earned=earned_amount(program, case, stands.content, costed_on, others),
        claimable=claimable_amount(program, stands.content, costed_on, others),
        declaration_faults=declaration_faults(tx, case, every.content, command, supplied),
        other_subsidies=others,
        importers=_importers(stands, program, day),
        category=str(stands.equipment.get(command.line, {}).get("category") or ""),
        pool_available=_available(desk, tx, command, terms.pool),
        slot_is_provisional=_is_provisional(desk, tx, program, case, command),
        evidence=_line_evidence(case, program, command, now),
        stopped_vendors={} if is_fact else _stopped(tx, stands, command),
        paper_kinds=paper_kinds_on(program, day),
        collector=collector_in(tx, case, command),
        providers=_providers(tx, stands, command),
        kept_files=kept_files(tx, case, command),
        supplied=supplied,
        interests=conflicts_of(tx, stands.registers, case, stands.equipment, command, program),
        inspector_known=is_inspector(tx, command.text("inspector")),
        checklist=checklist_for(stands.equipment, command.line, program, day),
        switched_off=program.switched_off,
    )


def around_the_pool(desk: Desk, tx: Transaction, now: datetime) -> Surroundings:
    """Give what surrounds the system's decisions about the pool itself: the terms in force, and no case."""
    program = desk.programs.definition(tx)
    return Surroundings(terms_of(program, day_in_japan(now)), switched_off=program.switched_off)
