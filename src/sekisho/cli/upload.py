"""``sekisho capture upload``: bring a bundle to the office over whatever line the factory has."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import click
import httpx
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from sekisho.cli.office import leave_refused, wire_to
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.sending import LostError, Parcel, RefusedError, Sender
from sekisho.cli.usage import Command, Option
from sekisho.domain.values.finding import Finding, Outcome, Value


@contextmanager
def _progress(size: int, name: str) -> Iterator[Progress]:
    """Show on the terminal how far it is; a pipe sees nothing of it."""
    shown = Console(stderr=True)
    speed = (DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    columns = (TextColumn("{task.description}"), BarColumn(), *speed)
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as progress:
        progress.add_task(name, total=size)
        yield progress


def _sent(said: Voice, wire: httpx.Client, parcel: Parcel, name: str) -> dict[str, Value]:
    with _progress(parcel.size, name) as progress:
        sender = Sender(wire, lambda done: progress.update(progress.task_ids[0], completed=done))
        try:
            return sender.send(parcel)
        except RefusedError as refused:
            reason: RefusedError | LostError = refused
        except LostError as lost:
            reason = lost
    return _stop(said, reason, parcel.size)


def _stop(said: Voice, reason: RefusedError | LostError, size: int) -> NoReturn:
    """Leave with what kept the office from taking it, once the progress is off the terminal."""
    if isinstance(reason, LostError):
        said.stop(reason.code, problem=reason.problem[:200], offset=reason.offset, size=size)
    leave_refused(said, reason)


def _tables(value: Value) -> list[dict[str, Value]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _capture(answer: dict[str, Value]) -> dict[str, Value]:
    """Give the assessment the office came to, as the event it wrote has it."""
    bodies = _tables([event.get("body") for event in _tables(answer.get("events"))])
    return next(iter(_tables([body.get("assessment") for body in bodies])), {})


def _show(said: Voice, assessment: dict[str, Value]) -> None:
    said.say("send.received", level=assessment.get("headline") or "–", device=assessment.get("device") or "–")
    ahead = next((entry for entry in _tables(assessment.get("vector")) if not entry.get("met")), {})
    # What the next level lacks; the ones above it wait for it.
    wanting = [_undetermined(one) for one in _tables(ahead.get("reasons"))]
    said.findings(one for one in wanting if said.wording.has(one.code))


def _undetermined(problem: dict[str, Value]) -> Finding:
    facts = problem.get("facts")
    known = facts if isinstance(facts, dict) else {}
    return Finding(str(problem.get("code")), Outcome.UNDETERMINED, str(problem.get("place") or ""), facts=known)


@click.command(cls=Command)
@click.argument("path", metavar="BUNDLE", type=click.Path(path_type=Path))
@click.option("--to", "url", cls=Option, required=True, metavar="URL", help="send_to")
@click.option("--case", cls=Option, required=True, help="send_case")
@click.option("--line", cls=Option, required=True, help="send_line")
@click.option("--token-file", cls=Option, type=click.Path(path_type=Path), help="token_file")
@spoken
def upload(path: Path, url: str, case: str, line: str, token_file: Path | None, lang: str, *, as_json: bool) -> None:  # noqa: PLR0913 - because a command takes what its line says
    """Bring a sealed bundle to the office in parts; cut off anywhere, it goes on, also when it is called again."""
    said = voice(lang, as_json=as_json)
    wire = wire_to(said, url, token_file)
    try:
        with path.open("rb") as file, wire:
            size = os.fstat(file.fileno()).st_size
            digest = file_digest(file, "sha256").hexdigest()
            parcel = Parcel(file, size, digest, quote(case, safe=""), quote(line, safe=""))
            answer = _sent(said, wire, parcel, path.name)
    except OSError as error:
        said.stop("send.unreadable", file=str(path), problem=error.strerror or str(error))
    assessment = _capture(answer)
    said.answer({"sha256": digest, "bytes": size, "assessment": assessment}, lambda: _show(said, assessment))
