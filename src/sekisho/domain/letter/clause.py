"""What letters say in sentences: what was decided and on which basis, conditions, how to contest it, the proof."""

from collections.abc import Callable

from sekisho.domain.casework.paper import REFUSED
from sekisho.domain.fund.debt import Basis
from sekisho.domain.letter.letter import Block, Line, Saying, Shape, cell, cited, pairs, text
from sekisho.domain.letter.occasion import Occasion
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value

#: Who pays decides on what a letter rests: a ministry under the Act, a secretariat's fund under its own grant rules.
ACT, RULES = "act", "rules"
#: Acts that follow from a breach.
REVOKING = ("grant.revoked", "grant.partly_revoked", "repayment.ordered")
Section = Callable[[Occasion], tuple[Block, ...]]


def _is_act(occasion: Occasion) -> bool:
    return occasion.program.text("letter.basis", occasion.day) == ACT


def article_of(occasion: Occasion) -> str:
    """Give the citation a letter rests on: of its event, else its kind; without an article, of its row of the table."""
    articles = occasion.program.entry("letter.articles", occasion.day).value
    known = articles if isinstance(articles, dict) else {}
    return str(known.get(occasion.event.type) or known.get(occasion.kind) or occasion.cite)


def basis(occasion: Occasion) -> Saying:
    """Say on what the letter rests (a dated parameter)."""
    return text(f"basis.{ACT if _is_act(occasion) else RULES}", citation=article_of(occasion))


def opening(*types: str) -> Section:
    """Say what was decided; an event without a sentence of its own here is told as everywhere else."""

    def section(occasion: Occasion) -> tuple[Block, ...]:
        event = occasion.event
        facts: dict[str, Value] = {**event.body, "case": occasion.case.id, "day": occasion.day.isoformat()}
        code = f"letter.body.{event.type}" if event.type in types else f"event.{event.type}"
        said: list[Line] = [(Saying(code, {**facts, "actor_side": event.actor.side.value}),), (basis(occasion),)]
        return (Block("decision", Shape.PARAGRAPHS, tuple(said)),)

    return section


def _parameter(occasion: Occasion, path: str) -> Citation:
    return occasion.program.entry(path, occasion.day).citation


def _condition(name: str, citation: str | Citation, **facts: Value) -> Line:
    return (text(f"condition.{name}", **facts), cited(str(citation)))


def grant_conditions(occasion: Occasion) -> tuple[Block, ...]:
    """Say under which conditions the grant is given, each with the value in force and its source."""
    program, day = occasion.program, occasion.day
    lines = (
        _condition("withdrawal", "law: Act 179 of 1955, art. 9", days=program.number("clock.withdrawal_days", day),
                   due_at=occasion.event.text("due_at")),
        _condition("window", _parameter(occasion, "window.closes"), opens=program.text("window.opens", day),
                   closes=program.text("window.closes", day), told_by=program.text("window.told_by", day)),
        _condition("change", "law: Act 179 of 1955, art. 7"),
        _condition("verification", _parameter(occasion, "verification.days"),
                   days=program.number("verification.days", day),
                   latest_on=program.text("verification.latest_on", day)),
        _condition("evidence", "article: ¶9"),
        _condition("fixing", "law: Act 179 of 1955, art. 15", rate=program.text("subsidy.rate", occasion.reckoned_on)),
        _condition("records", _parameter(occasion, "record.retention_years"),
                   years=program.number("record.retention_years", day)),
        _condition("disposal", "law: Act 179 of 1955, art. 22", limit=program.number("asset.disposal_limit_yen", day)),
        _condition("entry", "law: Act 179 of 1955, art. 23"),
        _condition("revocation", "law: Act 179 of 1955, art. 17(1)", rate=program.text("charge.additional_rate", day)),
    )  # fmt: skip
    return (Block("conditions", Shape.NUMBERED, lines),)


def charges(occasion: Occasion) -> tuple[Block, ...]:
    """Say what is charged on what has to be paid back; only a revocation bears the additional charge (art. 19(1))."""
    rate, entry = occasion.program.text("charge.additional_rate", occasion.day), "charge.additional_rate"
    additional = _condition("additional_charge", _parameter(occasion, entry), rate=rate)
    others = (
        _condition("late_charge", "law: Act 179 of 1955, art. 19(2)", rate=rate),
        _condition("principal_first", "law: Act 179 of 1955, art. 19(3); law: Order 255 of 1955, art. 10 to 12"),
        _condition("extension", "law: Order 255 of 1955, art. 9"),
        _condition("collection", "law: Act 179 of 1955, art. 20 and 21"),
    )
    is_breach = occasion.event.type in REVOKING
    return (Block("charges", Shape.NUMBERED, (additional, *others) if is_breach else others),)


def charge_terms(occasion: Occasion) -> tuple[Block, ...]:
    """Say how a charge is reckoned, and that a waiver can be applied for (art. 19(3))."""
    rate = occasion.program.text("charge.additional_rate", occasion.day)
    runs = {
        "additional": _condition("additional_charge", _parameter(occasion, "charge.additional_rate"), rate=rate),
        "late": _condition("late_charge", "law: Act 179 of 1955, art. 19(2)", rate=rate),
    }
    waiver = _condition("principal_first", "law: Act 179 of 1955, art. 19(3); law: Order 255 of 1955, art. 10 to 12")
    return (Block("charges", Shape.NUMBERED, (runs[occasion.event.text("charge")], waiver)),)


def late_terms(occasion: Occasion) -> tuple[Block, ...]:
    """Say what is charged on what is not paid by the day now due; the additional charge runs on meanwhile."""
    rate = occasion.program.text("charge.additional_rate", occasion.day)
    late = _condition("late_charge", "law: Act 179 of 1955, art. 19(2)", rate=rate)
    runs_on = _condition("charge_runs_on", _parameter(occasion, "charge.additional_rate"), rate=rate)
    debt = occasion.case.debt
    is_breach = debt is not None and debt.basis is Basis.REVOCATION
    return (Block("charges", Shape.NUMBERED, (late, runs_on) if is_breach else (late,)),)


def correction_terms(occasion: Occasion) -> tuple[Block, ...]:
    """Say until when to correct, what becomes of the case otherwise, and until when the visit after it is held."""
    path = {"correction_order": "clock.corrective_days"}.get(occasion.kind, "clock.correction_days")
    line = _condition(
        f"due.{occasion.kind}", _parameter(occasion, path),
        days=occasion.program.number(path, occasion.day), due_at=occasion.event.text("due_at"),
    )  # fmt: skip
    return (Block("deadline", Shape.NUMBERED, (line, *_revisits(occasion))),)


def _revisits(occasion: Occasion) -> tuple[Line, ...]:
    """Say, line by line, until when the visit after a correction is held where the fault was found in time (A17)."""
    cite = _parameter(occasion, "verification.revisit_days")
    days = occasion.event.record("revisit_by").items()
    return tuple(_condition("revisit", cite, line=line, day=day) for line, day in days)


def contest(occasion: Occasion) -> tuple[Block, ...]:
    """Say how the decision can be contested: before the office where the table has it, and by law."""
    program, day, due = occasion.program, occasion.day, occasion.case.clocks.get("reconsideration")
    # A refusal that was upheld is contested by law only.
    is_refused = occasion.case.state in REFUSED and not occasion.case.is_upheld
    open_until = due if due and is_refused and occasion.event.occurred_at <= due else None
    within = (
        text("contest.reconsideration_until", due_at=open_until.isoformat())
        if open_until
        else text("contest.reconsideration"),
        cited(str(_parameter(occasion, "clock.reconsideration_months"))),
    )
    by_act = (
        text("contest.act", review=program.number("letter.review_months", day),
             lawsuit=program.number("letter.lawsuit_months", day)),
        cited(str(_parameter(occasion, "letter.review_months"))),
    )  # fmt: skip
    by_rules = (text("contest.rules"), cited("law: Act 179 of 1955, art. 25"))
    own = (within,) if is_refused and (open_until or due is None) else ()
    return (Block("contest", Shape.NUMBERED, (*own, by_act if _is_act(occasion) else by_rules)),)


def computed_holidays(occasion: Occasion) -> tuple[Block, ...]:
    """Say that a last day rests on holidays nobody has published yet; a letter without such a day says nothing."""
    cite = occasion.event.text("due_cite")
    return (Block("calendar", Shape.PARAGRAPHS, ((text("calendar.computed"), cited(cite)),)),) if cite else ()


def proof(occasion: Occasion) -> tuple[Block, ...]:
    """Say where the record of the act stands, so that whoever holds the letter can check it without the office."""
    found = occasion.proof
    envelopes = [("envelope", cell(digest)) for digest in found.envelopes]
    checkpoint = [("checkpoint", cell(found.checkpoint))] if found.checkpoint else []
    return (
        pairs(
            "proof",
            ("entry", text("entry", stream=found.stream, seq=found.seq)),
            ("digest", cell(found.digest)),
            *envelopes,
            *checkpoint,
            ("check", text("check")),
        ),
    )
