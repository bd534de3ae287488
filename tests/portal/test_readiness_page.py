"""The page that holds a machine's sheet against a client's: chosen, typed or uploaded; nothing is kept."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile

from sekisho.application.fit import CLIENT_SHEET, INTERFACE_SHEET
from sekisho.bootstrap.fitting import sheet_desk
from tests.browser import follow
from tests.portal.conftest import LANGUAGES
from tests.portal.test_browser import is_wide

SHEETS = sheet_desk().shipped()
MACHINE = SHEETS[INTERFACE_SHEET]["machining-centre"].decode()


def sent(visitor, language="en", **fields):
    return visitor.post(f"/{language}/readiness/", fields)


def file(text):
    return SimpleUploadedFile("sheet.toml", text.encode() if isinstance(text, str) else text)


@pytest.mark.parametrize("client", SHEETS[CLIENT_SHEET])
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_chosen_sheets_give_the_matrix(visitor, language, client):
    """Every shipped pair is answered in every language, each row that is not fine with what to do."""
    page = sent(visitor, language, machine="example:machining-centre", client=f"example:{client}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "verdict__line" in text
    assert 'type="hidden"' not in text


def test_remedies_of_what_is_not_fine_are_shown(visitor):
    """What warns stands open with its remedy; what is fine is folded away."""
    text = sent(visitor, machine="example:machining-centre", client="example:mes-2012").content.decode()
    opened = re.sub(r"<details.*?</details>", "", text, flags=re.DOTALL)
    assert "Have structures and 64-bit integers split" in opened
    assert "Sessions at once" not in opened
    assert "Sessions at once" in text


def test_file_goes_before_a_text_and_a_text_before_a_choice(visitor):
    """Of several ways to name a sheet the most deliberate one counts."""
    typed = MACHINE.replace("HP-850V", "TYPED")
    page = sent(visitor, machine="example:machining-centre", machine_text=typed, client="example:mes-2012")
    assert "TYPED" in page.content.decode()
    uploaded = file(MACHINE.replace("HP-850V", "SENT"))
    page = sent(visitor, machine_text=typed, machine_file=uploaded, client="example:mes-2012")
    assert "SENT" in page.content.decode()
    assert "TYPED" not in page.content.decode()


def test_refused_sheets_stay_as_they_were_sent(visitor):
    """Both sheets' problems are told, with what was meant, and an uploaded file can be mended on the page."""
    page = sent(visitor, machine_file=file(MACHINE.replace("policies", "policys")), client_text="nonsense")
    text = page.content.decode()
    assert page.status_code == 422
    assert "opcua.policys: this is not known; policies was probably meant." in text
    assert "This cannot be read as TOML" in text
    assert "policys = [" in text
    assert ">nonsense</textarea>" in text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"machine": "example:nothing", "client": "registered:model/1/x"},
        {"machine_file": b"\xff\xfe", "client": "example:mes-2012"},
        {"machine_file": b"#" * 70_000, "client": "example:mes-2012"},
    ],
)
def test_what_is_no_sheet_is_refused(visitor, fields):
    """No sheet, an unknown choice, another encoding, too large a file: refused, and the page stays."""
    given = {name: file(value) if isinstance(value, bytes) else value for name, value in fields.items()}
    assert sent(visitor, **given).status_code == 422


def test_nothing_typed_is_read_as_markup(visitor):
    """What a hostile sheet says of itself is shown as text."""
    hostile = MACHINE.replace("HP-850V", "<script>alert(1)</script>")
    text = sent(visitor, machine_text=hostile, client="example:mes-2012").content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_link_of_the_register_chooses_the_machine(visitor):
    """A link may choose the machine; nothing is judged before both sheets are there."""
    text = visitor.get("/en/readiness/?machine=example:machining-centre").content.decode()
    assert '<option value="example:machining-centre" selected>' in text
    assert "verdict__line" not in text


@pytest.mark.parametrize("width", [390, 1280])
def test_answered_page_passes_axe(portal, browser, width):
    """The matrix is readable for everybody, on a telephone and on a desk, and is no wider than the window."""

    def ask(page):
        page.goto(f"{portal}/ja/readiness/")
        page.select_option("#machine", "example:machining-centre")
        page.select_option("#client", "example:monitor-mtconnect")
        follow(page.locator("main form button"))
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        return [one["id"] for one in found.response["violations"]], is_wide(page)

    assert browser.look(ask, width, bypass_csp=True) == ([], False)
