"""Whether the plant's gateway is the machine once more: what agrees with itself shows no integration.

The two are one where the plan names one address for both, where both show one key, or where both are an application of
one name that was started at one instant. A second server that the applicant runs himself is not found out so: that it
is the plant's, the plan and the visit say, and no record (interop.md §2.4).
"""

from collections.abc import Iterator

from sekisho.capture.address import place_of
from sekisho.capture.challenge import key_digest
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Problem
from sekisho.capture.replay.history import START_TIME, History


def itself_problems(plan: CapturePlan, history: History) -> list[Problem]:
    """Name what machine and gateway have in common that no two servers have; nothing without a gateway."""
    gateway, seen, opcua = plan.machine.gateway, history.gateway, plan.machine.opcua
    if gateway is None or opcua is None:
        return []
    shared = ["address"] if place_of(opcua.endpoint) == place_of(gateway.opcua.endpoint) else []
    if seen is not None:
        shared += ["key"] if set(_keys(history)) & set(_keys(seen)) else []
        shared += ["start"] if set(_starts(history)) & set(_starts(seen)) else []
    return [Problem("l5.gateway_is_machine", "gateway", {"shared": ", ".join(shared)})] if shared else []


def _keys(history: History) -> Iterator[str]:
    """Give the keys of every certificate a server showed; without security it shows one all the same."""
    blobs = {session.answer.certificate for session in history.sessions if session.answer}
    blobs |= {endpoint.certificate for connection in history.connections for endpoint in connection.endpoints}
    for blob in blobs:
        try:
            yield key_digest(blob)
        except ValueError:
            continue


def _starts(history: History) -> Iterator[tuple[str, object]]:
    for session in history.sessions:
        started = session.about(START_TIME)
        if started is not None and session.answer is not None:
            yield from ((uri, started) for endpoint in session.answer.endpoints if (uri := endpoint.application_uri))
