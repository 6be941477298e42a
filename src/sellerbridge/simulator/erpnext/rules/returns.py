"""What may be given back of an invoice or a delivery."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from sellerbridge.simulator.erpnext.document import SUBMITTED, Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.fiscal_years import written
from sellerbridge.simulator.erpnext.rules.progress import percent_done
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, shown
from sellerbridge.simulator.erpnext.session import Session


def demand_returnable(doc: Document, session: Session) -> None:
    """Raises Refusal: the document given back is not there, or more is given back than is left of it."""
    against = doc.get("return_against")
    if not against:
        return
    original = session.peek(doc.doctype, against)
    if original is None or original.docstatus != SUBMITTED or original.get("customer") != doc.get("customer"):
        raise Thrown(f"Invalid Return Against: {against}", source=ERPNEXT)
    if _moment(doc) < _moment(original):
        raise Thrown(f"Posting timestamp must be after {_shown_moment(original, session)}", source=ERPNEXT)
    if original.number("conversion_rate") != doc.number("conversion_rate"):
        rate = shown(original.number("conversion_rate"))
        raise Thrown(f"Exchange Rate must be same as {doc.doctype} {against} ({rate})", source=ERPNEXT)
    given, returned = _by_item([original]), _by_item(_earlier(doc, session))
    for row in doc.rows("items"):
        _demand_row(row, doc, original, left=given[row["item_code"]] - abs(returned[row["item_code"]]))
    if not any(row.number("qty") < 0 for row in doc.rows("items")):
        text = "Atleast one item should be entered with negative quantity in return document"
        raise Thrown(text, source=ERPNEXT)


def tell_note(doc: Document, session: Session) -> None:
    """How much of the Delivery Note behind a submitted or cancelled return has come back (status_updater)."""
    note = session.get(doc.doctype, doc["return_against"]) if doc.get("return_against") else None
    if note is not None:
        back = returned_by_row(session, note, link="dn_detail")
        for row in note.rows("items"):
            row["returned_qty"] = back[row["name"]]
        note["per_returned"] = percent_done(note.rows("items"), quantity="stock_qty", done="returned_qty")
        session.update_row(note)


def returned_by_row(session: Session, original: Document, *, link: str) -> Mapping[str, Decimal]:
    """How much of each row of a document has been given back; `link` is what the returns' rows name it by."""
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for note in session.scan(original.doctype, return_against=original.name, docstatus=SUBMITTED):
        for row in note.rows("items"):
            found[row.text(link)] += abs(row.number("qty"))
    return found


def _demand_row(row: Document, doc: Document, original: Document, *, left: Decimal) -> None:
    same = [given for given in original.rows("items") if given["item_code"] == row["item_code"]]
    where = f"{doc.doctype} {original.name}"
    if not same:
        text = f"Row # {row['idx']}: Returned Item {row['item_code']} does not exist in {where}"
        raise Thrown(text, source=ERPNEXT)
    if row.number("qty") > 0:
        raise Thrown("Qty must be negative in return document", source=ERPNEXT)
    if abs(row.number("qty")) > left:
        raise Thrown(
            f"Row # {row['idx']}: Cannot return more than {shown(left)} for Item {row['item_code']}",
            kind="StockOverReturnError",
            module="erpnext.controllers.sales_and_purchase_return",
            source=ERPNEXT,
        )
    rate = max(given.number("rate") for given in same)
    if rate and row.number("rate") > rate:
        text = f"Row # {row['idx']}: Rate cannot be greater than the rate used in {where}"
        raise Thrown(text, source=ERPNEXT)


def _moment(doc: Document) -> str:
    """Texts that sort as the moments do."""
    hours, _, rest = (doc.text("posting_time") or "00:00:00").partition(":")
    return f"{doc.text('posting_date')} {hours.zfill(2)}:{rest}"


def _shown_moment(doc: Document, session: Session) -> str:
    return f"{written(session, doc.text('posting_date'))} {_moment(doc)[11:19]}"


def _earlier(doc: Document, session: Session) -> list[Document]:
    notes = session.scan(doc.doctype, return_against=doc["return_against"], docstatus=SUBMITTED)
    return [note for note in notes if note.get("is_return") and note.name != doc.name]


def _by_item(documents: list[Document]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for document in documents:
        for row in document.rows("items"):
            found[row["item_code"]] += row.number("qty")
    return found
