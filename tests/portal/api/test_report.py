"""The quarterly reports over the API and on pages: published by the office, read by anybody, hidden figures hidden."""

import pytest
from django.test import Client

from sekisho.store.models import Account
from tests.portal.api.scene import codes

QUARTER = "2026Q1"
LANGUAGES = ("ja", "en", "zh-Hans")


@pytest.fixture(scope="module")
def published(service):
    """A service whose first quarter is over and published once."""
    service.office.at("2026-07-02T09:00:00+09:00")
    service.edition = service.sends("officer", f"/reports/{QUARTER}", {})
    return service


def signed_in(who, service):
    """Give the browser of one of the cast."""
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(person=who), backend="sekisho.portal.open.link.LinkBackend")
    return client


def test_what_is_published_is_listed_and_read_by_anybody(published):
    """The list and the public figures need no token, and say nothing of a single case."""
    assert published.edition["number"] == 1
    assert [one["quarter"] for one in published.get("", "/reports")["reports"]] == [QUARTER]
    report = published.get("", f"/reports/{QUARTER}/1")["report"]
    assert (report["edition"], report["holds"]) == ("public", True)
    assert {row["applied_cases"] for row in report["tables"]["prefecture"].values()} == {None}


def test_an_edition_nobody_published_is_not_there(published):
    """A number or a quarter that was never published is answered 404 with its reason."""
    for path in (f"/reports/{QUARTER}/2", "/reports/2026Q3/1", "/reports/nonsense/1"):
        answer = published.ask("", "GET", path)
        assert (answer.status_code, codes(answer)) == (404, ["report.unknown"])


def test_the_office_reads_any_instant_up_to_now(published):
    """The internal figures are the office's and the auditor's; the future and what is no quarter are refused."""
    report = published.get("auditor", f"/reports/{QUARTER}?as_of=2026-05-31T23:59:59%2B09:00")["report"]
    assert (report["edition"], report["preliminary"]) == ("internal", True)
    assert published.refused("officer", "GET", f"/reports/{QUARTER}?as_of=2027-01-01T00:00:00%2B09:00") == (
        422,
        ["report.in_future"],
    )
    assert published.refused("officer", "GET", "/reports/2026Q7") == (422, ["report.no_quarter"])


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00%2B09:00", "9999-12-31T23:59:59-12:00"])
def test_no_instant_stops_the_report(published, instant):
    """The ends of the calendar are no instant a report can be made as of; the first of them stopped the page."""
    assert published.ask("officer", "GET", f"/reports/{QUARTER}?as_of={instant}").status_code == 422


def test_publishing_is_refused_with_every_reason(published):
    """A party, a running quarter and an edition that is there already are refused; nothing is published."""
    assert published.refused("user", "POST", "/reports/2026Q2", {}) == (
        403,
        ["report.not_yours", "report.quarter_runs"],
    )
    assert published.refused("finance", "POST", f"/reports/{QUARTER}", {}) == (422, ["report.published_already"])
    assert len(published.get("", "/reports")["reports"]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_open_pages_show_it(published, language):
    """List, edition and files stand in each language; a kind or number that is none is not found."""
    client = Client(raise_request_exception=False)
    assert QUARTER in client.get(f"/{language}/reports/").content.decode()
    assert client.get(f"/{language}/reports/{QUARTER}/1/").status_code == 200
    answer = client.get(f"/{language}/reports/{QUARTER}/1/csv/")
    assert (answer.status_code, answer.content[:3]) == (200, b"\xef\xbb\xbf")
    assert f"{QUARTER}-1-public-{language}.csv" in answer["Content-Disposition"]
    for path in (f"{QUARTER}/1/exe/", f"{QUARTER}/2/", "x/1/"):
        assert client.get(f"/{language}/reports/{path}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_office_page_shows_any_quarter_and_refuses_what_is_none(published, language):
    """The internal figures of a running quarter are preliminary; a name that is none is refused beside its field."""
    client = signed_in("officer", published)
    assert client.get(f"/{language}/quarterly/").status_code == 200
    assert client.get(f"/{language}/quarterly/?quarter=2026Q2").status_code == 200
    answer = client.get(f"/{language}/quarterly/?quarter=2026Q9")
    assert answer.status_code == 422
    assert "2026Q9" in answer.content.decode()
    assert client.get(f"/{language}/quarterly/?quarter={QUARTER}&as_of=yesterday").status_code == 422
    file = client.get(f"/{language}/quarterly/file/?quarter={QUARTER}&kind=xlsx")
    assert (file.status_code, file.content[:2]) == (200, b"PK")
    assert client.get(f"/{language}/quarterly/file/?quarter={QUARTER}&kind=exe").status_code == 404
    assert client.get(f"/{language}/quarterly/file/?quarter=nonsense&kind=csv").status_code == 404


def test_the_office_publishes_from_its_page(published):
    """The form publishes what it shows; pressed again it is refused, and a party never sees the page."""
    office = published.office
    office.does(published.case, "user", "withdraw", reason="we bought another machine")
    office.at("2026-07-20T09:00:00+09:00")
    client = signed_in("finance", published)
    assert client.post("/en/quarterly/", {"quarter": QUARTER, "as_of": "2026-07-01"}).status_code == 422
    assert client.post("/en/quarterly/", {"quarter": QUARTER, "as_of": "2026-07-20"}).status_code == 302
    assert client.post("/en/quarterly/", {"quarter": QUARTER, "as_of": "2026-07-20"}).status_code == 422
    assert client.post("/en/quarterly/", {"quarter": ""}).status_code == 422
    assert [one["number"] for one in published.get("", "/reports")["reports"]] == [2, 1]
    assert signed_in("user", published).get("/en/quarterly/").status_code in {403, 404}
