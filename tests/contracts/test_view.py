"""The contract of projections, notices and people."""

from dataclasses import replace

import pytest

from sekisho.application.ports import Notice, Person, Store
from sekisho.application.views import PhotoRow, RegistrationRow, TransferRow
from sekisho.domain.evidence.signal.trace import Trace
from tests.contracts.scene import NOON, case_row, everything_in, line_row

ROWS = [
    (case_row("case-b", receipt=2, partner_number="9"), [line_row("case-b", "2"), line_row("case-b", "1", "shipped")]),
    (case_row("case-a", receipt=2, state="granted", applicant_number="9"), [line_row("case-a", serial="SN-2")]),
    (case_row("case-C", receipt=0, state="draft", submitted_at=None, due_at=NOON), []),
]
REGISTRATIONS = [
    RegistrationRow("r-2", "si", "1", "registered", "架空統合", (("2026-05-09", "registered"),), {"z": 1, "a": [None]}),
    RegistrationRow("r-1", "model", "架空機械|VMC-500", "suspended", "", (), {}),
]


def fill(store: Store) -> None:
    """Write every row."""
    with store.write() as tx:
        for row, lines in ROWS:
            tx.views.put_case(row, lines)
        for registration in REGISTRATIONS:
            tx.views.put_registration(registration)


def test_an_invoice_is_held_by_the_living_case_filed_first(store: Store) -> None:
    """Of the other cases with an invoice the one filed first holds it; one that ended or is a draft holds nothing."""
    with store.write() as tx:
        for case, receipt, state in (("case-1", 3, "paid"), ("case-2", 2, "submitted"), ("case-3", 1, "withdrawn")):
            tx.views.put_case(case_row(case, receipt=receipt, state=state), [], ["maker inv1", f"maker {case}"])
        tx.views.put_case(case_row("case-4", receipt=0, state="draft"), [], ["maker inv1"])
    with store.write() as tx:
        assert tx.views.invoice_holder("maker inv1", but="case-9") == "case-2"
        assert tx.views.invoice_holder("maker inv1", but="case-2") == "case-1"
        assert tx.views.invoice_holder("maker case-3", but="case-9") == ""
        tx.views.put_case(case_row("case-2", receipt=2, state="submitted"), [])
        assert tx.views.invoice_holder("maker inv1", but="case-9") == "case-1"
        tx.views.clear()
        assert tx.views.invoice_holder("maker inv1", but="case-9") == ""


def test_cases_come_by_receipt_then_id(store: Store) -> None:
    """Cases are listed by receipt, then id by code point, each as it was written."""
    fill(store)
    with store.read() as tx:
        assert tx.views.cases() == [ROWS[2][0], ROWS[1][0], ROWS[0][0]]
        assert tx.views.case("case-a") == ROWS[1][0]
        assert tx.views.case("case-x") is None


def test_cases_are_found_by_state_and_organisation(store: Store) -> None:
    """States and organisation narrow the list; an organisation is found on either side."""
    fill(store)
    with store.read() as tx:
        assert [row.id for row in tx.views.cases(states=("draft", "granted"))] == ["case-C", "case-a"]
        assert [row.id for row in tx.views.cases(organisation="9")] == ["case-a", "case-b"]
        assert [row.id for row in tx.views.cases(states=("submitted",), organisation="9")] == ["case-b"]


def test_the_first_of_some_states_is_that_of_the_lowest_receipt(store: Store) -> None:
    """Whoever stands first is found and counted without the others being read."""
    with store.write() as tx:
        for case, receipt in (("case-x", 12), ("case-y", 9), ("case-z", 30)):
            tx.views.put_case(case_row(case, state="waiting", receipt=receipt), [])
        tx.views.put_case(case_row("case-w", state="submitted", receipt=1), [])
        assert tx.views.first(("waiting",)) == tx.views.case("case-y")
        assert tx.views.first(("granted",)) is None
        assert (tx.views.count(("waiting",)), tx.views.count(("waiting", "submitted")), tx.views.count(())) == (3, 4, 0)


def test_lines_come_by_case_and_line(store: Store) -> None:
    """Lines are listed by case and line, narrowed by case and states."""
    fill(store)
    with store.read() as tx:
        found = [(row.case, row.line) for row in tx.views.lines()]
        assert found == [("case-a", "1"), ("case-b", "1"), ("case-b", "2")]
        assert [row.line for row in tx.views.lines(case="case-b", states=("shipped",))] == ["1"]


def test_rewriting_a_case_replaces_its_lines(store: Store) -> None:
    """A case written again has the new row and only the new lines."""
    fill(store)
    row = replace(ROWS[0][0], state="granted", seq=9)
    with store.write() as tx:
        tx.views.put_case(row, [line_row("case-b", "3")])
    with store.read() as tx:
        assert tx.views.case("case-b") == row
        assert [line.line for line in tx.views.lines(case="case-b")] == ["3"]


def test_registrations_come_by_subject_and_key(store: Store) -> None:
    """Registrations come as written, with their history and particulars, narrowed by subject and key."""
    fill(store)
    with store.read() as tx:
        assert tx.views.registrations() == [REGISTRATIONS[1], REGISTRATIONS[0]]
        assert tx.views.registrations(subject="si", key="1") == [REGISTRATIONS[0]]
        assert tx.views.registrations(subject="si", key="2") == []


def test_clear_and_rewrite_gives_the_same(store: Store) -> None:
    """Projections dropped and written again are what they were."""
    fill(store)
    before = everything_in(store)
    with store.write() as tx:
        tx.views.clear()
        assert (tx.views.cases(), tx.views.lines(), tx.views.registrations()) == ([], [], [])
    fill(store)
    assert everything_in(store) == before


def serial_of(case: str, key: str = "hailan/hlm650v/sn1") -> list[Trace]:
    """The trace of a machine's serial number a case leaves."""
    return [Trace("serial", key, case, "1")]


@pytest.mark.parametrize(
    ("state", "receipt", "claims"),
    [
        ("submitted", 5, ["case-1", "case-2"]),
        ("paid", 5, ["case-1", "case-2"]),
        ("revoked", 5, ["case-1", "case-2"]),
        ("paid", 10, ["case-2", "case-1"]),
        ("draft", 0, ["case-2"]),
        ("lapsed", 5, ["case-2"]),
    ],
)
def test_serial_is_claimed_by_filed_living_cases(store: Store, state: str, receipt: int, claims: list[str]) -> None:
    """A case claims its serial numbers from its filing until it has come to nothing; who filed first stands first."""
    with store.write() as tx:
        tx.views.put_case(case_row("case-1", state=state, receipt=receipt), [])
        tx.views.put_case(case_row("case-2", receipt=9), [])
        for case in ("case-1", "case-2"):
            tx.views.put_traces(case, serial_of(case))
        assert [trace.case for trace in tx.views.serial_claims(["hailan/hlm650v/sn1"])] == claims


def test_serials_are_asked_for_together(store: Store) -> None:
    """Several serial numbers are found at once, told apart from other traces of the same key; none claims nothing."""
    kept = [*serial_of("case-1"), *serial_of("case-1", "hailan/hlm650v/sn3")]
    with store.write() as tx:
        tx.views.put_case(case_row("case-1"), [])
        tx.views.put_traces("case-1", [*kept, Trace("invoice", "hailan/hlm650v/sn9", "case-1")])
        found = tx.views.serial_claims(["hailan/hlm650v/sn3", "hailan/hlm650v/sn1", "hailan/hlm650v/sn9"])
        assert sorted(found, key=lambda trace: trace.key) == kept
        assert tx.views.serial_claims(["hailan/hlm650v/sn2"]) == tx.views.serial_claims([]) == []


def test_payments_in_batches_are_found_by_case_and_by_state(store: Store) -> None:
    """Who is in which batch comes by batch and item; a batch written again replaces itself alone."""
    first = [TransferRow(1, 1, "case-a", "paid"), TransferRow(1, 2, "case-b", "returned")]
    later = [TransferRow(10, 1, "case-b", "under_way")]
    with store.write() as tx:
        assert (tx.views.last_batch(), tx.views.transfers()) == (0, [])
        tx.views.put_transfers(10, later)
        tx.views.put_transfers(1, [TransferRow(1, 1, "case-z", "under_way")])
        tx.views.put_transfers(1, first)
        assert tx.views.last_batch() == 10
        assert tx.views.transfers() == [*first, *later]
        assert tx.views.transfers(cases=["case-b", "case-x"]) == [first[1], *later]
        assert tx.views.transfers(states=["under_way"]) == later
        tx.views.clear()
        assert (tx.views.last_batch(), tx.views.transfers()) == (0, [])


def test_notices_come_newest_last(store: Store) -> None:
    """Notices are found by case and organisation, newest last."""
    notices = [Notice(f"case-{n % 2}", "office", str(n % 3), "case.opened", {"n": n}, NOON) for n in range(6)]
    with store.write() as tx:
        for notice in notices:
            tx.outbox.put(notice)
    with store.read() as tx:
        assert tx.outbox.of() == notices
        assert tx.outbox.of(case="case-1") == notices[1::2]
        assert tx.outbox.of(case="case-1", organisation="0") == [notices[3]]


def test_people_are_entered_and_replaced(store: Store) -> None:
    """A person entered again is replaced; an unknown reference gives nobody."""
    person = Person("person/2", "staff", "end_user", "1010001000006", b"\x00\xffkey", rehearsal=True)
    other = Person("person/10", "officer", "office", "", b"", rehearsal=False)
    with store.write() as tx:
        for each in (person, other, replace(person, role="signatory")):
            tx.people.put(each)
    with store.read() as tx:
        assert tx.people.all() == [other, replace(person, role="signatory")]
        assert tx.people.get("person/2") == replace(person, role="signatory")
        assert tx.people.get("person/3") is None


TRACES = [
    Trace("serial", "hlm650v/sn1", "case-b", "L1", "", 0),
    Trace("price", "hailan/hlm650v", "case-b", "L1", "", 20_000_000),
    Trace("address", "愛知県豊田市元町3-5-2", "case-a", "", "7123456789012", 0),
    Trace("unread", "0f" * 100, "case-a", "", "D001", 0),
]


def test_traces_are_found_by_case_kind_and_key(store: Store) -> None:
    """Traces come sorted as they were written, of one case, of one kind, with one of some keys, or all of these."""
    with store.write() as tx:
        tx.views.put_traces("case-b", TRACES[:2])
        tx.views.put_traces("case-a", TRACES[2:])
    with store.read() as tx:
        assert tx.views.traces() == [TRACES[2], TRACES[3], TRACES[1], TRACES[0]]
        assert tx.views.traces(case="case-b") == [TRACES[1], TRACES[0]]
        assert tx.views.traces(kind="price") == [TRACES[1]]
        assert tx.views.traces(keys=["hlm650v/sn1", "hailan/hlm650v"]) == [TRACES[1], TRACES[0]]
        assert tx.views.traces(case="case-a", kind="serial", keys=["hlm650v/sn1"]) == []


def test_traces_of_a_case_are_replaced_and_cleared(store: Store) -> None:
    """Written again, a case has only its new traces; cleared, nobody has any."""
    with store.write() as tx:
        tx.views.put_traces("case-b", TRACES[:2])
        tx.views.put_traces("case-b", TRACES[:1])
        assert tx.views.traces() == TRACES[:1]
        tx.views.clear()
        assert tx.views.traces() == []


PHOTOS = [PhotoRow("case-b", "D001", "0f" * 450, "case-b/D001"), PhotoRow("case-a", "D002", "1e" * 450, "case-b/D001")]


def test_photos_are_found_by_any_of_their_keys(store: Store) -> None:
    """A photo comes once for one or several of its keys, by case and place; one without such a key does not come."""
    with store.write() as tx:
        tx.views.put_photo(PHOTOS[0], {"whole-0-1a", "frame-1-2b", "frame-2-3c"})
        tx.views.put_photo(PHOTOS[1], {"frame-1-2b"})
    with store.read() as tx:
        assert tx.views.photos({"whole-0-1a", "frame-2-3c", "none"}) == [PHOTOS[0]]
        assert tx.views.photos(["frame-1-2b"]) == [PHOTOS[1], PHOTOS[0]]
        assert tx.views.photos({"whole-0-1"}) == tx.views.photos(set()) == []


def test_a_dropped_photo_is_found_by_none_of_its_keys(store: Store) -> None:
    """Dropped, a photo is gone and the others stay; dropping what is not there, or nothing, changes nothing."""
    with store.write() as tx:
        for photo in PHOTOS:
            tx.views.put_photo(photo, {"frame-1-2b", photo.case})
        tx.views.drop_photos("case-b", ["D001", "D009"])
        tx.views.drop_photos("case-a", [])
        assert tx.views.photos({"frame-1-2b", "case-b"}) == [PHOTOS[1]]


def test_a_photo_kept_again_is_replaced_and_cleared(store: Store) -> None:
    """Kept again, a photo has only its new keys; cleared, none is found."""
    with store.write() as tx:
        tx.views.put_photo(PHOTOS[0], {"old"})
        tx.views.put_photo(replace(PHOTOS[0], family="another"), {"new"})
        assert tx.views.photos({"old"}) == []
        assert tx.views.photos({"new"}) == [replace(PHOTOS[0], family="another")]
        tx.views.clear()
        assert tx.views.photos({"new"}) == []
