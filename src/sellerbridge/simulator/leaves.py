"""The single amounts of a movement of money, named twice: as Finances nests them and as settlement reports do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Union

from sellerbridge.simulator.charges import ZERO, Charges, Line
from sellerbridge.simulator.orders import Order

Tree = dict[str, Union[Decimal, "Tree"]]
"""Breakdown type → amount, or what it consists of."""

_COMMISSION = Decimal("0.15")
_SERVICES_TAXED = frozenset(("GB", "FR", "IT", "ES", "CA"))
"""Where Amazon passes a digital services tax on to its sellers."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An amount as the seller gets it. `path` is its place among the breakdowns of Finances, outermost first;
    `kind` and `word` are the amount-type and amount-description of a settlement report.
    """

    path: tuple[str, ...]
    kind: str
    word: str
    amount: Decimal


def shipped(order: Order, line: Line, units: int, paid: Charges) -> list[Leaf]:
    """What the buyer pays for some units, and what Amazon keeps of it."""
    return _present([*_sales(line, paid, 1), *_fees(fees(order, line, units, paid))])


def refunded(order: Order, line: Line, paid: Charges) -> list[Leaf]:
    """The buyer's money back; Amazon returns its commission less a fifth, and the tax on its service."""
    commission = line.rounded((paid.item - paid.discount) * _COMMISSION)
    back = {
        "Commission": commission,
        "RefundCommission": -line.rounded(commission / 5),
        "DigitalServicesFee": _services_tax(order, line, commission),
    }
    return _present([*_sales(line, paid, -1), *_fees(back)])


def goodwill(line: Line, paid: Charges) -> list[Leaf]:
    """A tenth of the price back, for no units: the merchant says sorry."""
    amount = line.rounded(paid.item / 10)
    given = Leaf(("Sales", "Goodwill", "GoodwillPrincipal"), "ItemPrice", "Goodwill", -amount)
    return _present([given, *_fees({"Commission": line.rounded(amount * _COMMISSION)})])


def charged_back(line: Line, paid: Charges) -> list[Leaf]:
    """The buyer's bank takes everything back, and Amazon returns its commission."""
    commission = line.rounded((paid.item - paid.discount) * _COMMISSION)
    return _present([*_sales(line, paid, -1), *_fees({"Commission": commission})])


def retrocharged(paid: Charges) -> list[Leaf]:
    """Tax that Amazon collects afterwards and remits: it comes and goes."""
    return _present(
        [
            Leaf(("Sales", "ProductCharges", "OurPriceTax"), "ItemPrice", "Tax", paid.tax_item),
            _withheld("MarketplaceFacilitatorVAT-Principal", -paid.tax_item),
        ]
    )


def fees(order: Order, line: Line, units: int, paid: Charges) -> dict[str, Decimal]:
    """What Amazon keeps of a shipment, by its name for it; negative amounts."""
    commission = -line.rounded((paid.item + paid.shipping - paid.discount) * _COMMISSION)
    kept = {"Commission": commission, "DigitalServicesFee": _services_tax(order, line, commission)}
    if order.fulfilled_by == "AMAZON":
        kept["FBAPerUnitFulfillmentFee"] = -line.rounded(Decimal("3.19") * order.place.per_euro) * units
        kept["ShippingChargeback"] = -paid.shipping
        kept["GiftwrapChargeback"] = -paid.gift_wrap
    if line.sku.startswith("BOOK"):
        kept["VariableClosingFee"] = -line.rounded(Decimal("0.81") * order.place.per_euro) * units
    return {name: amount for name, amount in kept.items() if amount}


def nested(leaves: Iterable[Leaf]) -> Tree:
    """The breakdowns that leaves make up."""
    tree: Tree = {}
    for leaf in leaves:
        _hang(tree, leaf.path, leaf.amount)
    return tree


def total(part: Decimal | Tree) -> Decimal:
    """The sum of a tree's leaves."""
    return sum(map(total, part.values()), ZERO) if isinstance(part, dict) else part


def _hang(tree: Tree, path: Sequence[str], amount: Decimal) -> None:
    name, *below = path
    have = tree.get(name)
    if below:
        branch: Tree = have if isinstance(have, dict) else {}
        tree[name] = branch
        _hang(branch, below, amount)
    else:
        tree[name] = amount + (have if isinstance(have, Decimal) else ZERO)


def _sales(line: Line, paid: Charges, sign: int) -> list[Leaf]:
    """What the buyer pays, net and tax apart where Amazon tells it; tax that Amazon remits is taken out again."""
    found = [
        *_charge(paid, ("ProductCharges", "OurPrice"), ("Principal", "Tax"), paid.item, paid.tax_item),
        *_charge(paid, ("Shipping", "Shipping"), ("Shipping", "ShippingTax"), paid.shipping, paid.tax_shipping),
        *_charge(paid, ("GiftWrap", "GiftWrap"), ("GiftWrap", "GiftWrapTax"), paid.gift_wrap, paid.tax_gift_wrap),
        *_charge(paid, ("CODFee", "CODFee"), ("CODItemCharge", "CODItemTaxCharge"), paid.cod, paid.tax_cod),
        *_promotions(line, paid),
        Leaf(("Sales", "EcoContribution"), "ItemPrice", "EcoContribution", paid.eco_fee),
        *(_remitted(paid) if line.facilitated else ()),
    ]
    return [Leaf(leaf.path, leaf.kind, leaf.word, sign * leaf.amount) for leaf in found]


def _charge(
    paid: Charges, place: tuple[str, str], words: tuple[str, str], amount: Decimal, tax: Decimal
) -> list[Leaf]:
    branch, name = place
    net = amount if paid.on_top else amount - tax
    return [
        Leaf(("Sales", branch, f"{name}Principal"), "ItemPrice", words[0], net),
        Leaf(("Sales", branch, f"{name}Tax"), "ItemPrice", words[1], tax),
    ]


def _promotions(line: Line, paid: Charges) -> list[Leaf]:
    """Finances tells discounts in one sum; settlements tell those on goods, on shipping and their tax apart."""
    off = paid.discount + paid.shipping_discount
    if not off:
        return []
    tax = paid.tax_discount
    inside = ZERO if paid.on_top else tax
    goods = paid.discount - line.rounded(inside * paid.discount / off)
    rebate = ("Sales", "PromotionRebates", "PromotionRebatePrincipal")
    return [
        Leaf(rebate, "Promotion", "Principal", -goods),
        Leaf(rebate, "Promotion", "Shipping", -(off - inside - goods)),
        Leaf(("Sales", "PromotionRebates", "PromotionRebateTax"), "Promotion", "TaxDiscount", -tax),
    ]


def _remitted(paid: Charges) -> list[Leaf]:
    name = "MarketplaceFacilitatorTax" if paid.on_top else "MarketplaceFacilitatorVAT"
    return [
        _withheld(f"{name}-Principal", paid.tax_shipping - paid.tax),
        _withheld(f"{name}-Shipping", -paid.tax_shipping),
    ]


def _withheld(name: str, amount: Decimal) -> Leaf:
    return Leaf(("Sales", "MarketplaceWithheldTax", name), "ItemWithheldTax", name, amount)


def _fees(kept: dict[str, Decimal]) -> list[Leaf]:
    return [Leaf(("Expenses", "AmazonFees", name, "Base"), "ItemFees", name, kept[name]) for name in kept]


def _services_tax(order: Order, line: Line, commission: Decimal) -> Decimal:
    return line.rounded(commission * 3 / 100) if order.place.country in _SERVICES_TAXED else ZERO


def _present(leaves: list[Leaf]) -> list[Leaf]:
    return [leaf for leaf in leaves if leaf.amount]
