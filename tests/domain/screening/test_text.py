"""Every code of a screening has its words: findings, reasons, facts, in three languages."""

import tomllib
from pathlib import Path

import pytest

from sekisho.bootstrap.package import all_wording
from sekisho.domain.conformity import judge
from sekisho.domain.conformity.certificate import Status
from sekisho.domain.program.table import plain
from sekisho.domain.rules.ruleset import wording
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.screen import screen
from sekisho.domain.values.language import Language
from tests.domain.screening.scene import PROGRAM, REGISTER

EXAMPLES = sorted((Path(__file__).parents[2] / "cases" / "screening").glob("*.toml"))


def lines():
    """Give the line of every worked example, screened against one register."""
    for path in EXAMPLES:
        case = tomllib.loads(path.read_text("utf-8"))
        request, _ = read_request(plain(case["file"]))
        yield from screen(request, PROGRAM, REGISTER, case["as_of"]).lines


@pytest.mark.parametrize("language", list(Language))
def test_every_reason_of_every_example_is_said(language):
    """Each reason reads as a sentence with all its facts."""
    for reason in (one for line in lines() for reasons in line.reasons.values() for one in reasons):
        assert "—" not in all_wording().tell(reason.code, language, reason.facts), reason


@pytest.mark.parametrize("language", list(Language))
def test_every_criterion_has_title_and_remedy(language):
    """Titles and remedies of the data are found under the codes of findings."""
    assert all(all_wording().has(f"rule.{rule.id}") for rule in PROGRAM.rules.rules)
    assert all(text.within(language) for text in wording(PROGRAM.rules).values())


def test_every_field_of_a_rule_has_a_word():
    """No page need show the name of a field."""
    assert [name for name in PROGRAM.vocabulary.fields if not all_wording().has(f"fact.{name}")] == []


def test_every_reason_a_paper_can_give_has_its_words():
    """Each reason named where papers are judged has a sentence and a remedy."""
    source = Path(str(judge.__file__)).read_text("utf-8")
    codes = ["absent", "not_accepted", "not_valid", "not_covered", "serial_unknown", "no_edition"]
    codes += ["edition_not_accepted", "body_not_recognised", "scan_only", "declaration_does_not_count"]
    codes += ["declared_out_of_scope", "not_accredited", "chain_unknown", "component_only"]
    assert all(f'"{code}"' in source for code in codes)
    codes += [status.value for status in Status if status is not Status.ACTIVE]
    assert [
        c for c in codes if not (all_wording().has(f"conformity.{c}") and all_wording().has(f"conformity.{c}.remedy"))
    ] == []
