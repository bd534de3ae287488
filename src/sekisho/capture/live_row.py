"""The program's own live requirements of a category, told beside the model check; they decide no level here.

Each rule looks at the sealed records alone. What the capture did not look at is said to be so, never to be absent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sekisho.capture.binary import DataValue
from sekisho.capture.history import Connection, History
from sekisho.capture.plan import CapturePlan
from sekisho.capture.problem import Value
from sekisho.capture.profile import LiveRule
from sekisho.capture.server import TOLD
from sekisho.capture.space import Space

OPEN_MODE, RUNNING = 1, 0


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A live requirement: observed, absent (looked at and not seen), or not_readable (not looked at)."""

    rule: LiveRule
    status: str

    def as_json(self) -> dict[str, Value]:
        """Give the row as plain values."""
        return {"rule": self.rule.rule, "name": self.rule.name, "least": self.rule.least, "status": self.status}


@dataclass(frozen=True, slots=True)
class _Seen:
    history: History
    session: Connection
    space: Space
    plan: CapturePlan

    def published(self) -> Iterator[tuple[str, DataValue]]:
        """Give the good values that were published, with the name of their node."""
        for session in self.history.sessions:
            for published in session.published:
                for handle, value in published.publication.values:
                    monitored = session.monitored.get(handle)
                    about = self.space.nodes.get(monitored[0]) if monitored else None
                    if value.is_good:
                        yield about.name[1] if about else "", value

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
    return _told(seen.session.about(TOLD["state"]) == RUNNING)


def _no_open_endpoint(seen: _Seen, _rule: LiveRule) -> str:
    offered = [endpoint for connection in seen.history.connections for endpoint in connection.endpoints]
    # Whether an open endpoint would let anybody write is nothing a collector tries; that there is none can be seen.
    return _told(bool(offered) and all(endpoint.mode != OPEN_MODE for endpoint in offered))


def _changing_signals(seen: _Seen, rule: LiveRule) -> str:
    values: dict[tuple[int, int], set[str]] = {}
    for number, session in enumerate(seen.history.sessions):
        for published in session.published:
            for handle, value in published.publication.values:
                values.setdefault((number, handle), set()).update({repr(value.value)} if value.is_good else ())
    return _told(sum(len(every) > 1 for every in values.values()) >= rule.least)


def _changing_node(seen: _Seen, rule: LiveRule) -> str:
    values = [repr(value.value) for name, value in seen.published() if name == rule.name]
    if not values:
        return "not_readable"
    return _told(len(set(values)) > 1)


def _good(seen: _Seen, rule: LiveRule) -> str:
    read = seen.read(rule.name)
    return _told(all(value.is_good for value in read)) if read else "not_readable"


def _is_seen(seen: _Seen, rule: LiveRule) -> str:
    values = [value.value for name, value in seen.published() if name == rule.name]
    values += [value.value for value in seen.read(rule.name) if value.is_good]
    return _told(rule.value in values) if values else "not_readable"


def _transition(seen: _Seen, _rule: LiveRule) -> str:
    states = {signal.name for signal in seen.plan.machine.signals if signal.kind == "state" and signal.is_in_opcua}
    numbers = {number for number, name in enumerate(_placed(seen.plan), 1) if name in states}
    for session in seen.history.sessions:
        values = {
            (handle, repr(value.value))
            for published in session.published
            for handle, value in published.publication.values
            if handle in numbers and value.is_good
        }
        if len(values) > len({handle for handle, _ in values}):
            return "observed"
    return "absent" if numbers else "not_readable"


def _placed(plan: CapturePlan) -> list[str]:
    return [signal.name for signal in plan.machine.signals if signal.is_in_opcua]


def _event(_seen: _Seen, _rule: LiveRule) -> str:
    # Events are not subscribed to: whether one came is not known.
    return "not_readable"


def _told(is_observed: bool) -> str:  # noqa: FBT001 - because it only names the outcome of its callers' question
    return "observed" if is_observed else "absent"


_RULES: dict[str, Callable[[_Seen, LiveRule], str]] = {
    "running": _running, "no_open_endpoint": _no_open_endpoint, "changing_signals": _changing_signals,
    "changing_node": _changing_node, "good": _good, "seen": _is_seen, "transition": _transition, "event": _event,
}  # fmt: skip
