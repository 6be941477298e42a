"""GL Entries: what a voucher posts to the accounts, and what it leaves an invoice to be paid."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.fiscal_years import fiscal_year, written
from sellerbridge.simulator.erpnext.rules.party_currency import demand_currency
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, rounded, shown
from sellerbridge.simulator.erpnext.rules.statuses import invoice_status
from sellerbridge.simulator.erpnext.rules.stock_ledger import stamped
from sellerbridge.simulator.erpnext.session import Session

_OFF = Decimal("0.5")
_OFF_IN_JOURNAL = Decimal("0.05")
"""How far debit and credit may differ and still be rounding."""


class Posting(msgspec.Struct, kw_only=True):
    """One side of a posting: a debit above 0, a credit below. `amount` is in company currency.

    `transaction` is the same in the voucher's currency, `in_account` in the account's. `against` names the invoice
    whose outstanding amount it changes.
    """

    account: str
    amount: Decimal
    transaction: Decimal
    in_account: Decimal
    party: tuple[str, str] | None = None
    cost_center: str | None = None
    against: tuple[str, str] | None = None


def post(session: Session, voucher: Document, postings: Iterable[Posting]) -> None:
    """Write the entries of a voucher and work the invoices they touch out anew.

    Raises Refusal: FiscalYearError, a group or foreign account, debit and credit that differ.
    """
    _demand_open_books(session, voucher)
    year = fiscal_year(session, voucher["posting_date"], voucher["company"])
    kept = [posting for posting in _merged(postings) if posting.amount or posting.transaction]
    kept += _rounding_off(session, voucher, kept)
    for posting in kept:
        _demand_account(session, voucher, posting)
        entry = _entry(session, voucher, posting, year=year)
        if posting.party:
            demand_currency(session, posting.party, entry["account_currency"])
        session.insert_row(entry)
    _settle(session, {posting.against for posting in kept if posting.against})


def reverse(session: Session, voucher: Document) -> None:
    """Mark the entries of a cancelled voucher and post the opposite, as ERPNext keeps its ledger."""
    touched = set()
    entries = [
        entry.copy()
        for entry in session.scan("GL Entry", voucher_no=voucher.name, voucher_type=voucher.doctype)
        if not entry["is_cancelled"]
    ]
    for entry in entries:
        session.set_value("GL Entry", entry.name, is_cancelled=1)
        opposite = stamped(session, entry)
        for kind in ("", "_in_account_currency", "_in_transaction_currency"):
            debit, credit = entry[f"debit{kind}"], entry[f"credit{kind}"]
            opposite.update({f"debit{kind}": credit, f"credit{kind}": debit})
        opposite["is_cancelled"] = 1
        session.insert_row(opposite)
        if entry.get("against_voucher"):
            touched.add((entry["against_voucher_type"], entry["against_voucher"]))
    _settle(session, touched)


def outstanding(session: Session, doctype: str, name: str) -> Decimal:
    """What an invoice still has to be paid, in its party account's currency, by the ledger."""
    entries = session.scan("GL Entry", against_voucher=name, against_voucher_type=doctype)
    return rounded(
        sum(
            (
                entry.number("debit_in_account_currency") - entry.number("credit_in_account_currency")
                for entry in entries
                if not entry["is_cancelled"] and entry.get("party")
            ),
            ZERO,
        )
    )


def _settle(session: Session, touched: Iterable[tuple[str, str]]) -> None:
    for doctype, name in touched:
        invoice = session.get(doctype, name)
        if doctype == "Sales Invoice" and invoice is not None:
            invoice["outstanding_amount"] = outstanding(session, doctype, name)
            status = invoice_status(invoice, session)
            session.set_value(doctype, name, outstanding_amount=invoice["outstanding_amount"], status=status)


def _merged(postings: Iterable[Posting]) -> list[Posting]:
    """Postings to one account, party and invoice are one entry."""
    found: dict[object, Posting] = {}
    for posting in postings:
        key = (posting.account, posting.party, posting.cost_center, posting.against, posting.amount < 0)
        if key in found:
            found[key].amount += posting.amount
            found[key].transaction += posting.transaction
            found[key].in_account += posting.in_account
        else:
            found[key] = msgspec.structs.replace(posting)
    return list(found.values())


def _rounding_off(session: Session, voucher: Document, postings: list[Posting]) -> list[Posting]:
    """What rounding leaves over, to the company's account for it. Raises Refusal: more than rounding."""
    difference = rounded(sum((posting.amount for posting in postings), ZERO))
    if not difference:
        return []
    if abs(difference) > (_OFF_IN_JOURNAL if voucher.doctype == "Journal Entry" else _OFF):
        text = (
            f"Debit and Credit not equal for {voucher.doctype} #{voucher.name}. Difference is {shown(difference)}."
        )
        raise Thrown(text, source=ERPNEXT)
    company = session.load("Company", voucher["company"])
    return [
        Posting(
            account=company["round_off_account"],
            amount=-difference,
            transaction=ZERO,
            in_account=-difference,
            cost_center=company.get("round_off_cost_center"),
        )
    ]


def _demand_open_books(session: Session, voucher: Document) -> None:
    """Raises Refusal: the books are frozen up to a later day (ERPNext's check_freezing_date)."""
    frozen = session.single("Accounts Settings").text("acc_frozen_upto")
    if frozen and voucher.text("posting_date") <= frozen:
        text = f"You are not authorized to add or update entries before {written(session, frozen)}"
        raise Thrown(text, source=ERPNEXT)


def _demand_account(session: Session, voucher: Document, posting: Posting) -> None:
    """As the recording tells of groups, and ERPNext of disabled accounts and cost centres (general_ledger,
    GLEntry.pl_must_have_cost_center).
    """
    name = posting.account
    account = session.load("Account", name)
    if account.get("disabled"):
        text = f"Cannot create accounting entries against disabled accounts: {name}"
        raise Thrown(text, title="Disabled Account Selected", source=ERPNEXT)
    if account.get("root_type") in ("Income", "Expense") and not posting.cost_center:
        raise Thrown(
            f"{voucher.doctype} {voucher.name}: Cost Center is required for 'Profit and Loss' account {name}. "
            f"Please set the cost center field in {voucher.doctype} or setup a default Cost Center for the "
            "Company.",
            title="Missing Cost Center",
            source=ERPNEXT,
        )
    if account.get("is_group"):
        raise Thrown(
            f"{voucher.doctype} {voucher.name}: Account {name} is a Group Account "
            "and group accounts cannot be used in transactions",
            source=ERPNEXT,
        )
    if account.get("company") != voucher.get("company"):
        text = (
            f"{voucher.doctype} {voucher.name}: Account {name} does not belong to Company {voucher.get('company')}"
        )
        raise Thrown(text, source=ERPNEXT)


def _entry(session: Session, voucher: Document, posting: Posting, *, year: str) -> Document:
    party_type, party = posting.party or (None, None)
    against_type, against = posting.against or (None, None)
    company_currency = session.value("Company", voucher["company"], "default_currency")
    values = {
        "posting_date": voucher["posting_date"],
        "account": posting.account,
        "account_currency": session.value("Account", posting.account, "account_currency") or company_currency,
        "party_type": party_type,
        "party": party,
        "cost_center": posting.cost_center,
        **_sides("", posting.amount),
        **_sides("_in_account_currency", posting.in_account),
        **_sides("_in_transaction_currency", posting.transaction),
        "against_voucher_type": against_type,
        "against_voucher": against,
        "voucher_type": voucher.doctype,
        "voucher_no": voucher.name,
        "remarks": voucher.get("remarks") or voucher.get("remark"),
        "is_opening": voucher.get("is_opening") or "No",
        "is_advance": "No",
        "fiscal_year": year,
        "company": voucher["company"],
        "is_cancelled": 0,
        "transaction_currency": voucher.get("currency") or company_currency,
        "transaction_exchange_rate": voucher.number("conversion_rate") or Decimal(1),
    }
    return stamped(session, session.new("GL Entry", values))


def _sides(kind: str, amount: Decimal) -> dict[str, Decimal]:
    return {f"debit{kind}": max(amount, ZERO), f"credit{kind}": max(-amount, ZERO)}
