"""A home an older version left: nothing works on it before its lists are written again, and then everything does."""

import json
import sqlite3
import subprocess
import sys

import pytest

from tests.cli.line import EXAMPLES, LANGUAGES, ROOT, program
from tests.cli.test_home import rows

UNMARKED = ("DELETE FROM view_version",)
#: As the version before the list of payments with the bank left it.
UNMIGRATED = (
    *("DROP TABLE view_version", "DROP TABLE view_transfer"),
    "DELETE FROM django_migrations WHERE app = 'store' AND name IN ('0007_transfers', '0008_view_version')",
)
#: As lists keyed in another way would be: no machine and no trace of it is found.
EMPTIED = ("DELETE FROM view_line", "DELETE FROM view_trace", "DELETE FROM view_version")
WSGI = """
import sys
from pathlib import Path
from sekisho import bootstrap
bootstrap.use_home(Path(sys.argv[1]))
import sekisho.portal.wsgi
"""


def listed(home):
    """Give the machines and traces the lists of a home hold."""
    return {table: sorted(rows(home, table), key=str) for table in ("view_line", "view_trace")}


def left(home, *statements):
    """Leave a home as an older version would have."""
    with sqlite3.connect(home / "sekisho.sqlite3") as database:
        for statement in statements:
            database.execute(statement)
    database.close()
    return home


@pytest.mark.parametrize(
    ("line", "statements"),
    [
        (["fund", "replay"], UNMARKED),
        (["due"], UNMIGRATED),
        (["serve", "--port", "0"], UNMARKED),
        (["serve", "--port", "0"], UNMIGRATED),
        (["screen", EXAMPLES / "machining-centre.toml"], UNMARKED),
        (["report", "quarter", "2026Q2", "--edition", "internal", "--out", "report"], UNMIGRATED),
    ],
    ids=["fund", "due", "serve", "serve-unmigrated", "screen", "report"],
)
def test_nothing_works_on_what_an_older_version_left(home, line, statements):
    """Every command on a home refuses it before it reads or writes, and names the one that helps."""
    done = program(*line, "--home", left(home, *statements), "--json")
    (told,) = json.loads(done.stdout)["refused"]
    assert (done.returncode, told["code"]) == (2, "home.outdated")
    assert f"sekisho rebuild --home {home}" in told["remedy_text"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_older_home_is_told_in_every_language(home, lang):
    """The reader is told in his language."""
    done = program("fund", "replay", "--home", left(home, *UNMARKED), "--lang", lang)
    text = done.stdout.decode()
    assert done.returncode == 2
    assert "sekisho rebuild" in text
    assert "home.outdated" not in text


def test_another_server_does_not_start_on_an_older_home(home):
    """A WSGI server that loads the portal ends with the same words, in all three languages."""
    line = [sys.executable, "-c", WSGI, left(home, *UNMARKED)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 1
    assert done.stderr.count(f"sekisho rebuild --home {home}") == len(LANGUAGES)


@pytest.mark.parametrize("statements", [UNMIGRATED, EMPTIED], ids=["unmigrated", "emptied"])
def test_rebuild_brings_an_older_home_up_to_date(home, statements):
    """Its tables come first, then its lists: the machine it claims is found again, and everything works."""
    before = listed(home)
    done = program("rebuild", "--home", left(home, *statements), "--json")
    assert (done.returncode, json.loads(done.stdout)["streams"]) == (0, 3), done.stderr
    assert all(before.values())
    assert listed(home) == before
    done = program("due", "--home", home, "--json")
    assert done.returncode == 0, done.stderr
