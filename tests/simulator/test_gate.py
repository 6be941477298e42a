"""The gate: the order of its checks, the shape of its refusals, and the headers of its answers."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
from starlette.responses import Response

from sellerbridge.simulator.call import Answer, Call, Refusal
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.gate import Gate, Handler, Incoming, route_of
from sellerbridge.simulator.limits import Limits, Plan
from sellerbridge.simulator.lwa import Credentials, Lwa
from sellerbridge.simulator.seller import World

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WORLD = cast("World", SimpleNamespace(seller_id="A1"))
SEARCH = "/orders/2026-01-01/orders"
ORDER = SEARCH + "/302-1234567-1234567"
GOOD = "createdAfter=2026-10-01T00:00:00Z"


class Desk:
    """A gate with a token in hand, whose operations note the calls that reach them."""

    def __init__(
        self, *, plan: Plan = "published", answer: Answer | None = None, operation: Handler | None = None
    ) -> None:
        self.clock = HeldClock(NOW)
        self.lwa = Lwa(Credentials.made_for("A1"), clock=self.clock)
        held = self.lwa.credentials
        self.token = self.lwa.token(
            {
                "grant_type": "refresh_token",
                "refresh_token": held.refresh_token,
                "client_id": held.client_id,
                "client_secret": held.client_secret,
            }
        )["access_token"]
        self.reached: list[Call] = []
        self.answer = answer or Answer(json={})
        names = ("searchOrders", "getOrder", "getListingsItem", "createReport", "cancelReport")
        self.gate = Gate(
            WORLD,
            clock=self.clock,
            limits=Limits(self.clock, plan=plan),
            lwa=self.lwa,
            operations=dict.fromkeys(names, operation or self._note),
            lock=threading.Lock(),
        )

    def ask(
        self, path: str, query: str = "", *, method: str = "GET", body: bytes = b"", **headers: str
    ) -> Response:
        held = {"user-agent": "tests/1", "x-amz-access-token": self.token, "content-type": "application/json"}
        sent = {**held, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.gate.answer(
            Incoming(method=method, raw_path=path, query=query, headers=sent, body=body, base_url="http://here")
        )

    def _note(self, world: World, call: Call) -> Answer:
        assert world is WORLD
        self.reached.append(call)
        return self.answer


def errors(response: Response) -> Any:
    told = msgspec.json.decode(response.body)
    assert set(told) == {"errors"}
    assert set(told["errors"][0]) == {"code", "message", "details"}
    return told["errors"][0]


def test_a_good_request_reaches_its_operation_decoded() -> None:
    desk = Desk()
    assert desk.ask(SEARCH, GOOD + "&includedData=TAX,BUYER").status_code == 200
    call = desk.reached[0]
    assert (call.operation, call.seller_id, call.now, call.base_url) == ("searchOrders", "A1", NOW, "http://here")
    assert call.query == {"createdAfter": datetime(2026, 10, 1, tzinfo=UTC), "includedData": ("TAX", "BUYER")}
    assert "buyer" in call.roles


def test_the_token_is_looked_at_before_the_throttle_and_the_contract() -> None:
    desk = Desk()
    statuses = {desk.ask(SEARCH, "nonsense=1", x_amz_access_token="x").status_code for _ in range(30)}
    assert statuses == {403}


def test_the_throttle_comes_before_the_contract_and_counts_bad_requests() -> None:
    desk = Desk()
    statuses = [desk.ask(SEARCH, "nonsense=1").status_code for _ in range(21)]
    assert statuses == [400] * 20 + [429]
    refused = desk.ask(SEARCH, GOOD)
    assert (refused.status_code, errors(refused)["code"]) == (429, "QuotaExceeded")
    assert not desk.reached


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(json={}), True),
        (Answer(status=202, json={}), True),
        (Answer(status=204), True),
        (Answer(status=404, json={"errors": []}), True),
        (Answer(status=500, json={"errors": []}), False),
    ],
)
def test_the_rate_is_told_with_successes_400_and_404_only(answer: Answer, told: bool) -> None:
    assert (Desk(answer=answer).ask(SEARCH, GOOD).headers.get("x-amzn-ratelimit-limit") == "0.0056") is told


def test_neither_a_403_nor_a_429_tells_the_rate() -> None:
    desk = Desk()
    assert "x-amzn-ratelimit-limit" not in desk.ask(SEARCH, GOOD, x_amz_access_token="").headers
    answers = [desk.ask(SEARCH, GOOD) for _ in range(21)]
    assert answers[0].headers["x-amzn-ratelimit-limit"] == "0.0056"
    assert answers[20].status_code == 429
    assert "x-amzn-ratelimit-limit" not in answers[20].headers


def test_a_missing_user_agent_is_a_403() -> None:
    assert Desk().ask(SEARCH, GOOD, user_agent="").status_code == 403


def test_an_unknown_path_is_a_403_and_a_wrong_method_a_405() -> None:
    desk = Desk()
    assert errors(desk.ask("/orders/v9/orders"))["code"] == "Unauthorized"
    refused = desk.ask(SEARCH, method="DELETE")
    assert (refused.status_code, errors(refused)["details"]) == (405, "Allowed: GET")


def test_an_encoded_slash_stays_inside_its_path_parameter() -> None:
    desk = Desk()
    desk.ask("/listings/2021-08-01/items/A1/a%2Fb%20%26c", "marketplaceIds=A1PA6795UKMFR9")
    assert desk.reached[0].path == {"sellerId": "A1", "sku": "a/b &c"}
    with pytest.raises(Refusal):
        route_of("GET", "/listings/2021-08-01/items/A1/a/b")


def test_another_sellers_listings_are_a_403() -> None:
    assert Desk().ask("/listings/2021-08-01/items/A2/x", "marketplaceIds=A1PA6795UKMFR9").status_code == 403


def test_operations_of_the_sandbox_are_a_403() -> None:
    refused = Desk().ask("/fba/inventory/v1/items/x", "marketplaceId=A1PA6795UKMFR9", method="DELETE")
    assert "sandbox" in errors(refused)["details"]


def test_a_decimal_leaves_as_a_number_with_all_its_digits() -> None:
    desk = Desk(answer=Answer(json={"amount": Decimal("19.90"), "long": Decimal("12345678901234567890.12")}))
    assert desk.ask(SEARCH, GOOD).body == b'{"amount":19.90,"long":12345678901234567890.12}'


def test_an_answer_without_json_is_empty() -> None:
    answer = Desk(answer=Answer(status=200)).ask("/reports/2021-06-30/reports/1", method="DELETE")
    assert (answer.status_code, answer.body, answer.headers.get("content-type")) == (200, b"", None)


def test_the_names_one_client_always_adds_are_dropped_for_that_client_and_refused_for_others() -> None:
    desk = Desk()
    added = "includedData=TAX&MarketplaceId=A1&MarketplaceIds=A1&marketplace_ids=A1&marketplaceIds=A1"
    assert desk.ask(ORDER, added, user_agent="python-sp-api-2.1.35").status_code == 200
    assert desk.reached[0].query == {"includedData": ("TAX",)}
    assert desk.ask(ORDER, added, user_agent="other/1").status_code == 400
    assert desk.ask(ORDER, "Marketplace=A1", user_agent="python-sp-api-2.1.35").status_code == 400


@pytest.mark.parametrize("broken", ["raises", "answers what is no JSON"])
def test_a_failure_of_ours_is_a_500_and_is_logged(broken: str, caplog: pytest.LogCaptureFixture) -> None:
    def surprise(_world: World, _call: Call) -> Answer:
        if broken == "raises":
            raise KeyError("surprise")
        return Answer(json={"surprise": object()})

    refused = Desk(operation=surprise).ask(SEARCH, GOOD)
    assert (refused.status_code, errors(refused)["code"]) == (500, "InternalFailure")
    assert "the practice Amazon failed" in caplog.text


def test_request_ids_are_unique_and_the_same_in_every_run() -> None:
    first, second = Desk().gate, Desk().gate
    ids = [first.request_id() for _ in range(50)]
    assert len(set(ids)) == 50
    assert ids == [second.request_id() for _ in range(50)]
