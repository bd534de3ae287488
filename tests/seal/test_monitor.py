"""The monitor: visit after visit, from static files alone; what an operator can do to his log is seen or said."""

import http.server
import threading
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import httpx
import pytest

from sekisho.seal.entry import leaf
from sekisho.seal.log.checkpoint import Checkpoint, Proof, checkpoint_of, parse_proof
from sekisho.seal.log.cosignature import ED25519, new_cosigning_key
from sekisho.seal.log.merkle import Tree, leaf_hash
from sekisho.seal.log.note import new_signer, sign_note
from sekisho.seal.log.shelf import Shelf
from sekisho.seal.log.tile import bundle
from sekisho.seal.monitor.monitor import Monitor, Visit
from sekisho.seal.monitor.source import LARGEST, SourceError, in_folder, over_http
from sekisho.seal.text import LANGUAGES, say
from sekisho.seal.verify.trust import Trust

LOG, WITNESS = new_signer("log.example"), new_cosigning_key("witness.example", ED25519)
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
AT = int(NOW.timestamp()) - 60
LEAVES = [leaf(f"{n:064x}") for n in range(700)]
TRUST = Trust(
    LOG.name, "rehearsal", (LOG.verifier,), (), (), (), witnesses=f"witness w {WITNESS.verifier.vkey}\nquorum w\n"
)


def tree_of(leaves):
    """Give the tree over leaves."""
    return Tree([leaf_hash(data) for data in leaves])


def note_of(leaves, at=AT):
    """Give the cosigned checkpoint over leaves."""
    tree = tree_of(leaves)
    text = Checkpoint(LOG.name, tree.size, tree.root()).text()
    return sign_note(text, LOG) + WITNESS.line(text, at)


def grown(folder, leaves, at=AT):
    """Publish a log of these leaves; give its checkpoint."""
    shelf = Shelf(folder)
    shelf.lay_out(tree_of(leaves), leaves)
    shelf.publish(note_of(leaves, at))
    return checkpoint_of(note_of(leaves, at))


def seen(folder, since=None, trust=TRUST, **asked):
    """Visit a log; give what does not stand, by check and code, each said in every language, and what is kept."""
    report, kept = Monitor(in_folder(folder), trust, Visit(NOW, since, **asked)).report()
    found = {check.name: [problem.code for problem in check.problems] for check in report.checks if not check.stands}
    assert all(say(p, language) for check in report.checks for p in check.problems for language in LANGUAGES)
    assert bool(kept) is report.holds
    return found


def test_a_log_that_only_grows_passes_every_visit(tmp_path):
    """From visit to visit, across full tiles and partial ones, everything is there and extends the last."""
    since = None
    for size in (1, 5, 255, 256, 257, 600, 600, 700):
        now = grown(tmp_path, LEAVES[:size])
        assert seen(tmp_path, since) == {}
        since = now


def test_a_rewritten_history_is_seen_at_the_next_visit(tmp_path):
    """Whoever holds the log's and the witness's keys cannot hide from somebody who kept a checkpoint."""
    since = grown(tmp_path / "a", LEAVES[:300])
    other = [*LEAVES[:100], leaf("f" * 64), *LEAVES[101:400]]
    grown(tmp_path / "b", other)
    assert seen(tmp_path / "b", since) == {"CONSISTENCY": ["seal.monitor.other_history"]}
    assert seen(tmp_path / "b") == {}


def test_a_log_that_shrank_is_seen(tmp_path):
    """A log restored from an old backup is smaller than what was seen."""
    since = checkpoint_of(note_of(LEAVES[:400]))
    grown(tmp_path, LEAVES[:300])
    assert seen(tmp_path, since) == {"CONSISTENCY": ["seal.monitor.smaller"]}


def test_missing_indices_are_named_by_their_file(tmp_path):
    """A bundle taken away, one with another entry, a tile cut short: each is named with the first index it lacks."""
    grown(tmp_path, LEAVES)
    (tmp_path / "tile/entries/000").unlink()
    swapped = [*LEAVES[256:300], b"another", *LEAVES[301:512]]
    (tmp_path / "tile/entries/001").write_bytes(bundle(swapped))
    (tmp_path / "tile/0/002.p/188").write_bytes(b"x" * 33)
    report, _ = Monitor(in_folder(tmp_path), TRUST, Visit(NOW)).report()
    [problems] = [check.problems for check in report.checks if check.name == "ENTRIES"]
    assert [(p.code.removeprefix("seal.monitor."), p.place) for p in problems] == [
        ("unavailable", "tile/entries/000"),
        ("entry", "tile/entries/001"),
        ("tile", "tile/entries/002.p/188"),
        ("tile", ""),
    ]
    assert problems[1].facts == {"index": 300, "count": 1}


def test_tiles_that_give_another_root_are_seen(tmp_path):
    """Entries and leaf hashes that agree with each other, but not with the signed root, do not pass."""
    grown(tmp_path, LEAVES[:200])
    (tmp_path / "checkpoint").write_bytes(note_of([*LEAVES[:199], b"another"]))
    assert seen(tmp_path) == {"ENTRIES": ["seal.monitor.root"]}


def test_an_old_or_unwitnessed_checkpoint_is_seen(tmp_path):
    """A checkpoint nobody cosigned for two days, and one without any witness, are told apart."""
    grown(tmp_path, LEAVES[:9], at=AT - 2 * 86_400)
    assert seen(tmp_path) == {"FRESH": ["seal.monitor.late"]}
    assert seen(tmp_path, within_s=3 * 86_400) == {}
    text = checkpoint_of(note_of(LEAVES[:9])).text()
    (tmp_path / "checkpoint").write_bytes(sign_note(text, LOG))
    assert seen(tmp_path) == {"WITNESS": ["seal.witness.quorum"], "FRESH": ["seal.monitor.late"]}
    assert seen(tmp_path, trust=replace(TRUST, witnesses="")) == {}


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        (b"", ["seal.log.refused"]),
        (sign_note(b"log.example\n1\nno root\n", LOG), ["seal.log.refused"]),
        (sign_note(note_of(LEAVES[:3]).partition(b"\n\n")[0] + b"\n", new_signer(LOG.name)), ["seal.log.unsigned"]),
        (note_of(LEAVES[:3]).replace(b"\n3\n", b"\n4\n"), ["seal.log.refused"]),
    ],
    # Keys are made anew each time, and names of tests must not differ between those who run them.
    ids=["empty", "no_root", "a_stranger", "another_size"],
)
def test_a_checkpoint_that_is_none_ends_the_visit(tmp_path, note, codes):
    """Nothing, nonsense, a stranger's signature and a changed size are refused, and nothing is kept."""
    (tmp_path / "checkpoint").write_bytes(note)
    assert seen(tmp_path)["LOG SIG"] == codes


def test_another_log_is_not_taken_for_this_one(tmp_path):
    """A checkpoint of another origin is refused even where the same key signed it."""
    (tmp_path / "checkpoint").write_bytes(sign_note(Checkpoint("other.example", 3, bytes(32)).text(), LOG))
    assert seen(tmp_path)["LOG SIG"] == ["seal.log.origin"]


def receipt(leaves, index):
    """Give a receipt for a leaf."""
    tree = tree_of(leaves)
    return Proof(index, tuple(tree.inclusion(index, tree.size)), note_of(leaves))


def test_a_receipt_proves_suppression(tmp_path):
    """Who holds a receipt shows that what it promises is no longer in the log, whoever signs the log today."""
    promised = receipt(LEAVES[:50], 49)
    grown(tmp_path / "whole", LEAVES[:80])
    assert seen(tmp_path / "whole", receipts={"r": promised}) == {}
    grown(tmp_path / "without", [*LEAVES[:49], *LEAVES[50:80]])
    assert seen(tmp_path / "without", receipts={"r": promised}) == {"RECEIPT": ["seal.monitor.suppressed"]}
    grown(tmp_path / "short", LEAVES[:40])
    assert seen(tmp_path / "short", receipts={"r": promised}) == {"RECEIPT": ["seal.monitor.suppressed"]}


def test_a_receipt_of_somebody_else_accuses_nobody(tmp_path):
    """A receipt that the log never signed, or about another log, proves nothing and is said to."""
    grown(tmp_path, LEAVES[:80])
    forged = sign_note(Checkpoint(LOG.name, 50, bytes(32)).text(), new_signer(LOG.name))
    for note in (forged, b"nonsense", sign_note(Checkpoint(LOG.name, 3, bytes(32)).text(), LOG)):
        assert seen(tmp_path, receipts={"r": Proof(5, (), note)}) == {"RECEIPT": ["seal.monitor.receipt"]}


def test_a_receipts_extra_line_is_passed_over():
    """A receipt may carry an extra line, which nobody vouches for; one that is no base64 is refused."""
    whole = receipt(LEAVES[:5], 2)
    first, rest = whole.text().split(b"\n", 1)
    assert parse_proof(first + b"\nextra aGVsbG8=\n" + rest) == whole
    with pytest.raises(ValueError, match="unreadable"):
        parse_proof(first + b"\nextra !\n" + rest)


def test_an_empty_log_is_visited(tmp_path):
    """A log without entries is one, and what follows extends it."""
    since = grown(tmp_path, [])
    assert seen(tmp_path) == {}
    grown(tmp_path, LEAVES[:3])
    assert seen(tmp_path, since) == {}


def test_a_log_is_read_over_http_and_bounded(tmp_path):
    """The same visit over HTTP; an address that answers nothing, too much, or no file is named."""
    grown(tmp_path, LEAVES[:300])
    (tmp_path / "large").write_bytes(bytes(LARGEST + 1))
    handler = partial(type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None}))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        with httpx.Client() as client:
            fetch = over_http(client, f"http://127.0.0.1:{server.server_address[1]}/")
            assert Monitor(fetch, TRUST, Visit(NOW)).report()[0].holds
            for name in ("large", "absent"):
                with pytest.raises(SourceError) as caught:
                    fetch(name)
                assert caught.value.problem.place == name
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    with httpx.Client() as client, pytest.raises(SourceError):
        over_http(client, "http://127.0.0.1:1")("checkpoint")
    with pytest.raises(SourceError):
        in_folder(tmp_path)("large")


def test_a_shelf_gives_no_file_that_is_no_place_of_a_log(tmp_path):
    """Whatever is asked for, nothing beside checkpoint, tiles and bundles is read; damage is laid out again."""
    shelf = Shelf(tmp_path)
    grown(tmp_path, LEAVES[:300])
    (tmp_path / "tile" / "secret").write_text("x")
    assert [shelf.read(name) for name in ("tile/secret", "../x", "tile/0/../../checkpoint", "tile/9/000")] == [None] * 4
    assert shelf.read("tile/0/000") is not None
    (tmp_path / "checkpoint").write_bytes(b"damaged")
    assert shelf.size == 0
    grown(tmp_path, LEAVES[:301])
    assert seen(tmp_path) == {}
