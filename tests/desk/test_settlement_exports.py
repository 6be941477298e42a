"""Settlements as CSV and as Beancount text, which Beancount itself checks."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core import data
from tests.settlements import MAPPING, booked, entries, fee, invoice, other, price, settlement

from sellerbridge.desk.money import settlement_csv
from sellerbridge.desk.money.beancount import entry_of, ledger
from sellerbridge.desk.money.reconcile import Chosen
from sellerbridge.erp.port import Held
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings
from sellerbridge.store.connections import Connection

A, B = "302-0000001-0000001", "302-0000002-0000002"
WHEN = datetime(2026, 9, 17, tzinfo=UTC)
AUGUST = datetime(2026, 8, 30, tzinfo=UTC)


def _ledger(
    *made: Outgoing, payouts: str, settings: Settings | None = None, names: dict[str, str] | None = None
) -> str:
    held = [Held(doctype=one.kind, name=one.name, key=one.key, docstatus=1, doc=dict(one.body)) for one in made]
    found = [entry_of(one, names or {}, one.doc["cheque_no"]) for one in held]
    return "\n".join(ledger(found, payouts=Decimal(payouts), settings=settings or Settings())) + "\n"


def _checked(text: str) -> tuple[list[Any], list[str]]:
    read, errors, _ = loader.load_string(text)
    return read, [error.message for error in errors]


def _made() -> list[Outgoing]:
    first = settlement(
        price("20.00", A, posted_at=AUGUST),
        fee("-3.00", A),
        other("Current Reserve Amount", "-2.00"),
        other("Storage Fee", "-1.00"),
    )
    second = settlement(
        price("10.01", B), price("-4.00", B, "Refund"), other("Previous Reserve Amount Balance", "2.00"),
        currency="GBP", settlement_id="9002",
    )  # fmt: skip
    order = booked(B, "10.01", invoice("i", "10.01", currency="GBP", rate="1.2"), currency="GBP", rate="1.2")
    return [*entries(first, booked(A, "20.00"), split_months=True), *entries(second, order)]


def test_beancount_finds_no_fault() -> None:
    text = _ledger(*_made(), payouts="23.21")  # 14.00 EUR, and 8.01 GBP at 1.15
    read, errors = _checked(text)

    assert errors == []
    transactions = [one for one in read if isinstance(one, data.Transaction)]
    assert len(transactions) == 3
    asserted = {one.account: one.amount.number for one in read if isinstance(one, data.Balance)}
    assert asserted == {"Assets:Amazon-Payouts": Decimal("23.21"), "Assets:Amazon-Payout-in-Transit": Decimal(0)}
    assert {"Expenses:Amazon-Commission", "Assets:Debtors", "Expenses:Amazon-Exchange-Gain-or-Loss"} <= {
        one.account for one in read if isinstance(one, data.Open)
    }


def test_beancount_finds_a_payout_that_is_a_cent_off() -> None:
    _, errors = _checked(_ledger(*_made(), payouts="23.20"))

    assert len(errors) == 1
    assert "Balance failed for 'Assets:Amazon-Payouts'" in errors[0]


@pytest.mark.parametrize("account", ["4970 Frais Amazon (É.-U.)", "mug & pot", "été", "'quoted' \"twice\"", "-"])
def test_any_name_of_an_account_is_one_in_beancount(account: str) -> None:
    import msgspec

    mapping = msgspec.structs.replace(MAPPING, accounts={"Storage Fee": account})
    made = entries(settlement(price("3.00", A), other("Storage Fee", "-1.00")), mapping=mapping)
    _, errors = _checked(_ledger(*made, payouts="2.00"))

    assert errors == []


def test_nothing_is_an_empty_ledger() -> None:
    read, errors = _checked(_ledger(payouts="0"))
    assert (read, errors) == ([], [])


def test_no_buyer_is_named() -> None:
    assert "Buyer" not in _ledger(*_made(), payouts="23.21")


def test_every_line_with_its_account(opened: Installation, seller: Connection, tmp_path: Path) -> None:
    told = settlement(
        price("20.00", A, sku="MUG", quantity=2, line_id="7", marketplace_name="Amazon.de"),
        price("-5.00", A, "Refund"),
        fee("-3.00", A),
        fee("-1.00", A, "QuantumFee"),
    )
    opened.store.settlements.keep(seller, told, report_id="R1", reported_at=WHEN)
    file = tmp_path / "lines.csv"
    assert settlement_csv.export(opened, Chosen(), file, progress=lambda _done, _of: None) == 4
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))

    assert [(row["amount"], row["part"], row["account"], row["entry"]) for row in rows] == [
        ("20.00", "orders", "Debtors", "9001"),
        ("-5.00", "refunds", "Debtors", "9001"),
        ("-3.00", "fees", "Amazon Commission", "9001"),
        ("-1.00", "unknown", "", "9001"),
    ]
    assert (rows[0]["sku"], rows[0]["quantity"], rows[0]["posted"]) == ("MUG", "2", "2026-09-10T12:00:00Z")
    assert sum(Decimal(row["amount"]) for row in rows) == told.total
