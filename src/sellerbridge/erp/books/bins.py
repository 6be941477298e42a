"""What notes take from and put into warehouses, as Bins show it.

A Bin may fall below zero here, where ERPNext would refuse: what lies in Amazon's warehouses is not read yet, so
its figure is what left since the last count that a person gave (`books stock`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.engine import Connection as Transaction

from sellerbridge.commerce.money import ZERO
from sellerbridge.erp.books import rows
from sellerbridge.erp.books.bodies import Bodies
from sellerbridge.erp.books.decisions import DRAFT, Change, Create, Known, Rewrite, Wanted
from sellerbridge.erp.books.naming import folded

BIN = "Bin"

Moves = Mapping[tuple[str, str], Decimal]
"""(item code, warehouse) → quantity; below zero what is taken."""


def moved(transaction: Transaction, bodies: Bodies, moves: Moves) -> list[Change]:
    """The changes that put the Bins where these moves leave them."""
    sums: dict[str, Decimal] = {}
    places: dict[str, tuple[str, str]] = {}
    for (item_code, warehouse), quantity in moves.items():
        name = folded(_name(item_code, warehouse))
        sums[name] = sums.get(name, ZERO) + quantity
        places[name] = item_code, warehouse
    changed = [name for name, quantity in sums.items() if quantity]
    held = rows.named(transaction, bodies, BIN, changed)
    new = [name for name in changed if name not in held]
    items = rows.named(transaction, bodies, "Item", [folded(places[name][0]) for name in new])
    made: list[Change] = [_made(items[folded(places[name][0])], places[name][1], sums[name]) for name in new]
    return made + [_changed(known, sums[name]) for name, known in held.items()]


def _name(item_code: str, warehouse: str) -> str:
    return f"{item_code}|{warehouse}"


def _made(item: Known, warehouse: str, quantity: Decimal) -> Create:
    doc = {
        "item_code": item.name,
        "warehouse": warehouse,
        "actual_qty": quantity,
        "stock_uom": item.doc["stock_uom"],
    }
    key, name = _name(item.key, warehouse), _name(item.name, warehouse)
    return Create(Wanted(kind=BIN, key=key, name=name, docstatus=DRAFT, doc=doc, personal=False))


def _changed(known: Known, quantity: Decimal) -> Rewrite:
    doc = known.doc | {"actual_qty": known.doc["actual_qty"] + quantity}
    wanted = Wanted(kind=BIN, key=known.key, name=known.name, docstatus=DRAFT, doc=doc, personal=False)
    return Rewrite(known=known, wanted=wanted, doc=doc, brought=known.brought)
