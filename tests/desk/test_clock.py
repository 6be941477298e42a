"""What is wished when something was mended: the orders, and the payouts that may wait for them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.settlements import price, settlement

from sellerbridge.desk import clock
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.problems import Problem
from sellerbridge.store.connections import Connection
from sellerbridge.store.problems import OpenProblem
from sellerbridge.store.translations import Translated

ORDER = "302-0000001-0000001"


@pytest.fixture
def mended(opened: Installation, seller: Connection) -> list[OpenProblem]:
    """A problem of an order, as it stands when somebody says that it is mended."""
    opened.store.erp.choose("books")
    opened.store.report(seller, Problem(kind="total-differs", about=ORDER))
    return opened.store.problems.open()


def _payout(opened: Installation, seller: Connection, *, awaits: tuple[str, ...] = ()) -> None:
    told = settlement(price("100.00", ORDER))
    opened.store.settlements.keep(seller, told, report_id="R1", reported_at=datetime(2026, 9, 17, tzinfo=UTC))
    result = Translated(about=told.settlement_id, awaits=awaits)
    opened.store.translations.keep_settlements(seller.id, [result])


def _wished(opened: Installation) -> list[str]:
    return sorted(flow for _, flow in opened.store.schedule.wishes())


def test_a_payout_that_waits_for_orders_is_looked_at_right_after_them(
    opened: Installation, seller: Connection, mended: list[OpenProblem]
) -> None:
    _payout(opened, seller, awaits=(ORDER,))
    clock.take_up(opened, mended)
    assert _wished(opened) == ["money", "orders"]


def test_where_no_payout_waits_only_the_orders_are(
    opened: Installation, seller: Connection, mended: list[OpenProblem]
) -> None:
    _payout(opened, seller)
    clock.take_up(opened, mended)
    assert _wished(opened) == ["orders"]


def test_nothing_is_wished_where_nothing_would_run(
    opened: Installation, seller: Connection, mended: list[OpenProblem]
) -> None:
    opened.store.connections.switch(seller.id, enabled=False)
    with pytest.raises(Usage):
        clock.take_up(opened, mended)
    assert _wished(opened) == []
