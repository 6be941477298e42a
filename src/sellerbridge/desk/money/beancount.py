"""The entries that the ERP holds as Beancount text, with balances that Beancount checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from sellerbridge.commerce.money import ZERO
from sellerbridge.desk.money.entries import SUBMITTED
from sellerbridge.desk.money.reconcile import Chosen, chosen
from sellerbridge.desk.money.reconciled import Reconciler
from sellerbridge.documents.chart import ACCOUNTS, ASSET, EXPENSE, IN_TRANSIT, INCOME, LIABILITY
from sellerbridge.documents.item import fold
from sellerbridge.erp.port import Held
from sellerbridge.installation import Installation
from sellerbridge.settings import Settings

_ROOTS = {ASSET: "Assets", LIABILITY: "Liabilities", INCOME: "Income", EXPENSE: "Expenses"}
_NOT_IN_A_NAME = re.compile(r"[^\w-]|_")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it is written: (account as we call it, amount, what it is) per row, debits above zero."""

    day: date
    name: str
    remark: str
    settlement_id: str
    rows: Sequence[tuple[str, Decimal, str]]


def export(installation: Installation, which: Chosen, file: Path, *, progress: Callable[[int, int], None]) -> int:
    """Write the file; answers how many entries. Raises Usage, Unreachable, OSError.

    Only submitted entries are in it, all in company currency. The balance of the payout account is asserted from
    Amazon's totals, that of money in transit to be nothing, both to the cent (Beancount would forgive one). Buyers
    are named by their orders only.
    """
    store, found, payouts = installation.store, list[Entry](), ZERO
    wanted = chosen(store, which)
    with installation.erp() as erp:
        reconciler = Reconciler(store, erp)
        for done, (seller, head) in enumerate(wanted, start=1):
            there = reconciler.there(head)
            submitted = [one for one in there.held if one.docstatus == SUBMITTED]
            found += [entry_of(one, there.names, head.settlement_id) for one in submitted]
            if submitted:
                payouts += max(reconciler.worth(seller, head) or ZERO, ZERO)
            progress(done, len(wanted))
    file.write_text(
        "\n".join(ledger(found, payouts=payouts, settings=reconciler.settings)) + "\n", encoding="utf-8"
    )
    return len(found)


def entry_of(held: Held, names: Mapping[str, str], settlement_id: str) -> Entry:
    """An entry of the ERP with the accounts as we call them."""
    return Entry(
        day=date.fromisoformat(str(held.doc["posting_date"])[:10]),
        name=held.name,
        remark=str(held.doc.get("user_remark") or ""),
        settlement_id=settlement_id,
        rows=[_row(row, names) for row in held.doc["accounts"]],
    )


def _row(row: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, Decimal, str]:
    amount = (row.get("debit") or ZERO) - (row.get("credit") or ZERO)
    about = str(row.get("user_remark") or row.get("reference_name") or "")
    return names.get(fold(row["account"]), str(row["account"])), amount, about


def ledger(entries: Sequence[Entry], *, payouts: Decimal, settings: Settings) -> Iterator[str]:
    """The lines of the file. `payouts` is what the payout account must have in the end."""
    found = sorted(entries, key=lambda entry: (entry.day, entry.name))
    accounts = _accounts(found, settings)
    currency = settings.company_currency
    yield f'option "title" "{_text(settings.company)}: Amazon settlements"'
    yield f'option "operating_currency" "{currency}"'
    if not found:
        return
    yield ""
    for account in sorted(accounts.values()):
        yield f"{found[0].day} open {account} {currency}"
    for entry in found:
        yield ""
        yield f'{entry.day} * "Amazon" "{_text(entry.remark)}" ^{_link(entry.settlement_id)}'
        yield f'  erp: "{_text(entry.name)}"'
        for account, amount, about in entry.rows:
            yield f"  {accounts[account]}  {amount:f} {currency}" + (f" ; {_line(about)}" if about else "")
    yield ""
    after = found[-1].day + timedelta(days=1)
    for account, balance in ((settings.payout_account, payouts), (IN_TRANSIT, ZERO)):
        if account in accounts and not _also_used(account, entries):
            yield f"{after} balance {accounts[account]} {balance:f} ~ 0.00 {currency}"


def _also_used(account: str, entries: Sequence[Entry]) -> bool:
    """Whether more than months and payouts is on the account of money in transit: trial deposits stay there."""
    return account == IN_TRANSIT and any(
        name == IN_TRANSIT and "settlement" not in about for entry in entries for name, _, about in entry.rows
    )


def _accounts(entries: Sequence[Entry], settings: Settings) -> dict[str, str]:
    """Account → its name in Beancount, below the root type that it has."""
    roots = {account.name: account.root for account in ACCOUNTS}
    roots |= {settings.receivable_account: ASSET, settings.payout_account: ASSET}
    taken: dict[str, str] = {}
    for account in sorted({account for entry in entries for account, _, _ in entry.rows}):
        name = f"{_ROOTS[roots.get(account, EXPENSE)]}:{_component(account)}"
        taken[account] = name if name not in taken.values() else f"{name}-{len(taken)}"
    return taken


def _component(account: str) -> str:
    """Letters, digits and dashes, the first a capital or a digit."""
    plain = "-".join(part for part in _NOT_IN_A_NAME.sub(" ", account).split())
    return plain[:1].upper() + plain[1:] if plain[:1].isalnum() else f"X{plain}"


def _text(text: str) -> str:
    return _line(text).replace("\\", "\\\\").replace('"', '\\"')


def _line(text: str) -> str:
    return " ".join(text.split())


def _link(settlement_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9_./-]", "-", settlement_id)
