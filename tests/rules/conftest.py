"""Orders in few words, and the Sales Order that comes of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import Buyer, Charge, Order, OrderLine
from sellerbridge.documents.mapping import Mappings, Rate
from sellerbridge.documents.order import order_documents
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

ORDER_ID = "305-1234567-1234567"


def line_of(
    sku: str = "MUG",
    quantity: int = 1,
    *,
    tax: Mapping[str, str] | None = None,
    fields: Mapping[str, Any] | None = None,
    **charges: str,
) -> OrderLine:
    """A line with Amazon's subtotals by type; `tax` are the details of TAX, which is their sum if not given."""
    parts = tuple((kind, Decimal(amount)) for kind, amount in (tax or {}).items())
    found = [Charge(type=kind, amount=Decimal(amount)) for kind, amount in charges.items() if kind != "TAX"]
    if "TAX" in charges or tax is not None:
        whole = sum((-amount if kind == "DISCOUNT" else amount for kind, amount in parts), Decimal(0))
        found.append(Charge(type="TAX", amount=Decimal(charges.get("TAX", whole)), parts=parts))
    return OrderLine(
        **{
            "line_id": f"item-{sku}",
            "sku": sku,
            "quantity": quantity,
            "title": f"A {sku.lower()}",
            "charges": tuple(found),
            **(fields or {}),
        }
    )


def sale_of(*lines: OrderLine, total: str | None, site: str = "DE", **fields: Any) -> Order:
    """An unshipped order of that marketplace, bought on 1 October 2026."""
    place = marketplace.find(site)
    return Order(
        **{
            "order_id": ORDER_ID,
            "marketplace_id": place.id if place else site,
            "status": "UNSHIPPED",
            "purchased_at": datetime(2026, 10, 1, 9, 30, tzinfo=UTC),
            "updated_at": datetime(2026, 10, 1, 10, 0, tzinfo=UTC),
            "currency": place.currency if place else "EUR",
            "fulfilled_by": "MERCHANT",
            "lines": lines,
            "total": None if total is None else Decimal(total),
            "buyer": Buyer(key=ORDER_ID),
            **fields,
        }
    )


MAPPING = Mappings(
    products={sku: sku for sku in ("MUG", "POT", "TEA", "LAMP", "SOAP")},
    rates={
        "GBP": (Rate(date(2026, 9, 1), Decimal("1.15")), Rate(date(2026, 10, 2), Decimal("1.20"))),
        "CAD": (Rate(date.min, Decimal("0.68")),),
        "USD": (Rate(date.min, Decimal("0.92")),),
        "JPY": (Rate(date.min, Decimal("0.0061")),),
    },
    marketplaces=("A1PA6795UKMFR9", "A1F83G8C2ARO7P", "ATVPDKIKX0DER", "A1VC38T7YXB528"),
)


@pytest.fixture(scope="session")
def line() -> Callable[..., OrderLine]:
    return line_of


@pytest.fixture(scope="session")
def sale() -> Callable[..., Order]:
    return sale_of


@pytest.fixture(scope="session")
def mapping() -> Mappings:
    return MAPPING


@pytest.fixture(scope="session")
def documents() -> Callable[..., dict[str, Outgoing]]:
    """What comes of an order, by kind; settings by keyword."""

    def made(order: Order, mapping: Mappings = MAPPING, **settings: Any) -> dict[str, Outgoing]:
        return {d.kind: d for d in order_documents(order, settings=Settings(**settings), mapping=mapping)}

    return made


@pytest.fixture(scope="session")
def booked(documents: Callable[..., dict[str, Outgoing]]) -> Callable[..., dict[str, Any]]:
    """The fields of its Sales Order."""

    def body(order: Order, mapping: Mappings = MAPPING, **settings: Any) -> dict[str, Any]:
        return dict(documents(order, mapping, **settings)["Sales Order"].body)

    return body
