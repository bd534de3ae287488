"""The program's own live requirements of a category, told beside the model check; they decide no level here.

Each rule looks at the sealed records alone. What the capture did not look at is said to be so, never to be absent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from sekisho.capture.companion.profile import LiveRule
from sekisho.capture.opcua.binary import DataValue
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Value
from sekisho.capture.replay.history import Connection, History
from sekisho.capture.replay.series import opcua_series
from sekisho.capture.replay.server import TOLD
from sekisho.capture.replay.space import Space

OPEN_MODE, RUNNING = 1, 0
NOT_READABLE = "not_readable"
_OUTCOME = {True: "observed", False: "absent"}


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A live requirement: observed, absent (looked at and not seen), or not_readable (not looked at)."""

    rule: LiveRule
    status: str

    def as_json(self) -> dict[str, Value]:
        """Give the row as plain values."""
        return {"rule": self.rule.rule, "name": self.rule.name, "least": self.rule.least, "status": self.status}


@dataclass(frozen=True)
class _Seen:
    history: History
    session: Connection
    space: Space
    plan: CapturePlan

    @cached_property
    def changing(self) -> frozenset[str]:
        """Give the signals whose good values changed, as the live check counts them."""
        return opcua_series(self.history, self.plan.machine.signals).changing

    def published(self, name: str) -> Iterator[DataValue]:
        """Give the good values that were published of nodes of a name."""
        for session in self.history.sessions:
            for published in session.published:
                for number, value in published.publication.values:
                    node = session.watched(number)
                    about = self.space.nodes.get(node) if node else None
                    if value.is_good and about is not None and about.name[1] == name:
                        yield value

    def read(self, name: str) -> list[DataValue]:
        """Give what was read of instances of a name."""
        return [
            self.space.values[node]
            for node, about in self.space.nodes.items()
            if about.is_instance and about.name[1] == name and node in self.space.values
        ]


def live_rows(
    history: History, session: Connection, space: Space, plan: CapturePlan, rules: tuple[LiveRule, ...]
) -> list[LiveRow]:
    """Hold the rules of a category against what was seen."""
    seen = _Seen(history, session, space, plan)
    return [LiveRow(rule, _RULES[rule.rule](seen, rule)) for rule in rules]


def _running(seen: _Seen, _rule: LiveRule) -> str:
    return _OUTCOME[seen.session.about(TOLD["state"]) == RUNNING]


def _no_open_endpoint(seen: _Seen, _rule: LiveRule) -> str:
    offered = [endpoint for connection in seen.history.connections for endpoint in connection.endpoints]
    # Whether an open endpoint would let anybody write is nothing a collector tries; that there is none can be seen.
    return _OUTCOME[bool(offered) and all(endpoint.mode != OPEN_MODE for endpoint in offered)]


def _changing_signals(seen: _Seen, rule: LiveRule) -> str:
    return _OUTCOME[len(seen.changing) >= rule.least]


def _changing_node(seen: _Seen, rule: LiveRule) -> str:
    values = {repr(value.value) for value in seen.published(rule.name)}
    return _OUTCOME[len(values) > 1] if values else NOT_READABLE


def _good(seen: _Seen, rule: LiveRule) -> str:
    read = seen.read(rule.name)
    return _OUTCOME[all(value.is_good for value in read)] if read else NOT_READABLE


def _is_seen(seen: _Seen, rule: LiveRule) -> str:
    values = [value.value for value in seen.published(rule.name)]
    values += [value.value for value in seen.read(rule.name) if value.is_good]
    return _OUTCOME[rule.value in values] if values else NOT_READABLE


def _transition(seen: _Seen, _rule: LiveRule) -> str:
    states = {signal.name for signal in seen.plan.machine.signals if signal.kind == "state" and signal.is_in_opcua}
    return _OUTCOME[not states.isdisjoint(seen.changing)] if states else NOT_READABLE


def _event(_seen: _Seen, _rule: LiveRule) -> str:
    # Events are not subscribed to: whether one came is not known.
    return NOT_READABLE


_RULES: dict[str, Callable[[_Seen, LiveRule], str]] = {
    "running": _running, "no_open_endpoint": _no_open_endpoint, "changing_signals": _changing_signals,
    "changing_node": _changing_node, "good": _good, "seen": _is_seen, "transition": _transition, "event": _event,
}  # fmt: skip
