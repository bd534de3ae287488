"""Guards on the gates: what screening found, and what each step may not pass without."""

from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Finding, Outcome, overall

#: Why days and payment have to be shown: the import permit, the buyer's acceptance, and that the maker was paid.
EVIDENCE = "assumption: A18, A19; practice: evidence chain"


def _due(around: Surroundings, stages: tuple[str, ...], blocking: tuple[Outcome, ...]) -> list[Finding]:
    outcome = overall(around.stages.get(stage, Outcome.UNDETERMINED) for stage in stages)
    if outcome not in blocking:
        return []
    wanted = [gate for gate in around.gates if gate.outcome in blocking and gate.facts.get("stage") in stages]
    return wanted or refuse("not_screened", "article: ¶7")


def no_gate_is_failed(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """No gate of any stage is known not to be met."""
    return _due(around, tuple(around.stages) or ("application",), (Outcome.NOT_MET,))


def application_gates_are_met(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """Every gate due at the application is met; an undetermined one holds the grant."""
    failed = no_gate_is_failed(_case, _command, around)
    return failed or _due(around, ("application",), (Outcome.NOT_MET, Outcome.UNDETERMINED))


def every_gate_is_met(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """Every gate of every stage is met: the payment path asks for met, not for the absence of not met."""
    stages = tuple(around.stages) or ("application",)
    return _due(around, stages, (Outcome.NOT_MET, Outcome.UNDETERMINED))


def screening_usable(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """The content can be screened at all."""
    return unless(around.stages, "not_screened", "article: ¶7")


def serials_are_free(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """No other live case or line claims one of the serial numbers (A21); only the office is told which case."""
    cite, named = "assumption: A21", sorted(around.serials_claimed.items())
    found: list[Finding] = []
    for serial, holder in named:
        is_own, is_told = holder == case.id, command.actor.side is Side.OFFICE
        code = "serial_twice" if is_own else "serial_claimed_in" if is_told else "serial_claimed"
        where = {"case": holder} if is_told and not is_own else {}
        found += refuse(code, cite, "lines", serial=serial, **where)
    return found


def papers_are_accepted(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Each line has every paper this step wants on file, and an officer has accepted it."""
    accepted = {(paper.kind, paper.line) for paper in case.documents.values() if paper.status == "accepted"}
    wanted = around.terms.papers_required.get(command.name, ())
    lacking = [(line, kind) for line in case.lines for kind in wanted if not accepted & {(kind, line), (kind, "")}]
    return [f for line, kind in lacking for f in refuse("paper_required", EVIDENCE, "documents", line=line, kind=kind)]


def files_are_stored(_case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """Every file the command or the case names is in the store before anything is accepted."""
    lost = around.missing_files
    return [f for digest in lost for f in refuse("file_missing", "practice: 1,998 lost files", digest=digest)]
