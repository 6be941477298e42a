"""The practice ERPNext as a server: one request a connection, faults, restarts, data that stays."""

from __future__ import annotations

import http.client
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.simulator.erpnext.visitor import ITEM, ORDER, Visitor

from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.simulator.fault_script import BadScript

GONE = (http.client.RemoteDisconnected, ConnectionError)


def test_a_connection_is_closed_after_its_answer(connector: Visitor) -> None:
    assert connector.call("GET", "/api/method/ping").headers["connection"] == "close"


def test_what_it_received_is_told(seller: Visitor) -> None:
    seller.get("Item", "SKU-1")
    seller.get("Item", "NOPE")
    seller.method("frappe.client.get_count", doctype="Item")
    assert [tuple(call) for call in seller.erp.calls[2:]] == [
        ("GET", "Item", "SKU-1", 200),
        ("GET", "Item", "NOPE", 404),
        ("POST", "frappe.client.get_count", "", 200),
    ]


def test_a_stop_keeps_the_data_and_the_port(seller: Visitor) -> None:
    seller.erp.stop()
    with pytest.raises(ConnectionRefusedError):
        seller.get("Item", "SKU-1")
    seller.erp.start()
    assert seller.get("Item", "SKU-1").data["item_code"] == "SKU-1"


def test_a_taken_port_is_told_at_once(erp: PracticeERPNext) -> None:
    with pytest.raises(OSError, match="in use"):
        PracticeERPNext(port=urlsplit(erp.url).port or 0)


@pytest.mark.parametrize(
    ("do", "there"), [("lost", True), ("reset", False), ("hang", False)], ids=["lost", "reset", "hang"]
)
def test_a_closed_connection_says_nothing_of_the_deed(seller: Visitor, do: str, there: bool) -> None:
    seller.erp.faults.add({"verb": "POST", "of": "Brand", "do": do, "seconds": 0.05})
    with pytest.raises(GONE):
        seller.insert("Brand", brand="Acme Tools")
    assert (seller.get("Brand", "Acme Tools").status == 200) is there
    assert seller.erp.calls[-2].status == 0


@pytest.mark.parametrize(
    ("fault", "status", "told", "there"),
    [
        ({"do": "deadlock"}, 500, "QueryDeadlockError", False),
        ({"do": "timeout"}, 500, "QueryTimeoutError", False),
        ({"do": "limited", "seconds": 7}, 429, "TooManyRequestsError", False),
        ({"do": "page", "status": 503}, 503, "503 Service Unavailable", False),
        ({"do": "lost-page"}, 502, "502 Bad Gateway", True),
        ({"do": "slow", "seconds": 0.1}, 200, "Acme Tools", True),
    ],
    ids=lambda value: value["do"] if isinstance(value, dict) else None,
)
def test_a_fault_that_answers(seller: Visitor, fault: dict[str, Any], status: int, told: str, there: bool) -> None:
    seller.erp.faults.add({"of": "Brand", **fault})
    answer = seller.insert("Brand", brand="Acme Tools")
    assert answer.status == status
    assert told in str(answer.body)
    if fault["do"] == "limited":
        assert answer.headers["retry-after"] == "7"
    assert (seller.get("Brand", "Acme Tools").status == 200) is there


def test_a_restart_hangs_up_and_comes_back(seller: Visitor) -> None:
    seller.erp.faults.add({"of": "Brand", "do": "restart", "seconds": 0.2})
    with pytest.raises(GONE):
        seller.insert("Brand", brand="Acme Tools")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            assert seller.get("Brand", "Acme Tools").status == 404
        except GONE:
            time.sleep(0.02)
        else:
            return
    pytest.fail("the site did not come back")


def test_a_fault_strikes_the_calls_that_the_script_says(seller: Visitor) -> None:
    seller.erp.faults.add({"verb": "GET", "of": "Item", "do": "deadlock", "call": 2, "times": 2})
    assert [seller.get("Item", "SKU-1").status for _ in range(4)] == [200, 500, 500, 200]


def test_chance_is_the_same_in_every_run() -> None:
    def run() -> list[int]:
        faults = [{"of": "*", "do": "deadlock", "probability": 0.5, "seed": 3}]
        with PracticeERPNext(faults=faults) as erp:
            return [Visitor(erp).call("GET", "/api/method/ping").status for _ in range(20)]

    first = run()
    assert {200, 500} == set(first)
    assert run() == first


@pytest.mark.parametrize(
    "rule",
    [
        {"do": "explode"},
        {"do": "page", "status": 200},
        {"do": "slow", "every": 2, "probability": 0.1},
        {"verb": "GET"},
    ],
    ids=["no such deed", "no error status", "both every and chance", "no deed"],
)
def test_a_bad_script_is_refused(erp: PracticeERPNext, rule: dict[str, Any]) -> None:
    with pytest.raises(BadScript):
        erp.faults.add(rule)


def test_who_hangs_up_has_ordered_all_the_same(seller: Visitor) -> None:
    seller.erp.latency = "published"
    place = urlsplit(seller.erp.url)
    body = json.dumps({"brand": "Acme Tools"})
    login = seller.erp.logins["connector"]
    request = (
        f"POST /api/resource/Brand HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        f"Authorization: token {login.api_key}:{login.api_secret}\r\n\r\n{body}"
    )
    with socket.create_connection((place.hostname or "", place.port or 0)) as connection:
        connection.sendall(request.encode())
    seller.erp.latency = "none"
    deadline = time.monotonic() + 5
    while seller.get("Brand", "Acme Tools").status == 404 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert seller.get("Brand", "Acme Tools").status == 200


def test_a_long_request_line_is_not_the_sites_to_answer(connector: Visitor) -> None:
    keys = [f"111-0000000-{number:07}" for number in range(300)]
    answer = connector.call("GET", "/api/resource/Sales Order", filters=[["name", "in", keys]])
    assert (answer.status, answer.headers["content-type"]) == (400, "text/html")
    listed = connector.method("frappe.client.get_list", doctype="Sales Order", filters=[["name", "in", keys]])
    assert listed.message == []


def test_another_host_is_no_site_of_ours(connector: Visitor) -> None:
    answer = connector.call("GET", "/api/method/ping", None, headers={"Host": "other.example"})
    assert answer.status == 404
    assert "other.example does not exist" in answer.body


@pytest.mark.parametrize("latency", ["none", "published"])
@pytest.mark.parametrize(
    ("doctype", "values", "error"),
    [
        ("Sales Order", {**ORDER, "amazon_order_id": "111-1"}, (417, "UniqueValidationError")),
        ("Item", {**ITEM, "item_code": "SKU-9"}, (409, "DuplicateEntryError")),
    ],
    ids=["unique field", "name"],
)
def test_of_eight_at_once_one_wins(
    seller: Visitor, doctype: str, values: dict[str, Any], error: tuple[int, str], latency: Any
) -> None:
    seller.erp.latency = latency
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: seller.insert(doctype, **values), range(8)))
    assert sorted(one.status for one in told) == sorted([200] + [error[0]] * 7)
    assert {one.error for one in told if one.status != 200} == {error}
    assert len(seller.listed(doctype, filters={"name": ["!=", "SKU-1"]})) == 1


def test_writes_of_one_document_wait_for_each_other(seller: Visitor) -> None:
    seller.erp.latency = "published"
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda number: seller.put("Item", "SKU-1", description=str(number)), range(8)))
    assert [one.status for one in told] == [200] * 8


def test_a_published_pace_takes_its_time(seller: Visitor) -> None:
    seller.erp.latency = "published"
    began = time.perf_counter()
    seller.insert("Sales Order", **ORDER)
    assert 0.08 < time.perf_counter() - began < 1.5
