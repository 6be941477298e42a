"""The life of a document as Frappe leads it, over HTTP: insert, save, submit, cancel, amend, delete."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.erpnext.visitor import ITEM, ORDER, Visitor

KEYED = {**ORDER, "name": "SO-1", "amazon_order_id": "111-1"}


@pytest.fixture
def order(seller: Visitor) -> Visitor:
    """A submitted order SO-1."""
    assert seller.insert("Sales Order", **KEYED, docstatus=1).status == 200
    return seller


def test_an_unknown_field_is_dropped_and_a_number_in_text_is_read(connector: Visitor) -> None:
    told = connector.insert("Item", **{**ITEM, "weight_per_unit": "0.25", "is_stock_item": "0", "no_such": 1}).data
    assert (told["weight_per_unit"], told["is_stock_item"]) == (0.25, 0)
    assert "no_such" not in told


def test_an_answer_has_no_nulls_and_a_method_has_them(seller: Visitor) -> None:
    assert "brand" not in seller.get("Item", "SKU-1").data
    assert seller.method("frappe.client.get", doctype="Item", name="sku-1").message["brand"] is None


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"item_group": "Nowhere"}, (417, "LinkValidationError")),
        ({"default_material_request_type": "Gift"}, (417, "ValidationError")),
        ({"item_name": "x" * 141}, (417, "CharacterLengthExceededError")),
        ({"item_code": "A<B"}, (409, "NameError")),
        ({"item_group": None}, (417, "MandatoryError")),
    ],
    ids=["link", "choice", "length", "name", "mandatory"],
)
def test_what_frappe_checks_in_every_document(
    connector: Visitor, values: dict[str, Any], error: tuple[int, str]
) -> None:
    assert connector.insert("Item", **{**ITEM, **values}).error == error
    assert connector.get("Item", "SKU-1").status == 404


def test_a_link_takes_the_name_as_it_is_written_there(connector: Visitor) -> None:
    assert connector.insert("Item", **{**ITEM, "item_group": "products "}).data["item_group"] == "Products"


def test_the_last_write_wins_unless_modified_comes_along(seller: Visitor) -> None:
    before = seller.get("Item", "SKU-1").data
    assert seller.put("Item", "SKU-1", description="second").status == 200
    stale = seller.put("Item", "SKU-1", description="third", modified=before["modified"])
    assert stale.error == (417, "TimestampMismatchError")
    assert seller.get("Item", "SKU-1").data["description"] == "second"


def test_times_are_the_sites_own_without_an_offset(seller: Visitor) -> None:
    with seller.erp.site.locks.turn:
        here = seller.erp.site.now().replace(tzinfo=None)
    told = seller.get("Item", "SKU-1").data["modified"]
    assert f"{here:%Y-%m-%d %H}" in {told[:13], f"{here:%Y-%m-%d %H}"}
    assert len(told) == len("2026-03-02 10:00:00.000000")


@pytest.mark.parametrize("way", ["put", "run_method", "client.submit"])
def test_ways_to_submit(seller: Visitor, way: str) -> None:
    told = seller.insert("Sales Order", **KEYED).data
    if way == "put":
        answer = seller.put("Sales Order", "SO-1", docstatus=1)
    elif way == "run_method":
        answer = seller.call("POST", "/api/resource/Sales Order/SO-1", {"run_method": "submit"})
    else:
        answer = seller.method("frappe.client.submit", doc=told)
    assert answer.status == 200
    assert seller.get("Sales Order", "SO-1").data["docstatus"] == 1


def test_a_submit_by_name_alone_is_never_the_latest(seller: Visitor) -> None:
    seller.insert("Sales Order", **KEYED)
    answer = seller.method("frappe.client.submit", doc={"doctype": "Sales Order", "name": "SO-1"})
    assert answer.error == (417, "TimestampMismatchError")


def test_a_submitted_document_changes_only_where_it_may(order: Visitor) -> None:
    assert order.put("Sales Order", "SO-1", po_no="PO-1").status == 200
    refused = order.put("Sales Order", "SO-1", amazon_order_id="111-2")
    assert refused.error == (417, "UpdateAfterSubmitError")
    assert "<strong>Amazon Order ID</strong>" in refused.body["exception"]
    assert "from <strong>111-1</strong> to <strong>111-2</strong>" in refused.body["exception"]


def test_a_field_may_be_opened_for_that(order: Visitor) -> None:
    setter = {"doc_type": "Sales Order", "field_name": "amazon_order_id", "property": "allow_on_submit"}
    Visitor(order.erp, "administrator").insert(
        "Property Setter", doctype_or_field="DocField", property_type="Check", value="1", **setter
    )
    assert order.put("Sales Order", "SO-1", amazon_order_id="111-1~1").status == 200
    assert order.insert("Sales Order", **{**KEYED, "name": "SO-2"}).status == 200


def test_cancelled_is_the_end(order: Visitor) -> None:
    assert order.method("frappe.client.cancel", doctype="Sales Order", name="SO-1").message["docstatus"] == 2
    again = order.method("frappe.client.cancel", doctype="Sales Order", name="SO-1")
    assert again.body["exception"].endswith("Cannot edit cancelled document")
    assert "_server_messages" not in again.body


def test_a_cancelled_document_keeps_its_key_and_an_amendment_its_number(order: Visitor) -> None:
    order.method("frappe.client.cancel", doctype="Sales Order", name="SO-1")
    values = {key: value for key, value in KEYED.items() if key != "name"}
    assert order.insert("Sales Order", **values).error == (417, "UniqueValidationError")
    first = order.insert("Sales Order", **{**values, "amazon_order_id": "2"}, amended_from="SO-1", docstatus=1)
    assert first.data["name"] == "SO-1-1"
    order.method("frappe.client.cancel", doctype="Sales Order", name="SO-1-1")
    second = order.insert("Sales Order", **{**values, "amazon_order_id": "3"}, amended_from="SO-1-1")
    assert second.data["name"] == "SO-1-2"


def test_a_draft_cannot_be_cancelled_and_a_submitted_one_not_made_a_draft(seller: Visitor) -> None:
    seller.insert("Sales Order", **KEYED)
    assert seller.put("Sales Order", "SO-1", docstatus=2).error[1] == "DocstatusTransitionError"
    seller.put("Sales Order", "SO-1", docstatus=1)
    assert seller.put("Sales Order", "SO-1", docstatus=0).error[1] == "DocstatusTransitionError"


def test_only_what_is_not_submitted_and_not_linked_can_be_deleted(order: Visitor) -> None:
    def delete(doctype: str, name: str) -> Any:
        return order.call("DELETE", f"/api/resource/{doctype}/{name}")

    assert delete("Sales Order", "SO-1").error == (417, "ValidationError")
    assert delete("Item", "SKU-1").error == (417, "LinkExistsError")
    order.method("frappe.client.cancel", doctype="Sales Order", name="SO-1")
    told = delete("Sales Order", "SO-1")
    assert (told.status, told.body) == (202, {"data": "ok"})
    assert delete("Sales Order", "SO-1").error == (404, "DoesNotExistError")
    assert order.insert("Sales Order", **KEYED).status == 200


def test_many_are_inserted_or_none(seller: Visitor) -> None:
    def docs(*codes: str) -> list[dict[str, Any]]:
        return [{"doctype": "Item", **ITEM, "item_code": code} for code in codes]

    assert seller.method("frappe.client.insert_many", docs=docs("A", "B")).message == ["A", "B"]
    assert seller.method("frappe.client.insert_many", docs=docs("C", "a")).error == (409, "DuplicateEntryError")
    assert seller.get("Item", "C").status == 404
    too_many = docs(*(f"N-{number}" for number in range(201)))
    assert seller.method("frappe.client.insert_many", docs=too_many).error == (417, "ValidationError")
    assert len(seller.listed("Item")) == 3


def test_many_are_changed_one_by_one(seller: Visitor) -> None:
    docs = [
        {"doctype": "Item", "docname": "SKU-1", "description": "new"},
        {"doctype": "Item", "docname": "NOPE", "description": "new"},
    ]
    told = seller.method("frappe.client.bulk_update", docs=docs).message
    assert [failed["doc"]["docname"] for failed in told["failed_docs"]] == ["NOPE"]
    assert seller.get("Item", "SKU-1").data["description"] == "new"


def test_a_call_that_fails_leaves_nothing_behind(seller: Visitor) -> None:
    bad = {**ORDER, "items": [*ORDER["items"], {"item_code": "NOPE", "qty": 1, "rate": 1}]}
    assert seller.insert("Sales Order", **bad).status == 404
    assert seller.listed("Sales Order") == []
    assert seller.listed("Item Price") == []
