"""Before a change is published the office sees what it does to every open case; a question is only answered."""

from dataclasses import replace

import pytest

from sekisho.application.change_parameter import propose_change, publish_change
from sekisho.application.foresee import foresee_change, kind_of, suppose
from sekisho.application.library import Library
from sekisho.application.rescreen import look_at, turns_of
from sekisho.application.show_case import show_case
from sekisho.application.show_register import show_registration
from sekisho.application.show_rescreening import show_rescreening
from sekisho.domain.program.change import write_changes
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.time import parse_instant
from tests.application.scene import FILE, LISTED, MAKER, PARTNER
from tests.contracts.scene import everything_in

#: The claimants may be integrators only: an end user's filing fails the first criterion.
ONLY_SI = {"path": "claim.classes", "from": "2026-06-01", "value": ["integrator"], "cite": "assumption: fewer claim"}
LOWER = {"path": "subsidy.rate", "from": "2026-06-01", "value": "15 %", "cite": "assumption: the money is short"}
NO_CNC = {"path": "annex.categories", "from": "2026-06-01", "value": ["plc", "robot"], "cite": "assumption: no CNC"}


def proposes(office, *changes):
    """Propose changes; give the digest of the proposal."""
    done = propose_change(office.desk, office.people["officer"], write_changes(changes))
    assert not isinstance(done, Refusal), done
    return done.digest


def foresees(office, *changes):
    """Propose changes and look at what they would do."""
    seen = foresee_change(office.desk, office.people["officer2"], proposes(office, *changes))
    assert not isinstance(seen, Refusal), seen
    return seen


@pytest.fixture
def cases(memory_office):
    """An office with a case that is filed, one that was granted, and a draft."""
    memory_office.opens_registers()
    filed, granted, draft = (memory_office.case() for _ in range(3))
    for case in (filed, granted):
        memory_office.submits(case)
    memory_office.grants(granted)
    return memory_office, filed, granted, draft


def test_a_preview_tells_drafts_from_what_is_filed(cases):
    """A change of who may claim fails the draft; what is filed is decided by what held then, and told apart."""
    office, filed, granted, draft = cases
    before = everything_in(office.desk.store)
    digest = proposes(office, ONLY_SI)
    proposed = everything_in(office.desk.store)
    seen = foresee_change(office.desk, office.people["officer2"], digest)
    assert everything_in(office.desk.store) == proposed != before
    assert {one.case: kind_of(one) for one in seen.cases} == {filed: "spared", granted: "spared", draft: "worse"}
    found = next(one for one in seen.cases if one.case == draft)
    assert [(reason.code, reason.outcome) for reason in found.difference.reasons] == [("rule.R01", Outcome.NOT_MET)]
    assert (seen.looked_at, seen.counts["worse"], seen.counts["spared"], seen.counts["same"]) == (3, 1, 2, 0)
    assert seen.at == parse_instant("2026-06-01T00:00:00+09:00")


def test_a_preview_tells_amounts(cases):
    """A lower rate touches no criterion: the draft's amount before and after is told; what is filed keeps its own."""
    office, filed, granted, draft = cases
    seen = foresees(office, LOWER)
    assert {one.case: kind_of(one) for one in seen.cases} == {filed: "spared", granted: "spared", draft: "amount"}
    found = next(one for one in seen.cases if one.case == draft)
    assert (found.amount_before.yen, found.amount_after.yen) == (3_600_000, 3_000_000)


def test_a_preview_tells_registered_models(cases):
    """A category that is eligible no more takes its registered models along."""
    office, *_ = cases
    seen = foresees(office, NO_CNC)
    assert [(one.registration, one.before, one.after) for one in seen.models] == [
        (f"model/{MAKER}/hlm-650v", True, False)
    ]


def test_several_changes_are_foreseen_together(cases):
    """Changes of one file are looked at on the day on which the last of them holds."""
    office, _, _, draft = cases
    seen = foresees(office, ONLY_SI, {**LOWER, "from": "2026-06-10"})
    assert seen.at == parse_instant("2026-06-10T00:00:00+09:00")
    found = next(one for one in seen.cases if one.case == draft)
    assert (kind_of(found), found.changes_amount) == ("worse", True)


def test_what_if_is_asked_of_every_case_by_its_own_day(cases):
    """A question reaches what is filed as well, and writes nothing."""
    office, filed, granted, draft = cases
    before = everything_in(office.desk.store)
    seen = suppose(office.desk, {"claim.classes": ["integrator"]})
    assert {one.case: kind_of(one) for one in seen.cases} == dict.fromkeys((filed, granted, draft), "worse")
    assert suppose(office.desk, {"pse.reading": "officer"}).cases == ()
    assert everything_in(office.desk.store) == before


def test_what_if_a10_were_read_otherwise(memory_office):
    """The question of the power unit: by the law's reading a declaration suffices, literally it never does."""
    office = memory_office
    case = office.opens()
    office.files(case, "pse_out_of_scope_declaration")
    outcomes = {}
    for reading in ("law", "literal"):
        found = suppose(office.desk, {"pse.reading": reading}).cases
        outcomes[reading] = [(r.code, r.outcome) for one in found for r in one.difference.reasons]
    assert ("rule.R06", Outcome.NOT_APPLICABLE) in outcomes["law"]
    assert outcomes["literal"] == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "parameter.no_changes"),
        ({"pse.readin": "law"}, "parameter.unknown_path.near"),
        ({"pse.reading": "strict"}, "parameter.flaw.choice"),
        ({"evidence.strength": "higher_per_category"}, "parameter.flaw.unsupported"),
        ({"clock.claim_days": "x"}, "parameter.flaw.type"),
        ({"pool.appropriation": 1}, "parameter.own_way.cap"),
    ],
)
def test_a_question_nobody_can_ask_is_refused(memory_office, values, code):
    """What is no parameter, no value of it, or not carried out is refused as in a proposal."""
    memory_office.opens_registers()
    refusal = suppose(memory_office.desk, values)
    assert [finding.code for finding in refusal.findings] == [code]


def test_only_officers_look_at_proposals(memory_office):
    """Whoever may not change parameters sees no proposal's effects; one that is not open has none."""
    memory_office.opens_registers()
    digest = proposes(memory_office, ONLY_SI)
    refused = foresee_change(memory_office.desk, memory_office.people["user"], digest)
    assert [finding.code for finding in refused.findings] == ["parameter.not_yours"]
    unknown = foresee_change(memory_office.desk, memory_office.people["officer"], "0" * 64)
    assert [finding.code for finding in unknown.findings] == ["parameter.not_proposed"]


def notices(office, case, code):
    """Give how often the parties of a case, or the one who registered a model, were told something."""
    with office.desk.store.read() as tx:
        return [notice.code for notice in tx.outbox.of(case=case)].count(code)


def test_what_took_effect_is_told_once_as_it_was_foreseen(office):
    """On its day the draft's parties hear of the change, those who have filed that they are spared, each once."""
    office.opens_registers()
    filed, draft, ended = (office.case() for _ in range(3))
    office.submits(filed)
    office.does(ended, "user", "withdraw", reason="we found another machine")
    digest = proposes(office, ONLY_SI, {**NO_CNC, "from": "2026-06-01"})
    foreseen = foresee_change(office.desk, office.people["officer2"], digest)
    assert not isinstance(publish_change(office.desk, office.people["officer2"], digest), Refusal)
    kept = everything_of(office, filed), everything_of(office, ended)
    due = office.at("2026-06-01T09:00:00+09:00")
    assert (
        {change.case: change.decides for change in due.changes}
        == {one.case: one.decides for one in foreseen.cases if one.difference.reasons}
        == {filed: False, draft: True}
    )
    assert [model.registration for one in due.rescreened for model in one.models] == [f"model/{MAKER}/hlm-650v"]
    assert [one.turn.paths for one in due.rescreened] == [("annex.categories", "claim.classes")]
    told = (notices(office, draft, "notice.parameter_changes"), notices(office, filed, "notice.parameter_spares"))
    assert told == (1 + bool(PARTNER), 2)
    assert notices(office, f"model/{MAKER}/hlm-650v", "notice.model_dropped") == 1
    # Nothing that was decided is written anew, and nobody hears of it again.
    assert (everything_of(office, filed), everything_of(office, ended)) == kept
    assert office.at("2026-06-03T09:00:00+09:00").rescreened == ()
    assert notices(office, draft, "notice.parameter_changes") == told[0]


def everything_of(office, case):
    """Give the entries of a case."""
    with office.desk.store.read() as tx:
        return [row.digest for row in tx.journal.read(f"case/{case}")]


def test_an_edition_tells_whoever_registered_a_model(memory_office):
    """The July edition drops a registered model: its maker hears of it, once, and sees it on the registration."""
    office = memory_office
    office.opens_registers()
    with office.desk.store.read() as tx:
        program = office.desk.programs.definition(tx)
        turn = next(one for one in turns_of(program) if one.edition_on == "2026-07-15")
        coming = look_at(tx, program, turn, parse_instant("2026-06-01T09:00:00+09:00"))
    due = office.at("2026-07-15T09:00:00+09:00")
    told = [model for one in due.rescreened for model in one.models]
    assert tuple(told) == coming.models
    name = f"model/{MAKER}/hlm-650v"
    assert [(one.registration, one.after) for one in told] == [(name, False)]
    shown = {who: show_registration(office.desk, name, office.people[who]) for who in ("maker", "auditor")}
    assert [notice.code for notice in shown["maker"].notices] == ["notice.model_dropped"]
    assert [notice.code for notice in shown["auditor"].notices] == []
    assert notices(office, f"model/{MAKER}/hlm-650v", "notice.model_dropped") == 1


def test_a_criterion_that_ends_is_told_on_the_day_after(memory_office):
    """A draft and a filed case hear once that a criterion is no more; only the draft is decided without it."""
    office = memory_office
    files = office.desk.programs.seed()
    rules = files["rules.toml"].decode().replace('id = "R05"', 'id = "R05"\nuntil = 2026-05-31').encode()
    office.desk = replace(office.desk, programs=Library(office.desk.program_id, {**files, "rules.toml": rules}))
    filed, draft = office.opens(), office.case()
    office.submits(filed)
    (found,) = office.at("2026-06-01T09:00:00+09:00").rescreened
    assert found.turn.names == ("R05",)
    assert {change.case: change.decides for change in found.changes} == {filed: False, draft: True}
    assert notices(office, draft, "notice.parameter_changes") == 1 + bool(PARTNER)
    assert office.at("2026-06-02T09:00:00+09:00").rescreened == ()


def test_a_case_whose_content_cannot_be_read_yet_is_no_difference(memory_office):
    """A draft without a line is looked at and left alone."""
    office = memory_office
    office.opens_registers()
    office.case(lines=[])
    office.case(lines=[{**FILE["lines"][0], **LISTED, "price": "a lot"}])
    assert suppose(office.desk, {"subsidy.rate": "10 %"}).counts["same"] == 2


def test_the_office_is_told_by_the_case_page(memory_office):
    """The parties see the notice where they see their case."""
    office = memory_office
    case = office.opens()
    digest = proposes(office, ONLY_SI)
    publish_change(office.desk, office.people["officer2"], digest)
    office.at("2026-06-01T09:00:00+09:00")
    codes = [notice.code for notice in show_case(office.desk, case, office.people["user"]).notices]
    assert "notice.parameter_changes" in codes


def test_a_report_tells_what_was_changed_and_what_is_to_come(memory_office):
    """What the journal kept of a day reads as it was found; before it, what the next day will change."""
    office = memory_office
    office.opens_registers()
    office.submits(office.case())
    office.case()
    digest = proposes(office, ONLY_SI, NO_CNC)
    publish_change(office.desk, office.people["officer2"], digest)
    coming, opened = show_rescreening(office.desk)
    assert (coming.is_done, coming.found.turn.on.isoformat(), opened.found.turn.edition_on) == (
        *(False, "2026-06-01"),
        "2026-05-09",
    )
    found = office.at("2026-06-01T09:00:00+09:00").rescreened
    ahead, done, *_ = show_rescreening(office.desk)
    assert (ahead.found.turn.edition_on, done.is_done) == ("2026-07-15", True)
    assert [done.found.as_json()] == [one.as_json() | {"changes": done.found.as_json()["changes"]} for one in found]
    kept = [(one.case, one.decides, one.difference.reasons) for one in done.found.changes]
    assert kept == [(one.case, one.decides, one.difference.reasons) for one in found[0].changes]
    assert (coming.found.models, len(coming.found.changes)) == (found[0].models, len(found[0].changes))
