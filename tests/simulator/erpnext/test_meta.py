"""Document types: what is told of them, and how custom fields change them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.erpnext.visitor import ITEM, Visitor

from sellerbridge.simulator.erpnext.meta import TABLES, standard_metas


def test_every_table_and_link_leads_to_a_type() -> None:
    metas = standard_metas()
    wanted = {
        (meta.name, field.fieldname, field.options)
        for meta in metas.values()
        for field in meta.fields
        if field.fieldtype in ("Link", *TABLES) and field.options
    }
    assert {one for one in wanted if one[2] not in metas} == set()


def test_what_is_fetched_has_a_link_and_a_field_there() -> None:
    metas = standard_metas()
    for meta in metas.values():
        for field in meta.fields:
            if field.fetch_from:
                link, _, there = field.fetch_from.partition(".")
                over = meta.by_name[link]
                assert over.fieldtype == "Dynamic Link" or there in metas[over.options].known, (
                    meta.name,
                    field.fieldname,
                )


def fields_of(visitor: Visitor, doctype: str) -> dict[str, Any]:
    told = visitor.call("GET", "/api/method/frappe.desk.form.load.getdoctype", doctype=doctype).body["docs"]
    return {field["fieldname"]: field for field in told[0]["fields"]}


def test_a_custom_field_is_there_at_once_and_kept(connector: Visitor, administrator: Visitor) -> None:
    field = {
        "dt": "Item",
        "fieldname": "amazon_sku",
        "label": "Amazon SKU",
        "unique": 1,
        "insert_after": "item_code",
    }
    connector.insert("Item", **{**ITEM, "amazon_sku": "too early"})
    assert administrator.insert("Custom Field", **field).data["idx"] == 3
    names = list(fields_of(connector, "Item"))
    assert names[names.index("item_code") + 1] == "amazon_sku"
    assert fields_of(connector, "Item")["amazon_sku"]["is_custom_field"] == 1
    told = connector.insert("Item", **{**ITEM, "item_code": "SKU-2", "amazon_sku": "SKU-2"}).data
    assert told["amazon_sku"] == "SKU-2"
    assert "amazon_sku" not in connector.get("Item", "SKU-1").data
    assert connector.put("Item", "SKU-1", amazon_sku="sku-2").error == (417, "UniqueValidationError")


@pytest.mark.parametrize(
    ("property_", "value", "told"), [("reqd", "1", 1), ("label", "Code", "Code"), ("options", "a\nb", "a\nb")]
)
def test_a_property_setter_changes_a_field(administrator: Visitor, property_: str, value: str, told: Any) -> None:
    setter = {"doctype_or_field": "DocField", "doc_type": "Item", "field_name": "brand", "property": property_}
    for text in ("0", value):
        assert administrator.insert("Property Setter", **setter, value=text).status == 200
    assert fields_of(administrator, "Item")["brand"][property_] == told
    assert len(administrator.listed("Property Setter")) == 1


def test_a_field_twice_is_refused(administrator: Visitor) -> None:
    field = {"dt": "Item", "label": "Item Code"}
    assert administrator.insert("Custom Field", **field).error == (417, "ValidationError")


def test_a_deleted_custom_field_is_gone(administrator: Visitor) -> None:
    administrator.call("DELETE", "/api/resource/Custom Field/Sales Order-amazon_order_id")
    assert "amazon_order_id" not in fields_of(administrator, "Sales Order")
