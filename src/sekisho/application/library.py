"""The program's definition: the package's files are the seed; what the journal published takes their place or is added.

Published editions take the place of the seed's; published values of parameters are laid over its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache

from sekisho.application.change_parameter import published_values
from sekisho.application.ports import Transaction
from sekisho.application.publish_edition import published_among, stream_of
from sekisho.application.record import Recorded
from sekisho.domain.program.annex.words import Words, parse_words
from sekisho.domain.program.change import with_values
from sekisho.domain.program.check import check_program
from sekisho.domain.program.definition import ProgramDefinition, ProgramError, parse_program
from sekisho.domain.program.edition import Edition
from sekisho.domain.values.finding import Finding, Outcome

EDITION_PREFIX = "annex-a-"
#: What a revision leaves unsaid is told by comparing; a list as its maker wrote it says nothing of itself.
UNTOLD = "definition.untold_change"
#: How many definitions are kept: the one in force, those before it that decisions are held against, other homes'.
KEPT = 8


def file_name(edition: Edition) -> str:
    """Give the name of an edition's file: it says from which day the edition is in force."""
    return f"{EDITION_PREFIX}{edition.effective_from.isoformat()}.toml"


class LostEditionError(LookupError):
    """A published edition's bytes are not in the store: damage, not a refusal."""


class Library:
    """Reads a program's definition; put together once for each state of what is published."""

    def __init__(self, program_id: str, seed: Mapping[str, bytes]) -> None:
        """Take the program's id and the files the package ships."""
        self._program_id = program_id
        self._seed = dict(seed)
        self._parsed = lru_cache(maxsize=KEPT)(self._parse)
        #: By the last entry of the program's stream, which names all entries before it.
        self._known: dict[str, ProgramDefinition] = {}
        self._words = cache(lambda: parse_words(self._seed))

    def seed(self) -> Mapping[str, bytes]:
        """Give the files the package ships."""
        return dict(self._seed)

    def words(self) -> Words:
        """Give the words that lists of models are written in."""
        return self._words()

    def _parse(self, editions: tuple[tuple[str, bytes], ...]) -> ProgramDefinition:
        others = {name: data for name, data in self._seed.items() if not name.startswith(EDITION_PREFIX)}
        return parse_program({**others, **dict(editions)})

    def _editions(self, tx: Transaction, rows: Iterable[Recorded]) -> tuple[tuple[str, bytes], ...]:
        named = published_among(rows)
        stored = tx.blobs.get_all(named.values())
        lost = [name for name, digest in named.items() if digest not in stored]
        if lost:
            raise LostEditionError(f"published, but not in the store: {', '.join(lost)}")
        return tuple(sorted((name, stored[digest]) for name, digest in named.items()))

    def _put_together(self, tx: Transaction, rows: Sequence[Recorded]) -> ProgramDefinition:
        parsed = self._parsed(self._editions(tx, rows) or self._shipped())
        values = published_values(tx, rows)
        return with_values(parsed, values) if values else parsed

    def definition(self, tx: Transaction) -> ProgramDefinition:
        """Give the definition as published; where nothing is, as the package ships it."""
        # Read in every request, and by whoever holds the pool: one look at the stream's end says whether it is known.
        known = self._known.get(tx.journal.head(stream_of(self._program_id)))
        return known or self._learnt(tx, tx.journal.read(stream_of(self._program_id)))

    def _learnt(self, tx: Transaction, rows: Sequence[Recorded]) -> ProgramDefinition:
        # By the last entry that was read: somebody may have published since the end of the stream was looked at.
        made = self._put_together(tx, rows)
        self._known = dict([*self._known.items(), (rows[-1].digest if rows else "", made)][-KEPT:])
        return made

    def known_at(self, tx: Transaction, moment: datetime) -> ProgramDefinition:
        """Give the definition as it was known at an instant of wall time: what was published later is not in it."""
        rows = tx.journal.read(stream_of(self._program_id))
        return self._put_together(tx, [row for row in rows if row.recorded_at <= moment])

    def _shipped(self) -> tuple[tuple[str, bytes], ...]:
        return tuple(sorted(item for item in self._seed.items() if item[0].startswith(EDITION_PREFIX)))

    def shipped(self) -> ProgramDefinition:
        """Give the definition as the package ships it, without any store."""
        return self._parsed(self._shipped())

    def problems(self, tx: Transaction, name: str, data: bytes) -> Sequence[Finding]:
        """Report what keeps a file from being an edition of this program beside those published."""
        rows = tx.journal.read(stream_of(self._program_id))
        if name in published_among(rows):
            return [Finding("edition.published_already", Outcome.NOT_MET, name, "practice: editions are immutable")]
        try:
            program = self._parsed((*self._editions(tx, rows), (name, data)))
        except ProgramError as error:
            facts = {"name": name, "problem": str(error)}
            return [Finding("edition.unreadable", Outcome.NOT_MET, name, facts=dict(facts))]
        # Under another name the file would pass as something else of the program, or as nothing at all.
        if name not in {file_name(edition) for edition in program.editions}:
            return [Finding("edition.misnamed", Outcome.NOT_MET, name, facts={"name": name})]
        # What a careful reader would object to in the list itself: an unknown gate, a model below its own minimum.
        faults = [one for one in check_program(program) if one.outcome is Outcome.NOT_MET and one.place == name]
        return [one for one in faults if one.code != UNTOLD]
