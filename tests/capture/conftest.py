"""What the capture's tests share: a collector, the loopback factory, plans, and one capture made for many tests."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from factory.plant import Plant, Wish
from sekisho.capture.collect.capture import run_capture
from sekisho.capture.identity import Collector, make_collector
from sekisho.capture.judge.assess import Assessment, Thresholds, assess
from sekisho.capture.plan.capture_plan import CapturePlan, Identity, machine_of
from sekisho.capture.problem import Refused
from sekisho.capture.replay.history import History
from sekisho.capture.replay.player import replay
from sekisho.capture.sealed.bundle import Bundle, read_bundle
from sekisho.capture.sealed.segment import read_segment

CHALLENGE = b"sekisho-challenge/v1\ncase C-1\nrandom 00\n"
THRESHOLDS = Thresholds(duration_s=1, gap_percent=1, good_percent=95, clock_offset_s=300)


@dataclass(frozen=True)
class Made:
    """A capture and what it was made with."""

    plan: CapturePlan
    # Not told where a property test fails: hypothesis warns of so much text, and the warning hides what failed.
    bundle: bytes = field(repr=False)
    collector: Collector
    told: dict[str, Any]

    def judge(self, bundle: bytes | None = None, **other: Any) -> Assessment | Refused:
        """Judge the capture as the office does, with what a test changes."""
        usual = {
            "challenge_record": CHALLENGE,
            "expected_identity": self.plan.machine.identity,
            "mode": "rehearsal",
            "thresholds": THRESHOLDS,
            "collector_public_key": self.collector.public_key,
        }
        return assess(bundle or self.bundle, **(usual | other))


def plan_for(machine: dict[str, Any], **other: Any) -> CapturePlan:
    """Make a plan of one second for a machine's table."""
    read = machine_of(machine)
    assert not isinstance(read, Refused), read
    usual = CapturePlan("C-1", "line-1", "rehearsal", CHALLENGE, 1, 100, read)
    return replace(usual, **other)


def history_of(bundle: bytes) -> History:
    """Replay the records of a bundle."""
    read = read_bundle(bundle)
    assert isinstance(read, Bundle), read
    return replay(record for part in read.segments for record in read_segment(part).records)


async def carry_out(plan: CapturePlan, collector: Collector, **other: Any) -> bytes:
    """Carry out a plan with a collector; give the bundle."""
    with tempfile.TemporaryDirectory() as folder:
        return (await run_capture(plan, collector, Path(folder) / "bundle.zip", **other)).read_bytes()


@pytest.fixture(scope="session")
def collector() -> Collector:
    """A collector with its keys."""
    return make_collector("test-1")


@pytest.fixture
async def plant(tmp_path: Path, collector: Collector) -> AsyncIterator[Plant]:
    """The loopback factory in this process, trusting the collector."""
    plant = Plant(tmp_path / "plant", Wish(step_s=0.05))
    (plant.machine.trust.folder / "collector.der").write_bytes(collector.client_certificate)
    await plant.start()
    yield plant
    await plant.stop()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Made:
    """One capture of both protocols, made once and judged by many tests."""

    async def make() -> Made:
        plant = Plant(tmp_path_factory.mktemp("made"), Wish())
        (plant.machine.trust.folder / "collector.der").write_bytes(collector.client_certificate)
        await plant.start()
        told = plant.told()
        plan = plan_for(told["machine"], duration_s=2)
        bundle = await carry_out(plan, collector)
        await plant.stop()
        return Made(plan, bundle, collector, told)

    return asyncio.run(make())


@pytest.fixture
def expected(made: Made) -> Identity:
    """What the machine of the shared capture is registered as."""
    return made.plan.machine.identity
