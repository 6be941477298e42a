"""Customer and Supplier: named by their names, with a number behind a name that is taken."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.collation import folded
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.naming import from_series
from sellerbridge.simulator.erpnext.session import Rule, Session


class Customer(Rule):
    """Two customers of one name are two customers."""

    def autoname(self, doc: Document, session: Session) -> str:
        """The customer's name, or a series where there is none (which is refused later) or the site wants one."""
        wanted = doc.text("customer_name").strip()
        if session.single("Selling Settings").get("cust_master_name") == "Naming Series" or not wanted:
            return from_series(session, doc.text("naming_series"))
        if session.peek("Customer", wanted) is None:
            return wanted
        name = f"{wanted} - {_last_number(session, wanted) + 1}"
        session.tell(
            f"Changed customer name to '{name}' as '{wanted}' already exists.", title="Note", indicator="yellow"
        )
        return name


class Supplier(Rule):
    """A supplier of one's own company alone may represent one."""

    def autoname(self, doc: Document, session: Session) -> str | None:  # noqa: ARG002 - Rule's signature
        """The supplier's name."""
        return doc.get("supplier_name")

    def validate(self, doc: Document, session: Session) -> None:  # noqa: ARG002 - Rule's signature
        """No company behind others."""
        if not doc.get("is_internal_supplier"):
            doc["represents_company"] = ""


def _last_number(session: Session, wanted: str) -> int:
    """The highest number behind " - " after this name."""
    stem = f"{folded(wanted)} - "
    same = (folded(other.name) for other in session.scan("Customer", customer_name=wanted))
    numbers = (name.removeprefix(stem) for name in same if name.startswith(stem))
    return max((int(number) for number in numbers if number.isdigit()), default=0)


RULES: Mapping[str, Rule] = {"Customer": Customer(), "Supplier": Supplier()}
