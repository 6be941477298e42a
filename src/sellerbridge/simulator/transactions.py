"""A movement of money as Finances 2024-06-19 writes it: a tree of breakdowns whose leaves are its total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Union

from sellerbridge.simulator.call import Json
from sellerbridge.simulator.charges import ZERO, Charges, Line
from sellerbridge.simulator.dice import token
from sellerbridge.simulator.history import History
from sellerbridge.simulator.marketplaces import Marketplace
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.postings import Posting, deferral, fees, matures, moved
from sellerbridge.simulator.settlements import group_id
from sellerbridge.simulator.wire import number_money, stamp

Tree = dict[str, Union[Decimal, "Tree"]]
"""Breakdown type → amount, or what it consists of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Transaction:
    """One transaction before it is written. `status` is as seen at the moment of asking."""

    id: str
    kind: str
    description: str
    status: str
    at: datetime
    place: Marketplace
    tree: Tree
    total: Decimal
    related: Sequence[tuple[str, str]]
    items: Sequence[Json]
    contexts: Sequence[Json]
    merchant_order: bool


def order_transaction(world: History, posting: Posting, known: datetime) -> Transaction:
    """The transaction of a movement, as far as finances know the world: up to `known`."""
    order = world.order(posting.number)
    event = order.events[posting.event]
    refund = posting.kind == "refund"
    trees = [
        (line, units, _refunded(line, paid) if refund else _shipped(order, line, units, paid))
        for line, units, paid in moved(order, posting.event)
    ]
    waiting = deferral(order) if not refund else ""
    released = bool(waiting) and matures(order, event) <= known
    status = "RELEASED" if not waiting or posting.kind == "release" else _deferred(released=released)
    related = [("ORDER_ID", order.order_id)]
    related += [
        ("REFUND_ID" if refund else "SHIPMENT_ID", token(world.seed, "event", order.number, posting.event, size=9))
    ]
    if status != "DEFERRED":
        related.append(("FINANCIAL_EVENT_GROUP_ID", group_id(world, order.place.currency, posting.at)))
    related += _pair(world, posting) if waiting and (released or posting.kind == "release") else []
    currency = order.place.currency
    return Transaction(
        id=_id(world, posting),
        kind="Refund" if refund else "Shipment",
        description="Refund Order" if refund else "Order Payment",
        status=status,
        at=posting.at,
        place=order.place,
        tree=_merged([tree for _, _, tree in trees]),
        total=sum((total(tree) for _, _, tree in trees), ZERO),
        related=related,
        items=[_item(order, line, units, tree, currency, refund=refund) for line, units, tree in trees],
        contexts=_contexts(waiting, matures(order, event) if waiting else None),
        merchant_order=order.fulfilled_by == "MERCHANT",
    )


def transaction_answer(world: History, transaction: Transaction) -> Json:
    """The JSON of a transaction; amounts are numbers."""
    place, currency = transaction.place, transaction.place.currency
    answer: Json = {
        "sellingPartnerMetadata": {
            "sellingPartnerId": world.seller_id,
            "accountType": "Standard Orders",
            "marketplaceId": place.id,
        },
        "relatedIdentifiers": [
            {"relatedIdentifierName": name, "relatedIdentifierValue": value} for name, value in transaction.related
        ],
        "transactionType": transaction.kind,
        "transactionId": transaction.id,
        "transactionStatus": transaction.status,
        "description": transaction.description,
        "postedDate": stamp(transaction.at),
        "totalAmount": number_money(transaction.total, currency),
        "marketplaceDetails": {"marketplaceId": place.id, "marketplaceName": place.name},
        "items": list(transaction.items),
        "breakdowns": breakdowns(transaction.tree, currency),
    }
    return answer | ({"contexts": list(transaction.contexts)} if transaction.contexts else {})


def breakdowns(tree: Tree, currency: str) -> list[Json]:
    """A tree as Amazon nests it; every amount above a leaf is the sum of its leaves."""
    return [
        {
            "breakdownType": name,
            "breakdownAmount": number_money(total(part), currency),
            "breakdowns": breakdowns(part, currency) if isinstance(part, dict) else [],
        }
        for name, part in tree.items()
    ]


def total(part: Decimal | Tree) -> Decimal:
    """The sum of the leaves."""
    return sum(map(total, part.values()), ZERO) if isinstance(part, dict) else part


def _shipped(order: Order, line: Line, units: int, paid: Charges) -> Tree:
    kept = fees(order, line, units, paid)
    expenses: Tree = {"AmazonFees": {name: {"Base": amount} for name, amount in kept.items()}}
    return {"Sales": _sales(line, paid, Decimal(1)), "Expenses": expenses}


def _refunded(line: Line, paid: Charges) -> Tree:
    """The buyer's money back; Amazon returns its commission less a fifth."""
    commission = -line.rounded((paid.item - paid.discount) * Decimal("0.15"))
    back: Tree = {"Commission": {"Base": -commission}, "RefundCommission": {"Base": line.rounded(commission / 5)}}
    return {"Sales": _sales(line, paid, Decimal(-1)), "Expenses": {"AmazonFees": back}}


def _sales(line: Line, paid: Charges, sign: Decimal) -> Tree:
    """What the buyer pays, net and tax apart where Amazon tells it; tax that Amazon remits is taken out again."""
    inside = Decimal(0) if paid.on_top else Decimal(1)
    tree: Tree = {
        "ProductCharges": _net_and_tax("OurPrice", paid.item, paid.tax_item, inside, sign),
        "Shipping": _net_and_tax("Shipping", paid.shipping, paid.tax_shipping, inside, sign),
        "GiftWrap": _net_and_tax("GiftWrap", paid.gift_wrap, paid.tax_gift_wrap, inside, sign),
        "CODFee": _net_and_tax("CODFee", paid.cod, paid.tax_cod, inside, sign),
        "PromotionRebates": _net_and_tax(
            "PromotionRebate", paid.discount + paid.shipping_discount, paid.tax_discount, inside, -sign
        ),
    }
    if paid.eco_fee:
        tree["EcoContribution"] = sign * paid.eco_fee
    if line.facilitated:
        name = "MarketplaceFacilitatorTax-Principal" if paid.on_top else "MarketplaceFacilitatorVAT-Principal"
        tree["MarketplaceWithheldTax"] = {name: -sign * paid.tax}
    return {name: part for name, part in tree.items() if part}


def _net_and_tax(name: str, amount: Decimal, tax: Decimal, inside: Decimal, sign: Decimal) -> Tree:
    parts: Tree = {f"{name}Principal": sign * (amount - inside * tax), f"{name}Tax": sign * tax}
    return {leaf: value for leaf, value in parts.items() if value}


def _merged(trees: Sequence[Tree]) -> Tree:
    merged: Tree = {}
    for tree in trees:
        for name, part in tree.items():
            have = merged.get(name)
            if isinstance(part, dict):
                merged[name] = _merged([have, part] if isinstance(have, dict) else [part])
            else:
                merged[name] = part + (have if isinstance(have, Decimal) else ZERO)
    return merged


def _item(order: Order, line: Line, units: int, tree: Tree, currency: str, *, refund: bool) -> Json:
    answer: Json = {
        "description": line.title,
        "totalAmount": number_money(total(tree), currency),
        "breakdowns": breakdowns(tree, currency),
        "contexts": [
            {
                "contextType": "ProductContext",
                "asin": line.asin,
                "sku": line.sku,
                "quantityShipped": units,
                "fulfillmentNetwork": "AFN" if order.fulfilled_by == "AMAZON" else "MFN",
            }
        ],
    }
    if refund:
        name, value = "ORDER_ADJUSTMENT_ITEM_ID", f"9{line.order_item_id[1:]}"
        answer["relatedIdentifiers"] = [{"itemRelatedIdentifierName": name, "itemRelatedIdentifierValue": value}]
    return answer


def _contexts(waiting: str, matures_at: datetime | None) -> list[Json]:
    if not matures_at:
        return []
    return [{"contextType": "DeferredContext", "deferralReason": waiting, "maturityDate": stamp(matures_at)}]


def _deferred(*, released: bool) -> str:
    return "DEFERRED_RELEASED" if released else "DEFERRED"


def _id(world: History, posting: Posting) -> str:
    kind = "release" if posting.kind == "release" else "first"
    return token(world.seed, "transaction", kind, posting.number, posting.event, size=43)


def _pair(world: History, posting: Posting) -> list[tuple[str, str]]:
    """A deferred transaction and its release name each other."""
    first = Posting(posting.at, posting.number, posting.event, "shipment")
    again = Posting(posting.at, posting.number, posting.event, "release")
    if posting.kind == "release":
        return [("DEFERRED_TRANSACTION_ID", _id(world, first))]
    return [("RELEASE_TRANSACTION_ID", _id(world, again))]
