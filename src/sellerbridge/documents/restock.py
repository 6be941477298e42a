"""A received return of FBA goods → a Delivery Note that puts them back on stock, against the one that sent them.

Goods in any other state than sellable get none: the warehouse of FBA counts what can be sold, and Amazon keeps the
rest apart until it is removed or paid for. A refund never restocks. The order itself stays delivered: the rows
name no Sales Order, for else the ERP would reserve the pieces once more (its delivered quantity goes down).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import Order
from sellerbridge.commerce.returned import Returned
from sellerbridge.documents.fulfilment import DELIVERY_NOTE
from sellerbridge.documents.sale import Body, day_of, in_order
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import N_, Sentence, joined
from sellerbridge.settings import Settings

Bodies = Mapping[str, Mapping[str, Any]]
"""Documents' bodies by key."""

_LAST_OF_THE_DAY = "23:59:59"
"""ERPNext takes no return that is posted before its Delivery Note, and tells hours where none are given."""
_LIKE_THE_NOTE = (
    "customer", "company", "currency", "conversion_rate", "selling_price_list", "price_list_currency",
    "plc_conversion_rate", "ignore_pricing_rule", "disable_rounded_total", "set_posting_time", "set_warehouse",
    "po_no", "amazon_order_id", "marketplace_id",
)  # fmt: skip
_ROW_LIKE_THE_NOTES = (
    "item_code", "uom", "conversion_factor", "rate", "price_list_rate", "warehouse", "amazon_order_item_id"
)  # fmt: skip


class Restocked(msgspec.Struct, frozen=True, kw_only=True):
    """The documents of an order's returns; and why some pieces found no place, if so."""

    documents: tuple[Outgoing, ...] = ()
    unplaced: Hold | None = None


class _Left(msgspec.Struct):
    """A row of a Delivery Note, by its key, and how many of its pieces have not come back yet."""

    note: str
    row: Mapping[str, Any]
    pieces: int


def restock(order: Order, returns: Sequence[Returned], notes: Bodies, *, settings: Settings) -> Restocked:
    """What the ERP should hold of an order's returns; `notes` are its Delivery Notes, the oldest first.

    Each return takes pieces of its SKU (else of its ASIN) from the notes in their order, and each one's place is
    the same whatever comes later. More than was delivered is never invented: it is `return-unplaced`.
    """
    left = [
        _Left(note=key, row=row, pieces=int(row["qty"])) for key, body in notes.items() for row in body["items"]
    ]
    documents: list[Outgoing] = []
    missing: list[Returned] = []
    for returned in sorted(returns, key=lambda one: one.number):
        taken, over = _taken(returned, _candidates(order, returned, left))
        if over:
            missing.append(msgspec.structs.replace(returned, quantity=over))
        if returned.sellable:
            documents += _documents(returned, taken, notes, settings=settings)
        else:
            documents.append(_none_of(returned))
    return Restocked(documents=tuple(documents), unplaced=_unplaced(missing))


def _candidates(order: Order, returned: Returned, left: Sequence[_Left]) -> list[_Left]:
    lines = {line.line_id for line in order.lines if line.sku == returned.sku}
    lines = lines or {line.line_id for line in order.lines if returned.asin and line.asin == returned.asin}
    return [one for one in left if one.row["amazon_order_item_id"] in lines]


def _taken(returned: Returned, candidates: Sequence[_Left]) -> tuple[list[tuple[_Left, int]], int]:
    """Rows with the pieces that came back of each, and how many pieces are over."""
    taken, wanted = list[tuple[_Left, int]](), returned.quantity
    for one in candidates:
        pieces = min(wanted, one.pieces)
        if pieces:
            taken.append((one, pieces))
            one.pieces -= pieces
            wanted -= pieces
    return taken, wanted


def _documents(
    returned: Returned, taken: Sequence[tuple[_Left, int]], notes: Bodies, *, settings: Settings
) -> Iterator[Outgoing]:
    """One for each note that the pieces went out with; usually that is one."""
    for number, against in enumerate(dict.fromkeys(one.note for one, _ in taken), start=1):
        rows = [_row(one.row, pieces) for one, pieces in taken if one.note == against]
        key = _key(returned) if number == 1 else f"{_key(returned)}.{number}"
        head = {"docstatus": 1, "is_return": 1, "return_against": against, "amazon_shipment_id": key}
        body = head | _body(returned, notes[against], rows, settings=settings)
        yield _document(returned, key, body, _origins(body))


def _none_of(returned: Returned) -> Outgoing:
    """No stock came of it, and none is left of it where Amazon first said that it is sellable."""
    origins = {"docstatus": f"detailed-disposition {returned.disposition}"}
    return _document(returned, _key(returned), {"docstatus": 2}, origins)


def _key(returned: Returned) -> str:
    return f"{returned.order_id}-R{returned.number}"


def _document(returned: Returned, key: str, body: Body, origins: Mapping[str, str]) -> Outgoing:
    return Outgoing(kind=DELIVERY_NOTE, key=key, name=key, body=body, origins=origins, about=returned.order_id)


def _body(returned: Returned, note: Mapping[str, Any], rows: list[Body], *, settings: Settings) -> Body:
    # Amazon's order may be dated by a change that came after the return.
    day = max(day_of(returned.received_at).isoformat(), note["posting_date"])
    return {
        **{field: note[field] for field in _LIKE_THE_NOTE if field in note},
        "posting_date": day,
        "posting_time": _LAST_OF_THE_DAY,
        "items": in_order(rows),
        "taxes": [],
        **_totals(rows, Decimal(note["conversion_rate"]), currency=note["currency"], settings=settings),
    }


def _row(row: Mapping[str, Any], pieces: int) -> Body:
    kept = {field: row[field] for field in _ROW_LIKE_THE_NOTES if field in row}
    return {**kept, "qty": -pieces, "amount": Decimal(row["rate"]) * -pieces}


def _totals(rows: Sequence[Body], conversion_rate: Decimal, *, currency: str, settings: Settings) -> Body:
    """As ERPNext adds up what has no charges: in company currency row by row."""

    def based(amount: Decimal) -> Decimal:
        return money.rounded(amount * conversion_rate, settings.company_currency)

    net = money.rounded(sum((row["amount"] for row in rows), ZERO), currency)
    base = sum((based(row["amount"]) for row in rows), based(ZERO))
    return {
        "total": net,
        "net_total": net,
        "total_taxes_and_charges": money.rounded(ZERO, currency),
        "grand_total": net,
        "base_total": base,
        "base_net_total": base,
        "base_total_taxes_and_charges": based(ZERO),
        "base_grand_total": base,
    }


def _origins(body: Mapping[str, Any]) -> dict[str, str]:
    found = dict.fromkeys(body, N_("sum of the items"))
    found |= dict.fromkeys(_LIKE_THE_NOTE, N_("as in the Delivery Note that it is against"))
    found |= {
        "docstatus": N_("Amazon received the goods: submitted"),
        "is_return": N_("FBA customer returns report"),
        "return_against": N_("the Delivery Note that the pieces went out with"),
        "amazon_shipment_id": N_("order-id and the number of the return within the order"),
        "posting_date": N_("return-date, its day in UTC; not before the Delivery Note"),
        "posting_time": N_("the end of that day, so that it is after the Delivery Note"),
        "items": N_("sku and quantity of the return, at the rates of the Delivery Note"),
        "taxes": N_("none: the refund has its own credit note"),
        "total_taxes_and_charges": N_("none"),
        "base_total_taxes_and_charges": N_("none"),
    }
    return {field: origin for field, origin in found.items() if field in body}


def _unplaced(missing: Sequence[Returned]) -> Hold | None:
    if not missing:
        return None
    pieces = joined(
        (Sentence("{number} of {sku}", number=one.quantity, sku=one.sku or one.asin) for one in missing), by=", "
    )
    days = ", ".join(sorted({day_of(one.received_at).isoformat() for one in missing}))
    return Hold("return-unplaced", pieces=pieces, date=days)
