"""The top of the command line."""

import click

from sekisho import __version__
from sekisho.cli.lazy import LazyGroup
from sekisho.cli.usage import Option

COMMANDS = {
    "demo": "sekisho.cli.demo.command:demo",
    "screen": "sekisho.cli.screen:screen_command",
    "plan": "sekisho.cli.plan:plan",
    "quote": "sekisho.cli.quote:quote",
    "program": "sekisho.cli.program:program",
    "annex": "sekisho.cli.annex:annex",
    "probe": "sekisho.cli.capture:probe",
    "capture": "sekisho.cli.capture:capture",
    "readiness": "sekisho.cli.readiness:readiness",
    "topology": "sekisho.cli.topology:topology",
    "form": "sekisho.cli.form:form",
    "verify": "sekisho.cli.verify:verify",
    "monitor": "sekisho.cli.monitor:monitor",
    "witness": "sekisho.cli.witness:witness",
    "letter": "sekisho.cli.letter:letter",
    "fund": "sekisho.cli.fund:fund",
    "serve": "sekisho.cli.serve:serve",
    "report": "sekisho.cli.report:report",
    "scorecard": "sekisho.cli.scorecard:scorecard",
    "due": "sekisho.cli.due:due",
    "rebuild": "sekisho.cli.serve:rebuild_views",
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
@click.version_option(__version__, prog_name="sekisho", cls=Option, help="version")
def main() -> None:
    """Carry equipment from the purchase order to the paid subsidy. Not a METI service; Annex A is illustrative."""


if __name__ == "__main__":
    main()
