"""Whether a line's evidence suffices to pay (F17, F18; A29, A30): papers accepted, integration shown, in time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sekisho.domain.evidence.observation import Worth
from sekisho.domain.values.finding import Finding, Outcome, Value

PAPERS = ("installation_log", "network_topology", "training_record")
#: Without OPC UA and MTConnect: how gateway or controller are set up, and what the inspector saw himself (A29).
CONFIGURATIONS = ("gateway_configuration", "plc_project")
OBSERVATION = "inspector_observation"
#: Papers that are worth what they say only where an inspector files them himself.
BY_INSPECTOR = ("inspector_observation", "visit_photo")


#: What an independent third party attests of a commissioning that lies before the claim (A30).
ATTESTATION = "independent_attestation"


@dataclass(frozen=True, slots=True)
class Capture:
    """What the sealed bytes of a capture showed; the capture library recomputed it, nobody typed it.

    ``reached`` are the entries of the evidence vector that were met (``L0`` … ``L5``), ``flags`` the letters beside it
    (C challenge-bound, P presence action, G gaps within budget, S simulator, D duplicate). ``by_inspector`` says that
    the office's own inspector ran it; ``serials`` are the serial numbers its interfaces claim, folded.
    """

    digest: str
    reached: frozenset[str]
    flags: frozenset[str]
    captured_on: date
    by_inspector: bool = False
    serials: frozenset[str] = frozenset()

    @property
    def shows_integration(self) -> bool:
        """Identity matched, and live data or an operator action at a nonce (A29)."""
        # Whatever the other entries say: a plant with plain MTConnect has no signed challenge and must be able to pay.
        return "L2" in self.reached and ("L4" in self.reached or "P" in self.flags)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a line has to show: kinds of papers filed and accepted, captures, and the days that matter.

    ``attested`` says that an independent third party's attestation was accepted, ``visited`` that the visit is over.
    ``machines`` are the serial numbers, folded, of a line that was commissioned with a list of machines.
    """

    line: str
    filed: Collection[str]
    accepted: Collection[str]
    captures: Sequence[Capture]
    commissioned_on: date | None
    claimed_on: date | None
    attested: bool = False
    visited: bool = False
    machines: Sequence[str] = ()
    #: What the best of the inspector's accepted observations is worth; empty where there is none.
    observed: str = ""


def _paper(evidence: Evidence, kind: str) -> Finding:
    place = f"{evidence.line}.{kind}"
    if kind in evidence.accepted:
        return Finding(f"evidence.{kind}", Outcome.MET, place, "article: ¶9")
    # A paper that is not there may still come, so its absence holds and never refuses.
    outcome = Outcome.UNDETERMINED
    return Finding(f"evidence.{kind}", outcome, place, "article: ¶9", {"filed": kind in evidence.filed})


def _is_observed(evidence: Evidence) -> bool:
    """Say whether a plant without an interface shows how it is set up, and an inspector saw it (A29)."""
    is_set_up = any(kind in evidence.accepted for kind in CONFIGURATIONS)
    # Values that were asked for and not seen show the contrary of what the paper is for.
    return is_set_up and OBSERVATION in evidence.accepted and evidence.observed != Worth.OTHERWISE


def _integration(evidence: Evidence) -> Finding:
    place = f"{evidence.line}.integration"
    facts = {"captures": len(evidence.captures)}
    if evidence.machines and not _is_observed(evidence):
        return _integration_of_machines(evidence)
    if any(capture.shows_integration for capture in evidence.captures):
        return Finding("evidence.integration", Outcome.MET, place, "article: ¶9; assumption: A29", dict(facts))
    if _is_observed(evidence):
        worth = {"worth": evidence.observed or Worth.WITHOUT_CHALLENGE.value}
        return Finding("evidence.integration_observed", Outcome.MET, place, "assumption: A29", {**facts, **worth})
    return Finding("evidence.integration", Outcome.UNDETERMINED, place, "article: ¶9; assumption: A29", dict(facts))


def _integration_of_machines(evidence: Evidence) -> Finding:
    """Judge a line by every machine it was commissioned with: one that no capture shows keeps it open."""
    shown = {serial for one in evidence.captures if one.shows_integration for serial in one.serials}
    missing: list[Value] = [serial for serial in evidence.machines if serial not in shown]
    facts: dict[str, Value] = {
        "machines": len(evidence.machines),
        "captures": len(evidence.captures),
        "missing": missing,
    }
    outcome = Outcome.UNDETERMINED if missing else Outcome.MET
    place = f"{evidence.line}.integration"
    return Finding("evidence.integration_of_line", outcome, place, "article: ¶9; assumption: A29", facts)


def is_retrospective(evidence: Evidence) -> bool:
    """Say whether the claim came after commissioning (F18)."""
    return bool(evidence.commissioned_on and evidence.claimed_on and evidence.commissioned_on < evidence.claimed_on)


def _bears_out(capture: Capture, commissioned_on: date, sealed_within_days: int) -> bool:
    """Say whether a capture bears out a commissioning that lies before the claim (A30)."""
    if capture.by_inspector:
        return capture.shows_integration
    # A session long before the acceptance may have been held in the maker's hall; one long after shows another time;
    # and one that does not show this machine bears out nothing about it.
    return "L2" in capture.reached and abs((capture.captured_on - commissioned_on).days) <= sealed_within_days


def _stands(evidence: Evidence, sealed_within_days: int) -> Outcome:
    start = evidence.commissioned_on
    borne_out = start and any(_bears_out(one, start, sealed_within_days) for one in evidence.captures)
    if borne_out or evidence.attested:
        return Outcome.MET
    # Until the visit an attestation or the inspector's own capture may still come; after it nothing can.
    return Outcome.NOT_MET if evidence.visited else Outcome.UNDETERMINED


def _wanting(evidence: Evidence) -> tuple[str, ...]:
    """Name what each of the three ways to bear out an earlier commissioning lacks (A30); any one of them suffices."""
    own = [capture for capture in evidence.captures if not capture.by_inspector]
    inspected = len(evidence.captures) > len(own)
    return (
        "sealed_at_another_time" if own else "not_sealed",
        "attestation_not_accepted" if ATTESTATION in evidence.filed else "no_attestation",
        "inspector_saw_too_little" if inspected else "no_capture_by_inspector",
    )


def _retrospective(evidence: Evidence, sealed_within_days: int) -> Finding:
    place, citation = f"{evidence.line}.retrospective", "article: ¶9; assumption: A30"
    if not is_retrospective(evidence):
        return Finding("evidence.retrospective", Outcome.NOT_APPLICABLE, place, citation, {"commissioned_on": ""})
    stands = _stands(evidence, sealed_within_days)
    wanting: list[Value] = [] if stands is Outcome.MET else [*_wanting(evidence)]
    facts: dict[str, Value] = {"commissioned_on": str(evidence.commissioned_on), "wanting": wanting}
    return Finding("evidence.retrospective", stands, place, citation, facts)


def judge(evidence: Evidence, sealed_within_days: int) -> tuple[Finding, ...]:
    """Judge a line's evidence: three papers, integration, and the rule on claims that came after commissioning.

    ``sealed_within_days`` is a dated parameter: how soon after commissioning evidence must have been sealed (A30).
    """
    papers = tuple(_paper(evidence, kind) for kind in PAPERS)
    return (*papers, _integration(evidence), _retrospective(evidence, sealed_within_days))


def facts_of(findings: Sequence[Finding]) -> Mapping[str, bool | None]:
    """Give the findings as bound facts for the rules: true, false, or unknown."""
    truth = {Outcome.MET: True, Outcome.NOT_MET: False}
    named = {finding.code.removeprefix("evidence."): truth.get(finding.outcome) for finding in findings}
    # To the rules a line of several machines is integrated like any other.
    return {"integration" if name == "integration_of_line" else name: is_met for name, is_met in named.items()}
