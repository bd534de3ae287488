"""Runs the worked examples beside this file: an asset and its disposal in, yen out, at the program's parameters."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from sekisho.domain.aftercare.asset import Asset, restricted_until
from sekisho.domain.aftercare.depreciation import Method
from sekisho.domain.aftercare.disposal import DisposalKind, repayment
from sekisho.domain.values.money import Money
from tests.domain.aftercare.scene import AFTERCARE

FILES = sorted(Path(__file__).parent.glob("*.toml"))
EXAMPLES = [pytest.param(tomllib.loads(file.read_text(encoding="utf-8")), id=file.stem) for file in FILES]


def registered(said: dict) -> Asset:
    """Enter an example's asset in the register."""
    life = AFTERCARE.lives[said["industry"]]
    price, grant = Money(said["unit_price"]), Money(said["grant"])
    end = restricted_until(said["acquired_on"], life)
    return Asset("A01", "L1", "-", "-", said["acquired_on"], price, 1, grant, said["industry"], life, end)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_comes_out_as_written(example):
    """The end of the restriction, book value, base and repayment come out to the day and the yen."""
    method = Method(example.get("method", AFTERCARE.schedule.method))
    terms = replace(AFTERCARE, schedule=replace(AFTERCARE.schedule, method=method))
    asset, disposal = registered(example["asset"]), example["disposal"]
    kind, proceeds = DisposalKind(disposal["manner"]), Money(disposal.get("proceeds", 0))
    owed = repayment(asset, kind, disposal["on"], proceeds, terms)
    assert example["expected"] == {
        "restricted_until": asset.restricted_until,
        "book_value": owed.book_value.yen,
        "base": owed.base.yen,
        "repayment": owed.amount.yen,
    }


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_says_what_it_shows(example):
    """Each example has a title and a reason a policy officer can read."""
    assert example["title"]
    assert example["why"]
