"""Tiles: the log as static files, as the specification counts them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.seal.log.merkle import Tree, leaf_hash, node_hash
from sekisho.seal.log.tile import TileError, bundle, bundles, hashes, is_place, place, tiles, unbundle

TREE = Tree([leaf_hash(str(n).encode()) for n in range(70_000)])


def test_a_number_is_written_in_threes():
    """Index 1234067 is x001/x234/067, the example of the specification; a partial tile says its width."""
    assert place(0, 1234067) == "tile/0/x001/x234/067"
    assert place(2, 5, 17) == "tile/2/005.p/17"
    assert place("entries", 999) == "tile/entries/999"


def test_seventy_thousand_leaves_have_the_tiles_of_the_specification():
    """273 full tiles and one of 112 at level 0, one full and one of 17 at level 1, one of 1 at level 2."""
    made = dict(tiles(TREE, 0, 70_000))
    assert len(made) == 273 + 1 + 1 + 1 + 1
    assert {"tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= set(made)
    assert all(len(data) % 32 == 0 for data in made.values())


def test_a_full_tile_closes_into_the_level_above():
    """256 leaves are a full tile and one of width 1 above it; that hash is the root."""
    made = dict(tiles(TREE, 0, 256))
    assert set(made) == {"tile/0/000", "tile/1/000.p/1"}
    assert made["tile/1/000.p/1"] == TREE.root(256)


def _up(level):
    return [node_hash(a, b) for a, b in zip(level[::2], level[1::2], strict=True)]


@settings(max_examples=60)
@given(st.data())
def test_what_was_written_step_by_step_is_what_is_written_at_once(data):
    """Whatever sizes a log was published at, its full tiles are the same, and each is the hash of the tile below."""
    steps = sorted(data.draw(st.sets(st.integers(1, 70_000), min_size=1, max_size=5)))
    files = {}
    for old, new in zip([0, *steps], steps, strict=False):
        files |= dict(tiles(TREE, old, new))
    whole = dict(tiles(TREE, 0, steps[-1]))
    assert whole.items() <= files.items()
    assert all(is_place(name) for name in files)
    if "tile/1/000" in files or steps[-1] >= 256:
        level = hashes(files["tile/0/000"], 256)
        while len(level) > 1:
            level = _up(level)
        above = next(files[name] for name in sorted(files) if name.startswith("tile/1/000"))
        assert above[:32] == level[0]


def test_nothing_is_written_where_nothing_grew():
    """A log that has not grown has no new tile and no new bundle."""
    assert list(tiles(TREE, 300, 300)) == []
    assert list(bundles([b"x"] * 44, 300, 300)) == []


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=600), st.data())
def test_bundles_are_read_back(entries, data):
    """Entries published in two steps are read back from their bundles, the last one under its width."""
    old = data.draw(st.integers(0, len(entries)))
    files = dict(bundles(entries, 0, old)) | dict(bundles(entries[old - old % 256 :], old, len(entries)))
    found = []
    for start in range(0, len(entries), 256):
        width = min(256, len(entries) - start)
        found += unbundle(files[place("entries", start // 256, width)], width)
    assert found == entries


@pytest.mark.parametrize(
    "path",
    ["tile/64/000", "tile/00/000", "tile/0/0", "tile/0/x000/001", "tile/0/001.p/0", "tile/0/001.p/256",
     "tile/0/000.p/01",
     "tile/0/../001", "tile/0/001/", "tile/entries/x1/001", "tile/0/001\n", "checkpoint", "tile/0/\u0661\u0661\u0661"],
)  # fmt: skip
def test_a_place_in_another_form_is_none(path):
    """A level too high, leading zeros, widths out of range, paths that climb: none of them is a tile's place."""
    assert not is_place(path)


def test_broken_tiles_and_bundles_are_refused():
    """A tile of another length and a bundle that is cut, too long or of another count are refused."""
    for data, count in ((b"\x00", 0), (b"\x00\x05ab", 1), (bundle([b"a", b"b"]), 1), (bundle([b"a"])[:-1], 1)):
        with pytest.raises(TileError):
            unbundle(data, count)
    with pytest.raises(TileError):
        hashes(b"x" * 31, 1)
    with pytest.raises(TileError):
        bundle([b"x" * 65_536])
