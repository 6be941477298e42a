"""Money comes two days late, in pages, and every total is the sum of its leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.simulator.asking import NOW, all_orders, all_transactions, ask

from sellerbridge.simulator.call import Json, Refusal
from sellerbridge.simulator.marketplaces import CA, DE, US
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.truth import truth

ZERO = Decimal(0)


@pytest.fixture(scope="module")
def world() -> World:
    return World.create(6, orders=1500, now=NOW)


def leaves(breakdowns: list[Json]) -> Iterator[Decimal]:
    for row in breakdowns:
        below = list(leaves(row["breakdowns"]))
        assert not below or sum(below, ZERO) == row["breakdownAmount"]["currencyAmount"]
        yield from below or [row["breakdownAmount"]["currencyAmount"]]


def related(transaction: Json) -> dict[str, str]:
    return {
        row["relatedIdentifierName"]: row["relatedIdentifierValue"] for row in transaction["relatedIdentifiers"]
    }


def test_every_total_is_the_sum_of_its_leaves_and_of_its_items(world: World) -> None:
    found = all_transactions(world)
    assert len(found) > 1200
    for transaction in found:
        total = transaction["totalAmount"]["currencyAmount"]
        assert sum(leaves(transaction["breakdowns"]), ZERO) == total
        if transaction["items"]:
            assert sum((item["totalAmount"]["currencyAmount"] for item in transaction["items"]), ZERO) == total


def test_orders_of_the_last_two_days_are_missing(world: World) -> None:
    posted = [t["postedDate"] for t in all_transactions(world) if "ORDER_ID" in related(t)]
    assert max(posted) < "2026-11-18T12"
    later = [
        t["postedDate"] for t in all_transactions(world, now=NOW + timedelta(days=2)) if "ORDER_ID" in related(t)
    ]
    assert "2026-11-18T12" <= max(later) < "2026-11-20T12"


def test_pages_hold_five_hundred_and_show_everything_once(world: World) -> None:
    first = ask(world, "listTransactions", postedAfter=NOW - timedelta(days=60))["payload"]
    assert len(first["transactions"]) == 500
    ids = [transaction["transactionId"] for transaction in all_transactions(world)]
    assert len(ids) == len(set(ids))


def test_posted_dates_rise_across_pages(world: World) -> None:
    posted = [transaction["postedDate"] for transaction in all_transactions(world)]
    assert posted == sorted(posted)


def test_what_buyers_paid_is_what_the_shipments_say(world: World) -> None:
    at = NOW + timedelta(days=60)
    orders = {o.order_id: o for o in truth(world, NOW).orders.values() if o.status == "SHIPPED"}
    paid: dict[str, Decimal] = {}
    for transaction in all_transactions(world, now=at, transactionStatus="RELEASED"):
        if transaction["transactionType"] == "Shipment":
            sales = next(row for row in transaction["breakdowns"] if row["breakdownType"] == "Sales")
            order_id = related(transaction)["ORDER_ID"]
            paid[order_id] = paid.get(order_id, ZERO) + sales["breakdownAmount"]["currencyAmount"]
    for order_id, order in orders.items():
        if not order.replaces and not order.sold_elsewhere:
            assert paid[order_id] == order.total, order


def test_a_deferred_payment_and_its_release_name_each_other_and_count_once(world: World) -> None:
    by_id = {transaction["transactionId"]: transaction for transaction in all_transactions(world)}
    pairs = [
        (one, related(one)["RELEASE_TRANSACTION_ID"])
        for one in by_id.values()
        if "RELEASE_TRANSACTION_ID" in related(one)
    ]
    assert pairs
    for deferred, release_id in pairs:
        release = by_id[release_id]
        assert (deferred["transactionStatus"], release["transactionStatus"]) == ("DEFERRED_RELEASED", "RELEASED")
        assert related(release)["DEFERRED_TRANSACTION_ID"] == deferred["transactionId"]
        assert release["totalAmount"] == deferred["totalAmount"]
        assert release["postedDate"] > deferred["postedDate"]


def test_a_refund_gives_back_what_was_paid_and_keeps_part_of_the_commission(world: World) -> None:
    refunds = [
        t for t in all_transactions(world, now=NOW + timedelta(days=30)) if t["transactionType"] == "Refund"
    ]
    assert refunds
    for refund in refunds:
        assert refund["description"] == "Refund Order"
        sums = {row["breakdownType"]: row["breakdownAmount"]["currencyAmount"] for row in refund["breakdowns"]}
        assert sums["Sales"] < 0 < -sums["Expenses"] or sums["Expenses"] >= 0
        assert refund["totalAmount"]["currencyAmount"] < 0
        assert (
            refund["items"][0]["relatedIdentifiers"][0]["itemRelatedIdentifierName"] == "ORDER_ADJUSTMENT_ITEM_ID"
        )


def test_the_account_pays_for_services(world: World) -> None:
    fees = [t for t in all_transactions(world) if t["transactionType"] == "ServiceFee"]
    assert {fee["description"] for fee in fees} >= {"Subscription Fee", "FBA storage fee", "Cost of Advertising"}
    assert all(fee["totalAmount"]["currencyAmount"] < 0 for fee in fees)


def test_an_order_or_a_settlement_group_can_be_asked_for_alone(world: World) -> None:
    everything = all_transactions(world)
    one = next(transaction for transaction in everything if transaction["transactionType"] == "Refund")
    for name in ("ORDER_ID", "FINANCIAL_EVENT_GROUP_ID"):
        value = related(one)[name]
        query: dict[str, Any] = {"relatedIdentifierName": name, "relatedIdentifierValue": value}
        found = all_transactions(world, **query)
        assert found == [t for t in everything if related(t).get(name) == value]
        assert found


def test_us_merchant_orders_come_only_without_the_store() -> None:
    world = World.create(6, orders=300, now=NOW, marketplaces=(US, CA))
    assert networks(all_transactions(world, marketplaceId=US)) == {"AFN"}
    assert networks(all_transactions(world)) == {"AFN", "MFN"}


def networks(transactions: list[Json]) -> set[str]:
    items = [item for transaction in transactions for item in transaction["items"]]
    contexts = [context for item in items for context in item["contexts"]]
    return {context["fulfillmentNetwork"] for context in contexts if "fulfillmentNetwork" in context}


def test_a_window_of_more_than_180_days_is_empty_and_no_error(world: World) -> None:
    payload = ask(world, "listTransactions", postedAfter=NOW - timedelta(days=181))["payload"]
    assert payload == {"transactions": []}


BAD: dict[str, dict[str, Any]] = {
    "no start": {"postedBefore": NOW - timedelta(days=1)},
    "half an identifier": {"relatedIdentifierName": "ORDER_ID"},
    "an identifier that cannot filter": {"relatedIdentifierName": "REFUND_ID", "relatedIdentifierValue": "1"},
    "an end that is too recent": {"postedAfter": NOW - timedelta(days=1), "postedBefore": NOW},
    "an end before the start": {"postedAfter": NOW - timedelta(days=1), "postedBefore": NOW - timedelta(days=2)},
}


@pytest.mark.parametrize("query", BAD.values(), ids=BAD)
def test_a_bad_request_is_a_400(world: World, query: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        ask(world, "listTransactions", **query)
    assert caught.value.status == 400


def test_net_proceeds_are_what_was_released_in_the_days(world: World) -> None:
    (summary,) = ask(world, "listSummary", periodStart="2026-11-01", periodEnd="2026-11-10", marketplaceIds=(DE,))[
        "summaries"
    ]
    window = {
        "postedAfter": datetime.fromisoformat("2026-11-01T00:00Z"),
        "postedBefore": datetime.fromisoformat("2026-11-11T00:00Z"),
    }
    told = all_transactions(world, marketplaceId=DE, transactionStatus="RELEASED", **window)
    released = [one for one in told if one["transactionType"] != "Transfer"]
    total = sum((one["totalAmount"]["currencyAmount"] for one in released), ZERO)
    assert summary["netProceeds"]["currencyAmount"] == total
    assert sum(leaves(summary["breakdowns"]), ZERO) == total


def test_what_no_buyer_paid_amazon_does_not_pay(world: World) -> None:
    silent = {
        o["orderId"]
        for o in all_orders(world)
        if o["salesChannel"]["channelName"] == "NON_AMAZON" or "associatedOrders" in o
    }
    assert silent
    assert not silent & {related(transaction).get("ORDER_ID") for transaction in all_transactions(world)}
