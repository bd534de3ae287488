"""The guide on screening many lines: every column and file it names exists, and every worked-out fact stands in it."""

import re

from sekisho.cli.screen import ENGINES
from sekisho.domain.screening.column import SPEC, WORKED_OUT, columns_of
from tests.batch.tables import PROGRAM
from tests.cli.line import ROOT

GUIDE = (ROOT / "docs" / "guides" / "screening-many.md").read_text("utf-8")


def test_every_column_of_the_guide_is_read():
    """Each name in the table of columns is a column; each column that is no judged flag or quantity stands there."""
    table = GUIDE.partition("## Columns")[2].partition("What follows")[0]
    named = set(re.findall(r"`([a-z_0-9.]+)`", table)) - {"spec.travel_x_mm"}
    known = set(columns_of(PROGRAM))
    flags = {name for name, kind in PROGRAM.vocabulary.fields.items() if kind == "bool"}
    assert named <= known
    assert {name for name in known - flags if not name.startswith(SPEC)} <= named


def test_every_fact_that_is_worked_out_stands_in_the_guide():
    """Whoever heads a column so finds out why it is refused."""
    assert [name for name in WORKED_OUT if f"`{name}`" not in GUIDE] == []


def test_every_engine_and_example_of_the_guide_is_there():
    """The engines are those of the command, and the example lies where the guide says."""
    assert [name for name in ENGINES if f"`{name}`" not in GUIDE] == []
    assert all((ROOT / path).exists() for path in re.findall(r"docs/examples/\S+", GUIDE))
