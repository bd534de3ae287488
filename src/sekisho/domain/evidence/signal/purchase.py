"""Days of a purchase that lie out of order, or that a paper tells otherwise than the case."""

from collections.abc import Iterable, Mapping

from sekisho.domain.evidence.chronology import CITATION, PURCHASE, reversals
from sekisho.domain.evidence.signal.agreement import Said
from sekisho.domain.evidence.signal.signal import Signal
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import TimeError, parse_day

#: The step of the purchase each kind of paper bears witness to.
WITNESSES = {
    "quotation": "quoted_on",
    "purchase_order": "ordered_on",
    "bill_of_lading": "shipped_on",
    "import_permit": "permitted_on",
    "delivery_note": "delivered_on",
    "acceptance_record": "commissioned_on",
    "payment_proof": "paid_on",
}
#: Under which names a paper says its own day, besides the name of the step.
OWN_DAY = ("dated_on", "issued_on")


def _day(paper: Said, step: str) -> str:
    for name in (step, *OWN_DAY):
        value = paper.about.get(name)
        try:
            if isinstance(value, str) and parse_day(value):
                return value
        except TimeError:
            continue
    return ""


def witnessed(papers: Iterable[Said]) -> dict[str, tuple[str, str]]:
    """Give the days the papers of a line tell, by step of the purchase, each with the paper that tells it."""
    found: dict[str, tuple[str, str]] = {}
    for paper in papers:
        step = WITNESSES.get(paper.kind, "")
        if step and (day := _day(paper, step)):
            found[step] = (day, paper.id)
    return found


def purchase_signals(line: str, reported: Mapping[str, str], papers: Iterable[Said]) -> list[Signal]:
    """Report days out of order from quote to payment, and papers that tell another day than the case.

    ``reported`` are the days the case itself reports; where it reports none, the paper's day stands in.
    """
    told = witnessed(papers)
    days = {step: reported.get(step) or told.get(step, ("", ""))[0] for step in PURCHASE}
    found = [Signal("signal.date_reversed", dict(one.facts), line, citation=CITATION) for one in reversals(days)]
    for step, (day, document) in told.items():
        if reported.get(step) and reported[step] != day:
            facts: dict[str, Value] = {"step": step, "day": day, "reported": reported[step]}
            found.append(Signal("signal.date_differs", facts, document, citation=CITATION))
    return found
