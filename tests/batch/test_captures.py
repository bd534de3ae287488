"""Captures as tables: what the records show, the same answers from three engines, and pictures that stay the same."""

import json
import random
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from click.testing import CliRunner

from sekisho.batch.captured import schema_of, write_parts
from sekisho.batch.captures import analyse
from sekisho.batch.table import TableError
from sekisho.capture.analysis.plot import Picture, Track, picture_of, svg
from sekisho.capture.analysis.table import LONGEST_MS, TABLES, CaptureTables, tables_of
from sekisho.capture.sealed.record import Gap, GapKind
from sekisho.cli.main import main
from tests.capture.conftest import collector, made

__all__ = ["collector", "made"]

STATES = ("ACTIVE", "READY", "停止", "")


@pytest.fixture(scope="module")
def tables(made) -> CaptureTables:
    """The tables of a real capture of both protocols."""
    read = tables_of(made.bundle, "ab" * 32)
    assert isinstance(read, CaptureTables)
    return read


def test_every_value_of_the_plan_is_a_row(made, tables):
    """As many samples a stream as the judgement saw, numbered without holes, each with the time it was received."""
    judged = {stream.stream: stream.series for stream in made.judge().streams}
    rows = pl.DataFrame(list(tables.samples()), schema_of("samples"), orient="row")
    assert set(rows["device"]) == {made.plan.machine.device}
    for stream, series in judged.items():
        own = rows.filter(pl.col("stream") == stream)
        assert own.height == sum(len(points) for points in series.points.values())
        assert own["n"].to_list() == list(range(1, own.height + 1))
        assert own["is_good"].sum() == sum(p.is_good for points in series.points.values() for p in points)
    assert rows["received_ms"].is_not_null().all()
    assert (rows["received_ms"] - rows["source_ms"]).abs().max() < 60_000


def test_streams_gaps_and_beats_are_those_of_the_judgement(made, tables):
    """Windows, gaps and signs of life are the ones the assessment counts."""
    judged = {stream.stream: (stream.window_ms, stream.gap_ms) for stream in made.judge().streams}
    sessions = [dict(zip((name for name, _ in TABLES["sessions"]), row, strict=True)) for row in tables.sessions()]
    assert {row["stream"]: (row["window_ms"], row["gap_ms"]) for row in sessions} == judged
    assert len(list(tables.beats())) == len(tables.history.beats)


def test_a_damaged_bundle_gives_no_tables(made):
    """Nothing is derived from bytes that are not what was sealed."""
    assert {problem.code for problem in tables_of(made.bundle[:-1], "0").problems} == {"bundle.unreadable"}


def drawn(seed: int) -> dict[str, list[tuple]]:
    """Draw tables as machines that misbehave would fill them: bad values, times that are absent or run backwards."""
    dice, samples, gaps, sessions = random.Random(seed), [], [], []  # noqa: S311 - because nothing is secret here
    for bundle in ("aa", "bb"):
        sessions.append((bundle, "M", "opcua", 0, 10_000, dice.randrange(5_000), None))
        for signal, kind in (("execution", "state"), ("load", "number"), ("program", "text")):
            at = 1_700_000_000_000
            for n in range(dice.randrange(60)):
                # Also clocks that leap between the ends of the calendar.
                at += dice.choice((0, 50, 100, -20, -20, 2 * 10**14, -2 * 10**14))
                value = str(dice.choice(STATES)) if kind != "number" else repr(float(dice.randrange(5)))
                number = float(value) if kind == "number" else None
                source = None if dice.random() < 0.1 else at
                samples.append((bundle, "M", "opcua", signal, kind, n, source, at, at + 3, 0,
                                dice.random() < 0.8, value, number))  # fmt: skip
        gaps += [(bundle, "M", "opcua", dice.choice(("frozen", "overflow")), 5, dice.randrange(900)) for _ in range(4)]
    return {"samples": samples, "gaps": gaps, "beats": [], "sessions": sessions}


def kept(folder, seed: int):
    """Write drawn tables, a part each."""
    for name, rows in drawn(seed).items():
        (folder / name).mkdir(parents=True)
        pl.DataFrame(rows, schema_of(name), orient="row").write_parquet(folder / name / "one.parquet")
    return folder


@pytest.mark.parametrize("seed", range(12))
def test_expressions_and_sql_give_the_same_rows(tmp_path, seed):
    """Whatever the machines sent, Polars and DuckDB answer every question with the same rows in the same order."""
    folder = kept(tmp_path, seed)
    assert analyse(folder, "sql") == analyse(folder, "polars")


@pytest.mark.usefixtures("cluster")
def test_a_cluster_gives_the_same_rows(tmp_path, tables):
    """Two workers of a real cluster answer like one process, on drawn tables and on a real capture beside them."""
    folder = kept(tmp_path, 99)
    write_parts(tables, folder)
    assert analyse(folder, "spark") == analyse(folder, "polars")


def test_states_and_cycles_are_what_was_seen(tmp_path):
    """Times between entries into a state, and times in it: transitions that were seen, never the one it began in."""
    times = [("A", 0), ("B", 100), ("A", 300), ("B", 400), ("B", 450), ("A", 800)]
    rows = [
        ("aa", "M", "opcua", "x", "state", n, at, at, at, 0, True, value, None) for n, (value, at) in enumerate(times)
    ]
    for name in TABLES:
        (tmp_path / name).mkdir()
        part = pl.DataFrame(rows if name == "samples" else [], schema_of(name), orient="row")
        part.write_parquet(tmp_path / name / "one.parquet")
    told = analyse(tmp_path, "polars")
    assert [(row["value"], row["ms"]) for row in told["states"]] == [("A", 200), ("B", 600)]
    cycles = [(row["value"], row["entries"], row["median_ms"]) for row in told["cycles"]]
    assert cycles == [("A", 2, 500), ("B", 2, 300)]
    (signal,) = told["signals"]
    assert (signal["samples"], signal["good"], signal["changes"]) == (6, 6, 4)


def test_clocks_that_leap_overflow_no_sum(tmp_path):
    """Between the ends of the calendar and back, forty thousand times: the sum is one, and the same in each engine."""
    ends = (-11_676_096_000_000, 253_402_300_799_000)
    sample = ("aa", "M", "opcua", "execution", "state")
    rows = [(*sample, n, ends[n % 2], 0, 0, 0, True, "RUN", None) for n in range(80_000)]
    for table, filled in {"samples": rows, "gaps": [], "beats": [], "sessions": []}.items():
        (tmp_path / table).mkdir()
        pl.DataFrame(filled, schema_of(table), orient="row").write_parquet(tmp_path / table / "aa.parquet")
    answers = [analyse(tmp_path, engine)["states"] for engine in ("polars", "sql")]
    assert answers[0] == answers[1]
    assert answers[0][0]["ms"] == 40_000 * LONGEST_MS < 2**63


def test_a_gap_is_told_as_a_year_at_most(made, tables):
    """A collector may tell of gaps of centuries; what is added up is a year of each."""
    gap = Gap("opcua", 1, GapKind.FROZEN, 0, 2**64 - 1, "collector")
    (stream, *_) = tables.streams
    rows = replace(tables, streams=(replace(stream, gaps=(gap,)),)).gaps()
    assert [row[-1] for row in rows] == [LONGEST_MS]


def test_a_folder_without_captures_is_refused(tmp_path):
    """Nothing derived, nothing analysed."""
    with pytest.raises(TableError, match="no_parts"):
        analyse(tmp_path, "polars")


def test_a_picture_is_the_same_for_the_same_capture(tables):
    """Drawn twice it is the same text, it is XML, and every signal of both streams stands in it."""
    picture = picture_of(tables)
    drawn = svg(picture)
    assert drawn == svg(picture_of(tables))
    ET.fromstring(drawn)  # noqa: S314 - because we drew it
    assert all(f"{track.signal[:14]} ({track.stream})" in drawn for track in picture.tracks)


def test_a_picture_of_anything_is_xml():
    """Control characters and marks of XML that a machine sends do not break the picture; nothing is no failure."""
    hostile = Track("<a&\x00>", "opcua", "state", [(0, '"\x01<script>', None), (0, "", None)])
    flat = Track("flat", "opcua", "number", [(5, "1.0", 1.0)])
    for picture in (
        Picture("<t>", [hostile, flat], [(3, 3)]),
        Picture("", [], []),
        Picture("", [Track("x", "opcua", "state", [])], []),
    ):
        ET.fromstring(svg(picture))  # noqa: S314 - because we drew it


def test_a_value_holds_until_the_next_and_no_line_leads_across():
    """Two numbers are drawn as a step, not as a slope: what lay between was not seen."""
    drawn = svg(Picture("", [Track("x", "opcua", "number", [(0, "0.0", 0.0), (1000, "1.0", 1.0)])], []))
    points = [tuple(point.split(",")) for point in drawn.partition('points="')[2].partition('"')[0].split()]
    assert all(one[0] == next_[0] or one[1] == next_[1] for one, next_ in pairwise(points))


def test_a_state_has_one_tone_in_every_stream():
    """Machine and gateway that say the same are drawn the same, whichever state each began in."""
    ours = Track("execution", "opcua", "state", [(0, "READY", None), (5, "ACTIVE", None)])
    theirs = Track("execution", "mtconnect", "state", [(0, "ACTIVE", None), (5, "READY", None)])
    drawn = [one.partition('fill="')[2][:7] for one in svg(Picture("", [ours, theirs], [])).split("<rect x=")[1:]]
    bands = [drawn[0], drawn[1], drawn[4], drawn[5]]
    assert (bands[0], bands[1]) == (bands[3], bands[2])
    assert bands[0] != bands[1]


def test_bundles_are_analysed_from_the_command_line(made, tmp_path):
    """Tables, pictures and answers stand in the folder; the answers are printed, and the same with another engine."""
    bundle, out = tmp_path / "CNC-1.zip", tmp_path / "out"
    bundle.write_bytes(made.bundle)
    told = {}
    for engine in ("polars", "sql"):
        done = CliRunner().invoke(
            main, ["capture", "analyse", str(bundle), "--out", str(out), "--engine", engine, "--json", "--lang", "en"]
        )
        assert done.exit_code == 0, done.output
        told[engine] = {name: one for name, one in json.loads(done.output).items() if name != "engine"}
    assert told["polars"] == told["sql"]
    assert {path.parent.name for path in out.rglob("*.*")} >= {"samples", "gaps", "beats", "sessions", "plots"}
    said = CliRunner().invoke(main, ["capture", "analyse", str(bundle), "--out", str(out), "--lang", "ja"])
    assert "欠測のない時間" in said.output


def test_a_bundle_that_is_none_is_refused_by_name(tmp_path):
    """The file and what is wrong with it are told, in words."""
    (tmp_path / "no.zip").write_bytes(b"PK")
    done = CliRunner().invoke(
        main, ["capture", "analyse", str(tmp_path / "no.zip"), "--out", str(tmp_path / "out"), "--lang", "en"]
    )
    assert (done.exit_code, "no.zip" in done.output) == (2, True)
