"""Where each line of a settlement belongs: to what a buyer owes, or to an account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.settlement import Settlement, SettlementLine
from sellerbridge.documents import accounts
from sellerbridge.documents.accounts import folded
from sellerbridge.documents.mapping import Mappings
from sellerbridge.errors import Hold
from sellerbridge.sentences import Sentence

_OF_BUYERS = frozenset(map(folded, ("ItemPrice", "ItemPriceAdjustments", "Promotion", "ItemWithheldTax")))
"""Amount types whose lines say what a buyer pays or gets back, as their description tells."""
_SAYS_NOTHING = _OF_BUYERS | frozenset(
    map(
        folded,
        ("ItemFees", "ItemFeeAdjustments", "other-transaction", "TransactionTotalAmount", "OtherAmount", ""),
    )
)
"""Words that name no fee by themselves; the next one does."""
_OTHERWISE = frozenset(
    map(folded, ("Liquidations", "Liquidations Adjustments", "Order_Retrocharge", "Refund_Retrocharge"))
)
"""Transaction types whose prices are not a buyer's: stock sold off, tax corrected afterwards."""


class Posting(msgspec.Struct, frozen=True):
    """Where a line goes: an account, or None for what the order's buyer owes; `type` is Amazon's word for it."""

    type: str
    account: str | None = None


Posted = Callable[[SettlementLine], Posting]
Place = Callable[[SettlementLine], Posting | None]


def concerned(settlement: Settlement, place: Place) -> set[str]:
    """The orders whose buyers' money is in a settlement; Amazon's fees alone concern nobody's debt."""
    lines = ((line, place(line)) for line in settlement.lines if line.order_id and line.amount)
    return {line.order_id for line, posting in lines if posting is not None and posting.account is None}


def postings(settlement: Settlement, *, mapping: Mappings) -> Posted:
    """Tells of each line of a settlement where it goes.

    Raises Hold (unknown-fee) for words that neither the user nor `accounts.py` knows: all of them together, the
    one with the most money named.
    """
    place = places(settlement, mapping=mapping)
    strangers: dict[str, Decimal] = {}
    for line in settlement.lines:
        if place(line) is None:
            type_ = type_of(line)
            strangers[type_] = strangers.get(type_, ZERO) + line.amount
    if strangers:
        raise _unknown(settlement, strangers)
    return lambda line: place(line) or Posting(type_of(line))


def places(settlement: Settlement, *, mapping: Mappings) -> Place:
    """Tells of each line of a settlement where it goes, or None where that is not known."""
    sites = {line.marketplace_name: _site(line.marketplace_name) for line in settlement.lines}
    usual = _only(sites.values())
    known: dict[tuple[str, ...], Posting | None] = {}

    def place(line: SettlementLine) -> Posting | None:
        site = line.marketplace_name
        words = (line.transaction_type, line.amount_type, line.description, site, "order" if line.order_id else "")
        if words not in known:
            known[words] = posting(line, site=sites[site] or usual, mapping=mapping)
        return known[words]

    return place


def posting(line: SettlementLine, *, site: str, mapping: Mappings) -> Posting | None:
    """Where one line goes, or None where no word of it is known. `site` is the id of its marketplace or empty."""
    if is_buyers(line):
        return Posting(line.description or line.amount_type)
    plain, told = _words(line), _words(line, exact_first=True)
    if source := next((source for word in told if (source := mapping.fee(word, site))), None):
        return Posting(type_of(line), mapping.accounts[source])
    account = accounts.usual_name(plain)
    return Posting(type_of(line), account) if account else None


def is_buyers(line: SettlementLine) -> bool:
    """Whether a line says what the buyer of an order pays or gets back, or the tax on it that Amazon remits."""
    if not line.order_id or folded(line.transaction_type) in _OTHERWISE:
        return False
    amount_type = folded(line.amount_type)
    return amount_type == "promotion" or (amount_type in _OF_BUYERS and accounts.is_buyers(line.description))


def type_of(line: SettlementLine) -> str:
    """The word that names a line best, as Amazon writes it: what a person maps."""
    return next(iter(_words(line)), line.description or line.amount_type)


def _words(line: SettlementLine, *, exact_first: bool = False) -> list[str]:
    """The words that say something: "Cost of Advertising" before "TransactionTotalAmount", the transaction's last.

    With `exact_first` the description is before the amount's type, for a person may map the finer word. Where the
    transaction's type makes prices something else, it alone counts.
    """
    words = [line.amount_type, line.description, line.transaction_type]
    if folded(line.transaction_type) in _OTHERWISE and folded(line.amount_type) in _OF_BUYERS:
        words = [line.transaction_type]
    elif exact_first:
        words = [line.description, line.amount_type, line.transaction_type]
    return [word for word in words if folded(word) not in _SAYS_NOTHING]


def _site(name: str) -> str:
    """The id of a marketplace by its name in settlements, or empty."""
    found = marketplace.named(name)
    return found.id if found else ""


def _only(sites: Iterable[str]) -> str:
    """The marketplace of a settlement that knows one only: that of its lines that name none."""
    found = {site for site in sites if site}
    return found.pop() if len(found) == 1 else ""


def _unknown(settlement: Settlement, strangers: Mapping[str, Decimal]) -> Hold:
    first = max(sorted(strangers), key=lambda type_: abs(strangers[type_]))
    others = len(strangers) - 1
    return Hold(
        "unknown-fee",
        type=first,
        amount=str(strangers[first]),
        currency=settlement.currency,
        more=Sentence(" and {number} more", number=others) if others else "",
    )


def remitted(lines: Iterable[SettlementLine]) -> list[SettlementLine]:
    """The lines by which Amazon takes out the tax that it remits."""
    return [line for line in lines if is_buyers(line) and accounts.is_remitted(line.description)]
