"""``sekisho fund``: the pool replayed from the journal, and money out."""

from collections.abc import Mapping
from pathlib import Path

import click

from sekisho.application.replay_fund import replay_fund
from sekisho.application.show_pool import show_pool
from sekisho.cli.home import opened
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.transfer import file_again, reconcile_command, result, transfer
from sekisho.cli.usage import Command, Group, Option
from sekisho.domain.values.finding import Finding, Value


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
