"""Scenarios nobody wrote code for: other machines, stores, claimants, orders of events, and a capture that is cut."""

import copy
import json
from datetime import timedelta

import pytest

from sekisho.capture.identity import make_collector, save_collector
from tests.cli.rehearsal import only, run, step_of
from tests.peers.node_opcua import node_opcua_machine

#: So much later are the papers filed when the machine goes first.
LATER = timedelta(days=105)
SIGNING = ("sign", "sign_form")
FILING = ("sign", "submit", "take_up", "grant")


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


def by_an_integrator(scenario):
    """Let the integrator claim a robot alone: another category, no partner, no second signature."""
    content = scenario["case"][0]["file"]
    content["applicant"] = {**content.pop("partner")}
    content["lines"][0] |= {"maker": "Qingyao Robotics (fictional)", "model": "QY-R20", "category": "robot"}
    scenario["machine"][0] |= {"category": "robot", "manufacturer": "Qingyao Robotics (fictional)", "model": "QY-R20"}
    # He signs once what both would have signed.
    twice = [step for step in scenario["step"] if step["do"] in SIGNING and step["by"] == "p-tsubame-ono"]
    steps = [step for step in scenario["step"] if step not in twice]
    for step in steps:
        step["by"] = {"p-aoba-kaji": "p-tsubame-ono"}.get(step["by"], step["by"])
        # Who claims alone imports for himself.
        step.update({"importer_number": "8990000000001"} if step["do"] == "permit_import" else {})
        if step["do"] == "verify_line":
            passed = step["checklist"].pop("trial_part")
            step["checklist"]["safeguarded_space"] = passed
        for column in step.get("columns", []):
            column["hs_code"] = "847950000"
    # The robot's own item of the checklist wants its photo as well.
    photos = [n for n, step in enumerate(steps) if step.get("kind") == "visit_photo"]
    more = {"about": {"item": "safeguarded_space"}, "name": "fence.jpg", "text": "illustrative photo of the fence"}
    steps.insert(photos[-1] + 1, {**steps[photos[-1]], **more})
    scenario["step"] = steps
    return scenario


def machine_first(scenario):
    """Let the papers be filed, reviewed and granted only after the machine is commissioned and captured."""
    for step in scenario["step"]:
        early = step["do"] == "accept" and step["at"].month == 6
        step["at"] += LATER if step["do"] in FILING or early else timedelta(0)
        step["at"] += timedelta(days=1) if step["do"] == "schedule_visit" else timedelta(0)
    scenario["step"].sort(key=lambda step: step["at"])
    return scenario


@pytest.fixture(scope="module")
def claimed_after(tmp_path_factory):
    """A robot of an integrator alone, whose papers come after the machine."""
    return run(machine_first(by_an_integrator(only("A"))), tmp_path_factory.mktemp("after"))[0]


def test_another_category_with_an_integrator_alone(claimed_after):
    """A robot, claimed by an integrator without a partner, is paid the same way."""
    assert step_of(claimed_after, "pay")["facts"]["state"] == "paid"
    assert len([step for step in claimed_after["steps"] if step["do"] == "sign"]) == 1


def test_a_claim_after_commissioning_stands(claimed_after):
    """A machine that was commissioned and captured before the application is paid: the evidence was sealed in time."""
    order = [step["do"] for step in claimed_after["steps"] if step["case"] == "A"]
    assert order.index("commission") < order.index("capture") < order.index("submit") < order.index("grant")


def side_doors():
    """Give a scenario of case C, returned and corrected, and of case D, opened and forgotten."""
    scenario = only("C", until="take_up")
    base, content = scenario["step"][-1]["at"], copy.deepcopy(scenario["case"][0]["file"])
    scenario["case"].append({"id": "D", "file": copy.deepcopy(content)})
    content["lines"][0]["price"] = 9_500_000
    reasons = {"reason": "The certificate names another power unit."}
    walk = (
        ("reject", "p-officer-2", "C", {"kind": "pse_certificate", **reasons}),
        ("return", "p-officer-2", "C", {"sections": ["equipment", "price"], **reasons}),
        ("correct", "p-minato-sudo", "C", {"file": content}),
        ("sign", "p-minato-sudo", "C", {}),
        ("sign", "p-tsubame-ono", "C", {}),
        ("resubmit", "p-minato-sudo", "C", {}),
        ("open", "p-minato-sudo", "D", {}),
    )
    scenario["step"] += [{"at": base, "do": do, "by": by, "case": case, **more} for do, by, case, more in walk]
    scenario["step"].append({"at": "2027-01-04T09:00:00+09:00", "do": "seal", "by": "p-officer-1"})
    return scenario


def test_a_case_is_returned_corrected_and_another_lapses(tmp_path):
    """A returned case is corrected, signed anew and resubmitted; one that is never filed lapses by itself."""
    account, _ = run(side_doors(), tmp_path)
    signed = [step["facts"]["root"] for step in account["steps"] if step["do"] == "sign" and step["case"] == "C"]
    assert (len(signed), len(set(signed[:2])), len(set(signed[2:])), len(set(signed))) == (4, 1, 1, 2)
    assert step_of(account, "correct", "C")["yen"] == 1_710_000
    assert step_of(account, "lapse", "D")["name"] == "The case lapsed because its deadline had passed."
    states = {case: one["state"] for case, one in account["standings"].items()}
    assert states == {"C": "under_review", "D": "lapsed"}


#: 18 % of CNY 100,000 at 20.85 yen.
LESS = 375_300


def changed_plan():
    """Give a scenario of case A, granted, whose machine is bought for CNY 100,000 less afterwards."""
    scenario = only("A", until="grant")
    base, content = scenario["step"][-1]["at"], copy.deepcopy(scenario["case"][0]["file"])
    content["lines"][0]["price"] = "1080000"
    told = {"change": "The machine is bought for less.", "reason": "The maker lowered his price.", "file": content}
    walk = (
        ("request_change", "p-aoba-kaji", told),
        ("sign", "p-aoba-kaji", {}),
        ("sign", "p-tsubame-ono", {}),
        ("approve_change", "p-officer-2", {}),
    )
    scenario["step"] += [{"at": base, "do": do, "by": by, "case": "A", **more} for do, by, more in walk]
    return scenario


def test_a_plan_is_changed_after_the_grant(tmp_path):
    """Asked for, signed by both under one hash that is not the filing's, approved; the grant is what it needs now."""
    account, _ = run(changed_plan(), tmp_path)
    roots = [step["facts"]["root"] for step in account["steps"] if step["do"] == "sign"]
    assert (len(roots), roots[0] == roots[1], roots[2] == roots[3], roots[1] == roots[2]) == (4, True, True, False)
    assert step_of(account, "approve_change")["facts"]["state"] == "granted"
    assert step_of(account, "grant")["yen"] - account["standings"]["A"]["yen"] == LESS


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
