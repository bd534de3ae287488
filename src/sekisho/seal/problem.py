"""What a verifier finds or leaves unchecked: codes with their place and facts; the texts are looked up by code."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding by code; ``place`` is the file of the dossier it stands in, ``facts`` are the values met there."""

    code: str
    place: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, object]:
        """Give the finding as plain values."""
        return {"code": self.code, "place": self.place, "facts": dict(self.facts)}


class FoundError(ValueError):
    """Bytes from outside that cannot be used; ``problem`` says why, in every language."""

    def __init__(self, problem: Problem) -> None:
        facts = ", ".join(f"{name} {value}" for name, value in problem.facts.items())
        super().__init__(" ".join(part for part in (problem.code, problem.place, facts) if part))
        self.problem = problem
