"""Guards on the gates: what screening found, and what each step may not pass without."""

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Finding, Outcome, overall


def _due(around: Surroundings, stages: tuple[str, ...], blocking: tuple[Outcome, ...]) -> list[Finding]:
    outcome = overall(around.stages.get(stage, Outcome.UNDETERMINED) for stage in stages)
    if outcome not in blocking:
        return []
    wanted = [gate for gate in around.gates if gate.outcome in blocking and gate.facts.get("stage") in stages]
    return wanted or refuse("not_screened", "article: ¶7")


def no_gate_is_failed(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    return _due(around, tuple(around.stages) or ("application",), (Outcome.NOT_MET,))


def application_gates_are_met(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    failed = no_gate_is_failed(_case, _command, around)
    return failed or _due(around, ("application",), (Outcome.NOT_MET, Outcome.UNDETERMINED))


def every_gate_is_met(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    stages = tuple(around.stages) or ("application",)
    return _due(around, stages, (Outcome.NOT_MET, Outcome.UNDETERMINED))


def screening_usable(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    return unless(around.stages, "not_screened", "article: ¶7")


def serials_are_free(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    claimed = around.serials_claimed.items()
    return [
        finding
        for serial, other in sorted(claimed)
        for finding in refuse("serial_claimed", "assumption: A21", "lines", serial=serial, case=other)
    ]


def files_are_stored(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    lost = around.missing_files
    return [f for digest in lost for f in refuse("file_missing", "practice: 1,998 lost files", digest=digest)]
