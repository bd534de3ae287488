"""The check of a program's data: faults that load and should not stay, and what nobody has confirmed."""

import pytest

from sekisho.bootstrap.package import all_wording
from sekisho.domain.program.check import check_program
from sekisho.domain.program.definition import parse_program
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.language import Language
from tests.domain.program.scene import FILES, PROGRAM, edited

DEADLINE = '{ from = 2026-05-09, value = "2026-12-31T17:00:00+09:00", cite'
FAULTS = [
    ("definition.missing_entry", "program.toml", 'id = "F9"', 'id = "F30"'),
    ("definition.missing_entry", "questions.toml", 'id = "A9"\n', 'id = "A37"\n'),
    ("definition.question_without_parameter", "questions.toml", 'parameters = ["pse.reading"]', "parameters = []"),
    ("definition.unknown_citation", "rules.toml", 'cite = "assumption: A21"', 'cite = "assumption: A77"'),
    ("definition.unused_field", "rules.toml", 'sil = "int"', 'sil = "int"\nspare = "bool"'),
    ("definition.late_value", "parameters.toml", "from = 2026-05-09, value = 90", "from = 2026-06-09, value = 90"),
    ("definition.no_first_edition", "annex-a-2026-05-09.toml", "_from = 2026-05-09", "_from = 2026-05-10"),
    ("definition.listed_below_minimum", "annex-a-2026-05-09.toml", "spindle_rpm = 15000", "spindle_rpm = 7000"),
    ("definition.unknown_gate", "annex-a-2026-10-10.toml", 'gates = ["V01"]', 'gates = ["V99"]'),
    ("definition.unknown_paper", "annex-a-2026-10-10.toml", '"iso13849_certificate"', '"magic_paper"'),
    ("definition.untold_change", "annex-a-2026-10-10.toml", "spindle_rpm = 15000", "spindle_rpm = 16000"),
    ("definition.recognised_stranger", "parameters.toml", '"Toa Anzen Hyoka (fictional)"', '"Somebody (fictional)"'),
    ("definition.deadline_outside", "parameters.toml", '"2026-12-31T17:00:00+09:00"', '"2027-01-01T17:00:00+09:00"'),
    ("definition.deadline_past", "parameters.toml", DEADLINE,
     '{ from = 2026-06-10, value = "2026-06-09T17:00:00+09:00", cite = "assumption: A4" },' + DEADLINE),
    ("definition.no_means", "rules.toml", 'listed = { by = "nothing", wrong = "model", cite = "article: ¶7" }', ""),
    ("definition.edition_outside", "annex-a-2026-10-10.toml", "_from = 2026-10-10", "_from = 9999-12-31"),
    ("definition.unknown_category", "annex-a-2026-10-10.toml", '"cnc"', '"lathe"'),
    ("definition.unit_changed", "annex-a-2026-10-10.toml", 'travel_x_mm", unit = "mm"', 'travel_x_mm", unit = "m"'),
]  # fmt: skip
NOTICES = [
    ("definition.rule_never_in_force", 'id = "R02"', 'id = "R02"\nuntil = 2026-01-01'),
    ("definition.rule_never_in_force", 'id = "R02"', 'id = "R02"\nfrom = 2030-01-01'),
    ("definition.always_holds", 'when = "listed"', 'when = "listed or not listed"'),
    ("definition.always_holds", 'when = "listed"', 'when = "pse or not (listed and pse)"'),
    ("definition.never_holds", 'when = "listed"', 'when = "listed and not listed"'),
    ("definition.never_holds", 'applies = "pse_in_scope"', 'applies = "pse_in_scope and not pse_in_scope"'),
    ("definition.never_holds", "category in annex.categories", "category in annex.categories and category == 'other'"),
]


def faults(program):
    """Give the codes of what should be mended."""
    return {finding.code for finding in check_program(program) if finding.outcome is Outcome.NOT_MET}


def test_the_shipped_data_has_no_faults():
    """Nothing in the shipped data needs mending."""
    assert faults(PROGRAM) == set()


def test_the_shipped_data_says_what_nobody_has_confirmed():
    """Unchecked and assumed values are counted, and readings not carried out yet are named."""
    found = {finding.code for finding in check_program(PROGRAM) if finding.outcome is Outcome.UNDETERMINED}
    without_effect = {"definition.not_carried_out"}
    assert found == {"definition.unchecked", "definition.unconfirmed"} | without_effect


@pytest.mark.parametrize(("code", "name", "old", "new"), FAULTS)
def test_a_fault_is_found(code, name, old, new):
    """Each fault that would load is found by the check."""
    assert code in faults(parse_program(edited(name, old, new)))


@pytest.mark.parametrize(("code", "old", "new"), NOTICES)
def test_a_criterion_that_judges_nothing_is_noticed(code, old, new):
    """A criterion in force on no day, or whose outcome no fact can change, is told by its place, and stops nobody."""
    program = parse_program(edited("rules.toml", old, new))
    found = [finding for finding in check_program(program) if finding.code == code]
    assert found
    assert found[0].place.startswith("rules.toml:R")
    assert {finding.outcome for finding in found} == {Outcome.UNDETERMINED}


def test_what_another_day_decides_otherwise_is_no_criterion_that_judges_nothing():
    """Never met under the first list of categories, met under a later one: the facts decide, as soon as it holds."""
    later = '{ from = 2026-06-10, value = ["plc"], cite = "assumption: x" },'
    data = FILES["parameters.toml"].decode()
    at = data.index("values = [", data.index('path = "annex.categories"')) + len("values = [")
    rules = (
        FILES["rules.toml"]
        .decode()
        .replace("category in annex.categories", "category == 'cnc' and not category in annex.categories")
    )
    for given, told in ((data, True), (f"{data[:at]}{later}{data[at:]}", False)):
        program = parse_program({**FILES, "parameters.toml": given.encode(), "rules.toml": rules.encode()})
        assert ("definition.never_holds" in {finding.code for finding in check_program(program)}) is told


@pytest.mark.parametrize("language", list(Language))
def test_every_finding_of_a_check_has_its_words(language):
    """Each finding says what is wrong and what to do, in each language."""
    edits = [*((name, old, new) for _, name, old, new in FAULTS), *(("rules.toml", *edit) for _, *edit in NOTICES)]
    programs = [PROGRAM, *(parse_program(edited(*edit)) for edit in edits)]
    for finding in (finding for program in programs for finding in check_program(program)):
        said, remedy = all_wording().say_finding(finding, language), all_wording().remedy(finding, language)
        assert said
        assert remedy
        assert "—" not in said


def test_words_exist_for_everything_annex_a_measures():
    """Each quantity and each category of an edition is called by a word."""
    names = {minimum.name for e in PROGRAM.editions for c in e.categories.values() for minimum in c.minimum}
    wanted = [f"specification.{name}" for name in names]
    wanted += [f"category.{name}" for e in PROGRAM.editions for name in e.categories]
    assert [code for code in wanted if not all_wording().has(code)] == []
