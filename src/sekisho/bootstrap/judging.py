"""A capture judged where no office is: at the factory, against its own plan and the limits the package ships."""

from collections.abc import Mapping
from datetime import date

from sekisho.bootstrap.package import shipped_program
from sekisho.capture.judge.assess import Assessment, assess
from sekisho.capture.judge.level import AgreementLimits, Thresholds
from sekisho.capture.plan.capture_plan import parse
from sekisho.capture.problem import Refused
from sekisho.capture.sealed.bundle import PLAN, read_bundle
from sekisho.domain.values.finding import Value


def thresholds_of(terms: Mapping[str, Value], category: str) -> Thresholds:
    """Give what a capture has to reach by the terms of an edition."""
    numbers = {name: value for name, value in terms.items() if isinstance(value, int)}
    return Thresholds(
        duration_s=numbers["duration_s"],
        gap_percent=numbers["gap_percent"],
        good_percent=numbers["good_percent"],
        clock_offset_s=numbers["clock_offset_s"],
        action_one_in=numbers["action_one_in"],
        category=category,
        agreement=AgreementLimits(
            numbers["lag_ms"],
            numbers["jitter_ms"],
            numbers["tolerance_percent"],
            numbers["agree_percent"],
            numbers["agree_changes"],
        ),
    )


def judge_alone(bundle: bytes, on: date) -> Assessment | Refused:
    """Judge a bundle by what stands in it, with the limits shipped for a day; or refuse it with every reason.

    The challenge and the identity are its own plan's: whether the office issued that plan, only the office can say.
    """
    read = read_bundle(bundle)
    plan = read if isinstance(read, Refused) else parse(read.files[PLAN])
    if isinstance(plan, Refused):
        return plan
    terms = shipped_program().capture_thresholds(on, rehearsal=plan.mode == "rehearsal")
    return assess(
        bundle,
        challenge_record=plan.challenge_record,
        expected_identity=plan.machine.identity,
        mode=plan.mode,
        thresholds=thresholds_of(terms, plan.machine.category),
    )
