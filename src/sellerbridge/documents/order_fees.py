"""Amazon's fees as rows of the Sales Order, as older connectors book them (setting taxes_and_charges=order).

The order comes to what Amazon pays out for it then: the buyer's total, less the fees, less what was given back.
Nothing else in the ERP tells of that money in this mode.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import msgspec

from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import Order
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.documents.accounts import folded
from sellerbridge.documents.chart import REFUNDS
from sellerbridge.documents.lines import NAMES, TYPES, ChargeRow, Rows
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.refunded import charge_type
from sellerbridge.documents.tax import ITEM, exact
from sellerbridge.errors import Hold
from sellerbridge.sentences import Sentence

_SALE = "Shipment"
"""transactionType of the buyer's payment: the order's own rows tell it."""
_SAYS_NOTHING = frozenset({"base", "principal", "amount"})
_TAX_ON_FEES = "Tax on Fees"


def with_fees(order: Order, rows: Rows, told: Sequence[Transaction], *, mapping: Mappings) -> Rows:
    """The rows with one more for each fee, and for each charge given back, as far as finances tell.

    Raises Hold: unknown-charge for a fee without an account, unreadable for one in another currency than the
    order or finer than its smallest unit.
    """
    money = _counted(told)
    strange = next((one.currency for one in money if one.currency != rows.currency), None)
    if strange:
        why = Sentence("it is in {ours}, but its finances are in {theirs}", ours=rows.currency, theirs=strange)
        raise Hold("unreadable", why=why)
    made = tuple(
        ChargeRow(type=name, account=account, amount=exact(amount, currency=rows.currency))
        for name, account, amount in (
            *_fees(order, rows, money, mapping),
            *_given_back(order, rows, money, mapping),
        )
    )
    less = (
        Sentence("{total} less Amazon's fees", total=rows.checked_by)
        if made and rows.checked_by
        else rows.checked_by
    )
    return msgspec.structs.replace(rows, charges=(*rows.charges, *made), checked_by=less)


def fee(path: Sequence[str]) -> str:
    """Amazon's name for a fee, of the words that lead to its amount: the last one that says something."""
    telling = [word for word in path if folded(word) not in _SAYS_NOTHING] or list(path)
    return _TAX_ON_FEES if folded(telling[-1]) == "tax" else telling[-1]


def carries_fees(charges: Iterable[tuple[str, Decimal]]) -> bool:
    """Whether some of a Sales Order's charges, by description and amount, are rows of `with_fees`: what takes from
    the order and is no charge of the buyer's.
    """
    return any(amount < 0 and description not in TYPES for description, amount in charges)


def _counted(told: Sequence[Transaction]) -> list[Transaction]:
    """Each movement once: one that was deferred and then released is told twice, and its release counts."""
    released = {one.related.get("DEFERRED_TRANSACTION_ID") for one in told}
    return [one for one in told if one.transaction_id not in released]


def _fees(
    order: Order, rows: Rows, money: Iterable[Transaction], mapping: Mappings
) -> Iterator[tuple[str, str, Decimal]]:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for leaf in (leaf for one in money for leaf in one.leaves):
        if charge_type(leaf.path) is None:
            sums[fee(leaf.path)] += leaf.amount
    for name in sorted(name for name in sums if sums[name]):
        yield name, _account(order, rows, name, sums[name], mapping), sums[name]


def _given_back(
    order: Order, rows: Rows, money: Iterable[Transaction], mapping: Mappings
) -> Iterator[tuple[str, str, Decimal]]:
    """What the buyer got back after the sale, by charge: goods on an account of their own, the rest on its own."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for one in money:
        for leaf in one.leaves if one.kind != _SALE else ():
            charge = charge_type(leaf.path)
            if charge is not None:
                sums[one.kind, charge] += leaf.amount
    for kind, charge in sorted(place for place in sums if sums[place]):
        amount = sums[kind, charge]
        if charge == ITEM:
            mapped = mapping.fee(kind, order.marketplace_id)
            account = mapping.accounts[mapped] if mapped else REFUNDS
        else:
            account = _account(order, rows, charge, amount, mapping)
        yield f"{kind}: {'Goods' if charge == ITEM else NAMES.get(charge, charge)}", account, amount


def _account(order: Order, rows: Rows, name: str, amount: Decimal, mapping: Mappings) -> str:
    account = mapping.account(name, order.marketplace_id)
    if account is None:
        raise Hold("unknown-charge", type=name, amount=str(amount), currency=rows.currency)
    return account
