"""Runs the worked examples beside this file: facts in, yen or findings out, at the program's own dated parameters."""

import tomllib
from pathlib import Path

import pytest

from sekisho.application.price import terms_on
from sekisho.bootstrap.package import shipped_program
from sekisho.domain.costing.quote import quote_request
from sekisho.domain.costing.request import QuoteRequest, read_request
from sekisho.domain.values.finding import Refusal

FILES = sorted(Path(__file__).parent.glob("*.toml"))
EXAMPLES = [pytest.param(tomllib.loads(file.read_text(encoding="utf-8")), id=file.stem) for file in FILES]


def answered(example: dict) -> QuoteRequest | Refusal:
    """Read an example's request."""
    day = example["request"]["declared_on"]
    return read_request(example["request"], shipped_program().names("subsidy.installation_counts_for", day))


def test_there_are_examples():
    """The folder holds both quotes and refusals."""
    found = [tomllib.loads(file.read_text(encoding="utf-8")) for file in FILES]
    assert {"totals" in example for example in found} == {True, False}


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_comes_out_as_written(example):
    """Every figure an example names comes out to the yen; every refusal it names is the whole refusal."""
    request = answered(example)
    if isinstance(request, Refusal):
        found = [{"code": finding.code, "place": finding.place} for finding in request.findings]
        assert sorted(found, key=str) == sorted(example["refused"], key=str)
        return
    totals = quote_request(request, terms_on(shipped_program(), request.declared_on)).totals()
    assert {name: totals[name] for name in example["totals"]} == example["totals"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_says_what_it_shows(example):
    """Each example has a title, a reason, and either figures or a refusal."""
    assert example["title"]
    assert example["why"]
    assert ("totals" in example) != ("refused" in example)
