"""Who bought → Customer, Address, Contact.

The Sales Order names its customer by `customer_id`, which depends on the buyer's key, a setting and the mapping
alone: when the person is erased here, a booked order stays as it is. The Sales Order names no address and no
contact: whether there is one is known only as long as the person is, so the name would vanish from a booked order
with the erasure, and an order first seen after it would name an address that never was. They point at the
customer instead, and the address carries the order's id.
"""

from __future__ import annotations

import re
from typing import Any

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import Address, Buyer, Order
from sellerbridge.documents.countries import country_name
from sellerbridge.documents.item import as_name
from sellerbridge.documents.mapping import Mappings
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import N_
from sellerbridge.settings import Settings

_NAME_LENGTH = 120
"""ERPNext names documents after people, adds the type of an address or a number, and takes 140 signs in all."""
_ERASED = "Erased buyer"
_NONE = "-"
"""Stands where Amazon names no street or town and ERPNext requires one."""

_BY_KEY, _BY_ORDER = "AMZ-", "Buyer - "
_PHONE_LENGTH = 20
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def customer_id(order: Order, *, settings: Settings, mapping: Mappings) -> str:
    """The Customer's document name: the marketplace's, the buyer's by key, or the order's own."""
    if settings.customers == "marketplace":
        return mapping.customer(order.marketplace_id) or f"Amazon {marketplace.code_of(order.marketplace_id)}"
    key = _key(order)
    return f"{_BY_ORDER}{key}" if key == order.order_id else f"{_BY_KEY}{key}"


def key_of(name: str) -> str:
    """The key of a Customer of ours by the name that `customer_id` gave it."""
    return name.removeprefix(_BY_KEY).removeprefix(_BY_ORDER)


def customer(order: Order, *, settings: Settings, mapping: Mappings) -> Outgoing | None:
    """The Customer; None where the user mapped the marketplace to one that the ERP has.

    A buyer without a key of their own has the order id as key, and "Buyer - <order id>" as name where Amazon
    tells none. Two people with the same name have two keys, and so are two Customers. A Customer without a name
    never takes one away: the person may be in the ERP already and be erased here since.
    """
    name = customer_id(order, settings=settings, mapping=mapping)
    if settings.customers == "marketplace":
        if mapping.customer(order.marketplace_id):
            return None
        return _customer(order, name, key=name, body=_grouped(name, settings, company=False), personal=False)
    buyer, key = order.buyer or Buyer(), _key(order)
    known = bool(buyer.name or buyer.company or buyer.email)
    nameless = _ERASED if not known and key != order.order_id else f"Buyer - {key}"
    label = _called(buyer.company) or _called(buyer.name) or nameless
    body = _grouped(label, settings, company=bool(buyer.company))
    if buyer.tax_id:
        body["tax_id"] = buyer.tax_id
    return _customer(order, name, key=key, body=body, personal=known or bool(buyer.tax_id))


def _called(name: str) -> str:
    """A person's name as ERPNext can name a document after it: what has < or > in it, it refuses."""
    return as_name(name)[:_NAME_LENGTH].rstrip()


def _key(order: Order) -> str:
    return order.buyer.key if order.buyer and order.buyer.key else order.order_id


def _grouped(label: str, settings: Settings, *, company: bool) -> dict[str, Any]:
    return {
        "customer_name": label,
        "customer_type": "Company" if company else settings.customer_type,
        "customer_group": settings.customer_group,
        "territory": settings.territory,
    }


def _customer(order: Order, name: str, *, key: str, body: dict[str, Any], personal: bool) -> Outgoing:
    told = N_("buyer's company, else name") if personal else N_("Amazon tells no name (or is not asked for it)")
    origins = {
        "customer_name": told,
        "customer_type": N_("Company for a buyer with a company name, else setting customer_type"),
        "customer_group": N_("setting customer_group"),
        "territory": N_("setting territory"),
        "tax_id": N_("tax registration of the buyer"),
        "amazon_buyer_key": N_("pseudonym of the buyer, or what stands for one"),
    }
    return Outgoing(
        kind="Customer",
        key=key,
        name=name,
        body=body | {"amazon_buyer_key": key},
        origins={field: origin for field, origin in origins.items() if field != "tax_id" or field in body},
        about=order.order_id,
        personal=personal,
        only_if_missing=not personal,
    )


def address(order: Order, *, settings: Settings, mapping: Mappings) -> Outgoing | None:
    """Where the order goes, with all its lines; None where Amazon tells no country (ERPNext requires one)."""
    to = order.recipient
    country = (to and to.country) or order.ship_country
    if to is None or not country:
        return None
    first, further = _lines(to)
    found = {
        "address_title": (_called(to.name) or _called(to.company) or order.order_id, N_("recipient's name")),
        "address_type": ("Shipping", N_("Amazon tells where it is delivered")),
        "is_shipping_address": (1, N_("Amazon tells where it is delivered")),
        "address_line1": (
            first or _NONE,
            "addressLine1" if first else N_("Amazon tells none; ERPNext requires one"),
        ),
        "address_line2": (further, N_("all further lines, joined")),
        "city": (to.city or _NONE, "city" if to.city else N_("Amazon tells none; ERPNext requires one")),
        "county": (to.district, "districtOrCounty"),
        "state": (to.region, "stateOrRegion"),
        "pincode": (to.postal_code, "postalCode"),
        "country": (country_name(country), f"countryCode {country}"),
        "phone": (phone(to.phone), N_("phone, as ERPNext can hold it")),
        "links": (_links(order, settings, mapping), N_("the order's customer")),
        "amazon_order_id": (order.order_id, "orderId"),
    }
    return Outgoing(
        kind="Address",
        key=order.order_id,
        name=f"{order.order_id}-Shipping",
        body={field: value for field, (value, _) in found.items() if value != ""},
        origins={field: origin for field, (value, origin) in found.items() if value != ""},
        about=order.order_id,
        personal=True,
    )


def _lines(to: Address) -> tuple[str, str]:
    """ERPNext has two lines: the first, and all others joined; a company comes before the street."""
    company = to.company if to.name else ""
    lines = [line.strip() for line in (company, *to.lines) if line.strip()]
    return (lines[0] if lines else ""), ", ".join(lines[1:])


def phone(text: str) -> str:
    """A telephone number of the signs that ERPNext takes, up to twenty, an extension after #; else nothing."""
    with_extension = re.sub(r"(?i)\s*(?:ext(?:ension)?\.?|x)\s*(?=\d)", "#", text.strip())
    if not re.fullmatch(r"[0-9 +()./#*-]*[0-9][0-9 +()./#*-]*", with_extension):
        return ""
    plain = with_extension.replace("/", "-")
    short = plain if len(plain) <= _PHONE_LENGTH else re.sub(r"[ ().-]", "", plain)
    return short if len(short) <= _PHONE_LENGTH else ""


def contact(order: Order, *, settings: Settings, mapping: Mappings) -> Outgoing | None:
    """How to reach the buyer; None without an e-mail that ERPNext takes, or for a shared customer."""
    buyer = order.buyer
    if buyer is None or settings.customers == "marketplace" or not _EMAIL.fullmatch(buyer.email):
        return None
    name = customer_id(order, settings=settings, mapping=mapping)
    return Outgoing(
        kind="Contact",
        key=_key(order),
        name=name,
        body={
            "first_name": _called(buyer.name) or name,
            "email_ids": [{"email_id": buyer.email, "is_primary": 1}],
            "links": _links(order, settings, mapping),
            "amazon_buyer_key": _key(order),
        },
        origins={
            "first_name": "buyerName",
            "email_ids": N_("buyerEmail (Amazon's relay)"),
            "links": N_("the customer"),
        },
        about=order.order_id,
        personal=True,
    )


def _links(order: Order, settings: Settings, mapping: Mappings) -> list[dict[str, str]]:
    name = customer_id(order, settings=settings, mapping=mapping)
    return [{"link_doctype": "Customer", "link_name": name}]
