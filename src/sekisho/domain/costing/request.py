"""A quote request: priced lines read from plain values, or a refusal with every problem, its place and its remedy."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sekisho.domain.costing.exchange import CustomsRate, rate_on
from sekisho.domain.costing.incoterm import TERMS, contained, foreign_to, missing, unstated
from sekisho.domain.costing.line import (
    CUSTOMS_COSTS,
    INSTALLATION,
    LOCAL_COSTS,
    TAXES_IN_PRICE,
    Exchange,
    PricedLine,
    customs_value,
    eligible_cost,
)
from sekisho.domain.costing.reading import LARGEST_QUOTED, Reader, plain, shown
from sekisho.domain.values.citation import Citation, SourceClass, UncitedError
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.domain.values.money import NOTHING, Currency, ForeignAmount, Money, total
from sekisho.domain.values.time import Period

Record = Mapping[str, object]
_COSTS = (*CUSTOMS_COSTS, *LOCAL_COSTS, *TAXES_IN_PRICE)
#: What else may stand among a line's costs.
_RATES = ("duty_rate", "yen_per_unit")
#: Six digits are the same everywhere; Japan writes nine and a check digit of its own, China ten.
_HS_DIGITS = range(6, 11)
_STATED_RATE = Citation(SourceClass.ASSUMPTION, "exchange rate as stated on the line; A22 takes the customs rate")


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """What somebody wants quoted: lines of one import declaration, the day it is made, and assumptions in words."""

    lines: tuple[PricedLine, ...]
    declared_on: date | None = None
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Setting:
    counts_installation: tuple[str, ...]
    declared_on: date | None = None
    rates: tuple[CustomsRate, ...] = ()


def _rows(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _costs_of(line: Record) -> Record:
    costs = line.get("costs")
    return costs if isinstance(costs, dict) else {}


def _currency(reader: Reader, value: object, place: str) -> Currency | None:
    known = {currency.value: currency for currency in Currency}
    found = known.get(plain(str(value)).upper())
    if found is None:
        reader.wrong("unknown_currency", place, value=shown(value), known=", ".join(known))
    return found


def _yen_per_unit(
    reader: Reader, line: Record, currency: Currency, setting: _Setting, place: str
) -> tuple[Fraction, Citation] | None:
    """Give the rate the line states, else the customs rate of the declaration day, each with its source."""
    # What the line states goes first: the declarant knows his notice; where the rate comes from stands beside it.
    stated, where = _costs_of(line).get("yen_per_unit"), f"{place}.costs.yen_per_unit"
    if stated is not None:
        return reader.positive(stated, where), _STATED_RATE
    if setting.declared_on is None or not setting.rates:
        reader.wrong("no_exchange_rate", where, currency=currency.value)
        return None
    found = rate_on(setting.rates, currency, setting.declared_on, where)
    if isinstance(found, Finding):
        reader.findings.append(found)
        return None
    return found.yen_per_unit, found.citation


def _price(reader: Reader, line: Record, setting: _Setting, place: str) -> tuple[Money, Exchange | None]:
    currency = _currency(reader, line.get("currency") or Currency.JPY.value, f"{place}.currency")
    if currency is Currency.JPY:
        return reader.yen(line.get("price"), f"{place}.price"), None
    amount = reader.number(line.get("price"), f"{place}.price")
    found = _yen_per_unit(reader, line, currency, setting, place) if currency else None
    if currency is None or found is None:
        return NOTHING, None
    return reader.converted(ForeignAmount(currency, amount), found[0], f"{place}.price"), Exchange(
        currency, amount, *found
    )


def _costs(reader: Reader, line: Record, place: str) -> dict[str, Money]:
    if not isinstance(line.get("costs", {}), dict):
        reader.wrong("not_a_table", f"{place}.costs", value=shown(line["costs"]))
    stated = _costs_of(line)
    for name in sorted(str(name) for name in set(stated) - {*_COSTS, *_RATES}):
        reader.wrong("unknown_cost", f"{place}.costs.{shown(name)}", value=shown(name), known=", ".join(_COSTS))
    return {name: reader.yen(stated[name], f"{place}.costs.{name}") for name in _COSTS if name in stated}


def _incoterm(reader: Reader, line: Record, costs: Mapping[str, Money], place: str) -> str:
    term = plain(str(line.get("incoterm") or "CIF")).upper()
    if term not in TERMS:
        reader.wrong("unknown_incoterm", f"{place}.incoterm", value=shown(term), known=", ".join(TERMS))
        return "CIF"
    checks = (missing, unstated, contained, foreign_to)
    for code, check in zip(
        ("missing_addition", "missing_part", "contained_in_price", "tax_not_in_price"), checks, strict=True
    ):
        for name in check(term, costs):
            reader.wrong(code, f"{place}.costs.{name}", incoterm=term, cost=name)
    return term


def _is_eligible(reader: Reader, line: Record, place: str) -> bool:
    value = line.get("eligible", True)
    if not isinstance(value, bool):
        reader.wrong("not_yes_or_no", f"{place}.eligible", value=shown(value))
    return value is True


def _hs_code(reader: Reader, line: Record, place: str) -> str:
    written = plain(str(line.get("hs_code") or ""))
    digits = written.replace(".", "")
    if written and not (digits.isascii() and digits.isdigit() and len(digits) in _HS_DIGITS):
        reader.wrong("not_hs_code", f"{place}.hs_code", value=shown(written))
    return digits


def _installation(line: Record, costs: Mapping[str, Money], setting: _Setting, place: str) -> list[tuple[str, str]]:
    # A quote cannot see whose invoice a cost stands on, and only the maker's or the integrator's counts (A2).
    counted = [name for name in INSTALLATION if costs.get(name)] if _counts_installation(line, setting) else []
    return [("installation_taken_as_invoiced", f"{place}.costs.{name}") for name in counted]


def _counts_installation(line: Record, setting: _Setting) -> bool:
    return line.get("category") in setting.counts_installation


def _notes(line: Record, costs: Mapping[str, Money], setting: _Setting, place: str) -> tuple[Finding, ...]:
    """Name what was taken for granted because nothing was said; none of it is a refusal."""
    taken = _installation(line, costs, setting, place)
    if not line.get("incoterm"):
        taken.append(("incoterm_taken_as_cif", f"{place}.incoterm"))
    if _costs_of(line).get("duty_rate") is None:
        taken.append(("duty_taken_as_free", f"{place}.costs.duty_rate"))
    if costs.get("insurance") == NOTHING:
        taken.append(("taken_as_uninsured", f"{place}.costs.insurance"))
    return tuple(Finding(f"costing.{code}", Outcome.UNDETERMINED, where) for code, where in taken)


def _check_parts(reader: Reader, line: PricedLine, place: str) -> None:
    """Refuse parts shown apart that come to more than the price they are part of."""
    unread = any(finding.place == f"{place}.price" for finding in reader.findings)
    if not unread and min(customs_value(line), eligible_cost(line, ())) < NOTHING:
        reader.wrong("parts_exceed_price", f"{place}.price", price=line.price.yen, incoterm=line.incoterm)


def _line(reader: Reader, line: Record, setting: _Setting, name: str) -> PricedLine:
    place = f"line.{name}"
    (price, exchange), costs = _price(reader, line, setting, place), _costs(reader, line, place)
    read = PricedLine(
        id=name,
        price=price,
        incoterm=_incoterm(reader, line, costs, place),
        duty_rate=reader.share(_costs_of(line).get("duty_rate", 0), f"{place}.costs.duty_rate"),
        costs=costs,
        yearly_saving=reader.yen(line.get("yearly_saving", 0), f"{place}.yearly_saving"),
        eligible=NOTHING,
        model=str(line.get("model") or ""),
        category=str(line.get("category") or ""),
        hs_code=_hs_code(reader, line, place),
        exchange=exchange,
        notes=_notes(line, costs, setting, place),
    )
    _check_parts(reader, read, place)
    counted = _is_eligible(reader, line, place)
    return replace(read, eligible=eligible_cost(read, setting.counts_installation) if counted else NOTHING)


def _stated(line: PricedLine) -> Money:
    return total([line.price, *line.costs.values(), line.yearly_saving])


def _check_whole(reader: Reader, lines: Sequence[PricedLine]) -> None:
    """Hold the lines together: at least one, no id twice, no sum beyond what a quote can hold."""
    if not lines:
        reader.wrong("no_lines", "lines")
    for twice in sorted(name for name, times in Counter(line.id for line in lines).items() if times > 1):
        reader.wrong("same_id", f"line.{twice}", value=twice)
    # Each amount may be within bounds and their sum beyond them.
    if sum(_stated(line).yen for line in lines) > LARGEST_QUOTED:
        reader.wrong("too_large", "lines", value="…", largest=LARGEST_QUOTED)


def _read(reader: Reader, records: Sequence[object], setting: _Setting) -> tuple[PricedLine, ...]:
    lines = []
    for number, record in enumerate(records, start=1):
        if isinstance(record, Mapping):
            lines.append(_line(reader, record, setting, shown(record.get("id") or number)))
        else:
            reader.wrong("not_a_table", f"line.{number}", value=shown(record))
    if lines or not records:
        _check_whole(reader, lines)
    return tuple(lines)


def read_lines(records: Sequence[Record], counts_installation: Sequence[str]) -> tuple[PricedLine, ...] | Refusal:
    """Read priced lines from plain values, or refuse them with every problem and its place."""
    reader = Reader()
    lines = _read(reader, records, _Setting(tuple(counts_installation)))
    return Refusal.of(reader.findings) if reader.findings else lines


def _week(reader: Reader, record: Record, place: str) -> Period | None:
    first, last = (reader.day(record.get(name), f"{place}.{name}") for name in ("from", "to"))
    if first and last and last < first:
        reader.wrong("period_reversed", f"{place}.to", first=first.isoformat(), last=last.isoformat())
    return Period(first, last) if first and last else None


def _notice(reader: Reader, record: Record, place: str) -> Citation | None:
    # A rate without its notice is anybody's rate: the customs value would rest on hearsay.
    try:
        return Citation.parse(str(record.get("cite") or ""))
    except UncitedError:
        reader.wrong("uncited", f"{place}.cite", value=shown(record.get("cite")))
        return None


def _customs_rate(reader: Reader, record: object, place: str) -> CustomsRate | None:
    if not isinstance(record, Mapping):
        reader.wrong("not_a_table", place, value=shown(record))
        return None
    currency = _currency(reader, record.get("currency"), f"{place}.currency")
    period, citation = _week(reader, record, place), _notice(reader, record, place)
    yen = reader.positive(record.get("yen_per_unit"), f"{place}.yen_per_unit")
    return CustomsRate(currency, period, yen, citation) if currency and period and citation else None


def read_request(record: Record, counts_installation: Sequence[str]) -> QuoteRequest | Refusal:
    """Read ``{declared_on, rates, lines, assumptions}`` into a request, or refuse it with every problem at once."""
    reader = Reader()
    declared = record.get("declared_on")
    declared_on = None if declared is None else reader.day(declared, "declared_on")
    read = [_customs_rate(reader, row, f"rate.{n}") for n, row in enumerate(_rows(record.get("rates")), start=1)]
    setting = _Setting(tuple(counts_installation), declared_on, tuple(rate for rate in read if rate))
    lines = _read(reader, _rows(record.get("lines")), setting)
    assumptions = tuple(str(item) for item in _rows(record.get("assumptions")))
    return Refusal.of(reader.findings) if reader.findings else QuoteRequest(lines, declared_on, assumptions)
