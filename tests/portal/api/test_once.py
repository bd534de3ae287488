"""The same request sent twice is one request, also when both arrive at the same moment."""

import pytest

from tests.contracts.scene import all_at_once
from tests.portal.api.scene import codes, key, paper

FILE = {
    "channel": "portal",
    "applicant": {"name": "Aoba (fictional)", "corporate_number": "7123456789012", "side": "end_user"},
    "partner": {"name": "Tsubame (fictional)", "corporate_number": "8990000000001", "side": "integrator"},
    "lines": [],
}


def journal(service):
    """Give the number of events in the journal."""
    with service.office.desk.store.read() as tx:
        return len(list(tx.journal.everything()))


def ready(service):
    """Give a case both sides have signed, and the body that submits it."""
    office, case = service.office, service.office.case()
    root = service.sends("user", f"/cases/{case}/lock")["root"]
    for who in ("user", "partner"):
        assert service.commands(case, who, "sign", root=root).status_code == 200
        office.declares(case, who)
    return case, {"command": "submit", "details": dict(office.request(case, "user", "submit", root=root).details)}


SENT_TWICE = {
    "open_case": ("user", "POST", "/cases", FILE),
    "file_document": ("user", "POST", "/cases/{case}/documents", paper("training_record", b"once")),
    "save_draft": ("user", "PUT", "/cases/{draft}/draft", {"content": FILE, "version": 1}),
    "screen_case": ("user", "POST", "/cases/{case}/screen", None),
    "keep_blob": ("user", "POST", "/blobs", b"bytes"),
    "seal_journal": ("officer", "POST", "/log/seal", None),
    "issue_capture_plan": ("officer", "POST", "/cases/{case}/lines/L1/capture-plan", {"machine": {}}),
    "advance_clock": ("officer", "POST", "/clock", {"to": "2026-05-12T09:00:00+09:00"}),
}


@pytest.mark.parametrize("name", SENT_TWICE)
def test_the_same_request_twice_is_answered_the_same(service, name):
    """A request repeated under its key changes nothing more and gets the same bytes again."""
    who, method, path, body = SENT_TWICE[name]
    path, once = path.format(case=service.case, draft=service.draft), key()
    first = service.ask(who, method, path, body, idempotency_key=once)
    after = journal(service)
    second = service.ask(who, method, path, body, idempotency_key=once)
    assert (first.status_code, second.content) == (second.status_code, first.content)
    assert journal(service) == after


@pytest.mark.parametrize("name", ["open_case", "file_document", "keep_blob", "advance_clock"])
def test_another_request_under_the_key_is_refused(service, name):
    """The key of one request is not taken for another: other body, or other address."""
    who, method, path, body = SENT_TWICE[name]
    path, once = path.format(case=service.case, draft=service.draft), key()
    assert service.ask(who, method, path, body, idempotency_key=once).status_code == 200
    other = b"other bytes" if isinstance(body, bytes) else {**body, "to": "2026-05-13T00:00:00+09:00"}
    other = paper("training_record", b"other") if name == "file_document" else other
    assert service.refused(who, method, path, other, idempotency_key=once) == (409, ["request.key_reused"])


def test_the_key_of_one_person_is_not_anothers(service):
    """Two people may choose the same key."""
    once = key()
    answers = [
        service.ask(who, "POST", "/blobs", b"x", idempotency_key=once).status_code for who in ("user", "officer")
    ]
    assert answers == [200, 200]


def test_a_refused_request_may_be_sent_again(service):
    """A refusal keeps no key: once its reason is gone the same request is carried out."""
    case, body = ready(service)
    once, path = key(), f"/cases/{case}/commands"
    unsigned = {**body, "details": {"root": "0" * 64}}
    assert service.refused("user", "POST", path, unsigned, idempotency_key=once)[0] == 422
    assert service.ask("user", "POST", path, body, idempotency_key=once).status_code == 200


@pytest.mark.parametrize("wrong", ["k" * 201, "k\x01", "k\x7f"])
def test_a_key_nobody_can_write_is_refused(service, wrong):
    """A key that is too long or holds control characters is refused, not cut to size."""
    answer = service.refused("user", "POST", "/blobs", b"x", idempotency_key=wrong)
    assert answer == (400, ["request.key_wrong"])


def test_simultaneous_submissions_are_one(service):
    """The same submission sent by several at once reserves once, takes one receipt, and is answered the same."""
    case, body = ready(service)
    once, before = key(), service.office.balances()["reserved"]
    path = f"/cases/{case}/commands"
    answers = all_at_once(4, lambda _: service.ask("user", "POST", path, body, idempotency_key=once))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.content for answer in answers}) == 1
    assert service.office.balances()["reserved"] == before + 3_600_000


def test_simultaneous_submissions_without_a_key_bind_once(service):
    """Without a key one of them is accepted; the others are out of turn or too late, and nothing is bound twice."""
    case, body = ready(service)
    before = service.office.balances()["reserved"]
    path = f"/cases/{case}/commands"
    answers = all_at_once(4, lambda _: service.ask("user", "POST", path, body))
    lost = [answer for answer in answers if answer.status_code != 200]
    assert len(lost) == 3
    assert {codes(answer)[0] for answer in lost} == {"guard.out_of_turn"}
    assert service.office.balances()["reserved"] == before + 3_600_000
