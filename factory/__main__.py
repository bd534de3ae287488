"""Start the loopback factory: ``python -m factory --dir DIR``; it prints ``ready`` and stops on SIGTERM."""

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

from factory.category import CATEGORIES
from factory.plant import Plant, Wish


def _arguments() -> argparse.Namespace:
    usual = Wish()
    parser = argparse.ArgumentParser(prog="python -m factory", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="where factory.json, own/ and trusted/ stand")
    parser.add_argument("--opcua-port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--mtconnect-port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--category", choices=sorted(CATEGORIES), default=usual.category)
    parser.add_argument("--manufacturer", default=usual.manufacturer)
    parser.add_argument("--model", default=usual.model)
    parser.add_argument("--serial", default=usual.serial)
    return parser.parse_args()


async def _run(given: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    given.dir.mkdir(parents=True, exist_ok=True)
    plant = Plant(given.dir, Wish(given.category, given.manufacturer, given.model, given.serial))
    await plant.start(given.opcua_port, given.mtconnect_port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await stop.wait()
    await plant.stop()


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(_run(_arguments()))
