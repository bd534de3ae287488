"""Papers against the claim and against each other: names, models, quantities and amounts that do not agree."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sekisho.domain.costing.invoiced import Bill, standing
from sekisho.domain.evidence.bill import bill_of
from sekisho.domain.evidence.signal.signal import Signal
from sekisho.domain.evidence.signal.spelling import name
from sekisho.domain.values.finding import Value
from sekisho.domain.values.identifier import folded

#: What a paper may say, and how it is spelled alike: the claimant's name, the machine, and how many.
SPELLED: Mapping[str, Callable[[str], str]] = {
    "buyer": name,
    "maker": name,
    "model": folded,
    "serial": folded,
    "quantity": folded,
}
_CODES = {
    "buyer": "signal.buyer_differs",
    "maker": "signal.maker_differs",
    "model": "signal.model_differs",
    "serial": "signal.serial_differs",
    "quantity": "signal.quantity_differs",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one paper says of itself: its number in the case, its kind, its line, its words, and its bytes' digest."""

    id: str
    kind: str
    line: str = ""
    about: Mapping[str, Value] = field(default_factory=dict)
    digest: str = ""


def _texts(value: Value) -> list[str]:
    """Give what a paper says as texts; a list of models agrees where one of them does."""
    listed = value if isinstance(value, list) else [value]
    return [str(one) for one in listed if isinstance(one, str | int) and not isinstance(one, bool) and str(one).strip()]


def _paper(paper: Said, claimed: Mapping[str, str]) -> Iterator[Signal]:
    for what, spelled in SPELLED.items():
        said, wanted = _texts(paper.about.get(what)), claimed.get(what, "")
        if wanted and said and spelled(wanted) not in {spelled(one) for one in said}:
            facts: dict[str, Value] = {"document": paper.kind, "value": ", ".join(said), "claimed": wanted}
            yield Signal(_CODES[what], facts, paper.id)


def _among_themselves(line: str, papers: Sequence[Said], claimed: Mapping[str, str]) -> Iterator[Signal]:
    """Report what papers say differently of something the claim itself does not say."""
    for what, spelled in SPELLED.items():
        if claimed.get(what):
            continue
        told = [(paper, texts) for paper in papers if (texts := _texts(paper.about.get(what)))]
        said = [{spelled(text) for text in texts} for _, texts in told]
        if said and not set.intersection(*said):
            values: list[Value] = list(dict.fromkeys(text for _, texts in told for text in texts))
            kinds: list[Value] = list(dict.fromkeys(paper.kind for paper, _ in told))
            yield Signal("signal.papers_differ", {"what": what, "documents": kinds, "values": values}, line)


def bills_among(papers: Iterable[Said], kind: str) -> list[Bill]:
    """Give the papers of a kind that say an amount, in the order of filing."""
    own = (paper for paper in papers if paper.kind == kind)
    return [bill for paper in own if (bill := bill_of(paper.about, paper.digest, paper.line))]


def _sum(kind: str, papers: Sequence[Said]) -> int:
    """Give what the papers of a kind say together: instalments add up, a correction takes the place of the older."""
    return sum(bill.amount.yen for bill in standing(bills_among(papers, kind)))


def _differing(line: str, papers: Sequence[Said], priced: Iterable[str]) -> Iterator[Signal]:
    sums = {kind: amount for kind in priced if (amount := _sum(kind, papers))}
    if len(set(sums.values())) > 1:
        facts: dict[str, Value] = {
            "documents": list(sums),
            "least": min(sums.values()),
            "most": max(sums.values()),
        }
        yield Signal("signal.amount_differs", facts, line)


def agreement_signals(
    papers: Sequence[Said], claimed: Mapping[str, Mapping[str, str]], priced: Sequence[str]
) -> list[Signal]:
    """Report what the papers of a case say otherwise than its claim or than each other, and amounts that differ.

    ``claimed`` says by line what the claim says of buyer, maker, model, serial and quantity. ``priced`` are the kinds
    that say what the machine costs, in the order of a purchase.
    """
    found: list[Signal] = []
    for line, said in claimed.items():
        own = [paper for paper in papers if paper.line == line or (not paper.line and len(claimed) == 1)]
        found += [signal for paper in own for signal in _paper(paper, said)]
        found += _among_themselves(line, own, said)
        found += _differing(line, own, priced)
    return found
