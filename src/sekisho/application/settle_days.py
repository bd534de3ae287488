"""Settle the days whose reservations were provisional (A8): at 24:00 JST the system decides each day once.

The seed of a draw is the digest of the entry that gave the last receipt number of the day: nobody knew it while the
day lasted, and it stands in the journal before anything is drawn.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sekisho.application.desk import Desk
from sekisho.application.follow_up import Turn, carry
from sekisho.application.ports import Transaction
from sekisho.application.post import record, stream_of
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES, read_case
from sekisho.application.surround import around_the_pool, pool_rules
from sekisho.application.views import CaseRow
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.fund.rules import Exhausted, LastDay, PoolRules
from sekisho.domain.fund.settlement import Filing, Settlement, settle
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan

SETTLED = "day.settled"
#: States in which a case of the day still has something to be decided.
OPEN = ("submitted", "waiting")


def _last_settled(desk: Desk, tx: Transaction) -> str:
    row = tx.journal.last(stream_of(desk.program_id), SETTLED)
    return row.event.text("day") if row else ""


def _days(tx: Transaction, after: str, before: date) -> dict[str, list[CaseRow]]:
    """Give everything filed by the day of its filing: after the last day settled, and over by now."""
    found: dict[str, list[CaseRow]] = {}
    for row in tx.views.cases():
        day = day_in_japan(row.submitted_at).isoformat() if row.submitted_at and row.receipt else ""
        if after < day < before.isoformat():
            found.setdefault(day, []).append(row)
    return found


def _seed(tx: Transaction, rows: Iterable[CaseRow]) -> str:
    """Give the seed of a day. What was withdrawn since still counts here, or a withdrawal would draw anew."""
    last = max(rows, key=lambda row: row.receipt)
    given = [row for row in tx.journal.read(CASES + last.id) if row.event.number("receipt") == last.receipt]
    return given[0].digest


def _filing(row: CaseRow) -> Filing:
    return Filing(row.id, row.receipt, Money(row.amount), row.state == "submitted")


def _decided(turn: Turn, rule: LastDay, rows: Iterable[CaseRow], seed: str) -> Settlement:
    """Decide a day; money that others wait for since an earlier day is not this day's to give."""
    filings = [_filing(row) for row in rows]
    head = turn.tx.pool.first_waiting(turn.desk.program_id)
    is_theirs = not head or head >= min(filing.receipt_no for filing in filings)
    available = Money(turn.tx.pool.balances(turn.desk.program_id)["available"]) if is_theirs else Money(0)
    return settle(rule, filings, available, seed)


def _carry(turn: Turn, settlement: Settlement, rows: Iterable[CaseRow], *, closes: bool) -> None:
    """Release who lost, place who was drawn, and turn away the others where nobody waits any longer."""
    # The order was decided by the draw; the waiting list's own order has no say in it.
    drawn = replace(turn, around=replace(turn.around, is_drawn=True))
    for name in settlement.released:
        carry(turn, read_case(turn.tx, name), "release_slot")
    for name in settlement.placed:
        carry(drawn, read_case(turn.tx, name), "promote")
    for row in rows if closes else ():
        case = read_case(turn.tx, row.id)
        if case.state == "waiting":
            carry(turn, case, "turn_away")


def _settle(desk: Desk, tx: Transaction, day: str, rows: list[CaseRow], rules: PoolRules) -> None:
    now, seed = program_now(desk, tx), _seed(tx, rows)
    turn = Turn(desk, tx, Command("settle", SYSTEM, now, {}), around_the_pool(desk, tx, now), 0)
    undecided = [row for row in rows if row.state in OPEN]
    settlement = _decided(turn, rules.last_day, undecided, seed) if undecided else Settlement(is_exhausted=False)
    closes = settlement.is_exhausted and (rules.exhausted is Exhausted.CLOSED or rules.last_day is LastDay.DAY_BEFORE)
    order: list[Value] = list(settlement.order)
    body: dict[str, Value] = {"day": day, "rule": rules.last_day.value, "seed": seed, "order": order}
    record(desk, tx, [Event(SETTLED, now, SYSTEM, {**body, "closes": closes})])
    _carry(turn, settlement, undecided, closes=closes)


def settle_days(desk: Desk) -> tuple[str, ...]:
    """Settle every day that is over and was not settled yet; give those days. Under strict order there are none."""
    with desk.store.write() as tx:
        program, today = desk.programs.definition(tx), day_in_japan(program_now(desk, tx))
        tx.pool.lock(desk.program_id)
        found = _days(tx, _last_settled(desk, tx), today)
        rules = {day: pool_rules(program, date.fromisoformat(day)) for day in sorted(found)}
        due = [day for day, of_day in rules.items() if of_day.is_provisional]
        for day in due:
            _settle(desk, tx, day, found[day], rules[day])
        return tuple(due)
