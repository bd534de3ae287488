"""`sekisho verify` with wrong files: which of the two cannot be used, and why."""

import pytest

from tests.cli.line import GOOD, LANGUAGES, answer, codes, sekisho


@pytest.fixture
def trust(founded, tmp_path):
    """The trust file of a home, as its portal gives it."""
    path = tmp_path / "trust.toml"
    path.write_bytes((founded.parent / "trust.toml").read_bytes())
    return path


def test_a_missing_argument_is_named():
    """The dossier and the trust file are both asked for by name."""
    assert "DOSSIER is missing" in sekisho("verify", "--trust", "x")[1]
    assert "--trust is missing" in sekisho("verify", "x")[1]


def test_files_that_are_not_there(tmp_path, trust):
    """A missing trust file, a missing dossier and a folder are refused as unusable."""
    assert codes("verify", "dossier.zip", "--trust", tmp_path / "none.toml") == {"file.absent"}
    assert codes("verify", tmp_path / "none.zip", "--trust", trust) == {"file.absent"}
    assert codes("verify", tmp_path, "--trust", trust) == {"file.not_a_file"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a = ", b"a = 1\n", b"[" * 5000, b"origin = 1\nmode = 2\n"])
def test_a_trust_file_that_is_none(tmp_path, data, lang):
    """A trust file that is no TOML or says nothing to be trusted is refused with where to fetch it again."""
    path = tmp_path / "trust.toml"
    path.write_bytes(data)
    code, value = answer("verify", GOOD, "--trust", path, lang=lang)
    assert (code, value["refused"][0]["code"]) == (2, "verify.unusable_trust")
    assert value["refused"][0]["remedy_text"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", b"PK\x03\x04" + bytes(500)])
def test_a_dossier_that_is_none_does_not_hold(tmp_path, trust, data, lang):
    """A file that is no dossier fails the check of the archive: exit 1, in the reader's language."""
    path = tmp_path / "dossier.zip"
    path.write_bytes(data)
    code, value = answer("verify", path, "--trust", trust, lang=lang)
    assert (code, value["holds"], value["refused"]) == (1, False, [])
    failed = [check for check in value["checks"] if check["result"] == "fails"]
    assert all(check["text"] and check["problems"][0]["text"] for check in failed)
    assert sekisho("verify", path, "--trust", trust, lang=lang)[0] == 1


def test_the_report_names_every_check(tmp_path, trust):
    """The text and the JSON name the same checks."""
    path = tmp_path / "dossier.zip"
    path.write_bytes(b"none")
    value = answer("verify", path, "--trust", trust)[1]
    text = sekisho("verify", path, "--trust", trust)[1]
    assert "DOES NOT HOLD" in text
    assert all(check["text"] in text for check in value["checks"])
