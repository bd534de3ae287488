"""How a rehearsal begins and ends: its folder, its port, the doors it leaves open, and Ctrl+C."""

import json
import re
import signal
import socket
import subprocess
from contextlib import contextmanager

import httpx
import pytest
from rich.cells import cell_len
from rich.console import Console

from sekisho.application.ports import Mode
from sekisho.bootstrap.package import all_wording
from sekisho.cli.demo.account import Entry, Remark
from sekisho.cli.demo.page import Page
from sekisho.cli.output import Voice
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import parse_instant
from sekisho.store.django_store import DjangoStore
from tests.cli.rehearsal import DEMO, called, example
from tests.contracts.scene import LineScribe, TickingClock

LINK = re.compile(r"http://127\.0\.0\.1:\d+/en/enter/\S+")


@pytest.fixture
def small(tmp_path):
    """The small example of the reference page, as a file."""
    path = tmp_path / "small.toml"
    path.write_text(example(), encoding="utf-8")
    return path


@contextmanager
def left_open(out, scenario, until):
    """Run a rehearsal until a line is printed; give the process and what it printed so far."""
    command = [*DEMO, "--out", str(out), "--scenario", str(scenario), "--lang", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            said = [process.stdout.readline()]
            while said[-1] and until not in said[-1]:
                said.append(process.stdout.readline())
            yield process, said
        finally:
            process.kill() if process.poll() is None else None


def ended(process, number):
    """End a process by a signal; give its exit code and the rest it said."""
    process.send_signal(number)
    rest, _ = process.communicate(timeout=60)
    return process.returncode, rest


def plain(text):
    """Give a text as one line, however it was broken."""
    return " ".join(text.split())


def programs_of(out):
    """Give the running programs whose command names a folder."""
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if f"{out}/home" in line]


def test_the_portal_is_left_open_until_ctrl_c(tmp_path, small):
    """The portal answers at the printed address, everybody has a link of his own, and Ctrl+C ends everything with 0."""
    out = tmp_path / "out"
    with left_open(out, small, "Ctrl+C to stop") as (process, said):
        links = LINK.findall("".join(said))
        pages = [httpx.get(link, follow_redirects=True).status_code for link in links]
        second = called("--once", "--out", out, "--scenario", small, "--lang", "en")
        code, rest = ended(process, signal.SIGINT)
    assert (pages, len(set(links)), links[0].partition("next=")[2]) == ([200] * 3, 3, "/en/cases/RSF26-00001/")
    assert (second.returncode, "Another rehearsal is running" in plain(second.stdout)) == (2, True)
    assert (code, "are stopped" in rest, programs_of(out)) == (0, True, [])


def test_a_rehearsal_stopped_on_its_way_leaves_nothing_running(tmp_path, small):
    """A second rehearsal says that it replaces the first; stopped on its way it ends its programs with exit 130."""
    out = tmp_path / "out"
    first = called("--once", "--json", "--out", out, "--scenario", small, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (first.returncode, json.loads(first.stdout)["holds"]) == (0, True)
    with left_open(out, small, "9 May 2026") as (process, said):
        code, rest = ended(process, signal.SIGTERM)
    assert "is removed; this one begins anew" in plain("".join(said[:3]))
    assert (code, "stopped on its way" in plain(rest), programs_of(out)) == (130, True, [])
    assert not (out / "account.json").exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    """A folder that holds something under our names which no rehearsal left is refused, and nothing in it removed."""
    kept = tmp_path / "home" / "diary.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    done = called("--once", "--out", tmp_path, "--lang", "en")
    assert (done.returncode, "no rehearsal left there" in plain(done.stdout)) == (2, True)
    assert kept.read_text() == "mine"


def test_a_live_home_is_left_alone(tmp_path):
    """A live service's home is never removed."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "home.json").write_text('{"mode": "live", "origin": "office.example", "program": "smart-factory-2026"}')
    assert called("--once", "--out", tmp_path, "--lang", "en").returncode == 2
    assert (home / "home.json").exists()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    """Where nothing can be written the rehearsal says so: exit 2."""
    (tmp_path / "file").write_text("")
    done = called("--once", "--out", tmp_path / "file" / "out", "--lang", "en")
    assert (done.returncode, "cannot be written" in plain(done.stdout)) == (2, True)


def test_a_taken_port_is_told(tmp_path):
    """A port somebody listens on is told before anything is started: exit 2, and the folder is not made."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = called("--once", "--out", tmp_path / "out", "--port", port, "--lang", "en")
    assert (done.returncode, f"Port {port} cannot be used" in plain(done.stdout)) == (2, True)
    assert not (tmp_path / "out").exists()


def test_absent_openssl_is_told_by_one_exact_line(tmp_path):
    """Without openssl the rehearsal says which command installs it: exit 2."""
    done = called("--once", "--out", tmp_path / "out", "--lang", "en", PATH=str(tmp_path))
    assert (done.returncode, "apt-get install openssl" in done.stdout) == (2, True)


@pytest.mark.parametrize("database", ["oracle://x", "postgresql://nobody@127.0.0.1:1/x"])
def test_a_database_that_cannot_serve_is_told(tmp_path, small, database):
    """A database of another kind, or one that does not answer, is told with what to check: exit 2."""
    done = called("--once", "--out", tmp_path / "out", "--scenario", small, "--lang", "en", database=database)
    assert (done.returncode, "Check SEKISHO_DATABASE" in plain(done.stdout)) == (2, True)


def test_a_database_in_use_is_left_alone(tmp_path, small, sqlite_database):
    """A database that belongs to another log is told, and nothing is written to it: exit 2."""
    with DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock(), origin="other.example").write():
        database = f"sqlite:///{tmp_path / 'sekisho.sqlite3'}"
    done = called("--once", "--out", tmp_path / "out", "--scenario", small, "--lang", "en", database=database)
    assert (done.returncode, "holds a journal already" in plain(done.stdout)) == (2, True)


LONG = "設備明細と書類を職員が確認しました。" * 6 + " https://example.org/a/long/path"


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_window(width):
    """Whatever is told is broken to the window's width, and to a readable one where the window is wide."""
    console = Console(width=width, soft_wrap=True, color_system=None)
    entry = Entry(
        *(parse_instant("2026-05-18T09:00:00+09:00"), "A", "grant", "梶 真琴（青葉精密工業・架空）", "refused", LONG),
        yen=4_428_540, proof="case/RSF26-00001#2:b7a5d4ebfbcffd00",
        shown=(Remark(LONG, Outcome.NOT_MET, "article: ¶7", LONG, (LONG,)), Remark("[red]not markup[/red]")),
    )  # fmt: skip
    with console.capture() as captured:
        Page(Voice(Language.JA, False, all_wording(), console)).entry(entry)
    lines = captured.get().splitlines()
    assert max(map(cell_len, lines)) <= min(width, 100)
    assert lines[-1].endswith("[red]not markup[/red]")
