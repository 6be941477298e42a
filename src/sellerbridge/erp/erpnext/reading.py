"""What a site holds through us: whole documents by doctype and key, in the order of their making."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec

from sellerbridge.erp.erpnext import lists, record
from sellerbridge.erp.erpnext.keys import KEY_FIELDS, is_retired
from sellerbridge.erp.erpnext.lists import Filter
from sellerbridge.erp.erpnext.refusals import LINK_MISSING, NOT_PERMITTED, SiteRefused
from sellerbridge.erp.erpnext.site import Meta, Site
from sellerbridge.erp.erpnext.width import run
from sellerbridge.erp.port import Held

_PAGE = 200
_DOCTYPES = (
    "Item", "Item Price", "Customer", "Address", "Contact",
    "Sales Order", "Delivery Note", "Sales Invoice", "Journal Entry",
)  # fmt: skip
_NUMBERS = frozenset({"Currency", "Float", "Percent"})
_TABLES = frozenset({"Table", "Table MultiSelect"})
_CANCELLED = 2


class _Place(msgspec.Struct, frozen=True, order=True):
    """A document in the order of its making, before it is read."""

    number: int
    name: str
    key: str


def documents(site: Site, *, doctype: str | None = None, key: str | None = None) -> Iterator[Held]:
    """What carries one of our keys there, and the Item Prices that our user saved for our Items.

    Of a document that was amended only the one that counts: not those that gave up their key, nor a cancelled one
    whose key another carries. Kinds that the site keeps without a key field are left out, and so are those that
    our user may not read unless one of them was asked for.
    """
    for kind in _DOCTYPES:
        if doctype in (None, kind):
            try:
                yield from _held(site, kind, key)
            except SiteRefused as refused:
                if doctype or refused.exc_type not in NOT_PERMITTED:
                    raise


def _held(site: Site, doctype: str, key: str | None) -> Iterator[Held]:
    meta = site.meta(doctype)
    pages = _price_pages(site, key) if doctype == "Item Price" else _keyed_pages(site, meta, key)
    for page in pages:
        jobs = (partial(_read, site, meta, place) for place in page)
        read = sorted(
            (one for one in run(jobs, site.client.width, kind=f"GET {doctype}") if one), key=lambda one: one[0]
        )
        yield from (held for _, held in read)


def _read(site: Site, meta: Meta, place: _Place) -> tuple[_Place, Held] | None:
    """The whole document; None if it was deleted since it was listed."""
    try:
        doc = record.whole(site.client, meta.name, place.name)
    except SiteRefused as refused:
        if refused.exc_type in LINK_MISSING:
            return None
        raise
    docstatus = int(doc.get("docstatus") or 0)
    money = _with_decimals(site, meta, doc)
    return place, Held(doctype=meta.name, name=place.name, key=place.key, docstatus=docstatus, doc=money)


def _with_decimals(site: Site, meta: Meta, doc: Mapping[str, Any]) -> dict[str, Any]:
    """Amounts as Decimal also where the site wrote a whole number."""
    known = meta.fields
    return {
        name: _value(site, known[name].fieldtype, known[name].options, value) if name in known else value
        for name, value in doc.items()
    }


def _value(site: Site, fieldtype: str, options: str, value: Any) -> Any:
    if fieldtype in _NUMBERS and isinstance(value, int):
        return Decimal(value)
    if fieldtype in _TABLES and isinstance(value, list):
        rows = site.meta(options)
        return [_with_decimals(site, rows, row) for row in value]
    return value


def _keyed_pages(site: Site, meta: Meta, key: str | None) -> Iterator[list[_Place]]:
    field = KEY_FIELDS[meta.name]
    if field not in meta.fields:
        return
    carrying: Filter = [field, "is", "set"] if key is None else [field, "=", key]
    for rows in _pages(site, meta.name, fields=(field, "docstatus"), filters=[carrying]):
        replaced = _replaced(site, meta, rows)
        places = (_Place(number, row["name"], row[field]) for number, row in enumerate(rows))
        yield [place for place in places if place.name not in replaced and key in (None, place.key)]


def _replaced(site: Site, meta: Meta, rows: list[dict[str, Any]]) -> set[str]:
    """The cancelled ones whose place another has taken: they gave up their key, or another carries it too."""
    field = KEY_FIELDS[meta.name]
    keys = {row["name"]: row[field] for row in rows if row["docstatus"] == _CANCELLED}
    if not keys or meta.fields[field].unique:
        return {name for name, key in keys.items() if is_retired(key)}
    living = lists.rows_by(
        site.client, meta.name, field, keys.values(), fields=(field,), filters=[["docstatus", "<", _CANCELLED]]
    )
    alive = {row[field] for row in living}
    return {name for name, key in keys.items() if key in alive or is_retired(key)}


def _price_pages(site: Site, key: str | None) -> Iterator[list[_Place]]:
    """An Item Price has no key field: SKU, price list and currency are its key. Others write some too."""
    if KEY_FIELDS["Item"] not in site.meta("Item").fields or (key is not None and key.count("|") < 2):
        return
    saved_by_us: list[Filter] = [["owner", "=", site.user], ["modified_by", "=", site.user]]
    filters: list[Filter] = [["selling", "=", 1], *_price_filters(site, key)]
    fields = ("item_code", "price_list", "currency", "customer")
    for rows in _pages(site, "Item Price", fields=fields, filters=filters, any_of=saved_by_us):
        skus = _skus(site, {row["item_code"] for row in rows})
        places = (
            _Place(number, row["name"], f"{skus[row['item_code']]}|{row['price_list']}|{row['currency']}")
            for number, row in enumerate(rows)
            if row["item_code"] in skus and not row["customer"]
        )
        yield [place for place in places if key in (None, place.key)]


def _price_filters(site: Site, key: str | None) -> list[Filter]:
    """What narrows the search for one key down."""
    if key is None:
        return []
    sku, price_list, currency = key.rsplit("|", 2)
    items = lists.rows_by(site.client, "Item", KEY_FIELDS["Item"], [sku], fields=("name",))
    codes = [row["name"] for row in items] or [""]
    return [["item_code", "in", codes], ["price_list", "=", price_list], ["currency", "=", currency]]


def _skus(site: Site, codes: set[str]) -> dict[str, str]:
    """Item code → SKU, of the Items that have one."""
    field = KEY_FIELDS["Item"]
    rows = lists.rows_by(site.client, "Item", "name", codes, fields=(field,), filters=[[field, "is", "set"]])
    return {row["name"]: row[field] for row in rows}


def _pages(
    site: Site, doctype: str, *, fields: tuple[str, ...], filters: list[Filter], any_of: Sequence[Filter] = ()
) -> Iterator[list[dict[str, Any]]]:
    """Rows page by page in the order of their making: what is made meanwhile comes last, nothing is left out."""
    last, passed = "", 0
    while True:
        asked = {
            "doctype": doctype,
            "fields": ["name", "creation", *fields],
            "filters": [*filters, ["creation", ">=", last]] if last else filters,
            "or_filters": list(any_of),
            "order_by": "creation asc, name asc",
            "limit_start": passed,
            "limit_page_length": _PAGE,
        }
        rows = site.client.ask("frappe.client.get_list", asked)
        yield rows
        if len(rows) < _PAGE:
            return
        newest = rows[-1]["creation"]
        together = sum(row["creation"] == newest for row in rows)
        last, passed = newest, together + (passed if newest == last else 0)
