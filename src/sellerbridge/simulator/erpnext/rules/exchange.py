"""Rates between currencies: the order's and its price list's, from the stored Currency Exchange."""

from __future__ import annotations

from decimal import Decimal

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.rounding import ZERO
from sellerbridge.simulator.erpnext.session import Session

ONE = Decimal(1)


def set_rates(doc: Document, session: Session) -> None:
    """Fill currency, conversion rate and those of the price list; 1 for the company's own currency."""
    company_currency = company(doc, session).text("default_currency")
    day = doc.text("posting_date") or doc.text("transaction_date")
    price_list = doc.get("selling_price_list")
    if price_list:
        doc["price_list_currency"] = session.value("Price List", price_list, "currency")
        if doc["price_list_currency"] == company_currency:
            doc["plc_conversion_rate"] = ONE
        elif not doc.number("plc_conversion_rate"):
            rate = exchange_rate(session, doc.text("price_list_currency"), company_currency, day=day)
            doc["plc_conversion_rate"] = rate
    doc["currency"] = doc.get("currency") or doc.get("price_list_currency") or company_currency
    if doc["currency"] == company_currency:
        doc["conversion_rate"] = ONE
    elif not doc.number("conversion_rate"):
        doc["conversion_rate"] = exchange_rate(session, doc["currency"], company_currency, day=day)


def demand_rate(doc: Document, session: Session) -> None:
    """Raises Refusal: there is no conversion rate."""
    if not doc.number("conversion_rate"):
        to = company(doc, session).text("default_currency")
        raise Thrown(
            "Exchange Rate is mandatory. Maybe Currency Exchange record is not created for "
            f"{doc.text('currency')} to {to}.",
            source=ERPNEXT,
        )


def exchange_rate(session: Session, of: str, to: str, *, day: str) -> Decimal:
    """The newest stored selling rate up to that day; 0 and a message where there is none.

    This site reaches no rate service, which a real one would ask then.
    """
    if of == to:
        return ONE
    stored = [
        record
        for record in session.scan("Currency Exchange", from_currency=of, to_currency=to)
        if record.get("for_selling") and record.text("date") <= day
    ]
    if stored:
        return max(stored, key=lambda record: record.text("date")).number("exchange_rate")
    session.tell(
        f"Unable to find exchange rate for {of} to {to} for key date {day}. "
        "Please create a Currency Exchange record manually"
    )
    return ZERO


def company(doc: Document, session: Session) -> Document:
    """The document's company. Raises Refusal: 404."""
    return session.load("Company", doc.get("company"))
