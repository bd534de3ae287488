"""The form that files a paper: first the kind, then what a paper of that kind says of itself."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.portal.apply.paper_form import ABOUT, SAYS


@pytest.fixture
def enter(service, settings):
    """Give the browser of a role; none of its pages needs a script."""
    settings.ROLE_LINKS = True

    def browser(who):
        client = Client()
        client.post(f"/en/sign-in/{who}/")
        return client

    return browser


def asked(client, case, query=""):
    """Give the names the filing form of a case's page asks for."""
    page = client.get(f"/en/cases/{case}/{query}").content.decode()
    form = page.partition('id="papers"')[2].partition('id="letters"')[0]
    return set(re.findall(r'id="paper-([a-z_]+)" name', form))


def test_every_kind_has_questions_of_its_own_and_every_question_a_kind(service):
    """A kind the program takes that says more than its photo is asked for it; nothing is asked that no kind says."""
    with service.office.desk.store.read() as tx:
        program = service.office.desk.programs.definition(tx)
    known = set(paper_kinds_on(program, program.editions[0].effective_from).known)
    assert set(SAYS) == known - {"visit_photo"}
    assert {name for names in SAYS.values() for name in names} == set(ABOUT)


@pytest.mark.parametrize(
    ("who", "query", "names"),
    [
        ("user", "", {"paper"}),
        ("user", "?paper=", {"paper"}),
        ("user", "?paper=bank_receipt", {"paper"}),
        ("partner", "?paper=purchase_invoice", {"paper"}),
        ("user", "?paper=purchase_invoice", {"kind", "line", *SAYS["purchase_invoice"], "file"}),
        ("user", "?paper=pse_certificate", {"kind", "line", *SAYS["pse_certificate"], "file"}),
    ],
)
def test_a_form_asks_what_the_chosen_kind_says(service, enter, who, query, names):
    """Until a kind of one's own is chosen only the kind is asked; then what a paper of that kind says, and its file."""
    assert asked(enter(who), service.case, query) == names


def test_a_refused_paper_keeps_its_kind_and_its_words(service, enter):
    """An invoice without a number comes back with its kind, its issuer, and the finding at the question."""
    client, case = enter("user"), service.case
    file = SimpleUploadedFile("invoice.txt", b"invoice")
    sent = {"kind": "purchase_invoice", "line": "L1", "issuer": "Hailan (fictional)", "file": file, "key": "once"}
    refused = client.post(f"/en/cases/{case}/papers/", sent)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="Hailan (fictional)"' in page
    assert 'value="purchase_invoice" selected' in page
    assert 'id="paper-number-error"' in page
