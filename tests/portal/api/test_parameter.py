"""Parameters over the API: a file is proposed by one officer, foreseen, and published by another."""

from sekisho.domain.program.change import write_changes
from sekisho.portal.api import parameter
from tests.portal.api.scene import key
from tests.portal.api.test_operation import fits

PATH = "/parameters/proposals"
TOML = "application/toml"
CHANGE = {"path": "claim.classes", "from": "2026-06-01", "value": ["integrator"], "cite": "assumption: end users wait"}


def proposes(service, who="officer", **changes):
    """Propose a change as one of the cast."""
    return service.sends(who, PATH, write_changes([{**CHANGE, **changes}]), kind=TOML)


def test_a_change_is_proposed_foreseen_and_published(service):
    """The proposal waits in the list, its effects can be asked for, and only another officer publishes it."""
    made = proposes(service)
    fits(made, parameter.ProposalOut)
    listed = service.get("auditor", "/parameters")
    fits(listed, parameter.ParametersOut)
    assert made["digest"] in [one["digest"] for one in listed["proposals"]]
    seen = service.get("officer2", f"{PATH}/{made['digest']}/foresight")
    fits(seen, parameter.ForesightOut)
    assert service.case in [one["case"] for one in seen["cases"]]
    assert service.refused("officer", "POST", f"{PATH}/{made['digest']}/publish") == (422, ["parameter.same_person"])
    service.sends("officer2", f"{PATH}/{made['digest']}/publish")
    known = service.get("officer", "/parameters")
    history = next(one for one in known["parameters"] if one["path"] == "claim.classes")["history"]
    assert (history[-1]["entered_by"], history[-1]["checked_by"]) == ("officer", "officer2")
    assert known["parameter_hash"] != listed["parameter_hash"]
    reports = service.get("auditor", "/rescreenings")["reports"]
    assert (reports[0]["on"], reports[0]["done"]) == ("2026-06-01", False)


def test_a_wrong_file_and_a_stranger_are_refused(service):
    """Each fault has its code; nobody but an officer proposes, foresees or supposes."""
    wrong = write_changes([{**CHANGE, "value": []}, {**CHANGE, "path": "clock.claim_days", "value": "x"}])
    codes = ["parameter.flaw.type", "parameter.flaw.type"]
    assert service.refused("officer", "POST", PATH, wrong, kind=TOML) == (422, codes)
    assert service.refused("user", "POST", PATH, write_changes([CHANGE]), kind=TOML)[0] == 403
    supposed = {"values": {"pse.reading": "law"}}
    assert service.refused("finance", "POST", "/parameters/what-if", supposed) == (403, ["parameter.not_yours"])
    assert service.refused("officer", "POST", f"{PATH}/{'0' * 64}/publish")[1] == ["parameter.not_proposed"]


def test_what_if_is_answered_and_kept_nowhere(service):
    """The journal stays as it is; the same question under one key is answered the same."""
    supposed = {"values": {"subsidy.rate": "10 %"}}
    with service.office.desk.store.read() as tx:
        before = len(list(tx.journal.everything()))
    once = key()
    answers = [service.sends("officer", "/parameters/what-if", supposed, idempotency_key=once) for _ in range(2)]
    fits(answers[0], parameter.ForesightOut)
    assert answers[0] == answers[1]
    assert service.case in [one["case"] for one in answers[0]["cases"]]
    with service.office.desk.store.read() as tx:
        assert len(list(tx.journal.everything())) == before


def test_a_proposal_is_taken_back(service):
    """Without a reason it stays; with one it is gone."""
    path = f"{PATH}/{proposes(service, value=['distributor'])['digest']}"
    assert service.refused("officer2", "POST", f"{path}/withdraw", {"reason": "no"})[1] == ["field.wrong.reason"]
    service.sends("officer2", f"{path}/withdraw", {"reason": "the ministry decided otherwise"})
    assert service.refused("officer", "GET", f"{path}/foresight")[1] == ["parameter.not_proposed"]
