"""The practice Amazon's orders with its fees on them, in the embedded books: each comes to its payout."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.flows.given import NOW

from sellerbridge import clock, installation
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.sync import Plan, sync
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

GERMANY, FRANCE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"


def test_an_order_that_was_paid_out_comes_to_its_payout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SELLERBRIDGE_KEY", raising=False)
    world = World.create(seed=7, listings=20, orders=80, days=60, now=NOW, odd=False)
    world.report_seconds = 0
    running = PracticeAmazon(world, clock=HeldClock(NOW), limits="off")
    with running as amazon, installation.opened(clock=clock.HeldClock(NOW)) as opened:
        opened.store.erp.choose("books")
        opened.store.settings.put({"taxes_and_charges": "order", "after_date": "2026-01-01T00:00:00Z"})
        seller = opened.store.connections.put(
            name="practice",
            seller_id=amazon.credentials.seller_id,
            region="EU",
            endpoint=amazon.url,
            token_endpoint=amazon.token_url,
            marketplaces=[GERMANY, FRANCE],
            client_id=amazon.credentials.client_id,
            client_secret=amazon.credentials.client_secret,
            refresh_token=amazon.credentials.refresh_token,
        )
        done = sync(opened, Plan(), progress=Silent())
        assert [run.error for run in done.runs] == ["", "", ""]
        books = {
            held.key: held.doc for held in opened.books.documents(doctype="Sales Order") if held.docstatus == 1
        }
        money = opened.store.transactions.of_orders(seller.id, list(books))
        settled = 0
        for order_id, doc in books.items():
            told = money.get(order_id, ())
            released = {one.related.get("DEFERRED_TRANSACTION_ID") for one in told}
            mirrored = opened.store.orders.order(order_id)
            if told and mirrored and mirrored.order.status == "SHIPPED":
                payout = sum((t.total for t in told if t.transaction_id not in released), Decimal(0))
                assert doc["grand_total"] == payout, order_id
                settled += 1
        assert settled > 20
        doctypes = {held.doctype for held in opened.books.documents()}
        assert not doctypes & {"Sales Invoice", "Delivery Note", "Journal Entry"}
        again = sync(opened, Plan(), progress=Silent())
        assert [(run.error, run.created, run.updated, run.failed) for run in again.runs] == [("", 0, 0, 0)] * 3
