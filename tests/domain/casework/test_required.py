"""Papers a step wants: on file for each line, and accepted, before anything is verified or fixed."""

from dataclasses import replace

import pytest

from tests.domain.casework.scene import OFFICER, TERMS, amid, of, on_paper, paper_of

WANTED = {"confirm_verification": ("import_permit", "acceptance_record"), "fix_amount": ("payment_proof",)}
STEPS = {"confirm_verification": "granted", "fix_amount": "verified"}


def paper(kind, status="accepted", line=""):
    """A paper of a kind."""
    return paper_of("D009", kind, f"{kind}.pdf", line=line, status=status)


def lacking(command, *papers):
    """Give the kinds a step finds lacking where some papers are on file."""
    documents = {f"D{n:03d}": one for n, one in enumerate(papers, 1)}
    attempt = of(on_paper(command, STEPS[command], OFFICER), documents=documents)
    asked = amid(attempt, terms=replace(TERMS, papers_required=WANTED))
    return [finding.facts["kind"] for finding in getattr(asked.made(), "findings", ())]


@pytest.mark.parametrize("command", STEPS)
def test_each_paper_that_is_missing_is_named(command):
    """Without its papers a step is refused, once for each; with them it is taken."""
    assert lacking(command) == list(WANTED[command])
    assert lacking(command, *map(paper, WANTED[command])) == []


@pytest.mark.parametrize("status", ["filed", "rejected"])
def test_only_an_accepted_paper_counts(status):
    """A paper nobody has accepted yet, or that was rejected, shows nothing."""
    assert lacking("fix_amount", paper("payment_proof", status)) == ["payment_proof"]


def test_a_paper_of_another_line_shows_nothing_of_this_one():
    """Each line has a paper of its own, or one for the whole case."""
    assert lacking("fix_amount", paper("payment_proof", line="L2")) == ["payment_proof"]
    assert lacking("fix_amount", paper("payment_proof", line="L1")) == []


def test_a_program_that_asks_for_none_is_shown_none():
    """The lists are the program's; empty, a step asks for no paper."""
    assert of(on_paper("fix_amount", "verified", OFFICER), documents={}).codes() == []
