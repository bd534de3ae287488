"""The common words: yen, rates, instants, languages, citations, findings, identifiers."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.values.citation import Citation, SourceClass, UncitedError
from sekisho.domain.values.finding import Finding, Outcome, Refusal, overall
from sekisho.domain.values.identifier import corporate_check_digit, folded, is_corporate_number, is_invoice_number
from sekisho.domain.values.language import Language, LocalizedText, MissingTextError
from sekisho.domain.values.money import (
    LARGEST_YEN,
    NOTHING,
    Currency,
    ForeignAmount,
    Money,
    MoneyError,
    apportioned,
    rate,
    total,
)
from sekisho.domain.values.time import Period, TimeError, day_in_japan, opening_of, parse_day, parse_instant

yen = st.integers(-(10**14), 10**14)
rates = st.fractions(0, 2, max_denominator=10_000)
twelve = st.from_regex(r"[0-9]{12}", fullmatch=True)


@pytest.mark.parametrize("amount", [1.0, "1", True, None, LARGEST_YEN + 1])
def test_what_is_no_whole_yen_is_refused(amount):
    """Floats, texts, booleans and absurd sums are no money."""
    with pytest.raises(MoneyError):
        Money(amount)


@given(yen, rates)
def test_a_share_is_truncated_towards_zero(amount, share):
    """A share never exceeds the exact value and misses it by less than a yen."""
    exact = Fraction(amount) * share
    found = Money(amount).share(share).yen
    assert 0 <= abs(exact) - abs(found) < 1
    assert found == 0 or (found > 0) == (amount > 0)


@given(yen, st.sampled_from([1, 100, 1000]))
def test_truncation_drops_what_is_below_the_unit(amount, unit):
    """A truncated amount is a multiple of its unit, less than a unit closer to zero."""
    cut = Money(amount).truncated(unit).yen
    assert cut % unit == 0
    assert 0 <= abs(amount) - abs(cut) < unit


@given(st.lists(st.builds(Money, st.integers(-(10**12), 10**12)), max_size=5))
def test_a_total_is_the_sum(amounts):
    """A total is what adding gives, zero for nothing."""
    assert total(amounts).yen == sum(amount.yen for amount in amounts)


@given(st.integers(0, 10**11), st.lists(st.integers(0, 10**11), max_size=12))
def test_the_parts_of_an_amount_add_up_to_it(amount, weights):
    """However an amount is parted no yen is lost or made, and nobody gets less than nothing."""
    parts = apportioned(Money(amount), [Money(weight) for weight in weights])
    assert len(parts) == len(weights)
    assert min(parts, default=NOTHING) >= NOTHING
    assert sum(part.yen for part in parts) == (amount if any(weights) else 0)


def test_what_cutting_leaves_goes_to_the_largest_remainder():
    """Ten yen on weights of 1, 1 and 1 part as 4, 3, 3; the earlier takes the yen that is over."""
    assert [part.yen for part in apportioned(Money(10), [Money(1)] * 3)] == [4, 3, 3]


@pytest.mark.parametrize(("text", "value"), [("18 %", "9/50"), ("0.078", "39/500"), ("22/78", "11/39"), ("5", "5")])
def test_rates_are_read_exactly(text, value):
    """A rate written as per cent, decimal or fraction is the exact fraction."""
    assert rate(text) == Fraction(value)


@pytest.mark.parametrize("text", ["", "a", "1/0", "%", "1,5"])
def test_a_rate_that_is_none_is_refused(text):
    """A text that is no rate is refused with the forms that are."""
    with pytest.raises(MoneyError, match="18 %"):
        rate(text)


def test_foreign_money_drops_the_fraction():
    """Ten yuan at 20.99 yen are 209 yen."""
    assert ForeignAmount(Currency.CNY, Fraction(10)).in_yen(Fraction("20.99")) == Money(209)


def test_an_instant_without_a_zone_is_refused():
    """A naive instant cannot be placed and is refused."""
    with pytest.raises(TimeError):
        parse_instant("2026-05-09T09:00:00")
    with pytest.raises(TimeError):
        day_in_japan(datetime(2026, 5, 9))  # noqa: DTZ001 - because the naive instant is the point


def test_a_day_in_japan_begins_at_fifteen_hours_utc():
    """15:00 UTC on 31 December is already the next year's first day in Japan."""
    assert day_in_japan(parse_instant("2026-12-31T15:00:00+00:00")) == date(2027, 1, 1)
    assert opening_of(date(2026, 5, 9)).utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize("text", ["2026-02-30", "令和8年", "", "2026/05/09", "20260509", "2026-W19-6"])
def test_a_day_that_is_none_is_refused(text):
    """A day that does not exist or is written otherwise is refused."""
    with pytest.raises(TimeError):
        parse_day(text)


def test_a_period_holds_both_its_ends():
    """The first and the last day belong to a period, the days beside them do not."""
    window = Period(date(2026, 5, 9), date(2026, 12, 31))
    assert date(2026, 5, 9) in window
    assert date(2026, 12, 31) in window
    assert date(2026, 5, 8) not in window
    assert date(2027, 1, 1) not in window


@pytest.mark.parametrize("language", list(Language))
def test_a_text_lacking_a_language_is_refused(language):
    """A text exists in all three languages or not at all."""
    texts = {other.value: "x" for other in Language if other is not language}
    with pytest.raises(MissingTextError, match=language.value):
        LocalizedText.parse(texts)


def test_a_citation_is_read_back():
    """A citation is a source class and a place."""
    assert Citation.parse("article: ¶7") == Citation(SourceClass.ARTICLE, "¶7")
    assert str(Citation.parse("law: Act 179 of 1955, art. 17(3)")) == "law: Act 179 of 1955, art. 17(3)"


@pytest.mark.parametrize("text", ["", "article", "article:", "rumour: x"])
def test_a_value_without_a_source_is_refused(text):
    """A citation without a class or a place is refused."""
    with pytest.raises(UncitedError):
        Citation.parse(text)


def test_a_refusal_needs_a_reason():
    """Nothing is refused without a finding."""
    with pytest.raises(ValueError, match="at least one"):
        Refusal.of([])


@given(st.lists(st.sampled_from(Outcome)))
def test_any_failed_gate_fails_the_whole(outcomes):
    """Not met wins over undetermined, undetermined over met; what does not apply counts nothing."""
    found = overall(outcomes)
    assert (found is Outcome.NOT_MET) == (Outcome.NOT_MET in outcomes)
    assert (found is Outcome.MET) == (not {Outcome.NOT_MET, Outcome.UNDETERMINED} & set(outcomes))


def test_a_finding_writes_as_plain_values():
    """A finding keeps code, outcome, place, citation, facts and remedy."""
    finding = Finding("rule.R03", Outcome.NOT_MET, "line.L1", "article: ¶7", {"listed": False})
    assert finding.as_json()["facts"] == {"listed": False}


@pytest.mark.parametrize("number", ["7123456789012", "4011001098993", "2120901007402", "７１２３-４５６７-８９０１２"])
def test_a_right_corporate_number_passes(number):
    """Published numbers pass, full-width and with hyphens as well."""
    assert is_corporate_number(number)


@pytest.mark.parametrize("number", ["1123456789012", "123", "", "712345678901a", "0123456789012"])
def test_a_wrong_corporate_number_fails(number):
    """A wrong check digit, length or character fails."""
    assert not is_corporate_number(number)


@given(twelve)
def test_the_check_digit_makes_a_number(digits):
    """Twelve digits with their check digit in front are a corporate number."""
    assert is_corporate_number(f"{corporate_check_digit(digits)}{digits}")


@given(twelve)
def test_nought_for_nine_passes_the_check(digits):
    """Every exchange of 0 for 9 passes: the check digit is no register (T28)."""
    number = f"{corporate_check_digit(digits)}{digits}"
    swapped = number[0] + number[1:].replace("0", "9")
    assert is_corporate_number(swapped)


def test_an_invoice_number_is_a_t_and_thirteen_digits():
    """An invoice number has its own form, without a check digit (T29)."""
    assert is_invoice_number("T7123456789012")
    assert not is_invoice_number("7123456789012")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SN-0042", "ｓｎ００４２"),
        ("HLM 650V", "hlm－650v"),
        ("ﾊｲﾗﾝ 650", "ハイラン650"),
        ("No.12/3", "no 12 3"),
    ],
)
def test_numbers_and_models_fold(one, other):
    """Widths, case, spaces and dashes make no other number."""
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(("one", "other"), [("HLM-650V", "HLM-650V2"), ("O12", "012"), ("ア1", "ィ1")])
def test_different_numbers_stay_apart(one, other):
    """What people could confuse is still two numbers: folding never guesses."""
    assert folded(one) != folded(other)


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    """Any text at all folds, and what is folded is folded."""
    assert folded(folded(text)) == folded(text)
