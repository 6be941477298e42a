"""The benchmarks of the console, in a small size: they ask for what they say; no test looks at the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sellerbridge.bench import big_mirror, big_money, delay, pages
from sellerbridge.flows.progress import Silent


def test_every_page_answers_over_a_mirror_at_rest_and_in_a_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, small in (
        (pages, "_ROUNDS", 2),
        (pages, "_SYNCED", 200),
        (big_mirror, "_HELD", 30),
        (big_mirror, "_REFUSED", 130),
        (big_money, "_RUNS", 60),
    ):
        monkeypatch.setattr(module, name, small)
    found = pages.pages(600, Silent())
    assert [one.page for one in found.idle] == [one.page for one in found.during]
    assert found.idle[0].page == found.baseline
    assert len(found.idle) > 30
    assert found.memory > 30
    assert found.first_page > 0


def test_a_delay_is_from_the_payment_to_the_document_of_what_both_could_see() -> None:
    began = datetime(2026, 11, 21, 12, tzinfo=UTC)
    world = delay._world(began)
    until = began + timedelta(minutes=40)
    orders = [world.order(number) for number in range(delay._PER_DAY, world.count(until))]
    everything = delay._paid(began, [order.order_id for order in orders], began, until)
    assert len(everything) > 10
    assert all(began < paid <= until for paid in everything.values())
    booked = {order_id: paid + timedelta(seconds=30) for order_id, paid in everything.items()}
    found = delay._delays("half a minute", booked, everything)
    assert (found.median, found.worst, found.orders) == (30.0, 30.0, len(everything))
    with pytest.raises(RuntimeError, match="Too few"):
        delay._delays("nothing", {}, {})
