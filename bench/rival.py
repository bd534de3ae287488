"""The peers, in a process and a Python of their own: told on stdin what to do, they answer how fast it went.

    python rival.py FOLDER          lines in: zen | cedar | openfisca | copy; lines out: one JSON value each

FOLDER holds ``cases.json`` (a sample of rows with what is right of them, days as numbers) and for every field a file of
32-bit numbers: days and places in an enum, -1 for unknown; flags 0, 1 for unknown, 2.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cedarpy
import numpy as np
import zen
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

FOLDER = Path(sys.argv[1])
GIVEN = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
OPENS, CLOSES, ELIGIBLE, LEVELS, SAFE = (GIVEN[name] for name in ("opens", "closes", "eligible", "levels", "safe"))
CASES, RIGHT, CODES = GIVEN["cases"], GIVEN["right"], GIVEN["codes"]
FLAGS = {"R02": "listed", "R04": "pse", "R05": "jis", "R07": "recognised", "R12": "partner"}
WINDOWS = {"R03": "application_on", "R09": "commissioned_on", "R10": "imported_on"}
NAMES = tuple(f"R{n:02d}" for n in range(1, 13))
PERIOD = "2026"


def _truths(found: dict[str, bool | None]) -> list[bool | None]:
    return [found.get(name) for name in NAMES]


def _timed(judge: Callable[[dict[str, Any]], list[bool | None]]) -> dict[str, float]:
    started = time.perf_counter()
    found = [judge(case) for case in CASES]
    seconds = time.perf_counter() - started
    pairs = (pair for mine, hand in zip(found, RIGHT, strict=True) for pair in zip(mine, hand, strict=True))
    differ = sum(one != right for one, right in pairs)
    return {"rate": len(CASES) / seconds, "differ": differ}


def _zen_table(level: str, table: dict[str, int]) -> str:
    chain = " : ".join(f"category == '{key}' ? {level} >= {value}" for key, value in table.items())
    return f"(category == null or {level} == null) ? null : ({chain} : null)"


def _zen_decision() -> Any:
    """Every rule minds its own gaps: ZEN raises where nothing is compared, and takes nothing for false."""
    window = "{0} == null ? null : ({0} >= {1} and {0} <= {2})"
    rules = {name: window.format(field, OPENS, CLOSES) for name, field in WINDOWS.items()}
    rules |= FLAGS | {
        "R01": f"category == null ? null : category in {json.dumps(ELIGIBLE)}",
        "by_pl": _zen_table("pl", LEVELS),
        "by_sil": _zen_table("sil", SAFE),
        "R06": "($.by_pl == true or $.by_sil == true) ? true : (($.by_pl == null or $.by_sil == null) ? null : false)",
        "R08": "(expires_on == null or commissioned_on == null) ? null : expires_on >= commissioned_on",
        "R11": "origin == null ? null : origin == 'cn'",
    }
    expressions = [{"id": name, "key": name, "value": text} for name, text in rules.items()]
    kinds = {"in": "inputNode", "rules": "expressionNode", "out": "outputNode"}
    content = {"rules": {"expressions": expressions}}
    nodes = [{"id": name, "type": kind, "name": name, "content": content.get(name, {})} for name, kind in kinds.items()]
    ways = (("in", "rules"), ("rules", "out"))
    edges = [{"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"} for one, other in ways]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def _cedar_texts() -> Iterator[tuple[str, str]]:
    yield from ((name, f"context.{field}") for name, field in FLAGS.items())
    for name, field in WINDOWS.items():
        yield name, f"context.{field} >= {OPENS} && context.{field} <= {CLOSES}"
    yield "R01", f"{json.dumps(ELIGIBLE)}.contains(context.category)"
    entries = [("pl", *entry) for entry in LEVELS.items()] + [("sil", *entry) for entry in SAFE.items()]
    parts = [f'(context.category == "{key}" && context.{level} >= {value})' for level, key, value in entries]
    yield "R06", " || ".join(parts)
    yield "R08", "context.expires_on >= context.commissioned_on"
    yield "R11", 'context.origin == "cn"'


def _cedar() -> Callable[[dict[str, Any]], list[bool | None]]:
    """A policy a rule; an attribute that is missing is an error of its policy, which is the nearest to unknown."""
    texts = dict(_cedar_texts())
    names = list(texts)
    policies = "\n".join(f"permit(principal, action, resource) when {{ {text} }};" for text in texts.values())
    held = cedarpy.PolicySet.from_str(policies)
    request = {"principal": 'U::"a"', "action": 'A::"screen"', "resource": 'R::"line"'}

    def judge(case: dict[str, Any]) -> list[bool | None]:
        known = {name: value for name, value in case.items() if value is not None}
        told = cedarpy.is_authorized({**request, "context": known}, held, []).diagnostics
        found: dict[str, bool | None] = dict.fromkeys(names, False)
        found |= {names[int(reason.removeprefix("policy"))]: True for reason in told.reasons}
        return _truths(found | {names[int(error.split("`policy")[1].split("`")[0])]: None for error in told.errors})

    return judge


def _known(values: Any, truth: Any) -> Any:
    """Say 0, 1 for unknown, 2: OpenFisca has no unknown, so a sentinel does its work, and least and greatest join."""
    return np.where(values < 0, 1, 2 * truth)


def _level(values: Any, category: Any, table: dict[str, int]) -> Any:
    limits = np.array([table.get(code, -1) for code in CODES["category"]])[category]
    return np.where((values < 0) | (category < 0) | (limits < 0), 1, 2 * (values >= limits))


Read = Callable[[str], Any]
Formula = Callable[[Read], Any]


def _window(field: str) -> Formula:
    return lambda read: _known(read(field), (read(field) >= OPENS) & (read(field) <= CLOSES))


def _flag(field: str) -> Formula:
    return lambda read: read(field)


def _formulas() -> dict[str, Formula]:
    eligible = [CODES["category"].index(name) for name in ELIGIBLE]
    formulas: dict[str, Formula] = {name: _window(field) for name, field in WINDOWS.items()}
    formulas |= {name: _flag(field) for name, field in FLAGS.items()}
    formulas["R01"] = lambda read: _known(read("category"), np.isin(read("category"), eligible))
    formulas["R06"] = lambda read: np.maximum(
        _level(read("pl"), read("category"), LEVELS), _level(read("sil"), read("category"), SAFE)
    )
    formulas["R08"] = lambda read: np.where(
        (read("expires_on") < 0) | (read("commissioned_on") < 0), 1, 2 * (read("expires_on") >= read("commissioned_on"))
    )
    formulas["R11"] = lambda read: _known(read("origin"), read("origin") == CODES["origin"].index("cn"))
    formulas["met"] = lambda read: np.minimum.reduce([read(name) for name in NAMES])
    return formulas


def _method(formula: Formula) -> Callable[[Any, Any], Any]:
    return lambda line, period: formula(lambda field: line(field, period))


class _Fisca:
    """OpenFisca: a variable a field and a rule."""

    def __init__(self) -> None:
        person = build_entity("person", "persons", "one line", is_person=True)
        self._system = TaxBenefitSystem([person])
        self._columns = {file.stem: np.fromfile(file, dtype=np.int32) for file in FOLDER.glob("*.i32")}
        shape = {"value_type": int, "entity": person, "definition_period": DateUnit.YEAR}
        for field in self._columns:
            self._system.add_variable(type(field, (Variable,), dict(shape)))
        for name, formula in _formulas().items():
            self._system.add_variable(type(name, (Variable,), {**shape, "formula": _method(formula)}))

    def rate(self) -> dict[str, float]:
        count = len(self._columns["category"])
        simulation = SimulationBuilder().build_default_simulation(self._system, count)
        for field, values in self._columns.items():
            simulation.set_input(field, PERIOD, values)
        started = time.perf_counter()
        simulation.calculate("met", PERIOD)
        seconds = time.perf_counter() - started
        found = [simulation.calculate(name, PERIOD)[: len(CASES)] for name in NAMES]
        right = np.array([[{False: 0, None: 1, True: 2}[one] for one in rights] for rights in RIGHT]).T
        return {"rate": count / seconds, "differ": int((np.array(found) != right).sum())}


class _Copy:
    """How fast this machine moves memory: numpy copying what fits in no cache, on two threads."""

    def __init__(self) -> None:
        size = GIVEN["bytes"] // 4
        self._halves = [(np.ones(size, np.uint8), np.zeros(size, np.uint8)) for _ in range(2)]
        self._threads = ThreadPoolExecutor(2)

    def rate(self) -> dict[str, float]:
        started = time.perf_counter()
        list(self._threads.map(lambda half: np.copyto(half[1], half[0]), self._halves))
        # Half of the bytes are read and half are written.
        return {"rate": GIVEN["bytes"] / (time.perf_counter() - started)}


def main() -> None:
    """Answer until there is nothing more to do."""
    decision, cedar, fisca, copy = _zen_decision(), _cedar(), _Fisca(), _Copy()
    works: dict[str, Callable[[], dict[str, float]]] = {
        "zen": lambda: _timed(lambda case: _truths(decision.evaluate(case)["result"])),
        "cedar": lambda: _timed(cedar),
        "openfisca": fisca.rate,
        "copy": copy.rate,
    }
    for line in sys.stdin:
        print(json.dumps(works[line.strip()]()), flush=True)


if __name__ == "__main__":
    main()
