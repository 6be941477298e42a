"""Every fault as it looks on the wire, over real sockets."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from sellerbridge.simulator.app import Received
from sellerbridge.simulator.server import PracticeAmazon

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ORDER = "/orders/2026-01-01/orders/302-1234567-1234567"


def fault(amazon: PracticeAmazon, do: str, **kinds: Any) -> None:
    amazon.faults.add({"operation": "getOrder", "do": do, **kinds})


def test_the_third_call_fails_and_the_fourth_does_not(amazon: PracticeAmazon, client: httpx2.Client) -> None:
    fault(amazon, "status", call=3, status=503, body="html")
    answers = [client.get(ORDER) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 503, 200]
    assert answers[2].headers["content-type"].startswith("text/html")
    assert "<html>" in answers[2].text
    assert [call.status for call in amazon.calls[1:]] == [200, 200, 503, 200]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "InvalidInput"),
        (403, "Unauthorized"),
        (429, "QuotaExceeded"),
        (500, "InternalFailure"),
        (503, "ServiceUnavailable"),
    ],
)
def test_a_status_comes_with_amazons_body(
    amazon: PracticeAmazon, client: httpx2.Client, deeds: Any, status: int, code: str
) -> None:
    fault(amazon, "status", status=status, retry_after=7)
    answer = client.get(ORDER)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)
    assert answer.headers["retry-after"] == "7"
    assert deeds.done == 0


def test_garbage_is_a_200_that_is_no_json(amazon: PracticeAmazon, client: httpx2.Client, deeds: Any) -> None:
    fault(amazon, "garbage")
    answer = client.get(ORDER)
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        answer.json()
    assert deeds.done == 0


@pytest.mark.parametrize(("do", "done"), [("reset", 0), ("after", 1), ("hang", 0)])
def test_a_connection_can_close_without_an_answer(
    amazon: PracticeAmazon, client: httpx2.Client, deeds: Any, do: str, done: int
) -> None:
    fault(amazon, do, seconds=0.05)
    with pytest.raises(httpx2.RemoteProtocolError):
        client.get(ORDER)
    assert deeds.done == done
    assert amazon.calls[-1] == Received("getOrder", 0, NOW)
    assert client.get(ORDER).status_code == 200


def test_a_body_can_be_cut_short(amazon: PracticeAmazon, client: httpx2.Client, deeds: Any) -> None:
    fault(amazon, "cut")
    with client.stream("GET", ORDER) as answer:
        assert answer.status_code == 200
        pieces = answer.iter_raw()
        first = next(pieces)
        assert first.startswith(b'{"order"')
        assert len(first) < int(answer.headers["content-length"])
        with pytest.raises(httpx2.RemoteProtocolError):
            next(pieces)
    assert deeds.done == 1


def test_a_slow_answer_comes_late_but_whole(amazon: PracticeAmazon, client: httpx2.Client) -> None:
    fault(amazon, "slow", seconds=0.1)
    began = time.perf_counter()
    assert client.get(ORDER).status_code == 200
    assert time.perf_counter() - began >= 0.1


def test_a_caller_who_gives_up_frees_a_hanging_request(amazon: PracticeAmazon, client: httpx2.Client) -> None:
    fault(amazon, "hang", seconds=60)
    with pytest.raises(httpx2.ReadTimeout):
        client.get(ORDER, timeout=0.05)
    assert client.get(ORDER).status_code == 200


def test_faults_befall_tokens_and_documents_in_their_own_language(
    amazon: PracticeAmazon, login: dict[str, str]
) -> None:
    amazon.faults.add({"operation": "token", "do": "status", "status": 503})
    amazon.faults.add({"operation": "token", "do": "status", "call": 2, "status": 400, "error": "invalid_grant"})
    amazon.faults.add({"operation": "document", "do": "status", "status": 503})
    answers = [httpx2.post(amazon.token_url, data=login) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 400, 200]
    assert [answer.json().get("error") for answer in answers] == ["temporarily_unavailable", "invalid_grant", None]
    document_answer = httpx2.get(amazon.url + "/documents/x")
    assert (document_answer.status_code, document_answer.headers["content-type"]) == (503, "application/xml")
