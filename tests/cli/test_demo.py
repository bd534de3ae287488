"""The whole road with one command: the shipped scenario, and others nobody wrote code for."""

import copy
import json
import os
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from sekisho.capture.identity import make_collector, save_collector
from tests.peers.node_opcua import node_opcua_machine

SHIPPED = tomllib.loads((files("sekisho.cli.demo") / "scenario" / "smart-factory-2026.toml").read_text("utf-8"))


def demo(out, *arguments, database=""):
    """Run `sekisho demo --once` and give what it left."""
    environment = {**os.environ, "SEKISHO_DATABASE": database} if database else dict(os.environ)
    called = [sys.executable, "-m", "sekisho.cli.main", "demo", "--once", "--out", str(out), "--lang", "en", *arguments]
    done = subprocess.run(called, capture_output=True, text=True, check=False, env=environment, timeout=240)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads((out / "account.json").read_text("utf-8")), done.stdout


def only(case, *, until=""):
    """Give the shipped scenario with one case's steps (and those of the office), up to a step."""
    scenario = copy.deepcopy(SHIPPED)
    scenario["main_case"] = case
    scenario["case"] = [each for each in scenario["case"] if each["id"] == case]
    steps = [step for step in scenario["step"] if step.get("case", case) == case]
    ends = [n for n, step in enumerate(steps) if step["do"] == until]
    scenario["step"] = steps[: ends[0] + 1] if ends else steps
    return scenario


def run(scenario, place, **options):
    """Write a scenario as a file and carry it."""
    path = place / "scenario.json"
    path.write_text(json.dumps(scenario, default=str, ensure_ascii=False), encoding="utf-8")
    return demo(place / "out", "--scenario", str(path), **options)


def step_of(account, do, case="A"):
    """Give the last entry of a step."""
    return [step for step in account["steps"] if step["do"] == do and step["case"] == case][-1]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """Run the shipped scenario once."""
    out = tmp_path_factory.mktemp("demo")
    return (*demo(out), out)


def test_a_is_paid_and_its_dossier_verifies(shipped):
    """Case A is paid; the dossier verifies, a copy with one byte changed does not, and the journal replays."""
    account, _, _ = shipped
    assert step_of(account, "pay")["facts"]["state"] == "paid"
    checks = account["checks"]
    assert (checks["verify"], checks["verify_one_byte_changed"], checks["fund_replay"]) == (0, 1, 0)
    assert checks["fund"]["holds"] is True
    assert checks["fund"]["balances"]["paid"] == 4_428_540


def test_the_capture_is_bound_live_and_agrees(shipped):
    """The capture answers the challenge by the machine's key, identity matched, live, and both protocols agree."""
    assessment = step_of(shipped[0], "capture")["facts"]["assessment"]
    assert {"L0", "L1", "L2", "L4"} <= set(assessment["reached"])
    assert {"C", "G", "S"} <= set(assessment["flags"])
    assert all(signal["permille"] >= 950 for signal in assessment["agreement"])


def test_b_is_refused_with_its_nearest_relatives(shipped):
    """Case B is refused for its listing, with citation, and told which listed model it equals."""
    entry = next(step for step in shipped[0]["steps"] if step["do"] == "screen" and step["case"] == "B")
    reason = next(reason for reason in entry["reasons"] if reason["code"] == "rule.R03")
    assert (entry["outcome"], reason["citation"]) == ("refused", "article: ¶7")
    assert entry["facts"]["nearest"][0] == {
        "maker": "Hailan Precision Machinery (fictional)", "model": "HLM-650V",
        "distance_percent": 0, "identical": True, "differences": [],
    }  # fmt: skip


def test_c_waits_for_its_paper(shipped):
    """Case C is refused the grant while its paper is missing, and granted once an officer accepted it."""
    grants = [step for step in shipped[0]["steps"] if step["do"] == "grant" and step["case"] == "C"]
    assert [step["outcome"] for step in grants] == ["refused", "done"]
    assert grants[0]["reasons"][0]["code"] == "rule.R08"


def test_the_revision_names_whom_it_touches(shipped):
    """When the edition of 15 July takes effect the account names A, spared, and B, changed, each with its reason."""
    changes = {step["case"]: step["facts"] for step in shipped[0]["steps"] if step["do"] == "edition_changes"}
    assert (changes["A"]["decides"], changes["B"]["decides"]) == (False, True)
    assert (changes["B"]["before"], changes["B"]["after"]) == ("not_met", "undetermined")


def test_the_account_moves_forward_only(shipped):
    """All steps stand in date order on one clock."""
    instants = [step["at"] for step in shipped[0]["steps"]]
    assert instants == sorted(instants)


def test_the_account_is_readable(shipped):
    """The printed account names days, people, documents, yen, deadlines and proofs."""
    text = shipped[1]
    for said in ("29 May 2026", "¥4,428,540", "RSF26-", "receipt", "#"):
        assert said.lower() in text.lower()


def test_the_account_says_that_it_is_a_rehearsal(shipped):
    """The account file is marked as a rehearsal with fictional makers."""
    assert shipped[0]["rehearsal"] is True
    assert "illustrative" in shipped[0]["notice"]


def test_the_dossier_verifies_without_a_network(shipped):
    """`sekisho verify` needs no network."""
    called = ["unshare", "-rn", sys.executable, "-m", "sekisho.cli.main", "verify"]
    out = shipped[2]
    done = subprocess.run(
        [*called, out / "dossier.zip", "--trust", out / "trust.toml"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_another_makers_machine_on_postgresql(tmp_path, postgres_cluster):
    """Case A is paid with a capture from node-opcua, on PostgreSQL."""
    collector = make_collector("journey")
    save_collector(collector, tmp_path / "identity")
    plate = {"manufacturer": "Hailan Precision Machinery (fictional)", "model": "HLM-650V", "serial": "TEST-650-0147"}
    with node_opcua_machine(tmp_path / "peer", plate, [collector.client_certificate]) as told:
        described = tmp_path / "machine.json"
        described.write_text(json.dumps({**told, "collector": str(tmp_path / "identity")}))
        scenario = only("A")
        scenario["machine"][0]["described_by"] = str(described)
        database = postgres_cluster.address(postgres_cluster.create())
        account, _ = run(scenario, tmp_path, database=database)
    assert {"L1", "L2", "L4"} <= set(step_of(account, "capture")["facts"]["assessment"]["reached"])
    assert step_of(account, "pay")["facts"]["state"] == "paid"


def test_another_category_with_an_integrator_alone(tmp_path):
    """A robot, claimed by an integrator without a partner, is paid the same way."""
    scenario = only("A")
    content = scenario["case"][0]["file"]
    content["applicant"] = {**content.pop("partner")}
    content["lines"][0] |= {"maker": "Qingyao Robotics (fictional)", "model": "QY-R20", "category": "robot"}
    scenario["machine"][0] |= {"category": "robot", "manufacturer": "Qingyao Robotics (fictional)", "model": "QY-R20"}
    steps = [step for step in scenario["step"] if not (step["do"] == "sign" and step["by"] == "p-tsubame-ono")]
    for step in steps:
        step["by"] = {"p-aoba-kaji": "p-tsubame-ono"}.get(step.get("by"), step.get("by"))
        if step["do"] == "permit_import":
            step["hs_code"] = "847950000"
    scenario["step"] = steps
    account, _ = run(scenario, tmp_path)
    assert step_of(account, "pay")["facts"]["state"] == "paid"


def test_a_capture_that_is_cut_is_sealed_with_its_gap(tmp_path):
    """When the machine dies half-way the capture is sealed with its gap, and the line is not verified on it."""
    scenario = only("A", until="verify_line")
    scenario["machine"][0]["cut_after_s"] = 4
    scenario["step"][-1]["expect"] = ["evidence.integration"]
    account, _ = run(scenario, tmp_path)
    assessment = step_of(account, "capture")["facts"]["assessment"]
    assert assessment["gap_ms"] > 1000
    assert "L4" not in assessment["reached"]
    assert step_of(account, "verify_line")["outcome"] == "refused"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda s: s["person"][0].update(role="king"), "person.1.role"),
        (lambda s: s["person"][0].update(organisation="1123456789012"), "person.1.organisation"),
        (lambda s: s["step"][3].update(at="2026-01-01T00:00:00+09:00"), "step.4.at"),
        (lambda s: s["step"][3].update(at="yesterday"), "step.4.at"),
        (lambda s: s["step"][3].update(by="nobody"), "step.4.by"),
        (lambda s: s["step"][5].update(case="Z"), "step.6.case"),
    ],
)
def test_a_broken_scenario_is_refused_by_place(tmp_path, change, place):
    """A scenario that cannot be carried is refused before anything is started: exit 2, naming the place."""
    scenario = copy.deepcopy(SHIPPED)
    change(scenario)
    path = Path(tmp_path / "broken.json")
    path.write_text(json.dumps(scenario, default=str), encoding="utf-8")
    called = [sys.executable, "-m", "sekisho.cli.main", "demo", "--scenario", str(path), "--out", str(tmp_path / "out")]
    done = subprocess.run([*called, "--json", "--lang", "en"], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert place in {finding["place"] for finding in json.loads(done.stdout)["refused"]}
    assert not (tmp_path / "out" / "home").exists()
