"""Who may ask what: nobody without a token, no side what is another's, and a case of others does not exist."""

from datetime import UTC, datetime, timedelta

import pytest

from sekisho.portal.api.site import api
from sekisho.store.models import AccessToken, Account
from tests.application.scene import NOTHING
from tests.portal.api.scene import codes, paper

COMMAND = {"command": "withdraw", "details": {"reason": "we found another machine"}}
BODIES = {
    "open_case": {},
    "save_draft": {"content": {}, "version": 1},
    "prepare_statement": COMMAND,
    "command": COMMAND,
    "request_change": {"change": "a machine less", "reason": "we found another machine"},
    "file_document": paper(),
    "file_form": {"kind": "installation_log", "line": "L1", "content": {}},
    "prepare_declaration": {**NOTHING, "other_subsidies": []},
    "declare": {"envelope": "0" * 64},
    "issue_capture_plan": {"machine": {}},
    "receive_capture": b"PK",
    "begin_upload": {"size": 1, "sha256": "0" * 64},
    "append_part": b"PK",
    "advance_clock": {"to": "2026-05-12T09:00:00+09:00"},
    "keep_blob": b"bytes",
    "keep_account": {"bank": "0902", "branch": "012", "kind": "1", "number": "7654321", "name": "カクウ"},
    "make_transfer_batch": {"transfer_on": "2026-11-30"},
    "read_transfer_result": b"1",
    "withdraw_transfer_batch": {"reason": "it was never sent to the bank"},
    "answer_support": {"incident": "S01", "command": "answer_incident", "text": "we come tomorrow"},
    "propose_cap": {"cap": 13_000_000_000, "reason": "the supplementary budget", "citation": "article: ¶8"},
    "propose_edition": b"[edition]",
    "look_at_list": b"maker,model",
    "propose_list": b"maker,model",
    "propose_change": b"[[change]]",
    "withdraw_change": {"reason": "the ministry decided otherwise"},
    "what_if": {"values": {"pse.reading": "law"}},
    "assess_signal": {"signal": "signal.same_serial", "note": "asked the claimant"},
    "vendor_command": {"command": "stop_vendor", "details": {}},
    "inspector_command": {
        "command": "set_availability",
        "details": {"from_on": "2026-10-01", "until_on": "2026-10-02", "visits": 0},
    },
    "publish_report": {},
    "file_registration_paper": {
        "registration": "integrator/8990000000001",
        "kind": "registry_extract",
        "name": "x.txt",
        "data": "eA==",
    },
    "registration_command": {"command": "take_up", "registration": "integrator/8990000000001"},
}
OPERATIONS = [
    (told["operationId"], method.upper(), path.removeprefix("/api/v1"), told["x-audience"])
    for path, each in api.get_openapi_schema(path_prefix="api/v1/")["paths"].items()
    for method, told in each.items()
]
CLOSED = [each for each in OPERATIONS if each[3] != "anybody"]
OF_A_CASE = [each for each in OPERATIONS if "{case}" in each[2]]
OF_THE_OFFICE = [each for each in OPERATIONS if each[3].startswith("the office")]
OF_INSPECTORS = (
    *(
        "advance_clock",
        "seal_journal",
        "replay_fund",
        "show_aftercare",
        "list_vendors",
        "show_scorecards",
        "list_transfer_batches",
        "reconcile_transfers",
    ),
    *("list_parameters", "list_rescreenings", "plan_visits", "list_inspectors", "inspector_command", "show_report"),
)
SPOKEN = {"ja": "認証", "en": "token", "zh-Hans": "令牌"}


def filled(path, case="RSF26-00001"):
    """Give a path with its parameters filled in."""
    known = {
        "case": case,
        "line": "L1",
        "name": "annex-a-2027-01-01.toml",
        "file": "list.csv",
        "digest": "0" * 64,
        "number": "1",
        "seq": "0",
        "letter": "RSF26-2026-RCP-0001",
        "vendor": "7990000000002",
        "inspector": "inspector",
        "upload": "ab" * 16,
        "quarter": "2026Q1",
    }
    return path.format(**known)


@pytest.mark.parametrize(("name", "method", "path", "audience"), CLOSED)
def test_nobody_is_answered_without_a_token(service, name, method, path, audience):
    """Without a token, or with one nobody was given, every closed route answers 401 and says how to sign in."""
    for headers in ({}, {"authorization": "Bearer nobodys"}, {"authorization": "Basic dXNlcjpwdw=="}):
        answer = service.ask("", method, filled(path), BODIES.get(name), **headers)
        assert (answer.status_code, codes(answer)) == (401, ["request.not_signed_in"])
        assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("language", SPOKEN)
def test_a_refusal_speaks_the_readers_language(service, language):
    """A refusal comes in the language asked for, with its remedy, and says which language it is."""
    answer = service.ask("", "GET", "/me", accept_language=f"fr;q=0.9, {language};q=0.8")
    reason = answer.json()["refused"][0]
    assert answer["Content-Language"] == language
    assert SPOKEN[language] in reason["text"]
    assert reason["remedy_text"]


@pytest.mark.parametrize(
    "change", [{"revoked_at": datetime.now(UTC)}, {"expires_at": datetime.now(UTC) - timedelta(1)}]
)
def test_a_token_that_was_taken_back_is_none(service, change):
    """A revoked or expired token is answered like an unknown one."""
    tokens = AccessToken.objects.filter(account__person="auditor")
    assert service.ask("auditor", "GET", "/me").status_code == 200
    usual = tokens.values("revoked_at", "expires_at").get()
    tokens.update(**change)
    assert service.refused("auditor", "GET", "/me") == (401, ["request.not_signed_in"])
    tokens.update(**usual)


def test_a_closed_account_is_nobody(service):
    """The token of a closed account is answered like an unknown one."""
    Account.objects.filter(person="auditor").update(is_active=False)
    assert service.refused("auditor", "GET", "/me") == (401, ["request.not_signed_in"])
    Account.objects.filter(person="auditor").update(is_active=True)


@pytest.mark.parametrize(("name", "method", "path", "audience"), OF_A_CASE)
@pytest.mark.parametrize("who", ["stranger", "maker"])
def test_a_case_of_others_does_not_exist(service, name, method, path, audience, who):
    """For others a case is answered to the byte like one that was never opened, whatever is asked of it."""
    # The exporter of a machine of the case hands in papers and declares: for him it exists that far.
    if who == "maker" and name in {"file_document", "file_form", "prepare_declaration", "declare"}:
        who = "stranger"
    ours = service.ask(who, method, filled(path, service.case), BODIES.get(name))
    nobodys = service.ask(who, method, filled(path, "RSF26-99999"), BODIES.get(name))
    assert (ours.status_code, codes(ours)) == (404, ["case.unknown"])
    assert (ours.content, dict(ours.headers)) == (nobodys.content, dict(nobodys.headers))


@pytest.mark.parametrize("case", ["", "x" * 61, "a%00b", "RSF26-00001%2F", "%E9%96%A2", "'--"])
def test_a_case_number_nobody_writes_is_unknown(service, case):
    """An address that is no case number is answered 404, never with a fault."""
    answer = service.ask("officer", "GET", f"/cases/{case}/dossier")
    assert (answer.status_code, codes(answer)[0]) in {(404, "case.unknown"), (404, "request.nowhere")}


@pytest.mark.parametrize(("name", "method", "path", "audience"), OF_THE_OFFICE)
@pytest.mark.parametrize("who", ["user", "partner", "maker", "inspector", "auditor"])
def test_what_is_the_offices_is_refused_to_others(service, name, method, path, audience, who):
    """A party, and where the role matters an inspector or auditor, gets 403 from the office's routes."""
    is_open = who == "auditor" and "auditor" in audience
    is_open |= who == "inspector" and name in OF_INSPECTORS
    answer = service.ask(who, method, filled(path), BODIES.get(name))
    assert answer.status_code == (200 if is_open else 403), answer.content
    if not is_open:
        assert any(code.endswith(".not_yours") for code in codes(answer))


def test_a_command_of_another_role_is_forbidden(service):
    """A command the table gives to another role is answered 403 with the reason and its citation."""
    answer = service.commands(service.case, "user", "take_up")
    assert (answer.status_code, codes(answer)) == (403, ["guard.not_yours"])
    assert answer.json()["refused"][0]["citation"] == "practice: review of applications"


def test_an_exporter_files_papers_of_his_own_machine_only(service):
    """The exporter of a machine of a locked case may hand in its papers; he is told no amount, and sees nothing else.

    A draft does not exist for him.
    """
    certificate = paper("conformity_certificate", b"from the maker")
    answer = service.sends("maker", f"/cases/{service.case}/documents", certificate)
    assert {"amount", "balance"} & set(answer) == set()
    assert service.refused("maker", "POST", f"/cases/{service.draft}/documents", certificate)[1] == ["case.unknown"]
    for case in (service.case, service.draft):
        assert service.refused("maker", "GET", f"/cases/{case}") == (404, ["case.unknown"])
    assert service.get("maker", "/cases") == {"cases": []}


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("POST", "/cases/x/y/z"), ("DELETE", "/nothing")])
def test_an_address_that_is_none_is_told_in_json(service, method, path):
    """An unknown address answers 404 as a refusal, to everybody."""
    assert service.refused("", method, path) == (404, ["request.nowhere"])


def test_a_method_that_is_none_is_named(service):
    """Another method on a known address is answered 405 with those that are allowed."""
    answer = service.ask("user", "DELETE", f"/cases/{service.case}")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")


@pytest.mark.parametrize("path", ["/pool", "/trust", "/openapi.json"])
def test_what_is_public_needs_no_token(service, path):
    """Pool, trust file and description are answered to everybody."""
    assert service.ask("", "GET", path).status_code == 200


def test_an_answer_is_for_one_reader(service):
    """Answers to a person are never kept on their way, and say that they depend on language and person."""
    answer = service.ask("user", "GET", f"/cases/{service.case}")
    assert (answer["Cache-Control"], answer["Vary"]) == ("no-store", "Accept-Language, Authorization")
