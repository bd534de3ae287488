"""The serial numbers a case claims: of its lines, and of each machine a turnkey line was commissioned with (A21)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sekisho.application.ports import Transaction
from sekisho.domain.casework.case import Line
from sekisho.domain.casework.guard.shipment import TURNKEY
from sekisho.domain.evidence.signal import spelling
from sekisho.domain.program.edition import model_key
from sekisho.domain.values.finding import Value
from sekisho.domain.values.identifier import folded

Record = Mapping[str, Value]
#: What is compared is cut to what the index of every engine holds.
LONGEST_KEY = 200


def word(record: Record, name: str) -> str:
    """Give what a record says under a name, without the spaces around it; empty where that is no text."""
    value = record.get(name)
    return value.strip() if isinstance(value, str) else ""


def machine_key(machine: Record) -> str:
    """Give the key of a machine's model: maker and model, however they are spelled."""
    return f"{spelling.name(word(machine, 'maker'))}/{folded(word(machine, 'model'))}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A serial number of a maker's model, as it was written."""

    maker: str
    model: str
    serial: str

    @property
    def key(self) -> str:
        """Give the key it is compared under: widths, case and separators tell no two machines apart."""
        return f"{machine_key({'maker': self.maker, 'model': self.model})}/{folded(self.serial)}"[:LONGEST_KEY]

    @property
    def label(self) -> str:
        """Give it as a person reads it."""
        return f"{model_key(self.maker, self.model)} {self.serial}".casefold()


def _machines(said: Record) -> list[Record]:
    listed = said.get("machines")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def claims_of(item: Record, line: Line, said: Record) -> Iterator[Claim]:
    """Give what a line claims: its own serial, and each machine's; ``said`` is what a command just says of it.

    What the nameplate says goes before what was filed: it is the machine that came that is claimed. A machine of a
    turnkey line is of the line's maker and model where it names none of its own.
    """
    told = {**line.facts, **{name: value for name, value in said.items() if value}}
    own = {"serial": word(told, "serial") or word(item, "serial")}
    for one in (own, *_machines(told)):
        maker, model = (word(one, name) or word(item, name) for name in ("maker", "model"))
        if folded(word(one, "serial")):
            yield Claim(maker, model, word(one, "serial"))


def machines_of(item: Record, line: Line) -> list[Claim]:
    """Give the machines a turnkey line was commissioned with, each with its serial number; none of any other line."""
    named = [(word(one, "maker"), word(one, "model"), word(one, "serial")) for one in _machines(line.facts)]
    maker, model = word(item, "maker"), word(item, "model")
    return [Claim(by or maker, of or model, serial) for by, of, serial in named if folded(serial)]


def is_several(item: Record, line: Line) -> bool:
    """Say whether a line may be several machines: a turnkey line, or one that was commissioned with a list of them."""
    return word(item, "category") == TURNKEY or bool(machines_of(item, line))


@dataclass(frozen=True, slots=True)
class Held:
    """A claim of a line that another live case holds, or another line of the same case."""

    line: str
    claim: Claim
    holder: str


def held_elsewhere(tx: Transaction, claims: Mapping[str, Iterable[Claim]], case: str) -> list[Held]:
    """Give what these lines claim, each by its name, and another live case or another of them claims too."""
    made = [(line, claim) for line, listed in claims.items() for claim in listed]
    lines_of = Counter(key for _, key in {(line, claim.key) for line, claim in made})
    holders = {key: case for key, lines in lines_of.items() if lines > 1}
    for trace in tx.views.serial_claims(claim.key for _, claim in made):
        if trace.case != case:
            holders.setdefault(trace.key, trace.case)
    return [Held(line, claim, holders[claim.key]) for line, claim in made if claim.key in holders]
