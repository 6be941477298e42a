"""Status: lag, credentials with days left, the last error."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sellerbridge.clock import HeldClock
from sellerbridge.desk.status import status
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import Cursor


def _run(opened: Installation, seller: Connection, flow: str, *, error: str) -> None:
    now = opened.clock.now()
    opened.store.runs.add(seller.id, flow, started=now, finished=now, error=error, counts={"seen": 3})


@pytest.mark.parametrize(("known_for", "lag"), [(timedelta(minutes=7), 420), (-timedelta(minutes=2), 0)])
def test_the_lag_is_what_lies_behind_and_never_negative(
    opened: Installation, seller: Connection, known_for: timedelta, lag: int
) -> None:
    now = opened.clock.now()
    cursor = Cursor(stream="orders", position=now - known_for, read_at=now)
    opened.store.cursors.put(seller.id, cursor)
    assert status(opened).connections[0].streams[0].lag_seconds == lag


def test_a_flow_that_never_came_to_read_shows_its_error(opened: Installation, seller: Connection) -> None:
    _run(opened, seller, "orders", error="Amazon gave no usable answer.")
    stream = status(opened).connections[0].streams[0]
    assert (stream.stream, stream.cursor, stream.lag_seconds) == ("orders", None, None)
    assert stream.last_error == "Amazon gave no usable answer."


def test_the_listings_of_each_marketplace_share_the_last_run_of_products(
    opened: Installation, seller: Connection
) -> None:
    now = opened.clock.now()
    for stream in ("listings DE", "listing changes DE", "listings UK"):
        opened.store.cursors.put(seller.id, Cursor(stream=stream, position=now, read_at=now))
    _run(opened, seller, "products", error="")
    streams = status(opened).connections[0].streams
    assert {s.stream: s.last_run for s in streams} == dict.fromkeys(
        ("listings DE", "listing changes DE", "listings UK"), now
    )


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (0, [(180, "ok"), (365, "ok")]),
        (150, [(30, "ok"), (215, "ok")]),
        (151, [(29, "soon"), (214, "ok")]),
        (180, [(0, "expired"), (185, "ok")]),
        (336, [(0, "expired"), (29, "soon")]),
        (400, [(0, "expired"), (0, "expired")]),
    ],
)
def test_credentials_lapse(
    opened: Installation, seller: Connection, clock: HeldClock, days: int, left: list[tuple[int, str]]
) -> None:
    clock.sleep(timedelta(days=days).total_seconds())
    found = status(opened).connections[0].credentials
    assert [c.what for c in found] == ["client secret", "authorisation"]
    assert [(c.days_left, c.state) for c in found] == left
    assert found[0].expires == seller.secret_since + timedelta(days=180)
