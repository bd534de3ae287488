"""Judge papers to three-valued facts. A paper that is filed but not yet accepted is unknown, never met (A10, A23).

Each paper is judged by a chain of checks; the first that does not hold says why. Papers of a kind are then taken
together: one that counts is enough, one that is open keeps the criterion open, and only papers that are all known not
to count make it *not met*. No paper at all is unknown: nobody has said that there is none.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sekisho.domain.conformity.body import CNAS, BodyRegister
from sekisho.domain.conformity.certificate import OPEN, Certificate, Form, Level, Status, day_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A three-valued fact, why, and the papers it rests on."""

    truth: bool | None
    reason: str = ""
    support: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """What papers are judged for: an instant, a machine, and what was known by when (None: all that is known now)."""

    at: datetime
    model: str = ""
    serial: str = ""
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The dated terms of judging: bodies, and the editions of standards that are accepted on the gate's day."""

    bodies: BodyRegister
    standards: tuple[str, ...] = ()


Check = Callable[[Certificate], Judged | None]
ABSENT = Judged(None, "absent")
#: The maker's reasoned statement that the Electrical Appliances Act does not reach the power unit (A10).
DECLARATION = "pse_out_of_scope_declaration"


def of_kind(papers: Iterable[Certificate], *kinds: str) -> list[Certificate]:
    """Give the papers of some kinds that no officer has rejected."""
    return [paper for paper in papers if paper.kind in kinds and paper.accepted is not False]


def _accepted(paper: Certificate) -> Judged | None:
    return None if paper.accepted else Judged(None, "not_accepted", (paper.name,))


def _in_force(gate: Gate, terms: Terms) -> Check:
    def check(paper: Certificate) -> Judged | None:
        if not paper.is_valid_at(gate.at, terms.bodies.zone_of(paper.body)):
            return Judged(False, "not_valid", (paper.name,))
        status = paper.status_on(day_of(gate.at), gate.known_on)
        if status is Status.ACTIVE:
            return None
        return Judged(None if status in OPEN else False, status.value, (paper.name,))

    return check


def _in_scope(gate: Gate) -> Check:
    def check(paper: Certificate) -> Judged | None:
        covered = paper.covers(gate.model, gate.serial)
        if covered:
            return None
        return Judged(covered, "not_covered" if covered is False else "serial_unknown", (paper.name,))

    return check


def _edition(terms: Terms) -> Check:
    def check(paper: Certificate) -> Judged | None:
        if not paper.standard:
            return None
        if not paper.standard_edition:
            return Judged(None, "no_edition", (paper.name,))
        accepted = f"{paper.standard}:{paper.standard_edition}" in terms.standards
        return None if accepted or not terms.standards else Judged(False, "edition_not_accepted", (paper.name,))

    return check


def _recognised(terms: Terms) -> Check:
    def check(paper: Certificate) -> Judged | None:
        known = terms.bodies.is_recognised(paper.body)
        return None if known else Judged(False, "body_not_recognised", (paper.name,))

    return check


def _no_mere_scan(paper: Certificate) -> Judged | None:
    """A photocopy of the foreign maker's certificate has no effect; the body's own duplicate has."""
    return Judged(None, "scan_only", (paper.name,)) if paper.form is Form.SCAN else None


def _judge(paper: Certificate, checks: Iterable[Check]) -> Judged:
    found = (check(paper) for check in checks)
    return next((judged for judged in found if judged is not None), Judged(True, "", (paper.name,)))


def together(judged: Sequence[Judged]) -> Judged:
    """Take papers together: one that counts is enough, an open one keeps it open, no paper leaves it unknown."""
    # The order is the rule: what counts goes before what is open, and what is open before what failed.
    for truth in (True, None, False):
        alike = [one for one in judged if one.truth is truth]
        if alike:
            return Judged(truth, alike[0].reason, tuple(name for one in alike for name in one.support))
    return ABSENT


def judge_paper(papers: Iterable[Certificate], kind: str, *checks: Check) -> Judged:
    """Judge a kind that needs an officer's acceptance, after whatever other checks it needs."""
    return together([_judge(paper, (*checks, _accepted)) for paper in of_kind(papers, kind)])


def judge_current_paper(papers: Iterable[Certificate], kind: str, gate: Gate, terms: Terms) -> Judged:
    """Judge a paper that has to cover the machine and be in force at the gate: a maker's letter, a row's own paper."""
    return judge_paper(papers, kind, _in_scope(gate), _in_force(gate, terms), _edition(terms))


def judge_jis(papers: Sequence[Certificate], gate: Gate, terms: Terms, *, is_machine: bool) -> Judged:
    """Judge JIS B 9700 (A23): machines and lines need the risk assessment, components the maker's declaration."""
    checks = (_in_scope(gate), _in_force(gate, terms), _edition(terms))
    assessed = judge_paper(papers, "jis_b9700_evidence", *checks)
    if is_machine or assessed.truth:
        return assessed
    declared = judge_paper(papers, "jis_b9700_declaration", *checks)
    return declared if declared != ABSENT else assessed


def judge_pse(papers: Sequence[Certificate], gate: Gate, terms: Terms) -> Judged:
    """Judge the mark itself: the certificate or the maker's declaration of a marked power unit."""
    return judge_paper(papers, "pse_certificate", _in_scope(gate), _no_mere_scan, _in_force(gate, terms))


def _declarations(papers: Sequence[Certificate], gate: Gate) -> list[Certificate]:
    """Give the out-of-scope declarations that may concern this machine; one for another model concerns it never."""
    return [paper for paper in of_kind(papers, DECLARATION) if paper.covers(gate.model, gate.serial) is not False]


def judge_pse_scope(papers: Sequence[Certificate], gate: Gate, reading: str) -> Judged:
    """Say whether the Electrical Appliances Act is asked at all, under the reading in force (A10).

    ``literal``: always. ``law``: not where it is declared. ``officer``: open until an officer accepts the declaration.
    """
    declared = _declarations(papers, gate)
    if reading == "literal" or not declared:
        return Judged(True, "declaration_does_not_count" if declared else "")
    # Under the letter of the Act a supply built into a machine is out of scope, whoever looks at the declaration.
    if reading == "law":
        return Judged(False, "declared_out_of_scope", tuple(paper.name for paper in declared))
    # The default lies between: taken literally every built-in supply is excluded, taken by the Act nobody looks at it.
    accepted = judge_paper(declared, DECLARATION, _in_scope(gate))
    return Judged(False if accepted.truth else None, accepted.reason or "declared_out_of_scope", accepted.support)


def judge_conformity(papers: Sequence[Certificate], gate: Gate, terms: Terms) -> Judged:
    """Judge the assessment by a recognised body at a gate: body, scope, validity, status, edition, acceptance (F11)."""
    # The assessment may be to any standard the body is trusted with; only an unnamed edition keeps it open.
    checks = (_recognised(terms), _in_scope(gate), _in_force(gate, terms), _edition(Terms(terms.bodies)))
    return judge_paper(papers, "conformity_certificate", *checks)


def judge_cnas(papers: Sequence[Certificate], gate: Gate, terms: Terms) -> Judged:
    """Judge a CNAS-backed declaration (A11): its body held the accreditation for that scheme on the issue date."""

    def chain(paper: Certificate) -> Judged | None:
        held = terms.bodies.was_accredited_at_issue(paper, CNAS)
        return None if held else Judged(held, "chain_unknown" if held is None else "not_accredited", (paper.name,))

    return judge_paper(papers, "cnas_declaration", _in_scope(gate), chain, _in_force(gate, terms))


@dataclass(frozen=True, slots=True)
class Result:
    """A functional-safety result that counts, with the papers behind it; None where no paper counts."""

    level: int | None
    judged: Judged


def judge_result(
    papers: Sequence[Certificate], kind: str, gate: Gate, terms: Terms, *, is_machine: bool, stated: int | None
) -> Result:
    """Judge a PL or SIL. A component's result never speaks for a machine; ``stated`` fills what a paper leaves out."""
    whole = _of_the_machine if is_machine else _of_anything
    checks = (_in_scope(gate), whole, _in_force(gate, terms), _edition(terms), _accepted)
    found = [(_judge(paper, checks), paper) for paper in of_kind(papers, kind)]
    known = _levels([paper for judged, paper in found if judged.truth], stated)
    # The best of several counts: PL d of the machine is not lowered by a PL c of one of its functions.
    return Result(max(known, default=None), together([judged for judged, _ in found]))


def _of_the_machine(paper: Certificate) -> Judged | None:
    # A drive's PL e is for its own stop function; validation of the machine is another paper (JIS B 9705-2).
    return Judged(False, "component_only", (paper.name,)) if paper.level is Level.COMPONENT else None


def _of_anything(_paper: Certificate) -> Judged | None:
    return None


def _levels(papers: Iterable[Certificate], stated: int | None) -> list[int]:
    return [level for paper in papers if (level := _level(paper, stated)) is not None]


def _level(paper: Certificate, stated: int | None) -> int | None:
    own = paper.sil if paper.kind == "iec61508_certificate" else paper.pl
    return stated if own is None else own
