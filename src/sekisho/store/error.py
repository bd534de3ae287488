"""What can go wrong in a store besides what the ports name."""

from sekisho.application.ports import RefusedByDatabaseError, StoreError

# StoreError of the ports, and here besides
# ├── RefusedByDatabaseError (ports)
# │   └── TakenError         a row with this key stands already; depends on the row
# ├── WrongModeError         this database belongs to live data, the program to a rehearsal, or the other way; never
# ├── OversizedBlobError     more bytes than one blob may have; never
# ├── UnlockedPoolError      the pool was moved without its lock: a fault of the program; never
# └── SwallowedFaultError    a failed write was passed over in silence: a fault of the program; never


class TakenError(RefusedByDatabaseError):
    """A row with this key stands already. The ports say whether that is a conflict."""


class WrongModeError(StoreError):
    """The database is pinned to another mode or log; live data and rehearsals never mix."""


class OversizedBlobError(StoreError):
    """More bytes than one blob may have."""


class UnlockedPoolError(StoreError):
    """The pool's row was to be moved outside its lock."""


class SwallowedFaultError(StoreError):
    """Something failed inside the transaction, was caught and passed over; nothing was kept."""
