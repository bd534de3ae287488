"""Several machines at the same time: each by itself, with a bundle of its own; one that fails never costs another."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sekisho.capture.collect.capture import UnusableClientError, run_capture
from sekisho.capture.collect.disk import Disk
from sekisho.capture.collect.network import Survey
from sekisho.capture.collect.past import SpoolError
from sekisho.capture.identity import Collector
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Problem

_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one machine's capture: its bundle, or what kept it from being written."""

    plan: CapturePlan
    out: Path
    problems: tuple[Problem, ...] = ()

    @property
    def is_written(self) -> bool:
        """Say whether there is a bundle."""
        return not self.problems


def places(plans: Sequence[CapturePlan], out: Path) -> list[Path]:
    """Give where each bundle goes: for one machine the file, for several a file each in the folder, named after it."""
    if len(plans) == 1:
        return [out]
    taken: set[str] = set()
    return [out / f"{_name(plan.machine.device, taken)}.zip" for plan in plans]


def _name(device: str, taken: set[str]) -> str:
    name = plain = _UNFIT.sub("_", device).strip(".")[:80] or "_"
    number = 2
    # Windows takes two names that differ in case only for one file.
    while name.casefold() in taken:
        name, number = f"{plain}-{number}", number + 1
    taken.add(name.casefold())
    return name


async def run_captures(
    plans: Sequence[CapturePlan],
    collector: Collector,
    outs: Sequence[Path],
    on_progress: Callable[[str, Problem], None],
    disk: Disk | None = None,
    survey: Survey | None = None,
) -> list[Outcome]:
    """Carry out the plans side by side; ``on_progress`` is told of which device. Cancelled, each seals what it has."""

    async def one(plan: CapturePlan, out: Path) -> Outcome:
        def tell(problem: Problem) -> None:
            on_progress(plan.machine.device, problem)

        work = run_capture(plan, collector, out, on_progress=tell, disk=disk, survey=survey)
        return await _outcome(plan, out, work)

    captures = [asyncio.create_task(one(plan, out)) for plan, out in zip(plans, outs, strict=True)]
    try:
        await asyncio.wait(captures)
    except asyncio.CancelledError:
        for capture in captures:
            capture.cancel()
        # Each seals what it has; waiting for that is all that is left to do.
        await asyncio.wait(captures)
    return [capture.result() for capture in captures]


async def _outcome(plan: CapturePlan, out: Path, work: Awaitable[Path]) -> Outcome:
    try:
        await work
    except UnusableClientError as error:
        return Outcome(plan, out, tuple(error.problems))
    except SpoolError as error:
        return Outcome(plan, out, (error.problem,))
    except OSError as error:
        facts = {"file": str(out), "problem": error.strerror or str(error)}
        return Outcome(plan, out, (Problem("spool.not_written", facts=dict(facts)),))
    return Outcome(plan, out)
