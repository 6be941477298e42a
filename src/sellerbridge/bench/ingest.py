"""Order lines from an all-orders report into the mirror, beside plain csv and executemany."""

from __future__ import annotations

import csv
import random
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from sellerbridge.amazon import report_text
from sellerbridge.amazon.history import orders_from_report
from sellerbridge.bench.measure import Comparison, machine, measured
from sellerbridge.bench.place import bench_store
from sellerbridge.database import Database
from sellerbridge.incoming import Page

_COLUMNS = (
    "amazon-order-id",
    "merchant-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "order-channel",
    "ship-service-level",
    "product-name",
    "sku",
    "asin",
    "item-status",
    "quantity",
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "gift-wrap-price",
    "gift-wrap-tax",
    "item-promotion-discount",
    "ship-promotion-discount",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "promotion-ids",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
)
"""Columns of ...BY_LAST_UPDATE_GENERAL (Amazon's page "Order Tracking reports attributes")."""

_PAGE = 5_000


def ingest(lines: int) -> Comparison:
    """Write a report of so many lines, then read it twice: as the program does, and as plainly as can be."""
    with tempfile.TemporaryDirectory() as folder:
        report, database = f"{folder}/report.txt", f"{folder}/ours.db"
        _write_report(report, lines)
        with bench_store(database):
            pass  # making the tables is paid for once, not per report
        return Comparison(
            name="ingest",
            unit="order lines/s",
            ours=measured("report into the mirror", _ours, report, database),
            baseline=measured("csv and executemany", _baseline, report, f"{folder}/plain.db"),
            machine=machine(),
        )


def _write_report(path: str, lines: int) -> None:
    dice = random.Random(1)
    start = datetime(2026, 9, 1, tzinfo=UTC)
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(_COLUMNS) + "\r\n")
        written = order = 0
        while written < lines:
            order += 1
            for _ in range(min(dice.choice((1, 1, 1, 2, 3)), lines - written)):
                written += 1
                file.write("\t".join(_row(order, dice, start + timedelta(seconds=order))) + "\r\n")


def _row(order: int, dice: random.Random, moment: datetime) -> list[str]:
    quantity, product = dice.randint(1, 4), dice.randint(1, 2000)
    price = quantity * (499 + 7 * product)  # a seller's prices come again and again
    sku = f"SKU-{product:05}"
    values = {
        "amazon-order-id": f"302-{order // 10**7:07}-{order % 10**7:07}",
        "purchase-date": moment.isoformat(),
        "last-updated-date": moment.isoformat(),
        "order-status": "Shipped",
        "fulfillment-channel": dice.choice(("Amazon", "Merchant")),
        "sales-channel": "Amazon.de",
        "ship-service-level": "Standard",
        "product-name": f"Becher blau, {sku}",
        "sku": sku,
        "asin": f"B0{sku[4:]:>08}",
        "item-status": "Shipped",
        "quantity": str(quantity),
        "currency": "EUR",
        "item-price": f"{price / 100:.2f}",
        "item-tax": f"{price * 19 // 119 / 100:.2f}",
        "ship-city": "Bonn",
        "ship-country": "DE",
        "is-business-order": "false",
    }
    return [values.get(column, "") for column in _COLUMNS]


def _ours(report: str, database: str) -> int:
    count = 0
    with bench_store(database) as (store, seller):
        spool = Path(report).open("rb")  # noqa: SIM115 - `rows` closes it
        orders = orders_from_report(report_text.rows(spool, declared="UTF-8", marketplace_id=""))
        while page := tuple(islice(orders, _PAGE)):
            store.orders.keep(seller, Page(records=page), cursor=None, keep_days=30)
            count += sum(len(order.lines) for order in page)
    return count


def _baseline(report: str, database: str) -> int:
    table = sa.Table("lines", sa.MetaData(), *(sa.Column(name, sa.Text) for name in _COLUMNS))
    plain = Database(f"sqlite:///{database}")
    insert = f"INSERT INTO lines VALUES ({','.join('?' * len(_COLUMNS))})"  # noqa: S608 - our own column names
    count = 0
    with plain.transaction() as connection:
        table.metadata.create_all(connection)
    with Path(report).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        while batch := [tuple(row) for row in islice(rows, _PAGE)]:
            with plain.transaction() as connection:
                connection.exec_driver_sql(insert, batch)
            count += len(batch)
    plain.close()
    return count
