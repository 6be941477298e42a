"""Sales orders: money traps, reservations, states."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.simulator.erpnext.rules.shop import SELLING, STORES, Shop, actual

PRICED = {"item_code": "SKU-2", "price_list": "Amazon", "price_list_rate": 12.75, "valid_from": "2026-01-01"}
LINES = st.lists(
    st.tuples(st.sampled_from(["SKU-1", "SKU-2", "SKU-3"]), st.integers(1, 9), st.just(4.5)),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ({"rate": 0}, 25.5),
        ({"rate": 0, "price_list_rate": 0}, 0.0),
        ({"rate": 0, "discount_percentage": 100}, 0.0),
        ({"rate": 5.01}, 10.02),
        ({"rate": 20}, 40.0),
    ],
    ids=["a rate of 0 becomes the list's", "unless the list's is 0 too", "or it is given away", "less", "more"],
)
def test_the_price_list_speaks_only_where_the_rate_is_0(shop: Shop, row: dict[str, Any], amount: float) -> None:
    shop.insert("Item Price", **PRICED)
    items = [{"item_code": "SKU-2", "qty": 2, "warehouse": STORES, **row}]
    order = shop.order(items=items).data
    assert (order["net_total"], order["items"][0]["price_list_rate"] in (0.0, 12.75)) == (amount, True)


def test_saving_an_order_writes_a_missing_price_once(shop: Shop) -> None:
    first, second = (shop.order(("SKU-1", 1, 19.99)) for _ in range(2))
    assert shop.messages(first) == ["Item Price added for SKU-1 in Price List Amazon"]
    assert shop.messages(second) == []
    assert shop.listed("Item Price", "price_list_rate", item_code="SKU-1") == [{"price_list_rate": 19.99}]


def test_a_price_list_in_another_currency_gets_no_price(shop: Shop) -> None:
    shop.order(("SKU-1", 1, 19.99), currency="EUR", conversion_rate=1.08).taken()
    assert shop.listed("Item Price", item_code="SKU-1") == []


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"items": [{"item_code": "SKU-1", "qty": 0, "rate": 1}]}, "InvalidQtyError"),
        ({"items": [{"item_code": "SKU-1", "qty": 1.5, "rate": 1}]}, "UOMMustBeIntegerError"),
        ({"items": [{"item_code": "NONE", "qty": 1, "rate": 1}]}, "DoesNotExistError"),
        ({"items": []}, "TypeError"),
        ({"customer": "Nobody"}, "DoesNotExistError"),
        ({"delivery_date": "2026-02-01"}, "ValidationError"),
        ({"delivery_date": None}, "ValidationError"),
        ({"currency": "EUR"}, "ValidationError"),
        ({"taxes": [actual("Nope", 1)]}, "ValidationError"),
    ],
)
def test_what_erpnext_refuses_is_refused_and_leaves_nothing(
    shop: Shop, values: dict[str, Any], refusal: str
) -> None:
    told = shop.order(("SKU-1", 1, 1.0), **values)
    assert told.refusal[0] == refusal
    assert shop.listed("Sales Order") == []
    assert shop.listed("Item Price") == []


def test_a_customers_order_number_is_taken_once(shop: Shop) -> None:
    shop.order(("SKU-1", 1, 1.0), po_no="PO-1").taken()
    assert (
        "already exists against Customer's Purchase Order"
        in shop.order(("SKU-1", 1, 1.0), po_no="PO-1").refusal[1]
    )


def test_a_one_call_submit_reserves_but_says_draft(shop: Shop) -> None:
    order = shop.order(("SKU-1", 3, 2.0), docstatus=1).data
    assert (order["docstatus"], order["status"], shop.bin("SKU-1")["reserved_qty"]) == (1, "Draft", 3.0)
    shop.call(f"{SELLING}.update_status", status="Draft", name=order["name"]).taken()
    assert shop.read("Sales Order", order["name"])["status"] == "To Deliver and Bill"


def test_submitting_a_draft_says_so_at_once(shop: Shop) -> None:
    draft = shop.order(("SKU-1", 3, 2.0)).data
    assert shop.bin("SKU-1") == {}
    assert shop.put("Sales Order", draft["name"], docstatus=1).data["status"] == "To Deliver and Bill"


@pytest.mark.parametrize("status", ["Closed", "On Hold"])
def test_a_closed_order_reserves_nothing_until_it_is_opened_again(shop: Shop, status: str) -> None:
    order = shop.order(("SKU-1", 3, 2.0), docstatus=1).data
    shop.call(f"{SELLING}.update_status", status=status, name=order["name"]).taken()
    assert shop.bin("SKU-1")["reserved_qty"] == 0.0
    shop.call(f"{SELLING}.update_status", status="Draft", name=order["name"]).taken()
    assert shop.bin("SKU-1")["reserved_qty"] == 3.0


def test_a_closed_order_is_not_cancelled(shop: Shop) -> None:
    order = shop.order(("SKU-1", 3, 2.0), docstatus=1).data
    shop.call(f"{SELLING}.update_status", status="Closed", name=order["name"]).taken()
    assert "Closed order cannot be cancelled" in shop.cancel("Sales Order", order["name"]).refusal[1]
    assert shop.read("Sales Order", order["name"])["docstatus"] == 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, min_size=1, max_size=4))
def test_what_is_reserved_is_free_again_when_all_is_cancelled(orders: list[list[tuple[str, int, float]]]) -> None:
    shop = Shop()
    names = [shop.order(*lines, docstatus=1).data["name"] for lines in orders]
    for item in ("SKU-1", "SKU-2", "SKU-3"):
        wanted = sum(qty for lines in orders for name, qty, _ in lines if name == item)
        if wanted:
            bin_ = shop.bin(item)
            assert (bin_["reserved_qty"], bin_["projected_qty"]) == (wanted, -wanted)
    for name in names:
        assert shop.cancel("Sales Order", name).data["status"] == "Cancelled"
    assert all(bin_["reserved_qty"] == bin_["projected_qty"] == 0 for bin_ in map(shop.bin, ("SKU-1",)) if bin_)
    assert [bin_ for bin_ in shop.listed("Bin", "reserved_qty") if bin_["reserved_qty"]] == []
