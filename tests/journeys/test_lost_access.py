"""A lost authorisation, a wrong secret and a missing role are told apart, and each is mended by its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.practice import practice
from tests.journeys.referee import Books
from tests.journeys.shop import ClockedShop, written

from sellerbridge.simulator.marketplaces import DE, UK
from sellerbridge.simulator.server import PracticeAmazon


@pytest.fixture
def amazon() -> Iterator[PracticeAmazon]:
    with practice((DE, UK), listings=12, orders=60, days=10) as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, amazon: PracticeAmazon) -> ClockedShop:
    made = ClockedShop(tmp_path / "home", amazon)
    made.set_up("GBP=1.17")
    return made


def _problem(shop: ClockedShop) -> dict[str, Any]:
    """The one open problem, after a sync that could do nothing."""
    shop.run("sync", expect=1)
    (problem,) = shop.json("problems")
    assert problem["about"] == "shop"
    found: dict[str, Any] = problem
    return found


def _mended(shop: ClockedShop) -> None:
    shop.run("sync")
    assert shop.json("problems") == []
    assert written(shop.json("sync")) == 0


@pytest.mark.parametrize("before", [False, True], ids=["first", "later"])
def test_a_revoked_authorisation(shop: ClockedShop, *, before: bool) -> None:
    if before:
        shop.run("sync")
    shop.amazon.lwa.revoke()
    problem = _problem(shop)
    assert problem["kind"] == "authorisation-lost"
    assert "authorise the application again" in problem["remedy"]
    assert "sellerbridge connect shop" in problem["remedy"]
    shop.connect(expect=1)  # with the old token: it stays as it was
    shop.amazon.lwa.authorize()
    shop.renew_secrets()
    shop.connect()
    _mended(shop)


def test_a_secret_that_is_no_longer_good(shop: ClockedShop) -> None:
    from datetime import timedelta

    shop.amazon.lwa.rotate_secret(old_lives=timedelta(hours=1))
    shop.run("sync")
    shop.wait(hours=3)
    problem = _problem(shop)
    assert problem["kind"] == "wrong-secret"
    assert "copy the current client secret" in problem["remedy"]
    shop.renew_secrets()
    shop.connect()
    _mended(shop)


def test_a_suspended_application_is_a_lost_authorisation(shop: ClockedShop) -> None:
    shop.amazon.lwa.suspended = True
    assert _problem(shop)["kind"] == "authorisation-lost"
    shop.amazon.lwa.suspended = False
    _mended(shop)


def test_a_missing_role_for_orders_leaves_the_products_alone(shop: ClockedShop) -> None:
    shop.amazon.lwa.drop_role("orders")
    report = shop.json("sync", expect=1)
    assert [run["error"] == "" for run in report["runs"]] == [True, False, True]
    (problem,) = report["problems"]
    assert problem["kind"] == "missing-role"
    assert "searchOrders" in problem["message"]
    assert "add the role that searchOrders needs" in problem["remedy"]
    assert len(Books(shop).items) == 12
    shop.amazon.lwa.add_role("orders")
    shop.connect()
    _mended(shop)
    assert Books(shop).orders


def test_without_the_role_for_personal_data_orders_are_booked_all_the_same(shop: ClockedShop) -> None:
    shop.amazon.lwa.drop_role("buyer")
    shop.run("sync")
    assert shop.json("problems") == []
    books = Books(shop)
    assert len(books.orders) > 40
    for order_id, doc in books.orders.items():
        customer = books.customers[doc["customer"]]
        # Amazon tells a business' name and its VAT id to everybody; a private person's never.
        assert doc["customer_name"] == customer["customer_name"]
        assert doc["customer"] == f"Buyer - {order_id}"
    private = [doc for doc in books.orders.values() if doc["customer_name"] == doc["customer"]]
    assert len(private) > 40
