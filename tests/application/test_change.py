"""A change of the plan after the grant, through the use cases: asked for, signed, screened, approved, or nothing."""

import copy
import io
import json
import zipfile

import pytest

from sekisho.application.act import act
from sekisho.application.conceal import conceal_facts
from sekisho.application.declare import Prepared
from sekisho.application.export_dossier import export_dossier
from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import request_change
from sekisho.application.list_cases import list_cases
from sekisho.application.read_draft import read_draft
from sekisho.application.read_letter import read_letter
from sekisho.application.rebuild import rebuild
from sekisho.application.replay_fund import replay_fund
from sekisho.application.request import Accepted
from sekisho.application.save_draft import save_draft
from sekisho.application.show_case import show_case
from sekisho.bootstrap.sealing import write_trust_file
from sekisho.domain.values.finding import Refusal
from sekisho.seal.verify.report import Result
from sekisho.seal.verify.trust import read_trust
from sekisho.seal.verify.verifier import verify_dossier
from tests.application.scene import CHECKLIST, FILE, MAKER

FIRST = {**FILE["lines"][0], "serial": "SN-1"}
SECOND = {**FIRST, "id": "L2", "serial": "SN-2", "price": 10_000_000}
WHAT, WHY = "the second machine is given up", "the second hall is not built this year"
#: 18 % of both machines, and of the first alone.
BOTH, ONE = 5_400_000, 3_600_000


def granted(office, *lines):
    """A granted case of these lines; gives its id."""
    case = office.opens(lines=list(lines or (FIRST, SECOND)))
    office.submits(case)
    office.grants(case)
    return case


def drafts(office, case, who, **changes):
    """Write the draft of a granted case anew."""
    draft = read_draft(office.desk, case, office.people[who])
    content = {**copy.deepcopy(dict(draft.content)), **changes}
    return save_draft(office.desk, case, office.people[who], content, draft.version)


def asks(office, case, who="user", **changes):
    """Write what the filing would be and ask for the change; give what came of it."""
    saved = drafts(office, case, who, **changes)
    assert not isinstance(saved, Refusal), saved
    return request_change(office.desk, case, office.people[who], WHAT, WHY)


def both_sign(office, case, asked):
    """Have both sides sign the change."""
    for who in ("partner", "user"):
        office.does(case, who, "sign", root=asked.case.change.root)


def shown(office, case, who):
    """Show the change to somebody as line, value, before and after."""
    view = show_case(office.desk, case, office.people[who])
    return [(one.line, one.name, one.before, one.after) for one in view.change.differences]


def test_an_approved_change_is_paid_for_and_no_more(office):
    """A machine less: both sides sign, the office approves, the grant is lowered and the pool has the rest back."""
    case = granted(office)
    assert office.balances()["committed"] == BOTH
    asked = asks(office, case, lines=[FIRST])
    assert office.codes(case, "officer", "approve_change") == {"guard.signature_missing"}
    both_sign(office, case, asked)
    done = office.does(case, "officer", "approve_change").case
    assert (done.state, done.decided.yen, done.balance.committed.yen) == ("granted", ONE, ONE)
    assert office.balances()["committed"] == ONE
    view = show_case(office.desk, case, office.people["user"])
    assert list(view.equipment) == ["L1"]
    assert view.change is None
    assert replay_fund(office.desk) == ()
    rebuild(office.desk)
    assert office.balances()["committed"] == ONE


def test_a_change_is_nothing_until_it_is_approved(office):
    """Drafted or asked for, it changes no list, claims no serial number and moves no money."""
    case = granted(office, FIRST)
    before = list_cases(office.desk, office.people["officer"])
    saved = drafts(office, case, "user", lines=[FIRST, SECOND])
    assert not isinstance(saved, Refusal)
    office.files(case, "installation_log")
    assert [row.amount for row in list_cases(office.desk, office.people["officer"])] == [row.amount for row in before]
    other = office.case(lines=[{**SECOND, "id": "L1"}])
    office.submits(other)
    asked = request_change(office.desk, case, office.people["user"], WHAT, WHY)
    both_sign(office, case, asked)
    assert office.codes(case, "officer", "approve_change") == {"guard.serial_claimed_in", "rule.R14"}
    assert list(show_case(office.desk, case, office.people["user"]).equipment) == ["L1"]


def test_a_line_that_was_given_up_frees_its_serial_number(office):
    """Another case claims the machine, and only once the change is approved."""
    case = granted(office)
    other = office.case(lines=[{**SECOND, "id": "L1"}])
    root = office.signs(other)
    assert "guard.serial_claimed" in office.codes(other, "user", "submit", root=root)
    both_sign(office, case, asks(office, case, lines=[FIRST]))
    office.does(case, "officer", "approve_change")
    office.does(other, "user", "submit", root=root)


def test_a_machine_no_edition_lists_does_not_come_in_by_a_change(office):
    """The changed plan is screened like a filing, by the edition that decided the case (A16)."""
    case = granted(office, FIRST)
    both_sign(office, case, asks(office, case, lines=[{**FIRST, "id": "L2", "model": "HLM-999X"}]))
    view = show_case(office.desk, case, office.people["officer"])
    assert not any(gate.outcome == "not_met" for gate in view.gates)
    failed = {gate.code for gate in view.change.gates if gate.outcome == "not_met"}
    refused = office.codes(case, "officer", "approve_change")
    assert failed
    assert failed <= refused
    office.does(case, "officer", "refuse_change", reason="the model is in no edition of Annex A")
    assert show_case(office.desk, case, office.people["user"]).equipment["L1"]["model"] == FIRST["model"]


def test_a_change_shows_what_would_differ_and_no_price_to_the_partner(office):
    """Value by value; the partner signs the price by its digest and is told nothing it could be reckoned from."""
    case = granted(office)
    asked = asks(office, case, lines=[{**FIRST, "price": 19_000_000}, {**SECOND, "origin": "other"}])
    assert isinstance(asked, Accepted), asked
    dear, cheap = ("L1", "price", 20_000_000, 19_000_000), ("L2", "origin", "CN", "other")
    assert shown(office, case, "user") == shown(office, case, "officer") == [dear, cheap]
    assert shown(office, case, "partner") == [cheap]
    told = json.dumps(str(show_case(office.desk, case, office.people["partner"]).change))
    assert "19000000" not in told


def test_a_change_of_words_alone_is_signed_too(office):
    """Where nothing of the filing differs, both sides sign what is asked for and the filing stays as it is."""
    case = granted(office, FIRST)
    asked = asks(office, case)
    assert shown(office, case, "user") == []
    both_sign(office, case, asked)
    done = office.does(case, "officer", "approve_change").case
    assert done.balance.committed.yen == ONE
    assert show_case(office.desk, case, office.people["user"]).equipment["L1"]["serial"] == "SN-1"


def test_a_retracted_change_can_be_asked_for_again(office):
    """The side that asked, or the other, ends it; the next one is signed anew."""
    case = granted(office)
    asked = asks(office, case, lines=[FIRST])
    office.does(case, "partner", "sign", root=asked.case.change.root)
    office.does(case, "partner", "retract_change", reason="the second hall is built after all")
    again = asks(office, case, lines=[FIRST])
    assert again.case.change.root != asked.case.change.root
    assert again.case.change.signatures == ()
    assert office.codes(case, "user", "sign", root=asked.case.change.root) == {"guard.root_changed"}


def test_an_approval_of_one_change_is_not_carried_onto_another(office):
    """What the officer signed before the parties asked for something else approves nothing any more."""
    case = granted(office)
    both_sign(office, case, asks(office, case, lines=[FIRST]))
    signed = office.request(case, "officer", "approve_change")
    office.does(case, "user", "retract_change", reason="we ask for another change")
    both_sign(office, case, asks(office, case, lines=[FIRST, {**SECOND, "price": 9_000_000}]))
    refused = act(office.desk, case, office.people["officer"], signed)
    assert {finding.code for finding in refused.findings} == {"statement.differs"}
    office.does(case, "officer", "approve_change")


def test_a_line_stands_for_one_machine(office):
    """Another machine under the same name would have the papers of the former; as a new line it needs its own."""
    case = granted(office, FIRST)
    refused = asks(office, case, lines=[{**FIRST, "model": "HLM-850V"}])
    assert [(finding.code, finding.place) for finding in refused.findings] == [("content.another_machine", "line.L1")]


def test_papers_come_for_a_machine_that_is_asked_for(office):
    """Its certificates are filed while the change waits, each for its line; before it was asked for they are not."""
    case = granted(office, FIRST)
    paper = Paper("pse_certificate", "pse.txt", b"pse of the second", line="L2")
    before = file_document(office.desk, case, office.people["user"], paper)
    assert [finding.code for finding in before.findings] == ["guard.line_unknown"]
    asks(office, case, lines=[FIRST, SECOND])
    filed = file_document(office.desk, case, office.people["user"], paper)
    assert isinstance(filed, Accepted), filed
    assert filed.case.documents["D004"].line == "L2"


def test_nothing_nested_hides_what_would_differ(office):
    """A value is named by its whole path; junk beside it takes no value's place, and what is signed is shown."""
    case = granted(office, FIRST)
    junk = {"price": 20_000_000, "serial": "SN-1", "id": "L1", "lines": [1]}
    asks(office, case, lines=[{**FIRST, "price": 19_000_000, "zz": junk, "quotation": {"price": 20_000_000}}])
    found = shown(office, case, "officer")
    assert ("L1", "price", 20_000_000, 19_000_000) in found
    assert {name for _, name, _, _ in found} == {
        "price", "zz.price", "zz.serial", "zz.id", "zz.lines", "quotation.price",
    }  # fmt: skip
    assert {name for _, name, _, _ in shown(office, case, "partner")} == {"zz.price", "zz.serial", "zz.id", "zz.lines"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"category": ["x"]}, "guard.not_screened"),
        ({"id": "L1 "}, "content.line_id"),
        ({"id": "L\n1"}, "content.line_id"),
        ({"id": "L" * 61}, "content.line_id"),
        ({"id": "L/1"}, "content.line_id"),
        ({"maker": "half \ud800"}, "field.wrong.record"),
    ],
)
def test_what_could_never_be_approved_is_not_asked_for(office, wrong, code):
    """Refused before anybody signs, and the case is as it was."""
    case = granted(office, FIRST)
    refused = asks(office, case, lines=[{**FIRST, **wrong}])
    assert code in {finding.code for finding in refused.findings}
    assert show_case(office.desk, case, office.people["user"]).change is None


def test_lines_that_look_alike_are_one_name(office):
    """Full width or half, great or small: whoever reads a list could not tell them apart."""
    case = granted(office, FIRST)
    refused = asks(office, case, lines=[FIRST, {**SECOND, "id": "ｌ１"}])
    assert {finding.code for finding in refused.findings} == {"file.line_twice"}


def test_more_lines_than_a_case_can_have_are_refused(office):
    """Before anything is stored or screened, with how many there may be."""
    case = granted(office, FIRST)
    refused = asks(office, case, lines=[{"id": f"L{n}"} for n in range(201)])
    assert [(finding.code, finding.facts["limit"]) for finding in refused.findings] == [("content.too_many_lines", 200)]


def test_a_table_beside_a_wrong_line_is_not_quoted(office):
    """The refusal names what is no table; a price beside it is told to nobody."""
    case = granted(office, FIRST)
    refused = asks(office, case, lines=[{**FIRST, "price": 19_000_007}, 5])
    assert [finding.facts["value"] for finding in refused.findings] == ["5"]


def test_a_line_verified_while_a_change_is_asked_for_draws_at_once(office):
    """Nobody holds back the draw for a second visit by asking for a change."""
    case = granted(office, FIRST)
    office.installs(case)
    office.equips(case)
    asks(office, case)
    office.does(case, "officer", "schedule_visit", "L1", visit_on="2026-10-20", inspector="inspector")
    office.at("2026-10-20T15:00:00+09:00")
    office.photographs(case)
    office.does(case, "inspector", "verify_line", "L1", visited_on="2026-10-20", checklist=CHECKLIST)
    line = show_case(office.desk, case, office.people["officer"]).case.lines["L1"]
    assert (line.state, "draw" in line.facts) == ("line_verified", True)


def test_declarations_come_for_machines_that_stay_go_or_come(office):
    """Which plan it will be nobody knows: a subsidy is declared on a line of either, and stops the approval."""
    case = granted(office)
    asks(office, case, lines=[FIRST, {**SECOND, "id": "L3", "serial": "SN-3"}])
    for line in ("L1", "L2", "L3"):
        subsidy = {"line": line, "granted_by": "the city", "subsidy_name": "another program", "yen": 1_000}
        assert isinstance(office.prepares(case, "user", other_subsidies=[subsidy]), Prepared), line


def test_a_failed_case_that_comes_back_is_granted_no_more_than_before(office):
    """Raised by a change, what is asked for is above the grant; overturned, the case reserves the grant."""
    case = granted(office, FIRST)
    both_sign(office, case, asks(office, case, lines=[{**FIRST, "price": 40_000_000}]))
    assert office.does(case, "officer", "approve_change").case.balance.requested.yen == 2 * ONE
    office.does(case, "officer", "fail_verification", reason="the machine never came to Japan")
    office.does(case, "user", "request_reconsideration", reason="it stands in our hall since")
    again = office.does(case, "officer2", "overturn", reason="the machine was seen on the photos").case
    assert again.balance.reserved.yen == ONE


def test_an_invoice_of_a_line_that_was_given_up_is_free(office):
    """The machine and its invoice go to another case together."""
    case = granted(office)
    about = {"issuer": MAKER, "number": "INV-2", "amount": 9_500_000}
    filed = file_document(
        office.desk, case, office.people["user"], Paper("purchase_invoice", "i", b"2", line="L2", about=about)
    )
    assert isinstance(filed, Accepted), filed
    other = office.case(lines=[{**SECOND, "id": "L1"}])
    assert [one.code for one in office.tries_to_file(other, "purchase_invoice", "user", **about)] == [
        "guard.invoice_claimed"
    ]
    both_sign(office, case, asks(office, case, lines=[FIRST]))
    office.does(case, "officer", "approve_change")
    office.files(other, "purchase_invoice", **about)


def test_a_price_typed_as_words_is_not_quoted_to_the_partner(office):
    """The refusal names place and remedy; the wrong value itself is for those who see prices."""
    case = granted(office, FIRST)
    refused = asks(office, case, lines=[{**FIRST, "price": "about 19000000"}])
    assert any("19000000" in str(finding.facts) for finding in refused.findings)
    assert not any("19000000" in str(conceal_facts(one, sees_price=False).facts) for one in refused.findings)


def test_one_machine_is_one_line(office):
    """A serial number on two lines would be paid for twice, however it is spelled."""
    case = office.opens(lines=[FIRST, {**SECOND, "serial": "sn 1"}])
    root = office.signs(case)
    assert "guard.serial_twice" in office.codes(case, "user", "submit", root=root)


def test_a_changed_filing_names_the_parties_of_the_case(office):
    """Left out as well as another: whoever would sign is the one the filing names."""
    case = granted(office, FIRST)
    nameless = asks(office, case, applicant={"name": "Somebody else (fictional)", "side": "end_user"})
    assert [(finding.code, finding.place) for finding in nameless.findings] == [("content.another_party", "applicant")]


def test_nobody_types_a_change_into_the_command(office):
    """What would be signed is fixed from the draft; a change sent as a plain command is refused."""
    case = granted(office)
    assert office.codes(case, "user", "request_change", change=WHAT, reason=WHY) == {"request.own_way"}
    assert isinstance(request_change(office.desk, case, office.people["officer"], WHAT, WHY), Refusal)


def test_the_approval_tells_the_plan_as_changed(office):
    """The letter says what was asked for, which machines are left, and what is granted now."""
    case = granted(office)
    both_sign(office, case, asks(office, case, lines=[FIRST]))
    done = office.does(case, "officer", "approve_change").case
    number = next(n for n, letter in done.letters.items() if letter.kind == "change_approval")
    told = {who: read_letter(office.desk, case, office.people[who], number) for who in ("user", "partner")}
    said = {who: str(letter) for who, letter in told.items()}
    wanted = (WHAT, WHY, "3,600,000", "1,800,000", "SN-1")
    assert [part for part in wanted if part not in said["user"]] == [], said["user"]
    assert all(part in said["partner"] for part in (WHAT, WHY, "SN-1"))
    assert not any(part in said["partner"] for part in ("3,600,000", "1,800,000"))
    assert not any("SN-2" in one for one in said.values())


def test_a_changed_case_is_verified_by_anybody(office):
    """While a change waits and after it, every dossier verifies; who sees prices finds those of both filings in it."""
    case = granted(office)
    asked = asks(office, case, lines=[{**FIRST, "price": 19_000_001}])
    told = {who: prices_in(office, case, who) for who in ("user", "partner", "auditor", "officer")}
    both_sign(office, case, asked)
    office.does(case, "officer", "approve_change")
    assert told == {who: prices_in(office, case, who) for who in told}
    both = {"10000000", "19000001"}
    assert told == {"user": both, "partner": set(), "auditor": both, "officer": both}


def prices_in(office, case, who):
    """Export and verify somebody's dossier; give the prices of the first and of the changed filing found in it."""
    trust = read_trust(write_trust_file(office.desk.notary._home, list(office.people.values())))
    dossier = export_dossier(office.desk, case, office.people[who])
    report = verify_dossier(dossier, trust)
    assert report.exit_code == 0, (who, [check for check in report.checks if check.result is Result.FAILS])
    archive = zipfile.ZipFile(io.BytesIO(dossier))
    whole = b"".join(archive.read(name) for name in archive.namelist())
    return {price for price in ("10000000", "19000001") if price.encode() in whole}
