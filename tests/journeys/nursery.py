"""Portals that stand at once: ``python -m tests.journeys.nursery HOME`` loads everything, and forks one for each home.

It reads a command a line and answers with one: ``serve HOME`` with the portal's process and port, ``stop PROCESS``
once that has ended. When its input ends, every portal ends with it.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import waitress

from sekisho import bootstrap

THREADS = 8
LOG = "portal.log"


def _leave(*_signal: object) -> NoReturn:
    os._exit(0)


def _serve(home: Path, told: int) -> None:
    """Serve a home from this process until it is told to end; the port is written where the nursery reads it."""
    from sekisho.portal.wsgi import application  # noqa: PLC0415 - because it reads settings, which want a home
    from tests.conftest import pointed  # noqa: PLC0415 - because of the same
    from tests.portal.api.conftest import inhabited  # noqa: PLC0415 - because of the same

    with (home / LOG).open("wb") as log:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    signal.signal(signal.SIGTERM, _leave)
    with pointed("default", f"sqlite:///{home}/sekisho.sqlite3"), inhabited(home):
        server = waitress.create_server(application, host="127.0.0.1", port=0, threads=THREADS, ident=None)
        os.write(told, str(server.effective_port).encode())
        os.close(told)
        server.run()


def _portal(home: Path) -> str:
    """Fork a portal for a home; give its process and its port."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        try:
            _serve(home, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as told:
        return f"{process} {told.read()}"


def _stop(process: int) -> str:
    os.kill(process, signal.SIGTERM)
    os.waitpid(process, 0)
    return f"{process} stopped"


def _warm(home: Path) -> None:
    """Load what the first visitors of a portal would wait for: addresses, texts, templates, the program."""
    from django.conf import settings  # noqa: PLC0415 - because settings load only once a home is in use
    from django.db import connections  # noqa: PLC0415 - because of the same
    from django.test import Client  # noqa: PLC0415 - because of the same

    import tests.portal.api.conftest  # noqa: F401, PLC0415 - because every portal would load it for itself
    from tests.journeys.house import SIGNED_IN  # noqa: PLC0415 - because of the same

    visitor = Client(headers={"host": "127.0.0.1"})
    visitor.cookies[settings.SESSION_COOKIE_NAME] = json.loads((home / SIGNED_IN).read_text())["officer"]
    for path in ("/en/", "/en/cases/", "/api/v1/pool"):
        visitor.get(path)
    connections.close_all()


def main(home: Path) -> None:
    """Load everything on a home, then fork portals as they are asked for."""
    bootstrap.use_home(home)
    _warm(home)
    running: set[int] = set()
    for line in sys.stdin:
        command, _, what = line.strip().partition(" ")
        answer = _portal(Path(what)) if command == "serve" else _stop(int(what))
        process = int(answer.split()[0])
        running = running | {process} if command == "serve" else running - {process}
        print(answer, flush=True)  # noqa: T201 - because this is how it answers
    for process in running:
        _stop(process)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
