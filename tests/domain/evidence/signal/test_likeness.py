"""Fingerprints of squares of grey values: the same under turns and trims, different for different pictures."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.domain.evidence.signal.likeness import BITS, FRAMES, SIDE, Print, PrintError, Sought, fingerprint


def picture(seed):
    """A square of blocks of grey."""
    dice = random.Random(seed)  # noqa: S311 - because a made picture guards nothing
    blocks = [[dice.randrange(256) for _ in range(9)] for _ in range(9)]
    return bytes(blocks[y * 9 // SIDE][x * 9 // SIDE] for y in range(SIDE) for x in range(SIDE))


def turned(grey):
    """The same picture, a quarter turn on."""
    return bytes(grey[(SIDE - 1 - x) * SIDE + y] for y in range(SIDE) for x in range(SIDE))


def taken(grey):
    """Its fingerprint, which must be there."""
    one = fingerprint(grey)
    assert one is not None
    return one


def test_every_quarter_turn_is_the_same_photo():
    """Turned once, twice or three times a picture is known again to the last sign."""
    grey = picture(1)
    sought = Sought.of(taken(grey))
    for _ in range(4):
        grey = turned(grey)
        assert sought.distance(taken(grey)) <= 2


def test_likeness_goes_both_ways():
    """It does not matter which of two pictures came first."""
    one, other = taken(picture(1)), taken(picture(2))
    assert Sought.of(one).distance(other) == Sought.of(other).distance(one) > 22


@pytest.mark.parametrize("grey", [b"\0" * SIDE**2, b"\xff" * SIDE**2, bytes([7, 8] * (SIDE**2 // 2))])
def test_a_blank_picture_has_no_fingerprint(grey):
    """A black, white or even picture is like every other one and says nothing."""
    assert fingerprint(grey) is None


@pytest.mark.parametrize("grey", [b"", b"x", b"x" * (SIDE**2 + 1)])
def test_only_a_square_is_read(grey):
    """Another number of grey values is no picture of ours."""
    with pytest.raises(PrintError):
        fingerprint(grey)


def test_a_kept_fingerprint_is_read_back():
    """As text and back it is the same."""
    one = taken(picture(3))
    assert Print.parse(one.text) == one
    assert (len(one.views), len(one.text)) == (FRAMES, FRAMES * BITS // 4)


@given(st.text(max_size=60) | st.text(alphabet="0123456789abcdefg", min_size=899, max_size=901))
def test_no_other_text_is_a_fingerprint(text):
    """Anything that was not kept as one is refused."""
    if len(text) == FRAMES * BITS // 4 and "g" not in text:
        return
    with pytest.raises(PrintError):
        Print.parse(text)


def test_the_nearest_within_reach_is_named():
    """Of several the most alike is named; beyond the reach none is."""
    known = {"a": taken(picture(1)), "b": taken(picture(2))}
    assert Sought.of(taken(picture(2))).nearest(known, 22) == "b"
    assert Sought.of(taken(picture(4))).nearest(known, 22) == ""
    assert Sought.of(taken(picture(4))).nearest({}, BITS) == ""


def finds(one, other):
    """Say whether a new photo looks at a kept one."""
    return bool(one.sought_under & other.kept_under)


def test_a_turned_or_trimmed_photo_shares_a_key():
    """A turn changes no key; a trimmed picture shares one with a frame of the whole, whichever came first."""
    grey = picture(5)
    one, other = taken(grey), taken(turned(grey))
    assert one.views[0] != other.views[0]
    assert finds(one, other)
    assert finds(other, one)
    trimmed = Print((one.views[7], *one.views[1:]))
    assert finds(trimmed, one)
    assert finds(one, trimmed)


def test_another_photo_shares_no_key():
    """Of other pictures next to none is looked at, and whether one is does not depend on which came first."""
    prints = [taken(picture(seed)) for seed in range(100, 140)]
    looks = [(a, b) for a in prints for b in prints if a is not b and finds(a, b)]
    assert all(finds(b, a) for a, b in looks)
    assert len(looks) < 0.05 * len(prints) ** 2


def test_a_photo_is_kept_under_few_keys():
    """Ten keys for the whole picture, and for each frame no more than that; each fits the index."""
    one = taken(picture(6))
    assert 10 < len(one.kept_under) <= 10 * (FRAMES + 1)
    assert max(map(len, one.kept_under | one.sought_under)) <= 40


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=1, max_size=80))
def test_any_square_can_be_looked_at(pattern):
    """No picture breaks it, and each is like itself."""
    one = fingerprint((pattern * SIDE**2)[: SIDE**2])
    assert one is None or Sought.of(one).distance(one) == 0
