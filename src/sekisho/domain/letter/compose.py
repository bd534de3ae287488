"""Compose a letter: its head and its parts, from the case and the event it tells of."""

from sekisho.domain.letter.head import head_of
from sekisho.domain.letter.letter import Letter
from sekisho.domain.letter.occasion import Occasion
from sekisho.domain.letter.plan import ENDING, plan_of


def compose(occasion: Occasion) -> Letter:
    """Give the letter of an occasion."""
    sections = (*plan_of(occasion.kind).sections, *ENDING)
    blocks = tuple(block for section in sections for block in section(occasion))
    return Letter(occasion.number, occasion.kind, occasion.issued_on, head_of(occasion), blocks)
