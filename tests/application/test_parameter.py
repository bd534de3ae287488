"""Parameters are changed by two officers, for days to come; what was decided before keeps what it was decided by."""

from datetime import date, timedelta

import pytest

from sekisho.application.change_parameter import (
    open_proposals,
    propose_change,
    publish_change,
    withdraw_change,
)
from sekisho.application.project import read_case
from sekisho.application.publish_edition import stream_of
from sekisho.application.replay_decision import replay_decision
from sekisho.application.show_case import show_case
from sekisho.bootstrap.package import library
from sekisho.domain.program.change import write_changes
from sekisho.domain.screening.replay import Replay
from sekisho.domain.values.finding import Finding, Refusal

CHANGE = {"path": "pse.reading", "from": "2026-06-01", "value": "literal", "cite": "assumption: the office reads it so"}
#: The papers of a machine whose maker declares that the Act does not apply.
DECLARED = (("pse_out_of_scope_declaration", {}),)
JUNE, MAY = date(2026, 6, 1), date(2026, 5, 31)


def codes(refusal):
    """Give the reasons of a refusal."""
    assert isinstance(refusal, Refusal), refusal
    return {finding.code for finding in refusal.findings}


def proposes(office, who="officer", **changes):
    """Propose one change."""
    return propose_change(office.desk, office.people[who], write_changes([{**CHANGE, **changes}]))


def publishes(office, **changes):
    """Propose a change as one officer and publish it as another."""
    done = publish_change(office.desk, office.people["officer2"], proposes(office, **changes).digest)
    assert not isinstance(done, Refusal), done
    return done


def definition(office):
    """Give the program as published."""
    with office.desk.store.read() as tx:
        return office.desk.programs.definition(tx)


def screening(office, case):
    """Give the screening a case keeps."""
    with office.desk.store.read() as tx:
        return read_case(tx, case).screening


def test_two_officers_change_a_parameter_and_its_history_tells(office):
    """The value holds from its day; the history names source, reason, both persons and the moment it was recorded."""
    office.opens_registers()
    before = definition(office)
    row = publishes(office, reason="decided on 20 May")
    changed = definition(office)
    assert [changed.text("pse.reading", day) for day in (MAY, JUNE)] == ["officer", "literal"]
    entry = changed.parameters["pse.reading"].history[-1]
    assert (entry.entered_by, entry.checked_by, entry.recorded_at) == ("officer", "officer2", row.recorded_at)
    assert (entry.is_checked, str(entry.citation)) == (True, CHANGE["cite"])
    assert entry.reason == "decided on 20 May"
    assert changed.parameter_hash != before.parameter_hash
    with office.desk.store.read() as tx:
        assert open_proposals(office.desk, tx) == ()


@pytest.mark.parametrize("who", ["user", "maker", "inspector", "finance", "auditor"])
def test_nobody_else_changes_parameters(memory_office, who):
    """Neither proposing, publishing nor taking back is open to anybody but an officer."""
    memory_office.opens_registers()
    assert codes(proposes(memory_office, who)) == {"parameter.not_yours"}
    digest, person = proposes(memory_office).digest, memory_office.people[who]
    assert codes(publish_change(memory_office.desk, person, digest)) == {"parameter.not_yours"}
    reason = {"reason": "it is not mine to say"}
    assert codes(withdraw_change(memory_office.desk, person, digest, reason)) == {"parameter.not_yours"}


def test_one_person_never_changes_a_parameter(memory_office):
    """Whoever proposed may not publish, and a proposal is published once."""
    office = memory_office
    office.opens_registers()
    digest = proposes(office).digest
    assert codes(publish_change(office.desk, office.people["officer"], digest)) == {"parameter.same_person"}
    assert definition(office).text("pse.reading", JUNE) == "officer"
    assert not isinstance(publish_change(office.desk, office.people["officer2"], digest), Refusal)
    assert codes(publish_change(office.desk, office.people["officer2"], digest)) == {"parameter.not_proposed"}


def test_proposing_the_same_file_again_does_not_make_one_person_two(memory_office):
    """A second proposal of the same bytes is another one: its proposer may publish the first, never his own."""
    office = memory_office
    office.opens_registers()
    mine, yours = proposes(office).digest, proposes(office, "officer2").digest
    assert mine != yours
    assert codes(publish_change(office.desk, office.people["officer2"], yours)) == {"parameter.same_person"}


def test_a_proposal_whose_day_has_come_is_published_no_more(memory_office):
    """Between the two persons time goes on: on its own day a value would reach back over the morning."""
    office = memory_office
    office.opens_registers()
    digest = proposes(office).digest
    office.at("2026-06-01T00:00:00+09:00")
    assert codes(publish_change(office.desk, office.people["officer2"], digest)) == {"parameter.not_future"}


def test_what_another_published_meanwhile_is_seen(memory_office):
    """Of two proposals of the same value the second has nothing left to change."""
    office = memory_office
    office.opens_registers()
    digests = [proposes(office).digest, proposes(office).digest]
    assert not isinstance(publish_change(office.desk, office.people["officer2"], digests[0]), Refusal)
    assert codes(publish_change(office.desk, office.people["officer2"], digests[1])) == {
        *("parameter.unchanged", "parameter.overtaken")
    }


def test_a_value_nobody_weighed_against_another_is_not_published_over_it(memory_office):
    """Two open proposals for one parameter and day name each other; once one is published the other is refused."""
    office = memory_office
    office.opens_registers()
    first = proposes(office)
    second = proposes(office, value="law")
    with office.desk.store.read() as tx:
        rivals = {one.digest: one.rivals for one in open_proposals(office.desk, tx)}
    assert rivals == {first.digest: (second.digest,), second.digest: (first.digest,)}
    assert second.as_json()["rivals"] == [first.digest]
    assert not isinstance(publish_change(office.desk, office.people["officer2"], first.digest), Refusal)
    assert codes(publish_change(office.desk, office.people["officer2"], second.digest)) == {"parameter.overtaken"}
    assert definition(office).text("pse.reading", JUNE) == "literal"


def test_a_published_value_is_corrected_by_proposing_anew(memory_office):
    """Before its day a published value can be corrected, by a new proposal; other days are no rivals."""
    office = memory_office
    office.opens_registers()
    later = proposes(office, value="law", **{"from": "2026-07-01"})
    publishes(office)
    publishes(office, value="law")
    assert definition(office).text("pse.reading", JUNE) == "law"
    assert later.rivals == ()
    withdrawn = proposes(office, cite="assumption: read again", **{"from": "2026-08-01"})
    reason = {"reason": "it was entered by mistake"}
    assert not isinstance(withdraw_change(office.desk, office.people["officer"], withdrawn.digest, reason), Refusal)
    assert proposes(office, cite="assumption: read anew", **{"from": "2026-08-01"}).rivals == ()


def test_a_proposal_is_taken_back_with_a_reason(memory_office):
    """What was taken back is published no more; without a reason it stays."""
    office = memory_office
    office.opens_registers()
    digest = proposes(office).digest
    assert codes(withdraw_change(office.desk, office.people["officer2"], digest, {})) == {"field.missing"}
    reason = {"reason": "the ministry decided otherwise"}
    assert not isinstance(withdraw_change(office.desk, office.people["officer2"], digest, reason), Refusal)
    assert codes(publish_change(office.desk, office.people["officer2"], digest)) == {"parameter.not_proposed"}


def test_a_refused_file_leaves_nothing(memory_office):
    """A file with one wrong change among good ones is refused whole, by place."""
    office = memory_office
    office.opens_registers()
    data = write_changes([CHANGE, {**CHANGE, "path": "clock.claim_days", "value": "soon"}])
    refusal = propose_change(office.desk, office.people["officer"], data)
    assert [(f.code, f.place) for f in refusal.findings] == [("parameter.flaw.type", "change.2.value")]
    with office.desk.store.read() as tx:
        assert tx.journal.length(stream_of(office.desk.program_id)) == 0


def test_the_cap_is_changed_on_its_own_page(memory_office):
    """Money caps are not changed twice: the refusal points to the use case that does it."""
    memory_office.opens_registers()
    refusal = proposes(memory_office, path="pool.appropriation", value=13_000_000_000)
    assert codes(refusal) == {"parameter.own_way.cap"}


def test_what_was_decided_before_keeps_its_hashes_and_repeats(office):
    """A value published later, and one that corrects it, change no kept decision; as known then, it has its hash."""
    office.opens_registers()
    case = office.case()
    office.submits(case)
    kept = screening(office, case)
    with office.desk.store.read() as tx:
        decided_at = tx.journal.read(f"case/{case}")[-1].recorded_at
    publishes(office)
    publishes(office, value="law", cite="law: Act 234 of 1961, art. 10")
    changed = definition(office)
    assert (screening(office, case), changed.text("pse.reading", JUNE)) == (kept, "law")
    assert changed.parameter_hash != kept["parameter_hash"]
    with office.desk.store.read() as tx:
        known = office.desk.programs.known_at(tx, decided_at)
        all_known = office.desk.programs.known_at(tx, decided_at + timedelta(days=1))
    assert (known.parameter_hash, known.rules.hash) == (kept["parameter_hash"], kept["ruleset_hash"])
    assert all_known.parameter_hash == changed.parameter_hash


def test_a_decision_on_published_values_is_repeated(office):
    """What was judged by a published value repeats from what is kept, also after the value was corrected."""
    office.opens_registers()
    publishes(office, reason="decided on 20 May")
    office.at("2026-06-02T09:00:00+09:00")
    case = office.case()
    office.submits(case)
    publishes(office, value="officer", **{"from": "2026-06-10"})
    repeated = replay_decision(office.desk, case)
    assert isinstance(repeated, Replay), repeated
    assert repeated.findings == ()


def test_a_submitted_case_goes_on_by_what_held_at_its_submission(office):
    """The reading turned from June on: what was filed in May is judged as before, what is filed in June is not."""
    office.opens_registers()
    filed, draft = office.case(), office.case()
    for case in (filed, draft):
        for kind, about in DECLARED:
            office.files(case, kind, **about)
    office.submits(filed, papers=False)
    publishes(office, value="law")
    office.at("2026-06-02T09:00:00+09:00")

    def pse(case: str) -> Finding:
        shown = show_case(office.desk, case, office.people["officer"])
        return next(gate for gate in shown.gates if gate.code == "rule.R06")

    assert [pse(case).outcome for case in (filed, draft)] == ["undetermined", "not_applicable"]


def test_a_reader_that_knows_nothing_reads_the_same(office):
    """Whoever puts the definition together from the journal alone gets the same hash: the cache hides nothing."""
    office.opens_registers()
    publishes(office)
    known = definition(office)
    with office.desk.store.read() as tx:
        fresh = type(library())(office.desk.program_id, office.desk.programs.seed()).definition(tx)
    assert fresh.parameter_hash == known.parameter_hash
    assert fresh.parameters == known.parameters
