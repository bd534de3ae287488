"""What is due is done by itself: by `sekisho due` from a timer, and every minute while a live home is served."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from sekisho.application.ports import ConflictError
from sekisho.application.run_due import Due
from sekisho.bootstrap.duty import Watch
from tests.cli.line import LANGUAGES, ROOT, program

#: A registration applied for on 11 May 2026 is to be decided by 8 June; the clock stands there and nothing has run.
WAITING = """
import sys
from pathlib import Path
from sekisho import bootstrap
bootstrap.use_home(Path(sys.argv[1]))
from sekisho.application.program_time import advance_clock
from sekisho.application.register import apply_for_registration
from sekisho.application.request import Request
from sekisho.domain.values.time import parse_instant
from tests.application.scene import Office
office = Office(bootstrap.desk())
office.admit()
details = {"subject": "distributor", "key": "6990000000003", "particulars": {"name": "Hayate"}}
from dataclasses import replace
dealer = replace(office.people["partner"], side="distributor", organisation="6990000000003")
apply_for_registration(office.desk, dealer, Request("apply", details))
advance_clock(office.desk, parse_instant("2026-06-08T09:00:00+09:00"))
"""
LIVE = """
import sys
from pathlib import Path
from sekisho.application.ports import Mode
from sekisho.bootstrap.home import make_home
from sekisho.bootstrap.sealing import make_keys
from sekisho import bootstrap
make_keys(make_home(Path(sys.argv[1]), Mode.LIVE, "live.sekisho.example/test"))
bootstrap.use_home(Path(sys.argv[1]))
from sekisho.store.schema import migrate
migrate()
"""


def prepared(script, home):
    """Run a script on a home in a process of its own."""
    done = subprocess.run([sys.executable, "-c", script, home], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-3000:]
    return home


def started(*arguments):
    """Start a line as a program of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SEKISHO_")}
    called = [sys.executable, "-m", "sekisho.cli.main", *map(str, arguments)]
    return subprocess.Popen(called, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=clean)


def test_two_timers_at_once_do_everything_once(home):
    """Two processes that run what is due at the same time send one notice together, and a third finds nothing."""
    prepared(WAITING, home)
    both = [started("due", "--home", home, "--json") for _ in range(2)]
    said = [json.loads(one.communicate(timeout=120)[0]) for one in both]
    assert [one.returncode for one in both] == [0, 0]
    sent = [reminder for one in said for reminder in one["reminded"]]
    assert [(one["clock"], one["days"], one["to"]) for one in sent] == [("registration", 0, ["office"])]
    assert json.loads(program("due", "--home", home, "--json").stdout)["reminded"] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_done_is_told(home, lang):
    """The command says what it did in the reader's language; a second run says that nothing is due."""
    prepared(WAITING, home)
    first, second = (program("due", "--home", home, "--lang", lang) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "distributor/6990000000003" in first.stdout.decode()
    assert "distributor/" not in second.stdout.decode()


def test_a_served_live_home_does_its_due_work_and_stops_when_told(tmp_path):
    """A live home that is served runs what is due, and leaves in order when its timer sends SIGTERM."""
    home = prepared(LIVE, tmp_path / "live")
    server = started("serve", "--home", home, "--port", "0", "--json")
    line = b""
    while b"address" not in line:
        line = server.stdout.readline()
        assert server.poll() is None, server.stderr.read()
    while not (home / "due.lock").exists():
        assert server.poll() is None, server.stderr.read()
        time.sleep(0.01)
    server.send_signal(signal.SIGTERM)
    _, errors = server.communicate(timeout=60)
    assert (server.returncode, errors) == (0, b"")


def test_a_fault_does_not_end_the_watch(caplog):
    """A round that fails is logged and tried again; stopping waits for the round that runs and begins no other."""
    rounds, enough = [], threading.Event()

    def work():
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise ConflictError("somebody was first")
        if len(rounds) == 3:
            enough.set()
        return Due((), ())

    watch = Watch(work, every_seconds=0.001)
    watch.start()
    assert enough.wait(10)
    watch.stop()
    count = len(rounds)
    assert not watch.is_alive()
    assert "tried again" in caplog.text
    assert len(rounds) == count
