"""Plants without OPC UA or MTConnect: values nobody knew are asked, and the record of what was seen names them."""

import io
import zipfile
from dataclasses import replace
from hashlib import sha256

import pytest

from sekisho.application.export_dossier import export_dossier
from sekisho.application.file_document import Paper, file_document
from sekisho.application.observe import ask_observation, show_question
from sekisho.application.project import read_case
from sekisho.application.readable import plans_to
from sekisho.application.seal_journal import seal_journal
from sekisho.application.show_case import show_case
from sekisho.application.shown_evidence import evidence_findings
from sekisho.application.take_capture import issue_capture_plan
from sekisho.domain.casework.consequence import digests_of_item
from sekisho.domain.evidence.observation import KIND
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.time import parse_instant
from tests.application.scene import FILE, photo
from tests.application.test_after_payment import verified
from tests.application.test_capture import MACHINE

ON_MEMORY = pytest.mark.parametrize("office", ["memory"], indirect=True)
pytestmark = ON_MEMORY


def codes(result):
    assert isinstance(result, Refusal), result
    return {finding.code for finding in result.findings}


@pytest.fixture
def case(office):
    """A case in a sealed journal, on a day in May."""
    office.at("2026-05-20T10:00:00+09:00")
    case = office.case()
    seal_journal(office.desk)
    return case


def asks(office, case, who="inspector"):
    return ask_observation(office.desk, case, office.people[who], "L1")


def records(office, case, data=None, **about):
    """File what the inspector saw, a quarter of an hour after he asked."""
    office.at("2026-05-20T10:15:00+09:00")
    usual = {
        "how": "code",
        "seen_at": "2026-05-20T10:10:00+09:00",
        "place": "Hall 2",
        "present": "operator of the first shift",
    }
    paper = Paper(KIND, "seen.jpg", photo() if data is None else data, "image/jpeg", "L1", usual | about)
    return file_document(office.desk, case, office.people["inspector"], paper)


def integration(office, case):
    with office.desk.store.read() as tx:
        read, program = read_case(tx, case), office.desk.programs.definition(tx)
    found = evidence_findings(read, read.lines["L1"], program, parse_instant("2026-05-20T11:00:00+09:00"))
    return next(one for one in found if one.code.startswith("evidence.integration"))


@pytest.mark.parametrize(("how", "configuration"), [("code", "gateway_configuration"), ("numbers", "plc_project")])
def test_values_seen_as_asked_show_the_integration(office, case, how, configuration):
    """With the configuration or the project's print-out, and accepted by somebody else, the evidence says its worth."""
    asked = asks(office, case)
    seen = asked.values.code if how == "code" else " ".join(asked.values.numbers)
    done = records(office, case, how=how, seen=seen)
    paper = [*done.case.documents.values()][-1]
    assert paper.about["challenge"] == asked.challenge
    office.files(case, configuration)
    for document in [one for one in read(office, case).documents.values() if one.kind in {KIND, configuration}]:
        office.does(case, "officer", "accept_document", document=document.id)
    found = integration(office, case)
    assert (found.code, found.facts["worth"]) == ("evidence.integration_observed", "as_asked")


def held(office, case, who):
    """Give the names of the files in somebody's dossier, which verifies."""
    assert verified(office, case, who)
    dossier = zipfile.ZipFile(io.BytesIO(export_dossier(office.desk, case, office.people[who])))
    return {name.rpartition("/")[2] for name in dossier.namelist()}


def test_nobody_who_is_visited_reads_what_will_be_asked(office, case):
    """From the challenge's record anybody derives the values: until they were seen only office and audit hold it."""
    challenge = asks(office, case, "officer").challenge
    told = {who: challenge in held(office, case, who) for who in ("user", "partner", "inspector", "auditor")}
    assert told == {"user": False, "partner": False, "inspector": True, "auditor": True}
    assert not isinstance(records(office, case, seen="anything"), Refusal)
    assert challenge in held(office, case, "user")


@pytest.mark.parametrize(("who", "is_told"), [("inspector", False), ("officer", True), ("partner", True)])
def test_an_inspectors_plan_is_his_own_until_he_has_captured(office, case, who, is_told):
    """A party reads the plans of its own captures and those the office made for it, none of a visit to come."""
    case = office.case(lines=[{**FILE["lines"][0], "serial": "SN-9"}])
    issued = issue_capture_plan(office.desk, case, office.people[who], "L1", [MACHINE])
    (plan,) = read(office, case).lines["L1"].plans
    for reader, seen in (("user", is_told), ("inspector", True), ("auditor", True)):
        assert plans_to(read(office, case).lines["L1"], office.people[reader]) == ((plan,) if seen else ())
        assert (sha256(issued.plan).hexdigest() in held(office, case, reader)) is seen
        assert (plan.challenge in held(office, case, reader)) is seen
    answered = replace(read(office, case).lines["L1"], captures=({"challenge": plan.challenge},))
    assert plans_to(answered, office.people["user"]) == (plan,)


def read(office, case):
    with office.desk.store.read() as tx:
        return read_case(tx, case)


def test_other_values_than_asked_show_nothing(office, case):
    """What was asked is derived by the office, whatever the record says of it; other values show no integration."""
    asks(office, case)
    done = records(office, case, seen="WRONG1", asked="WRONG1", challenge="00" * 32)
    paper = [*done.case.documents.values()][-1]
    assert paper.about["asked"] != "WRONG1"
    office.files(case, "gateway_configuration")
    for document in [one for one in read(office, case).documents.values() if one.kind != "visit_photo"]:
        office.does(case, "officer", "accept_document", document=document.id)
    assert integration(office, case).outcome is Outcome.UNDETERMINED


def test_a_record_without_a_challenge_is_the_inspectors_word(office, case):
    """A paper may name a challenge of its own; where the office issued none it answers none."""
    done = records(office, case, seen="85", challenge="00" * 32, asked="85")
    assert not {"challenge", "asked"} & set([*done.case.documents.values()][-1].about)


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"seen_at": "2026-05-20T09:59:00+09:00"}, "guard.observation_out_of_time"),
        ({"seen_at": "2026-05-20T10:16:00+09:00"}, "guard.observation_out_of_time"),
        ({"seen_at": "ten o'clock"}, "guard.observation_no_time"),
        ({"place": " "}, "guard.observation_lacks"),
        ({"present": ""}, "guard.observation_lacks"),
        ({"how": "by telephone"}, "guard.observation_how_unknown"),
        ({"data": b"GIF89a"}, "observation.no_picture"),
        ({"data": b"MZ" + bytes(100)}, "observation.no_picture"),
    ],
)
def test_a_record_that_lacks_something_is_refused(office, case, about, code):
    """Seen before it was asked or later than now, without place or witness, or without a picture: each is named."""
    asks(office, case)
    assert codes(records(office, case, **({"seen": "85"} | about))) == {code}


def test_who_was_present_stands_in_a_private_record(office, case):
    """The operator's name is read on the paper, by the office and by parties of the case; the journal has none."""
    name = "山本 一郎（第一工場）"
    asked = asks(office, case)
    done = records(office, case, seen=asked.values.code, present=name)
    paper = [*done.case.documents.values()][-1]
    with office.desk.store.read() as tx:
        assert all(name not in row.body.decode() for row in tx.journal.everything())
    for who in ("inspector", "officer", "user"):
        read_by = show_case(office.desk, case, office.people[who]).case.documents[paper.id]
        assert (read_by.about["present"], read_by.about["place"]) == (name, "Hall 2")
    # With the photo it is erased.
    assert digests_of_item(done.case, paper.id) == (paper.digest, paper.said)


def test_a_new_challenge_takes_the_place_of_the_last(office, case):
    """What was asked before is asked no more."""
    first = asks(office, case)
    seal_journal(office.desk)
    second = asks(office, case, "officer")
    assert first.values != second.values
    assert show_question(office.desk, read(office, case).lines["L1"]).challenge == second.challenge


def test_parties_ask_for_nothing(office, case):
    """Only the office issues values; for a line the case does not have there are none."""
    assert codes(asks(office, case, "user")) == {"guard.not_yours"}
    asks(office, case)
    wrong = ask_observation(office.desk, case, office.people["inspector"], "L9")
    assert codes(wrong) == {"guard.line_unknown"}
