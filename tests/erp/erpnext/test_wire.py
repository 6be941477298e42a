"""The client against a practice site on a bad day: what it says was done was done, and what not was not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from sellerbridge.erp.erpnext.client import Client, method, resource
from sellerbridge.erp.erpnext.width import run
from sellerbridge.errors import InDoubt, Unreachable
from sellerbridge.simulator.erpnext.server import PracticeERPNext

SignedIn = Callable[..., Client]
ITEM = {"item_code": "SKU-1", "item_group": "Products", "stock_uom": "Nos", "amazon_sku": "SKU-1"}


@pytest.fixture
def client(practice: PracticeERPNext, signed_in: SignedIn) -> Client:
    return signed_in(practice)


def there(client: Client, doctype: str = "Item", **filters: Any) -> list[str]:
    rows = client.read(resource(doctype), {"filters": filters, "limit_page_length": 0})
    return [row["name"] for row in rows]


@pytest.mark.parametrize(
    ("fault", "after"),
    [
        ({"do": "deadlock", "times": 2}, ["SKU-1"]),
        ({"do": "timeout"}, ["SKU-1"]),
        ({"do": "limited", "seconds": 0}, ["SKU-1"]),
        ({"do": "slow", "seconds": 0.1}, ["SKU-1"]),
    ],
    ids=lambda fault: fault.get("do") if isinstance(fault, dict) else "",
)
def test_a_write_that_is_sent_again_is_done_once(
    practice: PracticeERPNext, client: Client, fault: dict[str, Any], after: list[str]
) -> None:
    practice.faults.add({"verb": "POST", "of": "Item", **fault})
    assert client.write("POST", resource("Item"), ITEM)["name"] == "SKU-1"
    assert there(client) == after


@pytest.mark.parametrize(
    ("fault", "after"),
    [
        ({"do": "lost"}, ["SKU-1"]),
        ({"do": "reset"}, []),
        ({"do": "page", "status": 502}, []),
        ({"do": "page", "status": 503}, []),
        ({"do": "lost-page", "status": 504}, ["SKU-1"]),
        ({"do": "hang", "seconds": 0.1}, []),
        ({"do": "restart", "seconds": 0.1}, []),
    ],
    ids=lambda fault: f"{fault.get('do')}{fault.get('status', '')}" if isinstance(fault, dict) else "",
)
def test_a_write_whose_answer_is_lost_is_in_doubt_whether_done_or_not(
    practice: PracticeERPNext, client: Client, fault: dict[str, Any], after: list[str]
) -> None:
    practice.faults.add({"verb": "POST", "of": "Item", **fault})
    with pytest.raises(InDoubt):
        client.write("POST", resource("Item"), ITEM)
    assert there(client, amazon_sku="SKU-1") == after
    assert client.counts["POST Item"] == 1


@pytest.mark.parametrize("deed", ["deadlock", "timeout", "page", "lost", "lost-page", "reset", "restart"])
def test_a_question_is_answered_all_the_same(practice: PracticeERPNext, client: Client, deed: str) -> None:
    client.write("POST", resource("Item"), ITEM)
    practice.faults.add({"of": "frappe.client.get_list", "do": deed, "seconds": 0.1})
    asked = {"doctype": "Item", "fields": ["name"], "filters": [["amazon_sku", "in", ["SKU-1", "SKU-2"]]]}
    assert client.ask("frappe.client.get_list", asked) == [{"name": "SKU-1"}]


def test_a_site_that_is_away_is_unreachable_and_nothing_was_done(
    practice: PracticeERPNext, client: Client
) -> None:
    practice.stop()
    with pytest.raises(Unreachable, match="no connection"):
        client.write("POST", resource("Item"), ITEM)
    practice.start()
    assert there(client) == []


def test_orders_that_reserve_new_items_at_once_are_each_made_once(client: Client) -> None:
    """Their first reservations race for the Bins, their rows in unlike order for the locks."""
    docs = [{"doctype": "Item", **ITEM, "item_code": f"S{n}", "amazon_sku": f"S{n}"} for n in range(4)]
    client.write("POST", method("frappe.client.insert_many"), {"docs": docs})
    client.write("POST", resource("Customer"), {"customer_name": "Erika Beispiel", "customer_type": "Individual"})

    def order(number: int) -> Any:
        rows = [{"item_code": f"S{n}", "qty": 1, "rate": 5, "warehouse": "Stores - AC"} for n in range(4)]
        body = {
            "name": f"AMZ-{number}",
            "customer": "Erika Beispiel",
            "company": "Acme",
            "transaction_date": "2026-03-02",
            "delivery_date": "2026-03-06",
            "amazon_order_id": str(number),
            "docstatus": 1,
            "items": rows if number % 2 else rows[::-1],
        }
        return client.write("POST", resource("Sales Order"), body)["name"]

    wanted = [f"AMZ-{number}" for number in range(24)]
    made = list(run((partial(order, number) for number in range(24)), client.width, kind="Sales Order"))
    assert sorted(made) == sorted(wanted)
    assert sorted(there(client, "Sales Order")) == sorted(wanted)
    reserved = client.read(resource("Bin"), {"fields": ["item_code", "reserved_qty"], "limit_page_length": 0})
    assert {row["item_code"]: row["reserved_qty"] for row in reserved} == {f"S{n}": 24 for n in range(4)}
