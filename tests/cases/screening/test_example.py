"""Worked examples of screening, in words a policy officer can read: facts in, findings out."""

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from sekisho.domain.program.definition import ProgramDefinition, parse_program
from sekisho.domain.program.edition import model_key
from sekisho.domain.program.means import Way
from sekisho.domain.program.table import plain
from sekisho.domain.rules.ruleset import Stage
from sekisho.domain.screening.bind import Register, Setting
from sekisho.domain.screening.cure import cures
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.screen import Screening, screen
from sekisho.domain.values.finding import Outcome, overall

FOLDER = files("sekisho.domain.program") / "data" / "smart-factory-2026"
PROGRAM: ProgramDefinition = parse_program({file.name: file.read_bytes() for file in FOLDER.iterdir()})
EXAMPLES = sorted(Path(__file__).parent.glob("*.toml"))
CASES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in EXAMPLES}


def register(stated: dict) -> Register:
    """Make the registers an example states; a model is written maker|model."""
    models = stated.get("models")
    return Register(
        models=None if models is None else frozenset(model_key(*text.split("|")) for text in models),
        partner_registered=stated.get("partner_registered"),
        claimed_lines=frozenset(stated.get("claimed_lines", [])),
        evidence=stated.get("evidence", {}),
        granted_on=stated.get("granted_on"),
    )


def screened(case: dict) -> Screening:
    """Screen an example as it stands."""
    request, problems = read_request(plain(case["file"]))
    assert problems == []
    return screen(request, PROGRAM, register(case["register"]), case["as_of"])


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest) -> dict:
    """An example."""
    return CASES[request.param]


def test_an_example_comes_out_as_stated(case):
    """Outcome, stages and findings are what the example says."""
    found, expect = screened(case), case["expect"]
    outcomes = {finding.code.removeprefix("rule."): finding.outcome.value for finding in found.lines[0].findings}
    assert found.outcome.value == expect["outcome"]
    assert expect.get("findings", {}).items() <= outcomes.items()
    assert expect.get("stages", {}).items() <= {name: one.value for name, one in found.stages.items()}.items()
    assert found.edition_on == expect.get("edition_on", found.edition_on)


def test_an_example_gives_the_reasons_stated(case):
    """Each criterion that does not hold says the leaves that stand in its way."""
    (line,) = screened(case).lines
    for rule, codes in case["expect"].get("reasons", {}).items():
        assert [reason.code for reason in line.reasons[f"rule.{rule}"]] == codes


def test_an_example_names_relatives_and_shortfalls_as_stated(case):
    """An unlisted model is told its nearest listed relative, a weak one what it misses."""
    (line,), expect = screened(case).lines, case["expect"]
    specification = next(finding for finding in line.findings if finding.code == "rule.R04")
    assert [relative.model for relative in line.nearest][: len(expect.get("nearest", []))] == expect.get("nearest", [])
    assert not line.nearest or line.nearest[0].is_identical == expect["identical"]
    assert specification.facts["shortfalls"] == expect.get("shortfalls", "")


def words_of(measure) -> str:
    """Write a measure as an example does: how, by what, and for a plan from when to when."""
    days = [measure.facts[name] for name in ("first", "last")] if measure.way is Way.PLAN else []
    return " ".join([measure.way.value, measure.what, *days])


def test_an_example_says_what_would_make_it_eligible(case):
    """Who is not eligible is told each set of measures that is enough, cheapest first, or what nothing can mend."""
    request, _ = read_request(plain(case["file"]))
    held = Setting(request, PROGRAM, register(case["register"]), case["as_of"])
    (found,) = cures(held, held.day)
    expect = case["expect"]
    assert [[*map(words_of, course.measures)] for course in found.courses] == expect.get("cure", [])
    assert [code.removeprefix("rule.") for code in found.blocked] == expect.get("blocked", [])
    assert found.is_needed == (expect["outcome"] != "met")


def test_an_example_makes_gates_of_advisories_where_its_row_says_so(case):
    """Only the advisories the edition's own row names are gates."""
    (line,) = screened(case).lines
    gates = [f.code.removeprefix("rule.") for f in line.findings if f.facts["kind"] == "gate" and "V" in f.code]
    assert gates == case["expect"].get("gates", [])


def test_an_outcome_rests_on_gates_alone(case):
    """Leaving every advisory away changes no outcome, and an undetermined gate never counts as met."""
    found = screened(case)
    at_application = [f.outcome for f in found.gates if f.facts["stage"] == Stage.APPLICATION.value]
    assert found.stages["application"] is overall(at_application)
    assert found.outcome_of(Stage) is overall(f.outcome for f in found.gates)


def test_an_example_can_be_repeated(case):
    """Read, parsed and screened again, the same example gives the same hashes and findings."""
    again = parse_program({file.name: file.read_bytes() for file in FOLDER.iterdir()})
    request, _ = read_request(plain(case["file"]))
    repeated = screen(request, again, register(case["register"]), case["as_of"])
    assert repeated.as_json() == screened(case).as_json()


def test_the_examples_show_every_outcome():
    """Between them the examples see all four outcomes."""
    seen = {finding.outcome for one in CASES.values() for finding in screened(one).lines[0].findings}
    assert seen == set(Outcome)
