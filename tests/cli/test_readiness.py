"""``sekisho readiness``: sheets, bundles and addresses held against a plant's client."""

import pytest

from sekisho.capture.readiness.shipped import client_sheets
from tests.cli.line import LANGUAGES, answer, codes, sekisho


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("client", client_sheets())
def test_every_shipped_pair_is_told_in_every_language(client, lang):
    """Each row that is not fine says in the reader's language what to do and where it is written."""
    code, value = answer("readiness", "machining-centre", client, lang=lang)
    assert code == int(value["blocked"])
    assert value["holds"] is not value["blocked"]
    for row in value["rows"]:
        assert row["text"]
        assert row["citation"]
        assert (row["verdict"] == "fine") is (row["remedy_text"] == "")
    told = sekisho("readiness", "machining-centre", client, lang=lang)[1]
    assert value["text"].split("。")[0].split(",")[0][:12] in told


def test_what_blocks_leaves_with_one():
    """A SCADA that speaks none of the machine's interfaces blocks."""
    code, value = answer("readiness", "machining-centre", "scada-2008")
    assert (code, value["verdict"]) == (1, "blocks")


def test_problems_of_both_sheets_are_told_together(tmp_path):
    """Who hands in two wrong sheets learns what is wrong with both."""
    for name in ("m.toml", "c.toml"):
        (tmp_path / name).write_text(f'format = "{name}"\n', "utf-8")
    found = answer("readiness", tmp_path / "m.toml", tmp_path / "c.toml")[1]["refused"]
    places = [one["place"] for one in found if one["code"] == "sheet.missing"]
    assert {"maker", "model", "declared_on", "vendor", "product"} <= set(places)


@pytest.mark.parametrize(
    ("machine", "client", "code"),
    [
        ("machining-center", "mes-2012", "ready.no_sheet"),
        ("machining-centre", "mes-2013", "ready.no_sheet"),
        ("absent.toml", "mes-2012", "file.absent"),
        ("absent.zip", "mes-2012", "file.absent"),
        ("opc.tcp://127.0.0.1:1", "mes-2012", "ready.no_answer"),
        ("http://127.0.0.1:1", "mes-2012", "ready.no_answer"),
        ("http://[", "mes-2012", "ready.no_answer"),
        ("opc.tcp://[x", "mes-2012", "ready.no_answer"),
    ],
)
def test_what_cannot_be_read_is_refused(machine, client, code):
    """A sheet nobody has, a file that is not there, an address where nothing answers: each says what to do."""
    assert codes("readiness", machine, client) == {code}


def test_file_that_is_no_bundle_is_refused(tmp_path):
    """A file that only calls itself a bundle gives no sheet."""
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04")
    assert codes("readiness", tmp_path / "x.zip", "mes-2012")
