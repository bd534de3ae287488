"""After payment over the API: a vendor answers what went to it and sees nothing else; the office watches all cases."""

import pytest

from sekisho.portal.api import schema
from tests.application.scene import MAKER
from tests.portal.api.test_operation import fits

PROBLEM = "the spindle does not turn"


@pytest.fixture(scope="module")
def incident(service):
    """A granted case whose machine runs, with an incident for its maker."""
    office, case = service.office, service.case
    office.grants(case)
    office.installs(case)
    office.does(case, "user", "open_incident", machine="L1", provider=MAKER, severity="stopped", problem=PROBLEM)
    return case


def said(command, text):
    """Give the body by which a vendor says something."""
    return {"incident": "S01", "command": command, "text": text}


def test_a_vendor_answers_and_solves(service, incident):
    """The maker sees machine and problem, answers, closes, and cannot answer what is closed."""
    listed = fits(service.get("maker", "/support"), schema.SupportOut).incidents
    assert [(one.case, one.machine, one.problem) for one in listed] == [
        (incident, "Hailan Precision Machinery (fictional) HLM-650V", PROBLEM)
    ]
    path = f"/support/{incident}"
    first = fits(service.sends("maker", path, said("answer_incident", "reset the drive")), schema.IncidentOut)
    assert (first.answer, first.answered_by) == ("reset the drive", MAKER)
    closed = fits(service.sends("maker", path, said("resolve_incident", "drive replaced")), schema.IncidentOut)
    assert closed.solved_at
    again = service.refused("maker", "POST", path, said("answer_incident", "again"))
    assert again == (422, ["guard.incident_not_open"])


@pytest.mark.parametrize("who", ["partner", "stranger", "user", "officer"])
def test_nobody_else_answers_for_a_vendor(service, incident, who):
    """For everybody the incident did not go to, there is no such case to answer in, and none is listed."""
    path = f"/support/{incident}"
    assert service.refused(who, "POST", path, said("answer_incident", "we know better")) == (404, ["case.unknown"])
    assert service.get(who, "/support") == {"incidents": []}


@pytest.mark.parametrize(
    "body",
    [
        {**said("answer_incident", "x"), "command": "withdraw"},
        {**said("answer_incident", "x"), "incident": 1},
        {**said("answer_incident", "x" * 4001)},
        {"incident": "S01"},
    ],
)
def test_what_is_no_answer_is_refused(service, incident, body):
    """Another command, a number for a text, a text too long, and a missing one are refused before anything is done."""
    assert service.refused("maker", "POST", f"/support/{incident}", body)[0] == 422


def test_the_office_watches_all_cases(service, incident):
    """Office and auditor see how vendors respond, in seconds; the view fits its description."""
    told = fits(service.get("officer", "/after-payment"), schema.AftercareOut)
    assert told.vendors[0]["vendor"] == MAKER
    assert service.get("auditor", "/after-payment")["vendors"] == told.vendors
