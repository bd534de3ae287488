"""Declarations and returns on a real office: private records, swapped ones, other subsidies, corrections by section."""

import copy
import io
import zipfile
from dataclasses import replace

from sekisho.application.declare import Prepared, declare, read_prepared
from sekisho.application.export_dossier import export_dossier
from sekisho.application.fix_content import correct_case, lock_case
from sekisho.application.keep_blob import keep
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES, project_case, read_case
from sekisho.application.request import Accepted
from sekisho.application.save_draft import save_draft
from sekisho.application.show_case import show_case
from sekisho.application.surround import surround
from sekisho.application.trace import project_traces
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.event import Command
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.parameter import DatedValue
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.money import Money
from tests.application.scene import ACCEPTANCE, FILE, PARTNER, PERMIT, USER

REBATE = {"with": "Tsubame (fictional)", "direction": "received", "yen": 7_654_321}
SUBSIDY = {"line": "L1", "subsidy_name": "Monozukuri", "granted_by": "SME Agency", "yen": 2_000_000}


def codes(refusal):
    """The reasons of a refusal."""
    assert isinstance(refusal, Refusal), refusal
    return [finding.code for finding in refusal.findings]


def ready(office, **said):
    """Give a case that both have signed and declared, the applicant with something to declare, and its root."""
    case = office.opens()
    office.declares(case, "user", **said)
    office.declares(case, "partner")
    root = lock_case(office.desk, case, office.people["user"]).case.root
    for who in ("user", "partner"):
        office.does(case, who, "sign", root=root)
    return case, root


def test_a_declaration_is_read_by_its_own_side_and_the_office(office):
    """The office and the auditor read every declaration, a party its own, and the other only that it was made."""
    case = office.opens()
    office.declares(case, "user", rebates=[REBATE])
    office.declares(case, "partner")
    seen = {}
    for who in ("user", "partner", "officer", "auditor"):
        view = show_case(office.desk, case, office.people[who])
        assert set(view.case.declarations) == {USER, PARTNER}
        seen[who] = {one.organisation: list(one.content["rebates"]) for one in view.declarations}
    assert seen["user"] == {USER: [REBATE]}
    assert seen["partner"] == {PARTNER: []}
    assert seen["officer"] == seen["auditor"] == {USER: [REBATE], PARTNER: []}


def test_no_event_and_no_dossier_tells_the_other_side_a_rebate(office):
    """What is declared stands in no event's body; the record goes into the declaring side's dossier alone."""
    case = office.opens()
    office.declares(case, "user", rebates=[REBATE])
    with office.desk.store.read() as tx:
        assert all(b"7654321" not in row.body for row in tx.journal.read(f"case/{case}"))
    told = {}
    for who in ("user", "partner", "officer"):
        archive = zipfile.ZipFile(io.BytesIO(export_dossier(office.desk, case, office.people[who])))
        told[who] = any(b"7654321" in archive.read(name) for name in archive.namelist())
    assert told == {"user": True, "partner": False, "officer": True}


def test_a_wrong_declaration_keeps_nothing(office):
    """Every fault is told at once, and the refused record is not kept."""
    case = office.opens()
    refused = office.prepares(case, "partner", related=True, rebates="none", other_subsidies=[])
    assert codes(refused) == ["declaration.ties_unnamed", "declaration.not_list", "declaration.not_asked"]


def made(office, case, who, prepared):
    """Make a prepared declaration, signed by somebody."""
    envelope = keep(office.desk, office.desk.notary.sign(prepared.statement, office.keys[who]))
    return declare(office.desk, case, office.people[who], prepared.declaration, envelope)


def test_a_declaration_of_another_case_or_side_is_none(office):
    """A record written for another case, or by the other side, is refused as such."""
    first, second = office.opens(), office.case()
    theirs = office.prepares(first, "user")
    assert "declaration.of_another" in codes(made(office, second, "user", theirs))
    assert "declaration.of_another" in codes(made(office, first, "partner", theirs))
    assert read_prepared(office.desk, first, office.people["partner"], theirs.declaration) == {}
    assert "declaration.absent" in codes(made(office, first, "user", Prepared("0" * 64, theirs.statement)))


def test_a_declaration_is_signed_by_whoever_makes_it(office):
    """The other side's signature carries nobody's declaration."""
    case = office.opens()
    prepared = office.prepares(case, "user")
    envelope = keep(office.desk, office.desk.notary.sign(prepared.statement, office.keys["partner"]))
    refused = declare(office.desk, case, office.people["user"], prepared.declaration, envelope)
    assert codes(refused) == ["statement.not_signed"]


def test_the_exporter_declares_on_machines_he_registered(office):
    """The maker of a machine of the case declares once it is locked; on a case without his machines it is not his."""
    case = office.opens()
    assert codes(office.prepares(case, "seller")) == ["guard.not_your_case"]
    lock_case(office.desk, case, office.people["user"])
    assert office.declares(case, "seller", commissions=[REBATE]).case.declared("exporter")
    other = office.case(lines=[{**FILE["lines"][0], "model": "HLM-900"}])
    lock_case(office.desk, other, office.people["user"])
    assert codes(office.prepares(other, "seller")) == ["guard.not_your_case"]


def test_a_submission_wants_both_declarations(office):
    """Without the partner's declaration the case is not submitted, and with it it is."""
    case = office.opens()
    office.declares(case, "user")
    root = lock_case(office.desk, case, office.people["user"]).case.root
    for who in ("user", "partner"):
        office.does(case, who, "sign", root=root)
    assert office.codes(case, "user", "submit", root=root) == {"guard.declaration_missing"}
    office.declares(case, "partner")
    assert office.does(case, "user", "submit", root=root).case.state == "submitted"


def test_another_national_subsidy_refuses_the_submission(office):
    """What the applicant declares on the same equipment is named as the reason; given up, the case is submitted."""
    case, root = ready(office, other_subsidies=[SUBSIDY])
    assert office.codes(case, "user", "submit", root=root) == {"guard.other_subsidy"}
    office.declares(case, "user")
    assert office.does(case, "user", "submit", root=root).case.state == "submitted"


class Milder:
    """The program with the reading that takes another subsidy off (A34)."""

    def __init__(self, programs):
        """Take the shipped programs."""
        self.programs = programs

    def definition(self, tx) -> ProgramDefinition:
        """Give the definition with the switch turned."""
        program, path = self.programs.definition(tx), "claim.other_subsidy"
        entry = DatedValue(min(one.from_on for one in program.parameters[path].history), "reduced",
                           Citation.parse("assumption: A34, turned by a test"))  # fmt: skip
        one = replace(program.parameters[path], history=(entry,))
        return replace(program, parameters={**program.parameters, path: one})

    def __getattr__(self, name):
        """Give everything else unchanged."""
        return getattr(self.programs, name)


def test_under_the_milder_reading_it_is_taken_off(office):
    """Declared before the lock it lowers what is asked; declared after it the content has to be locked again (A34)."""
    office.desk = replace(office.desk, programs=Milder(office.desk.programs))
    case, root = ready(office)
    office.declares(case, "user", other_subsidies=[SUBSIDY])
    assert office.codes(case, "user", "submit", root=root) == {"guard.other_subsidy_not_taken_off"}
    office.does(case, "user", "unlock", reason="the other subsidy is taken off")
    locked = lock_case(office.desk, case, office.people["user"]).case
    assert locked.balance.requested == Money((20_000_000 - 2_000_000) * 18 // 100)
    for who in ("user", "partner"):
        office.does(case, who, "sign", root=locked.root)
    assert office.does(case, "user", "submit", root=locked.root).case.state == "submitted"


def test_a_replaced_partner_is_named_in_the_draft_and_declares_anew(office):
    """The new partner stands in the content, has signed and declared nothing, and must be registered to sign."""
    case, _root = ready(office)
    other = {"name": "Hibari (fictional)", "corporate_number": "6990000000003", "side": "integrator"}
    office.does(case, "user", "replace_partner", partner=other, reason="the partner fails to register")
    view = show_case(office.desk, case, office.people["user"])
    assert (view.case.signatures, set(view.case.declarations)) == ((), {USER})
    locked = lock_case(office.desk, case, office.people["user"])
    assert isinstance(locked, Accepted), locked
    content = show_case(office.desk, case, office.people["officer"]).content
    assert content["partner"]["corporate_number"] == other["corporate_number"]
    assert office.codes(case, "user", "sign", root=locked.case.root) == {"guard.partner_not_registered"}


def test_a_content_that_names_another_party_is_not_locked(office):
    """Who signs and declares is whom the content names: another applicant or partner is refused by number."""
    case = office.opens()
    content = {**copy.deepcopy(FILE), "partner": {**FILE["partner"], "corporate_number": "6990000000003"}}
    save_draft(office.desk, case, office.people["user"], content, 1)
    assert codes(lock_case(office.desk, case, office.people["user"])) == ["content.another_party"]


def sent_back(office, *sections):
    """Give a case of which some sections were sent back."""
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "return", sections=list(sections), reason="it does not say which machine")
    return case


def corrected(office, case, **line):
    """Correct the one line of a returned case."""
    lines = [{**FILE["lines"][0], **line}]
    save_draft(office.desk, case, office.people["user"], {**copy.deepcopy(FILE), "lines": lines}, 1)
    return correct_case(office.desk, case, office.people["user"])


def test_a_correction_of_what_was_sent_back_is_taken(office):
    """A new serial number corrects the equipment, and the history says so."""
    case = sent_back(office, "equipment")
    done = corrected(office, case, serial="HL-7")
    assert isinstance(done, Accepted), done
    assert [(one.sections, one.changed) for one in done.case.returns] == [(("equipment",), ("equipment",))]


def test_a_price_that_was_not_sent_back_stays(office):
    """Lowering the price while only the equipment was sent back is refused by the section's name."""
    case = sent_back(office, "equipment")
    refused = corrected(office, case, price=19_000_000, serial="HL-7")
    assert [(f.code, f.facts["section"]) for f in refused.findings] == [("guard.section_not_returned", "price")]


def test_a_serial_another_live_case_claims_is_refused_at_delivery(office):
    """The machine that came is claimed once: its serial number is refused at once where another case holds it (A21)."""
    first, second = office.opens(), office.case()
    for case in (first, second):
        office.submits(case)
        office.grants(case)
    office.installs(first)
    steps = (
        ("order", {"ordered_on": "2026-06-22", "order_number": "PO-2"}),
        ("ship", {"shipped_on": "2026-08-04", "bill_of_lading": "BL-2"}),
        ("permit_import", PERMIT),
    )
    for command, details in steps:
        office.does(second, "user", command, "L1", **details)
    spelled = (f"SN-{first}", f"ＳＮ－{first}", f"sn {first.lower()}", f"SN{first}")
    for serial in spelled:
        details = {"delivered_on": "2026-08-24", "serial": serial}
        assert office.codes(second, "user", "deliver", "L1", **details) == {"guard.serial_claimed"}
    other = {"delivered_on": "2026-08-24", "serial": "SN-2"}
    assert office.does(second, "user", "deliver", "L1", **other).case.lines["L1"].text("serial")


def test_a_machine_of_a_turnkey_line_is_claimed_once(office):
    """Each machine a line was commissioned with claims its serial number, however it is spelled (A21)."""
    first, second = office.opens(), office.case()
    steps = (
        ("order", {"ordered_on": "2026-06-22", "order_number": "PO-2"}),
        ("ship", {"shipped_on": "2026-08-04", "bill_of_lading": "BL-2"}),
        ("permit_import", PERMIT),
    )
    for case in (first, second):
        office.submits(case)
        office.grants(case)
    office.at("2026-09-10T10:00:00+09:00")
    for n, case in enumerate((first, second)):
        for command, details in (*steps, ("deliver", {"delivered_on": "2026-08-24", "serial": f"LINE-{n}"})):
            office.does(case, "user", command, "L1", **details)
    machines = [{"serial": "ROBOT-77", "accepted_on": "2026-09-10"}, {"serial": "R-78", "accepted_on": "2026-09-09"}]
    office.does(first, "user", "commission", "L1", **ACCEPTANCE, machines=machines)
    again = [{"serial": "ｒｏｂｏｔ 77", "accepted_on": "2026-09-10"}]
    assert office.codes(second, "user", "commission", "L1", **ACCEPTANCE, machines=again) == {"guard.serial_claimed"}
    other = [{"serial": "ROBOT-79", "accepted_on": "2026-09-10"}]
    office.does(second, "user", "commission", "L1", **ACCEPTANCE, machines=other)


def twin(office, case, name, **delivered):
    """Have another case stand as one does, but for what was said of its machine at delivery."""
    with office.desk.store.write() as tx:
        events = [row.event for row in tx.journal.read(CASES + case)]
        told = [replace(e, body={**e.body, **delivered}) if e.type == "machine.delivered" else e for e in events]
        tx.journal.append(CASES + name, told, 0)
        made = read_case(tx, name)
        project_case(office.desk, tx, made)
        project_traces(office.desk, tx, made)


def test_gate_and_guard_say_the_same_of_a_turnkey_line(office):
    """Where another case claims one of a line's machines, and not its own serial, neither says it is free (A21)."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.at("2026-09-10T10:00:00+09:00")
    steps = (
        ("order", {"ordered_on": "2026-06-22", "order_number": "PO-2"}),
        ("ship", {"shipped_on": "2026-08-04", "bill_of_lading": "BL-2"}),
        ("permit_import", PERMIT),
        ("deliver", {"delivered_on": "2026-08-24", "serial": "LINE-1"}),
    )
    for command, details in steps:
        office.does(case, "user", command, "L1", **details)
    machines = [{"serial": "ROBOT-77", "accepted_on": "2026-09-10"}]
    office.does(case, "user", "commission", "L1", **ACCEPTANCE, machines=machines)
    assert told_of_serials(office, case) == (Outcome.MET, set())
    twin(office, case, "T-1", serial="LINE-2")
    assert told_of_serials(office, case) == (Outcome.NOT_MET, {"T-1"})
    assert told_of_serials(office, "T-1") == (Outcome.NOT_MET, {case})


def told_of_serials(office, case):
    """Give what the gate says of a case's serials, and the cases the guard says hold them."""
    with office.desk.store.read() as tx:
        command = Command("confirm_verification", SYSTEM, program_now(office.desk, tx), {})
        around = surround(office.desk, tx, read_case(tx, case), command)
    (gate,) = [one.outcome for one in around.gates if one.code == "rule.R14"]
    return gate, set(around.serials_claimed.values())


def test_a_declaration_without_its_record_is_refused(office):
    """The command by its bare name wants the record like any other way to it."""
    case = office.opens()
    assert "declaration.absent" in codes(office.tries(case, "user", "declare", declaration="0" * 64))
