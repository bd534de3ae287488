"""`sekisho annex`: lists imported, editions compared by day or file, near misses found; refusals name their place."""

import tomllib

import pytest

from sekisho.domain.program.edition import parse_edition
from sekisho.domain.program.table import plain
from tests.cases.annex.sample import MADE, expected
from tests.cli.line import EXAMPLES, LANGUAGES, answer, codes, sekisho

LISTS = EXAMPLES / "annex-a"
CSV = LISTS / "list-cp932.csv"
NAME = "annex-a-2026-12-01.toml"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_import_reports_its_rows_and_what_changes(lang):
    """The report counts the rows, says how they were read, and what the edition changes of the one before."""
    code, output = sekisho("annex", "import", CSV, lang=lang)
    assert code == 0
    assert "QY-R30" in output
    assert NAME in output
    assert "51" in output


@pytest.mark.parametrize("name", MADE)
def test_every_example_is_imported_and_written(tmp_path, name):
    """Workbook, CP932, GB18030 and PDF each write the edition; the file reads as it."""
    out = tmp_path / NAME
    code, value = answer("annex", "import", LISTS / name, "--out", out)
    assert (code, value["holds"], value["effective_from"], value["illustrative"]) == (0, True, "2026-12-01", True)
    assert value["rows"]["model"] == 32
    assert value["changes"]["removed"] == ["Donghe Machine Works (fictional) DH-H5"]
    edition = parse_edition(plain(tomllib.loads(out.read_text("utf-8"))))
    assert edition.models == expected().models


def test_an_import_overwrites_nothing(tmp_path):
    """A file that is there stays as it is."""
    out = tmp_path / NAME
    out.write_bytes(b"mine")
    assert codes("annex", "import", CSV, "--out", out) == {"annex.exists"}
    assert out.read_bytes() == b"mine"
    assert codes("annex", "import", CSV, "--out", tmp_path / "no" / "folder.toml") == {"annex.no_place"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_with_problems_writes_nothing_and_names_every_place(tmp_path, lang):
    """Exit 1, every cell by sheet, row and column, and no file."""
    out, broken = tmp_path / NAME, tmp_path / "list.csv"
    text = CSV.read_bytes().decode("cp932").replace("６５０", "要問合せ").replace("機能安全", "お守り")
    broken.write_bytes(text.replace("１，１００", "１，１０").encode("cp932"))
    code, value = answer("annex", "import", broken, "--out", out, lang=lang)
    assert (code, value["holds"], value["file"], out.exists()) == (1, False, None, False)
    places = {(one["code"], one["facts"]["row"], one["facts"]["column"]) for one in value["problems"]}
    assert ("annex.cell", 9, "C") in places
    assert {code for code, _, _ in places} == {"annex.cell", "annex.unknown_gates"}
    code, output = sekisho("annex", "import", broken, lang=lang)
    assert code == 1
    assert "要問合せ" in output or "１" in output


def test_an_import_takes_day_sheet_encoding_and_paper_from_the_line(tmp_path):
    """What the line says counts beside the file; a contradiction is a problem."""
    value = answer("annex", "import", CSV, "--on", "2026-12-02")[1]
    assert [one["code"] for one in value["problems"]] == ["annex.two_days"]
    official = answer("annex", "import", CSV, "--official", "METI/IA/2026-12-001", "--encoding", "Shift_JIS")[1]
    assert (official["holds"], official["illustrative"]) == (True, False)
    assert codes("annex", "import", CSV, "--encoding", "UTF-8") == {"table.not_in_encoding"}
    one = answer("annex", "import", LISTS / "list.xlsx", "--sheet", "産業用ロボット")[1]
    assert one["rows"]["model"] == 8
    assert codes("annex", "import", tmp_path / "nowhere.xlsx") == {"file.absent"}
    assert codes("annex", "import", CSV, "--on", "soon") == {"usage.as_of"}


def test_a_long_list_is_told_in_short_and_given_in_full(tmp_path):
    """Hundreds of new models are counted on the terminal and all named in JSON; problems likewise."""
    head = "適用日,2026-12-01\n製造者,型式,可搬質量（kg）,リーチ(mm),繰返し精度（mm）,軸数,電源電圧(V)\n"
    rows = "".join(f"海嵐,R{n},12,1440,0.05,6,170〜264\n" for n in range(300))
    long = tmp_path / "long.csv"
    long.write_text(f"ロボット\n{head}{rows}", "utf-8")
    code, output = sekisho("annex", "import", long)
    assert (code, output.count("added: "), "200 more models" in output) == (0, 100, True)
    assert len(answer("annex", "import", long)[1]["changes"]["added"]) == 300
    long.write_text(f"ロボット\n{head}{rows.replace('1440', '長い')}", "utf-8")
    code, output = sekisho("annex", "import", long)
    assert (code, "250 more" in output) == (1, True)
    assert len(answer("annex", "import", long)[1]["problems"]) == 300


def test_an_import_into_an_existing_day_is_refused():
    """A published day is never taken twice, and an edition is never its own predecessor."""
    value = answer("annex", "import", EXAMPLES / "annex-a" / "list.pdf", "--on", "2026-10-10")[1]
    assert "annex.two_days" in {one["code"] for one in value["problems"]}


def test_editions_are_compared_by_day_and_by_file_of_any_kind(tmp_path):
    """A day, an edition file and a list are compared alike, down to the quantity."""
    out = tmp_path / NAME
    sekisho("annex", "import", CSV, "--out", out)
    for after in (out, LISTS / "list.xlsx"):
        value = answer("annex", "diff", "2026-10-10", after)[1]
        assert (value["before"], value["after"]) == ("2026-10-10", "2026-12-01")
        [change] = value["changed"]
        assert change["quantities"] == [{"name": "tools", "before": "40", "after": "60", "unit": "pieces"}]
    assert answer("annex", "diff", out, LISTS / "list.pdf")[1]["changed"] == []
    assert codes("annex", "diff", "2026-10-10", tmp_path / "no.csv") == {"file.absent"}
    broken = tmp_path / "x.csv"
    broken.write_text("製造者,型式\na,b\n", "utf-8")
    assert "annex.no_day" in codes("annex", "diff", "2026-10-10", broken)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_difference_is_told_in_words(lang):
    """Demands, quantities, papers and requirements are named in the reader's language."""
    first = sekisho("annex", "diff", "2026-05-09", "2026-07-15", lang=lang)[1]
    second = sekisho("annex", "diff", "2026-07-15", "2026-10-10", lang=lang)[1]
    assert "≥ 8000 → ≥ 10000" in first
    assert "10 → 9" in second
    assert "_" not in first.replace("annex_a", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_near_miss_says_that_identical_is_still_excluded(lang):
    """A functional twin is told whom it equals, and that it is excluded all the same (F13)."""
    line = ("annex", "near", "Zhenxi Controls (fictional)", "ZX-500E")
    code, value = answer(*line, lang=lang)
    assert (code, value["listed"], value["excluded_even_if_identical"]) == (1, False, True)
    assert (value["nearest"][0]["model"], value["nearest"][0]["identical"]) == ("ZX-500", True)
    assert "ZX-500" in sekisho(*line, lang=lang)[1]


def test_a_model_is_searched_by_what_is_stated_of_it():
    """Quantities are named by any of their names, with their units; a listed model is said to be listed."""
    asked = (
        "annex",
        "near",
        "M",
        "X",
        "--category",
        "ロボット",
        "--spec",
        "可搬質量=12 kg",
        "--spec",
        "reach_mm=1.44m",
    )
    value = answer(*asked)[1]
    assert value["nearest"][0]["model"] == "QY-R12"
    assert {gap["name"] for gap in value["nearest"][0].get("gaps", [])} == set()
    listed = answer("annex", "near", "Zhenxi Controls (fictional)", "ZX-500E", "--on", "2026-10-10")
    assert (listed[0], listed[1]["listed"]) == (0, True)


def test_a_search_that_cannot_be_made_says_what_is_missing():
    """No category, an unknown one, an unknown quantity, a value that is none, a strange unit: each is refused."""
    model = ("annex", "near", "M", "X")
    assert codes(*model) == {"annex.near_category"}
    assert codes(*model, "--category", "掃除機") == {"annex.near_unknown_category"}
    assert codes(*model, "--category", "cnc", "--spec", "色=赤") == {"annex.unknown_quantity"}
    assert codes(*model, "--category", "cnc", "--spec", "tools=多い") == {"annex.spec_value"}
    assert codes(*model, "--category", "cnc", "--spec", "spindle_rpm=5 貫") == {"annex.spec_unit"}
