"""A case after payment, on every engine: registered, reported, disposed of, repaid; held, kept, erased, verified."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from sekisho.application.export_dossier import export_dossier
from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import correct_case
from sekisho.application.list_cases import list_cases
from sekisho.application.read_letter import Wish, print_letter, read_letter
from sekisho.application.read_paper import read_paper
from sekisho.application.readable import body_without
from sekisho.application.rebuild import rebuild
from sekisho.application.replay_fund import replay_fund
from sekisho.application.report_quarter import Printed, print_report
from sekisho.application.request import Accepted
from sekisho.application.save_draft import save_draft
from sekisho.application.show_case import show_case
from sekisho.application.show_record import show_record
from sekisho.application.show_signals import show_signals
from sekisho.bootstrap.package import all_wording
from sekisho.bootstrap.sealing import write_trust_file
from sekisho.domain.evidence.signal.likeness import SIDE, fingerprint
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.media.photo import PhotoReader
from sekisho.seal.verify.report import Result
from sekisho.seal.verify.trust import read_trust
from sekisho.seal.verify.verifier import verify_dossier
from tests.application.scene import photo

MEASURED = {"method": "stopwatch over ten parts", "indicators": {"cycle_time_ms": 90_000, "output_per_hour": 40}}
AFTER = {"method": "counter of the cell", "indicators": {"cycle_time_ms": 60_000, "output_per_hour": 60}}
WHY = "as the law and the file say"
ERASING = ("erasure.proposed", "personal_data.erased")


def photographs(office, case, *photos):
    """File the bytes of photos of a nameplate."""
    for data in photos:
        filed = file_document(office.desk, case, office.people["user"], Paper("nameplate_photo", "x.jpg", data))
        assert isinstance(filed, Accepted), filed


def paid(office, *photos):
    """Carry a case from its opening to its payment, with photos filed first and a baseline measured on the way."""
    case = office.opens()
    photographs(office, case, *photos)
    office.submits(case)
    office.grants(case)
    office.does(case, "user", "record_baseline", machine="L1", measured_on="2026-05-11", **MEASURED)
    office.installs(case)
    office.verifies(case)
    office.pays(case)
    return case


def row_of(office, case):
    """Give the row of a case as lists show it."""
    return next(row for row in list_cases(office.desk, office.people["officer"]) if row.id == case)


def verified(office, case, who="auditor"):
    """Export a case's dossier for somebody and verify it."""
    dossier = export_dossier(office.desk, case, office.people[who])
    trust = read_trust(write_trust_file(office.desk.notary._home, list(office.people.values())))
    report = verify_dossier(dossier, trust)
    assert report.exit_code == 0, [check for check in report.checks if check.result is Result.FAILS]
    return {check.name: check for check in report.checks}


def test_a_paid_case_lives_on(office):
    """Registered at payment, confirmed, reported, supported, disposed of and repaid; the pool holds at every yen."""
    case = paid(office)
    after = show_case(office.desk, case, office.people["user"]).case.aftercare
    asset = after.assets["A01"]
    assert (asset.unit_price, asset.grant) == (Money(19_500_000), Money(3_510_000))
    assert (asset.life, str(asset.restricted_until)) == (9, "2035-09-10")
    assert (row_of(office, case).due_what, row_of(office, case).due_at.date().isoformat()) == (
        "effect_report_1",
        "2028-04-30",
    )
    office.does(case, "officer", "confirm_asset", asset="A01")
    office.does(case, "officer", "close")
    office.does(case, "user", "open_incident", machine="L1", provider="7990000000002", severity="stopped",
                problem="the spindle does not turn")  # fmt: skip
    office.does(case, "maker", "answer_incident", incident="S01", answer="the drive is to be reset")
    office.at("2027-06-30T10:00:00+09:00")
    request = office.does(case, "user", "request_disposal", asset="A01", manner="scrap", planned_on="2029-09-10",
                          reason="the hall was flooded").case.aftercare.disposals["R01"]  # fmt: skip
    assert request.repayment.yen == (19_500_000 - 3 * 2_184_000) * 18 // 100
    office.does(case, "officer", "approve_disposal", disposal="R01", amount=request.repayment.yen)
    assert (row_of(office, case).due_what, str(row_of(office, case).due_at.date())) == ("repayment", "2027-07-20")
    assert office.balances()["receivable"] == request.repayment.yen
    office.does(case, "finance", "record_repayment", amount=request.repayment.yen, received_on="2027-06-30")
    assert office.balances()["recovered"] == request.repayment.yen
    office.does(case, "user", "report_consumption_tax", tax_method="full", settled_on="2027-06-30")
    assert row_of(office, case).due_what == "effect_report_1"
    office.at("2028-04-01T10:00:00+09:00")
    told = office.does(case, "user", "report_effect", machine="L1", year=1, measured_on="2028-03-01", **AFTER)
    changes = told.recorded[0].event.record("changes")
    assert changes["cycle_time_ms"] == {"before": 90_000, "after": 60_000, "per_mille": -333}
    assert row_of(office, case).due_what == "effect_report_2"
    office.at("2029-09-11T10:00:00+09:00")
    office.does(case, "user", "record_disposal", disposal="R01", disposed_on="2029-09-10")
    assert replay_fund(office.desk) == ()
    before = row_of(office, case)
    rebuild(office.desk)
    assert row_of(office, case) == before


@pytest.mark.parametrize("office", ["memory"], indirect=True)
def test_a_baseline_after_the_installation_is_refused_and_nothing_is_kept(office):
    """Once the machine runs nobody can say any more how it was before; the case is as it was."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    before = show_case(office.desk, case, office.people["user"]).case
    late = {"machine": "L1", "measured_on": "2026-09-04", **MEASURED}
    assert office.codes(case, "user", "record_baseline", **late) == {"guard.baseline_late"}
    assert show_case(office.desk, case, office.people["user"]).case == before


@pytest.mark.parametrize("office", ["memory"], indirect=True)
def test_a_refused_disposal_is_told_by_letter(office):
    """The letter names the asset, until when it is bound, the reason and how to contest; two prints are the same."""
    case = paid(office)
    request = {"asset": "A01", "manner": "scrap", "planned_on": "2029-09-10", "reason": WHY}
    office.does(case, "user", "request_disposal", **request)
    done = office.does(case, "officer", "refuse_disposal", disposal="R01", reason="it can still be repaired")
    assert done.document == "disposal_refusal"
    number = "RSF26-2026-DSR-0001"
    said = json.dumps(read_letter(office.desk, case, office.people["user"], number).content, ensure_ascii=False)
    assert all(part in said for part in ("A01", "2035年9月10日", "it can still be repaired", "審査請求"))
    wish = Wish(number, Language.ZH_HANS)
    first, again = (print_letter(office.desk, case, office.people["user"], wish) for _ in range(2))
    assert first == again
    assert first.startswith(b"%PDF")


@pytest.mark.parametrize("office", ["memory"], indirect=True)
def test_disposals_and_reports_go_on_in_years_nobody_has_published(office):
    """From 2027 to 2034 a pledge is approved and its last day is a business day; later days say they are computed."""
    case, calendar = paid(office), office.desk.programs.shipped().calendar().offices
    office.does(case, "officer", "close")
    for n, year in enumerate(range(2027, 2035), start=1):
        # Twenty days later is the turn of the year or the days after it.
        assert office.at(f"{year}-12-12T10:00:00+09:00").unknown == ()
        request = {"asset": "A01", "manner": "pledge", "planned_on": f"{year}-12-12", "reason": WHY}
        office.does(case, "user", "request_disposal", **request)
        done = office.does(case, "officer", "approve_disposal", disposal=f"R{n:02d}", amount=0)
        approved = next(row.event for row in done.recorded if row.type == "disposal.approved")
        due = date.fromisoformat(approved.text("due_at")[:10])
        assert date(year + 1, 1, 4) <= due <= date(year + 1, 1, 6)
        assert calendar.is_business_day(due)
        assert (approved.text("due_cite") != "") is (due.year > 2027)
        office.does(case, "user", "record_disposal", disposal=f"R{n:02d}", disposed_on=f"{year}-12-12")
        assert isinstance(print_report(office.desk, all_wording(), f"{year}Q2", "internal", None), Printed)
    assert show_case(office.desk, case, office.people["user"]).case.clock_cites["disposal_repayment"]


def test_a_partner_sees_the_machine_and_no_price(office):
    """The integrator's dossier of a paid case holds, and tells neither the unit price nor the repayment."""
    case = paid(office)
    office.does(case, "user", "request_disposal", asset="A01", manner="scrap", planned_on="2029-09-10", reason=WHY)
    verified(office, case, "partner")
    dossier = export_dossier(office.desk, case, office.people["partner"])
    assert b"19500000" not in dossier


def test_a_lawful_erasure_breaks_no_proof(office):
    """After retention two persons erase papers and sections: bytes are gone, digests stay, every dossier verifies."""
    case = paid(office)
    office.does(case, "officer", "close")
    items = ["D001", "section.parties", "section.price", "account"]
    assert office.codes(case, "officer", "propose_erasure", items=items, basis="request 12", reason=WHY) == {
        "guard.retention_runs",
        "guard.asset_bound",
    }
    office.does(case, "officer", "place_hold", reason="an audit is announced")
    office.at("2035-09-11T00:00:00+09:00")
    assert office.codes(case, "officer", "propose_erasure", items=items, basis="request 12", reason=WHY) == {
        "guard.held"
    }
    assert office.codes(case, "officer", "lift_hold", hold="H01", reason=WHY) == {"guard.same_holder"}
    office.does(case, "officer2", "lift_hold", hold="H01", reason="the audit is over")
    office.does(case, "officer", "propose_erasure", items=items, basis="request 12", reason=WHY)
    assert office.codes(case, "officer", "erase_personal_data", erasure="E01") == {"guard.same_eraser"}
    earlier = verified(office, case)
    assert earlier["ERASED"].result is Result.HOLDS
    done = office.does(case, "officer2", "erase_personal_data", erasure="E01").case
    with office.desk.store.read() as tx:
        assert tx.blobs.missing(done.aftercare.erased) == list(done.aftercare.erased)
        assert tx.drafts.get(case).content == {}
    assert read_paper(office.desk, case, office.people["officer"], "D001") is None
    assert show_case(office.desk, case, office.people["officer"]).case.documents["D001"].digest in done.aftercare.erased
    for who in ("auditor", "user"):
        checks = verified(office, case, who)
        gone = [problem.code for problem in checks["ERASED"].problems]
        assert gone == ["seal.erased.file"] * len(done.aftercare.erased), who
        redacted = [problem.place for problem in checks["REDACTED"].problems]
        assert not any(name in place for name in done.aftercare.erased for place in redacted), who


def test_an_erasure_tells_nobody_the_digest_of_what_he_may_not_read(office):
    """The bytes of a price carry no salt: their digest is withheld from the partner, and his dossier verifies."""
    case = paid(office)
    office.does(case, "officer", "close")
    office.at("2035-09-11T00:00:00+09:00")
    for number, items in (("E01", ["section.price"]), ("E02", ["D001", "section.parties"])):
        office.does(case, "officer", "propose_erasure", items=items, basis="request 12", reason=WHY)
        done = office.does(case, "officer2", "erase_personal_data", erasure=number).case
    (price,) = done.aftercare.erasures["E01"].digests
    partner = office.people["partner"]
    dossier = zipfile.ZipFile(io.BytesIO(export_dossier(office.desk, case, partner)))
    view, record = show_case(office.desk, case, partner), show_record(office.desk, case, partner)
    kept = (view.case.aftercare, view.case.section_files, [step for step in view.timeline if step.type in ERASING])
    shown = [repr(kept), *(repr(body_without(row, record.telling)) for row in record.rows if row.type in ERASING)]
    assert not any(price.encode() in dossier.read(name) for name in dossier.namelist())
    assert not any(price in text for text in shown)
    gone = {problem.place.rpartition("/")[2] for problem in verified(office, case, "partner")["ERASED"].problems}
    assert gone == set(done.aftercare.erasures["E02"].digests)
    assert view.case.aftercare.erased_items == ("section.price", "D001", "section.parties")


def versions(office):
    """A case withdrawn after its price was corrected and both sides had declared anew; give it and its files."""
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "return", sections=["price"], reason="the price differs from the quotation")
    with office.desk.store.read() as tx:
        draft = tx.drafts.get(case)
    lines = [{**draft.content["lines"][0], "price": 10_000_000}]
    save_draft(office.desk, case, office.people["user"], {**draft.content, "lines": lines}, draft.version)
    assert isinstance(correct_case(office.desk, case, office.people["user"]), Accepted)
    office.declares(case, "user", rebates=[{"with": "Hailan (fictional)", "direction": "received", "yen": 5_000}])
    office.does(case, "user", "withdraw", reason="we found another machine")
    with office.desk.store.read() as tx:
        rows = [row.event for row in tx.journal.read(f"case/{case}")]
    prices = [event.record("sections")["price"]["blob"] for event in rows if event.record("sections")]
    return case, prices, [event.text("declaration") for event in rows if event.type == "declaration.made"]


def test_every_version_of_a_section_and_every_declaration_is_erased(office):
    """What was corrected and what was declared before go with what stands; digests stay, and a rebuild is the same."""
    case, prices, declared = versions(office)
    assert (len(set(prices)), len(set(declared))) == (2, 3)
    office.at("2035-09-11T00:00:00+09:00")
    items = ["section.price", "declarations"]
    office.does(case, "officer", "propose_erasure", items=items, basis="request 12", reason=WHY)
    done = office.does(case, "officer2", "erase_personal_data", erasure="E01").case
    assert done.aftercare.erased == {*prices, *declared}
    with office.desk.store.read() as tx:
        assert set(tx.blobs.missing([*prices, *declared])) == {*prices, *declared}
    view = show_case(office.desk, case, office.people["officer"])
    assert [dict(one.content) for one in view.declarations] == [{}, {}]
    assert "price" not in view.content["lines"][0]
    assert {"seal.erased.file"} == {problem.code for problem in verified(office, case)["ERASED"].problems}
    again = {"items": items, "basis": "request 12", "reason": WHY}
    assert office.codes(case, "officer", "propose_erasure", **again) == {"guard.item_unknown"}
    with office.desk.store.read() as tx:
        before = (tx.views.case(case), tx.views.lines(case=case), tx.views.traces(case=case))
    rebuild(office.desk)
    with office.desk.store.read() as tx:
        assert (tx.views.case(case), tx.views.lines(case=case), tx.views.traces(case=case)) == before


def test_a_declaration_another_one_replaced_is_still_nobody_elses(memory_office):
    """The partner's dossier holds no declaration of the buyer, neither the one that stands nor the one before."""
    case, _, _ = versions(memory_office)
    for who, count in (("user", 2), ("partner", 1), ("auditor", 3)):
        dossier = zipfile.ZipFile(io.BytesIO(export_dossier(memory_office.desk, case, memory_office.people[who])))
        kept = [name for name in dossier.namelist() if b'"rebates"' in dossier.read(name) and "files/" in name]
        assert len(kept) == count, who


def test_a_letter_can_be_erased(memory_office):
    """Named by its number its words go; the record that it was issued stays."""
    office = memory_office
    case = office.opens()
    office.submits(case)
    office.does(case, "user", "withdraw", reason="we found another machine")
    office.at("2035-09-11T00:00:00+09:00")
    number = next(iter(show_case(office.desk, case, office.people["officer"]).case.letters))
    office.does(case, "officer", "propose_erasure", items=[number], basis="request 12", reason=WHY)
    office.does(case, "officer2", "erase_personal_data", erasure="E01")
    refused = read_letter(office.desk, case, office.people["user"], number)
    assert [one.code for one in refused.findings] == ["letter.erased"]
    assert verified(office, case)["ERASED"].problems


def told_of_photos(office, case):
    """Give what the officer is told of the two photos a case begins with."""
    signals = show_signals(office.desk, case, office.people["officer"]).signals
    return {(one.name, one.place) for one in signals if "photo" in one.name and one.place in {"D001", "D002"}}


def kept_of_photos(office, *cases):
    """Give what is kept of photos: those found like one photo, the traces of some cases, and what is told of them."""
    sought = fingerprint(office.desk.photos.grey(photo(), SIDE)).sought_under
    with office.desk.store.read() as tx:
        found = [(row.case, row.place, row.print) for row in tx.views.photos(sought)]
        traces = {(one.kind, one.case, one.place) for case in cases for one in tx.views.traces(case=case)}
    return found, traces, [told_of_photos(office, case) for case in cases]


def test_of_an_erased_photo_no_likeness_is_kept(office):
    """No photo is held against an erased one, nobody is accused of what is gone, and a rebuild gives the same."""
    office.desk = replace(office.desk, photos=PhotoReader())
    case, other = paid(office, photo(), b"no picture"), office.case()
    photographs(office, other, photo(turned=True), b"no picture either")
    assert told_of_photos(office, case) == told_of_photos(office, other) == {
        ("same_photo", "D001"), ("photo_unread", "D002"),
    }  # fmt: skip
    office.does(case, "officer", "close")
    office.at("2035-09-11T00:00:00+09:00")
    office.does(case, "officer", "propose_erasure", items=["D001", "D002"], basis="request 12", reason=WHY)
    office.does(case, "officer2", "erase_personal_data", erasure="E01")
    found, traces, told = kept_of_photos(office, case, other)
    assert [(name, place) for name, place, _ in found] == [(other, "D001")]
    assert not {(kind, case, place) for kind in ("photo", "unread") for place in ("D001", "D002")} & traces
    assert told == [set(), {("photo_unread", "D002")}]
    rebuild(office.desk)
    assert kept_of_photos(office, case, other) == (found, traces, told)


def test_a_file_another_case_needs_is_not_erased(office):
    """The same bytes filed in two cases stay as long as the other names them; the draft and journal are unchanged."""
    case = office.opens()
    office.submits(case)
    other = office.case()
    office.files(other, "pse_certificate")
    office.does(case, "user", "withdraw", reason="we found another machine")
    office.at("2035-09-11T00:00:00+09:00")
    refused = office.tries(case, "officer", "propose_erasure", items=["D001"], basis="request 12", reason=WHY)
    assert [finding.code for finding in refused.findings] == ["guard.file_kept"]
    assert refused.findings[0].facts["keeper"] == f"case/{other}"


@pytest.mark.parametrize("who", ["user", "partner", "maker", "auditor", "finance"])
def test_nobody_but_an_officer_holds_or_erases(office, who):
    """Holds and erasures are the office's, whoever asks."""
    case = office.opens()
    for command, details in (("place_hold", {"reason": WHY}), ("lift_hold", {"hold": "H01", "reason": WHY})):
        assert "guard.not_yours" in office.codes(case, who, command, **details)
