"""Money that belongs to no order: the account's fees week by week, and what happens to it now and then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sellerbridge.simulator.dice import dice
from sellerbridge.simulator.history import History
from sellerbridge.simulator.leaves import Leaf
from sellerbridge.simulator.marketplaces import Marketplace
from sellerbridge.simulator.periods import PERIOD
from sellerbridge.simulator.wire import whole_milliseconds

_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sort:
    """A sort of event. It comes every `every`-th week, or with `chance` in any, and moves from `low` to `high`
    euros (what the seller gets is positive). `transaction_type` is the settlement report's.
    """

    kind: str
    description: str
    transaction_type: str
    leaf: tuple[tuple[str, ...], str, str]
    low: str
    high: str
    every: int = 0
    chance: float = 0.0
    goods: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountEvent:
    """One such event in one store. `sku` is empty where no goods are concerned."""

    at: datetime
    sort: Sort
    place: Marketplace
    leaf: Leaf
    number: int
    sku: str = ""
    asin: str = ""


def account_events(world: History, after: datetime, before: datetime) -> list[AccountEvent]:
    """The events from `after` on and before `before`, oldest first, since the world began."""
    first = max((after - world.began) // _WEEK, 0)
    found = [
        event
        for week in range(first, (before - world.began) // _WEEK + 1)
        for event in _week(world, week)
        if after <= event.at < before
    ]
    return sorted(found, key=lambda event: event.at)


def _week(world: History, week: int) -> Iterator[AccountEvent]:
    for place in world.places:
        for sort in _SORTS:
            lucky = sort.chance > 0 and dice(world.seed, "luck", sort.description, place.id, week).random()
            if (sort.every and week % sort.every == 0) or (lucky and lucky < sort.chance):
                yield _event(world, week, place, sort)
        if week == _CAMPAIGN_WEEK:
            yield _campaign(world, week, place)


def _event(world: History, week: int, place: Marketplace, sort: Sort) -> AccountEvent:
    chance = dice(world.seed, "service", sort.description, place.id, week)
    low, high = (int(Decimal(cost) * 100) for cost in (sort.low, sort.high))
    euros = Decimal(chance.randrange(low, high + 1)) / 100
    path, kind, word = sort.leaf
    listing = world.shelf.catalogue[chance.randrange(len(world.shelf.catalogue))] if sort.goods else None
    return AccountEvent(
        at=whole_milliseconds(world.began + _WEEK * week + timedelta(hours=chance.uniform(0, 167))),
        sort=sort,
        place=place,
        leaf=Leaf(path, kind, word, (euros * place.per_euro).quantize(place.smallest)),
        number=week,
        sku=listing.sku if listing else "",
        asin=listing.asin if listing else "",
    )


def _campaign(world: History, week: int, place: Marketplace) -> AccountEvent:
    """Once a year advertising eats up more than a whole period brings, and the settlement ends below zero."""
    euros = world.expected(place, PERIOD) * _CAMPAIGN_COST + 500
    path, kind, word = _ADVERTISING.leaf
    return AccountEvent(
        at=whole_milliseconds(world.began + _WEEK * week + timedelta(days=1)),
        sort=_ADVERTISING,
        place=place,
        leaf=Leaf(path, kind, word, -(euros * place.per_euro).quantize(place.smallest)),
        number=10_000 + week,
    )


_CAMPAIGN_WEEK = 18
_CAMPAIGN_COST = 70


def _fee(
    kind: str,
    description: str,
    name: str,
    words: tuple[str, str, str],
    costs: str,
    *,
    every: int = 0,
    chance: float = 0.0,
) -> Sort:
    """A fee of Amazon's; `costs` is the cheapest and the dearest in euros."""
    low, high = costs.split()
    return Sort(
        kind=kind,
        description=description,
        transaction_type=words[0],
        leaf=(("Expenses", name, "Base"), words[1], words[2]),
        low=f"-{high}",
        high=f"-{low}",
        every=every,
        chance=chance,
    )


def _goods(word: str, low: str, high: str, chance: float) -> Sort:
    """Amazon pays for goods it lost or damaged, or takes such a payment back."""
    return Sort(
        kind="FBAInventoryReimbursement",
        description=word,
        transaction_type="other-transaction",
        leaf=(("FBAInventoryReimbursement", word), "FBA Inventory Reimbursement", word),
        low=low,
        high=high,
        chance=chance,
        goods=True,
    )


def _credit(kind: str, description: str, transaction_type: str, word: str, chance: float) -> Sort:
    return Sort(
        kind=kind,
        description=description,
        transaction_type=transaction_type,
        leaf=((kind, description), transaction_type, word),
        low="2.00",
        high="45.00",
        chance=chance,
    )


def _other(word: str) -> tuple[str, str, str]:
    return ("other-transaction", "other-transaction", word)


_ADVERTISING = _fee(
    "ServiceFee",
    "Cost of Advertising",
    "ProductAds",
    ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount"),
    "12.00 180.00",
    every=1,
)
_SORTS = (
    _ADVERTISING,
    _fee("ServiceFee", "Subscription Fee", "Subscription", _other("Subscription Fee"), "39.00 39.00", every=4),
    _fee("ServiceFee", "FBA storage fee", "FBAStorageFee", _other("Storage Fee"), "8.00 60.00", every=4),
    _fee(
        "ServiceFee",
        "FBA long-term storage fee",
        "FBALongTermStorageFee",
        _other("StorageRenewalBilling"),
        "3.00 40.00",
        chance=0.04,
    ),
    _fee("ServiceFee", "RemovalComplete", "FBARemovalFee", _other("RemovalComplete"), "0.60 25.00", chance=0.05),
    _fee("ServiceFee", "DisposalComplete", "FBADisposalFee", _other("DisposalComplete"), "0.40 9.00", chance=0.04),
    _fee(
        "ServiceFee",
        "FBAInboundTransportationFee",
        "FBAInboundTransportationFee",
        _other("FBAInboundTransportationFee"),
        "9.00 70.00",
        chance=0.08,
    ),
    _fee(
        "CouponPayment",
        "Coupon Redemption Fee",
        "CouponRedemptionFee",
        ("CouponRedemptionFee", "CouponRedemptionFee", "Coupon Redemption Fee"),
        "0.60 18.00",
        chance=0.06,
    ),
    _fee(
        "SellerDealPayment",
        "Deal Participation Fee",
        "DealParticipationFee",
        ("AmazonFees", "Deal Participation Fee", "Base fee"),
        "35.00 70.00",
        chance=0.03,
    ),
    _goods("WAREHOUSE_LOST", "4.00", "60.00", 0.07),
    _goods("WAREHOUSE_DAMAGE", "4.00", "60.00", 0.06),
    _goods("REVERSAL_REIMBURSEMENT", "4.00", "60.00", 0.04),
    _goods("COMPENSATED_CLAWBACK", "-30.00", "-4.00", 0.02),
    _credit("SAFETReimbursement", "SAFE-T Reimbursement", "SAFE-T Reimbursement", "SAFE-T Reimbursement", 0.03),
    _credit("Adjustment", "NonSubscriptionFeeAdj", "other-transaction", "NonSubscriptionFeeAdj", 0.04),
)
