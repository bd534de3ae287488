"""``sekisho form file`` against the real service: filed once however often it is sent, refused in its own words."""

import httpx
import pytest
from click.testing import CliRunner

from sekisho.cli import office
from sekisho.cli.main import main
from tests.application.test_commissioning_form import SCAN, form, running
from tests.portal.api.test_sending import Impostor, Line


@pytest.fixture(scope="module")
def case(service):
    """A case whose machine runs."""
    return running(service.office, service.office.case())


def written(path, content):
    """Write a form as a file, its lists as tables."""
    head = [f'{name} = "{value}"' for name, value in content.items() if isinstance(value, str)]
    lists = [
        "\n".join([f"[[{part}]]", *(f'{name} = "{value}"' for name, value in entry.items())])
        for part, entries in content.items()
        if isinstance(entries, list)
        for entry in entries
    ]
    lines = ['format = "sekisho/commissioning-form/v1"', 'form = "installation_log"', *head, *lists]
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def run(monkeypatch, service, case, tmp_path):
    """The command on a line to the service: a form with what is said otherwise, and the arguments."""
    client = httpx.Client

    def run(line, *arguments, **other):
        monkeypatch.setattr(office.httpx, "Client", lambda **told: client(transport=line, **told))
        monkeypatch.setattr("sekisho.cli.form.WAITS_S", (0.0,) * 2)
        monkeypatch.setenv("SEKISHO_TOKEN", service.tokens["user"])
        path = written(tmp_path / "form.toml", {**form(case).content, **other})
        to = ["form", "file", path, "--to", "http://localhost/", "--case", case, "--line", "L1", *arguments]
        done = CliRunner().invoke(main, [*map(str, to), "--lang", "en"])
        return done.exit_code, " ".join(done.output.split())

    return run


def papers(service, case):
    """Give the names of the papers of the case."""
    return [paper["name"] for paper in service.get("user", f"/cases/{case}")["case"]["documents"].values()]


def test_a_form_whose_answer_was_lost_is_filed_once(run, service, case):
    """The answer is lost on the way: asked again under the same content the office gives it, and keeps one paper."""
    before, line = papers(service, case), Line(lost_coming={1})
    code, said = run(line, site="Plant 3")
    assert (code, "It is filed" in said, line.seen) == (0, True, ["POST 200", "POST 200"]), said
    assert run(Line(), site="Plant 3")[0] == 0
    assert len(papers(service, case)) == len(before) + 1


def test_the_scan_of_a_sheet_signed_by_hand_is_filed_with_it(run, service, case, tmp_path):
    """Somebody signs on paper: the scan becomes a paper beside the form."""
    scan = tmp_path / "signed-by-hand.pdf"
    scan.write_bytes(SCAN.data)
    by_hand = [{**one, "signs": "paper"} for one in form(case).content["present"]]
    assert run(Line(), "--scan", scan, present=by_hand)[0] == 0
    assert "signed-by-hand.pdf" in papers(service, case)


def test_the_office_refuses_in_its_own_words(run):
    """What only the case knows (another serial number) is said with place and remedy, and the exit code is 1."""
    code, said = run(Line(), machine_serial="SN-OTHER")
    assert (code, "SN-OTHER" in said) == (1, True), said


@pytest.mark.parametrize("line", [Line(is_dead=True), Impostor(lambda: httpx.Response(200, text="<html>guest"))])
def test_where_no_office_answers_it_is_said_what_is_not_known(run, line):
    """A dead line or a page in place of an answer: nobody knows whether it was filed, and trying again is safe."""
    code, said = run(line)
    assert (code, "whether the form was filed is not known" in said) == (2, True), said
    assert "never filed twice" in said
