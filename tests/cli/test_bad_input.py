"""A case file that is wrong in many ways: every problem at once, in the reader's language, with place and remedy."""

import json

import pytest

from tests.cli.line import DAY, GOOD, LANGUAGES, WRONG, answer, sekisho

#: What stands wrong in the example, by code and place.
PROBLEMS = {
    ("file.wrong_check_digit", "applicant.corporate_number"),
    ("file.unknown_field", "line.L1.orign"),
    ("file.wrong_type", "line.L1.serial"),
    ("file.unknown_model", "line.L1.model"),
    ("file.outside_window", "line.L1.imported_on"),
    ("file.missing_certificate", "line.L1.documents"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_is_listed_at_once(lang):
    """Wrong type, unknown model, day outside the window, missing paper and check digit come together: exit 2."""
    code, value = answer("screen", WRONG, "--as-of", DAY, lang=lang)
    assert code == 2
    assert {(reason["code"], reason["place"]) for reason in value["refused"]} == PROBLEMS
    assert all(reason["text"] and reason["remedy_text"] for reason in value["refused"])


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ja", ["検査用数字が合いません", "国税庁法人番号公表サイト", "銘板", "6 件の問題"]),
        ("en", ["wrong check digit", "National Tax Agency", "Problems: 6. Nothing was done."]),
        ("zh-Hans", ["校验位不符", "日本国税厅", "共 6 个问题"]),
    ],
)
def test_problems_are_said_in_the_readers_language(lang, said):
    """The list is written in the reader's language, with the place of each problem and no code."""
    code, text = sekisho("screen", WRONG, "--as-of", DAY, lang=lang)
    flat = "".join(text.split())
    assert code == 2
    assert [one for one in said[:1] + said[-1:] if "".join(one.split()) not in flat] == []
    assert all(place in flat for _, place in PROBLEMS)
    assert "file." not in flat


def written(place, **changes):
    """Write a small case with changes to its only line, and give its path."""
    line = {
        "id": "L1", "maker": "Hailan Precision Machinery (fictional)", "model": "HLM-650V", "category": "cnc",
        "origin": "CN", "price": 20_000_000, "documents": [{"kind": "pse_certificate"}, {"kind": "jis_b9700_evidence"},
        {"kind": "conformity_certificate", "body": "Toa Anzen Hyoka (fictional)"}], **changes,
    }  # fmt: skip
    party = {"name": "Aoba", "corporate_number": "7123456789012", "side": "end_user"}
    path = place / "case.json"
    path.write_text(json.dumps({"channel": "portal", "applicant": party, "lines": [line]}), "utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"imported_on": "2026-05-08"}, "file.outside_window"),
        ({"commissioned_on": "2027-01-01"}, "file.outside_window"),
        ({"documents": [{"kind": "pse_certificate"}]}, "file.missing_certificate"),
    ],
)
def test_what_the_criteria_judge_is_not_eligible(tmp_path, changes, note):
    """A file that is only outside the window or lacks a certificate is screened: noted, and exit 1."""
    code, value = answer("screen", written(tmp_path, **changes), "--as-of", DAY)
    assert (code, value["refused"]) == (1, [])
    noted = [each for each in value["notes"] if each["code"] == note]
    assert noted
    assert all(each["place"] and each["text"] and each["remedy_text"] for each in noted)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"price": "cheap"}, "file.wrong_price"),
        ({"price": 1.5}, "file.wrong_price"),
        ({"price": -1}, "file.wrong_price"),
        ({"pl": "d"}, "file.wrong_type"),
        ({"documents": "none"}, "file.wrong_type"),
        ({"category": "tractor"}, "file.unknown_value"),
        ({"imported_on": "8 May"}, "file.wrong_date"),
        ({"model": None}, "file.missing"),
        ({"model": "HLM-650W"}, "file.unknown_model"),
    ],
)
def test_what_cannot_be_judged_is_unusable(tmp_path, changes, reason):
    """A value nobody can judge refuses the file, naming the place."""
    code, value = answer("screen", written(tmp_path, **changes), "--as-of", DAY)
    assert code == 2
    assert reason in {each["code"] for each in value["refused"]}


def test_one_file_serves_all_three_commands():
    """The same file is screened, planned and quoted; what only the quote reads is no unknown field elsewhere."""
    assert [answer(name, GOOD, "--as-of", DAY)[1]["refused"] for name in ("screen", "plan", "quote")] == [[], [], []]


def test_a_plan_refuses_a_date_that_is_none(tmp_path):
    """A word where a day should stand does not pass for a step that is done."""
    code, value = answer("plan", written(tmp_path, ordered_on="soon"), "--as-of", DAY)
    assert (code, value["refused"][0]["code"]) == (2, "file.wrong_date")


def test_a_plan_takes_a_step_as_done_only_on_every_line(tmp_path):
    """A date on one line of two leaves the step to be planned."""
    path = written(tmp_path, shipped_on="2026-06-01")
    case = json.loads(path.read_text("utf-8"))
    case["lines"].append({**case["lines"][0], "id": "L2", "shipped_on": None})
    assert "factory" not in {step["name"] for step in answer("plan", path, "--as-of", DAY)[1]["steps"]}
    path.write_text(json.dumps(case), "utf-8")
    assert "factory" in {step["name"] for step in answer("plan", path, "--as-of", DAY)[1]["steps"]}


def test_an_order_shows_no_application(tmp_path):
    """What is ordered waits for no decision any more; that the application is filed, an order does not show."""
    steps = {
        step["name"] for step in answer("plan", written(tmp_path, ordered_on="2026-06-01"), "--as-of", DAY)[1]["steps"]
    }
    assert ("decision" in steps, "application" in steps, "factory" in steps) == (False, True, True)


def test_a_quote_lists_every_problem_of_its_prices(tmp_path):
    """A quote refuses with each price and cost that cannot be reckoned with, and its place."""
    path = written(tmp_path, price="many", costs={"freight": -1, "bribe": 3}, incoterm="XYZ")
    code, value = answer("quote", path)
    places = {each["place"] for each in value["refused"]}
    assert code == 2
    assert {"line.L1.price", "line.L1.costs.freight", "line.L1.costs.bribe", "line.L1.incoterm"} <= places


def test_a_quote_never_drops_a_line_of_the_same_name(tmp_path):
    """Two lines of one id are refused instead of being quoted as one."""
    path = written(tmp_path)
    case = json.loads(path.read_text("utf-8"))
    case["lines"].append(case["lines"][0])
    path.write_text(json.dumps(case), "utf-8")
    code, value = answer("quote", path)
    assert (code, value["refused"][0]["code"]) == (2, "costing.same_id")


@pytest.mark.parametrize("model", ["[red]HLM", "[/red]", "\x1b[2J\x1b]0;title\x07", "\u202eevil", "{place}{0}"])
def test_a_file_never_steers_the_terminal(tmp_path, model):
    """Markup, control sequences and turned text of a file are shown, not obeyed."""
    code, text = sekisho("screen", written(tmp_path, model=model), "--as-of", DAY)
    assert code == 2
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert model[:3] in text or "\\" in text
