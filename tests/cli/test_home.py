"""Commands on a home: the pool replayed, lists written again, the registers asked, the portal served."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request

import pytest

from sekisho.seal.dossier.archive import read_archive, write_archive
from sekisho.seal.dossier.contents import take_apart
from tests.cli.line import EXAMPLES, LANGUAGES, ROOT, answer, program, sekisho


def bend(home, *statements):
    """Change stored rows past every guard, as somebody with the file could."""
    with sqlite3.connect(home / "sekisho.sqlite3") as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            database.execute(statement)
    database.close()


def rows(home, table):
    """Give every row of a table, sorted, without the number the database gave it."""
    with sqlite3.connect(home / "sekisho.sqlite3") as database:
        found = sorted(database.execute(f"SELECT * FROM {table}").fetchall(), key=str)  # noqa: S608 - a fixed name
    database.close()
    return [row[1:] if isinstance(row[0], int) else row for row in found]


def test_the_fund_holds(home):
    """`fund replay` says "holds" and every balance of a store that holds, and leaves with 0."""
    done = program("fund", "replay", "--home", home, "--lang", "en")
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "holds: the journal gives the stored balances again." in text
    assert "Reserved: ¥3,600,000" in text


def test_the_cap_is_changed_by_two_persons(home):
    """`fund cap` proposes as one person and confirms as another; one person alone, or below what is bound, does not."""
    said = ("--reason", "the supplementary budget was passed", "--citation", "article: ¶8", "--json", "--lang", "en")
    low = program("fund", "cap", "--home", home, "--as", "finance", "--to", "1", *said)
    assert (low.returncode, codes(low)) == (1, ["fund.cap_below_bound"])
    proposed = program("fund", "cap", "--home", home, "--as", "finance", "--to", "13000000000", *said)
    assert (proposed.returncode, json.loads(proposed.stdout)["proposed"]) == (0, 13_000_000_000)
    same = program("fund", "cap", "--home", home, "--as", "finance", "--confirm", "--json")
    assert (same.returncode, codes(same)) == (1, ["cap.same_person"])
    changed = program("fund", "cap", "--home", home, "--as", "officer", "--confirm", "--lang", "en")
    assert "The cap is ¥13,000,000,000 now; 0 cases wait." in changed.stdout.decode()


@pytest.mark.parametrize(
    ("acting", "more", "code"),
    [("nobody", ("--to", "1"), "cap.nobody"), ("officer", ("--confirm",), "cap.no_proposal")],
)
def test_nothing_to_confirm_and_nobody_to_act_are_unusable(home, acting, more, code):
    """A person nobody entered, and a confirmation of nothing, leave with 2 and say what to do."""
    done = program("fund", "cap", "--home", home, "--as", acting, *more, "--json")
    assert (done.returncode, codes(done)) == (2, [code])


def codes(done):
    """Give the codes of a refusal."""
    return [finding["code"] for finding in json.loads(done.stdout)["refused"]]


def test_bent_balances_do_not_hold(home):
    """Balances bent behind the service's back are found: each account that differs is named, and the exit code is 1."""
    bend(home, "UPDATE pool SET available = available + 1, reserved = reserved - 1")
    done = program("fund", "replay", "--home", home, "--json", "--lang", "en")
    value = json.loads(done.stdout)
    assert (done.returncode, value["holds"]) == (1, False)
    assert {finding["facts"]["account"] for finding in value["findings"]} == {"available", "reserved"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bent_fund_is_told_in_every_language(home, lang):
    """The account that differs is told in the reader's language with both amounts."""
    bend(home, "UPDATE pool SET available = available + 1")
    done = program("fund", "replay", "--home", home, "--lang", lang)
    text = done.stdout.decode()
    assert done.returncode == 1
    assert "12,796,400,001" in text
    assert "fund." not in text


def test_rebuild_gives_every_list_again(home):
    """Every list that was lost is written again from the journal, row for row."""
    tables = ["view_case", "view_line", "view_registration"]
    before = {table: rows(home, table) for table in tables}
    bend(home, *map("DELETE FROM {}".format, tables))
    done = program("rebuild", "--home", home, "--json")
    assert (done.returncode, json.loads(done.stdout)["streams"]) == (0, 3), done.stderr
    assert all(before.values())
    assert {table: rows(home, table) for table in tables} == before


def test_the_registers_of_a_home_decide(home):
    """With a home, a model and a partner in its registers are known to be registered: every gate is met, exit 0."""
    line = ["screen", EXAMPLES / "machining-centre.toml", "--as-of", "2026-05-20", "--home", home, "--json"]
    done = program(*line)
    value = json.loads(done.stdout)
    assert (done.returncode, value["holds"], value["register"]) == (0, True, "home")


@pytest.mark.parametrize("line", [["fund", "replay"], ["rebuild"], ["serve"], ["screen", EXAMPLES / "not-listed.toml"]])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_folder_that_is_no_home_is_refused(line, lang, tmp_path):
    """Every command that takes a home refuses a folder that is none, in the reader's language, with what to name."""
    code, value = answer(*line, "--home", tmp_path, lang=lang)
    assert (code, value["refused"][0]["code"]) == (2, "home.none")
    assert "home.json" in value["refused"][0]["remedy_text"]


def test_a_broken_home_is_refused(home):
    """A home whose database is none is refused without a traceback."""
    for name in ("sekisho.sqlite3", "sekisho.sqlite3-wal", "sekisho.sqlite3-shm"):
        (home / name).write_bytes(b"this is no database" * 100)
    done = program("fund", "replay", "--home", home, "--json")
    assert done.returncode == 2, done.stderr
    assert json.loads(done.stdout)["refused"][0]["code"] == "home.unusable"


def test_a_database_nobody_serves_is_refused(home):
    """A database that does not answer is refused with what to check."""
    address = "postgresql://nobody@127.0.0.1:1/none"
    done = program("fund", "replay", "--home", home, "--lang", "en", SEKISHO_DATABASE=address)
    assert done.returncode == 2, done.stderr
    assert "SEKISHO_DATABASE" in done.stdout.decode()


def test_serve_says_where_the_portal_is(home):
    """`serve --port 0` takes a free port, says its address, and answers there."""
    called = [sys.executable, "-m", "sekisho.cli.main", "serve", "--home", home, "--port", "0", "--json"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SEKISHO_")}
    with subprocess.Popen(called, stdout=subprocess.PIPE, cwd=ROOT, env=environment) as process:
        lines = iter(process.stdout.readline, b"}\n")
        told = json.loads(b"".join(lines) + b"}")
        with urllib.request.urlopen(f"{told['address']}api/v1/pool", timeout=30) as response:  # noqa: S310 - loopback
            assert response.status == 200
        process.send_signal(signal.SIGTERM)


def test_a_port_that_is_taken_is_refused(home):
    """A port somebody else listens on is refused with the way to a free one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = program("serve", "--home", home, "--port", taken.getsockname()[1], "--lang", "en")
    assert done.returncode == 2, done.stderr
    assert "--port 0" in done.stdout.decode()


def test_a_home_has_to_be_named():
    """A command that works on a home says so where none is named."""
    code, text = sekisho("rebuild")
    assert code == 2
    assert "--home is missing" in text


def test_a_decision_is_repeated_from_a_home(home):
    """`screen --replay` says of a case that its outcome is reproduced, in every language, and leaves with 0."""
    with sqlite3.connect(home / "sekisho.sqlite3") as database:
        (stream,) = database.execute("SELECT stream FROM event WHERE type = 'case.screened'").fetchone()
    database.close()
    case = stream.removeprefix("case/")
    for language, word in zip(
        LANGUAGES, ("同じ結果になりました", "The outcome is reproduced", "结果一致"), strict=True
    ):
        done = program("screen", "--replay", case, "--home", home, "--lang", language)
        assert (done.returncode, done.stderr) == (0, b"")
        assert word in done.stdout.decode()
    told = json.loads(program("screen", "--replay", case, "--home", home, "--json").stdout)
    assert (told["holds"], told["reproduced"], told["findings"]) == (True, True, [])


def test_a_decision_is_repeated_from_a_dossier(founded, tmp_path):
    """An auditor repeats a decision from the dossier alone; of another case, or of no dossier, there is none."""
    dossier = founded.parent / "dossier.zip"
    case = take_apart(read_archive(dossier.read_bytes())).case
    done = json.loads(program("screen", dossier, "--replay", case, "--json").stdout)
    assert (done["holds"], done["findings"]) == (True, [])
    other = program("screen", dossier, "--replay", "SF26-999999", "--json")
    assert (other.returncode, codes(other)) == (2, ["replay.no_decision"])
    none = tmp_path / "none.zip"
    none.write_bytes(b"PK no dossier")
    refused = program("screen", none, "--replay", case, "--json")
    assert (refused.returncode, codes(refused)) == (2, ["replay.no_dossier"])


def test_what_a_dossier_was_stripped_of_is_named(founded, tmp_path):
    """Without the rules, or with another body than the one that was sealed, the replay says what is gone."""
    files = read_archive((founded.parent / "dossier.zip").read_bytes())
    case = take_apart(files).case
    bare = {name: data for name, data in files.items() if "/data/files/" not in name}
    bent = {name: data.replace(b'"met"', b'"not_met"') if "/bodies/" in name else data for name, data in files.items()}
    for left, expected in ((bare, ["replay.rules_gone", "replay.parameters_gone"]), (bent, ["replay.inputs_gone"])):
        path = tmp_path / "left.zip"
        path.write_bytes(write_archive(left))
        done = program("screen", path, "--replay", case, "--json")
        found = [finding["code"] for finding in json.loads(done.stdout)["findings"]]
        assert done.returncode == 1
        assert set(expected) <= set(found)


def test_a_decision_altered_in_the_database_is_no_record(home):
    """A screening whose bytes are not those its entry names is not repeated, however well it hangs together."""
    with sqlite3.connect(home / "sekisho.sqlite3") as database:
        stream, body = database.execute("SELECT stream, body FROM event WHERE type = 'case.screened'").fetchone()
    database.close()
    bend(home, "UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '+09:00', '+08:00') AS BLOB)")
    assert b"+09:00" in bytes(body)
    done = program("screen", "--replay", stream.removeprefix("case/"), "--home", home, "--json")
    found = [finding["code"] for finding in json.loads(done.stdout)["findings"]]
    assert (done.returncode, "replay.inputs_gone" in found) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--replay", "SF26-999999"), "replay.no_decision"),
        (("--replay", "SF26-000001/x"), "replay.no_decision"),
        ((), "usage.missing"),
    ],
)
def test_a_decision_that_is_not_there_is_refused(home, arguments, code):
    """A decision nobody knows, and a screening of nothing, are refused with 2."""
    done = program("screen", *arguments, "--home", home, "--json")
    assert (done.returncode, codes(done)) == (2, [code])


def test_a_replay_wants_a_home():
    """Without a home there is nothing to repeat a decision from."""
    done = program("screen", "--replay", "SF26-000001", "--json")
    assert (done.returncode, codes(done)) == (2, ["replay.needs_home"])


PUBLISH = """
import sys
from pathlib import Path
from sekisho import bootstrap
bootstrap.use_home(Path(sys.argv[1]))
from tests.application.scene import Office
from tests.application.test_edition import NAMES, publishes
office = Office(bootstrap.desk())
office.admit()
publishes(office, NAMES[0])
"""


def test_editions_are_those_the_home_published(home):
    """`annex show`, `diff` and `near` with a home know what two officers published there, not what is shipped."""
    done = subprocess.run([sys.executable, "-c", PUBLISH, home], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-3000:]
    at_home = ("--home", home, "--json")
    late = ("--on", "2026-11-01")
    assert answer("annex", "show", *late)[1]["effective_from"] == "2026-10-10"
    assert json.loads(program("annex", "show", *late, *at_home).stdout)["effective_from"] == "2026-05-09"
    compared = json.loads(program("annex", "diff", "2026-05-09", "2026-11-01", *at_home).stdout)
    assert (compared["after"], compared["added"]) == ("2026-05-09", [])
    near = program("annex", "near", "Hualing (fictional)", "H-1", "--category", "plc", *late, *at_home)
    assert json.loads(near.stdout)["edition_on"] == "2026-05-09"
    assert codes(program("annex", "show", "--home", home / "nowhere", "--json")) == ["home.none"]
