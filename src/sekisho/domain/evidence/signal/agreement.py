"""Papers against the claim and against each other: names, models, quantities and amounts that do not agree."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sekisho.domain.evidence.signal.signal import Signal
from sekisho.domain.evidence.signal.spelling import folded, name
from sekisho.domain.values.finding import Value

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
    """What one paper says of itself: its number in the case, its kind, its line, and its words."""

    id: str
    kind: str
    line: str = ""
    about: Mapping[str, Value] = field(default_factory=dict)


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


def _amounts(papers: Sequence[Said], priced: Iterable[str]) -> list[tuple[Said, int]]:
    found = [(paper, paper.about.get("amount")) for kind in priced for paper in papers if paper.kind == kind]
    return [(paper, amount) for paper, amount in found if type(amount) is int and amount > 0]


def _differing(line: str, papers: Sequence[Said], priced: Iterable[str]) -> Iterator[Signal]:
    known = _amounts(papers, priced)
    amounts = {amount for _, amount in known}
    if len(amounts) > 1:
        papers_said: list[Value] = [paper.kind for paper, _ in known]
        facts: dict[str, Value] = {"documents": papers_said, "least": min(amounts), "most": max(amounts)}
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
