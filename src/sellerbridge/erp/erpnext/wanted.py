"""What a delivery asks for, in the words of one site: names that go there, fields that it has."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.erp.erpnext.site import Field, Meta, Site
from sellerbridge.erp.port import Names
from sellerbridge.outgoing import Delivery, Outgoing

DRAFT, SUBMITTED, CANCELLED = 0, 1, 2

BOOKED: Mapping[str, str] = {
    "Sales Order": "grand_total",
    "Delivery Note": "grand_total",
    "Sales Invoice": "grand_total",
    "Journal Entry": "total_debit",
}
"""Kinds that are submitted, and the total that ERPNext must come to by itself."""

_SALES = ("Sales Order", "Delivery Note", "Sales Invoice")
ROWS_OF: Mapping[str, str] = {
    **{sale: f"{sale} Item" for sale in _SALES},
    "Journal Entry": "Journal Entry Account",
}
"""The doctype of the rows of each booked kind."""
_TOTALS = frozenset(
    f"{base}{total}"
    for base in ("", "base_")
    for total in ("total", "net_total", "grand_total", "total_taxes_and_charges")
)
_COMPUTED: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_SALES, _TOTALS),
    **{ROWS_OF[sale]: frozenset({"amount", "base_amount", "base_rate"}) for sale in _SALES},
    "Journal Entry": frozenset({"total_debit", "total_credit"}),
    "Journal Entry Account": frozenset({"debit", "credit"}),
}
"""What ERPNext computes itself. It is held against the answer instead of being sent."""

_NAMED_BY_US = frozenset({*BOOKED, "Item Price", "Customer", "Address", "Contact"})
"""Kinds that the site names by itself unless we ask for a name. Older sites do so all the same: then new orders
take their names from one series, whose row each request locks until it ends."""

_SKU = "amazon_sku"
_TABLES = frozenset({"Table", "Table MultiSelect"})


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A document as the site should hold it.

    `body` and `before` are what is wanted now and what was delivered last, ready to send, without name and
    docstatus; `total` is what the total of a booked kind (BOOKED) must come to.
    """

    delivery: Delivery
    docstatus: int
    body: Mapping[str, Any]
    before: Mapping[str, Any] | None = None
    total: Decimal | None = None

    @property
    def row(self) -> int:
        return self.delivery.row

    @property
    def kind(self) -> str:
        return self.delivery.outgoing.kind

    @property
    def key(self) -> str:
        return self.delivery.outgoing.key

    @property
    def name(self) -> str:
        """The name to ask for."""
        return self.delivery.outgoing.name

    @property
    def known_name(self) -> str:
        """The name it went by when it was delivered last; empty before."""
        return self.delivery.known_name or ""

    @property
    def personal(self) -> bool:
        return self.delivery.outgoing.personal

    @property
    def new(self) -> dict[str, Any]:
        """What makes it: the body, the name where we choose it, and its docstatus."""
        name = {"name": self.name} if self.kind in _NAMED_BY_US else {}
        status = {"docstatus": self.docstatus} if self.docstatus else {}
        return {**self.body, **name, **status}

    @property
    def stands_in(self) -> bool:
        """Whether anything of that key or name will do as it is, such as a Customer who is no person."""
        nobody = self.kind == "Customer" and not self.personal
        return nobody or self.delivery.outgoing.only_if_missing

    @property
    def tables(self) -> frozenset[str]:
        """The fields that hold rows."""
        return frozenset(field for field, value in self.body.items() if isinstance(value, list))


def wanted(delivery: Delivery, *, site: Site, names: Names) -> Wanted:
    """The delivery in the site's words. Raises as Site does."""
    outgoing = delivery.outgoing
    meta = site.meta(outgoing.kind)

    def worded(body: Mapping[str, Any]) -> dict[str, Any]:
        return _told_apart(outgoing, _part(meta, body, site=site, names=names))

    return Wanted(
        delivery=delivery,
        docstatus=outgoing.body.get("docstatus", DRAFT),
        body=worded(outgoing.body),
        before=None if delivery.before is None else worded(delivery.before),
        total=outgoing.body.get(BOOKED.get(outgoing.kind, "")),
    )


def _told_apart(outgoing: Outgoing, body: dict[str, Any]) -> dict[str, Any]:
    """A SKU with another item code is one that the site cannot hold, or takes for another one ("ab" and "AB").

    A unique field there compares as names do, so such an Item is known by its item code.
    """
    if outgoing.kind == "Item" and outgoing.name != outgoing.key and _SKU in body:
        return {**body, _SKU: outgoing.name}
    return body


def _part(meta: Meta, fields: Mapping[str, Any], *, site: Site, names: Names) -> dict[str, Any]:
    """A document or a row: without what the site has no field for, and what it computes."""
    computed = _COMPUTED.get(meta.name, frozenset())
    part = {}
    for fieldname, value in fields.items():
        field = meta.fields.get(fieldname)
        if field is None or fieldname in computed:
            continue
        if field.fieldtype in _TABLES:
            child = site.meta(field.options)
            part[fieldname] = [_part(child, row, site=site, names=names) for row in value]
        else:
            part[fieldname] = _named(field, value, fields, names)
    return part


def _named(field: Field, value: Any, fields: Mapping[str, Any], names: Names) -> Any:
    """A value; of a link, the name that it goes by there."""
    match field.fieldtype:
        case "Link":
            return names.get((field.options, value), value)
        case "Dynamic Link":
            return names.get((fields.get(field.options, ""), value), value)
        case _:
            return value
