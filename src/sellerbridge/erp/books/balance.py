"""What the ledger of the books comes to: every account with its debit and credit, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.commerce.money import ZERO, smallest_unit
from sellerbridge.erp.books import ledger, tables
from sellerbridge.erp.books.adapter import Books
from sellerbridge.erp.books.checks import Doc
from sellerbridge.erp.books.naming import folded
from sellerbridge.erp.books.selling import SALES_INVOICE

_LEDGER = tables.ledger
_ROOT_TYPES = ("Asset", "Liability", "Equity", "Income", "Expense")


class AccountBalance(msgspec.Struct, frozen=True, kw_only=True):
    """An account: what was debited and credited to it, and which is more (a credit balance is negative)."""

    account: str
    root_type: str
    debit: Decimal
    credit: Decimal
    balance: Decimal


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """How many invoices, or credit notes, are not settled, and what they come to together."""

    count: int
    amount: Decimal


class TrialBalance(msgspec.Struct, frozen=True, kw_only=True):
    """All accounts that something was posted to, in company currency; `debit` and `credit` are their sums."""

    currency: str
    accounts: tuple[AccountBalance, ...]
    debit: Decimal
    credit: Decimal
    open_invoices: Open
    open_credit_notes: Open


def trial_balance(books: Books) -> TrialBalance:
    """Read from the ledger, at one moment."""
    currency = books.settings.company_currency
    unit = smallest_unit(currency)
    with books.database.reading() as transaction:
        known = ledger.accounts(transaction, books.bodies)
        accounts = tuple(sorted(_accounts(transaction, known, unit), key=_place))
        invoices, credit_notes = (_open(transaction, unit, owed=owed) for owed in (True, False))
    return TrialBalance(
        currency=currency,
        accounts=accounts,
        debit=sum((account.debit for account in accounts), ZERO),
        credit=sum((account.credit for account in accounts), ZERO),
        open_invoices=invoices,
        open_credit_notes=credit_notes,
    )


def _accounts(transaction: Transaction, known: Mapping[str, Doc], unit: Decimal) -> list[AccountBalance]:
    minor = _LEDGER.c.minor
    debit = sa.func.sum(sa.case((minor > 0, minor), else_=0))
    credit = sa.func.sum(sa.case((minor < 0, -minor), else_=0))
    rows = transaction.execute(sa.select(_LEDGER.c.account, debit, credit).group_by(_LEDGER.c.account))
    return [
        AccountBalance(
            account=name,
            root_type=known.get(folded(name), {}).get("root_type", ""),
            debit=int(debited) * unit,
            credit=int(credited) * unit,
            balance=int(debited - credited) * unit,
        )
        for name, debited, credited in rows
    ]


def _place(account: AccountBalance) -> tuple[int, str]:
    """As a chart of accounts has them; those whose root type nobody told come last."""
    known = account.root_type in _ROOT_TYPES
    return _ROOT_TYPES.index(account.root_type) if known else len(_ROOT_TYPES), account.account


def _open(transaction: Transaction, unit: Decimal, *, owed: bool) -> Open:
    left = sa.func.sum(_LEDGER.c.minor)
    each = (
        sa.select(left.label("left"))
        .where(_LEDGER.c.against_type == SALES_INVOICE)
        .group_by(_LEDGER.c.against)
        .having(left > 0 if owed else left < 0)
        .subquery()
    )
    row = transaction.execute(sa.select(sa.func.count(), sa.func.sum(each.c.left))).one()
    return Open(count=row[0], amount=int(row[1] or 0) * unit)
