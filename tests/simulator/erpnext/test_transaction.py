"""A transaction sees the site and its own writing; others see it when it commits."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.simulator.erpnext.collation import folded
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import Refusal
from sellerbridge.simulator.erpnext.site import Site
from sellerbridge.simulator.erpnext.transaction import Taken, Transaction


@pytest.fixture
def bare() -> Iterator[Site]:
    """A site with nothing in it, whose turn is ours."""
    site = Site(zone="America/New_York", users=())
    with site.locks.turn:
        yield site


def brand(name: str, **values: str) -> Document:
    return Document("Brand", {"name": name, "brand": name, **values})


def bin_of(name: str, item: str) -> Document:
    return Document("Bin", {"name": name, "item_code": item, "warehouse": "Stores"})


def test_what_is_written_is_ones_own_until_the_end(bare: Site) -> None:
    one, other = Transaction(bare), Transaction(bare)
    one.insert_row(brand("Acme"))
    assert one.peek("Brand", "ACME ") is not None
    assert other.peek("Brand", "Acme") is None
    one.commit()
    assert other.value("Brand", "acme", "name") == "Acme"


def test_what_is_rolled_back_leaves_no_trace(bare: Site) -> None:
    first = Transaction(bare)
    first.insert_row(brand("Acme", description="old"))
    assert first.next_in_series("B-") == "B-00001"
    first.commit()
    second = Transaction(bare)
    second.set_value("Brand", "Acme", description="new")
    second.insert_row(brand("Other"))
    second.next_in_series("B-")
    second.rollback()
    third = Transaction(bare)
    assert [(one.name, one["description"]) for one in third.scan("Brand")] == [("Acme", "old")]
    assert third.next_in_series("B-") == "B-00002"
    assert not second.held


def test_a_name_is_taken_in_any_case(bare: Site) -> None:
    transaction = Transaction(bare)
    transaction.insert_row(brand("Acme"))
    with pytest.raises(Taken) as taken:
        transaction.insert_row(brand("aCME "))
    assert (taken.value.key, taken.value.value) == ("PRIMARY", "aCME ")


def test_a_deleted_name_is_free_at_once(bare: Site) -> None:
    transaction = Transaction(bare)
    transaction.insert_row(brand("Acme"))
    transaction.commit()
    transaction.delete_row("Brand", "acme")
    transaction.insert_row(brand("ACME"))
    transaction.commit()
    assert [one.name for one in transaction.scan("Brand")] == ["ACME"]


def test_two_bins_of_one_item_and_warehouse_are_one_too_many(bare: Site) -> None:
    transaction = Transaction(bare)
    transaction.insert_row(bin_of("b1", "SKU-1"))
    transaction.insert_row(bin_of("b2", "SKU-2"))
    with pytest.raises(Taken) as taken:
        transaction.insert_row(bin_of("b3", "sku-1"))
    assert (taken.value.key, taken.value.fieldname) == ("unique_item_warehouse", "item_code")


def test_what_is_read_can_be_changed_without_harm(bare: Site) -> None:
    transaction = Transaction(bare)
    transaction.insert_row(brand("Acme"))
    transaction.commit()
    transaction.load("Brand", "Acme")["description"] = "changed"
    assert transaction.value("Brand", "Acme", "description") is None


def test_a_missing_document_is_404(bare: Site) -> None:
    with pytest.raises(Refusal, match="Brand Acme not found") as refused:
        Transaction(bare).load("Brand", "Acme")
    assert (refused.value.status, refused.value.told) == (404, False)


operations = st.lists(
    st.tuples(
        st.sampled_from(["put", "delete", "commit", "rollback"]),
        st.sampled_from(["a", "A", "b ", "ä"]),
        st.sampled_from(["x", "X ", "y", None]),
    ),
    max_size=20,
)


Held = dict[str, str | None]


def done(
    transaction: Transaction, step: tuple[str, str, str | None], now: Held, committed: Held
) -> tuple[Held, Held]:
    """Do it to the transaction, and to what should be seen of it."""
    deed, name, value = step
    key = folded(name)
    if deed == "put":
        write = transaction.update_row if key in now else transaction.insert_row
        write(Document("Lead", {"name": name, "value": value}))
        return {**now, key: value}, committed
    if deed == "delete":
        transaction.delete_row("Lead", name)
        return {held: there for held, there in now.items() if held != key}, committed
    if deed == "commit":
        transaction.commit()
        return now, now
    transaction.rollback()
    return committed, committed


@given(operations)
def test_a_scan_finds_what_is_there_whatever_happened(operations: list[tuple[str, str, str | None]]) -> None:
    site = Site(zone="Europe/Paris", users=())
    with site.locks.turn:
        transaction = Transaction(site)
        committed: dict[str, str | None] = {}
        now: dict[str, str | None] = {}
        for step in operations:
            now, committed = done(transaction, step, now, committed)
            for wanted in ("x", "y"):
                found = {folded(one.name) for one in transaction.scan("Lead", value=wanted)}
                assert found == {key for key, held in now.items() if held and folded(held) == wanted}


def test_rows_are_found_with_their_document(bare: Site) -> None:
    transaction = Transaction(bare)
    tables = {"items": "Sales Order Item"}
    order = Document("Sales Order", {"name": "SO-1"}, tables=tables)
    order.append("items", {"name": "r1", "item_code": "SKU-1", "qty": Decimal(1)})
    order.append("items", {"name": "r2", "item_code": "SKU-2", "qty": Decimal(2)})
    transaction.insert_row(order)
    transaction.commit()
    order.rows("items")[0]["item_code"] = "SKU-2"
    transaction.update_row(order)
    found = list(transaction.scan_rows("Sales Order", "Sales Order Item", item_code="sku-2"))
    assert [(document.name, row["name"]) for document, row in found] == [("SO-1", "r1"), ("SO-1", "r2")]
