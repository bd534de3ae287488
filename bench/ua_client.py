"""One client of the benchmark ``capture``, as a process: ``python -m bench.ua_client WHO URL COUNT SECONDS``.

``WHO`` is ``ours`` (everything recorded and sealed on disk) or ``bare`` (asyncua as its documentation shows it).
Prints one JSON value: notifications a second, processor seconds, values missed, memory at the start and the end.
"""

import asyncio
import json
import logging
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from asyncua import ua
from asyncua.client.client import Client
from asyncua.common.node import Node
from asyncua.crypto.security_policies import SecurityPolicyBasic256Sha256
from asyncua.crypto.uacrypto import CertProperties
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sekisho.capture.collect.asking import Asking
from sekisho.capture.collect.client import ChallengedClient
from sekisho.capture.collect.session import choose
from sekisho.capture.collect.watching import Watching
from sekisho.capture.identity import Collector, make_collector
from sekisho.capture.replay.player import replay
from sekisho.capture.sealed.recorder import Recorder, Subject
from sekisho.capture.sealed.segment import records_in

INTERVAL_MS, QUEUE = 100, 100
#: The first values of all items come at once and are not part of the pace.
SETTLE_S = 1.0


@dataclass(slots=True)
class Tally:
    """What was seen of each counter: the first and the last number, and how many values."""

    first: dict[Any, int] = field(default_factory=dict)
    last: dict[Any, int] = field(default_factory=dict)
    seen: dict[Any, int] = field(default_factory=dict)

    def take(self, counter: Any, value: int) -> None:
        """Take a value of a counter."""
        self.first.setdefault(counter, value)
        self.last[counter] = value
        self.seen[counter] = self.seen.get(counter, 0) + 1

    @property
    def missed(self) -> int:
        """Give how many numbers between first and last never came."""
        return sum(self.last[counter] - self.first[counter] + 1 - seen for counter, seen in self.seen.items())


async def measured(count: Callable[[], int], seconds: float, end: Callable[[], Awaitable[object]]) -> dict[str, float]:
    """Let it run for some seconds; the sealing of what was recorded belongs to the time."""
    await asyncio.sleep(SETTLE_S)
    before, cpu, started = count(), time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    came = count() - before
    await end()
    passed = time.perf_counter() - started
    return {"per_second": came / passed, "cpu_us": 1e6 * (time.process_time() - cpu) / max(1, came)}


class Counting:
    """A handler as asyncua's documentation shows it, which counts."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.tally, self.count = Tally(), 0

    def datachange_notification(self, node: Node, value: Any, _data: Any) -> None:
        """Take one value."""
        self.count += 1
        self.tally.take(node.nodeid.Identifier, value)


def _pem(collector: Collector) -> bytes:
    return collector.client_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


async def bare(url: str, counters: int, seconds: float) -> dict[str, float]:
    """Watch with asyncua alone."""
    collector, handler = make_collector("bench"), Counting()
    client = Client(url)
    client.application_uri = collector.application_uri
    own = (CertProperties(collector.client_certificate, "der"), CertProperties(_pem(collector), "pem"))
    await client.set_security(SecurityPolicyBasic256Sha256, *own, mode=ua.MessageSecurityMode.SignAndEncrypt)
    async with client:
        subscription = await client.create_subscription(INTERVAL_MS, handler)
        nodes = [client.get_node(f"ns=1;s=C{number}") for number in range(counters)]
        for start in range(0, counters, 500):
            some = nodes[start : start + 500]
            await subscription.subscribe_data_change(some, queuesize=QUEUE, sampling_interval=cast("ua.Double", 0.0))
        return {**await measured(lambda: handler.count, seconds, subscription.delete), "missed": handler.tally.missed}


class Eager(Watching):
    """A capture's watch with the queue and sampling of the bare client, so that both ask the same of the server."""

    def _item(self, number: int, place: ua.NodeId) -> ua.MonitoredItemCreateRequest:
        item = super()._item(number, place)
        item.RequestedParameters.SamplingInterval, item.RequestedParameters.QueueSize = 0.0, QUEUE
        return item


async def ours(url: str, counters: int, seconds: float) -> dict[str, float]:
    """Watch as a capture does: every body recorded into segments on disk, sealed at the end."""
    collector = make_collector("bench")
    with tempfile.TemporaryDirectory() as folder:
        recorder = Recorder(Subject("bench", "bench", ""), collector.key, spool=Path(folder))
        found = choose(await ChallengedClient(url, recorder.record).connect_and_get_server_endpoints())
        if found is None:
            raise RuntimeError("the server offers no policy")
        client = ChallengedClient(url, recorder.record)
        own = (collector.client_certificate, collector.client_key)
        await client.secure(found.policy, found.mode, own, found.certificate)
        await client.open()
        watching = Eager(client, Asking(client), recorder, INTERVAL_MS)
        await watching.begin([(n + 1, ua.NodeId.from_string(f"ns=1;s=C{n}")) for n in range(counters)])

        async def end() -> None:
            await watching.end()
            await client.leave()
            recorder.finish(is_interrupted=False)

        figures = await measured(lambda: recorder.values, seconds, end)
        return {**figures, "missed": _missed(Path(folder))}


def _missed(spool: Path) -> int:
    """Count from the sealed records alone what never came."""
    tally = Tally()
    history = replay(records_in(sorted(spool.glob("segment-*.part"))))
    for session in history.sessions:
        for published in session.published:
            for number, data in published.publication.values:
                tally.take(number, data.value)
    return tally.missed


def main() -> None:
    """Run the client that was asked for."""
    logging.disable()
    who, url, counters, seconds = sys.argv[1:]
    work = {"ours": ours, "bare": bare}[who]
    figures = asyncio.run(work(url, int(counters), float(seconds)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({**figures, "peak_mib": peak}) + "\n")


if __name__ == "__main__":
    main()
