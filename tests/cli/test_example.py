"""The example case files: each does what it says, and every command the documents show exists."""

import re

import pytest

from tests.cli.line import DAY, EXAMPLES, ROOT, answer, sekisho

#: How each example comes out: screened with everybody registered, without, planned, quoted.
OUTCOMES = {
    "machining-centre.toml": (0, 1, 0, 0),
    "not-listed.toml": (1, 1, 0, 0),
    "paper-missing.toml": (1, 1, 0, 0),
    "everything-wrong.toml": (2, 2, 2, 0),
}
DOCUMENTS = [ROOT / "README.md", *(ROOT / "docs" / "guides").glob("*.md")]


def test_every_example_is_told_about():
    """No example of a case lacks its expectation, and each begins by saying what it shows."""
    files = {path.name: path.read_text("utf-8") for path in EXAMPLES.glob("*.toml")}
    assert set(files) == set(OUTCOMES)
    assert all(text.startswith("# ") for text in files.values())


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_example_comes_out_as_it_says(name):
    """Screened, planned and quoted, each example leaves with the code it is there to show."""
    lines = (["screen", "--assume-registered"], ["screen"], ["plan"], ["quote"])
    assert tuple(answer(*line, EXAMPLES / name, "--as-of", DAY)[0] for line in lines) == OUTCOMES[name]


def test_the_unlisted_example_is_listed_by_the_revision():
    """As of 15 July the revised edition lists the model that was refused."""
    code, value = answer("screen", EXAMPLES / "not-listed.toml", "--as-of", "2026-07-15", "--assume-registered")
    assert (code, value["edition_on"]) == (0, "2026-07-15")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_a_document_shows_exists(path):
    """Each `sekisho …` of the README and the guides is a command with those options."""
    shown = re.findall(r"sekisho ((?:[a-z]+ ?)+)([^`\n#]*)", path.read_text("utf-8"))
    for words, rest in shown:
        names = words.split()
        depth = 2 if names[0] in {"program", "annex", "capture", "form", "fund", "report"} and len(names) > 1 else 1
        code, text = sekisho(*names[:depth], "--help")
        assert code == 0, (path.name, words)
        assert [option for option in re.findall(r"--[a-z-]+", rest) if option not in text] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_example_a_document_names_is_there(path):
    """A document names only examples that exist."""
    assert [
        name for name in re.findall(r"examples/([\w.-]+)", path.read_text("utf-8")) if not (EXAMPLES / name).exists()
    ] == []
