"""How it goes: spans of days, exact, without what was cancelled."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sellerbridge.commerce.order import Order
from sellerbridge.desk.sales import MarketplaceSales, Span, sales
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

TODAY = date(2026, 11, 20)
_DE, _UK = "A1PA6795UKMFR9", "A1F83G8C2ARO7P"


def _order(
    number: int, *, ago: int, place: str = _DE, status: str = "SHIPPED", total: str | None = "10.01"
) -> Order:
    at = datetime(2026, 11, 20, 23, 59, tzinfo=UTC) - timedelta(days=ago)
    return Order(
        order_id=f"302-{number:07}-0000001",
        marketplace_id=place,
        status=status,
        purchased_at=at,
        updated_at=at,
        currency=("GBP" if place == _UK else "EUR") if total else "",
        total=Decimal(total) if total else None,
    )


def _span(orders: int, total: str) -> Span:
    return Span(orders=orders, total=Decimal(total))


def test_today_the_last_seven_and_thirty_days_by_marketplace(opened: Installation, seller: Connection) -> None:
    orders = (
        _order(1, ago=0),
        _order(2, ago=0, status="PENDING", total=None),
        _order(3, ago=0, status="CANCELLED"),
        _order(4, ago=6),
        _order(5, ago=7),
        _order(6, ago=29, place=_UK, total="0.99"),
        _order(7, ago=30),
    )
    opened.store.orders.keep(seller, Page(records=orders), cursor=None, keep_days=30)

    found = sales(opened.store, TODAY)

    assert found.marketplaces == (
        MarketplaceSales(
            marketplace="DE", currency="EUR", spans=(_span(2, "10.01"), _span(3, "20.02"), _span(4, "30.03"))
        ),
        MarketplaceSales(marketplace="UK", currency="GBP", spans=(_span(0, "0"), _span(0, "0"), _span(1, "0.99"))),
    )
    assert found.orders == 5
    assert (found.days[0], found.days[-1]) == ((date(2026, 10, 22), 1), (TODAY, 2))
    assert len(found.days) == 30


def test_without_orders_there_are_thirty_empty_days(opened: Installation) -> None:
    found = sales(opened.store, TODAY)
    assert found.orders == 0
    assert len(found.days) == 30
