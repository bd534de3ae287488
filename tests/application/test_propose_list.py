"""A list becomes an edition through two officers: looked at, proposed with its bytes, published by another."""

from dataclasses import replace

import pytest

from sekisho.application.foresee_edition import foresee_edition
from sekisho.application.import_edition import TABLE_IMPORTER, Source
from sekisho.application.publish_edition import Origin, propose_edition, publish_edition, published
from sekisho.application.show_editions import (
    edition_file,
    look_at_edition,
    propose_source,
    show_editions,
    source_file,
)
from sekisho.bootstrap.package import table_reader
from sekisho.domain.values.finding import Refusal
from tests.cases.annex.sample import FOLDER, expected

NAMES = ("annex-a-2026-05-09.toml", "annex-a-2026-07-15.toml", "annex-a-2026-10-10.toml")
LIST = Source("list.xlsx", (FOLDER / "list.xlsx").read_bytes())
WHY = "published late, after the ministry's own notice"


def codes(refusal):
    """Give the reasons of a refusal."""
    assert isinstance(refusal, Refusal), refusal
    return {finding.code for finding in refusal.findings}


def publishes(office, name, data=None, origin=None):
    """Propose an edition's file as one officer and publish it as another."""
    data = office.desk.programs.seed()[name] if data is None else data
    digest = propose_edition(office.desk, office.people["officer"], name, data, origin).event.text("blob")
    done = publish_edition(office.desk, office.people["officer2"], digest)
    assert not isinstance(done, Refusal), done
    return digest


@pytest.fixture
def begun(office):
    """An office whose three editions are published, with a desk that reads tables, in May."""
    office.desk = replace(office.desk, tables=table_reader())
    office.opens()
    for name in NAMES:
        publishes(office, name)
    return office


def test_a_list_is_looked_at_proposed_and_published(begun):
    """Looking keeps nothing; proposing keeps the list as it came; the other officer's edition is what was read."""
    officer, other = begun.people["officer"], begun.people["officer2"]
    look = look_at_edition(begun.desk, officer, LIST)
    assert look.is_good
    assert [one.model for one in look.comparison.added] == ["QY-R30"]
    assert show_editions(begun.desk).proposed == ()
    proposed = propose_source(begun.desk, officer, LIST)
    event = proposed.event
    assert (event.text("importer"), event.text("source_name")) == (TABLE_IMPORTER, "list.xlsx")
    [waiting] = show_editions(begun.desk).proposed
    assert (waiting.proposer, waiting.edition.models) == ("officer", expected().models)
    assert codes(publish_edition(begun.desk, officer, event.text("blob"))) == {"edition.same_person"}
    assert not isinstance(publish_edition(begun.desk, other, event.text("blob")), Refusal)
    after = show_editions(begun.desk)
    assert after.proposed == ()
    newest = after.published[0]
    assert (newest.proposer, newest.publisher, len(after.held)) == ("officer", "officer2", 4)
    assert [one.model for one in newest.comparison.removed] == ["DH-H5"]
    assert source_file(begun.desk, newest.source) == ("list.xlsx", LIST.data)
    assert edition_file(begun.desk, "2026-12-01")[0] == newest.name


def test_a_list_with_problems_is_never_proposed(begun):
    """Every problem is a reason of the refusal, by place; a file that is no table is refused as such."""
    data = (FOLDER / "list-cp932.csv").read_bytes().decode("cp932").replace("６５０", "要問合せ").encode("cp932")
    refused = propose_source(begun.desk, begun.people["officer"], Source("list.csv", data))
    assert [one.place for one in refused.findings] == ["list.csv!C9"]
    assert codes(propose_source(begun.desk, begun.people["officer"], Source("list.csv", b""))) == {"table.empty"}
    assert codes(propose_source(begun.desk, begun.people["officer"], Source("x.toml", b"["))) == {"edition.unreadable"}
    assert show_editions(begun.desk).proposed == ()


@pytest.mark.parametrize("who", ["user", "inspector", "finance", "auditor"])
def test_only_officers_look_and_propose(begun, who):
    """Nobody else is told what a list holds."""
    assert codes(look_at_edition(begun.desk, begun.people[who], LIST)) == {"edition.not_yours"}
    assert codes(propose_source(begun.desk, begun.people[who], LIST)) == {"edition.not_yours"}


def test_an_edition_reaches_back_only_with_a_reason(begun):
    """An edition whose day has come is refused, at the proposal and at the publication, unless somebody says why."""
    officer, other = begun.people["officer"], begun.people["officer2"]
    in_time = propose_source(begun.desk, officer, LIST)
    begun.at("2026-12-02T09:00:00+09:00")
    assert codes(publish_edition(begun.desk, other, in_time.event.text("blob"))) == {"edition.begun"}
    look = look_at_edition(begun.desk, officer, LIST)
    assert [one.code for one in look.obstacles] == ["edition.begun"]
    assert codes(propose_source(begun.desk, officer, LIST)) == {"edition.begun"}
    late = propose_source(begun.desk, officer, LIST, WHY)
    assert late.event.text("reason") == WHY
    assert not isinstance(publish_edition(begun.desk, other, late.event.text("blob")), Refusal)
    assert show_editions(begun.desk).published[0].reason == WHY


def test_the_first_edition_published_holds_from_the_first_day_of_the_window(office):
    """With a later one alone no edition would hold on the days before: the shipped ones give way."""
    office.opens()
    officer, seed = office.people["officer"], office.desk.programs.seed()
    assert codes(propose_edition(office.desk, officer, NAMES[2], seed[NAMES[2]])) == {"edition.leaves_gap"}
    publishes(office, NAMES[0])
    publishes(office, NAMES[2])
    with office.desk.store.read() as tx:
        assert list(published(tx, office.desk.program_id)) == [NAMES[0], NAMES[2]]


def test_a_day_that_is_taken_meanwhile_refuses_the_second_list(begun):
    """Two proposals for one day wait side by side; once one is published the other is over."""
    officer, other = begun.people["officer"], begun.people["officer2"]
    csv = Source("list.csv", (FOLDER / "list-gb18030.csv").read_bytes(), reference="METI/IA/2026-12-001")
    digests = [propose_source(begun.desk, officer, one).event.text("blob") for one in (LIST, csv)]
    assert len(show_editions(begun.desk).proposed) == 2
    assert not isinstance(publish_edition(begun.desk, other, digests[0]), Refusal)
    assert codes(publish_edition(begun.desk, other, digests[1])) == {"edition.published_already"}
    assert show_editions(begun.desk).proposed == ()
    look = look_at_edition(begun.desk, officer, LIST)
    assert [one.code for one in look.found.transcript.problems] == ["annex.same_day"]


def test_what_an_edition_would_do_to_open_cases_is_seen_before_it_is_published(office):
    """A draft whose model the edition drops comes out otherwise; what is submitted is spared (A16); nothing is kept."""
    office.desk = replace(office.desk, tables=table_reader())
    draft, filed = office.opens(), office.case()
    office.submits(filed)
    publishes(office, NAMES[0])
    officer = office.people["officer"]
    # The edition of July drops HLM-650V, which both cases are about.
    digest = propose_edition(office.desk, officer, NAMES[1], office.desk.programs.seed()[NAMES[1]]).event.text("blob")
    seen = foresee_edition(office.desk, officer, digest)
    found = {one.case: (one.decides, one.difference.edition_after) for one in seen.cases}
    assert found == {draft: (True, "2026-07-15"), filed: (False, "2026-07-15")}
    assert (seen.looked_at, seen.counts["spared"]) == (2, 1)
    assert [one.after for one in seen.models] == [False]
    assert codes(foresee_edition(office.desk, officer, "0" * 64)) == {"edition.not_proposed"}
    assert codes(foresee_edition(office.desk, office.people["user"], digest)) == {"edition.not_yours"}


def test_files_that_are_no_editions_are_not_handed_out(begun):
    """Only what a proposal names is handed out, by its digest; a day without an edition has no file."""
    private = begun.desk.store
    with private.write() as tx:
        digest = tx.blobs.put(b"a bank account", private=True)
    assert source_file(begun.desk, digest) is None
    assert source_file(begun.desk, "0" * 64) is None
    assert edition_file(begun.desk, "2026-06-01") is None
    assert edition_file(begun.desk, "2026-07-15")[1] == begun.desk.programs.seed()[NAMES[1]]


def test_the_shipped_editions_may_be_published_as_they_are_at_any_time(office):
    """What holds already may be put into the journal later: it reaches back without changing anything."""
    office.opens()
    office.at("2026-05-20T09:00:00+09:00")
    publishes(office, NAMES[0])
    changed = office.desk.programs.seed()[NAMES[1]].replace(b"2026-07-15", b"2026-05-15", 1)
    origin = Origin(reason="  ")
    refused = propose_edition(office.desk, office.people["officer"], "annex-a-2026-05-15.toml", changed, origin)
    assert codes(refused) == {"edition.begun"}
