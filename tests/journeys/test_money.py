"""The whole way of the money, through the program: what Amazon paid is in the books to the cent, or named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.practice import EU, practice
from tests.journeys.shop import ClockedShop, Shop, money, written

from sellerbridge.simulator.customer_returns import customer_returns
from sellerbridge.simulator.mistakes import UNKNOWN_FEE
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.simulator.true_money import TrueMoney, TrueSettlement, true_money

Doc = dict[str, Any]

ES = "A1RKKUPIHCS9HS"
STORES = (*EU, ES)
DAYS = 62
RATES = {"EUR": Decimal(1), "GBP": Decimal("1.1713"), "PLN": Decimal("0.2334")}
PAYOUTS, OWED = "Amazon Payouts", "Amazon Carried-over Balance"
TOLD_AS = {
    "cent_off": "settlement-differs",
    "missing_line": "settlement-differs",
    "doubled_line": "settlement-differs",
    "unknown_type": "unknown-fee",
    "wrong_currency": "settlement-currency",
}
"""The problem in which each mistake must end; a settlement that comes again, corrected, is no problem."""


def _set_up(shop: Shop, world: World) -> None:
    shop.set_up(*(f"{currency}={rate}" for currency, rate in RATES.items() if currency != "EUR"))
    shop.run("settings", "set", f"after_date={world.began.isoformat()}")


class Held:
    """What the books hold of the money, asked once."""

    def __init__(self, shop: Shop) -> None:
        self.by_doctype: dict[str, dict[str, Doc]] = defaultdict(dict)
        for document in shop.json("documents"):
            if document["docstatus"] == 1:
                self.by_doctype[document["doctype"]][document["key"]] = document["doc"]
        self.entries = self.by_doctype["Journal Entry"]

    def of_orders(self, doctype: str) -> dict[str, list[Doc]]:
        """Documents by order."""
        found: dict[str, list[Doc]] = defaultdict(list)
        for doc in self.by_doctype[doctype].values():
            found[doc["amazon_order_id"]].append(doc)
        return found


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedShop]:
    """Two months of an honest seller in five stores, synced."""
    with practice(STORES, orders=220, days=DAYS, odd=False) as amazon:
        shop = ClockedShop(tmp_path_factory.mktemp("calm") / "home", amazon)
        _set_up(shop, amazon.world)
        shop.run("sync", expect=None)
        yield shop


@pytest.fixture(scope="module")
def truth(calm: ClockedShop) -> TrueMoney:
    return true_money(calm.amazon.world, calm.amazon.clock.now())


@pytest.fixture(scope="module")
def held(calm: ClockedShop) -> Held:
    return Held(calm)


def test_every_settlement_is_an_entry_that_agrees_to_the_cent(
    calm: ClockedShop, truth: TrueMoney, held: Held
) -> None:
    assert [p for p in calm.json("problems") if p["kind"] != "cancel-requested"] == []
    answer = calm.json("reconcile", expect=0)
    assert answer["ties"]
    assert {(one["difference"], one["lines_difference"]) for one in answer["settlements"]} == {("0.00", "0.00")}
    assert len(answer["settlements"]) == len(truth.settlements) == 12
    assert held.entries.keys() == truth.settlements.keys()
    for settlement in truth.settlements.values():
        _agrees(held.entries[settlement.settlement_id], settlement)


def _agrees(entry: Doc, settlement: TrueSettlement) -> None:
    debit = sum(money(row["debit"]) for row in entry["accounts"])
    assert debit == sum(money(row["credit"]) for row in entry["accounts"]) == money(entry["total_debit"])
    worth = (settlement.total * RATES[settlement.currency]).quantize(Decimal("0.01"))
    (paid,) = (row for row in entry["accounts"] if row["user_remark"] == f"settlement {settlement.settlement_id}")
    assert paid["account"] == (PAYOUTS if settlement.total > 0 else OWED)
    assert money(paid["debit"]) - money(paid["credit"]) == worth


def test_buyers_owe_nothing_that_amazon_has_paid(truth: TrueMoney, held: Held) -> None:
    """Of every order the entries take off the buyer's account what the buyer paid less what went back."""
    settled: dict[str, Decimal] = defaultdict(Decimal)
    for row in (row for entry in held.entries.values() for row in entry["accounts"] if row.get("party")):
        order_id, kind, *_ = row["user_remark"].split()
        settled[order_id] += money(row["credit"]) - money(row["debit"])
        # What a bank takes back for the buyer has no credit note: whether it is right is for a person to say.
        assert row.get("reference_name") or kind == "Chargeback", row
    closed = truth.settlements.keys()
    whole = {name: one for name, one in truth.orders.items() if one.settlements.keys() <= closed}
    assert len(whole) > 100
    for order_id, true in whole.items():
        paid = sum(true.buyer.values()) + true.remitted
        assert abs(settled[order_id] - paid * RATES[true.currency]) < Decimal("0.03"), order_id
        if true.currency == "EUR":
            assert settled[order_id] == paid, order_id


def test_credit_notes_are_the_true_refunds(truth: TrueMoney, held: Held) -> None:
    """Piece by piece; what was paid back in goodwill is money without pieces."""
    invoices = held.of_orders("Sales Invoice")
    notes = {order_id: [doc for doc in docs if doc.get("is_return")] for order_id, docs in invoices.items()}
    refunded = {name: one for name, one in truth.orders.items() if one.refunded or "goodwill" in one.buyer}
    assert refunded.keys() == {order_id for order_id, found in notes.items() if found}
    assert len(refunded) > 5
    for order_id, true in refunded.items():
        given: Counter[str] = Counter()
        for row in (row for note in notes[order_id] for row in note["items"] if money(row["amount"])):
            given[row["amazon_order_item_id"]] -= row["qty"]
        assert given == Counter(true.refunded)
        left = sum(money(doc["grand_total"]) for doc in invoices[order_id])
        assert left == sum(true.buyer.values()) + true.remitted, order_id


def test_only_what_came_back_sellable_is_on_stock_again(calm: ClockedShop, held: Held) -> None:
    world, now = calm.amazon.world, calm.amazon.clock.now()
    came = customer_returns(world, world.began, now)
    expected = Counter(
        (one.order.order_id, one.order.lines[one.line].order_item_id)
        for one in came
        if one.disposition == "SELLABLE"
    )
    restocked: Counter[tuple[str, str]] = Counter()
    for doc in held.by_doctype["Delivery Note"].values():
        for row in doc["items"] if doc.get("is_return") else ():
            restocked[doc["amazon_order_id"], row["amazon_order_item_id"]] -= row["qty"]
            assert row["warehouse"] == "Amazon FBA"
    assert restocked == expected
    assert 0 < expected.total() < len(came)


def test_a_second_sync_writes_nothing_and_asks_little(calm: ClockedShop) -> None:
    report = calm.json("sync", expect=None)
    assert written(report) == 0
    calm.wait(hours=7)
    before = len(calm.amazon.calls)
    assert written(calm.json("sync", "money", expect=None)) == 0
    assert len(calm.amazon.calls) - before <= 4


@pytest.fixture(scope="module")
def mistaken() -> Iterator[PracticeAmazon]:
    with practice(STORES, orders=220, days=DAYS, odd=False, mistakes=[*TOLD_AS, "reissued"]) as amazon:
        yield amazon


def test_every_mistake_is_caught_and_named_and_holds_nothing_else(
    mistaken: PracticeAmazon, tmp_path: Path
) -> None:
    shop = ClockedShop(tmp_path / "home", mistaken)
    _set_up(shop, mistaken.world)
    shop.run("sync", expect=1)
    truth, held = true_money(mistaken.world, mistaken.clock.now()), Held(shop)
    wrong = {mistake.settlement_id: mistake for mistake in truth.mistakes if mistake.kind in TOLD_AS}
    assert {mistake.kind for mistake in wrong.values()} == TOLD_AS.keys()
    problems = {p["about"]: p for p in shop.json("problems") if p["kind"] != "cancel-requested"}
    assert {about: problem["kind"] for about, problem in problems.items()} == {
        settlement_id: TOLD_AS[mistake.kind] for settlement_id, mistake in wrong.items()
    }
    looked_at = {one["settlement_id"]: one for one in shop.json("reconcile", expect=1)["settlements"]}
    assert {name for name, one in looked_at.items() if not one["ties"]} == wrong.keys()
    for settlement_id, mistake in wrong.items():
        if TOLD_AS[mistake.kind] == "settlement-differs":
            assert f"difference {mistake.difference}" in problems[settlement_id]["message"]
            assert money(looked_at[settlement_id]["lines_difference"]) == mistake.difference
            assert mistake.order_id in " ".join(looked_at[settlement_id]["doubts"]), mistake.kind
    assert held.entries.keys() == truth.settlements.keys() - wrong.keys()
    for settlement_id, entry in held.entries.items():
        _agrees(entry, truth.settlements[settlement_id])
    _mapped_it_is_booked(shop, truth)


def _mapped_it_is_booked(shop: Shop, truth: TrueMoney) -> None:
    (unknown,) = (mistake.settlement_id for mistake in truth.mistakes if mistake.kind == "unknown_type")
    (problem,) = (p for p in shop.json("problems") if p["about"] == unknown)
    assert UNKNOWN_FEE in problem["message"]
    shop.run("map", "fee", f"{UNKNOWN_FEE}=Amazon Quantum Fees")
    shop.run("retry", str(problem["id"]), expect=1)
    entry = Held(shop).entries[unknown]
    _agrees(entry, truth.settlements[unknown])
    assert "Amazon Quantum Fees" in {row["account"] for row in entry["accounts"]}
    assert unknown not in {p["about"] for p in shop.json("problems")}
