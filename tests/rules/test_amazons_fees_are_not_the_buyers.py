"""Rule 6: Amazon's fees are never on the buyer's document."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.commerce.transaction import Leaf, Transaction
from sellerbridge.documents.lines import NAMES
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.order import order_documents
from sellerbridge.settings import Settings


@pytest.mark.parametrize("choice", ["settlement", "order", "off"])
def test_the_rows_are_the_buyers_whatever_is_chosen_for_fees(
    choice: str,
    line: Callable[..., OrderLine],
    sale: Callable[..., Order],
    booked: Callable[..., dict[str, Any]],
) -> None:
    """With `order` they stand on the Sales Order, once finances tell them: of that no invoice is made."""
    order = sale(line("MUG", 2, ITEM="40.00", SHIPPING="4.90", DISCOUNT="4.00", TAX="6.53"), total="40.90")

    body = booked(order, taxes_and_charges=choice)

    assert [row["description"] for row in body["taxes"]] == ["Shipping", "Discounts", "Tax"]
    assert {row["description"] for row in body["taxes"]} <= set(NAMES.values())
    assert str(body["grand_total"]) == "40.90"


def test_the_example_of_the_page(
    line: Callable[..., OrderLine], sale: Callable[..., Order], mapping: Mappings
) -> None:
    """docs/books.md, rule 6, with taxes_and_charges=order."""
    page = (Path(__file__).parents[2] / "docs" / "books.md").read_text(encoding="utf-8")
    rule = page.partition("\n## 6. ")[2].partition("\n## 7. ")[0]
    shown = re.findall(r"^\| (\w+) \| [0-9.]* ?\| (-?[0-9.]+) \| (.*?) ?\|$", rule, re.MULTILINE)
    order = sale(line("POT", 1, ITEM="20.00", SHIPPING="4.90"), total="24.90", status="SHIPPED")
    words = {
        ("Sales", "ProductCharges", "OurPricePrincipal"): "20.00",
        ("Sales", "Shipping", "ShippingPrincipal"): "4.90",
        ("Expenses", "AmazonFees", "Commission", "Base"): "-3.74",
        ("Expenses", "AmazonFees", "ShippingChargeback", "Base"): "-4.90",
    }
    paid = Transaction(
        transaction_id="T",
        kind="Shipment",
        status="RELEASED",
        posted_at=order.updated_at,
        currency="EUR",
        total=Decimal("16.26"),
        leaves=tuple(Leaf(path=path, amount=Decimal(amount)) for path, amount in words.items()),
    )

    made = order_documents(order, settings=Settings(taxes_and_charges="order"), mapping=mapping, money=(paid,))
    body = next(one.body for one in made if one.kind == "Sales Order")

    assert shown == [
        ("POT", str(body["net_total"]), ""),
        *(
            (row["description"], str(row["tax_amount"]), row["account_head"] if row["tax_amount"] < 0 else "")
            for row in body["taxes"]
        ),
    ]
    assert str(body["grand_total"]) == "16.26"
