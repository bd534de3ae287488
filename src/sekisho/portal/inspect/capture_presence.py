"""Feed the operator's action of a capture: what was asked of him, when each value was seen, what is wanting."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import JST
from sekisho.portal.inspect.problem import Record, finding_of, records_of


@dataclass(frozen=True, slots=True)
class StreamRow:
    """What one protocol showed: the values with the time of day at which each was set; empty where it was not."""

    stream: str
    is_observed: bool
    values: tuple[tuple[str, str], ...]
    one_in: int


@dataclass(frozen=True, slots=True)
class PresencePart:
    """The action asked for, whether it was observed, and on which streams.

    ``is_weaker`` says that nothing the machine signed stands behind it.
    """

    signal: str
    start: str
    end: str
    is_observed: bool
    is_weaker: bool
    rows: tuple[StreamRow, ...]
    missing: tuple[Finding, ...]

    @property
    def outcome(self) -> str:
        """Give how it came out: observed, or not; never more than that."""
        return "met" if self.is_observed else "undetermined"

    @property
    def one_in(self) -> int:
        """Give how rarely chance hits what was observed: the smallest figure of the streams that showed it."""
        return min((row.one_in for row in self.rows if row.is_observed), default=0)


def _time(milliseconds: Value) -> str:
    """Give the time of day in Japan of an instant, to the second."""
    if type(milliseconds) is not int or not 0 <= milliseconds < 1 << 45:
        return ""
    return f"{datetime.fromtimestamp(milliseconds // 1000, UTC).astimezone(JST):%H:%M:%S}"


def _row(sighting: Record, asked: list[str]) -> StreamRow:
    said, chance = sighting.get("entered_ms"), sighting.get("one_in")
    times = [_time(at) for at in said] if isinstance(said, list) else []
    padded = [*times, *[""] * len(asked)]
    values = tuple(zip(asked, padded, strict=False))
    whole = chance if isinstance(chance, int) else 0
    return StreamRow(str(sighting.get("stream")), sighting.get("observed") is True, values, whole)


def presence_part(assessment: Record, language: Language) -> PresencePart | None:
    """Give the action; None where the plan asked for none."""
    said = assessment.get("presence")
    asked = said.get("asked") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(asked, dict):
        return None
    sequence, window, streams = said.get("sequence"), said.get("window"), records_of(said.get("streams"))
    values = [str(value) for value in sequence] if isinstance(sequence, list) else []
    span: Record = window if isinstance(window, dict) else {}
    is_observed = said.get("observed") is True
    reasons = [*records_of(said.get("reasons")), *(r for one in streams for r in records_of(one.get("reasons")))]
    return PresencePart(
        signal=str(asked.get("signal")),
        start=_time(span.get("from_ms")),
        end=_time(span.get("until_ms")),
        is_observed=is_observed,
        is_weaker=is_observed and said.get("weaker") is True,
        rows=tuple(_row(one, values) for one in streams),
        missing=() if is_observed else tuple(finding_of(reason, language) for reason in reasons),
    )
