from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.amazon.door import Answer, Door, refusal

from sellerbridge.amazon.client import Client
from sellerbridge.amazon.errors import BadRequest, Outage
from sellerbridge.amazon.finances import Finances
from sellerbridge.amazon.order_answer import NotUnderstood
from sellerbridge.amazon.side_by_side import side_by_side
from sellerbridge.amazon.transaction_answer import transaction_from
from sellerbridge.clock import HeldClock
from sellerbridge.commerce.transaction import Leaf
from sellerbridge.incoming import Continuation, Window

PATH, SUMMARY = "/finances/2024-06-19/transactions", "/finances/2024-06-19/summary"
AFTER, BEFORE = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)
MONTH = Window(after=AFTER, before=BEFORE)


def eur(amount: float | str, currency: str = "EUR") -> dict[str, Any]:
    return {"currencyCode": currency, "currencyAmount": float(amount)}


def part(name: str, amount: float | str, *under: dict[str, Any]) -> dict[str, Any]:
    return {"breakdownType": name, "breakdownAmount": eur(amount), "breakdowns": list(under) or None}


def wire(**changes: Any) -> dict[str, Any]:
    """Two pieces shipped: 59.97 from the buyer, 9.00 commission."""
    sales = part("Sales", 59.97, part("OurPricePrincipal", 50.40), part("OurPriceTax", 9.57))
    kept = part("Expenses", -9.00, part("AmazonFees", -9.00, part("Commission", -9.00, part("Base", -9.00))))
    told: dict[str, Any] = {
        "sellingPartnerMetadata": {
            "sellingPartnerId": "A1",
            "accountType": "Standard Orders",
            "marketplaceId": "DE",
        },
        "relatedIdentifiers": [
            {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": "302-1"},
            {"relatedIdentifierName": "SHIPMENT_ID", "relatedIdentifierValue": "S1"},
            {"relatedIdentifierName": "A_NAME_OF_2031", "relatedIdentifierValue": "x"},
            {"relatedIdentifierName": "INVOICE_ID", "relatedIdentifierValue": None},
        ],
        "transactionType": "Shipment",
        "transactionId": "T1",
        "transactionStatus": "DEFERRED",
        "description": "Order Payment",
        "postedDate": "2026-10-03T10:00:00+02:00",
        "totalAmount": eur(50.97),
        "marketplaceDetails": {"marketplaceId": "A1PA6795UKMFR9", "marketplaceName": "Amazon.de"},
        "items": [
            {
                "description": "A cup",
                "totalAmount": eur(50.97),
                "breakdowns": [sales, kept],
                "contexts": [
                    {"contextType": "A_CONTEXT_OF_2031", "warp": 9},
                    {"contextType": "ProductContext", "asin": "B0", "sku": "CUP", "quantityShipped": 2},
                ],
            }
        ],
        "contexts": [
            {"contextType": "DeferredContext", "deferralReason": "B2B", "maturityDate": "2026-11-02T10:00:00Z"}
        ],
        "breakdowns": [sales, kept],
        "aFieldOf2031": {"deep": [1, 2]},
    }
    return told | changes


def page(*told: dict[str, Any], following: str | None = None) -> Answer:
    return Answer(json={"payload": {"transactions": list(told), "nextToken": following}})


@pytest.fixture
def finances(client: Client, clock: HeldClock) -> Finances:
    return Finances(client, clock)


def test_a_transaction_in_amazons_words_becomes_the_noun() -> None:
    told = transaction_from(json.dumps(wire()).encode())
    assert (told.transaction_id, told.kind, told.status, told.waits) == ("T1", "Shipment", "DEFERRED", True)
    assert told.posted_at == datetime(2026, 10, 3, 8, tzinfo=UTC)
    assert (told.currency, told.total, told.marketplace_id) == ("EUR", Decimal("50.97"), "A1PA6795UKMFR9")
    assert (told.order_id, told.related) == ("302-1", {"SHIPMENT_ID": "S1", "A_NAME_OF_2031": "x"})
    assert told.leaves == (
        Leaf(path=("Sales", "OurPricePrincipal"), amount=Decimal("50.4")),
        Leaf(path=("Sales", "OurPriceTax"), amount=Decimal("9.57")),
        Leaf(path=("Expenses", "AmazonFees", "Commission", "Base"), amount=Decimal("-9.0")),
    )
    (item,) = told.items
    assert (item.sku, item.asin, item.quantity, item.total) == ("CUP", "B0", 2, Decimal("50.97"))
    assert item.leaves == told.leaves
    assert (told.deferral, told.matures_at) == ("B2B", datetime(2026, 11, 2, 10, tzinfo=UTC))


def test_what_is_not_broken_down_is_its_own_leaf() -> None:
    told = wire(transactionType="Transfer", totalAmount=eur(-120.10), breakdowns=None, items=None, contexts=None)
    assert transaction_from(json.dumps(told).encode()).leaves == (
        Leaf(path=("Transfer",), amount=Decimal("-120.1")),
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"totalAmount": eur(50.98)}, r"add up to 50.97 EUR, but Amazon's total is 50.98 EUR \(order 302-1\)"),
        ({"totalAmount": eur(50.97, "GBP")}, "amounts in GBP and EUR in one transaction"),
        ({"transactionId": None}, "Expected `str`"),
        ({"postedDate": "yesterday"}, "Invalid RFC3339"),
        ({"totalAmount": {"currencyCode": "EUR", "currencyAmount": None}}, "Expected `decimal`"),
        (
            {"items": [{"totalAmount": eur(1), "breakdowns": [part("Sales", 2)]}]},
            "add up to 2.0 EUR, but Amazon's total is 1.0 EUR",
        ),
    ],
)
def test_one_that_does_not_add_up_says_so(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        transaction_from(json.dumps(wire(**changes)).encode())


amounts = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)
trees: st.SearchStrategy[Any] = st.recursive(
    amounts.map(lambda amount: (amount, [])),
    lambda inner: st.lists(inner, min_size=1, max_size=4).map(lambda under: (sum(u[0] for u in under), under)),
    max_leaves=12,
)


def _as_wire(name: str, tree: tuple[Decimal, list[Any]]) -> str:
    """As JSON text with the digits as they are: Python's json would go through binary floats."""
    amount, under = tree
    inner = ",".join(_as_wire(f"{name}{n}", one) for n, one in enumerate(under))
    return (
        f'{{"breakdownType":"{name}","breakdownAmount":{{"currencyCode":"EUR","currencyAmount":{amount}}}'
        f',"breakdowns":[{inner}]}}'
    )


def _leaves(tree: tuple[Decimal, list[Any]]) -> list[Decimal]:
    amount, under = tree
    return [leaf for one in under for leaf in _leaves(one)] if under else [amount]


@given(st.lists(trees, min_size=1, max_size=4), st.sampled_from([0, 0, 1, -1]))
def test_any_tree_of_amounts_gives_its_leaves_to_the_cent_or_is_refused(
    told: list[tuple[Decimal, list[Any]]], off: int
) -> None:
    total = sum((tree[0] for tree in told), Decimal(0)) + Decimal(off) / 100
    rest = json.dumps(wire(items=None, breakdowns="HERE", totalAmount="THERE"))
    text = rest.replace('"HERE"', "[" + ",".join(_as_wire("Part", tree) for tree in told) + "]")
    text = text.replace('"THERE"', f'{{"currencyCode":"EUR","currencyAmount":{total}}}')
    if off:
        with pytest.raises(NotUnderstood, match="add up to"):
            transaction_from(text.encode())
        return
    leaves = transaction_from(text.encode()).leaves
    assert [leaf.amount for leaf in leaves] == [amount for tree in told for amount in _leaves(tree)]


def test_a_window_is_read_to_its_end_with_the_same_arguments(door: Door, finances: Finances) -> None:
    door.says(PATH, page(wire(), following="n1"), page(following="n2"), page(wire(transactionId="T2")))
    pages = [told for _, told in finances.posted([MONTH])]
    assert [[one.transaction_id for one in each.records] for each in pages] == [["T1"], [], ["T2"]]
    assert [each.resume.token if each.resume else None for each in pages] == ["n1", "n2", None]
    assert pages[-1].until == BEFORE
    queries = [asked.query for asked in door.asked if asked.path == PATH]
    bounds = {"postedAfter": "2026-10-01T00:00:00Z", "postedBefore": "2026-10-20T00:00:00Z"}
    assert queries == [bounds, bounds | {"nextToken": "n1"}, bounds | {"nextToken": "n2"}]


def test_no_payload_is_an_empty_page(door: Door, finances: Finances) -> None:
    door.says(PATH, Answer(json={}))
    assert [told.records for _, told in finances.posted([MONTH])] == [()]


def test_a_bad_transaction_costs_no_other(door: Door, finances: Finances) -> None:
    door.says(PATH, page(wire(totalAmount=eur(1)), {"transactionStatus": 3}, wire(transactionId="T2")))
    ((_, told),) = finances.posted([MONTH])
    assert [one.transaction_id for one in told.records] == ["T2"]
    assert [bad.about for bad in told.unreadable] == ["T1", "a transaction without an id"]


def test_a_reading_goes_on_where_it_was_cut_off(door: Door, finances: Finances) -> None:
    door.says(PATH, page(wire(transactionId="T2")))
    asked = {"postedAfter": "2026-10-01T00:00:00Z", "postedBefore": "2026-10-20T00:00:00Z"}
    resume = Continuation(token="n1", asked=asked, issued=AFTER)
    list(finances.posted([Window(after=AFTER, before=BEFORE, resume=resume)]))
    assert [each.query for each in door.asked if each.path == PATH] == [asked | {"nextToken": "n1"}]


def test_a_token_that_amazon_has_forgotten_begins_the_window_again(door: Door, finances: Finances) -> None:
    door.says(PATH, page(wire(), following="old"), refusal(400), page(wire()))
    pages = [told for _, told in finances.posted([MONTH])]
    assert len(pages) == 2
    assert "nextToken" not in door.asked[-1].query


def test_a_refusal_without_a_token_is_one(door: Door, finances: Finances) -> None:
    door.says(PATH, refusal(400))
    with pytest.raises(BadRequest):
        list(finances.posted([MONTH]))


@pytest.mark.parametrize(
    "window",
    [Window(after=AFTER), Window(after=BEFORE, before=AFTER), Window(after=AFTER, before=AFTER + timedelta(181))],
)
def test_a_window_that_amazon_would_answer_with_silence_is_not_asked(
    door: Door, finances: Finances, window: Window
) -> None:
    with pytest.raises(ValueError, match="180 days"):
        list(finances.posted([window]))
    assert not [each for each in door.asked if each.path == PATH]


def test_several_windows_come_with_their_numbers(door: Door, finances: Finances) -> None:
    door.says(PATH, page())
    windows = [Window(after=AFTER + timedelta(n), before=AFTER + timedelta(n + 1)) for n in range(5)]
    told = list(finances.posted(windows))
    assert sorted(number for number, _ in told) == [0, 1, 2, 3, 4]
    assert {each.until for _, each in told} == {window.before for window in windows}


def test_what_a_settlement_comes_to_is_summed_over_the_stores(door: Door, finances: Finances) -> None:
    stores = [{"netProceeds": eur(10.10)}, {"netProceeds": eur(-0.25)}, {"netProceeds": eur(7, "GBP")}, {}]
    door.says(
        SUMMARY, Answer(json={"summaries": stores[:2], "nextToken": "n"}), Answer(json={"summaries": stores[2:]})
    )
    assert finances.net_proceeds("77", "EUR") == Decimal("9.85")
    named = {"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": "77"}
    assert [each.query for each in door.asked if each.path == SUMMARY] == [named, named | {"nextToken": "n"}]


@pytest.mark.parametrize("answer", [{}, {"summaries": []}, {"summaries": [{}]}])
def test_a_settlement_that_amazon_does_not_sum_up(door: Door, finances: Finances, answer: dict[str, Any]) -> None:
    door.says(SUMMARY, Answer(json=deepcopy(answer)))
    assert finances.net_proceeds("77", "EUR") is None


# -- side by side -----------------------------------------------------------------------------------------------


def counting(upto: int, failure: Exception | None = None) -> Callable[[], Iterator[int]]:
    def read() -> Iterator[int]:
        yield from range(upto)
        if failure:
            raise failure

    return read


@given(st.lists(st.integers(0, 9), max_size=6), st.integers(1, 3))
def test_each_reading_comes_whole_and_in_its_order(lengths: list[int], width: int) -> None:
    told = list(side_by_side([counting(length) for length in lengths], width=width))
    for number, length in enumerate(lengths):
        assert [item for who, item in told if who == number] == list(range(length))
    assert len(told) == sum(lengths)


def test_two_are_under_way_at_once() -> None:
    both = threading.Barrier(2, timeout=10)

    def read() -> Iterator[int]:
        both.wait()
        yield 1

    assert sorted(side_by_side([read, read], width=2)) == [(0, 1), (1, 1)]


def test_an_error_comes_after_what_was_there_and_begins_nothing_more() -> None:
    begun = threading.Event()

    def late() -> Iterator[int]:
        begun.set()
        yield 1

    failing = counting(1, Outage("listTransactions", reason="HTTP 503"))
    told: list[tuple[int, int]] = []
    with pytest.raises(Outage):
        told.extend(side_by_side([failing, failing, late], width=2))  # a failure in the middle keeps what was told
    assert not begun.is_set() or (2, 1) in told


def test_whoever_stops_listening_stops_the_threads() -> None:
    before = threading.active_count()
    listening = side_by_side([counting(10**6), counting(10**6)], width=2)
    next(listening)
    listening.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
