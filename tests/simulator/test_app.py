"""The three doors of the practice Amazon, over real sockets: the API, the token endpoint, the documents."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import httpx2

from sellerbridge.simulator.app import Received
from sellerbridge.simulator.call import Answer, Call
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ORDER = "/orders/2026-01-01/orders/302-1234567-1234567"


def test_a_request_is_answered_with_an_id_and_remembered(amazon: PracticeAmazon, client: httpx2.Client) -> None:
    answer = client.get(ORDER)
    assert answer.json()["order"]["orderId"] == "1"
    assert len(answer.headers["x-amzn-requestid"]) == 36
    assert amazon.calls == [Received("token", 200, NOW), Received("getOrder", 200, NOW)]


def test_many_threads_are_served_and_all_remembered(
    amazon: PracticeAmazon, client: httpx2.Client, deeds: Any
) -> None:
    amazon.limits.plan = "off"
    threads = [threading.Thread(target=lambda: [client.get(ORDER) for _ in range(10)]) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert deeds.done == len(amazon.calls) - 1 == 50


def test_the_token_endpoint_answers_as_oauth_does(amazon: PracticeAmazon, login: dict[str, str]) -> None:
    good = httpx2.post(amazon.token_url, data=login)
    assert good.json()["token_type"] == "bearer"
    assert good.headers["cache-control"] == "no-store"
    bad = httpx2.post(amazon.token_url, data={**login, "client_secret": "wrong"})
    assert (bad.status_code, set(bad.json())) == (401, {"error", "error_description"})
    assert httpx2.post(amazon.token_url, json=login).json()["error"] == "invalid_request"
    assert httpx2.get(amazon.token_url).status_code == 405
    doubled = httpx2.post(
        amazon.token_url,
        content="grant_type=refresh_token&grant_type=refresh_token",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert doubled.json()["error"] == "invalid_request"


def test_what_is_switched_while_it_runs_shows_at_once(
    amazon: PracticeAmazon, login: dict[str, str], client: httpx2.Client
) -> None:
    amazon.lwa.drop_role("orders")
    assert client.get(ORDER).status_code == 403
    amazon.lwa.revoke()
    assert amazon.credentials.refresh_token == ""
    refused = httpx2.post(amazon.token_url, data={**login, "refresh_token": "Atzr|old"})
    assert refused.json()["error"] == "invalid_grant"


def test_a_restricted_token_opens_the_document_it_names(bare_world: World) -> None:
    def told(_world: World, call: Call) -> Answer:
        return Answer(json={"reportDocumentId": call.path["reportDocumentId"]})

    operations = {"getReportDocument": told}
    with (
        PracticeAmazon(bare_world, clock=HeldClock(NOW), operations=operations) as amazon,
        httpx2.Client() as client,
    ):
        path = amazon.url + "/reports/2021-06-30/documents/"
        headers = {"x-amz-access-token": amazon.lwa.restricted((("GET", "/reports/2021-06-30/documents/D1"),))}
        assert client.get(path + "D1", headers=headers).json() == {"reportDocumentId": "D1"}
        assert client.get(path + "D2", headers=headers).status_code == 403
