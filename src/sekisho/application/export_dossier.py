"""Export a case's dossier: seal what is new, gather what its events name, and bind it into one verifiable ZIP."""

from collections.abc import Mapping, Sequence

from sekisho.application.conceal import tells_price
from sekisho.application.declared import READERS
from sekisho.application.desk import Desk, DossierOrder
from sekisho.application.ports import Person, Transaction
from sekisho.application.project import CASES
from sekisho.application.reach import unknown_case
from sekisho.application.readable import Closed, closed_to, paper_kinds
from sekisho.application.record import Recorded
from sekisho.application.seal_journal import seal_journal
from sekisho.application.section import may_see
from sekisho.application.show_case import may_open
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.evolve import fold
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

DECLARED = "declaration.made"
#: The hashes by which a screening names what it was judged by.
HASHES = ("ruleset_hash", "parameter_hash")
#: The fields of an event's body that name bytes by their digest; a payee's account goes to nobody but the bank.
NAMING = ("digest", "said", "plan", "challenge", "amounts", "declaration")


def _is_declared_by_another(row: Recorded, person: Person) -> bool:
    """Say whether an event is a declaration of another side: each reads its own (the office and the auditor all)."""
    # By who made it, not by what stands now: a declaration another one took the place of is no more everybody's.
    return row.type == DECLARED and person.side not in READERS and row.event.actor.organisation != person.organisation


def _named(
    case: Case, rows: Sequence[Recorded], person: Person, withheld: frozenset[int], closed: Closed
) -> dict[str, str]:
    """Give the digests of the blobs the shown events name, each with what it is."""
    hidden = closed.files | {case.documents[name].said for name in closed.papers}
    if not may_see(case, person.side, "price"):
        hidden |= {letter.amounts for letter in case.letters.values()}
    names: dict[str, str] = {}
    for row in rows:
        if row.seq in withheld or _is_declared_by_another(row, person):
            continue
        body = row.event.body
        for field in NAMING:
            digest = body.get(field)
            if isinstance(digest, str) and digest and digest not in hidden:
                names[digest] = str(body.get("name") or body.get("letter") or f"{row.type} {field}")
        names |= {**_drawn(row, person), **_judged_by(row), **_pieces(row)}
    return names


def _pieces(row: Recorded) -> dict[str, str]:
    """Give the pieces of a capture larger than one blob: put one after the other they are its bytes."""
    listed = row.event.body.get("pieces")
    return {str(one): f"{row.type} piece {n}" for n, one in enumerate(listed, 1)} if isinstance(listed, list) else {}


def _drawn(row: Recorded, person: Person) -> dict[str, str]:
    """Give the record of a draw: with it whoever reads every record reckons the draw again."""
    draw = row.event.body.get("draw")
    digest = draw.get("digest") if isinstance(draw, dict) and person.side in READERS else None
    return {digest: f"{row.type} draw"} if isinstance(digest, str) else {}


def _judged_by(row: Recorded) -> dict[str, str]:
    """Give the rules and parameters a screening was judged by: with them whoever holds the dossier judges again."""
    screening = row.event.record("screening")
    hashes = {name: screening.get(name) for name in HASHES}
    return {digest: name.removesuffix("_hash") for name, digest in hashes.items() if isinstance(digest, str)}


def _section_blobs(case: Case, side: str) -> dict[str, str]:
    """Give every version of the sections a side sees: what was decided was decided on the filing as it was then."""
    seen = {name: files for name, files in case.section_files.items() if may_see(case, side, name)}
    return {blob: f"section {name}" for name, files in seen.items() for blob in files}


def _get(tx: Transaction, digests: Mapping[str, str]) -> dict[str, bytes]:
    found = {digest: tx.blobs.get(digest) for digest in digests}
    return {digest: data for digest, data in found.items() if data is not None}


def _withheld(case: Case, rows: Sequence[Recorded], side: str) -> frozenset[int]:
    """Name the bodies a side may not see: those that tell an amount, or salts by which a price could be guessed."""
    if may_see(case, side, "price"):
        return frozenset()
    return frozenset(row.seq for row in rows if tells_price(row.event.body))


def _order(desk: Desk, tx: Transaction, case_id: str, person: Person) -> DossierOrder | Refusal:
    rows = tx.journal.read(CASES + case_id)
    case = fold(case_id, (row.event for row in rows))
    checkpoint = tx.checkpoints.newest()
    if not rows or checkpoint is None or not may_open(case, person):
        return unknown_case()
    closed = closed_to(case, person, paper_kinds(desk, tx))
    withheld = _withheld(case, rows, person.side) | closed.rows
    names = {**_named(case, rows, person, withheld, closed), **_section_blobs(case, person.side)}
    envelopes = {digest: "" for row in rows for digest in row.envelopes}
    return DossierOrder(
        case=case_id,
        rows=rows,
        envelopes=_get(tx, envelopes),
        files=_get(tx, names),
        names=names,
        leaves=tx.journal.leaves()[: checkpoint.size],
        checkpoint=checkpoint,
        withheld=withheld,
        earlier=[row.size for row in tx.checkpoints.all() if row.size < checkpoint.size],
    )


def export_dossier(desk: Desk, case_id: str, person: Person) -> bytes | Refusal:
    """Export a case's dossier as this person may see it; everything written so far is sealed first."""
    seal_journal(desk)
    with desk.store.read() as tx:
        order = _order(desk, tx, case_id, person)
    return order if isinstance(order, Refusal) else desk.notary.dossier(order)


def listing(order: DossierOrder) -> list[dict[str, Value]]:
    """Give what an index page lists: each event with its times, its side and its place in the log."""
    return [
        {
            "seq": row.seq,
            "type": row.type,
            "occurred": row.occurred_at.isoformat(),
            "recorded": row.recorded_at.isoformat(),
            "side": row.side,
            "index": row.log_index,
            "body": {} if row.seq in order.withheld else dict(row.event.body),
        }
        for row in order.rows
    ]


def told(item: Mapping[str, Value]) -> Finding:
    """Give a listed event as something that can be said: its code, and its body as facts."""
    body = item.get("body")
    facts = {**(body if isinstance(body, dict) else {}), "actor_side": item.get("side")}
    return Finding(f"event.{item.get('type')}", Outcome.MET, facts=facts)
