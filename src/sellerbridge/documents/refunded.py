"""What a refund gives back to the buyer, by SKU and charge type; what Amazon keeps or returns is not in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.transaction import REFUND, Leaf, Transaction
from sellerbridge.documents.tax import DISCOUNT, ITEM, TAX, Parts

_GENERIC = ("base", "principal", "principle", "amount")
"""Words, and ends of words, that say what kind of amount it is, not of what."""
_GOODS = frozenset({"ourprice", "productcharges", "itemprice"})
_BY_WORD = (
    ("giftwrap", "GIFT_WRAP"),
    ("cod", "COD_FEE"),
    ("shipping", "SHIPPING"),
    ("deliverytip", "DELIVERY_TIP"),
)  # fmt: skip


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What is given back for a SKU; for the order as a whole where `sku` and `asin` are empty.

    `amounts` by charge type of Orders 2026-01-01, or Amazon's own word where it is none of them: positive where
    the buyer gets something, a discount that is taken back negative. TAX is the seller's: what Amazon had
    withheld is taken off.
    """

    sku: str
    asin: str
    quantity: int
    amounts: Parts

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)


def refunds(money: Iterable[Transaction]) -> list[tuple[str, Transaction]]:
    """The refunds among the transactions of an order, each once, oldest first; with the id that names each.

    A refund that Amazon defers is told again when it is released: it is the first telling that counts, for the
    buyer has the money then. REFUND_ID names it, and its own id where several go by the same.
    """
    found = sorted((t for t in money if t.kind == REFUND), key=lambda t: (t.posted_at, t.transaction_id))
    known = {t.transaction_id for t in found}
    named, taken = list[tuple[str, Transaction]](), set[str]()
    for one in found:
        first = one.related.get("DEFERRED_TRANSACTION_ID", "")
        if first in known:
            continue
        name = one.related.get("REFUND_ID", "")
        if not name or name in taken:
            name = first or one.transaction_id
        taken.add(name)
        named.append((name, one))
    return named


def buyers_parts(refund: Transaction) -> tuple[Part, ...]:
    """What each item gives back, and last what only the transaction as a whole tells of."""
    parts = [
        Part(sku=item.sku, asin=item.asin, quantity=abs(item.quantity), amounts=_by_type(item.leaves))
        for item in refund.items
    ]
    told = sum((leaf.amount for item in refund.items for leaf in item.leaves), ZERO)
    if told != refund.total:  # some of it belongs to no item
        whole = dict(_by_type(refund.leaves))
        for part in parts:
            for kind, amount in part.amounts.items():
                whole[kind] = whole.get(kind, ZERO) - amount
        parts.append(Part(sku="", asin="", quantity=0, amounts={k: v for k, v in whole.items() if v}))
    return tuple(part for part in parts if any(part.amounts.values()))


def _by_type(leaves: Iterable[Leaf]) -> Parts:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for leaf in leaves:
        kind = charge_type(leaf.path)
        if kind is not None:
            sums[kind] -= leaf.amount
    return dict(sums)


def charge_type(path: Sequence[str]) -> str | None:
    """The charge type of an amount by the words that lead to it; None for one between Amazon and the seller.

    Amazon publishes no list of these words (breakdownType has no enum), and writes them with blanks or without.
    """
    words = [_folded(word) for word in path]
    if any(word == "expenses" or word.endswith("fees") for word in words):
        return None
    if any("tax" in word or "facilitator" in word for word in words):
        return TAX
    if any(sign in word for word in words for sign in ("promotion", "rebate", "discount")):
        return DISCOUNT
    telling = [bare for word in path if (bare := _bare(word))]
    if not telling or _folded(telling[-1]) in _GOODS:
        return ITEM
    last = _folded(telling[-1])
    return next((kind for start, kind in _BY_WORD if last.startswith(start)), telling[-1])


def _bare(word: str) -> str:
    """GoodwillPrincipal is Goodwill; Principal alone says nothing."""
    for end in _GENERIC:
        if _folded(word).endswith(end):
            return word[: -len(end)].strip()
    return word


def _folded(word: str) -> str:
    return "".join(sign for sign in word.casefold() if sign.isalnum())
