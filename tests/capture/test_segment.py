"""Segments: what is written is read back; whatever is cut or changed is noticed."""

import io

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture.sealed.record import Clock, Gap, GapKind, Kind
from sekisho.capture.sealed.recorder import Recorder, Subject
from sekisho.capture.sealed.segment import (
    BrokenSegmentError,
    Header,
    SegmentWriter,
    read_segment,
    seal_interrupted,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HEADER = Header("C-1", "MC-1", 1, "", "ab" * 32, 5, 6)
records = st.lists(st.tuples(st.sampled_from(Kind), st.binary(max_size=200)), max_size=8)


def written(content, *, seal=True):
    """Write a segment of these records."""
    sink = io.BytesIO()
    writer = SegmentWriter(sink, HEADER)
    for kind, data in content:
        writer.append(kind, data)
    if seal:
        writer.seal(KEY)
    return sink.getvalue()


SAMPLE = [(Kind.NOTE, b"{}"), (Kind.RESPONSE, b"abc"), (Kind.BEAT, b"")]


@given(records)
def test_records_are_read_back(content):
    """Kind, bytes and order survive, and the signature holds."""
    segment = read_segment(written(content))
    assert [(record.kind, record.data) for record in segment.records] == content
    assert segment.header == HEADER
    assert segment.is_signed_by(KEY.public_key())


def test_another_collectors_key_does_not_hold():
    """A segment is not taken for another collector's."""
    other = Ed25519PrivateKey.generate().public_key()
    assert not read_segment(written(SAMPLE)).is_signed_by(other)


@given(st.data())
def test_any_changed_byte_is_noticed(data):
    """One changed byte breaks the reading or the signature."""
    whole = bytearray(written(SAMPLE))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    try:
        segment = read_segment(bytes(whole))
    except BrokenSegmentError:
        return
    assert not segment.is_signed_by(KEY.public_key())


@given(st.integers(0, 10_000))
def test_any_cut_is_noticed(at):
    """A segment that lacks its end is not read."""
    whole = written(SAMPLE)
    with pytest.raises(BrokenSegmentError):
        read_segment(whole[: at % len(whole)])


@given(st.binary(max_size=400))
def test_any_bytes_raise_the_declared_error_only(data):
    """Garbage, with or without the magic, is a broken segment."""
    for whole in (data, written([], seal=False)[:30] + data):
        with pytest.raises(BrokenSegmentError):
            read_segment(whole)


@given(records, st.integers(0, 10_000))
def test_unfinished_segment_is_sealed_as_interrupted(content, cut):
    """After a crash every whole record is kept, the torn one is dropped, and the segment says it was interrupted."""
    start, whole = len(written([], seal=False)), written(content, seal=False)
    torn = whole[: start + cut % (len(whole) - start + 1)]
    sink = io.BytesIO()
    seal_interrupted(torn, KEY, sink)
    segment = read_segment(sink.getvalue())
    kept = [(record.kind, record.data) for record in segment.records]
    assert segment.is_interrupted
    assert segment.is_signed_by(KEY.public_key())
    assert kept == content[: len(kept)]
    assert len(kept) >= len(content) - 1 or cut % (len(whole) - start + 1) < len(whole) - start


def test_segment_without_header_cannot_be_saved():
    """Where not even the header is left there is nothing to seal."""
    with pytest.raises(BrokenSegmentError):
        seal_interrupted(written(SAMPLE)[:20], KEY, io.BytesIO())


class Times:
    """A clock that a test sets."""

    def __init__(self):
        self.now = 1_000_000_000

    def clock(self):
        return Clock(wall=lambda: self.now, monotonic=lambda: self.now)


def recorded(times, steps):
    recorder = Recorder(Subject("C-1", "MC-1", "ab" * 32), KEY, clock=times.clock())
    for seconds, size in steps:
        times.now += seconds * 1_000_000_000
        recorder.record(Kind.NOTE, bytes(size))
    return recorder


def test_segments_are_closed_by_age():
    """After 60 seconds a new segment begins, which names the digest of the one before."""
    recorder = recorded(Times(), [(1, 10), (61, 10), (61, 10)])
    segments = [read_segment(part.read_bytes()) for part in recorder.finish(is_interrupted=False)]
    assert [segment.header.number for segment in segments] == [1, 2, 3]
    assert [segment.header.previous for segment in segments] == ["", segments[0].digest, segments[1].digest]


def test_segments_are_closed_by_size():
    """At five million bytes a new segment begins."""
    recorder = recorded(Times(), [(0, 3_000_000), (0, 3_000_000), (0, 1)])
    parts = recorder.finish(is_interrupted=False)
    assert [len(read_segment(part.read_bytes()).records) for part in parts] == [2, 1]


def test_gap_stands_in_records_and_trailer():
    """A gap is a record like any other, and its segment's trailer lists it."""
    recorder = recorded(Times(), [])
    recorder.gap(Gap("opcua", 1, GapKind.FROZEN, 5, 2_000_005, "watchdog"))
    (part,) = recorder.finish(is_interrupted=False)
    data = part.read_bytes()
    assert [record.kind for record in read_segment(data).records] == [Kind.GAP]
    assert data.count(b'"frozen"') == 2


def test_spooled_segments_are_files_while_they_are_written(tmp_path):
    """With a spool folder a crash leaves the records on the disk."""
    recorder = Recorder(Subject("C-1", "MC-1", "ab" * 32), KEY, spool=tmp_path)
    recorder.record(Kind.NOTE, b"kept")
    assert b"kept" in (tmp_path / "segment-0001.part").read_bytes()
    recorder.finish(is_interrupted=False)
