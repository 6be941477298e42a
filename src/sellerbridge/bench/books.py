"""Orders from the mirror into the embedded books, beside bare inserts of the same documents."""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import sqlalchemy as sa

from sellerbridge import vault
from sellerbridge.bench.measure import Comparison, machine, measured
from sellerbridge.bench.place import bench_bridge
from sellerbridge.bridge import Bridge
from sellerbridge.commerce.listing import Listing
from sellerbridge.commerce.order import AMAZON, MERCHANT, Address, Buyer, Charge, Order, OrderLine
from sellerbridge.database import Database
from sellerbridge.documents.masters import master_documents
from sellerbridge.flows import orders as flow
from sellerbridge.flows import products
from sellerbridge.flows.deliver import deliver
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.run import Tally
from sellerbridge.incoming import Page

_PAGE = 1_000
_SKUS = [f"SKU-{number:05}" for number in range(1, 501)]
_SITES = ("A1PA6795UKMFR9", "A13V1IB3VIYZZH")


def books(orders: int) -> Comparison:
    """Mirror so many orders, then time translating and delivering them; then insert the same documents barely.

    The orders alone are compared; beside that a part of them is timed with their notes and invoices.
    """
    with tempfile.TemporaryDirectory() as folder:
        path, whole, key = f"{folder}/ours.db", f"{folder}/whole.db", vault.new_key()
        _mirror(path, key, orders, fulfilment="off")
        _mirror(whole, key, max(1, orders // 5), fulfilment="on")
        ours = measured("mirror into the books", _ours, path, key)
        with_invoices = measured("with notes and invoices", _ours, whole, key)
        return Comparison(
            name="books",
            unit="orders/s",
            ours=ours,
            baseline=measured("bare inserts of the same documents", bare_inserts, path, f"{folder}/plain.db"),
            machine=machine(),
            facts={"orders/s with notes and invoices": round(with_invoices.per_second, 1)},
        )


def _mirror(path: str, key: str, number: int, *, fulfilment: str) -> None:
    dice, now = random.Random(1), datetime.now(UTC)
    with bench_bridge(path, key) as bridge:
        bridge.store.settings.put({"delivery_notes": fulfilment, "invoices": fulfilment})
        listings = tuple(Listing(sku=sku, marketplace_id=_SITES[0], title="Becher blau") for sku in _SKUS)
        bridge.store.products.keep(bridge.connection, _SITES[0], Page(records=listings))
        _write_products(bridge)
        for start in range(0, number, _PAGE):
            page = tuple(_order(n, dice, now) for n in range(start, min(start + _PAGE, number)))
            bridge.store.orders.keep(bridge.connection, Page(records=page), cursor=None, keep_days=30)


def _write_products(bridge: Bridge) -> None:
    settings, mapping = bridge.settings, bridge.store.mappings.read(bridge.connection)
    bridge.store.translations.keep_masters(bridge.connection.id, master_documents(settings, mapping=mapping))
    products.translate(bridge, Tally(), dry_run=False, progress=Silent())
    deliver(bridge, Tally(), flow=products.FLOW, progress=Silent())


def _order(number: int, dice: random.Random, now: datetime) -> Order:
    bought = now - timedelta(minutes=dice.randint(10, 40_000))
    by = dice.choice((AMAZON, MERCHANT))
    lines = tuple(_line(number, n, dice) for n in range(dice.choice((1, 1, 2))))
    return Order(
        order_id=f"302-{number // 10**7:07}-{number % 10**7:07}",
        marketplace_id=dice.choice(_SITES),
        status="SHIPPED",
        purchased_at=bought,
        updated_at=bought + timedelta(hours=5),
        deliver_by=bought + timedelta(days=5),
        currency="EUR",
        fulfilled_by=by,
        lines=lines,
        total=sum((line.total for line in lines if line.total), Decimal(0)),
        # Amazon tells the e-mail only of orders that the merchant ships.
        buyer=Buyer(name=f"Buyer {number}", email="" if by == AMAZON else f"{number}@marketplace.example"),
        recipient=Address(
            name=f"Buyer {number}", lines=(f"Street {number}",), city="Bonn", postal_code="53111", country="DE"
        ),
    )


def _line(order: int, number: int, dice: random.Random) -> OrderLine:
    quantity = dice.randint(1, 4)
    gross = Decimal(quantity * dice.randint(500, 5000)).scaleb(-2)
    vat = Decimal(int(gross * 100) * 19 // 119).scaleb(-2)
    return OrderLine(
        line_id=f"{order}{number}",
        sku=dice.choice(_SKUS),
        quantity=quantity,
        title="Becher blau",
        charges=(
            Charge(type="ITEM", amount=gross),
            Charge(type="TAX", amount=vat, parts=(("ITEM", vat),)),
        ),
        total=gross,
    )


def _ours(path: str, key: str) -> int:
    with bench_bridge(path, key) as bridge:
        number = bridge.store.orders.waiting_count(bridge.connection.id)
        tally = Tally()
        flow.translate(bridge, tally, dry_run=False, progress=Silent())
        deliver(bridge, tally, flow=flow.FLOW, progress=Silent())
        counts = tally.counts()
        if counts["held"] or counts["failed"]:
            raise RuntimeError(f"not every order reached the books: {counts}")
    return number


def bare_inserts(source: str, target: str) -> int:
    """What the books hold, inserted row by row into tables without any check, sealing or key; how many orders."""
    table = sa.Table(
        "documents",
        sa.MetaData(),
        *(sa.Column(name, sa.Text) for name in ("doctype", "name", "body")),
    )
    read, plain = Database(f"sqlite:///{source}"), Database(f"sqlite:///{target}")
    with read.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT o.kind, o.key, coalesce(o.body, p.sealed)"
            " FROM outbox o LEFT JOIN people p ON p.kind = o.kind AND p.key = o.key"
        ).all()
    with plain.transaction() as connection:
        table.metadata.create_all(connection)
        connection.exec_driver_sql(
            "INSERT INTO documents VALUES (?, ?, ?)",
            [(kind, name, msgspec.json.encode(body)) for kind, name, body in rows],
        )
    read.close()
    plain.close()
    return sum(kind == "Sales Order" for kind, _, _ in rows)
