"""How a machine fits a plant's MES or SCADA: the readiness matrix as the application passes it on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sekisho.domain.values.finding import Refusal, Value

#: The kinds of papers that are sheets: a maker's files one with a model's registration, a claimant's one with his case.
INTERFACE_SHEET, CLIENT_SHEET = "interface_sheet", "client_sheet"


@dataclass(frozen=True, slots=True)
class FitRow:
    """One property: both values (None: not stated), the verdict, what is lacking, and what to do, by code."""

    interface: str
    code: str
    machine: Value
    client: Value
    verdict: str
    lacking: tuple[str, ...]
    source: str
    remedy: str
    citation: str


@dataclass(frozen=True, slots=True)
class Fit:
    """The whole matrix: what it comes to, the ways by which the two could speak, and every row.

    ``is_blocked`` says that something blocks and no other way is known to work.
    """

    maker: str
    model: str
    client: str
    is_fictional: bool
    verdict: str
    is_blocked: bool
    ways: tuple[tuple[str, str], ...]
    rows: tuple[FitRow, ...]

    def summary(self) -> dict[str, Value]:
        """Give what a record keeps of it: the verdict, and how many properties are not fine."""
        verdicts = [row.verdict for row in self.rows]
        counts: dict[str, Value] = {name: verdicts.count(name) for name in ("blocks", "warns", "unknown")}
        return {"verdict": "blocks" if self.is_blocked else self.verdict, **counts}


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a sheet is about: a maker and his model."""

    maker: str
    model: str


class Readiness(Protocol):
    """Reads sheets and holds them against each other; the capture library behind it knows the formats."""

    def named(self, sheet: bytes) -> Named | Refusal:
        """Give whom an interface sheet is about, or everything that is wrong with it."""

    def client_problems(self, sheet: bytes) -> Refusal | None:
        """Give everything that is wrong with a client's sheet."""

    def fit(self, machine: bytes, client: bytes) -> Fit | Refusal:
        """Hold an interface sheet against a client's, or refuse with everything that is wrong with either."""

    def fit_captured(self, assessment: Mapping[str, Value], client: bytes) -> Fit | Refusal | None:
        """Hold what a capture showed of a machine against a client's sheet; None for a capture that tells nothing."""

    def shipped(self) -> Mapping[str, Mapping[str, bytes]]:
        """Give the illustrative sheets by kind and name."""
