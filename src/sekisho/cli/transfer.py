"""``sekisho fund transfer``, ``file``, ``result`` and ``reconcile``: money out, for whoever runs the office's home.

The command line acts for a person of the home; what he may do is decided where the pages decide it.
"""

from datetime import datetime
from pathlib import Path

import click

from sekisho.application.desk import Desk
from sekisho.application.file_document import LARGEST
from sekisho.application.make_transfer_batch import Made, make_transfer_batch
from sekisho.application.ports import Person
from sekisho.application.read_transfer_result import Answer, read_transfer_result
from sekisho.application.reconcile import Reconciliation, reconcile
from sekisho.application.transfer_batch import TransferBatch
from sekisho.application.write_transfer_file import write_transfer_file
from sekisho.cli.home import opened
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes
from sekisho.cli.usage import Command, Option
from sekisho.domain.values.finding import Refusal, Value

_HOME = click.option("--home", cls=Option, type=click.Path(path_type=Path), required=True, help="home")
_PERSON = click.option("--person", cls=Option, required=True, help="person")
_BATCH = click.option("--batch", cls=Option, type=click.IntRange(1), required=True, help="batch")
_OUT = click.option("--out", cls=Option, type=click.Path(path_type=Path), required=True, help="transfer_out")


def _person(said: Voice, desk: Desk, name: str) -> Person:
    """Give a person of the home, or leave because nobody is called so."""
    with desk.store.read() as tx:
        found = tx.people.get(name)
    if found is None:
        said.stop("person.unknown", person=name)
    return found


def _save(said: Voice, out: Path, data: bytes) -> None:
    """Write the bank's file where nothing is yet: a file that was sent is never written over."""
    try:
        with out.open("xb") as file:
            file.write(data)
    except FileExistsError:
        said.stop("transfer.out_exists", file=str(out))
    except OSError as error:
        said.stop("transfer.out_unwritable", file=str(out), problem=str(error.strerror or error))


def _batch_as_json(batch: TransferBatch) -> dict[str, Value]:
    items: list[Value] = [
        {"item": item.number, "case": item.case, "amount": item.amount.yen, "account": item.account}
        for item in batch.items
    ]
    return {
        "number": batch.number,
        "transfer_on": batch.transfer_on.isoformat(),
        "items": items,
        "total": batch.total.yen,
        "file_sha256": batch.file_sha256,
    }


def _say_batch(said: Voice, batch: TransferBatch) -> None:
    on = batch.transfer_on.isoformat()
    said.say("transfer.batch", number=batch.number, count=len(batch.items), total=batch.total.yen, on=on)
    for item in batch.items:
        said.say("transfer.item", number=item.number, case=item.case, amount=item.amount.yen)


def _print_made(said: Voice, made: Made, out: Path) -> None:
    _say_batch(said, made.batch)
    for held in made.held:
        said.heading(said.text("transfer.held", case=held.case))
        said.findings(held.findings)
    said.say("transfer.written", file=str(out), sha256=made.batch.file_sha256)


@click.command(cls=Command)
@_HOME
@_PERSON
@click.option("--on", "on", cls=Option, type=click.DateTime(["%Y-%m-%d"]), required=True, help="transfer_on")
@_OUT
@spoken
def transfer(home: Path, person: str, on: datetime, out: Path, lang: str, *, as_json: bool) -> None:
    """Put every approved payment into a batch and write the bank's file."""
    said = voice(lang, as_json=as_json)
    if out.exists():
        said.stop("transfer.out_exists", file=str(out))
    with opened(said, home) as desk:
        payer = _person(said, desk, person)
        made = make_transfer_batch(desk, payer, on.date())
        data = made if isinstance(made, Refusal) else write_transfer_file(desk, payer, made.batch.number)
    if isinstance(made, Refusal):
        said.refuse(made)
    if isinstance(data, Refusal):
        said.refuse(data)
    _save(said, out, data)
    held: list[Value] = [{"case": one.case, "findings": said.said(one.findings)} for one in made.held]
    said.answer({"batch": _batch_as_json(made.batch), "held": held}, lambda: _print_made(said, made, out))


@click.command("file", cls=Command)
@_HOME
@_PERSON
@_BATCH
@_OUT
@spoken
def file_again(home: Path, person: str, batch: int, out: Path, lang: str, *, as_json: bool) -> None:
    """Write the bank's file of a batch again, byte for byte."""
    said = voice(lang, as_json=as_json)
    with opened(said, home) as desk:
        data = write_transfer_file(desk, _person(said, desk, person), batch)
    if isinstance(data, Refusal):
        said.refuse(data)
    _save(said, out, data)
    said.answer({"batch": batch, "file": str(out)}, lambda: said.say("transfer.rewritten", number=batch, file=str(out)))


def _print_answer(said: Voice, taken: Answer) -> None:
    answers = taken.batch.answers or {}
    said.say("transfer.answered", number=taken.batch.number, paid=taken.paid.yen, returned=taken.returned.yen)
    for item in taken.batch.items:
        cause = said.wording.word("transfer.cause", answers[item.number], said.language)
        said.say("transfer.outcome", number=item.number, case=item.case, amount=item.amount.yen, cause=cause)


@click.command(cls=Command)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@_HOME
@_PERSON
@_BATCH
@spoken
def result(file: Path, home: Path, person: str, batch: int, lang: str, *, as_json: bool) -> None:
    """Read the bank's answer to a batch, once and whole."""
    said = voice(lang, as_json=as_json)
    data = read_bytes(file, LARGEST)
    if isinstance(data, Refusal):
        said.refuse(data)
    with opened(said, home) as desk:
        taken = read_transfer_result(desk, _person(said, desk, person), batch, data)
    if isinstance(taken, Refusal):
        said.refuse(taken)
    answers: dict[str, Value] = {str(number): reason for number, reason in (taken.batch.answers or {}).items()}
    value: dict[str, Value] = {"paid": taken.paid.yen, "returned": taken.returned.yen, "answers": answers}
    said.answer(value, lambda: _print_answer(said, taken))


def _sums(held: Reconciliation) -> dict[str, int]:
    names = ("batched", "paid_by_bank", "returned", "under_way", "paid_in_cases", "posted")
    return {name: getattr(held, name).yen for name in names}


def _print_sums(said: Voice, held: Reconciliation) -> None:
    for name, yen in _sums(held).items():
        said.say("reconcile.sum", name=said.wording.word("reconcile.name", name, said.language), value=yen)
    said.findings(held.findings)
    said.say("reconcile.holds" if held.holds else "reconcile.does_not_hold")


@click.command("reconcile", cls=Command)
@_HOME
@spoken
def reconcile_command(home: Path, lang: str, *, as_json: bool) -> None:
    """Hold batches, the bank's answers, the cases and the pool against each other."""
    said = voice(lang, as_json=as_json)
    with opened(said, home) as desk:
        held = reconcile(desk)
    value: dict[str, Value] = {"sums": {**_sums(held)}, "findings": said.said(held.findings)}
    said.answer(value, lambda: _print_sums(said, held), holds=held.holds)
