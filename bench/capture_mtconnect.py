"""What do recording, hashing and reading an agent's documents cost? The limit is a bare walk over the same bytes.

Ours writes each document to the disk, hashes it for the chain and for the seal, reads it with every attribute and text
decoded, and checks sequences, depth and number of elements; the bare walk makes an element of each and forgets it.
"""

import io
import platform
from collections.abc import Callable
from time import perf_counter, process_time
from xml.etree import ElementTree as ET

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.figure import Figure, Result, Size, in_turns, ratio
from sekisho.capture.mtconnect import document as mtconnect
from sekisho.capture.sealed.record import Kind
from sekisho.capture.sealed.recorder import Recorder, Subject

QUESTION = "MTConnect documents recorded, hashed and read, beside bare xml.etree.iterparse + clear on the same bytes"
#: Observations in one document: what an agent sends at most where it is asked for a thousand, ten of them together.
IN_ONE = 10_000
SIZES = {"full": Size(300_000, 9), "quick": Size(120_000, 5), "tiny": Size(IN_ONE, 1)}


def _document(number: int) -> bytes:
    """Write a streams document of about 127 bytes an observation, as measured of a real agent (interop.md §9.2)."""
    first = number * IN_ONE + 1
    groups = "".join(
        f'<ComponentStream component="Linear" name="A{axis}" componentId="c{axis}"><Samples>{_samples(first, axis)}'
        "</Samples></ComponentStream>"
        for axis in range(10)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<MTConnectStreams xmlns="urn:mtconnect.org:MTConnectStreams:1.7"><Header instanceId="1" version="1.7.0.0"'
        f' sender="bench" bufferSize="131072" firstSequence="1" lastSequence="{first + IN_ONE - 1}"'
        f' nextSequence="{first + IN_ONE}" creationTime="2026-07-03T01:02:03Z"/><Streams>'
        f'<DeviceStream name="d" uuid="bench-0001">{groups}</DeviceStream></Streams></MTConnectStreams>'
    ).encode()


def _samples(first: int, axis: int) -> str:
    start = first + axis * IN_ONE // 10
    return "".join(
        f'<Position dataItemId="x{axis}" sequence="{n}" timestamp="2026-07-03T01:02:03.{n % 1000:03d}Z" name="Xact"'
        f' subType="ACTUAL">{n / 10:.4f}</Position>'
        for n in range(start, start + IN_ONE // 10)
    )


def _ours(documents: list[bytes]) -> None:
    """Record, hash and read."""
    recorder = Recorder(Subject("bench", "bench", ""), Ed25519PrivateKey.generate())
    for body in documents:
        recorder.record(Kind.DOCUMENT, b"200\n" + body)
        mtconnect.parse(body)


def _objects(documents: list[bytes]) -> None:
    """Read and make an object of every observation, as a judge does."""
    for body in documents:
        for _ in mtconnect.parse(body).observations:
            continue


def _bare(documents: list[bytes]) -> None:
    """Walk the elements and forget them."""
    for body in documents:
        for _, element in ET.iterparse(io.BytesIO(body)):  # noqa: S314 - because the documents are made here
            element.clear()


def _timed(work: Callable[[list[bytes]], None], documents: list[bytes], cpu_us: list[float]) -> float:
    """Do some work once; note its processor time for one observation, give how many observations a second."""
    begun, worked = perf_counter(), process_time()
    work(documents)
    count = IN_ONE * len(documents)
    cpu_us.append((process_time() - worked) * 1e6 / count)
    return count / (perf_counter() - begun)


def mtconnect_share(size: Size) -> tuple[Figure, ...]:
    """Give ours, the limit, and ``mtconnect_share_of_bare`` (the third), measured in turns over ``size.runs`` runs.

    ``size.work`` is how many observations one run reads, in documents of ten thousand.
    """
    documents = [_document(number) for number in range(max(1, size.work // IN_ONE))]
    cpu: dict[str, list[float]] = {"ours": [], "bare": [], "objects": []}
    works = {"ours": _ours, "bare": _bare, "objects": _objects}
    measured = in_turns(
        size.runs,
        {name: lambda name=name: _timed(works[name], documents, cpu[name]) for name in works},  # type: ignore[misc]
    )
    ours = Figure("mtconnect_per_second", "1/s", measured["ours"], "observations recorded, hashed and read")
    bare = Figure("mtconnect_bare_per_second", "1/s", measured["bare"], "the same documents walked and forgotten")
    made = Figure("mtconnect_objects_per_second", "1/s", measured["objects"], "read, and an object made of each")
    share = ratio("mtconnect_share_of_bare", ours, bare, "at least 0.8 is wanted")
    ours_cpu = Figure("mtconnect_cpu_us", "us", tuple(cpu["ours"][1:]), "processor time for one observation, ours")
    bare_cpu = Figure("mtconnect_bare_cpu_us", "us", tuple(cpu["bare"][1:]), "processor time for one, walked")
    return ours, bare, share, ours_cpu, bare_cpu, made


def run(size: Size) -> Result:
    """Read so many observations with ours and bare, in turns."""
    return Result("capture-mtconnect", QUESTION, mtconnect_share(size), {"xml.etree": platform.python_version()})
