"""Not more is delivered, invoiced or taken back than there is: quantities and amounts between documents.

As ERPNext's status updater and its checks of returns do it, order item by order item. Pure: everything that is
compared is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from sellerbridge.commerce.money import ZERO, smallest_unit
from sellerbridge.erp.books.checks import Doc, refused
from sellerbridge.erp.books.decisions import Known

_ALIKE = ("customer", "company", "currency")

Mark = tuple[str, str]
"""An order item: Amazon's id of it, and the item it is."""


def check(doc: Doc, source: Known, *, field: str, siblings: Iterable[Doc]) -> None:
    """Hold the rows that refer to `source` by `field` to what is left of it after its other documents.

    A return's rows are all held to the document it returns, and so is its total. Raises Refused.
    """
    if field == "return_against":
        _check_return(doc, source, [other for other in siblings if other.get("is_return")])
    elif not doc.get("is_return"):
        _check_alike(doc, source)
        others = [row for other in siblings if not other.get("is_return") for row in _rows(other, field, source)]
        _check_room([*_rows(doc, field, source)], source, others)


def _check_alike(doc: Doc, source: Known, fields: tuple[str, ...] = _ALIKE) -> None:
    for field in fields:
        if doc[field] != source.doc[field]:
            raise refused(
                "{field} is {here}, but {there} in the {kind} {name}.",
                field=field,
                here=doc[field],
                there=source.doc[field],
                kind=source.kind,
                name=source.name,
            )


def _rows(doc: Doc, field: str, source: Known) -> Iterator[Doc]:
    return (row for row in doc["items"] if row.get(field) == source.name)


def _check_room(wanted: list[Doc], source: Known, others: list[Doc]) -> None:
    there, gone, asked = (_sums(rows) for rows in (source.doc["items"], others, wanted))
    for mark, (quantity, amount) in asked.items():
        has, had = there.get(mark), gone.get(mark, (ZERO, ZERO))
        if has is None:
            raise refused(
                "{item} is in no row of the {kind} {name} for that order item.",
                item=mark[1],
                kind=source.kind,
                name=source.name,
            )
        for what, more, whole, before in (("qty", quantity, has[0], had[0]), ("amount", amount, has[1], had[1])):
            if abs(before + more) > abs(whole):
                raise refused(
                    "{item}: {what} {more} is more than what is left of {whole} in the {kind} {name}, after"
                    " {before} in other documents.",
                    item=mark[1],
                    what=what,
                    more=abs(more),
                    whole=abs(whole),
                    kind=source.kind,
                    name=source.name,
                    before=abs(before),
                )


def _sums(rows: Iterable[Doc]) -> dict[Mark, tuple[Decimal, Decimal]]:
    sums: dict[Mark, tuple[Decimal, Decimal]] = {}
    for row in rows:
        mark = _mark(row)
        quantity, amount = sums.get(mark, (ZERO, ZERO))
        sums[mark] = quantity + row["qty"], amount + row["amount"]
    return sums


def _mark(row: Doc) -> Mark:
    return row.get("amazon_order_item_id") or "", row["item_code"]


def _check_return(doc: Doc, source: Known, others: list[Doc]) -> None:
    _check_alike(doc, source, (*_ALIKE, "conversion_rate"))
    if source.doc.get("is_return"):
        raise refused(
            "{kind} {name} is a return itself, which cannot be returned.", kind=source.kind, name=source.name
        )
    if doc["posting_date"] < source.doc["posting_date"]:
        raise refused(
            "posting_date {posting_date} is before that of the {kind} {name} ({day}).",
            posting_date=doc["posting_date"],
            kind=source.kind,
            name=source.name,
            day=source.doc["posting_date"],
        )
    _check_rates(doc, source)
    _check_room(doc["items"], source, [row for other in others for row in other["items"]])
    if source.kind != "Delivery Note":  # goods that come back do not carry the discount of their sale
        _check_total(doc, source, others)


def _check_rates(doc: Doc, source: Known) -> None:
    dearest: dict[Mark, Decimal] = {}
    for row in source.doc["items"]:
        dearest[_mark(row)] = max(row["rate"], dearest.get(_mark(row), row["rate"]))
    for row in doc["items"]:
        highest = dearest.get(_mark(row), row["rate"])
        if row["rate"] > highest:
            raise refused(
                "{item_code}: rate {rate} is above the {highest} of the {kind} {name}.",
                item_code=row["item_code"],
                rate=row["rate"],
                highest=highest,
                kind=source.kind,
                name=source.name,
            )


def _check_total(doc: Doc, source: Known, others: list[Doc]) -> None:
    before = -sum((other["grand_total"] for other in others), ZERO)
    # Net and tax of a piece are rounded at each return; ERPNext compares no totals of returns at all.
    rounding = smallest_unit(doc["currency"]) * sum(row["qty"] for row in source.doc["items"])
    if before - doc["grand_total"] > source.doc["grand_total"] + rounding:
        raise refused(
            "grand_total {grand_total} returns more than what is left of {whole} in the {kind}"
            " {name}, after {before} in other returns.",
            grand_total=doc["grand_total"],
            whole=source.doc["grand_total"],
            kind=source.kind,
            name=source.name,
            before=before,
        )
