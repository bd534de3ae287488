"""The worked examples: one list as workbook, CP932 text, GB18030 text and PDF gives one edition."""

from dataclasses import replace

import pytest

from sekisho.application.import_edition import Import, Source, import_edition
from sekisho.bootstrap.package import table_reader
from sekisho.domain.program.annex.written import written
from tests.cases.annex.sample import BEFORE, DAY, FOLDER, MADE, PROGRAM, WORDS, expected


def imported(name):
    """An example as it is imported."""
    source = Source(name, (FOLDER / name).read_bytes())
    found = import_edition(table_reader(), WORDS, PROGRAM.editions, source)
    assert isinstance(found, Import), found
    assert not found.transcript.problems
    return found


@pytest.mark.parametrize("name", MADE)
def test_each_example_gives_the_expected_edition(name):
    """Merged cells, full width, ditto marks, half-width katakana, footnotes and pages all come to the same."""
    found = imported(name)
    assert replace(found.edition, revision=()) == expected()
    assert [(change.kind.value, change.models) for change in found.edition.revision] == [
        ("added", ("QY-R30",)),
        ("changed", ("HLM-1100V",)),
        ("removed", ("DH-H5",)),
    ]
    assert found.name == f"annex-a-{DAY}.toml"
    assert found.transcript.before == BEFORE


def test_all_examples_give_one_file_to_the_byte():
    """Whoever imports whichever of them publishes the same bytes."""
    assert len({imported(name).data for name in MADE}) == 1


def test_a_file_in_the_program_s_own_form_is_taken_as_it_is():
    """TOML is an edition already; one that is none is refused by place."""
    data = written(expected())
    found = import_edition(table_reader(), WORDS, PROGRAM.editions, Source("x.toml", data))
    assert (found.data, found.edition) == (data, expected())
    broken = import_edition(table_reader(), WORDS, PROGRAM.editions, Source("x.toml", b"[edition"))
    assert [one.code for one in broken.findings] == ["edition.unreadable"]
