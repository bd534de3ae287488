"""``sekisho capture analyse``: sealed bundles as Parquet, what a fleet of them comes to, and a picture of each."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from sekisho.capture.problem import Refused
from sekisho.capture.sealed.bundle import LARGEST
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes
from sekisho.cli.usage import Command, Option
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

ENGINES = ("polars", "sql", "spark")
PLOTS, ANSWERS = "plots", "analysis.json"


def _write(said: Voice, path: Path, out: Path) -> list[Finding]:
    """Derive the tables and the picture of one bundle; give why it cannot be."""
    from sekisho.batch.captured import write_parts  # noqa: PLC0415 - because a gateway has no Polars
    from sekisho.capture.analysis.plot import picture_of, svg  # noqa: PLC0415 - because of the same
    from sekisho.capture.analysis.table import tables_of  # noqa: PLC0415 - because of the same

    data = read_bytes(path, LARGEST)
    if isinstance(data, Refusal):
        return list(data.findings)
    tables = tables_of(data, sha256(data).hexdigest())
    if isinstance(tables, Refused):
        return [Finding(one.code, Outcome.NOT_MET, path.name, facts=dict(one.facts)) for one in tables.problems]
    write_parts(tables, out)
    picture = out / PLOTS / f"{tables.bundle}.svg"
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(svg(picture_of(tables)), encoding="utf-8")
    said.say("analyse.derived", file=path.name, device=tables.plan.machine.device)
    return []


def _analysed(said: Voice, paths: Sequence[Path], out: Path, engine: str) -> dict[str, Any]:
    from sekisho.batch.captures import analyse as ask  # noqa: PLC0415 - because a gateway has no Polars
    from sekisho.batch.table import TableError  # noqa: PLC0415 - because of the same

    found = [finding for path in paths for finding in _write(said, path, out)]
    if found:
        said.refuse(Refusal.of(found))
    try:
        return dict(ask(out, engine))
    except TableError as error:
        said.refuse(Refusal.of(error.findings))


def _permille(part: int, whole: int) -> str:
    share = 1000 * part // whole if whole else 0
    return f"{share // 10}.{share % 10} %"


def _print(said: Voice, answers: dict[str, Any]) -> None:
    for row in answers["streams"]:
        live = _permille(max(0, row["window_ms"] - row["gap_ms"]), row["window_ms"])
        said.heading(f"{row['device']} · {row['stream']} · {row['bundle'][:8]}")
        said.say("analyse.stream", live=live, window_ms=row["window_ms"], gap_ms=row["gap_ms"])
        own = {name: row[name] for name in ("device", "bundle", "stream")}
        for one in answers["signals"]:
            if own.items() <= one.items():
                good = _permille(one["good"], one["samples"])
                facts = {"signal": one["signal"], "samples": one["samples"], "changes": one["changes"]}
                said.say("analyse.signal", **facts, good=good)
        for one in answers["cycles"]:
            if own.items() <= one.items() and one["median_ms"] is not None:
                facts = {name: one[name] for name in ("signal", "value", "entries", "median_ms")}
                said.say("analyse.cycle", **facts)


@click.command(cls=Command)
@click.argument("paths", metavar="BUNDLE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", cls=Option, type=click.Path(path_type=Path, file_okay=False), required=True, help="analyse_out")
@click.option("--engine", cls=Option, type=click.Choice(ENGINES), default=ENGINES[0], help="analyse_engine")
@spoken
def analyse(paths: tuple[Path, ...], out: Path, engine: str, lang: str, *, as_json: bool) -> None:
    """Derive Parquet and pictures from sealed bundles, and say what they come to: time, states, cycles, gaps."""
    said = voice(lang, as_json=as_json)
    try:
        out.mkdir(parents=True, exist_ok=True)
        answers = _analysed(said, paths, out, engine)
        (out / ANSWERS).write_text(json.dumps(answers, ensure_ascii=False, indent=1), encoding="utf-8")
    except ModuleNotFoundError as error:
        said.stop("rows.not_installed", part=error.name or "?", extra="spark" if engine == "spark" else "tables")
    except OSError as error:
        said.stop("collect.folder_unusable", folder=str(out), problem=error.strerror or str(error))
    value: dict[str, Value] = {"out": str(out), "engine": engine, **answers}
    said.answer(value, lambda: _print(said, answers))
