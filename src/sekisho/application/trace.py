"""Keep the traces a case leaves: a projection that is found by key, dropped and written again from the journal.

Photos that are alike are a family, named after the first of them that was read. Written again, they are read in the
order of the cases: a family may be named after another of its photos, and a photo that is like two others which are not
like each other may stand with the other one.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sekisho.application.declared import declarations_of
from sekisho.application.desk import Desk
from sekisho.application.invoice import spellings
from sekisho.application.ports import Transaction
from sekisho.application.price import priced_lines
from sekisho.application.program_time import program_now
from sekisho.application.project import equipment_of
from sekisho.application.register_facts import read_registers
from sekisho.application.section import content_of
from sekisho.application.serial import LONGEST_KEY, claims_of, machine_key, word
from sekisho.application.transfer_batch import account_of
from sekisho.application.vendor import vendors_of
from sekisho.application.views import PhotoRow
from sekisho.domain.casework.case import Case, Document
from sekisho.domain.costing.invoiced import INVOICE
from sekisho.domain.evidence.invoice import invoice_of
from sekisho.domain.evidence.signal import spelling
from sekisho.domain.evidence.signal.likeness import SIDE, Print, Sought, fingerprint
from sekisho.domain.evidence.signal.terms import terms_of_signals
from sekisho.domain.evidence.signal.trace import INTERFACE, Trace
from sekisho.domain.fund.zengin.account import Account
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.time import day_in_japan

#: Papers that belong to one case alone; certificates and drawings of a model rightly stand in many.
OF_ONE_CASE = (
    *(INVOICE, "acceptance_record", "installation_log", "network_topology"),
    *("training_record", "gateway_configuration", "plc_project", "nameplate_photo"),
)
#: Traces that are read from a photo's bytes once and kept: a paper never changes.
READ_ONCE = ("photo", "unread")
PHOTO = "photo"
#: Commands after which a case may leave other traces; after the others nobody pays for the look.
LEAVES_TRACES = (
    *("open", "replace_partner", "declare", "lock", "correct", "approve_change"),
    *("file_document", "deliver", "commission", "receive_capture"),
    *("claim", "correct_account"),
    # What was erased is no longer read, and no list keeps it.
    "erase_personal_data",
)
Content = Mapping[str, Value]


def _serials(case: Case, equipment: Mapping[str, Content]) -> Iterator[Trace]:
    for line in case.lines.values():
        for claim in claims_of(equipment.get(line.id, {}), line, {}):
            yield Trace("serial", claim.key, case.id, line.id)


def invoice_traces(case: Case, known: Iterable[tuple[str, str]] = ()) -> Iterator[Trace]:
    """Give invoices by number and issuer, as they are claimed: two issuers may well count alike.

    ``known`` are organisations by number and name: an invoice of one of them is given under both.
    """
    for paper in case.documents.values():
        invoice = invoice_of(paper.kind, paper.about)
        for one in dict.fromkeys(spellings(invoice, known)) if invoice and invoice.is_named else ():
            yield Trace("invoice", f"{one.number}@{one.issuer}"[:LONGEST_KEY], case.id, paper.line, paper.id)


def _files(case: Case) -> Iterator[Trace]:
    for paper in case.documents.values():
        if paper.kind in OF_ONE_CASE:
            yield Trace("file", paper.digest, case.id, paper.line, paper.id)


def _interfaces(case: Case) -> Iterator[Trace]:
    """Give what machines show of themselves over their interfaces, by line and device."""
    for line in case.lines.values():
        for capture in line.captures:
            listed = capture.get("identifiers")
            for one in listed if isinstance(listed, list) else []:
                yield Trace(INTERFACE, str(one), case.id, line.id, str(capture.get("device") or ""))


def officers_of(record: Mapping[str, Value]) -> list[str]:
    """Give the names of officers and representatives a party or a registration states."""
    listed = record.get("officers")
    names = [str(one) for one in listed] if isinstance(listed, list) else [word(record, "officers")]
    return [name for name in (*names, word(record, "representative")) if name.strip()]


def people_of(record: Mapping[str, Value], owner: str, case: str) -> Iterator[Trace]:
    """Give the traces of where an organisation sits and who leads it."""
    said = [("address", spelling.address(word(record, "address")))]
    said += [("officer", spelling.name(name)) for name in officers_of(record)]
    # A name of signs alone folds to nothing, and nothing is shared by everybody.
    yield from (Trace(kind, key[:LONGEST_KEY], case, place=owner) for kind, key in said if key)


def _parties(tx: Transaction, case: Case, content: Content) -> Iterator[Trace]:
    """Give who sits and leads where, as the content says of the parties and as each side declares of itself."""
    for made in declarations_of(tx, case):
        yield from people_of(made.content, made.organisation, case.id)
    for role, party in (("applicant", case.applicant), ("partner", case.partner)):
        said = content.get(role)
        known = {**(said if isinstance(said, dict) else {}), **party}
        yield from people_of(known, word(party, "corporate_number"), case.id)


def _account(tx: Transaction, case: Case) -> Iterator[Trace]:
    """Give the account by a digest of bank, branch, kind and number: nobody reads it from a list."""
    account = account_of(tx, case.account) if case.account else None
    if isinstance(account, Account):
        words = f"{account.bank}/{account.branch}/{account.kind}/{account.number}"
        owner = word(case.applicant, "corporate_number")
        yield Trace("account", hashlib.sha256(words.encode()).hexdigest(), case.id, place=owner)


def _prices(desk: Desk, tx: Transaction, case: Case, content: Content) -> Iterator[Trace]:
    equipment = equipment_of(content)
    if not case.lines or not equipment:
        return
    day = day_in_japan(case.submitted_at or program_now(desk, tx))
    lines = priced_lines(desk.programs.definition(tx), content, day)
    for line in () if isinstance(lines, Refusal) else lines:
        item = equipment.get(line.id, {})
        yield Trace("price", machine_key(item), case.id, line.id, amount=line.eligible.yen)


def _vendors(tx: Transaction, case: Case, content: Content) -> Iterator[Trace]:
    amount = case.balance.requested.yen
    for number, side in vendors_of(tx, read_registers(tx), case, content).items():
        yield Trace("vendor", number, case.id, place=side, amount=amount)


def is_photo(paper: Document) -> bool:
    """Say whether a paper is a photo, by its kind."""
    return paper.kind.endswith(PHOTO)


def _family(desk: Desk, tx: Transaction, name: str, one: Print) -> str:
    """Give the name under which photos that are alike are kept: that of the first of them; a new one's own."""
    within = terms_of_signals(desk.programs.definition(tx), day_in_japan(program_now(desk, tx))).photo_distance
    near = {f"{row.case}/{row.place}": row for row in tx.views.photos(one.sought_under)}
    nearest = Sought.of(one).nearest({name: Print.parse(row.print) for name, row in near.items()}, within)
    return near[nearest].family if nearest else name


def _read(desk: Desk, tx: Transaction, case: Case, paper: Document) -> list[Trace]:
    """Read a photo once: its fingerprint and its family; a picture nobody can read is kept as unread."""
    data = tx.blobs.get(paper.digest)
    grey = desk.photos.grey(data, SIDE) if desk.photos and data else None
    one = fingerprint(grey) if grey else None
    if one is None:
        return [Trace("unread", paper.digest, case.id, paper.line, paper.id)]
    family = _family(desk, tx, f"{case.id}/{paper.id}", one)
    tx.views.put_photo(PhotoRow(case.id, paper.id, one.text, family), one.kept_under)
    return [Trace(PHOTO, family, case.id, paper.line, paper.id)]


def _photos(desk: Desk, tx: Transaction, case: Case, kept: list[Trace]) -> list[Trace]:
    erased = case.aftercare.erased
    gone = {paper.id for paper in case.documents.values() if paper.digest in erased}
    if gone:
        # Of a photo that was lawfully erased no likeness is kept either, and nobody is told that it cannot be read.
        tx.views.drop_photos(case.id, gone)
    known = [trace for trace in kept if trace.kind in READ_ONCE and trace.place not in gone]
    seen = gone | {trace.place for trace in known}
    new = [paper for paper in case.documents.values() if is_photo(paper) and paper.id not in seen]
    return [*known, *(trace for paper in new for trace in _read(desk, tx, case, paper))]


def project_traces(desk: Desk, tx: Transaction, case: Case) -> None:
    """Write a case's traces where they have changed."""
    # A draft leaves none: people type as they like, and nothing of it is in the journal.
    content = content_of(tx, case) if case.sections else {}
    kept = tx.views.traces(case=case.id)
    equipment = equipment_of(content)
    traces = [
        *_serials(case, equipment),
        *invoice_traces(case),
        *_files(case),
        *_interfaces(case),
        *_parties(tx, case, content),
        *_account(tx, case),
        *_prices(desk, tx, case, content),
        *_vendors(tx, case, content),
        *_photos(desk, tx, case, kept),
    ]
    found = {replace(one, key=one.key[:LONGEST_KEY]) for one in traces}
    if found != set(kept):
        tx.views.put_traces(case.id, list(found))
