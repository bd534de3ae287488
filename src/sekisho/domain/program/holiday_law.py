"""The law of holidays as data: a rule in each ``[[holiday]]``, and how far ahead the years may be computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.domain.program.table import record, string
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value
from sekisho.domain.values.holiday import Equinox, FixedDay, HolidayLaw, NumberedWeekday, Rule
from sekisho.domain.values.money import rate

MONDAY = 0
#: Nobody plans a subsidy further ahead than this; a slip of the pen must not compute ten thousand years.
MOST_YEARS = 200


@dataclass(frozen=True, slots=True)
class Computed:
    """The holidays of the years nobody has published yet, computed from the law, and the source that says so."""

    holidays: Mapping[date, str]
    years: frozenset[int]
    citation: Citation


def _whole(item: Mapping[str, Value], name: str) -> int:
    value = item.get(name)
    if type(value) is not int:
        raise ValueError(f"{name} is missing, or no whole number")
    return value


def _rule(when: Mapping[str, Value]) -> Rule:
    """Read one rule: a day, the so-manieth Monday, or an equinox of a month. Raises ValueError."""
    month = _whole(when, "month")
    if "day" in when:
        return FixedDay(month, _whole(when, "day"))
    if "monday" in when:
        return NumberedWeekday(month, MONDAY, _whole(when, "monday"))
    start, yearly = (rate(string(when.get(name))) for name in ("equinox", "yearly"))
    return Equinox(month, start, yearly, _whole(when, "since"))


def read_rules(holidays: list[dict[str, Value]]) -> dict[str, Rule]:
    """Read the rule of every holiday that has one. Raises ValueError naming the holiday."""
    found: dict[str, Rule] = {}
    for item in holidays:
        name, when = string(item.get("id")), record(item.get("when"))
        try:
            if when:
                found[name] = _rule(when)
        except ValueError as error:
            raise ValueError(f"holiday {name}: when: {error}") from error
    return found


def _years(head: Mapping[str, Value], published: frozenset[int]) -> frozenset[int]:
    """Give the years to compute: after the first published one, none that is published."""
    until, first = _whole(head, "until"), min(published, default=0)
    if not first < until <= first + MOST_YEARS:
        raise ValueError(f"until {until} is not within {MOST_YEARS} years after the first published one")
    return frozenset(range(first, until + 1)) - published


def compute(head: Mapping[str, Value], rules: Mapping[str, Rule], published: frozenset[int]) -> Computed:
    """Compute the years nobody has published yet. Raises ValueError."""
    named = {string(head.get(name)) for name in ("substitute", "between")}
    if len(named) != 2 or named & set(rules) or "" in named:
        raise ValueError("substitute and between: each names a holiday without a rule of its own")
    law = HolidayLaw(rules, string(head.get("substitute")), string(head.get("between")))
    years, citation = _years(head, published), Citation.parse(string(head.get("cite")))
    try:
        return Computed({day: name for year in years for day, name in law.holidays_of(year).items()}, years, citation)
    except OverflowError as error:
        raise ValueError(f"a rule leads out of the calendar ({error})") from error
