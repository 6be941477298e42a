"""From an empty installation to the first orders: each step, each refusal, and that nothing is written before."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from tests.console.conftest import connected

from sellerbridge.cli.practice import seller
from sellerbridge.console.app import create_app
from sellerbridge.desk import accounts, first_run
from sellerbridge.installation import Installation
from sellerbridge.runner.loop import Loop
from sellerbridge.runner.trial import Trial
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.store import tables

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def amazon() -> Iterator[PracticeAmazon]:
    world = World.create(3, listings=6, orders=12, now=datetime.now(UTC))
    world.report_seconds = 0
    with PracticeAmazon(world, limits="off") as running:
        yield running


@pytest.fixture
def empty(opened: Installation) -> Installation:
    """Before any choice of an ERP; who does not answer is not asked twice."""
    with opened.database.transaction() as transaction:
        transaction.execute(sa.delete(tables.erp))
    opened.store.settings.put({"max_retries": 0})
    return opened


@pytest.fixture
def client(empty: Installation, amazon: PracticeAmazon) -> TestClient:
    app = create_app(empty, practice=lambda _: seller(amazon))
    found = TestClient(app, base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
    accounts.add(empty.store.accounts, "boss", role="administrator", password=PASSWORD)
    found.post("/sign-in", data={"name": "boss", "password": PASSWORD})
    return found


def _typed(amazon: PracticeAmazon, **other: object) -> dict[str, object]:
    held = amazon.credentials
    return {
        "name": "shop",
        "seller_id": held.seller_id,
        "client_id": held.client_id,
        "client_secret": held.client_secret,
        "refresh_token": held.refresh_token,
        "marketplaces": ["DE", "UK"],
        "endpoint": amazon.url,
        "token_endpoint": amazon.token_url,
        **other,
    }


def test_the_whole_path_in_six_deeds(client: TestClient, empty: Installation) -> None:
    assert client.get("/first-run/next").url.path == "/first-run/amazon"
    assert client.post("/first-run/practice").url.path == "/first-run/erp"
    assert not empty.store.settings.read().enabled, "nothing may run before the dry run was looked at"
    assert client.get("/first-run/next").url.path == "/first-run/erp"
    assert client.post("/first-run/books").url.path == "/first-run/details"
    shown = client.get("/first-run/details").text
    assert client.get("/first-run/next").url.path == "/first-run/details"
    answer = client.post("/first-run/details", data=_fields(shown))
    assert answer.url.path == "/first-run/trial", answer.text
    assert "Start the dry run" in answer.text
    client.post("/first-run/trial")
    _trial(client).join()
    looked = client.get("/first-run/trial").text
    assert "Sales Order" in looked
    assert "Some of the documents" in looked
    assert "no exchange rate into EUR is known" in looked, "what will be held is told before"
    assert not list(empty.books.documents(doctype="Sales Order")), "a dry run writes nothing"
    assert client.post("/first-run/go").url.path == "/"
    assert empty.store.settings.read().enabled
    assert client.get("/first-run/next").url.path == "/"
    _turn_the_clock(empty)
    assert list(empty.books.documents(doctype="Sales Order"))


def _fields(html: str) -> dict[str, str]:
    """What a browser sends for a form that nobody touched."""
    inputs = re.findall(r'<input type="(?:text|date|number)" id="(\w+)"[^>]*? value="([^"]*)"', html)
    selects = re.findall(r'<select id="(\w+)".*?<option value="([^"]*)" selected', html, re.DOTALL)
    return dict([*inputs, *selects])


def _trial(client: TestClient) -> Trial:
    found: Trial = client.app.state.trial  # type: ignore[attr-defined]
    return found


def _turn_the_clock(installation: Installation) -> None:
    """Let the clock run what was wished, until that is done."""
    loop, done = Loop(installation, stopping=threading.Event()), threading.Event()
    end = loop.listen(lambda: done.set() if not installation.store.schedule.wishes() else None)
    loop.start()
    assert done.wait(20)
    end()
    loop.stop()


def test_ones_own_seller_is_tested_before_it_is_kept(
    client: TestClient, amazon: PracticeAmazon, empty: Installation
) -> None:
    answer = client.post("/first-run/amazon", data=_typed(amazon))
    assert answer.url.path == "/first-run/erp", answer.text
    assert "shop is connected" in answer.text
    assert empty.store.connections.named("shop").seller_id == amazon.credentials.seller_id
    assert "connected a seller" in {deed.what for deed in empty.store.accounts.deeds(limit=9)}


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"name": "my shop!"}, "name", "Letters, digits"),
        ({"seller_id": "abc"}, "seller_id", "Capital letters"),
        ({"client_id": ""}, "client_id", "cannot be empty"),
        ({"refresh_token": ""}, "refresh_token", "cannot be empty"),
        ({"marketplaces": ["DE", "US"]}, "marketplaces", "all of one region"),
        ({"marketplaces": []}, "marketplaces", "at least one"),
        ({"client_secret": "amzn1.oa2-cs.v1.wrong"}, "client_secret", "does not accept this client id and secret"),
        ({"refresh_token": "Atzr|wrong"}, "refresh_token", "does not accept this refresh token"),
        ({"marketplaces": ["DE", "SE"]}, "marketplaces", "does not sell in SE"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    client: TestClient,
    amazon: PracticeAmazon,
    empty: Installation,
    typed: dict[str, object],
    *,
    field: str,
    why: str,
) -> None:
    answer = client.post("/first-run/amazon", data=_typed(amazon, **typed))
    assert answer.status_code == 400
    fault = re.search(rf'id="{field}-error">([^<]*)<', answer.text)
    assert fault, answer.text
    assert why in fault[1]
    assert f'{field}-error"' in answer.text
    assert amazon.url in answer.text, "what was typed is kept"
    for secret in (amazon.credentials.client_secret, amazon.credentials.refresh_token):
        assert secret not in answer.text
    assert not empty.store.connections.all()
    assert "enabled" not in empty.store.settings.stored(), "a failed connection leaves no trace"


def test_a_renewed_secret_changes_nothing_else(
    client: TestClient, amazon: PracticeAmazon, empty: Installation
) -> None:
    client.post("/first-run/amazon", data=_typed(amazon, main="UK", marketplaces=["DE", "UK"]))
    before = empty.store.connections.named("shop")
    assert before.marketplaces[0] == "A1F83G8C2ARO7P", "the main one is the first"
    typed = _typed(amazon, marketplaces=["DE", "UK"], client_secret="", endpoint="", token_endpoint="")
    answer = client.post("/settings/connection/shop", data=typed)
    assert answer.url.path == "/settings", answer.text
    assert empty.store.connections.named("shop") == before


def test_an_amazon_that_does_not_answer_is_said_in_a_sentence(client: TestClient, amazon: PracticeAmazon) -> None:
    answer = client.post("/first-run/amazon", data=_typed(amazon, token_endpoint="http://127.0.0.1:9/token"))
    assert answer.status_code == 400
    assert "Amazon does not answer now" in answer.text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"url": "", "api_key": "k", "api_secret": "s"}, "cannot be empty"),
        ({"url": "http://erp.example.com", "api_key": "k", "api_secret": "s"}, "in the clear"),
        ({"url": "http://127.0.0.1:9", "api_key": "k", "api_secret": "s"}, "does not answer"),
        ({"url": "https://erp.example.com", "api_key": "k", "api_secret": ""}, "cannot be empty"),
    ],
)
def test_an_erp_that_refuses_is_not_kept(
    client: TestClient, empty: Installation, typed: dict[str, str], why: str
) -> None:
    answer = client.post("/first-run/erp", data=typed)
    assert answer.status_code == 400
    assert why in answer.text
    assert not empty.store.erp.chosen().kind


@pytest.mark.parametrize("step", ["amazon", "erp", "details", "trial", "next"])
def test_only_an_administrator_gets_into_it(as_: Callable[[str], TestClient], step: str) -> None:
    for role in ("viewer", "operator"):
        assert as_(role).get(f"/first-run/{step}").status_code == 403


def test_an_installation_that_runs_is_at_its_end(opened: Installation) -> None:
    connected(opened)
    assert first_run.next_step(opened.store) == ""


def test_who_left_in_the_midst_is_led_on_from_the_overview(client: TestClient, empty: Installation) -> None:
    assert "Go on with the first steps" not in client.get("/").text, "before anything is connected it says so"
    client.post("/first-run/practice")
    assert "Next: Your ERP" in client.get("/").text
    client.post("/first-run/books")
    assert "Next: Order details" in client.get("/").text
    client.get("/first-run/amazon")
    client.get("/first-run/erp")
    assert client.get("/first-run/next").url.path == "/first-run/details", "going back undoes nothing"
    client.post("/first-run/details", data=_fields(client.get("/first-run/details").text))
    client.post("/first-run/trial")
    _trial(client).join()
    assert "Next: Dry run" in client.get("/").text, "a dry run is no sync"
    client.post("/first-run/go")
    _turn_the_clock(empty)
    client.post("/settings/enabled", data={"enabled": "off"})
    assert "Go on with the first steps" not in client.get("/").text, "it is over once something ran"
