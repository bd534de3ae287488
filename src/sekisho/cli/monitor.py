"""``sekisho monitor``: an outsider's visit to a log, held against what the last visit saw."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import httpx

from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes
from sekisho.cli.usage import Command, Option
from sekisho.cli.verify import as_json_of, print_report, trust_at
from sekisho.domain.values.finding import Refusal
from sekisho.seal.log.checkpoint import Checkpoint, CheckpointError, Proof, checkpoint_of, parse_proof
from sekisho.seal.log.note import LARGEST
from sekisho.seal.monitor.monitor import Monitor, Visit
from sekisho.seal.monitor.source import PATIENCE_S, Fetch, in_folder, over_http

HOUR_S = 3600


@contextmanager
def _log(place: str) -> Iterator[Fetch]:
    """Give the way to a log at an address, or in a folder its files were copied to."""
    if not place.startswith(("http://", "https://")):
        yield in_folder(Path(place))
        return
    with httpx.Client(timeout=PATIENCE_S) as client:
        yield over_http(client, place)


def _bytes(said: Voice, path: Path) -> bytes:
    data = read_bytes(path, LARGEST)
    if isinstance(data, Refusal):
        said.refuse(data)
    return data


def _since(said: Voice, state: Path | None) -> Checkpoint | None:
    if state is None or not state.exists():
        return None
    try:
        return checkpoint_of(_bytes(said, state))
    except CheckpointError as error:
        said.stop("monitor.unusable_state", file=str(state), problem=str(error))


def _receipts(said: Voice, paths: tuple[Path, ...]) -> Mapping[str, Proof]:
    found = {}
    for path in paths:
        try:
            found[str(path)] = parse_proof(_bytes(said, path))
        except CheckpointError as error:
            said.stop("monitor.unusable_receipt", file=str(path), problem=str(error))
    return found


@click.command(cls=Command)
@click.argument("log", metavar="LOG")
@click.option("--trust", cls=Option, type=click.Path(path_type=Path), required=True, help="trust")
@click.option("--state", cls=Option, type=click.Path(path_type=Path), help="state")
@click.option("--receipt", "receipts", cls=Option, type=click.Path(path_type=Path), multiple=True, help="receipt")
@click.option("--within", cls=Option, type=click.IntRange(1, 8784), default=24, show_default=True, help="within")
@spoken
def monitor(  # noqa: PLR0913 - because each is an option of the command line
    log: str,
    trust: Path,
    state: Path | None,
    receipts: tuple[Path, ...],
    within: int,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Visit a log: exit 0 where it only grew and everything is there, 1 where it did not, 2 where nothing can be read.

    What was seen is kept in the state file for the next visit, and replaced only where everything holds.
    """
    said = voice(lang, as_json=as_json)
    trusted, since, held = trust_at(said, trust), _since(said, state), _receipts(said, receipts)
    visit = Visit(datetime.now(UTC), since, held, within * HOUR_S)
    with _log(log) as fetch, said.working(said.text("monitor.working")):
        report, note = Monitor(fetch, trusted, visit).report()
    if state is not None and note:
        _keep(said, state, note)
    said.answer(as_json_of(said, report), lambda: print_report(said, report), holds=report.holds)


def _keep(said: Voice, state: Path, note: bytes) -> None:
    fresh = state.with_name(f"{state.name}.new")
    try:
        fresh.write_bytes(note)
        fresh.replace(state)
    except OSError as error:
        said.stop("monitor.unwritable_state", file=str(state), problem=error.strerror or str(error))
