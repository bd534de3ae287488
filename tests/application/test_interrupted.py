"""What is cut short leaves nothing half-done, wherever it is cut, and can be sent again."""

from dataclasses import replace
from itertools import count

import pytest

from sekisho.application.act import act
from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import lock_case
from sekisho.application.record import sha256
from sekisho.application.replay_fund import replay_fund
from sekisho.application.request import Accepted
from tests.application.failing import FailingStore, Fuse, PowerCutError
from tests.contracts.scene import everything_in

SCAN = b"a scanned certificate"


def cut_everywhere(office, work):
    """Cut a piece of work after each call of a port in turn, until it passes; give the calls it was cut after."""
    before, calls = everything_in(office.desk.store), []
    for n in count(1):
        fuse = Fuse(n)
        try:
            result = work(replace(office.desk, store=FailingStore(office.desk.store, fuse)))
        except PowerCutError:
            calls.append(fuse.last)
            assert everything_in(office.desk.store) == before, f"cut after {fuse.last}"
        else:
            assert isinstance(result, Accepted), result
            return calls
    return calls


def test_a_submission_cut_anywhere_is_none(office):
    """A submission cut after any write to journal, pool, lists or notices never was one; sent again it is whole."""
    case = office.opens()
    root = lock_case(office.desk, case, office.people["user"]).case.root
    office.does(case, "user", "sign", root=root)
    office.does(case, "partner", "sign", root=root)
    office.all_declare(case)
    request = office.request(case, "user", "submit", root=root)
    calls = cut_everywhere(office, lambda desk: act(desk, case, office.people["user"], request))
    written = {"journal.append", "pool.next_receipt", "pool.post", "views.put_case", "outbox.put"}
    assert written <= set(calls)
    assert office.balances()["reserved"] == 3_600_000
    assert replay_fund(office.desk) == ()


def test_a_filing_cut_anywhere_keeps_no_bytes(office):
    """A paper whose filing is cut leaves neither event nor bytes behind."""
    case = office.opens()
    paper = Paper("pse_certificate", "scan.pdf", SCAN)

    def work(desk):
        with office.desk.store.read() as tx:
            assert tx.blobs.missing([sha256(SCAN)])
        return file_document(desk, case, office.people["user"], paper)

    assert "blobs.put" in cut_everywhere(office, work)


def test_a_lock_cut_anywhere_leaves_a_draft(office):
    """A lock that is cut leaves the draft open and nothing stored: no section, no rules it was screened by."""
    case = office.opens()
    calls = cut_everywhere(office, lambda desk: lock_case(desk, case, office.people["user"]))
    # Three sections, and rules and parameters under the hashes its screening names.
    assert calls.count("blobs.put") == 5


@pytest.mark.parametrize("command", ["grant", "withdraw"])
def test_money_cut_anywhere_has_not_moved(office, command):
    """A grant or a release that is cut has moved no yen."""
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    office.accepts(case)
    who, details = {
        "grant": ("officer", {"amount": 3_600_000}),
        "withdraw": ("user", {"reason": "we found another machine"}),
    }[command]
    request = office.request(case, who, command, **details)
    calls = cut_everywhere(office, lambda desk: act(desk, case, office.people[who], request))
    assert "pool.post" in calls
    assert replay_fund(office.desk) == ()
