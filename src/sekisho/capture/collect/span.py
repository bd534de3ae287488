"""How long a capture runs: the planned seconds, counted from when the last of its streams came alive."""

from sekisho.capture.sealed.record import Clock

#: How long a stream may take to come alive before the capture goes on without it.
SETUP_LIMIT_S = 10.0
#: Added to the plan, so that what is seen at both ends still covers the planned seconds.
MARGIN_S = 0.5
NANO = 1_000_000_000


class Span:
    """The time of one capture. Streams announce themselves with ``expect`` and report first data with ``live``."""

    def __init__(self, duration_s: float, clock: Clock, *, before_ms: int = 0) -> None:
        """Take the seconds planned; ``before_ms`` of them were captured before the collector began again."""
        self._duration_ns, self._clock = int((duration_s + MARGIN_S) * NANO), clock
        self._before_ns = before_ms * NANO // 1000
        self._begun = clock.monotonic()
        self.was_stopped = self.is_held = False
        self._alive: dict[str, int | None] = {}

    def expect(self, stream: str) -> None:
        """Wait for this stream at the start."""
        self._alive[stream] = None

    def live(self, stream: str) -> None:
        """Say that a stream has data; only the first time counts."""
        if self._alive.get(stream) is None and not self.is_held:
            self._alive[stream] = self._clock.monotonic()

    def stop(self) -> None:
        """End the capture before its time."""
        self.was_stopped = True

    def hold(self) -> None:
        """Pause: to whoever watches the time is over, until ``release``."""
        self._before_ns, self.is_held = self._elapsed_ns, True
        self._alive = {}

    def release(self) -> None:
        """Go on with the seconds that are left."""
        self._begun, self.is_held = self._clock.monotonic(), False

    @property
    def streams(self) -> tuple[str, ...]:
        """The streams that were announced."""
        return tuple(self._alive)

    @property
    def is_over(self) -> bool:
        """Say whether the planned seconds have passed, nothing came alive in time, or the capture is paused."""
        return self.is_held or self.is_done

    @property
    def is_done(self) -> bool:
        """Say whether nothing is left to capture."""
        is_going_on = self._in_setup or self.is_held or any(at is not None for at in self._alive.values())
        return self.was_stopped or not (is_going_on and self._elapsed_ns < self._duration_ns)

    @property
    def is_alive(self) -> bool:
        """Say whether every stream has data, or some have and the others had their time."""
        return not self._in_setup and any(at is not None for at in self._alive.values())

    @property
    def _in_setup(self) -> bool:
        is_short = self._clock.monotonic() - self._begun < self._setup_limit_ns
        return is_short and any(at is None for at in self._alive.values())

    @property
    def _setup_limit_ns(self) -> int:
        # A machine that was there before is waited for: after a power cut it may take longer to start than we do.
        is_begun = self._before_ns > 0
        return max(int(SETUP_LIMIT_S * NANO), self._duration_ns - self._before_ns if is_begun else 0)

    @property
    def _elapsed_ns(self) -> int:
        first = [at for at in self._alive.values() if at is not None]
        return self._before_ns + (self._clock.monotonic() - max(first) if first else 0)

    @property
    def elapsed_ms(self) -> int:
        """Milliseconds captured so far: none until a stream is alive."""
        return self._elapsed_ns // 1_000_000

    @property
    def elapsed_s(self) -> int:
        """Whole seconds captured so far."""
        return self._elapsed_ns // NANO

    @property
    def planned_s(self) -> int:
        """Whole seconds to capture."""
        return int(self._duration_ns / NANO - MARGIN_S)
