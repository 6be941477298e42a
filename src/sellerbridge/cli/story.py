"""An order's story as text: what happened, what came of it, where each figure is from, what needs a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sellerbridge.cli import output
from sellerbridge.cli.problems import told

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.console import Console, RenderableType
    from rich.table import Table

    from sellerbridge.commerce.order import Order, OrderLine
    from sellerbridge.desk.explain import ExplainedDocument, Explanation, Field
    from sellerbridge.desk.money.order_money import OrderMoney

_FIRST = "Sales Order"
"""The document that a person looks for; the others are told in a line each."""
_ASKED_FOR = frozenset(
    {
        "customer",
        "transaction_date",
        "delivery_date",
        "set_warehouse",
        "conversion_rate",
        "selling_price_list",
        "items",
        "taxes",
        "grand_total",
    }
)
"""Its fields that people ask about; the rest follows from these."""

_STATES = {"due": "waiting", "sending": "in doubt", "delivered": "in the ERP"}
"""For people, to whom "delivered" is a parcel's word."""

_CANCELLED = 2
_LEFT = "\nA person decided to leave it so. Should Amazon change it, it is looked at again."


def tell(page: Console, explanation: Explanation) -> None:
    """Write the story."""
    order = explanation.order
    page.print(_headline(order), style="bold")
    page.print(_figures(order))
    _chapter(page, "What happened", output.table("time (UTC)", "what", rows=_events(explanation)))
    _chapter(page, "What Amazon sold", _lines(order))
    if explanation.documents:
        _chapter(page, "What came of it", _documents(explanation))
    for document in explanation.documents:
        if document.doctype == _FIRST and document.doc.get("items"):
            _chapter(page, f"{document.doctype} {document.name}", _rows(document))
    if explanation.money is not None:
        _chapter(page, "Where the money went", _money(explanation.money))
        for sentence in explanation.money.missing:
            page.print(sentence)
    told_fields = [f for f in explanation.fields if f.document.startswith(_FIRST) and f.field in _ASKED_FOR]
    if told_fields:
        _chapter(page, "Where that is from", _fields(told_fields))
        page.print("Every field: --json", style="dim")
    if explanation.problems:
        page.print("\nWhat needs you", style="bold cyan")
    for problem in explanation.problems:
        told(page, problem.message, problem.remedy)
    for note in explanation.notes:
        page.print(f"\n{note}", style="yellow")
    page.print(_ending(explanation), style="bold")


def _chapter(page: Console, title: str, told: RenderableType) -> None:
    page.print()
    page.print(title, style="bold cyan")
    page.print(told)


def _headline(order: Order) -> str:
    from sellerbridge.commerce import marketplace

    site = marketplace.known(order.marketplace_id)
    place = site.domain if site else order.marketplace_id
    shipper = {"AMAZON": "shipped by Amazon", "MERCHANT": "shipped by you"}.get(order.fulfilled_by, "")
    return " · ".join(part for part in (f"Order {order.order_id}", place, order.status, shipper) if part)


def _figures(order: Order) -> str:
    total = "no total yet" if order.total is None else output.amount(order.total, order.currency)
    ordered, changed = output.moment(order.purchased_at), output.moment(order.updated_at)
    return f"Ordered {ordered} UTC, last changed {changed} UTC · {total}"


def _events(explanation: Explanation) -> Iterable[tuple[str, str]]:
    return ((output.moment(event.time), event.what) for event in explanation.events)


def _lines(order: Order) -> Table:
    rows = (
        (
            line.quantity,
            line.sku,
            _parts(line),
            "" if line.total is None else output.amount(line.total, order.currency),
        )
        for line in order.lines
    )
    return output.table("qty", "SKU", "parts", "total", rows=rows, numbers=("qty", "total"))


def _parts(line: OrderLine) -> str:
    """A line's charges; the tax set apart where Amazon's total shows that the others contain it."""
    from sellerbridge.documents.tax import signed

    others = [charge for charge in line.charges if charge.type != "TAX"]
    told = ", ".join(f"{charge.type} {signed(charge):f}" for charge in others)
    tax = ", ".join(f"TAX {charge.amount:f}" for charge in line.charges if charge.type == "TAX")
    inside = line.total == sum(signed(charge) for charge in others)
    return f"{told} (containing {tax})" if tax and inside else ", ".join(part for part in (told, tax) if part)


def _documents(explanation: Explanation) -> Table:
    rows = (
        (
            _called(document),
            document.name,
            _state(document),
            output.amount(document.doc["grand_total"], document.doc.get("currency", ""))
            if "grand_total" in document.doc
            else document.message,
        )
        for document in explanation.documents
    )
    return output.table("document", "name", "state", "", rows=rows)


def _called(document: ExplainedDocument) -> str:
    """Its doctype; ERPNext has credit notes and returns among invoices and notes."""
    returned = {"Sales Invoice": "Credit note", "Delivery Note": "Return"}
    return returned.get(document.doctype, document.doctype) if document.doc.get("is_return") else document.doctype


def _state(document: ExplainedDocument) -> str:
    if _cancelled_by_hand(document):
        return "cancelled there"
    return _STATES.get(document.state, document.state)


def _cancelled_by_hand(document: ExplainedDocument) -> bool:
    return document.docstatus == _CANCELLED and document.state == "delivered"


def _fields(fields: Iterable[Field]) -> Table:
    rows = ((field.field, _brief(field.value), field.source) for field in fields)
    return output.table("field", "value", "from", rows=rows)


def _rows(document: ExplainedDocument) -> Table:
    """Items, then taxes and charges, then what they add up to."""
    doc = document.doc
    currency = doc.get("currency", "")
    rows: list[tuple[str, ...]] = [
        (
            _count(row["qty"]),
            row["item_code"],
            output.money(row["rate"], currency),
            output.money(row["amount"], currency),
        )
        for row in doc["items"]
    ]
    rows += [
        ("", row["description"], "", output.money(row["tax_amount"], currency)) for row in doc.get("taxes", ())
    ]
    rows.append(("", "grand total", "", output.amount(doc["grand_total"], currency)))
    return output.table("qty", "item or charge", "rate", "amount", rows=rows, numbers=("qty", "rate", "amount"))


def _money(money: OrderMoney) -> Table:
    """From the buyer's price down to what is left, then how that reached the bank."""
    rows = [(f"buyer: {part.what}", part.amount, "") for part in money.buyer]
    if money.remitted:
        rows.append(("tax that Amazon pays to the state", money.remitted, ""))
    rows += [(f"Amazon keeps: {part.what}", part.amount, "") for part in money.fees]
    rows.append(("yours", money.net, ""))
    for payout in money.payouts:
        how = "paid out" if payout.to_bank else "carried over"
        entries = ", ".join(payout.entries) or "not booked yet"
        day = payout.deposited.date().isoformat()
        rows.append((f"settlement {payout.settlement_id}, {how} {day}", payout.amount, entries))
    if money.open:
        rows.append(("still with Amazon", money.open, ""))
    shown = ((what, output.amount(amount, money.currency), entry) for what, amount, entry in rows)
    return output.table("what", "amount", "entry", rows=shown, numbers=("amount",))


def _count(quantity: Decimal | int) -> str:
    """Pieces, without the zeros that an ERP puts behind them."""
    whole = int(quantity)
    return str(whole if whole == quantity else quantity)


def _brief(value: Any) -> str:
    """A value in one cell; a table of rows by their number."""
    if isinstance(value, list):
        return f"{len(value)} {'row' if len(value) == 1 else 'rows'}"
    return "" if value is None else str(output.plain(value))


def _ending(explanation: Explanation) -> str:
    """How it stands, in a sentence."""
    from sellerbridge.documents.order import why_not_booked

    if explanation.problems:
        return "\nIt is held until that is mended."
    reason = why_not_booked(explanation.order)
    if reason and not explanation.documents:
        return f"\n{reason}"
    open_ones = [d for d in explanation.documents if d.state in {"due", "sending"}]
    if open_ones:
        return f"\n{len(open_ones)} documents are still to be delivered: sellerbridge sync orders"
    if not explanation.documents:
        return _LEFT if explanation.decisions else "\nIt is not booked yet: sellerbridge sync orders"
    if any(map(_cancelled_by_hand, explanation.documents)):
        return "\nIt was cancelled in the ERP by hand, and stays so unless Amazon changes it."
    return "\nEverything is in the ERP."
