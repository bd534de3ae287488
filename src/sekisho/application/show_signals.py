"""Show the officer what does not fit together in a case, and who looked at it. Nothing is decided from it.

Signals are computed from the case, its content and the traces of every case; they are kept nowhere. Only the office and
the auditor see them: a signal that turns out to be nothing must not have accused anybody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sekisho.application.declared import declarations_of, declared_subsidies
from sekisho.application.desk import Desk
from sekisho.application.invoice import ORGANISATIONS, organisations_around
from sekisho.application.ports import Person, Transaction
from sekisho.application.price import priced_lines
from sekisho.application.program_time import program_now
from sekisho.application.project import equipment_of, read_case, read_registrations
from sekisho.application.readable import with_said
from sekisho.application.record import decode
from sekisho.application.register_assets import pieces_of
from sekisho.application.register_facts import Registers, key_of, read_registers
from sekisho.application.section import content_of
from sekisho.application.serial import machine_key, word
from sekisho.application.show_case import INSIDERS
from sekisho.application.trace import invoice_traces, people_of
from sekisho.application.vendor import exporters, stopped_among, vendors_among
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.registration import Subject
from sekisho.domain.costing.invoiced import INVOICE, invoiced_costs
from sekisho.domain.evidence.chronology import CHAIN
from sekisho.domain.evidence.signal import spelling
from sekisho.domain.evidence.signal.agreement import Said, agreement_signals, bills_among
from sekisho.domain.evidence.signal.benefit import (
    Declaration,
    Subsidy,
    benefit_signals,
    benefits_in,
    subsidy_signals,
    tie_signals,
)
from sekisho.domain.evidence.signal.concentration import concentration_signals, shares
from sekisho.domain.evidence.signal.inspection import inspection_signals
from sekisho.domain.evidence.signal.price import Prices, list_price_of, price_signals
from sekisho.domain.evidence.signal.purchase import purchase_signals
from sekisho.domain.evidence.signal.signal import Signal, total_points, weighed
from sekisho.domain.evidence.signal.terms import SignalTerms, terms_of_signals
from sekisho.domain.evidence.signal.trace import ONCE, OWNED, Trace, shared
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.time import day_in_japan

#: Registers whose entries say where an organisation sits: its own entry, or that of a model it applied for.
SEATED = (*ORGANISATIONS, Subject.MODEL)
Content = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Check:
    """What an officer noted of a signal he looked at."""

    signal: str
    place: str
    note: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class CaseSignals:
    """The signals of a case with their points, what was noted of them, and its vendors that are stopped now."""

    case: str
    signals: tuple[Signal, ...]
    checks: tuple[Check, ...]
    stopped: Mapping[str, str]

    @property
    def points(self) -> int:
        """Sum the points."""
        return total_points(self.signals)


@dataclass(frozen=True, slots=True)
class _Sight:
    """Everything one case is looked at with, read once."""

    tx: Transaction
    case: Case
    content: Content
    program: ProgramDefinition
    day: date
    registers: Registers
    sold: Sequence[Registration]

    @property
    def terms(self) -> SignalTerms:
        return terms_of_signals(self.program, self.day)

    @property
    def equipment(self) -> Mapping[str, Content]:
        return equipment_of(self.content)

    @property
    def papers(self) -> list[Said]:
        papers = self.case.standing_papers
        return [Said(paper.id, paper.kind, paper.line, paper.about, paper.digest) for paper in papers]

    def papers_of(self, line: str) -> list[Said]:
        alone = len(self.case.lines) == 1
        return [paper for paper in self.papers if paper.line == line or (alone and not paper.line)]


def _parties(sight: _Sight) -> set[str]:
    """Give the numbers of whoever has a part in the case: applicant, partner, exporters of its machines."""
    numbers = {word(party, "corporate_number") for party in (sight.case.applicant, sight.case.partner)}
    return {*numbers, *(each.applicant for each in sight.sold)} - {""}


def _registered_people(sight: _Sight) -> Iterator[Trace]:
    """Give where those who are registered sit and who leads them; of a party of the case as a trace of the case."""
    parties = _parties(sight)
    seated = [row for row in sight.registers.rows if row.subject in SEATED]
    told = [(row, traces) for row in seated if (traces := list(people_of(row.particulars, row.id, "")))]
    applied = read_registrations(sight.tx, [row.id for row, _ in told if row.subject not in ORGANISATIONS])
    applicants = {each.id: each.applicant for each in applied}
    for row, traces in told:
        owner = applicants.get(row.id, row.key)
        yield from (replace(one, case=sight.case.id if owner in parties else "", place=owner) for one in traces)


def _where_they_sell(sight: _Sight, met: Iterable[Trace]) -> Iterator[Trace]:
    """Give the cases in which registered organisations have a hand, for what the case shares with them."""
    owners = {one.place for one in met if not one.case}
    sold = sight.tx.views.traces(kind="vendor", keys=sorted(owners)) if owners else []
    yield from (replace(one, case=sale.case) for one in met for sale in sold if one.place == sale.key)


def _traces(sight: _Sight) -> list[Signal]:
    own = sight.tx.views.traces(case=sight.case.id)
    registered = list(_registered_people(sight))
    # The other case may have written the issuer's number where this one wrote his name.
    billed = invoice_traces(sight.case, organisations_around(sight.registers.rows, sight.case))
    ours = [*own, *billed, *(trace for trace in registered if trace.case)]
    keys = {(trace.kind, trace.key) for trace in ours if trace.kind in (*ONCE, *OWNED)}
    others = sight.tx.views.traces(keys=sorted({key for _, key in keys})) if keys else []
    met = [trace for trace in registered if (trace.kind, trace.key) in keys]
    unread = [Signal("signal.photo_unread", {"document": one.place}, one.place) for one in own if one.kind == "unread"]
    return [*shared(ours, [*others, *met, *_where_they_sell(sight, met)]), *unread]


def _list_price(sight: _Sight, key: str) -> int:
    """Give the lowest list price the register states, else the catalogue's: no straw's price hides another's."""
    stated = [list_price_of(each.particulars) for each in sight.sold if key_of(each.particulars) == key]
    known = sight.program.catalogue.get(key)
    return min((price for price in stated if price), default=known.list_price.yen if known and known.list_price else 0)


def _customs_value(line: Line) -> int:
    value = line.facts.get("customs_value")
    return value if type(value) is int else 0


def _prices(sight: _Sight) -> list[Signal]:
    lines = priced_lines(sight.program, sight.content, sight.day)
    if isinstance(lines, Refusal):
        return []
    # Looked at before an officer accepts an invoice, and so with those he has not yet decided on.
    bounds, invoiced = sight.terms.prices, invoiced_costs(lines, bills_among(sight.papers, INVOICE))
    costs = [(line.id, cost or line.eligible) for line, cost in zip(lines, invoiced, strict=True)]
    return [signal for name, cost in costs for signal in price_signals(_price(sight, name, cost.yen), bounds)]


def _price(sight: _Sight, name: str, purchase: int) -> Prices:
    item = sight.equipment.get(name, {})
    alike = sight.tx.views.traces(kind="price", keys=[machine_key(item)])
    line = sight.case.lines.get(name, Line(name))
    return Prices(
        line=name,
        purchase=purchase,
        customs=_customs_value(line),
        listed=_list_price(sight, key_of(item)),
        others=[trace.amount for trace in alike if trace.amount and trace.case != sight.case.id],
    )


def _claimed(sight: _Sight) -> dict[str, dict[str, str]]:
    """Give what the claim says of each line, for its papers to be held against."""
    buyer, claimed = word(sight.case.applicant, "name"), {}
    for line in sight.case.lines.values():
        item = sight.equipment.get(line.id, {})
        serial = line.text("serial") or word(item, "serial")
        claimed[line.id] = {
            "buyer": buyer,
            "maker": word(item, "maker"),
            "model": word(item, "model"),
            "serial": serial,
            "quantity": str(pieces_of(item)),
        }
    return claimed


def _imported(sight: _Sight) -> list[Signal]:
    """Hold how many machines a line claims against the columns of its import permits, once all of it has come."""
    found = []
    for line in (one for one in sight.case.lines.values() if one.is_imported):
        claimed, came = pieces_of(sight.equipment.get(line.id, {})), sum(one.quantity for one in line.shipments)
        # What else stands in a permit, tools or spare parts, is counted there too: only what is missing tells anything.
        if came < claimed:
            facts: dict[str, Value] = {"document": "import_permit", "value": str(came), "claimed": str(claimed)}
            found.append(Signal("signal.quantity_differs", facts, line.id))
    return found


def _days(sight: _Sight) -> list[Signal]:
    found: list[Signal] = []
    for line in sight.case.lines.values():
        reported = {name: line.text(name) for name in CHAIN}
        found += purchase_signals(line.id, reported, sight.papers_of(line.id))
    return found


def _named(sight: _Sight) -> dict[str, str]:
    """Give the numbers of the parties by their folded names: people name each other as they like."""
    parties = (sight.case.applicant, sight.case.partner)
    return {spelling.name(word(party, "name")): word(party, "corporate_number") for party in parties if party}


def _declared(sight: _Sight) -> list[Signal]:
    """Hold what the sides declared against each other."""
    made = [Declaration(one.organisation, one.content) for one in declarations_of(sight.tx, sight.case)]
    named = _named(sight)
    benefits = [benefit for one in made for benefit in benefits_in(one, named)]
    others = [Subsidy(one.line, one.name, one.amount.yen) for one in declared_subsidies(sight.tx, sight.case)]
    return [
        *benefit_signals(benefits, [one.by for one in made]),
        *tie_signals(made, named),
        *subsidy_signals(others),
    ]


def _concentration(sight: _Sight) -> list[Signal]:
    vendors = vendors_among(sight.case, sight.sold)
    found = [share for share in shares(sight.tx.views.traces(kind="vendor")) if share.vendor in vendors]
    return concentration_signals(found, sight.terms.vendor_share, sight.terms.vendor_cases)


def _sight(desk: Desk, tx: Transaction, case: Case) -> _Sight:
    content, day = content_of(tx, case), day_in_japan(program_now(desk, tx))
    program, registers = desk.programs.definition(tx), read_registers(tx)
    return _Sight(tx, with_said(tx, case), content, program, day, registers, exporters(tx, registers, content))


def signals_within(desk: Desk, tx: Transaction, case: Case) -> tuple[Signal, ...]:
    """Give the signals of a case within a transaction, the heaviest first."""
    return _signals(_sight(desk, tx, case))


def _signals(sight: _Sight) -> tuple[Signal, ...]:
    found = [
        *_traces(sight),
        *_prices(sight),
        *_days(sight),
        *_imported(sight),
        *(one for line in sight.case.lines.values() for one in inspection_signals(line.id, line.captures)),
        *agreement_signals(sight.papers, _claimed(sight), paper_kinds_on(sight.program, sight.day).priced),
        *_declared(sight),
        *_concentration(sight),
    ]
    return weighed(found, sight.terms.points)


def checks_of(tx: Transaction, case: Case) -> tuple[Check, ...]:
    """Give what officers noted of the signals they looked at, in order; a note that was erased is left out."""
    records = [decode(data) for digest in case.checks if (data := tx.blobs.get(digest)) is not None]
    names = ("signal", "place", "note", "by", "on")
    return tuple(Check(*(str(record.get(name) or "") for name in names)) for record in records)


def show_signals(desk: Desk, case_id: str, person: Person) -> CaseSignals | None:
    """Give the signals of a case to the office or the auditor; None for everybody else, and where there is no case."""
    if person.side not in INSIDERS:
        return None
    with desk.store.read() as tx:
        case = read_case(tx, case_id)
        if not case.seq:
            return None
        sight = _sight(desk, tx, case)
        stopped = stopped_among(tx, vendors_among(case, sight.sold))
        return CaseSignals(case_id, _signals(sight), checks_of(tx, case), stopped)
