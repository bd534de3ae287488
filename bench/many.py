"""A table of many made-up equipment lines, and the product's own command over it, with its memory watched."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from sekisho.bootstrap.package import shipped_program

FLAGS = (
    *("registered", "partner_registered", "pse", "pse_in_scope", "pse_at_import", "jis_b_9700", "jis_at_commissioning"),
    *("conformity_recognised", "conformity_valid", "installation_log", "network_topology", "training_record"),
    *("integration", "visited_in_time"),
)
COMMAND = "from sekisho.cli.main import main; main()"
MET, NOT_ALL_MET = 0, 1


def _dice(seed: int) -> pl.Expr:
    return pl.col("row").hash(seed) % 1000


def _pick(values: list[str], seed: int) -> pl.Expr:
    return pl.lit(pl.Series(values)).gather((_dice(seed) % len(values)).cast(pl.UInt32))


def table_of(count: int, path: Path) -> None:
    """Write a table of so many lines: most flags hold, some do not, some nobody knows."""
    models = list(shipped_program().editions[0].models.values())
    model = (_dice(1) % len(models)).cast(pl.UInt32)
    listed = {
        name: pl.lit(pl.Series([getattr(one, name) for one in models])).gather(model)
        for name in ("maker", "model", "category")
    }
    flags = {name: pl.when(_dice(9 + n) >= 10).then(_dice(9 + n) >= 20) for n, name in enumerate(FLAGS)}
    lines = pl.LazyFrame({"row": pl.int_range(count, eager=True)}).select(
        pl.format("L-{}", "row").alias("id"),
        pl.format("SN-{}", "row").alias("serial"),
        **listed,
        applicant_class=_pick(["end_user", "integrator"], 2),
        application_on=pl.lit(date(2026, 6, 1)) + pl.duration(days=_dice(3) % 200),
        origin=_pick(["CN"] * 19 + ["JP"], 4),
        channel=pl.lit("portal"),
        imported_on=pl.when(_dice(5) >= 300).then(pl.lit(date(2026, 6, 1)) + pl.duration(days=_dice(5) % 350)),
        commissioned_on=pl.when(_dice(6) >= 300).then(pl.lit(date(2026, 8, 1)) + pl.duration(days=_dice(6) % 350)),
        price=pl.lit(5_000_000) + _dice(7).cast(pl.Int64) * 10_000,
        claim_after_commissioning=pl.lit(False),
        **flags,
    )
    lines.sink_parquet(path)


@dataclass(frozen=True, slots=True)
class Screened:
    """What a run of the command took: rows a second, and the most memory it held, in MiB."""

    per_second: float
    peak_mib: float


def screen(path: Path, count: int) -> Screened:
    """Screen a table from disk to disk by ``sekisho screen`` in a process of its own."""
    out = path.with_name("screened.parquet")
    called = [sys.executable, "-c", COMMAND, "screen", str(path), "--out", str(out), "--json"]
    started = time.perf_counter()
    with subprocess.Popen(called, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    assert process.returncode in (MET, NOT_ALL_MET), process.returncode
    assert pl.scan_parquet(out).select(pl.len()).collect().item() == count
    # Linux counts the memory of a process in KiB.
    return Screened(count / seconds, used.ru_maxrss / 1024)
