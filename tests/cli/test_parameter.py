"""Parameters on the command line: proposed, foreseen, published by another, supposed, and what re-screening found."""

import json

import pytest

from tests.cli.line import LANGUAGES, program

CHANGE = """[[change]]
path = "claim.classes"
from = 2026-06-01
value = ["integrator"]
cite = "assumption: end users wait"
"""


def told(*arguments):
    """Run a line of ``program`` on a home as a program of its own; give exit code and what it answers."""
    done = program("program", *arguments, "--json", "--lang", "en")
    return done.returncode, json.loads(done.stdout)


def test_a_change_is_proposed_foreseen_and_published_by_another(home, tmp_path):
    """The proposer sees what it would do and may not publish it; the other publishes; the report tells what comes."""
    file = tmp_path / "change.toml"
    file.write_text(CHANGE, encoding="utf-8")
    code, proposed = told("propose", file, "--home", home, "--as", "officer")
    assert (code, proposed["changes"][0]["value"]) == (0, ["integrator"])
    assert proposed["foresight"]["counts"]["spared"] == 1
    code, refused = told("publish", proposed["digest"], "--home", home, "--as", "officer")
    assert (code, [one["code"] for one in refused["refused"]]) == (1, ["parameter.same_person"])
    code, published = told("publish", proposed["digest"], "--home", home, "--as", "officer2")
    assert (code, published["paths"]) == (0, ["claim.classes"])
    code, reports = told("rescreen", "--home", home)
    assert (code, reports["reports"][0]["on"], reports["reports"][0]["done"]) == (0, "2026-06-01", False)
    assert [change["decides"] for change in reports["reports"][0]["changes"]] == [False]


def test_a_wrong_file_is_refused_by_its_lines(home, tmp_path):
    """Every fault is told with its place, and the line leaves with 1; a stranger and a missing file with 2."""
    file = tmp_path / "wrong.toml"
    file.write_text(CHANGE.replace("2026-06-01", "2026-05-01").replace("integrator", "nobody"), encoding="utf-8")
    code, refused = told("propose", file, "--home", home, "--as", "officer")
    assert (code, [one["facts"]["line"] for one in refused["refused"]]) == (1, [3, 4])
    assert told("propose", file, "--home", home, "--as", "nobody")[0] == 2
    assert told("propose", tmp_path / "absent.toml", "--home", home, "--as", "officer")[0] == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_if_is_answered_in_words(home, language):
    """What every open case would come out as is told in each language, with amounts."""
    done = program("program", "what-if", "subsidy.rate=15 %", "pse.reading=law", "--home", home, "--lang", language)
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "RSF26-00001" in text
    assert "3,600,000" in text
    assert "3,000,000" in text


def test_what_nobody_can_suppose_is_refused(home):
    """No value, no such parameter, none of its values: told, and left with 2."""
    for said, code in (
        ("pse.reading", "program.no_value"),
        ("pse.readin=law", "parameter.unknown_path.near"),
        ("pse.reading=strict", "parameter.flaw.choice"),
    ):
        left, refused = told("what-if", said, "--home", home)
        assert (left, [one["code"] for one in refused["refused"]]) == (2, [code])
