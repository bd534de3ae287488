"""Install the peers of ``rules`` into a Python of their own, apart from the product, and ask them how fast they are."""

import hashlib
import json
import subprocess
import sys
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from bench.twelve import CLOSES, ELIGIBLE, FIELDS, LEVELS, OPENS, SAFE, WORDS, by_hand

PINNED = ("OpenFisca-Core==46.0.1", "zen-engine==2.1.3", "cedarpy==4.12.2", "numpy==2.4.6")
PEERS = {"zen": "zen-engine 2.1.3", "cedar": "cedarpy 4.12.2", "openfisca": "OpenFisca-Core 46.0.1"}
ROOT = Path(__file__).parents[1]
EPOCH = OPENS.fromordinal(719_163)


def _python() -> Path:
    """Give the peers' Python; made once, and again only when a pin changes."""
    folder = ROOT / "var" / f"bench-peers-{hashlib.sha256(' '.join(PINNED).encode()).hexdigest()[:12]}"
    python = folder / "bin" / "python"
    if not (folder / "whole").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        called = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PINNED]
        done = subprocess.run(called, check=False, timeout=600, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit(
                f"The peers {', '.join(PINNED)} cannot be installed from a package index: {done.stderr[-500:]}"
            )
        (folder / "whole").touch()
    return python


def _numbers(column: pl.Series, kind: str) -> pl.Series:
    """Give a column as the sentinels of ``rival.py``."""
    if kind == "bool":
        return (column.cast(pl.Int32) * 2).fill_null(1)
    return (column.to_physical() if kind.startswith("enum:") else column).cast(pl.Int32).fill_null(-1)


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    return {name: (value - EPOCH).days if isinstance(value, type(EPOCH)) else value for name, value in row.items()}


def _lay(folder: Path, frame: pl.DataFrame, cases: int, moved: int) -> None:
    for name, kind in FIELDS.items():
        with (folder / f"{name}.i32").open("wb") as file:
            array("i", _numbers(frame[name], kind).to_list()).tofile(file)
    rows = frame.head(cases).to_dicts()
    given = {
        "opens": (OPENS - EPOCH).days, "closes": (CLOSES - EPOCH).days, "eligible": ELIGIBLE, "levels": LEVELS,
        "safe": SAFE, "codes": dict(WORDS.enums), "bytes": moved, "cases": [_plain(row) for row in rows],
        "right": [by_hand(row) for row in rows],
    }  # fmt: skip
    (folder / "cases.json").write_text(json.dumps(given), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Rivals:
    """The peers at work. ``differ`` are the answers in which each differs from Kleene by hand, by its name."""

    asked: IO[str]
    told: IO[str]
    differ: dict[str, int]

    def rate(self, name: str) -> float:
        """Let a peer do its work once; give rows a second, or bytes where memory is moved."""
        self.asked.write(f"{name}\n")
        self.asked.flush()
        told = json.loads(self.told.readline())
        if "differ" in told:
            self.differ[name] = int(told["differ"])
        return float(told["rate"])


@contextmanager
def rivals(folder: Path, frame: pl.DataFrame, cases: int, moved: int) -> Iterator[Rivals]:
    """Start the peers on some rows: ``cases`` one by one, all of them at once, and ``moved`` bytes of memory."""
    _lay(folder, frame, cases, moved)
    called = [str(_python()), str(ROOT / "bench" / "rival.py"), str(folder)]
    with subprocess.Popen(called, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield Rivals(process.stdin, process.stdout, {})
        finally:
            process.stdin.close()
