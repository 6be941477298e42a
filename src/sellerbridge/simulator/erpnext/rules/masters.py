"""Small records with a name made of their parts: exchange rates and tax templates."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.session import Rule, Session


class CurrencyExchange(Rule):
    """A rate from a day on, for selling, buying or both."""

    def autoname(self, doc: Document, session: Session) -> str:
        """Day, both currencies, and what it is for."""
        doc["date"] = doc.get("date") or session.today
        uses = [use for use, field in (("Selling", "for_selling"), ("Buying", "for_buying")) if doc.get(field)]
        return "-".join([doc["date"], doc.text("from_currency"), doc.text("to_currency"), *uses])

    def validate(self, doc: Document, session: Session) -> None:  # noqa: ARG002 - Rule's signature
        """Two currencies and a use."""
        if doc["from_currency"] == doc["to_currency"]:
            raise Thrown("From Currency and To Currency cannot be same", source=ERPNEXT)
        if not doc.get("for_selling") and not doc.get("for_buying"):
            raise Thrown("Currency Exchange must be applicable for Buying or for Selling.", source=ERPNEXT)


class SalesTaxesAndChargesTemplate(Rule):
    """Rows to be copied into an order."""

    def autoname(self, doc: Document, session: Session) -> str:
        """Title and company."""
        return f"{doc['title']} - {session.value('Company', doc['company'], 'abbr')}"


RULES: Mapping[str, Rule] = {
    "Currency Exchange": CurrencyExchange(),
    "Sales Taxes and Charges Template": SalesTaxesAndChargesTemplate(),
}
