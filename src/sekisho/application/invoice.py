"""The invoices a case has on file, each named by issuer and number, and the names one issuer is written by."""

from collections.abc import Iterable, Iterator

from sekisho.application.views import RegistrationRow
from sekisho.domain.casework.case import Case
from sekisho.domain.evidence.invoice import Invoice, invoice_of, plain
from sekisho.domain.evidence.signal import spelling
from sekisho.domain.values.finding import Facts, Value

#: Registers whose entries are organisations, under their own number.
ORGANISATIONS = ("integrator", "distributor")


def named_among(papers: Iterable[tuple[str, Facts]]) -> list[Invoice]:
    """Give the invoices among papers that can be told from every other one, each once."""
    found = (invoice_of(kind, about) for kind, about in papers)
    return list(dict.fromkeys(invoice for invoice in found if invoice and invoice.is_named))


def invoices_of(case: Case) -> list[str]:
    """Give the invoices of a case that nobody has rejected, each by the one text it is found by."""
    return sorted(invoice.key for invoice in named_among((paper.kind, paper.about) for paper in case.standing_papers))


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def organisations_around(registered: Iterable[RegistrationRow], case: Case) -> list[tuple[str, str]]:
    """Give number and name, as folded, of the parties of a case and of whoever is registered under his own number."""
    parties = [
        (_text(party.get("corporate_number")), _text(party.get("name"))) for party in (case.applicant, case.partner)
    ]
    rows = [row for row in registered if row.subject in ORGANISATIONS]
    return as_written([*parties, *((row.key, row.name) for row in rows)])


def as_written(known: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Fold numbers and names of organisations as issuers are; whoever has but one of the two is left out."""
    folded = dict.fromkeys((plain(number), spelling.name(name)) for number, name in known)
    return [(number, name) for number, name in folded if number and name]


def spellings(invoice: Invoice, known: Iterable[tuple[str, str]]) -> Iterator[Invoice]:
    """Give an invoice under every name of its issuer: one case may have written his number, another his name."""
    yield invoice
    for number, name in known:
        if invoice.issuer in {number, name}:
            yield Invoice(name if invoice.issuer == number else number, invoice.number)
