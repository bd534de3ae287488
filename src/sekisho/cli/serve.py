"""``sekisho serve``: the portal on a home directory; ``sekisho rebuild``: every list from the journal again."""

import os
import signal
from pathlib import Path
from typing import NoReturn

import click
import waitress

from sekisho import bootstrap
from sekisho.cli.home import answering, use_current_home, use_home
from sekisho.cli.output import spoken, voice
from sekisho.cli.usage import Command, Option

THREADS = 8


@click.command(cls=Command)
@click.option("--home", cls=Option, type=click.Path(path_type=Path), required=True, help="home")
@click.option("--port", cls=Option, type=click.IntRange(0, 65535), default=8000, help="port")
@click.option("--host", cls=Option, default="127.0.0.1", help="host")
@spoken
def serve(home: Path, port: int, host: str, lang: str, *, as_json: bool) -> None:
    """Serve the portal and the API from a home directory."""
    said = voice(lang, as_json=as_json)
    use_current_home(said, home)
    from sekisho.portal.wsgi import application  # noqa: PLC0415 - because Django reads its settings on import

    os.umask(0o077)
    try:
        server = waitress.create_server(application, host=host, port=port, threads=THREADS, ident=None)
    except (OSError, ValueError) as error:
        said.stop("serve.not_listening", host=host, port=port, problem=str(error))
    # The machine ends a service with SIGTERM: the round of due work that has begun is finished first.
    signal.signal(signal.SIGTERM, _leave)
    address = f"http://{host}:{server.effective_port}/"
    if as_json:
        said.json({"holds": True, "address": address})
    said.say("serve.listening", address=address)
    with bootstrap.watching():
        server.run()


def _leave(*_signal: object) -> NoReturn:
    raise SystemExit


@click.command("rebuild", cls=Command)
@click.option("--home", cls=Option, type=click.Path(path_type=Path), required=True, help="home")
@spoken
def rebuild_views(home: Path, lang: str, *, as_json: bool) -> None:
    """Drop every list and write it again from the journal; what an older version left is brought up to date first."""
    said = voice(lang, as_json=as_json)
    use_home(said, home)
    with answering(said, home), said.working(said.text("rebuild.working")):
        count = bootstrap.rebuild_home()
    said.answer({"streams": count}, lambda: said.say("rebuild.done", count=count))
