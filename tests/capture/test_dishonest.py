"""Captures by somebody who holds an enrolled key and writes what he likes: nothing is believed beyond the records."""

import json
import struct
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory import certificate
from sekisho.capture.analysis.table import tables_of
from sekisho.capture.bounded import Cutter, legible
from sekisho.capture.challenge import challenge_of
from sekisho.capture.identity import APPLICATION
from sekisho.capture.judge.channel import judge_channel
from sekisho.capture.judge.clients import clients_of
from sekisho.capture.judge.itself import itself_problems
from sekisho.capture.judge.nameplate import Claim, mismatches
from sekisho.capture.mtconnect.structure import is_read
from sekisho.capture.opcua.binary import DataValue, NodeId
from sekisho.capture.opcua.service import Browsed, Reference
from sekisho.capture.plan.capture_plan import OpcUaPlan, other_plan, render, render_all
from sekisho.capture.plan.gateway import GatewayPlan
from sekisho.capture.problem import Refused
from sekisho.capture.replay import player as playing
from sekisho.capture.replay.covered import Covered
from sekisho.capture.replay.gaps import collector_gaps, merged
from sekisho.capture.replay.history import CURRENT_TIME, SESSIONS, START_TIME, Connection, History
from sekisho.capture.replay.player import replay
from sekisho.capture.sealed import segment as sealing
from sekisho.capture.sealed.opening import open_bundle
from sekisho.capture.sealed.record import Gap, GapKind, Kind, Record
from sekisho.capture.text import LANGUAGES, describe
from sekisho.domain.values.time import parse_instant
from tests.capture.conftest import history_of
from tests.capture.test_assess import codes, noted, refusals, rewritten
from tests.capture.test_gaps import SECOND, found, session

SUBSCRIBED = b"\x01\x00\x16\x03"
CREATED = (b"\x01\x00\xcd\x01", b"\x01\x00\xd0\x01")
#: Where a subscription's interval stands in the answer: behind the header of every answer, and its number.
INTERVAL = 32


def told(judged):
    """Give the codes of what is remarked; each can be said in every language."""
    assert all(describe(remark, language) for remark in judged.remarks for language in LANGUAGES)
    return {remark.code for remark in judged.remarks}


def noting(said, place=1):
    """Put a note among the records."""
    return lambda records: [*records[:place], record_of(records[place], Kind.NOTE, said), *records[place:]]


def record_of(beside, kind, said):
    data = said if isinstance(said, bytes) else json.dumps(said).encode()
    return Record(kind, beside.wall, beside.monotonic, data)


def without(records, *kinds):
    return [record for record in records if record.kind not in kinds]


# What is refused, or not observed, though the records say so.


def test_a_plan_that_was_changed_is_not_the_one_issued(made):
    """Signals, gateway, sampling and all are the office's choice; for how long is measured anyway."""
    fewer = replace(made.plan, machine=replace(made.plan.machine, signals=made.plan.machine.signals[:1]))
    for other in (fewer, replace(made.plan, sampling_ms=60_000), replace(made.plan, line="line-2")):
        (problem,) = other_plan(made.plan, render(other))
        assert all(describe(problem, language) for language in LANGUAGES)
    assert other_plan(made.plan, render(replace(made.plan, duration_s=1800))) == []


def test_a_plan_of_several_machines_is_each_of_theirs(made):
    """Each machine of a line brings its own part of the plan that was issued."""
    beside = replace(made.plan, machine=replace(made.plan.machine, device="CNC-2"))
    assert other_plan(made.plan, render_all([beside, made.plan])) == []


def gateway_plan(made, endpoint):
    opcua = OpcUaPlan(endpoint, is_first_use=True)
    gateway = GatewayPlan("GW-1", opcua, made.plan.machine.signals)
    return replace(made.plan, machine=replace(made.plan.machine, gateway=gateway))


def test_a_gateway_that_is_the_machine_shows_no_integration(made):
    """The machine's own address, or its key and start under another address, agrees with itself and proves nothing."""
    history = history_of(made.bundle)
    same = gateway_plan(made, made.plan.machine.opcua.endpoint)
    (problem,) = itself_problems(same, history)
    assert problem.facts["shared"] == "address"
    history.gateway = history_of(made.bundle)
    (problem,) = itself_problems(gateway_plan(made, "opc.tcp://other.example:4840"), history)
    assert (problem.code, problem.facts["shared"]) == ("l5.gateway_is_machine", "key, start")
    assert all(describe(problem, language) for language in LANGUAGES)


def test_a_capture_of_the_machine_as_its_own_gateway_stays_below_l5(made):
    """Recorded once as the machine and once as the gateway, the same session does not lift the level."""
    plan = gateway_plan(made, "opc.tcp://other.example:4840")
    alone = replace(plan, machine=replace(plan.machine, mtconnect=None))

    def twice(records):
        told = without(records, Kind.FETCH, Kind.DOCUMENT, Kind.STREAM, Kind.PART)
        asides = [Record(Kind.GATEWAY, r.wall, r.monotonic, bytes([r.kind]) + r.data) for r in told]
        return [each for pair in zip(told, asides, strict=True) for each in pair]

    judged = made.judge(rewritten(made, twice, files={"plan.toml": render(alone)}))
    (comparison,) = judged.integration.comparisons
    assert comparison.permille == 1000
    assert "l5.gateway_is_machine" in codes(judged, 5)


def test_another_server_is_no_machine_twice(made):
    """With another key and another start a gateway is one."""
    history, other = history_of(made.bundle), session((1, 1))
    history.gateway = History(connections=[other])
    assert itself_problems(gateway_plan(made, "opc.tcp://other.example:4840"), history) == []


def test_a_second_collector_is_no_client_of_the_plant():
    """Neither our own session nor that of another collector shows that an MES reads the machine."""

    def listed(uri):
        body = b"\x00\x07" + text("s") + text(uri) + text("") + b"\x02" + text("MES") + struct.pack("<i", 1)
        body += text("") * 2 + struct.pack("<i", -1) + text("") * 2 + struct.pack("<i", -1)
        body += struct.pack("<dIqqII", 1.0, 0, 0, 0, 1, 1)
        connection = Connection({}, 0)
        connection.diagnostics = [{SESSIONS: value([(NodeId(0, 867), body)])}]
        return clients_of(History(connections=[connection])).foreign

    assert [seen.client.application_name for seen in listed("urn:plant:mes")] == ["MES"]
    assert listed(f"{APPLICATION}notebook-2") == listed(f" {APPLICATION.upper()}x") == ()


def text(said):
    return struct.pack("<i", len(said)) + said.encode()


def value(said):
    return DataValue(said, 0, None, None)


def test_values_of_a_session_nobody_saw_begin_are_not_bound(made):
    """A second connection that brings values without a session of its own: the challenge binds the capture no more."""

    def beside(records):
        opened = [place for place, record in enumerate(records) if record.kind is Kind.OPEN]
        return [*records, *(r for r in records[opened[1] :] if not r.data.startswith(CREATED))]

    judged = made.judge(rewritten(made, beside))
    assert "l1.session_unseen" in codes(judged, 1)
    assert "C" not in judged.flags


def test_two_machines_under_one_first_use_are_not_one(made, tmp_path):
    """Trust on first use is in one certificate; a session with another one is another machine's."""
    history = history_of(made.bundle)
    other = certificate.write_certificate(tmp_path, "urn:test:other", "other")[0].read_bytes()
    first = history.sessions[0]
    second = replace(first, opened={**first.opened, "attempt": 2}, answer=replace(first.answer, certificate=other))
    history.connections.append(second)
    channel = judge_channel(history, made.plan, made.collector.client_certificate)
    assert "l1.certificate_differs" in {problem.code for problem in channel.problems}


def test_a_second_session_over_one_connection_is_named(made):
    """What came under an unsigned session must not seem to have come under a signed one after it."""

    def again(records):
        at = [n for n, record in enumerate(records) if record.data.startswith(CREATED)]
        return [*records[: at[-1] + 1], records[at[0]], records[at[-1]], *records[at[-1] + 1 :]]

    assert "record.unreadable" in told(made.judge(rewritten(made, again)))


# Gaps that somebody would rather not have.


def test_a_sign_of_life_an_hour_is_a_silence_all_the_same():
    """However seldom server and collector agree to speak, in a minute without a word nobody knows what happened."""
    assert found(session((1, 1), (61, 2), interval=3_600_000.0, keep_alive=1), end=62) == [
        (GapKind.FROZEN, 60_000, None)
    ]


def test_a_note_of_slow_polling_hides_no_silence(made):
    """What the collector notes of its interval may not be longer than any plan's."""
    judged = made.judge(rewritten(made, noting({"what": "polling", "interval_ms": 900_000, "items": {}}, 100)))
    assert "record.unreadable" in told(judged)


def test_a_capture_without_heartbeat_was_paused_all_the_time(made):
    """Where no beat says that the collector was running, the whole time is a gap."""
    judged = made.judge(rewritten(made, lambda records: without(records, Kind.BEAT)))
    assert {gap.kind for gap in judged.streams[0].gaps} == {GapKind.COLLECTOR_PAUSED}
    assert "l4.gaps" in codes(judged, 4)


def test_heartbeat_that_ends_before_the_watch_is_a_gap():
    """The watch went on for ten seconds after the last beat."""
    beats = [Record(Kind.BEAT, 0, second * SECOND, b"") for second in range(1)]
    (gap,) = collector_gaps(History(beats=beats, first=beats[0], ended={"opcua": 10 * SECOND}))
    assert gap.milliseconds == 10_000


def test_clock_that_runs_backwards_is_named(made):
    """Records put in another order have clocks no collector's has."""
    assert "record.clock_backwards" in told(made.judge(rewritten(made, lambda records: [*records, records[0]])))


def test_records_before_their_challenge_are_named(made):
    """A clock set back does not put a capture before the challenge it answers; the officer is told."""
    record = b"sekisho-challenge/v1\ncase C-1\nissued 2999-01-01T00:00:00+00:00\nrandom 00\n"
    header = replace(open_bundle(made.bundle, None).segments[0].header, challenge=challenge_of(record).hex())
    plan = replace(made.plan, challenge_record=record)
    bundle = rewritten(made, header=header, files={"plan.toml": render(plan), "challenge.bin": record})
    assert "record.before_challenge" in told(made.judge(bundle, challenge_record=record))


@pytest.mark.parametrize("year", [1969, 2199, 2305, 2553])
def test_a_clock_of_another_century_is_shown_as_none(made, year):
    """The office's pages know the years to 2199; a capture of a later one is judged and its card can be shown."""
    wall = int((datetime(year, 10, 14, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 10**9
    record = b"sekisho-challenge/v1\ncase C-1\nissued 2026-06-01T00:00:00+00:00\nrandom 00\n"
    header = replace(
        open_bundle(made.bundle, None).segments[0].header, challenge=challenge_of(record).hex(), opened_wall=wall
    )
    files = {"plan.toml": render(replace(made.plan, challenge_record=record)), "challenge.bin": record}

    def moved(records):
        return [replace(one, wall=max(0, wall)) for one in records]

    judged = made.judge(rewritten(made, moved, header=header, files=files), challenge_record=record)
    assert parse_instant(judged.as_json()["started_at"]).year == 1970
    assert "record.before_challenge" in told(judged)


def frozen(start, end):
    return Gap("opcua", 1, GapKind.FROZEN, int(start * SECOND), int(end * SECOND), "test")


def test_a_longer_gap_is_not_hidden_behind_a_short_one():
    """The collector's own gap counts where it says more than a found one that it touches."""
    assert merged([frozen(1, 1.1)], [frozen(1, 60)]) == [frozen(1, 1.1), frozen(1, 60)]
    assert merged([frozen(1, 60)], [frozen(0.5, 60.2)]) == [frozen(1, 60)]
    assert merged([], [frozen(1, 60), frozen(2, 61)]) == [frozen(1, 60)]


intervals = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


@given(intervals, st.integers(0, 60), st.integers(0, 60))
def test_covered_time_is_the_union(each, start, end):
    """Whatever the intervals, what is covered is what any of them covers."""
    seconds = {second for first, last in each for second in range(first, last)}
    wanted = seconds & set(range(start, end))
    covered = Covered(each)
    assert covered.within(start, end) == len(wanted)
    assert not wanted or covered.touches(start, end)


def test_gaps_by_the_ten_thousand_are_put_together():
    """Each is looked up, none compared with all others; the longest are listed, all of them count."""
    found_ones = [frozen(n, n + 0.5) for n in range(40_000)]
    told_ones = [frozen(n + 0.6, n + 0.9) for n in range(40_000)]
    assert len(merged(found_ones, told_ones)) == 80_000


def test_a_capture_of_gaps_stays_small_in_the_journal(made):
    """Ten thousand gaps are five hundred rows and a number."""

    def gaps(records):
        start = records[-1].monotonic
        said = [frozen(0, 0).as_json() | {"start": start + n, "end": start + n} for n in range(10_000)]
        return [*records, *(record_of(records[-1], Kind.GAP, one) for one in said)]

    stream = made.judge(rewritten(made, gaps)).as_json()["streams"][0]
    assert (len(stream["gaps"]), stream["gaps_cut"]) == (500, 9_500)


# Names that are spelt otherwise to be found nowhere else.


@pytest.mark.parametrize(
    "serial", ["PM7-0042", "pm7-0042", "PM7\u200b-0042", "PM7\u20110042", "\uff30\uff2d7-0042", "\u0420\u041c7-0042"]
)
def test_serial_numbers_that_look_the_same_are_found_again(serial):
    """Invisible signs, other dashes, wide letters and letters of other scripts hide no duplicate."""
    claim = Claim("opcua", {"manufacturer": "Maker", "model": "M", "serial": serial}, f"urn:x:{serial}")
    assert claim.identifiers("") == {"serial MAKER/PM7-0042", "instance URN:X:PM7-0042"}


def test_look_alikes_are_no_match(made):
    """For the registered serial number nothing is forgiven but width, case and white space."""
    identity = made.plan.machine.identity
    claim = Claim("opcua", {"manufacturer": "", "model": "", "serial": identity.serial + "\u200b"}, "x")
    assert [problem.place for problem in mismatches([claim], identity) if problem.code == "l2.differs"] == ["serial"]


def test_more_machines_than_one_are_none(made):
    """An interface that claims to be hundreds of machines is matched with none of them."""
    claims = [Claim("mtconnect", {"manufacturer": "", "model": "", "serial": str(n)}, "x") for n in range(200)]
    (problem,) = mismatches(claims, made.plan.machine.identity)
    assert problem.code == "l2.too_many_claims"
    assert all(describe(problem, language) for language in LANGUAGES)


# Values no machine sends.


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e300"])
def test_intervals_that_are_no_numbers_are_judged(made, number):
    """A server may answer any float of the wire for its intervals; the capture is judged."""

    def answered(records):
        at = next(n for n, record in enumerate(records) if record.data.startswith(SUBSCRIBED))
        data = records[at].data
        changed = data[:INTERVAL] + struct.pack("<d", float(number)) + data[INTERVAL + 8 :]
        return [*records[:at], replace(records[at], data=changed), *records[at + 1 :]]

    judged = made.judge(rewritten(made, answered))
    assert 0 <= judged.as_json()["capabilities"]["subscription"]["interval_ms"] < 2**31


@pytest.mark.parametrize("said", [{"what": []}, {"what": {}}, {"what": None}])
def test_notes_of_any_shape_are_judged(made, said):
    """What a note says may be a list where a word should stand."""
    assert not isinstance(made.judge(rewritten(made, noting(said))), Refused)


@pytest.mark.parametrize("decision", [[], {}, 1])
def test_a_trust_decision_of_any_shape_is_none(made, decision):
    """A decision that is no word is no decision."""
    trust = {"decision": decision, "certificate_sha256": "00"}
    judged = made.judge(rewritten(made, lambda records: noted(records, Kind.OPEN, 1, trust=trust)))
    assert "l1.no_trust_decision" in codes(judged, 1)


@pytest.mark.parametrize("target", [b"//[x/sample", b"http://[", b"/sample?from=\xc2\xb2", b"\xff"])
def test_targets_that_are_no_addresses_are_judged(made, target):
    """What the agent was asked for may be any text."""

    def asked(records):
        at = next(n for n, record in enumerate(records) if record.kind is Kind.FETCH and b"current" in record.data)
        return [*records[:at], replace(records[at], data=target), *records[at + 1 :]]

    assert not isinstance(made.judge(rewritten(made, asked)), Refused)


@pytest.mark.parametrize(
    "sealed",
    [
        b'{"name":"a.cfg"}\nPort = \xc2\xb2',
        (
            b'{"name":"t"}\n[[inputs.opcua]]\nendpoint = "http://["\n[[inputs.opcua.nodes]]\nnamespace = "\xc2\xb2"\n'
            b'identifier_type = "i"\nidentifier = "\xc2\xb2"'
        ),
    ],
)
def test_configurations_of_other_digits_are_judged(made, sealed):
    """A raised two is a digit and no number; nothing of such a file was observed."""
    judged = made.judge(rewritten(made, lambda records: [*records, record_of(records[-1], Kind.CONFIGURATION, sealed)]))
    (configuration,) = judged.as_json()["integration"]["configurations"]
    assert {row["status"] for row in configuration["rows"]} == {"not_observed"}


def test_an_adapter_that_is_no_address_is_judged(made):
    """What the agent says of its adapter may be any text, with a configuration to hold it against."""

    def adapter(records):
        sealed = record_of(records[-1], Kind.CONFIGURATION, b'{"name":"a.cfg"}\nPort = 5000')
        said = b'<AdapterURI dataItemId="a" sequence="1" timestamp="">http://[</AdapterURI></Events>'
        return [*(replace(r, data=r.data.replace(b"</Events>", said, 1)) for r in records), sealed]

    assert not isinstance(made.judge(rewritten(made, adapter)), Refused)


def test_a_certificate_of_no_known_version_is_judged(made):
    """An X.509 version that does not exist is a certificate without a key."""
    blob = history_of(made.bundle).sessions[0].answer.certificate
    version = blob.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x09", 1)
    assert version != blob

    def shown(records):
        return [replace(record, data=record.data.replace(blob, version)) for record in records]

    assert "signature.no_rsa_certificate" in codes(made.judge(rewritten(made, shown)), 1)


def test_versions_of_any_length_are_judged():
    """A schema of five thousand digits is none that is known."""
    assert not is_read("1" * 5000 + ".8")


def test_what_is_long_is_cut_and_counted(made):
    """A text of a megabyte is kept in part; by how much was cut is said, and what tells the machine is whole."""
    blob = b"PM" * 500_000

    def said(records):
        serial = made.plan.machine.identity.serial.encode()
        return [replace(r, data=r.data.replace(b'"' + serial + b'"', b'"' + blob + b'"')) for r in records]

    judged = made.judge(rewritten(made, said))
    told_json = judged.as_json()
    assert told_json["cut"] > 0
    assert len(json.dumps(told_json)) < 200_000
    assert set(told_json["identifiers"]) == judged.identifiers


# More than can be judged.


def test_more_values_than_can_be_kept_are_refused(made, monkeypatch):
    """Beyond what an office's memory holds a capture is refused with what to do, by every reader of bundles."""
    monkeypatch.setattr(playing, "MOST_KEPT", 100)
    judged = made.judge()
    assert refusals(judged) == {"bundle.too_much"}
    assert all(describe(problem, language) for problem in judged.problems for language in LANGUAGES)
    assert isinstance(tables_of(made.bundle, "00"), Refused)


def test_lists_in_what_a_collector_notes_are_counted(made, monkeypatch):
    """A list of nothing takes three bytes in a record and seventy once it is read; half a gigabyte would be twelve."""
    monkeypatch.setattr(playing, "MOST_KEPT", 100_000)
    bomb = b'{"a":[' + b"[]," * 60_000 + b"0]}"
    for kind in (Kind.OPEN, Kind.GAP, Kind.NOTE, Kind.CLOSE):
        beside = [record_of(Record(Kind.BEAT, 1, 1, b""), kind, bomb)] * 3
        assert refusals(made.judge(rewritten(made, lambda records, more=beside: [*records, *more]))) == {
            "bundle.too_much"
        }


def read_once(node, data_value):
    """A node's value is read: the question and its answer, as they stand in a capture."""
    asked = b"\x01\x00\x77\x02\x00\x00" + struct.pack("<qIIiI", 0, 7, 0, -1, 0) + bytes(3) + struct.pack("<di", 0, 0)
    asked += struct.pack("<i", 1) + node + struct.pack("<Ii", 13, -1) + bytes(2) + struct.pack("<i", -1)
    said = b"\x01\x00\x7a\x02" + struct.pack("<qII", 0, 7, 0) + b"\x00" + struct.pack("<i", -1) + bytes(3)
    said += struct.pack("<i", 1) + data_value + struct.pack("<i", -1)
    return [Record(Kind.REQUEST, 1, 1, asked), Record(Kind.RESPONSE, 1, 1, said)]


@pytest.mark.parametrize(("status", "offsets"), [(0, 1), (0x80000000, 0), (0x40000000, 0)])
def test_a_clock_under_a_bad_status_was_not_read(status, offsets):
    """What a server gives beside a bad status is the last time it knew; no offset follows from it."""
    time = b"\x03\x0d" + struct.pack("<qI", 134_000_000_000_000_000, status)
    records = [Record(Kind.OPEN, 1, 1, b"{}"), *read_once(b"\x01\x00" + struct.pack("<H", CURRENT_TIME), time)]
    assert len(replay(records).connections[0].offsets_ms) == offsets


def test_a_reading_under_many_numbers_is_counted_under_each(monkeypatch):
    """A node that is read for a thousand signals brings a thousand values each time, for ninety bytes."""
    monkeypatch.setattr(playing, "MOST_KEPT", 5000)
    polled = {str(number): "0000" for number in range(900)}
    note = {"what": "polling", "interval_ms": 100, "items": polled}
    start = Record(Kind.OPEN, 1, 1, b"{}")
    reading = read_once(b"\x00\x00", b"\x00")
    history = replay([start, record_of(start, Kind.NOTE, note), *reading * 5])
    assert [len(one.publication.values) for one in history.connections[0].published] == [900] * 5
    assert not history.is_too_much
    assert replay([start, record_of(start, Kind.NOTE, note), *reading * 9]).is_too_much
    note["items"] = {str(number): "0000" for number in range(5000)}
    assert [one.code for one in replay([start, record_of(start, Kind.NOTE, note)]).problems] == ["record.unreadable"]


def test_the_longest_assessment_is_one_a_journal_takes(made):
    """Twenty configuration files of long names are told as far as there is room, every row with all its columns."""
    lines = "".join(f"Adapters {{ a{n} {{ Host = {'h' * 300} }} }}\n" for n in range(3000))
    sealed = b'{"name":"agent.cfg"}\n' + lines.encode()

    def configured(records):
        return [*records, *[record_of(records[-1], Kind.CONFIGURATION, sealed)] * 20]

    told_json = made.judge(rewritten(made, configured)).as_json()
    assert len(json.dumps(told_json)) < 2_000_000
    assert told_json["cut"] > 0
    rows = [row for one in told_json["integration"]["configurations"] for row in one["rows"]]
    assert {frozenset(row) for row in rows} == {frozenset({"item", "place", "said", "status"})}


def test_signs_that_steer_are_seen_and_steer_nothing(made):
    """A serial number that turns the line around, or hides a sign, is told with a mark where the sign stood."""
    serial = made.plan.machine.identity.serial.encode()
    turned = "\u202e\u200b\x01".encode() + serial[:-7]

    def said(records):
        return [replace(one, data=one.data.replace(serial, turned)) for one in records]

    assert len(turned) == len(serial)
    judged = made.judge(rewritten(made, said))
    told_json = judged.as_json()
    assert "L2" not in judged.reached
    serials = {claim["serial"] for claim in told_json["claims"]}
    assert "\ufffd\ufffd\ufffd" + serial[:-7].decode() in serials
    assert not set("\u202e\u200b\x01") & set(json.dumps(told_json, ensure_ascii=False))
    assert legible("一行\n二行\té") == "一行\n二行\té"


def test_tables_of_many_keys_are_cut_and_rows_keep_theirs():
    """Where there is no room left a list ends; what a page counts on in a row stays."""
    cutter = Cutter()
    row = {"name": "x" * 1000, "status": "observed"}
    kept = cutter.part({"rows": [row] * 3000, "last": "here"})
    assert 0 < len(kept["rows"]) < 3000
    assert (kept["rows"][-1], kept["last"]) == (row, "here")
    assert len(cutter.part({f"{n}": "y" * 2000 for n in range(1000)})) < 300
    assert cutter.cut == 2


def test_more_connections_than_can_be_kept_are_refused(made, monkeypatch):
    """Connections take memory without bringing anything."""
    monkeypatch.setattr(playing, "MOST_CONNECTIONS", 1)
    assert refusals(made.judge()) == {"bundle.too_much"}


def test_more_records_than_can_be_kept_are_refused(made, monkeypatch):
    """Records of nothing are counted while they are read, over all segments."""
    monkeypatch.setattr("sekisho.capture.sealed.opening.MOST_RECORDS", 10)
    assert refusals(made.judge()) == {"segment.broken"}
    assert sealing.MOST_RECORDS > 1_000_000


def test_references_behind_points_without_end_are_put_together():
    """A node browsed on and on takes its references once, not again for each answer."""
    connection, node = Connection({}, 0), NodeId(0, 85)
    reference = Reference(node, node, (0, "x"), 1, node)
    for number in range(20_000):
        connection.browsed(node, Browsed(0, str(number).encode(), (reference,) * 5))
    assert len(connection.references[node]) == 100_000
    connection.forget_browsed(node)
    assert node not in connection.references


def test_times_of_the_made_capture_go_forward(made):
    """The steady clock of an honest collector never runs backwards."""
    history = replay(open_bundle(made.bundle, None).records)
    assert history.problems == []
    assert all(before.monotonic <= after.monotonic for before, after in pairwise(history.beats))
    assert isinstance(history.sessions[0].about(START_TIME), datetime)
    assert history.sessions[0].about(START_TIME).tzinfo is UTC
