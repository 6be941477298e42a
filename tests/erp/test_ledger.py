"""Settlements in the books: what an entry may post and settle, and what the ledger comes to, on both databases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.erp import given
from tests.erp.test_fulfilment import INVOICE, cancel, cups, one

from sellerbridge import vault as vaults
from sellerbridge.clock import HeldClock
from sellerbridge.commerce import money
from sellerbridge.database import Database
from sellerbridge.erp.books import posting, totals
from sellerbridge.erp.books.adapter import Books
from sellerbridge.erp.books.balance import trial_balance
from sellerbridge.outgoing import Delivery, Outcome
from sellerbridge.settings import Settings

CREATED, REFUSED = Outcome.CREATED, Outcome.REFUSED
CREDIT = given.returned(INVOICE, "111-1-R1", [cups(-1)], [given.tax("-2.00")])


@pytest.fixture
def books(migrated_url: str, clock: HeldClock) -> Iterator[Books]:
    """An invoice of 37.60, a credit note of 18.80, an order of 76.07 that is not invoiced."""
    database = Database(migrated_url)
    books = Books(database, vaults.from_text(vaults.new_key()), Settings(), clock)
    batch = [*given.masters(), *given.money_accounts(), given.customer("b1", "Erika Beispiel")]
    batch += [given.customer("b2", "Max Beispiel"), given.order("111-1"), given.order("111-2")]
    for part in (batch, [INVOICE], [CREDIT]):
        assert {answer.outcome for answer in books.deliver(part)} == {CREATED}
    yield books
    database.close()


def settlement(key: str = "900") -> Delivery:
    """What was invoiced less what was credited, a commission, and an order paid in advance."""
    rows = [
        given.posted("Amazon Payouts", "85.00"),
        given.posted("Amazon Commission", "9.87", user_remark="Commission (2)"),
        given.settled("111-1-1", "-37.60"),
        given.settled("111-1-R1", "18.80"),
        given.settled(
            "111-2",
            "-76.07",
            doctype="Sales Order",
        ),
    ]
    return given.entry(key, rows)


def balances(books: Books) -> dict[str, str]:
    found = trial_balance(books)
    assert found.debit == found.credit
    assert sum(account.balance for account in found.accounts) == 0
    return {account.account: str(account.balance) for account in found.accounts if account.balance}


def outstanding(books: Books) -> dict[str, str]:
    return {x.name: str(x.doc["outstanding_amount"]) for x in books.documents(doctype="Sales Invoice")}


def test_invoices_post_what_is_owed_earned_and_charged(books: Books) -> None:
    assert balances(books) == {"Debtors": "18.80", "Sales": "-16.80", "Amazon VAT and Sales Tax": "-2.00"}
    found = trial_balance(books)
    assert (found.open_invoices.count, found.open_invoices.amount) == (1, Decimal("37.60"))
    assert (found.open_credit_notes.count, found.open_credit_notes.amount) == (1, Decimal("-18.80"))
    assert [account.root_type for account in found.accounts] == ["Asset", "Income", ""]


def test_a_settlement_settles_to_the_cent_and_its_cancellation_opens_all_of_it_again(books: Books) -> None:
    before = balances(books), outstanding(books)
    assert one(books, settlement()).outcome is CREATED
    assert outstanding(books) == {"111-1-1": "0.00", "111-1-R1": "0.00"}
    assert balances(books) == {
        "Amazon Payouts": "85.00",
        "Debtors": "-76.07",
        "Sales": "-16.80",
        "Amazon Commission": "9.87",
        "Amazon VAT and Sales Tax": "-2.00",
    }
    assert trial_balance(books).open_invoices.count == 0
    assert one(books, settlement()).outcome is Outcome.UNCHANGED
    assert one(books, cancel(settlement())).outcome is Outcome.CANCELLED
    assert (balances(books), outstanding(books)) == before


def test_a_changed_settlement_is_amended_and_counts_once(books: Books) -> None:
    one(books, settlement())
    rows = settlement().outgoing.body["accounts"]
    changed = [given.posted("Amazon Payouts", "84.00"), given.posted("Amazon Commission", "10.87"), *rows[2:]]
    answer = one(books, given.entry("900", changed))
    assert (answer.outcome, answer.name) == (Outcome.UPDATED, "900-1")
    assert outstanding(books) == {"111-1-1": "0.00", "111-1-R1": "0.00"}
    assert balances(books)["Amazon Payouts"] == "84.00"


def test_what_a_settlement_refers_to_is_not_cancelled(books: Books) -> None:
    one(books, settlement())
    for document in (CREDIT, given.order("111-2")):
        answer = one(books, cancel(document))
        assert (answer.kind, "Journal Entry 900" in answer.message) == ("linked-in-erp", True)
    one(books, cancel(settlement()))
    assert one(books, cancel(given.order("111-2"))).outcome is Outcome.CANCELLED


def test_two_entries_of_a_batch_do_not_settle_the_same_money(books: Books) -> None:
    rows = [given.posted("Amazon Payouts", "30.00"), given.settled("111-1-1", "-30.00")]
    first, second = books.deliver([given.entry("901", rows), given.entry("902", rows)])
    assert (first.outcome, second.outcome) == (CREATED, REFUSED)
    assert "settles 30.00 of the Sales Invoice 111-1-1, of which 7.60 is open" in second.message


def payout(*rows: dict[str, Any], **fields: Any) -> Delivery:
    total = sum((row["credit"] - row["debit"] for row in rows), Decimal(0))
    return given.entry("900", [given.posted("Amazon Payouts", str(total)), *rows], **fields)


@pytest.mark.parametrize(
    ("delivery", "said"),
    [
        pytest.param(given.entry("900", [given.posted("Sales", "1.00")]), "difference 1.00 EUR", id="unbalanced"),
        pytest.param(given.entry("900", []), "accounts is empty", id="empty"),
        pytest.param(payout(given.posted("Sales", "0.00") | {"account": "Sales"}), "has one side", id="nothing"),
        pytest.param(
            payout(given.posted("Sales", "-1.00", debit=Decimal(1), debit_in_account_currency=Decimal(1))),
            "has one side",
            id="both sides",
        ),
        pytest.param(
            payout(given.posted("Sales", "-1.00", credit=Decimal("1.01"))), "credit is 1.01", id="another figure"
        ),
        pytest.param(
            given.entry("900", [given.posted("Sales", "-1.005"), given.posted("Amazon Payouts", "1.005")]),
            "no amount of EUR",
            id="half a cent",
        ),
        pytest.param(payout(given.posted("Amazon", "-1.00")), "account Amazon is a group", id="a group"),
        pytest.param(payout(given.posted("Expenses", "-1.00")), "account Expenses is a group", id="a root"),
        pytest.param(payout(given.posted("Petty", "-1.00")), "the Account 'Petty'", id="no such account"),
        pytest.param(payout(given.posted("Debtors", "-1.00")), "party is empty", id="owed by nobody"),
        pytest.param(
            payout(given.settled("111-1-1", "-37.61")), "37.61 of the Sales Invoice", id="a cent too much"
        ),
        pytest.param(payout(given.settled("111-1-R1", "18.81")), "-18.80 is open", id="a cent too much back"),
        pytest.param(payout(given.settled("111-1-1", "1.00")), "37.60 is open", id="the wrong way"),
        pytest.param(
            payout(given.settled("111-2", "-76.08", doctype="Sales Order")),
            "76.07 is open",
            id="more than ordered",
        ),
        pytest.param(
            payout(given.settled("111-2", "5.00", doctype="Sales Order")),
            "a debit cannot refer",
            id="advance back",
        ),
        pytest.param(
            payout(given.settled("111-1-1", "-1.00", customer="AMZ-b2")), "is that of AMZ-b1", id="another party"
        ),
        pytest.param(
            payout(given.settled("111-1-1", "-1.00") | {"account": "Sales"}), "stands on Debtors", id="elsewhere"
        ),
        pytest.param(payout(given.settled("999-9-1", "-1.00")), "'999-9-1', which is not", id="no such invoice"),
        pytest.param(
            payout(given.settled("SKU-1", "-1.00", doctype="Item")),
            "reference_type is Item",
            id="no invoice at all",
        ),
        pytest.param(
            payout(given.posted("Sales", "-1.00", account_currency="USD", exchange_rate=Decimal("0.9"))),
            "multi_currency is not set",
            id="foreign in a plain one",
        ),
        pytest.param(
            payout(given.posted("Sales", "-1.00", exchange_rate=Decimal("0.9"))), "exchange_rate is 0.9", id="rate"
        ),
        pytest.param(
            payout(given.posted("Sales", "-1.00"), total_debit=Decimal(2)), "total_debit is 2", id="another total"
        ),
    ],
)
def test_what_erpnext_would_refuse_changes_nothing(books: Books, delivery: Delivery, said: str) -> None:
    before = balances(books)
    answer = one(books, delivery)
    assert (answer.outcome, answer.kind) == (REFUSED, "erp-refused")
    assert said in answer.message
    assert balances(books) == before
    assert not list(books.documents(doctype="Journal Entry"))


def test_an_account_is_posted_to_in_its_own_currency(books: Books) -> None:
    one(books, given.account("Dollars", parent_account="Assets", account_currency="USD"))
    dollars = {"debit": Decimal("0.93"), "debit_in_account_currency": Decimal("1.00")}
    row = given.posted("Dollars", "1.00", account_currency="USD", exchange_rate=Decimal("0.9271"), **dollars)
    good = given.entry("900", [row, given.posted("Sales", "-0.93")], multi_currency=1)
    assert one(books, good).outcome is CREATED
    wrong = given.entry("901", [given.posted("Dollars", "1.00"), given.posted("Sales", "-1.00")])
    assert "account_currency is EUR, but Dollars is in USD" in one(books, wrong).message


def test_a_settlement_of_many_rows_is_quick(books: Books) -> None:
    orders = [given.order(f"{n:05}") for n in range(10000, 11500)]
    books.deliver(orders)
    books.deliver([given.invoice(f"{order.outgoing.key}-1", [cups(1)]) for order in orders])
    rows = [given.settled(f"{order.outgoing.key}-1", "-16.80") for order in orders]
    rows += [given.posted("Amazon Commission", "1.00") for _ in orders]
    started = time.perf_counter()
    answer = one(books, payout(*rows))
    seconds = time.perf_counter() - started
    assert answer.outcome is CREATED
    assert seconds < 5, f"{seconds:.1f} s for {len(rows)} rows"
    assert sum(Decimal(left) for left in outstanding(books).values()) == Decimal("18.80")


amounts = st.integers(min_value=0, max_value=99_999).map(lambda n: Decimal(n).scaleb(-2))


@drawn(
    rows=st.lists(st.tuples(st.integers(1, 9), amounts), min_size=1, max_size=5),
    charges=st.lists(amounts, max_size=4),
    rate=st.integers(min_value=1, max_value=10**7).map(lambda n: Decimal(n).scaleb(-4)),
    currency=st.sampled_from(["EUR", "JPY"]),
    returned=st.booleans(),
)
def test_whatever_an_invoice_posts_adds_up_to_zero(
    rows: list[tuple[int, Decimal]], charges: list[Decimal], rate: Decimal, currency: str, *, returned: bool
) -> None:
    sign = -1 if returned else 1
    items = [given.row("A", sign * qty, str(price)) for qty, price in rows]
    doc = given.invoice("111-1-1", items, [given.tax(str(sign * charge)) for charge in charges]).outgoing.body
    computed = totals.computed({**doc, "currency": "GBP", "conversion_rate": rate}, company_currency=currency)
    entries = list(posting.entries("Sales Invoice", "111-1-1", computed, company_currency=currency))
    assert sum(entry.amount for entry in entries) == 0
    assert all(entry.amount and money.is_exact(entry.amount, currency) for entry in entries)
    owed = sum(entry.amount for entry in entries if entry.account == "Debtors")
    assert owed == computed["base_grand_total"]
    rounding = sum((entry.amount for entry in entries if entry.account == "Round Off"), Decimal(0))
    assert 2 * abs(rounding) <= money.smallest_unit(currency) * (len(rows) + len(charges) + 1)
