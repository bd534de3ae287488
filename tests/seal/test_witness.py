"""Witnesses: what they cosign, every refusal with its status, and two at once."""

import hashlib
import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.seal.log.checkpoint import Checkpoint
from sekisho.seal.log.cosignature import ED25519, ML_DSA_44, new_cosigning_key
from sekisho.seal.log.merkle import EMPTY_ROOT, Tree, leaf_hash
from sekisho.seal.log.note import lines_of, new_signer, open_note, sign_note, signatures
from sekisho.seal.witness.client import Asked, WitnessError, cosign, gather, over_http
from sekisho.seal.witness.memory import LostMemoryError, Memory, origin_hash
from sekisho.seal.witness.request import Request, RequestError, parse_request
from sekisho.seal.witness.server import serve
from sekisho.seal.witness.witness import Witness

ORIGIN = "log.example"
LOG = new_signer(ORIGIN)
TREE = Tree([leaf_hash(str(n).encode()) for n in range(100)])
OTHER = Tree([leaf_hash(str(n + 1).encode()) for n in range(100)])
KEYS = (new_cosigning_key("witness.example/e", ED25519), new_cosigning_key("witness.example/m", ML_DSA_44))
AT = 1_795_000_000


def note(size, tree=TREE, signer=LOG, origin=ORIGIN):
    """Give a signed checkpoint of so many leaves."""
    return sign_note(Checkpoint(origin, size, tree.root(size)).text(), signer)


def asked(old, new, tree=TREE):
    """Give a request from one size to another."""
    return Request(old, tuple(tree.consistency(old, new)) if old else (), note(new, tree)).body()


@pytest.fixture
def memory(tmp_path):
    """Give an empty memory."""
    return Memory.create(tmp_path / "witness.sqlite")


@pytest.fixture
def witness(memory):
    """Give a witness that knows the log."""
    return Witness(memory, [LOG.verifier], KEYS, lambda: AT)


def test_a_growing_log_is_cosigned_with_both_keys(witness, memory):
    """Each extension is cosigned by every key of the witness, and shown to monitors with the log's own line."""
    for old, new in ((0, 5), (5, 5), (5, 64), (64, 100)):
        answer = witness.add_checkpoint(asked(old, new))
        assert answer.status == 200
        known = [key.verifier for key in KEYS]
        assert [key for key, _ in signatures(note(new) + answer.body, known)[1]] == known
    shown = witness.checkpoint(origin_hash(ORIGIN))
    assert len(open_note(shown.body, [LOG.verifier, *(key.verifier for key in KEYS)])[1]) == 3
    assert memory.newest(origin_hash(ORIGIN)).size == 100


def forged():
    """Give a note whose log line is not its signature."""
    data = bytearray(note(6))
    data[len(ORIGIN) + 1] = ord("7")
    return bytes(data)


REFUSED = {
    "an old size that is not the last": (asked(4, 6), 409),
    "a rollback": (asked(0, 3), 409),
    "a proof of another tree": (Request(5, tuple(OTHER.consistency(5, 9)), note(9, OTHER)).body(), 422),
    "no proof": (Request(5, (), note(9)).body(), 422),
    "a split view of the same size": (Request(5, (), note(5, OTHER)).body(), 422),
    "a proof with an equal size": (Request(5, tuple(TREE.consistency(5, 9)), note(5)).body(), 422),
    "an old size above the new": (Request(7, (), note(6)).body(), 400),
    "an unknown log": (Request(0, (), note(6, origin="other.example", signer=new_signer("other.example"))).body(), 404),
    "an unknown key": (Request(5, (), note(6, signer=new_signer(ORIGIN))).body(), 403),
    "a known key's false line": (Request(5, (), forged()).body(), 403),
    "no checkpoint": (b"old 5\n\n", 400),
    "no empty line": (b"old 5\n" + note(6), 400),
    "a leading zero": (b"old 05\n\n" + note(6), 400),
    "a short hash": (b"old 5\nAAAA\n\n" + note(6), 400),
    "no base64": (b"old 5\n!\n\n" + note(6), 400),
    "other signs": (b"old 5\n\xff\n\n" + note(6), 400),
    "too many hashes": (Request(5, (bytes(32),) * 64, note(6)).body(), 400),
    "too many bytes": (b"old 5\n\n" + b"x" * 2_000_000, 400),
    "nothing": (b"", 400),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_extension_is_not_cosigned(witness, memory, name):
    """Each misuse has the specification's status, and what was remembered stays."""
    assert witness.add_checkpoint(asked(0, 5)).status == 200
    body, status = REFUSED[name]
    answer = witness.add_checkpoint(body)
    assert (answer.status, memory.newest(origin_hash(ORIGIN)).size) == (status, 5), answer.body
    if status == 409:
        assert (answer.body, answer.type) == (b"5\n", "text/x.tlog.size")


def test_the_empty_tree_has_one_root(witness):
    """A checkpoint of size 0 is cosigned with the hash of nothing, and with no other root; nor with a proof."""
    empty = sign_note(Checkpoint(ORIGIN, 0, EMPTY_ROOT).text(), LOG)
    wrong = sign_note(Checkpoint(ORIGIN, 0, bytes(32)).text(), LOG)
    assert witness.add_checkpoint(Request(0, (), empty).body()).status == 200
    assert witness.add_checkpoint(Request(0, (), wrong).body()).status == 422
    assert witness.add_checkpoint(Request(0, (bytes(32),), note(5)).body()).status == 422
    assert witness.add_checkpoint(asked(0, 5)).status == 200


def test_a_lost_memory_retires_the_witness(tmp_path, memory):
    """A memory that is not there is not begun anew, neither at the start nor while the witness runs."""
    with pytest.raises(LostMemoryError):
        Memory(tmp_path / "gone.sqlite")
    (tmp_path / "witness.sqlite").unlink()
    with pytest.raises(Exception, match="unable to open"):
        memory.newest("0" * 64)
    with pytest.raises(FileExistsError):
        Memory.create(Memory.create(tmp_path / "again.sqlite")._path)


def test_of_two_requests_at_once_neither_rolls_back(tmp_path):
    """However many ask at the same time, the witness cosigns a chain: nobody's tree is smaller than the one before."""
    memory = Memory.create(tmp_path / "witness.sqlite")
    cosigned = []

    def ask(new):
        witness = Witness(memory, [LOG.verifier], KEYS[:1], lambda: AT)
        old = memory.newest(origin_hash(ORIGIN)).size
        if old <= new and witness.add_checkpoint(asked(old, new)).status == 200:
            cosigned.append(new)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, [5, 60, 7, 61, 9, 62, 11, 63, 13, 64] * 3))
    assert memory.newest(origin_hash(ORIGIN)).size == max(cosigned)


@contextmanager
def running(witness, told=lambda _: None):
    """Run a witness's server; give its address."""
    server = serve(witness, "127.0.0.1", 0, told)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def by(client, url, *keys, name="w"):
    """Give a witness as the log knows it, over HTTP."""
    return Asked(name, tuple(key.verifier for key in keys or KEYS), over_http(client, name, url))


def prove(new, tree=TREE):
    """Give the proofs a log makes up to a size."""
    return lambda old: tree.consistency(old, new)


def test_the_client_gets_the_lines_of_a_witness_it_never_asked(witness):
    """Over HTTP, a client that does not know what the witness saw learns it and proves from there."""
    said = []
    with running(witness, said.append) as url, httpx.Client() as client:
        for size in (5, 40, 40, 100):
            whole = note(size) + cosign(by(client, url), note(size), prove(size))
            assert len(open_note(whole, [LOG.verifier, *(key.verifier for key in KEYS)])[1]) == 3
        newest = client.get(f"{url}/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint")
        assert open_note(newest.content, [LOG.verifier])[1] == [ORIGIN]
        assert client.get(f"{url}/{'0' * 64}/checkpoint").status_code == 404
    assert sum("409" in line for line in said) == 3


def code_of(url, keys=KEYS, size=5, tree=TREE):
    """Ask a witness; give the code of what went wrong."""
    with httpx.Client(timeout=2) as client, pytest.raises(WitnessError) as caught:
        cosign(by(client, url, *keys), note(size, tree), prove(size, tree))
    return caught.value.problem.code


def test_the_client_says_why_it_got_no_line(witness):
    """An unknown key, a rollback, a split view and a dead address are told apart."""
    with running(witness) as url:
        assert code_of(url, (new_cosigning_key("witness.example/e", ED25519),)) == "seal.witness.no_line"
        assert code_of(url, size=3) == "seal.witness.ahead"
        assert code_of(url, size=5, tree=OTHER) == "seal.witness.refused"
        assert code_of(f"{url}/elsewhere") == "seal.witness.refused"
    assert code_of(url) == "seal.witness.unreachable"
    assert code_of("http://:nowhere") == "seal.witness.unreachable"


ANSWERS = {
    b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nno\n": "seal.witness.no_line",
    b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n": "seal.witness.no_line",
    b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 900_000: "seal.witness.answer_too_large",
    b"HTTP/1.1 409 Conflict\r\nContent-Length: 3\r\n\r\n-5\n": "seal.witness.refused",
    b"HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n4\n": "seal.witness.busy",
    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n": "seal.witness.refused",
    b"nonsense\r\n\r\n": "seal.witness.unreachable",
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_hostile_witness_gets_nothing_but_a_reason(answer):
    """Whatever a witness answers, the client says what was wrong with it, and follows it nowhere."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def reply():
            # It ends with the test: a client that heard enough hangs up, and then the server is closed.
            with suppress(OSError):
                for _ in range(3):
                    connection, _ = server.accept()
                    with connection:
                        connection.recv(65_536)
                        connection.sendall(answer)

        thread = threading.Thread(target=reply, daemon=True)
        thread.start()
        assert code_of(f"http://127.0.0.1:{server.getsockname()[1]}") == ANSWERS[answer]


def test_a_false_line_of_a_known_key_is_not_taken(witness):
    """A witness that answers with its line over another checkpoint is named."""
    with running(witness) as url, httpx.Client() as client:
        line = KEYS[0].line(Checkpoint(ORIGIN, 4, TREE.root(4)).text(), AT)
        witness.add_checkpoint = lambda _: type("A", (), {"status": 200, "body": line, "type": "text/plain"})()
        with pytest.raises(WitnessError) as caught:
            cosign(by(client, url), note(5), prove(5))
    assert caught.value.problem.code == "seal.witness.false_line"


def test_one_witness_that_is_away_keeps_no_other_from_being_heard(witness, tmp_path):
    """Lines of those who answered are kept beside the reasons of those who did not."""
    second = new_cosigning_key("second.example", ED25519)
    other = Witness(Memory.create(tmp_path / "other.sqlite"), [LOG.verifier], [second], lambda: AT)
    with running(witness) as url, running(other) as another, httpx.Client() as client:
        away = by(client, "http://127.0.0.1:1", name="away")
        found = gather(note(5), [by(client, url), away, by(client, another, second)], prove(5))
    assert [name for name, _ in lines_of(found.lines)] == ["witness.example/e", "witness.example/m", "second.example"]
    assert [(problem.code, problem.facts["witness"]) for problem in found.problems] == [
        ("seal.witness.unreachable", "away")
    ]
    assert gather(note(5), [], prove(5)).lines == b""


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n\r\n", 400),
        ("POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 99999999999999\r\n\r\n", 400),
        ("POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST /elsewhere HTTP/1.1\r\nHost: w\r\nContent-Length: 0\r\n\r\n", 404),
        ("GET /../checkpoint HTTP/1.1\r\nHost: w\r\n\r\n", 404),
        ("PUT /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 0\r\n\r\n", 501),
    ],
)
def test_the_server_refuses_what_is_no_request(witness, head, status):
    """Missing, absurd and negative lengths, other places and methods are refused, and the connection is let go."""
    with running(witness) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(head.encode())
            response = http.client.HTTPResponse(connection)
            response.begin()
            assert response.status == status
            response.read()
            assert connection.recv(1) == b""


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_no_request_or_one(data):
    """Whatever bytes come, a request is read back or refused; nothing else happens."""
    for body in (data, b"old 5\n" + data, b"old 5\n\n" + data):
        try:
            request = parse_request(body)
        except RequestError:
            continue
        assert parse_request(request.body()) == request
