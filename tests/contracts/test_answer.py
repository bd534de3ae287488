"""The contract of idempotency: the same request sent twice is one."""

import time

import pytest

from sekisho.application.ports import ConflictError, ReusedKeyError, Store
from tests.contracts.scene import all_at_once, happened

REQUEST, OTHER = "aa" * 32, "bb" * 32


def keep(store: Store, person: str = "person/1", key: str = "key-1") -> None:
    """Keep an answer to the request."""
    with store.write() as tx:
        tx.answers.keep(person, key, REQUEST, b'{"receipt":1}')


def test_same_request_finds_its_answer(store: Store) -> None:
    """A new key has no answer; a used one gives the same bytes again, to who may wait and to who may not."""
    for wait in (True, False):
        with store.write() as tx:
            assert tx.answers.find("person/1", "key-1", REQUEST, wait=wait) is None
    keep(store)
    for wait in (True, False):
        with store.write() as tx:
            assert tx.answers.find("person/1", "key-1", REQUEST, wait=wait) == b'{"receipt":1}'


def test_other_request_under_the_key_is_refused(store: Store) -> None:
    """The same key with another request is an error of the sender."""
    keep(store)
    with pytest.raises(ReusedKeyError), store.write() as tx:
        tx.answers.find("person/1", "key-1", OTHER)


def test_what_names_an_erased_case_is_forgotten(store: Store) -> None:
    """Answers in which a word stands are gone and their keys are new again; all others stay."""
    with store.write() as tx:
        for n, answer in enumerate((b'{"case":"C-1"}', b'{"case":"C-11"}', b"\xff")):
            tx.answers.keep("person/1", f"key-{n}", REQUEST, answer)
    with store.write() as tx:
        tx.answers.forget(b'"C-1"')
    with store.write() as tx:
        found = [tx.answers.find("person/1", f"key-{n}", OTHER if n == 0 else REQUEST) for n in range(3)]
    assert found == [None, b'{"case":"C-11"}', b"\xff"]


def test_keys_belong_to_persons(store: Store) -> None:
    """Two persons may choose the same key."""
    keep(store)
    with store.write() as tx:
        assert tx.answers.find("person/2", "key-1", OTHER) is None


def test_second_answer_is_a_conflict(store: Store) -> None:
    """An answer is never replaced."""
    keep(store)
    with pytest.raises(ConflictError):
        keep(store)


def test_simultaneous_twins_are_one(store: Store) -> None:
    """Two equal requests at the same moment have one effect and the same answer, without a retry."""

    def request(n: int) -> bytes:
        with store.write() as tx:
            answer = tx.answers.find("person/1", "key-1", REQUEST)
            time.sleep(0.02)
            if answer is None:
                answer = tx.journal.append(f"case/{n}", [happened()], 0)[0].digest.encode()
                tx.answers.keep("person/1", "key-1", REQUEST, answer)
            return answer

    answers = all_at_once(8, request)
    assert len(set(answers)) == 1
    with store.read() as tx:
        assert len(tx.journal.streams("case/")) == 1
