"""Case files: every problem has its code, place and remedy in three languages; a line is read as it is written."""

from datetime import date
from fractions import Fraction

import pytest

from sekisho.bootstrap.package import all_wording
from sekisho.domain.conformity.certificate import Form, Level, Status, Zone
from sekisho.domain.program.specification import Span
from sekisho.domain.screening.request import check_file, read_request, usable_request
from sekisho.domain.screening.screen import as_declared, screen
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.language import Language
from tests.domain.screening.scene import FILE, JUNE, LINE, PAPERS, PROGRAM, REGISTER, changed

DAY = date(2026, 6, 1)


def paper(**changes):
    """Give the file with one more paper on its line."""
    return changed(documents=[*PAPERS, {"kind": "note", **changes}])


def party(**changes):
    """Give the file with the applicant changed."""
    return {**FILE, "applicant": {**FILE["applicant"], **changes}}


REVERSED = paper(valid_from="2026-05-02", valid_until="2026-05-01")
TWICE = {**FILE, "lines": [{**LINE, "serial": "S"}, {**LINE, "id": "L2", "serial": "s"}]}
PROBLEMS = [
    ({}, "file.missing", "applicant"),
    ({**FILE, "applicant": "A"}, "file.wrong_type", "applicant"),
    ({**FILE, "partner": 7}, "file.wrong_type", "partner"),
    ({**FILE, "lines": {}}, "file.wrong_type", "lines"),
    ({**FILE, "lines": ["L1"]}, "file.wrong_type", "lines"),
    ({**FILE, "lines": []}, "file.missing", "lines"),
    ({**FILE, "chanel": "portal"}, "file.unknown_field", "chanel"),
    ({**FILE, "channel": 1}, "file.wrong_type", "channel"),
    (party(name=""), "file.missing", "applicant.name"),
    (party(corporate_number="7123456789013"), "file.wrong_check_digit", "applicant.corporate_number"),
    (party(corporate_number=7123456789012), "file.wrong_type", "applicant.corporate_number"),
    (party(side="exporter"), "file.unknown_value", "applicant.side"),
    (party(sidee="x"), "file.unknown_field", "applicant.sidee"),
    (changed(id=""), "file.missing", "line.1.id"),
    (changed(model=""), "file.missing", "line.L1.model"),
    (changed(model=650), "file.wrong_type", "line.L1.model"),
    (changed(model="HLM-650W"), "file.unknown_model", "line.L1.model"),
    (changed(maker="Nobody", model="zzz"), "file.unknown_model", "line.L1.model"),
    (changed(category="ship"), "file.unknown_value", "line.L1.category"),
    (changed(specs={"spindle_rpm": "fast"}), "file.wrong_quantity", "line.L1.specs.spindle_rpm"),
    (changed(specs={"spindle_rpm": -1}), "file.wrong_quantity", "line.L1.specs.spindle_rpm"),
    (changed(specs={"supply_v": ["-0.1", 240]}), "file.wrong_quantity", "line.L1.specs.supply_v"),
    (changed(specs=[1]), "file.wrong_type", "line.L1.specs"),
    (changed(price=-1), "file.wrong_price", "line.L1.price"),
    (changed(price="100"), "file.wrong_price", "line.L1.price"),
    (changed(price=True), "file.wrong_price", "line.L1.price"),
    (changed(price="ten", currency="CNY"), "file.wrong_price", "line.L1.price"),
    (changed(price=[1, 2], currency="CNY"), "file.wrong_price", "line.L1.price"),
    (changed(pl=6), "file.wrong_type", "line.L1.pl"),
    (changed(sil=True), "file.wrong_type", "line.L1.sil"),
    (changed(imported_on="9 May"), "file.wrong_date", "line.L1.imported_on"),
    (changed(imported_on=20260509), "file.wrong_date", "line.L1.imported_on"),
    (changed(imported_on="2026-05-08"), "file.outside_window", "line.L1.imported_on"),
    (changed(commissioned_on="2027-01-01"), "file.outside_window", "line.L1.commissioned_on"),
    (changed(documents=PAPERS[:2]), "file.missing_certificate", "line.L1.documents"),
    (changed(documents="none"), "file.wrong_type", "line.L1.documents"),
    (changed(colour="blue"), "file.unknown_field", "line.L1.colour"),
    (paper(kind=""), "file.missing", "line.L1.documents.4.kind"),
    (paper(accepted="yes"), "file.wrong_type", "line.L1.documents.4.accepted"),
    (paper(form="fax"), "file.unknown_value", "line.L1.documents.4.form"),
    (paper(level=3), "file.wrong_type", "line.L1.documents.4.level"),
    (paper(zone="US"), "file.unknown_value", "line.L1.documents.4.zone"),
    (paper(models="HLM-650V"), "file.wrong_type", "line.L1.documents.4.models"),
    (paper(issued_on="soon"), "file.wrong_date", "line.L1.documents.4.issued_on"),
    (REVERSED, "file.reversed_validity", "line.L1.documents.4.valid_until"),
    (paper(nummer="1"), "file.unknown_field", "line.L1.documents.4.nummer"),
    (paper(events=[{"status": "gone"}]), "file.unknown_value", "line.L1.documents.4.events.1.status"),
    (paper(events=[{"status": "active"}]), "file.missing", "line.L1.documents.4.events.1"),
    ({**FILE, "lines": [LINE, LINE]}, "file.line_twice", "line.L1"),
    (TWICE, "file.serial_twice", "line.L2.serial"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "place"), PROBLEMS)
def test_a_problem_is_reported_with_its_place(content, code, place):
    """Each problem names itself and where it stands."""
    assert (code, place) in {(finding.code, finding.place) for finding in check_file(content, PROGRAM, DAY)}


@pytest.mark.parametrize("language", list(Language))
def test_every_problem_has_its_words_and_a_remedy(language):
    """Each problem says what is wrong, with the value, and what to do, in each language."""
    for content, _, _ in PROBLEMS:
        for finding in check_file(content, PROGRAM, DAY):
            said, remedy = all_wording().say_finding(finding, language), all_wording().remedy(finding, language)
            assert remedy, finding
            assert "—" not in said + remedy, finding


def test_the_whole_file_has_no_problem():
    """A file in order is taken without a word."""
    assert check_file(FILE, PROGRAM, DAY) == ()
    assert not isinstance(usable_request(FILE, PROGRAM, DAY), Refusal)


@pytest.mark.parametrize("number", ["７１２３４５６７８９０１２", "7123-4567-89012", " 7123456789012 "])
def test_a_corporate_number_is_read_as_people_type_it(number):
    """Full width, hyphens and blanks do not matter (T28: the register check is another matter)."""
    assert check_file(party(corporate_number=number), PROGRAM, DAY) == ()


@pytest.mark.parametrize(("field", "near"), [("modell", "model"), ("qqq", "")])
def test_an_unknown_field_is_answered_with_the_nearest(field, near):
    """A slip of the pen is answered with what was meant, anything else without a guess."""
    (found,) = check_file(changed(**{field: "x"}), PROGRAM, DAY)
    assert found.facts["meant"] == near
    assert found.remedy == ("file.unknown_field.near" if near else "")


def test_a_row_asks_for_its_own_papers():
    """From October a line of BC-MED5 is told that its row wants one paper more."""
    content = changed(maker="Beichuan Line Systems (fictional)", model="BC-MED5", category="line")
    kinds = [[f.facts["kind"] for f in check_file(content, PROGRAM, day)] for day in (DAY, date(2026, 10, 10))]
    assert kinds == [[], ["iso13849_certificate"]]


def test_a_paper_is_read_as_it_is_written():
    """Every field of a paper reaches the judges."""
    event = {"status": "suspended", "effective_from": "2026-04-01"}
    content = paper(
        kind="iso13849_certificate", number="F-1", body="B", scheme="s", standard="ISO 13849-1", edition="2015",
        issued_on="2026-03-01", zone="CN", form="duplicate", level="machine", pl=4, models=["A"], serials=["S"],
        accepted=False, events=[event], holder="H", accreditation_body="CNAS",
    )  # fmt: skip
    found = read_request(content)[0].lines[0].papers[-1]
    assert (found.zone, found.form, found.level) == (Zone.CHINA, Form.DUPLICATE, Level.MACHINE)
    assert (found.standard_edition, found.pl, found.models, found.serials) == ("2015", 4, ("A",), ("S",))
    assert (found.accepted, found.events[0].status) == (False, Status.SUSPENDED)
    assert found.events[0].known_on == found.events[0].effective_from


def test_quantities_of_a_line_are_exact_and_may_be_ranges():
    """Decimals in quotes and ranges of two are read exactly."""
    line = read_request(changed(specs={"a": "0.1", "b": [180, "240.5"]}))[0].lines[0]
    assert line.specification == {"a": Fraction(1, 10), "b": Span(Fraction(180), Fraction(481, 2))}


def test_full_width_and_other_hyphens_are_read_as_in_tables():
    """ＨＬＭ－６５０Ｖ from ＣＮ is the listed model of an eligible origin; ｐｏｒｔａｌ is an approved channel."""
    wide = {**changed(model="ＨＬＭ－６５０Ｖ", origin="ＣＮ"), "channel": "ｐｏｒｔａｌ"}
    assert check_file(wide, PROGRAM, DAY) == check_file(FILE, PROGRAM, DAY)
    plain, said = (screen(as_declared(read_request(one)[0]), PROGRAM, REGISTER, JUNE) for one in (FILE, wide))
    assert [one.outcome for one in said.gates] == [one.outcome for one in plain.gates]
    assert [one.code for one in check_file(changed(model="HLM-650V¹"), PROGRAM, DAY)] == ["file.unknown_model"]


def test_a_file_that_cannot_be_read_is_still_screened_as_far_as_it_goes():
    """What is wrong in a file leaves gates undetermined or not met; it never lets one through."""
    for content, _, _ in PROBLEMS:
        request = read_request(content)[0]
        if request.lines:
            assert screen(request, PROGRAM, REGISTER, JUNE).outcome is not Outcome.MET
