"""`sekisho form`: a file to be filled in, checked by itself, and refused by place before anything is sent."""

import tomllib

import pytest

from sekisho.domain.casework.commissioning import FORMS, HEAD, LISTS
from tests.cli.line import LANGUAGES, answer, codes, sekisho

SAID = {
    "machine_serial": "SN-1", "site": "第二工場", "accepted_on": "2026-09-08", "acceptance": "as_agreed",
    "on": "2026-09-02", "who": "李 明", "what": "水平出し", "outcome": "0.02 mm/m", "trainer": "李 明",
    "language": "zh", "topic": "非常停止", "minutes": 90, "name": "佐藤 花子", "role": "課長", "organisation": "あおば",
    "result": "achieved", "signs": "account",
}  # fmt: skip


@pytest.fixture
def blank(tmp_path):
    """A form of a kind as the command writes it."""

    def write(kind, lang="en"):
        path = tmp_path / f"{kind}.{lang}.toml"
        assert sekisho("form", "new", kind, "--out", path, lang=lang)[0] == 0
        return path

    return write


def fill_in(path, **other):
    """Write what is said into the fields of a form, as somebody does with an editor; days without quotes."""
    lines = path.read_text("utf-8").split("\n")
    for n, line in enumerate(lines):
        name, _, rest = line.partition(' = ""')
        value = {**SAID, **other}.get(name)
        if rest and value is not None:
            written = str(value) if name in ("on", "accepted_on", "minutes") else f'"{value}"'
            lines[n] = f"{name} = {written}{rest}"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_form_asks_for_every_field_and_says_nothing_beforehand(blank, kind, lang):
    """Every field stands in the file, empty, since people sign what it says; unfilled it is refused."""
    path = blank(kind, lang)
    read = tomllib.loads(path.read_text("utf-8"))
    assert {field.name for field in HEAD[kind]} <= read.keys()
    asked = {part: {field.name for field in fields} for part, fields in LISTS[kind].items()}
    assert {part: set(read[part][0]) for part in asked} == asked
    assert not any(read[field.name] for field in HEAD[kind])
    code, said = answer("form", "check", path, lang=lang)
    assert (code, said["holds"]) == (1, False)


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_that_was_filled_in_is_whole(blank, kind):
    """Days and numbers written as TOML has them are taken; a form in order has nothing missing."""
    code, said = sekisho("form", "check", fill_in(blank(kind)))
    assert (code, "Nothing is missing" in said) == (0, True), said


def test_what_contradicts_itself_is_named_by_place(blank):
    """A step after the acceptance test is refused without asking an office, with its place."""
    code, said = answer("form", "check", fill_in(blank("installation_log"), on="2026-09-09"))
    assert (code, [(one["code"], one["place"]) for one in said["refused"]]) == (
        1,
        [("form.step_after_acceptance", "steps.1.on")],
    )


def test_a_form_is_never_written_over(blank):
    """What was filled in stays as it is."""
    path = fill_in(blank("training_record"))
    before = path.read_bytes()
    assert codes("form", "new", "training_record", "--out", path) == {"form.file.there"}
    assert path.read_bytes() == before
    assert codes("form", "new", "training_record", "--out", path / "below") == {"form.file.unwritable"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file.empty"),
        ('kind = "x"', "form.file.format"),
        ('format = "sekisho/commissioning-form/v1"\nform = "essay"', "form.unknown"),
        ('format = "sekisho/commissioning-form/v1"\nform = ["x"]', "form.unknown"),
    ],
)
def test_what_is_no_form_is_refused(tmp_path, text, code):
    """Empty files, other files and forms nobody knows say which file would be one."""
    path = tmp_path / "form.toml"
    path.write_text(text, "utf-8")
    assert codes("form", "check", path) == {code}


def test_a_sheet_signed_by_hand_is_asked_for_before_anything_is_sent(blank, monkeypatch):
    """Without its scan, with one that is not there, or with too many, nothing leaves this machine."""
    monkeypatch.setenv("SEKISHO_TOKEN", "t")
    path = fill_in(blank("installation_log"), signs="paper")
    to = ("form", "file", path, "--to", "https://office.invalid/", "--case", "C", "--line", "L1")
    assert codes(*to) == {"form.no_scan"}
    assert codes(*to, "--scan", path.parent / "none.pdf") == {"file.absent"}
    assert codes(*to, *["--scan", path] * 6) == {"form.too_many"}
