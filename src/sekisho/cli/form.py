"""``sekisho form``: installation logs and training records written as files, checked, and filed with the office."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import click
import httpx

from sekisho.cli.office import leave_refused, wire_to
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes, read_file, shown_name
from sekisho.cli.sending import LostError, RefusedError, Sender, UntrustedError
from sekisho.cli.usage import Command, Group, Option
from sekisho.domain.casework.commissioning import (
    FORM,
    FORMAT,
    FORMS,
    HEAD,
    LISTS,
    WORDS,
    Known,
    check_form,
    entries_of,
    signs_on_paper,
)
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import JST, day_in_japan

#: The scan of a sheet may weigh so much; what an office takes of it is the office's to say.
LARGEST_SCAN, MOST_SCANS = 20 * 1024 * 1024, 5
#: A form is small: whoever waits in front of it hears soon that no answer comes.
WAITS_S = (1, 2, 4)
#: Where the explanations of a form begin.
NOTES_AT = 24
#: How a day and a number are written. What a form says is never filled in beforehand: people sign it.
_EXAMPLES = {Kind.DAY: "2026-09-08", Kind.NUMBER: "90"}


@click.group(cls=Group)
def form() -> None:
    """Write installation logs and training records as files, check them, and file them."""


def _notes(said: Voice, field: Field) -> Iterator[str]:
    """Say what a field is, how it is written, the words it takes, and whether it may be left out."""
    yield said.text(f"form.field.{field.name}")
    if field.kind in _EXAMPLES:
        yield said.text("form.file.as", example=f"{field.name} = {_EXAMPLES[field.kind]}")
    for word in WORDS.get(field.name, ()):
        yield f"{word} = {said.wording.word(f'form.{field.name}', word, said.language)}"
    if not field.required:
        yield said.text("form.file.optional")


def _row(written: str, *notes: str) -> str:
    return f"{written:<{NOTES_AT}} # {'; '.join(notes)}"


def _template(said: Voice, kind: str) -> Iterator[str]:
    """Give the lines of a file to be filled in, each explained in the reader's language."""
    yield f"# {said.wording.word('document.kind', kind, said.language)}"
    yield f"# {said.text('form.file.how')}"
    yield f'format = "{FORMAT}"'
    yield f'{FORM} = "{kind}"'
    yield from (_row(f'{field.name} = ""', *_notes(said, field)) for field in HEAD[kind])
    for part, fields in LISTS[kind].items():
        yield ""
        yield _row(f"[[{part}]]", said.text(f"form.part.{part}"), said.text("form.file.each"))
        yield from (_row(f'{field.name} = ""', *_notes(said, field)) for field in fields)


@form.command(cls=Command)
@click.argument("kind", metavar="KIND", type=click.Choice(FORMS))
@click.option("--out", cls=Option, type=click.Path(path_type=Path), default=None, help="form_out")
@spoken
def new(kind: str, out: Path | None, lang: str, *, as_json: bool) -> None:
    """Write a form to be filled in, every field explained."""
    said = voice(lang, as_json=as_json)
    text = "\n".join(_template(said, kind)) + "\n"
    if out is None:
        said.answer({"form": text}, lambda: click.echo(text, nl=False))
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        said.stop("form.file.there", file=str(out))
    except OSError as error:
        said.stop("form.file.unwritable", file=str(out), problem=error.strerror or str(error))
    said.answer({"file": str(out)}, lambda: said.say("form.file.new", file=str(out)))


def _written(said: Voice, path: Path) -> tuple[str, dict[str, Value]]:
    """Read a form: its kind and what it says, or leave with every reason why it is none."""
    read = read_file(path)
    if isinstance(read, Refusal):
        said.refuse(read)
    kind = str(read.pop(FORM, ""))
    if read.pop("format", "") != FORMAT:
        said.stop("form.file.format", file=shown_name(path), format=FORMAT)
    if kind not in FORMS:
        said.refuse(Refusal.of([Finding("form.unknown", Outcome.NOT_MET, FORM, facts={"kind": kind})]))
    return kind, read


@form.command(cls=Command)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@spoken
def check(path: Path, lang: str, *, as_json: bool) -> None:
    """Check a form by itself: what is missing, which days contradict each other. Nothing is sent."""
    said = voice(lang, as_json=as_json)
    kind, content = _written(said, path)
    found = check_form(kind, content, Known(day_in_japan(datetime.now(JST))))
    if found:
        said.refuse(Refusal.of(found), code=1)
    said.answer({"kind": kind}, lambda: said.say("form.file.whole", count=len(entries_of(content, "present"))))


def _scan(path: Path) -> dict[str, Value] | Refusal:
    data = read_bytes(path, LARGEST_SCAN)
    if isinstance(data, Refusal):
        return data
    kind = "application/pdf" if data.startswith(b"%PDF-") else "application/octet-stream"
    return {"name": shown_name(path), "data": base64.b64encode(data).decode(), "media_type": kind}


def _scans(said: Voice, paths: Sequence[Path], content: Mapping[str, Value]) -> list[Value]:
    """Read the scans of the signed sheet, or leave with every reason; said before anything is sent."""
    read = [_scan(path) for path in paths]
    found = [finding for one in read if isinstance(one, Refusal) for finding in one.findings]
    if signs_on_paper(content) and not paths:
        found.append(Finding("form.no_scan", Outcome.NOT_MET, "--scan"))
    if len(paths) > MOST_SCANS:
        facts: dict[str, Value] = {"part": "present", "count": len(paths), "limit": MOST_SCANS}
        found.append(Finding("form.too_many", Outcome.NOT_MET, "--scan", facts=facts))
    if found:
        said.refuse(Refusal.of(found))
    return [one for one in read if isinstance(one, dict)]


def _digest(answer: Mapping[str, Value]) -> str:
    """Give the digest of the record that was filed: what those present sign."""
    events = answer.get("events")
    bodies = [one.get("body") for one in events if isinstance(one, dict)] if isinstance(events, list) else []
    return next((str(body.get("digest")) for body in reversed(bodies) if isinstance(body, dict)), "")


def _sent(said: Voice, wire: httpx.Client, case: str, body: dict[str, Value]) -> str:
    try:
        with wire:
            sender = Sender(wire, lambda _done: None, waits=WAITS_S)
            return _digest(sender.post(f"/cases/{quote(case, safe='')}/forms", body))
    except RefusedError as refused:
        leave_refused(said, refused)
    except UntrustedError as nobody:
        said.stop(nobody.code, problem=nobody.problem[:200], offset=0, size=0)
    except LostError as lost:
        said.stop("form.file.no_answer", problem=lost.problem[:200])


@form.command("file", cls=Command)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--to", "url", cls=Option, required=True, metavar="URL", help="send_to")
@click.option("--case", cls=Option, required=True, help="send_case")
@click.option("--line", cls=Option, required=True, help="send_line")
@click.option("--scan", "scans", cls=Option, type=click.Path(path_type=Path), multiple=True, help="form_scan")
@click.option("--token-file", cls=Option, type=click.Path(path_type=Path), help="token_file")
@spoken
def hand_in(  # noqa: PLR0913 - because each is an option of the command line
    path: Path,
    url: str,
    case: str,
    line: str,
    *,
    scans: tuple[Path, ...],
    token_file: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """File a form with the office, which holds it against the case; those present sign it there."""
    said = voice(lang, as_json=as_json)
    kind, content = _written(said, path)
    body: dict[str, Value] = {"kind": kind, "line": line, "content": content, "scans": _scans(said, scans, content)}
    with said.working(said.text("form.file.sending")):
        digest = _sent(said, wire_to(said, url, token_file), case, body)
    with_key = [one for one in entries_of(content, "present") if one.get("signs") == "account"]
    said.answer(
        {"kind": kind, "sha256": digest},
        lambda: said.say("form.file.filed", digest=digest, count=len(with_key)),
    )
