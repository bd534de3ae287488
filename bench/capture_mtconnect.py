"""What do recording, hashing and reading an agent's documents cost? The limit is a bare walk over the same bytes.

Ours writes each document to the disk, hashes it for the chain and for the seal, reads it with every attribute and text
decoded, and checks sequences, depth and number of elements; the bare walk makes an element of each and forgets it.
"""

import io
import platform
from collections.abc import Callable, Mapping
from functools import partial
from time import perf_counter, process_time
from xml.etree import ElementTree as ET

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.figure import Figure, Result, Size, in_turns, ratio
from sekisho.capture.mtconnect import document as mtconnect
from sekisho.capture.sealed.record import Kind
from sekisho.capture.sealed.recorder import Recorder, Subject

QUESTION = "MTConnect documents recorded, hashed and read, beside bare xml.etree.iterparse + clear on the same bytes"
#: Observations in a document: as the reference measured parsers (interop.md §9.2), and as the collector asks for them.
IN_ONE, IN_PART = 10_000, 1_000
SIZES = {"full": Size(300_000, 9), "quick": Size(120_000, 5), "tiny": Size(IN_ONE, 1)}


def _document(number: int, in_one: int) -> bytes:
    """Write a streams document of about 127 bytes an observation, as measured of a real agent (interop.md §9.2)."""
    first = number * in_one + 1
    groups = "".join(
        f'<ComponentStream component="Linear" name="A{axis}" componentId="c{axis}"><Samples>'
        f"{_samples(first + axis * in_one // 10, in_one // 10, axis)}"
        "</Samples></ComponentStream>"
        for axis in range(10)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<MTConnectStreams xmlns="urn:mtconnect.org:MTConnectStreams:1.7"><Header instanceId="1" version="1.7.0.0"'
        f' sender="bench" bufferSize="131072" firstSequence="1" lastSequence="{first + in_one - 1}"'
        f' nextSequence="{first + in_one}" creationTime="2026-07-03T01:02:03Z"/><Streams>'
        f'<DeviceStream name="d" uuid="bench-0001">{groups}</DeviceStream></Streams></MTConnectStreams>'
    ).encode()


def _samples(first: int, count: int, axis: int) -> str:
    return "".join(
        f'<Position dataItemId="x{axis}" sequence="{n}" timestamp="2026-07-03T01:02:03.{n % 1000:03d}Z" name="Xact"'
        f' subType="ACTUAL">{n / 10:.4f}</Position>'
        for n in range(first, first + count)
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


def _timed(work: Callable[[list[bytes]], None], documents: list[bytes], count: int, cpu_us: list[float]) -> float:
    """Do some work once; note its processor time for one observation, give how many observations a second."""
    begun, worked = perf_counter(), process_time()
    work(documents)
    cpu_us.append((process_time() - worked) * 1e6 / count)
    return count / (perf_counter() - begun)


def mtconnect_share(size: Size) -> tuple[Figure, ...]:
    """Give ours, the limit, and ``mtconnect_share_of_bare`` (the third), measured in turns over ``size.runs`` runs.

    ``size.work`` is how many observations one run reads; at the end the same for documents of a thousand.
    """
    measured, cpu = _measured(size, IN_ONE, {"ours": _ours, "bare": _bare, "objects": _objects})
    parts, _ = _measured(size, IN_PART, {"ours": _ours, "bare": _bare})
    ours = Figure("mtconnect_per_second", "1/s", measured["ours"], "observations recorded, hashed and read")
    bare = Figure("mtconnect_bare_per_second", "1/s", measured["bare"], "the same documents walked and forgotten")
    made = Figure("mtconnect_objects_per_second", "1/s", measured["objects"], "read, and an object made of each")
    share = ratio("mtconnect_share_of_bare", ours, bare, "at least 0.8 is wanted")
    ours_cpu = Figure("mtconnect_cpu_us", "us", tuple(cpu["ours"][1:]), "processor time for one observation, ours")
    bare_cpu = Figure("mtconnect_bare_cpu_us", "us", tuple(cpu["bare"][1:]), "processor time for one, walked")
    in_parts = Figure("mtconnect_parts_per_second", "1/s", parts["ours"], "ours, a thousand in a document")
    bare_parts = Figure("mtconnect_parts_bare_per_second", "1/s", parts["bare"], "walked, a thousand in a document")
    part_share = ratio("mtconnect_parts_share_of_bare", in_parts, bare_parts, "the same in such documents")
    return ours, bare, share, ours_cpu, bare_cpu, made, in_parts, bare_parts, part_share


def _measured(
    size: Size, in_one: int, works: Mapping[str, Callable[[list[bytes]], None]]
) -> tuple[dict[str, tuple[float, ...]], dict[str, list[float]]]:
    """Give observations a second by kind of work, and the processor time of each run, over documents of so many."""
    documents = [_document(number, in_one) for number in range(max(1, size.work // in_one))]
    count, cpu = in_one * len(documents), {name: list[float]() for name in works}
    timed = {name: partial(_timed, work, documents, count, cpu[name]) for name, work in works.items()}
    return in_turns(size.runs, timed), cpu


def run(size: Size) -> Result:
    """Read so many observations with ours and bare, in turns."""
    return Result("capture-mtconnect", QUESTION, mtconnect_share(size), {"xml.etree": platform.python_version()})
