"""What ran: pages by key, filters, outcomes, and what a run wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sellerbridge.clock import HeldClock
from sellerbridge.desk.activity import PER_PAGE, Outcome, activity, story
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Outcome as Delivered
from sellerbridge.outgoing import Outgoing, Receipt
from sellerbridge.store.connections import Connection


def _ran(
    opened: Installation, seller: Connection, flow: str = "orders", error: str = "", **counts: object
) -> None:
    now = opened.clock.now()
    opened.store.runs.add(
        seller.id, flow, started=now - timedelta(seconds=3), finished=now, error=error, counts=counts
    )


def test_pages_go_back_by_key(opened: Installation, seller: Connection) -> None:
    for number in range(PER_PAGE + 2):
        _ran(opened, seller, seen=number)
    first = activity(opened.store)
    second = activity(opened.store, before=first.before)
    assert [run.seen for run in (*first.runs, *second.runs)] == list(reversed(range(PER_PAGE + 2)))
    assert second.before == 0


def test_filters(opened: Installation, seller: Connection) -> None:
    _ran(opened, seller)
    _ran(opened, seller, "money", error="Amazon did not answer")
    assert [run.flow for run in activity(opened.store, flow="orders").runs] == ["orders"]
    assert [run.error for run in activity(opened.store, failed=True).runs] == ["Amazon did not answer"]
    assert len(activity(opened.store, connection="north").runs) == 2
    with pytest.raises(Usage):
        activity(opened.store, connection="south")


@pytest.mark.parametrize(
    ("error", "counts", "outcome"),
    [
        ("no answer", {"held": 1}, Outcome.FAILED),
        ("", {"failed": 1, "held": 1}, Outcome.REFUSED),
        ("", {"held": 1, "created": 1}, Outcome.HELD),
        ("", {"resume_at": "2026-11-20T13:00:00Z"}, Outcome.LATER),
        ("", {"updated": 1}, Outcome.DONE),
        ("", {"seen": 4}, Outcome.QUIET),
    ],
)
def test_outcomes(
    opened: Installation, seller: Connection, error: str, counts: dict[str, Any], outcome: Outcome
) -> None:
    _ran(opened, seller, error=error, **counts)
    (run,) = activity(opened.store).runs
    assert run.outcome is outcome
    assert run.seconds == 3


def test_what_the_erp_took_meanwhile_without_buyers(
    opened: Installation, seller: Connection, clock: HeldClock
) -> None:
    wanted = [
        Outgoing(kind="Item", key="MUG", name="MUG", body={"item_code": "MUG"}, origins={}),
        Outgoing(kind="Customer", key="c1", name="Somebody", body={}, origins={}, personal=True),
    ]
    with opened.database.transaction() as transaction:
        opened.store.outbox.put(transaction, seller.id, wanted, keep_days=5)
    while batch := opened.store.outbox.due(seller.id, limit=10):
        told = [Receipt(row=one.row, outcome=Delivered.CREATED, name=one.outgoing.name) for one in batch]
        opened.store.outbox.settle(seller.id, batch, told)
    clock.sleep(1)
    _ran(opened, seller)
    clock.sleep(60)
    _ran(opened, seller)
    later, earlier = activity(opened.store).runs
    assert story(opened.store, later.id).delivered == {}
    found = story(opened.store, earlier.id)
    assert found.delivered == {"Customer": 1, "Item": 1}
    assert [one.key for one in found.documents] == ["MUG"]
    with pytest.raises(Usage):
        story(opened.store, 99)


def test_runs_of_long_ago_are_forgotten_with_the_daily_erasure(
    opened: Installation, seller: Connection, clock: HeldClock
) -> None:
    _ran(opened, seller, seen=1)
    clock.sleep(399 * 86400)
    _ran(opened, seller, seen=2)
    opened.store.erase(clock.now())
    assert len(activity(opened.store).runs) == 2
    clock.sleep(2 * 86400)
    opened.store.erase(clock.now())
    assert [run.seen for run in activity(opened.store).runs] == [2]
