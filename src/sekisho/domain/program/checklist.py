"""The checklist of the on-site verification: what is looked at, for which categories, from which day on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.domain.program.table import string, strings, texts
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText
from sekisho.domain.values.time import parse_day


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One item of the checklist; ``look`` says what to look at, ``needs_photo`` that a photo has to show it.

    It counts from ``from_on`` on; ``until_on`` is its last day, or None while it stands.
    """

    id: str
    categories: tuple[str, ...]
    title: LocalizedText
    look: LocalizedText
    needs_photo: bool
    from_on: date
    until_on: date | None
    citation: Citation

    def counts_for(self, category: str, day: date) -> bool:
        """Say whether the item is looked at on a machine of a category on a day."""
        ended = self.until_on is not None and self.until_on < day
        return category in self.categories and self.from_on <= day and not ended


def parse_item(value: Mapping[str, Value]) -> CheckItem:
    """Read one item. Raises MissingTextError, UncitedError or TimeError, each of them a ValueError."""
    until = string(value.get("until"))
    return CheckItem(
        id=string(value.get("id")),
        categories=strings(value.get("categories")),
        title=texts(value.get("title")),
        look=texts(value.get("look")),
        needs_photo=value.get("photo") is True,
        from_on=parse_day(string(value.get("from"))),
        until_on=parse_day(until) if until else None,
        citation=Citation.parse(string(value.get("cite"))),
    )
