"""The journal's contract."""

import json
from dataclasses import replace
from datetime import UTC
from time import sleep

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.application.ports import ConflictError, Store
from sekisho.application.record import body_of, sha256
from sekisho.domain.casework.event import Event
from sekisho.domain.values.time import JST, TimeError
from tests.contracts.scene import ACTOR, NOON, all_at_once, append, happened

STRANGE = {
    "z": "é and e\u0301 are two texts, 𠮷 has four bytes, 髙 and 﨑 are no 高 and 崎",
    "a": 'nul \u0000, line separator \u2028, quote ", slash \\/ and right to left \u202e',
    "髙": [1, True, None, {"b": "second", "a": "first"}],
    "": 12_800_000_000,
}


def test_events_come_back_in_order(store: Store) -> None:
    """A stream gives its events back by seq from 0, as the domain wrote them."""
    with store.write() as tx:
        tx.journal.append("case/1", [happened("case.opened", n=1), happened("case.locked", n=2)], 0)
        tx.journal.append("case/1", [happened("case.submitted", n=3)], 2)
    with store.read() as tx:
        rows = tx.journal.read("case/1")
    assert [row.seq for row in rows] == [0, 1, 2]
    assert [row.event.number("n") for row in rows] == [1, 2, 3]
    assert rows[0].event.actor == ACTOR


def test_append_gives_what_read_gives(store: Store) -> None:
    """The rows append gives are the rows a later reading gives, bytes and instants included."""
    with store.write() as tx:
        appended = tx.journal.append("case/1", [happened(**STRANGE)], 0, ["ab" * 32, "cd" * 32])
    with store.read() as tx:
        assert tx.journal.read("case/1") == appended
    assert appended[0].envelopes == ("ab" * 32, "cd" * 32)
    assert appended[0].log_index is None


def test_body_bytes_are_exact(store: Store) -> None:
    """A body with strange characters and any order of keys is kept byte for byte."""
    event = happened(**STRANGE)
    append(store, "case/1", event)
    with store.read() as tx:
        row = tx.journal.read("case/1")[0]
    assert row.body == body_of(event)
    assert list(json.loads(row.body)) == ["", "a", "by", "z", "髙"]
    assert {name: row.event.body[name] for name in STRANGE} == STRANGE


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.dictionaries(st.text().filter(lambda key: key != "by"), VALUES, max_size=5)


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    # Every example adds to the same stream, which is what a journal is for.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=BODIES)
def test_any_body_comes_back(store: Store, body: dict) -> None:
    """Whatever JSON can say comes back from the journal as it was said."""
    event = Event("case.opened", NOON, ACTOR, body)
    append(store, "case/1", event)
    with store.read() as tx:
        last = tx.journal.read("case/1")[-1]
    assert last.body == body_of(event)
    assert last.event.body == body


def test_entry_names_body_and_predecessor(store: Store) -> None:
    """An entry names the digest of its body and of the entry before it; its own digest is its SHA-256."""
    append(store, "case/1", happened(n=1), happened(n=2))
    append(store, "case/1", happened(n=3))
    with store.read() as tx:
        rows = tx.journal.read("case/1")
    assert [row.digest for row in rows] == [sha256(row.entry) for row in rows]
    assert all(f"body_sha256 {sha256(row.body)}\n".encode() in row.entry for row in rows)
    chain = ["", *(row.digest for row in rows[:2])]
    assert all(f"previous {before}\n".encode() in row.entry for before, row in zip(chain, rows, strict=True))


@pytest.mark.parametrize("expected", [0, 2])
def test_wrong_place_is_a_conflict(store: Store, expected: int) -> None:
    """Appending where somebody wrote, or past the end, is a conflict and writes nothing."""
    append(store, "case/1", happened(n=1))
    with pytest.raises(ConflictError), store.write() as tx:
        tx.journal.append("case/1", [happened(n=2)], expected)
    with store.read() as tx:
        assert [row.event.number("n") for row in tx.journal.read("case/1")] == [1]


def test_simultaneous_writers_take_turns(store: Store) -> None:
    """Of eight writers who all append at 0, one writes and seven learn of the conflict."""

    def write(n: int) -> bool:
        try:
            with store.write() as tx:
                tx.journal.append("case/1", [happened(n=n)], 0)
        except ConflictError:
            return False
        return True

    assert sum(all_at_once(8, write)) == 1
    with store.read() as tx:
        assert len(tx.journal.read("case/1")) == 1


def test_nobody_writes_after_what_it_has_not_read(store: Store) -> None:
    """Whoever reads a stream and appends at its length stands right after what it read, or learns of the conflict."""

    def write(stream: str) -> None:
        try:
            with store.write() as tx:
                seen = len(tx.journal.read(stream))
                # Long enough for the others to begin the stream meanwhile, where the engine lets them.
                sleep(0.01 * (seen + 1))
                tx.journal.append(stream, [happened(seen=seen)], tx.journal.length(stream))
        except ConflictError:
            return

    for stream in ("case/1", "case/2", "case/3"):
        all_at_once(4, lambda _, stream=stream: write(stream))
        with store.read() as tx:
            rows = tx.journal.read(stream)
        assert [row.event.number("seen") for row in rows] == [row.seq for row in rows] != []


def test_both_clocks_are_kept_apart(store: Store) -> None:
    """Program time is the event's, wall time the clock's, both to the microsecond and in Japanese time."""
    append(store, "case/1", replace(happened(), occurred_at=NOON.astimezone(UTC)))
    with store.read() as tx:
        row = tx.journal.read("case/1")[0]
    assert row.occurred_at == NOON
    assert row.recorded_at > NOON
    assert (row.occurred_at.tzinfo, row.recorded_at.tzinfo) == (JST, JST)


def test_instant_without_zone_is_refused(store: Store) -> None:
    """An event at an instant without a zone is not written."""
    with pytest.raises(TimeError), store.write() as tx:
        tx.journal.append("case/1", [replace(happened(), occurred_at=NOON.replace(tzinfo=None))], 0)
    with store.read() as tx:
        assert tx.journal.read("case/1") == []


def test_streams_are_found_by_exact_prefix(store: Store) -> None:
    """Streams are listed by prefix, letter case and wildcards taken literally, sorted by code point."""
    for stream in ("case/b", "case/A", "Case/c", "case%x", "registration/1"):
        append(store, stream, happened(), happened())
    with store.read() as tx:
        assert tx.journal.streams("case/") == ["case/A", "case/b"]
        assert tx.journal.streams("case%") == ["case%x"]
        assert tx.journal.streams("") == ["Case/c", "case%x", "case/A", "case/b", "registration/1"]


def test_nothing_is_appended_for_no_events(store: Store) -> None:
    """Appending no events leaves no stream behind."""
    with store.write() as tx:
        assert tx.journal.append("case/1", [], 0) == []
    with store.read() as tx:
        assert tx.journal.streams("") == []


def test_several_streams_are_read_at_once(store: Store) -> None:
    """Each stream asked for comes with its events in order, also the one that has none; others stay out."""
    for stream in ("case/1", "case/2", "case/1", "case/3"):
        append(store, stream)
    with store.read() as tx:
        found = tx.journal.read_all(["case/1", "case/2", "case/9"])
        assert found == {name: tx.journal.read(name) for name in ("case/1", "case/2", "case/9")}
    assert [len(rows) for rows in found.values()] == [2, 1, 0]


def test_the_bodies_of_a_type_come_in_order(store: Store) -> None:
    """The bodies of one type come byte for byte and in order, without the others and of this stream alone."""
    append(
        store, "pool/1", happened("pool.posted", n=1), happened("receipt.numbered"), happened("pool.posted", **STRANGE)
    )
    append(store, "pool/2", happened("pool.posted", n=9))
    with store.read() as tx:
        rows = tx.journal.read("pool/1")
        assert list(tx.journal.bodies("pool/1", "pool.posted")) == [rows[0].body, rows[2].body]
        assert list(tx.journal.bodies("pool/9", "pool.posted")) == []


def test_a_type_is_told_over_many_streams(store: Store) -> None:
    """The events of one type come from every stream with a prefix, by stream and place, and from no other."""
    for stream in ("case/2", "case/10", "Case/3", "pool/1"):
        append(store, stream, happened("case.opened"), happened("payment.made", n=1), happened("payment.made", n=2))
    with store.read() as tx:
        told = tx.journal.told("case/", "payment.made")
        assert told == [row for stream in ("case/10", "case/2") for row in tx.journal.read(stream)[1:]]
        assert tx.journal.told("case/", "case.closed") == []


def test_length_is_the_next_place(store: Store) -> None:
    """A stream's length is its next seq, also after what this transaction appended and somebody else before it."""
    append(store, "case/1", happened(), happened())
    with store.write() as tx:
        assert (tx.journal.length("case/1"), tx.journal.length("case/9")) == (2, 0)
        tx.journal.append("case/1", [happened()], 2)
        assert tx.journal.length("case/1") == 3
    append(store, "case/1")
    with store.read() as tx:
        assert tx.journal.length("case/1") == 4


def test_last_is_the_newest_of_its_type(store: Store) -> None:
    """The newest event of a type is found among others; a stream without one has none."""
    append(
        store, "clock", happened("clock.advanced", n=1), happened("clock.advanced", n=2), happened("edition.applied")
    )
    with store.read() as tx:
        assert tx.journal.last("clock", "clock.advanced") == tx.journal.read("clock")[1]
        assert tx.journal.last("clock", "case.opened") is None


def test_many_events_at_once_are_one_chain(store: Store) -> None:
    """More events than one statement takes are appended whole, in order, each naming the one before it."""
    append(store, "case/1", *(happened(n=n) for n in range(200)))
    with store.read() as tx:
        rows = tx.journal.read("case/1")
    assert [row.event.number("n") for row in rows] == list(range(200))
    chain = ["", *(row.digest for row in rows)]
    assert all(f"previous {before}\n".encode() in row.entry for before, row in zip(chain, rows, strict=False))
