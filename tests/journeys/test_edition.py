"""A list becomes an edition on screen: one officer looks at it and proposes it, another sees it and publishes."""

from pathlib import Path

from tests.browser import follow
from tests.cases.annex.sample import FOLDER
from tests.journeys.conftest import Visitors

FIRST = Path(__file__).parents[2] / "src/sekisho/domain/program/data/smart-factory-2026/annex-a-2026-05-09.toml"


def proposes(go: Visitors, path: Path) -> str:
    """Look at a file as one officer and propose what it holds; give what the page said of it."""
    window = go("officer", "editions/")
    window.set_input_files("[name=file]", path)
    follow(window.locator("main form:has([name=file]) button[type=submit]"))
    said = window.inner_text("main")
    follow(window.locator("main form:has([name=kept]) button[type=submit]"))
    return said


def publishes(go: Visitors) -> None:
    """Publish what waits, as the other officer."""
    window = go("officer2", "editions/")
    follow(window.locator("main form:has([value=publish]) button[type=submit]"))


def test_a_workbook_is_looked_at_proposed_and_published_by_two_officers(people):
    """The report and the differences stand on the page; who proposed cannot publish; everybody reads the edition."""

    def journey(go: Visitors) -> tuple[str, int, str, str, list[str]]:
        proposes(go, FIRST)
        publishes(go)
        looked = proposes(go, FOLDER / "list.xlsx")
        own = go("officer", "editions/").locator("[value=publish]").count()
        barriers = go.barriers("officer2", f"{go.address}/ja/editions/")
        waiting = go("officer2", "editions/").inner_text("main")
        publishes(go)
        barriers += go.barriers("user", f"{go.address}/ja/annex-a/2026-12-01/")
        read = go("user", "annex-a/2026-12-01/").inner_text("main")
        return looked, own, waiting, read, barriers

    looked, own, waiting, read, barriers = people("registered", journey)
    assert "QY-R30" in looked
    assert "32" in looked
    assert own == 0
    assert "list.xlsx" in waiting
    assert "QY-R30" in read
    assert barriers == []
