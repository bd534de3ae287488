"""Feed the list of letters: each with its prints, and the copies issued again."""

from django.urls import reverse

from sekisho.application.show_case import CaseView
from sekisho.domain.casework.case import IssuedLetter
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.view import LetterLink, LetterRow

#: The languages a letter is printed in beside Japanese.
BESIDE = (Language.EN, Language.ZH_HANS)


def _links(case: str, letter: IssuedLetter, language: Language, copy: int = 0) -> tuple[LetterLink, ...]:
    query = f"?copy={copy}" if copy else ""
    address = [reverse("letter", args=(language.value, case, letter.number, beside.value)) + query for beside in BESIDE]
    names = (f"{tongue.OWN_NAMES[Language.JA]} + {tongue.OWN_NAMES[beside]}" for beside in BESIDE)
    return tuple(LetterLink(name, href) for name, href in zip(names, address, strict=True))


def _row(view: CaseView, letter: IssuedLetter, language: Language) -> LetterRow:
    is_erased = letter.number in view.case.aftercare.erased_items
    copies = tuple(
        (n, copy.issued_at, copy.reason, () if is_erased else _links(view.case.id, letter, language, n))
        for n, copy in enumerate(letter.copies, 1)
    )
    return LetterRow(
        letter.number,
        letter.kind,
        letter.issued_at,
        () if is_erased else _links(view.case.id, letter, language),
        copies,
        letter.replaces,
        letter.superseded_by,
        is_abridged=bool(letter.amounts) and not view.sees_price,
        is_erased=is_erased,
    )


def letter_rows(view: CaseView, language: Language) -> tuple[LetterRow, ...]:
    """Give the letters of a case in order of issue, each with its copies."""
    return tuple(_row(view, letter, language) for letter in view.case.letters.values())
