from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from tests.amazon.conftest import OpenClient
from tests.amazon.door import TOKEN_PATH, Answer, Door, html, refusal

from sellerbridge.amazon import errors
from sellerbridge.amazon.client import Client
from sellerbridge.clock import HeldClock
from sellerbridge.errors import Later

ORDER = "/orders/2026-01-01/orders/302-1234567-1234567"


def get_order(client: Client) -> bytes:
    return client.call(
        "getOrder", path={"orderId": "302-1234567-1234567"}, query={"includedData": ["BUYER", "TAX"]}
    )


def test_a_call_is_signed_and_says_who_it_is(door: Door, client: Client) -> None:
    door.says(ORDER, Answer(json={"order": 1}))
    assert msgspec.json.decode(get_order(client)) == {"order": 1}
    (asked,) = door.calls(ORDER)
    assert asked.headers["x-amz-access-token"] == "Atza|1"
    assert asked.headers["user-agent"].startswith("sellerbridge/1.2.3 (Language=Python/3.")
    assert asked.target == f"{ORDER}?includedData=BUYER,TAX"


@pytest.mark.parametrize(
    ("sku", "segment"),
    [
        ("A/B", "A%2FB"),
        ("50% off?", "50%25%20off%3F"),
        ("größe #1", "gr%C3%B6%C3%9Fe%20%231"),
        ("../x", "..%2Fx"),
        ("a+b&c", "a%2Bb%26c"),
    ],
)
def test_a_sku_stays_one_segment_of_the_path(door: Door, client: Client, sku: str, segment: str) -> None:
    door.says(f"/listings/2021-08-01/items/S1/{segment}", Answer(json={"sku": sku}))
    told = client.call("getListingsItem", path={"sellerId": "S1", "sku": sku}, query={"marketplaceIds": ["M1"]})
    assert msgspec.json.decode(told) == {"sku": sku}


def test_lists_are_comma_separated_and_their_elements_encoded_one_by_one(door: Door, client: Client) -> None:
    path = "/fba/inventory/v1/summaries"
    door.says(path, Answer(json={}))
    client.call(
        "getInventorySummaries",
        query={
            "sellerSkus": ["A,1", "B&2", "C 3"],
            "details": True,
            "startDateTime": datetime(2026, 11, 1, 10, 30, tzinfo=UTC),
        },
    )
    (asked,) = door.calls(path)
    assert asked.target == (
        f"{path}?sellerSkus=A%2C1,B%262,C%203&details=true&startDateTime=2026-11-01T10%3A30%3A00Z"
    )


@pytest.mark.parametrize(
    "query", [{"includedDatas": ["BUYER"]}, {"includedData": "BUYER"}], ids=["unknown name", "text for a list"]
)
def test_a_wrong_parameter_is_our_own_error(client: Client, query: dict[str, str]) -> None:
    with pytest.raises(TypeError):
        client.call("getOrder", path={"orderId": "1"}, query=query)


PASSING = [
    pytest.param(refusal(429, code="QuotaExceeded"), id="429"),
    pytest.param(refusal(500, code="InternalFailure"), id="500"),
    pytest.param(html(502), id="502"),
    pytest.param(html(503), id="503 as HTML"),
    pytest.param(html(504), id="504"),
    pytest.param(html(200), id="HTML as 200"),
    pytest.param(html(403), id="a proxy's 403"),
    pytest.param(Answer(body=b""), id="empty 200"),
    pytest.param(Answer(body=b'{"order": {"orderId"'), id="half a JSON"),
    pytest.param(Answer(body=b'{"order": "\xff"}'), id="no UTF-8"),
    pytest.param(Answer(json={"order": "x" * 500}, cut=100), id="short body"),
    pytest.param(Answer(silent=True), id="closed connection"),
    pytest.param(Answer(status=302, headers={"location": "/elsewhere"}), id="redirect"),
]


@pytest.mark.parametrize("answer", PASSING)
def test_what_passes_is_tried_again(door: Door, client: Client, answer: Answer) -> None:
    door.says(ORDER, answer, answer, Answer(json={"order": 1}))
    assert msgspec.json.decode(get_order(client)) == {"order": 1}
    assert client.counts == {"getOrder": 3}
    assert door.granted == 1


@pytest.mark.parametrize("answer", PASSING)
def test_what_does_not_pass_is_an_outage_and_never_an_empty_answer(
    door: Door, open_client: OpenClient, answer: Answer
) -> None:
    client = open_client(max_retries=2)
    door.says(ORDER, answer)
    with pytest.raises(errors.Outage) as outage:
        get_order(client)
    assert outage.value.operation == "getOrder"
    assert client.counts == {"getOrder": 3}
    assert "Atza" not in str(outage.value)
    assert "includedData" not in str(outage.value)


def test_nobody_listening_is_an_outage(open_client: OpenClient, door: Door) -> None:
    client = open_client(max_retries=1)
    door.says(ORDER, Answer(json={}))
    get_order(client)
    client._url = "http://127.0.0.1:1"
    with pytest.raises(errors.Outage, match=r"no connection, 127\.0\.0\.1:1"):
        get_order(client)


def test_every_refusal_for_pace_is_counted_and_waited_for(door: Door, client: Client, clock: HeldClock) -> None:
    door.says(ORDER, refusal(429), refusal(429), Answer(json={}))
    start = clock.now()
    get_order(client)
    assert client.throttled == 2
    assert clock.now() - start >= timedelta(seconds=4)


def test_amazons_own_patience_is_honoured(door: Door, client: Client, clock: HeldClock) -> None:
    busy = Answer(status=503, json={}, headers={"retry-after": "45"})
    door.says(ORDER, busy, Answer(json={}))
    start = clock.now()
    get_order(client)
    assert clock.now() - start == timedelta(seconds=45)


@pytest.mark.parametrize("after", ["7200", "Fri, 20 Nov 2026 14:00:00 GMT"], ids=["seconds", "date"])
def test_a_wait_beyond_our_patience_ends_the_flow(
    door: Door, client: Client, clock: HeldClock, after: str
) -> None:
    busy = Answer(status=503, json={}, headers={"retry-after": after, "date": "Fri, 20 Nov 2026 12:00:00 GMT"})
    door.says(ORDER, busy, Answer(json={}))
    with pytest.raises(Later) as ended:
        get_order(client)
    assert ended.value.until == clock.now() + timedelta(hours=2)
    assert len(door.calls(ORDER)) == 1


@pytest.mark.parametrize("status", [400, 404, 413, 415])
def test_a_bad_request_is_told_at_once_with_amazons_words(door: Door, client: Client, status: int) -> None:
    door.says(ORDER, refusal(status, message="Invalid id", details="token Atza|leaked https://x?y=1 a@b.example"))
    with pytest.raises(errors.BadRequest) as refused:
        get_order(client)
    error = refused.value
    assert (error.status, error.operation, error.request_id, error.kind) == (
        status,
        "getOrder",
        "req-7",
        "bad-request",
    )
    assert "InvalidInput Invalid id" in str(error)
    assert not any(leak in str(error) for leak in ("leaked", "https", "@", "302-1234567"))
    assert len(door.calls(ORDER)) == 1


def test_a_refused_token_is_replaced_once(door: Door, client: Client) -> None:
    door.says(ORDER, refusal(403, code="Unauthorized"), Answer(json={"order": 1}))
    get_order(client)
    assert [asked.headers["x-amz-access-token"] for asked in door.calls(ORDER)] == ["Atza|1", "Atza|2"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_fresh_token_refused_means_a_missing_role(door: Door, client: Client, status: int) -> None:
    door.says(ORDER, refusal(status, code="Unauthorized", message="Access to requested resource is denied."))
    with pytest.raises(errors.MissingRole) as refused:
        get_order(client)
    assert refused.value.facts["operation"] == "getOrder"
    assert len(door.calls(ORDER)) == 2
    assert door.granted == 2


def test_a_refused_token_that_cannot_be_replaced_means_a_lost_authorisation(door: Door, client: Client) -> None:
    door.says(ORDER, refusal(403, code="Unauthorized"))
    door.says(
        TOKEN_PATH,
        Answer(json={"access_token": "old", "expires_in": 3600}),
        Answer(status=400, json={"error": "invalid_grant"}),
    )
    with pytest.raises(errors.AuthorisationLost):
        get_order(client)


def test_the_rate_limit_header_is_learned(door: Door, client: Client, clock: HeldClock) -> None:
    door.says(ORDER, Answer(json={}, headers={"x-amzn-RateLimit-Limit": "50.0"}))
    start = clock.now()
    for _ in range(60):
        get_order(client)
    assert clock.now() - start < timedelta(seconds=3)


@pytest.mark.parametrize("told", ["", "soon", "-1", "0", "inf", "nan"])
def test_a_rate_limit_that_makes_no_sense_changes_nothing(
    door: Door, client: Client, clock: HeldClock, told: str
) -> None:
    door.says(ORDER, Answer(json={}, headers={"x-amzn-RateLimit-Limit": told}))
    start = clock.now()
    for _ in range(32):
        get_order(client)
    assert timedelta(seconds=4) <= clock.now() - start < timedelta(seconds=6)


class _Money(msgspec.Struct):
    amount: Decimal


def test_numbers_become_exact_decimals(door: Door, client: Client) -> None:
    door.says(ORDER, Answer(body=b'{"amount": 19.9900000000000000001}'))
    told = client.typed("getOrder", _Money, path={"orderId": "302-1234567-1234567"})
    assert told.amount == Decimal("19.9900000000000000001")


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"amount": "1,50"}', b'{"message": "ok"}'])
def test_another_shape_is_an_outage_and_not_asked_for_again(door: Door, client: Client, body: bytes) -> None:
    door.says(ORDER, Answer(body=body))
    with pytest.raises(errors.Outage, match="another shape"):
        client.typed("getOrder", _Money, path={"orderId": "302-1234567-1234567"})
    assert client.counts == {"getOrder": 1}


def test_threads_are_counted_together(door: Door, client: Client) -> None:
    door.says(ORDER, Answer(json={}))
    threads = [threading.Thread(target=get_order, args=(client,)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.counts == {"getOrder": 16}
    assert door.granted == 1
