"""`sekisho letter`: the letters of a case from the home itself, listed and printed."""

import io
import json

import pypdf
import pytest

from tests.cli.line import LANGUAGES, program

CASE, NUMBER = "RSF26-00001", "RSF26-2026-RCP-0001"


def test_letters_are_listed(home):
    """Without a number every letter is listed with its kind, for people and for programs."""
    done = program("letter", CASE, "--home", home, "--json")
    [listed] = json.loads(done.stdout)["letters"]
    assert (done.returncode, listed["letter"], listed["kind"]) == (0, NUMBER, "receipt")
    said = program("letter", CASE, "--home", home, "--lang", "ja").stdout.decode()
    assert f"{NUMBER} 受付票" in said


def test_a_letter_is_printed_to_a_file(home, tmp_path):
    """The named letter is written where it is asked for, in Japanese and Chinese, with its amounts."""
    out = tmp_path / "receipt.pdf"
    done = program("letter", CASE, NUMBER, "--home", home, "--beside", "zh-Hans", "--out", out, "--lang", "en")
    assert (done.returncode, done.stderr) == (0, b"")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(out.read_bytes())).pages)
    assert "受理凭证" in text
    assert "3,600,000円" in text


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("RSF26-99999",), "case.unknown"),
        ((CASE, "RSF26-2026-GRD-0001"), "letter.unknown"),
        ((CASE, NUMBER, "--copy", "1"), "letter.no_copy"),
        ((CASE, NUMBER, "--out", "/nowhere/at/all.pdf"), "letter.unwritable"),
    ],
)
def test_what_cannot_be_printed_is_refused(home, line, code):
    """Unknown cases, letters and copies, and places nobody can write to, are refused with what to do: exit 2."""
    done = program("letter", *line, "--home", home, "--json", "--lang", LANGUAGES[0])
    value = json.loads(done.stdout)
    assert (done.returncode, [one["code"] for one in value["refused"]]) == (2, [code])
    assert value["refused"][0]["remedy_text"]
