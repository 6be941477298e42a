"""Under Amazon's published limits: no 429 in steady work, and a long reading that goes on where it stopped."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from tests.journeys.practice import practice
from tests.journeys.referee import Books, Referee
from tests.journeys.shop import ClockedShop

from sellerbridge.simulator.marketplaces import DE, UK
from sellerbridge.simulator.server import PracticeAmazon

ORDERS = 2500
PER_PAGE = 100


def _refused(amazon: PracticeAmazon) -> int:
    return sum(call.status == 429 for call in amazon.calls)


def test_a_steady_morning_gets_not_one_refusal(tmp_path: Path) -> None:
    with practice(limits="published", report_seconds=45, orders=600, days=4) as amazon:
        shop = ClockedShop(tmp_path / "home", amazon)
        shop.set_up("GBP=1.17", "PLN=0.23")
        referee, waits = Referee(shop), 0
        for _ in range(4 * 5):
            report = shop.json("sync", expect=1)
            waits += any(run["resume_at"] for run in report["runs"])
            shop.wait(minutes=15)
        shop.run("sync", expect=1)
        referee.judge(vanished_told=False)
        asked = Counter(call.operation for call in amazon.calls)
        print(f"\n21 syncs in 5 hours: {dict(asked)}, {waits} ended early for the pace")
        assert _refused(amazon) == 0
        assert waits == 0


def test_every_few_minutes_is_not_too_often_either(tmp_path: Path) -> None:
    with practice((DE, UK), limits="published", orders=70) as amazon:
        shop = ClockedShop(tmp_path / "home", amazon)
        shop.set_up("GBP=1.17")
        for _ in range(25):
            shop.run("sync")
            shop.wait(minutes=2)
        assert _refused(amazon) == 0


def test_a_long_reading_pauses_and_goes_on_without_losing_or_repeating_a_page(tmp_path: Path) -> None:
    with practice(limits="published", report_seconds=45, orders=ORDERS, days=20) as amazon:
        shop = ClockedShop(tmp_path / "home", amazon)
        shop.set_up("GBP=1.17", "PLN=0.23")
        syncs, pauses = 0, list[float]()
        while True:
            answer = shop.json("sync", expect=None)
            syncs += 1
            (run,) = [run for run in answer["runs"] if run["flow"] == "orders"]
            assert not run["error"]
            if run["resume_at"] is None:
                break
            # Stopping for the pace is no failure: what is read is booked, and the held ones alone need a person.
            assert "searchOrders" in run["note"]
            assert Books(shop).orders
            until = datetime.fromisoformat(run["resume_at"])
            pauses.append((until - amazon.clock.now()).total_seconds())
            amazon.clock.advance(max(timedelta(), until - amazon.clock.now()))
            assert syncs < 30
        asked = Counter(call.operation for call in amazon.calls)
        pages = -(-ORDERS // PER_PAGE)
        assert pauses, "2,500 orders are more pages than the burst"
        assert asked["searchOrders"] <= pages + 1
        assert _refused(amazon) == 0
        told = sum(asked.values()) - asked["document"] - asked["token"]
        print(f"\n{ORDERS} orders in {syncs} syncs, pauses of {[round(p) for p in pauses]} s: {dict(asked)}")
        print(f"{told / ORDERS:.4f} requests per order, {asked['searchOrders'] / ORDERS:.4f} of them for orders")
        assert asked["searchOrders"] / ORDERS <= 0.03
        # With connecting, four listing reports and one of returns waited for, six looks for changes, and the money.
        assert told / ORDERS <= 0.04
        shop.wait(minutes=3)
        shop.run("sync", expect=1)  # what changed during the pauses
        Referee(shop).judge(vanished_told=True)


def test_a_pause_is_told_as_a_time_and_is_no_failure(tmp_path: Path) -> None:
    with practice((DE, UK), limits="published", orders=2100, days=20) as amazon:
        shop = ClockedShop(tmp_path / "home", amazon)
        shop.set_up("GBP=1.17")
        answer = shop.run("sync", "orders", expect=1)
        told = " ".join(answer.stdout.split())
        assert "Amazon's pace for searchOrders allows the next call in" in told
        assert "or later: sellerbridge sync orders" in told
        last = shop.json("status")["connections"][0]["streams"]
        assert all(stream["last_error"] in (None, "") for stream in last)
