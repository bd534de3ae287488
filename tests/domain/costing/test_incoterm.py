"""Incoterms 2020 to CIF: what is added, what is taken out, and what is a question."""

import pytest

from sekisho.domain.costing.incoterm import ADDITIONS, NEEDED, SEPARABLE, TERMS
from sekisho.domain.costing.line import customs_value, eligible_cost
from sekisho.domain.values.money import Money
from tests.domain.costing.scene import codes, problems, read, record

WHOLE = {
    "origin_inland": 50_000,
    "export_clearance": 20_000,
    "loading": 30_000,
    "freight": 700_000,
    "insurance": 60_000,
}


def test_the_eleven_terms_of_2020():
    """Incoterms 2020 has eleven terms; DAT is gone, DPU has come."""
    assert sorted(TERMS) == ["CFR", "CIF", "CIP", "CPT", "DAP", "DDP", "DPU", "EXW", "FAS", "FCA", "FOB"]


@pytest.mark.parametrize(
    ("term", "needed"),
    [
        ("EXW", ADDITIONS),
        ("FCA", ("freight", "insurance")),
        ("FAS", ("freight", "insurance")),
        ("FOB", ("freight", "insurance")),
        ("CFR", ("insurance",)),
        ("CPT", ("insurance",)),
        *((term, ()) for term in ("CIF", "CIP", "DAP", "DPU", "DDP")),
    ],
)
def test_what_a_term_needs_to_reach_cif(term, needed):
    """Each addition a term leaves out is asked for at its own place; none is taken as zero."""
    assert NEEDED[term] == needed
    wanted = [("missing_addition", f"line.L1.costs.{name}") for name in needed]
    asked = problems(record(incoterm=term, costs={}, price=-1))
    assert [problem for problem in asked if problem[0] == "missing_addition"] == wanted


def test_an_ex_works_price_reaches_cif_by_every_leg():
    """EXW adds inland carriage, export clearance, loading, freight and insurance."""
    assert customs_value(read(incoterm="EXW", costs=WHOLE)) == Money(60_860_000)


def test_an_uninsured_shipment_states_zero():
    """Insurance of zero is an answer and is noted; insurance not stated is a question."""
    line = read(incoterm="CFR", costs={"insurance": 0, "duty_rate": 0})
    assert customs_value(line) == Money(60_000_000)
    assert codes(line.notes) == ["taken_as_uninsured"]


@pytest.mark.parametrize("term", sorted(set(TERMS) - {"EXW", "FCA", "FAS", "FOB"}))
def test_freight_beside_a_price_that_contains_it_is_refused(term):
    """Freight stated beside a CFR to DDP price would be counted twice."""
    costs = {"freight": 700_000, "insurance": 1, "duty_in_price": 0, "tax_in_price": 0}
    assert ("contained_in_price", "line.L1.costs.freight") in problems(record(incoterm=term, costs=costs))


def test_fca_takes_carriage_to_the_port_where_it_is_not_included():
    """Under FCA the leg to the port is added if stated and not missed if absent."""
    main = {"freight": 700_000, "insurance": 60_000}
    assert customs_value(read(incoterm="FCA", costs=main)) == Money(60_760_000)
    assert customs_value(read(incoterm="FCA", costs={**main, "origin_inland": 50_000})) == Money(60_810_000)


@pytest.mark.parametrize("term", ["CPT", "CIP", "DAP", "DPU", "DDP"])
def test_carriage_in_japan_leaves_the_value_where_the_price_contains_it(term):
    """Carriage after arrival shown apart is taken out of the price under CPT to DDP."""
    costs = {"inland": 200_000, "duty_in_price": 0, "tax_in_price": 0}
    costs |= {"insurance": 0} if term == "CPT" else {}
    assert customs_value(read(incoterm=term, costs=costs)) == Money(59_800_000)
    assert "inland" in SEPARABLE[term]


@pytest.mark.parametrize("name", ["inland", "installation", "conformity", "integration", "clearance", "unloading"])
def test_costs_after_import_never_enter_the_value_of_a_cif_price(name):
    """What is paid after import, shown apart, is no part of the customs value."""
    assert customs_value(read(costs={name: 900_000})) == Money(60_000_000)


@pytest.mark.parametrize("name", ["selling_commission", "packing", "assists", "royalty", "proceeds"])
@pytest.mark.parametrize("term", ["CIF", "DAP"])
def test_statutory_additions_enter_whatever_the_term(name, term):
    """Commission, packing, assists, royalties and proceeds are added under every term."""
    assert customs_value(read(incoterm=term, costs={name: 500_000})) == Money(60_500_000)


def test_a_ddp_price_gives_up_its_duty_and_tax():
    """Under DDP the Japanese duty and tax in the price leave both the customs value and the eligible cost."""
    line = read(incoterm="DDP", costs={"duty_in_price": 1_000_000, "tax_in_price": 5_000_000, "inland": 200_000})
    assert customs_value(line) == Money(53_800_000)
    assert eligible_cost(line, ()) == line.eligible == Money(54_000_000)


def test_a_ddp_price_without_its_taxes_is_a_question():
    """A DDP price has to say how much duty and tax it contains, even if none."""
    asked = [("missing_part", f"line.L1.costs.{name}") for name in ("duty_in_price", "tax_in_price")]
    assert problems(record(incoterm="DDP")) == asked


def test_japanese_tax_in_a_fob_price_is_refused():
    """Only a DDP price can contain Japanese duty and tax."""
    costs = {"freight": 1, "insurance": 1, "tax_in_price": 9}
    assert problems(record(incoterm="FOB", costs=costs)) == [("tax_not_in_price", "line.L1.costs.tax_in_price")]


def test_parts_above_the_price_are_refused():
    """Carriage shown apart cannot exceed the price it is part of."""
    assert problems(record(incoterm="CIP", costs={"inland": 60_000_001})) == [("parts_exceed_price", "line.L1.price")]


def test_an_unreadable_price_is_not_also_too_small():
    """A wrong price is reported once, not again as smaller than its parts."""
    assert problems(record(incoterm="CIP", price="x", costs={"inland": 1})) == [("not_yen", "line.L1.price")]
