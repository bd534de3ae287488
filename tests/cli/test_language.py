"""Each language speaks everywhere: help, answers, refusals; and no code shows through."""

import re

import click
import pytest

from sekisho.bootstrap.package import all_wording, shipped_program
from sekisho.cli.main import main
from sekisho.cli.usage import Option
from tests.cli.line import DAY, EXAMPLES, GOOD, LANGUAGES, WRONG, sekisho

KANA, HAN = re.compile("[ぁ-んァ-ヶ]"), re.compile("[一-鿿]")
#: What every command prints, about a good file and about bad ones.
SAID = (
    ["screen", GOOD, "--as-of", DAY],
    ["screen", EXAMPLES / "not-listed.toml", "--as-of", DAY],
    ["screen", WRONG, "--as-of", DAY],
    ["plan", GOOD, "--as-of", DAY],
    ["plan", GOOD, "--as-of", "2026-10-01"],
    ["quote", GOOD, "--as-of", DAY],
    ["program", "check"],
    ["program", "show", "--on", "2026-06-01"],
    ["annex", "show"],
    ["annex", "diff", "2026-05-09", "2026-07-15"],
    ["annex", "show", "--on", "2020-01-01"],
    ["probe", "http://127.0.0.1:1"],
    ["probe", "nowhere"],
    ["capture", "run", GOOD, "--out", "nowhere/x", "--identity", "nobody"],
    ["verify", GOOD, "--trust", WRONG],
    ["fund", "replay", "--home", "nowhere"],
    ["scren"],
    ["screen"],
    ["screen", "--bad"],
)
#: Codes of the catalogue, as a forgotten text would print them; a file's name is none.
#: Names are written as their owners and their banks write them, over as many lines as they take.
OWN_NAMES = re.compile(r"青葉精密工業.*|みなと電装.*|つばめ.*|(?:transfer\.remitter|letter\.issuer) = .*(?:\n {6,}.*)*")
CODES = [code for code in all_wording().codes() if "." in code and not code.endswith(".remedy")]


def commands(group=main, *path):
    """Give every command with the words that call it."""
    yield list(path), group
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            yield from commands(group.get_command(context, name), *path, name)


def named(value):
    """Name a command in a test's title by the words that call it."""
    return " ".join(value) if isinstance(value, list) else ""


EVERY = [(path, command) for path, command in commands() if path[:1] != ["demo"]]


@pytest.mark.parametrize("line", SAID, ids=lambda line: " ".join(str(word).rpartition("/")[2] for word in line))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_speaks(line, lang):
    """What a command says is written in the script of its language."""
    text = sekisho(*line, lang=lang)[1]
    own = OWN_NAMES.sub("", text)
    assert bool(KANA.search(own)) == (lang == "ja")
    assert bool(HAN.search(own)) == (lang != "en")


@pytest.mark.parametrize("line", SAID, ids=lambda line: " ".join(str(word).rpartition("/")[2] for word in line))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_code_shows_through(line, lang):
    """No code of a text stands where the text should."""
    words = set(re.findall(r"[a-z_]+(?:\.[a-zA-Z0-9_]+)+", sekisho(*line, lang=lang)[1]))
    # A parameter is told by its path, which some texts about it share.
    assert words & set(CODES) - set(shipped_program().parameters) == set()


@pytest.mark.parametrize(("path", "command"), EVERY, ids=named)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_stands_in_three_languages(path, command, lang):
    """Each command's help has its sentence and each of its options theirs, in the language asked for."""
    code, text = sekisho(*path, "--help", lang=lang)
    wording, flat = all_wording(), "".join(text.split())
    own = [f"command.{'.'.join(path) or 'sekisho'}"]
    own += [f"option.{option.help}" for option in command.params if isinstance(option, Option)]
    said = [wording.texts[f"help.{one}"][lang] for one in own]
    assert code == 0
    assert [one for one in said if "".join(one.split()) not in flat] == []


def test_the_language_may_stand_before_the_command():
    """`--lang` before the command counts as well as after it, and the one after it wins."""
    assert sekisho("program", "check", lang="ja")[1] == sekisho("--lang", "ja", "program", "check", lang="ja")[1]
    assert sekisho("--lang", "ja", "program", "check", lang="en")[1].startswith("Whole")


@pytest.mark.parametrize(
    ("name", "tag", "begins"),
    [
        ("LANG", "ja_JP.UTF-8", "問題ありません"),
        ("LC_ALL", "zh_CN.UTF-8", "完整"),
        ("LANG", "de_DE.UTF-8", "Whole"),
        ("SEKISHO_LANG", "zh-Hans", "完整"),
    ],
)
def test_the_terminals_language_is_taken(monkeypatch, name, tag, begins):
    """Without `--lang` the terminal's language speaks, and English where there is no text for it."""
    for other in ("SEKISHO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, tag)
    done = click.testing.CliRunner().invoke(main, ["program", "check"])
    assert done.output.startswith(begins)


def test_usage_speaks_the_language_of_the_line():
    """A line that cannot be used is refused in the language it names, even where the language itself is wrong."""
    assert "はありません" in sekisho("screen", "--bad", lang="ja")[1]
    assert "没有命令" in sekisho("scren", lang="zh-Hans")[1]
    assert "Use one of: ja, en, zh-Hans." in sekisho("screen", GOOD, lang="xx")[1]
