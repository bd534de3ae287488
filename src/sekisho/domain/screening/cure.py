"""What would make it eligible: the smallest sets of papers, entries and plans that turn a line to *met*.

A machine's facts are changed only by the means the program gives each of them, and every set given is proven by judging
the line once more with it. What nothing can change (a day that is past, who claims) is said as such.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import takewhile

from sekisho.domain.program.edition import Edition
from sekisho.domain.program.means import NO_MEANS, Way
from sekisho.domain.rules.abduce import MUST_HOLD, MUST_NOT_FAIL, Domains, Goal, Restriction, abduce, changed
from sekisho.domain.rules.evaluate import InForce, Row, Scalar, test_of
from sekisho.domain.rules.explain import every_leaf, fields_of
from sekisho.domain.rules.grammar import Node
from sekisho.domain.rules.ruleset import Kind, Rule, Stage
from sekisho.domain.screening.acceptance import Acceptance, acceptances, open_kinds
from sekisho.domain.screening.bind import Bound, Setting, bind
from sekisho.domain.screening.near import Relative, nearest
from sekisho.domain.screening.request import EquipmentLine, ScreeningRequest
from sekisho.domain.screening.screen import raised_gates
from sekisho.domain.screening.standing import standing_values
from sekisho.domain.values.finding import Value

#: More sets than this leave nobody wiser.
SHOWN = 5
COST = "cure.cost"
#: Stands for the papers that the model's own row of Annex A asks for.
ROW = "row"
#: Ways that bring a new paper, which then shows what an older one of its kind would.
FILED = (Way.PAPER, Way.DECLARE)
#: How and by what a fact is changed.
Deed = tuple[Way, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to do, and the facts it changes. ``facts`` are what its text tells."""

    way: Way
    what: str
    changes: Mapping[str, frozenset[Scalar]]
    facts: Mapping[str, Value]
    cost: int
    citation: str

    @property
    def code(self) -> str:
        """Give the code of its text."""
        if self.way is Way.PLAN:
            return "cure.plan" if self.facts.get("last") else "cure.plan_from"
        return "cure.level" if "level" in self.facts else f"cure.{self.way}"

    def as_json(self) -> dict[str, Value]:
        """Give the measure as plain values."""
        fields: list[Value] = [*sorted(self.changes)]
        facts: dict[str, Value] = {**self.facts, "fields": fields}
        return {"code": self.code, "way": self.way.value, "facts": facts, "cost": self.cost, "citation": self.citation}


@dataclass(frozen=True, slots=True)
class Course:
    """A set of measures that turns a line to *met*: none of them can be left out. Perhaps with another listed model."""

    measures: tuple[Measure, ...]
    relative: Relative | None = None

    @property
    def cost(self) -> int:
        """Give what the set costs beside others; the number only orders."""
        return sum(measure.cost for measure in self.measures)

    @property
    def things(self) -> frozenset[Deed]:
        """Give what is done, without the facts it changes."""
        return frozenset((measure.way, measure.what) for measure in self.measures)

    def as_json(self) -> dict[str, Value]:
        """Give the set as plain values."""
        measures: list[Value] = [measure.as_json() for measure in self.measures]
        other: Value = {"maker": self.relative.maker, "model": self.relative.model} if self.relative else None
        return {"model": other, "cost": self.cost, "measures": measures}


@dataclass(frozen=True, slots=True)
class Cure:
    """What would make one line eligible: sets of measures, or the criteria that nothing can mend any more.

    ``opens`` is the first day of the window where it lies ahead: until then nobody can know what will be wanting.
    """

    line: str
    is_needed: bool
    courses: tuple[Course, ...] = ()
    blocked: tuple[str, ...] = ()
    opens: date | None = None

    def as_json(self) -> dict[str, Value]:
        """Give the cure as plain values."""
        return {
            "line": self.line,
            "needed": self.is_needed,
            "courses": [course.as_json() for course in self.courses],
            "blocked": list(self.blocked),
            **({"opens": self.opens.isoformat()} if self.opens else {}),
        }


def _node(rule: Rule) -> Node:
    """Give a rule as one condition: what may not be asked holds where it is not asked."""
    return rule.when if rule.applies is None else ("or", ("not", rule.applies), rule.when)


@dataclass(frozen=True)
class _Held:
    """One line beside what it is held against, with what its facts may become."""

    line: EquipmentLine
    setting: Setting
    bound: Bound
    today: date
    _dated: dict[date | None, InForce] = field(default_factory=dict)

    @property
    def row(self) -> Row:
        return self.bound.row

    @property
    def edition(self) -> Edition | None:
        return self.setting.edition

    def _goal(self, rule: Rule, row: Row) -> Goal:
        day = row.get(rule.as_of)
        want = MUST_HOLD if rule.stage is Stage.APPLICATION else MUST_NOT_FAIL
        return Goal(_node(rule), want, self.in_force(day if isinstance(day, date) else None))

    def in_force(self, day: date | None) -> InForce:
        """Give the parameters as in force on a day, looked up once for all criteria."""
        if day not in self._dated:
            self._dated[day] = self.setting.program.in_force(day)
        return self._dated[day]

    def goals(self, row: Row) -> dict[str, Goal]:
        """Give what every gate wants of a row, by the code of the criterion; an advisory wants nothing."""
        return {rule.code: self._goal(rule, row) for rule in self.gates}

    @cached_property
    def gates(self) -> list[Rule]:
        """Give the criteria that are gates for this line."""
        raised = raised_gates(self.line, self.edition)
        return [one for one in self.setting.rules.rules if one.kind is Kind.GATE or one.id in raised]

    def way_of(self, name: str) -> Way:
        """Give how a fact can be changed as it stands."""
        means, value, day = self.setting.program.means.get(name, NO_MEANS), self.row.get(name), self.setting.day
        readings = ((self.setting.program.text(path, day), named) for path, named in means.unless.items())
        if any(reading in named for reading, named in readings):
            return Way.NOTHING
        if name in self.accepting:
            return Way.ACCEPT
        if value is None:
            return means.by
        # What has happened has happened: only a day that lies ahead is still a plan.
        is_past = isinstance(value, date) and value < self.today
        return Way.NOTHING if means.wrong is Way.PLAN and is_past else means.wrong

    @cached_property
    def row_papers(self) -> tuple[str, ...]:
        """Give the papers the model's own row of Annex A asks for."""
        listed = self.edition.models.get(self.line.key) if self.edition else None
        return listed.documents if listed else ()

    def thing_of(self, name: str) -> str:
        """Give what changes a fact; facts that share it change together."""
        machines = self.setting.program.names("jis.machine_categories", self.setting.day)
        means = self.setting.program.means.get(name, NO_MEANS)
        thing = means.thing(is_machine=self.line.category in machines) or name
        # Where the row asks for one paper it is that paper, which may show a level as well.
        return self.row_papers[0] if thing == ROW and len(self.row_papers) == 1 else thing

    def _will_do(self, name: str, value: Scalar) -> bool:
        """Say whether a value is what the gates want of a fact; of levels alone there are some that are too low."""
        if type(value) is not int:
            return value is not None
        goals, row = self.goals(self.row).values(), {**self.row, name: value}
        leaves = ((leaf, goal) for goal in goals for leaf in every_leaf(goal.node) if name in fields_of(leaf))
        return all(test_of(leaf, goal.parameters)(row) for leaf, goal in leaves)

    @cached_property
    def accepting(self) -> Mapping[str, Acceptance]:
        """Give the facts that become what is wanted once papers that lie with the office are accepted as they are."""
        together = {ROW: self.row_papers} if len(self.row_papers) > 1 else {}
        found: dict[str, Acceptance] = {}
        for one in acceptances(self.line, self.setting, self.row, together):
            found = {name: one for name, value in one.gives.items() if self._will_do(name, value)} | found
        return found

    @cached_property
    def done_by(self) -> Mapping[str, Deed]:
        """Give how and by what each fact can be changed."""
        accepted = {name: (Way.ACCEPT, one.thing) for name, one in self.accepting.items()}
        deeds = {name: (self.way_of(name), self.thing_of(name)) for name in self.row}
        return {name: accepted[name] if deed[0] is Way.ACCEPT else deed for name, deed in deeds.items()}

    def deeds(self, names: Iterable[str]) -> dict[str, Deed]:
        """Give how and by what some facts change together."""
        found = {name: self.done_by[name] for name in names}
        filed = {thing: way for way, thing in found.values() if way in FILED}
        # A new paper shows what the one that lies with the office would, so nobody waits for that one.
        for name in (name for name, (way, _) in found.items() if way is Way.ACCEPT):
            if (thing := self.thing_of(name)) in filed:
                found[name] = (filed[thing], thing)
        return found

    @cached_property
    def costs(self) -> Mapping[str, int]:
        """Give what each way costs beside the others."""
        return self.setting.program.numbers(COST, self.setting.day)

    def _made(self, name: str, goals: Collection[Goal]) -> set[Scalar]:
        """Give what its means can make of a fact: what the filed paper says, any value that tells, or nothing."""
        way = self.way_of(name)
        if way is Way.ACCEPT:
            return {self.accepting[name].gives[name]}
        if way in (Way.NOTHING, Way.MODEL):
            return set()
        return standing_values(name, goals, self.row, self.setting.program.vocabulary, self.today)

    def domains(self, goals: Mapping[str, Goal]) -> Domains:
        """Give what each fact can be: its present value, and what its means can make of it."""
        names = {name for goal in goals.values() for name in fields_of(goal.node)}
        return {name: frozenset({self.row.get(name), *self._made(name, goals.values())}) for name in names}

    def price(self, names: Iterable[str]) -> int:
        """Give what a set of changes costs: what changes several facts is done once."""
        return sum(self.costs.get(way, 0) for way, _ in {*self.deeds(names).values()})

    def holds(self, row: Row) -> bool:
        """Say whether a row turns the line to *met*: every gate asked once more."""
        return all(goal.holds(row) for goal in self.goals(row).values())


def _chosen(values: frozenset[Scalar]) -> Scalar:
    """Give one of several values that will do: the earliest day, the lowest level."""
    return min((value for value in values if value is not None), key=lambda value: (str(type(value)), value))


def applied(row: Row, measures: Iterable[Measure]) -> Row:
    """Give a row as some measures would leave it."""
    changes = {name: _chosen(values) for measure in measures for name, values in measure.changes.items()}
    return {**row, **changes}


def _run(values: frozenset[Scalar], domain: frozenset[Scalar]) -> tuple[date | None, date | None]:
    """Give the first days that will do, from one to another; no last one where nothing ends them."""
    days = sorted(value for value in domain if isinstance(value, date))
    first = min(value for value in values if isinstance(value, date))
    run = list(takewhile(lambda day: day in values, (day for day in days if day >= first)))
    return first, run[-1] if run[-1] != days[-1] else None


def _papers(held: _Held, way: Way, thing: str) -> Value:
    """Give the paper of a measure, or the papers where the row asks for several: those that lie there, or all."""
    lying = open_kinds(held.line) if way is Way.ACCEPT else held.row_papers
    return [kind for kind in held.row_papers if kind in lying] if thing == ROW else thing


def _told(held: _Held, way: Way, thing: str, changes: Restriction, domains: Domains) -> dict[str, Value]:
    """Give what the text of a measure tells."""
    name = min(changes)
    if way is Way.PLAN:
        first, last = _run(changes[name], domains[name])
        return {"field": name, "first": str(first), "last": str(last) if last else ""}
    told: dict[str, Value] = {"what": _papers(held, way, thing), "field": name}
    # A level is asked of a new paper; one that is filed says its own.
    levels = [value for value in map(_chosen, changes.values()) if type(value) is int and way is not Way.ACCEPT]
    return {**told, "level": levels[0]} if levels else told


def _measures(held: _Held, restriction: Restriction, domains: Domains) -> list[Measure]:
    """Give the measures that a restriction asks for, cheapest first."""
    deeds = held.deeds(changed(restriction, held.row))
    found = []
    for way, thing in {*deeds.values()}:
        names = [name for name, deed in deeds.items() if deed == (way, thing)]
        changes = {name: restriction[name] for name in sorted(names)}
        means = held.setting.program.means.get(min(names), NO_MEANS)
        facts, cost = _told(held, way, thing, changes, domains), held.price(names)
        found.append(Measure(way, thing, changes, facts, cost, str(means.citation)))
    return sorted(found, key=lambda one: (one.cost, one.way, one.what))


def _smallest(held: _Held, measures: list[Measure]) -> list[Measure] | None:
    """Leave out what is not needed, dearest first; None where the whole does not hold."""
    if not held.holds(applied(held.row, measures)):
        return None
    for measure in reversed(measures):
        rest = [one for one in measures if one is not measure]
        if held.holds(applied(held.row, rest)):
            measures = rest
    return measures


def _distinct(courses: Iterable[Course]) -> list[Course]:
    """Give the courses cheapest first, without any that does all another does and more."""
    kept: list[Course] = []
    for course in sorted(courses, key=lambda one: (one.cost, len(one.measures))):
        if not any(other.things <= course.things for other in kept):
            kept.append(course)
    return kept


def _courses(held: _Held) -> list[Course]:
    goals = held.goals(held.row)
    domains = held.domains(goals)
    kept: list[Course] = []
    for restriction in abduce(goals.values(), domains, held.row, held.price):
        things = {*held.deeds(changed(restriction, held.row)).values()}
        # What does more than a set that is enough already is no answer, so it need not be judged.
        if not any(course.things <= things for course in kept):
            measures = _smallest(held, _measures(held, restriction, domains))
            kept += [Course(tuple(measures))] if measures else []
    return _distinct(kept)


def _blocked(held: _Held) -> tuple[str, ...]:
    """Give the criteria that nothing done to this machine can mend, each looked at alone."""
    goals = held.goals(held.row)
    domains = held.domains(goals)
    return tuple(code for code, goal in goals.items() if not abduce([goal], domains, held.row, held.price))


def _as_model(held: _Held, relative: Relative) -> _Held:
    """Take a listed model in place of the line's own; papers and levels of the old one say nothing of it."""
    line = replace(
        held.line,
        maker=relative.maker,
        model=relative.model,
        serial="",
        origin="" if held.row.get("origin_eligible") is False else held.line.origin,
        specification={},
        papers=(),
        pl=None,
        sil=None,
    )
    request: ScreeningRequest = replace(held.setting.request, lines=(line,))
    setting = replace(held.setting, request=request)
    return _Held(line, setting, bind(line, setting), held.today)


def _with_another_model(held: _Held) -> list[Course]:
    """Give what each of the nearest listed models would take, its own papers and registration among it."""
    catalogue, cost = held.setting.program.catalogue, held.costs.get(Way.MODEL, 0)
    found = []
    for relative in nearest(held.line, held.edition, catalogue) if held.edition else ():
        other = _as_model(held, relative)
        facts: dict[str, Value] = {"maker": relative.maker, "model": relative.model}
        change = Measure(Way.MODEL, f"{relative.maker} {relative.model}", {}, facts, cost, "article: ¶7")
        rest = [()] if other.holds(other.row) else [course.measures for course in _courses(other)[:1]]
        found += [Course((change, *measures), relative) for measures in rest]
    return found


def cure(line: EquipmentLine, setting: Setting, today: date) -> Cure:
    """Give what would make one line eligible by the edition that decides; plans are made from today on."""
    opens = setting.program.day("window.opens", setting.day)
    if setting.day < opens:
        return Cure(line.id, is_needed=True, opens=opens)
    held = _Held(line, setting, bind(line, setting), today)
    if held.holds(held.row):
        return Cure(line.id, is_needed=False)
    courses = _courses(held)
    blocked = () if courses else _blocked(held)
    courses = courses or _distinct(_with_another_model(held))
    return Cure(line.id, is_needed=True, courses=tuple(courses[:SHOWN]), blocked=() if courses else blocked)


def cures(setting: Setting, today: date) -> tuple[Cure, ...]:
    """Give what would make each line of a request eligible."""
    return tuple(cure(line, setting, today) for line in setting.request.lines)
