"""Where each cent of an order went: the parts add up, and what is missing is said."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.flows.given import NOW, settlement, transaction

from sellerbridge import vault
from sellerbridge.bench.place import bench_installation
from sellerbridge.clock import HeldClock
from sellerbridge.commerce.transaction import Leaf, Transaction
from sellerbridge.database import Database
from sellerbridge.desk.money.order_money import Amount, OrderMoney, order_money
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.sync import Plan, sync
from sellerbridge.incoming import Page
from sellerbridge.simulator import clock as practice
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.migrate import migrate

ORDER = "302-0000000-0000001"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(database)
    return Store(database, vault.from_text(vault.new_key()), HeldClock(NOW))


@pytest.fixture
def seller(store: Store) -> Connection:
    return store.connections.put(
        name="shop",
        seller_id="A1",
        region="EU",
        endpoint="http://127.0.0.1:9",
        token_endpoint="http://127.0.0.1:9",
        marketplaces=("A1PA6795UKMFR9",),
        client_id="c",
        client_secret="s",
        refresh_token="r",
    )


def told(store: Store, seller: Connection, *moved: Transaction) -> OrderMoney:
    store.transactions.keep(seller, Page(records=moved), cursor=None)
    found = order_money(store, ORDER)
    assert found is not None
    assert sum(part.amount for part in found.buyer + found.fees) + found.remitted == found.net
    assert found.settled + found.open == found.net
    return found


def test_nothing_is_known_yet(store: Store) -> None:
    assert order_money(store, ORDER) is None


def test_the_buyers_price_the_states_tax_and_amazons_fee(store: Store, seller: Connection) -> None:
    leaves = (
        Leaf(path=("Sales", "ProductCharges", "OurPricePrincipal"), amount=Decimal("50.40")),
        Leaf(path=("Sales", "ProductCharges", "OurPriceTax"), amount=Decimal("9.57")),
        Leaf(
            path=("Sales", "MarketplaceWithheldTax", "MarketplaceFacilitatorVAT-Principal"),
            amount=Decimal("-9.57"),
        ),
        Leaf(path=("Expenses", "AmazonFees", "Commission", "Base"), amount=Decimal("-9.00")),
    )
    found = told(store, seller, transaction(leaves=leaves, total=Decimal("41.40")))
    assert found.buyer == (
        Amount(what="ITEM", amount=Decimal("50.40")),
        Amount(what="TAX", amount=Decimal("9.57")),
    )
    assert (found.remitted, found.fees) == (
        Decimal("-9.57"),
        (Amount(what="Commission", amount=Decimal("-9.00")),),
    )
    assert found.missing == ("Not settled yet: 41.40 EUR. The next settlement pays it out.",)


def test_deferred_money_is_counted_once_and_said_to_be_kept_back(store: Store, seller: Connection) -> None:
    waits = transaction(1, status="DEFERRED", deferral="B2B", matures_at=NOW + timedelta(days=20))
    found = told(store, seller, waits)
    assert (found.net, found.kept_back) == (Decimal("50.97"), Decimal("50.97"))
    assert found.missing == ("Amazon keeps back 50.97 EUR until 2026-12-10 (B2B).",)
    released = told(store, seller, transaction(2, related={"DEFERRED_TRANSACTION_ID": "T1"}))
    assert (released.net, released.kept_back) == (Decimal("50.97"), Decimal(0))


def test_a_refund_is_named_beside_the_sale(store: Store, seller: Connection) -> None:
    back = (Leaf(path=("Sales", "ProductCharges", "OurPricePrincipal"), amount=Decimal("-10.00")),)
    found = told(
        store, seller, transaction(1), transaction(2, kind="Refund", leaves=back, total=Decimal("-10.00"))
    )
    assert Amount(what="Refund ITEM", amount=Decimal("-10.00")) in found.buyer


def test_it_is_followed_into_the_settlement(store: Store, seller: Connection) -> None:
    store.settlements.keep(seller, settlement(), report_id="R1", reported_at=NOW)
    found = told(store, seller, transaction())
    (payout,) = found.payouts
    assert (payout.settlement_id, payout.amount, payout.to_bank) == ("77", Decimal("50.97"), True)
    assert (payout.deposited, payout.entries) == (NOW - timedelta(days=1), ())
    assert (found.settled, found.open, found.missing) == (Decimal("50.97"), Decimal(0), ())


def test_what_no_settlement_has_is_said(store: Store, seller: Connection) -> None:
    store.settlements.keep(seller, settlement(principal="59.96"), report_id="R1", reported_at=NOW)
    found = told(store, seller, transaction())
    assert found.missing == ("0.01 EUR was released before the last settlement ended, and is in none of them.",)


def test_an_order_of_before_the_first_sync(store: Store, seller: Connection) -> None:
    store.settlements.keep(seller, settlement(total=Decimal(-1)), report_id="R1", reported_at=NOW)
    found = order_money(store, ORDER)
    assert found is not None
    assert found.payouts[0].to_bank is False
    assert "from before the first sync" in found.missing[0]


def test_every_order_of_a_practice_seller_adds_up(tmp_path: Path) -> None:
    world = World.create(seed=3, listings=15, orders=80, days=45, now=NOW, odd=False)
    world.report_seconds = 0
    running = PracticeAmazon(world, clock=practice.HeldClock(NOW), limits="off")
    with running as amazon, bench_installation(str(tmp_path / "x.db"), amazon, clock=HeldClock(NOW)) as opened:
        opened.store.settings.put({"after_date": (NOW - timedelta(days=45)).isoformat()})
        sync(opened, Plan(), progress=Silent())
        settled = 0
        for order in (
            order for part in opened.store.settlements.all() for order in {x.order_id for x in part.lines}
        ):
            found = order_money(opened.store, order) if order else None
            if found is None:
                continue
            assert sum(part.amount for part in found.buyer + found.fees) + found.remitted == found.net
            assert not [missing for missing in found.missing if "in none of them" in missing], order
            settled += bool(found.payouts)
        assert settled > 30
