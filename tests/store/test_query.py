"""How many questions a page asks the database: few, and no more for many cases than for one."""

from itertools import product

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from sekisho.application.keep_roster import act_on_roster
from sekisho.application.list_cases import list_cases
from sekisho.application.plan_visits import show_visit_plan
from sekisho.application.program_time import program_now
from sekisho.application.project import read_case
from sekisho.application.request import Request
from sekisho.application.rescreen import rescreen_open_cases
from sekisho.application.show_case import show_case
from sekisho.application.show_payments import show_payments
from sekisho.application.show_register import list_registrations, show_registration
from sekisho.application.show_signals import show_signals
from sekisho.application.show_supply import show_supply
from sekisho.application.show_vendors import show_vendors
from sekisho.application.show_visits import show_visits
from sekisho.application.surround import surround
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.table import ROWS
from sekisho.domain.casework.transition import Track
from sekisho.domain.values.time import parse_instant
from tests.application.scene import FILE, LISTED, MAKER, OTHER, Office
from tests.store.test_payment_query import twins
from tests.store.test_rebuild import desk_on

MOST = 12
CASES = 4
INSTALLED = (
    ("2026-06-22", "order", {"ordered_on": "2026-06-22", "order_number": "PO"}),
    ("2026-08-04", "ship", {"shipped_on": "2026-08-04", "bill_of_lading": "BL"}),
    ("2026-08-19", "permit_import", {"permitted_on": "2026-08-19", "permit_number": "1", "importer": "Aoba",
     "importer_number": "7123456789012", "columns": [{"hs_code": "845710000", "origin": "CN",
     "customs_value": 20_000_000, "quantity": 1}]}),
    ("2026-08-24", "deliver", {"delivered_on": "2026-08-24"}),
    ("2026-09-10", "commission", {"trial_run_on": "2026-09-03", "commissioned_on": "2026-09-10",
     "accepted_by": "Aoba"}),
)  # fmt: skip


@pytest.fixture
def office(sqlite_database: str, tmp_path) -> Office:
    """An office with four submitted cases."""
    made = Office(desk_on(sqlite_database, tmp_path))
    made.admit()
    made.submits(made.opens())
    for _ in range(CASES - 1):
        made.submits(made.case())
    return made


def asked(work):
    """Give how many questions a piece of work asks."""
    with CaptureQueriesContext(connections["default"]) as seen:
        work()
    return sum(query["sql"].startswith("SELECT") for query in seen.captured_queries)


def grown(office, work):
    """Give the questions of a piece of work now, and after as many cases again."""
    before = asked(work)
    for _ in range(CASES):
        office.submits(office.case())
    return before, asked(work)


def test_lists_ask_no_more_for_more_cases(office):
    """A list of eight cases takes as many questions as one of four, and few."""
    before, after = grown(office, lambda: list_cases(office.desk, office.people["officer"]))
    assert before == after <= MOST


def test_a_case_asks_no_more_among_many(office):
    """The page of a case takes the same few questions however many other cases there are."""
    with office.desk.store.read() as tx:
        case = tx.views.cases()[0].id
    before, after = grown(office, lambda: show_case(office.desk, case, office.people["officer"]))
    assert before == after <= MOST


def test_signals_ask_no_more_among_many(office):
    """What does not fit in a case, and the vendors behind all cases, take as many questions however many there are."""
    with office.desk.store.read() as tx:
        case = tx.views.cases()[0].id
    before, after = grown(office, lambda: show_signals(office.desk, case, office.people["officer"]))
    assert before == after <= 2 * MOST
    before, after = grown(office, lambda: show_vendors(office.desk, office.people["officer"]))
    assert before == after <= MOST


def submits(office, *serials):
    """Submit a case for a machine of each of these serials."""
    for serial in serials:
        office.submits(office.case(lines=[{**FILE["lines"][0], "serial": serial}]))


def test_an_exporters_cases_ask_no_more_for_more_cases(database, tmp_path):
    """What is asked of an exporter takes the same few questions for eight cases as for one, on both databases."""
    office = Office(desk_on(database, tmp_path))
    office.admit()
    office.opens_registers()
    seen = []
    for serials in (("SN-0",), [f"SN-{n}" for n in range(1, 8)]):
        submits(office, *serials)
        with CaptureQueriesContext(connections[database]) as queries:
            found = show_supply(office.desk, office.people["maker"])
        seen.append((len(found), sum(query["sql"].startswith("SELECT") for query in queries.captured_queries)))
    (alone, few), (together, many) = seen
    assert (alone, together) == (1, 8)
    assert few == many <= MOST


def seen_at_registers(office):
    """Give the questions behind a case, the vendors, a registration and the list of them, each by itself."""
    officer, user = office.people["officer"], office.people["user"]
    with office.desk.store.read() as tx:
        case = tx.views.cases()[0].id
    return [
        asked(lambda: show_signals(office.desk, case, officer)),
        asked(lambda: show_vendors(office.desk, officer)),
        asked(lambda: show_registration(office.desk, f"model/{MAKER}/hlm-650v", officer)),
        asked(lambda: list_registrations(office.desk, user)),
    ]


def test_registers_ask_no_more_for_more_models(office):
    """Many applications for one model, each with a seat, are read with as many questions as one."""
    seen = []
    for models in (["a"], ["b", "c", "d"]):
        for name in models:
            office.registers("maker", "model", name, maker=LISTED["maker"], model=LISTED["model"], address="豊田市1")
        seen.append(seen_at_registers(office))
    assert seen[0] == seen[1]
    view = show_registration(office.desk, f"model/{MAKER}/hlm-650v", office.people["officer"])
    assert [one.facts["registration"] for one in view.warnings] == [f"model/{MAKER}/{name}" for name in "abcd"]


COMMANDS = tuple(dict.fromkeys(row.command for track in (Track.PAPER, Track.MACHINE) for row in ROWS[track]))


def registers_read(office, case, who, command):
    """Give how often the registers are read to gather what a decision on a case has to know."""
    about = {"number": "INV-9", "issuer": "T7990000000002"}
    details = {"kind": "purchase_invoice", "about": about, "inspector": "inspector", "visit_on": "2026-10-20"}
    with office.desk.store.read() as tx:
        said = Command(command, office.people[who].actor, program_now(office.desk, tx), details, "L1")
        stands = read_case(tx, case)
        with CaptureQueriesContext(connections["default"]) as seen:
            surround(office.desk, tx, stands, said)
    return sum('FROM "view_registration"' in query["sql"] for query in seen.captured_queries)


def test_a_decision_reads_the_registers_once(office):
    """Whatever is to be decided, by whomever, the registers are read once, however many invoices are on file."""
    with office.desk.store.read() as tx:
        case = tx.views.cases()[0].id
    for n in range(3):
        office.files(case, "purchase_invoice", amount=1, number=f"INV-{n}")
    interest = {"kind": "employment", "organisation": OTHER, "from_on": "2025-04-01"}
    act_on_roster(office.desk, "inspector", office.people["inspector"], Request("declare_interest", interest))
    decided = tuple(product(("user", "maker", "officer", "inspector"), COMMANDS))
    assert {each: registers_read(office, case, *each) for each in decided} == dict.fromkeys(decided, 1)


def visited(office):
    """Carry every case to a visit of the same inspector; give how many there are."""
    with office.desk.store.read() as tx:
        cases = [row.id for row in tx.views.cases()]
    for case in cases:
        office.grants(case)
    for day, command, details in INSTALLED:
        office.at(f"{day}T10:00:00+09:00")
        for case in cases:
            said = {"serial": f"SN-{case}"} if command == "deliver" else {}
            office.does(case, "user", command, "L1", **details, **said)
    return cases


def test_visits_ask_once_for_all_cases(office):
    """An inspector's list takes as many questions for four visits as for one."""
    counts = []
    for case in visited(office):
        office.does(case, "officer", "schedule_visit", "L1", visit_on="2026-10-20", inspector="inspector")
        counts.append(asked(lambda: show_visits(office.desk, office.people["inspector"])))
    assert len(show_visits(office.desk, office.people["inspector"])) == CASES
    assert set(counts) == {counts[0]}
    assert counts[0] <= MOST


def test_a_new_edition_asks_no_more_for_more_cases(office):
    """Screening every open case anew takes no more questions for eight cases than for four, and few.

    July drops a registered model as well: whoever registered it is looked up.
    """
    july, october = (parse_instant(f"2026-{day}T00:00:00+09:00") for day in ("07-15", "10-10"))
    before = asked(lambda: rescreen_open_cases(office.desk, july))
    for _ in range(CASES):
        office.submits(office.case())
    assert asked(lambda: rescreen_open_cases(office.desk, october)) <= before <= MOST


def test_the_plan_of_visits_asks_no_more_for_more_machines(office):
    """Every machine that waits for a visit is planned for with as many questions as four, and few."""
    case, *_ = visited(office)
    before = asked(lambda: show_visit_plan(office.desk))
    twins(office, case, CASES)
    assert len(show_visit_plan(office.desk).lines) == 2 * CASES
    assert before == asked(lambda: show_visit_plan(office.desk)) <= MOST


def test_no_payment_waits_no_question_is_asked(office):
    """The list of payments asks once where nothing is claimed."""
    assert show_payments(office.desk, office.people["finance"]) == []
    assert asked(lambda: show_payments(office.desk, office.people["finance"])) <= MOST
