"""What events say beyond their commands: terms of re-visits; after payment ends, duties, changes, what is erased."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from sekisho.domain.aftercare import effect, tax
from sekisho.domain.aftercare.asset import restricted_until
from sekisho.domain.aftercare.disposal import DisposalKind, repayment
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.deadline import revisit_by
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan

#: How an item of an erasure names a section of the filing, what the sides declared, and the accounts they named.
SECTION = "section."
DECLARATIONS = "declarations"
ACCOUNT = "account"


def _duties(_case: Case, command: Command, around: Surroundings) -> dict[str, Value]:
    """Set the duties that begin with the payment: the yearly effect reports and the consumption-tax report."""
    terms = around.terms.aftercare
    paid_on = date.fromisoformat(command.text("paid_on") or day_in_japan(command.at).isoformat())
    duties: dict[str, Value] = {
        f"effect_report_{year}": effect.report_due_on(paid_on, year, terms).isoformat()
        for year in range(1, terms.effect_reports + 1)
    }
    return {"duties": {**duties, "tax_report": tax.report_due_on(paid_on, terms).isoformat()}}


def _restriction(acquired_on: date, industry: str, around: Surroundings) -> dict[str, Value]:
    life = around.terms.aftercare.lives[industry]
    return {"life": life, "restricted_until": restricted_until(acquired_on, life).isoformat()}


def _registered(_case: Case, command: Command, around: Surroundings) -> dict[str, Value]:
    return _restriction(date.fromisoformat(command.text("acquired_on")), command.text("industry"), around)


def _described(case: Case, command: Command, around: Surroundings) -> dict[str, Value]:
    asset = case.aftercare.assets[command.text("asset")]
    return _restriction(asset.acquired_on, command.text("industry"), around)


def _per_mille(rate: Fraction | None) -> Value:
    return None if rate is None else int(rate * 1000)


def _reported(case: Case, command: Command, _around: Surroundings) -> dict[str, Value]:
    """Compare a yearly report with the baseline; an event without ``baseline_on`` says that there is none."""
    baseline = case.aftercare.baselines.get(command.text("machine"))
    given = command.details.get("indicators")
    after = {name: value for name, value in given.items() if type(value) is int} if isinstance(given, dict) else {}
    changes: dict[str, Value] = {
        one.indicator: {"before": one.before, "after": one.after, "per_mille": _per_mille(one.rate)}
        for one in effect.changes(baseline, after)
    }
    return {"changes": changes, "baseline_on": baseline.measured_on.isoformat() if baseline else ""}


def _tax(case: Case, command: Command, around: Surroundings) -> dict[str, Value]:
    method = tax.TaxMethod(command.text("tax_method"))
    returned = tax.returned(case.balance.paid, method, command.number("taxable_percent"), around.terms.aftercare)
    return {"returned": returned.yen}


def _repayment(case: Case, command: Command, around: Surroundings) -> dict[str, Value]:
    asset = case.aftercare.assets[command.text("asset")]
    on, price = date.fromisoformat(command.text("planned_on")), Money(command.number("proceeds"))
    owed = repayment(asset, DisposalKind(command.text("manner")), on, price, around.terms.aftercare)
    return {"book_value": owed.book_value.yen, "base": owed.base.yen, "repayment": owed.amount.yen}


def _ordered(case: Case, command: Command, around: Surroundings) -> dict[str, Value]:
    """Set the last day of the visit after a correction, line by line, where the fault was found in time (A17, F16)."""
    named, until = command.details.get("findings"), revisit_by(command.at, around.terms)
    ordered = [str(name) for name in named] if isinstance(named, list) else []
    kept: dict[str, Value] = {
        line.id: until.isoformat()
        for line in case.lines.values()
        if any(one.id in ordered and line.keeps_its_days(one) for one in line.findings)
    }
    return {"revisit_by": kept} if kept else {}


def digests_of_item(case: Case, item: str) -> tuple[str, ...]:
    """Give the digests of what an item of an erasure names, each once.

    A paper; a section of the filing in every version that was locked; every declaration of every side; a letter; every
    bank account.
    """
    if item in case.documents:
        paper = case.documents[item]
        return (paper.digest, paper.said) if paper.said else (paper.digest,)
    if item in case.letters:
        letter = case.letters[item]
        return (letter.digest, letter.amounts) if letter.amounts else (letter.digest,)
    if item.startswith(SECTION):
        return case.section_files.get(item.removeprefix(SECTION), ())
    every = {DECLARATIONS: case.declaration_files, ACCOUNT: case.aftercare.accounts}
    return tuple(dict.fromkeys(every.get(item, ())))


def items_of(command: Command) -> list[str]:
    """Give the items a proposal names, each once."""
    items = command.details.get("items")
    return list(dict.fromkeys(str(item) for item in items)) if isinstance(items, list) else []


def _proposed(case: Case, command: Command, _around: Surroundings) -> dict[str, Value]:
    files: list[Value] = [digest for item in items_of(command) for digest in digests_of_item(case, item)]
    return {"files": files}


def _extended(case: Case, _command: Command, _around: Surroundings) -> dict[str, Value]:
    """Keep the day that was due before: the letter that gives more time says from which day on."""
    return {"due_before": case.debt.due_on.isoformat()} if case.debt else {}


def _erased(case: Case, command: Command, _around: Surroundings) -> dict[str, Value]:
    erasure = case.aftercare.erasures[command.text("erasure")]
    erased: list[Value] = list(erasure.digests)
    return {"erased": erased, "basis": erasure.basis}


_CONSEQUENCES: Mapping[str, Callable[[Case, Command, Surroundings], dict[str, Value]]] = {
    "order_correction": _ordered,
    "pay": _duties,
    "register_asset": _registered,
    "describe_asset": _described,
    "report_effect": _reported,
    "report_consumption_tax": _tax,
    "request_disposal": _repayment,
    "extend_due": _extended,
    "propose_erasure": _proposed,
    "erase_personal_data": _erased,
}


def consequence(case: Case, command: Command, around: Surroundings) -> dict[str, Value]:
    """Give what an accepted command's event says beyond it."""
    work_out = _CONSEQUENCES.get(command.name)
    return work_out(case, command, around) if work_out else {}
