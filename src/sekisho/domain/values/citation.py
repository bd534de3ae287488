"""Where a value comes from. Nothing in the program is a constant; everything cites."""

from dataclasses import dataclass
from enum import StrEnum


class SourceClass(StrEnum):
    """What kind of source stands behind a value, strongest first."""

    LAW = "law"
    ARTICLE = "article"
    PRACTICE = "practice"
    ASSUMPTION = "assumption"
    ILLUSTRATIVE = "illustrative"


class UncitedError(ValueError):
    """A value without a source."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source class and where to look: ``article ¶7``, ``law: Act 179 of 1955, art. 17(3)``."""

    source_class: SourceClass
    reference: str

    def __post_init__(self) -> None:
        """Refuse an empty reference."""
        if not self.reference.strip():
            raise UncitedError(f"a value of class {self.source_class} names no source")

    def __str__(self) -> str:
        return f"{self.source_class}: {self.reference}"

    @classmethod
    def parse(cls, text: str) -> "Citation":
        """Read ``class: reference`` as the data files write it. Raises UncitedError."""
        name, _, reference = text.partition(":")
        try:
            return cls(SourceClass(name.strip()), reference.strip())
        except ValueError as error:
            raise UncitedError(f"{text!r} is not a citation; write 'article: ¶7' or 'assumption: A3'") from error
