"""The plant: one machine, its cycle, and the gateway that publishes the same cycle over MTConnect."""

import asyncio
import hashlib
import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from factory.agent import Agent
from factory.category import CATEGORIES
from factory.cycle import Cycle, Snapshot
from factory.document import Nameplate, items_of
from factory.machine import Machine

LOOPBACK = "127.0.0.1"


class ExposedError(Exception):
    """A server of the factory listens where others could reach it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What machine the factory is to play."""

    category: str = "cnc"
    manufacturer: str = "Example Machine Works"
    model: str = "EX-500"
    serial: str = "EX500-0001"
    step_s: float = 0.05

    @property
    def plate(self) -> Nameplate:
        """Give the nameplate; the uuid follows maker, model and serial number."""
        device = f"{self.category.upper()}-1"
        return Nameplate(device, f"{self.model}.{self.serial}", self.manufacturer, self.model, self.serial)


class Plant:
    """A machine and its gateway, started together and driven by one cycle."""

    def __init__(self, place: Path, wish: Wish) -> None:
        self.place, self.wish = place, wish
        category = CATEGORIES[wish.category]
        self.cycle, self.signals = Cycle(category), category.signals
        self.machine = Machine(place, wish.plate, self.signals)
        self.agent = Agent(wish.plate, items_of(self.signals))
        self._drive: asyncio.Task[None] | None = None
        self._started_at = 0.0
        #: What the operator holds at his panel, by signal, against what the program would have.
        self._held: dict[str, str | float] = {}

    async def start(self, opcua_port: int = 0, mtconnect_port: int = 0) -> None:
        """Start both servers and the cycle; write ``factory.json``. Raises ExposedError."""
        # Removed first and renamed into place last: who waits for the file never reads an earlier run's addresses.
        told = self.place / "factory.json"
        told.unlink(missing_ok=True)
        await self.machine.start(opcua_port)
        await self.agent.start(mtconnect_port)
        # Some stacks bind every interface whatever they were told (interop.md §8, trap 12); a test machine must not.
        if self.machine.listens_on[0] != LOOPBACK or f"//{LOOPBACK}:" not in self.agent.address:
            raise ExposedError(f"{self.machine.endpoint}, {self.agent.address}")
        self._started_at = time.monotonic()
        await self._show()
        self._drive = asyncio.create_task(self._run())
        draft = told.with_suffix(".draft")
        draft.write_text(json.dumps(self.told(), indent=1, sort_keys=True), encoding="utf-8")
        draft.replace(told)

    async def stop(self) -> None:
        """Stop the cycle and both servers."""
        if self._drive is not None:
            self._drive.cancel()
            await asyncio.gather(self._drive, return_exceptions=True)
        await self.agent.stop()
        await self.machine.stop()

    def hold(self, signal: str, value: str | float) -> None:
        """Hold a signal at a value, as an operator does at the panel; both protocols show it from the next step on."""
        self._held[signal] = value

    def told(self) -> dict[str, object]:
        """Say where everything is: ``machine`` is the machine's table of a capture plan."""
        plate = self.wish.plate
        machine = {
            "device": plate.device,
            "identity": {"manufacturer": plate.manufacturer, "model": plate.model, "serial": plate.serial},
            "opcua": {"endpoint": self.machine.endpoint, "server_certificate_sha256": self._thumbprint()},
            "mtconnect": {"agent": self.agent.address, "device": plate.device},
            "signals": [
                {"name": s.name, "kind": s.kind, "node": self.machine.node_of(s.name), "item": s.name}
                for s in self.signals
            ],
        }
        return {
            "machine": machine,
            "category": self.wish.category,
            "application_uri": self.machine.application_uri,
            "opcua_url": self.machine.endpoint,
            "opcua_port": self.machine.listens_on[1],
            "mtconnect_url": self.agent.address,
            "mtconnect_port": int(self.agent.address.rsplit(":", 1)[1]),
            "server_certificate": str(self.machine.certificate),
            "trusted": str(self.machine.trust.folder),
            "pid": os.getpid(),
        }

    def _thumbprint(self) -> str:
        return hashlib.sha256(self.machine.certificate.read_bytes()).hexdigest()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self.wish.step_s)
            await self._show()

    async def _show(self) -> None:
        # One snapshot for both protocols; what they say can then be compared value by value.
        snapshot, at = self.cycle.at(time.monotonic() - self._started_at), datetime.now(UTC)
        values = self._values(snapshot)
        said = {"avail": "AVAILABLE", "estop": "ARMED", "system": "Normal", "logic": "Normal"}
        self.agent.observe(at, {name: str(value) for name, value in values.items()} | said)
        await self.machine.show(at, values)

    def _values(self, snapshot: Snapshot) -> dict[str, str | float]:
        return {signal.name: snapshot.read(signal.source) for signal in self.signals} | self._held
