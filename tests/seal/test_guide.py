"""The auditors' guide: every command it shows is run as it stands, on a dossier, with the network cut."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sekisho.seal.dossier.dossier import write_dossier
from sekisho.seal.verify.onefile import one_file
from sekisho.seal.verify.trust import read_trust, write_trust
from sekisho.seal.verify.verifier import verify_dossier

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "auditor.md"
BLOCK = re.compile(r"^```(sh|go)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind):
    """Give the code blocks of a kind, in order."""
    return [text for name, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")) if name == kind]


@pytest.fixture
def shelf(sealed, tmp_path):
    """Lay out what an auditor has: dossier, trust file, verifier, and the program of the guide."""
    pages = {"index.html": b"<html>", "VERIFY.md": b"#", "verify.py": one_file()}
    parts = replace(sealed.parts, pages=pages, authorities=(sealed.authority.root,), earlier=(1, 3))
    (tmp_path / "dossier.zip").write_bytes(write_dossier(parts))
    (tmp_path / "trust.toml").write_bytes(write_trust(sealed.trust))
    (tmp_path / "verify.py").write_bytes(one_file())
    (tmp_path / "check.go").write_text(*blocks("go"))
    return tmp_path


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory):
    """Share what Go compiles among the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOCACHE", str(tmp_path_factory.mktemp("go")))
        yield


def run(shelf, text):
    """Run a block as it stands, in a shell that stops at the first failure, without a network."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    place = {**os.environ, "PATH": path, "SEKISHO_LANG": "en"}
    called = ["unshare", "-rn", "bash", "-euo", "pipefail", "-c", text]
    return subprocess.run(called, cwd=shelf, env=place, capture_output=True, text=True, check=False)


def test_every_command_of_the_guide_holds(shelf):
    """Verifier, one-file verifier, coreutils, openssl and Go all accept the dossier, in the order of the guide."""
    for text in blocks("sh"):
        done = run(shelf, text)
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"


def test_the_pin_of_the_guide_is_one(sealed, shelf):
    """The line that gives the pin gives one the trust file takes and the dossier fits."""
    text = next(text for text in blocks("sh") if text.startswith("unzip -p"))
    pinned = write_trust(sealed.trust).replace(b"pins = []", f'pins = ["{run(shelf, text).stdout.strip()}"]'.encode())
    report = verify_dossier((shelf / "dossier.zip").read_bytes(), read_trust(pinned))
    assert next(check.result.value for check in report.checks if check.name == "PIN") == "holds"


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("bodies/00001.json", "unzip -q"),
        ("checkpoints/checkpoint.txt", "unzip -q"),
        ("entries/00001.entry", "cd unpacked"),
        ("bodies/00001.json", "cd unpacked"),
        ("entries/00003.entry", "GO111MODULE"),
        ("proofs/00003.tlog-proof", "GO111MODULE"),
    ],
)
def test_the_commands_notice_a_changed_byte(shelf, name, begins):
    """With one byte changed in the unpacked dossier the block that watches over it stops."""
    assert run(shelf, "unzip -q dossier.zip -d unpacked").returncode == 0
    place = shelf / "unpacked" / "A" / "dossier" / name
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    place.write_bytes(data)
    watching = next(text for text in blocks("sh") if text.startswith(begins))
    assert run(shelf, watching.replace("unzip -q dossier.zip -d unpacked\n", "")).returncode != 0


@pytest.mark.parametrize(("language", "said"), [("ja", "唯一の形"), ("en", "one form"), ("zh-Hans", "唯一形式")])
@pytest.mark.parametrize(
    "command", ["sekisho verify {} --trust trust.toml --lang {}", "python3 verify.py {} --trust trust.toml {}"]
)
def test_both_verifiers_name_a_changed_byte(shelf, command, language, said):
    """With one byte changed both verifiers exit 1 and name the finding in the reader's language."""
    data = bytearray((shelf / "dossier.zip").read_bytes())
    data[len(data) // 3] ^= 1
    (shelf / "changed.zip").write_bytes(data)
    done = run(shelf, command.format("changed.zip", language))
    assert (done.returncode, said in done.stdout) == (1, True), done.stdout + done.stderr
