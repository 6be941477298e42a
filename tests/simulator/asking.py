"""Asking a world as the HTTP side would, without HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sellerbridge.simulator.call import Call, Json
from sellerbridge.simulator.operations import OPERATIONS
from sellerbridge.simulator.seller import World

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVERYTHING = (
    "BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX",
    "PAYMENT",
)  # fmt: skip


def ask(
    world: World,
    operation: str,
    *,
    path: dict[str, Any] | None = None,
    body: Json = None,
    now: datetime = NOW,
    roles: frozenset[str] = frozenset({"buyer"}),
    **query: Any,
) -> Json:
    """The JSON an operation answers; query parameters are keywords."""
    call = Call(
        operation=operation,
        path=path or {},
        query=query,
        body=body,
        now=now,
        seller_id=world.seller_id,
        roles=roles,
        base_url="http://127.0.0.1:1",
    )
    return OPERATIONS[operation](world, call).json


def all_orders(world: World, *, now: datetime = NOW, **query: Any) -> list[Json]:
    """Every order a search finds, page by page."""
    wanted: dict[str, Any] = {"createdAfter": now - timedelta(days=100), "includedData": EVERYTHING} | query
    orders: list[Json] = []
    while True:
        answer = ask(world, "searchOrders", now=now, **wanted)
        orders += answer["orders"]
        if "pagination" not in answer:
            return orders
        wanted["paginationToken"] = answer["pagination"]["nextToken"]


def all_transactions(world: World, *, now: datetime = NOW, **query: Any) -> list[Json]:
    """Every transaction a search finds, page by page."""
    wanted: dict[str, Any] = {"postedAfter": now - timedelta(days=150)} | query
    found: list[Json] = []
    while True:
        payload = ask(world, "listTransactions", now=now, **wanted)["payload"]
        found += payload["transactions"]
        if "nextToken" not in payload:
            return found
        wanted["nextToken"] = payload["nextToken"]
