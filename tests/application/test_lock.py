"""Locking: what both sides sign and what the office reckons with are the same lines."""

import copy

import pytest

from sekisho.application.fix_content import lock_case
from sekisho.application.section import content_of
from sekisho.domain.values.finding import Refusal
from tests.application.scene import FILE

LINE = FILE["lines"][0]


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ([LINE, LINE], {"file.line_twice"}),
        ([LINE, {**LINE, "id": ""}], {"file.missing"}),
        ([{**LINE, "id": 1}], {"file.missing"}),
        ([LINE, "a robot"], {"file.wrong_type"}),
        ("a robot", {"file.wrong_type"}),
        ([LINE, LINE, {"maker": "nameless"}], {"file.line_twice", "file.missing"}),
    ],
)
def test_lines_that_cannot_be_told_apart_are_not_locked(office, lines, codes):
    """Lines of one id, without an id or of no form are refused with every reason; the draft stays as it was."""
    office.opens_registers()
    case = office.case(lines=copy.deepcopy(lines))
    refused = lock_case(office.desk, case, office.people["user"])
    assert isinstance(refused, Refusal)
    assert {finding.code for finding in refused.findings} == codes
    with office.desk.store.read() as tx:
        assert tx.drafts.get(case).content["lines"] == lines
        assert [row.type for row in tx.journal.read(f"case/{case}")] == ["case.opened"]


def test_two_machines_of_one_model_are_two_lines(office):
    """The same machine twice, under two ids, asks for the subsidy of two."""
    office.opens_registers()
    case = office.case(lines=[LINE, {**LINE, "id": "L2"}])
    locked = lock_case(office.desk, case, office.people["user"])
    assert locked.case.balance.requested.yen == 2 * 3_600_000


def test_two_cases_that_say_the_same_share_no_file(memory_office):
    """One case's sections are erased without the other's, and nobody finds a price by trying out its digest."""
    cases = [memory_office.opens(), memory_office.case()]
    locked = [lock_case(memory_office.desk, case, memory_office.people["user"]).case for case in cases]
    files = [file for case in locked for names in case.section_files.values() for file in names]
    assert len(files) == len(set(files)) == 6
    with memory_office.desk.store.read() as tx:
        assert len({str(content_of(tx, case)) for case in locked}) == 1
