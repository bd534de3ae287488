"""Signals over real cases on every engine: what two cases share, what the office notes, and that nothing is decided."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest

from sekisho.application.act import act
from sekisho.application.assess_signal import assess_signal
from sekisho.application.draw_second_visits import draw_second_visits
from sekisho.application.export_dossier import export_dossier
from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import lock_case
from sekisho.application.project import read_case
from sekisho.application.rebuild import rebuild
from sekisho.application.request import Accepted, Request
from sekisho.application.show_case import show_case
from sekisho.application.show_register import show_registration
from sekisho.application.show_signals import show_signals
from sekisho.domain.values.finding import Refusal
from sekisho.media.photo import PhotoReader
from tests.application.scene import CHECKLIST, EVIDENCE, LISTED, MAKER, OTHER, PARTNER, PERMIT, USER, photo

ADDRESS = "愛知県豊田市元町三丁目5番地2号"
LINE = {"id": "L1", **LISTED, "origin": "CN", "price": 40_000_000, "incoterm": "CIF", "serial": "SN-1"}
NOTE = "both claimants confirmed it in writing"


@pytest.fixture
def office(office):
    """An office that reads photos."""
    office.desk = replace(office.desk, photos=PhotoReader())
    return office


def files(office, case, kind, data, **about):
    """File bytes as a paper."""
    filed = file_document(office.desk, case, office.people["user"], Paper(kind, "x", data, "image/jpeg", "", about))
    assert isinstance(filed, Accepted), filed


def codes(office, case, who="officer"):
    """Give the codes of a case's signals by place."""
    found = show_signals(office.desk, case, office.people[who])
    assert found is not None
    return {(one.code, one.place): one for one in found.signals}


def pair(office):
    """A submitted and a locked case that show the same machine, invoice and photo, in other spellings.

    The second cannot be submitted: one machine is claimed once, however its number is written (A21). Its invoice was
    filed before the first case claimed it.
    """
    office.opens_registers()
    first, second = office.case(lines=[LINE]), office.case(lines=[{**LINE, "serial": "ｓｎ １"}])
    files(office, first, "nameplate_photo", photo())
    files(office, first, "purchase_invoice", b"one", issuer="Hailan Sales", number="INV-7", amount=40_000_000)
    files(office, second, "nameplate_photo", photo(turned=True))
    said = {"issuer": "株式会社HAILAN SALES", "number": "inv 7", "amount": 39_000_000, "model": "HLM-850V"}
    files(office, second, "purchase_invoice", b"two", **said)
    office.submits(first)
    locked = lock_case(office.desk, second, office.people["user"])
    assert isinstance(locked, Accepted), locked
    return first, second


def test_the_same_thing_in_two_cases_is_seen_from_both(office):
    """Serial, invoice and photo are told in either case, each naming the other, however they are spelled or turned."""
    first, second = pair(office)
    for here, there in ((first, second), (second, first)):
        found = codes(office, here)
        shared = {one.code: one.cases for one in found.values() if one.code.startswith("signal.same_")}
        assert shared.items() >= {
            "signal.same_serial": (there,), "signal.same_invoice": (there,), "signal.same_photo": (there,),
        }.items()  # fmt: skip
    assert ("signal.model_differs", "D002") in codes(office, second)
    assert ("signal.price_above_list", "L1") in codes(office, first)


def test_two_issuers_may_count_alike(office):
    """INV-1 of two dealers of one maker is two invoices; of one issuer, by name or number, it is seen from both."""
    office.opens_registers()
    cases = [office.case(lines=[{**LINE, "serial": f"SN-{n}"}]) for n in range(3)]
    for case, issuer in zip(cases, ("Dealer", f"T{MAKER}", "Another dealer"), strict=True):
        files(office, case, "purchase_invoice", case.encode(), issuer=issuer, number="INV-1", amount=1)
    assert not any(code == "signal.same_invoice" for case in cases for code, _ in codes(office, case))
    files(office, cases[2], "purchase_invoice", b"again", issuer=f"海岚 {MAKER}", number="inv1", amount=1)
    found = {code: one for (code, _), one in codes(office, cases[2]).items()}
    assert found["signal.same_invoice"].cases == (cases[1],)
    assert found["signal.same_invoice"].facts["key"] == "inv1"


def test_an_issuer_is_known_by_name_and_number(office):
    """The partner's invoice, rejected where he stood by his name, is seen where his number was written, and back."""
    office.opens_registers()
    named, numbered = office.case(), office.case()
    files(office, named, "purchase_invoice", b"1", issuer="Tsubame (fictional)", number="INV-1", amount=1)
    office.does(named, "officer", "reject_document", document="D001", reason="the machine is another one")
    files(office, numbered, "purchase_invoice", b"2", issuer=f"T{PARTNER}", number="INV-1", amount=1)
    for case, other in ((named, numbered), (numbered, named)):
        found = {code: one for (code, _), one in codes(office, case).items()}
        assert found["signal.same_invoice"].cases == (other,)


def test_signals_are_for_the_office(office):
    """Claimant, partner and exporter see none, whatever they ask; the auditor sees them all."""
    first, _ = pair(office)
    for who in ("user", "partner", "maker", "stranger"):
        assert show_signals(office.desk, first, office.people[who]) is None
        refused = assess_signal(office.desk, first, office.people[who], {"signal": "signal.same_photo", "note": NOTE})
        assert [one.code for one in refused.findings] == ["case.unknown"]
    assert codes(office, first, "auditor") == codes(office, first)
    assert show_signals(office.desk, "R-none", office.people["officer"]) is None


def test_no_signal_changes_an_outcome(office):
    """With every signal standing the case is granted as it would be without, and screens the same."""
    first, second = pair(office)
    assert codes(office, second)
    view = show_case(office.desk, second, office.people["officer"])
    assert not any(one.code.startswith("signal.") for one in (*view.gates, *view.advisories, *view.evidence))
    assert codes(office, first)
    assert office.grants(first).case.state == "granted"


def test_what_was_looked_at_is_noted_privately(office):
    """The office reads the note; journal and dossier hold nothing but a digest, and the claimant is sent no word."""
    first, _ = pair(office)
    said = {"signal": "signal.same_photo", "place": "D001", "note": NOTE}
    noted = assess_signal(office.desk, first, office.people["officer"], said)
    assert isinstance(noted, Accepted), noted
    assert noted.case.state == "submitted"
    [check] = show_signals(office.desk, first, office.people["officer"]).checks
    assert (check.signal, check.note, check.by) == ("signal.same_photo", NOTE, "officer")
    [step] = [one for one in show_case(office.desk, first, office.people["user"]).timeline if "signal" in one.type]
    assert set(step.body) <= {"check", "by"}
    assert not any("signal" in one.code for one in show_case(office.desk, first, office.people["user"]).notices)
    dossier = export_dossier(office.desk, first, office.people["user"])
    assert not isinstance(dossier, Refusal)
    assert NOTE.encode() not in dossier


WRONG = [
    ({"signal": "signal.same_serial", "place": "L9", "note": NOTE}, "signal_check.unknown"),
    ({"signal": "signal.none", "note": NOTE}, "signal_check.unknown"),
    ({"signal": "signal.same_serial", "place": "L1", "note": "short"}, "field.wrong.reason"),
    ({"note": NOTE}, "field.missing"),
    ({"signal": "signal.same_serial", "place": "L1", "note": NOTE, "verdict": "guilty"}, "field.unknown"),
]


def test_a_note_on_nothing_is_refused(office):
    """A signal that is not there, a note that says nothing, and a verdict nobody asked for leave the journal alone."""
    first, _ = pair(office)
    for said, code in WRONG:
        refused = assess_signal(office.desk, first, office.people["officer"], said)
        assert isinstance(refused, Refusal)
        assert [one.code for one in refused.findings] == [code]
    assert show_signals(office.desk, first, office.people["officer"]).checks == ()


def test_a_note_has_a_way_of_its_own(office):
    """Nobody records a digest of his own as a check."""
    first, _ = pair(office)
    wanted = Request("assess_signal", {"check": "a" * 64})
    refused = act(office.desk, first, office.people["officer"], wanted)
    assert [one.code for one in refused.findings] == ["request.own_way"]


def test_who_sits_and_leads_together_is_told(office):
    """Buyer and partner at one address, and an officer of the partner who leads the buyer as well."""
    office.at("2026-05-11T09:00:00+09:00")
    office.registers("partner", "integrator", PARTNER, address="愛知県豊田市元町３－５－２", officers=["王 偉"])
    buyer = {"name": "Aoba (fictional)", "corporate_number": USER, "side": "end_user", "address": ADDRESS}
    case = office.case(applicant={**buyer, "officers": ["山田 太郎", "王偉"]})
    found = {code: one.facts for (code, _), one in codes(office, case).items()}
    assert found["signal.same_address"]["key"] == "愛知県豊田市元町3-5-2"
    assert found["signal.same_officer"]["key"] == "王偉"


def test_a_photo_nobody_can_read_is_filed_and_told(office):
    """Broken photos are kept as they came; the officer is told that they were compared with none."""
    office.opens_registers()
    case = office.case()
    for data in (b"no picture", b"\xff\xd8\xff\xe0 cut off", b"GIF89a", photo()[:200]):
        files(office, case, "nameplate_photo", data)
    found = [code for code, place in codes(office, case) if place in {"D001", "D002", "D003", "D004"}]
    assert found == ["signal.photo_unread"] * 4


def test_traces_are_rebuilt(office):
    """Dropped and written again, both cases show the same signals with the same points."""
    cases = pair(office)
    seen = [show_signals(office.desk, case, office.people["officer"]) for case in cases]
    assert all(each.points for each in seen)
    with office.desk.store.read() as tx:
        before = tx.views.traces()
    rebuild(office.desk)
    with office.desk.store.read() as tx:
        assert tx.views.traces() == before
    assert [show_signals(office.desk, case, office.people["officer"]) for case in cases] == seen


def test_what_the_sides_declare_is_held_against_each_other(office):
    """A rebate the partner keeps silent about, a tie and another subsidy are told, and the partner reads none of it."""
    office.opens_registers()
    case = office.case(lines=[LINE])
    said = {
        "related": True,
        "relations": [{"with": "Tsubame （fictional）", "nature": "capital"}],
        "rebates": [{"with": PARTNER, "direction": "received", "yen": 500_000}],
        "other_subsidies": [
            {"line": "L1", "subsidy_name": "another (fictional)", "granted_by": "another office", "yen": 1_000_000}
        ],
    }
    office.declares(case, "user", **said)
    assert {code for code, _ in codes(office, case)} >= {"signal.benefit_declared", "signal.other_subsidy"}
    assert "signal.benefit_disputed" not in {code for code, _ in codes(office, case)}
    office.declares(case, "partner")
    found = {code: one.facts for (code, _), one in codes(office, case).items()}
    assert (found["signal.benefit_disputed"]["paid"], found["signal.benefit_disputed"]["received"]) == (0, 500_000)
    assert found["signal.tie_disputed"]["other"] == PARTNER
    assert show_signals(office.desk, case, office.people["partner"]) is None


OFFICERS = {"officers": ["王 偉", "陳 瀾"]}


def met(office, case):
    """Give who else is at an address or has an officer of a case: code, whose it is, the others, their cases."""
    found = codes(office, case).values()
    return {
        (one.code.removeprefix("signal.same_"), one.place, one.facts["other"], one.cases)
        for one in found
        if one.code in {"signal.same_address", "signal.same_officer"}
    }


def registers_exporter(office, **seat):
    """Register partner and the usual model, its exporter with a seat."""
    office.at("2026-05-11T09:00:00+09:00")
    office.registers("partner", "integrator", PARTNER)
    office.registers("maker", "model", "hlm-650v", maker=LISTED["maker"], model=LISTED["model"], **seat)


def test_every_side_of_a_case_is_held_against_the_others(office):
    """What buyer and partner declare of themselves and the exporter has registered is compared among the three."""
    registers_exporter(office, address=ADDRESS, **OFFICERS)
    case = office.case()
    assert met(office, case) == set()
    office.declares(case, "user", address="愛知県豊田市元町３－５－２", officers=["山田 太郎"])
    office.declares(case, "partner", address="東京都港区三田2-1-1", officers=["王偉"])
    assert met(office, case) == {
        ("address", USER, MAKER, ()),
        ("address", MAKER, USER, ()),
        ("officer", PARTNER, MAKER, ()),
        ("officer", MAKER, PARTNER, ()),
    }


def test_sides_of_two_cases_are_held_against_each_other(office):
    """The buyer of one case sits with the buyer of another and with an exporter who sells there: each case is named."""
    office.opens_registers()
    office.registers("maker", "model", "hlm-900", maker="Hailan", model="HLM-900", address=ADDRESS)
    first = office.case()
    other = {"name": "Other (fictional)", "corporate_number": OTHER, "side": "end_user"}
    second = office.case("stranger", applicant=other, lines=[{**LINE, "maker": "Hailan", "model": "HLM-900"}])
    office.declares(first, "user", address=ADDRESS)
    office.declares(second, "stranger", address=ADDRESS, other_subsidies=[])
    assert met(office, first) == {
        ("address", USER, f"{OTHER}, {MAKER}", (second,)), ("address", MAKER, f"{USER}, {OTHER}", (second,)),
    }  # fmt: skip
    assert {place for _, place, _, _ in met(office, second)} == {OTHER, MAKER}


def test_nobody_but_the_office_reads_where_another_sits(office):
    """An address declared stands in no event, and in no answer or dossier of another party."""
    registers_exporter(office, **OFFICERS)
    case = office.case()
    office.declares(case, "user", address="愛知県豊田市元町3-5-2", officers=["山田 太郎"])
    office.declares(case, "partner")
    secret = ["元町", "山田"]
    with office.desk.store.read() as tx:
        told = b"".join(row.body for row in tx.journal.everything()).decode()
    assert [word for word in secret if word in told] == []
    for who, reads in (("user", True), ("officer", True), ("partner", False), ("seller", False)):
        view = show_case(office.desk, case, office.people[who])
        assert any(word in repr(view and view.declarations) for word in secret) is reads, who
    archive = zipfile.ZipFile(io.BytesIO(export_dossier(office.desk, case, office.people["partner"])))
    assert not any(word.encode() in archive.read(name) for word in secret for name in archive.namelist())
    assert show_registration(office.desk, f"model/{MAKER}/hlm-650v", office.people["partner"]) is None


def test_seats_are_rebuilt(office):
    """Dropped and written again, the same seats are found shared."""
    registers_exporter(office, address=ADDRESS)
    case = office.case()
    office.declares(case, "user", address=ADDRESS)
    before = met(office, case)
    assert before
    rebuild(office.desk)
    assert met(office, case) == before


@pytest.mark.parametrize("seat", [{"address": 7}, {"officers": "王"}, {"officers": [1]}, {"officers": ["王"] * 51}])
def test_a_seat_that_is_none_is_refused(memory_office, seat):
    """An address is a text and officers are names, no more than anybody has; else nothing is kept."""
    case = memory_office.opens()
    refused = memory_office.prepares(case, "user", **seat)
    assert [one.code for one in refused.findings] == ["declaration.seat_wrong"]


def drawn(office, case):
    """The record of a line's draw as its event tells it."""
    with office.desk.store.read() as tx:
        return read_case(tx, case).lines["L1"].facts["draw"]


def verified(office):
    """A case whose nameplate photo is that of another case, its one line verified by an inspector."""
    office.opens_registers()
    files(office, office.case(), "nameplate_photo", photo())
    case = office.case()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    files(office, case, "nameplate_photo", photo(turned=True))
    for kind in EVIDENCE:
        office.files(case, kind, "inspector" if kind == "inspector_observation" else "user")
    office.files(case, "purchase_invoice", amount=19_500_000)
    office.photographs(case)
    office.accepts(case)
    office.does(case, "officer", "schedule_visit", "L1", visit_on="2026-10-20", inspector="inspector")
    office.at("2026-10-20T15:00:00+09:00")
    office.does(case, "inspector", "verify_line", "L1", visited_on="2026-10-20", checklist=CHECKLIST)
    return case


def test_signals_count_towards_a_second_visit(office):
    """A photo of another case and no capture are enough points; a party learns of a second visit, and of no reason.

    Whoever reads the record reckons the draw again with nothing but a hash: from the office's dossier, offline.
    """
    case = verified(office)
    draw, parts = drawn(office, case), {}
    assert set(draw) == {"checkpoint", "digest"}
    for who in ("officer", "auditor", "user", "partner"):
        archive = zipfile.ZipFile(io.BytesIO(export_dossier(office.desk, case, office.people[who])))
        # Rules and parameters are the same for every case and open to everybody; of this case they tell nothing.
        program = office.desk.programs.shipped()
        named = (program.rules.hash, program.parameter_hash)
        parts[who] = [archive.read(name) for name in archive.namelist() if not name.endswith(named)]
    whys = (b"same_photo", b"without_capture", b"threshold", b"share_percent")
    assert not any(why in part for who in ("user", "partner") for part in parts[who] for why in whys)
    for who in ("officer", "auditor"):
        [record] = [json.loads(part) for part in parts[who] if hashlib.sha256(part).hexdigest() == draw["digest"]]
        assert (record["case"], record["line"], record["why"]) == (case, "L1", "points")
        assert (record["points"], record["signals"]) == ({"without_capture": 20}, {"same_photo": 40})
        assert sum(record["points"].values()) + sum(record["signals"].values()) >= record["threshold"]
        said = f"{record['seed']}\n{case}\nL1\n"
        assert hashlib.sha256(said.encode()).hexdigest() == record["ticket"]
    for who, drawn_by in (("officer", ["L1"]), ("auditor", ["L1"]), ("user", []), ("partner", [])):
        assert list(show_case(office.desk, case, office.people[who]).draws) == drawn_by
    told = repr([show_case(office.desk, case, office.people[who]) for who in ("user", "partner")])
    assert not any(why.decode() in told for why in whys)


def installs_two(office):
    """A granted case of two machines that both run, its papers accepted; the photo of the first is of another case."""
    office.opens_registers()
    files(office, office.case(), "nameplate_photo", photo())
    case = office.case(lines=[{**LINE, "id": name, "serial": f"SN-{name}"} for name in ("L1", "L2")])
    copied = Paper("nameplate_photo", "x", photo(turned=True), line="L1")
    assert isinstance(file_document(office.desk, case, office.people["user"], copied), Accepted)
    office.submits(case)
    office.grants(case)
    office.installs(case, lines=("L1", "L2"))
    for kind in EVIDENCE:
        office.files(case, kind, "inspector" if kind == "inspector_observation" else "user")
    for line in ("L1", "L2"):
        office.photographs(case, line=line)
        office.does(case, "officer", "schedule_visit", line, visit_on="2026-10-20", inspector="inspector")
    office.accepts(case)
    office.at("2026-10-20T15:00:00+09:00")
    return case


def test_the_lines_of_a_case_draw_together_and_each_by_itself(office, monkeypatch):
    """Two lines that wait draw at once, each on its own ticket and signals, and none draws a second time."""
    case = installs_two(office)
    with monkeypatch.context() as crash:
        crash.setattr("sekisho.application.act.draw_second_visits", lambda _desk: ())
        for line in ("L1", "L2"):
            office.does(case, "inspector", "verify_line", line, visited_on="2026-10-20", checklist=CHECKLIST)
    one, two = draw_second_visits(office.desk)
    assert [(each.case, each.line) for each in (one, two)] == [(case, "L1"), (case, "L2")]
    assert one.draw.ticket != two.draw.ticket
    assert ("same_photo" in one.draw.signals, "same_photo" in two.draw.signals) == (True, False)
    assert draw_second_visits(office.desk) == ()


def test_prices_are_held_against_customs_list_and_other_cases(office):
    """Forty million for a machine declared at twenty, listed lower, and bought by three others for twenty: all told."""
    office.opens_registers()
    dear = office.case(lines=[LINE])
    others = [office.case(lines=[{**LINE, "price": 20_000_000, "serial": f"SN-{n}"}]) for n in (2, 3, 4)]
    for one in (dear, *others):
        office.all_declare(one)
        assert isinstance(lock_case(office.desk, one, office.people["user"]), Accepted)
    for day, command, said in (
        ("2026-06-22", "order", {"ordered_on": "2026-06-22", "order_number": "PO"}),
        ("2026-08-04", "ship", {"shipped_on": "2026-08-04", "bill_of_lading": "BL"}),
        ("2026-08-19", "permit_import", PERMIT),
    ):
        office.at(f"{day}T10:00:00+09:00")
        office.does(dear, "user", command, "L1", **said)
    prices = {code: one.facts["compared"] for (code, place), one in codes(office, dear).items() if place == "L1"}
    assert prices["signal.price_above_customs"] == prices["signal.price_above_median"] == 20_000_000
    assert prices["signal.price_above_list"] < 40_000_000
    assert not {code for code, _ in codes(office, others[0])} & set(prices)


def test_instalments_are_one_price(office):
    """Two invoices of one machine are held against customs value and quotation together, a rejected one is not.

    An officer sees it before he accepts them.
    """
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    files(office, case, "quotation", b"0", number="Q-1", amount=19_500_000)
    for n, amount in enumerate((6_000_000, 13_500_000)):
        files(office, case, "purchase_invoice", b"%d" % n, issuer=MAKER, number=f"INV-{n}", amount=amount)
    odd = {"signal.price_below_customs", "signal.price_above_customs", "signal.amount_differs"}
    assert not odd & {code for code, _ in codes(office, case)}
    files(office, case, "purchase_invoice", b"2", issuer=MAKER, number="INV-2", amount=30_000_000)
    found = {code: one.facts for (code, _), one in codes(office, case).items() if code in odd}
    assert found.keys() == {"signal.price_above_customs", "signal.amount_differs"}
    assert found["signal.price_above_customs"]["price"] == 49_500_000
    with office.desk.store.read() as tx:
        last = max(read_case(tx, case).documents)
    office.does(case, "officer", "reject_document", document=last, reason="the machine was never sold for it")
    assert not odd & {code for code, _ in codes(office, case)}


def test_fewer_machines_than_are_claimed_came_into_the_country(office):
    """Two are claimed and the permit's columns name one: told once every shipment is in; two columns of one are two."""
    office.opens_registers()
    case = office.case(lines=[{**LINE, "quantity": 2}])
    office.submits(case)
    office.grants(case)
    assert ("signal.quantity_differs", "L1") not in codes(office, case)
    office.installs(case)
    found = codes(office, case)["signal.quantity_differs", "L1"]
    assert found.facts == {"document": "import_permit", "value": "1", "claimed": "2"}


def test_what_papers_say_is_held_against_the_claim_and_each_other(office):
    """Buyer, model, quantity and amount, each said otherwise by a paper, and the days from the quote to the payment."""
    office.opens_registers()
    case = office.case(lines=[LINE])
    files(office, case, "quotation", b"1", buyer="Somebody else", amount=39_000_000, issued_on="2026-06-23")
    files(office, case, "purchase_order", b"2", model="HLM-850V", dated_on="2026-06-22")
    files(office, case, "delivery_note", b"3", quantity=2, dated_on="2026-08-24")
    files(office, case, "purchase_invoice", b"4", issuer="Hailan", number="1", amount=40_000_000)
    files(office, case, "payment_proof", b"5", amount=40_000_000, dated_on="2026-08-23")
    assert isinstance(lock_case(office.desk, case, office.people["user"]), Accepted)
    found = codes(office, case)
    assert set(found) >= {
        ("signal.buyer_differs", "D001"), ("signal.model_differs", "D002"), ("signal.quantity_differs", "D003"),
        ("signal.amount_differs", "L1"), ("signal.date_reversed", "L1"),
    }  # fmt: skip
    signals = show_signals(office.desk, case, office.people["officer"]).signals
    turned = [(one.facts["before"], one.facts["after"]) for one in signals if one.code == "signal.date_reversed"]
    assert turned == [("quoted_on", "ordered_on"), ("delivered_on", "paid_on")]
