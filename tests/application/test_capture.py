"""Captures at the office: a plan is asked for, machines are captured for real, bundles come whole or in parts."""

import asyncio
import io
import tomllib
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from factory.plant import Plant, Wish
from sekisho.application import capture_file
from sekisho.application.capture_file import bundle_of, keep_bundle
from sekisho.application.desk import Once
from sekisho.application.draw_capture import draw_capture
from sekisho.application.export_dossier import export_dossier
from sekisho.application.file_document import LARGEST as LARGEST_BLOB
from sekisho.application.ports import ConflictError
from sekisho.application.project import read_case
from sekisho.application.request import Accepted
from sekisho.application.run_due import run_due
from sekisho.application.seal_journal import seal_journal
from sekisho.application.show_case import show_case
from sekisho.application.show_signals import show_signals
from sekisho.application.shown_evidence import evidence_of, shown_by
from sekisho.application.take_capture import MOST_MACHINES, issue_capture_plan, receive_capture
from sekisho.application.transact import AlreadyAnswered
from sekisho.application.upload_capture import (
    LARGEST,
    LARGEST_PART,
    LIVES,
    MOST_AT_ONCE,
    MOST_OF_CASE,
    MOST_OF_PERSON,
    Announced,
    Part,
    append_part,
    begin_upload,
    finish_upload,
    give_up_upload,
    show_upload,
)
from sekisho.capture.identity import make_collector
from sekisho.capture.plan.capture_plan import MOST_MACHINES as MOST_OF_LIBRARY
from sekisho.capture.plan.capture_plan import CapturePlan, parse, parse_all
from sekisho.capture.sealed.bundle import LARGEST as LARGEST_BUNDLE
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.evidence.sufficiency import judge
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.seal.verify.report import Result
from sekisho.store.upload import FolderUploads
from tests.application.scene import FILE, Office
from tests.application.test_after_payment import verified
from tests.capture.conftest import carry_out

ON_MEMORY = pytest.mark.parametrize("office", ["memory"], indirect=True)
MACHINE = {"device": "CNC-1", "mtconnect": {"agent": "http://127.0.0.1:5000", "device": "CNC-1"},
           "signals": [{"name": "x", "kind": "number", "item": "x"}]}  # fmt: skip
PIECE = 40_000


def codes(result) -> list[str]:
    """Give the codes of a refusal."""
    assert isinstance(result, Refusal), result
    return [finding.code for finding in result.findings]


@pytest.fixture(scope="session")
def collector():
    """A collector with its keys."""
    return make_collector("test-office")


@pytest.fixture
def desk(office: Office, tmp_path: Path):
    """The office's desk with a place for uploads."""
    office.desk = replace(office.desk, uploads=FolderUploads(tmp_path / "uploads"))
    return office.desk


def opened(office: Office, **more) -> str:
    """A draft whose one line is the factory's machine; sealed, so that a challenge can be bound to the log."""
    plate = {"maker": "Example Machine Works", "model": "EX-500", "serial": "EX500-0001"}
    case = office.case(lines=[{**FILE["lines"][0], **plate, **more}])
    seal_journal(office.desk)
    return case


def captured(office: Office, case: str, place: Path, collector, **changes) -> bytes:
    """Ask for a plan for the running factory and carry it out for a second, with what somebody changed of it."""
    with asyncio.Runner() as runner:
        plant = Plant(place, Wish())
        (plant.machine.trust.folder / "collector.der").write_bytes(collector.client_certificate)
        runner.run(plant.start())
        try:
            # Between two runs of the loop: the store is no guest of a running one.
            issued = issue_capture_plan(office.desk, case, office.people["user"], "L1", [plant.told()["machine"]])
            assert not isinstance(issued, Refusal), issued
            plan = parse(issued.plan)
            assert isinstance(plan, CapturePlan)
            return runner.run(carry_out(replace(plan, **{"duration_s": 1, **changes}), collector))
        finally:
            runner.run(plant.stop())


@ON_MEMORY
def test_no_plan_before_the_serial_number_is_on_record(office, desk):
    """A plan says which serial number the machine has to show: before the delivery it is refused in those words."""
    case = opened(office, serial="")
    done = issue_capture_plan(desk, case, office.people["user"], "L1", [MACHINE])
    assert codes(done) == ["capture_order.no_serial"]


@ON_MEMORY
def test_the_office_fills_in_what_an_action_leaves_open(office, desk):
    """Asked for by signal and values alone, an action gets its window, its hold and enough values."""
    case = opened(office)
    asked = {**MACHINE, "action": {"signal": "x", "least": 40, "most": 100, "step": 5}}
    plan = parse(issue_capture_plan(desk, case, office.people["user"], "L1", [asked]).plan)
    action = plan.machine.action
    assert (action.count, action.window_s, action.hold_ms) == (6, 6, 500)
    wrong = {**MACHINE, "action": {"signal": "y", "letters": "six", "count": 0}}
    done = issue_capture_plan(desk, case, office.people["user"], "L1", [wrong])
    assert "plan.action_signal" in codes(done)


def announced(data: bytes) -> Announced:
    """Say what a file is."""
    return Announced(len(data), sha256(data).hexdigest())


def part(data: bytes, offset: int, size: int = PIECE) -> Part:
    """Cut a part out of a file."""
    piece = data[offset : offset + size]
    return Part(offset, piece, sha256(piece).hexdigest())


def begun(office: Office, case: str, data: bytes, who: str = "user"):
    """Begin to bring a file."""
    return begin_upload(office.desk, case, office.people[who], "L1", announced(data))


def sent(office: Office, case: str, data: bytes) -> str:
    """Bring every part of a file; give the upload's name."""
    stands = begun(office, case, data)
    while not stands.is_complete:
        stands = append_part(office.desk, case, office.people["user"], stands.upload, part(data, stands.offset))
    return stands.upload


@pytest.fixture
def planned(office: Office, desk) -> str:
    """A case with a plan for its line."""
    case = opened(office)
    assert not isinstance(issue_capture_plan(desk, case, office.people["user"], "L1", [MACHINE]), Refusal)
    return case


def test_a_capture_comes_in_parts_and_is_kept_like_one_that_came_whole(office, desk, tmp_path, collector):
    """A machine is captured for real, its bundle brought part by part, judged, kept, and its parts are dropped."""
    case = opened(office)
    bundle = captured(office, case, tmp_path / "plant", collector)
    done = finish_upload(desk, case, office.people["user"], sent(office, case, bundle))
    assert isinstance(done, Accepted), done
    (kept,) = done.case.lines["L1"].captures
    assert {"L0", "L1", "L2"} <= set(kept["reached"])
    assert (kept["device"], kept["digest"], kept["flags"]) == ("CNC-1", sha256(bundle).hexdigest(), ["C", "G", "S"])
    with desk.store.read() as tx:
        assert bundle_of(tx, kept) == bundle
    assert desk.uploads.all() == []
    drawn = [draw_capture(desk, case, office.people[who], "L1", kept["digest"]) for who in ("partner", "officer")]
    assert drawn[0] == drawn[1]
    assert "execution (opcua)" in drawn[0]
    assert draw_capture(desk, case, office.people["maker"], "L1", kept["digest"]) is None
    assert draw_capture(desk, case, office.people["partner"], "L1", "0" * 64) is None
    assert codes(receive_capture(desk, case, office.people["user"], "L1", bundle)) == ["capture_order.received_already"]
    # Nobody sends it once more only to be told so.
    assert codes(begun(office, case, bundle)) == ["capture_order.received_already"]


@ON_MEMORY
def test_an_answer_that_was_lost_is_given_again(office, desk, tmp_path, collector):
    """Finished again under its key, after the parts are gone, an upload is answered as it was the first time."""
    case = opened(office)
    upload = sent(office, case, captured(office, case, tmp_path / "plant", collector))
    once = Once("user", "k", "0" * 64, lambda result: result.case.id.encode())
    keyed = replace(desk, once=once)
    assert isinstance(finish_upload(keyed, case, office.people["user"], upload), Accepted)
    with pytest.raises(AlreadyAnswered) as before:
        finish_upload(keyed, case, office.people["user"], upload)
    assert before.value.answer == case.encode()
    assert codes(finish_upload(desk, case, office.people["user"], upload)) == ["upload.unknown"]


@ON_MEMORY
def test_a_machine_of_two_cases_is_told_to_the_officer(office, desk, tmp_path, collector):
    """The same key, name and serial in captures of two cases: the later has flag D, and both have the signal."""
    first, second = opened(office), opened(office)
    flags = []
    for case in (first, second):
        bundle = captured(office, case, tmp_path / "plant", collector)
        done = receive_capture(desk, case, office.people["user"], "L1", bundle)
        assert isinstance(done, Accepted), done
        flags.append("D" in done.case.lines["L1"].captures[0]["flags"])
    assert flags == [False, True]
    for case, other in ((first, second), (second, first)):
        found = [one for one in show_signals(desk, case, office.people["officer"]).signals
                 if one.code == "signal.same_interface"]  # fmt: skip
        assert {one.facts["key"].split()[0] for one in found} == {"instance", "serial"}
        assert {(one.cases, one.facts["document"]) for one in found} == {((other,), "CNC-1")}


@ON_MEMORY
def test_a_machine_captured_twice_in_its_own_case_is_no_duplicate(office, desk, tmp_path, collector):
    """A second capture of the same machine for the same case raises no flag and no signal."""
    case = opened(office)
    for _ in "ab":
        done = receive_capture(
            desk, case, office.people["user"], "L1", captured(office, case, tmp_path / "plant", collector)
        )
        assert isinstance(done, Accepted), done
    assert [("D" in one["flags"]) for one in done.case.lines["L1"].captures] == [False, False]
    assert [one for one in show_signals(desk, case, office.people["officer"]).signals if "interface" in one.code] == []


@ON_MEMORY
def test_a_capture_of_an_earlier_plan_is_still_taken(office, desk, tmp_path, collector):
    """A second plan, as for the visit, does not make worthless what the first one brings later."""
    case = opened(office)
    bundle = captured(office, case, tmp_path / "plant", collector)
    assert not isinstance(issue_capture_plan(desk, case, office.people["officer"], "L1", [MACHINE]), Refusal)
    assert isinstance(receive_capture(desk, case, office.people["user"], "L1", bundle), Accepted)


@ON_MEMORY
def test_the_challenge_of_another_case_is_refused(office, desk, tmp_path, collector):
    """A bundle that answers the plan of another case is refused, however well it was captured."""
    case, other = opened(office), opened(office)
    bundle = captured(office, case, tmp_path / "plant", collector)
    assert not isinstance(issue_capture_plan(desk, other, office.people["user"], "L1", [MACHINE]), Refusal)
    assert "challenge.other" in codes(receive_capture(desk, other, office.people["user"], "L1", bundle))


@ON_MEMORY
def test_a_capture_under_a_plan_somebody_changed_is_refused(office, desk, tmp_path, collector):
    """Signals, addresses and intervals are those the office issued; who wants others asks for another plan."""
    case = opened(office)
    bundle = captured(office, case, tmp_path / "plant", collector, sampling_ms=60_000)
    assert codes(receive_capture(desk, case, office.people["user"], "L1", bundle)) == ["plan.not_issued"]


def test_an_upload_goes_on_where_it_was_cut(office, planned, desk, tmp_path):
    """Begun again with the same file, also by a process that knows nothing of the first, an upload goes on."""
    data = bytes(range(256)) * 500
    stands = begun(office, planned, data)
    append_part(desk, planned, office.people["user"], stands.upload, part(data, 0, 777))
    office.desk = replace(desk, uploads=FolderUploads(tmp_path / "uploads"))
    again = begun(office, planned, data)
    assert (again.upload, again.offset, again.size) == (stands.upload, 777, len(data))
    assert show_upload(office.desk, planned, office.people["user"], stands.upload) == again


@ON_MEMORY
@pytest.mark.parametrize("cut", [1, 2, PIECE - 1, PIECE, PIECE + 1])
def test_parts_may_be_cut_at_any_byte(office, planned, desk, cut):
    """Whatever the sizes of its parts, the whole is what was sent."""
    data, who = bytes(range(256)) * 400, office.people["user"]
    stands = begun(office, planned, data)
    while not stands.is_complete:
        size = cut if stands.offset == 0 else len(data)
        stands = append_part(desk, planned, who, stands.upload, part(data, stands.offset, size))
    assert b"".join(desk.uploads.read(stands.upload)) == data
    # Whole, and no bundle: it is refused by what it is, and stays for another look.
    assert codes(finish_upload(desk, planned, who, stands.upload)) == ["bundle.unreadable"]


@ON_MEMORY
def test_a_part_that_does_not_fit_is_refused_with_every_reason(office, planned, desk):
    """Another place, more than was announced and another digest are told together, and nothing is added."""
    data, who = b"x" * 100, office.people["user"]
    upload = begun(office, planned, data).upload
    wrong = Part(60, b"y" * 50, "0" * 64)
    assert codes(append_part(desk, planned, who, upload, wrong)) == [
        "upload.offset", "upload.beyond_end", "upload.part_digest",
    ]  # fmt: skip
    assert codes(append_part(desk, planned, who, upload, part(b"", 0))) == ["upload.part_size"]
    large = bytes(LARGEST_PART + 1)
    assert "upload.part_size" in codes(append_part(desk, planned, who, upload, part(large, 0, len(large))))
    assert show_upload(desk, planned, who, upload).offset == 0


@ON_MEMORY
def test_a_part_sent_twice_is_told_where_to_go_on(office, planned, desk):
    """An overlap is refused with the offset that is expected, so that whoever lost an answer knows."""
    data, who = b"abc" * 100, office.people["user"]
    upload = begun(office, planned, data).upload
    append_part(desk, planned, who, upload, part(data, 0, 10))
    (reason,) = append_part(desk, planned, who, upload, part(data, 0, 10)).findings
    assert (reason.code, reason.facts["expected"]) == ("upload.offset", 10)


@ON_MEMORY
def test_what_is_not_whole_is_not_finished(office, planned, desk):
    """Before the last byte nothing is judged; the upload stays and goes on."""
    data, who = b"abc" * 100, office.people["user"]
    upload = begun(office, planned, data).upload
    append_part(desk, planned, who, upload, part(data, 0, 10))
    assert codes(finish_upload(desk, planned, who, upload)) == ["upload.incomplete"]
    assert show_upload(desk, planned, who, upload).offset == 10


@ON_MEMORY
def test_another_file_than_announced_is_dropped(office, planned, desk):
    """Whole, but not the bytes that were announced: no part could mend it, so it is refused and gone."""
    data, who = b"abc" * 100, office.people["user"]
    stands = begin_upload(desk, planned, who, "L1", Announced(len(data), "1" * 64))
    append_part(desk, planned, who, stands.upload, part(data, 0))
    assert codes(finish_upload(desk, planned, who, stands.upload)) == ["upload.other_content"]
    assert codes(show_upload(desk, planned, who, stands.upload)) == ["upload.unknown"]


@ON_MEMORY
@pytest.mark.parametrize(("size", "digest", "found"), [
    (0, "0" * 64, ["upload.size"]), (LARGEST + 1, "0" * 64, ["upload.size"]),
    (-5, "nonsense", ["upload.size", "upload.digest"]), (5, "A" * 64, ["upload.digest"]),
])  # fmt: skip
def test_an_announcement_nobody_can_keep_is_refused(office, planned, desk, size, digest, found):
    """A size no bundle has and a digest that is none are told together."""
    assert codes(begin_upload(desk, planned, office.people["user"], "L1", Announced(size, digest))) == found


@ON_MEMORY
def test_who_may_not_hand_in_sends_nothing(office, planned, desk):
    """Role and missing plan are told before half a gigabyte is sent."""
    assert codes(begun(office, planned, b"x", "auditor")) == ["guard.not_yours"]
    assert codes(begun(office, opened(office), b"x")) == ["capture_order.no_plan"]


@ON_MEMORY
def test_nobody_sends_what_the_case_takes_no_more(office, planned, desk):
    """A case that came to nothing takes no capture: said before the first byte, and before anything is judged."""
    who = office.people["user"]
    office.does(planned, "user", "withdraw", reason="the factory is closed for good")
    expected = ["guard.out_of_turn"]
    assert codes(begin_upload(desk, planned, who, "L1", announced(b"abc"))) == expected
    assert codes(receive_capture(desk, planned, who, "L1", b"no bundle")) == expected
    assert codes(receive_capture(desk, planned, office.people["auditor"], "L1", b"x")) == ["guard.not_yours", *expected]


@ON_MEMORY
def test_an_upload_is_its_senders_alone(office, planned, desk):
    """Another person of the case, and another case, do not find it."""
    upload = begun(office, planned, b"abc").upload
    other = opened(office)
    for case, who in ((planned, "partner"), (other, "user")):
        assert codes(append_part(desk, case, office.people[who], upload, part(b"abc", 0))) == ["upload.unknown"]
        assert codes(give_up_upload(desk, case, office.people[who], upload)) == ["upload.unknown"]
    assert desk.uploads.offset(upload) == 0


@ON_MEMORY
def test_there_is_an_end_to_what_is_on_its_way(office, planned, desk):
    """One person, and everybody for one case, may announce so many bytes; given up, they are free again."""
    who = office.people["user"]
    large = [Announced(LARGEST, f"{n:064x}") for n in range(4)]
    first = [begin_upload(desk, planned, who, "L1", one) for one in large[: MOST_OF_PERSON // LARGEST]]
    assert codes(begin_upload(desk, planned, who, "L1", large[3])) == ["upload.person_quota"]
    for one in large[: (MOST_OF_CASE - MOST_OF_PERSON) // LARGEST]:
        assert not isinstance(begin_upload(desk, planned, office.people["partner"], "L1", one), Refusal)
    assert codes(begin_upload(desk, planned, office.people["inspector"], "L1", large[0])) == ["upload.case_quota"]
    assert not isinstance(give_up_upload(desk, planned, who, first[0].upload), Refusal)
    assert not isinstance(begin_upload(desk, planned, who, "L1", large[3]), Refusal)


@ON_MEMORY
def test_many_small_uploads_are_refused_as_well(office, planned, desk):
    """However little is announced: what one person has on its way is counted, and one given up makes room for one."""
    who = office.people["user"]
    small = [Announced(1, f"{n:064x}") for n in range(MOST_AT_ONCE + 1)]
    first = [begin_upload(desk, planned, who, "L1", one) for one in small[:MOST_AT_ONCE]]
    assert codes(begin_upload(desk, planned, who, "L1", small[-1])) == ["upload.too_many"]
    assert not isinstance(begin_upload(desk, planned, office.people["partner"], "L1", small[-1]), Refusal)
    assert not isinstance(give_up_upload(desk, planned, who, first[0].upload), Refusal)
    assert not isinstance(begin_upload(desk, planned, who, "L1", small[-1]), Refusal)


@ON_MEMORY
def test_an_upload_is_judged_once_at_a_time(office, planned, desk):
    """Asked again while it is judged, the office begins no second judgement of the same bytes."""
    upload = begun(office, planned, b"abc").upload
    append_part(desk, planned, office.people["user"], upload, part(b"abc", 0, 3))
    with desk.uploads.alone(upload), pytest.raises(ConflictError):
        finish_upload(desk, planned, office.people["user"], upload)
    assert codes(finish_upload(desk, planned, office.people["user"], upload)) == ["bundle.unreadable"]


class Later:
    """A clock at which every upload that was begun has expired."""

    def now(self) -> datetime:
        return datetime.now(UTC) + LIVES + timedelta(minutes=1)


@ON_MEMORY
def test_what_nobody_finishes_expires(office, planned, desk):
    """After its days an upload is gone with its bytes."""
    upload = begun(office, planned, b"abc").upload
    append_part(desk, planned, office.people["user"], upload, part(b"abc", 0, 2))
    later = replace(desk, clock=Later())
    assert codes(show_upload(later, planned, office.people["user"], upload)) == ["upload.unknown"]
    assert (desk.uploads.all(), desk.uploads.offset(upload)) == ([], 0)


@ON_MEMORY
def test_what_expired_is_dropped_though_nobody_uploads_again(office, planned, desk, tmp_path):
    """The work that is due leaves an upload until its days are over, and then nothing of it."""
    upload = begun(office, planned, b"abc").upload
    append_part(desk, planned, office.people["user"], upload, part(b"abc", 0, 2))
    run_due(desk)
    assert desk.uploads.offset(upload) == 2
    run_due(replace(desk, clock=Later()))
    assert [*(tmp_path / "uploads").glob(f"{upload}*")] == []


@ON_MEMORY
def test_a_bundle_is_held_once_while_it_is_handed_in(office, planned, desk):
    """An upload is put together as it is read: half a gigabyte is not held twice."""
    data = bytes(LARGEST_PART)
    upload = begun(office, planned, data).upload
    append_part(desk, planned, office.people["user"], upload, part(data, 0, len(data)))
    tracemalloc.start()
    assert codes(finish_upload(desk, planned, office.people["user"], upload)) == ["bundle.unreadable"]
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert highest < 1.5 * len(data)


@ON_MEMORY
def test_a_disk_that_is_full_refuses_and_loses_nothing(office, planned, desk, tmp_path):
    """Where no record can be written the upload is refused in words."""
    (tmp_path / "file").touch()
    full = replace(desk, uploads=FolderUploads(tmp_path / "file" / "below"))
    refused = begin_upload(full, planned, office.people["user"], "L1", announced(b"abc"))
    assert codes(refused) == ["upload.no_room"]


def test_a_bundle_larger_than_a_blob_is_kept_in_pieces(office, desk):
    """Its pieces are its bytes in order; the event names the whole by its digest, and the pieces by theirs."""
    large = bytes(LARGEST_BLOB) + b"and more"
    with desk.store.write() as tx:
        details = keep_bundle(tx, large)
        assert details["digest"] == sha256(large).hexdigest()
        assert len(details["pieces"]) == 2
        assert bundle_of(tx, details) == large
        assert bundle_of(tx, {"digest": "0" * 64}) is None


@ON_MEMORY
def test_a_dossier_with_a_capture_in_pieces_verifies(office, desk, tmp_path, collector, monkeypatch):
    """Whoever reads everything gets every piece, each named by the event that received the capture."""
    case = opened(office)
    bundle = captured(office, case, tmp_path, collector)
    monkeypatch.setattr(capture_file, "LARGEST", len(bundle) // 2)
    assert isinstance(receive_capture(desk, case, office.people["user"], "L1", bundle), Accepted)
    pieces = show_case(desk, case, office.people["auditor"]).case.lines["L1"].captures[0]["pieces"]
    checks = verified(office, case)
    assert checks["FILES"].result is Result.HOLDS
    dossier = zipfile.ZipFile(io.BytesIO(export_dossier(desk, case, office.people["auditor"])))
    held = {name.rpartition("/")[2]: name for name in dossier.namelist()}
    assert b"".join(dossier.read(held[name]) for name in pieces) == bundle


def test_the_office_takes_what_the_collector_writes():
    """The largest bundle the office takes in parts is the largest the capture library reads."""
    assert LARGEST == LARGEST_BUNDLE


@ON_MEMORY
def test_a_plan_for_more_machines_than_a_line_has_is_refused_unread(office, desk):
    """Tens of thousands of machines cost nobody else's time: they are counted, and none of them is read."""
    case = opened(office)
    done = issue_capture_plan(desk, case, office.people["user"], "L1", [{}] * 50_000)
    assert codes(done) == ["plan.too_many_machines"]
    assert MOST_MACHINES == MOST_OF_LIBRARY


LINE = [
    {**MACHINE, "device": f"M-{n}", "identity": {"serial": f"S-{n}", "model": model}}
    for n, model in ((1, "EX-500"), (2, ""))
]


def test_a_plan_may_be_for_several_machines(office, desk):
    """Each machine has its table with what it must claim to be; maker and model are the line's where none are said."""
    case = opened(office, category="line")
    issued = issue_capture_plan(desk, case, office.people["partner"], "L1", LINE)
    assert not isinstance(issued, Refusal), issued
    told = tomllib.loads(issued.plan.decode())
    assert [one["device"] for one in told["machines"]] == ["M-1", "M-2"] == [*issued.devices]
    assert [one["identity"] for one in told["machines"]] == [
        {"manufacturer": "Example Machine Works", "model": "EX-500", "serial": f"S-{n}"} for n in (1, 2)
    ]
    assert all(one["mtconnect"] and one["signals"] for one in told["machines"])
    with desk.store.read() as tx:
        (plan,) = read_case(tx, case).lines["L1"].plans
    assert (plan.devices, plan.side) == (("M-1", "M-2"), "integrator")


@ON_MEMORY
def test_machines_nobody_can_plan_for_are_refused_by_their_number(office, desk):
    """Everything wrong with any machine is told at once, with the number of the machine."""
    wrong = [LINE[0], {"device": "M-2", "identity": {"serial": "S-2"}}, {**LINE[0]}]
    refused = issue_capture_plan(desk, opened(office, category="line"), office.people["user"], "L1", wrong)
    places = {(one.code, one.place.split(".")[0]) for one in refused.findings}
    assert ("plan.no_interface", "machines[2]") in places
    assert ("plan.device_twice", "machines") in places


@ON_MEMORY
def test_a_line_that_is_one_machine_is_planned_for_as_one(office, desk):
    """Of several the asker names the serial numbers: any machine of his could be shown for the registered one."""
    assert codes(issue_capture_plan(desk, opened(office), office.people["user"], "L1", LINE)) == [
        "capture_order.one_machine"
    ]


def shown(serial: str) -> dict[str, Any]:
    """What a capture kept of a machine with this serial number, matched when it came."""
    claims = [{"source": "opcua", "serial": serial}]
    return {"digest": "d", "reached": ["L0", "L1", "L2", "L4"], "claims": claims, "received_on": "2026-09-12"}


@pytest.mark.parametrize(
    ("facts", "is_shown"),
    [
        ({}, True),
        ({"serial": "ex500 9999"}, False),
        ({"serial": "ex500 0001"}, True),
        ({"serial": "x", "machines": [{"serial": "EX500-9999"}]}, False),
    ],
)
def test_a_capture_of_a_machine_that_never_came_shows_nothing_of_the_line(facts, is_shown):
    """What was captured under the number of the draft does not stand for the machine that was delivered."""
    line = Line("L1", facts={**facts, "commissioned_on": "2026-09-10"}, captures=(shown("EX500-0001"),))
    findings = {one.code.removesuffix("_of_line"): one for one in judge(evidence_of(Case("C-1"), line), 30)}
    assert (findings["evidence.integration"].outcome is Outcome.MET) == is_shown
    assert bool(shown_by(line)) == is_shown


@ON_MEMORY
def test_a_plan_for_no_machine_is_refused(office, desk):
    """A plan without a machine is none."""
    assert codes(issue_capture_plan(desk, opened(office), office.people["user"], "L1", [])) == ["plan.missing"]


ON = {"accepted_on": "2026-09-10"}


def of_line(office: Office) -> str:
    """A line that was commissioned with two machines."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case, machines=[{"serial": "S-1", **ON}, {"serial": "s 2", "model": "EX-9", **ON}])
    seal_journal(office.desk)
    return case


@ON_MEMORY
def test_a_line_is_planned_for_by_the_list_it_was_commissioned_with(office, desk):
    """What each machine must claim stands in the list, whatever is asked for; one that is not on it is refused."""
    case = of_line(office)
    other = [LINE[0], {**LINE[1], "identity": {"serial": "S-3"}}]
    refused = issue_capture_plan(desk, case, office.people["user"], "L1", other)
    assert codes(refused) == ["capture_order.unknown_machine"]
    asked = [LINE[0], {**LINE[1], "identity": {"serial": "S-2", "model": "another"}}]
    issued = issue_capture_plan(desk, case, office.people["user"], "L1", asked)
    assert not isinstance(issued, Refusal), issued
    plans = parse_all(issued.plan)
    assert [(plan.machine.device, plan.machine.identity.serial, plan.machine.identity.model) for plan in plans] == [
        ("M-1", "S-1", plans[0].machine.identity.model), ("M-2", "s 2", "EX-9"),
    ]  # fmt: skip


@ON_MEMORY
def test_a_line_is_integrated_where_every_machine_of_it_is(office, desk):
    """A machine of the list that no capture shows is named in what the line still needs."""
    case = of_line(office)
    view = show_case(desk, case, office.people["officer"])
    (found,) = [one for one in view.evidence if "integration" in one.code]
    assert (found.code, found.facts["missing"]) == ("evidence.integration_of_line", ["s1", "s2"])
