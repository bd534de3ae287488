"""Every operation as it is meant: accepted, answered as described, and refused with citation and remedy."""

import base64

import pytest
from pydantic import ValidationError

from sekisho.application.seal_journal import seal_journal
from sekisho.bootstrap.sealing import sign_statement
from sekisho.portal.api import inspection, office, report_schema, schema
from sekisho.seal.verify.trust import read_trust
from sekisho.seal.verify.verifier import verify_dossier
from tests.application.scene import FILE, MAKER, NOTHING
from tests.portal.api.scene import paper

MACHINE = {"device": "MC", "mtconnect": {"agent": "http://127.0.0.1:5000", "device": "MC"},
           "signals": [{"name": "x", "kind": "number", "item": "x"}]}  # fmt: skip
EDITION, LATER = "annex-a-2026-05-09.toml", "annex-a-2026-10-10.toml"


def fits(told, kind):
    """Check that an answer is what the description says: no field missing, none besides."""
    assert set(told) <= set(kind.model_fields), set(told) - set(kind.model_fields)
    try:
        return kind.model_validate(told)
    except ValidationError as error:  # pragma: no cover - the message is what one wants to read
        raise AssertionError(str(error)) from error


READ = {
    "/me": ("user", schema.PersonOut),
    "/cases": ("officer", schema.CasesOut),
    "/cases/{case}": ("user", schema.CaseOut),
    "/cases/{case}/letters": ("partner", schema.LettersOut),
    "/cases/{case}/letters/RSF26-2026-RCP-0001": ("user", schema.LetterOut),
    "/cases/{case}/signals": ("officer", schema.SignalsOut),
    "/cases/{case}/replay": ("auditor", schema.ReplayOut),
    "/vendors": ("auditor", schema.VendorsOut),
    "/pool": ("", schema.PoolOut),
    "/reports": ("", report_schema.ReportsOut),
    "/reports/2026Q1": ("auditor", report_schema.ReportOut),
    "/pool/replay": ("auditor", office.FundOut),
    "/visits/plan": ("officer", inspection.VisitPlanOut),
    "/inspectors": ("inspector", inspection.InspectorsOut),
}


@pytest.mark.parametrize("path", READ)
def test_what_is_read_is_as_described(service, path):
    """Each answer has the fields its description names, and no others."""
    who, kind = READ[path]
    fits(service.get(who, path.format(case=service.case)), kind)


def test_the_partners_view_is_as_described(service):
    """The integrator's answers fit the same description, only without amounts."""
    fits(service.get("partner", f"/cases/{service.case}"), schema.CaseOut)
    fits(service.get("partner", "/cases"), schema.CasesOut)


@pytest.mark.parametrize(
    ("who", "sees"), [("user", True), ("partner", True), ("auditor", True), ("inspector", True), ("stranger", False)]
)
def test_everybody_lists_his_own(service, who, sees):
    """A party lists the cases of its organisation, the office and the auditor all of them, others none."""
    listed = {row["id"] for row in service.get(who, "/cases")["cases"]}
    assert {service.case, service.draft} <= listed if sees else listed == set()


@pytest.mark.parametrize("who", ["officer", "auditor"])
def test_a_decision_is_repeated_for_the_office_and_the_auditor(service, who):
    """The newest screening and that up to a place come out again; before the first is none, and parties see nothing."""
    path = f"/cases/{service.case}/replay"
    done = service.get(who, path)
    assert (done["reproduced"], done["findings"]) == (True, [])
    assert service.get(who, f"{path}?place=999")["input_hash"] == done["input_hash"]
    assert service.refused(who, "GET", f"{path}?place=1") == (422, ["replay.not_screened"])
    assert service.refused(who, "GET", f"{path}?place=first") == (422, ["replay.no_decision"])
    assert service.refused("user", "GET", path) == (404, ["case.unknown"])


def declared(service, case, who, **said):
    """Declare over the API: what is written is kept, its statement signed, and the declaration made."""
    own = {"other_subsidies": []} if who == "user" else {}
    prepared = service.sends(who, f"/cases/{case}/declarations", {**NOTHING, **own, **said})
    statement = base64.b64decode(fits(prepared, schema.PreparedOut).statement)
    envelope = service.sends(who, "/blobs", sign_statement(statement, service.office.keys[who]))["digest"]
    made = service.sends(who, f"/cases/{case}/declarations/{prepared['declaration']}", {"envelope": envelope})
    return fits(made, schema.AcceptedOut)


def test_a_case_goes_from_file_to_receipt(service):
    """Opened, saved, screened, locked, signed by both and submitted: each step answers as described."""
    case = fits(service.sends("user", "/cases", FILE), schema.AcceptedOut).case
    saved = service.sends("user", f"/cases/{case}/draft", {"content": FILE, "version": 1}, method="PUT")
    assert fits(saved, schema.DraftOut).version == 2
    assert service.refused("user", "PUT", f"/cases/{case}/draft", {"content": FILE, "version": 1}) == (
        409, ["request.conflict"],
    )  # fmt: skip
    fits(service.sends("user", f"/cases/{case}/screen"), schema.AcceptedOut)
    filed = service.sends("user", f"/cases/{case}/documents", paper())
    assert fits(filed, schema.AcceptedOut).events[-1].type == "document.filed"
    root = service.sends("user", f"/cases/{case}/lock")["root"]
    for who in ("user", "partner"):
        assert service.commands(case, who, "sign", root=root).status_code == 200
        declared(service, case, who)
    done = fits(service.commands(case, "user", "submit", root=root).json(), schema.AcceptedOut)
    assert (done.state, done.document, done.receipt, done.amount) == ("submitted", "receipt", 2, 3_600_000)
    assert service.refused("user", "PUT", f"/cases/{case}/draft", {"content": FILE, "version": 2}) == (
        422,
        ["draft.locked"],
    )


def test_a_draft_is_told_what_would_make_it_eligible(service):
    """The answer on a case names, by line, the sets of measures that would be enough, as plain values."""
    case = service.sends("user", "/cases", FILE)["case"]
    (cure,) = service.get("user", f"/cases/{case}")["cures"]
    measures = [measure["code"] for course in cure["courses"] for measure in course["measures"]]
    assert (cure["line"], cure["needed"], cure["blocked"]) == ("L1", True, [])
    assert "cure.paper" in measures


def test_a_statement_is_signed_by_its_person(service):
    """The bytes to sign come from the service, the envelope goes back as a blob; another's signature is refused."""
    case = service.office.case()
    root = service.sends("user", f"/cases/{case}/lock")["root"]
    body = {"command": "sign", "details": {"root": root}}
    statement = base64.b64decode(
        fits(service.sends("user", f"/cases/{case}/statements", body), schema.StatementOut).statement
    )
    for key, status, code in (("partner", 422, "statement.not_signed"), ("user", 200, "")):
        envelope = sign_statement(statement, service.office.keys[key])
        digest = fits(service.sends("user", "/blobs", envelope), schema.DigestOut).digest
        signed = {"command": "sign", "details": {"root": root, "envelope": digest}}
        answer = service.ask("user", "POST", f"/cases/{case}/commands", signed)
        assert answer.status_code == status
        assert code in answer.content.decode()
    again = service.refused("user", "POST", f"/cases/{case}/commands", body)[1]
    assert again == ["field.missing", "guard.already_signed", "statement.absent"]


def test_a_refused_submission_names_every_reason(service):
    """A submission that lacks much is refused once, with every reason, its citation and its remedy."""
    case = service.office.case()
    service.sends("user", f"/cases/{case}/lock")
    body = {"command": "submit", "details": {"root": "0" * 64}}
    answer = service.ask("user", "POST", f"/cases/{case}/commands", body, accept_language="en")
    reasons = answer.json()["refused"]
    assert [reason["code"] for reason in reasons] == [
        "guard.root_changed", "guard.signature_missing", "guard.signature_missing",
        "guard.declaration_missing", "guard.declaration_missing",
    ]  # fmt: skip
    assert all(reason["citation"] and reason["text"] and reason["remedy_text"] for reason in reasons)


def test_a_capture_needs_its_plan(service):
    """A plan is issued to a party with a fresh challenge each time; a bundle is judged, never taken as it is."""
    case = service.office.case(lines=[{**FILE["lines"][0], "serial": "SN-9"}])
    path = f"/cases/{case}/lines/L1"
    assert service.refused("user", "POST", f"{path}/captures", b"PK", kind="application/zip") == (
        422, ["capture_order.no_plan"],
    )  # fmt: skip
    seal_journal(service.office.desk)
    plans = [
        fits(service.sends("user", f"{path}/capture-plan", {"machine": MACHINE}), schema.PlanOut).plan for _ in "ab"
    ]
    assert plans[0] != plans[1]
    assert service.refused("auditor", "POST", f"{path}/capture-plan", {"machine": MACHINE})[0] == 403
    status, found = service.refused("user", "POST", f"{path}/captures", b"PK", kind="application/zip")
    assert (status, bool(found)) == (422, True)


def test_a_dossier_verifies_with_the_served_trust(service):
    """The dossier of a case, taken over the API, verifies offline with the trust file served beside it."""
    answer = service.ask("auditor", "GET", f"/cases/{service.case}/dossier")
    assert answer["Content-Disposition"] == f'attachment; filename="{service.case}.zip"'
    trust = read_trust(service.ask("", "GET", "/trust").content)
    assert verify_dossier(answer.content, trust).exit_code == 0


def test_an_edition_takes_two_officers(service):
    """Proposed by one, published by another, and never again."""
    seed = service.office.desk.programs.seed()
    data, later = seed[EDITION], seed[LATER]
    # Alone it would leave the days before it without any.
    assert service.refused("officer", "POST", f"/editions/{LATER}", later, kind="application/toml") == (
        422, ["edition.leaves_gap"],
    )  # fmt: skip
    proposed = fits(service.sends("officer", f"/editions/{EDITION}", data), schema.EventOut)
    path = f"/editions/{proposed.body['blob']}/publish"
    assert service.refused("officer", "POST", path) == (422, ["edition.same_person"])
    assert service.refused("officer2", "POST", f"/editions/{'0' * 64}/publish") == (422, ["edition.not_proposed"])
    fits(service.sends("officer2", path), schema.EventOut)
    assert service.refused("officer2", "POST", path) == (422, ["edition.published_already"])


def test_a_registration_is_applied_for_and_granted(service):
    """An exporter applies, an officer takes it up and registers it; out of turn it is refused."""
    details = {"subject": "model", "key": "another", "particulars": {"name": "another", "maker": MAKER, "model": "X"}}
    made = fits(
        service.sends("maker", "/registrations", {"command": "apply", "details": details}), schema.RegistrationOut
    )
    wanted = {"command": "register", "registration": made.registration, "details": {"valid_from": "2026-06-30"}}
    assert service.refused("officer", "POST", "/registrations", wanted) == (422, ["guard.registration_out_of_turn"])
    assert service.refused("maker", "POST", "/registrations", {**wanted, "command": "take_up", "details": {}})[0] == 403
    service.sends("officer", "/registrations", {**wanted, "command": "take_up", "details": {}})
    assert service.refused("officer", "POST", "/registrations", wanted) == (
        422,
        ["guard.registration_paper_missing"] * 2,
    )
    for kind in ("function_sheet", "price_list"):
        paper = {"registration": made.registration, "kind": kind, "name": "x.txt", "data": "eA=="}
        fits(service.sends("maker", "/registrations/papers", paper), schema.RegistrationOut)
    assert service.refused("maker", "POST", "/registrations/papers", {**paper, "data": "?"})[1] == ["paper.not_base64"]
    assert service.sends("officer", "/registrations", wanted)["state"] == "registered"


def test_the_office_moves_clock_pool_and_log(service):
    """The clock says what became due, the pool opens once, a seal gives the new checkpoint."""
    fits(service.sends("officer", "/clock", {"to": "2026-06-01T00:00:00+09:00"}), schema.DueOut)
    assert service.refused("finance", "POST", "/pool") == (422, ["pool.open_already"])
    assert fits(service.sends("officer", "/log/seal"), office.SealOut).checkpoint["size"] > 0
    assert service.sends("officer", "/log/seal") == {"checkpoint": None}
