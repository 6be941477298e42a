"""Own stock and selling prices, set as a person would in an ERP: Bin and Item Price."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.engine import Connection as Transaction

from sellerbridge.commerce import money
from sellerbridge.erp.books import rows
from sellerbridge.erp.books.adapter import Books
from sellerbridge.erp.books.checks import Doc
from sellerbridge.erp.books.decisions import DRAFT, Create, Known, Rewrite, Wanted
from sellerbridge.erp.books.naming import folded
from sellerbridge.errors import Usage


def set_stock(books: Books, sku_or_item: str, *, qty: Decimal, warehouse: str = "") -> Doc:
    """Set what lies in a warehouse (the setting's without one); answers the Bin.

    Raises Usage for an unknown item or warehouse, or a quantity that is not zero or a whole number above it.
    """
    if not qty.is_finite() or qty < 0 or qty % 1:
        raise Usage("A quantity is a whole number from 0, not {qty}.", qty=qty)
    with books.database.transaction() as transaction:
        item = _item(transaction, books, sku_or_item)
        place = _named(transaction, books, "Warehouse", warehouse or books.settings.warehouse)
        doc = {
            "item_code": item.name,
            "warehouse": place.name,
            "actual_qty": qty,
            "stock_uom": item.doc["stock_uom"],
        }
        return _put(transaction, books, "Bin", item=item, place=f"|{place.name}", doc=doc)


def set_price(books: Books, sku_or_item: str, *, amount: Decimal, price_list: str = "") -> Doc:
    """Set a selling price in a price list (the setting's without one) and its currency; answers the Item Price.

    From then on Amazon's price does not replace it: where the two differ, a problem asks the person.
    Raises Usage for an unknown item or price list, or an amount that the currency cannot have.
    """
    with books.database.transaction() as transaction:
        item = _item(transaction, books, sku_or_item)
        place = _named(transaction, books, "Price List", price_list or books.settings.price_list)
        currency: str = place.doc["currency"]
        if not amount.is_finite() or amount < 0 or not money.is_exact(amount, currency):
            raise Usage(
                "A price in {currency} is not below zero and a multiple of {unit}.",
                currency=currency,
                unit=money.smallest_unit(currency),
            )
        doc = {
            "item_code": item.name,
            "price_list": place.name,
            "currency": currency,
            "uom": item.doc["stock_uom"],
            "selling": 1,
            "price_list_rate": amount,
        }
        return _put(transaction, books, "Item Price", item=item, place=f"|{place.name}|{currency}", doc=doc)


def _item(transaction: Transaction, books: Books, sku_or_item: str) -> Known:
    by_key = rows.known(transaction, books.bodies, {"Item": [sku_or_item]})
    return by_key.get(("Item", sku_or_item)) or _named(transaction, books, "Item", sku_or_item)


def _named(transaction: Transaction, books: Books, kind: str, name: str) -> Known:
    found = rows.named(transaction, books.bodies, kind, [folded(name)]).get(folded(name))
    if found is None:
        raise Usage(
            "There is no {kind} {name!r} in the books. Those there are: sellerbridge documents --doctype"
            ' "{kind}" (the first sync makes them).',
            kind=kind,
            name=name,
        )
    return found


def _put(transaction: Transaction, books: Books, kind: str, *, item: Known, place: str, doc: Doc) -> Doc:
    """Write what the person set over what is there, and remember what came from Amazon.

    Key and name are made as `documents` makes them for an Item Price: of the SKU, and of the item code.
    """
    key = f"{item.key}{place}"
    known = rows.known(transaction, books.bodies, {kind: [key]}).get((kind, key))
    before, brought = (known.doc, known.doc if known.brought is None else known.brought) if known else ({}, {})
    merged = doc | before | {field: doc[field] for field in ("price_list_rate", "actual_qty") if field in doc}
    wanted = Wanted(kind=kind, key=key, name=f"{item.name}{place}", docstatus=DRAFT, doc=merged, personal=False)
    writing = books.writing()
    if known is None:
        writing.add(Create(wanted, brought))
    else:
        writing.add(
            Rewrite(known=known, wanted=wanted, doc=merged, brought=brought if merged != brought else None)
        )
    writing.run(transaction)
    return merged
