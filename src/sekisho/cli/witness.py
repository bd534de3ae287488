"""``sekisho witness``: vouch for a log of others that it only ever grew; needs no home and no program."""

import signal
import time
from pathlib import Path
from typing import NoReturn

import click

from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes
from sekisho.cli.usage import Command, Group, Option
from sekisho.domain.values.finding import Refusal, Value
from sekisho.seal.log.policy import LARGEST, Policy, PolicyError, parse_policy
from sekisho.seal.witness.folder import FolderError, WitnessFolder, make_witness, open_witness
from sekisho.seal.witness.server import serve as listen
from sekisho.seal.witness.witness import Witness


@click.group(cls=Group)
def witness() -> None:
    """Vouch for a log: cosign its checkpoints as long as each extends the last one."""


def _told(said: Voice, found: WitnessFolder) -> None:
    def show() -> None:
        said.say("witness.made", folder=str(found.path))
        for vkey in found.vkeys:
            click.echo(vkey)

    keys: list[Value] = [*found.vkeys]
    said.answer({"folder": str(found.path), "name": found.name, "vkeys": keys}, show)


@witness.command(cls=Command)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--name", cls=Option, required=True, help="witness_name")
@spoken
def init(folder: Path, name: str, lang: str, *, as_json: bool) -> None:
    """Make a witness's keys and its empty memory, and show the keys others are to trust."""
    said = voice(lang, as_json=as_json)
    try:
        made = make_witness(folder, name)
    except (FolderError, OSError) as error:
        said.stop("witness.not_made", folder=str(folder), problem=str(error))
    _told(said, made)


def _policy(said: Voice, path: Path) -> Policy:
    data = read_bytes(path, LARGEST)
    if isinstance(data, Refusal):
        said.refuse(data)
    try:
        policy = parse_policy(data)
    except PolicyError as error:
        said.stop("witness.wrong_policy", file=str(path), problem=str(error))
    if not policy.logs:
        said.stop("witness.no_logs", file=str(path))
    return policy


@witness.command(cls=Command)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--logs", cls=Option, type=click.Path(path_type=Path), required=True, help="logs")
@click.option("--port", cls=Option, type=click.IntRange(0, 65535), default=8090, help="port")
@click.option("--host", cls=Option, default="127.0.0.1", help="host")
@spoken
def run(folder: Path, logs: Path, port: int, host: str, lang: str, *, as_json: bool) -> None:
    """Answer logs that ask for a cosignature, until Ctrl-C."""
    said = voice(lang, as_json=as_json)
    known = _policy(said, logs)
    try:
        found = open_witness(folder)
    except FolderError as error:
        said.stop("witness.unusable", folder=str(folder), problem=str(error))
    keys = [log.key for log in known.logs]
    vouching = Witness(found.memory, keys, found.keys, lambda: int(time.time()))
    try:
        server = listen(vouching, host, port, lambda line: click.echo(line, err=True))
    except OSError as error:
        said.stop("serve.not_listening", host=host, port=port, problem=str(error))
    address = f"http://{host}:{server.server_address[1]}/"
    if as_json:
        said.json({"holds": True, "address": address, "name": found.name, "logs": [key.name for key in keys]})
    said.say("witness.listening", name=found.name, address=address, logs=", ".join({key.name: 0 for key in keys}))
    signal.signal(signal.SIGTERM, _leave)
    with server:
        server.serve_forever()


def _leave(*_signal: object) -> NoReturn:
    raise SystemExit
