"""Tiles (C2SP tlog-tiles): the log as static files of 256 hashes, from which anybody computes any proof."""

import re
import struct
from collections.abc import Callable, Iterator, Sequence

from sekisho.seal.log.merkle import SIZE, Proofs, Tree, node_hash

#: Hashes in a full tile, and levels of the tree between a tile and the one above it.
WIDTH, HEIGHT = 256, 8
ENTRIES = "entries"
LARGEST_ENTRY = 65535
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9]|[1-5][0-9]|6[0-3])/(?P<number>(?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


class TileError(ValueError):
    """A place or a tile that does not keep to the form."""


def _number(number: int) -> str:
    """Write a tile's number in path elements of three digits: 1234067 is ``x001/x234/067``."""
    text = f"{number:03d}"
    text = text.zfill(-(-len(text) // 3) * 3)
    parts = [text[start : start + 3] for start in range(0, len(text), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])


def place(level: int | str, number: int, width: int = WIDTH) -> str:
    """Give where a tile stands below the log's prefix; ``level`` may be ``entries``."""
    return f"tile/{level}/{_number(number)}" + (f".p/{width}" if width < WIDTH else "")


def is_place(path: str) -> bool:
    """Say whether a path is one that a tile can have, written in its one way."""
    match = _PATH.fullmatch(path)
    if match is None or int(match["width"] or 1) >= WIDTH:
        return False
    digits = match["number"].replace("x", "").replace("/", "")
    return match["number"] == _number(int(digits))


def _widths(level: int, size: int) -> tuple[int, int]:
    """Give how many full tiles a level has in a tree of this size, and how wide its partial tile is."""
    return divmod(size >> HEIGHT * level, WIDTH)


def tiles(tree: Tree, old: int, new: int) -> Iterator[tuple[str, bytes]]:
    """Give each tile that a tree of ``new`` leaves has and one of ``old`` had not: its place and its bytes."""
    level = 0
    while new >> HEIGHT * level:
        (before, width_before), (full, width) = _widths(level, old), _widths(level, new)
        for number in range(before, full):
            yield place(level, number), tree.nodes(HEIGHT * level, number * WIDTH, WIDTH)
        if width and (before, width_before) != (full, width):
            yield place(level, full, width), tree.nodes(HEIGHT * level, full * WIDTH, width)
        level += 1


def bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries as a bundle: each after its length in two bytes. Raises TileError for one too long."""
    if any(len(entry) > LARGEST_ENTRY for entry in entries):
        raise TileError(f"an entry of more than {LARGEST_ENTRY} bytes")
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def bundles(leaves: Sequence[bytes], old: int, new: int) -> Iterator[tuple[str, bytes]]:
    """Give each bundle of entries that a log of ``new`` leaves has and one of ``old`` had not.

    ``leaves`` are those from the start of the first bundle that changed: ``old`` rounded down to 256.
    """
    start = old - old % WIDTH
    for at in range(start, new, WIDTH) if new > old else ():
        width = min(WIDTH, new - at)
        yield place(ENTRIES, at // WIDTH, width), bundle(leaves[at - start : at - start + width])


def unbundle(data: bytes, count: int) -> list[bytes]:
    """Read a bundle of so many entries. Raises TileError."""
    found, at = [], 0
    while at < len(data):
        (length,) = struct.unpack(">H", data[at : at + 2]) if at + 2 <= len(data) else (LARGEST_ENTRY,)
        entry = data[at + 2 : at + 2 + length]
        if len(entry) != length:
            raise TileError("a bundle that ends within an entry")
        found.append(entry)
        at += 2 + length
    if len(found) != count:
        raise TileError(f"a bundle of {len(found)} entries instead of {count}")
    return found


def hashes(data: bytes, count: int) -> list[bytes]:
    """Read a tile of so many hashes. Raises TileError."""
    if len(data) != count * SIZE:
        raise TileError(f"a tile of {len(data)} bytes instead of {count * SIZE}")
    return [data[at : at + SIZE] for at in range(0, len(data), SIZE)]


class TileTree(Proofs):
    """A tree of this size as its tiles tell it. What it says is proved only by a check against signed roots."""

    def __init__(self, size: int, fetch: Callable[[str], bytes]) -> None:
        """Take how many leaves there are, and what gives a tile by its place."""
        self._size, self._fetch = size, fetch
        self._levels: dict[tuple[int, int], list[list[bytes]]] = {}

    @property
    def size(self) -> int:
        """Give the number of leaves."""
        return self._size

    def node(self, level: int, index: int) -> bytes:
        """Give a full node. Raises TileError, and whatever fetching raises."""
        height = level % HEIGHT
        tile, first = divmod(index << height, WIDTH)
        return self._tile(level // HEIGHT, tile)[height][first >> height]

    def _tile(self, level: int, number: int) -> list[list[bytes]]:
        """Give a tile's own hashes, and above them those of the levels it stands for."""
        if (level, number) not in self._levels:
            width = min(WIDTH, (self._size >> HEIGHT * level) - number * WIDTH)
            levels = [hashes(self._fetch(place(level, number, width)), width)]
            while len(levels[-1]) > 1:
                below = levels[-1]
                levels.append([node_hash(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)])
            self._levels[level, number] = levels
        return self._levels[level, number]
