"""Judge papers to three-valued facts. A paper that is filed but not yet accepted is unknown, never met (A10, A23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Paper(Protocol):
    """What a paper has to say of itself."""

    @property
    def kind(self) -> str:
        """Give its kind."""

    @property
    def body(self) -> str:
        """Give the body that issued it."""

    @property
    def valid_from(self) -> date | None:
        """Give the first day of validity."""

    @property
    def valid_until(self) -> date | None:
        """Give the last day of validity, included."""

    @property
    def accepted(self) -> bool | None:
        """Say whether an officer accepted it; None until one has looked."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A three-valued fact and why."""

    truth: bool | None
    reason: str = ""


def of_kind(papers: Sequence[Paper], kind: str) -> list[Paper]:
    """Give the papers of a kind that no officer has rejected."""
    return [paper for paper in papers if paper.kind == kind and paper.accepted is not False]


def judge_paper(papers: Sequence[Paper], kind: str) -> Judged:
    """Judge a kind that needs an officer's acceptance: accepted is met, filed or absent is unknown."""
    found = of_kind(papers, kind)
    if any(paper.accepted for paper in found):
        return Judged(True)
    return Judged(None, "not_accepted" if found else "absent")


def judge_jis(papers: Sequence[Paper], *, is_machine: bool) -> Judged:
    """Judge JIS B 9700 (A23): machines and lines need the risk assessment, components the maker's declaration."""
    assessed = judge_paper(papers, "jis_b9700_evidence")
    return assessed if is_machine or assessed.truth else judge_paper(papers, "jis_b9700_declaration")


def judge_pse(papers: Sequence[Paper], reading: str) -> Judged:
    """Judge the PSE criterion under the reading in force (A10): ``literal``, ``law`` or ``officer``."""
    marked = judge_paper(papers, "pse_certificate")
    declared = of_kind(papers, "pse_out_of_scope_declaration")
    if marked.truth or not declared:
        return marked
    if reading == "literal":
        return Judged(False, "declaration_does_not_count")
    if reading == "law":
        return Judged(True)
    return judge_paper(papers, "pse_out_of_scope_declaration")


def is_valid_on(paper: Paper, day: date) -> bool:
    """Say whether a paper is valid on a day; its last day is still valid, an open end never ends."""
    begun = paper.valid_from is None or paper.valid_from <= day
    return begun and (paper.valid_until is None or day <= paper.valid_until)


def judge_conformity(papers: Sequence[Paper], bodies: Sequence[str], day: date) -> Judged:
    """Judge the assessment by a recognised body on a gate's own day: body listed, valid, accepted (F11, A12)."""
    found = of_kind(papers, "conformity_certificate")
    recognised = [paper for paper in found if paper.body in bodies]
    if found and not recognised:
        return Judged(False, "body_not_recognised")
    valid = [paper for paper in recognised if is_valid_on(paper, day)]
    if recognised and not valid:
        return Judged(False, "not_valid")
    if any(paper.accepted for paper in valid):
        return Judged(True)
    return Judged(None, "not_accepted" if valid else "absent")
