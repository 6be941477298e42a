"""The rows of a Journal Entry and the document made of them: balanced, each row on one side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import N_
from sellerbridge.settings import Settings

Body = dict[str, Any]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row in company currency: `amount` above zero is a debit, below zero a credit.

    `party` is a Customer; `reference` is (doctype, key) of what the row settles; `advance` marks money that an
    invoice to come takes up.
    """

    account: str
    amount: Decimal
    remark: str = ""
    party: str = ""
    reference: tuple[str, str] | None = None
    advance: bool = False


def journal_entry(
    key: str, rows: Iterable[Row], *, day: date, about: str, remark: str, foreign: bool, settings: Settings
) -> Outgoing:
    """A submitted Journal Entry of the rows that are not zero, under `key`.

    All accounts are in company currency; `foreign` says that the money was in another one. Raises ValueError for
    rows that do not balance: nothing is added to make them.
    """
    kept = [row for row in rows if row.amount]
    debit = sum((row.amount for row in kept if row.amount > 0), ZERO)
    credit = -sum((row.amount for row in kept if row.amount < 0), ZERO)
    if debit != credit:
        raise ValueError(f"entry {key}: debit {debit} is not credit {credit}")
    total = money.rounded(debit, settings.company_currency)
    body: Body = {
        "docstatus": 1,
        "voucher_type": "Journal Entry",
        "company": settings.company,
        "posting_date": day.isoformat(),
        "cheque_no": about,
        "cheque_date": day.isoformat(),
        "multi_currency": int(foreign),
        "user_remark": remark,
        "amazon_settlement_id": key,
        "total_debit": total,
        "total_credit": total,
        "accounts": _accounts(kept, settings),
    }
    return Outgoing(kind="Journal Entry", key=key, name=key, body=body, origins=_ORIGINS, about=about)


_ORIGINS = {
    "accounts": N_("lines of the settlement report, by account and by order"),
    "posting_date": N_("deposit-date; of an earlier month's part that month's last day"),
    "total_debit": N_("sum of the debits, which is that of the credits"),
}


def _accounts(rows: Sequence[Row], settings: Settings) -> list[Body]:
    zero = money.rounded(ZERO, settings.company_currency)
    made = []
    for row in rows:
        amount = money.rounded(abs(row.amount), settings.company_currency)
        debit, credit = (amount, zero) if row.amount > 0 else (zero, amount)
        body: Body = {
            "account": row.account,
            "account_currency": settings.company_currency,
            "exchange_rate": Decimal(1),
            "debit_in_account_currency": debit,
            "credit_in_account_currency": credit,
            "debit": debit,
            "credit": credit,
        }
        if row.party:
            body |= {"party_type": "Customer", "party": row.party, "is_advance": "Yes" if row.advance else "No"}
        if row.reference:
            body["reference_type"], body["reference_name"] = row.reference
        if row.remark:
            body["user_remark"] = row.remark
        made.append(body)
    return made
