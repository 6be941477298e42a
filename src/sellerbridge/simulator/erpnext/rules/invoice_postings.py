"""What an invoice posts: the debt, the taxes row by row, the income, and what rounding the total adds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.exchange import company
from sellerbridge.simulator.erpnext.rules.ledger import Posting
from sellerbridge.simulator.erpnext.session import Session


def invoice_postings(doc: Document, session: Session) -> list[Posting]:
    """All of them; a credit note's have the opposite sides, because its amounts are below 0."""
    return [_debt(doc, session), *_taxes(doc, session), *_income(doc, session), *_rounding(doc, session)]


def _debt(doc: Document, session: Session) -> Posting:
    """For the invoice itself; a credit note that lowers the invoice's outstanding amount is for that one."""
    is_rounded = doc.number("rounding_adjustment") and doc.number("rounded_total")
    total = "rounded_total" if is_rounded else "grand_total"
    lowers = doc.get("is_return") and doc.get("return_against") and not doc.get("update_outstanding_for_self")
    posting = _posting(
        doc, session, account=doc["debit_to"], base=doc.number(f"base_{total}"), amount=doc.number(total)
    )
    posting.party = ("Customer", doc["customer"])
    posting.against = (doc.doctype, doc["return_against"] if lowers else doc.name)
    posting.cost_center = doc.get("cost_center")
    return posting


def _taxes(doc: Document, session: Session) -> Iterator[Posting]:
    for tax in doc.rows("taxes"):
        base = tax.number("base_tax_amount_after_discount_amount")
        amount = tax.number("tax_amount_after_discount_amount")
        posting = _posting(doc, session, account=tax["account_head"], base=-base, amount=-amount)
        posting.cost_center = tax.get("cost_center")
        yield posting


def _income(doc: Document, session: Session) -> Iterator[Posting]:
    for row in doc.rows("items"):
        base, amount = row.number("base_net_amount"), row.number("net_amount")
        posting = _posting(doc, session, account=row["income_account"], base=-base, amount=-amount)
        posting.cost_center = row.get("cost_center")
        yield posting


def _rounding(doc: Document, session: Session) -> Iterator[Posting]:
    amount = doc.number("rounding_adjustment")
    if amount and doc.number("base_rounding_adjustment"):
        own = company(doc, session)
        base = doc.number("base_rounding_adjustment")
        posting = _posting(doc, session, account=own["round_off_account"], base=-base, amount=-amount)
        posting.cost_center = own.get("round_off_cost_center")
        yield posting


def _posting(doc: Document, session: Session, *, account: str, base: Decimal, amount: Decimal) -> Posting:
    """In the account's own currency it is the base amount, unless the account is kept in the invoice's."""
    own = company(doc, session).get("default_currency")
    there = session.value("Account", account, "account_currency") or own
    return Posting(account=account, amount=base, transaction=amount, in_account=base if there == own else amount)
