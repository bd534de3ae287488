"""What was lawfully erased is said where people look for it, in their language, and is offered nowhere."""

import pytest
from django.test import Client

from sekisho.application.fix_content import lock_case

WHY = "as the law and the file say"
SAID = {
    "ja": ("適法に消去された記録", "各当事者の申告（過去の分を含む）", "当事者"),
    "en": ("What was erased lawfully", "Declarations of every side, former ones too", "Parties"),
    "zh-Hans": ("已合法删除的记录", "各方的申报（含以往申报）", "当事人"),
}


@pytest.fixture(scope="module")
def saved(service):
    """A draft saved under a key, locked and withdrawn, sent again in between; gives what was sent."""
    office, case = service.office, service.draft
    with office.desk.store.read() as tx:
        draft = tx.drafts.get(case)
    sent = ("user", "PUT", f"/cases/{case}/draft", {"content": dict(draft.content), "version": draft.version})
    first = service.ask(*sent, idempotency_key="once")
    lock_case(office.desk, case, office.people["user"])
    office.does(case, "user", "withdraw", reason="we found another machine")
    assert (first.status_code, service.ask(*sent, idempotency_key="once").content) == (200, first.content)
    return sent


@pytest.fixture(scope="module")
def erased(service, saved):
    """A withdrawn case whose first paper, receipt, parties and declarations are erased; gives the receipt."""
    office, case = service.office, service.case
    office.does(case, "user", "withdraw", reason="we found another machine")
    office.at("2035-09-11T00:00:00+09:00")
    receipt = next(iter(service.get("officer", f"/cases/{case}")["case"]["letters"]))
    items = ["D001", receipt, "section.parties", "declarations"]
    office.does(case, "officer", "propose_erasure", items=items, basis="request 12", reason=WHY)
    office.does(case, "officer2", "erase_personal_data", erasure="E01")
    return receipt


def page_of(service, settings, who, language):
    """Give the case's page as somebody reads it."""
    settings.ROLE_LINKS = True
    client = Client(raise_request_exception=False)
    client.post(f"/en/sign-in/{who}/")
    return client.get(f"/{language}/cases/{service.case}/").content.decode()


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("who", ["user", "partner", "officer", "auditor"])
def test_the_case_page_names_what_was_erased(service, erased, settings, who, language):
    """Everybody of the case reads what is gone; neither the paper nor the letter has a link any more."""
    page = page_of(service, settings, who, language)
    assert all(word in page for word in (*SAID[language], erased))
    assert f"/{language}/cases/{service.case}/papers/D001/" not in page
    assert f"/letters/{erased}/" not in page


@pytest.mark.parametrize("who", ["user", "officer"])
def test_what_is_gone_is_refused_with_its_reason(service, erased, who):
    """Over the API an erased letter is gone for good, and says so."""
    assert service.refused(who, "GET", f"/cases/{service.case}/letters/{erased}") == (410, ["letter.erased"])


def test_what_was_answered_before_is_forgotten_with_it(service, saved, erased):
    """A draft saved under a key is answered from what was kept, until its content is erased; then nothing is kept."""
    office, case = service.office, service.draft
    assert service.ask(*saved, idempotency_key="once").status_code == 200
    office.does(case, "officer", "propose_erasure", items=["section.price"], basis="request 13", reason=WHY)
    office.does(case, "officer2", "erase_personal_data", erasure="E01")
    assert service.refused(*saved, idempotency_key="once") == (422, ["draft.locked"])


def test_what_is_gone_is_not_offered_for_erasure_again(service, erased, settings):
    """The form offers what is left, the letters and the other sections among it."""
    page = page_of(service, settings, "officer", "en")
    offered = [item for item in ("D001", erased, "section.parties", "declarations") if f'value="{item}"' in page]
    assert offered == []
    assert 'value="section.price"' in page
