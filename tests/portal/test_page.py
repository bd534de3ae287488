"""The pages before sign-in: languages, errors, headers, audiences."""

import pytest
from django.urls import get_resolver

from sekisho.domain.casework.actor import Role, Side, Who
from sekisho.portal.audience import ANYBODY, AUDIENCES, may_open
from sekisho.portal.urls import urlpatterns
from tests.portal.conftest import ANSWERED_PAGES, DESK_PAGES, LANGUAGES, OPEN_PAGES

OFFICER = Who(Role.OFFICER, Side.OFFICE)
NOT_METI = {"ja": "経済産業省のサービスではありません", "en": "Not a METI service", "zh-Hans": "并非经济产业省的服务"}
UNCONFIRMED = {"ja": "公式には確認されていません", "en": "not been officially confirmed", "zh-Hans": "尚未获得官方确认"}


def named(patterns) -> list[str]:
    """Give the names of all addresses of the portal's own pages."""
    nested = [getattr(pattern, "url_patterns", None) for pattern in patterns]
    return [
        name
        for pattern, inner in zip(patterns, nested, strict=True)
        for name in (named(inner) if inner else [pattern.name])
        if not getattr(pattern, "namespace", None)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [page for page in OPEN_PAGES if page != "nowhere/"])
def test_every_open_page_stands_in_every_language(visitor, language, path):
    """Each page before sign-in answers 200, in its language, and says whose service it is not."""
    answer = visitor.get(f"/{language}/{path}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in html
    assert NOT_METI[language] in html
    assert UNCONFIRMED[language] in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [*ANSWERED_PAGES[:4], *DESK_PAGES])
def test_answers_and_desks_show_in_every_language(visitor, language, path):
    """Each answered question and each page behind sign-in can be written in each language."""
    assert visitor.get(f"/{language}/{path}").status_code == 200


@pytest.mark.parametrize("page", ["", "program/", "annex-a/", "annex-a/2026-10-10/"])
def test_annex_a_is_called_illustrative_wherever_it_shows(visitor, page):
    """Annex A never shows without the word illustrative."""
    assert "illustrative" in visitor.get(f"/en/{page}").content.decode().lower()


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("", "ja"),
        ("en-GB,en;q=0.8", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("fr,en;q=0.5", "en"),
        ("de", "ja"),
        ("en;q=broken,zh", "zh-Hans"),
    ],
)
def test_the_front_leads_to_the_language_the_browser_asks_for(visitor, wish, language):
    """The address without a prefix leads to the wished language, else to Japanese."""
    answer = visitor.get("/", headers={"Accept-Language": wish})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_address_is_told_so_in_its_language(visitor, language):
    """A page that does not exist answers 404 in the language of its prefix."""
    answer = visitor.get(f"/{language}/nowhere/")
    assert answer.status_code == 404
    assert f'lang="{language}"' in answer.content.decode()


def test_an_edition_that_does_not_exist_is_not_found(visitor):
    """An Annex A of a day on which nothing took effect is not found."""
    assert visitor.get("/ja/annex-a/2026-06-01/").status_code == 404


def test_a_fault_shows_a_page_and_no_details(visitor):
    """A fault of our own answers 500 with a calm page and nothing of the inside."""
    answer = visitor.get("/broken/", headers={"Accept-Language": "en"})
    html = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong here" in html
    assert "a fault made for a test" not in html


@pytest.mark.parametrize("path", ["/ja/", "/ja/nowhere/", "/static/portal/ground.css", "/broken/"])
def test_every_answer_carries_the_security_headers(visitor, path):
    """Pages, errors and static files say what a browser may do with them."""
    answer = visitor.get(path)
    answer.close()
    headers = answer.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers


def test_open_pages_set_no_cookie(visitor):
    """Asking the four questions leaves nothing in the browser."""
    pages = (*OPEN_PAGES[:9], *ANSWERED_PAGES)
    assert [path for path in pages if visitor.get(f"/en/{path}").cookies] == []


def test_every_address_has_an_audience():
    """Each address of the portal says who may open it, and nothing says it for an address that is gone."""
    assert sorted(AUDIENCES) == sorted(named(urlpatterns))
    assert get_resolver("sekisho.portal.urls").url_patterns


def test_an_address_without_an_audience_is_open_to_nobody():
    """What stands in no audience opens to nobody, not even to an officer."""
    assert not may_open("forgotten", OFFICER)
    assert not may_open("forgotten", None)
    assert may_open("home", None)
    assert AUDIENCES["home"] == ANYBODY


@pytest.mark.parametrize("path", ["cases/%00/", "registrations/of/model/x%00/", "vendors/%00/stop/", "sign-in/%00/"])
def test_an_address_with_a_null_leads_nowhere(visitor, path):
    """PostgreSQL cannot be asked for such a name, so nobody is: there is no such page."""
    assert visitor.get(f"/en/{path}").status_code == 404


def test_a_page_behind_sign_in_leads_to_the_sign_in_page(visitor):
    """Before sign-in, a page that is not for everybody leads to the sign-in page."""
    answer = visitor.post("/en/sign-out/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/sign-in/")


def test_a_rehearsal_marks_every_page(visitor, settings):
    """In a rehearsal each page says so; outside none does."""
    settings.REHEARSAL = True
    assert all("Rehearsal" in visitor.get(f"/en/{path}").content.decode() for path in OPEN_PAGES)
    settings.REHEARSAL = False
    assert "Rehearsal" not in visitor.get("/en/").content.decode()


def test_a_plan_with_nothing_left_says_no_more_than_that(visitor):
    """After the window, with all behind him, nobody reads that it can still be done and that the window has ended."""
    page = visitor.get("/en/schedule/?stage=commissioned&filing=decided&starts_on=2027-03-01").content.decode()
    assert "No step is left." in page
    assert "It can still be done in time." not in page
    assert "verdict__line" in page
    assert 'class="deadline' not in page


def test_a_back_schedule_is_handed_out_as_a_calendar(visitor):
    """With an answer the file comes as a download; without one the visitor is led back to the questions."""
    whole = visitor.get("/en/schedule/diary/?stage=planned&filing=nothing&starts_on=2026-05-20")
    assert (whole.status_code, whole["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "attachment" in whole["Content-Disposition"]
    for query in ("", "?stage=nonsense", "?stage=planned&filing=nothing&lead_factory=99999"):
        back = visitor.get(f"/en/schedule/diary/{query}")
        assert (back.status_code, back["Location"].startswith("/en/schedule/?")) == (302, True)
