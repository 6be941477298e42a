"""Personal data in the books: sealed, apart, erased in time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.erp import given

from sellerbridge import vault as vaults
from sellerbridge.clock import HeldClock
from sellerbridge.database import Database
from sellerbridge.erp.books import tables
from sellerbridge.erp.books.adapter import Books
from sellerbridge.erp.books.bodies import ERASED_BUYER
from sellerbridge.errors import Usage
from sellerbridge.settings import Settings

SECRETS = ("Erika Beispiel", "Musterweg", "Berlin")


@pytest.fixture
def sold(books: Books) -> Books:
    books.deliver([*given.masters(), given.customer("b1", "Erika Beispiel")])
    books.deliver([given.address("111-1", "AMZ-b1"), given.order("111-1")])
    return books


def test_names_and_addresses_are_nowhere_in_the_file(sold: Books, database: Database, tmp_path: Path) -> None:
    database.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"111-1-Shipping" in raw
    assert not [secret for secret in SECRETS if secret.encode() in raw]


def test_the_readable_part_has_only_links_and_kinds(sold: Books, database: Database) -> None:
    with database.reading() as transaction:
        bodies = transaction.execute(
            sa.select(tables.documents.c.body).where(tables.documents.c.personal).order_by(tables.documents.c.id)
        ).scalars()
        customer, address = bodies
    assert b"Amazon Customers" in customer
    assert address == b'{"address_type":"Shipping","links":[{"link_doctype":"Customer","link_name":"AMZ-b1"}]}'


def test_whole_again_when_asked_for(sold: Books) -> None:
    [held] = sold.documents(doctype="Address")
    assert (held.doc["address_line1"], held.doc["country"], held.doc["links"][0]["link_name"]) == (
        "Musterweg 1",
        "Germany",
        "AMZ-b1",
    )


def test_erased_when_the_time_is_over(sold: Books, clock: HeldClock) -> None:
    assert sold.erase(clock.now() + timedelta(days=29)) == 0
    assert sold.erase(clock.now() + timedelta(days=30)) == 2
    [customer] = sold.documents(doctype="Customer")
    assert (customer.name, customer.doc["customer_name"]) == ("AMZ-b1", ERASED_BUYER)
    [order] = sold.documents(doctype="Sales Order")
    assert order.doc["customer_name"] == ERASED_BUYER
    [address] = sold.documents(doctype="Address")
    assert "address_line1" not in address.doc


def test_a_new_order_of_an_erased_buyer_still_finds_the_customer(sold: Books, clock: HeldClock) -> None:
    sold.erase(clock.now() + timedelta(days=30))
    [receipt] = sold.deliver([given.order("111-2")])
    assert receipt.outcome.value == "created"


def test_a_customer_without_a_name_is_kept_in_the_clear(sold: Books, database: Database) -> None:
    body = {"customer_name": "Buyer - 111-7", "customer_type": "Individual"}
    sold.deliver([given.wanted("Customer", "111-7", body, name="Buyer - 111-7")])
    with database.reading() as transaction:
        sealed = (
            transaction.execute(sa.select(tables.people.c.name).order_by(tables.people.c.name)).scalars().all()
        )
    assert sealed == ["111-1-Shipping", "AMZ-b1"]


def test_a_customer_that_is_personal_no_longer_leaves_no_sealed_row(sold: Books, database: Database) -> None:
    sold.deliver([given.customer("b1", "Buyer - 111-1", personal=False)])
    with database.reading() as transaction:
        sealed = transaction.execute(sa.select(tables.people.c.name)).scalars().all()
    assert sealed == ["111-1-Shipping"]


def test_another_key_opens_nothing(sold: Books, database: Database, clock: HeldClock) -> None:
    other = Books(database, vaults.from_text(vaults.new_key()), Settings(), clock)
    with pytest.raises(Usage, match="cannot be opened"):
        list(other.documents(doctype="Customer"))


def test_refusals_of_personal_documents_tell_nothing_of_the_person(sold: Books) -> None:
    long = "Musterweg " * 30
    answers = sold.deliver(
        [
            given.address("111-2", "AMZ-b1", address_line1=long),
            given.address("111-3", "AMZ-b1", country="BE"),
            given.address("111-4", "AMZ-b1", city=""),
            given.customer("b2", "Erika Beispiel" * 11),
        ]
    )
    assert [answer.outcome.value for answer in answers] == ["refused"] * 4
    told = " ".join(answer.message for answer in answers)
    assert not [secret for secret in (*SECRETS, "'BE'") if secret in told]
