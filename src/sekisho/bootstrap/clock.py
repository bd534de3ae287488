"""The clock on the wall."""

from datetime import UTC, datetime


class WallClock:
    """Wall time (``ports.Clock``)."""

    def now(self) -> datetime:
        """Give the present instant, in UTC."""
        return datetime.now(UTC)
