"""The forms of commissioning: held against the case, frozen with their names in private, signed by those present."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.application.commissioning_form import Form, faults_of_form, file_form, read_form
from sekisho.application.file_document import Paper, file_document
from sekisho.application.printed_form import print_form
from sekisho.application.project import CASES, read_case
from sekisho.application.request import Accepted
from sekisho.application.surround import surround
from sekisho.bootstrap.package import all_wording
from sekisho.domain.casework.commissioning import FORMS, HEAD, LISTS, Known, check_form
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.guard.form import exporter_signs_for_his_machine
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import parse_day, parse_instant

SCAN = Paper("installation_log", "signed.pdf", b"%PDF-1.7 signed by hand", "application/pdf", "L1")
BUYER = {"name": "佐藤 花子", "role": "設備課長", "organisation": "合同会社あおば", "signs": "account"}
MAKER = {"name": "李 明", "role": "工程师", "organisation": "海蓝精机", "signs": "account"}
KNOWN = Known(parse_day("2026-09-20"), "2026-08-24", "2026-09-10", "SN-1")
INSTALLATION = {
    "machine_serial": "SN-1", "site": "第二工場", "firmware": "4.8.1", "accepted_on": "2026-09-08",
    "acceptance": "as_agreed", "present": [BUYER, MAKER],
    "steps": [
        {"on": "2026-09-02", "who": "李 明", "what": "水平出し", "outcome": "0.02 mm/m"},
        {"on": "2026-09-08", "who": "李 明", "what": "試運転", "outcome": "異常なし"},
    ],
}  # fmt: skip
TRAINING = {
    "machine_serial": "SN-1", "site": "第二工場", "trainer": "李 明", "language": "zh", "present": [MAKER],
    "sessions": [{"on": "2026-09-12", "topic": "非常停止と復帰", "minutes": 90}],
    "trainees": [{"name": "鈴木 一郎", "role": "オペレーター", "result": "achieved"}],
}  # fmt: skip
RIGHT = {"installation_log": INSTALLATION, "training_record": TRAINING}


def codes(kind, known=KNOWN, **other):
    """Give what a form is refused for, changed in one place."""
    return {(one.code, one.place) for one in check_form(kind, {**RIGHT[kind], **other}, known)}


def step(on):
    """Give a step of a day."""
    return {"on": on, "who": "x", "what": "y", "outcome": "z"}


def session(on="2026-09-12", minutes=60):
    """Give a session of a day."""
    return {"on": on, "topic": "t", "minutes": minutes}


TRAINEE = {"name": "x", "role": "y", "result": "failed"}


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_in_order_has_nothing_wrong(kind):
    """What was done in its order is accepted."""
    assert codes(kind) == set()


@pytest.mark.parametrize(
    ("kind", "other", "code", "place"),
    [
        ("installation_log", {"steps": [step("2026-08-20")]}, "form.before_delivery", "steps.1.on"),
        ("installation_log", {"steps": [step("2026-09-09")]}, "form.step_after_acceptance", "steps.1.on"),
        ("installation_log", {"accepted_on": "2026-09-11"}, "form.after_commissioning", "accepted_on"),
        ("installation_log", {"accepted_on": "2026-09-21"}, "form.day_ahead", "accepted_on"),
        ("installation_log", {"machine_serial": "SN-2"}, "form.other_serial", "machine_serial"),
        ("installation_log", {"acceptance": "splendid"}, "form.not_offered", "acceptance"),
        ("installation_log", {"steps": []}, "form.nothing_listed", "steps"),
        ("installation_log", {"steps": [step("2026-09-02")] * 51}, "form.too_many", "steps"),
        ("installation_log", {"steps": [{**step("2026-09-02"), "what": "長" * 500}] * 41}, "form.too_long", ""),
        ("installation_log", {"steps": ["x"]}, "form.no_entry", "steps.1"),
        ("installation_log", {"present": "everybody"}, "form.nothing_listed", "present"),
        ("installation_log", {"site": ""}, "field.missing", "site"),
        ("installation_log", {"weather": "fine"}, "field.unknown", "weather"),
        ("installation_log", {"accepted_on": "8 September"}, "field.wrong.day", "accepted_on"),
        ("training_record", {"sessions": [session("2026-08-01")]}, "form.before_delivery", "sessions.1.on"),
        ("training_record", {"sessions": [session(minutes="long")]}, "field.wrong.number", "sessions.1.minutes"),
        ("training_record", {"trainees": [TRAINEE]}, "form.not_offered", "trainees.1.result"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(kind, other, code, place):
    """Days that contradict the case or each other, another machine, and what is missing are refused by name."""
    assert (code, place) in codes(kind, **other)


@pytest.mark.parametrize("serial", ["ＳＮ－１", "sn-1", " SN 1 ", "SN‐1"])
def test_a_serial_number_is_compared_as_everywhere(serial):
    """Typed in full width, small or with another hyphen it is the machine's own."""
    assert codes("installation_log", machine_serial=serial) == set()


def test_training_may_follow_the_commissioning():
    """Operators are often trained on the running machine; only the installation has to be over by then."""
    assert codes("training_record", sessions=[session("2026-09-15")]) == set()


def test_a_line_the_case_knows_little_of_refuses_little():
    """Before delivery and commissioning are recorded, days are held against today and each other alone."""
    assert codes("installation_log", Known(parse_day("2026-09-20")), machine_serial="any") == set()


NAMES = sorted(
    {field.name for kind in FORMS for field in HEAD[kind]} | {part for kind in FORMS for part in LISTS[kind]}
)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["2026-09-02", "account"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from([*NAMES, "on", "name"]), below),
    max_leaves=12,
)


@given(st.sampled_from([*FORMS, "essay"]), st.dictionaries(st.sampled_from(NAMES), ANY))
def test_any_content_is_judged(kind, content):
    """Whatever is sent as a form, the answer is findings."""
    assert all(one.code for one in check_form(kind, content, KNOWN))


@pytest.fixture
def installed(memory_office):
    """An office with a case whose machine runs, and the case's number."""
    return memory_office, running(memory_office)


def running(office, case=""):
    """Give a case whose machine runs; the one that is named, where registers are open already."""
    case = case or office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    return case


def form(case, kind="installation_log", *, scans=(), **other):
    """Give a form for the case's machine."""
    return Form(kind, "L1", {**RIGHT[kind], "machine_serial": f"SN-{case}", **other}, scans)


def filed(office, case, wanted):
    """File a form that has to be right; give the number of its paper."""
    done = file_form(office.desk, case, office.people["user"], wanted)
    assert isinstance(done, Accepted), done
    return list(done.case.documents)[-1]


def events(office, case):
    """Give everything the journal says of the case."""
    with office.desk.store.read() as tx:
        return json.dumps([row.event.body for row in tx.journal.read(CASES + case)], ensure_ascii=False, default=str)


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_is_filed_as_the_paper_it_is_and_its_names_stay_private(installed, kind):
    """The record is kept by digest, says again what was written, and no name reaches the journal."""
    office, case = installed
    more = {"sessions": [session("2026-09-10")]} if kind == "training_record" else {}
    paper = filed(office, case, form(case, kind, **more))
    kept = read_form(office.desk, case, office.people["officer"], paper)
    assert kept.kind == kind
    assert kept.content["site"] == "第二工場"
    assert read_form(office.desk, case, office.people["stranger"], paper) is None


def test_a_form_that_contradicts_the_case_is_refused_and_nothing_is_kept(installed):
    """A step before the delivery refuses the form; the case has no more papers than before."""
    office, case = installed
    wrong = form(case, steps=[step("2026-08-01")])
    assert {one.code for one in faults_of_form(office.desk, case, office.people["user"], wrong)} == {
        "form.before_delivery"
    }
    assert isinstance(file_form(office.desk, case, office.people["user"], wrong), Refusal)


def test_who_signs_by_hand_needs_the_scan_of_the_sheet(installed):
    """A form on which somebody signs on paper is filed with the scan, which is a paper of its own."""
    office, case = installed
    by_hand = {"present": [BUYER, {**MAKER, "signs": "paper"}]}
    refused = file_form(office.desk, case, office.people["user"], form(case, **by_hand))
    assert isinstance(refused, Refusal)
    assert {one.code for one in refused.findings} == {"form.no_scan"}
    paper = filed(office, case, form(case, scans=(SCAN,), **by_hand))
    names = [
        one.name
        for one in office.does(case, "user", "sign_form", form=digest(office, case, paper)).case.documents.values()
    ]
    assert names[-2:] == ["signed.pdf", "installation_log.json"]


def digest(office, case, paper):
    """Give the digest of a paper."""
    with office.desk.store.read() as tx:
        return read_case(tx, case).documents[paper].digest


def test_those_present_sign_what_was_written_once(office):
    """The buyer and the inspector sign the record's digest, on every engine; nobody twice, nobody another's."""
    case = running(office)
    paper = filed(office, case, form(case))
    signed = digest(office, case, paper)
    office.does(case, "user", "sign_form", form=signed)
    done = office.does(case, "inspector", "sign_form", form=signed)
    assert [one.side for one in done.case.documents[paper].signatures] == ["end_user", "office"]
    assert office.codes(case, "user", "sign_form", form=signed) == {"guard.form_signed_already"}
    assert "guard.form_unknown" in office.codes(case, "user", "sign_form", form="0" * 64)


def test_the_makers_engineer_signs_for_his_own_machine_alone(office):
    """The exporter whose machine it is was there; a form of a line he does not supply is none to him."""
    case = running(office)
    signed = digest(office, case, filed(office, case, form(case)))
    command = Command(
        "sign_form", office.people["maker"].actor, parse_instant("2026-09-20T10:00:00+09:00"), {"form": signed}
    )
    with office.desk.store.read() as tx:
        read = read_case(tx, case)
        around = surround(office.desk, tx, read, command)
    assert exporter_signs_for_his_machine(read, command, around) == []
    others = exporter_signs_for_his_machine(read, command, replace(around, supplied=("L2",)))
    assert [one.code for one in others] == ["guard.form_unknown"]
    done = office.does(case, "maker", "sign_form", form=signed)
    assert [one.side for one in [*done.case.documents.values()][-1].signatures] == ["exporter"]


def test_a_file_that_calls_itself_a_form_is_none(installed):
    """Who sends a file cannot mark it as a form: it is an upload like any other, and nobody signs it."""
    office, case = installed
    sent = Paper(
        "installation_log", "log.pdf", b"log", "application/pdf", "L1", {"form": "sekisho/commissioning-form/v1"}
    )
    done = file_document(office.desk, case, office.people["user"], sent)
    paper = list(done.case.documents)[-1]
    assert not done.case.documents[paper].about
    assert office.codes(case, "user", "sign_form", form=digest(office, case, paper)) == {"guard.form_unknown"}


def test_a_form_is_printed_the_same_each_time_before_and_after_it_is_signed(installed):
    """The print has room to sign by hand; as filed it names the record's digest and who signed by key."""
    office, case = installed
    wanted = form(case)
    blank = print_form(office.desk, case, wanted, Language.EN)
    assert blank == print_form(office.desk, case, wanted, Language.EN)
    assert blank.startswith(b"%PDF")
    paper = filed(office, case, wanted)
    done = office.does(case, "user", "sign_form", form=digest(office, case, paper))
    again = print_form(office.desk, case, wanted, Language.ZH_HANS, done.case.documents[paper])
    assert again.startswith(b"%PDF")
    assert again != blank


def test_the_day_of_a_signature_is_the_day_in_japan(installed):
    """Signed before nine in the morning it was signed that day, whatever day it still was in UTC."""
    office, case = installed
    wanted = form(case)
    paper = filed(office, case, wanted)
    done = office.does(case, "user", "sign_form", form=digest(office, case, paper))
    signed = done.case.documents[paper]

    def printed(at):
        signature = replace(signed.signatures[0], signed_at=parse_instant(at))
        return print_form(office.desk, case, wanted, Language.EN, replace(signed, signatures=(signature,)))

    assert printed("2026-09-19T23:00:00+00:00") == printed("2026-09-20T08:00:00+09:00")


def test_no_name_of_a_form_stands_in_the_journal(installed):
    """Trainees, trainer and those present are named in the private record alone."""
    office, case = installed
    filed(office, case, form(case))
    told = events(office, case)
    assert "installation_log" in told
    assert not [name for name in ("佐藤", "李 明", "第二工場") if name in told]


@pytest.mark.parametrize("language", [Language.JA, Language.ZH_HANS])
@pytest.mark.parametrize("kind", FORMS)
def test_what_is_missing_is_said_in_words(kind, language):
    """Every field that is left out, also in a list, is called in the reader's language and not by its key."""
    empty = {part: [{}] for part in LISTS[kind]}
    found = [one for one in check_form(kind, empty, KNOWN) if one.code == "field.missing"]
    assert {"present.1.signs", "machine_serial"} <= {one.place for one in found}
    said = [all_wording().say_finding(one, language) for one in found]
    assert [text for text in said if any(sign.isascii() and sign.isalpha() for sign in text)] == []
