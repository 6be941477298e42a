"""explain as a story."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.cli.program import Program

from sellerbridge.cli import output
from sellerbridge.cli.sheet import sheet
from sellerbridge.cli.story import _parts
from sellerbridge.commerce.order import Charge, OrderLine


@pytest.fixture
def held(synced: Program) -> str:
    return str(next(p["about"] for p in synced("problems", "--json").json if p["kind"] == "no-exchange-rate"))


@pytest.fixture
def booked(synced: Program) -> str:
    return str(synced("documents", "--doctype", "Sales Order", "--json").json[0]["key"])


def test_a_held_order_ends_with_what_to_do(synced: Program, held: str) -> None:
    story = " ".join(synced("explain", held).out.split())
    assert f"Order {held} · amazon.pl" in story
    assert "held (no-exchange-rate)" in story
    assert "Run: sellerbridge rates set PLN=RATE" in story
    assert story.endswith("It is held until that is mended.")


def test_a_booked_order_tells_its_documents_and_where_figures_are_from(synced: Program, booked: str) -> None:
    story = " ".join(synced("explain", booked).out.split())
    assert f"ERP: Sales Order {booked} written for the first time" in story
    assert f"Sales Order {booked} in the ERP" in story, "delivered is a parcel's word"
    assert "grand total" in story
    assert "createdTime, its day in UTC" in story
    assert story.endswith("Everything is in the ERP.")


@pytest.mark.parametrize("columns", [80, 120])
def test_it_fits_the_terminal(synced: Program, booked: str, columns: int) -> None:
    synced.columns = columns
    assert max(len(line) for line in synced("explain", booked).out.splitlines()) <= columns


def test_an_order_that_was_not_seen_tells_the_next_step(synced: Program) -> None:
    answer = synced("explain", "999-0000000-0000000")
    assert (answer.code, answer.out) == (2, "")
    assert "sellerbridge sync orders" in answer.err


def test_who_bought_stands_in_the_documents_only(synced: Program, booked: str) -> None:
    told = synced("explain", booked, "--json").json
    assert "buyer" not in told["order"]
    assert "recipient" not in told["order"]
    assert "Customer" in {document["doctype"] for document in told["documents"]}


def test_tax_that_the_prices_contain_is_not_told_as_if_it_were_added(synced: Program) -> None:
    orders = synced("documents", "--doctype", "Sales Order", "--json").json
    taxed = next(o["key"] for o in orders if any(row["description"] == "Tax" for row in o["doc"]["taxes"]))
    assert "(containing TAX " in " ".join(synced("explain", taxed).out.split())


@pytest.mark.parametrize(
    ("charges", "total", "told"),
    [
        ({"ITEM": "40.00", "TAX": "2.90"}, "42.90", "ITEM 40.00, TAX 2.90"),
        ({"ITEM": "59.97", "TAX": "9.58"}, "59.97", "ITEM 59.97 (containing TAX 9.58)"),
        (
            {"ITEM": "23.98", "DISCOUNT": "4.00", "TAX": "3.19"},
            "19.98",
            "ITEM 23.98, DISCOUNT -4.00 (containing TAX 3.19)",
        ),
        ({"ITEM": "23.98", "DISCOUNT": "-4.00"}, "19.98", "ITEM 23.98, DISCOUNT -4.00"),
        ({"ITEM": "23.98"}, None, "ITEM 23.98"),
    ],
    ids=["tax on top", "tax inside", "discount sent above zero", "discount sent below zero", "no total yet"],
)
def test_the_parts_of_a_line_add_up_for_who_reads_them(
    charges: dict[str, str], total: str | None, told: str
) -> None:
    line = OrderLine(
        line_id="1",
        sku="MUG",
        quantity=2,
        charges=tuple(Charge(type=kind, amount=Decimal(text)) for kind, text in charges.items()),
        total=None if total is None else Decimal(total),
    )
    assert _parts(line) == told


@pytest.mark.parametrize(
    ("value", "currency", "told"),
    [
        (Decimal("6.2"), "USD", "6.20 USD"),
        (Decimal("1234.5"), "EUR", "1,234.50 EUR"),
        (Decimal("0.125"), "EUR", "0.125 EUR"),
        (Decimal("1200.0"), "JPY", "1,200 JPY"),
        (Decimal(3), "", "3.00"),
    ],
)
def test_money_has_the_decimals_of_its_currency(value: Decimal, currency: str, told: str) -> None:
    """An ERP's JSON leaves zeros out."""
    assert output.amount(value, currency) == told


def test_a_document_in_full_leaves_out_what_says_nothing() -> None:
    doc = {
        "name": "SO-1",
        "discount_amount": Decimal("0.0"),
        "remarks": "",
        "items": [
            {"name": "k3j2", "parent": "SO-1", "idx": 1, "item_code": "MUG", "qty": Decimal(2), "delivered": 0}
        ],
    }
    shown = sheet(doc)
    assert list(shown.columns[0].cells) == ["name", "items[0].item_code", "items[0].qty"]
    assert list(shown.columns[1].cells) == ["SO-1", "MUG", "2"]
