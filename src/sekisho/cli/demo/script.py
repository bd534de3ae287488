"""What each step takes, and whether a scenario can be carried at all: checked before anything is started."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from sekisho.bootstrap.package import seed_files, shipped_program
from sekisho.cli.demo.form import Form, Record
from sekisho.cli.demo.scenario import Machine, Scenario, Step, read_form
from sekisho.domain.casework import field
from sekisho.domain.casework.declaration import PARTS
from sekisho.domain.casework.field import Field, Kind, day
from sekisho.domain.casework.field import text as a_text
from sekisho.domain.casework.registration import Subject
from sekisho.domain.casework.table import ROWS
from sekisho.domain.casework.transition import Row, Track
from sekisho.domain.values.finding import Refusal, Value

LINE = a_text("line", required=False)
KIND = a_text("kind")

#: The steps that are no command of the table but something people do with the portal or the command line.
OWN: Mapping[str, tuple[Field, ...]] = {
    "publish": (a_text("edition"), a_text("second")),
    "open_pool": (),
    "change_cap": (Field("cap", Kind.YEN), field.reason(), a_text("citation"), a_text("second")),
    "register": (
        a_text("officer"), a_text("subject"), a_text("key"), Field("particulars", Kind.RECORD),
        Field("papers", Kind.LIST, required=False), day("valid_from", required=False),
    ),
    "seal": (),
    "screen": (),
    "plan": (),
    "quote": (),
    "open": (),
    "declare": tuple(Field(part, Kind.LIST, required=False) for part in PARTS),
    "lock": (),
    "correct": (Field("file", Kind.RECORD, required=False),),
    "request_change": (a_text("change"), field.reason(), Field("file", Kind.RECORD, required=False)),
    "screen_case": (),
    "file": (KIND, a_text("name"), LINE, Field("about", Kind.RECORD, required=False), a_text("text", required=False)),
    "file_form": (KIND, a_text("line"), Field("content", Kind.RECORD)),
    "sign_form": (KIND, LINE),
    "accept": (KIND, LINE),
    "reject": (KIND, LINE, field.reason()),
    "capture": (a_text("line"), a_text("machine"), a_text("officer"), a_text("topology", required=False)),
}  # fmt: skip
#: What happens to no case.
OF_THE_OFFICE = ("publish", "open_pool", "change_cap", "register", "seal")
#: Details a person reads off the case page, filled in where the scenario leaves them out; the envelope always is.
FILLED_IN = ("root", "amount", "account", "envelope")
#: Commands that come about by a use case of their own: the steps above stand for them.
NOT_BY_NAME = (
    *("record_screening", "file_document", "accept_document", "reject_document", "issue_capture_plan"),
    "ask_observation",
)
WITH_PERSON = ("officer", "second", "inspector")


def rows_by_name() -> dict[str, tuple[Row, ...]]:
    """Give the commands of the table that a step may name, each with its rows."""
    found: dict[str, tuple[Row, ...]] = {}
    for row in (*ROWS[Track.PAPER], *ROWS[Track.MACHINE]):
        automatic = all(who.side == "system" for who in row.who)
        if row.command not in (*OWN, *NOT_BY_NAME, "receive_capture") and not automatic:
            found[row.command] = (*found.get(row.command, ()), row)
    return found


def _fields(do: str, rows: tuple[Row, ...]) -> tuple[Field, ...]:
    """Give what a step may say beside when, who and where."""
    if do in OWN:
        return OWN[do]
    taken = {taken.name: taken for row in rows for taken in row.takes}
    for name in FILLED_IN:
        if name in taken:
            taken[name] = Field(name, taken[name].kind, required=False)
    more = [Field("payee", Kind.RECORD, required=False)] if "account" in taken else []
    on_machine = any(row in ROWS[Track.MACHINE] for row in rows)
    return (*taken.values(), *more, *([a_text("line")] if on_machine else []))


def _lines(case: Record) -> list[str]:
    content = case.get("file")
    lines = content.get("lines") if isinstance(content, dict) else None
    return [str(line.get("id")) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


class _Script:
    """Holds one scenario's steps against what the service, the cast and the cases offer."""

    def __init__(self, form: Form, scenario: Scenario, program: str) -> None:
        self.form = form
        self.scenario = scenario
        self.known = rows_by_name()
        self.people = [member.id for member in scenario.cast if member.id]
        self.references: Mapping[str, Callable[[], list[str]]] = {
            "edition": lambda: sorted(name for name in seed_files(program) if name.startswith("annex")),
            "subject": lambda: [*Subject],
            "machine": lambda: [machine.id for machine in scenario.machines],
            **dict.fromkeys(WITH_PERSON, lambda: self.people),
        }

    def _case(self, step: Step, place: str) -> None:
        if step.do in OF_THE_OFFICE:
            return
        if not step.case:
            self.form.wrong("missing", f"{place}.case", value="")
        elif step.case not in self.scenario.cases:
            self.form.one_of(step.case, f"{place}.case", list(self.scenario.cases))

    def _named(self, step: Step, place: str, taken: tuple[Field, ...]) -> None:
        """Check what names somebody or something that has to be there."""
        self.form.one_of(step.by, f"{place}.by", self.people)
        names = {taken_.name for taken_ in taken}
        for name, known in self.references.items():
            value = step.details.get(name)
            if name in names and isinstance(value, str):
                self.form.one_of(value, f"{place}.{name}", known())
        line, case = step.details.get("line"), self.scenario.cases.get(step.case)
        if isinstance(line, str) and case is not None:
            self.form.one_of(line, f"{place}.line", _lines(case))

    def step(self, step: Step, place: str) -> None:
        """Check one step: that there is such a thing to do, its details, its person, case and line."""
        rows = self.known.get(step.do, ())
        if not rows and step.do not in OWN:
            self.form.one_of(step.do, f"{place}.do", sorted([*OWN, *self.known]))
            return
        taken = _fields(step.do, rows)
        self.form.moved(field.check(taken, step.details), place)
        self._case(step, place)
        self._named(step, place, taken)


def _order(form: Form, steps: tuple[Step, ...]) -> None:
    for n, (before, after) in enumerate(pairwise(steps), 2):
        if after.at < before.at:
            form.wrong("backwards", f"step.{n}.at", before=before.at.isoformat(), after=after.at.isoformat())


#: What may happen before a case is opened: it is about the equipment alone.
BEFORE_OPENING = ("open", "screen", "plan", "quote")


def _openings(form: Form, scenario: Scenario, steps: tuple[Step, ...]) -> None:
    """A case has to be opened before anything happens to it, and the main case has to be opened at all."""
    opened: set[str] = set()
    for n, step in enumerate(steps, 1):
        if step.do == "open":
            opened.add(step.case)
        elif step.case in scenario.cases and step.case not in opened and step.do not in BEFORE_OPENING:
            form.wrong("not_opened", f"step.{n}.case", case=step.case)
    if scenario.main_case not in opened:
        form.wrong("never_opened", "main_case", case=scenario.main_case)


def _whole(form: Form, scenario: Scenario) -> None:
    if not scenario.steps:
        form.wrong("no_steps", "step")
    if not any(member.side == "office" for member in scenario.cast):
        form.wrong("no_office", "person")


def _categories(form: Form, machines: tuple[Machine, ...], program: str) -> None:
    known = sorted({name for edition in shipped_program(program).editions for name in edition.categories})
    for n, machine in enumerate(machines, 1):
        if machine.category:
            form.one_of(machine.category, f"machine.{n}.category", known)


def read_scenario(value: Mapping[str, Value], program: str) -> Scenario | Refusal:
    """Read a scenario from plain values, or refuse it with every problem and its place."""
    form = Form()
    scenario = read_form(form, value)
    _whole(form, scenario)
    _categories(form, scenario.machines, program)
    script = _Script(form, scenario, program)
    for n, step in enumerate(scenario.steps, 1):
        script.step(step, f"step.{n}")
    _order(form, scenario.steps)
    if scenario.steps:
        _openings(form, scenario, scenario.steps)
    return Refusal.of(form.findings) if form.findings else scenario
