"""What does browsing cost when every byte is recorded and sealed? Beside a bare asyncua client on the same server.

``browse_share(size)`` starts one server of another maker (node-opcua) with so many variables, browses it in turns as a
collector (asked, tapped, hashed, written, read by our own decoder) and as a bare asyncua client does (batches of
the same size from Root on, decoded by the library, every node visited once), and gives the figures
``browsed_per_second``, ``bare_per_second`` and ``browse_share_of_bare``.
"""

import asyncio
import platform
import tempfile
from collections import deque
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

from asyncua import ua
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.figure import Figure, Result, Size, in_turns, ratio
from sekisho.capture.collect.client import ChallengedClient
from sekisho.capture.collect.session import Choice, choose
from sekisho.capture.collect.survey import BROWSE_LIMIT, LARGEST_BATCH, Survey
from sekisho.capture.identity import Collector, make_collector
from sekisho.capture.opcua.walk import HIERARCHICAL
from sekisho.capture.sealed.recorder import Recorder, Subject
from tests.peers.node_opcua import node_opcua_machine

QUESTION = "a whole server browsed, recorded and sealed, beside a bare asyncua client browsing the same server"
SIZES = {"full": Size(50_000, 5), "quick": Size(25_000, 2), "tiny": Size(500, 1)}
#: A folder that long needs no continuation point, so that both send the same requests.
IN_FOLDER = 500
PLATE = {"manufacturer": "Bench Works", "model": "B-1", "serial": "B1-0001"}
_HIERARCHICAL = ua.NodeId(ua.Int32(HIERARCHICAL.identifier))


class _Machine:
    """The server's address, the client's identity, and the endpoint both take."""

    def __init__(self, url: str, own: Collector) -> None:
        self.url, self._own = url, own
        self.choice: Choice | None = None

    async def client(self, tap: Any) -> ChallengedClient:
        """Open a session; both sides use the same client class, only one of them listens to its tap."""
        if self.choice is None:
            found = await ChallengedClient(self.url, tap).connect_and_get_server_endpoints()
            self.choice = choose(found)
        client = ChallengedClient(self.url, tap)
        if self.choice is not None and self.choice.is_secure:
            own = (self._own.client_certificate, self._own.client_key)
            await client.secure(self.choice.policy, self.choice.mode, own, self.choice.certificate)
        await client.open()
        return client


async def _ours(machine: _Machine) -> float:
    """Browse as the collector does, sealing included; give nodes per second."""
    recorder = Recorder(Subject("bench", "bench", ""), Ed25519PrivateKey.generate())
    client = await machine.client(recorder.record)
    survey = Survey(client, {BROWSE_LIMIT: LARGEST_BATCH}, [])
    begun = perf_counter()
    while not survey.walk.is_done:
        await survey.browse()
    browsed_s = perf_counter() - begun
    await client.leave()
    begun = perf_counter()
    recorder.finish(is_interrupted=False)
    return len(survey.walk.nodes) / (browsed_s + perf_counter() - begun)


async def _bare(machine: _Machine) -> float:
    """Browse with the library alone: the same batches, each node once; give nodes per second."""
    client = await machine.client(lambda *_: None)
    session = client.uaclient.session
    root = ua.NodeId(ua.Int32(84))
    seen, waiting = {root}, deque([root])
    begun = perf_counter()
    while waiting:
        some = [waiting.popleft() for _ in range(min(LARGEST_BATCH, len(waiting)))]
        for result in await session.browse(_asked(some)):
            for reference in result.References:
                if reference.NodeId not in seen:
                    seen.add(reference.NodeId)
                    waiting.append(reference.NodeId)
    rate = len(seen) / (perf_counter() - begun)
    await client.leave()
    return rate


def _asked(nodes: Sequence[ua.NodeId]) -> ua.BrowseParameters:
    wanted = [
        ua.BrowseDescription(
            NodeId=node,
            BrowseDirection=ua.BrowseDirection.Forward,
            ReferenceTypeId=_HIERARCHICAL,
            IncludeSubtypes=True,
            ResultMask=ua.BrowseResultMask.All,
        )
        for node in nodes
    ]
    return ua.BrowseParameters(RequestedMaxReferencesPerNode=1000, NodesToBrowse=wanted)


def browse_share(size: Size) -> tuple[Figure, ...]:
    """Browse a server with so many variables, ours and bare in turns; give both rates and the share."""
    own = make_collector("bench")
    switches = {"FOLDERS": str(max(1, size.work // IN_FOLDER)), "CHILDREN": str(IN_FOLDER)}
    with tempfile.TemporaryDirectory() as place:
        trusted = [own.client_certificate]
        with node_opcua_machine(Path(place), PLATE, trusted, MAX_BROWSE=str(LARGEST_BATCH), **switches) as told:
            machine = _Machine(told["opcua_url"], own)
            works = {
                "ours": lambda: asyncio.run(_ours(machine)),
                "bare": lambda: asyncio.run(_bare(machine)),
            }
            measured = in_turns(size.runs, works)
    ours = Figure("browsed_per_second", "1/s", measured["ours"], "nodes browsed, recorded and sealed")
    bare = Figure("bare_per_second", "1/s", measured["bare"], "nodes of the same server, browsed and nothing else")
    share = ratio("browse_share_of_bare", ours, bare, "to be 0.9 at least; above 1 our decoder is the quicker one")
    return ours, bare, share


def run(size: Size) -> Result:
    """Measure the browse alone."""
    peers = {"asyncua": f"{version('asyncua')}, Python {platform.python_version()}", "server": "node-opcua 2.182.2"}
    return Result("capture_browse", QUESTION, browse_share(size), peers)
