"""Who may read which paper, whatever way he goes: one table written by hand, held against every way out."""

import hashlib
import io
import json
import zipfile

import pytest
from django.test import Client

from sekisho.application.conceal import conceal
from sekisho.application.file_document import Paper, file_document
from sekisho.application.show_case import show_case
from sekisho.application.show_supply import show_supply
from sekisho.capture.readiness.shipped import client_sheets
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.seal.verify.onefile import one_file
from tests.portal.api.scene import paper
from tests.seal.test_guide import blocks, run

SHEET = client_sheets()["scada-2008"].decode()
OFFICE = {"officer", "inspector", "finance", "auditor"}
OPEN, PRICED = {"user", "partner", *OFFICE}, {"user", *OFFICE}
#: Every kind of paper, who files it here, and who may read it then. The exporter and a stranger read nothing of a case
#: that is not theirs; what the exporter handed in he knows, and no way leads back to its bytes.
MAY_READ = {
    ("pse_certificate", "user"): OPEN,
    ("pse_certificate", "maker"): OPEN,
    ("pse_out_of_scope_declaration", "maker"): OPEN,
    ("jis_b9700_evidence", "partner"): OPEN,
    ("jis_b9700_declaration", "maker"): OPEN,
    ("conformity_certificate", "maker"): OPEN,
    ("iso13849_certificate", "maker"): OPEN,
    ("iec61508_certificate", "maker"): OPEN,
    ("cnas_declaration", "maker"): OPEN,
    ("origin_certificate", "maker"): OPEN,
    ("authorisation_letter", "maker"): OPEN,
    ("component_trace", "maker"): OFFICE,
    ("component_trace", "user"): {"user", *OFFICE},
    ("component_trace", "partner"): {"partner", *OFFICE},
    ("collaboration_agreement", "partner"): OPEN,
    ("quotation", "user"): PRICED,
    ("purchase_order", "user"): PRICED,
    ("purchase_invoice", "user"): PRICED,
    ("payment_proof", "user"): PRICED,
    ("import_permit", "user"): PRICED,
    ("bill_of_lading", "user"): OPEN,
    ("delivery_note", "partner"): OPEN,
    ("acceptance_record", "user"): OPEN,
    ("installation_log", "partner"): OPEN,
    ("network_topology", "user"): OPEN,
    ("training_record", "user"): OPEN,
    ("integration_evidence", "partner"): OPEN,
    ("gateway_configuration", "user"): OPEN,
    ("client_sheet", "user"): OPEN,
    ("plc_project", "user"): OPEN,
    ("independent_attestation", "user"): OPEN,
    ("nameplate_photo", "inspector"): OPEN,
    ("inspector_observation", "inspector"): OPEN,
    ("visit_photo", "inspector"): OPEN,
}
EVERYBODY = ("user", "partner", "maker", "stranger", "officer", "inspector", "finance", "auditor")
REFUSED = [
    ("user", "bank_receipt", "guard.paper_kind_unknown"),
    ("partner", "contract", "guard.paper_kind_unknown"),
    ("maker", "bank_receipt", "guard.paper_kind_unknown"),
    ("partner", "purchase_invoice", "guard.paper_of_others"),
    ("partner", "import_permit", "guard.paper_of_others"),
    ("maker", "purchase_invoice", "guard.paper_not_suppliers"),
    ("user", "visit_photo", "guard.paper_not_theirs"),
    ("inspector", "purchase_order", "guard.paper_of_others"),
]


def marks(kind, who):
    """Give what stands in the bytes of a paper, and what it says of itself, each nowhere else."""
    data = f"BYTES/{kind}/{who}/END"
    # A sheet is read before it is taken, so its mark stands in a remark.
    return (f"# {data}\n{SHEET}" if kind == "client_sheet" else data), f"ABOUT/{kind}/{who}/END"


def spoken(kind, who):
    """Give what tells of a paper beside itself: its file's name, why the office refused it, and what it noted."""
    return f"NAME-{kind}-{who}-END.txt", f"REASON/{kind}/{who}/END", f"NOTE/{kind}/{who}/END"


@pytest.fixture(scope="module")
def filed(service):
    """A submitted case with a paper of every kind; gives the number of each."""
    office, case, numbers = service.office, service.case, {}
    for (kind, who), readers in MAY_READ.items():
        data, said = marks(kind, who)
        about = {"number": said, "issuer": "T1", "total": said} | ({"amount": 19_500_000} if readers is PRICED else {})
        sent = Paper(kind, spoken(kind, who)[0], data.encode(), line="L1", about=about)
        done = file_document(office.desk, case, office.people[who], sent)
        assert not hasattr(done, "findings"), (kind, who, done)
        numbers[kind, who] = list(done.case.documents)[-1]
    office.does(case, "officer", "take_up")
    for named, number in numbers.items():
        _, reason, note = spoken(*named)
        office.does(case, "officer", "reject_document", document=number, reason=reason)
        office.does(case, "officer", "accept_document", document=number, note=note)
    return numbers


@pytest.fixture
def window(service, settings):
    """Give a browser's way in for a role."""
    settings.ROLE_LINKS = True

    def enter(who):
        client = Client(raise_request_exception=False)
        client.post(f"/en/sign-in/{who}/")
        return client

    return enter


def text_of(answer):
    """Give the text of an answer, whatever became of it; an archive's with everything in it."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(data))
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return data.decode(errors="replace")


def wholes(service, client, who, case):
    """Give everything a role can get of a case as a whole, by the way he goes."""
    ways = {
        "list": service.ask(who, "GET", "/cases"),
        "case": service.ask(who, "GET", f"/cases/{case}"),
        "letters": service.ask(who, "GET", f"/cases/{case}/letters"),
        "supply": service.ask(who, "GET", "/supply"),
        "dossier": service.ask(who, "GET", f"/cases/{case}/dossier"),
        **{name: client.get(f"/en/{name}/") for name in ("desk", "cases", "supply", "registrations", "support")},
        **{name: client.get(f"/en/{name}/") for name in (f"cases/{case}", f"cases/{case}/record", f"supply/{case}")},
        "visit": client.get(f"/en/visits/{case}/L1/"),
        "zip": client.get(f"/en/cases/{case}/dossier.zip"),
    }
    told = {way: text_of(answer) for way, answer in ways.items()}
    listed = json.loads(told["letters"]).get("letters", []) if ways["letters"].status_code == 200 else []
    for one in listed:
        told[one["number"]] = text_of(service.ask(who, "GET", f"/cases/{case}/letters/{one['number']}"))
    return told


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_paper_is_read_by_those_the_table_names_and_nobody_else(service, filed, window, who):
    """On pages, over the API, in the dossier, letters, timeline and record: bytes and words are as the table says."""
    case, client = service.case, window(who)
    told = wholes(service, client, who, case)
    wrong = []
    for (kind, filer), readers in MAY_READ.items():
        data, said = marks(kind, filer)
        page = client.get(f"/en/cases/{case}/papers/{filed[kind, filer]}/")
        reads = who in readers
        wrong += [(kind, filer, "page")] if (data in text_of(page)) != reads else []
        wrong += [(kind, filer, "dossier")] if (data in told["dossier"]) != reads else []
        wrong += [(kind, filer, way) for way, text in told.items() if not reads and (data in text or said in text)]
        wrong += [(kind, filer, "said")] if reads and said not in told["case"] else []
        shut = [*spoken(kind, filer), hashlib.sha256(data.encode()).hexdigest()]
        hides = not reads and who != filer
        wrong += [(kind, filer, way, word) for word in shut for way, text in told.items() if hides and word in text]
    assert wrong == []


@pytest.mark.parametrize("who", ["user", "partner"])
def test_a_dossier_without_closed_papers_holds_by_every_command_of_the_guide(service, filed, tmp_path, who):
    """What its reader may not read is left out by its digest: verifiers and ordinary tools still accept the rest."""
    (tmp_path / "dossier.zip").write_bytes(service.ask(who, "GET", f"/cases/{service.case}/dossier").content)
    (tmp_path / "trust.toml").write_bytes(service.ask("", "GET", "/trust").content)
    (tmp_path / "verify.py").write_bytes(one_file())
    (tmp_path / "check.go").write_text(*blocks("go"))
    for text in blocks("sh"):
        done = run(tmp_path, text)
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
    hidden = [number for (kind, filer), number in filed.items() if who not in MAY_READ[kind, filer] and filer != who]
    bodies = [path.read_text() for path in tmp_path.glob("unpacked/*/dossier/bodies/*.json")]
    assert hidden
    assert not any(f'"document":"{number}"' in body for number in hidden for body in bodies)


@pytest.mark.parametrize("who", ["user", "partner"])
def test_the_case_page_says_of_a_paper_what_its_reader_may_know(service, filed, window, who):
    """A paper that may be read has a link and what it says; any other is named and nothing more."""
    shown = text_of(window(who).get(f"/en/cases/{service.case}/"))
    for (kind, filer), readers in MAY_READ.items():
        href = f"/en/cases/{service.case}/papers/{filed[kind, filer]}/"
        assert (href in shown, marks(kind, filer)[1] in shown) == ((who in readers,) * 2), (kind, filer)


def test_every_kind_stands_in_the_table(service, filed):
    """A kind the program takes and nobody has decided on who reads it fails here; prices stand in one list."""
    with service.office.desk.store.read() as tx:
        program = service.office.desk.programs.definition(tx)
    kinds = paper_kinds_on(program, program.editions[0].effective_from)
    assert {kind for kind, _ in MAY_READ} == set(kinds.known)
    assert {kind for kind, _ in MAY_READ if kinds.tells_price(kind)} == {
        kind for (kind, _), readers in MAY_READ.items() if readers == PRICED and kind != "component_trace"
    }
    assert not set(kinds.partner + kinds.exporter) & set(kinds.priced)


@pytest.mark.parametrize(("who", "kind", "code"), REFUSED)
def test_a_paper_that_is_not_ones_own_or_of_no_kind_is_refused(service, filed, who, kind, code):
    """Each files the kinds that are his, under names the program knows; the refusal says which and where it stands."""
    sent = Paper(kind, "x", b"x", line="L1", about={"amount": 25_000_000})
    refused = file_document(service.office.desk, service.case, service.office.people[who], sent)
    (found,) = [one for one in refused.findings if one.code == code]
    assert (found.place, found.facts["kind"]) == ("kind", kind)
    assert found.citation
    if who in {"user", "partner", "maker"}:
        status, codes = service.refused(who, "POST", f"/cases/{service.case}/documents", paper(kind, line="L1"))
        assert (status, code in codes) == (422, True)


def test_what_a_confidential_paper_says_stands_in_no_event(service, filed):
    """The journal names a private record by a digest; the office reads it, the exporter's list does not repeat it."""
    office = service.office
    with office.desk.store.read() as tx:
        rows = [row for row in tx.journal.read(f"case/{service.case}") if row.type == "document.filed"]
    bodies = [row.event.body for row in rows if row.event.text("kind") == "component_trace"]
    assert [set(body) for body in bodies] == [{"kind", "name", "digest", "line", "said"}] * 3
    assert len({body["said"] for body in bodies}) == 3
    assert "ABOUT/component_trace" not in str(show_supply(office.desk, office.people["maker"]))
    read = show_case(office.desk, service.case, office.people["officer"]).case.documents
    assert read[filed["component_trace", "maker"]].about["number"] == marks("component_trace", "maker")[1]
    assert conceal(dict(bodies[0]), sees_price=False) == bodies[0]
