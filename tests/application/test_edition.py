"""Editions take two officers, never change, and tell whose outcome they change; what was submitted stays as it was."""

import pytest

from sekisho import bootstrap
from sekisho.application.import_edition import Source, import_edition
from sekisho.application.publish_edition import LARGEST, Origin, propose_edition, publish_edition, published
from sekisho.application.rescreen import rescreen_open_cases
from sekisho.application.show_case import show_case
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.time import parse_instant
from tests.application.scene import LISTED

NAMES = ("annex-a-2026-05-09.toml", "annex-a-2026-07-15.toml", "annex-a-2026-10-10.toml")
TWIN = {"id": "L1", **LISTED, "model": "HLM-650V2", "origin": "CN", "price": 20_000_000, "incoterm": "CIF"}


def codes(refusal):
    """Give the reasons of a refusal."""
    assert isinstance(refusal, Refusal), refusal
    return {finding.code for finding in refusal.findings}


def publishes(office, name, data=None):
    """Propose an edition as one officer and publish it as another; give its digest."""
    data = office.desk.programs.seed()[name] if data is None else data
    digest = propose_edition(office.desk, office.people["officer"], name, data).event.text("blob")
    assert not isinstance(publish_edition(office.desk, office.people["officer2"], digest), Refusal)
    return digest


def test_only_what_two_officers_published_is_in_force(office):
    """Before publication the package's editions hold; afterwards exactly those that were published."""
    office.opens()
    for n, name in enumerate(NAMES[:2], 1):
        digest = publishes(office, name)
        with office.desk.store.read() as tx:
            assert published(tx, office.desk.program_id)[name] == digest
            assert len(office.desk.programs.definition(tx).editions) == n


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'gates = ["V01"]', b'gates = ["V99"]', "definition.unknown_gate"),
        (b'"iso13849_certificate"', b'"magic_paper"', "definition.unknown_paper"),
        (b"spindle_rpm = 15000", b"spindle_rpm = 7000", "definition.listed_below_minimum"),
        (b'gates = ["V01"]', b'gate = ["V01"]', "edition.unreadable"),
    ],
)
def test_a_list_no_careful_reader_would_take_is_not_proposed(memory_office, old, new, code):
    """Unknown gates and papers, models below their own minimum and misspelt entries are refused before two agree."""
    office = memory_office
    office.opens()
    publishes(office, NAMES[0])
    data = office.desk.programs.seed()[NAMES[2]]
    assert old in data
    assert code in codes(propose_edition(office.desk, office.people["officer"], NAMES[2], data.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"effective_from = 2026-10-10", b"effective_from = 9999-12-31", "definition.edition_outside"),
        (b'"cnc"', b'"lathe"', "definition.unknown_category"),
        (b'name = "travel_x_mm", unit = "mm"', b'name = "travel_x_mm", unit = "m"', "definition.unit_changed"),
    ],
)
def test_a_list_out_of_the_programs_reach_is_not_proposed(memory_office, old, new, code):
    """A day far beyond the program, a category it does not know, and a quantity in another unit than before."""
    office = memory_office
    office.opens()
    publishes(office, NAMES[0])
    data = office.desk.programs.seed()[NAMES[2]]
    assert old in data
    name = "annex-a-9999-12-31.toml" if b"9999" in new else NAMES[2]
    assert codes(propose_edition(office.desk, office.people["officer"], name, data.replace(old, new))) == {code}


def test_a_file_larger_than_any_edition_is_not_read(memory_office):
    """Whatever stands in it, a file beyond the limit is refused by its size before anybody reads it."""
    office = memory_office
    office.opens()
    data = office.desk.programs.seed()[NAMES[0]]
    large = data + b"#" * LARGEST
    assert codes(propose_edition(office.desk, office.people["officer"], NAMES[0], large)) == {"edition.too_large"}
    looked = import_edition(bootstrap.table_reader(), office.desk.programs.words(), (), Source(NAMES[0], large))
    assert codes(looked) == {"edition.too_large"}


@pytest.mark.parametrize("reason", [".", "x" * 9, "\x00" * 12])
def test_why_an_edition_reaches_back_is_said_in_a_sentence(memory_office, reason):
    """A sign alone explains nothing to whoever reads the journal later: the reason is as long as any other."""
    office = memory_office
    office.opens()
    office.at("2026-05-20T09:00:00+09:00")
    publishes(office, NAMES[0])
    data = office.desk.programs.seed()[NAMES[1]].replace(b"2026-07-15", b"2026-05-15", 1)
    office_says = Origin(reason=reason)
    refused = propose_edition(office.desk, office.people["officer"], "annex-a-2026-05-15.toml", data, office_says)
    assert codes(refused) == {"field.wrong.reason"}
    said = Origin(reason="the ministry dated it back")
    done = propose_edition(office.desk, office.people["officer"], "annex-a-2026-05-15.toml", data, said)
    assert not isinstance(done, Refusal)


@pytest.mark.parametrize("who", ["user", "maker", "inspector", "finance", "auditor"])
def test_nobody_else_publishes(office, who):
    """Neither proposing nor publishing is open to anybody but an officer."""
    office.opens()
    data = office.desk.programs.seed()[NAMES[0]]
    assert codes(propose_edition(office.desk, office.people[who], NAMES[0], data)) == {"edition.not_yours"}
    digest = propose_edition(office.desk, office.people["officer"], NAMES[0], data).event.text("blob")
    assert codes(publish_edition(office.desk, office.people[who], digest)) == {"edition.not_yours"}


def test_a_published_edition_never_changes(office):
    """The same day cannot be published again, with the same bytes or others, nor can what nobody proposed."""
    office.opens()
    publishes(office, NAMES[0])
    data = office.desk.programs.seed()[NAMES[0]]
    for other in (data, data + b"\n# more\n"):
        again = propose_edition(office.desk, office.people["officer"], NAMES[0], other)
        assert codes(again) == {"edition.published_already"}
    assert codes(publish_edition(office.desk, office.people["officer2"], "0" * 64)) == {"edition.not_proposed"}


def test_a_second_proposal_does_not_slip_in_after_the_first_was_published(office):
    """Of two proposals for one day only one is ever published: the name is taken then."""
    office.opens()
    data = office.desk.programs.seed()[NAMES[0]]
    digests = [
        propose_edition(office.desk, office.people["officer"], NAMES[0], each).event.text("blob")
        for each in (data, data + b"\n# more\n")
    ]
    assert not isinstance(publish_edition(office.desk, office.people["officer2"], digests[0]), Refusal)
    refused = publish_edition(office.desk, office.people["officer2"], digests[1])
    assert codes(refused) == {"edition.published_already"}


def test_a_revision_changes_whom_it_lists(office):
    """The edition of 15 July lists the twin: the outcome of its draft changes, and its parties are told why."""
    twin = office.opens(lines=[TWIN])
    changes = {change.case: change for change in office.at("2026-07-15T00:00:00+09:00").changes}
    assert changes[twin].decides
    assert "rule.R03" in {reason.code for reason in changes[twin].difference.reasons}
    notices = show_case(office.desk, twin, office.people["user"]).notices
    assert [n.code for n in notices if n.code.startswith("notice.")] == ["notice.edition_changes"]


def test_a_later_removal_does_not_undo_what_was_submitted(office):
    """A model that a later edition removes stays decided by the edition in force at submission, up to the grant."""
    case = office.opens()
    office.submits(case)
    office.at("2026-07-15T00:00:00+09:00")
    seen = show_case(office.desk, case, office.people["officer"])
    assert (seen.case.edition_on, seen.stages["application"]) != ("2026-07-15", Outcome.NOT_MET)
    assert all(gate.outcome is not Outcome.NOT_MET for gate in seen.gates if gate.code == "rule.R03")
    assert office.grants(case).case.state == "granted"
    notices = show_case(office.desk, case, office.people["user"]).notices
    assert "notice.edition_spares" in {notice.code for notice in notices}


def test_every_edition_is_applied_once_in_order(office):
    """A clock that jumps over two editions applies both, in order, once each; closed cases are left alone."""
    lapsed = office.opens()
    office.does(lapsed, "user", "withdraw", reason="we found another machine")
    changes = office.at("2026-10-10T00:00:00+09:00").changes
    assert lapsed not in {change.case for change in changes}
    with office.desk.store.read() as tx:
        applied = [row.event.text("edition_on") for row in tx.journal.read("clock") if row.type == "edition.applied"]
    assert applied == ["2026-05-09", "2026-07-15", "2026-10-10"]
    assert rescreen_open_cases(office.desk, parse_instant("2026-10-11T00:00:00+09:00")) == ()
