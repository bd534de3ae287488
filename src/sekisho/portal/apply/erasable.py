"""Name what of a case can be erased lawfully, and what was: papers, letters, sections, declarations, accounts."""

from collections.abc import Iterable

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.consequence import ACCOUNT, DECLARATIONS, SECTION, digests_of_item
from sekisho.domain.values.language import Language
from sekisho.portal.components.question import Choice
from sekisho.portal.words import wording


def _named(case: Case, item: str, language: Language) -> str:
    if item in case.documents:
        return wording().word("document.kind", case.documents[item].kind, language)
    if item in case.letters:
        return wording().word("document", case.letters[item].kind, language)
    if item.startswith(SECTION):
        return wording().word("page.signed_section", item.removeprefix(SECTION), language)
    return wording().word("page.erasable", item, language)


def _told(case: Case, item: str) -> str:
    """Give what tells an item from others of its name."""
    if item in case.documents:
        return case.documents[item].name
    return item if item in case.letters else ""


def _items(case: Case) -> Iterable[str]:
    yield from (*case.documents, *case.letters)
    yield from (f"{SECTION}{name}" for name in case.section_files)
    yield from (DECLARATIONS, ACCOUNT)


def erasable(case: Case, language: Language) -> tuple[Choice, ...]:
    """Offer what can be erased; what is gone already, in every version, is not offered."""
    left = (item for item in _items(case) if set(digests_of_item(case, item)) - case.aftercare.erased)
    return tuple(Choice(item, _named(case, item, language), _told(case, item)) for item in left)


def erased(case: Case, language: Language) -> tuple[str, ...]:
    """Name what was erased, in the order it was."""
    return tuple(f"{_named(case, item, language)} {_told(case, item)}".strip() for item in case.aftercare.erased_items)
