"""A movement of money as Finances 2024-06-19 writes it: a tree of breakdowns whose leaves are its total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sellerbridge.simulator.call import Json
from sellerbridge.simulator.charges import Charges, Line
from sellerbridge.simulator.dice import token
from sellerbridge.simulator.history import History
from sellerbridge.simulator.leaves import (
    Leaf,
    Tree,
    charged_back,
    goodwill,
    nested,
    refunded,
    retrocharged,
    shipped,
    total,
)
from sellerbridge.simulator.marketplaces import Marketplace
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.periods import settled_as
from sellerbridge.simulator.postings import Kind, Posting, deferral, matures, moved, waits
from sellerbridge.simulator.wire import number_money, stamp

_NAMES: dict[Kind, tuple[str, str]] = {
    "shipment": ("Shipment", "Order Payment"),
    "release": ("Shipment", "Order Payment"),
    "refund": ("Refund", "Refund Order"),
    "goodwill": ("Refund", "Refund Order"),
    "chargeback": ("Chargeback", "Chargeback Refund"),
    "retrocharge": ("Retrocharge", "Order Retrocharge"),
}
"""transactionType and description."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What a movement is for one line of its order; `units` is 0 where no goods are concerned."""

    line: Line
    units: int
    leaves: Sequence[Leaf]


def parts(order: Order, posting: Posting) -> list[Part]:
    """The lines a movement is about."""
    found = moved(order, posting.event)
    if posting.kind in ("goodwill", "retrocharge"):
        line, _, paid = found[0]
        leaves = goodwill(line, paid) if posting.kind == "goodwill" else retrocharged(paid)
        return [Part(line=line, units=0, leaves=leaves)]
    return [
        Part(line=line, units=units, leaves=_leaves(order, posting, (line, units, paid)))
        for line, units, paid in found
    ]


def event_id(world: History, posting: Posting) -> str:
    """SHIPMENT_ID or REFUND_ID of a movement; a release has that of the shipment."""
    extra = () if posting.kind in ("shipment", "refund", "release") else (posting.kind,)
    return token(world.seed, "event", posting.number, posting.event, *extra, size=9)


def order_transaction(world: History, posting: Posting, known: datetime) -> Transaction:
    """The transaction of a movement, as far as finances know the world: up to `known`."""
    order = world.order(posting.number)
    event = order.events[posting.event]
    kind, description = _NAMES[posting.kind]
    concerned = parts(order, posting)
    tree = nested(leaf for part in concerned for leaf in part.leaves)
    deferred = deferral(order) if posting.kind in ("shipment", "release") else ""
    released = bool(deferred) and matures(order, event) <= known
    related = [
        ("ORDER_ID", order.order_id),
        ("REFUND_ID" if kind == "Refund" else "SHIPMENT_ID", event_id(world, posting)),
    ]
    if not waits(order, posting):
        related += settled_as(world, order.place.currency, posting.at, known)
    related += _pair(world, posting) if deferred and (released or posting.kind == "release") else []
    return Transaction(
        id=_id(world, posting),
        kind=kind,
        description=description,
        status=_deferred(released=released) if waits(order, posting) else "RELEASED",
        at=posting.at,
        place=order.place,
        tree=tree,
        total=total(tree),
        related=related,
        items=[_item(order, part, kind) for part in concerned],
        contexts=_contexts(deferred, matures(order, event) if deferred else None),
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


def _leaves(order: Order, posting: Posting, moved_: tuple[Line, int, Charges]) -> list[Leaf]:
    line, units, paid = moved_
    if posting.kind == "refund":
        return refunded(order, line, paid)
    return charged_back(line, paid) if posting.kind == "chargeback" else shipped(order, line, units, paid)


def _item(order: Order, part: Part, kind: str) -> Json:
    line, tree, currency = part.line, nested(part.leaves), order.place.currency
    answer: Json = {
        "description": line.title,
        "totalAmount": number_money(total(tree), currency),
        "breakdowns": breakdowns(tree, currency),
        "contexts": [
            {
                "contextType": "ProductContext",
                "asin": line.asin,
                "sku": line.sku,
                "quantityShipped": part.units,
                "fulfillmentNetwork": "AFN" if order.fulfilled_by == "AMAZON" else "MFN",
            }
        ],
    }
    if kind in ("Refund", "Chargeback"):
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
    return token(world.seed, "transaction", posting.name, posting.number, posting.event, size=43)


def _pair(world: History, posting: Posting) -> list[tuple[str, str]]:
    """A deferred transaction and its release name each other."""
    first = Posting(posting.at, posting.number, posting.event, "shipment")
    again = Posting(posting.at, posting.number, posting.event, "release")
    if posting.kind == "release":
        return [("DEFERRED_TRANSACTION_ID", _id(world, first))]
    return [("RELEASE_TRANSACTION_ID", _id(world, again))]
