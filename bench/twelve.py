"""Twelve criteria and rows for them: the same question for every engine, with Kleene's logic by hand beside it.

Made up after the program's own (fictional): a list, flags, three windows of days, two tables of levels, two days
against each other. Of every fact two in a hundred are unknown.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from sekisho.bootstrap.package import shipped_program
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.columns import schema_of
from sekisho.domain.rules.grammar import Vocabulary, parse
from sekisho.domain.rules.parameter import DatedValue, Parameter
from sekisho.domain.rules.ruleset import Kind, Rule, RuleSet, Stage
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value

Truth = bool | None
Facts = Mapping[str, object]
CATEGORIES, ORIGINS = ("plc", "robot", "vision", "cnc", "line", "other"), ("cn", "jp", "de")
FIELDS = {
    "application_on": "date", "category": "enum:category", "listed": "bool", "pse": "bool", "jis": "bool", "pl": "int",
    "sil": "int", "recognised": "bool", "expires_on": "date", "commissioned_on": "date", "imported_on": "date",
    "origin": "enum:origin", "partner": "bool",
}  # fmt: skip
OPENS, CLOSES = date(2026, 5, 9), date(2027, 3, 31)
ELIGIBLE, LEVELS, SAFE = CATEGORIES[:5], {"plc": 4, "robot": 4, "cnc": 3, "line": 4}, {"plc": 2, "robot": 2, "cnc": 1}
VALUES: Mapping[str, tuple[str, Value]] = {
    "window.opens": ("date", OPENS.isoformat()),
    "window.closes": ("date", CLOSES.isoformat()),
    "annex.categories": ("list[enum:category]", [*ELIGIBLE]),
    "safety.pl": ("table[enum:category,int]", {**LEVELS}),
    "safety.sil": ("table[enum:category,int]", {**SAFE}),
    "origin.country": ("enum:origin", "cn"),
}
WORDS = Vocabulary(
    FIELDS, {path: kind for path, (kind, _) in VALUES.items()}, {"category": CATEGORIES, "origin": ORIGINS}
)
TEXTS = (
    "category in annex.categories",
    "listed",
    "window.opens <= application_on <= window.closes",
    "pse",
    "jis",
    "pl >= safety.pl[category] or sil >= safety.sil[category]",
    "recognised",
    "expires_on >= commissioned_on",
    "window.opens <= commissioned_on <= window.closes",
    "window.opens <= imported_on <= window.closes",
    "origin == origin.country",
    "partner",
)
NAMES = tuple(f"R{n:02d}" for n in range(1, len(TEXTS) + 1))
_CITED = Citation.parse("illustrative: made up for the benchmark")


def _rule(name: str, text: str, like: Rule) -> Rule:
    made = replace(like, id=name, kind=Kind.GATE, stage=Stage.APPLICATION, when=parse(text, WORDS), text=text)
    return replace(made, applies=None, not_applicable=None, citation=_CITED, evidence={}, as_of="application_on")


def twelve() -> ProgramDefinition:
    """Give a program of the twelve criteria and nothing else."""
    shipped = shipped_program()
    rules = [_rule(name, text, shipped.rules.rules[0]) for name, text in zip(NAMES, TEXTS, strict=True)]
    values = {
        path: Parameter(path, kind, (DatedValue(OPENS, value, _CITED, "a", "b"),), "undetermined")
        for path, (kind, value) in VALUES.items()
    }
    return replace(shipped, rules=RuleSet(tuple(rules)), parameters=values, vocabulary=WORDS)


def _drawn(name: str, kind: str, seed: int) -> pl.Expr:
    """Draw a column by a row's number alone, so that everybody has the same rows."""
    dice, gap = (pl.col("row").hash(seed * 2 + n) % 1000 for n in range(2))
    if kind == "bool":
        drawn = dice < 950
    elif kind == "int":
        drawn = (dice % 6).cast(pl.Int8)
    elif kind == "date":
        # Few applications and half of the certificates lie outside the window, as they do with people.
        first, days = (OPENS + timedelta(200), 700) if name == "expires_on" else (OPENS, 350)
        drawn = pl.lit(first) + pl.duration(days=dice % days)
    else:
        values = WORDS.enums[kind.removeprefix("enum:")]
        # The square of the dice favours the first values, as one country and one category are favoured.
        drawn = pl.lit(pl.Series(values)).gather((dice * dice * len(values) // 1_000_000).cast(pl.UInt32))
    return pl.when(gap >= 20).then(drawn).alias(name)


def frame_of(count: int) -> pl.DataFrame:
    """Make so many rows."""
    rows = pl.DataFrame({"row": pl.int_range(count, eager=True)}).lazy()
    drawn = [_drawn(name, kind, seed) for seed, (name, kind) in enumerate(FIELDS.items())]
    # Levels in a byte, as the product binds them from a table.
    schema = pl.Schema({**schema_of(WORDS), "pl": pl.Int8(), "sil": pl.Int8()})
    return rows.select(drawn).cast(schema).collect(engine="streaming").rechunk()


def _between(day: object) -> Truth:
    return None if not isinstance(day, date) else OPENS <= day <= CLOSES


def _reaches(level: object, category: object, needed: Mapping[str, int]) -> Truth:
    limit = needed.get(category) if isinstance(category, str) else None
    return None if limit is None or not isinstance(level, int) else level >= limit


def _either(one: Truth, other: Truth) -> Truth:
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def _flag(value: object) -> Truth:
    return value if isinstance(value, bool) else None


def by_hand(row: Facts) -> tuple[Truth, ...]:
    """Judge a row in plain Python, every criterion written out and every gap minded."""
    category, origin, expires, used = row["category"], row["origin"], row["expires_on"], row["commissioned_on"]
    return (
        None if category is None else category in ELIGIBLE,
        _flag(row["listed"]),
        # Before the first day of the window no parameter has a value yet.
        _between(row["application_on"]),
        _flag(row["pse"]),
        _flag(row["jis"]),
        _either(_reaches(row["pl"], category, LEVELS), _reaches(row["sil"], category, SAFE)),
        _flag(row["recognised"]),
        None if not isinstance(expires, date) or not isinstance(used, date) else expires >= used,
        _between(used),
        _between(row["imported_on"]),
        None if origin is None else origin == "cn",
        _flag(row["partner"]),
    )


def verdict(truths: tuple[Truth, ...]) -> Truth:
    """Join criteria: what fails decides, then what is unknown."""
    return False if False in truths else None if None in truths else True
