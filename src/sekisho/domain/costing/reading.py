"""Reading amounts and rates that people wrote: exact, within bounds, every problem kept with its place."""

import re
import unicodedata
from datetime import date
from fractions import Fraction

from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.money import LARGEST_YEN, NOTHING, ForeignAmount, Money, MoneyError, rate
from sekisho.domain.values.time import TimeError, parse_day

#: The largest amount of a quote: eight hundred times the pool, and small enough that no sum of a quote overflows.
LARGEST_QUOTED = LARGEST_YEN // 100
#: Plain decimals, per cent and fractions; no exponents, which would make a short text an enormous number.
_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,12})?|-?\d{1,12}/\d{1,12}", re.ASCII)
_WHOLE = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def shown(value: object) -> str:
    """Show a value in a finding, short, whatever it is; nothing shows as nothing."""
    if value is None:
        return ""
    if isinstance(value, int) and value.bit_length() > 128:
        return "…"
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def plain(value: str) -> str:
    """Fold full-width digits and signs and drop spaces around, as people type them."""
    return unicodedata.normalize("NFKC", value).strip()


class Reader:
    """Reads values and gathers what is wrong with them; each wrong value reads as zero and spoils the whole."""

    def __init__(self) -> None:
        """Begin without findings."""
        self.findings: list[Finding] = []

    def wrong(self, code: str, place: str, **facts: Value) -> None:
        """Keep a problem with its place."""
        self.findings.append(Finding(f"costing.{code}", Outcome.NOT_MET, place, facts=dict(facts)))

    def yen(self, value: object, place: str) -> Money:
        """Read whole yen, not negative. One code says they are none; the remedy tells what is wrong with them."""
        problem = _yen_problem(value)
        if problem:
            facts: dict[str, Value] = {"value": shown(value), "largest": LARGEST_QUOTED}
            remedy = f"costing.not_yen.{problem}"
            self.findings.append(Finding("costing.not_yen", Outcome.NOT_MET, place, facts=facts, remedy=remedy))
        return Money(value) if isinstance(value, int) and not problem else NOTHING

    def number(self, value: object, place: str) -> Fraction:
        """Read a foreign amount or a rate written as text or whole number, not negative."""
        code = _number_problem(value)
        try:
            found = Fraction(0) if code else rate(plain(str(value)))
        except MoneyError:
            code, found = "not_a_number", Fraction(0)
        if code or found < 0:
            self.wrong(code or "negative", place, value=shown(value), largest=LARGEST_QUOTED)
            return Fraction(0)
        return found

    def positive(self, value: object, place: str) -> Fraction:
        """Read a number above zero, as an exchange rate is."""
        known = len(self.findings)
        found = self.number(value, place)
        if not found and len(self.findings) == known:
            self.wrong("not_positive", place, value=shown(value))
        return found

    def share(self, value: object, place: str) -> Fraction:
        """Read a rate between 0 and 100 %; 3.3 without its per cent sign would be 330 %."""
        text = plain(value) if isinstance(value, str) else ""
        found = self.number(text[:-1].rstrip(), place) / 100 if text.endswith("%") else self.number(value, place)
        if found > 1:
            self.wrong("above_whole", place, value=shown(value))
        return min(found, Fraction(1))

    def converted(self, foreign: ForeignAmount, yen_per_unit: Fraction, place: str) -> Money:
        """Convert a foreign amount to yen, within the bounds of a quote."""
        # Bounded before it becomes money: a slip in the rate is told to the applicant and is no error of ours.
        exact = foreign.amount * yen_per_unit
        if exact > LARGEST_QUOTED:
            self.wrong("too_large", place, value=shown(exact.numerator // exact.denominator), largest=LARGEST_QUOTED)
            return NOTHING
        return foreign.in_yen(yen_per_unit)

    def day(self, value: object, place: str) -> date | None:
        """Read a day written as text or given as a date."""
        if type(value) is date:
            return value
        try:
            return parse_day(plain(str(value)))
        except TimeError:
            self.wrong("not_a_day", place, value=shown(value))
            return None


def _is_fractional(value: object) -> bool:
    if isinstance(value, str):
        return "." in value and bool(_NUMBER.fullmatch(plain(value)))
    return isinstance(value, float)


def _yen_problem(value: object) -> str:
    if value is None:
        return "absent"
    if _is_fractional(value):
        return "fractional"
    if type(value) is not int:
        return "not_a_number"
    if value < 0:
        return "negative"
    return "too_large" if value > LARGEST_QUOTED else ""


def _number_problem(value: object) -> str:
    if value is None:
        return "missing"
    if isinstance(value, float):
        return "binary_number"
    if type(value) is int:
        return "" if abs(value) <= LARGEST_QUOTED else "too_large"
    return _text_problem(plain(value) if isinstance(value, str) else "")


def _text_problem(text: str) -> str:
    if _NUMBER.fullmatch(text):
        return ""
    is_long = _WHOLE.fullmatch(text) and len(text.partition(".")[0]) > 16
    return "too_large" if is_long else "not_a_number"
