"""``sekisho serve``: the portal on a home directory; ``sekisho rebuild``: every list from the journal again."""

import os
import sys
from pathlib import Path

import click
import waitress

from sekisho import bootstrap
from sekisho.application.project import rebuild
from sekisho.cli.output import spoken, voice


@click.command()
@click.option("--home", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--port", type=int, default=8000)
@click.option("--host", default="127.0.0.1", help="The address to listen on; loopback unless said otherwise.")
def serve(home: Path, port: int, host: str) -> None:
    """Serve the portal and the API from a home directory."""
    bootstrap.use_home(home)
    from sekisho.portal.wsgi import application  # noqa: PLC0415 - because Django reads its settings on import

    os.umask(0o077)
    waitress.serve(application, host=host, port=port, threads=8, ident=None)


@click.command("rebuild")
@click.option("--home", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@spoken
def rebuild_views(home: Path, lang: str, *, as_json: bool) -> None:
    """Drop every list and write it again from the journal."""
    said = voice(lang, as_json=as_json)
    bootstrap.use_home(home)
    count = rebuild(bootstrap.desk())
    if said.as_json:
        said.json({"streams": count})
    said.say("rebuild.done", count=count)
    sys.exit(0)
