"""What a switch does or would do, in a sentence with its number: "About 312 invoices in the last 30 days."."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sellerbridge.console.words.marks import N_, NN_


class Worded(msgspec.Struct, frozen=True):
    """By the value in force (on, off, or one of the choices) how its effect is told; `count` is of Effects."""

    count: str
    told: Mapping[str, tuple[str, str]]


EFFECTS: Mapping[str, Worded] = {
    "invoices": Worded(
        "shipped",
        {
            "off": NN_(
                "On, it would have made about {number} invoice in the last 30 days.",
                "On, it would have made about {number} invoices in the last 30 days.",
            ),
            "on": NN_(
                "In the last 30 days that is about {number} invoice.",
                "In the last 30 days that is about {number} invoices.",
            ),
        },
    ),
    "delivery_notes": Worded(
        "shipped",
        {
            "off": NN_(
                "On, it would have looked after the stock of {number} shipped order in the last 30 days, if Amazon"
                " shipped it.",
                "On, it would have looked after the stock of {number} shipped orders in the last 30 days, as far"
                " as Amazon shipped them.",
            ),
            "on": NN_(
                "In the last 30 days {number} order was shipped; it has its note if Amazon shipped it.",
                "In the last 30 days {number} orders were shipped; those that Amazon shipped have their notes.",
            ),
        },
    ),
    "credit_notes": Worded(
        "refunded",
        {
            "off": NN_(
                "Off, the books do not show {number} refund of the last 30 days.",
                "Off, the books do not show {number} refunds of the last 30 days.",
            ),
            "on": NN_(
                "In the last 30 days there was {number} refund.",
                "In the last 30 days there were {number} refunds.",
            ),
        },
    ),
    "cancellations": Worded(
        "cancelled",
        {
            "off": NN_(
                "On, it would have cancelled about {number} order in the last 30 days.",
                "On, it would have cancelled about {number} orders in the last 30 days.",
            ),
            "on": NN_(
                "In the last 30 days {number} order was cancelled.",
                "In the last 30 days {number} orders were cancelled.",
            ),
        },
    ),
    "unknown_sku": Worded(
        "unlisted",
        {
            "hold": NN_(
                "At the moment {number} such SKU waits for you.", "At the moment {number} such SKUs wait for you."
            )
        },
    ),
    "customers": Worded(
        "ordered",
        {
            "buyer": NN_(
                "In the last 30 days {number} order came, with its own buyer.",
                "In the last 30 days {number} orders came, each with its own buyer.",
            ),
            "marketplace": NN_(
                "In the last 30 days {number} order came; it would have made a customer of its own.",
                "In the last 30 days {number} orders came; they would have made a customer for each buyer.",
            ),
        },
    ),
    "split_months": Worded(
        "crossing",
        {
            "off": NN_(
                "On, {number} of the latest payouts would be two entries.",
                "On, {number} of the latest payouts would be two entries each.",
            ),
            "on": NN_(
                "That concerns {number} of the latest payouts.", "That concerns {number} of the latest payouts."
            ),
        },
    ),
}

FEES: Mapping[str, str] = {
    "settlement": N_("In the latest payout, of {day}, Amazon kept {amount}: its entry books that."),
    "order": N_("In the latest payout, of {day}, Amazon kept {amount}: its orders carry that."),
    "off": N_("In the latest payout, of {day}, Amazon kept {amount}, which is booked nowhere."),
}
"""What taxes_and_charges is about, told by the latest payout."""
