"""How open cases and registered models come out by one definition and moment, and by another: what changes, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sekisho.application.declared import declared_subsidies
from sekisho.application.ports import Transaction
from sekisho.application.price import PRICED_BY, claimable_amount
from sekisho.application.project import read_cases, read_registrations
from sekisho.application.read_ahead import Ahead, ahead, read_ahead
from sekisho.application.register_facts import key_of, read_registers
from sekisho.application.surround import Standing, screen_standing, standing
from sekisho.application.views import RegistrationRow
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.paper import ALIVE, BEFORE_SUBMISSION
from sekisho.domain.casework.registration import Subject
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.rescreen import Difference, compare
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan


@dataclass(frozen=True, slots=True)
class Lens:
    """What cases are looked at by: a definition, the present, and the instant that decides (None: each case's own)."""

    program: ProgramDefinition
    now: datetime
    decides_at: datetime | None = None

    def decides(self, case: Case) -> datetime:
        """Give the instant that decides a case: where none is set that of its submission, until then the present."""
        return self.decides_at or case.submitted_at or self.now


@dataclass(frozen=True, slots=True)
class CaseDifference:
    """What changes for one case.

    ``decides`` is False where its filing keeps what held then, and only a filing of another day would come out so.
    Amounts are what the case can ask for at most; None where its prices cannot be read.
    """

    case: str
    applicant: str
    state: str
    decides: bool
    difference: Difference
    amount_before: Money | None = None
    amount_after: Money | None = None

    @property
    def changes_amount(self) -> bool:
        """Say whether another amount can be asked for."""
        return self.amount_before != self.amount_after

    def as_json(self) -> dict[str, Value]:
        """Give the difference as plain values."""
        amounts = {"amount_before": self.amount_before, "amount_after": self.amount_after}
        said: dict[str, Value] = {name: amount.yen if amount else None for name, amount in amounts.items()}
        who: dict[str, Value] = {"case": self.case, "state": self.state, "decides": self.decides}
        return {**who, **self.difference.as_json(), **said}


@dataclass(frozen=True, slots=True)
class ModelDifference:
    """A registered model that can be applied for and could not before, or the other way round."""

    registration: str
    model: str
    before: bool
    after: bool

    def as_json(self) -> dict[str, Value]:
        """Give the difference as plain values."""
        said = {"registration": self.registration, "model": self.model}
        return {**said, "listed_before": self.before, "listed_after": self.after}


def open_cases(tx: Transaction) -> tuple[Ahead, list[Case]]:
    """Give every case that is open, drafts among them, with a view in which all that is asked of them is read."""
    seen = ahead(tx)
    cases = list(read_cases(seen, sorted(row.id for row in tx.views.cases(states=ALIVE))).values())
    read_ahead(seen, cases)
    return seen, cases


def difference_of(tx: Transaction, stands: Standing, before: Lens, after: Lens) -> Difference | None:
    """Screen a case by both; None where it cannot be screened yet, or no edition was in force before."""
    case = stands.case
    earlier, later = (
        screen_standing(tx, stands, lens.program, lens.decides(case), lens.now) for lens in (before, after)
    )
    return compare(earlier, later) if earlier and later and earlier.edition_on else None


def _pays_the_same(case: Case, *lenses: Lens) -> bool:
    """Say whether a case's prices are reckoned with the same values: most changes touch no amount."""
    days = [day_in_japan(lens.decides(case)) for lens in lenses]
    said = [[lens.program.entry(path, day).value for path in PRICED_BY] for lens, day in zip(lenses, days, strict=True)]
    return all(one == said[0] for one in said)


def _amounts(tx: Transaction, stands: Standing, *lenses: Lens) -> list[Money | None]:
    others = declared_subsidies(tx, stands.case)
    days = [day_in_japan(lens.decides(stands.case)) for lens in lenses]
    return [claimable_amount(lens.program, stands.content, day, others) for lens, day in zip(lenses, days, strict=True)]


def _applicant(stands: Standing) -> str:
    applicant = stands.case.applicant or stands.content.get("applicant")
    return str(applicant.get("name") or "") if isinstance(applicant, dict) else ""


def case_difference(tx: Transaction, case: Case, before: Lens, after: Lens) -> CaseDifference | None:
    """Give what changes for a case between two ways to look at it; None where nothing does."""
    stands = standing(tx, case)
    difference = difference_of(tx, stands, before, after)
    touched = difference is not None and bool(difference.reasons)
    if difference is None or (not touched and _pays_the_same(case, before, after)):
        return None
    earlier, later = _amounts(tx, stands, before, after)
    if not touched and earlier == later:
        return None
    decides = before.decides_at is None or case.state in BEFORE_SUBMISSION
    return CaseDifference(case.id, _applicant(stands), case.state, decides, difference, earlier, later)


@dataclass(frozen=True, slots=True)
class Dated:
    """What changes on a day: how cases come out before and after, were they filed on it.

    ``own`` are the same two for cases that are filed, each by its own submission, where values of that day can reach
    them; what reaches them goes before what would only reach a filing of that day.
    """

    before: Lens
    after: Lens
    own: tuple[Lens, Lens] | None = None

    def of(self, tx: Transaction, case: Case) -> CaseDifference | None:
        """Give what changes for a case."""
        reaches = self.own is not None and case.state not in BEFORE_SUBMISSION
        reached = case_difference(tx, case, *self.own) if self.own and reaches else None
        return reached or case_difference(tx, case, self.before, self.after)


def _is_eligible(lens: Lens, row: RegistrationRow) -> bool:
    """Say whether a registered model is listed, in a category that is eligible, at the instant that decides."""
    day = day_in_japan(lens.decides_at or lens.now)
    edition = lens.program.edition_on(day)
    listed = edition.models.get(key_of(row.particulars)) if edition else None
    return listed is not None and listed.category in lens.program.names("annex.categories", day)


def model_differences(tx: Transaction, before: Lens, after: Lens, day: date) -> list[ModelDifference]:
    """Give the models registered on a day that can be applied for by one of two ways to look at them only."""
    rows = read_registers(tx).of(Subject.MODEL, day)
    seen = [(row, _is_eligible(before, row), _is_eligible(after, row)) for row in rows]
    return [ModelDifference(row.id, row.name or row.key, was, now) for row, was, now in seen if was != now]


def registrants(tx: Transaction, found: Iterable[ModelDifference]) -> dict[str, tuple[str, str]]:
    """Give side and organisation of whoever applied for some registrations, by registration."""
    registrations = read_registrations(tx, [one.registration for one in found])
    return {one.id: (one.side, one.applicant) for one in registrations}
