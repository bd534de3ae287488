"""``sekisho screen --replay``: is what a decision once found found again, by the rules and facts it was made on?"""

from pathlib import Path
from typing import NoReturn

from sekisho.application.replay_decision import replay_decision
from sekisho.cli.home import opened
from sekisho.cli.output import Voice
from sekisho.domain.screening.replay import Replay
from sekisho.domain.values.finding import Refusal, Value

HASHES = ("ruleset_hash", "parameter_hash", "input_hash")


def _print(said: Voice, done: Replay, decision: str) -> None:
    said.say("replay.heading", decision=decision, edition_on=done.named["edition_on"])
    for name in HASHES:
        said.write(done.named[name], mark=said.text(f"replay.{name}"), indent=1)
    said.findings(done.findings)
    said.heading(said.text("replay.reproduced" if done.holds else "replay.not_reproduced"))
    said.notice()


def replay(said: Voice, decision: str, home: Path | None) -> NoReturn:
    """Replay the screening a decision rests on, from a home; leave with 0 where it is reproduced, else with 1."""
    if home is None:
        said.stop("replay.needs_home")
    with opened(said, home) as desk:
        done = replay_decision(desk, decision)
    if isinstance(done, Refusal):
        said.refuse(done)
    value: dict[str, Value] = {**done.as_json(), "findings": said.said(done.findings)}
    said.answer(value, lambda: _print(said, done, decision), holds=done.holds)
