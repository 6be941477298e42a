"""The referee of money: what each order and each settlement brought, reckoned from the world and not from answers.

What buyers paid is reckoned once for all units whose money has come, not shipment by shipment as Amazon tells it,
so that a cent lost between two shipments shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sellerbridge.simulator.charges import ZERO, Charges, Line, charges
from sellerbridge.simulator.leaves import fees
from sellerbridge.simulator.mistakes import Mistake
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.periods import Period, closed, period_number, settlement_id
from sellerbridge.simulator.postings import Posting, moved, postings, waits
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.settlements import Word

_RATE = Decimal("0.15")


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueOrderMoney:
    """The money of one order that has come by a moment: deferred money counts when it is released.

    `buyer` is what the buyer paid less what went back, by part; `goods` and `shipping` and the like are net of
    the tax that Amazon tells, which is `tax`; discounts are negative. `remitted` is the tax Amazon keeps to pay it
    to the state (negative), `fees` what Amazon keeps for itself by its own names (negative, given back positive).
    `net` is their sum. `refunded` are units by order item id; `settlements` the part of `net` in each settlement,
    that of the running period included.
    """

    order_id: str
    currency: str
    buyer: Mapping[str, Decimal]
    remitted: Decimal
    fees: Mapping[str, Decimal]
    net: Decimal
    refunded: Mapping[str, int]
    settlements: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueSettlement:
    """One closed settlement. `total` is the sum of its lines and what its report says, `paid_out` what went to the
    bank (nothing if `total` is below zero); `words` are its sums by (transaction-type, amount-type, -description).
    """

    settlement_id: str
    currency: str
    start: datetime
    end: datetime
    total: Decimal
    paid_out: Decimal
    reserve: Decimal
    debt: Decimal
    lines: int
    words: Mapping[tuple[str, str, str], Decimal]
    orders: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueMoney:
    """Everything at one moment: orders by order id, settlements by settlement id, and the mistakes in files."""

    at: datetime
    orders: Mapping[str, TrueOrderMoney]
    settlements: Mapping[str, TrueSettlement]
    mistakes: tuple[Mistake, ...]


def true_money(world: World, at: datetime) -> TrueMoney:
    """What the books should say at `at`: the money of every order, and every settlement closed by then."""
    orders = (true_order_money(world, world.order(number), at) for number in range(world.count(at)))
    settlements = true_settlements(world, at)
    return TrueMoney(
        at=at,
        orders={one.order_id: one for one in orders if one.settlements},
        settlements={one.settlement_id: one for one in settlements},
        mistakes=tuple(
            mistake
            for mistake in world.settlement_reports.mistakes()
            if mistake.settlement_id in {one.settlement_id for one in settlements}
        ),
    )


def true_settlements(world: World, at: datetime) -> list[TrueSettlement]:
    """The settlements closed by `at`, oldest first."""
    found = []
    for period in closed(world, at):
        settlement = world.settlements.settlement(period)
        words: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        orders: dict[str, Decimal] = defaultdict(Decimal)
        for line in settlement.lines:
            words[line.transaction_type, line.kind, line.word] += line.amount
            if line.order_id:
                orders[line.order_id] += line.amount
        found.append(
            TrueSettlement(
                settlement_id=settlement.id,
                currency=period.currency,
                start=settlement.start,
                end=settlement.end,
                total=settlement.total,
                paid_out=world.settlements.paid_out(period),
                reserve=world.settlements.reserve(period),
                debt=-world.settlements.amount(period, Word.DEBT),
                lines=len(settlement.lines),
                words=words,
                orders=orders,
            )
        )
    return found


def true_order_money(world: World, order: Order, at: datetime) -> TrueOrderMoney:
    """The money of one order that has come by `at`."""
    came = [one for one in sorted(postings(order)) if one.at <= at and not waits(order, one)]
    account = _Account(order)
    settled: dict[str, Decimal] = defaultdict(Decimal)
    net = ZERO
    for posting in came:
        account.enter(posting)
        before, net = net, account.net
        period = Period(period_number(world, posting.at), order.place.currency)
        settled[settlement_id(world, period)] += net - before
    return TrueOrderMoney(
        order_id=order.order_id,
        currency=order.place.currency,
        buyer=account.buyer(),
        remitted=account.remitted(),
        fees={name: amount for name, amount in account.kept.items() if amount},
        net=net,
        refunded=account.refunded,
        settlements=settled,
    )


class _Account:
    """The money of an order, movement by movement."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._sold = [0] * len(order.lines)
        self._back: list[tuple[Line, int, int]] = []
        self._goodwill = ZERO
        self.kept: dict[str, Decimal] = defaultdict(Decimal)
        self.refunded: dict[str, int] = defaultdict(int)

    @property
    def net(self) -> Decimal:
        """What the seller has got so far."""
        return sum(self.buyer().values(), ZERO) + self.remitted() + sum(self.kept.values(), ZERO)

    def buyer(self) -> dict[str, Decimal]:
        """What the buyer has paid so far, by part."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for paid, sign in self._paid():
            for name, amount in _by_part(paid).items():
                sums[name] += sign * amount
        sums["goodwill"] -= self._goodwill
        return {name: amount for name, amount in sums.items() if amount}

    def remitted(self) -> Decimal:
        """What Amazon has kept for the state."""
        facilitated = self._order.lines[0].facilitated
        return -sum((sign * paid.tax for paid, sign in self._paid()), ZERO) if facilitated else ZERO

    def enter(self, posting: Posting) -> None:
        """Count one movement."""
        moved_ = moved(self._order, posting.event)
        match posting.kind:
            case "goodwill":
                amount = moved_[0][0].rounded(moved_[0][2].item / 10)
                self._goodwill += amount
                self.kept["Commission"] += moved_[0][0].rounded(amount * _RATE)
            case "retrocharge":
                pass  # it comes and goes
            case "refund" | "chargeback":
                self._take_back(posting)
            case _:
                self._sell(posting)

    def _sell(self, posting: Posting) -> None:
        for index, units in self._order.events[posting.event].units:
            self._sold[index] += units
        for line, units, paid in moved(self._order, posting.event):
            for name, amount in fees(self._order, line, units, paid).items():
                self.kept[name] += amount

    def _take_back(self, posting: Posting) -> None:
        already = self._shipped_before(posting.event) if posting.kind == "chargeback" else {}
        for index, units in self._order.events[posting.event].units:
            line = self._order.lines[index]
            first = already.get(index, 0)
            self._back.append((line, first, units))
            paid = charges(line, first + units) if first else charges(line, units)
            goods = paid.item - paid.discount
            if first:
                less = charges(line, first)
                goods -= less.item - less.discount
            commission = line.rounded(goods * _RATE)
            self.kept["Commission"] += commission
            if posting.kind == "refund":
                self.refunded[line.order_item_id] += units
                self.kept["RefundCommission"] -= line.rounded(commission / 5)
                if self._order.place.country in ("GB", "FR", "IT", "ES", "CA"):
                    self.kept["DigitalServicesFee"] += line.rounded(commission * 3 / 100)

    def _shipped_before(self, event: int) -> dict[int, int]:
        counted: dict[int, int] = defaultdict(int)
        for earlier in self._order.events[:event]:
            for index, units in earlier.units if earlier.kind == "shipped" else ():
                counted[index] += units
        return counted

    def _paid(self) -> list[tuple[Charges, int]]:
        found = [(charges(line, units), 1) for line, units in zip(self._order.lines, self._sold, strict=True)]
        for line, first, units in self._back:
            found.append((charges(line, first + units), -1))
            if first:
                found.append((charges(line, first), 1))
        return found


def _by_part(paid: Charges) -> dict[str, Decimal]:
    inside = 0 if paid.on_top else 1
    return {
        "goods": paid.item - inside * paid.tax_item,
        "shipping": paid.shipping - inside * paid.tax_shipping,
        "gift_wrap": paid.gift_wrap - inside * paid.tax_gift_wrap,
        "cod": paid.cod - inside * paid.tax_cod,
        "discounts": inside * paid.tax_discount - paid.discount - paid.shipping_discount,
        "eco_fee": paid.eco_fee,
        "tax": paid.tax,
    }
