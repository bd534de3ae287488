"""What a verifier says: every code has its sentence in three languages, and no sentence is left over."""

import ast
import string
from pathlib import Path

import pytest

from sekisho.seal import text
from sekisho.seal.problem import Problem

ROOM = Path(text.__file__).parent
SAYING = {"Problem", "_problem"}


def said():
    """Give every code the room's modules say, read from their source."""
    trees = [ast.parse(path.read_text("utf-8")) for path in ROOM.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {c.args[0].value for c in calls if ast.unparse(c.func) in SAYING and isinstance(c.args[0], ast.Constant)}


def test_every_code_has_a_text_and_every_text_a_code():
    """No finding goes unexplained, and nothing is explained that is never found."""
    assert said() == text.codes()


@pytest.mark.parametrize("code", sorted(text.codes()))
def test_the_languages_say_the_same_facts(code):
    """A fact named in one language is named in all three, and no language is missing."""
    entry = text._entries()[code]
    facts = {language: {name for _, name, _, _ in string.Formatter().parse(entry[language])} for language in entry}
    assert set(entry) == set(text.LANGUAGES)
    assert len({frozenset(names - {None}) for names in facts.values()}) == 1


def test_a_finding_is_said_with_its_facts():
    """Place and facts stand in the sentence."""
    problem = Problem("seal.bag.digest", "data/x", {"algorithm": "sha512"})
    assert text.say(problem, "en") == "data/x is not what its sha512 says"
