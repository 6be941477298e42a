"""People are forgotten when their time has come, and their orders stay as they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.journeys.practice import practice
from tests.journeys.shop import ClockedShop, written

from sellerbridge.simulator.truth import truth

WAIT = timedelta(days=12)


def test_people_are_erased_in_time_and_their_orders_stay(tmp_path: Path) -> None:
    with practice(orders=200, days=10) as amazon:
        shop = ClockedShop(tmp_path / "home", amazon)
        shop.set_up("GBP=1.17", "PLN=0.23")
        shop.run("settings", "set", "keep_personal_days=1")
        shop.run("sync", expect=1)
        before, rows = _documents(shop), _sealed(shop)
        then = truth(amazon.world, amazon.clock.now()).orders
        amazon.clock.advance(WAIT)
        shop.run("sync", expect=1)
        after = _documents(shop)
        assert rows
        assert not rows & _sealed(shop), "sealed rows of orders delivered long ago"
        assert not [place for place in _names(before) if place in after and _names({place: after[place]})]
        assert written(shop.json("sync", expect=1)) == 0
        now = truth(amazon.world, amazon.clock.now()).orders
    calm = [id_ for id_ in then if then[id_].lines == now[id_].lines and not now[id_].cancelled]
    booked = [("Sales Order", id_) for id_ in calm if ("Sales Order", id_) in before]
    print(
        f"\n{len(rows)} sealed rows erased, {len(_names(before))} documents emptied, {len(booked)} orders untouched"
    )
    assert len(booked) > 150
    for place in booked:
        assert _lasting(after[place]) == _lasting(before[place])


def _documents(shop: ClockedShop) -> dict[tuple[str, str], dict[str, Any]]:
    return {(d["doctype"], d["key"]): d["doc"] for d in shop.json("documents")}


def _names(documents: dict[tuple[str, str], dict[str, Any]]) -> list[tuple[str, str]]:
    """The documents that tell who or where somebody is; a regular customer's stay as long as they buy."""
    return [
        (kind, key)
        for (kind, key), doc in documents.items()
        if (kind == "Address" and "address_line1" in doc)
        or (
            kind == "Customer"
            and key.count("-") == 2
            and doc["customer_name"] not in (f"Buyer - {key}", "Erased buyer")
        )
    ]


def _lasting(doc: dict[str, Any]) -> dict[str, Any]:
    """Of a Sales Order, all but what is fetched from its customer."""
    return {field: value for field, value in doc.items() if field != "customer_name"}


def _sealed(shop: ClockedShop) -> set[tuple[str, str]]:
    """Places of the sealed rows of orders, without opening them."""
    with closing(sqlite3.connect(shop.home / "sellerbridge.db")) as database:
        return set(database.execute("SELECT kind, key FROM people WHERE kind = 'order'"))
