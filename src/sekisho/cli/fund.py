"""``sekisho fund``: the pool replayed from the journal, and money out."""

from collections.abc import Mapping
from pathlib import Path

import click

from sekisho.application.change_cap import CapProposal, confirm_cap, propose_cap, show_cap_proposal
from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.replay_fund import replay_fund
from sekisho.application.show_pool import PoolView, show_pool
from sekisho.cli.home import opened
from sekisho.cli.output import DOES_NOT_HOLD, Voice, spoken, voice
from sekisho.cli.transfer import file_again, reconcile_command, result, transfer
from sekisho.cli.usage import Command, Group, Option
from sekisho.domain.values.finding import Finding, Refusal, Value


@click.group(cls=Group)
def fund() -> None:
    """Look at the pool."""


for _command in (transfer, file_again, result, reconcile_command):
    fund.add_command(_command)


def _print(said: Voice, findings: tuple[Finding, ...], balances: Mapping[str, int]) -> None:
    said.findings(findings)
    for account, yen in balances.items():
        said.say("fund.balance", account=said.wording.word("account", account, said.language), value=yen)
    said.say("fund.does_not_hold" if findings else "fund.holds")


@fund.command(cls=Command)
@click.option("--home", cls=Option, type=click.Path(path_type=Path), required=True, help="home")
@spoken
def replay(home: Path, lang: str, *, as_json: bool) -> None:
    """Fold every posting of the journal again and hold it against the stored balances."""
    said = voice(lang, as_json=as_json)
    with opened(said, home) as desk, said.working(said.text("fund.working")):
        findings = replay_fund(desk)
        balances = dict(show_pool(desk).balances)
    value: dict[str, Value] = {"findings": said.said(findings), "balances": {**balances}}
    said.answer(value, lambda: _print(said, findings, balances), holds=not findings)


def _person(said: Voice, desk: Desk, reference: str) -> Person:
    with desk.store.read() as tx:
        person = tx.people.get(reference)
    return person or said.stop("cap.nobody", person=reference)


def _confirmed(said: Voice, desk: Desk, person: Person) -> PoolView | Refusal:
    proposal = show_cap_proposal(desk)
    return confirm_cap(desk, person, proposal.digest) if proposal else said.stop("cap.no_proposal")


def _told(said: Voice, done: CapProposal | PoolView) -> None:
    if isinstance(done, CapProposal):
        value: dict[str, Value] = {"proposed": done.cap.yen, "digest": done.digest}
        said.answer(value, lambda: said.say("fund.cap_proposed", cap=done.cap))
    cap, waiting = done.balances["appropriation"], done.waiting
    value = {"balances": {**done.balances}, "waiting": waiting}
    said.answer(value, lambda: said.say("fund.cap_changed", cap=cap, waiting=waiting))


@fund.command(cls=Command)
@click.option("--home", cls=Option, type=click.Path(path_type=Path), required=True, help="home")
@click.option("--as", "acting", cls=Option, required=True, help="acting")
@click.option("--to", cls=Option, type=int, help="cap_to")
@click.option("--reason", cls=Option, default="", help="cap_reason")
@click.option("--citation", cls=Option, default="", help="cap_citation")
@click.option("--confirm", cls=Option, is_flag=True, help="cap_confirm")
@spoken
def cap(  # noqa: PLR0913 - because each is an option of the line
    home: Path, acting: str, to: int | None, reason: str, citation: str, lang: str, *, confirm: bool, as_json: bool
) -> None:
    """Propose a cap, or confirm the one that waits as another person."""
    said = voice(lang, as_json=as_json)
    details: dict[str, Value] = {"cap": to, "reason": reason, "citation": citation}
    with opened(said, home) as desk:
        person = _person(said, desk, acting)
        done = _confirmed(said, desk, person) if confirm else propose_cap(desk, person, details)
    if isinstance(done, Refusal):
        said.refuse(done, DOES_NOT_HOLD)
    _told(said, done)
