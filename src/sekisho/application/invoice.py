"""The invoices a case claims: one invoice, one claim, across all cases. Each is named by issuer and number."""

from collections.abc import Iterable

from sekisho.application.ports import Transaction
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.values.finding import Facts
from sekisho.domain.values.identifier import normalised

INVOICE = "purchase_invoice"
#: Commands at which an invoice has to be free: filing and accepting it, fixing the amount on it, paying.
CHECKED = ("file_document", "accept_document", "fix_amount", "pay")


def invoice_of(kind: str, about: Facts) -> str:
    """Give issuer and number of an invoice in one text; empty for other papers and for one that does not say both."""
    parts = [normalised(str(about.get(name) or "")).casefold() for name in ("issuer", "number")]
    return " ".join(parts) if kind == INVOICE and all(parts) else ""


def invoices_of(case: Case) -> list[str]:
    """Give the invoices of a case that nobody has rejected."""
    papers = [paper for paper in case.documents.values() if paper.status != "rejected"]
    return sorted({invoice for paper in papers if (invoice := invoice_of(paper.kind, paper.about))})


def _concerned(case: Case, command: Command) -> Iterable[str]:
    """Give the invoices a command is about: the one it files or accepts, else all of the case."""
    if command.name == "file_document":
        about = command.details.get("about")
        return [invoice_of(command.text("kind"), about if isinstance(about, dict) else {})]
    if command.name == "accept_document":
        paper = case.documents.get(command.text("document"))
        return [invoice_of(paper.kind, paper.about)] if paper else []
    return invoices_of(case)


def claimed_invoices(tx: Transaction, case: Case, command: Command) -> dict[str, str]:
    """Give the invoices a command is about that another live case claims, each with that case."""
    if command.name not in CHECKED:
        return {}
    holders = {name: tx.views.invoice_holder(name, but=case.id) for name in _concerned(case, command) if name}
    return {invoice: holder for invoice, holder in holders.items() if holder}
