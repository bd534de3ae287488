"""The whole road with one command: the shipped scenario."""

import subprocess
import sys

import pytest
from rich.cells import cell_len

from tests.cli.rehearsal import demo, step_of


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """Run the shipped scenario once."""
    out = tmp_path_factory.mktemp("demo")
    return (*demo(out), out)


def entries(account, do, case):
    """Give the entries of a step on a case."""
    return [step for step in account["steps"] if (step["do"], step["case"]) == (do, case)]


def texts(entry):
    """Give what an entry tells, remark by remark."""
    return [remark["text"] for remark in entry["shown"]]


def test_a_is_paid_and_its_dossier_verifies(shipped):
    """Case A is paid; the dossier verifies, a copy with one byte changed does not, and the journal replays."""
    account, _, _ = shipped
    assert step_of(account, "pay")["facts"]["state"] == "paid"
    checks = account["checks"]
    assert (checks["verify"], checks["verify_one_byte_changed"], checks["fund_replay"]) == (0, 1, 0)
    assert checks["report_quarter"] == 0
    assert checks["fund"]["holds"] is True
    assert checks["fund"]["balances"]["paid"] == 4_302_000


def test_every_gate_of_the_screening_is_told_with_its_source(shipped):
    """Each gate A is screened for stands in the account with its sentence and citation, whatever its outcome."""
    entry = step_of(shipped[0], "screen")
    gates = {finding["text"]: finding["citation"] for finding in entry["facts"]["findings"]}
    told = {remark["text"]: remark["citation"] for remark in entry["shown"]}
    assert len(gates) >= 15
    assert {text: told.get(text) for text in gates} == gates
    assert all(gates.values())


def test_the_plan_says_by_when_each_step_begins(shipped):
    """The plan names every step with its last day to begin, and whether the end of the window can be met."""
    entry = step_of(shipped[0], "plan")
    assert entry["deadline"] == min(step["start_by"] for step in entry["facts"]["steps"])
    assert len(entry["shown"]) == len(entry["facts"]["steps"]) + 1
    assert "31 December 2026" in texts(entry)[-1]


def test_the_quote_tells_every_figure_with_its_source(shipped):
    """The quote tells price, customs value, taxes, landed cost, subsidy and payback, each with a source."""
    entry = step_of(shipped[0], "quote")
    told = " ".join(texts(entry))
    for said in ("¥25,271,000", "¥0", "¥1,971,100", "¥555,900", "¥27,996,000", "¥4,428,540", "45 months"):
        assert said in told
    assert all(remark["citation"] for remark in entry["shown"])


def test_both_sides_sign_the_same_hash(shipped):
    """What is locked, what the integrator signs and what the end user signs is one hash."""
    account = shipped[0]
    signed = entries(account, "sign", "A")
    roots = {entry["facts"]["root"] for entry in (step_of(account, "lock"), *signed)}
    assert len(signed) == 2
    assert len(roots) == 1
    assert all(roots.copy().pop()[:16] in texts(entry)[0] for entry in signed)


def test_the_capture_is_bound_live_and_agrees(shipped):
    """The capture answers the challenge by the machine's key, identity matched, live, and both protocols agree."""
    assessment = step_of(shipped[0], "capture")["facts"]["assessment"]
    assert {"L0", "L1", "L2", "L4"} <= set(assessment["reached"])
    assert {"C", "G", "S"} <= set(assessment["flags"])
    assert all(signal["permille"] >= 950 for signal in assessment["agreement"])


def test_b_is_refused_with_its_nearest_relatives(shipped):
    """Case B is refused for its listing, with citation, and told which listed model it equals."""
    entry = entries(shipped[0], "screen", "B")[0]
    reason = next(reason for reason in entry["reasons"] if reason["code"] == "rule.R03")
    assert (entry["outcome"], reason["citation"]) == ("refused", "article: ¶7")
    nearest = entry["facts"]["nearest"]
    assert (nearest[0]["model"], nearest[0]["identical"], nearest[0]["differences"]) == ("HLM-650V", True, [])
    assert any("X-axis travel (mm): 650 (listed: 850)" in text for text in texts(entry))


def test_c_waits_for_its_paper(shipped):
    """Case C is refused the grant while its paper is missing, no money moves, and it is granted once it is accepted."""
    grants = entries(shipped[0], "grant", "C")
    assert [step["outcome"] for step in grants] == ["refused", "done"]
    assert [reason["code"] for reason in grants[0]["reasons"]] == ["rule.R08"]
    assert "reserved ¥1,764,000, committed ¥0, payable ¥0, paid ¥0" in texts(grants[0])[-1]


def test_a_claim_after_commissioning_stands_on_evidence_from_that_time(shipped):
    """D1 was commissioned before it was filed; its capture of that day carries it to a fixed amount (F18)."""
    commissioned, submitted = step_of(shipped[0], "commission", "D1"), step_of(shipped[0], "submit", "D1")
    assert commissioned["at"] < submitted["at"]
    assert step_of(shipped[0], "fix_amount", "D1")["facts"]["state"] == "amount_fixed"


def test_a_claim_after_commissioning_without_evidence_is_rejected(shipped):
    """D2 is the same without a capture: the inspector cannot verify it, each missing kind is named, and it fails."""
    refused = step_of(shipped[0], "verify_line", "D2")
    assert refused["outcome"] == "refused"
    assert {"evidence.integration", "evidence.retrospective"} <= {reason["code"] for reason in refused["reasons"]}
    assert step_of(shipped[0], "fail_verification", "D2")["facts"]["state"] == "verification_failed"


def test_e_waits_until_a_shortfall_is_released(shipped):
    """The pool is full when E is filed; what A does not need promotes it, in order of receipt."""
    waiting = step_of(shipped[0], "submit", "E")
    assert waiting["facts"]["state"] == "waiting"
    fixed = step_of(shipped[0], "fix_amount", "A")
    assert waiting["at"] < fixed["at"]
    assert shipped[0]["standings"]["E"]["account"] == "reserved"


def test_the_revision_names_whom_it_touches(shipped):
    """When the edition of 15 July takes effect the account names A, spared, and B, changed, each with its reason."""
    changes = {step["case"]: step for step in shipped[0]["steps"] if step["do"] == "edition_changes"}
    facts = {case: step["facts"] for case, step in changes.items()}
    assert (facts["A"]["decides"], facts["B"]["decides"]) == (False, True)
    assert (facts["B"]["before"], facts["B"]["after"]) == ("not_met", "undetermined")
    assert any("HLM-650V: listing in Annex A: yes → no" in text for text in texts(changes["A"]))
    assert any("HLM-650V2: listing in Annex A: no → yes" in text for text in texts(changes["B"]))


def test_the_revision_names_whom_it_leaves_alone(shipped):
    """The account says for which open cases nothing changes."""
    spared = next(step for step in shipped[0]["steps"] if step["do"] == "edition_spares")
    assert "C" in spared["facts"]["cases"]
    assert {"A", "B"} & set(spared["facts"]["cases"]) == set()


def test_payment_takes_two_persons(shipped):
    """The first finance officer may not approve a second time; another one may."""
    approvals = entries(shipped[0], "approve_payment", "A")
    assert [step["outcome"] for step in approvals] == ["done", "refused", "done"]
    assert len({step["who"] for step in approvals if step["outcome"] == "done"}) == 2


def test_the_account_moves_forward_only(shipped):
    """All steps stand in date order on one clock."""
    instants = [step["at"] for step in shipped[0]["steps"]]
    assert instants == sorted(instants)


def test_every_step_says_who_and_where_its_proof_is(shipped):
    """Each step names a person; each that changed a case names the journal entry that proves it."""
    steps = shipped[0]["steps"]
    studies = ("screen", "plan", "quote", "edition_changes")
    assert [step["do"] for step in steps if not step["who"] or not step["name"]] == []
    done = [step for step in steps if step["case"] and step["outcome"] == "done" and step["do"] not in studies]
    assert [step["do"] for step in done if not step["proof"].startswith("case/RSF26-")] == []


def test_the_account_ends_with_where_every_case_stands(shipped):
    """The last thing told is each case's state and money, and where every yen of the pool is."""
    stand = {case: (one["state"], one["account"], one["yen"]) for case, one in shipped[0]["standings"].items()}
    assert stand == {
        "A": ("paid", "paid", 4_302_000),
        "B": ("locked", "", 0),
        "C": ("granted", "committed", 1_764_000),
        "D1": ("claimed", "payable", 3_780_000),
        "D2": ("verification_failed", "", 0),
        "E": ("submitted", "reserved", 122_400),
    }


def test_the_account_is_readable(shipped):
    """The printed account names days, people, documents, yen, deadlines, proofs, and how each check ended."""
    text = shipped[1]
    for said in ("29 May 2026", "¥4,428,540", "RSF26-", "Receipt", "#", "9 December 2026", "exit 0", "exit 1"):
        assert said in text


def test_the_account_fits_the_window(shipped):
    """No line is wider than a window of eighty columns, no colour goes into a pipe, no line ends in blanks."""
    lines = shipped[1].splitlines()
    assert [line for line in lines if cell_len(line) > 80 and str(shipped[2]) not in line] == []
    assert [line for line in lines if "\x1b" in line or line != line.rstrip()] == []


def test_the_account_says_that_it_is_a_rehearsal(shipped):
    """The account is marked as a rehearsal with fictional makers, in the file and on the screen."""
    account, text, _ = shipped
    assert account["rehearsal"] is True
    assert "illustrative" in account["notice"]
    assert "REHEARSAL" in text.splitlines()[1]


def test_the_dossier_verifies_without_a_network(shipped):
    """`sekisho verify` needs no network."""
    called = ["unshare", "-rn", sys.executable, "-m", "sekisho.cli.main", "verify"]
    out = shipped[2]
    done = subprocess.run(
        [*called, out / "dossier.zip", "--trust", out / "trust.toml"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
