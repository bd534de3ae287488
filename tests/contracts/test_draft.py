"""The contract of drafts: saved over the version they were read at."""

from datetime import UTC

import pytest

from sekisho.application.ports import ConflictError, DraftRow, Store
from tests.contracts.scene import NOON, all_at_once

CONTENT = {"z": "half \ud800 and nul \u0000", "a": [{"serial": "SN-1", "price": 10_000_000}], "ok": True, "none": None}


def put(store: Store, expected: int, content: dict | None = None) -> DraftRow:
    """Save the draft of case-1."""
    with store.write() as tx:
        return tx.drafts.put("case-1", content or {"n": expected}, expected, NOON)


def test_draft_comes_back_as_typed(store: Store) -> None:
    """Whatever people type comes back, in the order they typed it; the instant in Japanese time."""
    with store.write() as tx:
        assert tx.drafts.get("case-1") is None
        saved = tx.drafts.put("case-1", CONTENT, 0, NOON.astimezone(UTC))
    with store.read() as tx:
        assert tx.drafts.get("case-1") == saved == DraftRow("case-1", CONTENT, 1, NOON)
    assert list(saved.content) == list(CONTENT)


def test_versions_count_up(store: Store) -> None:
    """Every saving over the newest version counts one up."""
    assert [put(store, n).version for n in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_stale_version_is_a_conflict(store: Store, expected: int) -> None:
    """Saving over a version that is not the newest is a conflict, and the draft stays."""
    put(store, 0)
    newest = put(store, 1)
    with pytest.raises(ConflictError):
        put(store, expected)
    with store.read() as tx:
        assert tx.drafts.get("case-1") == newest


def test_saving_over_nothing_is_a_conflict(store: Store) -> None:
    """A version cannot be expected where there is no draft."""
    with pytest.raises(ConflictError):
        put(store, 1)


@pytest.mark.parametrize("expected", [0, 1])
def test_of_simultaneous_savings_one_wins(store: Store, expected: int) -> None:
    """Of six people who save over the same version, one saves and five learn of it."""
    for n in range(expected):
        put(store, n)

    def save(n: int) -> bool:
        try:
            put(store, expected, {"by": n})
        except ConflictError:
            return False
        return True

    assert sum(all_at_once(6, save)) == 1


def test_draft_is_not_changed_from_outside(store: Store) -> None:
    """Changing the record after saving it changes nothing in the store."""
    content: dict = {"lines": []}
    put(store, 0, content)
    content["lines"].append("later")
    with store.read() as tx:
        draft = tx.drafts.get("case-1")
    assert draft is not None
    assert draft.content == {"lines": []}


def test_drafts_are_read_together(store: Store) -> None:
    """Several drafts are given by case, those that are there, and as each is given alone."""
    with store.write() as tx:
        for case in ("case-1", "case-2"):
            tx.drafts.put(case, CONTENT, 0, NOON)
    with store.read() as tx:
        found = tx.drafts.get_all(["case-2", "case-1", "case-3"])
        assert found == {case: tx.drafts.get(case) for case in ("case-1", "case-2")}
