"""``sekisho fund``: the pool, replayed from the journal."""

import sys
from pathlib import Path

import click

from sekisho import bootstrap
from sekisho.application.replay_fund import replay_fund
from sekisho.application.show_pool import show_pool
from sekisho.cli.output import DOES_NOT_HOLD, HOLDS, spoken, voice
from sekisho.domain.values.finding import Value


@click.group()
def fund() -> None:
    """Look at the pool."""


@fund.command()
@click.option("--home", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@spoken
def replay(home: Path, lang: str, *, as_json: bool) -> None:
    """Fold every posting of the journal again and hold it against the stored balances."""
    said = voice(lang, as_json=as_json)
    bootstrap.use_home(home)
    findings = replay_fund(bootstrap.desk())
    balances: dict[str, Value] = dict(show_pool(bootstrap.desk()).balances)
    if as_json:
        said.json({"holds": not findings, "findings": [f.as_json() for f in findings], "balances": balances})
    else:
        said.findings(findings)
        for account, yen in balances.items():
            said.say("fund.balance", account=said.text(f"account.{account}"), value=yen)
        said.say("fund.holds" if not findings else "fund.does_not_hold")
    sys.exit(DOES_NOT_HOLD if findings else HOLDS)
