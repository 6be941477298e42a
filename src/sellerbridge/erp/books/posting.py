"""What a submitted document posts: to the ledger, in company currency, and to the stock of its warehouses. Pure.

An invoice debits what the customer owes and credits income and each charge, as ERPNext's general ledger entries
do. Where the parts of an invoice in another currency, each rounded, do not make its rounded total, the difference
goes to the account for that which every site has.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.erp.books.checks import Doc
from sellerbridge.erp.books.journal import JOURNAL_ENTRY
from sellerbridge.erp.books.links import ROUND_OFF
from sellerbridge.erp.books.selling import DELIVERY_NOTE, SALES_INVOICE

Against = tuple[str, str]
"""The doctype and name of the invoice or order that an entry opens or settles; two empty texts for none."""
NOTHING: Against = ("", "")


class Entry(msgspec.Struct, frozen=True, gc=False):
    """An amount on an account, in company currency; credit is negative."""

    account: str
    amount: Decimal
    party: str = ""
    against: Against = NOTHING


def entries(kind: str, name: str, doc: Doc, *, company_currency: str) -> Iterator[Entry]:
    """What a document posts to the ledger; the entries of one add up to zero."""
    if kind == SALES_INVOICE:
        yield from _invoice(name, doc, company_currency)
    elif kind == JOURNAL_ENTRY:
        for row in doc["accounts"]:
            against = row.get("reference_type") or "", row.get("reference_name") or ""
            yield Entry(row["account"], row["debit"] - row["credit"], row.get("party") or "", against)


def _invoice(name: str, doc: Doc, company_currency: str) -> Iterator[Entry]:
    rate: Decimal = doc["conversion_rate"]
    owed: Decimal = doc["base_grand_total"]
    earned: dict[str, Decimal] = {}
    for account, amount in (
        *((row["income_account"], row["amount"]) for row in doc["items"]),
        *((row["account_head"], row["tax_amount"]) for row in doc["taxes"]),
    ):
        earned[account] = earned.get(account, ZERO) + money.rounded(amount * rate, company_currency)
    apart = owed - sum(earned.values(), ZERO)
    if apart:
        earned[ROUND_OFF] = earned.get(ROUND_OFF, ZERO) + apart
    if owed:
        yield Entry(doc["debit_to"], owed, doc["customer"], (SALES_INVOICE, name))
    yield from (Entry(account, -amount) for account, amount in earned.items() if amount)


def moves(kind: str, doc: Doc) -> Iterator[tuple[str, str, Decimal]]:
    """What a document takes from (less than zero) or puts into a warehouse: item, warehouse, quantity."""
    if kind == DELIVERY_NOTE:
        yield from ((row["item_code"], row["warehouse"], -Decimal(row["qty"])) for row in doc["items"])
