"""Servers and bytes that mean harm or know no better: the capture ends sealed, the judgement in its own words."""

import asyncio
import contextlib
import io
import json
import struct
import zipfile
from dataclasses import replace

import pytest
from asyncua import ua
from asyncua.crypto.security_policies import Cryptography
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from factory import certificate
from factory.plant import Plant, Wish
from sekisho.capture import plain
from sekisho.capture.collect.asking import Asking, node
from sekisho.capture.collect.client import LARGEST_ANSWER
from sekisho.capture.collect.session import cause_of, choose
from sekisho.capture.opcua import service
from sekisho.capture.opcua.binary import Reader, UndecodableError
from sekisho.capture.problem import Refused
from sekisho.capture.sealed.bundle import read_bundle
from sekisho.capture.sealed.record import Kind
from sekisho.capture.text import LANGUAGES, describe
from tests.capture.conftest import Made, carry_out, history_of, plan_for
from tests.capture.test_assess import codes, noted, rewritten
from tests.peers.node_opcua import node_opcua_machine

PLATE = {"manufacturer": "Peer Machine Works", "model": "PM-7", "serial": "PM7-0042"}
PREFIX = "http://opcfoundation.org/UA/SecurityPolicy#"
SIGNALS = [{"name": "execution", "kind": "state", "node": "nsu=urn:test:x;s=execution"}]
ACKNOWLEDGE = b"ACKF" + struct.pack("<IIIIII", 28, 0, 65536, 65536, 0, 0)


@contextlib.asynccontextmanager
async def pretender(*answers):
    """Listen as an OPC UA server would and answer each message with the next of these bytes, the last for ever."""

    async def serve(reader, writer):
        with contextlib.suppress(OSError):
            for answer in answers:
                await reader.read(65536)
                writer.write(answer)
                await writer.drain()
            while answers and await reader.read(65536):
                pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.mark.parametrize(
    "answers",
    [
        [b"HTTP/1.1 400 Bad Request\r\n\r\n"],
        [b"\x00" * 4096],
        [ACKNOWLEDGE, b"OPNF" + struct.pack("<II", 7, 1)],
        [ACKNOWLEDGE, b"MSGF" + struct.pack("<II", 0xFFFFFFFF, 1)],
        [ACKNOWLEDGE, b"MSGC" + struct.pack("<II", 0xFFFFFFF0, 1) + b"x" * (LARGEST_ANSWER + 65536)],
        [b"ERRF" + struct.pack("<II", 16, 0x80130000) + struct.pack("<i", -1)],
        [],
    ],
)
async def test_a_server_that_speaks_nonsense_leaves_a_sealed_capture(collector, answers):
    """Another protocol, zeros, lengths that lie, gigabytes announced, an error, silence: said, and the rest sealed."""
    seen = []
    async with pretender(*answers) as port:
        machine = {"device": "X", "identity": PLATE, "signals": SIGNALS}
        machine["opcua"] = {"endpoint": f"opc.tcp://127.0.0.1:{port}/x", "trust_on_first_use": True}
        plan = plan_for(machine)
        task = asyncio.create_task(carry_out(plan, collector, on_progress=seen.append))
        await asyncio.sleep(1.0)
        task.cancel()
        bundle = await task
    assert {problem.code for problem in seen if problem.code.startswith("connect.")} <= {
        *("connect.lost", "connect.failed", "connect.timeout", "connect.untrusted"),
    }
    assert all(describe(problem, language) for problem in seen for language in LANGUAGES)
    assert history_of(bundle).sessions == []


def test_a_policy_nobody_should_use_is_not_taken(tmp_path, collector):
    """A machine that offers a deprecated policy only is not talked to, and the operator is told."""
    seen = []
    with node_opcua_machine(tmp_path, PLATE, [collector.client_certificate], POLICIES="Basic256") as told:

        async def capture():
            task = asyncio.create_task(carry_out(plan_for(told["machine"]), collector, on_progress=seen.append))
            await asyncio.sleep(1.5)
            task.cancel()
            return await task

        bundle = asyncio.run(capture())
    assert "connect.no_policy" in {problem.code for problem in seen}
    judged = Made(plan_for(told["machine"]), bundle, collector, told).judge()
    assert judged.reached == ("L0",)
    assert codes(judged, 1) == {"l1.no_session"}


@pytest.mark.parametrize("policy", ["Basic128Rsa15", "Basic256", "ECC_nistP256", "nothing"])
def test_only_known_policies_are_chosen(policy):
    """Of the endpoints on offer only the three policies we can judge are taken."""
    mode = ua.MessageSecurityMode.SignAndEncrypt
    wanted = ua.EndpointDescription(EndpointUrl="opc.tcp://x", SecurityMode=mode, SecurityPolicyUri=PREFIX + policy)
    assert choose([wanted]) is None


def test_a_nonce_signed_with_another_key_does_not_count(made):
    """A server that signs with another key than its certificate's is not bound to the challenge."""
    session = history_of(made.bundle).sessions[0]
    signed, other = session.answer.signature, rsa.generate_private_key(65537, 2048)
    forged = other.sign(made.collector.client_certificate + session.request.nonce, padding.PKCS1v15(), hashes.SHA256())

    def forge(records):
        return [replace(record, data=record.data.replace(signed, forged)) for record in records]

    judged = made.judge(rewritten(made, forge))
    assert codes(judged, 1) == {"signature.invalid"}
    assert "C" not in judged.flags


async def test_a_server_that_signs_with_another_key_gets_no_session(plant, collector, monkeypatch):
    """Such a server is noticed while connecting; the cause is told, and nothing of it is taken for evidence."""
    key, seen, honest = rsa.generate_private_key(65537, 2048), [], Cryptography.signature

    def forged(self, data):
        is_session = data.startswith(collector.client_certificate)
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256()) if is_session else honest(self, data)

    monkeypatch.setattr(Cryptography, "signature", forged)
    plan = plan_for(plant.told()["machine"])
    task = asyncio.create_task(carry_out(plan, collector, on_progress=seen.append))
    await asyncio.sleep(1.5)
    task.cancel()
    judged = Made(plan, await task, collector, {}).judge()
    assert "connect.signature" in {problem.code for problem in seen}
    assert "signature.invalid" in codes(judged, 1)


def test_a_nonce_used_twice_is_named(made):
    """Two sessions under one attempt share a nonce; the challenge then binds neither."""

    def twice(records):
        opened = [place for place, record in enumerate(records) if record.kind is Kind.OPEN]
        return [*records, *records[opened[1] :]]

    judged = made.judge(rewritten(made, twice))
    assert "l1.nonce_reused" in codes(judged, 1)


def test_a_nonce_too_short_is_not_the_derived_one(made):
    """A request with fewer bytes of nonce than derived is another nonce."""
    nonce = history_of(made.bundle).sessions[0].request.nonce

    def cut(records):
        short = struct.pack("<i", 31) + nonce[:31]
        return [replace(r, data=r.data.replace(struct.pack("<i", 32) + nonce, short)) for r in records]

    assert "l1.nonce_differs" in codes(made.judge(rewritten(made, cut)), 1)


@pytest.mark.parametrize("seconds", [-600, 600])
def test_a_clock_far_off_is_not_live(made, seconds):
    """A machine whose clock is ten minutes from ours does not count as live; its identity does."""
    shifted = rewritten(made, lambda records: [replace(r, wall=r.wall + seconds * 10**9) for r in records])
    judged = made.judge(shifted)
    assert codes(judged, 4) == {"l4.clock"}
    assert {"L0", "L1", "L2"} <= set(judged.reached)


async def test_a_machine_with_an_ended_certificate_is_remarked(tmp_path, collector, monkeypatch):
    """An ended certificate is told to the officer; the pinned key still signs."""
    monkeypatch.setattr(certificate, "VALID_DAYS", 0)
    plant = Plant(tmp_path / "plant", Wish(step_s=0.05))
    (plant.machine.trust.folder / "collector.der").write_bytes(collector.client_certificate)
    await plant.start()
    plan = plan_for(plant.told()["machine"])
    judged = Made(plan, await carry_out(plan, collector), collector, {}).judge()
    await plant.stop()
    assert "L1" in judged.reached
    (remark,) = (remark for remark in judged.remarks if remark.code == "signature.certificate_not_valid")
    assert all(describe(remark, language) for language in LANGUAGES)


class Terse:
    """A session of a server that answers fewer questions than were asked."""

    namespaces = ()

    async def read(self, parameters):
        return [ua.DataValue()] * (len(parameters.NodesToRead) - 1)


async def test_a_server_that_answers_too_little_ends_the_attempt():
    """Asking again and again for the answers that are missing would never end."""
    client = type("Client", (), {"uaclient": type("Transport", (), {"session": Terse()})})
    with pytest.raises(ValueError, match="1 answers to 2 questions") as raised:
        await Asking(client).read([node(1), node(2)])
    assert cause_of(raised.value) == "connect.failed"


def test_what_stands_behind_a_continuation_point_is_read(tmp_path, collector, monkeypatch):
    """A server that hands out references one by one is asked on until it is done, and the judge reads them all."""
    monkeypatch.setattr("sekisho.capture.collect.asking.MOST_REFERENCES", 1)
    with node_opcua_machine(tmp_path, PLATE, [collector.client_certificate]) as told:
        plan = plan_for(told["machine"])
        made = Made(plan, asyncio.run(carry_out(plan, collector)), collector, told)
    (session,) = history_of(made.bundle).sessions
    assert service.BROWSE_NEXT in session.request_types
    assert session.points == {}
    assert "L2" in made.judge().reached


def test_a_browse_cut_off_is_remarked(tmp_path, collector, monkeypatch):
    """Where the model has no end the browse is cut off, and both collector and judge say so."""
    monkeypatch.setattr("sekisho.capture.collect.supervisor.SURVEY_BEFORE_S", 0)
    monkeypatch.setattr("sekisho.capture.collect.supervisor.SURVEY_BESIDE_S", 0)
    monkeypatch.setattr("sekisho.capture.collect.asking.MOST_REFERENCES", 1)
    monkeypatch.setattr("sekisho.capture.collect.asking.MOST_PAGES", 1)
    with node_opcua_machine(tmp_path, PLATE, [collector.client_certificate]) as told:
        plan = plan_for(told["machine"])
        made = Made(plan, asyncio.run(carry_out(plan, collector)), collector, told)
    assert "record.browse_truncated" in {remark.code for remark in made.judge().remarks}


def test_an_array_of_nothing_fills_no_memory():
    """Arrays of nulls take no bytes for their items; nested they would fill any memory, so they are refused."""
    inner = b"\x80" + struct.pack("<i", 90_000)
    data = b"\x98" + struct.pack("<i", 20_000) + inner * 20_000
    with pytest.raises(UndecodableError):
        Reader(data).variant()


@pytest.mark.parametrize("data", [b'{"a":"\\ud800"}', b'{"\\uDFFF":1}'])
def test_half_a_sign_is_no_plain_record(data):
    """Half a surrogate pair could be read and never be written again."""
    with pytest.raises(plain.MalformedError):
        plain.read(data)


def test_half_a_sign_in_a_sealed_record_is_named(made):
    """Who holds the collector's key cannot break the judgement with it."""
    broken = rewritten(made, lambda records: noted(records, Kind.OPEN, 1, purpose="\ud800"))
    judged = made.judge(broken)
    assert "record.unreadable" in {remark.code for remark in judged.remarks}


entries = st.tuples(st.sampled_from(["", "a/", "/", "..", "a", "manifest.json", "\x00", "é"]), st.binary(max_size=9))


@given(st.lists(entries, max_size=4, unique_by=lambda entry: entry[0]), st.booleans())
def test_any_archive_of_any_names_is_refused(found, compressed):
    """Empty names, folders, control characters, compressed entries: a bundle of them is refused, never a surprise."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, data in found:
            about = zipfile.ZipInfo("x", (1980, 1, 1, 0, 0, 0))
            about.filename = name
            with contextlib.suppress(IndexError):
                archive.writestr(about, data)
    assert isinstance(read_bundle(sink.getvalue()), Refused)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda v: st.lists(v, max_size=3)))
def test_any_manifest_is_refused(value):
    """Whatever stands in a manifest's fields, the bundle is refused."""
    sink = io.BytesIO()
    said = json.dumps({"format": "sekisho/capture-bundle/v1", "collector": value, "files": value}).encode()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, data in (("manifest.json", said), ("manifest.sig", b"")):
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.create_system, about.external_attr = 3, 0o644 << 16
            archive.writestr(about, data)
    assert isinstance(read_bundle(sink.getvalue()), Refused)
