"""Many submit at the same moment, through the use case itself: judged beside each other, reserved together."""

from sekisho.application.act import act
from sekisho.application.request import Accepted, Request
from sekisho.domain.values.finding import Refusal
from tests.application.scene import FILE
from tests.contracts.scene import all_at_once

CASES = 5


def ready(office, *serials: str) -> list[tuple[str, Request]]:
    """Give cases both sides have signed, each with its submission, for machines of these serials."""
    office.opens_registers()
    cases = [office.case(lines=[{**FILE["lines"][0], "serial": serial}]) for serial in serials]
    return [(case, office.request(case, "user", "submit", root=office.signs(case))) for case in cases]


def at_once(office, work: list[tuple[str, Request]]) -> list[Accepted | Refusal]:
    """Submit all of it at the same moment."""
    return all_at_once(len(work), lambda n: act(office.desk, work[n][0], office.people["user"], work[n][1]))


def test_who_submits_at_once_is_reserved_in_order_of_receipt(office):
    """Five cases submitted at once are all reserved, with the receipts one to five and the money of each."""
    done = at_once(office, ready(office, *(f"SN-{n}" for n in range(CASES))))
    assert sorted(one.receipt for one in done) == list(range(1, CASES + 1))
    assert {one.case.state for one in done} == {"submitted"}
    assert office.balances()["reserved"] == CASES * 3_600_000


def test_one_case_submitted_twice_at_once_is_submitted_once(office):
    """Of the same submission sent by several at once one is accepted; the others are told that it is not its turn."""
    done = at_once(office, ready(office, "SN-1") * 4)
    refused = [one for one in done if isinstance(one, Refusal)]
    assert sum(isinstance(one, Accepted) for one in done) == 1
    assert {finding.code for one in refused for finding in one.findings} == {"guard.out_of_turn"}
    assert office.balances()["reserved"] == 3_600_000


def test_a_refused_submission_takes_nobody_along(office):
    """Of three submitted at once two claim the same serial: one of these is refused, the others are reserved."""
    done = at_once(office, ready(office, "SN-1", "SN-1", "SN-2"))
    (refused,) = [one for one in done if isinstance(one, Refusal)]
    codes = {finding.code for finding in refused.findings}
    # Who is screened after the other was reserved is told by the rule as well; who was screened beside it is not.
    assert codes - {"rule.R14"} == {"guard.serial_claimed"}
    assert sorted(one.receipt for one in done if isinstance(one, Accepted)) == [1, 2]
    assert office.balances()["reserved"] == 2 * 3_600_000
