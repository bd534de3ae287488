"""A made-up case in the middle of its life, for looking at the pages behind sign-in. Everything in it is fictional."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from sekisho.application.show_signals import Check
from sekisho.domain.casework import machine, paper, vendor
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.field import reason as field_reason
from sekisho.domain.evidence.signal.signal import Signal
from sekisho.domain.program.means import Way
from sekisho.domain.reporting.scorecard import Card, Rate
from sekisho.domain.screening.cure import Course, Cure, Measure
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import JST
from sekisho.portal.apply.view import (
    CasePage,
    LineCard,
    Message,
    MoneyRow,
    NextStep,
    PaperRow,
    Party,
    SectionRow,
    SignPage,
    Task,
)
from sekisho.portal.audit.view import AuditPage, Entry
from sekisho.portal.components.question import Answers, Choice, Question, questions_for
from sekisho.portal.components.view import Button, Crumb, Deadline, FactRow, Step, gauge_of
from sekisho.portal.inspect.capture import capture_card, captures_part
from sekisho.portal.inspect.view import InspectPage, VisitGroup, VisitRow, VisitsPage
from sekisho.portal.office.signal_panel import Link, SignalPanel, SignalRow, note_questions
from sekisho.portal.office.vendor import VendorRow, VendorsPage
from sekisho.portal.office.view import (
    Approval,
    BatchRow,
    FinancePage,
    ItemRow,
    OwedRow,
    PaymentRow,
    QueuePage,
    QueueRow,
)
from sekisho.portal.open.scorecard import Part
from tests.portal.assessment import ASSESSMENT

NOW = datetime(2026, 10, 20, 9, 0, tzinfo=JST)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
CASE = "SF26-000123"
CRUMBS = (Crumb("page.queue.title", "/"), Crumb("", "", CASE))


def at(month: int, day: int, hour: int = 10) -> datetime:
    """Give an instant in 2026 in Japan."""
    return datetime(2026, month, day, hour, tzinfo=JST)


def row(rows, command):
    """Give a row of the transition table by its command."""
    return next(one for one in rows if one.command == command)


def button(rows, command, **others) -> Button:
    """Make a button of a row of the transition table."""
    found = row(rows, command)
    wanted = questions_for(
        (field for field in found.takes if field.name not in ("envelope", "root", "checklist")), f"{command}-"
    )
    return Button(command, "#", wanted, citation=found.cite, document=found.document, **others)


GATES = (
    Finding("rule.R03", Outcome.MET, "line.1", "article: ¶7", {"listed": True, "model": "HLM-650V"}),
    Finding("rule.R06", Outcome.UNDETERMINED, "line.1", "article: ¶7", {"missing": "document.pse_certificate"}),
    Finding("rule.R15", Outcome.MET, "line.1", "article: ¶2; assumption A19", {"imported_on": "2026-08-19"}),
    Finding("rule.R11", Outcome.NOT_APPLICABLE, "line.1", "article: ¶2; assumption A25"),
)
ADVISORIES = (Finding("rule.V01", Outcome.UNDETERMINED, "line.1", "article: ¶3"),)
CERTIFICATE = Measure(Way.PAPER, "conformity_certificate", {}, {"what": "conformity_certificate"}, 10, "article: ¶6")
DAYS = {"field": "commissioned_on", "first": "2026-10-05", "last": "2026-12-31"}
PLAN = Measure(Way.PLAN, "commissioning", {}, DAYS, 40, "article: ¶2")
CURES = (
    Cure("1", is_needed=True, courses=(Course((CERTIFICATE,)), Course((CERTIFICATE, PLAN)))),
    Cure("1", is_needed=True, blocked=("rule.R15",)),
    Cure("1", is_needed=True, opens=date(2026, 5, 9)),
    Cure("1", is_needed=True),
    Cure("1", is_needed=False),
)
EVIDENCE = (
    Finding("evidence.installation_log", Outcome.MET, "line.1", "article: ¶9"),
    Finding("evidence.training_record", Outcome.NOT_MET, "line.1", "article: ¶9"),
)
STATES = machine.STATES
PARTIES = (
    Party("end_user", "架空精密工業株式会社", "7000012050002", has_signed=True),
    Party("integrator", "例示システムズ株式会社", "5000012060002", has_signed=False),
)
CLOCK = Deadline("clock.verification", at(11, 1, 23), NOW, "article: ¶9")


def line() -> LineCard:
    """Give a machining centre, commissioned, with its 90-day clock running."""
    days = (at(5, 20), at(7, 30), at(8, 19), at(8, 25), at(9, 12))
    done = [Step(state, "done", day) for state, day in zip(STATES[1:6], days, strict=True)]
    steps = (Step("planned", "done"), *done[:-1], Step("commissioned", "current", days[-1]))
    ahead = tuple(Step(state, "ahead") for state in STATES[6:])
    facts = (FactRow("field.permit_number", "123 4567 8901"), FactRow("field.commissioned_on", "2026-09-12"))
    return LineCard(
        id="1", maker="Hailan Precision Machinery (fictional)", model="HLM-650V", category="マシニングセンタ",
        state="commissioned", serial="HL-2026-0417", steps=(*steps, *ahead), deadline=CLOCK, facts=facts,
        buttons=(button(machine.ROWS, "schedule_visit", line="1"), button(machine.ROWS, "suspend_clock", line="1")),
    )  # fmt: skip


PAPERS = (
    PaperRow("pse_certificate", "pse.pdf", "filed", DIGEST, "1", "end_user", at(8, 1), "#"),
    PaperRow("installation_log", "据付記録.pdf", "accepted", DIGEST, "1", "integrator", at(9, 10), "#"),
    PaperRow("nameplate_photo", "photo.jpg", "rejected", DIGEST, "1", "end_user", at(9, 10), "#"),
    PaperRow("training_record", "", "missing"),
)
MONEY = (
    MoneyRow("price", Money(26_687_500)),
    MoneyRow("eligible", Money(26_687_500), "total", "assumption: A2"),
    MoneyRow("requested", Money(4_803_750)),
    MoneyRow("committed", Money(4_803_750), "result", "law: Act 179 of 1955, art. 6"),
)
TIMELINE = (
    Step("event.case.opened", "done", at(5, 12), {"actor_side": "end_user"}, log_index=3),
    Step("event.case.locked", "done", at(5, 14), {"actor_side": "end_user"}, log_index=5),
    Step("event.case.submitted", "done", at(5, 15), {"actor_side": "end_user"}, log_index=8),
    Step("event.grant.decided", "done", at(6, 10), {}, log_index=21),
    Step("state.paper.verified", "current", deadline=CLOCK),
    Step("state.paper.amount_fixed", "ahead"),
    Step("state.paper.paid", "ahead"),
)
TASKS = (
    Task("applicant", "complete", "#"),
    Task("partner", "complete", "#"),
    Task("equipment", "complete", "#"),
    Task("conformity", "attention", "#", 1),
    Task("cost", "waiting", "#"),
    Task("evidence", "locked"),
)


def case_page(**changes) -> CasePage:
    """Give the case as the office sees it."""
    fields = {
        "id": CASE, "state": "granted", "outcome": Outcome.UNDETERMINED, "edition_on": "2026-05-09", "receipt": 1042,
        "channel": "portal", "parties": PARTIES,
        "next_step": NextStep("verify", "office", is_mine=True, deadline=CLOCK),
        "tasks": TASKS, "gates": GATES, "advisories": ADVISORIES, "evidence": EVIDENCE, "lines": (line(),),
        "cures": CURES,
        "timeline": TIMELINE, "papers": PAPERS, "money": MONEY, "sees_price": True,
        "buttons": (
            button(paper.ROWS, "confirm_verification", is_next=True, sign_href="#"),
            button(paper.ROWS, "order_correction"),
            button(paper.ROWS, "fail_verification", is_grave=True),
        ),
        "messages": (Message(Finding("event.grant.decided", Outcome.MET), at(6, 10)),),
        "dossier_href": "#", "audit_href": "#", "signals": signal_panel(),
    }  # fmt: skip
    return CasePage(**{**fields, **changes})


SAME_INVOICE = "請求書番号が三件の案件で同じです。"
REASON_ASKED = questions_for((field_reason(),), "stop-8990000000001-")


def signal_panel() -> SignalPanel:
    """Give what an officer sees: a photo in two cases, noted already, and a price that strays."""
    other = "SF26-000087"
    photo = Signal("signal.same_photo", {"document": "D004", "other": f"{other}/D002"}, "D004", (other,), 40).finding
    price = Signal(
        "signal.price_above_list", {"price": 31_000_000, "compared": 24_600_000, "share": "126 %", "bound": "110 %"},
        "1", (), 15,
    ).finding  # fmt: skip
    note = Check("signal.same_photo", "D004", "両社に確認し、撮り直しを求めました。", "officer-1", "2026-10-19")
    rows = (
        SignalRow(photo, 40, "heavy", "D004", (Link(other, "#"),), (note,), note_questions(1), "k1"),
        SignalRow(price, 15, "middling", "1", (), (), note_questions(2), "k2"),
    )
    return SignalPanel(rows, 55, "#", {"7990000000002": SAME_INVOICE}, "#")


CARD = Card(
    key="7990000000002",
    cases=12,
    lines=15,
    headlines={"none": 4, "L2": 11},
    reached={"L0": 11, "L1": 9, "L2": 11, "L4": 8},
    readiness={"fine": 4, "warns": 8, "unknown": 3},
    mismatches=17,
    to_commission=17,
    first_visit=Rate(9, 12),
    corrective=11,
    support=Rate(5, 6),
)
FEW = replace(
    CARD, key="8990000000001", cases=2, lines=2, headlines=None, reached=None, readiness=None, mismatches=None,
    to_commission=None, first_visit=Rate(None, None), corrective=None, support=Rate(None, None),
)  # fmt: skip
#: The scorecards as anybody reads them.
SCORECARDS = (
    Part("models", (("架空海瀾精機 HLM-650V", CARD), ("架空東華機器人 DH-20", replace(CARD, corrective=None)))),
    Part("vendors", (("架空海瀾精機", CARD),)),
)


def vendors_page() -> VendorsPage:
    """Give a vendor that is stopped and one that is not."""
    stopped = VendorRow(
        "7990000000002", "架空海瀾精機", "exporter", "stopped", SAME_INVOICE, at(10, 19), "officer-1",
        Money(14_400_000), Fraction(9, 20), (Link(CASE, "#"), Link("SF26-000087", "#")), (CASE,),
        (
            replace(
                button(vendor.ROWS, "release_vendor", place="7990000000002"),
                questions=questions_for((field_reason(),), "release-7990000000002-"),
            ),
        ),
    )  # fmt: skip
    free = VendorRow(
        "8990000000001", "架空つばめシステム株式会社", "integrator", "new", "", None, "",
        Money(4_803_750), Fraction(3, 20),
        (Link(CASE, "#"),), (), (replace(
            button(vendor.ROWS, "stop_vendor", place="8990000000001", is_grave=True), questions=REASON_ASKED
        ),),
    )  # fmt: skip
    rows = (replace(stopped, card=CARD), replace(free, card=FEW))
    models = (("架空海瀾精機 HLM-650V", CARD), ("架空東華機器人 DH-20", FEW))
    stop = button(vendor.ROWS, "stop_vendor", is_grave=True)
    return VendorsPage(rows, stop, Answers(()), models=models, least=3)


def refused_page() -> CasePage:
    """Give the same case after a command that was refused, as the integrator sees it."""
    reasons = (
        Finding(
            "guard.deadline_over", Outcome.NOT_MET, "", "assumption: A4", {"due": "2026-12-31", "at": "2027-01-02"}
        ),
        Finding("guard.serial_claimed", Outcome.NOT_MET, "lines", "assumption: A21", {"serial": "X", "case": "SF26-9"}),
    )
    return case_page(refused=reasons, sees_price=False, papers=(), messages=(), state="returned", done="")


def sign_page() -> SignPage:
    """Give what the integrator signs."""
    facts = (FactRow("page.section.equipment", "Hailan HLM-650V"),)
    return SignPage(
        case=CASE, command="sign", side="integrator", role="signatory", root=DIGEST,
        sections=(
            SectionRow("parties", DIGEST, is_shown=True, facts=facts),
            SectionRow("equipment", DIGEST, is_shown=True, facts=facts),
            SectionRow("price", DIGEST, is_shown=False),
        ),
        statement_sha256=DIGEST, after="rehearsal.sekisho.example 21", parties=PARTIES,
        button=Button("sign", "#", (Question(Field("confirmed", Kind.FLAG), "page.sign.read"),), is_open=True,
                      is_next=True, citation="article: ¶8"),
        case_href="#",
    )  # fmt: skip


def queue_page(language: Language = Language.JA) -> QueuePage:
    """Give the office's queue."""
    states = Question(
        Field("state", Kind.TEXT, required=False), "page.queue.by_state", choices=(Choice("submitted", language.value),)
    )
    words = Question(Field("words", Kind.TEXT, required=False), "page.queue.by_words")
    filed = ("submitted", "under_review", "returned", "granted", "waiting", "declined")
    rows = tuple(
        QueueRow(f"SF26-{n:06}", "#", 1040 + n, "架空精密工業株式会社", "例示システムズ株式会社", state, outcome,
                 Money(4_803_750 * n), "2026-05-09", at(5, 15),
                 Deadline("clock.correction", NOW + timedelta(days=9 * n - 20), NOW) if n % 2 else None)
        for n, (state, outcome) in enumerate(zip(filed, ("met", "undetermined", "not_met") * 2, strict=True), 1)
    )  # fmt: skip
    return QueuePage(Answers((states, words)), rows, 57, Money(100_878_750))


ACCOUNTS = (
    ("paid", Money(2_150_000_000)),
    ("payable", Money(310_000_000)),
    ("committed", Money(3_900_000_000)),
    ("reserved", Money(2_240_000_000)),
    ("available", Money(4_200_000_000)),
)
GAUGE = gauge_of(Money(12_800_000_000), ACCOUNTS, NOW)


def finance_page() -> FinancePage:
    """Give one claim that waits for its second approval."""
    waiting = PaymentRow(
        CASE, "#", "架空精密工業株式会社", Money(4_803_750), DIGEST, "met", at(10, 18),
        (Approval("finance-1", at(10, 19), is_mine=True),),
        (Finding("guard.approvals_missing", Outcome.NOT_MET, "", "practice: two persons", {"approvals": 1}),),
        (button(paper.ROWS, "approve_payment"), button(paper.ROWS, "pay")),
    )  # fmt: skip
    items = (ItemRow(1, CASE, "#", Money(3_510_000), "under_way"),)
    back = (
        ItemRow(1, CASE, "#", Money(3_510_000), "paid"),
        ItemRow(2, "SF26-00021", "#", Money(4_803_750), "name_differs"),
    )
    why = questions_for([Field("reason", Kind.REASON)], "batch2-")
    on = (Question(Field("transfer_on", Kind.DAY), "page.transfer.on", "page.transfer.on.help", prefix="make-"),)
    return FinancePage(
        (waiting,), GAUGE,
        ready=(Money(3_510_000), Money(2_160_000)), making=Answers(on), make_href="#",
        batches=(
            BatchRow(2, "under_way", date(2026, 10, 30), Money(3_510_000), items, DIGEST, "#", "#", "#", why),
            BatchRow(1, "answered", date(2026, 10, 26), Money(8_313_750), back, DIGEST, "#", "#", "#"),
        ),
        sums=(FactRow("reconcile.name.batched", Money(11_823_750)), FactRow("reconcile.name.posted", Money(3_510_000))),
        owed=(OwedRow(CASE, "#", Money(1_000_000), date(2026, 10, 20), True, Money(63_000), Money(300)),),
    )  # fmt: skip


def inspect_page(language: Language = Language.JA) -> InspectPage:
    """Give a line before its visit."""
    taken = [{**ASSESSMENT, "digest": f"{n:064x}"} for n in range(4)]
    captures = captures_part(taken, f"{3:064x}", lambda one: capture_card(one, language))
    verify = Button("verify_line", "#", (*questions_for([Field("visited_on", Kind.DAY)]),), line="1", is_open=True)
    return InspectPage(CASE, "#", line(), EVIDENCE, captures, PAPERS, verify)


VISIT = VisitRow(CASE, "1", "#", "架空精密工業株式会社", "HLM-650V", "visit_scheduled", "第一工場", 2)
VISITS = VisitsPage((VisitGroup("2026-10-28", "aichi", (VISIT,)),), (replace(VISIT, state="line_verified"),))


def audit_page() -> AuditPage:
    """Give the sealed record of a case."""
    types = ("case.opened", "case.locked", "case.signed", "case.submitted", "grant.decided")
    entries = tuple(
        Entry(
            n,
            name,
            at(5, 12 + n),
            at(5, 12 + n, 11),
            f"person-{n}",
            "end_user",
            DIGEST,
            2 * n if n < 4 else None,
            {"actor_side": "end_user"},
        )
        for n, name in enumerate(types)
    )
    commands = ("sekisho verify dossier.zip --trust trust.toml",)
    return AuditPage(CASE, "#", entries, 21, DIGEST, at(6, 10), 2, "#", commands)
