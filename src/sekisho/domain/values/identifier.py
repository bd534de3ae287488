"""Identification numbers of companies, checked as far as their own check digits reach.

A check digit is no register: a corporate number that passes may still belong to nobody, and every 0↔9
substitution passes (9 ≡ 0 modulo 9). The register check is a separate fact.
"""

import re
import unicodedata

# A check digit lies between 1 and 9, so a number with a leading zero is a slip, or has lost a digit in a spreadsheet.
_CORPORATE_NUMBER = re.compile(r"[1-9][0-9]{12}")


def normalised(text: str) -> str:
    """Fold full-width forms and drop spaces and hyphens, as people type numbers."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))


def folded(text: str) -> str:
    """Fold a number or a model: half and full width, case, spaces and every sign but letters and digits."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def corporate_check_digit(twelve: str) -> int:
    """Compute the leading digit of a 法人番号: 9 − (Σ Pₙ·Qₙ mod 9), Q = 1, 2, 1 … from the right."""
    # The modulus is taken of the whole sum; taken of each product, as the ordinance can be misread, other numbers pass.
    weighted = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(twelve)))
    return 9 - weighted % 9


def is_corporate_number(text: str) -> bool:
    """Say whether a text is a 13-digit 法人番号 with a right check digit (full-width and hyphens allowed)."""
    number = normalised(text)
    return bool(_CORPORATE_NUMBER.fullmatch(number)) and int(number[0]) == corporate_check_digit(number[1:])


def is_invoice_number(text: str) -> bool:
    """Say whether a text has the form of a 適格請求書 number: T and thirteen digits."""
    # No check digit: behind the T of a sole proprietor stands a number that is no corporate number.
    return bool(re.fullmatch(r"T[0-9]{13}", normalised(text)))
