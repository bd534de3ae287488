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
    """Let this process work on a home, or leave with the reason why it cannot."""
    try:
        bootstrap.use_home(home)
    except HomeError:
        said.stop("home.none", home=str(home))
    except (OSError, ValueError) as error:
        said.stop("home.unusable", home=str(home), problem=str(error))


@contextmanager
def opened(said: Voice, home: Path) -> Iterator[Desk]:
    """Give the desk on a home; a database that does not answer or lacks its tables is refused."""
    use_home(said, home)
    from django.db import Error  # noqa: PLC0415 - because commands without a home need no Django

    try:
        yield bootstrap.desk()
    except (Error, StoreError, OSError) as error:
        said.stop("home.unusable", home=str(home), problem=str(error).strip())
