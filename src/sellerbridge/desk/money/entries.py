"""The entries of a settlement as the ERP really holds them, against what they should say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.commerce.money import ZERO
from sellerbridge.documents.chart import EARLIER_ORDERS
from sellerbridge.documents.item import fold
from sellerbridge.documents.money.receivables import NO_CREDIT_NOTE, NO_INVOICE
from sellerbridge.erp.port import Held
from sellerbridge.sentences import Sentence
from sellerbridge.store.outbox import Row

ENTRY = "Journal Entry"
SUBMITTED = 1

Balances = Mapping[str, Decimal]
"""Debit less credit in company currency, by account as we call it."""
Names = Mapping[str, str]
"""Account as the ERP calls it, folded → as we do ("Amazon Reserve - AC" is "Amazon Reserve")."""


class EntryShown(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the ERP. `total` is its debit, which is its credit, in company currency."""

    key: str
    name: str
    docstatus: int
    posting_date: str
    total: Decimal


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """An account on which the ERP has something else than it was told, in company currency."""

    account: str
    wanted: Decimal
    there: Decimal
    difference: Decimal


class Loose(msgspec.Struct, frozen=True, kw_only=True):
    """Buyers' money that meets no invoice, credit above zero; `what` says of which orders and why."""

    what: str
    amount: Decimal


def shown(held: Held) -> EntryShown:
    """An entry in a line."""
    return EntryShown(
        key=held.key,
        name=held.name,
        docstatus=held.docstatus,
        posting_date=str(held.doc.get("posting_date", "")),
        total=held.doc.get("total_debit") or ZERO,
    )


def accounts_of(rows: Iterable[Row]) -> set[str]:
    """The accounts in these documents, as we call them."""
    return {str(line["account"]) for row in rows for line in row.body.get("accounts", ())}


def gaps(rows: Sequence[Row], held: Sequence[Held], *, names: Names) -> tuple[Gap, ...]:
    """The accounts on which the submitted entries differ from what the ERP was told."""
    wanted = told(rows)
    there = submitted(held, names=names)
    return tuple(
        Gap(account=account, wanted=ours, there=theirs, difference=theirs - ours)
        for account in sorted({*wanted, *there})
        if (ours := wanted.get(account, ZERO)) != (theirs := there.get(account, ZERO))
    )


def paid(rows: Sequence[Row], held: Sequence[Held], *, settlement_id: str, names: Names) -> Decimal:
    """What the ERP has as the settlement's payout, below zero what it leaves owing.

    It is on the account where it was told to be, apart from what else of the settlement is there.
    """
    row = next((row for row in _lines(rows) if row.get("user_remark") == f"settlement {settlement_id}"), None)
    if row is None:
        return ZERO
    account = str(row["account"])
    others: Decimal = told(rows).get(account, ZERO) - row["debit"] + row["credit"]
    return submitted(held, names=names).get(account, ZERO) - others


def loose(rows: Sequence[Row]) -> tuple[Loose, ...]:
    """Buyers' money without a reference, and that of orders that are not in the books, as the ERP was told."""
    return tuple(
        Loose(what=_what(row.get("user_remark", "")), amount=row["credit"] - row["debit"])
        for row in _lines(rows)
        if row["account"] == EARLIER_ORDERS or (row.get("party") and not row.get("reference_name"))
    )


def _what(remark: str) -> str:
    """A remark of ours as a sentence again."""
    for text in (NO_INVOICE, NO_CREDIT_NOTE):
        why = text.removeprefix("{what}")
        if remark.endswith(why):
            return Sentence(text, what=remark.removesuffix(why))
    return remark


def told(rows: Sequence[Row]) -> Balances:
    """What the ERP was told, by account."""
    return _balances(_lines(rows), names={})


def submitted(held: Sequence[Held], *, names: Names) -> Balances:
    """What the submitted entries come to by account; one that we do not know keeps the ERP's name."""
    return _balances(
        (row for one in held if one.docstatus == SUBMITTED for row in one.doc["accounts"]), names=names
    )


def _lines(rows: Sequence[Row]) -> list[Mapping[str, Any]]:
    return [line for row in rows for line in row.body.get("accounts", ())]


def _balances(lines: Iterable[Mapping[str, Any]], *, names: Names) -> Balances:
    sums: dict[str, Decimal] = {}
    for line in lines:
        account = names.get(fold(line["account"]), line["account"])
        sums[account] = sums.get(account, ZERO) + (line.get("debit") or ZERO) - (line.get("credit") or ZERO)
    return {account: amount for account, amount in sums.items() if amount}
