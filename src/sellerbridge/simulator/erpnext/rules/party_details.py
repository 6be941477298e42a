"""What an order takes from its customer: group, language, price list, addresses and contact."""

from __future__ import annotations

from typing import Any

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.address_text import address_text
from sellerbridge.simulator.erpnext.session import Session


def set_party_details(doc: Document, session: Session) -> None:
    """Fill what is empty from the customer. Raises Refusal: 404 where there is no such customer.

    With several addresses of a kind the site takes whichever it finds first.
    """
    customer = session.load("Customer", doc.get("customer"))
    found = {
        "customer_name": customer.get("customer_name"),
        "customer_group": customer.get("customer_group"),
        "territory": customer.get("territory"),
        "language": customer.get("language"),
        "tax_id": customer.get("tax_id"),
        "tax_category": customer.get("tax_category") or "",
        "selling_price_list": customer.get("default_price_list") or _standard_price_list(session),
        "currency": customer.get("default_currency"),
        **_addresses(doc, customer, session),
        **_contact(doc, customer, session),
    }
    meta = session.meta(doc.doctype)
    for fieldname, value in found.items():
        if fieldname in meta.by_name and doc.get(fieldname) in (None, "") and value is not None:
            doc[fieldname] = value


def default_address(session: Session, customer: str) -> str | None:
    """The customer's address: the primary one if there is one."""
    return _first(_linked(session, "Address", customer), "is_primary_address")


def _addresses(doc: Document, customer: Document, session: Session) -> dict[str, Any]:
    billing = doc.get("customer_address") or default_address(session, customer.name)
    shipping = doc.get("shipping_address_name") or _shipping_address(session, customer.name)
    return {
        "customer_address": billing,
        "address_display": _text(session, billing),
        "shipping_address_name": shipping,
        "shipping_address": _text(session, shipping),
    }


def _shipping_address(session: Session, customer: str) -> str | None:
    found = [
        address
        for address in _linked(session, "Address", customer)
        if address["address_type"] == "Shipping" or address.get("is_shipping_address")
    ]
    return _first(found, "is_shipping_address")


def _contact(doc: Document, customer: Document, session: Session) -> dict[str, Any]:
    """Only a contact marked as primary or for billing is taken by itself."""
    marked = [
        contact
        for contact in _linked(session, "Contact", customer.name)
        if contact.get("is_primary_contact") or contact.get("is_billing_contact")
    ]
    name = doc.get("contact_person") or _first(marked, "is_primary_contact")
    contact = session.peek("Contact", name) if name else None
    if contact is None:
        return {}
    return {
        "contact_person": contact.name,
        "contact_display": contact.get("full_name"),
        "contact_email": contact.get("email_id"),
        "contact_mobile": contact.get("mobile_no"),
        "contact_phone": contact.get("phone"),
    }


def _linked(session: Session, doctype: str, customer: str) -> list[Document]:
    rows = session.scan_rows(doctype, "Dynamic Link", link_name=customer, link_doctype="Customer")
    return [parent for parent, _ in rows if not parent.get("disabled")]


def _first(found: list[Document], flag: str) -> str | None:
    preferred = sorted(found, key=lambda one: -int(one.get(flag) or 0))
    return preferred[0].name if preferred else None


def _text(session: Session, address: str | None) -> str | None:
    return address_text(session.load("Address", address)) if address else None


def _standard_price_list(session: Session) -> str | None:
    return session.single("Selling Settings").get("selling_price_list")
