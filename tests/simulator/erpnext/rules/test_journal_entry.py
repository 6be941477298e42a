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


@pytest.fixture
def order(shop: Shop) -> str:
    """A submitted order of 20.00."""
    found: str = shop.order(("SKU-1", 2, 10.0), docstatus=1).data["name"]
    return found


def advance(order: str, amount: float, **values: Any) -> dict[str, Any]:
    party = {"party_type": "Customer", "party": "Buyer", "is_advance": "Yes"}
    reference = {"reference_type": "Sales Order", "reference_name": order}
    return credit("Debtors - AC", amount, **{**party, **reference, **values})


def test_an_order_takes_an_advance_up_to_its_total(shop: Shop, order: str) -> None:
    first = shop.insert("Journal Entry", **journal(debit(CASH, 15), advance(order, 15)))
    assert shop.read("Sales Order", order)["advance_paid"] == 15.0
    more = shop.post("Journal Entry", **journal(debit(CASH, 6), advance(order, 6)))
    assert more.refusal[1].endswith("cannot be greater than Grand Total $ 20.00")
    assert shop.cancel("Sales Order", order).refusal[0] == "LinkExistsError"
    shop.cancel("Journal Entry", first["name"]).taken()
    assert shop.read("Sales Order", order)["advance_paid"] == 0.0


def test_an_order_takes_no_advance_of_another_customer_nor_a_debit(shop: Shop, order: str) -> None:
    shop.insert("Customer", customer_name="Other", customer_group="Individual", territory="United States")
    other = shop.post("Journal Entry", **journal(debit(CASH, 5), advance(order, 5, party="Other")))
    assert other.refusal[1].endswith("Row 2: Customer Other does not match with Sales Order")
    back = advance(order, 0, debit_in_account_currency=5)
    assert (
        "Debit entry can not be linked" in shop.post("Journal Entry", **journal(credit(CASH, 5), back)).refusal[1]
    )


def test_an_order_that_is_billed_takes_none(shop: Shop, order: str) -> None:
    row = shop.read("Sales Order", order)["items"][0]["name"]
    line = {"item_code": "SKU-1", "qty": 2, "rate": 10, "sales_order": order, "so_detail": row}
    day = {"posting_date": "2026-03-02", "due_date": "2026-03-02", "set_posting_time": 1}
    shop.insert("Sales Invoice", customer="Buyer", company="Acme", docstatus=1, items=[line], **day)
    told = shop.post("Journal Entry", **journal(debit(CASH, 5), advance(order, 5)))
    assert told.refusal[1] == f"Sales Order {order} is fully billed"


def test_a_disabled_account_and_frozen_books_take_nothing(shop: Shop) -> None:
    rows = (debit(CASH, 5), credit(FEES, 5))
    frozen = shop.site.tables["Accounts Settings"].documents["accounts settings"]
    frozen["acc_frozen_upto"] = "2026-03-31"
    told = shop.post("Journal Entry", **journal(*rows))
    assert told.refusal[1] == "You are not authorized to add or update entries before 03-31-2026"
    frozen["acc_frozen_upto"] = None
    shop.site.tables["Account"].documents[FEES.casefold()]["disabled"] = 1
    told = shop.post("Journal Entry", **journal(*rows))
    assert told.refusal[1] == f"Cannot create accounting entries against disabled accounts: {FEES}"


def test_income_and_expenses_need_a_cost_centre(shop: Shop) -> None:
    shop.site.tables["Company"].documents["acme"]["cost_center"] = None
    told = shop.post("Journal Entry", **journal(debit(CASH, 5), credit(FEES, 5)))
    assert f"Cost Center is required for 'Profit and Loss' account {FEES}" in told.refusal[1]


def test_a_large_one_is_cancelled_by_saving_it_as_cancelled_alone(shop: Shop) -> None:
    """The method leaves it to a queue."""
    rows = [debit(CASH, 1) for _ in range(101)]
    entry = shop.insert("Journal Entry", **journal(*rows, credit(FEES, 101)))
    assert shop.cancel("Journal Entry", entry["name"]).data["docstatus"] == 1
    assert shop.put("Journal Entry", entry["name"], docstatus=2).data["docstatus"] == 2


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
