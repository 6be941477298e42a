"""explain as a story."""

from __future__ import annotations

import pytest
from tests.cli.program import Program


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
