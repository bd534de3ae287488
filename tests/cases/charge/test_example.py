"""Runs the worked examples beside this file: an order to pay back and its parts in, both charges out, to the yen."""

import tomllib
from pathlib import Path

import pytest

from sekisho.application.surround import charge_terms_on
from sekisho.bootstrap.package import library
from sekisho.domain.fund.charge import ChargeKind, Payment
from sekisho.domain.fund.debt import Basis, Debt, charges_on
from sekisho.domain.values.money import Money

FILES = sorted(Path(__file__).parent.glob("*.toml"))
EXAMPLES = [pytest.param(tomllib.loads(file.read_text(encoding="utf-8")), id=file.stem) for file in FILES]
PROGRAM = library("smart-factory-2026").shipped()


def ordered(said: dict) -> Debt:
    """Give an example's order with its parts."""
    parts = tuple(Payment(part["on"], Money(part["amount"])) for part in said.get("paid", ()))
    return Debt(Basis(said["basis"]), Money(said["ordered"]), said["received_on"], said["due_on"], parts)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_comes_out_as_written(example):
    """Days, principals, and both charges come out as reckoned by hand, at the program's parameters."""
    debt, on = ordered(example["order"]), example["order"]["reckoned_on"]
    made = charges_on(debt, on, charge_terms_on(PROGRAM, on))
    stretches = [[one.days, one.principal.yen] for one in made[ChargeKind.ADDITIONAL].stretches]
    assert example["expected"] == {
        "stretches": stretches,
        "additional": made[ChargeKind.ADDITIONAL].amount.yen,
        "late": made[ChargeKind.LATE].amount.yen,
    }


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_says_what_it_shows(example):
    """Each example has a title, a reason a policy officer can read, and its source."""
    assert all(example[name] for name in ("title", "why", "source"))
