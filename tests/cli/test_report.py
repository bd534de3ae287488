"""`sekisho report quarter`: four files, the same each time, and a clear refusal of what is no quarter or no place."""

import json

import pytest

from tests.cli.line import program

KINDS = ("pdf", "xlsx", "csv", "json")


def reported(home, out, *more, lang="en"):
    """Write the report of the first quarter; give the exit code, the answer and the files."""
    line = ("report", "quarter", "2026Q1", "--home", home, "--out", out, *more, "--lang", lang, "--json")
    done = program(*line)
    return done.returncode, json.loads(done.stdout), {path.suffix[1:]: path.read_bytes() for path in out.glob("*")}


def test_the_same_quarter_printed_twice_is_the_same(home, tmp_path):
    """Every file of a second run is the first one's to the byte, and the totals hold."""
    (code, value, first), (_, _, second) = (reported(home, tmp_path / name) for name in ("one", "two"))
    assert (code, value["holds"], value["report"]["preliminary"]) == (0, True, True)
    assert value["report"]["tables"]["flows"]["applied"]["quarter_yen"] == 3_600_000
    assert sorted(first) == sorted(KINDS)
    assert first == second


REFUSED = {
    "report.no_quarter": ("ja", "2026Q5", "out"),
    "report.in_future": ("zh-Hans", "2026Q1", "out", "--as-of", "2030-01-01T00:00:00+09:00"),
    "usage.as_of": ("en", "2026Q1", "out", "--as-of", "tomorrow"),
    "report.cannot_write": ("en", "2026Q1", "file/out"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_reported_is_refused(home, tmp_path, code):
    """A name that is no quarter, an instant to come or that is none, a folder nobody can write to: exit 2 and why."""
    (tmp_path / "file").write_text("here")
    lang, name, out, *more = REFUSED[code]
    line = ("report", "quarter", name, "--home", home, "--out", tmp_path / out, *more, "--lang", lang, "--json")
    done = program(*line)
    told = json.loads(done.stdout)["refused"][0]
    assert (done.returncode, told["code"]) == (2, code)
    assert told["remedy_text"]
