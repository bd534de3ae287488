"""The invoices a case claims: one invoice, one claim, across all cases. Each is named by issuer and number."""

from collections.abc import Iterable, Iterator

from sekisho.application.ports import Transaction
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


def _organisations(tx: Transaction, case: Case) -> Iterator[tuple[str, str]]:
    """Give number and name, as folded, of the parties of a case and of whoever is registered under his own number."""
    for party in (case.applicant, case.partner):
        yield plain(_text(party.get("corporate_number"))), spelling.name(_text(party.get("name")))
    for subject in ORGANISATIONS:
        yield from ((plain(row.key), spelling.name(row.name)) for row in tx.views.registrations(subject=subject))


def _spellings(tx: Transaction, case: Case, invoice: Invoice) -> Iterator[Invoice]:
    """Give an invoice under every name of its issuer: one case may have written his number, another his name."""
    yield invoice
    for number, name in _organisations(tx, case):
        if number and name and invoice.issuer in {number, name}:
            yield Invoice(name if invoice.issuer == number else number, invoice.number)


def _holder(tx: Transaction, case: Case, invoice: Invoice) -> str:
    spelled = dict.fromkeys(_spellings(tx, case, invoice))
    return next((holder for one in spelled if (holder := tx.views.invoice_holder(one.key, but=case.id))), "")


def claimed_invoices(tx: Transaction, case: Case, command: Command) -> dict[str, str]:
    """Give the invoices a command is about that another live case claims, each with that case."""
    if command.name not in CHECKED:
        return {}
    holders = {invoice.key: _holder(tx, case, invoice) for invoice in _concerned(case, command)}
    return {invoice: holder for invoice, holder in holders.items() if holder}
