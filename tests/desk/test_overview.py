"""The picture: totals by marketplace and currency, exact."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from sellerbridge.commerce.order import Order
from sellerbridge.desk.overview import MarketplaceTotal, overview
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

_DAY = datetime(2026, 11, 19, 9, tzinfo=UTC)
_DE, _UK = "A1PA6795UKMFR9", "A1F83G8C2ARO7P"


def _order(number: int, marketplace_id: str, status: str, currency: str, total: str | None) -> Order:
    return Order(
        order_id=f"302-{number:07}-0000001",
        marketplace_id=marketplace_id,
        status=status,
        purchased_at=_DAY,
        updated_at=_DAY,
        currency=currency,
        total=None if total is None else Decimal(total),
    )


def test_cancelled_and_pending_orders_count_but_add_nothing(opened: Installation, seller: Connection) -> None:
    orders = (
        _order(1, _DE, "SHIPPED", "EUR", "59.97"),
        _order(2, _DE, "UNSHIPPED", "EUR", "0.03"),
        _order(3, _DE, "CANCELLED", "EUR", "12.00"),
        _order(4, _DE, "PENDING", "", None),
        _order(5, _UK, "SHIPPED", "GBP", "19.99"),
        _order(6, "ANEWONE", "SHIPPED", "CHF", "7.50"),
    )
    opened.store.orders.keep(seller, Page(records=orders), cursor=None, keep_days=30)
    found = overview(opened.store)
    assert found.orders == 6
    assert found.marketplaces == (
        MarketplaceTotal(
            marketplace="DE", currency="EUR", orders=4, pending=1, cancelled=1, total=Decimal("60.00")
        ),
        MarketplaceTotal(
            marketplace="UK", currency="GBP", orders=1, pending=0, cancelled=0, total=Decimal("19.99")
        ),
        MarketplaceTotal(
            marketplace="ANEWONE", currency="CHF", orders=1, pending=0, cancelled=0, total=Decimal("7.50")
        ),
    )
