from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from tests.store.test_orders import keep, order

from sellerbridge.database import Database
from sellerbridge.outgoing import Outcome, Outgoing, Receipt
from sellerbridge.store import Store, tables
from sellerbridge.store.connections import Connection
from sellerbridge.store.erp import Chosen
from sellerbridge.store.translations import Translated

SITE = "https://erp.example"


def test_nothing_is_chosen_at_first(store: Store) -> None:
    assert store.erp.chosen() == Chosen()
    assert store.erp.secret() == ""


def test_the_secret_is_sealed(store: Store, raw: Callable[[], bytes]) -> None:
    store.erp.choose("erpnext", url=SITE, api_key="public-key", api_secret="never-in-the-clear")
    assert store.erp.chosen() == Chosen(kind="erpnext", url=SITE, api_key="public-key")
    assert store.erp.secret() == "never-in-the-clear"
    assert b"public-key" in raw()
    assert b"never-in-the-clear" not in raw()


def test_the_choice_is_no_setting(store: Store) -> None:
    store.erp.choose("books")
    assert store.settings.stored() == {}


def test_what_passed_its_check_passed_in_that_state_only(store: Store) -> None:
    assert not store.erp.passed("a")
    store.erp.choose("erpnext", url=SITE)
    store.erp.note_passed("a")
    assert store.erp.passed("a")
    assert not store.erp.passed("b")
    store.erp.choose("erpnext", url=SITE, api_key="another")
    assert not store.erp.passed("a"), "another user may have other roles"


@pytest.mark.parametrize(
    ("then", "anew"),
    [
        ({"kind": "erpnext", "url": SITE}, False),
        ({"kind": "erpnext", "url": "https://other.example"}, True),
        ({"kind": "books"}, True),
    ],
    ids=["the same site, other keys", "another site", "another kind of ERP"],
)
def test_another_erp_is_told_everything_anew(
    store: Store, database: Database, seller: Connection, then: dict[str, str], anew: bool
) -> None:
    store.erp.choose("erpnext", url=SITE, api_key="key", api_secret="secret")
    keep(store, seller, order())
    kept = Translated(about=order().order_id, documents=(order_document(),))
    store.translations.keep_orders(seller.id, [kept], keep_days=30)
    (delivery,) = store.outbox.due(seller.id, limit=5)
    receipt = Receipt(row=delivery.row, outcome=Outcome.CREATED, name=delivery.outgoing.name)
    store.outbox.settle(seller.id, [delivery], [receipt])
    assert store.orders.waiting_count(seller.id) == 0

    store.erp.choose(**then)

    assert store.orders.waiting_count(seller.id) == (1 if anew else 0)
    with database.reading() as reading:
        told = reading.execute(sa.select(sa.func.count()).select_from(tables.outbox)).scalar_one()
    assert told == (0 if anew else 1)


def order_document() -> Outgoing:
    wanted = order()
    return Outgoing(
        kind="Sales Order", key=wanted.order_id, name=wanted.order_id, body={"n": 1}, about=wanted.order_id
    )
