"""What the registers say of a day or an instant: which models, partners and channels stood, and who sells what."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.application.ports import Transaction
from sekisho.application.project import equipment_of, read_registrations
from sekisho.application.views import RegistrationRow
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.paper import DRAFT
from sekisho.domain.casework.register import Registration
from sekisho.domain.program.edition import model_key
from sekisho.domain.values.finding import Outcome, Value
from sekisho.domain.values.time import Period

#: States in which the office has granted a registration and it has not ended: a suspended one is to be put right.
GRANTED = ("registered", "suspended")


def is_registered(row: RegistrationRow, moment: date) -> bool:
    """Say whether a registration stood on a day, or at an instant of it."""
    return Registration(row.id, history=row.history).is_valid_on(moment)


@dataclass(frozen=True, slots=True)
class Registers:
    """Every register as it was read at once: a case asks six things of them.

    The moment that is asked about is a day, or the instant of a filing: what was taken away later that day stood at
    it (A16).
    """

    rows: tuple[RegistrationRow, ...]

    def of(self, subject: str, moment: date | None = None) -> list[RegistrationRow]:
        """Give the registrations of a subject; with a moment only those that stood at it."""
        rows = [row for row in self.rows if row.subject == subject]
        return rows if moment is None else [row for row in rows if is_registered(row, moment)]

    def holds(self, subject: str, key: str, moment: date) -> bool:
        """Say whether a key stood in a register at a moment."""
        return bool(key) and any(row.key == key for row in self.of(subject, moment))

    def models(self, moment: date) -> frozenset[str]:
        """Give the keys of the models registered at a moment."""
        return frozenset(key_of(row.particulars) for row in self.of("model", moment))

    def channels(self, moment: date) -> frozenset[str]:
        """Give the intake channels registered at a moment, beside those the program names (A27)."""
        return frozenset(row.key for row in self.of("channel", moment))

    def bodies(self) -> dict[str, tuple[Period, ...]]:
        """Give the registered assessment bodies by name, with the days on which they stood (A12)."""
        rows = self.of("body")
        return {row.name or row.key: Registration(row.id, history=row.history).periods() for row in rows}

    def partner(self, partner: Mapping[str, Value], moment: date) -> Outcome:
        """Judge whether a case's partner was a registered SI at a moment; no partner: nothing to judge."""
        number = str(partner.get("corporate_number") or "")
        if not number:
            return Outcome.NOT_APPLICABLE
        return Outcome.MET if self.holds("integrator", number, moment) else Outcome.NOT_MET


def read_registers(tx: Transaction) -> Registers:
    """Read every register at once."""
    return Registers(tuple(tx.views.registrations()))


def _word(row: RegistrationRow, name: str) -> str:
    return str(row.particulars.get(name) or "")


def _exporters(tx: Transaction, registers: Registers, models: Collection[str], moment: date) -> set[str]:
    own = [row.id for row in registers.of("model", moment) if key_of(row.particulars) in models]
    return {registration.applicant for registration in read_registrations(tx, own)}


def agreed_days(
    tx: Transaction, registers: Registers, integrators: Collection[str], models: Collection[str], moment: date
) -> list[date]:
    """Give the days of agreements in force at a moment between an exporter of these models and an integrator (F15)."""
    with_one = [row for row in registers.of("agreement", moment) if _word(row, "integrator") in integrators]
    exporters = _exporters(tx, registers, models, moment) if with_one else set()
    return [date.fromisoformat(_word(row, "agreed_on")) for row in with_one if _word(row, "exporter") in exporters]


def key_of(machine: Mapping[str, Value]) -> str:
    """Give the key of the model a record names."""
    return model_key(str(machine.get("maker") or ""), str(machine.get("model") or ""))


def models_of(content: Mapping[str, Value]) -> set[str]:
    """Give the keys of the models of a content."""
    return {key_of(machine) for machine in equipment_of(content).values()}


def once_registered(registers: Registers) -> list[RegistrationRow]:
    """Give the registrations of models that stand or once stood.

    An application opens nothing: anybody may apply for a model he names, and would see cases of machines not his.
    """
    return [row for row in registers.of("model") if any(state == "registered" for _, state in row.history)]


def sellers(tx: Transaction, registers: Registers, models: Collection[str]) -> list[Registration]:
    """Give every registration of some models that stands or once stood; several exporters may sell one model."""
    once = once_registered(registers)
    return read_registrations(tx, [row.id for row in once if key_of(row.particulars) in models])


def own_models(tx: Transaction, registers: Registers, organisation: str) -> list[Registration]:
    """Give the registrations of models that are an organisation's now: what has ended opens no case any more."""
    registered = read_registrations(tx, [row.id for row in once_registered(registers) if row.state in GRANTED])
    return [each for each in registered if each.applicant == organisation]


def sold_in(case: Case, own: Iterable[Registration], today: date) -> frozenset[str]:
    """Give the keys of the models a case knows an exporter by: registered today, or at the instant it was filed.

    None of a draft: what its applicant still thinks about concerns no seller before it is locked for signature.
    """
    if case.state == DRAFT or not case.sections:
        return frozenset()
    moments = (today, *((case.submitted_at,) if case.submitted_at else ()))
    return frozenset(key_of(each.particulars) for each in own if any(map(each.is_valid_on, moments)))


def supplied_lines(
    case: Case, content: Mapping[str, Value], own: Iterable[Registration], today: date
) -> tuple[str, ...]:
    """Give the lines of a content whose machine an exporter has among his own models: only they concern him."""
    sold = sold_in(case, own, today)
    return tuple(name for name, machine in equipment_of(content).items() if key_of(machine) in sold)
