"""The invoices a case claims: one invoice, one claim, across all cases. Each is named by issuer and number."""

from collections.abc import Iterable, Iterator

from sekisho.application.ports import RegistrationRow, Transaction
from sekisho.domain.casework.case import Case, Document
from sekisho.domain.casework.event import Command
from sekisho.domain.evidence.invoice import Invoice, invoice_of, plain
from sekisho.domain.evidence.signal import spelling
from sekisho.domain.values.finding import Facts, Value

#: Commands at which an invoice has to be free: filing and accepting it, fixing the amount on it, paying.
CHECKED = ("file_document", "accept_document", "fix_amount", "pay")
#: Registers whose entries are organisations, under their own number.
ORGANISATIONS = ("integrator", "distributor")


def _standing(case: Case) -> Iterable[Document]:
    return (paper for paper in case.documents.values() if paper.status != "rejected")


def _named(papers: Iterable[tuple[str, Facts]]) -> list[Invoice]:
    """Give the invoices among papers that can be told from every other one, each once."""
    found = (invoice_of(kind, about) for kind, about in papers)
    return list(dict.fromkeys(invoice for invoice in found if invoice and invoice.is_named))


def invoices_of(case: Case) -> list[str]:
    """Give the invoices of a case that nobody has rejected, each by the one text it is found by."""
    return sorted(invoice.key for invoice in _named((paper.kind, paper.about) for paper in _standing(case)))


def _concerned(case: Case, command: Command) -> list[Invoice]:
    """Give the invoices a command is about: the one it files or accepts, else all of the case."""
    if command.name == "file_document":
        about = command.details.get("about")
        return _named([(command.text("kind"), about if isinstance(about, dict) else {})])
    if command.name == "accept_document":
        paper = case.documents.get(command.text("document"))
        return _named([(paper.kind, paper.about)] if paper else [])
    return _named((paper.kind, paper.about) for paper in _standing(case))


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def organisations_around(registered: Iterable[RegistrationRow], case: Case) -> list[tuple[str, str]]:
    """Give number and name, as folded, of the parties of a case and of whoever is registered under his own number."""
    parties = [
        (_text(party.get("corporate_number")), _text(party.get("name"))) for party in (case.applicant, case.partner)
    ]
    rows = [row for row in registered if row.subject in ORGANISATIONS]
    known = [*parties, *((row.key, row.name) for row in rows)]
    folded = [(plain(number), spelling.name(name)) for number, name in known]
    return [(number, name) for number, name in folded if number and name]


def spellings(invoice: Invoice, known: Iterable[tuple[str, str]]) -> Iterator[Invoice]:
    """Give an invoice under every name of its issuer: one case may have written his number, another his name."""
    yield invoice
    for number, name in known:
        if invoice.issuer in {number, name}:
            yield Invoice(name if invoice.issuer == number else number, invoice.number)


def _holder(tx: Transaction, case: Case, spelled: Iterable[Invoice]) -> str:
    return next((holder for one in spelled if (holder := tx.views.invoice_holder(one.key, but=case.id))), "")


def claimed_invoices(
    tx: Transaction, registered: Iterable[RegistrationRow], case: Case, command: Command
) -> dict[str, str]:
    """Give the invoices a command is about that another live case claims, each with that case.

    ``registered`` are the entries of the registers: who stands in one may be named by his number or by his name.
    """
    concerned = _concerned(case, command) if command.name in CHECKED else []
    known = organisations_around(registered, case) if concerned else []
    holders = {one.key: _holder(tx, case, dict.fromkeys(spellings(one, known))) for one in concerned}
    return {invoice: holder for invoice, holder in holders.items() if holder}
