"""The program as the package ships it, and every text there is: what pages read most."""

from sekisho import bootstrap
from sekisho.application.wording import Wording
from sekisho.domain.program.definition import ProgramDefinition


def wording() -> Wording:
    """Give every text of the service."""
    return bootstrap.all_wording()


def program() -> ProgramDefinition:
    """Give the program as the package ships it."""
    return bootstrap.shipped_program()
