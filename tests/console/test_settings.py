"""The settings page: every setting has its place, changes are kept and written down, refusals say why."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from sellerbridge.console.words.of_settings import ACCOUNTS, BEHAVIOURS, CONFIGURATION, DETAILS, ELSEWHERE, WORDS
from sellerbridge.installation import Installation
from sellerbridge.settings import SETTINGS
from sellerbridge.store import tables

SECRETS = ("the-client-secret", "the-refresh-token")
As = Callable[[str], TestClient]


@pytest.fixture
def north(opened: Installation) -> Installation:
    """One seller, of whom nothing is asked."""
    opened.store.connections.put(
        name="north",
        seller_id="A1B2C3D4E5",
        region="EU",
        endpoint="http://127.0.0.1:9",
        token_endpoint="http://127.0.0.1:9/token",
        marketplaces=["A1PA6795UKMFR9", "A1F83G8C2ARO7P"],
        client_id="client",
        client_secret=SECRETS[0],
        refresh_token=SECRETS[1],
    )
    return opened


def test_every_setting_has_one_place() -> None:
    placed = [*DETAILS, *ACCOUNTS, *CONFIGURATION, *BEHAVIOURS, *ELSEWHERE]
    assert sorted(placed) == sorted(setting.name for setting in SETTINGS)
    for setting in SETTINGS:
        assert setting.choices == tuple(WORDS[setting.name].choices), setting.name


def test_the_old_page_is_found_again(as_: As, north: Installation) -> None:
    shown = as_("administrator").get("/settings").text
    for name in (
        "Credentials",
        "Order details",
        "Sync configuration",
        "Enable Amazon",
        "Sync products",
        "Sync orders",
    ):
        assert name in shown
    for name in [*CONFIGURATION, *BEHAVIOURS]:
        assert f'name="{name}"' in shown


@pytest.mark.parametrize("role", ["viewer", "operator"])
def test_who_may_not_change_sees_no_forms_for_it(as_: As, north: Installation, role: str) -> None:
    client = as_(role)
    shown = client.get("/settings").text
    assert 'name="sync_every"' not in shown
    assert "Sync every" in shown, "what is set is told all the same"
    assert ("Sync products</button>" in shown) == (role == "operator")
    assert client.post("/settings/section/configuration", data={"sync_every": "9"}).status_code == 403
    assert client.get("/settings/details").status_code == 403


def test_a_change_is_kept_and_written_down_old_and_new(as_: As, north: Installation) -> None:
    before = north.store.settings.read().sync_every
    answer = as_("administrator").post("/settings/section/configuration", data={"sync_every": "42"})
    assert f"Saved: Sync every (minutes) ({before} → 42)." in answer.text
    assert north.store.settings.read().sync_every == 42
    assert f"sync_every: {before} → 42" in [deed.about for deed in north.store.accounts.deeds(limit=9)]


@pytest.mark.parametrize(
    ("section", "typed", "field", "why"),
    [
        ("configuration", {"sync_every": "0"}, "sync_every", "whole number from 1 to 1440"),
        ("configuration", {"max_retries": "often"}, "max_retries", "whole number from 0 to 10"),
        ("configuration", {"after_date": "yesterday"}, "after_date", "such as 2026-10-01"),
        ("configuration", {"taxes_and_charges": "both"}, "taxes_and_charges", "choose one"),
        ("behaviours", {"placeholder_item": " "}, "placeholder_item", "cannot be empty"),
    ],
)
def test_a_refusal_stands_beside_its_field(
    as_: As, north: Installation, section: str, typed: dict[str, str], *, field: str, why: str
) -> None:
    answer = as_("administrator").post(f"/settings/section/{section}", data={**typed, "customers": "marketplace"})
    assert answer.status_code == 400
    fault = re.search(rf'id="{field}-error">([^<]*)<', answer.text)
    assert fault
    assert why in fault[1]
    assert not north.store.settings.stored(), "all or nothing"


def test_what_does_not_go_together_is_said(as_: As, north: Installation) -> None:
    client = as_("administrator")
    client.post("/settings/section/behaviours", data={"invoices": "on"})
    answer = client.post("/settings/section/configuration", data={"taxes_and_charges": "order"})
    assert answer.status_code == 400
    assert "do not go together" in answer.text


def test_a_moment_stays_one_if_nobody_touches_its_day(as_: As, north: Installation) -> None:
    north.store.settings.put({"after_date": "2026-10-01T08:00:00Z"})
    client = as_("administrator")
    client.post("/settings/section/configuration", data={"after_date": "2026-10-01", "max_retries": "3"})
    assert north.store.settings.stored()["after_date"] == "2026-10-01T08:00:00Z"
    client.post("/settings/section/configuration", data={"after_date": ""})
    assert north.store.settings.read().after_date is None


def test_amazon_is_switched_off_and_on(as_: As, north: Installation) -> None:
    client = as_("administrator")
    assert "nothing runs by itself" in client.post("/settings/enabled", data={"enabled": "off"}).text
    assert not north.store.settings.read().enabled
    assert "Nothing was begun" in client.post("/settings/sync/orders").text
    client.post("/settings/enabled", data={"enabled": "on"})
    assert north.store.settings.read().enabled


@pytest.mark.parametrize("flow", ["products", "orders"])
def test_the_two_buttons_wish_a_run(as_: As, north: Installation, flow: str) -> None:
    assert as_("operator").post(f"/settings/sync/{flow}").status_code == 200
    assert {wished for _, wished in north.store.schedule.wishes()} == {flow}


def test_no_secret_is_ever_shown(as_: As, north: Installation) -> None:
    client = as_("administrator")
    for path in (
        "/settings",
        "/settings/connection/north",
        "/settings/erp",
        "/settings/details",
        "/settings/trail",
    ):
        shown = client.get(path).text
        assert not any(secret in shown for secret in SECRETS), path
    assert "set on" in client.get("/settings/connection/north").text


def test_order_details_are_kept(as_: As, north: Installation) -> None:
    client = as_("administrator")
    shown = client.get("/settings/details").text
    typed = dict(re.findall(r'<input type="(?:text|date)" id="(\w+)"[^>]*? value="([^"]*)"', shown))
    answer = client.post("/settings/details", data={**typed, "warehouse": "Back room"})
    assert "Saved: Warehouse (Stores → Back room)." in answer.text
    assert north.store.settings.stored() == {"warehouse": "Back room"}
    refused = client.post("/settings/details", data={**typed, "company_currency": "euro", "item_group": ""})
    assert refused.status_code == 400
    assert 'id="company_currency-error"' in refused.text
    assert 'id="item_group-error"' in refused.text


def test_a_switch_that_is_off_says_what_it_would_do(as_: As, north: Installation) -> None:
    client, told = as_("administrator"), "would have cancelled about"
    with north.database.transaction() as transaction:
        day = {"connection_id": 1, "marketplace_id": "A1PA6795UKMFR9", "currency": "EUR", "total_minor": 0}
        day |= {"day": north.clock.now().date(), "status": "CANCELLED", "orders": 7}
        transaction.execute(sa.insert(tables.order_days), [day])
    assert told not in client.get("/settings").text, "in the books it is on by itself"
    assert "In the last 30 days 7 orders were cancelled." in client.get("/settings").text
    client.post("/settings/section/behaviours", data={"cancellations": "off"})
    assert f"{told} 7 orders" in client.get("/settings").text


def test_vat_and_names_by_marketplace(as_: As, north: Installation) -> None:
    client = as_("administrator")
    assert client.post("/settings/marketplaces/vat", data={"vat.DE": "19,0", "vat.UK": "20"}).status_code == 200
    assert north.store.settings.stored()["vat"] == {"DE": "19.0", "UK": "20"}
    refused = client.post("/settings/marketplaces/vat", data={"vat.DE": "lots"})
    assert refused.status_code == 400
    assert 'id="vat.DE-error"' in refused.text
    client.post("/settings/marketplaces/places", data={"warehouse.UK": "Leeds", "make": "on"})
    assert north.store.mappings.all()["warehouse"] == {"UK": "Leeds"}
    client.post("/settings/marketplaces/places", data={"warehouse.UK": ""})
    assert not north.store.mappings.all()["warehouse"]


def test_a_rate_is_set_and_refused(as_: As, north: Installation) -> None:
    client = as_("operator")
    assert (
        "1 GBP is worth 1.15 EUR." in client.post("/settings/rates", data={"currency": "gbp", "rate": "1,15"}).text
    )
    assert client.post("/settings/rates", data={"currency": "EUR", "rate": "1"}).status_code == 400
    assert client.post("/settings/rates", data={"currency": "USD", "rate": "-1"}).status_code == 400
    assert list(north.store.mappings.rates()) == ["GBP"]
