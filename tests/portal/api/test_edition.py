"""Editions over the API and on the office's page: looked at, proposed, published, and handed out to everybody."""

import pytest
from django.test import Client

from sekisho.portal.open.link import BACKEND
from sekisho.store.models import Account
from tests.cases.annex.sample import FOLDER
from tests.portal.api.scene import codes

LIST = (FOLDER / "list.xlsx").read_bytes()
CSV = (FOLDER / "list-cp932.csv").read_bytes()
BYTES = "application/octet-stream"
NAMES = ("annex-a-2026-05-09.toml", "annex-a-2026-07-15.toml", "annex-a-2026-10-10.toml")
LANGUAGES = ("ja", "en", "zh-Hans")


def signed_in(person):
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(Account.objects.get(person=person), backend=BACKEND)
    return client


@pytest.fixture(scope="module")
def office(service):
    """The service with the three shipped editions published."""
    for name in NAMES:
        data = service.office.desk.programs.seed()[name]
        digest = service.sends("officer", f"/editions/{name}", data, kind="application/toml")["body"]["blob"]
        service.sends("officer2", f"/editions/{digest}/publish")
    return service


def uploaded(name, data):
    """A file as a form sends it."""
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - because Django is set up by then

    return SimpleUploadedFile(name, data)


def test_a_list_is_looked_at_over_the_api(office):
    """The report counts the rows, names the problems by place, and says what would change; nothing is kept."""
    look = office.sends("officer", "/editions/lists/list.xlsx/look", LIST, kind=BYTES)
    assert (look["can_be_proposed"], look["effective_from"], look["rows"]["model"]) == (True, "2026-12-01", 32)
    assert look["changes"]["added"] == ["Qingyao Robotics (fictional) QY-R30"]
    broken = CSV.decode("cp932").replace("６５０", "要問合せ").encode("cp932")
    found = office.sends("officer", "/editions/lists/list.csv/look", broken, kind=BYTES)
    assert not found["can_be_proposed"]
    assert [one["place"] for one in found["problems"]] == ["list.csv!C9"]
    assert all(one["text"] and one["remedy_text"] for one in found["problems"])
    begun = office.sends("officer", "/editions/lists/list.csv/look?effective_on=2026-12-02", CSV, kind=BYTES)
    assert "annex.two_days" in {one["code"] for one in begun["problems"]}
    assert office.refused("officer", "POST", "/editions/lists/x.xlsx/look", b"", kind=BYTES) == (422, ["table.empty"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_problems_by_place_and_keeps_what_was_typed(office, lang):
    """A list with problems is answered 422 with each place, and cannot be proposed."""
    broken = CSV.decode("cp932").replace("６５０", "要問合せ").encode("cp932")
    form = {"command": "look", "reference": "METI/IA/1", "file": uploaded("list.csv", broken)}
    answer = signed_in("officer").post(f"/{lang}/editions/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "list.csv!C9" in page
    assert "METI/IA/1" in page
    assert 'value="propose"' not in page
    nothing = signed_in("officer").post(f"/{lang}/editions/", {"command": "look", "reference": ""})
    assert nothing.status_code == 422
    wrong = {"command": "look", "effective_on": "soon", "file": uploaded("list.xlsx", LIST)}
    assert signed_in("officer").post(f"/{lang}/editions/", wrong).status_code == 422


def test_two_officers_publish_a_list_on_the_page(office):
    """One looks at the list and proposes it, the other sees what it changes and publishes it; then it is public."""
    one, other = signed_in("officer"), signed_in("officer2")
    looked = one.post("/en/editions/", {"command": "look", "reference": "", "file": uploaded("list.xlsx", LIST)})
    page = looked.content.decode()
    assert looked.status_code == 200
    kept = page.split('name="kept" value="')[1][:64]
    gone = one.post("/en/editions/", {"command": "propose", "kept": "0" * 64, "name": "list.xlsx", "reference": ""})
    assert gone.status_code == 422
    form = {"command": "propose", "kept": kept, "name": "list.xlsx", "reference": ""}
    assert one.post("/en/editions/", form)["Location"].endswith("?done=proposed")
    mine = one.get("/en/editions/?done=proposed").content.decode()
    assert 'value="publish"' not in mine
    theirs = other.get("/en/editions/").content.decode()
    assert "QY-R30" in theirs
    digest = theirs.split('name="digest" value="')[1][:64]
    seen = office.get("officer", f"/editions/proposals/{digest}/foresight")
    assert (seen["looked_at"], sum(seen["counts"].values())) == (2, 2)
    assert "/cases/" in other.get(f"/en/editions/?foresee={digest}").content.decode()
    assert office.refused("officer", "GET", f"/editions/proposals/{'0' * 64}/foresight")[1] == ["edition.not_proposed"]
    refused = one.post("/en/editions/", {"command": "publish", "digest": digest})
    assert refused.status_code == 422
    assert other.post("/en/editions/", {"command": "publish", "digest": digest})["Location"].endswith("?done=published")
    done = other.get("/en/editions/?done=published").content.decode()
    source = done.split('/source/"')[0].rsplit("/", 1)[1]
    handed = other.get(f"/en/editions/{source}/source/")
    assert (handed.content, handed["Content-Disposition"]) == (LIST, 'attachment; filename="list.xlsx"')
    public = Client()
    assert b"QY-R30" in public.get("/ja/annex-a/2026-12-01/").content
    assert b"effective_from = 2026-12-01" in public.get("/ja/annex-a/2026-12-01/file/").content
    assert public.get("/ja/annex-a/2026-12-02/file/").status_code == 404
    newest = office.get("", "/editions")["editions"][0]
    assert (newest["effective_from"], newest["source"]) == ("2026-12-01", source)
    assert newest["changes"]["added"] == ["Qingyao Robotics (fictional) QY-R30"]


def test_a_list_is_proposed_over_the_api(office):
    """With its own day and paper a list is proposed, and its importer is named."""
    path = "/editions/lists/list.csv?reference=METI/IA/2026-12-001"
    text = CSV.decode("cp932").replace("令和８年１２月１日", "令和８年１２月２０日").encode("cp932")
    body = office.sends("officer", path, text, kind=BYTES)["body"]
    assert (body["name"], body["importer"]) == ("annex-a-2026-12-20.toml", "annex-table/1")
    answer = office.ask("officer", "POST", "/editions/lists/list.csv", CSV.replace(b"HLM-", b"", 1), kind=BYTES)
    assert answer.status_code == 422
    assert set(codes(answer)) <= {"annex.same_day", "edition.published_already"}


@pytest.mark.parametrize("who", ["user", "maker", "finance", "inspector"])
def test_the_page_is_for_officers_and_the_auditor(office, who):
    """Others do not see it; the auditor reads it and is offered nothing to do."""
    assert signed_in(who).get("/ja/editions/").status_code in {302, 403, 404}
    page = signed_in("auditor").get("/ja/editions/")
    assert page.status_code == 200
    assert b'type="file"' not in page.content
    assert signed_in("auditor").get(f"/ja/editions/{'0' * 64}/source/").status_code == 404
