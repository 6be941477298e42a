"""A home with as many orders as a big seller has in years: in the mirror, told to the ERP, and paid."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from sellerbridge import vault
from sellerbridge.bench.big_money import order_number, with_money, with_runs
from sellerbridge.bench.place import bench_installation
from sellerbridge.commerce.listing import Listing
from sellerbridge.commerce.marketplace import find
from sellerbridge.commerce.order import Buyer, Charge, Order, OrderLine
from sellerbridge.desk import accounts
from sellerbridge.flows.progress import Progress
from sellerbridge.incoming import Page
from sellerbridge.installation import DATABASE_FILE, HOME_VARIABLE, Installation
from sellerbridge.problems import Problem
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.store import problems, tables
from sellerbridge.store.connections import Connection
from sellerbridge.store.order_list import Key
from sellerbridge.store.people import ORDER, Person, Sealed
from sellerbridge.store.wanted import RANKS
from sellerbridge.vault import KEY_VARIABLE

WHO, PASSWORD = "bench", "a long password for a bench"
_PAGE = 10_000
_PER_LISTING = 10
_APART = timedelta(seconds=60)
_SITES = [site for code in ("DE", "DE", "DE", "DE", "FR", "FR", "UK", "ES") if (site := find(code))]
_STATUSES = ("SHIPPED",) * 95 + ("CANCELLED",) * 4 + ("UNSHIPPED",)
_HELD, _REFUSED = 3_700, 1_300
_NAMED, _PER_BUYER = 20_000, 200
"""Of so many orders, the latest, the buyer is known; one buys so often."""
_KINDS = ("Sales Order", "Delivery Note", "Sales Invoice")


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """What a bench asks for in it: an order in the middle, a SKU that sells well, a day, a buyer."""

    environment: Mapping[str, str]
    order_id: str
    middle: str
    sku: str
    since: str
    buyer: str


def filled(home: str, amazon: PracticeAmazon, orders: int, progress: Progress) -> Filled:
    """Fill a new home; it is connected to that practice Amazon, which has orders of its own to read."""
    key, now = vault.new_key(), datetime.now(UTC).replace(microsecond=0)
    began = now - timedelta(days=31) - _APART * orders
    last = began + _APART * (orders - 1)
    listings = max(1, orders // _PER_LISTING)
    with bench_installation(str(Path(home) / DATABASE_FILE), amazon, key=key) as installation:
        (seller,) = installation.store.connections.all()
        accounts.add(installation.store.accounts, WHO, role="administrator", password=PASSWORD)
        progress.stage("bench", "filling", "products")
        _list(installation, seller, listings)
        progress.stage("bench", "filling", "orders")
        sold = _orders(orders, listings, began)
        for done in range(0, orders, _PAGE):
            page = Page(records=tuple(itertools.islice(sold, _PAGE)))
            installation.store.orders.keep(seller, page, cursor=None, keep_days=30)
            progress.count(min(done + _PAGE, orders), orders)
        progress.stage("bench", "filling", "documents, buyers, and problems")
        _tell(installation, seller, orders, now, progress)
        progress.stage("bench", "filling", "money and runs")
        with_money(installation, seller, orders=orders, last=last)
        with_runs(installation, seller, last=now - timedelta(days=1))
    place = began + _APART * (orders // 2)
    return Filled(
        environment={HOME_VARIABLE: home, KEY_VARIABLE: key},
        order_id=order_number(orders // 2),
        middle=Key(place, order_number(orders // 2)).text,
        sku=_sku(listings // 2),
        since=place.date().isoformat(),
        buyer=_buyer(orders - 1),
    )


def _list(installation: Installation, seller: Connection, count: int) -> None:
    site = _SITES[0]
    rows = (
        Listing(
            sku=_sku(number),
            marketplace_id=site.id,
            asin=f"B0{number:08}",
            title=f"{'Mug' if number % 50 == 0 else 'Bowl'} number {number}",
            price=Decimal(number % 90 + 5),
            currency=site.currency,
            status="Inactive" if number % 40 == 0 else "Active",
        )
        for number in range(count)
    )
    while page := tuple(itertools.islice(rows, _PAGE)):
        installation.store.products.keep(seller, site.id, Page(records=page))


def _orders(count: int, listings: int, began: datetime) -> Iterator[Order]:
    dice = random.Random(1)
    for number in range(count):
        site, moment = dice.choice(_SITES), began + _APART * number
        price = Decimal(dice.randint(500, 9_900)) / 100
        # Few sell much, many little.
        sku = _sku(listings // 2 if number % 50 == 0 else int(listings * dice.random() ** 3))
        charge = Charge(type="ITEM", amount=price)
        yield Order(
            order_id=order_number(number),
            marketplace_id=site.id,
            status=dice.choice(_STATUSES),
            purchased_at=moment,
            updated_at=moment,
            currency=site.currency,
            fulfilled_by="AMAZON",
            lines=(OrderLine(line_id=f"{number}", sku=sku, quantity=1, charges=(charge,), total=price),),
            charges=(charge,),
            total=price,
        )


def _sku(number: int) -> str:
    return f"SKU-{number:06}"


def _buyer(number: int) -> str:
    return f"Buyer {number // _PER_BUYER}"


def _tell(installation: Installation, seller: Connection, count: int, now: datetime, progress: Progress) -> None:
    """As after their sync: each order has its documents in the ERP, but for a few held or refused ones."""
    orders, listed, outbox = tables.orders, tables.products, tables.outbox
    held = [order_number(3 * number) for number in range(_HELD)]
    refused = [order_number(3 * number + 1) for number in range(_REFUSED)]
    with installation.database.transaction() as transaction:
        transaction.execute(sa.update(orders).values(state="translated"))
        transaction.execute(sa.update(listed).values(state="translated"))
        transaction.execute(sa.update(orders).where(orders.c.order_id.in_(held)).values(state="held"))
        transaction.execute(sa.insert(tables.origins).values(mark="bench", body=b"{}"))
        for done, kind in enumerate(_KINDS):
            told: dict[str, object] = {
                "connection_id": seller.id,
                "kind": kind,
                "key": orders.c.order_id,
                "rank": RANKS[kind],
                "name": orders.c.order_id,
                "about": orders.c.order_id,
                "personal": sa.false(),
                "body": sa.literal(b'{"docstatus":1}'),
                "origins": "bench",
                "fingerprint": "bench",
                "state": "delivered",
                "attempts": 1,
                "erp_name": orders.c.order_id,
                "message": "",
                "wanted_at": orders.c.purchased_at,
                "first_delivered_at": orders.c.purchased_at,
                "delivered_at": orders.c.purchased_at,
            }
            values: list[Any] = [
                value if isinstance(value, sa.ClauseElement) else sa.literal(value) for value in told.values()
            ]
            rows = sa.select(*values).where(orders.c.status == "SHIPPED", orders.c.state == "translated")
            transaction.execute(sa.insert(outbox).from_select(list(told), rows))
            progress.count(done + 1, len(_KINDS))
        wrong = sa.update(outbox).where(outbox.c.about.in_(refused), outbox.c.kind == _KINDS[0])
        transaction.execute(wrong.values(state="refused", message="The account is frozen."))
        found = [
            *(
                _problem("no-exchange-rate", each, currency=currency, company_currency="EUR", date="2026-01-01")
                for each, currency in zip(held, itertools.cycle(("PLN", "GBP", "SEK")), strict=False)
            ),
            *(
                _problem("erp-refused", each, document="Sales Order", reason="The account is frozen.")
                for each in refused
            ),
        ]
        problems.open_all(transaction, seller.id, found, now=now)
        named = range(max(0, count - _NAMED), count)
        installation.store.people.put(transaction, seller.id, (_person(number, now) for number in named))


def _problem(kind: str, about: str, **facts: str) -> Problem:
    return Problem(kind=kind, about=about, facts=facts)


def _person(number: int, now: datetime) -> Sealed:
    buyer = Buyer(name=_buyer(number), email=f"{number // _PER_BUYER}@marketplace.example")
    sealed = msgspec.json.encode(Person(buyer=buyer))
    return Sealed(ORDER, order_number(number), sealed, now + timedelta(days=30), buyer)
