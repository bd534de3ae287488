"""Answers by idempotency key in memory."""

from sekisho.application.ports import ConflictError, ReusedKeyError
from sekisho.store.memory.table import State


class MemoryAnswers:
    """Answers (``ports.Answers``)."""

    def __init__(self, state: State) -> None:
        """Take the transaction's tables."""
        self._answers = state.answers

    def find(self, person: str, key: str, request_sha256: str, *, wait: bool = True) -> bytes | None:  # noqa: ARG002 - because writers stand in one line here, and nobody's twin is ever under way
        """Give the stored answer; None for a new key. Raises ReusedKeyError for another request under the key."""
        request, answer = self._answers.get((person, key)) or (request_sha256, None)
        if request != request_sha256:
            raise ReusedKeyError(f"the key {key!r} was used for another request")
        return answer

    def keep(self, person: str, key: str, request_sha256: str, answer: bytes) -> None:
        """Keep the answer in the same transaction as its effect. Raises ConflictError where there is one."""
        if (person, key) in self._answers:
            raise ConflictError(f"the key {key!r} was answered meanwhile")
        self._answers.put((person, key), (request_sha256, answer))

    def forget(self, word: bytes) -> None:
        """Drop every answer in which a word stands; the same request sent again is a new one."""
        for key in list(self._answers):
            _, answer = self._answers.get(key) or ("", b"")
            if word in answer:
                self._answers.drop(key)
