"""What Prometheus and a supervisor are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families as families
from starlette.testclient import TestClient

from sellerbridge.console.app import create_app
from sellerbridge.errors import Unreachable
from sellerbridge.installation import Installation
from sellerbridge.store import migrate, tables

With = Callable[[str], TestClient]


def nobody(shop: Installation, **more: Any) -> TestClient:
    return TestClient(create_app(shop, **more), base_url="http://127.0.0.1")


def scraped(client: TestClient) -> dict[tuple[str, ...], float]:
    """(name, values of its labels …) → value."""
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name.removeprefix("sellerbridge_"), *sample.labels.values()): sample.value
        for family in families(answer.text)
        for sample in family.samples
    }


def run(shop: Installation, *, calls: int, throttled: int = 0, error: str = "") -> None:
    now, north = shop.clock.now(), shop.store.connections.all()[0]
    counts = {"requests": {"searchOrders": calls}, "throttled": throttled}
    shop.store.runs.add(
        north.id, "orders", started=now - timedelta(seconds=9), finished=now, error=error, counts=counts
    )


def test_how_everything_stands_is_measured(with_: With, shop: Installation) -> None:
    with shop.database.transaction() as transaction:
        moment = shop.clock.now() - timedelta(seconds=90)
        transaction.execute(
            sa.insert(tables.cursors).values(connection_id=1, stream="orders", position=moment, read_at=moment)
        )
    found = scraped(with_("viewer"))
    assert found["problems", "no-exchange-rate"] == 1
    assert found["problems", "unreadable"] == 0, "what is not there is told, so that an alert can end"
    assert found["documents", "held"] == 2
    assert found["documents", "due"] == 0
    assert found["orders", "north", "SHIPPED"] == 60
    assert 90 <= found["lag_seconds", "north", "orders"] < 120
    assert found["credential_days_left", "north", "client secret"] == 179
    assert found["last_run_failed", "north", "orders"] == 0
    assert found["turn_overdue_seconds", "north", "orders"] == 0


def test_calls_are_counted_from_the_first_scrape_on(with_: With, shop: Installation) -> None:
    client = with_("viewer")
    run(shop, calls=5)
    assert ("requests_total", "north", "searchOrders") not in scraped(client)
    run(shop, calls=7, throttled=1)
    run(shop, calls=2, error="Amazon does not answer.")
    for _ in range(2):
        found = scraped(client)
        assert found["requests_total", "north", "searchOrders"] == 9
        assert found["throttled_total", "north"] == 1
        assert found["last_run_failed", "north", "orders"] == 1
        assert found["last_run_duration_seconds", "north", "orders"] == pytest.approx(9)


def test_a_flow_that_does_not_run_is_overdue(with_: With, shop: Installation) -> None:
    past: datetime = shop.clock.now() - timedelta(days=1)
    with shop.database.transaction() as transaction:
        transaction.execute(sa.update(tables.runs).values(started=past, finished=past))
    assert scraped(with_("viewer"))["turn_overdue_seconds", "north", "orders"] > 80_000


def test_health_is_open_to_whoever_asks_by_any_name(shop: Installation) -> None:
    client = nobody(shop)
    for path in ("/health", "/ready"):
        answer = client.get(path, headers={"Host": "10.0.0.7:8400"})
        assert (answer.status_code, answer.text) == (200, "yes")


@pytest.mark.parametrize("died", [True, False])
def test_it_is_ready_while_its_clock_runs(shop: Installation, died: bool) -> None:
    clock: Any = SimpleNamespace(died=died)
    answer = nobody(shop, loop=clock).get("/ready")
    assert (answer.status_code, answer.text) == ((503, "no") if died else (200, "yes"))


def test_it_is_not_ready_without_its_database(shop: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    client = nobody(shop)
    monkeypatch.setattr(migrate, "HEAD", "9999")
    assert (client.get("/ready").status_code, client.get("/ready").text) == (503, "no")
    monkeypatch.undo()
    shop.database.close()
    monkeypatch.setattr(shop.database, "reading", _gone)
    assert (client.get("/ready").status_code, client.get("/health").status_code) == (503, 200)


def _gone() -> None:
    raise Unreachable("The database does not answer.")
