"""The tables of a letter: the case and its machines, what was filed, the amounts, the visit, the payment."""

from collections.abc import Iterable, Sequence

from sekisho.domain.casework.aftercare import Disposal
from sekisho.domain.casework.case import Line as Machine
from sekisho.domain.fund.charge import ChargeKind
from sekisho.domain.fund.debt import Basis, Debt, charges_on
from sekisho.domain.inspection.visit import VisitFinding
from sekisho.domain.letter.letter import (
    Block,
    Line,
    Saying,
    Shape,
    cell,
    cited,
    day_cell,
    pairs,
    text,
    word_cell,
    yen_cell,
)
from sekisho.domain.letter.occasion import Occasion
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money

Row = tuple[str, Saying]
#: What stands between the items of a list in each language.
BETWEEN = {Language.JA: "、", Language.EN: "; ", Language.ZH_HANS: "；"}


def _case_rows(occasion: Occasion) -> list[Row]:
    case = occasion.case
    rows: list[Row] = [("case", cell(case.id))]
    if occasion.receipt:
        rows.append(("receipt", cell(str(occasion.receipt))))
    if case.submitted_at:
        rows.append(("submitted_at", day_cell(case.submitted_at.isoformat())))
    if case.edition_on:
        rows.append(("edition", day_cell(case.edition_on)))
    return rows


def case_facts(occasion: Occasion) -> tuple[Block, ...]:
    """Name the case: number, place in the order of receipt, day of filing, the edition that decides (A16)."""
    name = Saying("letter.cell.program", {"name": {str(k): v for k, v in _names(occasion).items()}})
    return (pairs("case", ("program", name), *_case_rows(occasion)),)


def _names(occasion: Occasion) -> dict[str, str]:
    name = occasion.program.name
    return {"ja": name.ja, "en": name.en, "zh-Hans": name.zh_hans}


def _table(name: str, heads: Iterable[str], lines: Iterable[Line]) -> Block:
    return Block(name, Shape.TABLE, (tuple(text(f"label.{head}") for head in heads), *lines))


def _machine(occasion: Occasion, line: Machine) -> Line:
    item = occasion.equipment.get(line.id, {})
    said = [str(item.get(name) or "") for name in ("maker", "model")]
    serial = line.text("serial") or str(item.get("serial") or "")
    category = word_cell("category", str(item.get("category") or ""))
    return (cell(line.id), cell(said[0]), cell(said[1]), category, cell(serial))


def machines(occasion: Occasion) -> tuple[Block, ...]:
    """List the equipment lines the letter is about."""
    lines = [_machine(occasion, line) for line in occasion.case.lines.values()]
    return (_table("equipment", ("line", "maker", "model", "category", "serial"), lines),) if lines else ()


def filed(occasion: Occasion) -> tuple[Block, ...]:
    """List what was received, each file by its digest: a file that is not here did not arrive."""
    papers = occasion.case.documents.values()
    rows = [(cell(p.id), word_cell("document.kind", p.kind), cell(p.name), cell(p.digest)) for p in papers]
    sections = occasion.case.sections
    locked = [
        (word_cell("section", name), cell(str(section["digest"])))
        for name, section in sections.items()
        if isinstance(section, dict) and "digest" in section
    ]
    files = (_table("files", ("paper", "paper_kind", "file", "sha256"), rows),) if rows else ()
    return (*((_table("sections", ("section", "sha256"), locked),) if locked else ()), *files)


def place_in_line(occasion: Occasion) -> tuple[Block, ...]:
    """Say what became of the slot: money is reserved, or the case waits for it in order of receipt."""
    state = "waiting" if occasion.case.state == "waiting" else "reserved"
    held = occasion.case.balance
    rows: list[Row] = [("amount_requested", yen_cell(held.requested.yen))]
    if state == "reserved":
        rows.append(("amount_reserved", yen_cell(held.reserved.yen)))
    return (Block("slot", Shape.PARAGRAPHS, ((text(f"slot.{state}"),),)), pairs("amounts", *rows))


def waiting_place(occasion: Occasion) -> tuple[Block, ...]:
    """Say that the case waits in order of receipt, for how much, and until when at the latest (A7)."""
    rows: list[Row] = [("amount_requested", yen_cell(occasion.case.balance.requested.yen))]
    if due := occasion.event.text("due_at"):
        rows.append(("waits_until", day_cell(due)))
    return (Block("slot", Shape.PARAGRAPHS, ((text("slot.waiting"),),)), pairs("amounts", *rows))


def promoted(occasion: Occasion) -> tuple[Block, ...]:
    """Say that money is reserved now, how much, and since when the case waited."""
    case = occasion.case
    waited = ("waiting_since", day_cell(occasion.day_of("case.wait_listed", "slot.released")))
    held = [("amount_requested", case.balance.requested), ("amount_reserved", case.balance.reserved)]
    rows = [(label, yen_cell(amount.yen)) for label, amount in held]
    return (Block("slot", Shape.PARAGRAPHS, ((text("slot.reserved"),),)), pairs("amounts", waited, *rows))


def excluded(occasion: Occasion) -> tuple[Block, ...]:
    """Say why the pool takes a filing no longer: the rule of the last day, with the source of the switch (A7, A8)."""
    rule = occasion.program.entry("pool.last_day", occasion.day)
    said = (text(f"exclusion.{rule.value}"), cited(str(rule.citation)))
    asked = pairs("amounts", ("amount_requested", yen_cell(occasion.case.balance.requested.yen)))
    return (Block("reason", Shape.NUMBERED, (said,)), asked)


def decided(occasion: Occasion) -> tuple[Block, ...]:
    """Give what was asked for and what is granted, and the rate."""
    rate = occasion.program.entry("subsidy.rate", occasion.reckoned_on)
    return (
        pairs(
            "amounts",
            ("amount_requested", yen_cell(occasion.case.balance.requested.yen)),
            ("amount_decided", yen_cell(occasion.event.number("amount"))),
            ("rate", text("rate", rate=str(rate.value))),
            ("rate_source", cited(str(rate.citation))),
        ),
    )


def _reckoned(occasion: Occasion) -> list[Row]:
    """Give the cost that was shown, the rate on it and what it comes to: the amount is never fixed above it."""
    rate = occasion.program.entry("subsidy.rate", occasion.reckoned_on)
    cost = [("cost", yen_cell(occasion.cost.yen))] if occasion.cost is not None else []
    earned = [("amount_earned", yen_cell(occasion.earned.yen))] if occasion.earned is not None else []
    said = [("rate", text("rate", rate=str(rate.value))), ("rate_source", cited(str(rate.citation)))]
    return [*cost, *said, *earned]


def _granted(occasion: Occasion) -> Money:
    """Give what the grant decision said: a part taken back since leaves less of it, and makes no other decision."""
    grant = occasion.last("grant.decided")
    return Money(grant.number("amount")) if grant else occasion.case.decided


def fixed(occasion: Occasion) -> tuple[Block, ...]:
    """Give what was decided, what of it was revoked, what is fixed, and what goes back to the pool."""
    case, amount, granted = occasion.case, occasion.event.number("amount"), _granted(occasion)
    revoked = granted - case.decided
    return (
        pairs(
            "amounts",
            ("amount_decided", yen_cell(granted.yen)),
            *([("amount_revoked", yen_cell(revoked.yen))] if revoked else []),
            *_reckoned(occasion),
            ("amount_fixed", yen_cell(amount)),
            ("amount_released", yen_cell((case.decided - Money(amount)).yen)),
            ("formula", cited("law: Act 179 of 1955, art. 15")),
            *([("claim_by", day_cell(occasion.event.text("due_at")))] if occasion.event.text("due_at") else []),
        ),
    )


def paid(occasion: Occasion) -> tuple[Block, ...]:
    """Give what was paid, when it was claimed and paid, and by which transfer."""
    return (
        pairs(
            "amounts",
            ("amount_fixed", yen_cell(occasion.event.number("amount"))),
            ("amount_paid", yen_cell(occasion.case.balance.paid.yen)),
            ("claimed_on", day_cell(occasion.day_of("payment.claimed"))),
            ("paid_on", day_cell(occasion.day_of("payment.made"))),
            ("transfer", cell(occasion.event.text("transfer"))),
            ("approvals", cell(str(len(occasion.case.approvals)))),
            ("account", cell(occasion.case.account)),
        ),
    )


def taken_back(occasion: Occasion) -> tuple[Block, ...]:
    """Give what was decided, what of it is revoked, and what was paid of it."""
    case, part = occasion.case, occasion.event.number("amount")
    is_part = occasion.event.type == "grant.partly_revoked"
    revoked: list[Row] = [("amount_revoked", yen_cell(part))] if is_part else []
    return (
        pairs(
            "amounts",
            ("decided_on", day_cell(occasion.day_of("grant.decided"))),
            ("amount_decided", yen_cell(_granted(occasion).yen)),
            ("scope", text("scope.part" if is_part else "scope.whole")),
            *revoked,
            ("amount_paid", yen_cell((case.balance.paid + case.balance.receivable).yen)),
        ),
    )


def _additional(occasion: Occasion) -> list[Row]:
    """Reckon the additional charge of a revocation as it stands if all is paid back on the due day (art. 19(1))."""
    debt = occasion.case.debts[-1] if occasion.case.debts else None
    if debt is None or debt.basis is not Basis.REVOCATION:
        return []
    reckoned = charges_on(debt, debt.due_on, occasion.charge)[ChargeKind.ADDITIONAL]
    return [("additional_on_due_day", yen_cell(reckoned.amount.yen))]


def owed(occasion: Occasion) -> tuple[Block, ...]:
    """Give what has to be paid back, until when, since when the charge runs, and what it comes to on the due day.

    The due day is the one that binds: where the named one is no business day, the next.
    """
    event, debts = occasion.event, occasion.case.debts
    due_on = debts[-1].due_on.isoformat() if debts else event.text("due_on")
    revoked_on = occasion.day_of("grant.revoked", "grant.partly_revoked")
    return (
        pairs(
            "amounts",
            ("amount_to_repay", yen_cell(event.number("amount"))),
            ("due_on", day_cell(due_on)),
            ("paid_on", day_cell(occasion.day_of("payment.made"))),
            *([("revoked_on", day_cell(revoked_on))] if revoked_on else []),
            *_additional(occasion),
        ),
    )


def extended(occasion: Occasion) -> tuple[Block, ...]:
    """Give the order whose due day moves: what is still owed, the day before and the day now."""
    debt, before = occasion.case.debt, occasion.event.text("due_before")
    if debt is None:
        return ()
    return (
        pairs(
            "amounts",
            ("amount_to_repay", yen_cell(debt.ordered.yen)),
            ("principal_open", yen_cell(debt.principal.yen)),
            *([("due_before", day_cell(before))] if before else []),
            ("due_on", day_cell(debt.due_on.isoformat())),
        ),
    )


def _charge_rows(occasion: Occasion, debt: Debt) -> list[Row]:
    """Give which charge it is, on what it runs, and from when; the delinquency charge runs from the day after due."""
    kind = ChargeKind(occasion.event.text("charge"))
    start = debt.granted_on if kind is ChargeKind.ADDITIONAL else debt.due_on
    return [
        ("charge", word_cell("charge", kind.value)),
        ("amount_to_repay", yen_cell(debt.ordered.yen)),
        ("charge_from", day_cell(start.isoformat())),
        ("repaid_on", day_cell(max((part.paid_on for part in debt.parts), default=start).isoformat())),
        ("charge_rate", text("rate", rate=occasion.program.text("charge.additional_rate", occasion.day))),
        ("charge_rate_source", cited(str(occasion.program.entry("charge.additional_rate", occasion.day).citation))),
    ]


def charged(occasion: Occasion) -> tuple[Block, ...]:
    """Give a charge that was assessed: its kind, how it was reckoned, the amount, and what is to be paid of it."""
    debt = occasion.case.debt
    if debt is None:
        return ()
    owed_now = debt.owed(ChargeKind(occasion.event.text("charge")))
    assessed = ("amount_assessed", yen_cell(occasion.event.number("amount")))
    left = ("charge_open", yen_cell(owed_now.yen))
    # An older journal's notice named no day.
    due_at = occasion.event.text("due_at")
    by = [("due_on", day_cell(due_at))] if due_at else []
    return (pairs("amounts", *_charge_rows(occasion, debt), assessed, left, *by),)


def waived(occasion: Occasion) -> tuple[Block, ...]:
    """Give a charge that was waived: its kind, what was assessed of it, what is waived and what is left of it."""
    debt = occasion.case.debt
    if debt is None:
        return ()
    kind = ChargeKind(occasion.event.text("charge"))
    return (
        pairs(
            "amounts",
            ("charge", word_cell("charge", kind.value)),
            ("amount_assessed", yen_cell(debt.assessed(kind).yen)),
            ("amount_waived", yen_cell(occasion.event.number("amount"))),
            ("charge_open", yen_cell(debt.owed(kind).yen)),
        ),
    )


def _disposal_rows(disposal: Disposal) -> list[Row]:
    return [
        ("disposal", cell(disposal.number)),
        ("asset", cell(disposal.asset)),
        ("disposal_kind", word_cell("disposal", disposal.kind)),
        ("disposed_on", day_cell(disposal.on.isoformat())),
        ("disposal_price", yen_cell(disposal.price.yen)),
    ]


def kept_in_place(occasion: Occasion) -> tuple[Block, ...]:
    """Give the disposal that was refused, and until when the asset stays bound."""
    disposal = occasion.case.aftercare.disposals.get(occasion.event.text("disposal"))
    if disposal is None:
        return ()
    asset = occasion.case.aftercare.assets.get(disposal.asset)
    bound = [("restricted_until", day_cell(asset.restricted_until.isoformat()))] if asset else []
    return (pairs("disposal", *_disposal_rows(disposal), *bound),)


def disposed(occasion: Occasion) -> tuple[Block, ...]:
    """Give what may be disposed of, how and when, and what of the grant has to be paid back for it."""
    disposal = occasion.case.aftercare.disposals.get(occasion.event.text("disposal"))
    if disposal is None:
        return ()
    return (
        pairs(
            "disposal",
            *_disposal_rows(disposal),
            ("amount_to_repay", yen_cell(occasion.event.number("amount"))),
            ("due_at", day_cell(occasion.event.text("due_at"))),
        ),
    )


def change(occasion: Occasion) -> tuple[Block, ...]:
    """Give the change that was asked for and why, the amount decided after it, and by how much it was lowered."""
    asked = occasion.last("change.requested")
    if asked is None:
        return ()
    less = occasion.event.number("amount")
    return (
        pairs(
            "change",
            ("requested_on", day_cell(occasion.day_of("change.requested"))),
            ("change", cell(asked.text("change"))),
            ("change_reason", cell(asked.text("reason"))),
            ("amount_decided", yen_cell(occasion.case.decided.yen)),
            *([("amount_released", yen_cell(less))] if less else []),
        ),
    )


def _items(occasion: Occasion, names: Sequence[str]) -> Saying:
    """Say items of the checklist by their titles; one the program does not know any more by its name."""
    titles = {item.id: item.title for item in occasion.program.checklist}
    said: dict[str, Value] = {
        language.value: between.join(titles[name].within(language) if name in titles else name for name in names)
        for language, between in BETWEEN.items()
    }
    return Saying("letter.cell.check", {"name": said})


def _visit(occasion: Occasion, line: Machine) -> Block:
    checklist = line.facts.get("checklist")
    checked = [item for item, is_met in checklist.items() if is_met] if isinstance(checklist, dict) else []
    due = line.verify_by.isoformat() if line.verify_by else ""
    item = occasion.equipment.get(line.id, {})
    captures = [str(one.get("digest") or "") for one in line.captures]
    return pairs(
        "visit",
        ("line", cell(line.id)),
        ("maker", cell(str(item.get("maker") or ""))),
        ("model", cell(str(item.get("model") or ""))),
        ("serial", cell(line.text("serial"))),
        ("imported_on", day_cell(line.text("permitted_on"))),
        ("permit_number", cell(", ".join(one.permit_number for one in line.shipments if one.permit_number))),
        ("commissioned_on", day_cell(line.text("commissioned_on"))),
        ("verify_by", day_cell(due)),
        *([("revisit_by", day_cell(line.revisit_by.isoformat()))] if line.revisit_by else []),
        ("visited_on", day_cell(line.text("visited_on"))),
        ("inspector", cell(line.text("inspector"))),
        ("checked", _items(occasion, checked)),
        *(("capture", cell(digest)) for digest in captures),
    )


def visits(occasion: Occasion) -> tuple[Block, ...]:
    """Give, line by line, what was verified on site: the days, the inspector, what he checked, what was captured."""
    return tuple(_visit(occasion, line) for line in occasion.case.lines.values())


def _photos(occasion: Occasion, found: VisitFinding) -> str:
    """Give the numbers of the papers that show what was found."""
    papers = occasion.case.documents.values()
    return ", ".join(paper.id for paper in papers if paper.digest in found.photos)


def _to_mend(occasion: Occasion, found: VisitFinding) -> Line:
    item, severity = _items(occasion, [found.item]), word_cell("severity", found.severity)
    return (cell(found.id), item, severity, cell(found.note), cell(_photos(occasion, found)))


def to_correct(occasion: Occasion) -> tuple[Block, ...]:
    """Give the findings that are ordered to be corrected, in full: who is to mend has to know what."""
    named = occasion.event.body.get("findings")
    ordered = {str(one) for one in named} if isinstance(named, list) else set()
    lines = [_to_mend(occasion, one) for one in occasion.case.visit_findings.values() if one.id in ordered]
    return (_table("to_mend", ("fault", "item", "severity", "note", "photos"), lines),) if lines else ()


def _found(occasion: Occasion, line: Machine, found: VisitFinding) -> Line:
    item, severity = _items(occasion, [found.item]), word_cell("severity", found.severity)
    seen = (item, severity, cell(found.note), cell(_photos(occasion, found)))
    return (cell(line.id), cell(str(found.visit)), *seen, cell(found.answer))


def visit_findings(occasion: Occasion) -> tuple[Block, ...]:
    """List what the visits found, with what was answered; visits that found nothing have no such table."""
    lines = [_found(occasion, line, one) for line in occasion.case.lines.values() for one in line.findings]
    heads = ("line", "visit", "item", "severity", "note", "photos", "answer")
    return (_table("visit_findings", heads, lines),) if lines else ()


def papers_relied_on(occasion: Occasion) -> tuple[Block, ...]:
    """List the papers and photos the verification rests on, each by its digest; a rejected one proves nothing."""
    held = [paper for paper in occasion.case.documents.values() if paper.status != "rejected"]
    rows = [(cell(p.id), word_cell("document.kind", p.kind), cell(p.name), cell(p.digest)) for p in held]
    return (_table("relied_on", ("paper", "paper_kind", "file", "sha256"), rows),) if rows else ()


def earlier_decision(occasion: Occasion) -> tuple[Block, ...]:
    """Name the decision a later act ends: its day and its number."""
    grants = [letter for letter in occasion.case.letters.values() if letter.kind == "grant_decision"]
    if not grants:
        return ()
    row = ("decision_number", cell(grants[-1].number))
    return (pairs("earlier", ("decided_on", day_cell(occasion.day_of("grant.decided"))), row),)
