"""A line's captures at a browser: a plan asked for and fetched, a bundle handed in, and who sees what of it."""

import tomllib

from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors

PAGE = f"cases/{CASE}/lines/L1/captures/"
#: A draft of a turnkey line, which may be several machines.
LINE = "cases/RSF26-00003/lines/L1/captures/"
SIGNALS = "execution | state | item=exec\nload | number | node=nsu=urn:m;s=Load | path={urn:m}Machine > {urn:m}Load"


def asks(window, **typed: str) -> None:
    """Fill the form that asks for a plan, and send it."""
    for name, value in typed.items():
        window.fill(f"[name={name}]", value)
    follow(window.locator("form[action$='plan/'] .button--solid"))


def test_a_partner_asks_for_a_plan_and_fetches_it(people):
    """Refused with everything kept, then issued; its file is a plan, and the commands to run it stand on the page."""

    def journey(go: Visitors) -> None:
        window = go("partner", f"cases/{CASE}/")
        follow(window.locator("a:has-text('Captures of the machine')"))
        asks(window, device_1="CNC-1", endpoint_1="http://192.168.0.10", signals_1="execution, state, exec")
        assert "cannot be read as a signal" in window.inner_text("main")
        assert window.input_value("[name=endpoint_1]") == "http://192.168.0.10"
        asks(window, signals_1=SIGNALS)
        assert window.locator("#endpoint_1-error").count() == 1
        asks(window, endpoint_1="opc.tcp://192.168.0.10:4840", agent_1="http://192.168.0.11:5000")
        assert "The plan was issued" in window.inner_text("main")
        assert f"sekisho capture upload CNC-1.zip --to {go.address}/ --case {CASE} --line L1" in window.content()
        with window.expect_download() as saved:
            window.click("a:has-text('Save the plan')")
        plan = tomllib.loads(saved.value.path().read_text())
        assert plan["machine"]["opcua"]["trust_on_first_use"] is True
        assert [one["name"] for one in plan["machine"]["signals"]] == ["execution", "load"]
        assert go.barriers("partner", window.url.partition("?")[0]) == []

    people("installed", journey)


def test_several_machines_stand_in_one_plan(people):
    """On a turnkey line a machine is added and what was typed stays; each of two is asked for its serial number."""

    def journey(go: Visitors) -> None:
        assert go("user", PAGE).locator("button[name=more]").count() == 0
        window = go("user", LINE)
        window.fill("[name=device_1]", "M-1")
        follow(window.locator("button[name=more]"))
        assert window.input_value("[name=device_1]") == "M-1"
        assert window.locator(".error-summary, [role=alert]").count() == 0
        for n in ("1", "2"):
            window.fill(f"[name=agent_{n}]", "http://192.168.0.11:5000")
            window.fill(f"[name=serial_{n}]", f"S-{n}")
            window.fill(f"[name=signals_{n}]", "x | number | item=x")
        asks(window, device_2="M-2", action_2="x", action_values_2="40..100 / 5")
        assert "M-1 · M-2" in window.inner_text("main")

    people("verified", journey)


def test_what_is_no_bundle_is_refused_in_words(people):
    """A file that is none is refused with the reason; whoever only reads finds no form."""

    def journey(go: Visitors) -> None:
        window = go("partner", PAGE)
        asks(window, device_1="CNC-1", agent_1="http://192.168.0.11:5000", signals_1="x | number | item=x")
        file = {"name": "CNC-1.zip", "mimeType": "application/zip", "buffer": b"PK"}
        window.set_input_files("#bundle", file)
        follow(window.locator("form[action$='receive/'] button[type=submit]"))
        assert window.locator("[role=alert], .refusal").count() == 1
        assert go("auditor", PAGE).locator("main form").count() == 0
        assert "CNC-1" not in go("maker", PAGE).inner_text("main")

    people("installed", journey)
