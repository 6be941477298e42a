"""What the next payout has so far, and what Amazon keeps back: in each currency, all connections together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sellerbridge.commerce.settlement import Settlement
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.desk.money.next_payout import Balance, next_payout
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

_ENDED = datetime(2026, 11, 10, tzinfo=UTC)


def _told(number: int, *, status: str, total: str, currency: str = "EUR", after: int = 1) -> Transaction:
    return Transaction(
        transaction_id=f"t{number}",
        kind="Shipment",
        status=status,
        posted_at=_ENDED + timedelta(days=after),
        total=Decimal(total),
        currency=currency,
    )


def test_released_and_kept_back_by_currency(opened: Installation, seller: Connection) -> None:
    settlement = Settlement(
        settlement_id="1234",
        currency="EUR",
        total=Decimal("5.00"),
        started_at=_ENDED - timedelta(days=14),
        ended_at=_ENDED,
        deposited_at=_ENDED + timedelta(days=2),
    )
    opened.store.settlements.keep(seller, settlement, report_id="r", reported_at=_ENDED)
    told = (
        _told(1, status="RELEASED", total="10.00"),
        _told(2, status="RELEASED", total="-0.01"),
        _told(3, status="RELEASED", total="99.00", after=-1),
        _told(4, status="DEFERRED", total="3.00"),
        _told(5, status="RELEASED", total="7.00", currency="GBP"),
    )
    opened.store.transactions.keep(seller, Page(records=told), cursor=None)

    found = next_payout(opened.store)

    assert found.balances == (
        Balance(currency="EUR", next=Decimal("9.99"), later=Decimal("3.00")),
        Balance(currency="GBP", next=Decimal("7.00"), later=Decimal(0)),
    )
    assert [head.settlement_id for head in found.last] == ["1234"]
