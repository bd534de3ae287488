"""Every command answers in one form: an exit code, and one JSON value of one shape for success and refusal."""

import json
import re

import pytest

from tests.cli.line import DAY, EXAMPLES, GOOD, WRONG, answer, program, sekisho

#: Lines that hold, that do not, and that cannot be used; a home's own are in test_home.
HOLDS = (
    ["screen", GOOD, "--as-of", DAY, "--assume-registered"],
    ["plan", GOOD, "--as-of", DAY],
    ["quote", GOOD, "--as-of", DAY],
    ["program", "show"],
    ["program", "check"],
    ["annex", "show"],
    ["annex", "diff", "2026-05-09", "2026-07-15"],
    ["annex", "import", EXAMPLES / "annex-a" / "list-gb18030.csv"],
)
DOES_NOT_HOLD = (
    ["screen", GOOD, "--as-of", DAY],
    ["screen", EXAMPLES / "not-listed.toml", "--as-of", DAY, "--assume-registered"],
    ["screen", EXAMPLES / "paper-missing.toml", "--as-of", DAY, "--assume-registered"],
    ["plan", GOOD, "--as-of", "2026-10-01"],
    ["annex", "near", "Zhenxi Controls (fictional)", "ZX-500E"],
    ["probe", "http://127.0.0.1:1"],
    ["probe", "opc.tcp://127.0.0.1:1"],
)
UNUSABLE = (
    ["screen", WRONG],
    ["screen", "nowhere.toml"],
    ["plan", WRONG],
    ["plan", "nowhere.toml"],
    ["quote", "nowhere.toml"],
    ["screen", GOOD, "--as-of", "tomorrow"],
    ["program", "show", "--on", "2026-02-30"],
    ["annex", "show", "--on", "2020-01-01"],
    ["annex", "diff", "2026-05-09", "x"],
    ["annex", "import", "nowhere.xlsx"],
    ["annex", "near", "Maker", "Model"],
    ["probe", "machine:4840"],
    ["capture", "run", "nowhere.toml", "--out", "bundle.zip", "--identity", "nobody"],
    ["capture", "enrol", "folder", "--name", "no spaces"],
    ["verify", "nowhere.zip", "--trust", "nowhere.toml"],
    ["fund", "replay", "--home", "nowhere"],
    ["rebuild", "--home", "nowhere"],
    ["due", "--home", "nowhere"],
    ["report", "quarter", "2026Q1", "--home", "nowhere", "--out", "nowhere"],
    ["serve", "--home", "nowhere"],
)
USAGE = (
    ["screen"],
    ["scren"],
    ["screen", GOOD, "--no-such-option"],
    ["screen", GOOD, "another"],
    ["plan", GOOD, "--done", "everything"],
    ["plan", GOOD, "--lead", "factory", "soon"],
    ["plan", GOOD, "--lead", "factory", "-1"],
    ["plan", GOOD, "--lead", "factory", "999999999"],
    ["verify", "dossier.zip"],
    ["fund"],
    ["serve", "--home", "x", "--port", "70000"],
)


def named(line):
    """Name a line in a test's title."""
    return " ".join(str(word).rpartition("/")[2] for word in line)


@pytest.mark.parametrize(
    ("line", "code"),
    [(line, code) for code, lines in ((0, HOLDS), (1, DOES_NOT_HOLD), (2, UNUSABLE)) for line in lines],
    ids=lambda value: named(value) if isinstance(value, list) else str(value),
)
def test_the_exit_code_says_how_it_came_out(line, code):
    """0 holds, 1 does not hold, 2 unusable; JSON says the same, in one shape, with the notice."""
    assert sekisho(*line)[0] == code
    found, value = answer(*line)
    assert (found, value["holds"]) == (code, {0: True, 1: False, 2: None}[code])
    assert bool(value["refused"]) == (code == 2)
    assert "Not a METI service" in value["notice"]


@pytest.mark.parametrize("line", [*UNUSABLE, *USAGE[:-2], USAGE[-1]], ids=named)
def test_every_refusal_says_what_and_what_to_do(line):
    """Each reason of a refusal carries its code, its text and its remedy."""
    code, value = answer(*line)
    assert code == 2
    assert all(reason["code"] and reason["text"] and reason["remedy_text"] for reason in value["refused"])


@pytest.mark.parametrize("line", USAGE, ids=named)
def test_a_wrong_line_is_unusable(line):
    """A line that is wrong in itself leaves with 2 and prints no traceback."""
    code, text = sekisho(*line)
    assert code == 2
    assert "Traceback" not in text


def test_a_slip_of_the_pen_is_told():
    """A misspelt command or option is told the nearest one."""
    assert "If screen is meant" in sekisho("scren")[1]
    assert "If --as-of is meant" in sekisho("screen", GOOD, "--as-off", DAY)[1]


@pytest.mark.parametrize("line", [*HOLDS[:3], *HOLDS[5:]], ids=named)
def test_every_answer_about_the_program_ends_with_the_notice(line):
    """What is said about the program ends with what it is not: no service of METI, editions illustrative."""
    text = " ".join(sekisho(*line)[1].split())
    assert "Not a METI service. Program facts as reported, unconfirmed." in text
    assert text.endswith("illustrative: fictional makers and models.")


def test_every_criterion_is_cited():
    """Each finding of a screening carries its citation, in JSON and beneath its text."""
    value = answer("screen", GOOD, "--as-of", DAY)[1]
    findings = [finding for line in value["lines"] for finding in line["findings"]]
    assert len(findings) > 20
    assert all(re.match("(article|law|practice|assumption|illustrative): ", each["citation"]) for each in findings)
    assert "article ¶7; assumption A10" in sekisho("screen", GOOD, "--as-of", DAY)[1]


def test_a_finding_that_does_not_hold_says_why_and_what_to_do():
    """What is open or failed names the reason once and the remedy."""
    value = answer("screen", EXAMPLES / "not-listed.toml", "--as-of", DAY)[1]
    failed = next(each for each in value["lines"][0]["findings"] if each["outcome"] == "not_met")
    assert failed["reason_texts"] == ["'listing in Annex A' does not hold."]
    assert "wait for the next revision" in failed["remedy_text"]
    assert value["lines"][0]["nearest"][0]["identical"] is True


def test_every_figure_of_a_quote_is_explained():
    """Each figure carries its amount, its formula in words, and its sources."""
    figures = answer("quote", GOOD, "--as-of", DAY)[1]["figures"]
    assert {"subsidy", "landed_cost", "payback_months"} <= {figure["name"] for figure in figures}
    assert all(figure["amount"] and figure["formula_text"] and figure["citation"] for figure in figures)


def test_a_revision_is_compared():
    """`annex diff` names the models added, removed and changed, and the two editions."""
    value = answer("annex", "diff", "2026-05-09", "2026-07-15")[1]
    assert (value["before"], value["after"], value["illustrative"]) == ("2026-05-09", "2026-07-15", True)
    assert all(value[kind] for kind in ("added", "removed", "changed", "changes"))
    assert not set(value["added"]) & set(value["removed"])


def test_the_program_is_shown_with_its_sources():
    """`program show` gives every fact, question and parameter with its source."""
    value = answer("program", "show", "--on", "2026-06-01")[1]
    assert (len(value["facts"]), len(value["questions"])) == (22, 36)
    assert value["parameters"]["subsidy.rate"]["source"].startswith("article: ¶2")
    assert all(entry["source"] for entry in [*value["facts"], *value["questions"], *value["parameters"].values()])


def test_a_step_that_is_done_takes_no_time():
    """Steps named as done leave the schedule, and a shorter lead time makes a late one possible again."""
    late = ["plan", GOOD, "--as-of", "2026-10-01"]
    assert answer(*late)[0] == 1
    done = [word for step in ("registration", "certificate", "partner") for word in ("--done", step)]
    leads = [word for step in ("decision", "factory") for word in ("--lead", step, "1")]
    code, value = answer(*late, *done, *leads)
    assert code == 0
    assert {"registration", "certificate", "partner"}.isdisjoint(step["name"] for step in value["steps"])


def test_json_is_one_value_on_a_pipe():
    """A program of its own prints one JSON value and nothing else on standard output, nothing on the other."""
    done = program("quote", GOOD, "--as-of", DAY, "--json")
    assert json.loads(done.stdout)["holds"] is True
    assert done.stderr == b""
