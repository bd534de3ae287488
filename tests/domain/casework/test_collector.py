"""Whose collector sealed a capture: guards on receiving it, and the register folded from its events."""

from dataclasses import replace

import pytest

from sekisho.domain.casework.gearing import evolve_gear, fold_gear
from sekisho.domain.evidence.collector import Collector, CollectorRegister, Enrolled
from tests.domain.casework.scene import (
    INSPECTOR,
    OTHER,
    REASON,
    ROOT,
    USER_SIGNS,
    amid,
    of,
    on_collectors,
    on_paper,
)

OWN = Enrolled(INSPECTOR.person, Collector(ROOT, OTHER, "inspector-1"))
THEIRS = Enrolled(USER_SIGNS.organisation, Collector(ROOT, OTHER, "gateway-1"))
VISIT = {"challenge": ROOT, "purpose": "inspection", "collector": ROOT, "client_sha256": OTHER}


def retired(found):
    return replace(found, collector=replace(found.collector, is_retired=True))


@pytest.mark.parametrize(
    ("who", "found", "change", "expected"),
    [
        (INSPECTOR, OWN, {}, []),
        (INSPECTOR, None, {}, ["guard.collector_not_inspectors"]),
        (INSPECTOR, THEIRS, {}, ["guard.collector_not_inspectors"]),
        (INSPECTOR, retired(OWN), {}, ["guard.collector_retired"]),
        (INSPECTOR, OWN, {"client_sha256": ROOT}, ["guard.collector_other_certificate"]),
        (USER_SIGNS, THEIRS, {}, ["guard.inspection_by_others"]),
        (USER_SIGNS, OWN, {}, ["guard.inspection_by_others"]),
        (USER_SIGNS, THEIRS, {"purpose": "commissioning"}, []),
        (USER_SIGNS, None, {"purpose": "commissioning"}, []),
        (USER_SIGNS, retired(THEIRS), {"purpose": "commissioning"}, ["guard.collector_retired"]),
        (INSPECTOR, None, {"purpose": "commissioning"}, []),
    ],
)
def test_an_inspections_capture_is_sealed_by_the_inspectors_own_collector(who, found, change, expected):
    """Only the inspector hands in a capture of an inspection, sealed by a collector he enrolled and has not retired."""
    attempt = amid(on_paper("receive_capture", "granted", who, assessment=VISIT | change), collector=found)
    assert attempt.codes() == expected


def test_nobody_writes_in_anothers_register():
    """A register is its owner's; a key that is known is not enrolled again, a retired one not retired again."""
    others = CollectorRegister("another", "in_use")
    assert on_collectors("enrol_collector", "in_use", USER_SIGNS, public_key=ROOT).codes() == ["guard.collector_known"]
    assert of(on_collectors("enrol_collector", "new", USER_SIGNS), owner="another").codes() == [
        "guard.collectors_of_others"
    ]
    known = replace(OWN.collector, is_retired=True)
    gone = replace(others, owner=USER_SIGNS.organisation, collectors={ROOT: known})
    attempt = replace(on_collectors("retire_collector", "in_use", USER_SIGNS), subject=gone)
    assert attempt.codes() == ["guard.collector_not_in_use"]


def test_a_register_is_the_fold_of_its_events():
    """Enrolled and retired, step by step and from the beginning, the register is the same."""
    enrols = on_collectors("enrol_collector", "new", USER_SIGNS)
    register, events = CollectorRegister(USER_SIGNS.organisation), []
    for command, details in (("enrol_collector", enrols.command.details), ("retire_collector", {"reason": REASON})):
        wanted = replace(enrols.command, name=command, details={"public_key": OTHER, **details})
        made = replace(enrols, subject=register, command=wanted).made()
        register = evolve_gear(register, made.events[0])
        events += made.events
    assert register == fold_gear(USER_SIGNS.organisation, events)
    assert register.collectors[OTHER].is_retired
