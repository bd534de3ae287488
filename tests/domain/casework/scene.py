"""Cases, lines and registrations in any state, everybody who could act, and commands that would be accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sekisho.domain.aftercare.support import Incident
from sekisho.domain.casework.actor import Actor, Role, Side
from sekisho.domain.casework.aftercare import NOTHING_YET, Disposal, Erasure, Hold, TaxReport
from sekisho.domain.casework.case import (
    Balance,
    Case,
    Change,
    Declared,
    Document,
    IssuedLetter,
    Line,
    Return,
    Signature,
    Vendor,
)
from sekisho.domain.casework.decide import Decision, decide, decide_vendor
from sekisho.domain.casework.decide_registration import decide_registration
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.gearing import decide_gear, owner_of
from sekisho.domain.casework.inspectorate import decide_roster
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.shipment import Shipment
from sekisho.domain.casework.surroundings import RegisterTerms, Surroundings, Terms
from sekisho.domain.casework.transition import Track
from sekisho.domain.evidence.collector import Collector, CollectorRegister
from sekisho.domain.fund.charge import ChargeEntry, ChargeTerms, Entry, Payment
from sekisho.domain.fund.debt import Basis, Debt
from sekisho.domain.fund.rules import BoundAt, Exhausted, LastDay, PoolRules
from sekisho.domain.inspection.checklist import CheckedItem
from sekisho.domain.inspection.inspector import Inspector
from sekisho.domain.inspection.interest import Interest
from sekisho.domain.inspection.visit import VisitFinding
from sekisho.domain.program.paper_kind import PaperKinds
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import parse_instant
from tests.domain.aftercare.scene import AFTERCARE, asset, measured
from tests.domain.program.scene import PROGRAM

USER, PARTNER, DEALER, MAKER, OFFICE = (
    "7123456789012", "8990000000001", "7990000000002", "6990000000003", "5990000000004",
)  # fmt: skip
ORGANISATIONS = {
    Side.END_USER: USER,
    Side.INTEGRATOR: PARTNER,
    Side.DISTRIBUTOR: DEALER,
    Side.EXPORTER: MAKER,
    Side.OFFICE: OFFICE,
}
NOW = parse_instant("2026-06-10T12:00:00+09:00")
LATE = parse_instant("2027-01-05T12:00:00+09:00")
ROOT, OTHER, FORM = "a" * 64, "b" * 64, "c" * 64
LETTER = "SF26-2026-RCP-0001"
REASON = "as told to the party in writing"
AMOUNT = 1_000_000
#: The one clock that belongs to an equipment line.
LINE_CLOCK = "verification"

TERMS = Terms(
    deadline_at=parse_instant("2026-12-31T17:00:00+09:00"),
    partner_needed_for=("end_user",),
    withdrawal_days=10,
    correction_days=30,
    reconsideration_months=3,
    corrective_days=14,
    verification_days=90,
    revisit_days=30,
    window_closes=date(2026, 12, 31),
    window_told_by=date(2027, 1, 4),
    fixing_days=30,
    claim_days=30,
    claim_grace_days=31,
    charge_days=20,
    verification_latest_on=date(2027, 3, 31),
    retention_years=5,
    fiscal_year_first_month=4,
    payment_approvals=2,
    subsidy_rate=Fraction(18, 100),
    aftercare=AFTERCARE,
    calendar=PROGRAM.calendar().offices,
    moving_clocks=(),
    charge=ChargeTerms(Fraction("0.1095"), 365, False, True, 1, Citation.parse("law: Act 179 of 1955, art. 19(1)")),
    severities_to_correct=("minor", "major"),
    pool=PoolRules(BoundAt.SUBMISSION, Exhausted.WAITING_LIST, LastDay.STRICT_ORDER, date(2026, 12, 31)),
)
MEASURED = {"method": "stopwatch over ten parts", "indicators": dict(measured().indicators)}
_SUPPLIED = ("pse_certificate", "component_trace")
_PRICED = ("quotation", "purchase_invoice", "installation_invoice")
#: A few kinds of each sort, and who files them; a certificate is everybody's here, so that one command fits all.
PAPER_KINDS = PaperKinds(
    applicant=(*_SUPPLIED, *_PRICED, "installation_log", "nameplate_photo"),
    partner=(*_SUPPLIED, "installation_log", "nameplate_photo"),
    exporter=_SUPPLIED,
    inspector=("inspector_observation", "visit_photo", "nameplate_photo", "pse_certificate"),
    priced=_PRICED,
    confidential=("component_trace",),
)
#: A register that takes the usual papers and needs none.
REGISTERING = RegisterTerms(paper_kinds=PAPER_KINDS.known)
AROUND = Surroundings(
    TERMS,
    stages={"application": Outcome.MET, "payment": Outcome.MET},
    partner_registered=Outcome.MET,
    pool_available=Money(10 * AMOUNT),
    earned=Money(AMOUNT),
    importers=(USER, PARTNER, DEALER),
    providers=(PARTNER, MAKER),
    paper_kinds=PAPER_KINDS,
    inspector_known=True,
    checklist=(CheckedItem("nameplate"),),
    supplied=("", "L1"),
)


def actor(role: str, side: str, person: str = "", organisation: str | None = None) -> Actor:
    """A person in a role on a side, of the organisation the scene has there."""
    own = ORGANISATIONS.get(Side(side), "")
    return Actor(person or f"{role}/{side}", Role(role), Side(side), own if organisation is None else organisation)


USER_SIGNS, PARTNER_SIGNS = actor("signatory", "end_user"), actor("signatory", "integrator")
OFFICER, SECOND = actor("officer", "office"), actor("officer", "office", "second officer")
INSPECTOR = actor("inspector", "office")
FINANCE, FINANCE_TOO = actor("finance", "office"), actor("finance", "office", "second finance officer")
EVERYBODY = tuple(actor(role, side) for role in Role for side in Side)

APPLICANT = {"name": "Aoba (fictional)", "corporate_number": USER, "side": "end_user"}
SI = {"name": "Tsubame (fictional)", "corporate_number": PARTNER, "side": "integrator"}
DISTRIBUTOR = {"name": "Hayate (fictional)", "corporate_number": DEALER, "side": "distributor"}

#: In which account of the pool a case's money stands, by its state; before and after that nothing is held.
HELD = {
    **dict.fromkeys(("submitted", "under_review", "returned"), "reserved"),
    **dict.fromkeys(("granted", "change_requested", "corrective_action", "verified"), "committed"),
    **dict.fromkeys(("amount_fixed", "claimed"), "payable"),
    **dict.fromkeys(("paid", "closed", "revoked"), "paid"),
    "repayment_ordered": "receivable",
}
DAYS = {
    "ordered_on": "2026-05-11",
    "shipped_on": "2026-05-18",
    "permitted_on": "2026-05-25",
    "delivered_on": "2026-05-29",
    "commissioned_on": "2026-06-05",
}
REACHED = {
    "planned": 0,
    "ordered": 1,
    "shipped": 2,
    "import_permitted": 3,
    "delivered": 4,
    **dict.fromkeys(("commissioned", "visit_scheduled", "line_verified", "second_visit_due"), 5),
}
#: What a line that was verified has behind it: who verified it, and that it drew.
SEEN = {"verified_by": "inspector/first", "draw": {"why": ""}}
DRAWING = ("select_second_visit", "spare_second_visit")
FAULT = VisitFinding("L1-F1", 1, "nameplate", "major", "the plate is covered with paint")


def shipment(bill: str = "BL-1", *, imported: bool = False) -> Shipment:
    """A shipment on its way, or in the country."""
    return Shipment(bill, DAYS["shipped_on"], imported_on=DAYS["permitted_on"] if imported else "")


#: A change of the plan that is asked for and that nobody has signed yet.
CHANGE = Change("a machine less", REASON, ROOT, {"price": OTHER}, ("L1",), Money(AMOUNT), NOW)


def line_in(state: str, **facts: Any) -> Line:
    """An equipment line in a state, with the days that led there, assigned to the scene's inspector."""
    days = dict(list(DAYS.items())[: REACHED[state]])
    due = date(2026, 9, 3) if "commissioned_on" in days else None
    seen = SEEN if state in {"line_verified", "second_visit_due"} else {}
    came = (shipment(imported=REACHED[state] > REACHED["shipped"]),) if REACHED[state] >= REACHED["shipped"] else ()
    told = {**days, "inspector": INSPECTOR.person, **seen, **facts}
    return Line("L1", state, told, due, challenges=(ROOT,), shipments=came)


def paper_of(number: str, kind: str, name: str, digest: str = ROOT, **told: Any) -> Document:
    """A paper on file since the day of the scene: of the end user and of the whole case, unless told otherwise."""
    filed = {"line": "", "filed_by": "end_user", "filed_seq": 1, "filed_at": NOW}
    return Document(number, kind, name, digest, **{**filed, **told})


def case_in(state: str, line: Line | None = None, **changes: Any) -> Case:
    """A joint case in a state: signed by nobody, with one paper, one line, and the money where the state holds it."""
    held = {HELD[state]: Money(AMOUNT)} if state in HELD else {}
    clock = NOW + timedelta(days=5)
    case = Case(
        "C-1", state, 1, APPLICANT, SI, "portal", ROOT,
        lines={"L1": line or line_in("line_verified")},
        documents={"D001": paper_of("D001", "pse_certificate", "pse.pdf")},
        balance=Balance(requested=Money(AMOUNT), **held),
        clocks=dict.fromkeys(("withdrawal", "correction", "corrective_action", "claim"), clock),
        letters={LETTER: IssuedLetter(LETTER, "receipt", OTHER, "", 3, NOW)},
        change=CHANGE if state == "change_requested" else None,
    )  # fmt: skip
    return replace(Case("C-1") if state == "new" else case, **changes)


def signed(*sides: str, root: str = ROOT) -> tuple[Signature, ...]:
    """Signatures of some sides over a root."""
    return tuple(Signature(side, f"signatory/{side}", root, OTHER) for side in sides)


def declared(*sides: str, digest: str = ROOT) -> dict[str, Declared]:
    """Declarations of some sides, each of its own organisation."""
    made = [Declared(side, ORGANISATIONS[Side(side)], f"signatory/{side}", digest, OTHER, NOW) for side in sides]
    return {one.organisation: one for one in made}


def each(commands: str, details: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Several commands that say the same."""
    return {command: dict(details) for command in commands.split()}


#: What each command says, so that its fields are in order.
DETAILS: Mapping[str, dict[str, Any]] = {
    "open": {"applicant": APPLICANT, "partner": SI, "channel": "portal"},
    "record_screening": {"screening": {"outcome": "met"}},
    **each("lock correct", {"root": ROOT, "sections": {"price": OTHER}, "lines": ["L1"], "amount": AMOUNT}),
    "sign": {"root": ROOT, "envelope": OTHER},
    "declare": {"declaration": ROOT, "envelope": OTHER},
    "replace_partner": {"partner": SI, "reason": REASON},
    **each("submit resubmit", {"root": ROOT}),
    **each("reserve wait_list promote", {"amount": AMOUNT}),
    **each("take_up lapse release_slot turn_away close confirm_recovery confirm", {}),
    "give_receipt": {"receipt": 7},
    "return": {"sections": ["price"], "reason": REASON},
    **each("grant fix_amount", {"amount": AMOUNT, "envelope": OTHER}),
    **each("decline uphold overturn refuse_change fail_verification revoke", {"reason": REASON, "envelope": OTHER}),
    "revoke_part": {"amount": AMOUNT // 4, "reason": REASON, "envelope": OTHER},
    **each(
        "unlock request_reconsideration withdraw discontinue reject dismiss_appeal appeal retract_change",
        {"reason": REASON},
    ),
    "request_change": {
        "change": "a machine less",
        "reason": REASON,
        "root": OTHER,
        "sections": {"price": OTHER},
        "lines": ["L1"],
        "amount": AMOUNT,
    },
    **each("approve_change confirm_verification approve_payment", {"envelope": OTHER}),
    "order_correction": {"findings": ["L1-F1"], "reason": REASON},
    "answer_correction": {"answers": {"L1-F1": {"answer": "the plate was cleaned", "papers": ["D001"]}}},
    "claim": {"amount": AMOUNT, "account": OTHER},
    "pay": {"transfer": "T-1"},
    "fail_payment": {"transfer": "T-1", "cause": "account_closed"},
    "correct_account": {"account": ROOT},
    "order_repayment": {"due_on": "2026-07-31", "envelope": OTHER},
    "order_return": {"amount": AMOUNT // 4, "due_on": "2026-07-31", "reason": REASON, "envelope": OTHER},
    "extend_due": {"due_on": "2026-08-31", "reason": REASON, "envelope": OTHER},
    "record_repayment": {"amount": AMOUNT, "received_on": "2026-06-10"},
    "record_baseline": {"machine": "L1", "measured_on": "2026-06-01", **MEASURED},
    "register_asset": {
        "machine": "L2",
        "name": "HLM-650V",
        "acquired_on": "2026-06-05",
        "unit_price": 20_000_000,
        "quantity": 1,
        "grant": AMOUNT,
        "industry": "transport_equipment",
    },
    "describe_asset": {"asset": "A01", "industry": "food", "place": "bay 3"},
    "confirm_asset": {"asset": "A01"},
    "report_effect": {"machine": "L1", "year": 1, "measured_on": "2026-03-02", **MEASURED},
    "report_consumption_tax": {"tax_method": "full", "settled_on": "2026-06-01"},
    "order_tax_return": {"amount": AMOUNT, "due_on": "2026-07-31", "envelope": OTHER},
    "open_incident": {
        "machine": "L1",
        "provider": MAKER,
        "severity": "stopped",
        "problem": "the spindle does not turn",
    },
    "answer_incident": {"incident": "S01", "answer": "the drive is to be reset"},
    "resolve_incident": {"incident": "S01", "solution": "the drive was replaced"},
    "request_disposal": {"asset": "A01", "manner": "scrap", "planned_on": "2026-07-01", "reason": REASON},
    "approve_disposal": {"disposal": "R01", "amount": AMOUNT, "envelope": OTHER},
    "refuse_disposal": {"disposal": "R01", "reason": REASON, "envelope": OTHER},
    "record_disposal": {"disposal": "R01", "disposed_on": "2026-06-10"},
    "place_hold": {"reason": REASON},
    "lift_hold": {"hold": "H01", "reason": REASON},
    "propose_erasure": {"items": ["D001"], "basis": "request of the person", "reason": REASON},
    "erase_personal_data": {"erasure": "E01", "envelope": OTHER},
    # 1,000,000 yen from 31 May to 10 June are ten days of 300 yen.
    "assess_charge": {"charge": "additional", "amount": 3_000, "envelope": OTHER},
    "record_charge_payment": {"charge": "additional", "amount": 3_000, "received_on": "2026-06-10"},
    "waive_charge": {"charge": "additional", "amount": 3_000, "reason": REASON, "envelope": OTHER},
    "file_document": {"kind": "pse_certificate", "name": "pse.pdf", "digest": ROOT},
    "sign_form": {"form": FORM, "envelope": OTHER},
    "accept_document": {"document": "D001"},
    "reject_document": {"document": "D001", "reason": REASON},
    "issue_letter": {"letter": "SF26-2026-RCP-0002", "kind": "receipt", "digest": OTHER, "entry": 3},
    "reissue_letter": {"letter": LETTER, "reason": REASON},
    "correct_letter": {"letter": LETTER, "correction": "serial number A-1 is A-7", "reason": REASON, "envelope": OTHER},
    "enrol_collector": {"public_key": OTHER, "certificate": ROOT, "name": "gateway-2"},
    "retire_collector": {"public_key": ROOT, "reason": REASON},
    "ask_observation": {"line": "L1", "challenge": ROOT},
    "issue_capture_plan": {"line": "L1", "challenge": ROOT, "plan": OTHER},
    "assess_signal": {"check": OTHER},
    "receive_capture": {"line": "L1", "digest": OTHER, "assessment": {"challenge": ROOT}},
    "order": {"ordered_on": "2026-05-11", "order_number": "PO-1"},
    "ship": {"shipped_on": "2026-05-18", "bill_of_lading": "BL-1"},
    "permit_import": {
        "permitted_on": "2026-05-25",
        "permit_number": "1",
        "importer": "Aoba",
        "importer_number": USER,
        "columns": [{"hs_code": "845710000", "customs_value": 20_000_000, "quantity": 1, "origin": "CN"}],
    },
    "complete_import": {},
    "deliver": {"delivered_on": "2026-05-29", "serial": "SN-1"},
    "commission": {"trial_run_on": "2026-06-01", "commissioned_on": "2026-06-05", "accepted_by": "Aoba"},
    "schedule_visit": {"visit_on": "2026-06-10", "inspector": INSPECTOR.person},
    "record_visit_findings": {
        "visited_on": "2026-06-10",
        "findings": [{"item": "nameplate", "severity": "major", "note": "the plate is covered with paint"}],
    },
    "verify_line": {"visited_on": "2026-06-10", "checklist": {"nameplate": True}, "envelope": OTHER},
    **each("select_second_visit spare_second_visit", {"draw": {"seed": ROOT, "why": ""}}),
    "declare_interest": {"kind": "employment", "organisation": USER, "from_on": "2020-04-01", "until_on": "2022-03-31"},
    "end_interest": {"interest": "I001", "until_on": "2026-05-31"},
    "withdraw_interest": {"interest": "I001", "reason": REASON},
    "set_availability": {"from_on": "2026-06-15", "until_on": "2026-06-19", "visits": 0},
    "suspend_clock": {"until_on": "2026-06-20", "reason": REASON},
    "amend_line": {"field": "ordered_on", "value": "2026-05-12", "reason": REASON},
    "stop_vendor": {"vendor": MAKER, "vendor_name": "Hailan (fictional)", "reason": REASON},
    "release_vendor": {"reason": REASON},
    "apply": {},
    "give_up": {"from_on": "2026-06-10", "reason": REASON},
    "register": {"valid_from": "2026-06-10"},
    "allow_appeal": {"valid_from": "2026-06-10", "reason": REASON},
    "propose_correction": {"valid_from": "2026-06-01", "reason": REASON},
    "confirm_correction": {"valid_from": "2026-06-01"},
    **each("suspend reinstate remove", {"from_on": "2026-06-10", "reason": REASON}),
}
DISPOSAL = Disposal("R01", "A01", "scrap", date(2026, 6, 10), Money(0), Money(AMOUNT))
ERASURE = Erasure("E01", ("D001",), (ROOT,), "request of the person", "second officer")


def kept(commands: str, **changes: Any) -> dict[str, dict[str, Any]]:
    """What the time after payment must have left for some commands."""
    return {command: {"aftercare": replace(NOTHING_YET, **changes)} for command in commands.split()}


#: A grant received on 31 May, ordered back by 31 July, and whole again on 10 June.
DEBT = Debt(Basis.REVOCATION, Money(AMOUNT), date(2026, 5, 31), date(2026, 7, 31))
BACK = DEBT.paid(Payment(date(2026, 6, 10), Money(AMOUNT)))
CHARGED = BACK.charged(ChargeEntry(Entry.ASSESSED, Money(3_000)))
EVERYBODY_DID = ("end_user", "integrator", "distributor")
BOTH_SIGNED = {"signatures": signed(*EVERYBODY_DID), "declarations": declared(*EVERYBODY_DID)}
#: What must hold of a case beyond its state for a command to be accepted.
READY: Mapping[str, dict[str, Any]] = {
    "submit": BOTH_SIGNED,
    "resubmit": {**BOTH_SIGNED, "returns": (Return(("price",), REASON, NOW, ("price",)),)},
    **each("reserve wait_list give_receipt", {"balance": Balance(requested=Money(AMOUNT))}),
    "approve_change": {"change": replace(CHANGE, signatures=signed(*EVERYBODY_DID))},
    "pay": {"approvals": ("one", "another")},
    "sign_form": {
        "documents": {
            "D001": replace(paper_of("D001", "installation_log", "log.json"), digest=FORM, about={"form": "v1"})
        }
    },
    "answer_correction": {"correcting": ("L1-F1",)},
    "record_baseline": {"lines": {}},
    "lapse": {"lines": {"L1": line_in("ordered")}},
    **kept("describe_asset confirm_asset request_disposal", assets={"A01": asset()}),
    "report_effect": {"paid_on": date(2025, 3, 31)},
    **kept("order_tax_return", tax=TaxReport("full", Money(AMOUNT))),
    **kept("approve_disposal refuse_disposal", disposals={"R01": DISPOSAL}, assets={"A01": asset()}),
    **kept("record_disposal", disposals={"R01": replace(DISPOSAL, status="approved")}, assets={"A01": asset()}),
    **kept("lift_hold", holds={"H01": Hold("H01", "second officer")}),
    **kept("propose_erasure", ended_on=date(2020, 1, 1)),
    **kept("erase_personal_data", ended_on=date(2020, 1, 1), erasures={"E01": ERASURE}),
    "order_repayment": {"revoked_part": Money(AMOUNT)},
    "extend_due": {"debts": (DEBT,)},
    "record_repayment": {"debts": (DEBT,), "balance": Balance(Money(AMOUNT), receivable=Money(AMOUNT))},
    "assess_charge": {"debts": (BACK,)},
    **each("record_charge_payment waive_charge", {"debts": (CHARGED,)}),
    "confirm_recovery": {"balance": Balance(), "debts": (CHARGED.charged(ChargeEntry(Entry.PAID, Money(3_000))),)},
}
SUBJECTS = {Side.INTEGRATOR: "integrator", Side.DISTRIBUTOR: "distributor", Side.OFFICE: "body"}


@dataclass(frozen=True)
class Attempt:
    """Somebody tries a command on a case or a registration."""

    subject: Case | Registration | Vendor | Inspector | CollectorRegister
    command: Command
    around: Surroundings = AROUND

    def made(self) -> Decision | Refusal:
        """What comes of it."""
        if isinstance(self.subject, CollectorRegister):
            return decide_gear(self.subject, self.command)
        if isinstance(self.subject, Inspector):
            return decide_roster(self.subject, self.command)
        if isinstance(self.subject, Registration):
            return decide_registration(self.subject, self.command, REGISTERING)
        if isinstance(self.subject, Vendor):
            return decide_vendor(self.subject, self.command)
        return decide(self.subject, self.command, self.around)

    def codes(self) -> list[str]:
        """The codes of the refusal; none where it is accepted."""
        made = self.made()
        return [finding.code for finding in made.findings] if isinstance(made, Refusal) else []

    def body(self) -> Mapping[str, Any]:
        """What the one event of the decision says."""
        made = self.made()
        assert isinstance(made, Decision), made
        return made.events[0].body


def _parties(who: Actor, command: str = "") -> dict[str, Any]:
    """Parties among which somebody may act; who is paid is the applicant, also where that is an integrator alone."""
    if command in {"claim", "correct_account"} and who.side is Side.INTEGRATOR:
        return {"applicant": SI, "partner": {}}
    return {"applicant": DISTRIBUTOR, "partner": {}} if who.side is Side.DISTRIBUTOR else {}


def _incident(command: str, who: Actor) -> dict[str, Any]:
    """An incident that went to the acting person's organisation."""
    if command not in {"answer_incident", "resolve_incident"}:
        return {}
    opened = Incident("S01", "L1", who.organisation, "stopped", NOW, USER)
    return {"aftercare": replace(NOTHING_YET, incidents={"S01": opened})}


def on_paper(command: str, state: str, who: Actor, **details: Any) -> Attempt:
    """A command in a state of the paper track, ready to be accepted if the cell is open; ``details`` replace others."""
    ready = {**READY.get(command, {}), **_parties(who, command), **_incident(command, who)}
    case = case_in(state, **({} if state == "new" else ready))
    if command == "order_correction" and state != "new":
        case = replace(case, lines={"L1": replace(case.lines["L1"], findings=(FAULT,))})
    said = {**DETAILS.get(command, {}), **(_parties(who) if command == "open" else {}), **details}
    kept = {name: value for name, value in said.items() if value not in ({}, None)}
    return Attempt(case, Command(command, who, LATE if command == "lapse" else NOW, kept))


def _undrawn(line: Line) -> Line:
    return replace(line, facts={name: fact for name, fact in line.facts.items() if name != "draw"})


def on_line(command: str, state: str, who: Actor, **details: Any) -> Attempt:
    """A command in a state of the machine track, in a granted case."""
    line = _undrawn(line_in(state)) if command in DRAWING else line_in(state)
    if command == "complete_import":
        line = replace(line, shipments=tuple(replace(one, imported_on="2026-05-25") for one in line.shipments))
    # Another shipment of the same line has a bill of lading of its own.
    another = {"bill_of_lading": "BL-2", "shipments": 2} if command == "ship" and line.shipments else {}
    case = case_in("granted", line, **_parties(who))
    return Attempt(case, Command(command, who, NOW, {**DETAILS.get(command, {}), **another, **details}, "L1"))


def application(who: Actor, subject: Any) -> dict[str, Any]:
    """What a side's application says, ready to be accepted."""
    particulars = {"name": "Tsubame (fictional)"}
    if subject == "model":
        particulars = {"name": "HLM-650V", "maker": "Hailan (fictional)", "model": "HLM-650V"}
    if subject == "agreement":
        particulars = {"exporter": MAKER, "integrator": PARTNER, "agreed_on": "2026-05-20"}
    return {"subject": subject, "key": who.organisation or "a-key", "particulars": particulars}


def _registration(command: str, state: str, who: Actor) -> Registration:
    """A registration the acting person's organisation applied for; what is confirmed is an agreement of others."""
    if command == "confirm_correction":
        proposed = {"corrected_from": "2026-06-01", "corrected_by": "somebody else"}
        return Registration("model/x", state, applicant=who.organisation, **proposed)
    if command != "confirm":
        stands = (("2026-06-10", state),) if state == "registered" else ()
        return Registration("model/x", state, applicant=who.organisation, history=stands)
    of_two = {"exporter": "another", "integrator": who.organisation}
    return Registration("agreement/x", state, subject="agreement", applicant="another", particulars=of_two)


def on_registration(command: str, state: str, who: Actor, **details: Any) -> Attempt:
    """A command in a state of a registration, ready to be accepted if the cell is open."""
    subject = details.get("subject", SUBJECTS.get(who.side, "model"))
    said = application(who, subject) if command == "apply" else DETAILS.get(command, {})
    if command == "return":
        said = {"reason": REASON}
    return Attempt(_registration(command, state, who), Command(command, who, NOW, {**said, **details}))


def on_vendor(command: str, state: str, who: Actor, **details: Any) -> Attempt:
    """A command in a state of a vendor that another officer stopped."""
    vendor = Vendor(MAKER, state, decided_by=SECOND.person)
    return Attempt(vendor, Command(command, who, NOW, {**DETAILS.get(command, {}), **details}))


def on_roster(command: str, state: str, who: Actor, **details: Any) -> Attempt:
    """A command in a state of an inspector's own register, which holds one interest that lasts."""
    interest = Interest("I001", "employment", USER, date(2020, 4, 1))
    inspector = Inspector(who.person, state, interests={interest.id: interest}, declared=1)
    return Attempt(inspector, Command(command, who, NOW, {**DETAILS.get(command, {}), **details}))


def on_collectors(command: str, state: str, who: Actor, **details: Any) -> Attempt:
    """A command in a state of somebody's own register of collectors, which holds one in use."""
    known = Collector(ROOT, OTHER, "gateway-1")
    register = CollectorRegister(owner_of(who), state, collectors={known.public_key: known})
    return Attempt(register, Command(command, who, NOW, {**DETAILS.get(command, {}), **details}))


ATTEMPT = {
    Track.PAPER: on_paper,
    Track.MACHINE: on_line,
    Track.REGISTRATION: on_registration,
    Track.VENDOR: on_vendor,
    Track.INSPECTOR: on_roster,
    Track.COLLECTOR: on_collectors,
}


def at(attempt: Attempt, instant: datetime | str) -> Attempt:
    """The same attempt at another instant."""
    when = parse_instant(instant) if isinstance(instant, str) else instant
    return replace(attempt, command=replace(attempt.command, at=when))


def amid(attempt: Attempt, **changes: Any) -> Attempt:
    """The same attempt in other surroundings."""
    return replace(attempt, around=replace(attempt.around, **changes))


def of(attempt: Attempt, **changes: Any) -> Attempt:
    """The same attempt on a case or registration that differs."""
    return replace(attempt, subject=replace(attempt.subject, **changes))


def gate(outcome: Outcome, stage: str = "application", code: str = "rule.R01") -> Finding:
    """A gate of a stage as it came out."""
    return Finding(code, outcome, facts={"stage": stage})
