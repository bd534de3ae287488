"""Live data and rehearsals never mix."""

import pytest

from sekisho.application.ports import Mode
from sekisho.store import models
from sekisho.store.django_store import DjangoStore
from sekisho.store.error import WrongModeError
from tests.contracts.scene import LineScribe, TickingClock, append


def open_store(alias: str, mode: Mode = Mode.REHEARSAL, origin: str = "rehearsal.example/log") -> DjangoStore:
    """Open a database as some program would."""
    return DjangoStore(mode, LineScribe(), TickingClock(), origin=origin, using=alias)


def read(store: DjangoStore) -> list[str]:
    """Read the names of streams."""
    with store.read() as tx:
        return tx.journal.streams("")


def test_first_write_pins_mode_and_origin(database: str) -> None:
    """Reading pins nothing; the first write pins the mode and the log's origin."""
    assert read(open_store(database, Mode.LIVE, "live.example/log")) == []
    append(open_store(database), "case/1")
    pin = models.Pin.objects.using(database).get()
    assert (pin.mode, pin.origin) == ("rehearsal", "rehearsal.example/log")
    assert read(open_store(database)) == ["case/1"]


@pytest.mark.parametrize(
    ("mode", "origin"), [(Mode.LIVE, "rehearsal.example/log"), (Mode.REHEARSAL, "rehearsal.other.example/log")]
)
def test_other_mode_or_log_is_refused(database: str, mode: Mode, origin: str) -> None:
    """A database of a rehearsal is neither read nor written by live mode, nor for another log."""
    append(open_store(database), "case/1")
    other = open_store(database, mode, origin)
    with pytest.raises(WrongModeError):
        read(other)
    with pytest.raises(WrongModeError):
        append(other, "case/2")


def test_pin_of_an_interrupted_transaction_is_none(database: str) -> None:
    """A first write that fails pins nothing, and the store pins at the next."""
    store = open_store(database)
    with pytest.raises(ZeroDivisionError), store.write():
        1 / 0  # noqa: B018 - because it fails
    assert not models.Pin.objects.using(database).exists()
    append(store, "case/1")
    assert models.Pin.objects.using(database).exists()
