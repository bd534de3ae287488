"""The program's definition: the package's files are the seed, editions published in the journal take their place."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sekisho.application.ports import Transaction
from sekisho.application.publish_edition import published
from sekisho.domain.program.definition import ProgramDefinition, ProgramError, parse_program
from sekisho.domain.program.edition import Edition
from sekisho.domain.values.finding import Finding, Outcome

EDITION_PREFIX = "annex-a-"


def file_name(edition: Edition) -> str:
    """Give the name of an edition's file: it says from which day the edition is in force."""
    return f"{EDITION_PREFIX}{edition.effective_from.isoformat()}.toml"


class LostEditionError(LookupError):
    """A published edition's bytes are not in the store: damage, not a refusal."""


class Library:
    """Reads a program's definition; parsed once for each set of published editions."""

    def __init__(self, program_id: str, seed: Mapping[str, bytes]) -> None:
        """Take the program's id and the files the package ships."""
        self._program_id = program_id
        self._seed = dict(seed)
        self._parsed = lru_cache(maxsize=8)(self._parse)

    def seed(self) -> Mapping[str, bytes]:
        """Give the files the package ships."""
        return dict(self._seed)

    def _parse(self, editions: tuple[tuple[str, bytes], ...]) -> ProgramDefinition:
        others = {name: data for name, data in self._seed.items() if not name.startswith(EDITION_PREFIX)}
        return parse_program({**others, **dict(editions)})

    def _editions(self, tx: Transaction) -> tuple[tuple[str, bytes], ...]:
        found = {name: tx.blobs.get(digest) for name, digest in published(tx, self._program_id).items()}
        lost = [name for name, data in found.items() if data is None]
        if lost:
            raise LostEditionError(f"published, but not in the store: {', '.join(lost)}")
        return tuple(sorted((name, data) for name, data in found.items() if data is not None))

    def definition(self, tx: Transaction) -> ProgramDefinition:
        """Give the definition with the published editions, or with the seed's where none is published."""
        return self._parsed(self._editions(tx) or self._shipped())

    def _shipped(self) -> tuple[tuple[str, bytes], ...]:
        return tuple(sorted(item for item in self._seed.items() if item[0].startswith(EDITION_PREFIX)))

    def shipped(self) -> ProgramDefinition:
        """Give the definition as the package ships it, without any store."""
        return self._parsed(self._shipped())

    def problems(self, tx: Transaction, name: str, data: bytes) -> Sequence[Finding]:
        """Report what keeps a file from being an edition of this program beside those published."""
        if name in published(tx, self._program_id):
            return [Finding("edition.published_already", Outcome.NOT_MET, name, "practice: editions are immutable")]
        try:
            program = self._parsed((*self._editions(tx), (name, data)))
        except ProgramError as error:
            facts = {"name": name, "problem": str(error)}
            return [Finding("edition.unreadable", Outcome.NOT_MET, name, facts=dict(facts))]
        # Under another name the file would pass as something else of the program, or as nothing at all.
        if name not in {file_name(edition) for edition in program.editions}:
            return [Finding("edition.misnamed", Outcome.NOT_MET, name, facts={"name": name})]
        return []
