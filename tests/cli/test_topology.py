"""`sekisho topology`: a file checked, drawn, and refused by place."""

import xml.etree.ElementTree as ET

import pytest

from tests.cli.line import EXAMPLES, LANGUAGES, answer, codes, sekisho

FILE = EXAMPLES / "plant" / "topology.toml"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_example_is_read_and_drawn(tmp_path, lang):
    """The example is counted and drawn in every language; the drawing is well-formed and holds its title."""
    out = tmp_path / "plant.svg"
    code, text = sekisho("topology", FILE, "--svg", out, lang=lang)
    assert (code, "plant.svg" in text) == (0, True)
    drawn = ET.fromstring(out.read_text("utf-8"))  # noqa: S314 - because it is our own drawing
    assert "第2工場" in (drawn.findtext("{http://www.w3.org/2000/svg}title") or "")
    assert {node["status"] for node in answer("topology", FILE, lang=lang)[1]["topology"]["nodes"]} == {"declared"}


def test_a_file_that_is_none_is_refused_by_place(tmp_path):
    """Every problem of a file is told at once, and nothing is drawn."""
    broken, out = tmp_path / "plant.toml", tmp_path / "plant.svg"
    broken.write_text(
        FILE.read_text("utf-8").replace('kind = "firewall"', 'kind = "moat"').replace("5000", "0"), "utf-8"
    )
    assert codes("topology", broken, "--svg", out)
    assert not out.exists()
    assert codes("topology", FILE, "--bundle", FILE) == {"bundle.unreadable"}
