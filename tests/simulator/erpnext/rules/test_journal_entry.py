"""Journal entries: what is refused, when, and what they do to an invoice."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.erpnext.rules.shop import Shop

CASH = "Cash - AC"
FEES = "Fees - AC"


def debit(account: str, amount: float, **values: Any) -> dict[str, Any]:
    return {"account": account, "debit_in_account_currency": amount, **values}


def credit(account: str, amount: float, **values: Any) -> dict[str, Any]:
    return {"account": account, "credit_in_account_currency": amount, **values}


def paying(invoice: str, amount: float) -> dict[str, Any]:
    party = {"party_type": "Customer", "party": "Buyer"}
    return credit("Debtors - AC", amount, **party, reference_type="Sales Invoice", reference_name=invoice)


def journal(*rows: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"company": "Acme", "posting_date": "2026-03-16", "accounts": list(rows), "docstatus": 1, **values}


@pytest.fixture
def invoice(shop: Shop) -> str:
    """An invoice of 20.00."""
    found = shop.insert(
        "Sales Invoice",
        customer="Buyer",
        company="Acme",
        posting_date="2026-03-02",
        due_date="2026-03-02",
        set_posting_time=1,
        docstatus=1,
        items=[{"item_code": "SKU-1", "qty": 2, "rate": 10}],
    )
    name: str = found["name"]
    return name


def test_a_settlement_pays_an_invoice_less_fees(shop: Shop, invoice: str) -> None:
    entry = shop.insert("Journal Entry", **journal(debit(CASH, 17), debit(FEES, 3), paying(invoice, 20)))
    assert (entry["title"], entry["total_amount"]) == ("Buyer", 17.0)
    assert entry["remark"] == f"$ 20.00 against Sales Invoice {invoice}"
    posted = {one["account"]: one["debit"] - one["credit"] for one in shop.entries(entry["name"])}
    assert posted == {CASH: 17.0, FEES: 3.0, "Debtors - AC": -20.0}
    assert shop.read("Sales Invoice", invoice)["status"] == "Paid"


def test_a_part_leaves_the_rest_and_a_cancel_brings_it_back(shop: Shop, invoice: str) -> None:
    entry = shop.insert("Journal Entry", **journal(debit(CASH, 8), paying(invoice, 8)))
    assert shop.read("Sales Invoice", invoice)["outstanding_amount"] == 12.0
    shop.cancel("Journal Entry", entry["name"]).taken()
    assert shop.read("Sales Invoice", invoice)["outstanding_amount"] == 20.0
    assert shop.entries(entry["name"]) == []


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([debit(CASH, 10), credit(FEES, 9)], "Total Debit must be equal to Total Credit. The difference is 1.0"),
        ([debit(CASH, 10), credit("Debtors - AC", 10)], "Row 2: Party Type and Party is required"),
        ([debit("Current Assets - AC", 10), credit(CASH, 10)], "is a Group Account"),
        (
            [debit(CASH, 10), credit(CASH, 10), debit(FEES, 0)],
            "Row 3: Both Debit and Credit values cannot be zero",
        ),
        ([debit(CASH, 10, credit_in_account_currency=10)], "You cannot credit and debit same account"),
    ],
)
def test_what_is_refused_posts_nothing(shop: Shop, rows: list[dict[str, Any]], text: str) -> None:
    told = shop.post("Journal Entry", **journal(*rows, name="JE-1"))
    assert text in told.refusal[1]
    assert shop.listed("Journal Entry") == shop.entries("JE-1") == []


def test_an_unbalanced_one_may_be_a_draft(shop: Shop) -> None:
    entry = shop.insert("Journal Entry", **journal(debit(CASH, 10), credit(FEES, 9), docstatus=0))
    assert (entry["difference"], entry["accounts"][0]["against_account"]) == (1.0, FEES)
    assert shop.put("Journal Entry", entry["name"], docstatus=1).status == 417


def test_more_than_is_outstanding_is_refused(shop: Shop, invoice: str) -> None:
    told = shop.post("Journal Entry", **journal(debit(CASH, 21), paying(invoice, 21)))
    assert told.refusal[1].endswith("cannot be greater than Outstanding Amount 20.0")


def test_a_foreign_account_needs_multi_currency_and_a_rate(shop: Shop) -> None:
    shop.insert(
        "Account",
        account_name="Cash EUR",
        parent_account="Cash In Hand - AC",
        company="Acme",
        account_currency="EUR",
    )
    rows = (debit("Cash EUR - AC", 100, exchange_rate=1.1), credit(CASH, 110))
    assert "Multi Currency" in shop.post("Journal Entry", **journal(*rows)).refusal[1]
    entry = shop.insert("Journal Entry", **journal(*rows, multi_currency=1))
    assert (entry["accounts"][0]["debit"], entry["total_debit"]) == (110.0, 110.0)
