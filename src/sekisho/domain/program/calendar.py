"""Calendars as dated data: one file a country, a list of holidays for each published year, every entry cited.

Years nobody has published yet are computed from the rules of the law, where the file has them, or listed as expected;
both are marked as such. A year may also name days of rest that are worked, as China does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sekisho.domain.program.holiday_law import Computed, compute, read_rules
from sekisho.domain.program.table import record, records, string, strings, texts
from sekisho.domain.values.calendar import Calendar, Calendars
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText
from sekisho.domain.values.time import parse_day

CALENDAR_PREFIX = "calendar-"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KNOWN = {
    "": ("calendar", "holiday", "year", "computed"),
    "calendar": ("country", "rest_days", "offices_closed", "banks_closed"),
    "holiday": ("id", "name", "cite", "when"),
    "when": ("month", "day", "monday", "equinox", "yearly", "since"),
    "computed": ("until", "substitute", "between", "cite"),
    "year": ("year", "cite", "holidays", "worked", "expected"),
}


class CalendarError(ValueError):
    """A calendar file that cannot be used; the message names the entry and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """A country's calendar with what stands behind it: names of its holidays and the sources of every part."""

    calendars: Calendars
    names: Mapping[str, LocalizedText]
    citations: tuple[Citation, ...]

    @property
    def country(self) -> str:
        """Give the country, as ISO 3166 writes it."""
        return self.calendars.country


def _known(kind: str, item: Mapping[str, Value]) -> None:
    if strange := sorted(set(item) - set(KNOWN[kind])):
        raise CalendarError(f"{kind or 'the file'}: unknown entry {', '.join(strange)}")


def _cited(item: Mapping[str, Value], entry: str) -> Citation:
    try:
        return Citation.parse(string(item.get("cite")))
    except ValueError as error:
        raise CalendarError(f"{entry}: {error}") from error


def _closed_day(text: str) -> str:
    # A leap year, so that 02-29 would be a day as well.
    parse_day(f"2028-{text}")
    return text


def _closed(head: Mapping[str, Value], name: str) -> tuple[frozenset[str], Citation]:
    """Read which days of every year an institution is closed, besides weekends and holidays."""
    item = record(head.get(name))
    try:
        return frozenset(_closed_day(day) for day in strings(item.get("days"))), _cited(item, name)
    except ValueError as error:
        raise CalendarError(f"{name}: {error}") from error


def _rest_days(head: Mapping[str, Value]) -> tuple[frozenset[int], Citation]:
    item = record(head.get("rest_days"))
    named = strings(item.get("days"))
    if strange := [name for name in named if name not in WEEKDAYS]:
        raise CalendarError(f"rest_days: {strange[0]!r} is no day of the week; write saturday")
    return frozenset(WEEKDAYS.index(name) for name in named), _cited(item, "rest_days")


def _holiday_names(table: Mapping[str, Value]) -> tuple[dict[str, LocalizedText], list[Citation]]:
    names: dict[str, LocalizedText] = {}
    cited: list[Citation] = []
    for item in records(table.get("holiday")):
        _known("holiday", item)
        _known("when", record(item.get("when")))
        name = string(item.get("id"))
        if not name or name in names:
            raise CalendarError(f"holiday {name or '?'}: each has an id of its own")
        names[name] = texts(item.get("name"))
        cited.append(_cited(item, f"holiday {name}"))
    return names, cited


@dataclass(frozen=True, slots=True)
class _Year:
    """One listed year: its holidays, the days of rest worked in it, and whether it is announced or only expected."""

    year: int
    holidays: Mapping[date, str]
    worked: frozenset[date]
    is_expected: bool
    citation: Citation


def _days_of(item: Mapping[str, Value], name: str, year: int, names: Mapping[str, LocalizedText]) -> dict[date, str]:
    found: dict[date, str] = {}
    for text, called in record(item.get(name)).items():
        day = parse_day(text)
        if day.year != year or called not in names:
            raise CalendarError(f"year {year}: {text} = {called!r} is no day of it, or no holiday named above")
        found[day] = str(called)
    return found


def _year_of(item: Mapping[str, Value], names: Mapping[str, LocalizedText]) -> _Year:
    _known("year", item)
    year, expected = item.get("year"), item.get("expected", False)
    if type(year) is not int:
        raise CalendarError("year: write the year as a number, such as year = 2026")
    if not isinstance(expected, bool):
        raise CalendarError(f"year {year}: expected = {expected!r} is neither true nor false")
    holidays, worked = (_days_of(item, name, year, names) for name in ("holidays", "worked"))
    if both := sorted(set(holidays) & set(worked)):
        raise CalendarError(f"year {year}: {both[0]} is both a holiday and worked")
    return _Year(year, holidays, frozenset(worked), expected, _cited(item, f"year {year}"))


def _years(table: Mapping[str, Value], names: Mapping[str, LocalizedText]) -> list[_Year]:
    years: dict[int, _Year] = {}
    for item in records(table.get("year")):
        found = _year_of(item, names)
        if found.year in years or not found.holidays:
            raise CalendarError(f"year {found.year}: stands twice, or names no holiday")
        years[found.year] = found
    if len([one for one in years.values() if one.is_expected]) > 1:
        raise CalendarError("year: only one year may be expected; the next is announced before it is")
    return list(years.values())


def _listed(years: list[_Year]) -> Calendar:
    """Give what the lists of the years say, for an institution that is closed on no other day."""
    holidays = {day: name for one in years for day, name in one.holidays.items()}
    announced = frozenset(one.year for one in years if not one.is_expected)
    expected = [one for one in years if one.is_expected]
    return Calendar(
        country="",
        holidays=holidays,
        years=announced,
        closed=frozenset(),
        rest_days=frozenset(),
        computed_years=frozenset(one.year for one in expected),
        computed_cite=str(expected[0].citation) if expected else "",
        worked=frozenset(day for one in years for day in one.worked),
    )


def _computed(
    table: Mapping[str, Value], names: Mapping[str, LocalizedText], published: frozenset[int]
) -> Computed | None:
    """Compute the years nobody has published; None where the file has no law to compute them from."""
    head = record(table.get("computed"))
    if not head:
        return None
    _known("computed", head)
    try:
        found = compute(head, read_rules(records(table.get("holiday"))), published)
    except ValueError as error:
        raise CalendarError(f"computed: {error}") from error
    if strange := sorted(set(found.holidays.values()) - set(names)):
        raise CalendarError(f"computed: {strange[0]!r} is no holiday named above")
    return found


def parse_calendar(table: Mapping[str, Value]) -> HolidayCalendar:
    """Read a country's calendar. Raises CalendarError naming the entry, or ValueError for a day that is none."""
    _known("", table)
    head = record(table.get("calendar"))
    _known("calendar", head)
    country = string(head.get("country"))
    if not country:
        raise CalendarError("calendar: country is missing")
    names, named = _holiday_names(table)
    years = _years(table, names)
    listed = _listed(years)
    computed = _computed(table, names, listed.years)
    if computed and listed.computed_years:
        raise CalendarError("year: a year is expected or computed; leave one of the two out")
    rest, rests = _rest_days(head)
    closed = [_closed(head, name) for name in ("offices_closed", "banks_closed")]
    known = _with_computed(replace(listed, country=country, rest_days=rest), computed)
    offices, banks = (replace(known, closed=days) for days, _ in closed)
    calendars = Calendars(country, offices, banks)
    citations = (rests, *(citation for _, citation in closed), *named, *(one.citation for one in years))
    return HolidayCalendar(calendars, names, (*citations, *([computed.citation] if computed else [])))


def _with_computed(calendar: Calendar, computed: Computed | None) -> Calendar:
    if computed is None:
        return calendar
    holidays = {**computed.holidays, **calendar.holidays}
    return replace(calendar, holidays=holidays, computed_years=computed.years, computed_cite=str(computed.citation))
