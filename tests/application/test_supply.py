"""What an exporter is asked for, on every engine: his own machines, his own papers, and nothing of anybody else."""

import copy
from dataclasses import asdict

import pytest

from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import lock_case
from sekisho.application.ports import Person
from sekisho.application.reach import reach
from sekisho.application.register import act_on_registration, apply_for_registration, file_registration_paper
from sekisho.application.request import Accepted, Request
from sekisho.application.show_supply import show_supplied, show_supply
from sekisho.domain.values.finding import Refusal
from tests.application.scene import FILE, LISTED, MAKER, OTHER, PARTNER, USER

RIVAL = Person("rival", "signatory", "exporter", OTHER, b"", rehearsal=True)
#: The buyer and his partner by name and number, the price, the subsidy, and the serial of the buyer's machine.
FOREIGN = ("Aoba", "Tsubame", USER, PARTNER, "20000000", "3600000", "5000000", "HL-1")


def applies(office, person, key):
    """Apply for the model everybody knows under another key; give the registration's name."""
    particulars = {"name": key, "maker": LISTED["maker"], "model": LISTED["model"]}
    made = apply_for_registration(
        office.desk, person, Request("apply", {"subject": "model", "key": key, "particulars": particulars})
    )
    assert not isinstance(made, Refusal), made
    return made.id


def registered(office, person, **particulars):
    """Have the office register a model for an exporter."""
    details = {"subject": "model", "key": "rivals", "particulars": {"name": "rivals", **particulars}}
    made = apply_for_registration(office.desk, person, Request("apply", details))
    for kind in ("function_sheet", "price_list"):
        file_registration_paper(office.desk, made.id, person, Paper(kind, kind, kind.encode()))
    for command, said in (("take_up", {}), ("register", {"valid_from": "2026-05-11"})):
        done = act_on_registration(office.desk, made.id, office.people["officer"], Request(command, said))
        assert not isinstance(done, Refusal), done


def submitted(office, **line):
    """Give a submitted case from the usual file, without its papers."""
    lines = [{**copy.deepcopy(FILE["lines"][0]), "serial": "HL-1", **line}]
    case = office.opens(lines=lines)
    office.submits(case, papers=False)
    return case


def hands_in(office, case, person, kind="component_trace", line="L1"):
    """Try to file a paper; give the codes it is refused for."""
    filed = file_document(office.desk, case, person, Paper(kind, f"{kind}.txt", b"bytes", line=line))
    return [] if isinstance(filed, Accepted) else [finding.code for finding in filed.findings]


def exists(office, case):
    """Say in which of the ways an exporter has a case is there for him: list, page, filing, papers."""
    maker = office.people["maker"]
    refused = {"guard.paper_not_suppliers", "guard.line_not_suppliers"} & set(hands_in(office, case, maker))
    listed = case in [one.case for one in show_supply(office.desk, maker)]
    shown = show_supplied(office.desk, case, maker) is not None
    return [listed, shown, reach(office.desk, case, maker, filing=True) is not None, not refused]


def test_a_draft_exists_for_no_exporter(office):
    """What a buyer thinks about is nobody's business before he locks it, and not while he has opened it again."""
    case = office.opens()
    assert exists(office, case) == [False] * 4
    assert isinstance(lock_case(office.desk, case, office.people["user"]), Accepted)
    assert exists(office, case) == [True] * 4
    office.does(case, "user", "unlock", reason="the serial was wrong")
    assert exists(office, case) == [False] * 4
    dropped = office.case()
    office.does(dropped, "user", "withdraw", reason="we found another machine")
    assert reach(office.desk, dropped, office.people["maker"], filing=True) is None


def test_an_exporter_is_told_what_is_missing_and_what_became_of_what_he_filed(office):
    """Gates stand apart from advantages (F7, F8); a paper he filed is no longer missing, a rejected one says why."""
    case = submitted(office)
    (before,) = show_supply(office.desk, office.people["maker"])
    (machine,) = before.machines
    assert machine.needed == ("pse_certificate", "jis_b9700_evidence", "conformity_certificate")
    assert "component_trace" in machine.helpful
    assert (before.declared, before.may_declare) == (None, True)
    assert hands_in(office, case, office.people["maker"]) == []
    assert hands_in(office, case, office.people["maker"], "pse_certificate") == []
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "reject_document", document="D002", reason="the mark cannot be read")
    after = show_supplied(office.desk, case, office.people["seller"])
    told = [(paper.kind, paper.line, paper.status, paper.reason) for paper in after.handed]
    assert told == [
        ("component_trace", "L1", "filed", ""),
        ("pse_certificate", "L1", "rejected", "the mark cannot be read"),
    ]
    assert "component_trace" not in after.machines[0].helpful
    assert after.machines[0].needed == machine.needed


def test_nothing_of_the_buyer_stands_in_what_an_exporter_reads(office):
    """Neither names, numbers, prices, amounts nor papers of the parties stand in anything he is given."""
    case = submitted(office)
    office.files(case, "pse_certificate", number="BUYERS-NUMBER")
    office.files(case, "purchase_invoice", number="BUYERS-INVOICE", amount=20_000_000)
    office.declares(case, "seller", commissions=[{"with": "nobody", "direction": "paid", "yen": 5}])
    read = str([asdict(one) for one in show_supply(office.desk, office.people["seller"])])
    assert [word for word in (*FOREIGN, "BUYERS") if word in read] == []
    assert "nobody" in read


def test_a_case_ends_for_the_exporter_with_the_case(office):
    """Withdrawn, it is asked of nobody any more; granted, it takes a declaration still: until the payment (A34)."""
    case = submitted(office)
    office.does(case, "user", "withdraw", reason="another machine was found")
    assert show_supply(office.desk, office.people["maker"]) == []
    granted = office.case()
    office.submits(granted)
    office.grants(granted)
    assert [(one.case, one.may_declare) for one in show_supply(office.desk, office.people["maker"])] == [
        (granted, True)
    ]


def test_who_merely_applies_for_a_model_sees_no_case_of_it(office):
    """An application opens nothing: neither list nor case, no paper is taken, no declaration, and no case exists."""
    case = submitted(office)
    name = applies(office, RIVAL, "mine")
    for step in (None, "take_up", "reject"):
        if step:
            details = {"reason": "not the maker"} if step == "reject" else {}
            act_on_registration(office.desk, name, office.people["officer"], Request(step, details))
        assert show_supply(office.desk, RIVAL) == []
        assert show_supplied(office.desk, case, RIVAL) is None
        assert reach(office.desk, case, RIVAL, filing=True) is None
        assert hands_in(office, case, RIVAL) == ["guard.line_not_suppliers"]


@pytest.mark.parametrize(("command", "is_shown"), [("suspend", True), ("remove", False)])
def test_a_model_that_is_removed_shows_no_case_any_more(memory_office, command, is_shown):
    """While a registration is suspended its owner puts things right; removed, the cases are none of his."""
    office = memory_office
    submitted(office)
    # What was filed while it stood stays his to put right; at the very instant of the loss nothing stood any more.
    office.at("2026-05-12T09:00:00+09:00")
    details = {"from_on": "2026-05-12", "reason": "the power unit is another one"}
    done = act_on_registration(
        office.desk, f"model/{MAKER}/hlm-650v", office.people["officer"], Request(command, details)
    )
    assert not isinstance(done, Refusal), done
    assert bool(show_supply(office.desk, office.people["maker"])) is is_shown


def test_each_exporter_of_a_mixed_case_sees_his_own_line(memory_office):
    """In a case with machines of two exporters each reads and files for his own line, and neither for the whole."""
    office = memory_office
    office.opens_registers()
    registered(office, RIVAL, maker="Rival Works (fictional)", model="RW-1")
    other = {**FILE["lines"][0], "id": "L2", "maker": "Rival Works (fictional)", "model": "RW-1"}
    case = office.case(lines=[FILE["lines"][0], other])
    assert isinstance(lock_case(office.desk, case, office.people["user"]), Accepted)
    assert [one.line for one in show_supplied(office.desk, case, RIVAL).machines] == ["L2"]
    assert hands_in(office, case, RIVAL, line="L2") == []
    assert hands_in(office, case, RIVAL, line="L1") == ["guard.line_not_suppliers"]
    assert hands_in(office, case, RIVAL, line="") == ["guard.line_not_suppliers"]
    theirs = show_supplied(office.desk, case, office.people["maker"])
    assert ([one.line for one in theirs.machines], theirs.handed) == (["L1"], ())
