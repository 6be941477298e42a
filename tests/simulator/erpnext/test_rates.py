"""Frappe's rate limit: seconds of the server's time, told in microseconds."""

from __future__ import annotations

from tests.simulator.erpnext.visitor import Visitor


def test_without_a_limit_nothing_is_told(connector: Visitor) -> None:
    headers = connector.call("GET", "/api/method/ping").headers
    assert not [name for name in headers if name.startswith("x-ratelimit")]


def test_a_used_up_window_is_429_with_the_time_to_wait(connector: Visitor) -> None:
    connector.erp.site.conf["rate_limit"] = {"limit": 0.01, "window": 3600}
    told = [connector.call("GET", "/api/method/ping") for _ in range(3)]
    assert [one.status for one in told] == [200, 200, 429]
    assert [int(one.headers["x-ratelimit-remaining"]) > 0 for one in told] == [True, False, False]
    assert told[0].headers["x-ratelimit-limit"] == "10000"
    assert 0 <= int(told[2].headers["retry-after"]) <= 3600
    assert told[2].error == (429, "TooManyRequestsError")


def test_who_is_refused_spends_nothing(connector: Visitor) -> None:
    connector.erp.site.conf["rate_limit"] = {"limit": 0.001, "window": 3600}
    told = [connector.call("GET", "/api/method/ping") for _ in range(4)]
    assert {one.headers["x-ratelimit-remaining"] for one in told[1:]} == {"0"}
    del connector.erp.site.conf["rate_limit"]
    assert connector.call("GET", "/api/method/ping").status == 200
