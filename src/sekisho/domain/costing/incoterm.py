"""Incoterms 2020 and the customs value: what each term leaves out of the price, and what may be taken out of it.

The term says what the price contains; the base is fixed by law (関税定率法 4): CIF at the Japanese port.
"""

from collections.abc import Mapping
from dataclasses import dataclass

#: What may lie between the price and CIF, in the order of the journey.
ADDITIONS = ("origin_inland", "export_clearance", "loading", "freight", "insurance")
#: What the law adds whatever the term: commission of the seller's agent, packing, assists done outside Japan,
#: royalties that are a condition of the sale, proceeds that accrue to the seller.
STATUTORY = ("selling_commission", "packing", "assists", "royalty", "proceeds")


@dataclass(frozen=True, slots=True)
class Term:
    """A term: additions it always needs, additions it may need, and parts of the price it lets one take out.

    ``separable`` parts leave the customs value only where the invoice shows them apart. ``stated`` parts have to be
    stated even if they are zero, because the eligible cost is free of duty and consumption tax (A2).
    """

    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    separable: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()


_MAIN = ("freight", "insurance")
_ARRIVAL = ("inland", "unloading")
_TAXES = ("duty_in_price", "tax_in_price")
#: Customs-and-costing table of terms; insurance of an uninsured shipment is stated as 0.
TERMS: Mapping[str, Term] = {
    "EXW": Term(needed=ADDITIONS),
    "FCA": Term(needed=_MAIN, optional=("origin_inland", "loading")),
    "FAS": Term(needed=_MAIN, optional=("loading",)),
    "FOB": Term(needed=_MAIN),
    "CFR": Term(needed=("insurance",)),
    "CPT": Term(needed=("insurance",), separable=("inland",)),
    "CIF": Term(),
    "CIP": Term(separable=("inland",)),
    "DAP": Term(optional=("insurance",), separable=_ARRIVAL),
    "DPU": Term(optional=("insurance",), separable=_ARRIVAL),
    "DDP": Term(optional=("insurance",), separable=(*_ARRIVAL, *_TAXES), stated=_TAXES),
}
#: Additions needed to get from the price to CIF at the Japanese port.
NEEDED: Mapping[str, tuple[str, ...]] = {code: term.needed for code, term in TERMS.items()}
#: Parts of the price that may be taken out where the invoice shows them separately.
SEPARABLE: Mapping[str, tuple[str, ...]] = {code: term.separable for code, term in TERMS.items()}


def missing(incoterm: str, stated: Mapping[str, object]) -> tuple[str, ...]:
    """Give the additions a term needs that are not stated; a missing one is a question, never a zero."""
    return tuple(name for name in NEEDED[incoterm] if stated.get(name) is None)


def unstated(incoterm: str, stated: Mapping[str, object]) -> tuple[str, ...]:
    """Give the parts of the price a term has to name that are not named: duty and consumption tax under DDP."""
    return tuple(name for name in TERMS[incoterm].stated if stated.get(name) is None)


def contained(incoterm: str, stated: Mapping[str, object]) -> tuple[str, ...]:
    """Give the additions stated beside a price that contains them already; adding them would count them twice."""
    term = TERMS[incoterm]
    return tuple(name for name in ADDITIONS if stated.get(name) and name not in (*term.needed, *term.optional))


def foreign_to(incoterm: str, stated: Mapping[str, object]) -> tuple[str, ...]:
    """Give the tax parts stated for a price that cannot contain them."""
    return tuple(name for name in _TAXES if stated.get(name) and name not in SEPARABLE[incoterm])
