"""The totals of a sale, as ERPNext's save works them out: net, taxes, discount, grand and rounded total."""

from __future__ import annotations

from decimal import Decimal

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.amounts import in_company_currency, set_amounts
from sellerbridge.simulator.erpnext.rules.currencies import currency
from sellerbridge.simulator.erpnext.rules.floats import tax_shares
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, rounded, to_smallest_coin
from sellerbridge.simulator.erpnext.rules.tax_breakup import tax_breakup
from sellerbridge.simulator.erpnext.rules.taxes import inclusive_difference, set_exclusive_rates, set_taxes


def set_totals(document: Document) -> None:
    """Work out a document with rows; one without keeps what it has, as ERPNext leaves it.

    `conversion_rate` must be there. Base totals: `base_total` and `base_net_total` are the sums of the rows' own
    rounded base amounts; `base_total_taxes_and_charges` and `base_grand_total` are the document's rounded totals
    times the rate, rounded anew (without taxes `base_grand_total` is `base_net_total`). So base net and base taxes
    may miss the base grand total by a cent.
    """
    if not document.rows("items"):
        return
    set_amounts(document)
    set_exclusive_rates(document)
    _calculate(document, discount=ZERO)
    _apply_discount(document)
    for tax, shares in zip(document.rows("taxes"), tax_shares(document), strict=True):
        tax["item_wise_tax_detail"] = shares
    document["other_charges_calculation"] = tax_breakup(document)


def _calculate(document: Document, *, discount: Decimal) -> None:
    _set_net_total(document)
    before = document.number("grand_total")
    set_taxes(document, discounted=bool(discount))
    difference = inclusive_difference(document, discount=discount)
    taxes = document.rows("taxes")
    if discount and taxes and document.get("apply_discount_on") == "Grand Total":
        difference = rounded(before - discount - taxes[-1].number("total"))
    _set_grand_total(document, difference=difference)
    _set_rounded_total(document)
    document["total_net_weight"] = _sum(document, "total_weight")


def _set_net_total(document: Document) -> None:
    document["total_qty"] = _sum(document, "qty")
    document["total"] = rounded(_sum(document, "amount"))
    document["base_total"] = rounded(_sum(document, "base_amount"))
    document["net_total"] = rounded(_sum(document, "net_amount"))
    document["base_net_total"] = rounded(_sum(document, "base_net_amount"))


def _set_grand_total(document: Document, *, difference: Decimal) -> None:
    taxes = document.rows("taxes")
    net = document.number("net_total")
    grand = rounded(taxes[-1].number("total") + difference) if taxes else net
    document["grand_total"] = grand
    document["total_taxes_and_charges"] = rounded(grand - net - difference) if taxes else ZERO
    in_company_currency(document, document, "total_taxes_and_charges")
    if document["total_taxes_and_charges"]:
        in_company_currency(document, document, "grand_total")
    else:
        document["base_grand_total"] = document["base_net_total"]


def _set_rounded_total(document: Document) -> None:
    document["rounding_adjustment"] = document["rounded_total"] = ZERO
    if not document.get("disable_rounded_total"):
        grand = document.number("grand_total")
        document["rounded_total"] = to_smallest_coin(grand, currency(document.text("currency")).coin)
        document["rounding_adjustment"] = rounded(document["rounded_total"] - grand)
    in_company_currency(document, document, "rounding_adjustment", "rounded_total")


def _apply_discount(document: Document) -> None:
    """Take `discount_amount` off the items' net amounts and calculate again."""
    _set_discount_amount(document)
    discount = document.number("discount_amount")
    document["base_discount_amount"] = rounded(discount * document.number("conversion_rate"))
    base = _discounted_total(document)
    if discount and base:
        _spread(document, discount=discount, base=base)
        _calculate(document, discount=discount)


def _set_discount_amount(document: Document) -> None:
    percentage = document.number("additional_discount_percentage")
    if percentage:
        total = "net_total" if document.get("apply_discount_on") == "Net Total" else "grand_total"
        document["discount_amount"] = rounded(document.number(total) * percentage / 100)


def _discounted_total(document: Document) -> Decimal:
    """What a discount is a part of: the net total, or the grand total less amounts that do not go by value."""
    if document.get("apply_discount_on") == "Net Total":
        return document.number("net_total")
    fixed = {"Actual", "On Item Quantity"}
    actual = sum(
        (tax.number("tax_amount") for tax in document.rows("taxes") if tax.get("charge_type") in fixed), ZERO
    )
    return rounded(document.number("grand_total") - actual)


def _spread(document: Document, *, discount: Decimal, base: Decimal) -> None:
    """Give each item its part of the discount; what rounding leaves over goes to the item where it shows."""
    expected = found = ZERO
    for item in document.rows("items"):
        part = discount * item.number("net_amount") / base
        expected += item.number("net_amount") - part
        net = rounded(item.number("net_amount") - part)
        missing = rounded(expected - found - net)
        item["net_amount"] = net + missing
        item["distributed_discount_amount"] = rounded(part - missing)
        found += item["net_amount"]
        item["net_rate"] = rounded(item["net_amount"] / item.number("qty")) if item.number("qty") else ZERO
        in_company_currency(item, document, "net_rate", "net_amount")


def _sum(document: Document, fieldname: str) -> Decimal:
    return sum((item.number(fieldname) for item in document.rows("items")), ZERO)
