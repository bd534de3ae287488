"""A decision can be repeated from the store: what it was judged by is kept with it, once, and its loss is said."""

from dataclasses import replace

import pytest

from sekisho.application.export_dossier import export_dossier
from sekisho.application.keep_rules import keep_rules
from sekisho.application.project import CASES
from sekisho.application.replay_decision import replay_decision
from sekisho.domain.screening.replay import Replay
from sekisho.domain.values.finding import Refusal
from sekisho.seal.dossier.archive import read_archive


@pytest.fixture
def granted(office):
    """An office with a case that was submitted and granted."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    return office, case


def codes(done):
    """Give the codes of a refusal or of what a replay found."""
    return [finding.code for finding in done.findings]


def test_every_decision_on_gates_is_reproduced(granted):
    """The newest screening, and the one each event of the case rests on, come out as they were kept."""
    office, case = granted
    with office.desk.store.read() as tx:
        rows = tx.journal.read(CASES + case)
    first = next(row.seq for row in rows if row.type == "case.screened")
    for decision in (case, *(f"{case}/{row.seq}" for row in rows if row.seq >= first)):
        done = replay_decision(office.desk, decision)
        assert isinstance(done, Replay)
        assert done.findings == ()


def test_rules_and_parameters_are_kept_under_the_hashes_a_decision_names(granted):
    """Both blobs are there after the first decision, and public: an auditor may read them."""
    office, case = granted
    done = replay_decision(office.desk, case)
    named = [done.named["ruleset_hash"], done.named["parameter_hash"]]
    with office.desk.store.read() as tx:
        assert tx.blobs.missing(named) == []
        assert tx.blobs.public(named) == named


def test_a_dossier_carries_what_its_decisions_were_judged_by(granted):
    """Rules and parameters stand in the dossier of every side under the hashes the screenings name."""
    office, case = granted
    done = replay_decision(office.desk, case)
    for who in ("user", "partner", "auditor"):
        files = read_archive(export_dossier(office.desk, case, office.people[who]))
        for name in ("ruleset_hash", "parameter_hash"):
            assert f"{case}/data/files/{done.named[name]}" in files


@pytest.mark.parametrize(("hash_of", "code"), [("ruleset_hash", "rules_gone"), ("parameter_hash", "parameters_gone")])
def test_what_is_gone_from_the_store_is_named(granted, hash_of, code):
    """Without the bytes under a hash the replay says which of the two is gone."""
    office, case = granted
    with office.desk.store.write() as tx:
        rows = tx.journal.read(CASES + case)
        newest = next(row.event for row in reversed(rows) if row.type == "case.screened")
        # As a home keeps it in which another version decided and kept nothing.
        older = replace(newest, body={"screening": {**newest.record("screening"), hash_of: "0" * 64}})
        tx.journal.append(CASES + case, [older], len(rows))
    (finding,) = replay_decision(office.desk, case).findings
    assert (finding.code, finding.facts["hash"]) == (f"replay.{code}", "0" * 64)


@pytest.mark.parametrize("decision", ["SF26-999999", "", "/", "nothing/here", "\x00"])
def test_what_is_no_decision_is_refused(granted, decision):
    """A case or an event that is not there is refused by name."""
    done = replay_decision(granted[0].desk, decision)
    assert isinstance(done, Refusal)
    assert codes(done) == ["replay.no_decision"]


def test_before_the_first_screening_there_is_nothing_to_repeat(granted):
    """An event before the first screening rests on none."""
    office, case = granted
    assert codes(replay_decision(office.desk, f"{case}/0")) == ["replay.not_screened"]


def test_what_is_rolled_back_is_kept_by_the_next(office):
    """A transaction that is taken back takes the bytes along, and the next decision keeps them after all."""
    case = office.opens()
    program = office.desk.programs.shipped()
    screening = {
        "ruleset_hash": program.rules.hash,
        "parameter_hash": program.parameter_hash,
        "at": "2026-06-01T00:00:00+09:00",
    }

    def taken_back():
        with office.desk.store.write() as tx:
            keep_rules(office.desk, tx, screening)
            raise LookupError(case)

    with pytest.raises(LookupError):
        taken_back()
    for _ in range(3):
        with office.desk.store.write() as tx:
            keep_rules(office.desk, tx, screening)
    with office.desk.store.read() as tx:
        assert tx.blobs.missing([program.rules.hash, program.parameter_hash]) == []
