"""What a request brings, and a list page by page: parameters, media types, how far it is read."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from tests.console.api.conftest import number

from sellerbridge.console.doors.bodies import BoundedBodies
from sellerbridge.desk import choices
from sellerbridge.errors import Unreachable
from sellerbridge.installation import Installation
from sellerbridge.problems import Problem
from sellerbridge.store import problems

With = Callable[[str], TestClient]
CSV = {"Content-Type": "text/csv"}


@pytest.mark.parametrize(
    ("address", "faults"),
    [
        ("/orders?status=SHIPPED&status=PENDING", {"status"}),
        ("/orders?since=yesterday", {"since"}),
        ("/orders?nothing=1", {""}),
        ("/overview?since=2026-11-01", {"since"}),
        (f"/orders/{number(1)}?ask=perhaps", {"ask"}),
    ],
)
def test_a_parameter_that_cannot_be_is_told_by_name(with_: With, address: str, faults: set[str]) -> None:
    answer = with_("viewer").get(f"/api/v1{address}")
    assert (answer.status_code, set(answer.json()["faults"])) == (422, faults)


@pytest.mark.parametrize("media", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_a_media_type_is_known_however_it_is_written(with_: With, media: str) -> None:
    answer = with_("viewer").post(
        "/api/v1/orders/find", content=b'{"word": "302"}', headers={"Content-Type": media}
    )
    assert answer.status_code == 200, answer.text


def test_who_does_not_answer_is_nobodys_mistake_here(with_: With, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: Installation) -> None:
        raise Unreachable("The ERP does not answer.")

    monkeypatch.setattr(choices, "offers", gone)
    answer = with_("administrator").get("/api/v1/settings/choices")
    assert (answer.status_code, answer.json()) == (502, {"error": "The ERP does not answer."})


def test_the_last_day_of_a_span_is_in_it(with_: With) -> None:
    client = with_("viewer")
    newest = client.get("/api/v1/orders").json()["orders"][0]
    day = newest["purchased_at"][:10]
    of_day = client.get("/api/v1/orders", params={"since": day, "until": day}).json()["orders"]
    assert of_day[0] == newest
    assert {order["purchased_at"][:10] for order in of_day} == {day}
    before = date.fromisoformat(day) - timedelta(days=1)
    earlier = client.get("/api/v1/orders", params={"until": before.isoformat()}).json()["orders"]
    assert day not in {order["purchased_at"][:10] for order in earlier}


def test_problems_come_two_hundred_at_a_time_each_once(with_: With, shop: Installation) -> None:
    kept = shop.store.problems.open()
    more = [Problem(kind="unknown-sku", about=f"302-{n}", facts={"sku": f"S{n}"}) for n in range(450)]
    with shop.database.transaction() as transaction:
        problems.open_all(transaction, kept[0].connection_id, more, now=shop.clock.now())
    client, seen, after = with_("viewer"), list[int](), 0
    while page := client.get("/api/v1/problems", params={"after": after}).json():
        assert len(page) <= 200
        seen += [one["id"] for one in page]
        after = seen[-1]
    assert seen == [one.id for one in shop.store.problems.open()]
    only = client.get("/api/v1/problems", params={"kind": "no-exchange-rate"}).json()
    assert [one["kind"] for one in only] == ["no-exchange-rate"]


def test_only_the_problems_that_were_named_are_tried_again(with_: With, shop: Installation) -> None:
    one = next(one for one in shop.store.problems.open() if one.problem.kind == "no-exchange-rate")
    answer = with_("operator").post("/api/v1/problems/retry", json={"ids": [one.id]})
    assert answer.json()["retried"] == 1
    assert [(deed.what, deed.about) for deed in shop.store.accounts.deeds(limit=1)] == [
        ("retried", one.problem.about)
    ]


def test_the_trail_is_paged_to_its_first_line(with_: With, shop: Installation) -> None:
    for n in range(60):
        shop.store.accounts.did("boss", "retried", f"302-{n}")
    client = with_("administrator")
    first = client.get("/api/v1/trail").json()
    assert (len(first["deeds"]), first["before"]) == (50, first["deeds"][-1]["id"])
    last = client.get("/api/v1/trail", params={"before": first["before"]}).json()
    assert (last["deeds"][-1]["about"], last["before"]) == ("302-0", 0)


def test_runs_are_paged_to_the_first_one(with_: With, shop: Installation) -> None:
    now, north = shop.clock.now(), shop.store.connections.all()[0]
    for _ in range(70):
        shop.store.runs.add(north.id, "orders", started=now, finished=now, error="", counts={})
    client, seen, before = with_("viewer"), list[int](), 0
    while before or not seen:
        page = client.get("/api/v1/runs", params={"before": before} if before else {}).json()
        seen += [run["id"] for run in page["runs"]]
        before = page["before"]
    assert seen == sorted({*seen}, reverse=True)
    assert len(seen) > 70


def test_looking_at_a_file_of_mappings_leaves_no_line_in_the_trail(with_: With, shop: Installation) -> None:
    client, file = with_("operator"), "kind,source,target\nitem,UNHEARD-OF,MUG-RED\n"
    before = shop.store.accounts.deeds()
    looked = client.patch("/api/v1/mapping.csv", params={"dry_run": "true"}, content=file, headers=CSV)
    assert [change["after"] for change in looked.json()] == ["MUG-RED"]
    assert shop.store.accounts.deeds() == before
    client.patch("/api/v1/mapping.csv", content=file, headers=CSV)
    assert shop.store.accounts.deeds()[0].what == "imported 1 mappings"


def test_what_the_document_tells_is_prose(with_: With) -> None:
    text = with_("viewer").get("/api/openapi.json").text
    assert re.findall(r'\\"(?:\\n|\s)+\\"', text) == [], "a text over two lines, with the quotes of a literal"


def test_a_body_without_an_end_is_read_no_further_than_it_may_be_long() -> None:
    sent: list[Message] = []
    pieces = 0

    async def receive() -> Message:
        nonlocal pieces
        pieces += 1
        assert pieces < 100, "nobody stops reading"
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    async def never(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise AssertionError

    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/api/v1/orders/find", "headers": []}
    asyncio.run(BoundedBodies(never)(scope, receive, send))
    assert sent[0]["status"] == 413
    assert pieces <= 12
