"""Guards on the letters of the office: only one that was issued is copied, and only one that stands is corrected."""

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Finding


def letter_is_issued(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The number is that of a letter of this case."""
    number = command.text("letter")
    return unless(number in case.letters, "letter_unknown", "practice: letters numbered by year, kind and number",
                  "letter", letter=number, known=", ".join(case.letters))  # fmt: skip


def letter_stands(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The letter has not been corrected before: the letter in its place is the one to correct."""
    letter = case.letters.get(command.text("letter"))
    if letter is None or not letter.superseded_by:
        return []
    cite = "practice: a corrected letter takes the old one's place"
    return refuse("letter_superseded", cite, "letter", letter=letter.number, by=letter.superseded_by)


def letter_is_kept(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The words of the letter are in the store: what was erased cannot be written again with a correction."""
    letter = case.letters.get(command.text("letter"))
    if letter is None or letter.digest not in around.missing_files:
        return []
    return refuse(
        "letter_erased", "practice: a corrected letter takes the old one's place", "letter", letter=letter.number
    )
