"""Editions compared: down to each quantity, demand, paper and requirement."""

from dataclasses import replace
from fractions import Fraction

from sekisho.domain.program.annex.comparison import compared
from tests.domain.program.scene import FIRST, SECOND, THIRD

HLM = "hailan precision machinery (fictional) hlm-1100v"


def test_the_shipped_editions_differ_as_their_revisions_say():
    """What a revision says of itself is what the comparison finds."""
    for before, after in ((FIRST, SECOND), (SECOND, THIRD)):
        found = compared(before, after)
        told = {
            kind: {n for c in after.revision if c.kind.value == kind for n in c.models} for kind in ("added", "removed")
        }
        assert {one.model for one in found.added} == told["added"]
        assert {one.model for one in found.removed} == told["removed"]


def test_a_change_names_its_quantity_with_both_values_and_unit():
    """Positioning from 10 to 9 um; a demand from 8,000 to 10,000 with its sign."""
    change = next(one for one in compared(SECOND, THIRD).changed if one.model == "HLM-1100V")
    assert [one.as_json() for one in change.quantities] == [
        {"name": "positioning_um", "before": "10", "after": "9", "unit": "um"}
    ]
    cnc = next(one for one in compared(FIRST, SECOND).categories if one.id == "cnc")
    assert [(one.name, one.before, one.after) for one in cnc.minima] == [
        ("spindle_rpm", "≥ 8000", "≥ 10000"),
        ("positioning_um", "≤ 12", "≤ 10"),
    ]


def test_papers_requirements_and_categories_count_as_changes():
    """A further paper, a new requirement, another category and a quantity no longer stated are all told."""
    change = next(one for one in compared(SECOND, THIRD).changed if one.model == "BC-MED5")
    assert (change.papers.added, change.gates.added) == (("iso13849_certificate",), ("V01",))
    back = next(one for one in compared(THIRD, SECOND).changed if one.model == "BC-MED5")
    assert (back.papers.removed, back.gates.removed) == (("iso13849_certificate",), ("V01",))
    moved = replace(THIRD.models[HLM], category="line", specification={"takt_s": Fraction(9)})
    found = compared(THIRD, replace(THIRD, models={**THIRD.models, HLM: moved})).changed[0]
    assert (found.category.before, found.category.after) == ("cnc", "line")
    assert ("spindle_rpm", "10000", "") in {(one.name, one.before, one.after) for one in found.quantities}


def test_an_edition_is_the_same_as_itself():
    """Nothing differs, and the JSON says so plainly."""
    found = compared(THIRD, THIRD)
    assert found.is_same
    assert found.as_json() == {"added": [], "removed": [], "changed": [], "categories": []}


def test_papers_of_a_category_that_come_and_go_are_told():
    """A category's own papers are compared as well, and one that is new altogether."""
    cnc = replace(THIRD.categories["cnc"], documents=("pse_certificate", "x"))
    found = compared(THIRD, replace(THIRD, categories={**THIRD.categories, "cnc": cnc, "new": replace(cnc, id="new")}))
    papers = {one.id: one.papers for one in found.categories}
    assert papers["cnc"].added == ("x",)
    assert "conformity_certificate" in papers["cnc"].removed
    assert papers["new"].added == ("pse_certificate", "x")
