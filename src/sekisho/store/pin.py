"""The pin: what a database is for. Written with its first event, and never changed."""

from sekisho.application.ports import Mode
from sekisho.store import models
from sekisho.store.error import WrongModeError


def pin(using: str, mode: Mode, origin: str) -> None:
    """Pin a new database to a mode and a log's origin; check those of an old one. Raises WrongModeError."""
    row = models.Pin(mode=mode.value, origin=origin)
    models.Pin.objects.using(using).bulk_create([row], ignore_conflicts=True)
    check_pin(using, mode, origin)


def check_pin(using: str, mode: Mode, origin: str) -> bool:
    """Check that a database is for this mode and log, or new; say whether it is pinned. Raises WrongModeError."""
    pinned = models.Pin.objects.using(using).first()
    if pinned and pinned.mode != mode.value:
        raise WrongModeError(f"this database holds {pinned.mode} data; it is not opened in {mode.value} mode")
    if pinned and origin and pinned.origin != origin:
        raise WrongModeError(f"this database belongs to the log {pinned.origin!r}, not to {origin!r}")
    return pinned is not None
