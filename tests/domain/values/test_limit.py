"""Values at their limits: arithmetic, order, spelling, boundaries of days, and what a check digit cannot see."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.values.citation import Citation, SourceClass, UncitedError
from sekisho.domain.values.finding import Finding, Outcome, Refusal, overall
from sekisho.domain.values.identifier import (
    corporate_check_digit,
    is_corporate_number,
    is_invoice_number,
    normalised,
)
from sekisho.domain.values.language import Language, LocalizedText, MissingTextError
from sekisho.domain.values.money import LARGEST_YEN, NOTHING, Currency, ForeignAmount, Money, MoneyError, rate, total
from sekisho.domain.values.time import (
    JST,
    Period,
    TimeError,
    day_in_japan,
    opening_of,
    parse_day,
    parse_instant,
    require_zone,
)

yen = st.integers(-(10**14), 10**14).map(Money)
whole = st.integers(0, 10**14).map(Money)
shares = st.fractions(0, 1, max_denominator=10_000)


# Money
@given(yen, yen)
def test_adding_and_taking_away_undo_each_other(first, second):
    """What is added and taken away again leaves the amount."""
    assert first + second - second == first
    assert first - second == -(second - first)


@given(yen, yen)
def test_amounts_are_ordered_as_their_yen(first, second):
    """Amounts compare as whole numbers do."""
    assert (first < second) == (first.yen < second.yen)
    assert bool(first) == (first != NOTHING)


def test_a_sum_beyond_the_largest_amount_is_refused():
    """Arithmetic cannot leave the bounds either."""
    with pytest.raises(MoneyError, match="beyond"):
        Money(LARGEST_YEN) + Money(1)
    assert Money(LARGEST_YEN) + Money(-LARGEST_YEN) == NOTHING


def test_an_amount_is_spelt_with_its_currency():
    """12,800,000,000 yen are spelt with commas and their code."""
    assert str(Money(12_800_000_000)) == "JPY 12,800,000,000"


@given(whole, shares, st.sampled_from([1, 100, 1000]))
def test_a_share_loses_less_than_its_unit(amount, share, unit):
    """A share is never above the exact value, a multiple of the unit, and short by less than it."""
    exact, found = amount.yen * share, amount.share(share, unit).yen
    assert 0 <= exact - found < unit
    assert found % unit == 0


@given(whole, whole, shares)
def test_a_larger_amount_has_no_smaller_share(first, second, share):
    """Shares are monotone in the amount."""
    low, high = sorted((first, second))
    assert low.share(share) <= high.share(share)


@given(whole, whole, shares)
def test_shares_of_parts_are_never_above_the_share_of_the_whole(first, second, share):
    """Cutting each part loses at most a yen more than cutting once."""
    parts, once = first.share(share) + second.share(share), (first + second).share(share)
    assert parts <= once <= parts + Money(1)


@pytest.mark.parametrize(
    ("amount", "unit", "cut"), [(999, 1000, 0), (1000, 1000, 1000), (-1999, 1000, -1000), (0, 100, 0)]
)
def test_the_part_below_a_unit_is_dropped_towards_zero(amount, unit, cut):
    """Below its unit an amount is nothing, whichever its sign."""
    assert Money(amount).truncated(unit) == Money(cut)


def test_no_amounts_are_zero_yen():
    """The total of nothing is zero yen."""
    assert total(()) == NOTHING


# Rates and currencies
@pytest.mark.parametrize(
    ("text", "value"),
    [(" 18 % ", "9/50"), ("0 %", "0"), ("100%", "1"), ("0.1095", "219/2000"), ("-5 %", "-1/20"), ("7.8 %", "39/500")],
)
def test_a_rate_is_the_fraction_it_says(text, value):
    """No rate passes through a binary number on its way."""
    assert rate(text) == Fraction(value)


@pytest.mark.parametrize("text", ["18 % %", "nan", "inf", "1/2/3", "18 per cent", "0x10", "--1"])
def test_what_is_no_rate_is_refused_with_examples(text):
    """A text that is no rate says which forms are."""
    with pytest.raises(MoneyError, match="22/78"):
        rate(text)


def test_national_and_local_tax_are_ten_per_cent():
    """7.8 % and 22/78 of it come to exactly 10 %."""
    assert rate("0.078") * (1 + rate("22/78")) == Fraction(1, 10)


@pytest.mark.parametrize("code", ["JPY", "CNY", "USD", "EUR"])
def test_the_currencies_of_an_invoice(code):
    """Four currencies are known by their codes."""
    assert Currency(code).value == code


@pytest.mark.parametrize("code", ["jpy", "RMB", ""])
def test_an_unknown_currency_is_no_currency(code):
    """RMB is no ISO 4217 code; CNY is."""
    with pytest.raises(ValueError, match="not a valid Currency"):
        Currency(code)


@given(st.fractions(0, 10**9, max_denominator=100), st.fractions(0, 1000, max_denominator=10_000))
def test_conversion_loses_less_than_a_yen(amount, yen_per_unit):
    """A converted amount is short of the exact value by less than a yen."""
    found = ForeignAmount(Currency.CNY, amount).in_yen(yen_per_unit)
    assert 0 <= amount * yen_per_unit - found.yen < 1


# Texts and citations
def test_a_text_is_given_in_the_language_asked_for():
    """Each language gives its own text."""
    text = LocalizedText.parse({"ja": "関所", "en": "checkpoint", "zh-Hans": "关卡", "fr": "octroi"})
    assert [text.within(language) for language in Language] == ["関所", "checkpoint", "关卡"]


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_text_is_a_missing_one(blank):
    """A text of spaces is no text."""
    with pytest.raises(MissingTextError, match="no ja text"):
        LocalizedText(blank, "a", "b")


@pytest.mark.parametrize("source", SourceClass)
def test_every_source_class_is_read_back(source):
    """A citation of each class reads back as it was written."""
    cited = Citation(source, "¶2: the words after a colon stay")
    assert Citation.parse(str(cited)) == cited


@pytest.mark.parametrize("text", ["article ¶2", ": ¶2", "article:  ", "Article: ¶2"])
def test_an_unreadable_citation_says_how_to_write_one(text):
    """No class, no place, or a class in capitals is refused with an example or the missing part."""
    with pytest.raises(UncitedError, match=r"write 'article: ¶7'|names no source"):
        Citation.parse(text)


# Findings
@pytest.mark.parametrize(
    ("outcomes", "result"),
    [
        ([], "met"),
        (["not_applicable"], "met"),
        (["met", "undetermined"], "undetermined"),
        (["undetermined", "not_met", "met"], "not_met"),
    ],
)
def test_gates_fold_into_one_outcome(outcomes, result):
    """Not met beats undetermined, undetermined beats met, and what does not apply is passed over."""
    assert overall(map(Outcome, outcomes)) is Outcome(result)


def test_a_refusal_keeps_every_finding_in_order():
    """A refusal carries all its reasons, as they were found."""
    findings = [Finding(code, Outcome.NOT_MET) for code in ("b", "a", "b")]
    assert Refusal.of(iter(findings)).findings == tuple(findings)


def test_a_finding_as_json_does_not_share_its_facts():
    """Changing what was written does not change the finding."""
    finding = Finding("a.b", Outcome.MET, facts={"n": 1})
    written = finding.as_json()["facts"]
    assert isinstance(written, dict)
    written["n"] = 2
    assert finding.facts == {"n": 1}


# Time
@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-12-31T23:59:59.999999+09:00", "2026-12-31"),
        ("2026-12-31T14:59:59+00:00", "2026-12-31"),
        ("2026-12-31T15:00:00Z", "2027-01-01"),
        ("2026-05-08T19:00:00-05:00", "2026-05-09"),
    ],
)
def test_a_day_is_a_day_in_japan(instant, day):
    """Wherever an instant is written down, its day is the one in Japan."""
    assert day_in_japan(parse_instant(instant)) == parse_day(day)


@given(st.dates(date(1952, 1, 1), date(2100, 1, 1)))
def test_a_day_opens_at_midnight_in_japan(day):
    """The opening of a day belongs to it, the instant before to the day before."""
    assert day_in_japan(opening_of(day)) == day
    assert day_in_japan(opening_of(day) - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_the_zone_is_asked_for_not_assumed():
    """An instant with a zone passes as it is, and one without names the form it should have."""
    instant = datetime(2026, 5, 9, tzinfo=UTC)
    assert require_zone(instant) is instant
    with pytest.raises(TimeError, match=r"\+09:00"):
        require_zone(instant.replace(tzinfo=None))
    assert JST.utcoffset(None) == timedelta(hours=9)


@pytest.mark.parametrize("text", ["", "2026-05-09", "2026-05-09T25:00:00+09:00", "9 May 2026"])
def test_what_is_no_instant_is_refused(text):
    """A day alone, an hour that does not exist and words are no instant."""
    with pytest.raises(TimeError, match="write 2026-05-09T"):
        parse_instant(text)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_nobody_means_is_none(day):
    """At the ends of the calendar nothing can be reckoned, so that a day or an instant there is refused when read."""
    for read, text in ((parse_day, day), (parse_instant, f"{day}T00:00:00+09:00")):
        with pytest.raises(TimeError, match="1900 to 2199"):
            read(text)


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_are_read_and_reckoned_with(day):
    """What is read can be placed in every zone, a day before and a day after it."""
    instant = parse_instant(f"{day}T00:00:00+09:00")
    assert day_in_japan(instant) == parse_day(day)
    assert {instant.astimezone(UTC) - timedelta(days=1), instant + timedelta(days=366)}


@given(st.dates(), st.dates(), st.dates())
def test_a_period_holds_the_days_between_its_ends(first, last, day):
    """A day is in a period from its first to its last, both included; one that ends before it begins holds none."""
    assert (day in Period(first, last)) == (first <= day <= last)


def test_a_period_of_one_day_holds_it():
    """First and last may be the same day."""
    day = date(2026, 5, 9)
    assert day in Period(day, day)


# Identification numbers
@pytest.mark.parametrize("number", ["7123456789012", "4011001098993", "2120901007402"])
@pytest.mark.parametrize("place", range(13))
def test_a_digit_off_by_one_is_caught(number, place):
    """Raising any digit by one breaks the check, unless 9 becomes 0, which no check modulo nine can see."""
    raised = str((int(number[place]) + 1) % 10)
    changed = number[:place] + raised + number[place + 1 :]
    assert is_corporate_number(changed) == (number[place] == "9" and place > 0)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.integers(0, 9))
def test_two_digits_exchanged_around_a_third_are_not_caught(digits, place):
    """T28: abc written as cba passes, since both places weigh the same: only the register can tell."""
    swapped = list(digits)
    swapped[place], swapped[place + 2] = swapped[place + 2], swapped[place]
    assert corporate_check_digit("".join(swapped)) == corporate_check_digit(digits)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.integers(0, 10))
def test_two_neighbours_exchanged_are_caught(digits, place):
    """Neighbouring digits weigh differently: exchanging them shows unless they differ by nine, or not at all."""
    first, second = digits[place], digits[place + 1]
    swapped = digits[:place] + second + first + digits[place + 2 :]
    unseen = (int(first) - int(second)) % 9 == 0
    assert (corporate_check_digit(swapped) == corporate_check_digit(digits)) == unseen


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_a_check_digit_is_never_nought(digits):
    """The leading digit lies between 1 and 9."""
    assert 1 <= corporate_check_digit(digits) <= 9


@pytest.mark.parametrize(
    "text",
    [
        "７１２３４５６７８９０１２",
        "7-1234-5678-9012",
        " 7123456789012\n",
        "７－１２３４－５６７８－９０１２",
        "7 1234 5678 9012",
    ],
)
def test_numbers_are_read_as_people_type_them(text):
    """Full-width digits and hyphens, and spaces, are folded before the check."""
    assert normalised(text) == "7123456789012"
    assert is_corporate_number(text)


@pytest.mark.parametrize("text", ["71234567890123", "712345678901", "T7123456789012", "七一二三", "123456789012"])
def test_other_numbers_are_no_corporate_number(text):
    """T29: a digit too many or too few, an invoice number, words, and a personal number of 12 digits are refused."""
    assert not is_corporate_number(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("T7123456789012", True),
        ("Ｔ７１２３４５６７８９０１２", True),
        ("T712345678901", False),
        ("7123456789012", False),
        ("", False),
    ],
)
def test_an_invoice_number_has_its_letter_and_thirteen_digits(text, is_one):
    """T29: T and thirteen digits, full-width too."""
    assert is_invoice_number(text) is is_one
