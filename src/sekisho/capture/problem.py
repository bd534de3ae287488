"""What is wrong with a plan, a bundle or a connection: codes and facts; the texts are looked up by code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: Plain values that write as JSON without loss; there are no floats, so durations are milliseconds.
Value = str | int | bool | None | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was found, by code; ``place`` says where in the file or record, ``facts`` the values read."""

    code: str
    place: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)

    def as_json(self) -> dict[str, Value]:
        """Give the problem as plain values."""
        return {"code": self.code, "place": self.place, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be used, with every reason at once."""

    problems: tuple[Problem, ...]

    def __post_init__(self) -> None:
        """Refuse to refuse without a reason."""
        if not self.problems:
            raise ValueError("a refusal needs at least one problem")

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "Refused":
        """Gather problems into one refusal."""
        return cls(tuple(problems))
