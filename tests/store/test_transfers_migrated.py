"""An office that ran before there was a list of payments with the bank: a migration fills it from the journal."""

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from sekisho.application.ports import Mode
from sekisho.application.views import TransferRow
from sekisho.store.django_store import DjangoStore
from tests.contracts.scene import LineScribe, TickingClock, append, happened

ITEMS = [{"item": 1, "case": "case-a"}, {"item": 2, "case": "case-b"}]


def goes_to(database: str, migration: str) -> None:
    """Migrate a database to one state of its schema."""
    MigrationExecutor(connections[database]).migrate([("store", migration)])


def test_batches_made_before_are_in_the_list(database: str) -> None:
    """Paid, returned, taken back and not answered: each payment stands in the list as its batch's events leave it."""
    store = DjangoStore(Mode.REHEARSAL, LineScribe(), TickingClock(), using=database)
    batched = happened("transfer.batched", items=ITEMS)
    answers = [{"item": 1, "reason": "paid"}, {"item": 2, "reason": "account_closed"}]
    append(store, "transfer/1", batched, happened("transfer.answered", answers=answers))
    append(store, "transfer/2", batched, happened("transfer.withdrawn", reason="never sent"))
    append(store, "transfer/10", batched)
    append(store, "case/1", happened())
    goes_to(database, "0006_photos")
    goes_to(database, "0007_transfers")
    states = {1: ("paid", "returned"), 2: ("none", "none"), 10: ("under_way", "under_way")}
    with store.read() as tx:
        assert tx.views.transfers() == [
            TransferRow(batch, n, str(item["case"]), state)
            for batch, told in states.items()
            for n, (item, state) in enumerate(zip(ITEMS, told, strict=True), 1)
        ]
