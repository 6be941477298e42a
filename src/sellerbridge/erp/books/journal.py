"""A Journal Entry by itself: each row has one side, in exact amounts, and debit equals credit. No database here.

As ERPNext's controller of Journal Entry does it: a row's amount in company currency is its amount in the account's
currency at the row's rate, and the totals are the sums of the rows.
"""

from __future__ import annotations

from decimal import Decimal

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.erp.books.checks import Doc, day, refused, row_of

JOURNAL_ENTRY = "Journal Entry"

_SIDES = ("debit", "credit")
_REFERRED_TO = frozenset({"Sales Order", "Sales Invoice"})


def computed(doc: Doc, *, company_currency: str) -> Doc:
    """The entry with every amount filled in. Raises Refused where it does not balance, or says another figure."""
    day(doc, "posting_date")
    rows = [
        _row(row, company_currency, foreign=bool(doc.get("multi_currency")), place=row_of(number, "accounts"))
        for number, row in enumerate(doc["accounts"], start=1)
    ]
    debit, credit = (sum((row[side] for row in rows), ZERO) for side in _SIDES)
    if debit != credit:
        raise refused(
            "Its debit is {debit} and its credit {credit} (difference {difference} {currency}). Nothing was forced"
            " to fit; report this text.",
            debit=debit,
            credit=credit,
            difference=debit - credit,
            currency=company_currency,
        )
    for field in ("total_debit", "total_credit"):
        if doc.get(field, debit) != debit:
            raise refused(
                "{field} is {there} in the document, but its rows make {debit}. Report this text.",
                field=field,
                there=doc[field],
                debit=debit,
            )
    return {**doc, "accounts": rows, "total_debit": debit, "total_credit": credit}


def _row(row: Doc, company_currency: str, *, foreign: bool, place: str) -> Doc:
    currency, rate = row.get("account_currency") or company_currency, row.get("exchange_rate", Decimal(1))
    if rate <= 0 or (currency == company_currency and rate != 1):
        raise refused(
            "{place}exchange_rate is {rate} for {currency}. Report this text.",
            place=place,
            rate=rate,
            currency=currency,
        )
    if currency != company_currency and not foreign:
        raise refused(
            "{place}account_currency is {currency}, but multi_currency is not set. Report this text.",
            place=place,
            currency=currency,
        )
    _check_parties(row, place=place)
    based = {side: _based(row, side, rate, company_currency, place=place) for side in _SIDES}
    if bool(based["debit"]) == bool(based["credit"]):
        raise refused(
            "{place}debit is {debit} and credit {credit}; a row has one side.",
            place=place,
            debit=based["debit"],
            credit=based["credit"],
        )
    return {**row, **based}


def _check_parties(row: Doc, *, place: str) -> None:
    for kind, name in (("party_type", "party"), ("reference_type", "reference_name")):
        if bool(row.get(kind)) != bool(row.get(name)):
            raise refused(
                "{place}{kind} and {name} go together. Report this text.", place=place, kind=kind, name=name
            )
    if row.get("reference_type") and row["reference_type"] not in _REFERRED_TO:
        raise refused(
            "{place}reference_type is {reference_type}, which the embedded books do not take.",
            place=place,
            reference_type=row["reference_type"],
        )


def _based(row: Doc, side: str, rate: Decimal, company_currency: str, *, place: str) -> Decimal:
    """The amount in company currency. Raises Refused where the row says another one."""
    amount: Decimal = row.get(f"{side}_in_account_currency") or ZERO
    based = amount if rate == 1 else money.rounded(amount * rate, company_currency)
    told: Decimal = row.get(side, based)
    if amount < 0 or not money.is_exact(based, company_currency):
        raise refused(
            "{place}{side} is {based}, which is below zero or no amount of {company_currency}.",
            place=place,
            side=side,
            based=based,
            company_currency=company_currency,
        )
    if told != based:
        raise refused(
            "{place}{side} is {told} in the document, but its amount and rate make {based}.",
            place=place,
            side=side,
            told=told,
            based=based,
        )
    return told
