"""``sekisho program propose``, ``publish``, ``what-if`` and ``rescreen``: parameters of a home changed and asked about.

The command line acts for a person of the home; what he may do is decided where the pages decide it.
"""

from pathlib import Path

import click

from sekisho.application.change_parameter import Proposal, propose_change, publish_change
from sekisho.application.desk import Desk
from sekisho.application.foresee import Foresight, foresee_change, kind_of, suppose
from sekisho.application.ports import Person
from sekisho.application.show_rescreening import Report, show_rescreening
from sekisho.cli.home import opened
from sekisho.cli.output import DOES_NOT_HOLD, Voice, spoken, voice
from sekisho.cli.reader import read_bytes
from sekisho.cli.usage import Command, Option
from sekisho.domain.program.change import LARGEST
from sekisho.domain.program.typed import value_of
from sekisho.domain.values.finding import Refusal, Value

_HOME = click.option("--home", cls=Option, type=click.Path(path_type=Path), required=True, help="home")
_ACTING = click.option("--as", "acting", cls=Option, required=True, help="acting")
#: So many touched cases are printed; ``--json`` gives all of them.
MOST = 50


def _person(said: Voice, desk: Desk, name: str) -> Person:
    with desk.store.read() as tx:
        found = tx.people.get(name)
    return found or said.stop("person.unknown", person=name)


def _print_effects(said: Voice, seen: Foresight) -> None:
    said.say("effect.looked_at", count=seen.looked_at, at=seen.at)
    for kind, count in seen.counts.items():
        said.write(f"{said.wording.word('effect', kind, said.language)}: {count}", indent=1)
    for one in seen.cases[:MOST]:
        facts = {"before": one.difference.before.value, "after": one.difference.after.value}
        kind = said.wording.word("effect", kind_of(one), said.language)
        said.say("effect.case", case=one.case, kind=kind, **facts)
        said.findings(one.difference.reasons, placed=False)
        if one.changes_amount:
            said.say("effect.amounts", before=one.amount_before, after=one.amount_after)
    for model in seen.models:
        said.say("due.model", model=model.model, on=seen.at, listed=model.after)


def _print_proposal(said: Voice, made: Proposal, seen: Foresight) -> None:
    said.say("program.proposed", paths=[change.path for change in made.changes], digest=made.digest)
    if made.rivals:
        said.say("program.rivals", digests=list(made.rivals))
    _print_effects(said, seen)


@click.command(cls=Command)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@_HOME
@_ACTING
@spoken
def propose(path: Path, home: Path, acting: str, lang: str, *, as_json: bool) -> None:
    """Propose a file of changes of parameters, and show what they would do to every open case."""
    said = voice(lang, as_json=as_json)
    data = read_bytes(path, LARGEST)
    if isinstance(data, Refusal):
        said.refuse(data)
    with opened(said, home) as desk, said.working(said.text("effect.working")):
        person = _person(said, desk, acting)
        made = propose_change(desk, person, data)
        seen = made if isinstance(made, Refusal) else foresee_change(desk, person, made.digest)
    if isinstance(made, Refusal):
        said.refuse(made, DOES_NOT_HOLD)
    if isinstance(seen, Refusal):
        said.refuse(seen, DOES_NOT_HOLD)
    said.answer({**made.as_json(), "foresight": seen.as_json()}, lambda: _print_proposal(said, made, seen))


@click.command(cls=Command)
@click.argument("digest", metavar="PROPOSAL")
@_HOME
@_ACTING
@spoken
def publish(digest: str, home: Path, acting: str, lang: str, *, as_json: bool) -> None:
    """Publish a proposed change of parameters, as another person than the one who proposed it."""
    said = voice(lang, as_json=as_json)
    with opened(said, home) as desk:
        done = publish_change(desk, _person(said, desk, acting), digest)
    if isinstance(done, Refusal):
        said.refuse(done, DOES_NOT_HOLD)
    paths = done.event.body.get("paths")
    said.answer({"published": digest, "paths": paths}, lambda: said.say("program.published", paths=paths))


def _values(said: Voice, desk: Desk, supposed: tuple[str, ...]) -> dict[str, Value]:
    """Read ``path=value`` by the type of each parameter, or leave: one of them says no value."""
    with desk.store.read() as tx:
        known = desk.programs.definition(tx).parameters
    pairs = [one.partition("=") for one in supposed]
    for one, (_, sign, _) in zip(supposed, pairs, strict=True):
        if not sign:
            said.stop("program.no_value", said=one)
    return {path: value_of(text, known[path].type if path in known else "text") for path, _, text in pairs}


@click.command("what-if", cls=Command)
@click.argument("supposed", metavar="PATH=VALUE", nargs=-1, required=True)
@_HOME
@spoken
def what_if(supposed: tuple[str, ...], home: Path, lang: str, *, as_json: bool) -> None:
    """Show what every open case would come out as if parameters had these values; nothing is written."""
    said = voice(lang, as_json=as_json)
    with opened(said, home) as desk, said.working(said.text("effect.working")):
        seen = suppose(desk, _values(said, desk, supposed))
    if isinstance(seen, Refusal):
        said.refuse(seen)
    said.answer(seen.as_json(), lambda: _print_effects(said, seen))


def _print_report(said: Voice, report: Report) -> None:
    turn = report.found.turn
    state = said.wording.word("rescreening", "done" if report.is_done else "ahead", said.language)
    said.heading(said.text("rescreening.turn", on=turn.on, state=state))
    if turn.edition_on:
        said.say("rescreening.edition", edition_on=turn.edition_on)
    if turn.paths:
        said.say("rescreening.parameters", paths=list(turn.paths))
    for change in report.found.changes[:MOST]:
        facts = {"before": change.difference.before.value, "after": change.difference.after.value}
        kind = said.wording.word("rescreening", "decides" if change.decides else "spares", said.language)
        said.say("effect.case", case=change.case, kind=kind, **facts)
        said.findings(change.difference.reasons, placed=False)
    for model in report.found.models:
        said.say("due.model", model=model.model, on=turn.on, listed=model.after)
    if not (report.found.changes or report.found.models):
        said.say("rescreening.nothing")


def _print_reports(said: Voice, reports: tuple[Report, ...]) -> None:
    for report in reports:
        _print_report(said, report)
    said.notice()


@click.command(cls=Command)
@_HOME
@spoken
def rescreen(home: Path, lang: str, *, as_json: bool) -> None:
    """Show what editions and published values changed on their day, and what the next will change."""
    said = voice(lang, as_json=as_json)
    with opened(said, home) as desk, said.working(said.text("effect.working")):
        reports = show_rescreening(desk)
    value: dict[str, Value] = {"reports": [report.as_json() for report in reports]}
    said.answer(value, lambda: _print_reports(said, reports))
