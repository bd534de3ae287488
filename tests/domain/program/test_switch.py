"""Switches: every parameter the code looks up changes an answer when it is changed; the others promise no effect."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import sekisho
from sekisho.application.draw_second_visits import draw_terms, second_look_terms
from sekisho.application.plan_visits import plan_terms
from sekisho.application.price import priced_lines, terms_on
from sekisho.application.remind import schedule_of
from sekisho.application.report_quarter import classes_of, named_quarter
from sekisho.application.shown_evidence import evidence_findings
from sekisho.application.surround import charge_terms_on, terms_of
from sekisho.application.transfer_terms import line_ending_on, remitter_on, result_layout_on
from sekisho.application.word_letter import word_letter
from sekisho.bootstrap.package import all_wording
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.costing.quote import make_quote
from sekisho.domain.evidence.signal.concentration import concentration_signals, shares
from sekisho.domain.evidence.signal.likeness import Print, Sought
from sekisho.domain.evidence.signal.price import Prices, price_signals
from sekisho.domain.evidence.signal.signal import weighed
from sekisho.domain.evidence.signal.terms import terms_of_signals
from sekisho.domain.evidence.signal.trace import Trace
from sekisho.domain.fund.charge import Payment, charge
from sekisho.domain.letter.compose import compose
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.rules.grammar import Node
from sekisho.domain.rules.parameter import DatedValue
from sekisho.domain.screening.bind import Register, Setting
from sekisho.domain.screening.cure import cure
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.schedule import plan_back
from sekisho.domain.screening.screen import as_declared
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import parse_instant
from tests.domain.letter.scene import WORDING, occasion
from tests.domain.program.scene import PROGRAM, edited, refused
from tests.domain.screening.scene import FILE, PAPERS, REGISTER, changed, finding

JUNE = date(2026, 6, 1)
PARTS = ("applicant", "partner", "exporter", "inspector")
OPENED = date(2026, 5, 9)
NOW = parse_instant("2026-10-05T10:00:00+09:00")
JIS = {"kind": "jis_b9700_evidence", "standard": "JIS B 9700", "edition": "2013"}
STATED = {**JIS, "kind": "jis_b9700_declaration"}
DECLARED = {"kind": "pse_out_of_scope_declaration", "accepted": True}
SAFE = [{"kind": "iso13849_certificate", "pl": 4}, {"kind": "iec61508_certificate", "sil": 2}]
PLC = {"maker": "Zhenxi Controls (fictional)", "model": "ZX-500", "category": "plc"}
DEALER = replace(REGISTER, distributor_registered=True)
TABLE = {"plc": 1, "robot": 1, "vision": 1, "cnc": 1, "line": 1}
PRICED = {
    "lines": [
        {"id": "L1", "category": "cnc", "price": 23_456_789, "yearly_saving": 4_000_000,
         "costs": {"duty_rate": "3.3 %", "installation": 1_000_000}},
    ],
}  # fmt: skip


def turned(path: str, value: object) -> ProgramDefinition:
    """Give the program with one parameter changed for good."""
    entry = DatedValue(OPENED, value, Citation.parse("assumption: turned by a test"))
    changed_one = replace(PROGRAM.parameters[path], history=(entry,))
    return replace(PROGRAM, parameters={**PROGRAM.parameters, path: changed_one})


def judged(rule, content=FILE, register=REGISTER):
    """Give what asks a program how one criterion comes out on a file."""
    return lambda program: finding(rule, content, register, program=program).outcome


def without_partner(side):
    """Give the file of somebody who applies alone."""
    return {"applicant": {**FILE["applicant"], "side": side}, "channel": "portal", "lines": FILE["lines"]}


def test_a_pool_for_each_fiscal_year_is_refused_with_reason_and_remedy():
    """Turned, A32 loads nothing: the refusal names file, entry, value, citation, what is possible and what to do."""
    said = refused(edited("parameters.toml", 'value = "whole_program"', 'value = "fiscal_year"'))
    for part in ("parameters.toml", "pool.period", "'fiscal_year' (assumption: A32)", "it can do whole_program"):
        assert part in said
    assert "raise its cap" in said


def planned(program):
    """Ask a program for its back-schedule."""
    return plan_back(program, date(2026, 5, 18), frozenset()).as_json()


def papers(program):
    """Ask a program which papers it takes, from whom, and who reads them."""
    return paper_kinds_on(program, JUNE)


def quoted(program):
    """Ask a program for a quote."""
    return make_quote(priced_lines(program, PRICED, JUNE), terms_on(program, JUNE)).totals()


def decided(program):
    """Ask a program for the terms a transition goes by."""
    return terms_of(program, JUNE)


def reported(program):
    """Ask a program which days its quarters have, and by which classes they are broken down."""
    return named_quarter(program, "2026Q4"), classes_of(program, all_wording())


def announced(program):
    """Ask a program when deadlines are announced."""
    return schedule_of(program, NOW)


def mended(program):
    """Ask a program for the cheapest way to make a power unit without evidence eligible."""
    request = as_declared(read_request(changed(documents=PAPERS[1:]))[0])
    held = Setting(request, program, REGISTER, parse_instant("2026-06-01T10:00:00+09:00"))
    return [one.what for one in cure(held.request.lines[0], held, held.day).courses[0].measures]


def toured(program):
    """Ask a program by what visits are planned."""
    return plan_terms(program, JUNE)


def chosen(program):
    """Ask a program by what second visits are drawn, live and in a rehearsal."""
    return [draw_terms(program, JUNE, rehearsal=flag) for flag in (False, True)], second_look_terms(program, JUNE)


def captured(program):
    """Ask a program what a capture has to reach, live and in a rehearsal."""
    return [program.capture_thresholds(JUNE, rehearsal=flag) for flag in (False, True)]


def shown(program):
    """Ask a program whether evidence received ten days after commissioning bears out a late claim."""
    capture = {"digest": "c", "reached": ["L2", "L4"], "received_on": "2026-09-20"}
    line = Line("L1", facts={"commissioned_on": "2026-09-10"}, captures=(capture,))
    case = Case("C", lines={"L1": line}, submitted_at=NOW)
    return [finding.outcome for finding in evidence_findings(case, line, program, NOW)]


def charged(program):
    """Ask a program what thirty days of a thousand yen cost once they are paid back."""
    terms = charge_terms_on(program, JUNE)
    return charge(Money(1_234_567), JUNE, [Payment(date(2026, 7, 1), Money(1_234_567))], date(2026, 7, 1), terms)


def transferred(program):
    """Ask a program how the office pays: from which account, and how the bank wants and answers a file."""
    return remitter_on(program, JUNE), line_ending_on(program, JUNE), result_layout_on(program, JUNE)


def written(program):
    """Ask a program for a letter that refuses."""
    return word_letter(compose(occasion("decline_notice", program=program)), WORDING, ("a", "b"), {}).content


REMITTER = {
    "code": "0000000124",
    "name": "ジムキヨク",
    "bank": "0901",
    "branch": "001",
    "kind": "2",
    "number": "0001234",
}


LIKE = [Print(tuple(view ^ change for view in (0,) * 25)) for change in (0, 2**23 - 1)]
VENDORS = [Trace("vendor", "v", f"C-{n}", amount=1) for n in range(6)] + [Trace("vendor", "w", "C-9", amount=94)]


def strayed(program):
    """Give the points of signals on prices of one line, on shares of vendors, and whether two photos are one."""
    terms = terms_of_signals(program, JUNE)
    prices = [
        *price_signals(Prices("L1", 100, 100, 100), terms.prices),
        *price_signals(Prices("L2", 100, others=[100, 100, 100]), terms.prices),
        *price_signals(Prices("L3", 100, others=[10, 10]), terms.prices),
        *price_signals(Prices("L4", 100, others=[50, 50, 50]), terms.prices),
    ]
    found = [*prices, *concentration_signals(shares(VENDORS), terms.vendor_share, terms.vendor_cases)]
    seen = [(one.code, one.place, one.points) for one in weighed(found, terms.points)]
    return seen, Sought.of(LIKE[0]).nearest({"other": LIKE[1]}, terms.photo_distance)


#: By parameter: another value, and what to ask. Where a criterion decides, the question is that criterion's outcome.
SWITCHES = {
    "window.opens": ("2026-06-01", judged("R15", changed(imported_on="2026-05-20"))),
    "window.closes": ("2027-01-31", judged("R16", changed(commissioned_on="2027-01-05"))),
    "window.told_by": ("2027-02-28", decided),
    "application.deadline": ("2026-06-01T09:00:00+09:00", judged("R13")),
    "claim.classes": (["integrator"], judged("R01")),
    "claim.partner_needed_for": (["integrator"], judged("R10", without_partner("integrator"))),
    "annex.categories": (["plc"], judged("R02")),
    "origin.countries": (["CN", "VN"], judged("R09", changed(origin="VN"))),
    "intake.channels": (["chamber-desk"], judged("R12")),
    "pse.reading": ("literal", judged("R06", changed(documents=[*PAPERS[1:], DECLARED]))),
    "jis.machine_categories": (["plc"], judged("R07", changed(documents=[STATED], **PLC))),
    "bodies.recognised": (["Kinki Safety Certification (fictional)"], judged("R08")),
    "safety.advised_pl": (TABLE, judged("V01", changed(documents=[{**SAFE[0], "pl": 2}, {**SAFE[1], "sil": 1}]))),
    "safety.advised_sil": (TABLE, judged("V01", changed(documents=[{**SAFE[0], "pl": 2}, {**SAFE[1], "sil": 1}]))),
    "agreement.early_before": ("2026-05-01", judged("V03", register=replace(REGISTER, agreement_on=date(2026, 5, 20)))),
    "distributor.proof": ("register", judged("R11", without_partner("distributor"), DEALER)),
    "order.before_decision": ("refused", judged("R24", changed(ordered_on="2026-05-20"))),
    "standards.accepted": (["ISO 12100:2010"], judged("R07", changed(documents=[JIS]))),
    "registration.target_working_days": (60, planned),
    "lead.unit": ({**PROGRAM.words("lead.unit", JUNE), "factory": "calendar"}, planned),
    "lead.days": ({**PROGRAM.numbers("lead.days", JUNE), "shipping": 30}, planned),
    "cure.cost": ({"paper": 10, "declare": 5}, mended),
    "subsidy.rate": ("12 %", quoted),
    "subsidy.truncation_yen": (1000, quoted),
    "subsidy.installation_counts_for": (["cnc"], quoted),
    "tax.national": ("0.0624", quoted),
    "tax.local_share": ("17/63", quoted),
    "tax.base_unit_yen": (1, quoted),
    "tax.payable_unit_yen": (1, quoted),
    "appraisal.discount_rate": ("0.08", quoted),
    "appraisal.subsidy_lag_months": (18, quoted),
    "clock.withdrawal_days": (14, decided),
    "clock.correction_days": (31, decided),
    "clock.corrective_days": (15, decided),
    "clock.reconsideration_months": (2, decided),
    "document.required.verification": (["acceptance_record"], decided),
    "document.required.fixing": ([], decided),
    "clock.fixing_days": (20, decided),
    "clock.claim_days": (60, decided),
    "clock.claim_grace_days": (62, decided),
    "clock.moves_past_closed_days": (
        dict.fromkeys(
            (
                *("withdrawal", "correction", "corrective_action", "claim", "repayment", "disposal_repayment"),
                *("charge", "reconsideration"),
            ),
            False,
        ),
        decided,
    ),
    "report.quarter_reading": ("calendar", reported),
    "report.size_limits": ({"small": 5}, reported),
    "report.sectors": (["machinery"], reported),
    "report.prefectures": (["JP-13"], reported),
    "reminder.days_before": ([5], announced),
    "reminder.days_overdue": ([2], announced),
    "verification.days": (60, decided),
    "verification.latest_on": ("2027-02-28", decided),
    "verification.revisit_days": (45, decided),
    "verification.escalation_days": ([45, 10], announced),
    "inspection.to_correct": (["major"], decided),
    "inspection.conflict_years": (3, toured),
    "inspection.visits_per_day": (2, toured),
    "inspection.plan_days": (14, toured),
    "second_visit.points": ({"retrospective": 70}, chosen),
    "second_visit.signal_points": ({"same_serial": 70}, chosen),
    "second_visit.threshold": (50, chosen),
    "second_visit.share_percent": (10, chosen),
    "second_visit.rehearsal_share_percent": (5, chosen),
    "second_visit.late_days": (3, chosen),
    "second_visit.large_yen": (1_000_000, chosen),
    "record.retention_years": (7, decided),
    "record.fiscal_year_first_month": (1, decided),
    "payment.approvals": (3, decided),
    "claim.other_subsidy": ("reduced", decided),
    "letter.basis": ("rules", written),
    "letter.year": ("calendar", written),
    "letter.issuer": ({"ja": "県", "en": "prefecture", "zh-Hans": "县政府"}, written),
    "letter.articles": ({"receipt": "law: Act 179 of 1955, art. 5"}, written),
    "letter.review_months": (2, written),
    "letter.lawsuit_months": (12, written),
    "commissioning.event": ("first_operation", decided),
    "customs.import_event": ("bp_release", decided),
    "customs.importer_of_record": ("claimant_only", decided),
    "asset.disposal_limit_yen": (100_000, decided),
    "asset.life_years": ({"food": 10}, decided),
    "asset.industry_of_sector": ({"machinery": "production_machinery"}, decided),
    "asset.depreciation": ("declining", decided),
    "asset.straight_line_rate": ({"5": "0.2"}, decided),
    "asset.declining_rate": ({"5": "0.4"}, decided),
    "asset.revised_rate": ({"5": "0.5"}, decided),
    "asset.guarantee_rate": ({"5": "0.108"}, decided),
    "asset.memo_yen": (0, decided),
    "disposal.basis": ({"scrap": "none"}, decided),
    "disposal.unit_yen": (1000, decided),
    "disposal.repayment_days": (30, decided),
    "effect.indicators": (["cycle_time_ms"], decided),
    "effect.reports": (5, decided),
    "effect.due_months": (3, decided),
    "tax_report.base": ("tax_included", decided),
    "tax_report.due_months": (12, decided),
    "support.answer_hours": (48, decided),
    "charge.additional_rate": ("14.6 %", charged),
    "charge.days_in_year": (360, charged),
    "charge.counts_first_day": (True, charged),
    "charge.counts_last_day": (False, charged),
    "charge.unit_yen": (100, charged),
    "charge.minimum_yen": (1_000_000, charged),
    "charge.pay_days": (7, decided),
    "transfer.remitter": (REMITTER, transferred),
    "transfer.line_ending": ("crlf", transferred),
    "transfer.result_field": ({"start": 115, "size": 2}, transferred),
    "transfer.result_codes": ({"0": "paid"}, transferred),
    "evidence.sealed_within_days": (9, shown),
    "capture.seconds": (60, captured),
    "capture.rehearsal_seconds": (5, captured),
    "capture.gap_percent": (2, captured),
    "capture.good_percent": (90, captured),
    "capture.clock_offset_s": (10, captured),
    "capture.action_one_in": (50, captured),
    "capture.action_hold_ms": (500, captured),
    "observation.asked": ({"least": 1}, lambda program: program.observation_asked(JUNE)),
    "capture.lag_ms": (2000, captured),
    "capture.jitter_ms": (500, captured),
    "capture.tolerance_percent": (5, captured),
    "capture.agree_percent": (95, captured),
    "capture.agree_changes": (5, captured),
    "signal.price_above_customs": ("50 %", strayed),
    "signal.price_below_customs": ("200 %", strayed),
    "signal.price_above_list": ("50 %", strayed),
    "signal.price_above_median": ("50 %", strayed),
    "signal.fewest_other_cases": (2, strayed),
    "signal.vendor_share": ("1 %", strayed),
    "signal.vendor_cases": (1, strayed),
    "signal.photo_distance": (150, strayed),
    "signal.points": ({"price_above_median": 1}, strayed),
    **{f"document.kinds.{part}": (["pse_certificate"], papers) for part in PARTS},
    "document.priced": (["quotation"], papers),
    "document.confidential": (["quotation"], papers),
}
#: Looked up where only a store can show it: the pool opens with this cap and follows these readings, a registration
#: needs these papers (tests of the application).
WITH_A_STORE = {
    *(f"pool.{name}" for name in ("appropriation", "bound_at", "exhausted", "last_day", "waiting_until")),
    "report.smallest_cell",
    "scorecard.least_cases",
    *(f"registration.papers.{subject}" for subject in ("model", "integrator", "distributor", "agreement", "further")),
}


@pytest.mark.parametrize("path", SWITCHES)
def test_a_switch_changes_an_answer(path):
    """Turning a parameter, and nothing else, makes some answer come out differently."""
    value, ask = SWITCHES[path]
    assert ask(turned(path, value)) != ask(PROGRAM)


@pytest.mark.parametrize(
    ("path", "value", "ask"),
    [
        ("pse.reading", "law", judged("R06", changed(documents=[*PAPERS[1:], {**DECLARED, "accepted": None}]))),
        ("claim.partner_needed_for", ["end_user", "integrator", "distributor"],
         judged("R10", without_partner("distributor"))),
        ("claim.partner_needed_for", ["integrator"], judged("R10", without_partner("end_user"), Register())),
        ("jis.machine_categories", ["robot", "line"], judged("R07", changed(documents=[STATED]))),
        ("origin.countries", ["VN"], judged("R09")),
    ],
)  # fmt: skip
def test_every_other_reading_works_too(path, value, ask):
    """The further values facts allow for a question are carried out as well (A9, A10, A13, A23)."""
    assert ask(turned(path, value)) != ask(PROGRAM)


def test_where_orders_before_the_decision_are_refused_nobody_is_held_at_the_counter():
    """Under that reading an early order fails at once, and who has not ordered can still be granted (A5)."""
    strict = turned("order.before_decision", "refused")
    assert judged("R24", changed(ordered_on="2026-05-20"))(strict) == "not_met"
    waiting = finding("R24", FILE, REGISTER, program=strict)
    assert (waiting.outcome, waiting.facts["stage"]) == ("undetermined", "import")


def _texts(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _paths(node: Node | None) -> Iterator[str]:
    for part in node or ():
        yield from _paths(part) if isinstance(part, tuple) else [str(part)]


def looked_up():
    """Give the parameters that some code or some rule names."""
    source = Path(next(iter(sekisho.__path__)))
    named = {text for file in source.rglob("*.py") for text in _texts(file)}
    named |= {text for rule in PROGRAM.rules.rules for tree in (rule.when, rule.applies) for text in _paths(tree)}
    return named & set(PROGRAM.parameters)


def test_every_parameter_that_is_looked_up_is_turned_here():
    """No switch is honoured without a test that turns it."""
    assert looked_up() - set(SWITCHES) == WITH_A_STORE


def test_what_nothing_looks_up_cannot_be_turned_or_says_so():
    """A reading without a choice is refused when turned; any other value without effect is named as one."""
    fixed = {path for path, one in PROGRAM.parameters.items() if len(one.supported) == 1}
    said = {path for question in PROGRAM.questions for path in question.unread}
    assert set(PROGRAM.parameters) - looked_up() - fixed == said
    assert looked_up() & fixed == set()


@pytest.mark.parametrize("language", list(Language))
def test_a_reading_without_effect_says_so_where_it_is_shown(language):
    """The default a page shows ends with the words that this version does not act on it."""
    words = {Language.JA: "この版では", Language.EN: "in this version", Language.ZH_HANS: "本版本"}
    silent = [q for q in PROGRAM.questions if q.unread or not q.is_carried_out]
    assert [q.id for q in silent] == ["A33", "A36"]
    assert all(words[language].casefold() in q.default.within(language).casefold() for q in silent)
