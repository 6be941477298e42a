"""Where is each of Amazon's words for money booked? Every word that was met, its account, and who chose that."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

import msgspec

from sellerbridge.desk import mapping, offered
from sellerbridge.desk.mapping_file import COLUMNS
from sellerbridge.desk.mapping_lines import Line
from sellerbridge.desk.money.payouts import settlement_of
from sellerbridge.documents.accounts import folded
from sellerbridge.documents.mapping import DEFAULT_ACCOUNTS, FEE, Mappings
from sellerbridge.documents.money.postings import is_buyers, places, type_of
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.store import Store

_MONTHS = 12
_UNKNOWN = "unknown-charge"
"""The problem of an order whose charge nobody knows."""


class FeeAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One of Amazon's words and where it is booked.

    `usual` is the account that it has by itself, `chosen` the one that a person gave it; both may be empty, and
    then what carries the word is held. `of_orders`: it is a charge on orders, by Amazon's word for those. `lines`
    is how many lines of the payouts of the last twelve months carry it.
    """

    word: str
    usual: str
    chosen: str = ""
    of_orders: bool = False
    lines: int = 0

    @property
    def account(self) -> str:
        """Where it is booked now."""
        return self.chosen or self.usual


def fee_accounts(store: Store, *, find: str = "", only: str = "") -> tuple[FeeAccount, ...]:
    """Those whose word or account holds what is looked for; `only` the chosen or the unknown ones.

    Unknown ones first, then by word. A word of one marketplace is written as DE:TAX.
    """
    looked_for = folded(find)
    found = [one for one in _all(store) if looked_for in folded(one.word) or looked_for in folded(one.account)]
    if only == "chosen":
        found = [one for one in found if one.chosen]
    elif only == "unknown":
        found = [one for one in found if not one.account]
    return tuple(sorted(found, key=lambda one: (bool(one.account), one.word.casefold())))


def book_on(installation: Installation, word: str, account: str) -> Line:
    """Book a word on that account from now on; an empty one: where it usually goes. Raises Usage, Unreachable.

    What waited for it is looked at again. What is in the ERP stays.
    """
    word, account = word.strip(), account.strip()
    if not word:
        raise Usage("Write the word by which Amazon names the charge.")
    if account and account not in offered.accounts(installation):
        raise Usage("There is no account {account} to book on. Choose one of the list.", account=account)
    line = Line(kind=FEE, source=word, target=account)
    (kept,) = mapping.keep(installation, [line], check=True, make=True, failing="Nothing was changed")
    return kept


def text(store: Store) -> str:
    """Every word as CSV to be filled in and imported: the account that a person chose, empty where the usual."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((FEE, one.word, one.chosen) for one in fee_accounts(store))
    return written.getvalue()


def _all(store: Store) -> Iterable[FeeAccount]:
    """What was met in payouts, what orders may carry, and what a person mapped, each word once."""
    charges = DEFAULT_ACCOUNTS.items()
    found = {folded(word): FeeAccount(word=word, usual=usual, of_orders=True) for word, usual in charges}
    for word, (usual, lines) in _met(store).items():
        if folded(word) not in found:
            found[folded(word)] = FeeAccount(word=word, usual=usual, lines=lines)
    for problem in store.problems.open(kind=_UNKNOWN):
        word = problem.problem.facts.get("type", "")
        found.setdefault(folded(word), FeeAccount(word=word, usual="", of_orders=True))
    for word, account in store.mappings.all()[FEE].items():
        known = found.get(folded(word)) or FeeAccount(word=word, usual="")
        found[folded(word)] = msgspec.structs.replace(known, chosen=account)
    return found.values()


def _met(store: Store) -> Mapping[str, tuple[str, int]]:
    """Word → its usual account, and how many lines carry it, of the last twelve months with a deposit.

    What buyers pay by payout is left out: it settles their invoices and has no account to choose.
    """
    found: dict[str, tuple[str, int]] = {}
    for month in store.payouts.months()[:_MONTHS]:
        for one in store.payouts.page(month=month):
            settlement = settlement_of(one)
            place = places(settlement, mapping=Mappings())
            for each, line in zip(one.sums, settlement.lines, strict=True):
                if is_buyers(line):
                    continue
                where, word = place(line), type_of(line)
                usual, lines = found.get(word, ("", 0))
                found[word] = usual or (where.account or "" if where else ""), lines + each.lines
    return found
