"""Settlements in few words, for tests: lines, booked orders, and the entry that comes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sellerbridge.commerce.settlement import Settlement, SettlementLine
from sellerbridge.documents.mapping import Mappings, Rate
from sellerbridge.documents.money.booked import BookedInvoice, BookedOrder
from sellerbridge.documents.money.settlement import settlement_documents
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

DE = "A1PA6795UKMFR9"
ZERO = Decimal(0)
RATES = {
    "GBP": (Rate(date(2026, 9, 1), Decimal("1.15")),),
    "USD": (Rate(date(2026, 9, 1), Decimal("0.9237")),),
    "JPY": (Rate(date(2026, 9, 1), Decimal("0.0061")),),
}
MAPPING = Mappings(rates=RATES, marketplaces=(DE,))


def line(words: str, amount: str, order_id: str = "", **fields: Any) -> SettlementLine:
    """`words` are transaction-type / amount-type / amount-description; posted on 10 September 2026."""
    transaction_type, amount_type, description = (word.strip() for word in words.split("/"))
    return SettlementLine(
        **{
            "transaction_type": transaction_type,
            "amount_type": amount_type,
            "description": description,
            "amount": Decimal(amount),
            "order_id": order_id,
            "posted_at": datetime(2026, 9, 10, 12, tzinfo=UTC),
            **fields,
        }
    )


def price(
    amount: str, order_id: str, type_: str = "Order", word: str = "Principal", **fields: Any
) -> SettlementLine:
    return line(f"{type_} / ItemPrice / {word}", amount, order_id, **fields)


def fee(amount: str, order_id: str = "", word: str = "Commission", **fields: Any) -> SettlementLine:
    return line(f"Order / ItemFees / {word}", amount, order_id, **fields)


def other(word: str, amount: str, **fields: Any) -> SettlementLine:
    return line(f"other-transaction / other-transaction / {word}", amount, **fields)


def settlement(
    *lines: SettlementLine, total: str | None = None, currency: str = "EUR", **fields: Any
) -> Settlement:
    """Of 1 to 14 September 2026, paid on the 16th; the total is that of the lines unless given."""
    return Settlement(
        **{
            "settlement_id": "9001",
            "currency": currency,
            "total": Decimal(total) if total is not None else sum((one.amount for one in lines), ZERO),
            "started_at": datetime(2026, 9, 1, tzinfo=UTC),
            "ended_at": datetime(2026, 9, 14, tzinfo=UTC),
            "deposited_at": datetime(2026, 9, 16, 3, tzinfo=UTC),
            "lines": lines,
            **fields,
        }
    )


def invoice(key: str, total: str, *, currency: str = "EUR", rate: str = "1", **fields: Any) -> BookedInvoice:
    """A credit note if the total is below zero."""
    amount = Decimal(total)
    return BookedInvoice(
        key=key, is_return=amount < 0, currency=currency, total=amount, rate=Decimal(rate), **fields
    )


def booked(
    order_id: str, total: str, *invoices: BookedInvoice, currency: str = "EUR", rate: str = "1", **fields: Any
) -> BookedOrder:
    return BookedOrder(
        order_id=order_id,
        marketplace_id=DE,
        customer=f"Buyer - {order_id}",
        currency=currency,
        total=Decimal(total),
        rate=Decimal(rate),
        invoices=invoices,
        **fields,
    )


def entries(
    told: Settlement,
    *orders: BookedOrder,
    mapping: Mappings = MAPPING,
    awaited: Iterable[str] = (),
    **settings: Any,
) -> tuple[Outgoing, ...]:
    return settlement_documents(
        told,
        booked={order.order_id: order for order in orders},
        settings=Settings(**settings),
        mapping=mapping,
        awaited=set(awaited),
    )


def balances(*made: Outgoing) -> dict[str, Decimal]:
    """Debit less credit by account, over these entries."""
    sums: dict[str, Decimal] = {}
    for one in made:
        for row in one.body["accounts"]:
            sums[row["account"]] = sums.get(row["account"], ZERO) + row["debit"] - row["credit"]
    return sums


def references(*made: Outgoing) -> dict[str, Decimal]:
    """Credit less debit by what is referred to."""
    sums: dict[str, Decimal] = {}
    for one in made:
        for row in one.body["accounts"]:
            if name := row.get("reference_name"):
                sums[name] = sums.get(name, ZERO) + row["credit"] - row["debit"]
    return sums


def rows_of(entry: Outgoing, account: str) -> list[Mapping[str, Any]]:
    return [row for row in entry.body["accounts"] if row["account"] == account]
