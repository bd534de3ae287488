"""Whether the plant uses the machine (level L5): a foreign client holds a session, or the gateway says the same.

Observed means one of the two was seen in this capture. It does not say that an MES works, and "not observed" does not
say that none is there (interop.md §14).
"""

from dataclasses import dataclass

from sekisho.capture.configuration.rows import configuration_rows
from sekisho.capture.judge.agent_said import agent_of
from sekisho.capture.judge.agreement import Agreement, Comparison, compare
from sekisho.capture.judge.channel import judge_channel
from sekisho.capture.judge.clients import Clients, clients_of
from sekisho.capture.judge.itself import itself_problems
from sekisho.capture.judge.level import AgreementLimits
from sekisho.capture.judge.liveness import Liveness
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.plan.gateway import plan_for_gateway
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import History
from sekisho.capture.replay.series import opcua_series
from sekisho.capture.replay.server import server_of

OPCUA, MTCONNECT, GATEWAY = "opcua", "mtconnect", "gateway"


@dataclass(frozen=True, slots=True)
class Integration:
    """What a capture shows of the plant's side."""

    comparisons: tuple[Comparison, ...]
    clients: Clients | None
    gateway: dict[str, Value] | None
    agent: dict[str, Value] | None
    configurations: list[Value]
    reasons: tuple[Problem, ...]

    @property
    def is_observed(self) -> bool:
        """Say whether the plant was seen to use the machine."""
        return not self.reasons

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """The signals of the first comparison."""
        return self.comparisons[0].signals if self.comparisons else ()

    def as_json(self) -> dict[str, Value]:
        """Give what was seen as plain values."""
        reasons: list[Value] = [reason.as_json() for reason in self.reasons]
        comparisons: list[Value] = [comparison.as_json() for comparison in self.comparisons]
        return {
            "state": "integrated" if self.is_observed else "not_observed",
            "reasons": reasons,
            "comparisons": comparisons,
            "clients": self.clients.as_json() if self.clients else None,
            "gateway": self.gateway,
            "agent": self.agent,
            "configurations": self.configurations,
        }


def judge_integration(
    plan: CapturePlan, history: History, streams: list[Liveness], client: bytes, limits: AgreementLimits
) -> Integration:
    """Judge the plant's side from the records alone; ``client`` is the collector's certificate."""
    comparisons = _comparisons(plan, history, streams, limits)
    clients = clients_of(history) if plan.machine.opcua is not None else None
    gateway = _gateway(plan, history, client)
    itself = itself_problems(plan, history)
    shortfalls = [
        [*(itself if comparison.sources[1] == GATEWAY else ()), *comparison.shortfalls(limits)]
        for comparison in comparisons
    ]
    other = clients.shortfalls() if clients else []
    is_observed = (clients is not None and not other) or any(not found for found in shortfalls)
    missing = [Problem("l5.no_gateway")] if not comparisons else []
    reasons = [] if is_observed else [*other, *missing, *(problem for found in shortfalls for problem in found)]
    return Integration(
        comparisons=tuple(comparisons),
        clients=clients,
        gateway=gateway,
        agent=agent_of(history),
        configurations=configuration_rows(history, plan),
        reasons=tuple(reasons),
    )


def _comparisons(
    plan: CapturePlan, history: History, streams: list[Liveness], limits: AgreementLimits
) -> list[Comparison]:
    """Compare the machine with all that the plant reads it through; without OPC UA the agent is the machine's side."""
    by_name = {stream.stream: stream.series for stream in streams}
    signals, gateway = plan.machine.signals, plan.machine.gateway
    if gateway is not None and history.gateway is not None:
        by_name[GATEWAY] = opcua_series(history.gateway, gateway.signals)
    first = OPCUA if OPCUA in by_name else MTCONNECT
    found = [
        compare(by_name[first], by_name[other], signals, limits, (first, other))
        for other in (MTCONNECT, GATEWAY)
        if first in by_name and other in by_name and other != first
    ]
    return [comparison for comparison in found if comparison is not None]


def _gateway(plan: CapturePlan, history: History, client: bytes) -> dict[str, Value] | None:
    """Give what the plant's gateway showed of itself: its key is asked the same challenge under its own name."""
    gateway, seen = plan.machine.gateway, history.gateway
    if gateway is None:
        return None
    channel = judge_channel(seen or History(), plan_for_gateway(plan, gateway), client)
    problems: list[Value] = [problem.as_json() for problem in (*itself_problems(plan, history), *channel.problems)]
    return {
        "device": gateway.device,
        "endpoint": gateway.opcua.endpoint,
        "challenge_bound": channel.is_challenge_bound,
        "certificate_sha256": channel.key.certificate_sha256 if channel.key else None,
        "server": server_of(seen) if seen else {},
        "problems": problems,
    }
