"""A home on the command line: opened for one command, or refused in the reader's language."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.ports import StoreError
from sekisho.bootstrap.home import HomeError
from sekisho.cli.output import Voice


def use_home(said: Voice, home: Path) -> None:
    """Let this process work on a home of any version, or leave with the reason why it cannot."""
    try:
        bootstrap.use_home(home)
    except HomeError:
        said.stop("home.none", home=str(home))
    except (OSError, ValueError) as error:
        said.stop("home.unusable", home=str(home), problem=str(error))


@contextmanager
def answering(said: Voice, home: Path) -> Iterator[None]:
    """Refuse a database that does not answer while something is done on the home in use."""
    from django.db import Error  # noqa: PLC0415 - because commands without a home need no Django

    try:
        yield
    except (Error, StoreError, OSError) as error:
        said.stop("home.unusable", home=str(home), problem=str(error).strip())


def use_current_home(said: Voice, home: Path) -> None:
    """Let this process work on a home, or leave with the reason: also where another version left it."""
    use_home(said, home)
    with answering(said, home):
        try:
            bootstrap.require_current()
        except bootstrap.OutdatedHomeError:
            said.stop("home.outdated", home=str(home))


@contextmanager
def opened(said: Voice, home: Path) -> Iterator[Desk]:
    """Give the desk on a home; a database that does not answer, or that another version left, is refused."""
    use_current_home(said, home)
    with answering(said, home):
        yield bootstrap.desk()
