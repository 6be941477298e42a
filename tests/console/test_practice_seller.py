"""The practice seller after its program ended: said in words, started again as the same one, or removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient
from tests.console.conftest import connected

from sellerbridge.cli import practice as practised
from sellerbridge.console.app import create_app
from sellerbridge.desk import accounts, connect, practice
from sellerbridge.errors import Usage
from sellerbridge.flows import sync as flows
from sellerbridge.flows.progress import Silent
from sellerbridge.installation import Installation
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

PASSWORD = "correct horse battery"
PATH = "/settings/connection/practice"
Start = Callable[[datetime | None], PracticeAmazon]


@pytest.fixture
def start() -> Iterator[Start]:
    """Makes the practice Amazon run, as its first program did."""
    running: list[PracticeAmazon] = []

    def started(since: datetime | None) -> PracticeAmazon:
        founded = (since or datetime.now(UTC)).replace(minute=0, second=0, microsecond=0)
        world = World.create(5, listings=5, orders=10, now=founded)
        world.report_seconds = 0
        running.append(PracticeAmazon(world, limits="off").start())
        return running[-1]

    yield started
    for amazon in running:
        amazon.stop()


@pytest.fixture
def ended(opened: Installation, start: Start) -> Installation:
    """A first sync, and then nobody listens any more."""
    opened.store.settings.put({"max_retries": 0})
    amazon = start(None)
    seller, secrets = practised.seller(amazon)
    connect.connect(opened, seller, secrets=secrets, check=True)
    flows.sync(opened, flows.Plan(names=("products", "orders")), progress=Silent())
    amazon.stop()
    return opened


@pytest.fixture
def client(ended: Installation, start: Start) -> TestClient:
    app = create_app(ended, practice=lambda since: practised.seller(start(since)))
    found = TestClient(app, base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
    accounts.add(ended.store.accounts, "boss", role="administrator", password=PASSWORD)
    found.post("/sign-in", data={"name": "boss", "password": PASSWORD})
    return found


def test_nobody_is_asked_who_has_ended(ended: Installation, client: TestClient) -> None:
    assert practice.lay_down(ended) == ("practice",)
    assert not ended.store.connections.named("practice").enabled
    assert "ended with the program that ran it" in client.get("/settings").text
    assert "Start it again" in client.get(PATH).text
    assert "switched off" in client.post("/settings/sync/orders").text
    with pytest.raises(Usage, match="Switched off: practice"):
        flows.sync(ended, flows.Plan(), progress=Silent())


def test_amazon_itself_is_switched_off_by_nobody_because_it_does_not_answer(ended: Installation) -> None:
    connected(ended, endpoint="https://amazon.invalid")
    assert practice.lay_down(ended) == ("practice",)
    assert ended.store.connections.named("north").enabled


def test_it_starts_again_as_the_same_one(ended: Installation, client: TestClient) -> None:
    practice.lay_down(ended)
    before = {order.key: order.doc for order in ended.books.documents(doctype="Sales Order")}
    assert before
    assert "The practice seller runs again" in client.post(f"{PATH}/practice").text
    assert ended.store.connections.named("practice").enabled
    assert practice.lay_down(ended) == ()
    report = flows.sync(ended, flows.Plan(names=("products", "orders")), progress=Silent())
    assert not any(run.error for run in report.runs)
    after = {order.key: order.doc for order in ended.books.documents(doctype="Sales Order")}
    assert {key: after[key] for key in before} == before, "it has the same past"


def test_it_is_removed_with_all_that_came_of_it(ended: Installation, client: TestClient) -> None:
    ended.store.settings.put({"enabled": True})
    assert "the embedded books are empty" in client.post(f"{PATH}/remove").text
    assert not ended.store.connections.all()
    assert "enabled" not in ended.store.settings.stored(), "the next seller begins with a dry run"
    assert not list(ended.books.documents())
    assert client.get("/").status_code == 200
    assert client.get("/first-run/next").url.path == "/first-run/amazon"


def test_beside_another_seller_the_books_are_left(ended: Installation) -> None:
    connected(ended, endpoint="https://amazon.invalid")
    assert practice.remove(ended, "practice") is False
    assert list(ended.books.documents())
    with pytest.raises(Usage, match="no practice seller"):
        practice.remove(ended, "north")


def test_one_of_another_program_cannot_be_started_here(ended: Installation, start: Start) -> None:
    accounts.add(ended.store.accounts, "boss", role="administrator", password=PASSWORD)
    found = TestClient(create_app(ended), base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
    found.post("/sign-in", data={"name": "boss", "password": PASSWORD})
    answer = found.post(f"{PATH}/practice")
    assert answer.status_code == 400
    assert "cannot be started from here" in answer.text


def test_a_seller_is_switched_off_and_on(ended: Installation, client: TestClient) -> None:
    assert "nothing is read from it" in client.post(f"{PATH}/enabled", data={"enabled": "off"}).text
    assert not ended.store.connections.named("practice").enabled
    client.post(f"{PATH}/enabled", data={"enabled": "on"})
    assert ended.store.connections.named("practice").enabled
    told = [deed.what for deed in ended.store.accounts.deeds(limit=2)]
    assert told == ["switched a seller on", "switched a seller off"]
