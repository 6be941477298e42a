"""Wanted documents and what a site told of them, short to write; no site behind."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sellerbridge.erp.erpnext.found import Found
from sellerbridge.erp.erpnext.wanted import Wanted
from sellerbridge.outgoing import Delivery, Outgoing

US = "connector@acme.test"
ELSE = "sales@acme.test"
ORDER = "111-0000000-0000001"

_rows = itertools.count(1)


def wanted(
    kind: str,
    key: str,
    body: Mapping[str, Any],
    *,
    name: str = "",
    known: str = "",
    doubtful: bool = False,
    before: Mapping[str, Any] | None = None,
    personal: bool = False,
    only_if_missing: bool = False,
) -> Wanted:
    outgoing = Outgoing(
        kind=kind,
        key=key,
        name=name or key,
        body=body,
        about=key,
        personal=personal,
        only_if_missing=only_if_missing,
    )
    delivery = Delivery(
        row=next(_rows), outgoing=outgoing, known_name=known or None, doubtful=doubtful, before=before
    )
    plain = {field: value for field, value in body.items() if field not in ("docstatus", "grand_total")}
    return Wanted(
        delivery=delivery,
        docstatus=body.get("docstatus", 0),
        body=plain,
        before=before,
        total=body.get("grand_total"),
    )


def found(name: str, *, whole: bool = False, owner: str = US, by: str = US, **fields: Any) -> Found:
    """A document saved by `by`; never saved again since it was made unless `modified` says so."""
    marks = {
        "owner": owner,
        "modified_by": by,
        "creation": "2026-03-02 10:00:00.1",
        "modified": "2026-03-02 10:00:00.1",
    }
    return Found(doc={"name": name, "docstatus": 0, **marks, **fields}, whole=whole)


def order_body(rate: str = "19.99", **more: Any) -> dict[str, Any]:
    """What an order of one line says, without what the site computes."""
    item = {"item_code": "SKU-1", "qty": 2, "rate": Decimal(rate), "delivery_date": "2026-03-06"}
    return {
        "customer": "AMZ-b1",
        "delivery_date": "2026-03-06",
        "po_no": ORDER,
        "amazon_order_id": ORDER,
        "items": [item],
        "taxes": [],
        **more,
    }


def order(rate: str = "19.99", *, docstatus: int = 1, **told: Any) -> Wanted:
    body = {"docstatus": docstatus, **order_body(rate), "grand_total": 2 * Decimal(rate)}
    return wanted("Sales Order", ORDER, body if docstatus != 2 else {"docstatus": 2}, **told)


def order_there(rate: str = "19.99", *, name: str = ORDER, whole: bool = True, **more: Any) -> Found:
    body = {**order_body(rate), "docstatus": 1, "grand_total": 2 * Decimal(rate), **more}
    for number, row in enumerate(body["items"], start=1):
        row.setdefault("name", f"row{number}")
        row.setdefault("conversion_factor", 1)
    return found(name, whole=whole, **body)
