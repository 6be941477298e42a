"""The account of every word by which Amazon names a fee, a charge or another movement of money.

Amazon spells its words in several ways, so they are compared without capitals, blanks and punctuation. A word that
`chart.py` has not is a problem to map, never a guess.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from sellerbridge.documents.chart import ACCOUNTS, BUYERS_CHARGES, FEE_TAX, REMITTED, Account

_GST = ("cgst", "sgst", "igst", "utgst")
"""Amazon India writes the tax on a fee as the fee's own word with one of these behind it."""


@functools.lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """A word as it is compared: letters and digits alone, small."""
    return "".join(filter(str.isalnum, word.casefold()))


_BY_WORD = {folded(word): account for account in ACCOUNTS for word in account.words}
_BY_BEGINNING = {folded(word): account for account in ACCOUNTS for word in account.beginnings}
_FEE_TAX = next(account for account in ACCOUNTS if account.name == FEE_TAX)
_BUYERS = frozenset(map(folded, BUYERS_CHARGES))
_REMITTED = tuple(map(folded, REMITTED))


@functools.lru_cache(maxsize=4096)
def usual(word: str) -> Account | None:
    """The account that a word of Amazon's leads to by default, or None."""
    bare = folded(word)
    if found := _BY_WORD.get(bare):
        return found
    if any(bare.removesuffix(tax) in _BY_WORD for tax in _GST):
        return _FEE_TAX
    return next((account for begins, account in _BY_BEGINNING.items() if bare.startswith(begins)), None)


def usual_name(words: Iterable[str]) -> str | None:
    """The default account of the first of these words that has one."""
    return next((account.name for word in words if (account := usual(word))), None)


def is_buyers(word: str) -> bool:
    """Whether a word names what a buyer pays or gets back, or the tax on it that Amazon remits."""
    return folded(word) in _BUYERS


def is_remitted(word: str) -> bool:
    """Whether a word names tax that Amazon takes out to remit it."""
    return folded(word).startswith(_REMITTED)
