"""A seller's month from the practice Amazon, with mirror and books on either database."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.flows.given import NOW

from sellerbridge import installation
from sellerbridge.clock import HeldClock as OurClock
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.sync import Plan, sync
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon


def test_a_sync_fills_the_books_and_the_next_finds_nothing_to_do(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SELLERBRIDGE_DATABASE", empty_url)
    monkeypatch.delenv("SELLERBRIDGE_KEY", raising=False)
    world = World.create(seed=7, listings=20, orders=60, days=20, now=NOW)
    world.report_seconds = 0
    running = PracticeAmazon(world, clock=HeldClock(NOW), limits="off")
    with running as amazon, installation.opened(clock=OurClock(NOW)) as opened:
        opened.store.erp.choose("books")
        opened.store.connections.put(
            name="practice",
            seller_id=amazon.credentials.seller_id,
            region="EU",
            endpoint=amazon.url,
            token_endpoint=amazon.token_url,
            marketplaces=["A1PA6795UKMFR9", "A13V1IB3VIYZZH"],
            client_id=amazon.credentials.client_id,
            client_secret=amazon.credentials.client_secret,
            refresh_token=amazon.credentials.refresh_token,
        )
        first = sync(opened, Plan(), progress=Silent())
        assert [run.error for run in first.runs] == ["", "", ""]
        products, orders, money = first.runs
        assert products.created > 20
        assert orders.created > 20
        before = sorted((d.doctype, d.key, d.docstatus) for d in opened.books.documents())
        written = [document for document in before if document[0] != "Bin"]  # the books count stock themselves
        assert len(written) == products.created + orders.created + money.created
        assert {doctype for doctype, _, _ in before} >= {"Item", "Customer", "Address", "Sales Order"}
        again = sync(opened, Plan(), progress=Silent())
        assert [(run.error, run.created, run.updated, run.failed) for run in again.runs] == [("", 0, 0, 0)] * 3
        assert sorted((d.doctype, d.key, d.docstatus) for d in opened.books.documents()) == before
