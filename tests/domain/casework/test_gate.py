"""Gates and files: what each step may not pass without; an undetermined gate never pays."""

import pytest

from sekisho.domain.values.finding import Outcome
from tests.domain.casework.scene import (
    FINANCE,
    OFFICER,
    OTHER,
    USER_SIGNS,
    amid,
    gate,
    of,
    on_paper,
)

MET, NOT_MET, OPEN = Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED
#: Where each step stands that asks for gates, and who takes it.
STEPS = {
    "submit": ("locked", USER_SIGNS),
    "resubmit": ("returned", USER_SIGNS),
    "grant": ("under_review", OFFICER),
    "confirm_verification": ("granted", OFFICER),
    "approve_payment": ("claimed", FINANCE),
    "pay": ("claimed", FINANCE),
}
EVERY_STAGE = ("confirm_verification", "approve_payment", "pay")


def judged(command, **stages):
    """A step where one gate of each stage came out as told."""
    gates = tuple(gate(outcome, stage, f"rule.{stage}") for stage, outcome in stages.items())
    return amid(on_paper(command, *STEPS[command]), stages=stages, gates=gates)


@pytest.mark.parametrize("command", STEPS)
def test_with_every_gate_met_the_step_is_open(command):
    """Gates that are met, or do not apply, stand in nobody's way."""
    assert judged(command, application=MET, verification=MET, payment=MET).codes() == []
    assert judged(command, application=MET, verification=MET, payment=Outcome.NOT_APPLICABLE).codes() == []


@pytest.mark.parametrize("command", STEPS)
@pytest.mark.parametrize("stage", ["application", "verification", "payment"])
def test_a_failed_gate_of_any_stage_stops_every_step(command, stage):
    """What is known not to be met is refused at once, not first when it is due, and it is named."""
    stages = {**dict.fromkeys(("application", "verification", "payment"), MET), stage: NOT_MET}
    assert judged(command, **stages).codes() == [f"rule.{stage}"]


@pytest.mark.parametrize("command", ["submit", "resubmit"])
def test_an_undetermined_gate_does_not_stop_a_filing(command):
    """A paper may still come after the filing."""
    assert judged(command, application=OPEN, payment=OPEN).codes() == []


def test_an_undetermined_gate_of_the_application_holds_the_grant():
    """The grant waits for what is due at the application, and for nothing that is due later."""
    assert judged("grant", application=OPEN, payment=MET).codes() == ["rule.application"]
    assert judged("grant", application=MET, payment=OPEN).codes() == []


@pytest.mark.parametrize("command", EVERY_STAGE)
@pytest.mark.parametrize("stage", ["application", "verification", "payment"])
def test_an_undetermined_gate_never_pays(command, stage):
    """From verification to payment every gate of every stage must be met."""
    stages = {**dict.fromkeys(("application", "verification", "payment"), MET), stage: OPEN}
    assert judged(command, **stages).codes() == [f"rule.{stage}"]


@pytest.mark.parametrize("command", EVERY_STAGE)
def test_every_gate_that_is_wanting_is_named(command):
    """Failed and undetermined gates of all stages stand in one refusal."""
    assert judged(command, application=NOT_MET, payment=OPEN).codes() == ["rule.application", "rule.payment"]


@pytest.mark.parametrize("command", ["lock", "grant", *EVERY_STAGE])
def test_what_was_never_screened_goes_nowhere(command):
    """Content that cannot be screened is neither locked nor granted nor paid."""
    state, who = STEPS.get(command, ("draft", USER_SIGNS))
    assert amid(on_paper(command, state, who), stages={}).codes() == ["guard.not_screened"]


@pytest.mark.parametrize("command", ["submit", "resubmit", "file_document"])
def test_every_file_that_is_not_in_store_is_named(command):
    """Nothing is accepted without its files, and each that is missing is named."""
    state, who = STEPS.get(command, ("draft", USER_SIGNS))
    attempt = amid(on_paper(command, state, who), missing_files=("c" * 64, "d" * 64))
    assert attempt.codes() == ["guard.file_missing"] * 2
    assert [finding.facts["digest"] for finding in attempt.made().findings] == ["c" * 64, "d" * 64]


@pytest.mark.parametrize("command", ["submit", "resubmit"])
def test_a_machine_is_claimed_once(command):
    """A serial number another live case claims is refused at filing and when a correction brings it in (A21)."""
    attempt = amid(on_paper(command, *STEPS[command]), serials_claimed={"sn-2": "C-7", "sn-1": "C-9"})
    assert attempt.codes() == ["guard.serial_claimed"] * 2
    # The number of a case of others is nothing a party learns from trying serial numbers out.
    assert [finding.facts for finding in attempt.made().findings] == [{"serial": "sn-1"}, {"serial": "sn-2"}]


def test_all_reasons_stand_in_one_refusal():
    """Fields, role, party, signatures, register, gates, files and serials are told at once."""
    attempt = amid(
        of(on_paper("submit", "locked", OFFICER, root=OTHER, extra=1), signatures=()),
        partner_registered=NOT_MET,
        stages={"application": NOT_MET},
        gates=(gate(NOT_MET),),
        missing_files=("c" * 64,),
        serials_claimed={"sn": "C-9"},
    )
    assert attempt.codes() == [
        *("guard.not_yours", "field.unknown", "guard.root_changed", "guard.signature_missing"),
        *("guard.signature_missing", "guard.partner_not_registered", "rule.R01"),
        *("guard.file_missing", "guard.serial_claimed_in"),
    ]
