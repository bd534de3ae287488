"""What keeps a value or a whole parameter from being used: judged once, for data files and an office's changes."""

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.rules.datatype import OTHER, Enums, gaps_of, is_known, list_item, problem_of, table_parts
from sekisho.domain.rules.parameter import DatedValue, Parameter
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import rate

#: What a table may say of an enum value it leaves out: that nobody can know.
UNDETERMINED = "undetermined"
#: Whole numbers of the program are days, months, points and counts; beyond these one of them is a slip of the pen.
SMALLEST, LARGEST = 0, 100_000
#: Types whose values are amounts, and so have bounds.
AMOUNTS = ("int", "yen", "rate")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that keeps a value from being used, with the facts that show it.

    ``code`` is type, other, gaps, choice, unsupported, form, least or most.
    """

    code: str
    facts: Mapping[str, Value]


def _scalar_kind(parameter: Parameter) -> str:
    """Give the type of what a parameter is made of: of a list its items, of a table its values."""
    return list_item(parameter.type) or table_parts(parameter.type)[1] or parameter.type


def _parts(value: Value) -> list[Value]:
    return value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else [value]


def _amount(value: Value) -> Fraction:
    return Fraction(value) if isinstance(value, int) else rate(str(value))


def _bound_flaws(parameter: Parameter, value: Value) -> Iterator[Flaw]:
    kind = _scalar_kind(parameter)
    if kind not in AMOUNTS:
        return
    least = SMALLEST if parameter.least is None else parameter.least
    most = LARGEST if parameter.most is None and kind == "int" else parameter.most
    for part in _parts(value):
        if _amount(part) < _amount(least):
            yield Flaw("least", {"value": part, "least": least})
        if most is not None and _amount(part) > _amount(most):
            yield Flaw("most", {"value": part, "most": most})


def _other_flaws(parameter: Parameter, value: Value) -> Iterator[Flaw]:
    # Whatever the program does not name is read as this; a list that held it would admit the whole world.
    if _scalar_kind(parameter).startswith("enum:") and OTHER in _parts(value):
        yield Flaw("other", {"value": OTHER})


def _form_flaws(parameter: Parameter, value: Value) -> Iterator[Flaw]:
    for part in _parts(value) if parameter.form else ():
        if not re.fullmatch(parameter.form, str(part)):
            example = _parts(parameter.history[0].value)[0] if parameter.history else ""
            yield Flaw("form", {"value": part, "form": parameter.form, "example": example})


def _choice_flaws(parameter: Parameter, value: Value) -> Iterator[Flaw]:
    if parameter.choices and value not in parameter.choices:
        yield Flaw("choice", {"value": value, "choices": list(parameter.choices)})
    elif parameter.supported and value not in parameter.supported:
        facts: dict[str, Value] = {"value": value, "supported": list(parameter.supported)}
        yield Flaw("unsupported", {**facts, "otherwise": parameter.otherwise})


def _gap_flaws(parameter: Parameter, value: Value, enums: Enums) -> Iterator[Flaw]:
    gaps = gaps_of(value, parameter.type, enums)
    if gaps and parameter.missing != UNDETERMINED:
        yield Flaw("gaps", {"gaps": [*gaps]})


def flaws_of(parameter: Parameter, value: Value, enums: Enums) -> tuple[Flaw, ...]:
    """Give everything that keeps a value from being one of a parameter's."""
    problem, choice = problem_of(value, parameter.type, enums), _choice_flaws(parameter, value)
    other = _other_flaws(parameter, value)
    gaps = _gap_flaws(parameter, value, enums)
    if problem:
        # Its amounts cannot be weighed; what it leaves out, and whether it is one of the choices, can be said.
        return (Flaw("type", {"value": value, "problem": problem}), *other, *gaps, *choice)
    return (*other, *gaps, *choice, *_form_flaws(parameter, value), *_bound_flaws(parameter, value))


#: What whoever writes data files reads of a flaw.
_TOLD = {
    "type": "{problem}",
    "other": "{value!r} stands for what the program does not name; no parameter may list it",
    "form": "{value!r} is not written as {form}, like {example!r}",
    "gaps": "the table says nothing of {gaps}; add it, or say missing = 'undetermined'",
    "choice": "{value!r} is none of {choices}",
    "unsupported": "{value!r} ({cite}) is not carried out by this version; it can do {supported}. {remedy}",
    "least": "{value!r} is less than {least}",
    "most": "{value!r} is more than {most}",
}


def _remedy(parameter: Parameter) -> str:
    return parameter.otherwise or f"Write {parameter.supported[0]!r} until a version carries the other out."


def _told(parameter: Parameter, entry: DatedValue, flaw: Flaw) -> str:
    facts = {name: ", ".join(map(str, one)) if isinstance(one, list) else one for name, one in flaw.facts.items()}
    remedy = _remedy(parameter) if flaw.code == "unsupported" else ""
    return _TOLD[flaw.code].format(**facts, cite=entry.citation, remedy=remedy)


def _path_problems(path: str) -> Iterable[str]:
    for segment in path.split("."):
        if not segment.isidentifier() or not segment.isascii():
            yield f"{segment!r} in the path is no name"
        elif keyword.iskeyword(segment):
            yield f"{segment!r} in the path is a word of the language; a rule could never name it"
    if "." not in path:
        yield "a path has at least two segments, so that no field can shadow it"


def _bound_problems(parameter: Parameter, enums: Enums) -> Iterable[str]:
    kind = _scalar_kind(parameter)
    for name, bound in (("least", parameter.least), ("most", parameter.most)):
        if bound is not None and (kind not in AMOUNTS or problem_of(bound, kind, enums)):
            yield f"{name} = {bound!r} bounds no {kind}"


def _form_problems(parameter: Parameter) -> Iterable[str]:
    if not parameter.form:
        return
    if _scalar_kind(parameter) != "text":
        yield f"form = {parameter.form!r} shapes no {_scalar_kind(parameter)}"
    try:
        re.compile(parameter.form)
    except re.error as error:
        yield f"form = {parameter.form!r} is no pattern: {error}"


def _history_problems(parameter: Parameter, enums: Enums) -> Iterable[str]:
    for entry in parameter.history:
        flaws = flaws_of(parameter, entry.value, enums)
        yield from (f"from {entry.from_on}: {_told(parameter, entry, flaw)}" for flaw in flaws)
    places = [entry.order for entry in parameter.history]
    if not places:
        yield "no values"
    if len(places) != len(set(places)):
        yield "two values hold from the same day"


def problems_of(parameter: Parameter, enums: Enums) -> list[str]:
    """Give everything that keeps a parameter from being used."""
    problems = list(_path_problems(parameter.path))
    if not is_known(parameter.type, enums):
        return [*problems, f"{parameter.type!r} is no type"]
    bounds = [*_bound_problems(parameter, enums), *_form_problems(parameter)]
    return [*problems, *(bounds or _history_problems(parameter, enums))]
