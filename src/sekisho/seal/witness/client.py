"""Asking witnesses: each gets the checkpoint with a proof from what it saw last, and answers with its lines."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from sekisho.seal.log.checkpoint import Checkpoint, checkpoint_of
from sekisho.seal.log.cosignature import Cosigner
from sekisho.seal.log.note import NoteError, lines_of, write_line
from sekisho.seal.problem import FoundError, Problem
from sekisho.seal.witness.request import Request

#: Two lines of ML-DSA have some 7 kB.
LARGEST_ANSWER = 64 * 1024
#: A witness that says another size twice in a row is being asked by somebody else as well; so often it is asked anew.
MOST_TURNS = 3

Prove = Callable[[int], Sequence[bytes]]
#: Takes the body of a request, gives status and body of the answer. Raises WitnessError.
Ask = Callable[[bytes], tuple[int, bytes]]


class WitnessError(FoundError):
    """A witness that did not cosign; says which and why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A witness as the log knows it: its name, the keys whose lines are taken, and the way to it."""

    name: str
    keys: tuple[Cosigner, ...]
    ask: Ask


@dataclass(frozen=True, slots=True)
class Gathered:
    """What witnesses answered: their lines, and why others did not."""

    lines: bytes
    problems: tuple[Problem, ...]


def _problem(code: str, witness: str, **facts: str | int) -> WitnessError:
    return WitnessError(Problem(code, facts={"witness": witness, **facts}))


def unreachable(name: str, reason: str) -> WitnessError:
    """Give the error of a witness that cannot be asked at all."""
    return _problem("seal.witness.unreachable", name, reason=reason)


def over_http(client: httpx.Client, name: str, url: str) -> Ask:
    """Give the way to a witness at an address."""
    place = url.rstrip("/") + "/add-checkpoint"

    def ask(request: bytes) -> tuple[int, bytes]:
        body = b""
        try:
            with client.stream("POST", place, content=request) as response:
                for piece in response.iter_raw():
                    body += piece
                    if len(body) > LARGEST_ANSWER:
                        raise _problem("seal.witness.answer_too_large", name, largest=LARGEST_ANSWER)
                return response.status_code, body
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreachable(name, type(error).__name__) from error

    return ask


def cosign(witness: Asked, note: bytes, prove: Prove) -> bytes:
    """Ask a witness for its lines over a checkpoint. Raises WitnessError.

    ``prove`` gives the consistency proof from an older size to the checkpoint's.
    """
    checkpoint, old = checkpoint_of(note), 0
    for _ in range(MOST_TURNS):
        status, body = witness.ask(Request(old, tuple(prove(old)) if old else (), note).body())
        if status == 200:
            return _checked(witness, checkpoint, body)
        if status != 409:
            said = body[:200].decode(errors="replace").strip()
            raise _problem("seal.witness.refused", witness.name, status=status, said=said)
        old = _size(witness, checkpoint, body)
    raise _problem("seal.witness.busy", witness.name, size=old)


def _size(witness: Asked, checkpoint: Checkpoint, body: bytes) -> int:
    said = body.decode(errors="replace").strip()
    if not said.isascii() or not said.isdecimal() or len(said) > 19:
        raise _problem("seal.witness.refused", witness.name, status=409, said=said[:200])
    if int(said) > checkpoint.size:
        # Whoever signs on now has lost what he signed before, as after restoring an old backup.
        raise _problem("seal.witness.ahead", witness.name, size=int(said), ours=checkpoint.size)
    return int(said)


def _checked(witness: Asked, checkpoint: Checkpoint, body: bytes) -> bytes:
    """Give the lines of the witness's keys, each checked; lines of keys nobody knows are dropped."""
    known: Mapping[tuple[str, bytes], Cosigner] = {(key.name, key.key_id): key for key in witness.keys}
    kept = b""
    try:
        lines = lines_of(body)
    except NoteError as error:
        raise _problem("seal.witness.no_line", witness.name) from error
    for name, data in lines:
        key = known.get((name, data[:4]))
        if key is None:
            continue
        if not key.holds(checkpoint.text(), data[4:]):
            raise _problem("seal.witness.false_line", witness.name)
        kept += write_line(name, data[:4], data[4:])
    if not kept:
        raise _problem("seal.witness.no_line", witness.name)
    return kept


def gather(note: bytes, witnesses: Sequence[Asked], prove: Prove) -> Gathered:
    """Ask all witnesses at the same time; what one does wrong keeps no other from being heard."""
    if not witnesses:
        return Gathered(b"", ())

    def ask(witness: Asked) -> bytes | Problem:
        try:
            return cosign(witness, note, prove)
        except WitnessError as error:
            return error.problem

    with ThreadPoolExecutor(len(witnesses)) as threads:
        answers = list(threads.map(ask, witnesses))
    lines = b"".join(answer for answer in answers if isinstance(answer, bytes))
    return Gathered(lines, tuple(answer for answer in answers if isinstance(answer, Problem)))
