"""One invoice, one claim, across all cases, under whatever name of its issuer it is written.

An issuer is written by his number here and by his name there. The two are one where a party of the case or a register
says both: an integrator or a distributor of himself, a model of its maker and of the organisation that registered it.
"""

from collections.abc import Iterable

from sekisho.application.invoice import (
    as_written,
    invoices_of,
    named_among,
    organisations_around,
    spellings,
)
from sekisho.application.ports import Transaction
from sekisho.application.project import read_registrations
from sekisho.application.register_facts import Registers, once_registered
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.evidence.invoice import Invoice

#: Commands at which an invoice has to be free: filing and accepting it, fixing the amount on it, paying.
CHECKED = ("file_document", "accept_document", "fix_amount", "pay")


def _concerned(case: Case, command: Command) -> list[Invoice]:
    """Give the invoices a command is about: the one it files or accepts, else all of the case."""
    if command.name == "file_document":
        about = command.details.get("about")
        return named_among([(command.text("kind"), about if isinstance(about, dict) else {})])
    if command.name == "accept_document":
        paper = case.documents.get(command.text("document"))
        return named_among([(paper.kind, paper.about)] if paper else [])
    return named_among((paper.kind, paper.about) for paper in case.standing_papers)


def _makers(tx: Transaction, registers: Registers) -> list[tuple[str, str]]:
    """Give number and name, as folded, of who registered a model and of its maker.

    An application says what its applicant likes: only what the office has entered makes two names one.
    """
    models = read_registrations(tx, [row.id for row in once_registered(registers)])
    return as_written((model.applicant, str(model.particulars.get("maker") or "")) for model in models)


def _holder(tx: Transaction, case: Case, spelled: list[str]) -> str:
    """Give the case that claims an invoice; its own where it is there already under another name of its issuer."""
    if set(spelled[1:]) & set(invoices_of(case)):
        return case.id
    return next((holder for key in spelled if (holder := tx.views.invoice_holder(key, but=case.id))), "")


def _spelled(invoice: Invoice, known: Iterable[tuple[str, str]]) -> list[str]:
    """Give what an invoice is found by, as it is written first, and under every other name of its issuer."""
    # A name that several have registered leads from the number of one to the name, never on to the number of another.
    return list(dict.fromkeys(one.key for one in spellings(invoice, known)))


def claimed_invoices(tx: Transaction, registers: Registers, case: Case, command: Command) -> dict[str, str]:
    """Give the invoices a command is about that are claimed already, each with the case that claims it."""
    concerned = _concerned(case, command) if command.name in CHECKED else []
    known = [*organisations_around(registers.rows, case), *_makers(tx, registers)] if concerned else []
    holders = {invoice.key: _holder(tx, case, _spelled(invoice, known)) for invoice in concerned}
    return {invoice: holder for invoice, holder in holders.items() if holder}
