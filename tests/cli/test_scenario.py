"""Scenario files: what can be carried, and every problem of what cannot, before anything is started."""

import ast
import copy
import json
import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from sekisho.application.wording import UNKNOWN_FACT
from sekisho.bootstrap.package import DEFAULT_PROGRAM, all_wording
from sekisho.cli.demo.road import RoadError, expected
from sekisho.cli.demo.scenario import Scenario, Step
from sekisho.cli.demo.script import OWN, read_scenario, rows_by_name
from sekisho.cli.demo.verb import VERBS
from sekisho.domain.values.language import Language
from tests.cli.rehearsal import SHIPPED, called, example, written

PLAIN = json.loads(json.dumps(SHIPPED, default=lambda moment: moment.isoformat()))
FIRST = {step["do"]: n for n, step in reversed(list(enumerate(PLAIN["step"])))}


def broken(*changes):
    """Give the findings of the shipped scenario after some changes."""
    scenario = copy.deepcopy(PLAIN)
    for change in changes:
        change(scenario)
    read = read_scenario(scenario, DEFAULT_PROGRAM)
    return () if isinstance(read, Scenario) else read.findings


def test_the_shipped_scenario_is_read():
    """The shipped scenario has no problem."""
    assert broken() == ()


def test_the_example_of_the_reference_is_read():
    """The example of the reference page has no problem."""
    plain = json.loads(json.dumps(tomllib.loads(example()), default=lambda moment: moment.isoformat()))
    assert isinstance(read_scenario(plain, DEFAULT_PROGRAM), Scenario)


def test_every_step_of_its_own_has_a_form():
    """What a step may do by itself is the same in the reader and in what carries it."""
    assert set(OWN) == set(VERBS)
    assert not set(OWN) & set(rows_by_name())


WRONG = {
    "unknown role": (lambda s: s["person"][0].update(role="king"), "person.1.role", "unknown_word"),
    "unknown side": (lambda s: s["person"][0].update(side="north"), "person.1.side", "unknown_word"),
    "check digit": (
        lambda s: s["person"][0].update(organisation="1123456789012"), "person.1.organisation", "wrong_number",
    ),
    "number for a text": (lambda s: s["person"][0].update(name=7), "person.1.name", "not_text"),
    "person twice": (lambda s: s["person"][1].update(id="p-aoba-kaji"), "person.2.id", "twice"),
    "name twice": (lambda s: s["person"][1].update(name=s["person"][0]["name"]), "person.2.name", "twice"),
    "misspelt name": (lambda s: s["person"][0].update(roles="x"), "person.1.roles", "unknown_name"),
    "unknown category": (lambda s: s["machine"][0].update(category="toaster"), "machine.1.category", "unknown_word"),
    "seconds in words": (lambda s: s["machine"][0].update(cut_after_s="4"), "machine.1.cut_after_s", "not_seconds"),
    "absent machine": (lambda s: s["machine"][0].update(described_by="/none"), "machine.1.described_by", "no_file"),
    "no case file": (lambda s: s["case"][1].pop("file"), "case.2.file", "not_table"),
    "backwards": (lambda s: s["step"][3].update(at="2026-01-01T00:00:00+09:00"), "step.4.at", "backwards"),
    "no instant": (lambda s: s["step"][3].update(at="yesterday"), "step.4.at", "wrong_instant"),
    "no zone": (lambda s: s["step"][3].update(at="2026-05-12T10:00:00"), "step.4.at", "wrong_instant"),
    "unknown step": (lambda s: s["step"][3].update(do="dance"), "step.4.do", "unknown_word"),
    "unknown person": (lambda s: s["step"][3].update(by="nobody"), "step.4.by", "unknown_word"),
    "nobody": (lambda s: s["step"][3].pop("by"), "step.4.by", "missing"),
    "unknown case": (lambda s: s["step"][5].update(case="Z"), "step.6.case", "unknown_word"),
    "no case": (lambda s: s["step"][5].pop("case"), "step.6.case", "missing"),
    "unknown second": (lambda s: s["step"][0].update(second="nobody"), "step.1.second", "unknown_word"),
    "unknown edition": (lambda s: s["step"][0].update(edition="annex-b.toml"), "step.1.edition", "unknown_word"),
    "expect a word": (lambda s: s["step"][0].update(expect="rule.R08"), "step.1.expect", "not_texts"),
    "no machine": (
        lambda s: s["step"][FIRST["capture"]].update(machine="mc9"),
        f"step.{FIRST['capture'] + 1}.machine", "unknown_word",
    ),
    "no line": (
        lambda s: s["step"][FIRST["ship"]].update(line="L9"), f"step.{FIRST['ship'] + 1}.line", "unknown_word",
    ),
    "no opening": (lambda s: s["step"].pop(FIRST["open"]), f"step.{FIRST['lock']}.case", "not_opened"),
    "main case": (lambda s: s.update(main_case="Z"), "main_case", "never_opened"),
    "no office": (lambda s: s.update(person=[]), "person", "no_office"),
    "no steps": (lambda s: s.update(step=[]), "step", "no_steps"),
    "steps no list": (lambda s: s.update(step="none"), "step", "not_tables"),
    "unknown table": (lambda s: s.update(colour="red"), "colour", "unknown_name"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_problem_is_told_with_its_place(name):
    """Whatever is wrong with a scenario is told by its place, with what is wrong."""
    change, place, code = WRONG[name]
    assert (place, f"scenario.{code}") in {(finding.place, finding.code) for finding in broken(change)}


FIELDS = {
    "missing": (lambda s: s["step"][FIRST["order"]].pop("order_number"), "order", "order_number", "field.missing"),
    "wrong": (lambda s: s["step"][FIRST["ship"]].update(shipped_on="soon"), "ship", "shipped_on", "field.wrong.day"),
    "unknown": (lambda s: s["step"][FIRST["grant"]].update(nte="x"), "grant", "nte", "field.unknown"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_the_details_of_a_command_are_those_of_its_row(name):
    """A step's details are held against the transition table before anything is started."""
    change, do, field, code = FIELDS[name]
    place = f"step.{FIRST[do] + 1}.{field}"
    assert [(finding.place, finding.code) for finding in broken(change)] == [(place, code)]


def test_every_problem_is_told_at_once():
    """A scenario with many mistakes is refused once, naming them all."""
    chosen = ["unknown role", "unknown category", "no case file", "backwards", "unknown edition", "unknown table"]
    found = {(finding.place, finding.code) for finding in broken(*(WRONG[name][0] for name in chosen))}
    assert {(WRONG[name][1], f"scenario.{WRONG[name][2]}") for name in chosen} <= found


@pytest.mark.parametrize("language", Language)
def test_every_problem_is_said_in_every_language(language):
    """Each problem has its sentence and its remedy in each language, with every fact it tells."""
    wording = all_wording()
    findings = [finding for change, _, _ in WRONG.values() for finding in broken(change)]
    told = [(wording.say_finding(finding, language), wording.remedy(finding, language)) for finding in findings]
    assert all(text and remedy and UNKNOWN_FACT not in text + remedy for text, remedy in told)


@pytest.mark.parametrize("language", Language)
def test_a_broken_scenario_leaves_nothing_behind(tmp_path, language):
    """A scenario that cannot be carried is refused before anything is started: exit 2, places told, no folder made."""
    scenario = copy.deepcopy(PLAIN)
    WRONG["unknown role"][0](scenario)
    WRONG["backwards"][0](scenario)
    path, out = written(scenario, tmp_path), tmp_path / "out"
    done = called("--scenario", path, "--out", out, "--json", "--lang", language.value)
    assert done.returncode == 2, done.stderr
    refused = json.loads(done.stdout)["refused"]
    assert [finding["place"] for finding in refused] == ["person.1.role", "step.4.at"]
    assert not out.exists()


@pytest.mark.parametrize("content", ["[[step]\n", None])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, content):
    """A syntax error and an absent file are told with the file's name: exit 2."""
    path = tmp_path / "scenario.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = called("--scenario", path, "--out", tmp_path / "out", "--lang", "en")
    assert (done.returncode, "scenario.toml" in done.stdout) == (2, True)
    assert not (tmp_path / "out").exists()


def step(*expect):
    """Give a step that has to be refused for some reasons."""
    return Step(datetime.fromisoformat("2026-05-18T09:00:00+09:00"), "grant", "p-officer-1", "A", {}, expect)


@pytest.mark.parametrize(
    ("codes", "code"), [(set(), "demo.not_refused"), ({"rule.R03"}, "demo.other_reasons")], ids=["accepted", "other"]
)
def test_a_step_that_comes_out_otherwise_ends_the_rehearsal(codes, code):
    """A step that had to be refused and was accepted, or refused for another reason, stops the road."""
    with pytest.raises(RoadError) as stopped:
        expected(step("rule.R08"), codes)
    assert stopped.value.finding.code == code


def test_a_step_that_comes_out_as_expected_goes_on():
    """Further reasons beside the expected one do no harm."""
    expected(step("rule.R08"), {"rule.R08", "rule.R03"})


def test_the_rehearsal_never_touches_tables():
    """The road is walked through the HTTP API and the command line: no module of it knows the store or Django."""
    folder = Path(__file__).parents[2] / "src" / "sekisho" / "cli" / "demo"
    trees = [ast.parse(path.read_text("utf-8")) for path in folder.glob("*.py")]
    named = {node.module or "" for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    # Of the use cases' room only what writes words, and the shapes of values: neither reads or changes anything.
    words = ("sekisho.application.wording", "sekisho.application.citing")
    allowed = (*words, "sekisho.application.ports", "sekisho.bootstrap", "sekisho.cli")
    ours = {name for name in named if name.startswith("sekisho.") and not name.startswith("sekisho.domain")}
    assert [name for name in sorted(ours) if not name.startswith(allowed)] == []
    assert [name for name in sorted(named) if name.startswith("django")] == []
