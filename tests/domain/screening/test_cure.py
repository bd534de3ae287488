"""What would make it eligible: sets that suffice, of which nothing can be left out, cheapest first."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.bootstrap.package import all_wording
from sekisho.domain.rules.ruleset import Kind, Stage
from sekisho.domain.screening.bind import Register, Setting, bind
from sekisho.domain.screening.cure import applied, cure
from sekisho.domain.screening.request import read_request
from sekisho.domain.screening.screen import as_declared, raised_gates, screen
from sekisho.domain.values.finding import Outcome, overall
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import parse_instant
from tests.domain.screening.scene import FILE, JUNE, PAPERS, PROGRAM, REGISTER, changed

SAFE = {"kind": "iso13849_certificate", "number": "S-1", "pl": 4}


def setting(content=None, register=REGISTER, at=JUNE, program=PROGRAM):
    """Give what a case file is held against, its papers taken as declared."""
    return Setting(as_declared(read_request(content or FILE)[0]), program, register, at)


def cured(*arguments, **named):
    """Give the cure of the only line."""
    held = setting(*arguments, **named)
    return cure(held.request.lines[0], held, held.day)


def things(*arguments, **named):
    """Give what each set of measures does."""
    return [[(one.way.value, one.what) for one in course.measures] for course in cured(*arguments, **named).courses]


def without(*kinds):
    """Give the case file without some kinds of papers."""
    return changed(documents=[paper for paper in PAPERS if paper["kind"] not in kinds])


def outcome(held, row):
    """Judge a row by every criterion, as a screening does: what is due now, and what has failed already."""
    raised, found = raised_gates(held.request.lines[0], held.edition), []
    for criterion in held.program.criteria.of(row):
        if criterion.rule.kind is Kind.GATE or criterion.rule.id in raised:
            came = criterion.judge(row).outcome
            found += [came] if criterion.rule.stage is Stage.APPLICATION or came is Outcome.NOT_MET else []
    return overall(found)


def test_what_is_eligible_needs_nothing():
    """A whole file has no cure."""
    assert (cured().is_needed, cured().courses) == (False, ())


def test_a_missing_paper_is_the_only_thing_asked_for():
    """Without its conformity certificate the file needs that, and no advisory's paper."""
    assert things(without("conformity_certificate")) == [[("paper", "conformity_certificate")]]


def test_two_ways_out_are_given_cheapest_first():
    """Without PSE evidence a certificate does, and so does a reasoned declaration, which an officer has to accept."""
    found = things(without("pse_certificate"))
    assert found == [[("paper", "pse_certificate")], [("declare", "pse_out_of_scope_declaration")]]


def test_a_reading_takes_a_way_out_away():
    """Where only the mark counts (A10), no declaration is proposed."""
    parameter = PROGRAM.parameters["pse.reading"]
    literal = replace(parameter, history=(replace(parameter.history[0], value="literal"),))
    program = replace(PROGRAM, parameters={**PROGRAM.parameters, "pse.reading": literal})
    assert things(without("pse_certificate"), program=program) == [[("paper", "pse_certificate")]]


def test_a_paper_that_lies_with_the_office_needs_the_office_alone():
    """A declaration that is filed but not accepted needs acceptance; that costs less than any new paper."""
    filed = changed(documents=[*PAPERS[1:], {"kind": "pse_out_of_scope_declaration"}])
    assert things(filed)[0] == [("accept", "pse_out_of_scope_declaration")]


def test_an_unlisted_model_is_told_its_relatives_with_all_their_papers():
    """Another model comes last of all ways, and needs its own papers and registration (F13)."""
    first, *_ = cured(changed(model="HLM-650V2")).courses
    assert first.relative.model == "HLM-650V"
    ways = {one.way.value for one in first.measures}
    assert ways == {"model", "paper"}
    unregistered = cured(changed(model="HLM-650V2"), register=Register(models=frozenset(), partner_registered=True))
    assert "register" in {one.way.value for one in unregistered.courses[0].measures}


@pytest.mark.parametrize(
    ("content", "blocked"),
    [
        (changed(imported_on="2026-05-08"), ("rule.R15",)),
        ({**FILE, "applicant": {**FILE["applicant"], "side": "exporter"}}, ("rule.R01",)),
        (changed(imported_on="2026-05-08", model="HLM-650V2"), ("rule.R03", "rule.R15")),
    ],
)
def test_what_is_past_or_given_is_said_to_be_beyond_help(content, blocked):
    """A machine imported before the window, and a claimant of no class: nothing is proposed, and the reason named."""
    found = cured(content)
    assert (found.courses, found.blocked) == ((), blocked)


def test_after_the_deadline_nothing_helps():
    """What comes too late is too late whatever else is filed."""
    found = cured(without("pse_certificate"), at=parse_instant("2026-12-31T17:00:01+09:00"))
    assert "rule.R13" in found.blocked


def test_a_plan_that_lies_ahead_is_given_the_days_that_will_do():
    """A commissioning planned after the window has to be moved into it, from today on."""
    ((plan,),) = [course.measures for course in cured(changed(commissioned_on="2027-01-20")).courses]
    assert (plan.code, plan.facts["first"], plan.facts["last"]) == ("cure.plan", "2026-06-01", "2026-12-31")


def test_before_the_window_opens_nobody_can_say():
    """In April the only answer is the day from which there will be one."""
    assert cured(at=parse_instant("2026-04-01T12:00:00+09:00")).opens == date(2026, 5, 9)


def test_one_paper_that_shows_two_things_is_asked_for_once():
    """Where a row asks for a safety certificate and a level, one certificate that shows the level is enough."""
    robot = changed(maker="Qingyao Robotics (fictional)", model="QY-P180", category="robot")
    register = replace(REGISTER, models=frozenset({read_request(robot)[0].lines[0].key}))
    course = cured(robot, register=register, at=parse_instant("2026-10-10T00:00:00+09:00")).courses[0]
    assert [(one.code, one.what, one.facts.get("level")) for one in course.measures] == [
        ("cure.level", "iso13849_certificate", 4)
    ]


def test_a_component_is_asked_for_its_makers_declaration():
    """For a PLC the paper on JIS B 9700 is the maker's declaration, not a machine's risk assessment (A23)."""
    models = [model for model in PROGRAM.editions[0].models.values() if model.category == "plc"]
    plc = changed(maker=models[0].maker, model=models[0].model, category="plc", documents=[])
    assert ("paper", "jis_b9700_declaration") in things(plc)[0]


KINDS = ["pse_certificate", "jis_b9700_evidence", "conformity_certificate"]
DAYS = st.none() | st.sampled_from(["2026-05-08", "2026-05-20", "2026-08-01", "2026-12-31", "2027-01-10"])
FILES = st.builds(
    lambda side, partner, gone, changes, channel: {
        **{name: part for name, part in changed(**changes).items() if partner or name != "partner"},
        "applicant": {**FILE["applicant"], "side": side},
        "channel": channel,
        "lines": [{**changed(**changes)["lines"][0], "documents": [one for one in PAPERS if one["kind"] not in gone]}],
    },
    st.sampled_from(["end_user", "integrator", "distributor", "exporter"]),
    st.booleans(),
    st.sets(st.sampled_from(KINDS)),
    st.fixed_dictionaries(
        {
            "model": st.sampled_from(["HLM-650V", "HLM-650V2", "HLM-850V"]),
            "origin": st.sampled_from(["CN", "JP", ""]),
            "imported_on": DAYS,
            "commissioned_on": DAYS,
        }
    ),
    st.sampled_from(["portal", "a friend", ""]),
)
REGISTERS = st.builds(
    Register,
    models=st.sampled_from([None, frozenset(), REGISTER.models]),
    partner_registered=st.sampled_from([None, True, False]),
)


@settings(max_examples=60, deadline=None)
@given(FILES, REGISTERS)
def test_a_set_is_enough_and_nothing_in_it_can_be_left_out(content, register):
    """Judged again with a set every gate is met, with any one thing undone it is not; and the cheapest comes first."""
    held = setting(content, register)
    (line,), row = held.request.lines, bind(held.request.lines[0], held).row
    found = cure(line, held, held.day)
    assert found.is_needed == (screen(held.request, PROGRAM, register, JUNE).outcome is not Outcome.MET)
    assert [course.cost for course in found.courses] == sorted(course.cost for course in found.courses)
    for course in (course for course in found.courses if not course.relative):
        assert outcome(held, applied(row, course.measures)) is Outcome.MET
        for fewer in combinations(course.measures, len(course.measures) - 1):
            assert outcome(held, applied(row, fewer)) is not Outcome.MET


@settings(max_examples=30, deadline=None)
@given(FILES, REGISTERS)
def test_something_is_always_said(content, register):
    """Whoever is not eligible is told a way, or what stands in it; and each measure has its words in every language."""
    found = cured(content, register)
    assert bool(found.courses) + bool(found.blocked) == found.is_needed
    for language in Language:
        for measure in (one for course in found.courses for one in course.measures):
            assert "—" not in all_wording().tell(measure.code, language, measure.facts)
