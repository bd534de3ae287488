"""Read a file somebody sends, table or TOML, into an edition of Annex A, or give every reason why it is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sekisho.application.desk import Tables
from sekisho.application.library import file_name
from sekisho.application.publish_edition import oversized
from sekisho.domain.program.annex.transcript import Given, Transcript, transcribe
from sekisho.domain.program.annex.words import Words
from sekisho.domain.program.annex.written import written
from sekisho.domain.program.edition import Edition, EditionError, parse_edition
from sekisho.domain.program.table import TableError, read_table
from sekisho.domain.values.finding import Finding, Outcome, Refusal

#: What reads tables into editions, as the journal names it; a reader that reads otherwise gets the next number.
TABLE_IMPORTER, TOML_IMPORTER = "annex-table/1", "annex-toml/1"
TOML = ".toml"


@dataclass(frozen=True, slots=True)
class Source:
    """A file with what whoever sends it says beside it; what is left empty is found in the file."""

    name: str
    data: bytes
    day: date | None = None
    reference: str = ""
    sheet: str = ""
    encoding: str = ""

    @property
    def is_toml(self) -> bool:
        """Say whether it is an edition in the program's own form."""
        return self.name.casefold().endswith(TOML)


@dataclass(frozen=True, slots=True)
class Import:
    """What came of a file: the transcript, and where nothing keeps it back the edition's own file."""

    transcript: Transcript
    importer: str
    name: str = ""
    data: bytes = b""

    @property
    def edition(self) -> Edition | None:
        """Give the edition; None where something is wrong."""
        return self.transcript.edition


def _unreadable(name: str, text: str) -> Refusal:
    return Refusal.of([Finding("edition.unreadable", Outcome.NOT_MET, name, facts={"name": name, "problem": text})])


def _from_toml(source: Source, editions: Sequence[Edition]) -> Import | Refusal:
    try:
        edition = parse_edition(read_table({source.name: source.data}, source.name))
    except (EditionError, TableError) as error:
        return _unreadable(source.name, str(error))
    before = next((one for one in reversed(editions) if one.effective_from < edition.effective_from), None)
    return Import(Transcript(edition, (), {}, before), TOML_IMPORTER, file_name(edition), source.data)


def import_edition(tables: Tables, words: Words, editions: Sequence[Edition], source: Source) -> Import | Refusal:
    """Read a file beside the editions there are; a file that is no table and no edition is refused."""
    if source.is_toml:
        if large := oversized(source.name, len(source.data)):
            return Refusal.of(large)
        return _from_toml(source, editions)
    found = tables.read(source.data, source.name, source.encoding)
    if isinstance(found, Refusal):
        return found
    given = Given(words, tuple(editions), source.day, source.reference, source.sheet)
    transcript = transcribe(found, given)
    edition = transcript.edition
    if edition is None:
        return Import(transcript, TABLE_IMPORTER)
    return Import(transcript, TABLE_IMPORTER, file_name(edition), written(edition))
