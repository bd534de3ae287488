"""The sentences: every code the library gives has one in each language, and every fact named is given."""

import ast
import re
import string
from pathlib import Path

import pytest

import sekisho.capture
from sekisho.capture.challenge import Verdict
from sekisho.capture.sealed.record import GapKind
from sekisho.capture.text import LANGUAGES, _entries, codes, say

HERE = Path(sekisho.capture.__file__).parent
CODE = re.compile(
    r"(plan|topology|bundle|segment|record|challenge|mode|simulator|signal|client|connect|probe|signature|l\d|progress"
    r"|stream|agent)\.[a-z_]+"
)


def used():
    """Give every code the modules mention, fields of plans included."""
    found = {verdict.value for verdict in Verdict} | {f"gap.{kind}" for kind in GapKind}
    for path in HERE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.add(node.value)
    return found - {"challenge.bin", "client.der", "plan.toml"}


@pytest.mark.parametrize("code", sorted(used()))
def test_code_has_a_text_in_every_language(code):
    """No code goes unexplained."""
    assert code in codes()
    assert all(say(code, language, dict.fromkeys(facts(code, language), "x")) for language in LANGUAGES)


def test_levels_have_a_text_for_being_observed():
    """Each level of the vector can be told as observed."""
    assert {f"l{number}.observed" for number in range(6)} <= codes()


def test_languages_name_the_same_facts():
    """A fact named in one language is named in all."""
    for code in codes():
        named = [facts(code, language) for language in LANGUAGES]
        assert named[0] == named[1] == named[2], code


def test_nothing_is_called_certified_or_failed():
    """The texts say what was observed; they certify nothing and fail nobody."""
    said = " ".join(_entries()[code]["en"] for code in codes() if code.startswith("l"))
    assert not re.search(r"certified|certification|compliant|verified|failed", said)


def facts(code, language):
    return {name for _, name, _, _ in string.Formatter().parse(_entries()[code][language]) if name}
