"""The stop switch of a vendor: who stops and releases, and what it holds in the cases it touches."""

from dataclasses import replace

import pytest

from sekisho.domain.casework.case import Vendor
from sekisho.domain.casework.decide import Decision, decide_vendor
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve import UnknownEventError, evolve_vendor, fold_vendor
from sekisho.domain.casework.surroundings import Transfer, TransferState
from sekisho.domain.values.finding import Outcome
from tests.domain.casework.scene import (
    DETAILS,
    FINANCE,
    MAKER,
    NOW,
    OFFICER,
    REASON,
    SECOND,
    USER_SIGNS,
    actor,
    amid,
    on_paper,
    on_vendor,
)

STOPPED = {MAKER: "invoices of three cases carry one number"}
HELD = [
    ("submit", "locked", USER_SIGNS, "guard.vendor_under_check"),
    ("grant", "under_review", OFFICER, "guard.vendor_stopped"),
    ("approve_payment", "claimed", FINANCE, "guard.vendor_stopped"),
    ("pay", "claimed", FINANCE, "guard.vendor_stopped"),
]


def does(vendor, command, who):
    """Carry a command that must be accepted; give its event."""
    made = decide_vendor(vendor, Command(command, who, NOW, DETAILS[command]))
    assert isinstance(made, Decision), made
    return made.events[0]


@pytest.mark.parametrize(("command", "state", "who", "code"), HELD)
def test_a_stopped_vendor_holds_what_binds_or_pays(command, state, who, code):
    """Filing, grant, approval and payment wait while a vendor of the case is stopped, and go on when none is."""
    attempt = on_paper(command, state, who)
    assert attempt.codes() == []
    assert amid(attempt, stopped_vendors=STOPPED).codes() == [code]


@pytest.mark.parametrize(
    ("command", "state", "who"),
    [("take_up", "submitted", OFFICER), ("decline", "under_review", OFFICER), ("withdraw", "granted", USER_SIGNS)],
)
def test_a_stop_decides_nothing(command, state, who):
    """Review, decline and withdrawal go on: a stop holds money, it takes no right away."""
    attempt = on_paper(command, state, who)
    assert amid(attempt, stopped_vendors=STOPPED).codes() == attempt.codes() == []


def test_what_the_bank_has_paid_is_recorded():
    """A stop that comes after the bank has paid does not keep the payment out of the record."""
    attempt = amid(on_paper("pay", "claimed", FINANCE), stopped_vendors=STOPPED)
    paid = amid(attempt, transfer=Transfer(TransferState.PAID))
    assert "guard.vendor_stopped" in attempt.codes()
    assert "guard.vendor_stopped" not in paid.codes()


def test_the_claimant_is_not_told_who_is_looked_into():
    """The claimant hears that a check is going on; neither vendor nor reason is told outside the office."""
    [told] = amid(on_paper("submit", "locked", USER_SIGNS), stopped_vendors=STOPPED).made().findings
    assert (told.facts, told.outcome) == ({}, Outcome.NOT_MET)


def test_the_office_is_told_which_vendor_and_why():
    """An officer reads every stopped vendor of the case with the reason that was given."""
    found = amid(on_paper("grant", "under_review", OFFICER), stopped_vendors={**STOPPED, "8": "another"}).made()
    assert [one.facts for one in found.findings] == [
        {"vendor": MAKER, "reason": STOPPED[MAKER]},
        {"vendor": "8", "reason": "another"},
    ]


def test_who_stopped_does_not_release():
    """The officer who stopped a vendor cannot release it; another one can."""
    stopped = fold_vendor(MAKER, [does(Vendor(MAKER), "stop_vendor", OFFICER)])
    assert stopped.is_stopped
    assert (stopped.reason, stopped.since) == (REASON, NOW)
    own = on_vendor("release_vendor", "stopped", OFFICER)
    assert replace(own, subject=stopped).codes() == ["guard.same_releaser"]
    released = evolve_vendor(stopped, does(stopped, "release_vendor", SECOND))
    assert not released.is_stopped
    assert released.name == stopped.name != ""


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"reason": "short"}, {"vendor": "12"}, {"vendor_name": "\ud800"}])
def test_a_stop_needs_a_vendor_and_a_reason(wrong):
    """Without a number that can be one, a name that can be written and a reason that explains, nothing is stopped."""
    [field] = wrong
    attempt = on_vendor("stop_vendor", "new", OFFICER, **wrong)
    assert [finding.place for finding in attempt.made().findings] == [field]


def test_every_reason_stands_together():
    """Role and fields are told at once."""
    attempt = on_vendor("stop_vendor", "new", actor("staff", "integrator"), reason="no")
    assert attempt.codes() == ["guard.not_yours", "field.wrong.reason"]


def test_a_vendor_can_be_stopped_again():
    """Stop, release and stop again replay to the last reason."""
    first = does(Vendor(MAKER), "stop_vendor", OFFICER)
    stopped = fold_vendor(MAKER, [first])
    released = does(stopped, "release_vendor", SECOND)
    again = does(fold_vendor(MAKER, [first, released]), "stop_vendor", SECOND)
    assert fold_vendor(MAKER, [first, released, again]).decided_by == SECOND.person


def test_a_broken_journal_is_not_read_as_a_release():
    """A release of a vendor that was never stopped is a broken journal."""
    with pytest.raises(UnknownEventError):
        evolve_vendor(Vendor(MAKER), does(Vendor(MAKER, "stopped"), "release_vendor", OFFICER))
