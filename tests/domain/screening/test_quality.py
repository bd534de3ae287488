"""What a person reads of a screening: what was judged, where it is written, on which facts, and what to do."""

import pytest

from sekisho.bootstrap.package import all_wording
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.language import Language
from tests.cases.screening.test_example import CASES
from tests.cases.screening.test_example import screened as example
from tests.domain.screening.scene import FILE, PAPERS, PROGRAM, changed, finding, screened

WORDS = all_wording()
FINDINGS = [(line, found) for case in CASES.values() for line in example(case).lines for found in line.findings]
BLOCKING = [(line, found) for line, found in FINDINGS if found.outcome in (Outcome.NOT_MET, Outcome.UNDETERMINED)]


def test_every_finding_is_placed_and_cited_and_says_what_it_read():
    """Line, citation, kind, stage, model and edition stand in each finding, and at least one fact it was judged on."""
    assert all(found.place == f"line.{line.line}" and found.citation for line, found in FINDINGS)
    told = {"kind", "stage", "model", "edition", "missing", "unset"}
    assert all(told <= set(found.facts) for _, found in FINDINGS)
    assert all(set(found.facts) - told for _, found in FINDINGS)


def test_what_does_not_hold_says_why():
    """Each finding that is not met or undetermined gives at least one reason, each about a field it read."""
    assert BLOCKING
    assert all(line.reasons[found.code] for line, found in BLOCKING)
    assert all(reason.code and reason.field for line, found in BLOCKING for reason in line.reasons[found.code])


def test_an_undetermined_finding_says_which_fact_is_missing():
    """It names the paper or entry that would settle it, a parameter without a value, or a paper that is still open."""
    for line, found in BLOCKING:
        if found.outcome is Outcome.UNDETERMINED:
            open_papers = [reason for reason in line.reasons[found.code] if reason.code.startswith("conformity.")]
            assert found.facts["missing"] or found.facts["unset"] or open_papers, found


@pytest.mark.parametrize("language", list(Language))
def test_every_finding_says_itself_and_its_remedy(language):
    """Text, remedy and reasons exist in each language, and none leaves a fact unsaid."""
    for line, found in BLOCKING:
        assert WORDS.remedy(found, language), found.code
        said = [WORDS.tell(reason.code, language, reason.facts) for reason in line.reasons[found.code]]
        assert all(said), found.code
        assert "—" not in "".join(said), (found.code, said)


@pytest.mark.parametrize("language", list(Language))
def test_what_is_not_asked_says_why_it_is_not(language):
    """A finding that does not apply gives its reason, not the title of the criterion."""
    skipped = [found for _, found in FINDINGS if found.outcome is Outcome.NOT_APPLICABLE]
    for found in skipped:
        rule = PROGRAM.rules.rule(found.code.removeprefix("rule."))
        assert rule.not_applicable is not None
        assert WORDS.say_finding(found, language) == rule.not_applicable.within(language)


def test_a_failed_gate_hides_no_open_one():
    """The applicant hears of the origin that fails and of the paper that is missing, both at once."""
    content = changed(origin="JP", documents=PAPERS[1:])
    outcomes = {found.code: found.outcome for found in screened(content).gates}
    assert screened(content).outcome is Outcome.NOT_MET
    assert (outcomes["rule.R09"], outcomes["rule.R06"]) == (Outcome.NOT_MET, Outcome.UNDETERMINED)


@pytest.mark.parametrize("kind", ["pse_certificate", "pse_out_of_scope_declaration"])
def test_the_mark_or_its_declaration_is_named(kind):
    """Whichever of the two papers settled the power unit, the finding keeps its number (A10)."""
    papers = [*PAPERS[1:], {"kind": kind, "number": "P-9", "accepted": True}]
    assert finding("R06", changed(documents=papers)).facts["support"] == ["P-9"]


def test_an_undetermined_gate_is_never_counted_as_met():
    """Of every fact a whole file states, leaving one out never leads from undetermined to met."""
    for name in ("channel", "partner"):
        assert screened({key: value for key, value in FILE.items() if key != name}).outcome is not Outcome.MET
    for number in range(len(PAPERS)):
        left = [paper for n, paper in enumerate(PAPERS) if n != number]
        assert screened(changed(documents=left)).outcome is Outcome.UNDETERMINED
