"""What does a screened row cost, explained one by one, and in batches beside peers and beside the memory's own speed?

The same twelve criteria on the same rows for everybody, in turns; what every engine says is held against Kleene's logic
by hand. A table is screened from disk to disk by the product's own command, in a process whose memory is watched.
"""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import psycopg

from bench.figure import Figure, Result, Size, in_turns, ratio
from bench.many import screen, table_of
from bench.rivals import PEERS, Rivals, rivals
from bench.server import Server, running_server
from bench.twelve import FIELDS, Truth, by_hand, frame_of, twelve, verdict
from sekisho.bootstrap.package import shipped_program
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.criterion import Judgement
from sekisho.domain.rules.evaluate import Row, Scalar, truth_of
from sekisho.domain.rules.sql import Dialect
from sekisho.domain.screening.criteria import VERDICT
from sekisho.domain.screening.frame import days_of, judged
from sekisho.domain.screening.query import query
from sekisho.domain.values.finding import Outcome

QUESTION = (
    "a row explained, and batches of rows, beside OpenFisca, ZEN, Cedar, plain Python and a copy of the same bytes"
)
#: Rows in a batch, and how often; rows held against Kleene by hand; rows explained; rows from disk to disk.
SIZES = {"full": Size(10_000_000, 5), "quick": Size(3_000_000, 3), "tiny": Size(200, 1)}
COMPARED = {10_000_000: 20_000, 3_000_000: 20_000, 200: 200}
#: More than a criterion keeps judgements, so that no row is judged by having been judged before.
CASES = {10_000_000: 5_000, 3_000_000: 3_000, 200: 20}
ON_DISK = {10_000_000: 5_000_000, 3_000_000: 1_000_000, 200: 200}
MICRO = 1_000_000
#: Of so many goes the best counts, for everybody alike: what else runs on a machine only ever makes them slower.
BEST = 3
#: Bytes that fit in no processor's cache.
FILLS_NO_CACHE = 200_000_000
COLUMNS = (*(rule.id for rule in twelve().rules.rules), VERDICT)
DAY = date(2026, 6, 1)


@dataclass(frozen=True, slots=True)
class Scene:
    """The twelve criteria, their rows, and the shipped criteria with rows of their own."""

    twelve: ProgramDefinition
    frame: pl.DataFrame
    cases: Sequence[Row]
    shipped: ProgramDefinition
    bound: list[Row]


def _batch(frame: pl.DataFrame, program: ProgramDefinition, engine: str = "streaming") -> pl.DataFrame:
    """Judge a frame by the product's own way: every criterion and the verdict."""
    found = judged(frame.lazy(), program, days_of(frame, program)).select(COLUMNS)
    return found.collect(engine="streaming" if engine == "streaming" else "in-memory")


def _explained(program: ProgramDefinition, row: Row) -> list[Judgement]:
    """Explain a row: how every criterion came out, the code of every reason, and the facts."""
    return [criterion.judge(row) for criterion in program.criteria.of(row)]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _bound(program: ProgramDefinition, count: int) -> list[Row]:
    """Draw rows of facts for the shipped criteria: of every fact some say no, and some are unknown."""
    dice = Random(4)  # noqa: S311 - because a made row guards nothing
    drawn: dict[str, Callable[[], Scalar]] = {
        "bool": lambda: dice.random() < 0.95,
        "int": lambda: dice.randrange(6),
        "date": lambda: DAY + timedelta(dice.randrange(350)),
    }

    def fact(kind: str) -> Scalar:
        if dice.random() < 0.05:
            return None
        known = program.vocabulary.enums.get(kind.removeprefix("enum:"))
        return dice.choice(known) if known else drawn[kind]()

    fields = program.vocabulary.fields.items()
    return [{name: fact(kind) for name, kind in fields} | {"application_on": DAY} for _ in range(count)]


def _scene(size: Size) -> Scene:
    frame, shipped = frame_of(size.work), shipped_program()
    cases = [dict(row) for row in frame.head(CASES[size.work]).iter_rows(named=True)]
    return Scene(twelve(), frame, cases, shipped, _bound(shipped, CASES[size.work]))


def _differ(found: Iterable[Sequence[object]], right: Sequence[tuple[Truth, ...]]) -> int:
    """Count the truths that are not those of the reference. By identity: 0 is no false."""
    pairs = (pair for mine, hand in zip(found, right, strict=True) for pair in zip(mine, hand, strict=True))
    return sum(one is not other for one, other in pairs)


def _by_interpreter(rows: list[dict[str, Scalar]], program: ProgramDefinition) -> Iterator[tuple[Truth, ...]]:
    in_force = cache(program.in_force)
    for row in rows:
        day = row["application_on"]
        known = in_force(day if isinstance(day, date) else None)
        truths = tuple(truth_of(rule.when, row, known) for rule in program.rules.rules)
        yield (*truths, verdict(truths))


_TRUTHS = {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNDETERMINED: None}


def _by_criteria(rows: list[dict[str, Scalar]], program: ProgramDefinition) -> Iterator[tuple[Truth, ...]]:
    for row in rows:
        truths = tuple(_TRUTHS[one.outcome] for one in _explained(program, row))
        yield (*truths, verdict(truths))


def _selected(program: ProgramDefinition, source: str, dialect: Dialect) -> str:
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    return f"SELECT {columns} FROM ({query(source, program, dialect)}) AS screened ORDER BY row"  # noqa: S608 - because every name is ours


_SQL = {"bool": "BOOLEAN", "int": "BIGINT", "date": "DATE"}


def _by_duckdb(frame: pl.DataFrame, program: ProgramDefinition, folder: Path) -> Iterable[Sequence[object]]:
    path = folder / "facts.parquet"
    frame.with_row_index("row").write_parquet(path)
    with duckdb.connect() as connection:
        return connection.sql(_selected(program, f"read_parquet('{path}')", Dialect.DUCKDB)).fetchall()


def _by_postgres(frame: pl.DataFrame, program: ProgramDefinition, address: str) -> Iterable[Sequence[object]]:
    columns = ", ".join(f'"{name}" {_SQL.get(kind, "VARCHAR")}' for name, kind in FIELDS.items())
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE facts (row BIGINT, {columns})".encode())
        with cursor.copy("COPY facts FROM STDIN (FORMAT csv)") as copy:
            copy.write(frame.with_row_index("row").write_csv(include_header=False))
        cursor.execute(_selected(program, "facts", Dialect.POSTGRESQL).encode())
        return cursor.fetchall()


def _mismatches(scene: Scene, count: int, folder: Path, server: Server | None) -> dict[str, int]:
    """Hold every engine against Kleene by hand: twelve truths and the verdict a row."""
    frame, program = scene.frame.head(count), scene.twelve
    rows = [dict(row) for row in frame.iter_rows(named=True)]
    right = [(*hand, verdict(hand)) for hand in map(by_hand, rows)]
    found: dict[str, Iterable[Sequence[object]]] = {
        "interpreter": _by_interpreter(rows, program),
        "criteria": _by_criteria(rows, program),
        "Polars": _batch(frame, program, "in-memory").rows(),
        "Polars streaming": _batch(frame, program).rows(),
        "DuckDB": _by_duckdb(frame, program, folder),
    }
    if server:
        found["PostgreSQL"] = _by_postgres(frame, program, server.address)
    return {name: _differ(given, right) for name, given in found.items()}


def _alone(scene: Scene) -> dict[str, Callable[[], float]]:
    """What needs no peer: rows a second of the batch, of one explained row after another, and of plain Python."""
    cases, frame, count = scene.cases, scene.frame, len(scene.cases)
    return {
        "batch": lambda: frame.height / _seconds(lambda: _batch(frame, scene.twelve)),
        "explained": lambda: count / _seconds(lambda: [_explained(scene.twelve, case) for case in cases]),
        "shipped": lambda: count / _seconds(lambda: [_explained(scene.shipped, row) for row in scene.bound]),
        "plain": lambda: count / _seconds(lambda: [verdict(by_hand(case)) for case in cases]),
    }


def _with_peers(peers: Rivals, scene: Scene) -> dict[str, Callable[[], float]]:
    names = (*PEERS, "copy")
    return _alone(scene) | {name: partial(peers.rate, name) for name in names}


def _best(works: dict[str, Callable[[], float]]) -> dict[str, Callable[[], float]]:
    def best(work: Callable[[], float]) -> float:
        return max(work() for _ in range(BEST))

    return {name: partial(best, work) for name, work in works.items()}


def _moved(scene: Scene) -> int:
    """Give the bytes a batch has to move: the columns it reads, and those it makes."""
    return int(scene.frame.estimated_size() + _batch(scene.frame, scene.twelve).estimated_size())


def _own(measured: dict[str, tuple[float, ...]], scene: Scene) -> dict[str, Figure]:
    criteria = len(scene.shipped.criteria.of(scene.bound[0]))
    took = tuple(MICRO / rate for rate in measured["shipped"])
    each = tuple(one / criteria for one in took)
    rows = f"{scene.frame.height:,} rows of twelve criteria"
    made = (
        Figure(
            "explained_case_us", "us", took, f"a row of the program's {criteria} criteria, each with code and facts"
        ),
        Figure("explained_criterion_us", "us", each, "the same by criterion"),
        Figure("explained_per_second", "1/s", measured["explained"], "rows of twelve criteria, each explained"),
        Figure("plain_per_second", "1/s", measured["plain"], "the same rows in plain Python, nothing explained"),
        Figure("batch_per_second", "1/s", measured["batch"], f"{rows}, judged in memory by Polars"),
    )
    return {figure.name: figure for figure in made}


def _mib(rates: Iterable[float]) -> tuple[float, ...]:
    return tuple(rate / 2**20 for rate in rates)


def _beside(own: dict[str, Figure], measured: dict[str, tuple[float, ...]], per_row: float) -> Iterator[Figure]:
    zen, fisca, cedar = (Figure(f"{n}_per_second", "1/s", measured[n], PEERS[n]) for n in ("zen", "openfisca", "cedar"))
    copied = Figure("copied_mib_per_second", "MiB/s", _mib(measured["copy"]), "by numpy on two threads: the limit")
    moves = Figure("", "", _mib(rate * per_row for rate in measured["batch"]), "")
    yield ratio("zen_ratio", own["explained_per_second"], zen, "a row explained, beside the same unexplained by ZEN")
    yield ratio("cedar_ratio", own["explained_per_second"], cedar, "beside Cedar, which has no unknown")
    yield ratio("batch_openfisca_ratio", own["batch_per_second"], fisca, "a batch beside OpenFisca")
    yield ratio(
        "batch_bandwidth_share", moves, copied, f"{per_row:.0f} bytes a row read and written; 1 would be the limit"
    )
    yield from (zen, cedar, fisca, copied)


def _on_disk(count: int, folder: Path) -> tuple[Figure, Figure]:
    path = folder / "lines.parquet"
    table_of(count, path)
    screened = screen(path, count)
    says = f"{count:,} lines of Parquet to results with reasons, by sekisho screen as a process"
    return (
        Figure("disk_to_disk_rows_per_s", "1/s", (screened.per_second,), says),
        Figure("disk_to_disk_peak_mib", "MiB", (screened.peak_mib,), "the most memory it held"),
    )


def _measured(scene: Scene, size: Size, folder: Path) -> tuple[list[Figure], dict[str, str]]:
    """Measure in turns; the tiny size asks no peer, because it only shows that the benchmark runs."""
    about = {"plain Python": "every criterion and gap written out by hand"}
    if size.runs == 1:
        return [*_own(in_turns(1, _best(_alone(scene))), scene).values()], about
    moved = _moved(scene)
    with rivals(folder, scene.frame, len(scene.cases), max(moved, FILLS_NO_CACHE)) as peers:
        measured = in_turns(size.runs, _best(_with_peers(peers, scene)))
    own = _own(measured, scene)
    wrong = {name: f"{about}; {peers.differ[name]:,} truths differ from Kleene's" for name, about in PEERS.items()}
    return [*_beside(own, measured, moved / scene.frame.height), *own.values()], {**about, **wrong}


def run(size: Size) -> Result:
    """Measure beside the peers, hold every engine against the reference, and screen a table from disk to disk."""
    scene = _scene(size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures, about = _measured(scene, size, folder)
        with running_server() if size.runs > 1 else nullcontext() as server:
            wrong = _mismatches(scene, COMPARED[size.work], folder, server)
        on_disk = _on_disk(ON_DISK[size.work], folder)
    says = f"of {COMPARED[size.work]:,} rows each in {', '.join(wrong)}, truths that are not Kleene's by hand"
    mismatches = Figure("mismatches", "cases", (float(sum(wrong.values())),), says)
    return Result("rules", QUESTION, (*figures, mismatches, *on_disk), about)
