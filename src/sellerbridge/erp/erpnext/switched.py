"""Which documents of fulfilment and of money the settings ask of a site."""

from __future__ import annotations

from sellerbridge.settings import Settings

DELIVERY_NOTE, INVOICE, JOURNAL_ENTRY = "Delivery Note", "Sales Invoice", "Journal Entry"
SWITCHED = (DELIVERY_NOTE, INVOICE, JOURNAL_ENTRY)
"""The doctypes that a site may do without: a switch of the settings is behind each."""


def switched_on(settings: Settings) -> tuple[str, ...]:
    """Those that are written. On `auto` a switch is off here: others work on the site too (adapter.py)."""
    switches = {
        DELIVERY_NOTE: settings.switch("delivery_notes") == "on",
        INVOICE: settings.switch("invoices") == "on",
        JOURNAL_ENTRY: settings.taxes_and_charges == "settlement",
    }
    return tuple(doctype for doctype in SWITCHED if switches[doctype])


def only(switch: str) -> tuple[str, ...]:
    """The doctypes that a fault about these keeps back; none: all of them."""
    return (switch,) if switch else ()


def switch_of(doctype: str) -> str:
    """The doctype, itself or the one that its rows belong to, that a switch decides about; "" for the others."""
    parent = doctype.removesuffix(" Account").removesuffix(" Item")
    return parent if parent in SWITCHED else ""
