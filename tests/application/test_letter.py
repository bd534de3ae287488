"""Letters as the use cases issue, copy and correct them, on every engine; and who reads which of them."""

import io
import json
import zipfile
from threading import Thread

import pytest
from django.db import connections

from sekisho.application.export_dossier import export_dossier
from sekisho.application.fix_content import correct_case
from sekisho.application.read_letter import Wish, list_letters, print_letter, read_letter, set_letter
from sekisho.application.rebuild import rebuild
from sekisho.application.show_case import show_case
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.event import Event
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import parse_instant

#: For what no engine can do otherwise: who may read what, and which words stand where.
IN_MEMORY = pytest.mark.parametrize("office", ["memory"], indirect=True)
NOW = parse_instant("2026-05-12T09:00:00+09:00")
REASON = "lost in the post, as the applicant told us"
AMOUNT = "3,600,000"


def letters(office, case, who="officer"):
    """The letters of a case by number."""
    found = list_letters(office.desk, case, office.people[who])
    assert not isinstance(found, Refusal), found
    return {letter.number: letter for letter in found}


def text(office, case, who, number):
    """What a person reads of a letter, as one text."""
    read = read_letter(office.desk, case, office.people[who], number)
    assert not isinstance(read, Refusal), read
    return json.dumps(read.content, ensure_ascii=False)


def codes(result):
    """The reasons of a refusal."""
    assert isinstance(result, Refusal), result
    return {finding.code for finding in result.findings}


def granted(office):
    """A granted case and the number of its decision."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    return case, "RSF26-2026-GRD-0001"


def test_letters_come_with_the_decisions_that_name_them(office):
    """Receipt, return, second receipt and decision are issued with their acts and numbered by kind."""
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "return", sections=["equipment"], reason="the model is not as registered")
    office.files(case, "origin_certificate")
    root = correct_case(office.desk, case, office.people["user"]).case.root
    for who in ("user", "partner"):
        office.does(case, who, "sign", root=root)
    again = office.does(case, "user", "resubmit", root=root)
    office.accepts(case)
    done = office.does(case, "officer", "grant", amount=again.case.balance.reserved.yen)
    assert list(letters(office, case)) == [
        "RSF26-2026-RCP-0001", "RSF26-2026-RTN-0001", "RSF26-2026-RCP-0002", "RSF26-2026-GRD-0001",
    ]  # fmt: skip
    assert [row.type for row in done.recorded][-2:] == ["grant.decided", "letter.issued"]
    assert "the model is not as registered" in text(office, case, "partner", "RSF26-2026-RTN-0001")
    before = show_case(office.desk, case, office.people["user"]).case.letters
    rebuild(office.desk)
    assert show_case(office.desk, case, office.people["user"]).case.letters == before


def test_a_refused_act_takes_no_number(office):
    """A grant that is refused leaves neither letter nor gap."""
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    assert office.codes(case, "officer", "grant", amount=3_600_000)
    assert list(letters(office, case)) == ["RSF26-2026-RCP-0001"]
    office.accepts(case)
    office.does(case, "officer", "grant", amount=3_600_000)
    assert "RSF26-2026-GRD-0001" in letters(office, case)


@IN_MEMORY
def test_only_who_may_see_the_price_reads_amounts(office):
    """Buyer, office and auditor read the amounts; the integrator reads the same letter with dashes, and is told so."""
    case, number = granted(office)
    for who in ("user", "officer", "auditor", "finance", "inspector"):
        assert AMOUNT in text(office, case, who, number)
    assert AMOUNT not in text(office, case, "partner", number)
    read = read_letter(office.desk, case, office.people["partner"], number)
    page = set_letter(office.desk, read, Wish(number, Language.ZH_HANS))
    assert read.is_abridged
    assert any("略去金额" in mark.beside for mark in page.marks)
    assert "salt" not in read.content


@IN_MEMORY
@pytest.mark.parametrize("who", ["stranger", "maker"])
def test_a_letter_of_others_does_not_exist(office, who):
    """Whoever is no party gets neither list, nor content, nor print, as if the case had never been opened."""
    case, number = granted(office)
    person, wish = office.people[who], Wish(number, Language.EN)
    for found in (
        list_letters(office.desk, case, person),
        read_letter(office.desk, case, person, number),
        print_letter(office.desk, case, person, wish),
        list_letters(office.desk, "RSF26-99999", person),
    ):
        assert codes(found) == {"case.unknown"}


@IN_MEMORY
def test_a_letter_of_another_case_is_unknown_in_this_one(office):
    """A number is only good in its own case, for parties and office alike."""
    _, number = granted(office)
    other = office.case()
    office.submits(other)
    assert codes(read_letter(office.desk, other, office.people["officer"], number)) == {"letter.unknown"}
    assert office.codes(other, "officer", "reissue_letter", letter=number, reason=REASON) == {"guard.letter_unknown"}
    assert office.codes(
        other, "officer", "correct_letter", letter=number, correction="a name is written anew", reason=REASON
    ) == {"guard.letter_unknown"}  # fmt: skip


def test_a_copy_issued_again_says_so(office):
    """The copy carries its number and reason on its face; the first print stays as it was."""
    case, number = granted(office)
    user = office.people["user"]
    first = set_letter(office.desk, read_letter(office.desk, case, user, number), Wish(number, Language.EN))
    assert office.codes(case, "user", "reissue_letter", letter=number, reason=REASON) == {"guard.not_yours"}
    assert "field.missing" in office.codes(case, "officer", "reissue_letter", letter=number)
    office.does(case, "officer", "reissue_letter", letter=number, reason=REASON)
    read = read_letter(office.desk, case, user, number)
    assert set_letter(office.desk, read, Wish(number, Language.EN)) == first
    copy = set_letter(office.desk, read, Wish(number, Language.EN, 1))
    assert copy.marks[-1].beside == f"Issued again (copy 1, 11 May 2026). Reason: {REASON}"
    assert copy.blocks == first.blocks
    for n in (2, -1):
        assert codes(set_letter(office.desk, read, Wish(number, Language.EN, n))) == {"letter.no_copy"}


def test_a_corrected_letter_takes_the_old_ones_place(office):
    """The correction has its own number and says what it corrects; the old one is marked, and corrected only once."""
    case, number = granted(office)
    said = {"correction": "serial number A-1 is A-7", "reason": "a slip of the pen"}
    office.does(case, "officer", "correct_letter", letter=number, **said)
    new = "RSF26-2026-GRD-0002"
    assert letters(office, case)[number].superseded_by == new
    assert letters(office, case)[new].replaces == number
    assert "serial number A-1 is A-7" in text(office, case, "partner", new)
    assert AMOUNT in text(office, case, "user", new)
    assert AMOUNT not in text(office, case, "partner", new)
    old = set_letter(
        office.desk, read_letter(office.desk, case, office.people["user"], number), Wish(number, Language.EN)
    )
    assert old.marks[-1].beside == f"This letter has been replaced by {new} and no longer stands."
    assert office.codes(case, "officer", "correct_letter", letter=number, **said) == {"guard.letter_superseded"}


@IN_MEMORY
def test_nobody_issues_a_letter_by_hand(office):
    """The row that issues letters is the system's; what a person sends under its name is refused unread."""
    case, number = granted(office)
    details = {"letter": number, "kind": "receipt", "digest": "0" * 64, "entry": 1}
    assert office.codes(case, "officer", "issue_letter", **details) == {"request.own_way"}


@IN_MEMORY
def test_the_dossier_holds_what_its_reader_may_read(office):
    """The buyer's dossier has the words of every letter with their amounts; the integrator's has them without."""
    case, number = granted(office)
    found = {}
    for who in ("user", "partner"):
        archive = zipfile.ZipFile(io.BytesIO(export_dossier(office.desk, case, office.people[who])))
        found[who] = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    for who, sees in (("user", True), ("partner", False)):
        assert any(number in data and "交付決定通知書" in data for data in found[who])
        assert any("3,600,000円" in data for data in found[who]) is sees


@IN_MEMORY
def test_erased_words_are_refused_with_their_number(office):
    """A letter whose words are not in the store is refused by name; that it was issued stays in the record."""
    case, _ = granted(office)
    seq = show_case(office.desk, case, office.people["officer"]).case.seq
    body = {"letter": "RSF26-2026-RCP-0009", "kind": "receipt", "digest": "0" * 64, "entry": 1}
    with office.desk.store.write() as tx:
        tx.journal.append(f"case/{case}", [Event("letter.issued", NOW, SYSTEM, body)], seq)
    number = "RSF26-2026-RCP-0009"
    assert codes(read_letter(office.desk, case, office.people["user"], number)) == {"letter.erased"}
    said = {"correction": "a name is written anew", "reason": "a slip of the pen"}
    assert office.codes(case, "officer", "correct_letter", letter=number, **said) == {"guard.letter_erased"}
    assert number in letters(office, case)


def test_officers_deciding_at_once_take_different_numbers(office):
    """Returns in several cases at the same moment get numbers that run on, whichever comes first."""
    cases = [office.opens(), *(office.case() for _ in range(3))]
    for n, case in enumerate(cases):
        office.files(case, "pse_certificate", number=str(n))
        office.submits(case)
        office.does(case, "officer", "take_up")

    def decline(case: str) -> None:
        try:
            office.does(case, "officer", "return", sections=["equipment"], reason="the model is not as registered")
        finally:
            connections.close_all()

    threads = [Thread(target=decline, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(number for case in cases for number in letters(office, case) if "RTN" in number)
    assert numbers == [f"RSF26-2026-RTN-{n:04d}" for n in range(1, 5)]
