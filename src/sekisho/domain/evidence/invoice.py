"""Invoices name themselves by issuer and number; however both are written, the same invoice has one name.

One invoice is claimed once, across all cases (practice). A paper that does not say who issued it and under which
number could be claimed as often as it is filed.
"""

import re
import unicodedata
from dataclasses import dataclass

from sekisho.domain.evidence.signal import spelling
from sekisho.domain.values.finding import Facts, Value

#: What an invoice says of itself so that it can be told from every other one.
PARTS = ("issuer", "number")
#: No issuer and no number is longer; an index of every engine holds the two.
LONGEST = 200
#: Kinds of signs that part a number for the eye and tell none apart: spaces, dashes, and those nobody sees.
_UNTOLD = ("Zs", "Zl", "Zp", "Cc", "Cf", "Pd")
#: Signs people type for a dash that are none: minus, and the prolonged sound mark of a Japanese keyboard.
_AS_DASH = "−ー"
#: A corporate number, with or without the T of an invoice registration, also behind a name.
_CORPORATE_NUMBER = re.compile(r"(?<!\d)\d{13}(?!\d)")


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as it is told from others: who issued it, and its number, both in one spelling; empty if not said."""

    issuer: str
    number: str

    @property
    def is_named(self) -> bool:
        """Say whether it can be told from every other invoice."""
        return bool(self.issuer and self.number)

    @property
    def key(self) -> str:
        """Give the one text the invoice is found by; neither part holds a space."""
        return f"{self.issuer} {self.number}"


def is_invoice(kind: str) -> bool:
    """Say whether a paper is an invoice, by its kind: a purchase invoice and every other one."""
    return kind.strip().casefold().endswith("invoice")


def plain(text: str) -> str:
    """Fold what people write in many ways: half and full width, case, spaces and dashes."""
    signs = unicodedata.normalize("NFKC", text).casefold()
    told = "".join(sign for sign in signs if sign not in _AS_DASH and unicodedata.category(sign) not in _UNTOLD)
    # A sign that is left out can bring two others together that fold into one: folded until nothing folds any more.
    return told if told == text else plain(told)


def issuer_of(text: str) -> str:
    """Give the one spelling of an issuer: his corporate number where it is said, else his name."""
    number = _CORPORATE_NUMBER.search(plain(text))
    return number[0] if number else spelling.name(text)


def said(about: Facts, part: str) -> str:
    """Give what an invoice says of its issuer or its number; a number may come as one."""
    value: Value = about.get(part)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def named(about: Facts) -> Invoice:
    """Give issuer and number of whatever says them of itself."""
    return Invoice(issuer_of(said(about, "issuer"))[:LONGEST], plain(said(about, "number"))[:LONGEST])


def invoice_of(kind: str, about: Facts) -> Invoice | None:
    """Give an invoice by issuer and number; None for every other paper."""
    return named(about) if is_invoice(kind) else None
