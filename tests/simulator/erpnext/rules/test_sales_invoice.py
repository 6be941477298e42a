"""Invoices and credit notes: what is owed, what is posted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.simulator.erpnext.rules.shop import DELIVERING, INVOICING, SELLING, Shop, actual

DATED = {
    "posting_date": "2026-03-06",
    "posting_time": "12:00:00",
    "set_posting_time": 1,
    "due_date": "2026-03-16",
    "docstatus": 1,
}
MONEY = st.decimals(min_value="0.01", max_value=400, places=2).map(float)


def invoice_of(shop: Shop, order: str, **values: Any) -> dict[str, Any]:
    """The invoice ERPNext makes of an order, as it would be posted."""
    made: dict[str, Any] = shop.call(f"{SELLING}.make_sales_invoice", source_name=order).data
    return {**made, "payment_schedule": [], **DATED, **values}


def credit_of(shop: Shop, invoice: str, **values: Any) -> dict[str, Any]:
    made: dict[str, Any] = shop.call(f"{INVOICING}.make_sales_return", source_name=invoice).data
    return {**made, "payment_schedule": [], **DATED, **values}


@pytest.fixture
def order(shop: Shop) -> str:
    """A submitted order: 2 x 19.99 and 1 x 5.01, tax 3.60, in all 48.59."""
    lines = (("SKU-1", 2, 19.99), ("SKU-2", 1, 5.01))
    name: str = shop.order(*lines, taxes=[actual("Tax", 3.6)], docstatus=1).data["name"]
    return name


@pytest.fixture
def invoice(shop: Shop, order: str) -> str:
    """The order's whole invoice."""
    name: str = shop.post("Sales Invoice", **invoice_of(shop, order)).data["name"]
    return name


def left(shop: Shop, invoice: str) -> tuple[float, str]:
    told = shop.read("Sales Invoice", invoice)
    return told["outstanding_amount"], told["status"]


def test_an_invoice_posts_debt_income_and_tax(shop: Shop, invoice: str) -> None:
    posted = {entry["account"]: entry["debit"] - entry["credit"] for entry in shop.entries(invoice)}
    assert posted == {"Debtors - AC": 48.59, "Sales - AC": -44.99, "Tax - AC": -3.6}
    assert left(shop, invoice) == (
        48.59,
        "Overdue" if shop.site.now().date().isoformat() > "2026-03-16" else "Unpaid",
    )


def test_an_order_is_billed_row_by_row(shop: Shop, order: str) -> None:
    made = invoice_of(shop, order)
    made["items"] = made["items"][:1]
    shop.post("Sales Invoice", **made).taken()
    assert shop.read("Sales Order", order)["billing_status"] == "Partly Billed"
    rest = invoice_of(shop, order)
    assert [(row["item_code"], row["qty"]) for row in rest["items"]] == [("SKU-2", 1.0)]
    shop.post("Sales Invoice", **rest).taken()
    assert invoice_of(shop, order)["items"] == []
    assert shop.read("Sales Order", order)["per_billed"] == 100


def test_more_than_ordered_is_not_billed(shop: Shop, order: str) -> None:
    made = invoice_of(shop, order)
    made["items"][0]["qty"] = 3
    told = shop.post("Sales Invoice", **made)
    assert told.refusal[0] == "OverAllowanceError"
    assert "Over Billing Allowance" in told.refusal[1]


def test_a_credit_note_owes_for_itself(shop: Shop, invoice: str) -> None:
    note = shop.post("Sales Invoice", **credit_of(shop, invoice)).data
    assert note["grand_total"] == -48.59
    assert left(shop, note["name"]) == (-48.59, "Return")
    assert left(shop, invoice)[0] == 48.59


def test_unless_it_is_told_to_lower_the_invoice(shop: Shop, invoice: str) -> None:
    shop.post("Sales Invoice", **credit_of(shop, invoice, update_outstanding_for_self=0)).taken()
    assert left(shop, invoice) == (0.0, "Credit Note Issued")


def test_no_more_is_credited_than_was_invoiced(shop: Shop, invoice: str) -> None:
    first, second = credit_of(shop, invoice), credit_of(shop, invoice)
    shop.post("Sales Invoice", **first).taken()
    assert shop.post("Sales Invoice", **second).refusal[0] == "StockOverReturnError"


def test_no_credit_note_is_posted_before_its_invoice(shop: Shop, invoice: str) -> None:
    """Without a time the moment of the call counts, on the day that is given."""
    there = shop.read("Sales Invoice", invoice)
    note = credit_of(
        shop, invoice, posting_date=there["posting_date"], posting_time="00:00:00", set_posting_time=1
    )
    assert shop.post("Sales Invoice", **note).refusal[1].startswith("Posting timestamp must be after ")


def test_one_account_takes_every_currency_if_the_site_says_so(shop: Shop) -> None:
    row = {"item_code": "SKU-1", "qty": 1, "rate": 10}
    told = {"customer": "Buyer", "company": "Acme", "currency": "EUR", "conversion_rate": 1.1, "items": [row]}
    told |= {"selling_price_list": "Amazon EUR", "docstatus": 1, "set_posting_time": 1}
    told |= {"posting_date": "2026-03-02", "due_date": "2026-03-02", "debit_to": "Debtors - AC"}
    assert "should be same" in shop.post("Sales Invoice", **told).refusal[1]
    name = "allow_multi_currency_invoices_against_single_party_account"
    shop.site.tables["Accounts Settings"].documents["accounts settings"][name] = 1
    made = shop.insert("Sales Invoice", **told)
    assert shop.read("Sales Invoice", made["name"])["outstanding_amount"] == 11.0


def test_a_cancelled_invoice_leaves_nothing_posted_and_the_order_open(
    shop: Shop, invoice: str, order: str
) -> None:
    shop.cancel("Sales Invoice", invoice).taken()
    assert shop.entries(invoice) == []
    assert shop.read("Sales Order", order)["billing_status"] == "Not Billed"
    assert [row["qty"] for row in invoice_of(shop, order)["items"]] == [2.0, 1.0]


def test_a_payment_outlives_the_invoice_it_paid(shop: Shop, invoice: str) -> None:
    rows = [
        {"account": "Cash - AC", "debit_in_account_currency": 48.59},
        {
            "account": "Debtors - AC",
            "credit_in_account_currency": 48.59,
            "party_type": "Customer",
            "party": "Buyer",
            "reference_type": "Sales Invoice",
            "reference_name": invoice,
        },
    ]
    paid = shop.insert("Journal Entry", company="Acme", posting_date="2026-03-10", accounts=rows, docstatus=1)
    assert left(shop, invoice) == (0.0, "Paid")
    assert shop.cancel("Sales Invoice", invoice).data["docstatus"] == 2
    assert shop.read("Journal Entry", paid["name"])["accounts"][1].get("reference_name") is None


def test_an_invoice_bills_the_delivery_notes_of_its_order(shop: Shop, order: str) -> None:
    shop.stock(SKU_1=10, SKU_2=10)
    note = shop.call(f"{SELLING}.make_delivery_note", source_name=order).data
    name = shop.post("Delivery Note", **{**note, **DATED}).data["name"]
    shop.post("Sales Invoice", **invoice_of(shop, order)).taken()
    assert shop.read("Delivery Note", name)["status"] == "Completed"
    assert shop.read("Sales Order", order)["status"] == "Completed"


def test_a_delivery_note_is_invoiced_by_itself(shop: Shop, order: str) -> None:
    shop.stock(SKU_1=10, SKU_2=10)
    note = shop.call(f"{SELLING}.make_delivery_note", source_name=order).data
    name = shop.post("Delivery Note", **{**note, **DATED}).data["name"]
    made = shop.call(f"{DELIVERING}.make_sales_invoice", source_name=name).data
    shop.post("Sales Invoice", **{**made, "payment_schedule": [], **DATED}).taken()
    assert shop.read("Delivery Note", name)["per_billed"] == 100
    assert shop.call(f"{DELIVERING}.make_sales_invoice", source_name=name).data["items"] == []


def test_an_invoice_that_updates_stock_moves_it(shop: Shop, order: str) -> None:
    shop.stock(SKU_1=10, SKU_2=10)
    shop.post("Sales Invoice", **invoice_of(shop, order, update_stock=1)).taken()
    assert shop.bin("SKU-1")["actual_qty"] == 8
    assert shop.read("Sales Order", order)["status"] == "Completed"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"posting_date": "2024-05-01", "due_date": "2024-05-31"}, "FiscalYearError"),
        ({"due_date": "2026-03-01"}, "ValidationError"),
        ({"debit_to": "Nobody - AC"}, "LinkValidationError"),
        ({"items": []}, "IndexError"),
    ],
)
def test_what_is_refused_posts_nothing(shop: Shop, order: str, values: dict[str, Any], kind: str) -> None:
    told = shop.post("Sales Invoice", **invoice_of(shop, order, name="SI-1", **values))
    assert told.refusal[0] == kind
    assert shop.entries("SI-1") == []


def test_a_customer_is_booked_in_one_currency(shop: Shop, invoice: str) -> None:
    values = {"account_name": "Debtors EUR", "account_type": "Receivable", "account_currency": "EUR"}
    shop.insert("Account", parent_account="Accounts Receivable - AC", company="Acme", **values)
    told = shop.post(
        "Sales Invoice",
        customer="Buyer",
        company="Acme",
        currency="EUR",
        conversion_rate=1.08,
        debit_to="Debtors EUR - AC",
        items=[{"item_code": "SKU-1", "qty": 1, "rate": 10}],
        **DATED,
    )
    assert told.refusal[1] == "Accounting Entry for Customer: Buyer can only be made in currency: USD"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(1, 9), MONEY), min_size=1, max_size=4),
    st.lists(MONEY, max_size=3),
    st.decimals(min_value="0.5", max_value=2, places=4).map(float),
    st.booleans(),
)
def test_the_ledger_balances_in_any_currency(
    lines: list[tuple[int, float]], taxes: list[float], rate: float, included: bool
) -> None:
    shop = Shop()
    shop.insert(
        "Account",
        account_name="Debtors EUR",
        parent_account="Accounts Receivable - AC",
        company="Acme",
        account_type="Receivable",
        account_currency="EUR",
    )
    vat = {"charge_type": "On Net Total", "account_head": "Tax - AC", "description": "VAT", "rate": 19}
    rows = [{**vat, "included_in_print_rate": 1}] if included else [actual("Tax", amount) for amount in taxes]
    told = shop.post(
        "Sales Invoice",
        customer="Buyer",
        company="Acme",
        currency="EUR",
        conversion_rate=rate,
        selling_price_list="Amazon EUR",
        debit_to="Debtors EUR - AC",
        items=[{"item_code": "SKU-1", "qty": qty, "rate": each} for qty, each in lines],
        taxes=rows,
        **DATED,
    ).data
    entries = shop.entries(told["name"])
    balance = sum((Decimal(str(entry["debit"])) - Decimal(str(entry["credit"])) for entry in entries), Decimal(0))
    assert balance == 0
    debt = next(entry for entry in entries if entry["account"] == "Debtors EUR - AC")
    assert debt["debit"] == told["base_grand_total"]
    assert left(shop, told["name"])[0] == told["grand_total"]
