"""Traces a case leaves: serials, invoices, accounts, papers, addresses, officers. The same trace twice is a signal."""

from collections.abc import Iterable
from dataclasses import dataclass

from sekisho.domain.evidence.signal.signal import Signal

#: What a machine's interface shows of itself: its key, its instance name, its maker's serial number.
INTERFACE = "interface"
#: Traces of things that exist once: whoever else shows them is another case.
ONCE = ("serial", "invoice", "file", "photo", INTERFACE)
#: Traces of people and organisations: natural for one of them in many cases, remarkable for two of them.
OWNED = ("account", "address", "officer")
_CODES = {
    "serial": "signal.same_serial",
    "invoice": "signal.same_invoice",
    "file": "signal.same_file",
    "photo": "signal.same_photo",
    INTERFACE: "signal.same_interface",
    "account": "signal.same_account",
    "address": "signal.same_address",
    "officer": "signal.same_officer",
}
#: What may be shown of a trace; an account is its digest, a photo its fingerprint.
SHOWN = ("serial", "invoice", "address", "officer", INTERFACE)


@dataclass(frozen=True, slots=True)
class Trace:
    """One trace: its kind, its key as folded, the case, and where in it.

    ``place`` is the paper that shows a thing, or the organisation somebody belongs to; ``amount`` the yen at stake.
    """

    kind: str
    key: str
    case: str
    line: str = ""
    place: str = ""
    amount: int = 0


def _concerns(own: Trace, other: Trace) -> bool:
    if (own.kind, own.key) != (other.kind, other.key):
        return False
    return other.place != own.place if own.kind in OWNED else other.case != own.case


def _signal(own: Trace, others: list[Trace]) -> Signal:
    cases = tuple(sorted({other.case for other in others} - {own.case, ""}))
    # Behind the number of an invoice stands its issuer, so that two who count alike are not one.
    shown = own.key.rsplit("@", 1)[0] if own.kind in SHOWN else ""
    facts = {"key": shown, "document": own.place, "other": ", ".join(dict.fromkeys(other.place for other in others))}
    return Signal(_CODES[own.kind], dict(facts), own.line or own.place, cases)


def shared(own: Iterable[Trace], others: Iterable[Trace]) -> list[Signal]:
    """Report every trace of a case that another case, or another organisation, shows as well."""
    known: dict[tuple[str, str], list[Trace]] = {}
    for other in others:
        known.setdefault((other.kind, other.key), []).append(other)
    wanted = {(one.kind, one.key, one.place): one for one in own if one.kind in (*ONCE, *OWNED)}
    found = [(one, [o for o in known.get((one.kind, one.key), ()) if _concerns(one, o)]) for one in wanted.values()]
    return [_signal(one, concerned) for one, concerned in found if concerned]
