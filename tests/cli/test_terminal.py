"""The command line on any terminal: pipes, colours, narrow encodings, widths; and what it loads."""

import json
import os
import pty
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sekisho.cli.layout import folded, visible
from tests.cli.line import DAY, GOOD, LANGUAGES, ROOT, program, sekisho

HEAVY = ("django", "asyncua", "waitress", "httpx", "cryptography", "lxml", "ninja")
LOADED = """
import sys
from click.testing import CliRunner
from sekisho.cli.main import main
done = CliRunner().invoke(main, sys.argv[1:])
assert done.exit_code in (0, 1), done.output
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def loaded(*line):
    """Run a line in a fresh interpreter; give the packages it has loaded."""
    called = [sys.executable, "-c", LOADED, *map(str, line)]
    done = subprocess.run(called, capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("line", [["--help"], ["--version"], ["--help", "--lang", "ja"]])
def test_help_loads_nothing_heavy(line):
    """Listing the commands loads neither Django nor a protocol."""
    assert loaded(*line) & set(HEAVY) == set()


@pytest.mark.parametrize("line", [["screen", GOOD], ["plan", GOOD], ["quote", GOOD], ["program", "check"]])
def test_a_case_file_needs_no_database_and_no_machine(line):
    """Screening, planning and quoting load neither Django nor OPC UA."""
    assert loaded(*line) & {"django", "asyncua", "waitress"} == set()


def test_a_gateway_needs_no_django():
    """At the factory nothing of Django is loaded."""
    assert "django" not in loaded("probe", "http://127.0.0.1:1")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["screen", "plan", "quote"])
def test_a_terminal_that_knows_ascii_only(command, lang):
    """Signs an encoding lacks are spelt another way; nothing falls over and the exit code stays."""
    known = program(command, GOOD, "--as-of", DAY, "--lang", lang)
    done = program(command, GOOD, "--as-of", DAY, "--lang", lang, PYTHONIOENCODING="ascii", LANG="C")
    assert (done.returncode, done.stderr) == (known.returncode, b"")
    assert done.stdout.isascii()


def test_ascii_signs_can_be_read():
    """In English the marks, yen and paragraphs stay legible without Unicode."""
    text = program("screen", GOOD, "--as-of", DAY, "--lang", "en", PYTHONIOENCODING="ascii").stdout.decode("ascii")
    assert " + The applicant" in text
    assert "article par. 2" in text
    assert "-> Ask the maker" in text
    assert "\\u" not in text


def test_json_is_whole_in_ascii():
    """JSON says the same on a terminal that knows ASCII only."""
    line = ["screen", GOOD, "--as-of", DAY, "--json", "--lang", "ja"]
    assert json.loads(program(*line, PYTHONIOENCODING="ascii").stdout) == json.loads(program(*line).stdout)


def test_a_japanese_terminal_of_old():
    """A CP932 terminal gets its own encoding."""
    done = program("program", "check", "--lang", "ja", PYTHONIOENCODING="cp932")
    assert (done.returncode, done.stdout.decode("cp932")[:7]) == (0, "問題ありません")


def test_a_pipe_gets_no_colours():
    """What is piped carries no escape sequences and stays within eighty columns."""
    text = program("screen", GOOD, "--as-of", DAY, "--lang", "ja").stdout.decode()
    assert "\x1b" not in text
    assert max(map(cell_len, text.splitlines())) <= 80


def on_terminal(*line, **environment):
    """Run a line on a terminal of its own; give what it shows."""
    ours, theirs = pty.openpty()
    called = [sys.executable, "-m", "sekisho.cli.main", *map(str, line)]
    given_ = {**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment}
    with subprocess.Popen(called, stdout=theirs, stderr=theirs, cwd=ROOT, env=given_) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)
    return process.returncode, shown.decode()


def _read(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_a_terminal_gets_colours_unless_it_wants_none():
    """Marks are coloured on a terminal; NO_COLOR is honoured."""
    line = ["screen", GOOD, "--as-of", DAY, "--lang", "en"]
    assert "\x1b[32m" in on_terminal(*line)[1]
    assert "\x1b[32m" not in on_terminal(*line, NO_COLOR="1")[1]


def test_long_work_shows_that_it_goes_on():
    """On a terminal a probe shows what it does and for how long; a pipe sees nothing of it."""
    assert "Looking" in on_terminal("probe", "http://127.0.0.1:1", "--lang", "en")[1]
    assert program("probe", "http://127.0.0.1:1").stderr == b""


@pytest.mark.parametrize("columns", ["20", "40", "80", "200"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_any_width_is_kept(monkeypatch, columns, lang):
    """Lines fit the terminal, and are never wider than eyes can follow."""
    monkeypatch.setenv("COLUMNS", columns)
    text = sekisho("screen", GOOD, "--as-of", DAY, lang=lang)[1]
    longest = max(cell_len(word) for word in text.split() if word.isascii())
    assert max(map(cell_len, text.splitlines())) <= min(100, max(int(columns), longest + 8))


TEXT = st.text(alphabet="ab 設備、。（）ー「」x1\n", max_size=80)


@given(TEXT, st.integers(10, 60))
def test_folding_loses_nothing(text, width):
    """Every sign but white space survives, and no line is wider than asked for unless one word is."""
    lines = folded(text, width, first=" * ", rest="   ")
    assert "".join("".join(lines).split()).removeprefix("*") == "".join(text.split())
    # A sign behind a space belongs to the word before it.
    words = re.sub(r"\s([、。）」ー])(?=\s|$)", r"_\1", text).split()
    longest = max(map(cell_len, words), default=0)
    assert all(cell_len(line) <= max(width, longest + 3) for line in lines)


@given(TEXT, st.integers(10, 60))
def test_no_line_begins_with_a_closing_sign(text, width):
    """A closing sign stays with what it closes, be it behind a space; behind another such sign it closes nothing."""
    text = re.sub(r"\s+(?=[、。）」ー])", " ", text.strip("、。）」ー"))
    lines = folded("設" + re.sub(r"(?<= [、。）」ー])\s+(?=[、。）」ー])", "", text), width)
    assert [line for line in lines[1:] if line.lstrip()[:1] in set("、。）」ー") and len(line.lstrip()) == 1] == []


@given(st.text(max_size=40))
def test_what_is_visible_is_printable(text):
    """A text made visible has no sign that steers a terminal."""
    assert not any(ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 for sign in visible(text))
