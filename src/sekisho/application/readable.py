"""Which papers of a case a person reads, what they say of themselves, and what of their events he does not read.

A paper that tells the price is read by who sees the price; a confidential one by who filed it, the office and the
auditor. To everybody else a paper is a kind and a state, for its file's name and the office's reason tell as much as
the paper. What a confidential paper says of itself stands in a private record of its own, salted, because a supplier's
name is a word people could try out until its digest fits.

What an inspector asks for at a visit, and captures with, nobody who is visited reads before it is answered.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.record import Recorded, as_bytes, decode
from sekisho.application.section import may_see
from sekisho.domain.casework.aftercare import Erasure
from sekisho.domain.casework.case import CapturePlan, Case, Document, Line, nothing_said
from sekisho.domain.program.paper_kind import PaperKinds, paper_kinds_on
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan

ABOUT = "about"
#: What an event says of a paper, and the files an erasure names. A digest too: it is of bare bytes, on which a guess
#: can be tried.
TELLING = frozenset({ABOUT, "name", "digest", "reason", "note", "files", "erased"})
#: Who reads every paper.
READERS = ("office", "audit", "system")


def paper_kinds(desk: Desk, tx: Transaction) -> PaperKinds:
    """Give the kinds of papers as they are read today."""
    return paper_kinds_on(desk.programs.definition(tx), day_in_japan(program_now(desk, tx)))


def may_read(case: Case, person: Person, paper: Document, kinds: PaperKinds) -> bool:
    """Say whether a person who may open a case may read one of its papers."""
    if person.side in READERS or (paper.organisation and paper.organisation == person.organisation):
        return True
    if paper.kind in kinds.confidential:
        return False
    return not kinds.tells_price(paper.kind) or may_see(case, person.side, "price")


@dataclass(frozen=True, slots=True)
class Closed:
    """What of a case a person does not read: papers by number, files by digest, and the events that tell of them.

    ``rows`` are places in the case's stream, from 0.
    """

    papers: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    rows: frozenset[int] = frozenset()


def _unreadable(case: Case, person: Person, kinds: PaperKinds) -> tuple[str, ...]:
    return tuple(paper.id for paper in case.documents.values() if not may_read(case, person, paper, kinds))


def plans_to(line: Line, person: Person) -> tuple[CapturePlan, ...]:
    """Give the capture plans of a line a person who may open the case reads; an inspector's own after its capture."""
    answered = {str(one.get("challenge")) for one in line.captures}
    is_told = person.side in READERS
    return tuple(one for one in line.plans if is_told or not one.is_inspection or one.challenge in answered)


def _ahead(case: Case, person: Person) -> Iterator[str]:
    """Give the digests of what nobody who is visited may know yet: values to be asked, plans of visits (A29, A30)."""
    answered = {str(paper.about.get("challenge")) for paper in case.documents.values()}
    for line in case.lines.values() if person.side not in READERS else ():
        yield from (one.challenge for one in line.observations if one.challenge not in answered)
        for plan in set(line.plans) - set(plans_to(line, person)):
            yield from (plan.challenge, plan.digest)


def _files(case: Case, person: Person, papers: Iterable[str]) -> frozenset[str]:
    """Give the digests of bytes that are not read: of papers, of sections, and of what lies ahead at a visit."""
    sections = (files for name, files in case.section_files.items() if not may_see(case, person.side, name))
    return frozenset(
        (*(case.documents[name].digest for name in papers), *chain.from_iterable(sections), *_ahead(case, person))
    )


def _rows(case: Case, papers: Iterable[str], files: frozenset[str]) -> frozenset[int]:
    """Give the places of the events that tell what papers say, what the office said of them, or name closed files."""
    # A reason and a note may repeat what stands on a paper.
    told = [place for name in papers for place in (case.documents[name].filed_seq, *case.documents[name].judged_seqs)]
    named = [number for number, one in case.aftercare.erasures.items() if files & set(one.digests)]
    return frozenset((*told, *chain.from_iterable(case.erasure_seqs[number] for number in named)))


def closed_to(case: Case, person: Person, kinds: PaperKinds) -> Closed:
    """Give what of a case, as folded, a person who may open it does not read."""
    papers = _unreadable(case, person, kinds)
    files = _files(case, person, papers)
    return Closed(papers, files, _rows(case, papers, files))


def body_without(row: Recorded, telling: frozenset[int]) -> dict[str, Value]:
    """Give what an event says, without what it tells of papers and files that the reader may not read."""
    return {name: value for name, value in row.event.body.items() if row.seq not in telling or name not in TELLING}


def keep_said(tx: Transaction, about: Mapping[str, Value]) -> str:
    """Keep what a paper says of itself in confidence, or of people; give the digest its event names."""
    record: dict[str, Value] = {"salt": secrets.token_hex(16), ABOUT: dict(about)}
    return tx.blobs.put(as_bytes(record), media_type="application/json", private=True)


def _about(data: bytes) -> Mapping[str, Value]:
    about = decode(data).get(ABOUT)
    return about if isinstance(about, dict) else nothing_said()


def _closed(paper: Document) -> Document:
    """Give a paper as it is named to who may not read it: its kind, its line, who filed it and what became of it."""
    return replace(paper, name="", digest="", said="", reason="", about=nothing_said())


def with_said(tx: Transaction, case: Case, closed: Iterable[str] = ()) -> Case:
    """Give a case whose papers say of themselves what their reader may know: nothing of those closed to him."""
    hidden, named = set(closed), [paper.said for paper in case.documents.values() if paper.said]
    stored = tx.blobs.get_all(named) if named else {}
    known = {paper.id: _about(stored[paper.said]) for paper in case.documents.values() if paper.said in stored}
    papers = {
        name: _closed(paper) if name in hidden else replace(paper, about={**paper.about, **known.get(name, {})})
        for name, paper in case.documents.items()
    }
    return replace(case, documents=papers)


def _without(erasure: Erasure, files: frozenset[str]) -> Erasure:
    return replace(erasure, digests=tuple(one for one in erasure.digests if one not in files))


def as_read(tx: Transaction, case: Case, closed: Closed) -> Case:
    """Give a case as its reader may know it: without what closed papers say, and without the names of closed files."""
    erasures = {number: _without(one, closed.files) for number, one in case.aftercare.erasures.items()}
    sections = {
        name: tuple(one for one in files if one not in closed.files) for name, files in case.section_files.items()
    }
    aftercare = replace(case.aftercare, erasures=erasures)
    return replace(with_said(tx, case, closed.papers), aftercare=aftercare, section_files=sections)
