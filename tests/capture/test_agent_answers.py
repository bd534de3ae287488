"""What an agent's answers may look like on the wire: too much, too little, too slow, packed, elsewhere."""

import asyncio
import contextlib
import gzip
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.capture.collect.agent import ANSWER_LIMIT_S, LARGEST_BODY, Agent, FetchError
from sekisho.capture.mtconnect.document import parse
from sekisho.capture.mtconnect.observation import MalformedDocumentError
from sekisho.capture.plan.capture_plan import AgentPlan
from sekisho.capture.sealed.record import GapKind
from sekisho.capture.sealed.recorder import Recorder, Subject
from tests.capture.test_gateway import agent_running, captured, gaps

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
EMPTY = b'<MTConnectStreams><Header instanceId="1" nextSequence="1"/></MTConnectStreams>'
BOMB = gzip.compress(b"<a>" * 10_000_000)


async def fetched(*parts, pause_s=0.0, forever=False):
    """Answer one request with these parts, some time between them, the last one without end; fetch it."""

    async def serve(reader, writer):
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await reader.readuntil(b"\r\n\r\n")
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause_s)
            while forever:
                writer.write(parts[-1])
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    plan = AgentPlan(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    recorder = Recorder(Subject("C", "D", ""), Ed25519PrivateKey.generate())
    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await Agent(plan, recorder, client).fetch("current")
    finally:
        server.close()


def sized(body, length=None):
    """Give a response with its length, or with one that lies."""
    return HEAD + f"Content-Length: {len(body) if length is None else length}\r\n\r\n".encode() + body


async def test_a_document_of_its_length_is_read():
    """An answer that is what it says is read."""
    assert (await fetched(sized(EMPTY))).header.instance == 1


@pytest.mark.parametrize(
    "answer",
    [
        sized(EMPTY, 10),
        sized(EMPTY, 1000),
        sized(EMPTY, 10**30),
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Content-Encoding: gzip\r\n" + sized(BOMB).removeprefix(HEAD),
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/current\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=x\r\n\r\n--x\r\n",
        b"garbage\r\n\r\n",
        b"",
    ],
)
async def test_an_answer_that_is_not_one_document_is_refused(answer):
    """Lengths that lie, broken chunks, packed bombs, redirects, streams, garbage, nothing: each is one failed fetch."""
    with pytest.raises(FetchError):
        await fetched(answer)


async def test_a_document_without_end_is_cut_off():
    """Beyond fifteen megabytes nothing is read any more."""
    with pytest.raises(FetchError, match=str(LARGEST_BODY)):
        await fetched(HEAD + b"\r\n", b"<a/>" * 250_000, forever=True)


async def test_an_agent_that_answers_byte_by_byte_is_not_waited_for():
    """An answer has two seconds as a whole, however many bytes trickle in meanwhile."""
    begun = time.monotonic()
    with pytest.raises(FetchError):
        await fetched(HEAD, *[b"\r\n", *[b"<"] * 100], pause_s=0.1)
    assert time.monotonic() - begun < 2 * ANSWER_LIMIT_S


@pytest.mark.parametrize("inside", [b"<a>" * 100_000, b"<a/>" * 2_100_000, b"<" + b"a" * 1_000_000])
def test_a_document_too_deep_or_too_full_is_refused(inside):
    """Depth and number of elements are bounded, so a document costs what its bytes cost."""
    with pytest.raises(MalformedDocumentError):
        parse(b"<MTConnectStreams>" + inside)


async def test_an_agent_without_an_instance_proves_no_chain(collector):
    """An instanceId of 0 is invalid: what was seen is kept, but nothing shows that nothing was lost."""
    async with agent_running() as agent:
        agent.instance = 0
        judged, found = gaps(await captured(agent, collector))
    assert set(found) == {GapKind.OUT_OF_RANGE}
    assert "L4" not in judged.reached


async def test_time_that_runs_backwards_is_remarked(collector):
    """Values stamped hours ago while the sequence rises are taken in order of sequence, and told."""

    def back(agent):
        agent.observe(datetime.now(UTC) - timedelta(hours=4, minutes=25), {"program": "O9999"})

    async with agent_running() as agent:
        judged, found = gaps(await captured(agent, collector, back))
    assert found == []
    assert ("signal.time_backwards", "program") in {(remark.code, remark.place) for remark in judged.remarks}
