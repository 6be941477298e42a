"""The overview: what it says before there is anything, when all is well, and when something needs a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from starlette.testclient import TestClient
from tests.console.conftest import connected

from sellerbridge.commerce.order import Order
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.problems import Problem
from sellerbridge.store.connections import Connection

As = Callable[[str], TestClient]


@pytest.fixture
def seller(opened: Installation) -> Connection:
    opened.store.settings.put({"enabled": True})
    return connected(opened)


def _ran(opened: Installation, seller: Connection, *, error: str = "") -> None:
    now = opened.clock.now()
    for flow in ("products", "orders", "money"):
        opened.store.runs.add(
            seller.id, flow, started=now - timedelta(minutes=1), finished=now, error=error, counts={"seen": 3}
        )


def test_before_anything_an_administrator_is_led_on(as_: As) -> None:
    text = as_("administrator").get("/").text
    assert "Nothing is connected yet" in text
    assert 'href="/first-run/next"' in text


def test_before_anything_a_viewer_gets_no_button_that_is_not_theirs(as_: As) -> None:
    assert "/first-run" not in as_("viewer").get("/").text


def test_when_all_is_well_it_says_so_first(as_: As, opened: Installation, seller: Connection) -> None:
    _ran(opened, seller)
    text = as_("viewer").get("/").text
    assert "Everything is in step." in text
    assert "Nothing needs you." in text


def test_what_needs_a_person_is_there_with_its_sentence(as_: As, opened: Installation, seller: Connection) -> None:
    _ran(opened, seller)
    facts = {"currency": "PLN", "company_currency": "EUR", "date": "2026-11-19"}
    opened.store.report(seller, Problem(kind="no-exchange-rate", about="302-1", facts=facts))
    text = as_("viewer").get("/").text
    assert "In step, but for what needs you." in text
    assert "302-1 is in PLN" in text
    assert "1 needs a person" in text


def test_what_has_stopped_says_why(as_: As, opened: Installation, seller: Connection) -> None:
    _ran(opened, seller, error="Amazon could not be reached.")
    text = as_("viewer").get("/").text
    assert "Something has stopped, and needs you." in text
    assert "Amazon could not be reached." in text


def test_the_sales_are_there_with_their_currency(as_: As, opened: Installation, seller: Connection) -> None:
    now = opened.clock.now()
    order = Order(
        order_id="302-0000001-0000001",
        marketplace_id="A1PA6795UKMFR9",
        status="SHIPPED",
        purchased_at=now,
        updated_at=now,
        currency="EUR",
        total=Decimal("1234.50"),
    )
    opened.store.orders.keep(seller, Page(records=(order,)), cursor=None, keep_days=30)
    text = as_("viewer").get("/").text
    assert "€1,234.50" in text
    assert "1 order " in text


@pytest.mark.parametrize(("language", "said"), [("fr", "Français"), ("th", "ไทย"), ("de", "Deutsch")])
def test_it_speaks_every_language(
    as_: As, opened: Installation, seller: Connection, language: str, said: str
) -> None:
    _ran(opened, seller)
    answer = as_("viewer").get("/", headers={"Accept-Language": language})
    assert f'<html lang="{language}">' in answer.text
    assert answer.status_code == 200
    assert said in answer.text
