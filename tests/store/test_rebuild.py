"""Everything but the journal is a view: dropped and written again it is the same, to the byte, on both databases."""

import pytest
from django.db import connections

from sekisho.application.desk import Desk
from sekisho.application.keep_collectors import enrol_collector
from sekisho.application.observe import ask_observation
from sekisho.application.ports import Mode
from sekisho.application.project import read_case
from sekisho.application.rebuild import rebuild
from sekisho.application.replay_fund import replay_fund
from sekisho.application.request import Accepted
from sekisho.application.take_capture import receive_capture
from sekisho.bootstrap.capturing import CaptureDesk
from sekisho.bootstrap.clock import WallClock
from sekisho.bootstrap.home import make_home
from sekisho.bootstrap.package import all_wording, library
from sekisho.bootstrap.sealing import SealNotary, SealScribe, make_keys
from sekisho.capture.collect.enrolment import make_enrolment
from sekisho.capture.identity import make_collector
from sekisho.domain.values.finding import Refusal
from sekisho.media.letter import LetterPrinter
from sekisho.store.django_store import DjangoStore
from tests.application.scene import Office
from tests.application.test_capture import captured, opened
from tests.application.test_commissioning_form import digest, filed, form, running

ORIGIN, PROGRAM = "rehearsal.sekisho.example/rebuild", "smart-factory-2026"
VIEWS = {
    "view_case": "SELECT * FROM view_case ORDER BY id",
    "view_line": 'SELECT "case", line, state, maker, model, serial, verify_by FROM view_line ORDER BY "case", line',
    "view_registration": "SELECT * FROM view_registration ORDER BY id",
    "view_photo": 'SELECT "case", place, print, family FROM view_photo ORDER BY "case", place',
    "view_photo_key": "SELECT place, key FROM view_photo_key k JOIN view_photo p ON k.photo_id = p.id ORDER BY 1, 2",
    "view_transfer": 'SELECT batch, item, "case", state FROM view_transfer ORDER BY batch, item',
    "view_trace": 'SELECT kind, "key", "case", line, place, amount FROM view_trace ORDER BY "case", kind, "key", place',
}
EMPTYING = (
    *("DELETE FROM view_case", "DELETE FROM view_line"),
    *("DELETE FROM view_registration", "DELETE FROM view_trace", "DELETE FROM view_transfer"),
    *("DELETE FROM view_photo_key", "DELETE FROM view_photo"),
)


def rows(alias: str) -> dict[str, list[tuple[object, ...]]]:
    """Give the stored rows of every view as the database keeps them."""
    found = {}
    with connections[alias].cursor() as cursor:
        for table, query in VIEWS.items():
            cursor.execute(query)
            found[table] = cursor.fetchall()
    return found


def desk_on(alias: str, place) -> Desk:
    """Put a desk together on a database."""
    home = make_home(place / "home", Mode.REHEARSAL, ORIGIN)
    make_keys(home)
    clock, notary = WallClock(), SealNotary(home)
    store = DjangoStore(Mode.REHEARSAL, SealScribe(ORIGIN), clock, origin=ORIGIN, using=alias)
    return Desk(store, clock, notary, CaptureDesk(notary), library(PROGRAM), PROGRAM, all_wording(), LetterPrinter())


@pytest.fixture
def travelled(database: str, tmp_path) -> tuple[Office, str]:
    """An office that has paid one case, granted one, returned one, and has one waiting and one draft."""
    office = Office(desk_on(database, tmp_path))
    office.admit()
    paid = office.opens()
    office.submits(paid)
    office.grants(paid)
    returned, withdrawn, _draft = office.case(), office.case(), office.case()
    for case in (returned, withdrawn):
        office.submits(case)
    office.does(returned, "officer", "take_up")
    office.does(returned, "officer", "return", sections=["equipment"], reason="the model name is unclear")
    office.does(withdrawn, "user", "withdraw", reason="we found another machine")
    office.installs(paid)
    office.verifies(paid)
    office.claims(paid)
    for who, command, details in (
        ("finance", "approve_payment", {}),
        ("finance2", "approve_payment", {}),
        ("finance2", "pay", {"transfer": "T-1"}),
        ("officer", "close", {}),
    ):
        office.does(paid, who, command, **details)
    return office, database


def test_every_view_comes_back_as_it_was(travelled):
    """After a full road every list is rewritten from the journal row for row, also after they were emptied."""
    office, alias = travelled
    before = rows(alias)
    assert {row[2] for row in before["view_case"]} >= {"closed", "lapsed", "withdrawn"}
    assert rebuild(office.desk) == len(before["view_case"]) + len(before["view_registration"])
    assert rows(alias) == before
    with connections[alias].cursor() as cursor:
        for statement in EMPTYING:
            cursor.execute(statement)
    rebuild(office.desk)
    assert rows(alias) == before


def test_what_the_factory_brought_comes_back_as_it_was(database, tmp_path):
    """With a collector enrolled, a capture, an observation and a signed form every list is written again the same."""
    office, alias = Office(desk_on(database, tmp_path)), database
    office.admit()
    desk, collector = office.desk, make_collector("rebuilt")
    installed = running(office)
    assert not isinstance(enrol_collector(desk, office.people["user"], make_enrolment(collector)), Refusal)
    case = opened(office)
    bundle = captured(office, case, tmp_path / "plant", collector)
    assert isinstance(receive_capture(desk, case, office.people["user"], "L1", bundle), Accepted)
    assert not isinstance(ask_observation(desk, case, office.people["inspector"], "L1"), Refusal)
    paper = filed(office, installed, form(installed))
    office.does(installed, "user", "sign_form", form=digest(office, installed, paper))
    before = rows(alias)
    assert "interface" in {row[0] for row in before["view_trace"]}
    with connections[alias].cursor() as cursor:
        for statement in EMPTYING:
            cursor.execute(statement)
    rebuild(desk)
    assert rows(alias) == before
    with desk.store.read() as tx:
        (kept,) = read_case(tx, case).lines["L1"].captures
    assert kept["collector_owner"] == office.people["user"].organisation


def test_the_journal_gives_every_balance_again(travelled):
    """Postings, stored balances and the fold of the pool's stream say the same yen in every account."""
    office, _ = travelled
    assert replay_fund(office.desk) == ()
    with office.desk.store.read() as tx:
        posted, events = tx.pool.postings(PROGRAM), tx.journal.read(f"pool/{PROGRAM}")
        balances = tx.pool.balances(PROGRAM)
    said = [
        (e.event.number("n"), e.event.text("kind"), e.event.number("amount")) for e in events if e.type == "pool.posted"
    ]
    assert said == [(row.n, row.kind, row.amount) for row in posted]
    assert balances["paid"] == 3_510_000
    assert balances["appropriation"] == sum(yen for account, yen in balances.items() if account != "appropriation")
