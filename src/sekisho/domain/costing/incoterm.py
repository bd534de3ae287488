"""Incoterms 2020 and the customs value: what each term leaves out of the price and must be added to reach CIF."""

from collections.abc import Mapping

#: Additions needed to get from the price to CIF at the Japanese port (関税定率法 4; reference table of terms).
NEEDED: Mapping[str, tuple[str, ...]] = {
    "EXW": ("origin_inland", "freight", "insurance"),
    "FCA": ("freight", "insurance"),
    "FAS": ("freight", "insurance"),
    "FOB": ("freight", "insurance"),
    "CFR": ("insurance",),
    "CPT": ("insurance",),
    "CIF": (),
    "CIP": (),
    "DAP": (),
    "DPU": (),
    "DDP": (),
}
#: Parts of the price that may be taken out where the invoice shows them separately.
SEPARABLE: Mapping[str, tuple[str, ...]] = {
    "CPT": ("inland",),
    "CIP": ("inland",),
    "DAP": ("inland",),
    "DPU": ("inland",),
    "DDP": ("inland",),
}


def missing(incoterm: str, stated: Mapping[str, object]) -> tuple[str, ...]:
    """Give the additions a term needs that are not stated; a missing one is a question, never a zero."""
    return tuple(name for name in NEEDED[incoterm] if stated.get(name) is None)
