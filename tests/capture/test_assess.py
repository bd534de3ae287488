"""Judging captures: what is refused, which check fails, and that nothing is taken from what a capture claims."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.capture.judge.assess import Thresholds
from sekisho.capture.judge.nameplate import normalised
from sekisho.capture.plan.capture_plan import parse, render
from sekisho.capture.problem import Refused
from sekisho.capture.sealed.bundle import read_bundle, write_bundle
from sekisho.capture.sealed.opening import open_bundle
from sekisho.capture.sealed.record import Gap, GapKind, Kind, Record
from sekisho.capture.sealed.segment import SegmentWriter
from sekisho.capture.text import LANGUAGES, describe
from tests.capture.conftest import CHALLENGE


def refusals(judged):
    assert isinstance(judged, Refused), judged
    return {problem.code for problem in judged.problems}


def rewritten(made, change=lambda records: records, *, key=None, header=None, files=None):
    """Write the capture anew with other records, as somebody who holds the collector's key could."""
    opened = open_bundle(made.bundle, None)
    key = key or made.collector.key
    sink = io.BytesIO()
    writer = SegmentWriter(sink, header or opened.segments[0].header)
    for record in change(list(opened.records)):
        writer.copy(record)
    writer.seal(key)
    return write_bundle({**opened.bundle.files, "segment-0001.seg": sink.getvalue(), **(files or {})}, key)


def noted(records, kind, number, **other):
    """Change a plain record's values."""
    at = [place for place, record in enumerate(records) if record.kind is kind][number]
    said = json.loads(records[at].data) | other
    records[at] = replace(records[at], data=json.dumps(said, sort_keys=True).encode())
    return records


def codes(judged, level):
    return {reason.code for reason in judged.entries[level].reasons}


def test_capture_of_the_factory_shows_what_it_should(made):
    """Channel, identity, live data and a gateway that says the same are observed; the model was not looked at."""
    judged = made.judge()
    assert judged.reached == ("L0", "L1", "L2", "L4", "L5")
    assert judged.headline == "L2"
    assert judged.flags == ("C", "G", "S")
    assert judged.remarks == ()
    assert (codes(judged, 3), codes(judged, 5)) == ({"l3.not_checked"}, set())


def test_assessment_is_plain_json_without_floats(made):
    """What goes into the journal is texts, whole numbers, truth values, lists and tables."""

    def plain(value):
        if isinstance(value, dict):
            return all(isinstance(name, str) and plain(item) for name, item in value.items())
        return all(map(plain, value)) if isinstance(value, list) else value is None or type(value) in {str, int, bool}

    said = made.judge().as_json()
    assert plain(said)
    assert json.loads(json.dumps(said)) == said
    assert date.fromisoformat(said["captured_on"])


def test_both_protocols_say_the_same_of_the_same_signals(made):
    """Execution state and axis position agree between machine and gateway, with next to no lag."""
    (comparison,) = made.judge().integration.comparisons
    found = {agreement.signal: agreement for agreement in comparison.signals}
    assert {"execution", "x", "power", "mode"} <= set(found)
    assert all(agreement.permille > 950 for agreement in found.values())
    assert abs(comparison.lag.middle_ms) <= comparison.lag.error_ms


def test_same_bytes_give_the_same_judgement(made):
    """A judgement follows from the bytes and the arguments alone."""
    assert made.judge().as_json() == made.judge().as_json()


def test_capture_for_another_challenge_is_refused(made):
    """A bundle that answers an older or foreign challenge is not taken."""
    assert refusals(made.judge(challenge_record=CHALLENGE + b"later")) == {"challenge.other"}


def test_marked_machine_is_refused_live(made):
    """A test machine is refused in live mode, and a rehearsal's capture too."""
    assert refusals(made.judge(mode="live")) == {"mode.differs", "simulator.seen"}


def test_another_collector_is_refused(made):
    """The collector registered for the case has to have sealed it."""
    other = Ed25519PrivateKey.generate()
    public = other.public_key().public_bytes_raw()
    assert refusals(made.judge(collector_public_key=public)) == {"bundle.signature", "segment.signature"}
    assert refusals(made.judge(rewritten(made, key=other))) == {"bundle.signature", "segment.signature"}


def test_without_a_registered_key_the_bundles_own_is_taken(made):
    """Then the judgement names the key, so that it can be compared later."""
    judged = made.judge(collector_public_key=None)
    assert judged.collector == made.collector.public_key


@pytest.mark.parametrize(
    "name", ["plan.toml", "challenge.bin", "client.der", "proof.json", "identity.json", "segment-0001.seg"]
)
def test_changed_part_fails_its_digest(made, name):
    """Whoever changes a part without the collector's key is found by the manifest."""
    files = dict(read_bundle(made.bundle).files)
    whole = made.bundle.replace(files[name], files[name][:-1] + bytes([files[name][-1] ^ 1]), 1)
    assert refusals(made.judge(whole)) <= {"bundle.digest", "bundle.not_canonical", "bundle.unreadable"}


@given(st.data())
@settings(max_examples=150)
def test_any_changed_byte_is_refused(made, data):
    """One changed byte anywhere in the bundle, and it is refused with texts in three languages."""
    whole = bytearray(made.bundle)
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    judged = made.judge(bytes(whole))
    assert isinstance(judged, Refused)
    assert all(describe(problem, language) for problem in judged.problems for language in LANGUAGES)


def test_segment_of_another_case_is_refused(made):
    """A segment names its case, device and challenge."""
    header = replace(open_bundle(made.bundle, None).segments[0].header, case="C-2")
    assert refusals(made.judge(rewritten(made, header=header))) == {"segment.other_capture"}


def test_missing_first_segment_is_refused(made):
    """The chain of segments begins with the first."""
    header = replace(open_bundle(made.bundle, None).segments[0].header, number=2, previous="00" * 32)
    assert refusals(made.judge(rewritten(made, header=header))) == {"segment.chain"}


def test_exchanged_challenge_is_refused(made):
    """Plan and challenge record have to be one."""
    assert refusals(made.judge(rewritten(made, files={"challenge.bin": b"x"}))) == {"challenge.not_the_plans"}


def test_exchanged_plan_is_refused(made):
    """A plan with another challenge does not fit the segments, nor the office's challenge."""
    plan = replace(made.plan, challenge_record=b"x")
    files = {"plan.toml": render(plan), "challenge.bin": b"x"}
    assert refusals(made.judge(rewritten(made, files=files))) == {"segment.other_capture"}


def test_claimed_identity_is_not_believed(made):
    """What stands beside the segments is compared and otherwise ignored: the records decide."""
    claimed = json.loads(read_bundle(made.bundle).files["identity.json"])
    claimed["claimed"]["opcua"][0]["SerialNumber"] = "FORGED"
    judged = made.judge(rewritten(made, files={"identity.json": json.dumps(claimed).encode(), "proof.json": b"{}"}))
    assert {(remark.code, remark.place) for remark in judged.remarks} == {
        ("bundle.claims_differ", "identity.json"),
        ("bundle.claims_differ", "proof.json"),
    }
    assert all(claim.said["serial"] != "FORGED" for claim in judged.claims)


def test_wrong_serial_number_is_not_observed_as_matched(made):
    """Another serial number than registered: L2 is not observed, both values named per source."""
    judged = made.judge(expected_identity=replace(made.plan.machine.identity, serial="OTHER"))
    assert judged.reached == ("L0", "L1", "L4", "L5")
    assert {(r.place, r.facts["source"]) for r in judged.entries[2].reasons} == {
        ("serial", "opcua"),
        ("serial", "mtconnect"),
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"attempt": 2}, "l1.nonce_differs"),
        ({"attempt": "1"}, "l1.nonce_differs"),
        ({"mode": "None_"}, "l1.not_secured"),
        ({"policy": "http://opcfoundation.org/UA/SecurityPolicy#Aes256_Sha256_RsaPss"}, "signature.invalid"),
        ({"policy": "http://opcfoundation.org/UA/SecurityPolicy#Basic256"}, "signature.policy_too_weak"),
        ({"policy": "http://opcfoundation.org/UA/SecurityPolicy#ECC_nistP256"}, "signature.scheme_not_supported"),
        ({"trust": {}}, "l1.no_trust_decision"),
        ({"trust": {"decision": "pinned", "certificate_sha256": "00"}}, "l1.certificate_differs"),
    ],
)
def test_opening_record_cannot_talk_the_channel_into_being_authentic(made, change, code):
    """Attempt, mode, policy and trust as recorded are checked against what was signed."""
    judged = made.judge(rewritten(made, lambda records: noted(records, Kind.OPEN, 1, **change)))
    assert code in codes(judged, 1)
    assert "L1" not in judged.reached


def test_session_with_another_client_certificate_is_not_ours(made):
    """The certificate in the session has to be the collector's."""
    judged = made.judge(rewritten(made, files={"client.der": b"\x30\x00"}))
    assert "l1.client_differs" in codes(judged, 1)


def test_session_without_discovery_has_no_equal_lists(made):
    """Where the list before the session is missing, nothing is equal."""
    judged = made.judge(rewritten(made, after_discovery))
    assert "l1.endpoints_differ" in codes(judged, 1)


def after_discovery(records):
    opened = [place for place, record in enumerate(records) if record.kind is Kind.OPEN]
    return records[opened[1] :]


def test_pause_of_the_collector_is_a_gap(made):
    """Records that were cut out leave a hole in the heartbeat and in both streams."""

    def hole(records):
        middle = records[len(records) // 2].monotonic
        return [replace(r, monotonic=r.monotonic + 5_000_000_000) if r.monotonic > middle else r for r in records]

    judged = made.judge(rewritten(made, hole))
    kinds = {gap.kind for stream in judged.streams for gap in stream.gaps}
    assert GapKind.COLLECTOR_PAUSED in kinds
    assert {"l4.gaps"} <= codes(judged, 4)


def test_stepped_wall_clock_is_a_gap(made):
    """A wall clock that was set while capturing is noticed against the monotonic one."""

    def step(records):
        middle = records[len(records) // 2].monotonic
        return [replace(r, wall=r.wall + 3_600_000_000_000) if r.monotonic > middle else r for r in records]

    judged = made.judge(rewritten(made, step))
    assert GapKind.CLOCK_STEP in {gap.kind for stream in judged.streams for gap in stream.gaps}


def test_collectors_own_gap_is_added(made):
    """A gap the collector recorded counts, also where the records alone would not show it."""

    def gap(records):
        at = records[len(records) // 2]
        said = Gap("opcua", 1, GapKind.OPERATOR_PAUSED, at.monotonic, at.monotonic + 500_000_000, "operator").as_json()
        return [*records, Record(Kind.GAP, at.wall, records[-1].monotonic, json.dumps(said).encode())]

    judged = made.judge(rewritten(made, gap))
    assert [found.kind for found in judged.streams[0].gaps] == [GapKind.OPERATOR_PAUSED]
    assert judged.streams[0].gap_ms == 500


def test_thresholds_decide_what_is_long_enough(made):
    """The same capture is too short for the live edition's half hour."""
    judged = made.judge(thresholds=Thresholds(1800, 1, 95, 300))
    assert codes(judged, 4) == {"l4.too_short"}


def test_key_seen_in_another_case_raises_the_flag(made):
    """The machine's key in two cases is a finding for the officer, never silently accepted."""
    plate = made.plan.machine.identity
    own = {f"key {made.judge().channel.key.key_sha256}", f"serial {normalised(plate.manufacturer)}/{plate.serial}"}
    assert own <= made.judge().identifiers
    assert all("D" in made.judge().beside({one}).flags for one in made.judge().identifiers)
    assert "D" not in made.judge().beside({plate.serial}).flags
    assert "D" not in made.judge().beside({"other"}).flags


def test_plan_in_a_bundle_is_the_one_that_was_issued(made):
    """The bundle carries the plan as it was parsed."""
    assert parse(read_bundle(made.bundle).files["plan.toml"]) == made.plan


def test_bundle_without_records_is_judged_as_nothing_observed(made):
    """An empty capture shows nothing; in a rehearsal the marker is missing then."""
    assert refusals(made.judge(rewritten(made, lambda _: []))) == {"simulator.missing"}


moments = st.integers(0, 2**64 - 1)
anywhere = st.integers(0, 2**32 - 1)
#: A place among the records and one in its bytes, taken round; the new byte; new clocks, or none.
damages = st.lists(
    st.tuples(anywhere, anywhere, st.integers(0, 255), st.none() | st.tuples(moments, moments)), min_size=1, max_size=6
)


@given(damages)
@settings(max_examples=60)
def test_hostile_collector_gets_a_judgement_and_no_more(made, damages):
    """Whatever stands in well-sealed records, judging them ends in an assessment or a refusal."""

    def damage(records):
        for number, place, byte, clocks in damages:
            at = number % len(records)
            changed = bytearray(records[at].data) or bytearray(1)
            changed[place % len(changed)] = byte
            moved = {"wall": clocks[0], "monotonic": clocks[1]} if clocks else {}
            records[at] = replace(records[at], data=bytes(changed), **moved)
        return records

    judged = made.judge(rewritten(made, damage))
    said = judged.problems if isinstance(judged, Refused) else judged.remarks
    assert all(describe(problem, "en") for problem in said)
    assert isinstance(judged, Refused) or json.dumps(judged.as_json())
