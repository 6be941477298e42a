from __future__ import annotations

from decimal import Decimal

from tests.store.conftest import NOW, connected
from tests.store.test_orders import keep, order

from sellerbridge.problems import Problem
from sellerbridge.settings import Settings
from sellerbridge.store import Store
from sellerbridge.store.translations import Translated


def test_nothing_set_is_all_defaults(store: Store) -> None:
    assert store.settings.stored() == {}
    assert store.settings.read() == Settings()


def test_what_is_set_stays_until_it_is_taken_back(store: Store) -> None:
    store.settings.put({"company": "Käse & Co", "vat": {"DE": "19"}, "after_date": "2026-11-01T12:00:00Z"})
    read = store.settings.read()
    assert (read.company, read.vat, read.after_date) == ("Käse & Co", {"DE": Decimal(19)}, NOW)
    store.settings.put({"company": None, "enabled": False})
    assert store.settings.stored() == {
        "vat": {"DE": "19"},
        "after_date": "2026-11-01T12:00:00Z",
        "enabled": False,
    }


def test_a_change_lets_what_is_held_be_looked_at_again(store: Store) -> None:
    seller = connected(store, "shop")
    keep(store, seller, order())
    held = Problem(kind="missing-setting", about=order().order_id, facts={"setting": "company"})
    store.translations.keep_orders(seller.id, [Translated(about=held.about, problem=held)], keep_days=30)
    assert store.orders.waiting_count(seller.id) == 0
    store.settings.put({"company": "Acme"})
    assert store.orders.waiting_count(seller.id) == 1
