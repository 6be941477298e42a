"""Rule 8: pending is not booked, unshipped and later is, cancelled is cancelled, replacements are free."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.documents.order import why_not_booked
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing

Documents = Callable[..., dict[str, Outgoing]]
Booked = Callable[..., dict[str, Any]]
Lines = Callable[..., OrderLine]
Sale = Callable[..., Order]


@pytest.mark.parametrize("status", ["PENDING", "PENDING_AVAILABILITY"])
def test_pending_is_not_booked(status: str, line: Lines, sale: Sale, documents: Documents) -> None:
    order = sale(line("MUG", 2), total=None, status=status, currency="", buyer=None)

    assert documents(order) == {}
    assert "checks the payment" in (why_not_booked(order) or "")


def test_a_booked_order_does_not_change_while_it_ships(line: Lines, sale: Sale, documents: Documents) -> None:
    unshipped = sale(line("MUG", 3, ITEM="59.97", TAX="9.58"), total="59.97")
    prints = set()
    for hours, (status, fulfilled) in enumerate((("UNSHIPPED", 0), ("PARTIALLY_SHIPPED", 1), ("SHIPPED", 3))):
        lines = tuple(
            msgspec.structs.replace(piece, quantity_fulfilled=fulfilled, quantity_unfulfilled=3 - fulfilled)
            for piece in unshipped.lines
        )
        later = msgspec.structs.replace(
            unshipped, status=status, lines=lines, updated_at=unshipped.updated_at + timedelta(hours=hours)
        )
        assert why_not_booked(later) is None
        prints.add(tuple(document.fingerprint() for document in documents(later).values()))

    assert len(prints) == 1


def test_a_status_never_seen_before_is_booked(line: Lines, sale: Sale, booked: Booked) -> None:
    body = booked(sale(line("MUG", 2, ITEM="40.00"), total="40.00", status="ON_ITS_WAY"))

    assert (body["docstatus"], str(body["grand_total"])) == (1, "40.00")


def test_cancelled_is_cancelled(line: Lines, sale: Sale, documents: Documents) -> None:
    order = sale(line("MUG", 0), total=None, status="CANCELLED", currency="")

    made = documents(order)

    assert list(made) == ["Sales Order"]
    assert made["Sales Order"].body == {"docstatus": 2}
    assert (made["Sales Order"].key, made["Sales Order"].name) == (order.order_id, order.order_id)
    assert "cancelled" in (why_not_booked(order) or "")


def test_a_partial_cancellation_reduces_by_order_item(line: Lines, sale: Sale, booked: Booked) -> None:
    """quantityOrdered is what remains ordered, and the amounts are those for it."""
    before = booked(sale(line("MUG", 3, ITEM="59.97"), line("POT", 2, ITEM="10.00"), total="69.97"))
    after = booked(sale(line("MUG", 2, ITEM="39.98"), line("POT", 0, ITEM="0.00"), total="39.98"))

    assert [(row["amazon_order_item_id"], row["qty"]) for row in before["items"]] == [
        ("item-MUG", 3),
        ("item-POT", 2),
    ]
    assert [(row["amazon_order_item_id"], row["qty"]) for row in after["items"]] == [("item-MUG", 2)]
    assert str(after["grand_total"]) == "39.98"


def test_an_order_without_pieces_waits_for_amazon(line: Lines, sale: Sale, documents: Documents) -> None:
    with pytest.raises(Hold) as held:
        documents(sale(line("MUG", 0, ITEM="0.00"), total="0.00"))

    assert (held.value.kind, held.value.facts) == ("nothing-left", {"status": "UNSHIPPED"})


@pytest.mark.parametrize(
    ("charges", "total", "currency"),
    [({"ITEM": "0.00"}, "0.00", "EUR"), ({}, None, "")],
    ids=["Amazon says zero", "Amazon says nothing of money"],
)
def test_a_replacement_is_free_and_names_its_original(
    *, charges: dict[str, str], total: str | None, currency: str, line: Lines, sale: Sale, booked: Booked
) -> None:
    order = sale(line("MUG", 2, **charges), total=total, currency=currency, replaces="305-7654321-7654321")

    body = booked(order)

    assert body["amazon_replaces"] == "305-7654321-7654321"
    assert [(row["qty"], str(row["rate"]), str(row["price_list_rate"])) for row in body["items"]] == [
        (2, "0.00", "0.00")
    ]
    assert (body["currency"], str(body["grand_total"])) == ("EUR", "0.00")


def test_an_ordinary_order_names_no_original(line: Lines, sale: Sale, booked: Booked) -> None:
    assert "amazon_replaces" not in booked(sale(line("MUG", 2, ITEM="40.00"), total="40.00"))


@pytest.mark.parametrize("status", ["UNSHIPPED", "SHIPPED", "CANCELLED", "UNFULFILLABLE"])
def test_what_was_sold_elsewhere_is_not_booked(status: str, line: Lines, sale: Sale, documents: Documents) -> None:
    order = sale(
        line("MUG", 2), total=None, currency="", channel="NON_AMAZON", fulfilled_by="AMAZON", status=status
    )

    assert documents(order) == {}
    assert "sold elsewhere" in (why_not_booked(order) or "")


def test_what_amazon_cannot_fulfil_is_not_booked(line: Lines, sale: Sale, documents: Documents) -> None:
    order = sale(line("MUG", 2), total=None, currency="", status="UNFULFILLABLE")

    assert documents(order) == {}
    assert "cannot fulfil" in (why_not_booked(order) or "")
