"""An auditor, who trusts nobody: takes the dossier and the trust file from the portal and verifies them offline."""

import subprocess
import sys
from pathlib import Path

from tests.journeys.conftest import CASE, Visitors


def saved(go: Visitors, person: str, text: str, folder: Path) -> Path:
    """Save what a link of the record hands out."""
    window = go(person, f"cases/{CASE}/record/")
    with window.expect_download() as waiting:
        window.click(f"text={text}")
    place = folder / waiting.value.suggested_filename
    waiting.value.save_as(place)
    return place


def verified(dossier: Path, trust: Path) -> int:
    """Give the exit code of ``sekisho verify``."""
    called = [sys.executable, "-m", "sekisho.cli.main", "verify", str(dossier), "--trust", str(trust)]
    return subprocess.run(called, capture_output=True, check=False).returncode


def test_a_dossier_saved_from_the_portal_verifies_offline(readers, tmp_path):
    """Dossier and trust file, saved in the browser, verify; with one byte changed they do not."""

    def journey(go: Visitors) -> tuple[int, int]:
        dossier, trust = (
            saved(go, "auditor", text, tmp_path) for text in ("Download the dossier", "Save the trust file")
        )
        whole = verified(dossier, trust)
        data = bytearray(dossier.read_bytes())
        data[len(data) // 2] ^= 1
        dossier.write_bytes(data)
        return whole, verified(dossier, trust)

    assert readers("granted", journey) == (0, 1)


def test_the_integrators_dossier_verifies_without_the_price(readers, tmp_path):
    """The integrator's copy withholds what tells a price, and verifies all the same."""

    def journey(go: Visitors) -> tuple[int, bool]:
        dossier = saved(go, "partner", "Download the dossier", tmp_path)
        trust = saved(go, "partner", "Save the trust file", tmp_path)
        return verified(dossier, trust), b"20000000" in subprocess.check_output(["unzip", "-p", str(dossier)])

    assert readers("granted", journey) == (0, False)


def test_a_screening_is_repeated_from_the_record(readers):
    """The auditor repeats a screening by a link of the record and reads that it came out the same."""

    def journey(go: Visitors) -> str:
        href = go("auditor", f"cases/{CASE}/record/").get_attribute("a[href^='?repeat=']", "href")
        return go("auditor", f"cases/{CASE}/record/{href}").inner_text("#repeated")

    assert "the outcome is the same" in readers("granted", journey)


def test_the_record_names_both_clocks_and_every_place_in_the_log(readers):
    """Each entry shows when it happened in the program, when it was recorded, by whom, and its log index."""
    text = readers("granted", lambda go: go("auditor", f"cases/{CASE}/record/").inner_text("main"))
    assert "recorded" in text
    assert "grant.decided" in text
    assert "Officer" in text
