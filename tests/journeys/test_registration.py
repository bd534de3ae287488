"""Registrations from the first application to the register, and to whom one exists."""

from sekisho.application.fit import INTERFACE_SHEET
from sekisho.bootstrap.fitting import sheet_desk
from tests.application.scene import LISTED, MAKER
from tests.browser import follow
from tests.journeys.conftest import Visitors

NAME, MODEL = f"model/{MAKER}/fictional-works-fw-9", f"model/{MAKER}/hlm-650v"


def files(go: Visitors, person: str, kind: str) -> None:
    """File a paper from the page of a registration."""
    window = go(person, f"registrations/of/{NAME}/")
    window.select_option("#kind", kind)
    window.set_input_files("#file", {"name": f"{kind}.txt", "mimeType": "text/plain", "buffer": kind.encode()})
    follow(window.locator("form[action$='papers/'] button[type=submit]"))


def test_a_model_comes_into_the_register(people):
    """An exporter applies and files the papers, an officer sends it back once, completes it, and everybody sees it."""

    def journey(go: Visitors) -> None:
        form = go("maker", "registrations/new/model/")
        for name, value in (("name", "FW-9"), ("maker", "Fictional Works"), ("model", "FW-9")):
            form.fill(f"[name={name}]", value)
        follow(form.locator("main form button[type=submit]"))
        assert "Function sheet" in form.inner_text("#papers ~ ul")
        files(go, "maker", "function_sheet")
        office = go("officer", f"registrations/of/{NAME}/")
        go.presses("officer", "take_up")
        go.presses("officer", "register")
        assert "Price list" in office.inner_text("main")
        assert office.locator("[role=alert], .refusal").count() > 0
        files(go, "maker", "price_list")
        go("officer", f"registrations/of/{NAME}/")
        go.presses("officer", "register")
        assert "Registered" in office.inner_text(".title")
        assert "FW-9" in go("user", "registers/").inner_text("main")

    people("registered", journey)


def test_nobody_else_opens_a_registration(readers):
    """To a partner another's registration does not exist, and an end user has no registrations at all."""

    def journey(go: Visitors) -> None:
        assert "hlm" not in go("partner", f"registrations/of/{MODEL}/").inner_text("main").casefold()
        assert "registrations" not in go("user", "cases/").inner_text("nav").casefold()

    readers("registered", journey)


def test_an_exporters_sheet_is_held_against_a_buyers(people):
    """An exporter files the interface sheet of his model; whoever wants to buy sees how it fits, without signing in."""
    shipped = sheet_desk().shipped()[INTERFACE_SHEET]["machining-centre"].decode()
    named = shipped.replace("Huadong Precision (illustrative)", LISTED["maker"]).replace("HP-850V", LISTED["model"])

    def sends(go: Visitors, text: str) -> str:
        window = go("maker", f"registrations/of/{MODEL}/")
        window.select_option("#kind", INTERFACE_SHEET)
        window.set_input_files("#file", {"name": "s.toml", "mimeType": "text/plain", "buffer": text.encode()})
        follow(window.locator("form[action$='papers/'] button[type=submit]"))
        return window.inner_text("main")

    def journey(go: Visitors) -> None:
        assert "This is the sheet of Huadong Precision" in sends(go, shipped)
        assert "Interface sheet" in sends(go, named)
        window = go("user", "readiness/")
        window.select_option("#machine", f"registered:{MODEL}")
        window.select_option("#client", "example:mes-2012")
        follow(window.locator("main form button[type=submit]"))
        told = window.inner_text("#answer")
        assert LISTED["model"] in told
        assert "The two can work together, with warnings." in told

    people("registered", journey)
