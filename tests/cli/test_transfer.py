"""Money out on the command line: what cannot be paid is refused with its reason; an idle office ties out."""

import json

import pytest

from tests.cli.line import program


@pytest.fixture
def told(home):
    """Run a command of the fund on a home; give the exit code and the JSON it says."""

    def run(*line):
        done = program("fund", *line, "--home", home, "--json", "--lang", "en")
        return done.returncode, json.loads(done.stdout)

    return run


def codes(value):
    """The reasons of a refusal."""
    return [reason["code"] for reason in value["refused"]]


def test_nothing_is_paid_that_nobody_approved(told, tmp_path):
    """Without an approved payment there is no batch and no file; a stranger and an officer make none either."""
    out = tmp_path / "zengin.txt"
    for person, wanted in (("finance", "transfer.nothing_to_pay"), ("officer", "transfer.not_yours")):
        code, value = told("transfer", "--person", person, "--on", "2026-05-12", "--out", out)
        assert (code, wanted in codes(value)) == (2, True)
    assert codes(told("transfer", "--person", "nobody", "--on", "2026-05-12", "--out", out)[1]) == ["person.unknown"]
    assert not out.exists()


def test_a_file_that_is_there_is_not_written_over(told, tmp_path):
    """A file that may have been sent stays what it is."""
    out = tmp_path / "sent.txt"
    out.write_bytes(b"sent")
    assert codes(told("transfer", "--person", "finance", "--on", "2026-05-12", "--out", out)[1]) == [
        "transfer.out_exists"
    ]
    assert out.read_bytes() == b"sent"


def test_an_answer_to_no_batch_is_refused(told, tmp_path):
    """A result for a batch that was never made, and a file that is not there, are refused."""
    result = tmp_path / "result.txt"
    result.write_bytes(b"1" * 120)
    assert codes(told("result", result, "--person", "finance", "--batch", "1")[1]) == ["transfer.unknown"]
    assert told("result", tmp_path / "none.txt", "--person", "finance", "--batch", "1")[0] == 2


def test_an_office_that_paid_nothing_ties_out(told):
    """Every sum is zero and nothing differs."""
    code, value = told("reconcile")
    assert (code, value["holds"], set(value["sums"].values())) == (0, True, {0})
