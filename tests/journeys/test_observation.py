"""A plant without OPC UA or MTConnect: the inspector asks for values, films what he sees, and enrols his collector."""

import re
from pathlib import Path

from sekisho.capture.collect.enrolment import make_enrolment
from sekisho.capture.identity import make_collector
from tests.application.scene import photo
from tests.browser import follow
from tests.journeys.conftest import CASE, Visitors
from tests.journeys.test_machine import schedules, sets_clock


def test_an_inspector_asks_for_values_and_records_what_he_saw(people, tmp_path: Path):
    """The page shows the values of a fresh challenge; the record names them, and the paper says what was seen when."""
    picture = tmp_path / "seen.jpg"
    picture.write_bytes(photo())

    def journey(go: Visitors) -> list[str]:
        schedules(go, "2026-10-20")
        sets_clock(go, "2026-10-20")
        window = go("inspector", "visits/")
        follow(window.locator(f"text={CASE}"))
        follow(window.locator("text=Issue the values to ask for"))
        shown = window.locator("section[aria-labelledby=observation]").inner_text()
        numbers = re.search(r"\d+(?: → \d+)+", shown)
        at = re.search(r"\d\d:\d\d", shown)
        assert numbers
        assert at
        window.locator("summary", has_text="Record what was seen").click()
        window.locator("[name=how][value=numbers]").check()
        window.fill("[name=seen]", numbers[0].replace(" → ", " "))
        window.fill("[name=seen_time]", "later")
        window.fill("[name=place]", "Hall 2")
        window.fill("[name=present]", "operator of the first shift")
        window.set_input_files("#observed-file", picture)
        keep = window.locator("form[action$='/observe/'] button[type=submit]")
        follow(keep)
        refused = window.inner_text("main")
        window.fill("[name=seen_time]", at[0])
        window.set_input_files("#observed-file", picture)
        follow(keep)
        return [refused, str(window.text_content("main")), numbers[0]]

    refused, kept, numbers = people("installed", journey)
    assert "is no instant" in refused
    assert numbers.replace(" → ", " ") in kept
    assert "Hall 2" in kept


def test_an_inspector_enrols_his_collector_and_retires_it(people, tmp_path: Path):
    """The file the collector signed enrols it; retired it stands as such; a wrong file is refused with its reason."""
    enrolment, wrong = tmp_path / "enrolment.json", tmp_path / "wrong.json"
    enrolment.write_bytes(make_enrolment(make_collector("inspector-1")))
    wrong.write_bytes(b"{}")

    def journey(go: Visitors) -> list[str]:
        texts = []
        window = go("inspector", "collectors/")
        for file in (wrong, enrolment):
            window.set_input_files("#enrolment", file)
            follow(window.locator("button", has_text="Enrol"))
            texts.append(window.inner_text("main"))
        barriers = go.barriers("inspector", window.url)
        window.locator("summary", has_text="Retire a collector").click()
        window.fill("[name=reason]", "It was lost at the factory.")
        follow(window.locator("form button", has_text="Retire a collector"))
        return [*texts, window.inner_text("main"), "".join(barriers)]

    refused, enrolled, retired, barriers = people("installed", journey)
    assert "This is no enrolment" in refused
    assert "inspector-1" in enrolled
    assert "In use" in enrolled
    assert "Retired" in retired
    assert barriers == ""
