"""How one property of a machine is held against what a client needs; both are stated, unknown is told apart before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sekisho.capture.readiness.value import Bounds, Model, Versions, ordered
from sekisho.capture.readiness.verdict import Verdict, worst

#: Takes what the machine offers and what the client asks; gives the verdict and what is lacking.
Judge = Callable[[Any, Any], tuple[Verdict, tuple[str, ...]]]
GOOD: tuple[Verdict, tuple[str, ...]] = (Verdict.FINE, ())


@dataclass(frozen=True, slots=True)
class Shared:
    """One name in common is enough; only weak ones in common warn."""

    weak: frozenset[str] = frozenset()
    lacking: Verdict = Verdict.BLOCKS

    def __call__(self, offered: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[Verdict, tuple[str, ...]]:
        """Judge two lists of names."""
        common = set(offered) & set(wanted)
        if not common:
            return self.lacking, wanted
        return (Verdict.WARNS, tuple(sorted(common))) if common <= self.weak else GOOD


def understood(offered: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[Verdict, tuple[str, ...]]:
    """Judge whether the client understands all the machine uses: part of it warns, nothing of it blocks."""
    strange = tuple(name for name in offered if name not in wanted)
    if not strange:
        return GOOD
    return (Verdict.BLOCKS if len(strange) == len(offered) else Verdict.WARNS), strange


@dataclass(frozen=True, slots=True)
class Enough:
    """The machine's limit has to reach what the client uses."""

    short: Verdict

    def __call__(self, offered: int, wanted: int) -> tuple[Verdict, tuple[str, ...]]:
        """Judge a limit."""
        # A limit of 0 says that none is stated, and a server may well enforce one (open62541 #6119).
        if offered == 0:
            return Verdict.UNKNOWN, ()
        return GOOD if offered >= wanted else (self.short, (str(wanted - offered),))


@dataclass(frozen=True, slots=True)
class Within:
    """The machine's value may not exceed the client's."""

    over: Verdict

    def __call__(self, offered: int, wanted: int) -> tuple[Verdict, tuple[str, ...]]:
        """Judge a value."""
        return GOOD if offered <= wanted else (self.over, (str(offered - wanted),))


@dataclass(frozen=True, slots=True)
class Ranked:
    """The machine's name may not stand after the client's in an order."""

    order: tuple[str, ...]

    def __call__(self, offered: str, wanted: str) -> tuple[Verdict, tuple[str, ...]]:
        """Judge two names of the order."""
        return GOOD if self.order.index(offered) <= self.order.index(wanted) else (Verdict.BLOCKS, (offered,))


def inside(offered: int, wanted: Bounds) -> tuple[Verdict, tuple[str, ...]]:
    """Judge whether a number lies within the client's bounds."""
    return GOOD if wanted.least <= offered <= wanted.most else (Verdict.BLOCKS, (str(offered),))


def readable(offered: str, wanted: Versions) -> tuple[Verdict, tuple[str, ...]]:
    """Judge whether a document's version lies within those the client reads: each has a namespace of its own."""
    lies_within = ordered(wanted.least) <= ordered(offered) <= ordered(wanted.most)
    return GOOD if lies_within else (Verdict.BLOCKS, (offered,))


def needed(offered: object, wanted: object) -> tuple[Verdict, tuple[str, ...]]:
    """Judge what the client cannot do without."""
    return (Verdict.BLOCKS, ()) if wanted and not offered else GOOD


def borne(offered: object, wanted: object) -> tuple[Verdict, tuple[str, ...]]:
    """Judge what the machine does and the client has to bear."""
    return (Verdict.BLOCKS, ()) if offered and not wanted else GOOD


def _model(offered: dict[str, Model], wanted: Model) -> Verdict:
    found = offered.get(wanted.uri)
    if found is None:
        return Verdict.BLOCKS
    if not wanted.version:
        return Verdict.FINE
    if not found.version:
        return Verdict.UNKNOWN
    return Verdict.FINE if ordered(found.version) >= ordered(wanted.version) else Verdict.WARNS


def modelled(offered: tuple[Model, ...], wanted: tuple[Model, ...]) -> tuple[Verdict, tuple[str, ...]]:
    """Judge companion models: one that is absent blocks, an older version than asked for warns."""
    by_uri = {model.uri: model for model in offered}
    found = {model: _model(by_uri, model) for model in wanted}
    return worst(found.values()), tuple(str(model) for model, verdict in found.items() if verdict is not Verdict.FINE)
