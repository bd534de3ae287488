"""An edition named on the command line: by a day it is in force, or by a file of any kind that holds one."""

import re
from datetime import date
from pathlib import Path

from sekisho import bootstrap
from sekisho.application.import_edition import Import, Source, import_edition
from sekisho.cli.casefile import as_of
from sekisho.cli.home import opened
from sekisho.cli.output import Voice
from sekisho.cli.reader import read_bytes, shown_name
from sekisho.domain.program.edition import Edition
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.time import day_in_japan

FIRST = "2026-05-09"
#: What a file of tables may weigh; the reader of tables has limits of its own for what it unfolds to.
LARGEST = 64 * 1024 * 1024
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def editions_held(said: Voice, home: Path | None) -> tuple[Edition, ...]:
    """Give the editions published at a home, else those that are shipped; the earliest first."""
    if home is None:
        return bootstrap.shipped_program().editions
    with opened(said, home) as desk, desk.store.read() as tx:
        return desk.programs.definition(tx).editions


def edition_on(said: Voice, text: str, editions: tuple[Edition, ...]) -> Edition:
    """Give that of the editions which is in force on a day, or leave: there is none."""
    day: date = day_in_japan(as_of(said, text))
    begun = [edition for edition in editions if edition.effective_from <= day]
    if not begun:
        said.stop("annex.no_edition", day=day.isoformat())
    return begun[-1]


def imported(said: Voice, source: Source, editions: tuple[Edition, ...]) -> Import:
    """Read a file into an edition beside others, or leave with the reason why it cannot be read at all."""
    with said.working(said.text("annex.working")):
        found = import_edition(bootstrap.table_reader(), bootstrap.edition_words(), editions, source)
    if isinstance(found, Refusal):
        said.refuse(found)
    return found


def source_of(said: Voice, path: Path) -> Source:
    """Take a file, or leave with the reason."""
    data = read_bytes(path, LARGEST)
    if isinstance(data, Refusal):
        said.refuse(data)
    return Source(shown_name(path), data)


def edition_at(said: Voice, text: str, editions: tuple[Edition, ...]) -> Edition:
    """Give the edition a day or a file names, or leave with every reason; ``editions`` are those that are held."""
    path = Path(text)
    if not (path.suffix or path.exists()) or _DAY.fullmatch(text):
        return edition_on(said, text, editions)
    # Compared, not published: an edition of a file may well begin on the day of one that is held.
    source = source_of(said, path)
    found = imported(said, source, editions)
    if found.edition is None:
        said.refuse(Refusal.of(found.transcript.problems))
    return found.edition
