"""Screening again: which criteria came out differently, and whether edition, rules, parameters or facts made it so."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.bootstrap.package import all_wording
from sekisho.domain.program.definition import parse_program
from sekisho.domain.rules.parameter import DatedValue
from sekisho.domain.screening.rescreen import compare
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import parse_instant
from tests.domain.screening.scene import FILE, FOLDER, PAPERS, PROGRAM, changed, screened

JULY = parse_instant("2026-07-15T00:00:00+09:00")


def causes(difference):
    """Give the codes of what made a difference."""
    return [cause.code for cause in difference.causes]


def test_nothing_changed_is_no_difference():
    """The same request at the same instant has neither reasons nor causes."""
    same = compare(screened(), screened())
    assert (same.reasons, same.causes, same.changes_outcome) == ((), (), False)


def test_another_day_alone_is_no_cause():
    """A day later under the same edition nothing has changed."""
    later = compare(screened(), screened(at=parse_instant("2026-06-02T10:00:00+09:00")))
    assert (later.reasons, later.causes) == ((), ())


def test_a_new_edition_is_a_cause_and_says_which_facts_moved():
    """After the revision the model is not listed any more; edition and listing are named."""
    found = compare(screened(), screened(at=JULY))
    assert causes(found) == ["rescreen.edition", "rescreen.facts"]
    assert found.causes[1].facts["fields"] == ["listed"]
    assert (found.before, found.after) == (Outcome.MET, Outcome.NOT_MET)


def test_an_arriving_paper_is_a_cause():
    """When the missing paper arrives the outcome turns from undetermined to met."""
    found = compare(screened(changed(documents=PAPERS[:2])), screened())
    assert (found.before, found.after) == (Outcome.UNDETERMINED, Outcome.MET)
    assert [reason.code for reason in found.reasons] == ["rule.R08"]
    assert causes(found) == ["rescreen.facts"]


def test_a_new_parameter_is_a_cause_even_where_nothing_turns():
    """A turned switch is named, and what it does to the case is said by the reasons."""
    path = "order.before_decision"
    value = DatedValue(date(2026, 6, 1), "refused", Citation.parse("practice: a turned switch"))
    history = (*PROGRAM.parameters[path].history, value)
    turned = replace(
        PROGRAM, parameters={**PROGRAM.parameters, path: replace(PROGRAM.parameters[path], history=history)}
    )
    found = compare(screened(), screened(program=turned))
    assert causes(found) == ["rescreen.parameters"]
    assert [(reason.code, reason.outcome) for reason in found.reasons] == [("rule.R24", Outcome.UNDETERMINED)]


def test_other_rules_are_a_cause():
    """Another rule set is named by its hash."""
    files = {file.name: file.read_bytes() for file in FOLDER.iterdir()}
    files["rules.toml"] = files["rules.toml"].replace(b'when = "registered"', b'when = "registered and listed"')
    found = compare(screened(), screened(program=parse_program(files)))
    assert causes(found) == ["rescreen.rules"]


def test_an_advisory_that_becomes_a_gate_is_a_reason():
    """Where a revision makes an advisory a gate, the finding is named although its outcome is the same."""
    line = changed(maker="Beichuan Line Systems (fictional)", model="BC-MED5", category="line")
    found = compare(screened(line, at=JULY), screened(line, at=parse_instant("2026-10-10T00:00:00+09:00")))
    kinds = {reason.code: reason.facts["kind"] for reason in found.reasons}
    assert kinds["rule.V01"] == "gate"


@pytest.mark.parametrize("language", list(Language))
def test_every_cause_has_its_words(language):
    """Edition, rules, parameters and facts are each said in each language."""
    other = {**FILE, "channel": "elsewhere"}
    for cause in compare(screened(), screened(other, at=JULY)).causes:
        assert "—" not in all_wording().tell(cause.code, language, cause.facts)
    assert all(all_wording().has(f"rescreen.{name}") for name in ("edition", "rules", "parameters", "facts"))


def test_a_difference_is_plain_values():
    """What is sealed of a difference is plain and complete."""
    value = compare(screened(), screened(at=JULY)).as_json()
    assert (value["before"], value["after"], value["edition_after"]) == ("met", "not_met", "2026-07-15")
    assert [cause["code"] for cause in value["causes"]] == ["rescreen.edition", "rescreen.facts"]
