"""`sekisho scorecard`: what all captures and cases show, in every language, and a refusal of what is no home."""

import json

import pytest

from tests.cli.line import LANGUAGES, program


@pytest.mark.parametrize("lang", LANGUAGES)
def test_scorecards_of_a_home_are_told(home, lang):
    """The rehearsal's models and vendors are listed with their counts; rates of few cases are withheld."""
    value = json.loads(program("scorecard", "--home", home, "--lang", lang, "--json").stdout)
    assert value["models"][0]["cases"] >= 1
    assert value["models"][0]["first_visit"] == {"passed": None, "of": None}
    told = program("scorecard", "--home", home, "--lang", lang).stdout.decode()
    assert value["models"][0]["name"].split()[0] in told


def test_public_scorecards_leave_out_what_few_cases_carry(home):
    """Of a home with a handful of cases the public reads nothing."""
    value = json.loads(program("scorecard", "--home", home, "--public", "--json").stdout)
    assert (value["public"], value["models"], value["vendors"]) == (True, [], [])


def test_folder_that_is_no_home_is_refused(tmp_path):
    """Nothing is made up where there is no home."""
    assert program("scorecard", "--home", tmp_path / "none", "--json").returncode == 2
