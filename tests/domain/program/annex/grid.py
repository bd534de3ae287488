"""Tables written by hand, and what an import makes of them."""

from datetime import date
from itertools import count

from sekisho.bootstrap.package import all_wording
from sekisho.domain.program.annex.transcript import Given, transcribe
from sekisho.domain.program.annex.words import parse_words
from sekisho.domain.values.grid import Area, Row, Sheet, TableFile
from sekisho.domain.values.language import Language
from tests.domain.program.scene import FILES, PROGRAM

WORDS = parse_words(FILES)
DAY = date(2026, 12, 1)
ROBOT_HEAD = ("製造者", "型式", "可搬質量（kg）", "リーチ(mm)", "繰返し精度（mm）", "軸数", "電源電圧(V)")
ROBOT = ("海嵐", "R1", "12", "1,440", "0.05", "6", "170〜264")


def rows_of(rows):
    """Rows numbered from 1."""
    return tuple(Row(number, tuple(cell or None for cell in row)) for number, row in zip(count(1), rows, strict=False))


def sheet(*rows, name="ロボット", merged=(), continues=False):
    """A sheet of rows."""
    return Sheet(name, rows_of(rows), tuple(Area(*corners) for corners in merged), continues=continues)


def read(*sheets, day=DAY, editions=PROGRAM.editions, from_1904=False, **given):
    """A file of sheets as an import reads it; every finding is said in every language."""
    file = TableFile("csv", sheets, from_1904=from_1904)
    found = transcribe(file, Given(WORDS, editions, day, **given))
    for finding in found.findings:
        for language in Language:
            assert "—" not in all_wording().say_finding(finding, language), finding
            assert all_wording().remedy(finding, language) or finding in found.notes, finding
    assert found.rows == sum(len(tuple(one.rows)) for one in sheets if given.get("sheet", one.name) in {"", one.name})
    assert (found.edition is None) == bool(found.problems)
    return found


def robots(*rows, head=ROBOT_HEAD, **how):
    """A sheet of robots under a usual heading."""
    return read(sheet(head, *rows, **how))


def problems(found):
    """The problems with their places."""
    return [(one.code.removeprefix("annex."), one.place) for one in found.problems]


def notes(found):
    """The codes of the notes."""
    return [one.code.removeprefix("annex.") for one in found.notes]


def changed(**cells):
    """A row of a robot with some cells changed, by the beginning of their heading."""
    row = list(ROBOT)
    for name, value in cells.items():
        row[next(n for n, head in enumerate(ROBOT_HEAD) if head.startswith(name))] = value
    return tuple(row)


def models(found):
    """The models of an edition by their keys."""
    assert found.edition is not None, found.problems
    return found.edition.models
