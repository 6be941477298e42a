"""The settings in the merchant's words: their sections, labels, help, and the words of their choices.

The three sections and their names are those of the old settings page.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sellerbridge.console.words.marks import N_
from sellerbridge.documents.mapping import CUSTOMER, FBA_WAREHOUSE, PRICE_LIST, WAREHOUSE

DETAILS = (
    "company",
    "company_currency",
    "warehouse",
    "fba_warehouse",
    "item_group",
    "price_list",
    "customer_group",
    "territory",
    "customer_type",
    "account_group",
)
ACCOUNTS = ("receivable_account", "income_account", "payout_account")
CONFIGURATION = (
    "after_date",
    "sync_every",
    "max_retries",
    "taxes_and_charges",
    "split_months",
    "keep_personal_days",
)
BEHAVIOURS = (
    "invoices",
    "delivery_notes",
    "credit_notes",
    "cancellations",
    "unknown_sku",
    "placeholder_item",
    "customers",
)
PLACES: Mapping[str, str] = {
    PRICE_LIST: N_("Price List"),
    WAREHOUSE: N_("Warehouse"),
    FBA_WAREHOUSE: N_("FBA warehouse"),
    CUSTOMER: N_("Shared customer"),
}
"""What a marketplace may have of its own; empty: what the settings say for all."""

ELSEWHERE = ("enabled", "vat")
"""Amazon's own switch, and the list of VAT by marketplace."""


class Worded(msgspec.Struct, frozen=True):
    """A setting as a merchant reads it. `choices`: value → words."""

    label: str
    help: str
    choices: Mapping[str, str] = {}


_SWITCH = {"auto": N_("By itself: {effect}"), "on": N_("On"), "off": N_("Off")}

WORDS: Mapping[str, Worded] = {
    "company": Worded(N_("Company"), N_("The company that sells.")),
    "company_currency": Worded(N_("Currency of the company"), N_("Three capital letters, such as EUR.")),
    "warehouse": Worded(N_("Warehouse"), N_("Your own stock: what you ship yourself.")),
    "fba_warehouse": Worded(N_("FBA warehouse"), N_("Your stock at Amazon: what Amazon ships for you.")),
    "item_group": Worded(N_("Item Group"), N_("New items are put into it.")),
    "price_list": Worded(
        N_("Price List"), N_("Prices of the first marketplace. Each other one gets a list named with its country.")
    ),
    "customer_group": Worded(N_("Customer Group"), N_("New customers are put into it.")),
    "territory": Worded(N_("Territory"), N_("Where new customers belong.")),
    "customer_type": Worded(
        N_("Customer Type"),
        N_("A buyer who gives a company's name is a company in any case."),
        {"Individual": N_("Individual"), "Company": N_("Company")},
    ),
    "account_group": Worded(
        N_("Account Group"), N_("Holds the accounts for commission, taxes and the rest that Amazon charges.")
    ),
    "receivable_account": Worded(
        N_("Receivable account"), N_("What buyers owe. Payouts settle the invoices on it.")
    ),
    "income_account": Worded(N_("Income account"), N_("What you sell is booked here.")),
    "payout_account": Worded(
        N_("Payout account"), N_("Where Amazon's payouts arrive: your bank, or an account in between.")
    ),
    "after_date": Worded(
        N_("After Date"),
        N_("Orders changed after this day are read. Empty: the last 30 days, at the first sync."),
    ),
    "sync_every": Worded(N_("Sync every (minutes)"), N_("How often Amazon is asked for orders.")),
    "max_retries": Worded(
        N_("Max Retries"), N_("How often a call is tried again before it waits for the next sync.")
    ),
    "taxes_and_charges": Worded(
        N_("Taxes and Charges"),
        N_("Where Amazon's own fees are booked. One entry per payout agrees with your bank statement."),
        {
            "settlement": N_("One entry per payout (usual)"),
            "order": N_("On each order, as the old connector did"),
            "off": N_("Nowhere"),
        },
    ),
    "split_months": Worded(
        N_("Split payouts by month"),
        N_("A payout that crosses the end of a month becomes two entries, so that each month has its own fees."),
    ),
    "keep_personal_days": Worded(
        N_("Days to keep buyers' data"),
        N_("After delivery, names and addresses are erased here. Amazon's rule is 30 days."),
    ),
    "invoices": Worded(
        N_("Sales invoices"), N_("Makes an invoice of what is shipped, so that payouts can settle it."), _SWITCH
    ),
    "delivery_notes": Worded(
        N_("Delivery notes"),
        N_(
            "Takes what Amazon ships (FBA) out of the stock at Amazon, and puts back what buyers return to it, so"
            " that your stock is true."
        ),
        _SWITCH,
    ),
    "credit_notes": Worded(
        N_("Credit notes"),
        N_("Gives back in the books what Amazon refunds, so that sales and tax are not too high."),
        _SWITCH,
    ),
    "cancellations": Worded(
        N_("Cancellations"),
        N_(
            "Cancels in the ERP what is cancelled at Amazon, so that nobody packs it. Off: you are asked each"
            " time."
        ),
        _SWITCH,
    ),
    "unknown_sku": Worded(
        N_("An order with an unknown SKU"),
        N_("What happens when an order names a product that is not among your listings. It is never lost."),
        {
            "create": N_("Make the item"),
            "placeholder": N_("Use the placeholder item"),
            "hold": N_("Hold the order, and ask me"),
        },
    ),
    "placeholder_item": Worded(N_("Placeholder item"), N_("Stands for unknown SKUs, if you chose that above.")),
    "customers": Worded(
        N_("Customers"),
        N_("Who stands on the orders. One for each marketplace keeps the list of customers short."),
        {"buyer": N_("A customer for each buyer"), "marketplace": N_("One customer for each marketplace")},
    ),
    "enabled": Worded(N_("Enable Amazon"), N_("While it is off, nothing is read and nothing is written.")),
    "vat": Worded(
        N_("VAT by marketplace"),
        N_("Per cent that the prices contain, where Amazon tells no VAT. Empty: none is taken out."),
    ),
}
