"""How long a capture runs: the planned seconds, counted from when the last of its streams came alive."""

from sekisho.capture.record import Clock

#: How long a stream may take to come alive before the capture goes on without it.
SETUP_LIMIT_S = 10.0
#: Added to the plan, so that what is seen at both ends still covers the planned seconds.
MARGIN_S = 0.5
NANO = 1_000_000_000


class Span:
    """The time of one capture. Streams announce themselves with ``expect`` and report first data with ``live``."""

    def __init__(self, duration_s: float, clock: Clock) -> None:
        self._duration_ns, self._clock = int((duration_s + MARGIN_S) * NANO), clock
        self._begun = clock.monotonic()
        self.was_stopped = False
        self._alive: dict[str, int | None] = {}

    def expect(self, stream: str) -> None:
        """Wait for this stream at the start."""
        self._alive[stream] = None

    def live(self, stream: str) -> None:
        """Say that a stream has data; only the first time counts."""
        if self._alive.get(stream) is None:
            self._alive[stream] = self._clock.monotonic()

    def stop(self) -> None:
        """End the capture before its time."""
        self.was_stopped = True

    @property
    def is_over(self) -> bool:
        """Say whether the planned seconds have passed, or nothing came alive in time."""
        now = self._clock.monotonic()
        first = [at for at in self._alive.values() if at is not None]
        return self.was_stopped or not (self._in_setup or (first and now - max(first) < self._duration_ns))

    @property
    def is_alive(self) -> bool:
        """Say whether every stream has data, or some have and the others had their time."""
        return not self._in_setup and any(at is not None for at in self._alive.values())

    @property
    def _in_setup(self) -> bool:
        is_short = self._clock.monotonic() - self._begun < SETUP_LIMIT_S * NANO
        return is_short and any(at is None for at in self._alive.values())

    @property
    def elapsed_s(self) -> int:
        """Whole seconds captured so far: 0 until every stream is alive."""
        first = [at for at in self._alive.values() if at is not None]
        return (self._clock.monotonic() - max(first)) // NANO if first else 0

    @property
    def planned_s(self) -> int:
        """Whole seconds to capture."""
        return int(self._duration_ns / NANO - MARGIN_S)
