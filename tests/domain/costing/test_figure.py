"""Figures: every number of a quote has a formula, a source, and words in three languages."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.bootstrap.package import all_wording
from sekisho.domain.costing.figure import Figure, Unit, share_text
from sekisho.domain.costing.line import CUSTOMS_COSTS, LOCAL_COSTS, TAXES_IN_PRICE
from sekisho.domain.costing.quote import Quote, make_quote, quote_request, read_request
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from tests.domain.costing.scene import TERMS, problems, read, record

CITED = replace(TERMS, sources={"subsidy_rate": Citation.parse("article: ¶2")})
COSTS = {"inland": 200_000, "installation": 800_000, "duty_rate": "1.7 %"}


def quote(**changed: object) -> Quote:
    """A quote of one line, with changes."""
    return make_quote((read(**{"yearly_saving": 12_000_000, "costs": COSTS, **changed}),), CITED)


def figure(name: str, **changed: object) -> Figure:
    """One figure of a quote."""
    return next(figure for figure in quote(**changed).figures() if figure.name == name)


def test_eighteen_per_cent_offset_a_premium_of_twenty_two():
    """At 18 % the subsidy offsets a price premium of 21.95 %: 1/0.82 − 1."""
    assert share_text(quote().break_even_premium) == "0.219512"


def test_a_grant_nine_months_late_is_seventeen_per_cent():
    """At 8 % and nine months the effective rate in today's money is 17.0 %."""
    made = make_quote((read(),), replace(TERMS, discount_rate=Fraction(8, 100)))
    assert round(made.effective_rate_today * 100, 1) == Fraction("17.0")


def test_an_ineligible_line_lowers_the_effective_rate():
    """Two equal lines of which one counts earn an effective 9 %."""
    made = make_quote((read(), read(id="L2", eligible=False)), TERMS)
    assert made.effective_rate == Fraction(9, 100)


def test_a_price_of_nothing_has_no_rate():
    """Where nothing is paid there is no effective rate and no premium."""
    made = quote(price=0)
    assert (made.effective_rate, made.effective_rate_today, made.break_even_premium) == (None, None, None)


def test_the_landed_cost_is_the_sum_of_its_parts():
    """Customs value, duty and the costs after import make the landed cost; import tax stands apart."""
    made = quote()
    parts = {"customs_value": 60_000_000, "duty": 1_020_000, "inland": 200_000, "installation": 800_000}
    assert made.breakdown.as_json() == {"parts": parts, "total": 62_020_000, "cash_flow": 6_101_900}
    assert made.net == made.landed - made.subsidy == Money(51_220_000)


def test_a_ddp_price_pays_no_duty_or_tax_again():
    """Under DDP the landed cost is the price without its consumption tax, and no import tax is the buyer's."""
    made = quote(incoterm="DDP", costs={"duty_in_price": 900_000, "tax_in_price": 5_400_000, "duty_rate": "1.7 %"})
    assert made.landed == Money(54_600_000)
    assert made.breakdown.cash_flow == Money(0)


def test_every_figure_has_a_source():
    """No number stands without a citation."""
    assert [figure.name for figure in quote().figures() if not figure.citation] == []


def test_the_subsidy_cites_the_program():
    """The subsidy names the paragraph its rate comes from, and an uncited truncation says so."""
    cited = figure("subsidy").citation
    assert cited.startswith("article: ¶2; ")
    assert "no source was given" in cited


def test_a_converted_price_cites_its_rate():
    """A price in yuan names where its exchange rate comes from."""
    line = {"currency": "CNY", "price": "100", "costs": {"yen_per_unit": "20"}}
    assert "exchange rate" in figure("price", **line).citation


@pytest.mark.parametrize("language", list(Language))
def test_every_figure_is_named_and_explained(language):
    """Each figure has a name and a formula in each language, with every fact it mentions."""
    for shown in quote().figures():
        assert all_wording().say(shown.code, language)
        assert not re.search(r"[{}]|—", all_wording().say(shown.formula, language, **shown.facts))


def test_every_cost_has_a_name():
    """Each kind of cost, and each part of the landed cost, has a name."""
    names = {*CUSTOMS_COSTS, *LOCAL_COSTS, *TAXES_IN_PRICE, *dict(quote().breakdown.items)}
    assert [name for name in names if not all_wording().has(f"costing.cost.{name}")] == []


WRONG = (
    record(price=-1),
    record(price=None),
    record(price=1.5),
    record(price="x"),
    record(price=10**14),
    record(incoterm="DAT", currency="XAU", hs_code="x", eligible=1, costs={"lunch": 1, "duty_rate": "3.3"}),
    record(incoterm="EXW", costs=[]),
    record(incoterm="DDP", costs={"freight": 1}),
    record(incoterm="FOB", costs={"freight": 0, "insurance": 0, "tax_in_price": 1}),
    record(incoterm="CIP", costs={"inland": 10**9}),
    record(currency="CNY", price="1"),
    record(currency="CNY", price=1.5, costs={"yen_per_unit": 0}),
    record(currency="CNY", price=None, costs={"yen_per_unit": "-1"}),
    record(currency="CNY", price="ten", costs={"yen_per_unit": "9" * 30}),
)


@pytest.mark.parametrize("language", list(Language))
def test_every_refusal_says_what_happened_and_what_to_do(language):
    """Each problem has a sentence without gaps and a remedy, in each language."""
    rate = {"currency": "CNY", "from": "x", "to": "2026-08-01", "yen_per_unit": "1", "cite": "law: x"}
    late = {**rate, "from": "2026-08-02", "cite": "rumour"}
    requests = [read_request({"lines": [row], "rates": [rate, late], "declared_on": "x"}, []) for row in WRONG]
    findings = [finding for request in requests if isinstance(request, Refusal) for finding in request.findings]
    assert len({finding.code for finding in findings}) >= 18
    for finding in findings:
        said = all_wording().say_finding(finding, language) + all_wording().remedy(finding, language)
        assert "—" not in said or not finding.facts["value"]
        assert all_wording().remedy(finding, language)


def test_a_missing_addition_names_the_cost_in_words():
    """The message says insurance, not the name of a field."""
    assert problems(record(incoterm="CFR")) == [("missing_addition", "line.L1.costs.insurance")]
    said = all_wording().say("costing.missing_addition", Language.JA, incoterm="CFR", cost="insurance")
    assert said.startswith("CFR の価格には保険料が含まれない")


def test_a_quote_writes_as_json():
    """The whole quote is plain values: totals, figures, parts, lines, notes, assumptions."""
    asked = read_request({"lines": [record(yearly_saving=12_000_000)], "assumptions": ["one shift"]}, [])
    written = json.loads(json.dumps(quote_request(asked, CITED).as_json()))
    assert written["totals"]["subsidy"] == 10_800_000
    assert written["assumptions"] == ["one shift"]
    assert written["internal_rate_is_ambiguous"] is False
    assert {row["name"] for row in written["figures"]} >= {*written["totals"], "effective_rate", "break_even_premium"}


def test_the_internal_rate_is_where_the_machine_breaks_even():
    """Sixty million, twelve million a year and the grant after nine months return a little over a fifth."""
    (rate,) = make_quote((read(yearly_saving=12_000_000),), TERMS).with_subsidy.internal_rates()
    assert Decimal("0.19") < rate < Decimal("0.22")


@pytest.mark.parametrize(
    ("share", "text"), [(Fraction(2, 3), "0.666666"), (Fraction(-1, 8), "-0.125000"), (Fraction(1), "1.000000")]
)
def test_a_share_is_cut_not_rounded(share, text):
    """Two thirds are written 0.666666."""
    assert share_text(share) == text
    assert Figure("x", Unit.SHARE, share, ()).as_json()["value"] == text


prices = st.integers(0, 10**11)


@given(st.lists(prices, min_size=1, max_size=4), st.integers(0, 10**9))
def test_a_quote_never_gives_more_than_it_may(amounts, saving):
    """Whatever the lines, the subsidy is at most its rate, and net and landed cost differ by just it."""
    lines = tuple(read(id=str(n), price=price, yearly_saving=saving) for n, price in enumerate(amounts))
    made = make_quote(lines, TERMS)
    assert made.subsidy.yen <= TERMS.subsidy_rate * sum(amounts)
    assert made.net + made.subsidy == made.landed
    assert made.customs_value <= made.landed
