"""Traces in two cases: what exists once is a signal at once, what belongs to somebody only for somebody else."""

import pytest

from sekisho.bootstrap.package import all_wording, shipped_program
from sekisho.domain.evidence.signal.signal import Signal, total_points, weighed
from sekisho.domain.evidence.signal.trace import ONCE, OWNED, Trace, shared

HERE, THERE = "C-1", "C-2"


@pytest.mark.parametrize("kind", ONCE)
def test_what_exists_once_is_seen_in_a_second_case(kind):
    """The same serial, invoice, file or photo in another case is a signal that names it; in its own case it is none."""
    own, again, other = Trace(kind, "k", HERE, "L1", "D1"), Trace(kind, "k", HERE, "L1", "D2"), Trace(kind, "k", THERE)
    assert shared([own], [own, again]) == []
    [found] = shared([own], [own, again, other])
    assert (found.code, found.cases, found.place) == (f"signal.same_{kind}", (THERE,), "L1")


@pytest.mark.parametrize("kind", OWNED)
def test_what_belongs_to_one_organisation_may_return(kind):
    """An account, address or officer in the next case of its organisation is none; of another it is one."""
    own, next_case = Trace(kind, "k", HERE, place="1"), Trace(kind, "k", THERE, place="1")
    assert shared([own], [own, next_case]) == []
    [found] = shared([own], [own, next_case, Trace(kind, "k", "C-3", place="2")])
    assert (found.cases, found.facts["other"]) == (("C-3",), "2")


def test_two_sides_of_one_case_may_share_an_address():
    """Buyer and partner at one address are told within their own case, and no other case is named."""
    sides = [Trace("address", "k", HERE, place="1"), Trace("address", "k", HERE, place="2")]
    assert {one.cases for one in shared(sides, sides)} == {()}


def test_an_account_is_never_shown():
    """Neither the digest of an account nor a fingerprint is told; what a paper says openly is."""
    found = [
        shared([Trace(kind, "k", HERE, place="1")], [Trace(kind, "k", THERE, place="2")])[0] for kind in ONCE + OWNED
    ]
    shown = {one.code: one.facts["key"] for one in found}
    assert shown["signal.same_account"] == shown["signal.same_photo"] == shown["signal.same_file"] == ""
    assert shown["signal.same_serial"] == shown["signal.same_address"] == "k"


def test_points_order_and_add_up():
    """The heaviest signal stands first; one nobody gave points counts one."""
    found = weighed([Signal("signal.a"), Signal("signal.b", place="2"), Signal("signal.b", place="1")], {"b": 5})
    assert [(one.code, one.place, one.points) for one in found] == [
        ("signal.b", "1", 5), ("signal.b", "2", 5), ("signal.a", "", 1),
    ]  # fmt: skip
    assert total_points(found) == 11


def test_every_signal_is_weighed_and_spoken():
    """Each signal the program weighs has a text and says where to look; each text of one has points."""
    program, wording = shipped_program(), all_wording()
    weights = program.numbers("signal.points", program.editions[-1].effective_from)
    assert [name for name in weights if not wording.has(f"signal.{name}.remedy")] == []
    spoken = {code.split(".")[1] for code in wording.codes() if code.startswith("signal.") and code.endswith(".remedy")}
    assert spoken == set(weights)
    assert all(points > 0 for points in weights.values())
