"""The cap: proposed by one, confirmed by another, never below what is bound; raising it promotes who waits."""

from dataclasses import replace

import pytest

from sekisho.application.change_cap import confirm_cap, propose_cap, show_cap_proposal
from sekisho.application.desk import Once
from sekisho.application.replay_fund import replay_fund
from sekisho.application.transact import AlreadyAnswered
from sekisho.domain.values.finding import Refusal
from tests.application.scene import LISTED

CAP = 12_800_000_000
SAID = {"reason": "the supplementary budget was passed", "citation": "article: ¶8"}


def priced(office, price):
    """Open a case for a machine of a price; yen 100 of it are yen 18 of subsidy."""
    return office.case(lines=[{"id": "L1", **LISTED, "origin": "CN", "incoterm": "CIF", "price": price}])


@pytest.fixture
def full(office):
    """A pool in which one case has left eight hundred million, and two wait for 1.8 billion each."""
    office.opens_registers()
    cases = [priced(office, 66_666_666_667), priced(office, 10_000_000_000), priced(office, 10_000_000_000)]
    for case in cases:
        office.submits(case)
    return office, cases


def proposes(office, cap, who="finance", **said):
    """Propose a cap."""
    return propose_cap(office.desk, office.people[who], {"cap": cap, **SAID, **said})


def changes(office, cap):
    """Propose a cap as one person and confirm it as another."""
    return confirm_cap(office.desk, office.people["officer"], proposes(office, cap).digest)


def codes(refusal):
    """Give the codes of a refusal."""
    assert isinstance(refusal, Refusal), refusal
    return {finding.code for finding in refusal.findings}


def states(office, cases):
    """Give the states of cases as the lists show them."""
    with office.desk.store.read() as tx:
        return [tx.views.case(case).state for case in cases]


def test_a_raise_promotes_who_waits_in_order(full):
    """A cap raised by what one of two needs promotes the first and leaves the second at the head of the list."""
    office, cases = full
    assert states(office, cases) == ["submitted", "waiting", "waiting"]
    view = changes(office, CAP + 1_000_000_000)
    assert (view.balances["appropriation"], view.waiting) == (CAP + 1_000_000_000, 1)
    assert states(office, cases) == ["submitted", "submitted", "waiting"]
    assert replay_fund(office.desk) == ()
    with office.desk.store.read() as tx:
        told = [notice.code for notice in tx.outbox.of(case=cases[1])]
    assert told.count("event.slot.reserved") == 2  # to the applicant and to the partner


def test_a_cap_is_lowered_to_what_is_bound_and_no_further(full):
    """The cap goes down to the yen that is bound; one yen less is refused with what is bound."""
    office, _ = full
    bound = CAP - office.balances()["available"]
    assert codes(proposes(office, bound - 1)) == {"fund.cap_below_bound"}
    assert changes(office, bound).balances["available"] == 0
    assert replay_fund(office.desk) == ()


def test_what_is_bound_is_looked_at_once_more(office):
    """A cap that could be lowered when it was proposed is refused if more is bound by the time it is confirmed."""
    office.opens_registers()
    proposal = proposes(office, 1_000_000)
    office.submits(office.case())
    assert codes(confirm_cap(office.desk, office.people["officer"], proposal.digest)) == {"fund.cap_below_bound"}


def test_a_later_proposal_takes_the_place_of_an_earlier_one(full):
    """Only the newest proposal can be confirmed, and only once."""
    office, _ = full
    first, second = proposes(office, CAP + 1), proposes(office, CAP + 2)
    assert codes(confirm_cap(office.desk, office.people["officer"], first.digest)) == {"cap.not_proposed"}
    assert confirm_cap(office.desk, office.people["officer"], second.digest).balances["appropriation"] == CAP + 2
    assert codes(confirm_cap(office.desk, office.people["officer"], second.digest)) == {"cap.not_proposed"}


def test_one_person_never_changes_the_cap(full):
    """Whoever proposed does not confirm; a second of the same role may; nothing moved in between."""
    office, _ = full
    proposal = proposes(office, CAP + 1)
    assert codes(confirm_cap(office.desk, office.people["finance"], proposal.digest)) == {"cap.same_person"}
    assert show_cap_proposal(office.desk) == proposal
    assert office.balances()["appropriation"] == CAP
    assert confirm_cap(office.desk, office.people["finance2"], proposal.digest).balances["appropriation"] == CAP + 1
    assert show_cap_proposal(office.desk) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"cap": CAP}, {"fund.cap_unchanged"}),
        ({"cap": -1}, {"field.wrong.yen"}),
        ({"cap": 1.5}, {"field.wrong.yen"}),
        ({"cap": "13000000000"}, {"field.wrong.yen"}),
        ({"cap": CAP + 1, "reason": "more"}, {"field.wrong.reason"}),
        ({"cap": CAP + 1, "citation": "because"}, {"cap.uncited"}),
        ({"cap": CAP + 1, "citation": ""}, {"field.missing"}),
        ({"cap": CAP + 1, "until": "2027-03-31"}, {"field.unknown"}),
        ({"cap": 1, "reason": "", "citation": "x"}, {"field.missing", "cap.uncited"}),
    ],
)
def test_a_proposal_is_refused_with_every_reason(office, said, expected):
    """No amount, no reason, no source, nothing to change: refused by place, and nothing is written."""
    office.opens_registers()
    assert codes(propose_cap(office.desk, office.people["finance"], {**SAID, **said})) >= expected
    assert show_cap_proposal(office.desk) is None


def test_only_the_office_touches_the_cap(office):
    """Claimants, exporters, inspectors and auditors neither propose nor confirm; a closed pool has no cap."""
    assert codes(proposes(office, CAP + 1)) == {"cap.not_open"}
    office.opens_registers()
    proposal = proposes(office, CAP + 1)
    for who in ("user", "partner", "maker", "inspector", "auditor"):
        assert codes(proposes(office, CAP + 2, who)) == {"cap.not_yours"}
        assert codes(confirm_cap(office.desk, office.people[who], proposal.digest)) == {"cap.not_yours"}


def test_the_same_confirmation_sent_twice_is_one(full):
    """A confirmation repeated under its idempotency key gets the first answer and moves nothing."""
    office, _ = full
    proposal = proposes(office, CAP + 1_000)
    desk = replace(office.desk, once=Once("officer", "key-1", "a" * 64, lambda _view: b"done"))
    confirm_cap(desk, office.people["officer"], proposal.digest)
    with pytest.raises(AlreadyAnswered) as before:
        confirm_cap(desk, office.people["officer"], proposal.digest)
    assert before.value.answer == b"done"
    assert office.balances()["appropriation"] == CAP + 1_000
