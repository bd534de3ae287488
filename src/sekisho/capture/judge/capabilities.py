"""How the server answered what a capture asked of it: subscription, items, queues; and the limits it states."""

from sekisho.capture.plan.capture_plan import CapturePlan, Signal, numbered
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import Connection, History
from sekisho.capture.replay.server import server_of

#: A float of the wire may be infinite or no number at all; nothing is sampled less often than this (four weeks).
LONGEST_MS = 2**31 - 1


def capabilities_of(history: History, plan: CapturePlan) -> dict[str, Value]:
    """Give the newest live session's subscription and items as the server revised them, and the limits it states."""
    limits: dict[str, Value] = {name: value for name, value in server_of(history).items() if name.startswith("max_")}
    after = [connection for connection in history.connections if connection.is_discovery and connection.endpoints]
    found: dict[str, Value] = {"limits": limits, "endpoint_lists": len(after), "items": []}
    if not history.epochs:
        return found
    session = history.epochs[-1]
    found["items"] = [_item(session, number, signal) for number, signal in numbered(plan.machine.signals).items()]
    found["republished"] = sum(epoch.republished for epoch in history.epochs)
    if (said := session.subscription) is not None:
        found["subscription"] = {"interval_ms": _whole(said.interval_ms), "keep_alive_count": said.keep_alive_count}
    return found


def _whole(interval_ms: float) -> int:
    """Give an interval in whole milliseconds; one that is none, or endless, as the longest there is."""
    return int(interval_ms) if 0 <= interval_ms < LONGEST_MS else LONGEST_MS


def _item(session: Connection, number: int, signal: Signal) -> Value:
    if number in session.polled:
        return {"signal": signal.name, "way": "polled", "interval_ms": session.poll_interval_ms}
    if number not in session.monitored:
        return {"signal": signal.name, "way": "absent"}
    answer = session.monitored[number][1]
    return {
        "signal": signal.name, "way": "refused" if answer.status >> 30 else "subscribed",
        "status": f"0x{answer.status:08X}", "interval_ms": _whole(answer.interval_ms), "queue_size": answer.queue_size,
    }  # fmt: skip


def shortcomings(history: History, plan: CapturePlan) -> list[Problem]:
    """Name the signals that were watched in another way than asked: polled, more slowly, with a queue of one."""
    if not history.epochs:
        return []
    session, found = history.epochs[-1], []
    for number, signal in numbered(plan.machine.signals).items():
        if number in session.polled:
            found.append(Problem("signal.polled", signal.name, {"ms": session.poll_interval_ms}))
        elif number in session.monitored and not session.monitored[number][1].status >> 30:
            found += _revised(session, number, signal, plan.sampling_ms)
    return found


def _revised(session: Connection, number: int, signal: Signal, sampling_ms: int) -> list[Problem]:
    answer, published = session.monitored[number][1], session.subscription
    found = []
    # A queue of one overflows without a word (OPC 10000-4 §5.13.1.5), unless it is emptied as often as it is filled.
    if answer.queue_size <= 1 and published is not None and published.interval_ms > answer.interval_ms:
        found.append(Problem("signal.queue_one", signal.name))
    if answer.interval_ms > sampling_ms:
        facts: dict[str, Value] = {"ms": _whole(answer.interval_ms), "wanted_ms": sampling_ms}
        found.append(Problem("signal.slower", signal.name, facts))
    return found
