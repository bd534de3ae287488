"""Captures against a machine of another maker (node-opcua), which is strict where the client's own library is not."""

import asyncio
import hashlib
import json
import subprocess
from pathlib import Path

import psutil
import pytest
from asyncua import Client, ua
from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256

from sekisho.capture.challenge import Purpose, Verdict, challenge_of, nonce_for, verify_signature
from sekisho.capture.collect.asking import Asking
from sekisho.capture.collect.client import READ_ONLY, ChallengedClient, ReadOnlyError
from sekisho.capture.collect.session import cause_of, choose
from sekisho.capture.identity import make_collector
from sekisho.capture.opcua import service
from sekisho.capture.plan.capture_plan import Identity
from sekisho.capture.sealed import bundle
from sekisho.capture.sealed.bundle import read_bundle
from tests.capture.conftest import CHALLENGE, Made, carry_out, history_of, plan_for
from tests.peers.node_opcua import node_opcua_machine

PLATE = {"manufacturer": "Peer Machine Works", "model": "PM-7", "serial": "PM7-0042"}
PREFIX = "http://opcfoundation.org/UA/SecurityPolicy#"
POLICIES = [
    ("Basic256Sha256", "SignAndEncrypt"),
    ("Basic256Sha256", "Sign"),
    ("Aes128_Sha256_RsaOaep", "SignAndEncrypt"),
    ("Aes256_Sha256_RsaPss", "SignAndEncrypt"),
]


@pytest.fixture(scope="module")
def peer(tmp_path_factory, collector):
    """One running machine that trusts the collector."""
    with node_opcua_machine(tmp_path_factory.mktemp("peer"), PLATE, [collector.client_certificate]) as told:
        yield told


@pytest.fixture(scope="module")
def taken(peer, collector):
    """One capture of it."""
    plan = plan_for(peer["machine"])
    return Made(plan, asyncio.run(carry_out(plan, collector)), collector, peer)


async def challenged(told, collector, nonce, records=None):
    """Open a session under a nonce."""
    records = [] if records is None else records
    client = ChallengedClient(told["opcua_url"], lambda *seen: records.append(seen), session_nonce=nonce)
    choice = choose(await client.connect_and_get_server_endpoints())
    client = ChallengedClient(told["opcua_url"], lambda *seen: records.append(seen), session_nonce=nonce)
    own = (collector.client_certificate, collector.client_key)
    await client.secure(choice.policy, choice.mode, own, choice.certificate)
    await client.open()
    return client


def openssl_says(proof, folder):
    """Let another tool check a proof, from its fields alone: PSS has a salt of 32, everything else is PKCS #1 v1.5."""
    (folder / "signed").write_bytes(bytes.fromhex(proof["client_certificate"] + proof["nonce"]))
    (folder / "signature").write_bytes(bytes.fromhex(proof["signature"]))
    (folder / "server.der").write_bytes(bytes.fromhex(proof["server_certificate"]))
    to_key = ["openssl", "x509", "-inform", "DER", "-in", "server.der", "-noout", "-pubkey", "-out", "key.pem"]
    subprocess.run(to_key, cwd=folder, check=True)
    is_pss = proof["policy"].endswith("RsaPss")
    options = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"] if is_pss else []
    check = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", *options, "signed"]
    return subprocess.run(check, cwd=folder, capture_output=True, check=False).stdout


@pytest.mark.parametrize(("policy", "mode"), POLICIES)
def test_machine_signs_the_challenge_under_every_policy(tmp_path, collector, policy, mode):
    """Identity, live data and the signed challenge are observed under each policy; openssl verifies the same proof."""
    trusted = [collector.client_certificate]
    with node_opcua_machine(tmp_path, PLATE, trusted, POLICIES=policy, MODES=mode) as told:
        plan = plan_for(told["machine"])
        made = Made(plan, asyncio.run(carry_out(plan, collector)), collector, told)
    judged = made.judge()
    assert judged.reached == ("L0", "L1", "L2", "L4")
    assert judged.flags == ("C", "G", "S")
    assert judged.channel.policies == (PREFIX + policy,)
    (proof,) = json.loads(read_bundle(made.bundle).files[bundle.PROOF])["proofs"]
    assert proof["policy"] == PREFIX + policy
    assert openssl_says(proof, tmp_path) == b"Verified OK\n"
    assert openssl_says(proof | {"nonce": "00" * 32}, tmp_path) == b"Verification failure\n"


def test_session_nonce_is_the_one_derived_from_the_challenge(taken):
    """The sealed CreateSession request carries the nonce that follows from challenge, device and attempt."""
    (session,) = history_of(taken.bundle).sessions
    attempt = session.opened["attempt"]
    assert session.request.nonce == nonce_for(challenge_of(CHALLENGE), Purpose.OPENING, "MC-1", attempt)


async def test_captures_under_one_plan_share_no_nonce(taken, collector):
    """Repeated under the same plan, a capture is let in at its first attempt: the machine has not seen its nonce."""
    told: list[str] = []
    again = await carry_out(taken.plan, collector, on_progress=lambda problem: told.append(problem.code))
    (session,) = history_of(again).sessions
    assert session.request.nonce != history_of(taken.bundle).sessions[0].request.nonce
    assert "connect.nonce_refused" not in told


async def test_nonce_reaches_the_session_and_nothing_else(peer, collector):
    """ClientNonce is the one given; a plain client beside it and the channel keep random ones of their own."""
    nonce = hashlib.sha256(b"one").digest()
    client = await challenged(peer, collector, nonce)
    parameters, reply = client.signed
    plain = Client(peer["opcua_url"])
    await plain.connect_and_get_server_endpoints()
    await client.renew_channel()
    assert parameters.ClientNonce == nonce
    assert parameters.ClientCertificate == collector.client_certificate
    await client.leave()
    verdict = verify_signature(
        client.security_policy.URI, client_certificate=parameters.ClientCertificate, nonce=nonce,
        server_certificate=reply.ServerCertificate, signature=reply.ServerSignature.Signature,
    )  # fmt: skip
    assert verdict is Verdict.HOLDS


async def test_used_nonce_is_refused_and_named(peer, collector):
    """A second session under the same nonce is refused by this server, so every attempt needs one of its own."""
    nonce = hashlib.sha256(b"two").digest()
    await (await challenged(peer, collector, nonce)).leave()
    with pytest.raises(ua.uaerrors.BadNonceInvalid) as refused:
        await challenged(peer, collector, nonce)
    assert cause_of(refused.value) == "connect.nonce_refused"


async def test_short_nonce_is_refused(peer, collector):
    """A nonce has exactly 32 bytes: 31 are refused."""
    with pytest.raises(ua.uaerrors.BadNonceInvalid):
        await challenged(peer, collector, bytes(range(31)))


async def test_four_challenged_clients_at_once_keep_their_nonces(peer, collector):
    """Clients running side by side do not exchange nonces."""
    nonces = [hashlib.sha256(bytes([number])).digest() for number in range(4)]
    clients = await asyncio.gather(*(challenged(peer, collector, nonce) for nonce in nonces))
    assert [client.signed[0].ClientNonce for client in clients] == nonces
    await asyncio.gather(*(client.leave() for client in clients))


def test_nothing_but_reading_leaves_the_collector(taken):
    """The sealed requests are of reading types only: no Write, no Call, nothing that changes the machine."""
    allowed = {getattr(ua.ObjectIds, f"{kind.__name__}_Encoding_DefaultBinary") for kind in READ_ONLY}
    sent = set().union(*(connection.request_types for connection in history_of(taken.bundle).connections))
    assert service.READ in sent
    assert sent <= allowed
    assert not {673, 712} & allowed


async def test_write_and_call_are_stopped_before_they_leave(peer, collector):
    """Whoever tries to write or call through the adapter is stopped, and nothing is sent."""
    records = []
    client = await challenged(peer, collector, hashlib.sha256(b"three").digest(), records)
    before = len(records)
    with pytest.raises(ReadOnlyError):
        await client.uaclient.session.write(ua.WriteParameters())
    with pytest.raises(ReadOnlyError):
        await client.uaclient.session.call([])
    assert len(records) == before
    await client.leave()


async def test_untrusted_collector_is_told_what_to_trust(peer):
    """This server drops an unknown client without a word; the cause is named all the same."""
    with pytest.raises((AssertionError, OSError, ua.UaError, TimeoutError)) as refused:
        await challenged(peer, make_collector("stranger"), hashlib.sha256(b"four").digest())
    assert cause_of(refused.value) == "connect.untrusted"


async def test_certificate_dropped_in_later_is_trusted(tmp_path, collector):
    """Trust can be given while the machine runs."""
    with node_opcua_machine(tmp_path, PLATE, []) as told:
        (Path(told["trusted"]) / "late.der").write_bytes(collector.client_certificate)
        await asyncio.sleep(0.5)
        client = await challenged(told, collector, hashlib.sha256(b"six").digest())
        await client.leave()


async def test_application_uri_that_is_not_the_certificates_is_refused(peer, collector):
    """The URI a session names has to stand in the certificate's SAN."""
    client = ChallengedClient(peer["opcua_url"], lambda *_: None, session_nonce=None)
    choice = choose(await client.connect_and_get_server_endpoints())
    client = ChallengedClient(peer["opcua_url"], lambda *_: None, session_nonce=None)
    own = (collector.client_certificate, collector.client_key)
    await client.secure(choice.policy, choice.mode, own, choice.certificate)
    client.application_uri = "urn:another"
    with pytest.raises(ua.uaerrors.BadCertificateUriInvalid) as refused:
        await client.open()
    assert cause_of(refused.value) == "connect.application_uri"


def test_wrong_serial_number_is_not_matched(taken):
    """A machine that claims another serial number than the invoice's does not reach L2."""
    judged = taken.judge(expected_identity=Identity("Peer Machine Works", "PM-7", "PM7-0043"))
    assert "L2" not in judged.reached
    assert [(reason.code, reason.place) for reason in judged.entries[2].reasons] == [("l2.differs", "serial")]


def test_server_is_told_as_it_describes_itself(taken):
    """Build, limits and namespaces stand in the assessment as claims; none of them makes an identity."""
    said = taken.judge().server
    assert said["product_name"] == "TEST peer machine"
    assert said["max_nodes_per_read"] == 1000
    assert "http://opcfoundation.org/UA/MachineTool/" in said["namespaces"]
    assert {claim.source for claim in taken.judge().claims} == {"opcua"}
    assert all(claim.said["serial"] == "PM7-0042" for claim in taken.judge().claims)


def test_nameplates_are_compared_after_the_documented_normalisation(taken):
    """Case, width and white space are forgiven; hyphens are not."""
    same = Identity("ＰＥＥＲ  machine works", "pm-7", "PM7-0042 ")
    other = Identity("Peer Machine Works", "PM7", "PM7-0042")
    assert "L2" in taken.judge(expected_identity=same).reached
    assert "L2" not in taken.judge(expected_identity=other).reached


def test_machine_without_security_may_still_show_the_rest(tmp_path, collector):
    """With policy None there is a certificate but no signature: L1 is not observed, identity and live data are."""
    with node_opcua_machine(tmp_path, PLATE, [], POLICIES="None", MODES="None") as told:
        plan = plan_for(told["machine"])
        made = Made(plan, asyncio.run(carry_out(plan, collector)), collector, told)
    judged = made.judge()
    assert judged.reached == ("L0", "L2", "L4")
    assert "C" not in judged.flags
    assert "l1.not_secured" in {reason.code for reason in judged.entries[1].reasons}


async def test_reads_shrink_to_what_the_server_allows(tmp_path, collector):
    """A server that takes five nodes per read is read in smaller batches, and nothing is left out."""
    with node_opcua_machine(tmp_path, PLATE, [collector.client_certificate], MAX_READ="5") as told:
        client = await challenged(told, collector, hashlib.sha256(b"five").digest())
        asking = Asking(client)
        assert await asking.about() == ua.ServerState.Running.value
        assert await asking.identify() == 1
        await client.leave()


def test_peer_listens_on_loopback_only(peer):
    """Only 127.0.0.1 is bound; ``hostname`` alone would listen everywhere."""
    bound = {c.laddr.ip for c in psutil.Process(peer["pid"]).net_connections() if c.status == "LISTEN"}
    assert bound == {"127.0.0.1"}


def test_lost_signature_algorithm_is_no_matter(taken):
    """The algorithm URI beside the signature is recorded but not asked: the policy decides."""
    (proof,) = json.loads(read_bundle(taken.bundle).files[bundle.PROOF])["proofs"]
    assert proof["algorithm"].endswith("rsa-pss-sha2-256")
    assert SecurityPolicyBasic256Sha256.AsymmetricSignatureURI not in proof["algorithm"]
