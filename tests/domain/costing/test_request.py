"""Reading a quote request: exact, within bounds, every problem at once with its place and its remedy."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.costing.reading import LARGEST_QUOTED
from sekisho.domain.costing.request import QuoteRequest, read_lines, read_request
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.money import Money
from tests.domain.costing.scene import codes, problems, read, record

RATE = {
    "currency": "CNY",
    "from": date(2026, 8, 16),
    "to": "2026-08-22",
    "yen_per_unit": "20.85",
    "cite": "law: notice",
}
FOREIGN = record(currency="CNY", price="1180000.50")


def request(**changed: object) -> QuoteRequest | Refusal:
    """A request of one foreign line with a customs rate, with changes."""
    return read_request({"declared_on": "2026-08-19", "rates": [RATE], "lines": [FOREIGN], **changed}, ["line"])


def refused(**changed: object) -> list[tuple[str, str]]:
    """Code and place of what is wrong with a changed request."""
    found = request(**changed)
    assert isinstance(found, Refusal)
    return [(finding.code.removeprefix("costing."), finding.place) for finding in found.findings]


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        (-1, "negative"),
        (10**13 + 1, "too_large"),
        (1.5, "fractional"),
        (float("nan"), "fractional"),
        ("100.5", "fractional"),
        ("60000000", "not_a_number"),
        (True, "not_a_number"),
        ([1], "not_a_number"),
        (None, "absent"),
    ],
)
def test_an_unusable_yen_amount_says_what_is_wrong_with_it(value, remedy):
    """Each way of not being whole yen has a remedy of its own."""
    found = read_lines([record(price=value)], [])
    assert [(f.code, f.remedy) for f in found.findings] == [("costing.not_yen", f"costing.not_yen.{remedy}")]


def test_an_enormous_number_is_refused_without_writing_it_out():
    """A number of six thousand digits is refused in no time and shown as an ellipsis."""
    (finding,) = read_lines([record(price=16**5000)], []).findings
    assert finding.facts["value"] == "…"


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ("ten", "not_a_number"),
        ("1e999999999", "not_a_number"),
        ("9" * 400, "too_large"),
        ("9" * 17 + ".5", "too_large"),
        ("1/0", "not_a_number"),
        ("18 %", "not_a_number"),
        ("-3", "negative"),
        (20.85, "binary_number"),
        (None, "missing"),
        (True, "not_a_number"),
        (10**14, "too_large"),
        ("9999999999999999", "too_large"),
    ],
)
def test_an_unusable_foreign_price_is_refused(price, code):
    """Words, exponents, per cents, binary numbers and sums beyond reckoning are no foreign price."""
    assert problems(record(currency="USD", price=price, costs={"yen_per_unit": "150"})) == [(code, "line.L1.price")]


@pytest.mark.parametrize("rate", ["0", 0, "0.0"])
def test_an_exchange_rate_of_nothing_is_refused(rate):
    """A currency that is worth nothing would make the machine free."""
    costs = {"yen_per_unit": rate}
    assert problems(record(currency="CNY", price="1", costs=costs)) == [("not_positive", "line.L1.costs.yen_per_unit")]


def test_full_width_figures_are_read_as_people_type_them():
    """Full-width digits, per cent signs, currency and term are read like half-width ones."""
    costs = {"yen_per_unit": "２０.８５", "duty_rate": "１.７ ％"}
    line = read(currency="ｃｎｙ", price="１００", incoterm="ｃｉｆ", costs=costs)
    assert (line.price, line.duty_rate, line.incoterm) == (Money(2085), Fraction(17, 1000), "CIF")


@pytest.mark.parametrize(
    ("text", "rate"), [("3.3 %", "33/1000"), ("0.033", "33/1000"), ("33/1000", "33/1000"), (0, "0")]
)
def test_a_duty_rate_is_exact_however_it_is_written(text, rate):
    """Per cent, decimal and fraction give the same exact rate."""
    assert read(costs={"duty_rate": text}).duty_rate == Fraction(rate)


def test_a_duty_rate_without_its_per_cent_sign_is_refused():
    """3.3 without its sign would be 330 %."""
    assert problems(record(costs={"duty_rate": "3.3"})) == [("above_whole", "line.L1.costs.duty_rate")]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"currency": "XAU"}, ("unknown_currency", "line.L1.currency")),
        ({"currency": ["CNY"]}, ("unknown_currency", "line.L1.currency")),
        ({"incoterm": "DAT"}, ("unknown_incoterm", "line.L1.incoterm")),
        ({"incoterm": 7}, ("unknown_incoterm", "line.L1.incoterm")),
        ({"hs_code": "84-57"}, ("not_hs_code", "line.L1.hs_code")),
        ({"hs_code": "84571"}, ("not_hs_code", "line.L1.hs_code")),
        ({"eligible": "yes"}, ("not_yes_or_no", "line.L1.eligible")),
        ({"costs": [1]}, ("not_a_table", "line.L1.costs")),
        ({"costs": {"lunch": 1}}, ("unknown_cost", "line.L1.costs.lunch")),
        ({"yearly_saving": "much"}, ("not_yen", "line.L1.yearly_saving")),
    ],
)
def test_a_wrong_entry_is_refused_at_its_place(changed, problem):
    """Each wrong entry is named with its place."""
    assert problems(record(**changed)) == [problem]


def test_every_problem_of_every_line_is_told_at_once():
    """Two lines with seven wrong entries are refused for all seven."""
    first = record(price=-1, incoterm="XXX", hs_code="x", costs={"duty_rate": "a lot"})
    second = record(id="L2", currency="CNY", eligible=1, costs={"inland": 0.5})
    assert sorted(place for _, place in problems(first, second)) == [
        "line.L1.costs.duty_rate", "line.L1.hs_code", "line.L1.incoterm", "line.L1.price",
        "line.L2.costs.inland", "line.L2.costs.yen_per_unit", "line.L2.eligible",
    ]  # fmt: skip


def test_a_line_without_an_id_is_placed_by_its_number():
    """The second line, without an id, is line 2."""
    nameless = {name: value for name, value in record(price=-1).items() if name != "id"}
    assert problems(record(), nameless) == [("not_yen", "line.2.price")]


@pytest.mark.parametrize("rows", [[], "L1", None, {"id": "L1"}])
def test_a_request_without_lines_is_refused(rows):
    """No lines, or something else in their place, is nothing to quote."""
    assert refused(lines=rows) == [("no_lines", "lines")]


def test_a_line_that_is_no_table_is_refused_by_number():
    """A text where a line should stand is refused at its number."""
    assert problems(record(), "robot") == [("not_a_table", "line.2")]


def test_an_id_that_stands_twice_is_refused():
    """Two lines of the same id cannot be told apart."""
    assert problems(record(), record()) == [("same_id", "line.L1")]


def test_lines_that_are_each_small_enough_are_refused_together():
    """The sum of a quote is bounded too."""
    lines = [record(id=str(n), price=LARGEST_QUOTED) for n in (1, 2)]
    assert problems(*lines) == [("too_large", "lines")]


def test_what_nobody_said_is_noted_not_hidden():
    """A line without term and duty rate is read as CIF and duty free, and says so."""
    line = read(incoterm="", costs={})
    assert line.incoterm == "CIF"
    assert codes(line.notes) == ["incoterm_taken_as_cif", "duty_taken_as_free"]


@pytest.mark.parametrize(("category", "noted"), [("line", ["installation_taken_as_invoiced"] * 2), ("cnc", [])])
def test_installation_that_counts_is_noted_as_taken_from_the_right_invoice(category, noted):
    """For a turnkey line it counts only if the maker or the SI invoices it, which a quote can only remind of (A2)."""
    line = read(category=category, costs={"duty_rate": 0, "installation": 1, "integration": 1})
    assert codes(line.notes) == noted


@pytest.mark.parametrize("written", ["8428.70", "842870000", "8428.70.0000", "84287000003", "842870"])
def test_a_tariff_code_is_read_with_the_tail_of_either_country(written):
    """Six digits, Japan's nine and China's ten are read; eleven are a slip (T31)."""
    digits = written.replace(".", "")
    refused = len(digits) > 10
    assert (problems(record(hs_code=written)) if refused else read(hs_code=written).hs_code) == (
        [("not_hs_code", "line.L1.hs_code")] if refused else digits
    )


def test_a_line_that_is_not_to_be_subsidised_has_no_eligible_cost():
    """A line marked as not eligible costs, but earns nothing."""
    assert read(eligible=False).eligible == Money(0)


def test_the_customs_rate_of_the_declaration_day_converts_the_price():
    """1,180,000.50 yuan at the week's 20.85 are 24,603,010 yen, with the notice cited."""
    line = request().lines[0]
    assert line.price == Money(24_603_010)
    assert str(line.exchange.citation) == "law: notice"


def test_a_rate_stated_on_the_line_goes_before_the_table_and_says_so():
    """A stated rate is used and marked as the applicant's own."""
    line = request(lines=[{**FOREIGN, "costs": {"yen_per_unit": "21"}}]).lines[0]
    assert line.price == Money(24_780_010)
    assert "as stated on the line" in str(line.exchange.citation)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"declared_on": "2026-08-23"}, ("no_customs_rate", "line.L1.costs.yen_per_unit")),
        ({"declared_on": None}, ("no_exchange_rate", "line.L1.costs.yen_per_unit")),
        ({"rates": []}, ("no_exchange_rate", "line.L1.costs.yen_per_unit")),
        ({"rates": [RATE, {**RATE, "yen_per_unit": "21"}]}, ("two_customs_rates", "line.L1.costs.yen_per_unit")),
        ({"declared_on": "19 August"}, ("not_a_day", "declared_on")),
        ({"rates": ["20.85"]}, ("not_a_table", "rate.1")),
        ({"rates": [{**RATE, "cite": ""}]}, ("uncited", "rate.1.cite")),
        ({"rates": [{**RATE, "currency": "XXX"}]}, ("unknown_currency", "rate.1.currency")),
        ({"rates": [{**RATE, "to": "2026-08-01"}]}, ("period_reversed", "rate.1.to")),
        ({"rates": [{**RATE, "from": None}]}, ("not_a_day", "rate.1.from")),
        ({"rates": [{**RATE, "yen_per_unit": 0}]}, ("not_positive", "rate.1.yen_per_unit")),
    ],
)
def test_a_rate_that_is_missing_or_wrong_is_refused(changed, problem):
    """No rate for the day, two of them, or a table that cannot be read, is never guessed over."""
    assert problem in refused(**changed)


def test_a_request_keeps_its_day_and_assumptions():
    """The declaration day and the assumptions in words stay with the request."""
    found = request(assumptions=["one shift", "no spare parts"])
    assert (found.declared_on, found.assumptions) == (date(2026, 8, 19), ("one shift", "no spare parts"))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
    max_leaves=4,
)
names = st.sampled_from(["id", "price", "currency", "incoterm", "costs", "yearly_saving", "hs_code", "eligible"])
costs = st.dictionaries(st.sampled_from(["freight", "duty_rate"]), anything)
lines = st.dictionaries(names, anything | costs, max_size=4)


@given(st.dictionaries(st.sampled_from(["declared_on", "rates", "assumptions"]), anything), st.lists(lines, max_size=2))
def test_whatever_is_written_is_read_or_refused(top, rows):
    """No input, however odd, is anything but a request or a refusal with codes and places."""
    found = read_request({**top, "lines": rows}, ["line"])
    if isinstance(found, Refusal):
        assert all(finding.code.startswith("costing.") and finding.place for finding in found.findings)
    else:
        assert found.lines
