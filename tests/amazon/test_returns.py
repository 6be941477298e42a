"""The FBA customer returns report, in the dialects that are met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.amazon.errors import ReportFailed
from sellerbridge.amazon.returns import returns
from sellerbridge.commerce.returned import Returned

HEADER = [
    "return-date", "order-id", "sku", "asin", "fnsku", "product-name", "quantity", "fulfillment-center-id",
    "detailed-disposition", "reason", "status", "license-plate-number", "customer-comments",
]  # fmt: skip


def row(**changes: str) -> list[str]:
    told = {
        "return-date": "2026-10-20T14:03:22+02:00",
        "order-id": "302-0000001-0000001",
        "sku": "CUP",
        "asin": "B00000CUP1",
        "fnsku": "X00000CUP1",
        "product-name": "A cup",
        "quantity": "1",
        "fulfillment-center-id": "LEJ1",
        "detailed-disposition": "SELLABLE",
        "reason": "UNWANTED_ITEM",
        "status": "Unit returned to inventory",
        "license-plate-number": "LPNAB1",
        "customer-comments": "the lid of Anna's cup",
    }
    return list((told | {name.replace("_", "-"): value for name, value in changes.items()}).values())


def read(*rows: Sequence[str], header: Sequence[str] = HEADER) -> list[Returned]:
    return list(chain.from_iterable(page.records for page in returns(iter([header, *rows]))))


def test_a_row_says_what_came_back_and_in_what_state() -> None:
    (found,) = read(row(quantity="2", detailed_disposition="CUSTOMER_DAMAGED"))
    assert found == Returned(
        mark=found.mark,
        order_id="302-0000001-0000001",
        sku="CUP",
        quantity=2,
        disposition="CUSTOMER_DAMAGED",
        received_at=datetime(2026, 10, 20, 12, 3, 22, tzinfo=UTC),
        asin="B00000CUP1",
        reason="UNWANTED_ITEM",
    )
    assert not found.sellable
    assert b"Anna" not in msgspec.json.encode(found)


def test_the_columns_of_a_marketplace_without_status_and_in_other_order() -> None:
    header = [name for name in reversed(HEADER) if name != "status"]
    cells = dict(zip(HEADER, row(), strict=True))
    renamed = ["Amazon Order ID" if name == "order-id" else name for name in header]
    assert read([cells[name] for name in header], header=renamed) == read(row())


def test_the_same_piece_has_one_mark_whatever_else_changes() -> None:
    first, later = read(row(), row(return_date="2026-10-22", detailed_disposition="DEFECTIVE", reason="DEFECTIVE"))
    assert first.mark == later.mark
    others = read(row(license_plate_number="LPNAB2"), row(order_id="302-0000001-0000002"), row(sku="POT"))
    assert len({first.mark, *(other.mark for other in others)}) == 4


@given(st.lists(st.sampled_from(["CUP", "POT"]), max_size=6))
def test_rows_without_a_plate_count_as_often_as_they_are_told(skus: list[str]) -> None:
    rows = [row(sku=sku, license_plate_number="") for sku in skus]
    marks = [found.mark for found in read(*rows)]
    assert len(set(marks)) == len(skus)
    assert sorted(found.mark for found in read(*reversed(rows))) == sorted(marks)


def test_one_bad_row_does_not_cost_the_others() -> None:
    bad = (
        row(order_id="302-1", quantity="one"),
        row(order_id="302-2", return_date="yesterday"),
        row(order_id="302-3", detailed_disposition=""),
        row(order_id="302-4", quantity="0"),
        [*row(order_id="302-5"), "one more"],
        [*row(order_id=""), "one more"],
    )
    (page,) = returns(iter([HEADER, *bad, row(), row(order_id="")]))
    assert [found.order_id for found in page.records] == ["302-0000001-0000001"]
    named = [f"302-{number}" for number in range(1, 6)]
    assert [one.about for one in page.unreadable] == [*named, "row 7 of the FBA returns"]


def test_a_file_with_other_columns_is_refused() -> None:
    with pytest.raises(
        ReportFailed, match="quantity, detailed-disposition is missing among its columns: return-date"
    ):
        read(header=["return-date", "order-id", "sku"])
