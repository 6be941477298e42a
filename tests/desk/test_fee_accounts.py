"""Where each of Amazon's words is booked: what was met, what was chosen, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from tests.settlements import fee, line, other, price, settlement

from sellerbridge.desk import mapping_file
from sellerbridge.desk.fee_accounts import FeeAccount, book_on, fee_accounts, text
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.problems import Problem
from sellerbridge.store.connections import Connection

A = "302-0000001-0000001"


@pytest.fixture
def paid(opened: Installation, seller: Connection) -> Installation:
    opened.store.erp.choose("books")
    told = settlement(
        price("100.00", A),
        fee("-15.00", A),
        fee("-5.00", A),
        other("Storage Fee", "-6.00"),
        line("other-transaction / Moon Fee / Moon Fee", "-1.00"),
    )
    reported = datetime(2026, 9, 17, tzinfo=UTC)
    opened.store.settlements.keep(seller, told, report_id="R1", reported_at=reported)
    return opened


def of(opened: Installation, word: str) -> FeeAccount:
    return next(one for one in fee_accounts(opened.store) if one.word == word)


def test_every_word_that_was_met_has_its_account(paid: Installation) -> None:
    words = [one.word for one in fee_accounts(paid.store)]
    assert words[0] == "Moon Fee", "what has no account comes first"
    assert of(paid, "Commission") == FeeAccount(word="Commission", usual="Amazon Commission", lines=2)
    assert of(paid, "SHIPPING").of_orders
    assert "Principal" not in words, "what a buyer pays settles an invoice"


def test_what_is_chosen_counts_until_it_is_taken_back(paid: Installation) -> None:
    book_on(paid, "Moon Fee", "Amazon Storage Fees")
    book_on(paid, "Commission", "Amazon Advertising")
    assert (of(paid, "Moon Fee").account, of(paid, "Moon Fee").usual) == ("Amazon Storage Fees", "")
    assert of(paid, "Commission").account == "Amazon Advertising"
    assert {one.word for one in fee_accounts(paid.store, only="chosen")} == {"Moon Fee", "Commission"}
    book_on(paid, "Commission", "")
    assert of(paid, "Commission").account == "Amazon Commission"


def test_one_marketplace_may_have_its_own(paid: Installation) -> None:
    book_on(paid, "de:TAX", "Amazon VAT and Sales Tax")
    assert of(paid, "DE:TAX").chosen == "Amazon VAT and Sales Tax"
    assert not of(paid, "TAX").chosen


def test_lines_are_counted_over_all_payouts_and_marketplaces(paid: Installation, seller: Connection) -> None:
    elsewhere = msgspec.structs.replace(fee("-2.00", A), marketplace_name="Amazon.fr")
    later = settlement(price("9.00", A), fee("-1.00", A), elsewhere, settlement_id="9002")
    reported = datetime(2026, 9, 18, tzinfo=UTC)
    paid.store.settlements.keep(seller, later, report_id="R2", reported_at=reported)
    assert of(paid, "Commission").lines == 4


def test_a_charge_that_holds_an_order_is_among_them(opened: Installation, seller: Connection) -> None:
    facts = {"type": "LEVY", "amount": "2.40", "currency": "EUR"}
    opened.store.report(seller, Problem(kind="unknown-charge", about=A, facts=facts))
    assert fee_accounts(opened.store, only="unknown") == (FeeAccount(word="LEVY", usual="", of_orders=True),)


@pytest.mark.parametrize(("word", "account"), [("", "Amazon Advertising"), ("Moon Fee", "No Such Account")])
def test_what_cannot_be_is_refused(paid: Installation, word: str, account: str) -> None:
    with pytest.raises(Usage):
        book_on(paid, word, account)
    assert not paid.store.mappings.all()["fee"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"find": "storage"}, {"Storage Fee"}), ({"only": "unknown"}, {"Moon Fee"}), ({"find": "nothing"}, set())],
)
def test_they_are_searched_by_word_and_account(paid: Installation, asked: dict[str, str], found: set[str]) -> None:
    assert {one.word for one in fee_accounts(paid.store, **asked)} == found


def test_the_file_changes_nothing_until_something_is_filled_in(paid: Installation) -> None:
    book_on(paid, "Moon Fee", "Amazon Storage Fees")
    written = text(paid.store)
    assert "fee,Moon Fee,Amazon Storage Fees\n" in written
    assert mapping_file.take(paid, written.encode(), "f.csv", make=False, dry_run=True) == ()
    filled = written.replace("fee,Commission,\n", "fee,Commission,Amazon Advertising\n")
    (change,) = mapping_file.take(paid, filled.encode(), "f.csv", make=False, dry_run=False)
    assert (change.source, change.before, change.after) == ("Commission", "", "Amazon Advertising")
