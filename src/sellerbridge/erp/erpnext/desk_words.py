"""How the desk calls doctypes and roles, in sentences: each language says them as its desk does."""

from __future__ import annotations

from collections.abc import Iterable

from sellerbridge.sentences import N_, Sentence, joined

DOCTYPES = (
    N_("Account"),
    N_("Accounts Settings"),
    N_("Address"),
    N_("Brand"),
    N_("Company"),
    N_("Contact"),
    N_("Contact Email"),
    N_("Currency Exchange"),
    N_("Customer"),
    N_("Customer Group"),
    N_("Delivery Note"),
    N_("Delivery Note Item"),
    N_("Dynamic Link"),
    N_("Fiscal Year"),
    N_("Item"),
    N_("Item Barcode"),
    N_("Item Group"),
    N_("Item Price"),
    N_("Journal Entry"),
    N_("Journal Entry Account"),
    N_("Manufacturer"),
    N_("Price List"),
    N_("Sales Invoice"),
    N_("Sales Invoice Item"),
    N_("Sales Order"),
    N_("Sales Order Item"),
    N_("Sales Taxes and Charges"),
    N_("Selling Settings"),
    N_("Stock Settings"),
    N_("Territory"),
    N_("UOM"),
    N_("Warehouse"),
)
ROLES = (
    N_("Accounts User"),
    N_("Item Manager"),
    N_("Sales Manager"),
    N_("Sales Master Manager"),
    N_("Sales User"),
    N_("Stock Manager"),
    N_("Stock User"),
    N_("System Manager"),
)


def named(doctype: str) -> Sentence:
    """A doctype or role in a sentence."""
    return Sentence(doctype)


def listed(names: Iterable[str]) -> str:
    """Several of them."""
    return joined(map(named, names), by=", ")
