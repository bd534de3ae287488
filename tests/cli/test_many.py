"""``sekisho screen`` on a table: the same command, what the rows came to, and the files that say it row by row."""

import json
import subprocess
import sys

import polars as pl
import pytest

from sekisho.cli.content import holds_rows
from tests.batch.tables import GOOD, parquet, row, text
from tests.cli.line import EXAMPLES, LANGUAGES, ROOT, answer, codes, program, sekisho

EXAMPLE = EXAMPLES / "many-lines.csv"


def test_the_example_comes_out_as_the_guide_says():
    """The table of the guide: what is met, what is not, what is open, and each problem by row and column."""
    code, value = answer("screen", EXAMPLE)
    assert (code, value["holds"], value["rows"]) == (1, False, 7)
    assert value["outcomes"] == {"met": 2, "not_met": 4, "undetermined": 1}
    assert {one["reasons"]: one["rows"] for one in value["reasons"]} == {
        "R03": 1, "R14": 1, "R10": 1, "R06?": 1, "R09 R11? !": 1,
    }  # fmt: skip
    places = [(one["row"], one["column"]) for one in value["first_problems"]]
    assert places == [(2, "製造番号"), (5, "製造番号"), (8, "購入価格（円）"), (8, "輸入許可日")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_many_rows_came_to_is_said_in_every_language(lang):
    """Counts, reasons with titles and problems are told in the reader's language."""
    code, output = sekisho("screen", EXAMPLE, lang=lang)
    assert code == 1
    assert "R03" in output
    assert {"ja": "不適合", "en": "not met", "zh-Hans": "不符合"}[lang] in output


def test_a_table_whose_rows_are_all_met_holds(tmp_path):
    """Exit code 0 says that every row is met; results, reasons and problems are written beside each other."""
    (tmp_path / "t.parquet").write_bytes(parquet([GOOD, row(2)]))
    code, value = answer("screen", tmp_path / "t.parquet", "--out", tmp_path / "r.csv")
    assert (code, value["subsidy_yen"]) == (0, 2 * 2_304_000)
    assert [path.rpartition("/")[2] for path in value["files"]] == ["r.csv", "r.reasons.csv"]
    assert pl.read_csv(tmp_path / "r.csv")["outcome"].to_list() == ["met", "met"]


def test_registers_of_a_home_are_asked(home):
    """With a home the register of models is asked, whatever a table says of it."""
    done = program("screen", EXAMPLE, "--home", home, "--json", "--lang", "en")
    value = json.loads(done.stdout)
    asked = {one["reasons"]: "R05" in one["not_met"] for one in value["reasons"]}
    assert any(asked.values())
    assert not any("R05?" in key for key in asked)


def test_what_is_open_may_be_taken_as_registered(tmp_path):
    """--assume-registered fills what the table leaves open of model and partner."""
    kept = {name: cell for name, cell in GOOD.items() if name not in ("registered", "partner_registered")}
    (tmp_path / "t.csv").write_bytes(text([kept]))
    assert answer("screen", tmp_path / "t.csv")[0] == 1
    assert answer("screen", tmp_path / "t.csv", "--assume-registered")[0] == 0


def test_places_that_cannot_be_written_are_refused(tmp_path):
    """Results of another kind, in a folder that is not there, or over something that is there are refused."""
    assert codes("screen", EXAMPLE, "--out", tmp_path / "r.xlsx") == {"rows.out_kind"}
    assert codes("screen", EXAMPLE, "--out", tmp_path / "nowhere" / "r.parquet") == {"rows.cannot_write"}
    (tmp_path / "r.parquet").mkdir()
    assert codes("screen", EXAMPLE, "--out", tmp_path / "r.parquet") == {"rows.exists"}
    (tmp_path / "s.problems.csv").write_text("mine")
    assert codes("screen", EXAMPLE, "--out", tmp_path / "s.csv") == {"rows.exists"}
    assert (tmp_path / "s.problems.csv").read_text() == "mine"


def test_wrong_headings_are_refused_by_place(tmp_path):
    """A misspelt heading is unusable input: where, what, and what was probably meant."""
    (tmp_path / "t.csv").write_text("id,maker,modle\n1,x,y\n")
    code, output = sekisho("screen", tmp_path / "t.csv")
    assert code == 2
    assert "'modle'" in output
    assert "'model'" in output


def test_a_pipe_sees_nothing_of_the_progress():
    """A table read by another program gets one JSON value and nothing beside it."""
    done = program("screen", EXAMPLE, "--json", "--lang", "en")
    assert (done.stderr, json.loads(done.stdout)["rows"]) == (b"", 7)


def test_a_single_case_loads_no_library_for_many(tmp_path):
    """One case must not wait for what reads millions."""
    lines = "import sys, sekisho.cli.screen; print([n for n in ('polars', 'duckdb') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, check=True, cwd=ROOT)
    assert done.stdout == b"[]\n"


@pytest.mark.parametrize(
    ("name", "data", "many"),
    [("a.toml", b"PAR1", True), ("a", b"PK\x03\x04", True), ("a", b"id\tmaker\tmodel\n", True),
     ("a.csv", b"id\n1", True),
     ("a.csv", b'{"a": 1}', False), ("a.json", b"a,b,c,d", False), ("a.toml", b"x = [1,2,3]", False),
     ("a", b"x = [1,2,3]", False), ("a", b"", False)],
)  # fmt: skip
def test_a_table_is_known_by_its_content(tmp_path, name, data, many):
    """What a file is shows in its first bytes, whatever it is called."""
    (tmp_path / name).write_bytes(data)
    assert holds_rows(tmp_path / name) is many
