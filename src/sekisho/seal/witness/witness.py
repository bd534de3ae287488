"""A witness decides: does a new checkpoint extend the last one it cosigned? If so, it remembers it and cosigns.

Statuses are those of C2SP tlog-witness v1.0.0; nothing here knows HTTP beyond their numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sekisho.seal.log.checkpoint import Checkpoint, CheckpointError, checkpoint_of
from sekisho.seal.log.cosignature import Cosigner, CosigningKey
from sekisho.seal.log.merkle import EMPTY_ROOT, check_consistency
from sekisho.seal.log.note import NoteError, NoteKey, Verifier, signatures
from sekisho.seal.witness.memory import Memory, Seen
from sekisho.seal.witness.request import Request, RequestError, parse_request

OK, MALFORMED, FORBIDDEN, UNKNOWN, CONFLICT, UNPROVEN = 200, 400, 403, 404, 409, 422
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers: HTTP's status, the body and its type."""

    status: int
    body: bytes = b""
    type: str = TEXT


def _no(status: int, why: object) -> Answer:
    return Answer(status, f"{why}\n".encode())


class Witness:
    """A witness with its keys and its memory, for the logs it knows."""

    def __init__(
        self,
        memory: Memory,
        logs: Sequence[Verifier | Cosigner],
        keys: Sequence[CosigningKey],
        clock: Callable[[], int],
    ) -> None:
        """Take what is remembered, the logs' keys, the witness's own, and a clock in POSIX seconds."""
        self._memory, self._logs, self._keys, self._clock = memory, logs, keys, clock

    def add_checkpoint(self, body: bytes) -> Answer:
        """Cosign a checkpoint, or say why not."""
        try:
            request = parse_request(body)
            checkpoint = checkpoint_of(request.note)
        except (RequestError, CheckpointError) as error:
            return _no(MALFORMED, error)
        known: list[NoteKey] = [key for key in self._logs if key.name == checkpoint.origin]
        if not known:
            return _no(UNKNOWN, f"the log {checkpoint.origin} is not known here")
        try:
            text, signed = signatures(request.note, known)
        except NoteError as error:
            return _no(FORBIDDEN, error)
        if not signed:
            return _no(FORBIDDEN, f"no key of {checkpoint.origin} signed")
        if request.old > checkpoint.size:
            return _no(MALFORMED, f"the old size {request.old} is larger than {checkpoint.size}")
        return self._cosigned(request, checkpoint, text)

    def _cosigned(self, request: Request, checkpoint: Checkpoint, text: bytes) -> Answer:
        # Comparing and remembering are one: two requests at once could otherwise roll leaves back (tlog-witness).
        with self._memory.turn(checkpoint.origin) as turn:
            seen = turn.seen
            if request.old != seen.size:
                return Answer(CONFLICT, f"{seen.size}\n".encode(), SIZE)
            if not _extends(seen, request.proof, checkpoint):
                return _no(UNPROVEN, f"no proof that {checkpoint.size} leaves extend {seen.size}")
            now = self._clock()
            lines = b"".join(key.line(text, now) for key in self._keys)
            turn.remember(Seen(checkpoint.size, checkpoint.root, request.note + lines))
        # Only now, when it is on the disk: a line given away and forgotten would let a second history be vouched for.
        return Answer(OK, lines)

    def checkpoint(self, hashed: str) -> Answer:
        """Show the newest checkpoint cosigned of the log with this hash of its origin, for monitors."""
        seen = self._memory.newest(hashed)
        return Answer(OK, seen.note) if seen.note else _no(UNKNOWN, "no checkpoint of this log was cosigned here")


def _extends(seen: Seen, proof: Sequence[bytes], checkpoint: Checkpoint) -> bool:
    if checkpoint.size == 0:
        return not proof and checkpoint.root == EMPTY_ROOT
    if seen.size == 0:
        return not proof
    return check_consistency(seen.size, checkpoint.size, proof, seen.root, checkpoint.root)
