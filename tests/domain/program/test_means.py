"""Means: what can change a fact, as data; every fact has some, and a slip in them is named."""

import pytest

from sekisho.domain.program.means import Way
from tests.domain.program.scene import PROGRAM, edited, refused

FILE = "rules.toml"
PSE = 'pse = { by = "paper", what = "pse_certificate", cite = "article: ¶7" }'


def test_every_fact_a_criterion_reads_has_means():
    """No fact is left without a word on what could change it, if only that nothing can."""
    assert set(PROGRAM.means) == set(PROGRAM.vocabulary.fields)


def test_what_is_past_or_given_is_changed_by_nothing():
    """Who claims, when the application came, and a serial somebody else claims are what they are."""
    assert {PROGRAM.means[name].wrong for name in ("applicant_class", "received_in_time", "serial_free")} == {
        Way.NOTHING
    }


def test_the_ways_cost_in_the_order_evidence_money_model():
    """A paper costs less than a partner, and any evidence together less than another model."""
    costs = PROGRAM.numbers("cure.cost", PROGRAM.editions[0].effective_from)
    assert set(costs) == {way.value for way in Way} - {Way.NOTHING.value}
    assert costs["accept"] < costs["paper"] < costs["register"] < costs["partner"]
    assert costs["model"] > len(PROGRAM.means) * costs["paper"]


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (PSE.replace('"paper"', '"bribe"'), "'bribe'"),
        (PSE.replace("by =", "through ="), "unknown entry through"),
        (PSE.replace(', cite = "article: ¶7"', ""), "is not a citation"),
        (PSE.replace("pse =", "psf ="), "is no field"),
    ],
)
def test_a_slip_in_the_means_is_named(new, problem):
    """A way nobody knows, a strange entry, a missing source and a fact that is none: file and entry are named."""
    said = refused(edited(FILE, PSE, new))
    assert f"{FILE}" in said
    assert "means ps" in said
    assert problem in said
