"""Which lines of a settlement may be wrong when they do not add up to what Amazon pays out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.settlement import Settlement, SettlementLine
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.documents import accounts
from sellerbridge.documents.money.booked import BookedOrder
from sellerbridge.documents.money.postings import is_buyers
from sellerbridge.sentences import Sentence

_NAMED = 5

Money = Mapping[str, Sequence[Transaction]]
"""What finances tell of orders, by order id."""


def doubts(
    settlement: Settlement, *, booked: Mapping[str, BookedOrder], money: Money | None = None
) -> tuple[str, ...]:
    """Up to five sentences, the likeliest first; none where no line explains the difference.

    A line is doubtful if without it, or with it as the invoice or Amazon's finances have it, the settlement would
    add up exactly.
    """
    difference = sum((line.amount for line in settlement.lines), ZERO) - settlement.total
    if not difference:
        return ()
    found = (
        *_against_finances(settlement, difference, money or {}),
        *_twice(settlement, difference),
        *_against_invoices(settlement, difference, booked),
        *_remitted(settlement, difference),
    )
    return tuple(islice(dict.fromkeys(found), _NAMED))


def _twice(settlement: Settlement, difference: Decimal) -> Iterator[str]:
    for line, count in Counter(settlement.lines).items():
        if count > 1 and line.amount and any(line.amount * more == difference for more in range(1, count)):
            yield Sentence("{line} stands there {count} times", line=_line(line, settlement), count=count)


def _against_invoices(
    settlement: Settlement, difference: Decimal, booked: Mapping[str, BookedOrder]
) -> Iterator[str]:
    """Orders whose buyer's part in the settlement is off by the difference from what is invoiced or ordered."""
    parts: dict[tuple[str, str], Decimal] = {}
    for line in settlement.lines:
        if line.order_id in booked and is_buyers(line):
            key = line.order_id, line.transaction_type
            parts[key] = parts.get(key, ZERO) + line.amount
    for (order_id, type_), part in parts.items():
        order = booked[order_id]
        totals = [*(invoice.total for invoice in order.invoices), order.total]
        total = next((total for total in totals if part - total == difference), None)
        if total is not None and part not in totals:
            yield Sentence(
                "order {order}: the buyer's part ({type}) is {part} {currency} here and {total} in the books",
                order=order_id,
                type=type_,
                part=part,
                currency=settlement.currency,
                total=total,
            )


def _against_finances(settlement: Settlement, difference: Decimal, money: Money) -> Iterator[str]:
    """Orders of which the settlement has other money than finances in its time, by just the difference."""
    sums: dict[str, Decimal] = {}
    for line in settlement.lines:
        if line.order_id in money:
            sums[line.order_id] = sums.get(line.order_id, ZERO) + line.amount
    for order_id, ours in sums.items():
        theirs = sum((one.total for one in money[order_id] if _counts(one, settlement)), ZERO)
        if ours - theirs == difference:
            yield Sentence(
                "order {order}: the lines come to {ours} {currency}, Amazon's finances to {theirs}",
                order=order_id,
                ours=ours,
                currency=settlement.currency,
                theirs=theirs,
            )


def _counts(one: Transaction, settlement: Settlement) -> bool:
    return not one.waits and settlement.started_at <= one.posted_at < settlement.ended_at


def _remitted(settlement: Settlement, difference: Decimal) -> Iterator[str]:
    """Orders whose tax does not come to zero with what Amazon takes out to remit it, by just the difference."""
    taxes: dict[str, Decimal] = {}
    remitting: set[str] = set()
    for line in settlement.lines:
        if not is_buyers(line):
            continue
        if accounts.is_remitted(line.description):
            remitting.add(line.order_id)
        elif "tax" not in line.description.casefold():
            continue
        taxes[line.order_id] = taxes.get(line.order_id, ZERO) + line.amount
    for order_id in sorted(remitting):
        if taxes[order_id] == difference:
            yield Sentence(
                "order {order}: its tax and what Amazon remits of it differ by {difference} {currency}",
                order=order_id,
                difference=difference,
                currency=settlement.currency,
            )


def _line(line: SettlementLine, settlement: Settlement) -> str:
    words = f"{line.transaction_type} / {line.amount_type} / {line.description}"
    amount = f"({line.amount} {settlement.currency})"
    if not line.order_id:
        return f"{words} {amount}"
    return Sentence("{words} of order {order} {amount}", words=words, order=line.order_id, amount=amount)
