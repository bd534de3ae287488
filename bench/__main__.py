"""``python -m bench [NAME] [--quick] [--json]``: all benchmarks, or one."""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from bench.figure import Figure, Result, Size
from bench.machine import describe

BENCHES = ("capture", "fund", "photo", "replay", "rules", "seal")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Side by side with peers and with the limit.")
    parser.add_argument("name", nargs="?", choices=BENCHES, help="one benchmark; all where it is absent")
    parser.add_argument("--quick", dest="size", action="store_const", const="quick", default="full", help="in seconds")
    parser.add_argument("--tiny", dest="size", action="store_const", const="tiny", help="only to see that it runs")
    parser.add_argument("--json", action="store_true", help="one JSON value")
    return parser.parse_args()


def _run(name: str, size: str) -> Result:
    module = import_module(f"bench.{name}")
    sizes: Mapping[str, Size] = module.SIZES
    run: Callable[[Size], Result] = module.run
    return run(sizes[size])


def _spread(figure: Figure) -> dict[str, Any]:
    low, high = min(figure.values), max(figure.values)
    return {"unit": figure.unit, "n": len(figure.values), "low": low, "high": high, "says": figure.says}


def as_json(result: Result, size: str) -> dict[str, Any]:
    """Give a result as plain values: the medians by name, and how each came about."""
    return {
        "bench": result.bench,
        "question": result.question,
        "size": size,
        "figures": {figure.name: figure.median for figure in result.figures},
        "details": {figure.name: _spread(figure) for figure in result.figures},
        "peers": dict(result.peers),
        "machine": dict(describe()),
    }


def _number(figure: Figure) -> str:
    return f"{figure.median:,.0f} {figure.unit}" if figure.unit else f"{figure.median:.3f}"


def lines(result: Result) -> Iterator[str]:
    """Give a result as a table: median, number of runs, spread, and what the figure is."""
    yield f"{result.bench}: {result.question}"
    yield f"  {'figure':24}{'median':>16}{'n':>4}{'spread':>9}  what it is"
    for figure in result.figures:
        yield f"  {figure.name:24}{_number(figure):>16}{len(figure.values):>4}{figure.spread:>8.0%}   {figure.says}"
    yield from (f"  peer {name}: {about}" for name, about in result.peers.items())


def main() -> None:
    """Run what was asked for and print it."""
    given = _arguments()
    names = [given.name] if given.name else BENCHES
    if not given.json:
        print("machine: " + ", ".join(f"{name} {value}" for name, value in describe().items()))
    found = []
    for name in names:
        found.append(as_json(result := _run(name, given.size), given.size))
        if not given.json:
            print("", *lines(result), sep="\n", flush=True)
    if given.json:
        print(json.dumps(found[0] if given.name else found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
