"""Disposal of a bound asset (財産処分): what of the grant has to come back, reckoned and explained."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sekisho.domain.aftercare.asset import Asset
from sekisho.domain.aftercare.depreciation import book_value
from sekisho.domain.aftercare.terms import AftercareTerms, Basis
from sekisho.domain.values.money import NOTHING, Money


class DisposalKind(StrEnum):
    """What is to happen to the asset (Act 179 of 1955, art. 22)."""

    DIVERT = "divert"
    TRANSFER = "transfer"
    EXCHANGE = "exchange"
    LEASE = "lease"
    PLEDGE = "pledge"
    SCRAP = "scrap"


#: Where something is received for the asset, its price belongs to the request; zero says: given for nothing.
PRICED = (DisposalKind.TRANSFER, DisposalKind.EXCHANGE, DisposalKind.LEASE)


@dataclass(frozen=True, slots=True)
class Repayment:
    """What has to come back: the base in yen, the standing grant's share of the cost, and the amount within it."""

    book_value: Money
    base: Money
    share: Fraction
    amount: Money


def _base(basis: Basis, book: Money, price: Money) -> Money:
    bases = {Basis.BOOK: book, Basis.PRICE: price, Basis.HIGHER: max(book, price), Basis.NONE: NOTHING}
    return bases[basis]


def repayment(asset: Asset, kind: DisposalKind, on: date, price: Money, terms: AftercareTerms) -> Repayment:
    """Reckon the repayment of a disposal on a day: base × share of what stands of the grant in the cost, truncated.

    Raises DepreciationError. A pledge alone costs nothing: it is repaid when the pledge is realised, as a transfer.
    """
    book = book_value(asset.cost, asset.acquired_on, on, asset.life, terms.schedule)
    share = Fraction(asset.standing.yen, asset.cost.yen) if asset.cost else Fraction(0)
    base = _base(terms.basis[kind], book, price) if asset.is_restricted_on(on) else NOTHING
    amount = min(base.share(share, terms.repayment_unit), asset.standing)
    return Repayment(book, base, share, amount)
