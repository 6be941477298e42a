"""The API gives the documents that the command line gives, and does what the pages do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from tests.console.api.conftest import EMAIL, NAME, number

from sellerbridge.cli.main import cli
from sellerbridge.installation import Installation
from sellerbridge.store.schedule import FLOWS

With = Callable[[str], TestClient]


def told(*words: str) -> Any:
    return json.loads(CliRunner().invoke(cli, [*words, "--json"], catch_exceptions=False).stdout)


def asked(client: TestClient, path: str, **more: Any) -> Any:
    answer = client.get(f"/api/v1{path}", **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _without_now(document: Any) -> Any:
    """But for what moves on with the clock between two looks."""
    if isinstance(document, dict):
        return {k: _without_now(v) for k, v in document.items() if k not in ("lag_seconds", "days_left")}
    return [_without_now(one) for one in document] if isinstance(document, list) else document


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/status", ("status",)),
        ("/problems", ("problems",)),
        ("/settings", ("settings",)),
        ("/rates", ("rates",)),
        ("/mapping", ("map",)),
        ("/people", ("people",)),
        ("/reconcile", ("reconcile",)),
    ],
)
def test_the_document_is_that_of_the_command_line(with_: With, path: str, words: tuple[str, ...]) -> None:
    assert _without_now(asked(with_("administrator"), path)) == _without_now(told(*words))


def test_an_order_is_told_as_by_explain_but_for_its_buyer(with_: With) -> None:
    order, known = number(1), told("explain", number(1))
    answer = with_("viewer").get(f"/api/v1/orders/{order}", params={"ask": "true"})
    found = answer.json()

    assert NAME in json.dumps(known)
    assert (NAME in answer.text, EMAIL in answer.text, "Musterweg" in answer.text) == (False, False, False)
    assert [(one["doctype"], one["state"]) for one in found["documents"]] == [
        (one["doctype"], one["state"]) for one in known["documents"]
    ]
    assert found["order"] == known["order"]
    assert found["money"] == known["money"]
    assert {field["document"].split()[0] for field in found["fields"]}.isdisjoint(
        {"Customer", "Address", "Contact"}
    )
    sold = next(one["doc"] for one in found["documents"] if one["doctype"] == "Sales Order")
    assert sold["items"][0]["item_code"] == "MUG-RED"


def test_a_buyer_is_shown_to_operators_and_that_is_written_down(with_: With, shop: Installation) -> None:
    path = f"/api/v1/orders/{number(1)}/buyer"
    assert with_("viewer").post(path).status_code == 403

    assert with_("operator").post(path).json()["buyer"]["email"] == EMAIL
    deed = shop.store.accounts.deeds()[0]
    assert (deed.who, deed.what, deed.about) == ("token operator", "saw the buyer", number(1))


def test_orders_are_paged_by_key(with_: With) -> None:
    client, seen, after = with_("viewer"), list[str](), ""
    while True:
        page = asked(client, "/orders", params={"after": after})
        seen += [order["order_id"] for order in page["orders"]]
        if not (after := page["after"]):
            break
    assert seen == [number(n) for n in reversed(range(60))]
    assert [o["order_id"] for o in asked(client, "/orders", params={"marketplace": "FR"})["orders"]] == [
        number(59)
    ]
    assert asked(client, "/orders", params={"until": "9999-12-31", "number": ""})["orders"]


def test_a_buyer_is_found_by_operators_alone(with_: With) -> None:
    path, word = "/api/v1/orders/find", {"word": EMAIL}
    assert with_("viewer").post(path, json=word).status_code == 403
    found = with_("operator").post(path, json=word).json()
    assert (found["meant"], len(found["found"]["orders"])) == ("buyer", 60)
    assert with_("viewer").post(path, json={"word": number(3)}).json()["meant"] == "number"


def test_a_problem_is_mended_and_tried_again(with_: With, shop: Installation) -> None:
    client = with_("operator")
    held = {one["kind"]: one for one in asked(client, "/problems")}
    assert set(held) >= {"no-exchange-rate", "unknown-sku"}

    rates = client.put("/api/v1/rates/PLN", json={"rate": "0.23"}).json()
    assert rates == [{"currency": "PLN", "date": None, "rate": "0.23"}]
    tried = client.post("/api/v1/problems/retry", json={"ids": [held["no-exchange-rate"]["id"]]}).json()

    assert tried["retried"] == 1
    # Its settlement is not booked yet, and may have waited for that very order.
    assert {flow for _, flow in shop.store.schedule.wishes()} == {"orders", "money"}
    assert [deed.what for deed in shop.store.accounts.deeds()][:2] == ["retried", "set an exchange rate"]
    assert client.post("/api/v1/problems/retry", json={"ids": [999]}).status_code == 409


def test_a_decision_can_be_looked_at_before_it_is_taken(with_: With) -> None:
    client = with_("operator")
    order = client.put(f"/api/v1/orders/{number(2)}/hold", json={"reason": "The buyer called."}).json()
    assert [problem["kind"] for problem in order["problems"]] == ["held-by-person"]
    again = client.put(f"/api/v1/orders/{number(2)}/hold", json={"reason": "The buyer called."})
    assert again.status_code == 200, "asked for twice, it is held once"

    assert client.delete(f"/api/v1/orders/{number(2)}/hold").json()["problems"] == []
    assert client.delete(f"/api/v1/orders/{number(2)}/hold").status_code == 409


def test_settings_are_changed_all_or_none(with_: With, shop: Installation) -> None:
    client = with_("administrator")
    changed = client.patch(
        "/api/v1/settings", json={"sync_every": 15, "vat": {"DE": "19"}, "enabled": False}
    ).json()
    assert {one["name"]: one["after"] for one in changed} == {
        "sync_every": 15, "vat": {"DE": "19"}, "enabled": False,
    }  # fmt: skip

    refused = client.patch("/api/v1/settings", json={"sync_every": 0, "company": "Other"})
    assert (refused.status_code, list(refused.json()["faults"])) == (422, ["sync_every"])
    apart = client.patch("/api/v1/settings", json={"invoices": "on", "taxes_and_charges": "order"})
    assert (apart.status_code, shop.store.settings.read().company) == (422, "My Company")
    assert client.patch("/api/v1/settings", json={"vat": {"DE": ""}}).status_code == 200
    assert shop.store.settings.read().vat == {}


def test_a_run_is_accepted_and_said_where_to_look(with_: With, shop: Installation) -> None:
    answer = with_("operator").post("/api/v1/clock/north/run", json={})
    assert (answer.status_code, answer.json()) == (202, {"look_at": "/api/v1/runs?connection=north"})
    assert {flow for _, flow in shop.store.schedule.wishes()} == set(FLOWS)
    assert asked(with_("viewer"), "/runs", params={"connection": "north"})["runs"]


def test_a_flow_is_paused_resumed_and_has_its_own_period(with_: With) -> None:
    client = with_("administrator")
    paused = client.post("/api/v1/clock/north/pause", json={"flow": "money"}).json()
    assert {turn["flow"]: turn["state"] for turn in paused["turns"]}["money"] == "paused"
    resumed = client.post("/api/v1/clock/north/resume", json={}).json()
    assert "paused" not in {turn["state"] for turn in resumed["turns"]}
    own = client.put("/api/v1/clock/north/period", json={"flow": "orders", "minutes": 30}).json()
    assert {turn["flow"]: turn["every_minutes"] for turn in own["turns"]}["orders"] == 30
    assert client.post("/api/v1/clock/south/pause", json={}).status_code == 404


def test_mappings_go_both_ways_as_csv(with_: With, shop: Installation) -> None:
    client = with_("operator")
    lines = [{"kind": "item", "source": "UNHEARD-OF", "target": "MUG-RED"}]
    assert client.patch("/api/v1/mapping", json={"lines": lines, "dry_run": True}).status_code == 200
    assert asked(client, "/mapping")["item"] == {}
    assert client.patch("/api/v1/mapping", json={"lines": lines}).json()[0]["target"] == "MUG-RED"

    text = client.get("/api/v1/mapping.csv")
    assert text.headers["content-type"] == "text/csv; charset=utf-8"
    gone = text.text.replace("MUG-RED", "")
    changes = client.patch("/api/v1/mapping.csv", content=gone, headers={"Content-Type": "text/csv"}).json()
    assert changes == [{"kind": "item", "source": "UNHEARD-OF", "before": "MUG-RED", "after": ""}]
    assert shop.store.mappings.all()["item"] == {}


def test_secrets_go_in_and_never_come_out(with_: With) -> None:
    client = with_("administrator")
    assert "the-secret" not in client.get("/api/v1/connections").text
    made = client.post("/api/v1/tokens", json={"name": "the warehouse", "scope": "read"})
    assert (made.status_code, made.json()["token"][:3]) == (201, "sb_")
    listed = client.get("/api/v1/tokens")
    assert made.json()["token"] not in listed.text
    (new,) = (one["id"] for one in listed.json() if one["name"] == "the warehouse")
    assert client.delete(f"/api/v1/tokens/{new}").json()["name"] == "the warehouse"
    assert client.delete(f"/api/v1/tokens/{new}").status_code == 404


def test_a_new_connection_is_told_what_it_lacks(with_: With, shop: Installation) -> None:
    client = with_("administrator")
    answer = client.put(
        "/api/v1/connections/south", json={"seller_id": "A1B2C3D4E5", "marketplaces": ["DE", "US"]}
    )
    assert answer.status_code == 422
    assert set(answer.json()["faults"]) == {"client_id", "client_secret", "refresh_token", "marketplaces"}
    assert [one.name for one in shop.store.connections.all()] == ["north"]


def test_kept_secrets_go_to_no_other_address(with_: With) -> None:
    answer = with_("administrator").put(
        "/api/v1/connections/north", json={"token_endpoint": "https://elsewhere.invalid/token"}
    )
    assert (answer.status_code, set(answer.json()["faults"])) == (422, {"client_secret", "refresh_token"})


def test_people_are_let_in_changed_and_shut_out(with_: With) -> None:
    client = with_("administrator")
    boss = {"name": "Lee", "role": "administrator", "password": "correct horse battery"}
    lee, kim = (f"/api/v1/people/{number}" for number in (1, 2))
    assert client.post("/api/v1/people", json=boss).status_code == 201
    assert client.patch(lee, json={"enabled": False}).status_code == 409, "the last one stays"
    somebody = {"name": "Kim / North", "role": "viewer", "password": "correct horse battery"}
    assert client.post("/api/v1/people", json=somebody).json()["id"] == 2
    assert client.post("/api/v1/people", json=somebody).status_code == 409
    changed = client.patch(kim, json={"role": "operator", "enabled": False}).json()
    assert (changed["role"], changed["enabled"]) == ("operator", False)
    assert client.patch("/api/v1/people/999", json={}).status_code == 404
    assert [deed["what"] for deed in asked(client, "/trail")["deeds"]][:3] == [
        "shut out", "changed the role of", "added a person",
    ]  # fmt: skip


def test_a_seller_is_switched_off_and_on(with_: With, shop: Installation) -> None:
    client = with_("administrator")
    assert client.put("/api/v1/connections/north/enabled", json={"enabled": False}).json()["enabled"] is False
    assert client.post("/api/v1/clock/north/run", json={}).status_code == 409
    assert client.put("/api/v1/connections/north/enabled", json={"enabled": True}).json()["enabled"] is True
    assert client.delete("/api/v1/connections/north").status_code == 409, "only a practice seller is removed"
    assert shop.store.connections.all()
