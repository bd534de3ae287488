"""Fit: a maker's sheet stands with his model; a case's client sheet is judged by it and feeds the screening."""

from dataclasses import replace

import pytest

from sekisho.application.file_document import Paper, file_document
from sekisho.application.fit import CLIENT_SHEET, INTERFACE_SHEET, Fit
from sekisho.application.fit_machine import list_declared, read_declared
from sekisho.application.project import read_case
from sekisho.application.register import act_on_registration, file_registration_paper
from sekisho.application.request import Accepted, Request
from sekisho.application.shown_evidence import readiness_of
from sekisho.application.take_capture import receive_capture
from sekisho.capture.identity import make_collector
from sekisho.domain.values.finding import Refusal
from sekisho.store.upload import FolderUploads
from tests.application.scene import LISTED, MAKER
from tests.application.test_capture import captured, opened

MODEL = f"model/{MAKER}/hlm-650v"


def sheets(office):
    return office.desk.captures.shipped()


def machine(office, **changes):
    """The illustrative machine's sheet, as the registered model's maker would declare it."""
    text = sheets(office)[INTERFACE_SHEET]["machining-centre"].decode()
    text = text.replace("Huadong Precision (illustrative)", LISTED["maker"]).replace("HP-850V", LISTED["model"])
    for old, new in changes.items():
        text = text.replace(f"{old} = ", f"{new} = ")
    return text.encode()


def hands_in(office, data, kind=INTERFACE_SHEET):
    return file_registration_paper(office.desk, MODEL, office.people["maker"], Paper(kind, "sheet.toml", data))


def files(office, case, name="mes-2012", line="", **about):
    paper = Paper(CLIENT_SHEET, "mes.toml", sheets(office)[CLIENT_SHEET][name], line=line, about=about)
    return file_document(office.desk, case, office.people["user"], paper)


def readiness(office, case):
    with office.desk.store.read() as tx:
        return readiness_of(read_case(tx, case), "L1")


def advice(filing):
    """Give the outcome of the advisory on readiness in a case's newest screening."""
    (line,) = filing.case.screening["lines"]
    return next(one["outcome"] for one in line["findings"] if one["code"] == "rule.V06")


def test_sheet_of_a_registered_model_is_open_to_anybody(memory_office):
    """Whoever wants to buy sees the sheet the maker filed last, as long as the model stands in the register."""
    office = memory_office
    office.opens_registers()
    assert list_declared(office.desk) == []
    hands_in(office, machine(office))
    hands_in(office, newest := machine(office) + b"# second\n")
    (declared,) = list_declared(office.desk)
    assert (declared.maker, declared.model) == (LISTED["maker"], LISTED["model"])
    assert read_declared(office.desk, declared.registration) == newest
    ended = {"reason": "the maker asked for it in writing", "from_on": "2026-05-11"}
    done = act_on_registration(office.desk, MODEL, office.people["officer"], Request("suspend", ended))
    assert not isinstance(done, Refusal), done
    assert list_declared(office.desk) == []
    assert read_declared(office.desk, MODEL) is None


def test_sheet_of_another_machine_is_refused(memory_office):
    """A sheet is filed with the model it describes, and only where it can be read."""
    office = memory_office
    office.opens_registers()
    refused = hands_in(office, sheets(office)[INTERFACE_SHEET]["machining-centre"])
    assert [finding.code for finding in refused.findings] == ["sheet.other_model"]
    refused = hands_in(office, machine(office, policies="policys", items="itms"))
    assert [finding.code for finding in refused.findings] == ["sheet.misspelt"] * 2
    assert list_declared(office.desk) == []


def test_client_sheet_is_judged_by_what_the_maker_declared(office):
    """What a case keeps of its client's sheet is how each machine fits it; the screening is told, and stops nothing."""
    office.opens_registers()
    hands_in(office, machine(office))
    case = office.case()
    assert isinstance(files(office, case), Accepted)
    found = readiness(office, case)
    assert (found.verdict, found.blocks, found.warns, found.is_ready) == ("warns", 0, 2, True)
    assert advice(office.submits(case)) == "met"
    assert advice(office.grants(case)) == "met"


def test_machine_that_does_not_fit_is_advice_and_no_gate(memory_office):
    """A SCADA that speaks none of the machine's interfaces is told so, and the case is granted all the same."""
    office = memory_office
    office.opens_registers()
    hands_in(office, machine(office))
    case = office.case()
    assert isinstance(files(office, case, "scada-2008"), Accepted)
    assert readiness(office, case).is_ready is False
    office.submits(case)
    granted = office.grants(case)
    assert (granted.case.state, advice(granted)) == ("granted", "not_met")


def test_model_without_a_sheet_is_unknown(memory_office):
    """Where the maker declared nothing, nothing is known: neither fine nor not."""
    office = memory_office
    case = office.opens()
    assert isinstance(files(office, case), Accepted)
    assert readiness(office, case) is None
    office.submits(case)
    assert advice(office.grants(case)) == "undetermined"


def test_nobody_writes_his_own_readiness(memory_office):
    """What a paper says of readiness is computed from both sheets; a value that is sent along counts nothing."""
    office = memory_office
    office.opens_registers()
    hands_in(office, machine(office))
    case, forged = office.case(), {"L1": {"verdict": "fine", "blocks": 0, "warns": 0, "unknown": 0}}
    assert isinstance(files(office, case, "scada-2008", readiness=forged), Accepted)
    assert readiness(office, case).verdict == "blocks"
    office.files(case, "quotation", readiness=forged)
    assert readiness(office, case).verdict == "blocks"


def test_client_sheet_that_cannot_be_read_is_refused(memory_office):
    """A broken sheet is not kept as a paper: every problem is told."""
    office = memory_office
    case = office.opens()
    paper = Paper(CLIENT_SHEET, "mes.toml", b'format = "sekisho/client-sheet/v1"\n')
    refused = file_document(office.desk, case, office.people["user"], paper)
    assert isinstance(refused, Refusal)
    assert {finding.place for finding in refused.findings} == {"vendor", "product", "interfaces"}


@pytest.mark.parametrize("told", [{}, {"interface": "nonsense"}])
def test_capture_without_a_sheet_tells_nothing(memory_office, told):
    """An assessment made before sheets were read is not held against a client's."""
    client = sheets(memory_office)[CLIENT_SHEET]["mes-2012"]
    assert memory_office.desk.captures.fit_captured(told, client) is None


def test_capture_is_held_against_the_clients_sheet(memory_office):
    """What a capture showed is judged in the same matrix."""
    client = sheets(memory_office)[CLIENT_SHEET]["mes-2012"]
    told = {
        "interface": {"interfaces": ["opcua"], "said": {"opcua.sessions": 1}, "sources": {"opcua.sessions": "claimed"}}
    }
    fit = memory_office.desk.captures.fit_captured(told, client)
    assert isinstance(fit, Fit)
    row = next(row for row in fit.rows if row.code == "readiness.opcua.sessions")
    assert (row.verdict, row.source) == ("blocks", "claimed")


def test_real_capture_goes_before_what_was_declared(memory_office, tmp_path):
    """After the capture of a running factory the case knows how the machine itself fits, by what was really seen."""
    office = memory_office
    office.desk = replace(office.desk, uploads=FolderUploads(tmp_path / "uploads"))
    office.opens_registers()
    collector, case = make_collector("test-fit"), opened(office)
    assert isinstance(files(office, case, "mes-2024"), Accepted)
    assert readiness(office, case) is None
    bundle = captured(office, case, tmp_path / "plant", collector)
    done = receive_capture(office.desk, case, office.people["user"], "L1", bundle)
    assert isinstance(done, Accepted), done
    (kept,) = done.case.lines["L1"].captures
    assert kept["interface"]["sources"]["opcua.certificate_key_bits"] == "observed"
    found = readiness(office, case)
    # The factory lets anybody in by name of nobody, which that client refuses; much else the server does not say.
    assert (found.verdict, found.blocks, found.is_ready) == ("blocks", 1, False)
    assert found.unknown > 0
