"""The wire against the practice Amazon, which shares no code with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sellerbridge.amazon.auth import Credentials
from sellerbridge.amazon.errors import AuthorisationLost, Outage, WrongSecret
from sellerbridge.amazon.history import REPORT_TYPE as HISTORY
from sellerbridge.amazon.history import orders_from_report
from sellerbridge.amazon.listings import REPORT_TYPE
from sellerbridge.amazon.port import Amazon, open_amazon
from sellerbridge.amazon.regions import Endpoint
from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import Order
from sellerbridge.errors import Later
from sellerbridge.incoming import Window
from sellerbridge.pace import MemoryBuckets
from sellerbridge.simulator.clock import HeldClock as PracticeClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MONTH = Window(after=NOW - timedelta(days=31))

Fault = Mapping[str, Any]
Opened = tuple[Amazon, PracticeAmazon]


class Ticking:
    """Our clock is the practice Amazon's: what we sleep passes there too."""

    def __init__(self, practice: PracticeClock) -> None:
        self._practice = practice

    def now(self) -> datetime:
        return self._practice.now()

    def sleep(self, seconds: float) -> None:
        self._practice.advance(timedelta(seconds=seconds))


@pytest.fixture
def practice() -> Iterator[Callable[..., Opened]]:
    opened: list[Opened] = []

    def made(
        *, faults: tuple[Fault, ...] = (), orders: int = 350, patience: float = 3600.0, **wrong: str
    ) -> Opened:
        world = World.create(7, listings=60, orders=orders, days=30, now=NOW)
        held = PracticeClock(NOW)
        amazon = PracticeAmazon(world, clock=held, faults=faults).start()
        secrets = {
            "client_id": amazon.credentials.client_id,
            "client_secret": amazon.credentials.client_secret,
            "refresh_token": amazon.credentials.refresh_token,
        }
        ours = open_amazon(
            endpoint=Endpoint(url=amazon.url, token_url=amazon.token_url, region="EU"),
            credentials=Credentials(**(secrets | wrong)),
            seller_id=world.seller_id,
            buckets=MemoryBuckets(),
            clock=Ticking(held),
            patience=patience,
            max_retries=4,
            app_version="0",
        )
        opened.append((ours, amazon))
        return ours, amazon

    yield made
    for ours, amazon in opened:
        ours.close()
        amazon.stop()


def read(amazon: Amazon, window: Window = MONTH) -> dict[str, Order]:
    found: dict[str, Order] = {}
    for page in amazon.orders.changed(window, marketplace_ids=_places(amazon)):
        assert page.unreadable == ()
        found |= {order.order_id: order for order in page.records}
    return found


def _places(amazon: Amazon) -> list[str]:
    """The seller's real marketplaces: the shadow one for other shops' orders is not to be asked for."""
    return [one.marketplace_id for one in amazon.sellers.participations() if marketplace.known(one.marketplace_id)]


def test_a_month_of_orders_in_every_state_and_currency(practice: Callable[..., Opened]) -> None:
    ours, amazon = practice()
    orders = read(ours)
    assert len(orders) > 300
    assert {order.currency for order in orders.values()} == {"", "EUR", "GBP", "PLN"}
    assert {"SHIPPED", "CANCELLED", "UNSHIPPED"} <= {order.status for order in orders.values()}
    assert any(line.quantity > 1 for order in orders.values() for line in order.lines)
    assert ours.client.throttled == 0
    assert {call.status for call in amazon.calls} == {200}
    newest = max(orders.values(), key=lambda order: order.updated_at)
    assert ours.orders.one(newest.order_id) == newest


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param(({"operation": "searchOrders", "call": 2, "do": "status", "status": 503},), id="503"),
        pytest.param(({"operation": "searchOrders", "call": 2, "do": "status", "status": 429},), id="429"),
        pytest.param(({"operation": "searchOrders", "call": 2, "do": "garbage"},), id="garbage"),
        pytest.param(({"operation": "searchOrders", "call": 2, "do": "cut"},), id="cut short"),
        pytest.param(({"operation": "searchOrders", "call": 2, "do": "reset"},), id="hung up"),
        pytest.param(({"operation": "searchOrders", "call": 2, "do": "after"},), id="lost answer"),
        pytest.param(({"operation": "token", "call": 1, "do": "status", "status": 500},), id="token 500"),
    ],
)
def test_what_fails_once_costs_a_call_and_no_order(
    practice: Callable[..., Opened], faults: tuple[Fault, ...]
) -> None:
    undisturbed, _ = practice()
    disturbed, _ = practice(faults=faults)
    expected, found = read(undisturbed), read(disturbed)
    # Waiting takes time, and an order that changes meanwhile is in the next window.
    found |= read(disturbed, Window(after=NOW - timedelta(hours=1)))
    assert found.keys() >= expected.keys()
    assert all(found[key] == order or found[key].updated_at > NOW for key, order in expected.items())


def test_a_long_reading_ends_at_the_pace_and_is_taken_up_again(practice: Callable[..., Opened]) -> None:
    ours, amazon = practice(orders=2600, patience=30.0)
    places, seen, window = _places(ours), set[str](), MONTH

    def go_on() -> None:
        nonlocal window
        for page in ours.orders.changed(window, marketplace_ids=places):
            seen.update(order.order_id for order in page.records)
            window = Window(after=MONTH.after, resume=page.resume)

    with pytest.raises(Later) as ended:
        go_on()
    assert len(seen) == 2000
    amazon.clock.advance(ended.value.until - amazon.clock.now() + timedelta(hours=1))
    go_on()
    assert len(seen) > 2400
    assert ours.client.throttled == 0


def test_listings_from_reports_of_every_marketplace(practice: Callable[..., Opened]) -> None:
    ours, _ = practice()
    places = _places(ours)
    asked = {ours.reports.request(REPORT_TYPE, [place]): place for place in places}
    states = ours.reports.wait(list(asked))
    for report_id, place in asked.items():
        pages = list(ours.listings.from_report(states[report_id].document_id, place))
        assert sum(len(page.unreadable) for page in pages) == 0
        records = [one for page in pages for one in page.records]
        assert {one.fulfilled_by for one in records} == {"AMAZON", "MERCHANT"}
        assert all(one.quantity is None for one in records if one.fulfilled_by == "AMAZON")
        found = {entry.asin for entry in ours.catalog.items([one.asin for one in records], place)}
        assert len(found) > 0.9 * len({one.asin for one in records})


def test_a_search_and_a_report_agree_on_a_listing(practice: Callable[..., Opened]) -> None:
    ours, _ = practice()
    (place, *_) = _places(ours)
    report = ours.reports.request(REPORT_TYPE, [place])
    document = ours.reports.wait([report])[report].document_id
    listed = {one.sku: one for page in ours.listings.from_report(document, place) for one in page.records}
    searched = [one for page in ours.listings.changed(place, NOW - timedelta(days=365)) for one in page.records]
    assert searched
    for one in searched:
        other = listed[one.sku]
        assert (one.currency, one.fulfilled_by) == (other.currency, other.fulfilled_by)
        assert one.price in (other.price, None)  # a search tells no price of what cannot be bought
        assert (_in_cp1252(one.title), one.asin, one.condition) == (other.title, other.asin, other.condition)


def _in_cp1252(text: str) -> str:
    """As the report of that marketplace can write it."""
    return text.encode("cp1252", "replace").decode("cp1252")


def test_the_history_report_and_the_orders_api_agree_on_the_money(practice: Callable[..., Opened]) -> None:
    ours, _ = practice()
    known, places = read(ours), _places(ours)
    report = ours.reports.request(HISTORY, places, start=NOW - timedelta(days=30), end=NOW)
    document = ours.reports.wait([report])[report].document_id
    told = {order.order_id: order for order in orders_from_report(ours.reports.lines(document))}
    both = told.keys() & known.keys()
    assert len(both) > 300
    for order_id in both:
        assert _items(told[order_id]) == _items(known[order_id])
        assert told[order_id].fulfilled_by == known[order_id].fulfilled_by


def _items(order: Order) -> Decimal:
    return sum((part.amount for line in order.lines for part in line.charges if part.type == "ITEM"), Decimal(0))


def test_a_document_that_breaks_off_is_fetched_again(practice: Callable[..., Opened]) -> None:
    ours, amazon = practice(faults=({"operation": "document", "call": 1, "do": "cut"},))
    report = ours.reports.request(REPORT_TYPE, _places(ours)[:1])
    document = ours.reports.wait([report])[report].document_id
    assert len(list(ours.reports.lines(document))) > 10
    assert [call.status for call in amazon.calls if call.operation == "document"] == [0, 200]


def test_amazon_away_for_good_is_an_outage(practice: Callable[..., Opened]) -> None:
    ours, _ = practice(faults=({"operation": "searchOrders", "every": 1, "do": "status", "status": 503},))
    with pytest.raises(Outage):
        read(ours)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_secret": "amzn1.oa2-cs.v1.other"}, WrongSecret),
        ({"refresh_token": "Atzr|other"}, AuthorisationLost),
    ],
    ids=["secret", "authorisation"],
)
def test_wrong_credentials_are_told_apart(
    practice: Callable[..., Opened], wrong: dict[str, str], error: type[WrongSecret]
) -> None:
    ours, _ = practice(**wrong)
    with pytest.raises(error):
        ours.sellers.participations()
