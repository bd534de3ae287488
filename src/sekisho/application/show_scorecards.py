"""Show the scorecards of models and vendors (F19), folded from all cases; in public only what enough of them carry."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_cases
from sekisho.application.publish_edition import stream_of
from sekisho.application.register_facts import key_of, read_registers, sellers
from sekisho.application.serial import machines_of
from sekisho.application.show_vendors import vendor_names
from sekisho.application.shown_evidence import readiness_of, shown_by
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.program.edition import model_key
from sekisho.domain.reporting.scorecard import Card, Policy, Promise, Shown, Told, model_cards, shown_of, vendor_cards
from sekisho.domain.values.finding import Value
from sekisho.domain.values.identifier import folded
from sekisho.domain.values.time import day_in_japan

LEAST = "scorecard.least_cases"
#: The name under which the public cards are kept at the desk.
PUBLIC = "scorecards.public"
#: States in which nothing is filed yet: what somebody still thinks about counts nowhere.
UNFILED = ("draft", "locked")


@dataclass(frozen=True, slots=True)
class Scorecards:
    """The cards of all models and vendors on a day, what each is called, and from how many cases on rates are shown."""

    as_of: date
    least: int
    is_public: bool
    models: tuple[Card, ...]
    vendors: tuple[Card, ...]
    names: Mapping[str, str]

    def name(self, card: Card) -> str:
        """Give what a model or vendor is called."""
        return self.names.get(card.key, card.key)

    def as_json(self) -> dict[str, Value]:
        """Give the scorecards as plain values."""
        return {
            "as_of": self.as_of.isoformat(),
            "least_cases": self.least,
            "public": self.is_public,
            "models": [self._plain(card) for card in self.models],
            "vendors": [self._plain(card) for card in self.vendors],
        }

    def _plain(self, card: Card) -> dict[str, Value]:
        return {"name": self.name(card), **card.as_json()}


def _models(tx: Transaction) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """Give the key of each line's model, and what each model is called."""
    keys: dict[tuple[str, str], str] = {}
    names: dict[str, str] = {}
    for row in tx.views.lines():
        keys[row.case, row.line] = key = model_key(row.maker, row.model)
        names.setdefault(key, f"{row.maker} {row.model}".strip())
    return keys, names


def _vendors(tx: Transaction) -> dict[str, set[str]]:
    """Give who has a hand in every line of each case, as its traces say: whoever installs or sells it as a whole."""
    found: dict[str, set[str]] = {}
    for trace in tx.views.traces(kind="vendor"):
        if trace.place != Side.EXPORTER.value:
            found.setdefault(trace.case, set()).add(trace.key)
    return found


def _sellers(tx: Transaction, models: Collection[str]) -> dict[str, set[str]]:
    """Give the exporters of each model."""
    found: dict[str, set[str]] = {}
    for each in sellers(tx, read_registers(tx), models):
        if each.applicant:
            found.setdefault(key_of(each.particulars), set()).add(each.applicant)
    return found


def _told(case: Case, line: Line, model: str, sold: Mapping[str, Collection[str]]) -> Told:
    machines = tuple(folded(one.serial) for one in machines_of({}, line))
    return Told(model, readiness_of(case, line.id), machines, tuple(shown_by(line)), tuple(sold.get(model, ())))


def _promises(case: Case, models: Mapping[str, str], hours: int, now: datetime) -> list[Promise]:
    claimant = str(case.applicant.get("corporate_number") or case.id)
    return [
        Promise(case.id, claimant, models.get(one.line, ""), one.vendor, not one.is_late_at(now, hours))
        for one in case.aftercare.incidents.values()
    ]


def _filed(tx: Transaction) -> Iterable[Case]:
    rows = [row.id for row in tx.views.cases() if row.submitted_at and row.state not in UNFILED]
    return read_cases(tx, rows).values()


def _scorecards(desk: Desk, tx: Transaction, *, is_public: bool) -> Scorecards:
    program, now = desk.programs.definition(tx), program_now(desk, tx)
    today = day_in_japan(now)
    hours, policy = program.number("support.answer_hours", today), Policy(program.number(LEAST, today), is_public)
    (keys, names), vendors = _models(tx), _vendors(tx)
    sold = _sellers(tx, {*keys.values()})
    shown: list[Shown] = []
    promises: list[Promise] = []
    for case in _filed(tx):
        told = {name: _told(case, line, keys.get((case.id, name), ""), sold) for name, line in case.lines.items()}
        shown += shown_of(case, vendors.get(case.id, ()), told)
        promises += _promises(case, {name: one.model for name, one in told.items()}, hours, now)
    known = {**names, **{number: name for number, name in vendor_names(tx).items() if name}}
    models_of, vendors_of = model_cards(shown, promises, policy), vendor_cards(shown, promises, policy)
    return Scorecards(today, policy.least, is_public, models_of, vendors_of, known)


def show_scorecards(desk: Desk) -> Scorecards:
    """Give the scorecards as the office reads them: every model and vendor; rates from so many cases on."""
    with desk.store.read() as tx:
        return _scorecards(desk, tx, is_public=False)


def _state(desk: Desk, tx: Transaction) -> object:
    """Give what the scorecards rest on, cheap to ask: every case's number of events, the registers, program and day."""
    cases = tuple((row.id, row.seq) for row in tx.views.cases())
    registers = tuple((row.id, row.state) for row in tx.views.registrations())
    return cases, registers, tx.journal.head(stream_of(desk.program_id)), day_in_japan(program_now(desk, tx))


def show_public_scorecards(desk: Desk) -> Scorecards:
    """Give the scorecards as anybody may read them: what fewer cases or claimants carry is not there."""
    with desk.store.read() as tx:
        state = _state(desk, tx)
        known, kept = desk.folded.get(PUBLIC, (None, None))
        # Anybody may ask, as often as he likes: every case is folded once for each state, not once for each reader.
        if known == state and isinstance(kept, Scorecards):
            return kept
        found = _scorecards(desk, tx, is_public=True)
    desk.folded[PUBLIC] = (state, found)
    return found
