"""What a delivery asks for in the words of one site."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, cast

from sellerbridge.erp.erpnext.site import Field, Meta, Site
from sellerbridge.erp.erpnext.wanted import Wanted, wanted
from sellerbridge.outgoing import Delivery, Outgoing


def _meta(doctype: str, **fields: tuple[str, str]) -> Meta:
    return Meta(
        name=doctype,
        fields={
            name: Field(fieldname=name, fieldtype=kind, options=more) for name, (kind, more) in fields.items()
        },
    )


class SomeSite:
    """Three doctypes, as far as a test needs them."""

    METAS: ClassVar[dict[str, Meta]] = {
        meta.name: meta
        for meta in (
            _meta(
                "Sales Order",
                customer=("Link", "Customer"),
                set_warehouse=("Link", "Warehouse"),
                amazon_order_id=("Data", ""),
                total=("Currency", ""),
                grand_total=("Currency", ""),
                base_grand_total=("Currency", ""),
                items=("Table", "Sales Order Item"),
            ),
            _meta(
                "Sales Order Item",
                item_code=("Link", "Item"),
                qty=("Float", ""),
                rate=("Currency", ""),
                amount=("Currency", ""),
            ),
            _meta("Address", city=("Data", ""), links=("Table", "Dynamic Link")),
            _meta("Dynamic Link", link_doctype=("Link", "DocType"), link_name=("Dynamic Link", "link_doctype")),
        )
    }

    def meta(self, doctype: str) -> Meta:
        return self.METAS[doctype]


def _wanted(kind: str, body: dict[str, Any], names: dict[tuple[str, str], str], **told: Any) -> Wanted:
    outgoing = Outgoing(kind=kind, key="k", name="N", body=body)
    return wanted(Delivery(row=1, outgoing=outgoing, **told), site=cast("Site", SomeSite()), names=names)


def test_links_go_by_the_names_there() -> None:
    body = {"customer": "AMZ-1", "set_warehouse": "Stores", "items": [{"item_code": "SKU-1", "qty": 1}]}
    names = {("Warehouse", "Stores"): "Stores - AC", ("Item", "SKU-1"): "KETTLE", ("Item", "Stores"): "no"}

    told = _wanted("Sales Order", body, names)

    assert told.body["set_warehouse"] == "Stores - AC"
    assert told.body["customer"] == "AMZ-1"
    assert told.body["items"] == [{"item_code": "KETTLE", "qty": 1}]


def test_a_dynamic_link_goes_by_the_doctype_beside_it() -> None:
    body = {"city": "Paris", "links": [{"link_doctype": "Customer", "link_name": "AMZ-1"}]}

    told = _wanted("Address", body, {("Customer", "AMZ-1"): "Erika Beispiel"})

    assert told.body["links"] == [{"link_doctype": "Customer", "link_name": "Erika Beispiel"}]


def test_what_the_site_computes_is_kept_back_and_compared() -> None:
    row = {"item_code": "SKU-1", "qty": 2, "rate": Decimal("9.99"), "amount": Decimal("19.98")}
    body = {"docstatus": 1, "total": Decimal("19.98"), "grand_total": Decimal("19.98"), "items": [row]}
    body |= {"base_grand_total": Decimal("19.98")}

    told = _wanted("Sales Order", body, {})

    assert told.body == {"items": [{"item_code": "SKU-1", "qty": 2, "rate": Decimal("9.99")}]}
    assert (told.total, told.docstatus) == (Decimal("19.98"), 1)
    assert told.new == {**told.body, "name": "N", "docstatus": 1}


def test_a_field_that_the_site_lacks_is_left_out() -> None:
    told = _wanted("Sales Order", {"amazon_order_id": "1", "marketplace_id": "A1"}, {})

    assert told.body == {"amazon_order_id": "1"}


def test_what_was_delivered_before_is_put_in_the_same_words() -> None:
    names = {("Warehouse", "Stores"): "Stores - AC"}
    told = _wanted(
        "Sales Order", {"set_warehouse": "Stores"}, names, before={"set_warehouse": "Stores", "total": 1}
    )

    assert told.before == told.body == {"set_warehouse": "Stores - AC"}
